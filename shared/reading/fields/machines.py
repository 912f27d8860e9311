"""States whose moves are named: `open --start--> running --finish--> done`, where `/start` and `/finish` are actions."""

import re

from shared.reading.actions.moving import required
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Guard, Step

_STATE = r"[`'\"]?([A-Za-z][\w\-]*)[`'\"]?"
_LINKED = re.compile(rf"{_STATE}(?=\s*-+[\[(]?\s*[`'\"]?(?:POST )?/?([A-Za-z][\w\-]*?)[`'\"]?\s*[\])]?[\s\-]*->\s*{_STATE})")
_NAMES = ("status", "state", "stage", "phase")


def declare(app: App, routed: list[Routed], texts: list[str]) -> None:
    """Gives the resource whose actions they are the states and the moves between them."""
    moves = [Step(*match.groups()) for text in texts for match in _LINKED.finditer(text)]
    for entity in app.entities.values() if moves else ():
        verbs = {_verb(one.endpoint) for one in routed if one.endpoint.kind == "action" and one.endpoint.entity == entity.name}
        entity.moves = [move for move in moves if words.code_name(move.action) in verbs]
        if entity.moves:
            states = list(dict.fromkeys(state for move in entity.moves for state in (move.before, move.after)))
            told = next((name for name in _NAMES if any(re.search(rf"\b{name}\b", text) for text in texts)), _NAMES[0])
            name = next((name for name in _NAMES if name in entity.fields), told)
            one = entity.fields.setdefault(name, Field(name))
            one.type, one.given, one.required, one.choices = "enum", False, False, states
            one.default = one.default if one.default in states else states[0]


def act(entity: Entity, endpoint: Endpoint) -> bool:
    """Makes an action one of the moves; whether it is one."""
    moves = {move.before: move.after for move in entity.moves if words.code_name(move.action) == _verb(endpoint)}
    field = next((one for one in entity.fields.values() if moves and moves.keys() <= set(one.choices)), None)
    if field is None:
        return False
    table = "{" + ", ".join(f'"{before}": "{after}"' for before, after in moves.items()) + "}"
    single = len(set(moves.values())) == 1
    endpoint.sets = {field.name: f'"{next(iter(moves.values()))}"' if single else f'{table}[row["{field.name}"]]'}
    states = list(moves)
    endpoint.guards.append(Guard(required(field, states), 409, f"{field.name} is not {' or '.join(states)}", "state", fields=(field.name,)))
    return True


def _verb(endpoint: Endpoint) -> str:
    return words.code_name(endpoint.path.rpartition("/")[2])
