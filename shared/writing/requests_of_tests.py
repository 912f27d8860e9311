"""Parts of the generated tests: paths, bodies as code, what holds for a new resource."""

from typing import Any

from shared.writing.ir import App, Endpoint, Entity, Field
from shared.writing.samples import good


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


def only_value(app: App, one: Field) -> str:
    """The code of the value that a field must have where another one says which: few of what is limited, one of a list. Empty where none does."""
    guards = [guard for endpoint in app.endpoints for guard in endpoint.guards]
    if any(guard.kind == "beyond" and one.name in guard.fields for guard in guards):
        return "1"
    checks = [guard for entity in app.entities.values() for guard in entity.checks]
    listed = [guard.fields for guard in (*guards, *checks) if guard.kind in {"member", "compare"}]
    lists = {field.name: field for entity in app.entities.values() for field in entity.fields.values() if field.type == "list"}
    many = next((lists[names[1]] for names in listed if len(names) == 2 and names[0] == one.name and names[1] in lists), None)
    values = good(many) if many is not None else None
    return repr(values[0]) if isinstance(values, list) and values else ""
