"""Resources that requests place under a key of their own: `PUT /settings/{key}` stores what is not there yet, `/translations/{lang}/{key}` has two keys."""

import re

from shared.reading.routes.routing import OF_ONE, Routed, Routing
from shared.writing.ir import App, Endpoint, Field, Guard
from shared.writing.types import guess


def place(app: App, routing: Routing, routed: list[Routed]) -> None:
    """Tells the operations that store, and those that find a resource by two keys."""
    pairs = {pair[0]: pair[1:] for one in routed if (pair := _pair(routing, one))}
    for one in routed:
        if names := pairs.get(one.endpoint.entity or _collection(routing, one)):
            _by_two(app, routing, one, names)
    for one in [one for one in routed if one.route.method == "PUT"]:
        _below(app, routing, one, routed)
    for one in routed:
        made = any(other.endpoint.kind == "create" and other.endpoint.entity == one.endpoint.entity for other in routed)
        if one.route.method == "PUT" and one.endpoint.kind == "update" and not made and _named(one):
            one.endpoint.kind, one.endpoint.partial = "upsert", False


def answers(one: Routed) -> None:
    """The statuses of what is new (201) and of what was there before; a `value` of which nothing is said may be anything."""
    for field in one.endpoint.body:
        if field.name == "value" and field.type in {"scalar", ""}:
            field.type = "any"
    codes = set(re.findall(r"\b20[014]\b", one.route.words))
    if "201" in codes and (codes - {"201"} or re.search(r"(?i)\b(?:new|creat\w*|first|otherwise|else)\b", one.route.words)):
        one.endpoint.tells_new, one.endpoint.status = True, 204 if "204" in codes else 200


#: `finds one`, `returns the book with this isbn`, and not all of them.
_SEVERAL = r"(?i)\b(?:lists?|all|every|those|{plural})\b"


def find(app: App, routed: list[Routed]) -> None:
    """`GET /books/by-isbn/{isbn}`: finds the record by a field, or lists those in which it has the value."""
    for one in routed:
        if by := one.endpoint.notes.get("by"):
            _by_field(app, one, by)


def _by_field(app: App, one: Routed, by: str) -> None:
    endpoint, entity = one.endpoint, app.entities.get(one.endpoint.entity)
    field = entity.fields.get(by) or entity.fields.get(endpoint.params[-1]) if entity is not None else None
    if entity is None or field is None or endpoint.kind not in {"get", "delete"} or len(endpoint.params) != 1:
        endpoint.kind = ""
        return
    one.route.path = endpoint.path = endpoint.path.replace(f"{{{endpoint.params[0]}}}", f"{{{field.name}}}")
    endpoint.params, endpoint.param_types[field.name] = [field.name], "int" if field.type == "integer" else "str"
    several = not field.unique and re.search(_SEVERAL.format(plural=entity.plural.replace("_", " ")), one.route.words)
    field.type = "string" if field.type in {"", "scalar"} else field.type
    if several and endpoint.kind == "get":
        endpoint.kind, endpoint.keep = "list", f'row["{field.name}"] == {field.name}'
    else:
        endpoint.keys = (field.name,)


def _pair(routing: Routing, one: Routed) -> tuple[str, str, str] | None:
    """The resource and the names of its two keys, if the path ends in them."""
    parts = routing.parts(one.route)
    if len(parts) != 3 or not (parts[1].startswith("{") and parts[2].startswith("{")) or parts[0] not in routing.collections:
        return None
    return routing.collections[parts[0]], parts[1].strip("{}"), parts[2].strip("{}")


