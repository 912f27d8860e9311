"""Paths of records that answer one object of totals instead: `GET /tips answers {"total": 45.5}`."""

import re
from collections.abc import Iterable, Mapping, Sequence

from shared.reading.names.grounding import Ground
from shared.reading.results.parameters import envelope
from shared.reading.results.totals import TELLS
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.text.shapes import Placeholder
from shared.writing import words
from shared.writing.ir import App, Entity

_MANY = re.compile(r"(?i)\[|\b(?:lists?|arrays?|each|every|per|pages?)\b")
_OBJECT = re.compile(
    r"(?i)\b(?:an?|one) (?:json )?object (?:with|containing|of) (?:only |just |the )*(?:(?:member|field|key) )?[\"`]?(?P<name>[a-z]\w*)[\"`]?(?=,| \(|:| =| being|$)"
)


def sole(routed: list[Routed], entities: Mapping[str, Entity]) -> None:
    """Makes a list one that is computed, where all that its answer shows are totals."""
    for one in routed:
        entity = entities.get(one.endpoint.entity)
        if one.endpoint.kind == "list" and entity is not None and _is_sole(one, entity):
            one.endpoint.kind = ""


def _is_sole(one: Routed, entity: Entity) -> bool:
    text, shape = one.route.text, answer_shape(one.route)
    told = _OBJECT.search(text) if not shape else None
    members = shape or ([(told["name"], None)] if told else [])
    names = [name for name, _ in members]
    before = text[: text.index("{")] if "{" in text else text[: told.start()] if told else ""
    stored = {*names} & {*entity.fields, entity.key, entity.plural}
    return bool(members) and _adds(members) and not (_MANY.search(before) or envelope(entity, names) or stored)


def _adds(members: list[tuple[str, object]]) -> bool:
    """Whether a name or what stands for its value says of each member that it is added up or counted."""
    return all(
        not isinstance(value, list | dict)
        and re.search(TELLS, f"{words.code_name(name).replace('_', ' ')} {value.text if isinstance(value, Placeholder) else ''}")
        for name, value in members
    )


def returned_with(entities: Iterable[Entity], texts: Sequence[str]) -> dict[str, Entity]:
    """`A campaign is returned with id, title, raised and reached`: name -> the resource of which it is a member."""
    found: dict[str, Entity] = {}
    for entity in entities:
        noun = f"{entity.name}|{entity.plural}".replace("_", " ")
        told = rf"(?i)\b(?:{noun}) (?:is|are) (?:always )?(?:returned|shown|answered|given back) (?:with|as) (?:the fields? )?(?P<names>\w+(?:, \w+)*,? and \w+)"
        for match in (match for text in texts for match in re.finditer(told, text)):
            found |= dict.fromkeys(re.findall(r"\w+", match["names"]), entity)
    return found


_SUBJECT = re.compile(
    r"(?:(?:an?|each|every|all|the) )?\[(\w+)\](?:'s | (?:has|have|is|are|also|shows?|carries|carry) )|(?:the )?\w+ of (?:an?|each|every|the|all) \[(?P<of>\w+)\] (?:is|are|=) "
)


def subject_of(app: App, text: str) -> Entity | None:
    """The resource with which a sentence about members begins: `A person's score is …`, `Each person is shown with …`."""
    subject = _SUBJECT.match(Ground(app, None)(text))
    return app.entities.get(subject[1] or subject["of"]) if subject else None
