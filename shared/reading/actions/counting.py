"""Counters of what is done to a record: `timesLent, how often it was lent`, `openings goes up by one with every opening`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Entity, Field

_NAME = r"(?P<name>[a-z]+(?:_[a-z]+|[A-Z][a-z]+)+)[`\"]?(?: \([^()]*\))?"
_OFTEN = r"(?:how (?:often|many times)|(?:the |a )?(?:total )?(?:number|count) of (?:the )?times|(?:a )?(?:counter|count) (?:of|for) how (?:often|many times))"
_SAYS = r"(?:(?:which|that|it) )?(?:is|counts?|tells?|shows?|says|holds|being|gives)?"
_RISES = r"(?:goes up|increases|rises|grows|is (?:increased|incremented|raised|counted up)|counts up)"
#: What counts, and what is counted.
_COUNTS = (
    re.compile(rf"\b{_NAME}(?:,|:| -| \(|)(?: too,?| also,?)? ?{_SAYS} ?{_OFTEN} (?P<done>[^.;,()]+)"),
    re.compile(
        rf"\b{_NAME}(?: [^.;]*)? {_RISES}(?: by (?:one|1))? (?:with|on|at|for|when|whenever|each time|every time) (?P<done>[^.;,()]+)"
    ),
    re.compile(rf"\b(?=(?P<done>\w+)){_NAME}(?:,|:| -| \(|) ?{_SAYS} ?(?:the )?(?:total )?number of [a-z]+ so far\b"),
)
_NO_VERB = frozenset({"be", "have", "time", "it", "each", "every", "one"})


def counters(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> Iterator[tuple[Entity, str, Routed]]:
    """Each counter with its resource and the action that it counts."""
    for match in (match for text in texts for pattern in _COUNTS for match in pattern.finditer(text)):
        done = {words.stem(word) for word in re.findall(r"[a-z]+", words.code_name(match["done"]).replace("_", " "))} - _NO_VERB
        for one in routed:
            entity = app.entities.get(one.endpoint.entity)
            verb = one.endpoint.path.rpartition("/")[2]
            if entity is not None and one.endpoint.kind == "action" and one.endpoint.params and words.stem(verb) in done:
                yield entity, match["name"], one
                break


def declare(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Gives the resources their counters, which no request carries."""
    for entity, name, _ in counters(app, routed, texts):
        entity.fields[name] = Field(name, "integer", required=False, default=0, given=False)


def count(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Lets the actions count."""
    for _, name, one in counters(app, routed, texts):
        one.endpoint.sets[name] = f'row["{name}"] + 1'