def _below(app: App, routing: Routing, placed: Routed, routed: list[Routed]) -> None:
    """`PUT /tenants/{id}/settings/{key}`: what requests place below an owner has the owner and its own name as keys."""
    parts = routing.parts(placed.route)
    name, owner = (routing.collections.get(part, "") for part in (parts[2], parts[0])) if len(parts) == 4 else ("", "")
    made = any(one.endpoint.kind == "create" and one.endpoint.entity == name for one in routed)
    if name not in app.entities or not owner or made or not _named(placed) or len(placed.endpoint.params) != 2:
        return
    key, column = placed.endpoint.params[1], f"{owner}_id"
    entity = app.entities[name]
    owner_type = guess(placed.endpoint.params[0]) if placed.endpoint.params[0] != "id" else "integer"
    kinds = {column: "integer" if owner_type == "integer" else "string", key: "string"}
    for field, kind in kinds.items():
        entity.fields.setdefault(field, Field(field, kind, required=True, given=False, refers=owner if field == column else ""))
    entity.together.append((column, key))
    for one in routed:
        if one.endpoint.entity == name and one.endpoint.params[1:] == [key] and one.route.method in OF_ONE:
            path = one.route.path.replace(f"{{{one.endpoint.params[0]}}}", f"{{{column}}}")
            one.route.path = one.endpoint.path = path
            one.endpoint.params, one.endpoint.parent, one.endpoint.kind = [column, key], "", OF_ONE[one.route.method]
            one.endpoint.keys = (column, key)
            one.endpoint.param_types |= {field: {"integer": "int"}.get(kind, "str") for field, kind in kinds.items()}


def _collection(routing: Routing, one: Routed) -> str:
    parts = routing.parts(one.route)
    return routing.collections.get(parts[0], "") if parts else ""


def _by_two(app: App, routing: Routing, one: Routed, names: tuple[str, ...]) -> None:
    """An operation on a resource with two keys: both find one record, the first finds a list."""
    endpoint, parts = one.endpoint, routing.parts(one.route)
    name = routing.collections[parts[0]]
    entity = app.entities[name]
    for key in names:
        entity.fields.setdefault(key, Field(key, "integer" if guess(key) == "integer" else "string", required=True, given=False))
        endpoint.param_types |= {key: "int" if guess(key) == "integer" else "str"} if key in endpoint.params else {}
    if names not in entity.together:
        entity.together.append(names)
    if endpoint.params == [*names] and len(parts) == 3 and one.route.method in OF_ONE:
        endpoint.entity, endpoint.kind, endpoint.keys = name, OF_ONE[one.route.method], names
    elif endpoint.params == [names[0]] and len(parts) == 2 and one.route.method in {"GET", "DELETE"}:
        endpoint.entity, endpoint.kind = name, "list" if one.route.method == "GET" else "clear"
        endpoint.keep = f'row["{names[0]}"] == {names[0]}'


def _named(one: Routed) -> bool:
    """Whether requests choose the key: it is no number that the server gives."""
    last = one.endpoint.params[-1] if one.endpoint.params else "id"
    return bool(one.endpoint.keys) or not re.fullmatch(rf"id|{one.endpoint.entity}_?id", last)


def limits(app: App) -> None:
    """`lang is exactly two lowercase letters`: a key in a path that is stored has to keep what its field demands."""
    for endpoint in app.endpoints:
        entity = app.entities.get(endpoint.entity)
        if entity is None or endpoint.kind != "upsert":
            continue
        for name in endpoint.keys or (entity.key,):
            one = entity.fields.get(name)
            broken = _broken(one) if one is not None else ""
            if broken:
                endpoint.guards.insert(
                    0, Guard(broken, app.invalid, f"this is not a valid {name.replace('_', ' ')}", "key", fields=(name,))
                )


def _broken(one: Field) -> str:
    """The condition under which a key is not as its field demands."""
    if one.type not in {"string", "enum", ""}:
        return ""
    if one.choices:
        return f"{one.name} not in [{', '.join(f'{chr(34)}{choice}{chr(34)}' for choice in one.choices)}]"
    tests = [f'not re.search(r"{one.pattern}", {one.name})'] if one.pattern else []
    tests += [f"len({one.name}) < {one.shortest}"] if (one.shortest or 0) > 1 else []
    tests += [f"len({one.name}) > {one.longest}"] if one.longest else []
    return " or ".join(tests)


def mapped(endpoint: Endpoint, said: str) -> None:
    """`one JSON object that maps every key to its text`: a list as an object."""
    match = re.search(r"\bmaps? (?:every |each |all |the |its )*<(\w+)>[^.;<]*? to (?:its |their |the |an? )*<(\w+)>", said)
    if match and endpoint.kind == "list":
        endpoint.result, endpoint.bare = f'{{row["{match[1]}"]: row["{match[2]}"] for row in rows}}', "Row"
