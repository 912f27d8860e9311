"""A switch of the whole service: `POST /close ends the vote. From then on casting ballots is refused with 409`."""

import re

from shared.reading.names.grounding import entities_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.closing import WAYS, does
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Field, Guard

_THEREAFTER = re.compile(
    r"\b(?:from (?:then|that (?:moment|point|time)|now) on(?:wards)?|after (?:that|this|it)|afterwards|thereafter|once (?:that|this|it) (?:is|has been|was)|no (?:more|longer|further)|any ?more)\b"
)
_CHANGES = {"create", "update", "delete", "action"}


def switched(case: Case) -> bool:
    """Whether a clause about an operation without a resource tells what is refused once it was called."""
    switch = case.endpoint
    if switch is None or switch.entity or switch.params or switch.method not in {"POST", "PUT"} or switch.kind not in {"", "compute"}:
        return False
    refused = _refused(case, switch) if _THEREAFTER.search(case.said) else []
    if not refused:
        return False
    verb = switch.path.rpartition("/")[2].replace("-", "_")
    table = _table(case, switch, verb)
    done = words.participle(verb).replace("_", " ")
    for endpoint in refused:
        guard = Guard(f"store.{table}.find()", case.status or 409, f"this is {done}", "switch")
        if all(known.code != guard.code for known in endpoint.guards):
            endpoint.guards.insert(0, guard)
    return True


def _table(case: Case, switch: Endpoint, verb: str) -> str:
    """Where it is noted that the switch was turned, which its operation does."""
    flag = words.code_name(words.participle(verb))
    entity = Entity(f"{verb}_switch", f"{verb}_switches", {flag: Field(flag, "boolean", required=False, given=False, default=True)})
    case.app.entities.setdefault(entity.name, entity)
    switch.kind, switch.bare = "compute", "Row"
    switch.lines = [
        f"if not store.{entity.plural}.find():",
        f'    store.{entity.plural}.add({{"{flag}": True}})',
        f'return {{"{flag}": True}}',
    ]
    return entity.plural


def _refused(case: Case, switch: Endpoint) -> list[Endpoint]:
    """The changes that a clause speaks of: by the verb of their own words, or as something that is done to a resource."""
    others = [one for one in case.app.endpoints if one is not switch and one.kind in _CHANGES and one.entity]
    named = entities_in(case.said)
    kinds = [kind for kind, spoken in WAYS if spoken.search(case.said)]
    told = [one for one in others if does(one, case.said) and (not named or one.entity in named)]
    if re.search(r"\b(?:anything|nothing|everything|all changes|any change)\b", case.said):
        return others
    return told or [one for one in others if one.entity in named and one.kind in kinds]
