"""Refusals of a move to where another is, or to where something is already: `transferring a player to the team that he already plays for`, `moving it to the column it is in`."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import Ground, actions_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.closing import does
from shared.writing.ir import App, Endpoint, Entity, Guard

_IS = r"(?:is|are|was|were|belongs?|plays?|sits?|stands?|lies|lives?|works?|stays?|has been|exists)"
_WHO = r"(?:(?:that|which|where|in which|on which) )?(?:it|he|she|they|one|(?:the |an? )?[\[<]\w+[\]>]|(?:the|this|that) [a-z]+)"


def stays(case: Case) -> bool:
    """Refuses an action that leaves a value as it is. Whether a clause is about that."""
    if case.status not in {0, 400, 409, 422} or re.search(r"\btwo \[", case.said):
        return False
    understood = False
    for endpoint in _actions(case):
        for name, sent in _set(case.app.entities[endpoint.entity], endpoint, case):
            guard = Guard(f'values["{sent}"] == row["{name}"]', case.status or 409, "it is there already", "rule", fields=(sent,))
            place = next((at for at, one in enumerate(endpoint.guards) if one.kind not in {"reference", "state"}), len(endpoint.guards))
            endpoint.guards.insert(place, guard)
            understood = True
    return understood


def _actions(case: Case) -> list[Endpoint]:
    """The action at hand, or those that a clause names."""
    actions = [one for one in case.app.endpoints if one.kind == "action" and one.entity]
    if case.endpoint in actions:
        return [case.endpoint]
    verbs = actions_in(case.said)
    return [one for one in actions if one.path.rpartition("/")[2] in verbs or does(one, case.said)] if case.endpoint is None else []


def _set(entity: Entity, endpoint: Endpoint, case: Case) -> Iterator[tuple[str, str]]:
    """The fields that an action takes from the request and of which a clause says that they are so already, each with what is sent."""
    said = Ground(case.app, entity)(case.plain)
    for name, code in endpoint.sets.items():
        sent = re.fullmatch(r'values\["(\w+)"\]', code)
        one = entity.fields.get(name)
        it = rf"(?:<{name}>|\[{one.refers}\])" if one is not None and one.refers else rf"<{name}>"
        told = (
            rf"\b(?:same|current|own|present) {it}(?! (?:number|name))|{it},? {_WHO} (?:{_IS} )?(?:already|currently|now)\b|{it},? {_WHO} {_IS}(?: (?:in|on|at|of|to|for|with))?(?: (?:now|already))?\W*$"
            rf"|\b(?:in|on|at|of|to) (?:this|that|the) {it} (?:already|now)\b|\balready (?:exists )?(?:{_IS} )?(?:in|on|at|of|to|for|there\b)(?: (?:this|that|the))? {it}"
        )
        if sent and one is not None and re.search(told, said):
            yield name, sent[1]


def keep_apart(app: App) -> None:
    """What is unique stays so where actions bring a record to others: no shirt number twice in the team that a player is transferred to."""
    for action in (one for one in app.endpoints if one.kind == "action" and one.entity in app.entities):
        entity = app.entities[action.entity]
        for names in [*entity.together, *((one.name,) for one in entity.fields.values() if one.unique)]:
            if not any(action.sets.get(name, "").startswith("values[") for name in names):
                continue
            alike = ", ".join(f"{name}={action.sets.get(name, f'row[{chr(34)}{name}{chr(34)}]')}" for name in names)
            code = f'any(other["{entity.key}"] != row["{entity.key}"] for other in store.{entity.plural}.find({alike}))'
            said = " and ".join(name.removesuffix("_id").replace("_", " ") for name in names)
            action.guards.append(
                Guard(code, entity.duplicate, f"there is a {entity.name.replace('_', ' ')} with this {said} already", "rule")
            )
