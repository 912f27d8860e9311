"""Paths of records that answer one object of totals instead: `GET /tips answers {"total": 45.5}`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import children
from shared.reading.results.numbers import TELLS
from shared.reading.results.parameters import envelope
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.text.shapes import Placeholder
from shared.writing import words
from shared.writing.ir import MISSING, App, Entity

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
    stored = ({*names} - {*one.endpoint.params}) & {*entity.fields, entity.key, entity.plural}
    added = [member for member in members if member[0] not in one.endpoint.params and not _LATEST.match(member[0])]
    return bool(added) and _adds(added) and not (_MANY.search(before) or envelope(entity, names) or stored)


#: What is told of several records beside totals: `last_visit`.
_LATEST = re.compile(r"(?:last|latest|first|newest|earliest)_")


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


#: `the claim's total is always the sum of its lines`, `a claim has a total, which is the sum of …`: wherever it is told.
_IS_SUM = re.compile(
    r"(?i)(?:\b(?:the|its|their|an?|each|every) |(?<='s )|(?<=^))[`\"]?(?P<name>[a-z]\w*)[`\"]?(?: of (?:an?|the|each|every) [a-z]+)?,? (?:which |that )?(?:(?:(?:starts?|begins?)(?: out)? (?:at|with|as) (?:0|zero) and )?(?:is|equals|must be)(?: always| then| simply)*(?: (?:calculated|computed)(?: automatically)?(?: as| from)?)?) "
    r"(?P<gloss>(?:the |an? )?(?:sum|average|mean|total|number|count) of [^.;:]+)"
)


#: `the lines' amounts`.
_PLURAL = re.compile(r"\b(?P<whose>[a-z]+s)' (?P<what>[a-z_]+)")


def told_anywhere(app: App, texts: Iterable[str]) -> Iterator[tuple[Entity, str, str]]:
    """Members of answers that sum up what belongs to a record, of which any sentence tells: the resource, the name, what it is."""
    for text in texts:
        for match in _IS_SUM.finditer(text):
            name, gloss = words.code_name(match["name"]), _PLURAL.sub(r"\g<what> of the \g<whose>", match["gloss"])
            for entity in app.entities.values():
                if any(f"[{child.name}]" in Ground(app, child)(gloss) for child, _ in children(app, entity)) and _free(app, entity, name):
                    yield entity, name, gloss


def single(app: App, entities: Sequence[Entity], gloss: str) -> Iterator[Entity]:
    """The resources of which it can be told: `the sum of sets times repetitions over all its exercises` of what has them, of no exercise."""
    for one in entities:
        several = re.search(rf"\b(?:its|their) \[{one.name}\]", Ground(app, one)(gloss))
        if not several or any(child == one for child, _ in children(app, one)):
            yield one


def _free(app: App, entity: Entity, name: str) -> bool:
    """Whether no request tells a member, and no operation changes it."""
    one = entity.fields.get(name)
    mine = [each for each in app.endpoints if each.entity == entity.name]
    changed = any(name in each.sets or any(field.name == name for field in each.body) for each in mine)
    changed = changed or any(f'"{name}":' in line for each in app.endpoints for line in each.after)
    return one is None or (not one.given and not changed and one.default in (0, None, MISSING) and not one.choices)


_SUBJECT = re.compile(
    r"(?:(?:an?|each|every|all|the|any) )?(?:(?:returned|listed|shown|answered|single|new) )?\[(\w+)\](?:'s | (?:has|have|is|are|also|shows?|carries|carry|includes?|contains?|comes?|gets?|tells?) )|(?:the )?\w+ of (?:an?|each|every|the|all) \[(?P<of>\w+)\] (?:is|are|=) "
)


def subject_of(app: App, text: str) -> Entity | None:
    """The resource with which a sentence about members begins: `A person's score is …`, `Each person is shown with …`."""
    subject = _SUBJECT.match(Ground(app, None)(text))
    return app.entities.get(subject[1] or subject["of"]) if subject else None
