"""Parts of the generated tests: paths, bodies as code, what holds for a new resource."""

from typing import Any

from shared.writing.ir import Endpoint, Entity


def holds_at_first(entity: Entity, code: str) -> bool:
    """Whether a condition on a state holds for a new resource: what was not borrowed cannot be returned."""
    for one in entity.fields.values():
        states = {
            f'row["{one.name}"]': one.default is True,
            f'not row["{one.name}"]': one.default is False,
            f'row["{one.name}"] == "{one.default}"': True,
        }
        if code in states:
            return states[code]
    return False


def path_of(endpoint: Endpoint, entity: Entity) -> str:
    return endpoint.path.replace("{" + endpoint.params[-1] + "}", "{made['" + entity.key + "']}")


def unknown_path(endpoint: Endpoint) -> str:
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
