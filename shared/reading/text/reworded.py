"""The sentences of a paragraph, each put as most would put it: one step after another, in this order."""

from shared.reading.text.fronted import fronted
from shared.reading.text.gapping import joined_rules, ungapped, with_asides, with_defaults
from shared.reading.text.parallel import spread
from shared.reading.text.sent import lists_first, requests_first
from shared.reading.text.sentences import sentences

_STEPS = (with_asides, with_defaults, requests_first, fronted, lists_first, ungapped, spread, joined_rules)


def reworded(lines: str) -> list[str]:
    """The sentences of a paragraph, in the words that the rest of the reading knows."""
    said = sentences(lines)
    for step in _STEPS:
        said = step(said)
    return said
