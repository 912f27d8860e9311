"""Reads state machines that name what moves a resource from one state to another: `open --start--> running`, `pay: new -> paid`."""

import re
from collections.abc import Iterator

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Guard, Step

_STATE = r"[`'\"]?([A-Za-z][\w\-]*)[`'\"]?"
_LINKED = re.compile(rf"{_STATE}(?=\s*-+[\[(]?\s*[`'\"]?(?:POST )?/?([A-Za-z][\w\-]*?)[`'\"]?\s*[\])]?[\s\-]*->\s*{_STATE})")
_BEFORE = re.compile(
    rf"(?:^|[\s`'\"/(,])([A-Za-z][\w\-]*)[`'\"]?\s*(?::|=|\()\s*((?:{_STATE}\s*(?:,|or|/|\||and)\s*)*{_STATE})\s*->\s*{_STATE}"
)
_AFTER = re.compile(
    rf"((?:{_STATE}\s*(?:,|or|/|\|)\s*)*{_STATE})\s*->\s*{_STATE}\s*(?:\(\s*(?:by |via |with |on |through )?|\b(?:by|via|with|on|through|using)\s+)(?:calling |a )?(?:POST |PUT |PATCH )?[`'\"]?(?:/\S*/)?/?([a-z][\w\-]*)"
)
_SPOKEN = re.compile(
    rf"(?i)[`'\"/]?\b([a-z][\w\-]*)[`'\"]?(?:ing)? (?:moves?|takes?|brings?|turns?|changes?|sets?|puts?)(?: (?:it|an?|the|its|status|state|\w+))*? from (?:status |state )?((?:{_STATE}(?: or |, | and ))*?{_STATE}) (?:to|into) {_STATE}"
)


def machine(text: str) -> Iterator[Step]:
    """The moves that a text lists."""
    linked = [Step(match[1], match[2], match[3]) for match in _LINKED.finditer(text)]
    if linked:
        yield from linked
        return
    for pattern in (_BEFORE, _AFTER, _SPOKEN):
        for match in pattern.finditer(text):
            groups = [group for group in match.groups() if group]
            action = match[1] if pattern is not _AFTER else groups[-1]
            after = groups[-1] if pattern is not _AFTER else groups[-2]
            listed = match[2] if pattern is not _AFTER else match[1]
            for before in re.findall(r"[A-Za-z][\w\-]*", re.sub(r"\b(?:or|and)\b", " ", listed)):
                yield Step(before, action, after)


def read_machine(entity: Entity, text: str, actions: set[str], whole: str = "") -> bool:
    """Gives a resource the moves whose names are among its actions; whether there are any."""
    moves = [move for move in machine(text) if words.code_name(move.action) in actions]
    if not moves:
        return False
    one = _state_field(entity, moves, whole)
    entity.moves += [move for move in moves if move not in entity.moves]
    states = [state for move in moves for state in (move.before, move.after)]
    one.choices = list(dict.fromkeys([*one.choices, *states]))
    one.type, one.required, one.given = "enum", False, False
    one.default = one.default if one.default in one.choices else one.choices[0]
    return True


def state_name(text: str) -> str:
    """What a text calls the state of its resources: `status`, unless it says `state "queued"` or `?state=`."""
    named = re.findall(
        r"[?&`'\"](status|state|stage|phase)[`'\"=]|\b(status|state|stage|phase)[`'\"]? (?:is |starts as |starts at |= ?)?[\"'`]", text
    )
    return next((first or second for first, second in named), "status")


def _state_field(entity: Entity, moves: list[Step], whole: str = "") -> Field:
    states = {state for move in moves for state in (move.before, move.after)}
    known = next((one for one in entity.fields.values() if set(one.choices) & states), None)
    name = next((name for name in ("status", "state", "stage", "phase") if name in entity.fields), state_name(whole))
    return known or entity.fields.setdefault(name, Field(name))


_ALSO = re.compile(
    r"(?i)\b((?:(?:an?|the|only|every|each) )*[a-z_]+(?:(?:, (?:or )?| or | and )(?:an? )?[a-z_]+)*) \w+ (?:can|may)(?: also| still| only| then| even)* be(?:come)? ([a-z_]+)"
)


def allow_spoken(entity: Entity, one: Field, text: str) -> None:
    """`A new or paid order can also be cancelled`: more that may follow, in a chain of states that is known."""
    table = entity.transitions.get(one.name)
    for match in _ALSO.finditer(text) if table else ():
        before = [word for word in re.findall(r"[a-z_]+", match[1].lower()) if word in one.choices]
        if table and before and match[2] not in words.STOP:
            one.choices = list(dict.fromkeys([*one.choices, match[2]]))
            for state in before:
                table.setdefault(state, [])
                table[state] += [match[2]] if match[2] not in table[state] else []


def follow_chains(app: App) -> None:
    """An operation that brings a resource into a state is refused where the chain of states does not lead there."""
    for endpoint in app.endpoints:
        entity = app.entities.get(endpoint.entity)
        if entity is None or endpoint.kind != "action" or any(guard.kind == "state" for guard in endpoint.guards):
            continue
        for name, table in entity.transitions.items():
            states = [state for state, after in table.items() if endpoint.sets.get(name) in {f'"{next_}"' for next_ in after}]
            if states:
                endpoint.guards.append(_unless(entity, name, states))


def moved(entity: Entity, endpoint: Endpoint, verb: str) -> bool:
    """Makes an operation one of the machine's moves; whether it is one."""
    moves = [move for move in entity.moves if words.code_name(move.action) == verb]
    if not moves:
        return False
    one = _state_field(entity, moves)
    targets = {move.before: move.after for move in moves}
    if len(set(targets.values())) == 1:
        endpoint.sets = {one.name: f'"{moves[0].after}"'}
    else:
        table = "{" + ", ".join(f'"{before}": "{after}"' for before, after in targets.items()) + "}"
        endpoint.sets = {one.name: f'{table}[row["{one.name}"]]'}
    endpoint.guards.append(_unless(entity, one.name, list(targets)))
    endpoint.answer["state"] = one.name
    return True


def _unless(entity: Entity, name: str, states: list[str]) -> Guard:
    """Refuses what is possible in these states only."""
    listed = ", ".join(f'"{state}"' for state in states)
    code = f'row["{name}"] not in ({listed})' if len(states) > 1 else f'row["{name}"] != {listed}'
    said = f"the {entity.name.replace('_', ' ')} is not {words.join([state.replace('_', ' ') for state in states], 'or')}"
    return Guard(code, entity.transition_status, said, "state")
