"""Values that an action keeps under another name: `takes a reason and stores it as rejection_reason`."""

import re

from shared.reading.text.lexicon import wordset
from shared.writing.ir import Endpoint, Entity, Field

_KEPT = re.compile(
    r"(?i)\b(?:stores?|saves?|keeps?|records?|notes?|writes?|puts?|remembers?)(?: down)? (?:the |this |that )?[`\"]?(?P<value>[a-z]\w*)[`\"]? (?:as|in|into|under) (?:the )?[`\"]?(?P<name>[a-z]+(?:_[a-z]+)+)\b"
)
#: `it is stored as approved_by`.
_IS_KEPT = re.compile(
    r"(?i)\b(?P<value>[a-z]\w*) (?:is|gets) (?:then )?(?:stored|saved|kept|recorded|noted|remembered) (?:as|in|under) (?:the )?[`\"]?(?P<name>[a-z]+(?:_[a-z]+)+)\b"
)
#: `sets approved_by`, `approved_by is then the one in the request`: a name that tells what it holds.
_NAMED = re.compile(
    r"\b(?:sets?|stores?|saves?|keeps?|records?|notes?|fills?(?: in)?|writes?|remembers?|and) (?:the |its )?[`\"]?(?P<set>[a-z]+(?:_[a-z]+)+)\b"
    r"|\b(?P<is>[a-z]+(?:_[a-z]+)+)[`\"]? (?:=|is|becomes|holds|gets|is set to|shows|says|tells|then is)\b(?! (?:null|empty|now|set to (?:null|now)|not)\b)"
)
_THE_ONE = wordset("it this that them value")


def keep(entity: Entity, endpoint: Endpoint, texts: list[str]) -> None:
    """Gives the resource the field, null until the action sets it to what the request carries."""
    sent = {one.name: one for one in endpoint.body}
    for match in (match for text in texts for pattern in (_KEPT, _IS_KEPT) for match in pattern.finditer(text)):
        value = next(iter(sent)) if match["value"].lower() in _THE_ONE and len(sent) == 1 else match["value"]
        if value not in sent or match["name"] in sent:
            continue
        _keep(entity, endpoint, match["name"], sent[value])
    for match in (match for text in texts for match in _NAMED.finditer(text)):
        name = match["set"] or match["is"]
        fitting = [one for one in sent.values() if one.name in name.split("_") and one.name not in entity.fields]
        if len(fitting) == 1 and name not in {*sent, *entity.fields} and f'values["{fitting[0].name}"]' not in endpoint.sets.values():
            _keep(entity, endpoint, name, fitting[0])


def _keep(entity: Entity, endpoint: Endpoint, name: str, one: Field) -> None:
    entity.fields.setdefault(name, Field(name, one.type, required=False, default=None, given=False))
    endpoint.sets.setdefault(name, f'values["{one.name}"]')
