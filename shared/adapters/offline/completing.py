"""Completes an application: the operations that nobody names, the bodies of requests, the keys, the assumptions."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, statuses
from shared.adapters.offline.ir import MISSING, App, Endpoint, Entity, Field, Page
from shared.adapters.offline.text import Statement
from shared.adapters.offline.types import guess, settle

_ORDINARY = (
    ("POST", "create", 201),
    ("GET", "list", 200),
    ("GET", "get", 200),
    ("PATCH", "update", 200),
    ("PUT", "update", 200),
    ("DELETE", "delete", 204),
)


def complete(app: App, statements: list[Statement], named: bool) -> None:
    """Adds the ordinary operations to resources that no path names, or where the intent says CRUD."""
    text = " ".join(statement.text for statement in statements)
    crud = bool(
        re.search(r"(?i)\bcrud\b|\bfull rest\b|\bcreate, (read|list|get|view)[^.]*delete|\bstandard (rest )?(endpoints|operations)", text)
    )
    alone = len([entity for entity in app.entities.values() if entity.stored]) == 1
    spoken = {method for method in ("PUT", "PATCH", "DELETE") if alone and re.search(rf"\b{method}\b(?! *[`\"]?/)", text)}
    for entity in app.entities.values():
        present = {(e.method, e.kind) for e in app.endpoints if e.entity == entity.name}
        kinds = {kind for _, kind in present}
        if entity.history or (present and not crud and (kinds & {"upsert"} or _self_made(app, entity))):
            continue
        base = next(
            (e.path for e in app.endpoints if e.entity == entity.name and e.kind in {"create", "list"} and not e.params),
            f"{app.prefix}/{entity.plural.replace('_', '-')}",
        )
        one = f"{base}/{{{entity.key}}}"
        for method, kind, status in _ORDINARY:
            path = base if kind in {"create", "list"} else one
            if present and not crud and kind not in {"create", "list", "get"} and method not in spoken:
                continue
            if (method, kind) not in present and app.find(method, path) is None:
                app.endpoints.append(
                    Endpoint(
                        method,
                        path,
                        kind,
                        entity.name,
                        status,
                        params=[entity.key] if path == one else [],
                        named=False,
                        partial=method == "PATCH",
                        source=_said(kind, entity),
                    )
                )
        if not present:
            app.assumptions.append(f"{entity.plural.replace('_', ' ').capitalize()} are at {base}, with the usual operations.")
    if not named:
        _pages(app, text)
        _spoken_actions(app, statements)


def _self_made(app: App, entity: Entity) -> bool:
    """Whether resources come into being by other means: PUT on a key, or the first action on it."""
    puts = any(e.entity == entity.name and e.method == "PUT" and e.kind == "update" for e in app.endpoints)
    return entity.key_type == "string" and app.of(entity.name, "create") is None and (puts or entity.key not in entity.fields)


def _said(kind: str, entity: Entity) -> str:
    noun = entity.name.replace("_", " ")
    return {
        "create": f"Creates a {noun}",
        "list": f"Lists the {entity.plural.replace('_', ' ')}",
        "get": f"Gets one {noun}",
        "update": f"Changes a {noun}",
        "delete": f"Deletes a {noun}",
    }[kind]


def _pages(app: App, text: str) -> None:
    """A page that the intent speaks of without a path is at the root."""
    if app.pages or not re.search(
        r"(?i)\b(html|web) ?(page|app|site|form|interface)|\bwebsite\b|\bguest ?book\b|\bpage (that|with|which|where|to|listing|showing)|\bwith a (simple )?form\b",
        text,
    ):
        return
    entity = next((e for e in app.entities.values() if e.stored), None)
    if entity:
        app.pages.append(
            Page("/", entity.name, form=True, title=entity.plural.replace("_", " ").capitalize(), source="A page with the data and a form")
        )
        app.assumptions.append("The page is at /.")


def _spoken_actions(app: App, statements: list[Statement]) -> None:
    """`Books can be borrowed and returned`: actions without paths are at /books/{id}/borrow."""
    from shared.adapters.offline.actions import action

    for statement in statements:
        for match in re.finditer(r"(?i)\b(\w+)s? can (?:also )?be ((?:\w+(?:, | and | or |, and ))*\w+(?: as \w+)?)", statement.text):
            entity = app.entities.get(words.singular(words.code_name(match[1])))
            for word in re.split(r",? and |,? or |, ", match[2]) if entity else []:
                marked = re.fullmatch(r"(?i)marked as (\w+)|marked (\w+)", word)
                verb = _verb(marked[1] or marked[2] if marked else word)
                if (
                    entity
                    and verb
                    and verb
                    not in {
                        "create",
                        "list",
                        "update",
                        "delete",
                        "edit",
                        "view",
                        "see",
                        "add",
                        "remove",
                        "retrieve",
                        "search",
                        "filter",
                        "sort",
                        "be",
                        "change",
                        "get",
                        "fetch",
                        "store",
                        "optional",
                        "empty",
                        "assign",
                        "mark",
                        "set",
                        "modify",
                        "managed",
                        "tag",
                        "categorise",
                        "categorize",
                        "read" if not marked else "",
                    }
                ):
                    path = f"{app.prefix}/{entity.plural.replace('_', '-')}/{{{entity.key}}}/{verb}"
                    made = action(app, Call("POST", path, (), "", "", [], (), statement.text), entity)
                    if made and app.find("POST", path) is None:
                        made.named = False
                        app.endpoints.append(made)
                        app.assumptions.append(f"POST {path} does it.")


def _verb(past: str) -> str:
    low = past.lower()
    if low in {"done", "complete"}:
        return "complete"
    if not re.search(r"(ed|en|ne|id|ld|nt)$", low):
        return ""
    return (
        words.stem(low)
        if words.participle(words.stem(low)) == low
        else words.stem(low) + "e"
        if words.participle(words.stem(low) + "e") == low
        else ""
    )


def finish(app: App, calls: list[Call]) -> None:
    """Settles what is left: types, bodies, keys, statuses."""
    for entity in app.entities.values():
        _fields(app, entity)
        for one in entity.fields.values():
            settle(one)
        _key(app, entity)
    _invalid(app, calls)
    for endpoint in app.endpoints:
        _body(app, endpoint)
    for entity in app.entities.values():
        for guard in entity.checks:
            guard.status = guard.status or app.invalid
    _errors(app)


def _fields(app: App, entity: Entity) -> None:
    if entity.fields or not entity.stored:
        return
    name = {
        "todo": "title",
        "task": "title",
        "note": "text",
        "message": "text",
        "comment": "text",
        "post": "title",
        "link": "url",
        "url": "url",
        "bookmark": "url",
        "paste": "content",
        "quote": "text",
        "score": "score",
        "poll": "question",
    }.get(entity.name.rpartition("_")[2], "name")
    if entity.key_type == "string" and any(e.kind == "upsert" and e.entity == entity.name for e in app.endpoints):
        name = "value"
    if entity.key != name and not any(e.kind == "action" and e.entity == entity.name for e in app.endpoints):
        entity.fields[name] = Field(name)
        app.assumptions.append(f"A {entity.name.replace('_', ' ')} has a {name}, since the intent names no fields.")


def _key(app: App, entity: Entity) -> None:
    """The key: made by the server, or a field that requests carry."""
    create = app.of(entity.name, "create")
    if entity.key_type != "string" or create is None:
        return
    given = entity.fields.get(entity.key)
    if given is None or (given.required is False and given.default in (MISSING, None)) or not given.given:
        automatic = (
            entity.key
            in {"code", "slug", "short", "short_code", "shortcode", "token", "key", "uuid", "short_id", "hash", "paste_id", "alias"}
            or given is not None
        )
        source = next((name for name in ("title", "name") if name in entity.fields), None)
        fill = "uuid" if entity.key == "uuid" else f"slug:{source}" if entity.key == "slug" and source else "code"
        if given is None and not automatic:
            entity.fields[entity.key] = settle(Field(entity.key, "string", required=True, unique=True))
        elif given is None:
            entity.fields[entity.key] = Field(entity.key, "string", required=False, given=False, fill=fill)
        else:
            given.fill, given.unique, given.required = fill, given.given, False
            given.shortest = given.shortest or 1
    else:
        given.unique = True


def _invalid(app: App, calls: list[Call]) -> None:
    if app.invalid_on.pop("*", None):
        named = {code for call in calls for code, _ in statuses(call.all)} | {code for text in app.statements for code, _ in statuses(text)}
        if 422 not in named:
            app.invalid = 400
            app.invalid_on.clear()
        else:
            for call in calls:
                codes = {code for code, _ in statuses(call.all)}
                if 400 in codes and 422 not in codes:
                    app.invalid_on[f"{call.method} {call.path}"] = 400


def _body(app: App, endpoint: Endpoint) -> None:
    entity = app.entities.get(endpoint.entity)
    if entity is None or endpoint.lines or endpoint.kind not in {"create", "update", "upsert"} or endpoint.answer.get("only"):
        return
    fields = [one for one in entity.fields.values() if one.given]
    if endpoint.kind in {"update", "upsert"} and entity.key_type == "string":
        fields = [one for one in fields if one.name != entity.key]
    if endpoint.parent:
        fields = [one for one in fields if one.refers != endpoint.parent]
    if endpoint.kind == "upsert":
        for one in fields:
            if one.name == "value" and one.type == "scalar":
                one.type = "any"
    endpoint.body = fields
    if endpoint.kind == "update" and not fields:
        endpoint.body = [one for one in entity.fields.values() if not one.fill]


def _errors(app: App) -> None:
    """`{"error": "…"}` as the form of errors."""
    text = " ".join(app.statements)
    if re.search(r"(?i)\berrors?\b[^.]*\{\s*\"error\"\s*:|\{\s*\"error\"\s*:\s*\"", text):
        app.error_key = "error"


def sensible(name: str) -> str:
    """The type that a name suggests."""
    return guess(name)
