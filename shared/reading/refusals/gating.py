"""Refusals that tie a state to how many are in it, or to a value: `no more than two may be lit`, `only seen films have stars`, `without a worker it cannot go to doing`."""

import re
from dataclasses import dataclass

from shared.reading.names.grounding import Ground, actions_in, entities_in, fields_in, state_field
from shared.reading.names.polarity import refuses_when
from shared.reading.refusals.cases import Case
from shared.reading.refusals.quotas import most
from shared.writing.ir import MISSING, Entity, Guard


@dataclass(frozen=True)
class _State:
    """A value of a field, or a flag that is set (`value` is empty), and where a clause names it."""

    field: str
    value: str
    place: int

    def test(self, row: str) -> str:
        return f'{row}["{self.field}"] == "{self.value}"' if self.value else f'{row}["{self.field}"]'

    def left_by(self, code: str) -> bool:
        """Whether an action that sets the field so brings about this state."""
        return code.strip("\"'") == (self.value or "True")


def _states(entity: Entity, said: str) -> list[_State]:
    found = []
    for match in re.finditer(r"'([\w \-]+)'|<(\w+)>", said):
        one = state_field(entity, match[1]) if match[1] else entity.fields.get(match[2])
        if one is not None and (match[1] or one.type == "boolean"):
            found.append(_State(one.name, match[1] or "", match.start()))
    return found


def thronged(case: Case) -> bool:
    """`no more than two signs may be lit at the same time`: of all records, only so many are in a state."""
    entity = case.entity
    if entity is None or case.status not in {0, 400, 409, 422}:
        return False
    said = Ground(case.app, entity)(case.plain)
    limit, states = most(said), _states(entity, said)
    about = {one.field for one in states}
    others = [name for name in fields_in(said) if name not in about and not (name in entity.fields and entity.fields[name].choices)]
    if not limit or len({(one.field, one.value) for one in states}) != 1 or others or entities_in(said) != [entity.name]:
        return False
    if re.search(r"\b(?:per|each|every\w*|nobody|no one|any(?:one|body)|some(?:one|body)|person|people|same (?!time))\b", said):
        return False
    held = states[0]
    rows = f'[other for other in store.{entity.plural}.find() if {held.test("other")} and (row is None or other["{entity.key}"] != row["{entity.key}"])]'
    words = f"there are {limit} of them already"
    entity.checks.append(Guard(f"{held.test('whole')} and len({rows}) >= {limit}", case.status or 409, words, "crowded"))
    for one in case.app.endpoints:
        if one.kind == "action" and one.entity == entity.name and held.left_by(one.sets.get(held.field, "")):
            one.guards.append(Guard(f"len({rows.replace('row is None or ', '')}) >= {limit}", case.status or 409, words, "crowded"))
    return True


def gated(case: Case) -> bool:
    """`stars can be given only to a film that is seen`, `a job without a worker cannot go to doing`."""
    entity, endpoint = case.entity, case.endpoint
    if entity is None or case.status not in {0, 400, 409, 422} or actions_in(case.said):
        return False
    if endpoint is not None and (endpoint.kind not in {"create", "update"} or endpoint.entity != entity.name):
        return False
    said = Ground(case.app, entity)(case.plain)
    states = _states(entity, said)
    values = [name for name in fields_in(said) if name in entity.fields and _optional(entity, name)]
    if len(values) != 1 or not states or len({one.field for one in states}) != 1 or set(entities_in(said)) - {entity.name}:
        return False
    if _defines(entity, states) or re.search(rf"<{values[0]}> {_LIMITED}", said):
        return False
    code = _lacking(said, values[0], states) or _untimely(said, values[0], states, case.unless)
    words = f"{states[0].field.replace('_', ' ')} and {values[0].replace('_', ' ')} do not go together"
    entity.checks.append(Guard(code, case.status or 409, words, "state"))
    return True


#: What a value must be, whether or not there is one.
_LIMITED = r"(?:(?:is|are|must|can|may|not|never|be|only|always) )*(?:[<>]=?|negative|positive|zero|-?\d|integer|longer|shorter|before|after|between|in the (?:future|past)|unique|empty|blank)"


def _defines(entity: Entity, states: list[_State]) -> bool:
    """Whether a clause says which states there are: `the kind can only be 'road', 'city' or 'cargo'`."""
    choices = entity.fields[states[0].field].choices
    return bool(choices) and {one.value for one in states} >= set(choices)


def _optional(entity: Entity, name: str) -> bool:
    """Whether there may be no value."""
    one = entity.fields[name]
    return one.given and one.required is False and one.default in (MISSING, None) and one.type != "boolean" and not one.choices


def _lacking(said: str, name: str, states: list[_State]) -> str:
    """The condition of `without a worker it can not be 'doing'`; empty when the clause says no such thing."""
    article = r"(?: (?:an?|any|the|its))*"
    without = rf"\b(?:without|with no|has no|have no|lacks?|not have|not has){article} <{name}>|<{name}> (?:is )?(?:missing|empty|null)"
    having = rf"(?:\bwith|\b(?:when|if|once|after|as long as|unless|until|before|while) (?:it|they|one|the \[\w+\]) (?:has|have|got|gets)){article} <{name}>"
    only = re.search(r"\b(?:only|must|unless|until|before)\b", said) is not None
    if not re.search(without, said) and not (only and re.search(having, said)):
        return ""
    reached = " or ".join(dict.fromkeys(one.test("whole") for one in states))
    return f'({reached}) and whole["{name}"] is None'


def _untimely(said: str, name: str, states: list[_State], unless: bool) -> str:
    """The condition of `only 'seen' films have stars`, `a 'new' film can not have stars`."""
    held = " or ".join(dict.fromkeys(one.test("whole") for one in states))
    refused = f"({held})" if refuses_when(said, states[0].place, unless) else f"not ({held})"
    return f'values.get("{name}") is not None and {refused}'
