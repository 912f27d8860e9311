"""Refusals by the states of two things that a record brings together: `a wild dog may only be walked by an experienced walker`, `minors can't book adult films`."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.names.traces import negated
from shared.reading.refusals.cases import Case
from shared.reading.refusals.closing import state_tests
from shared.writing.ir import Endpoint, Entity, Field, Guard


def paired(case: Case) -> bool:
    """Refuses a new record by what both that it refers to are. Whether a clause is about that."""
    if case.status not in {0, 400, 403, 409, 422}:
        return False
    return any(_refuse(case, create, one, other) for create, one, other in _pairs(case))


def _pairs(case: Case) -> Iterator[tuple[Endpoint, Field, Field]]:
    """What makes records that refer to two of which the clause speaks, the first that it names first."""
    for create in (one for one in case.app.endpoints if one.kind == "create" and (case.endpoint is None or case.endpoint is one)):
        named = [one for one in case.app.entities[create.entity].fields.values() if one.refers and f"[{one.refers}]" in case.said]
        if len(named) == 2 and named[0].refers != named[1].refers and create.entity not in {one.refers for one in named}:
            one, other = sorted(named, key=lambda each: case.said.index(f"[{each.refers}]"))
            yield create, one, other


def _refuse(case: Case, create: Endpoint, one: Field, other: Field) -> bool:
    entity = case.app.entities[create.entity]
    if measured := _measured(case, create, one, other):
        create.guards.append(Guard(measured, case.status or 409, "these do not fit together", "rule"))
        return True
    first, second = (_test(case, create, entity, each) for each in (one, other))
    if not first or not second:
        return False
    places = [case.said.index(f"[{each.refers}]") for each in (one, other)]
    only = re.search(r"\bonly\b", case.said)
    if only is not None:
        after = next((place for place in places if place > only.start()), -1)
        first, second = (first, negated(second)) if after == places[1] else (negated(first), second) if after == places[0] else ("", "")
    elif not re.search(r"\bcan not\b", case.said) or case.unless:
        return False
    if first:
        words = f"this {one.refers.replace('_', ' ')} and this {other.refers.replace('_', ' ')} do not go together"
        create.guards.append(Guard(f"{first} and {second}", case.status or 409, words, "rule"))
    return bool(first)


def _test(case: Case, create: Endpoint, entity: Entity, one: Field) -> str:
    """The condition that what a new record refers to is in the only state that the clause names of it; empty where it names none."""
    tests = state_tests(case, case.app.entities[one.refers], entity)
    key = create.params[0] if create.parent == one.refers else f'values["{one.name}"]'
    return tests[0].replace("owner[", f"find_{one.refers}({key})[") if len(tests) == 1 else ""


_MORE = re.compile(r"(?<![\w<])>=?(?= )|\b(?:heavier|older|bigger|larger|longer|taller|higher|wider|above|over|exceeds?)\b")
_LESS = re.compile(r"(?<![\w>])<=?(?= )|\b(?:lighter|younger|smaller|shorter|lower|below|under)\b")


def _measured(case: Case, create: Endpoint, one: Field, other: Field) -> str:
    """`a dog that weighs more than the max_weight of the kennel`: the comparison of a number of the one with a number of the other; empty where a clause tells none."""
    first, second = (case.app.entities[each.refers] for each in (one, other))
    limits = [name for name in fields_in(Ground(case.app, second)(case.plain)) if _is_number(second, name)]
    own = [
        name for name, field in first.fields.items() if _is_number(first, name) and field.given and limits and name in limits[0].split("_")
    ]
    sign = ">" if _MORE.search(case.said) else "<" if _LESS.search(case.said) else ""
    if len(limits) != 1 or len(own) != 1 or not sign or case.unless or re.search(r"\b(?:only|must|can|not)\b", case.said):
        return ""
    keys = [create.params[0] if create.parent == each.refers else f'values["{each.name}"]' for each in (one, other)]
    return f'find_{first.name}({keys[0]})["{own[0]}"] {sign} find_{second.name}({keys[1]})["{limits[0]}"]'


def _is_number(entity: Entity, name: str) -> bool:
    return name in entity.fields and entity.fields[name].type in {"integer", "number"} and not entity.fields[name].refers
