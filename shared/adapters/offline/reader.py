"""Reads an intent: its statements become an application, or NotUnderstood is raised with the sentence that stands in the way."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, calls, noun_of, success
from shared.adapters.offline.entities import Found, add_fields, body_fields, finish_keys, from_nouns, from_paths, prefix_of, read_fields
from shared.adapters.offline.ir import App, Endpoint, Entity, Field
from shared.adapters.offline.text import normalise, statements
from shared.adapters.offline.types import settle
from shared.errors import NotUnderstood


def understand(text: str) -> App:
    """The application that the intent asks for. Raises NotUnderstood."""
    plain = normalise(text)
    listed = statements(plain)
    named, rest = calls(listed)
    found = Found(prefix=prefix_of(named))
    from_paths(named, found)
    from_nouns(listed, found)
    read_fields(listed, found)
    app = App(_title(plain), found.entities, prefix="/" + "/".join(found.prefix) if found.prefix else "")
    for call in named:
        endpoint = classify(app, call, found.prefix)
        if endpoint:
            app.endpoints.append(endpoint)
    finish_keys(app, named, found.prefix)
    complete(app)
    finish(app)
    return app


def _title(text: str) -> str:
    first = re.split(r"(?<=[.!?:])\s|\n", text.strip())[0].rstrip(".:!?")
    first = re.sub(r"(?i)^(please |hi,? |hello,? |could you |can you |i(?:'d| would) like (?:you to )?|i (?:want|need) (?:you to )?|we (?:want|need) |make me |build me |give me )*(?:build|create|make|write|develop|implement|design|to have|to build|have|generate)?\s*", "", first)
    return (first[:1].upper() + first[1:90]) or "A service"


def classify(app: App, call: Call, prefix: list[str]) -> Endpoint | None:
    """The operation that a call is."""
    if call.path in {"/health", "/healthz"}:
        return None
    segments = call.segments[len(prefix) :] if call.segments[: len(prefix)] == prefix else call.segments
    entity = app.entities.get(noun_of(segments[-1])) if segments and not segments[-1].startswith("{") else None
    owner = app.entities.get(noun_of(segments[-2])) if len(segments) > 1 and segments[-1].startswith("{") else None
    endpoint = Endpoint(call.method, call.path, params=[words.code_name(p) for p in call.params], source=call.statement)
    if entity and call.method == "POST":
        endpoint.kind, endpoint.entity, endpoint.status = "create", entity.name, success(call, 201)
        add_fields(entity, body_fields(call, set(app.entities)))
    elif entity and call.method == "GET":
        endpoint.kind, endpoint.entity = "list", entity.name
    elif owner:
        kind = {"GET": "get", "PUT": "update", "PATCH": "update", "DELETE": "delete"}.get(call.method, "action")
        endpoint.kind, endpoint.entity = kind, owner.name
        endpoint.status = success(call, 204 if kind == "delete" else 200)
        endpoint.partial = call.method == "PATCH"
    else:
        raise NotUnderstood(f"I do not understand: {call.statement[:200]!r}")
    return endpoint


def complete(app: App) -> None:
    """Adds the ordinary operations to resources that no path names."""
    for entity in app.entities.values():
        if any(endpoint.entity == entity.name for endpoint in app.endpoints):
            continue
        base, one = f"{app.prefix}/{entity.plural}", f"{app.prefix}/{entity.plural}/{{{entity.key}}}"
        for method, path, kind, status in (("POST", base, "create", 201), ("GET", base, "list", 200), ("GET", one, "get", 200), ("PATCH", one, "update", 200), ("PUT", one, "update", 200), ("DELETE", one, "delete", 204)):
            params = [entity.key] if path == one else []
            app.endpoints.append(Endpoint(method, path, kind, entity.name, status, params=params, named=False, partial=method == "PATCH", source=_ordinary(kind, entity)))


def _ordinary(kind: str, entity: Entity) -> str:
    noun = entity.name.replace("_", " ")
    return {"create": f"Create a {noun}", "list": f"List all {entity.plural}", "get": f"Get one {noun}", "update": f"Change a {noun}", "delete": f"Delete a {noun}"}[kind]


def finish(app: App) -> None:
    """Settles types and gives requests their fields."""
    for entity in app.entities.values():
        if not entity.fields:
            entity.fields["name"] = Field("name")
            app.assumptions.append(f"A {entity.name} has a name, since the intent names no fields.")
        for one in entity.fields.values():
            settle(one)
    for endpoint in app.endpoints:
        entity_of = app.entities.get(endpoint.entity)
        if entity_of and endpoint.kind in {"create", "update"}:
            endpoint.body = [one for one in entity_of.fields.values() if one.given]
