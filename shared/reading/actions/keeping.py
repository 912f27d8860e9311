"""Values that an action keeps under another name: `takes a reason and stores it as rejection_reason`."""

import re

from shared.reading.text.lexicon import wordset
from shared.writing.ir import Endpoint, Entity, Field

_KEPT = re.compile(
    r"(?i)\b(?:stores?|saves?|keeps?|records?|notes?|writes?|puts?|remembers?)(?: down)? (?:the |this |that )?[`\"]?(?P<value>[a-z]\w*)[`\"]? (?:as|in|into|under) (?:the )?[`\"]?(?P<name>[a-z]+(?:_[a-z]+)+)\b"
)
_THE_ONE = wordset("it this that them value")


def keep(entity: Entity, endpoint: Endpoint, texts: list[str]) -> None:
    """Gives the resource the field, null until the action sets it to what the request carries."""
    sent = {one.name: one for one in endpoint.body}
    for match in (match for text in texts for match in _KEPT.finditer(text)):
        value = next(iter(sent)) if match["value"] in _THE_ONE and len(sent) == 1 else match["value"]
        if value not in sent or match["name"] in sent:
            continue
        one = sent[value]
        entity.fields.setdefault(match["name"], Field(match["name"], one.type, required=False, default=None, given=False))
        endpoint.sets.setdefault(match["name"], f'values["{value}"]')
