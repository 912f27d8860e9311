"""Refusals that tie a state to how many are in it, or to a value: `no more than two may be lit`, `only seen films have stars`, `without a worker it cannot go to doing`."""

import re
from dataclasses import dataclass

from shared.reading.names.grounding import Ground, actions_in, entities_in, fields_in, state_field
from shared.reading.names.polarity import refuses_when
from shared.reading.refusals.cases import Case
from shared.reading.refusals.quotas import most
from shared.writing import words
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
    flags = {words.stem(one.name): one for one in entity.fields.values() if one.type == "boolean"}
    for match in re.finditer(r"'([\w \-]+)'|<(\w+)>|(?<![<\[!'])\b([a-z]+)\b", said):
        one = state_field(entity, match[1]) if match[1] else entity.fields.get(match[2]) if match[2] else flags.get(match[3])
        if one is not None and (match[1] or one.type == "boolean"):
            found.append(_State(one.name, match[1] or "", match.start()))
    return found


#: `while another one is running`, `there is already an open one`: one is the most there may be.
_HELD = r"(?:<\w+>|'[\w \-]+')"
_ANOTHER = re.compile(
    rf"\b(?:another|a different|some other|any other|(?:if|when|while|as long as|because|since) (?:there is )?(?:already )?(?:one|any)(?: of them)?)(?: other)?(?: \[\w+\])?,? (?:(?:that|which) )?(?:(?:is|has been|was|already|still|currently) )+{_HELD}"
    rf"|(?<!\bit is )(?<!\] is )(?<!they are )(?<!that is )(?<!which is )\b(?:already|still|currently) (?:is )?(?:an?|one) (?:other )?{_HELD}|\b(?:another|other) {_HELD}|\b(?:no|never) two\b|\ban? \[\w+\] is (?:already|still) {_HELD}.*\b(?:another|new|second)\b"
    rf"|\b(?:another|new|second)\b.*\b(?:an?|one) (?:\[\w+\] )?(?:(?:is|already|still|currently) )+{_HELD}|\b(?:exists?|there is) (?:already )?(?:an?|one|another) {_HELD}"
)


def thronged(case: Case) -> bool:
    """`no more than two signs may be lit at the same time`: of all records, only so many are in a state."""
    entity = case.entity
    if entity is None or case.status not in {0, 400, 409, 422}:
        return False
    said = Ground(case.app, entity)(case.plain)
    limit, states = most(said) or (1 if _ANOTHER.search(said) else 0), _states(entity, said)
    about = {one.field for one in states}
    others = [name for name in fields_in(said) if name not in about and not (name in entity.fields and entity.fields[name].choices)]
    if not limit or len({(one.field, one.value) for one in states}) != 1 or others or set(entities_in(said)) - {entity.name}:
        return False
    if not entities_in(said) and (case.endpoint is None or case.endpoint.entity != entity.name):
        return False
    if re.search(
        r"\b(?:(?:second|third|next) time|per|each|every\w*|nobody|no one|any(?:one|body)|some(?:one|body)|person|people|same (?!time))\b",
        said,
    ):
        return False
    _crowded(case, entity, states[0], limit)
    return True


def _crowded(case: Case, entity: Entity, held: _State, limit: int) -> None:
    """Refuses what makes one more of those in a state: a change that tells it, an action that leads to it, and the making of what begins with it."""
    one = entity.fields[held.field]
    rows = f'[other for other in store.{entity.plural}.find() if {held.test("other")} and (row is None or other["{entity.key}"] != row["{entity.key}"])]'
    message = f"there {'is' if limit == 1 else 'are'} {limit} of them already"
    mine = [each for each in case.app.endpoints if each.entity == entity.name]
    if one.given or any(field.name == held.field for each in mine for field in each.body):
        test = held.test("whole") if one.given else held.test("whole").replace(f'["{held.field}"]', f'.get("{held.field}")')
        entity.checks.append(Guard(f"{test} and len({rows}) >= {limit}", case.status or 409, message, "crowded"))
    for each in mine:
        if each.kind == "action" and held.left_by(each.sets.get(held.field, "")):
            code = f"len({rows.replace('row is None or ', '')}) >= {limit}"
            each.guards.append(Guard(code, case.status or 409, message, "crowded"))
        elif each.kind == "create" and not one.given and held.left_by(str(one.default)):
            kept = f"[other for other in store.{entity.plural}.find() if {held.test('other')}]"
            each.guards.append(Guard(f"len({kept}) >= {limit}", case.status or 409, message, "crowded"))


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
    message = f"{states[0].field.replace('_', ' ')} and {values[0].replace('_', ' ')} do not go together"
    entity.checks.append(Guard(code, case.status or 409, message, "state"))
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
