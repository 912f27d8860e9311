"""Parts of the generated tests: paths, bodies as code, what holds for a new resource."""

from typing import Any

from shared.writing import conditions
from shared.writing.conditions import State
from shared.writing.ir import MISSING, Endpoint, Entity


def at_first(entity: Entity, code: str) -> bool | None:
    """Whether a condition on a state holds for a new resource: what was not borrowed cannot be returned. None: that is not known."""
    told = conditions.state(code, "row")
    return None if told is None else is_at_first(entity, told)


def is_at_first(entity: Entity, state: State) -> bool | None:
    """Whether a new resource is in the state. None: that is not known."""
    one = entity.fields.get(state.field)
    if one is None or one.default in (MISSING, None):
        return None
    holds = one.default is True if state.value is True else str(one.default) == state.value
    return holds == state.is_so


def path_of(endpoint: Endpoint, entity: Entity) -> str:
    """The path about the record `made`, as a part of a formatted string."""
    return endpoint.path.replace("{" + endpoint.params[-1] + "}", "{made['" + entity.key + "']}")


def unknown_path(endpoint: Endpoint) -> str:
    """A path about records that are not there."""
    path = endpoint.path
    for param in endpoint.params:
        path = path.replace("{" + param + "}", "987654")
    return path


def as_code(body: dict[str, Any]) -> str:
    """A dictionary as code, long texts written as products."""
    parts = []
    for name, value in body.items():
        shown = f'"x" * {len(value)}' if isinstance(value, str) and len(value) > 60 and set(value) == {"x"} else repr(value)
        parts.append(f'"{name}": {shown}')
    return "{" + ", ".join(parts) + "}"
