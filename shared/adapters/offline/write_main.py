"""Writes the generated application's `main.py`: its operations, one function each."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import MISSING, App, Endpoint, Entity, Query
from shared.adapters.offline.library import LIBRARY
from shared.adapters.offline.write_models import function_name, model_name, path_name
from shared.adapters.offline.write_parts import checks_function, find_function, needs_checks, needs_show, refuse, show_function
from shared.adapters.offline.write_queries import listing, parameters

_PLACE = {"integer": "int", "string": "str", "number": "float"}


def main(app: App) -> str:
    """The module's text."""
    parts = [operation(app, endpoint) for endpoint in sorted(app.endpoints, key=_specific_first)]
    functions = _functions(app, "\n".join(parts))
    body = "\n\n\n".join([*functions, *parts, *_health(app)])
    head = _setup(app, body)
    return f'"""{_sentence(app.title)}"""\n\n{_imports(app, head + body)}\n\n\n{head}\n\n\n{body}\n'.replace("\n\n\n\n", "\n\n\n")


def _specific_first(endpoint: Endpoint) -> tuple[str, ...]:
    """`/books/search` stands before `/books/{id}`, or it would be read as an id."""
    return tuple(f"~{i}" if part.startswith("{") else "!" for i, part in enumerate(endpoint.path.split("/")))


def _sentence(text: str) -> str:
    text = text.replace('"""', "'''").replace("\\", "/").strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _health(app: App) -> list[str]:
    if app.find("GET", "/health"):
        return []
    return ['@app.get("/health")\nasync def health() -> dict[str, str]:\n    """Whether the service is up."""\n    return {"status": "ok"}']


def _setup(app: App, body: str) -> str:
    lines = [f'app = FastAPI(title="{words_title(app)}")']
    lines += ["app.include_router(pages.router)"] if app.pages else []
    text = "\n".join(lines)
    if app.entities or "body: " in body or "Query(" in body or "Path(" in body:
        text += "\n\n\n" + _refusals(app)
    return text


def words_title(app: App) -> str:
    """A short title, safe inside of a string literal."""
    return re.sub(r'[\\"\n{}]', "", app.title)[:80].rstrip(". ")


def _refusals(app: App) -> str:
    key = app.error_key
    by_path = "".join(f'    "{path}": {status},\n' for path, status in app.invalid_on.items())
    table = f"#: Operations that answer invalid requests in their own way.\nINVALID = {{\n{by_path}}}\n\n\n" if by_path else ""
    status = f"INVALID.get(f\"{{request.method}} {{request.scope['route'].path}}\", {app.invalid})" if by_path else str(app.invalid)
    text = f'''{table}@app.exception_handler(RequestValidationError)
async def refuse_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    """What is wrong, without repeating what was sent: that may be no valid JSON."""
    details = [{{"loc": list(one["loc"]), "msg": one["msg"], "type": one["type"]}} for one in error.errors()]
    return JSONResponse({{"{key}": details}}, {status})'''
    if key != "detail":
        text += f'''


@app.exception_handler(HTTPException)
async def refuse(request: Request, error: HTTPException) -> JSONResponse:
    """Errors in the form that was asked for."""
    return JSONResponse({{"{key}": error.detail}}, error.status_code)'''
    if any(entity.stored for entity in app.entities.values()):
        text += f'''


@app.exception_handler(OverflowError)
@app.exception_handler(UnicodeEncodeError)
async def refuse_unstorable(request: Request, error: Exception) -> JSONResponse:
    """A number or a character that the database cannot hold."""
    return JSONResponse({{"{key}": "a value is out of range"}}, {app.invalid})'''
    return text


def _imports(app: App, text: str) -> str:
    standard = [
        f"import {name}"
        for name in (
            "base64",
            "hashlib",
            "html",
            "json",
            "math",
            "random",
            "re",
            "secrets",
            "statistics",
            "string",
            "textwrap",
            "unicodedata",
        )
        if re.search(rf"\b{name}\.", text)
    ]
    collections = [name for name in ("Counter", "defaultdict") if f"{name}(" in text]
    standard += [f"from collections import {', '.join(collections)}"] if collections else []
    clock = [
        name
        for name in ("UTC", "date", "datetime", "timedelta")
        if re.search(rf"(?<![\w\"'.]){name}\b(?=[.(),]|\))(?!\"|')", text)
        and not (name == "date" and "date." not in text.replace(".date", ""))
    ]
    standard += [f"from datetime import {', '.join(clock)}"] if clock else []
    typing = [name for name in ("Annotated", "Any", "Literal") if re.search(rf"\b{name}\b", text)]
    standard += [f"from typing import {', '.join(typing)}"] if typing else []
    standard += ["from uuid import uuid4"] if "uuid4()" in text else []
    fast = [
        name for name in ("FastAPI", "HTTPException", "Path", "Query", "Request", "Response") if re.search(rf"(?<!\w){name}\b(?!s)", text)
    ]
    third = [f"from fastapi import {', '.join(fast)}"]
    third += ["from fastapi.exceptions import RequestValidationError"] if "RequestValidationError" in text else []
    answers = [name for name in ("HTMLResponse", "JSONResponse", "PlainTextResponse", "RedirectResponse") if name in text]
    third += [f"from fastapi.responses import {', '.join(answers)}"] if answers else []
    own = ["import models"] if "models." in text else []
    own += ["import pages"] if app.pages else []
    own += ["import store"] if "store." in text else []
    own += ["from store import Row"] if re.search(r"\bRow\b", text) else []
    groups = ["\n".join(sorted(standard, key=lambda line: (line.startswith("from"), line))), "\n".join(third), "\n".join(own)]
    return "\n\n".join(group for group in groups if group)


def _functions(app: App, text: str) -> list[str]:
    found = []
    for entity in app.entities.values():
        if not entity.stored:
            continue
        checks = checks_function(app, entity) if f"check_{entity.name}(" in text else ""
        show = show_function(app, entity) if needs_show(entity) else ""
        everything = (
            text
            + checks
            + show
            + "".join(
                checks_function(app, other) + (show_function(app, other) if needs_show(other) else "")
                for other in app.entities.values()
                if other.stored
            )
        )
        found += [find_function(entity, app)] if f"find_{entity.name}(" in everything else []
        found += [part for part in (checks, show) if part]
    needed = [name for name in LIBRARY if re.search(rf"(?<![\w.\"]){name}(?=\(|\))", text + "".join(found))]
    for name in needed:
        needed += [other for other in LIBRARY if other not in needed and re.search(rf"(?<![\w.]){other}\(", LIBRARY[name])]
    return [LIBRARY[name].strip("\n") for name in LIBRARY if name in needed] + found


# --- one operation ----------------------------------------------------------------------------------------------------


def operation(app: App, endpoint: Endpoint) -> str:
    """The text of an operation's function."""
    entity = app.entities.get(endpoint.entity)
    writers = {
        "create": _create,
        "list": _list,
        "get": _get,
        "update": _update,
        "delete": _delete,
        "clear": _clear,
        "upsert": _upsert,
        "action": _action,
    }
    path = endpoint.path
    if endpoint.lines or entity is None:
        lines, answer = list(endpoint.lines), endpoint.bare or "dict[str, Any]"
    else:
        lines, answer = writers[endpoint.kind](app, endpoint, entity)
    if endpoint.parent and endpoint.kind != "action" and not endpoint.lines:
        lines = [*_parent(app, endpoint), *lines]
    status = (
        f", status_code={endpoint.status}" if endpoint.status not in {200, 0} and not endpoint.bare.endswith("RedirectResponse") else ""
    )
    shown = endpoint.bare if endpoint.bare in {"HTMLResponse", "PlainTextResponse"} else ""
    kind = f", response_class={shown}" if shown else ""
    model = ", response_model=None" if endpoint.bare == "Response" else ""
    name = _unique_name(app, endpoint)
    signature = ", ".join(_signature(app, endpoint))
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    note = (
        f'"""{endpoint.requirement}: {_sentence(_summary(endpoint))}"""'
        if endpoint.requirement
        else f'"""{_sentence(_summary(endpoint))}"""'
    )
    return f'@app.{endpoint.method.lower()}("{path}"{status}{kind}{model})\nasync def {name}({signature}) -> {answer}:\n    {note}\n{body}'


def _summary(endpoint: Endpoint) -> str:
    text = re.sub(r"\s+", " ", endpoint.source).replace('"', "'").strip()
    return text[:1].upper() + text[1:110] if text else f"{endpoint.method} {endpoint.path}"


def _unique_name(app: App, endpoint: Endpoint) -> str:
    name = function_name(app, endpoint)
    same = [other for other in app.endpoints if function_name(app, other) == name]
    return (
        name
        if len(same) < 2 or same[0] is endpoint
        else f"{path_name(endpoint)}_{len(endpoint.params)}"
        if path_name(endpoint) == name
        else path_name(endpoint)
    )


def _signature(app: App, endpoint: Endpoint) -> list[str]:
    found = []
    for param in endpoint.params:
        found.append(f"{param}: {_place(app, endpoint, param)}")
    if endpoint.body:
        found.append(f"body: models.{model_name(app, endpoint)}")
    required, optional = parameters(endpoint)
    return found[: len(endpoint.params)] + found[len(endpoint.params) :] + required + optional


def _place(app: App, endpoint: Endpoint, param: str) -> str:
    kind = endpoint.answer.get(f"path:{param}") or ""
    if kind:
        return kind
    owner = _owner(app, endpoint, param)
    return _PLACE.get(owner.key_type, "str") if owner else "str"


def _owner(app: App, endpoint: Endpoint, param: str) -> Entity | None:
    """The resource that a path parameter identifies."""
    segments = [part for part in endpoint.path.split("/") if part]
    position = segments.index("{" + param + "}")
    before = segments[position - 1] if position else ""
    return app.entities.get(words.singular(words.code_name(before))) or app.entities.get(endpoint.entity)


def own_param(endpoint: Endpoint) -> str:
    """The path parameter that identifies the operation's resource."""
    return endpoint.params[-1] if endpoint.params else ""


def _parent(app: App, endpoint: Endpoint) -> list[str]:
    return [f"find_{endpoint.parent}({endpoint.params[0]})"]


def _parent_field(app: App, endpoint: Endpoint) -> str:
    entity = app.entities[endpoint.entity]
    return next((one.name for one in entity.fields.values() if one.refers == endpoint.parent), f"{endpoint.parent}_id")


def _create(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = ["values = body.model_dump()"] if endpoint.body else ["values: Row = {}"]
    if endpoint.parent:
        lines.append(f'values["{_parent_field(app, endpoint)}"] = {endpoint.params[0]}')
    lines += [f"check_{entity.name}(values)"] if needs_checks(app, entity) else []
    lines += _guards(endpoint)
    both = _initial(entity, {one.name for one in endpoint.body})
    if entity.key_type == "uuid":
        both.insert(0, f'"{entity.key}": str(uuid4())')
    lines += [f"values |= {{{', '.join(both)}}}"] if both else []
    lines += [f'values["{one.name}"] = values["{one.name}"] or {_fill(one.fill, entity)}' for one in endpoint.body if one.fill]
    lines += _changing(endpoint, f"row = store.{entity.plural}.add(values)")
    return [*lines, f"return {_shown(app, endpoint, entity)}"], "Row"


def initial_values(entity: Entity) -> list[str]:
    """What the server sets in a record that a form makes."""
    return _initial(entity, {one.name for one in entity.fields.values() if one.given})


def _initial(entity: Entity, sent: set[str]) -> list[str]:
    """What the server sets in a new record."""
    filled = [f'"{one.name}": {_fill(one.fill, entity)}' for one in entity.fields.values() if one.fill and one.name not in sent]
    plain = [
        f'"{one.name}": {one.default!r}'.replace("'", '"')
        for one in entity.fields.values()
        if one.name not in sent and not one.fill and one.default not in (MISSING, None)
    ]
    return [*filled, *plain]


def _changing(endpoint: Endpoint, change: str) -> list[str]:
    if not endpoint.after:
        return [change]
    return ["with store.transaction():", *(f"    {line}" for line in [change, *endpoint.after])]


def _fill(fill: str, entity: Entity) -> str:
    if fill == "now":
        return "now()"
    if fill == "today":
        return "date.today().isoformat()"
    if fill == "uuid":
        return "str(uuid4())"
    if fill == "code":
        return f"new_code(store.{entity.plural})"
    if fill.startswith("slug:"):
        return f'slugify(values["{fill[5:]}"])'
    return fill.removeprefix("expr:")


def _shown(app: App, endpoint: Endpoint, entity: Entity) -> str:
    if endpoint.result:
        return endpoint.result
    return f"show_{entity.name}(row)" if needs_show(entity) else "row"


def _guards(endpoint: Endpoint) -> list[str]:
    return [line for guard in endpoint.guards for line in refuse(guard)]


def _list(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    where = f"{_parent_field(app, endpoint)}={endpoint.params[0]}" if endpoint.parent else ""
    show = f"show_{entity.name}" if needs_show(entity) else ""
    return listing(endpoint, entity, where, show), "Row" if endpoint.envelope else "list[Row]"


def _found(app: App, endpoint: Endpoint, entity: Entity) -> list[str]:
    lines = [f"row = find_{entity.name}({own_param(endpoint)})"]
    if endpoint.parent and len(endpoint.params) > 1:
        lines.append(f'if row["{_parent_field(app, endpoint)}"] != {endpoint.params[0]}:')
        lines.append(f'    raise HTTPException(404, "there is no such {entity.name.replace("_", " ")} here")')
    return lines


def _get(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [*_found(app, endpoint, entity), *_guards(endpoint)]
    if endpoint.sets:
        lines += _changing(endpoint, f'row = store.{entity.plural}.change(row["{entity.key}"], {_dict(endpoint.sets)})')
    if endpoint.bare.endswith("RedirectResponse"):
        return [*lines, f'return RedirectResponse(row["{endpoint.answer["to"]}"], {endpoint.status})'], "RedirectResponse"
    alone = any(one.only == "one" for one in entity.computed)
    return [
        *lines,
        f"return {f'show_{entity.name}(row, whole=True)' if alone and not endpoint.result else _shown(app, endpoint, entity)}",
    ], "Row"


def _dict(values: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"


def _update(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [*_found(app, endpoint, entity), *_guards(endpoint)]
    lines.append(f"values = body.model_dump({'exclude_unset=True' if endpoint.partial else ''})")
    lines += [f"check_{entity.name}(values, row)"] if needs_checks(app, entity) else []
    touched = [f'"{one.name}": {_fill(one.fill, entity)}' for one in entity.fields.values() if one.touch]
    lines += [f"values |= {{{', '.join(touched)}}}"] if touched else []
    lines += _changing(endpoint, f'row = store.{entity.plural}.change(row["{entity.key}"], values)')
    return [
        *lines,
        f"return {_shown(app, endpoint, entity)}" if endpoint.status != 204 else "",
    ], "Row" if endpoint.status != 204 else "None"


def _delete(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [*_found(app, endpoint, entity), *_guards(endpoint)]
    removed = f'store.{entity.plural}.remove({entity.key}=row["{entity.key}"])'
    children = _children(app, entity, endpoint)
    lines += (
        ["with store.transaction():", *(f"    {line}" for line in [*children, *endpoint.after, removed])]
        if children or endpoint.after
        else [removed]
    )
    if endpoint.status == 204:
        return lines, "None"
    return [*lines, f"return {endpoint.result or 'row'}"], "Row"


def _children(app: App, entity: Entity, endpoint: Endpoint) -> list[str]:
    """What goes with a resource: all that belongs to it, unless a rule refuses that."""
    if any(guard.kind == "children" for guard in endpoint.guards):
        return []
    found = []
    for other in app.entities.values():
        for one in other.fields.values():
            if one.refers == entity.name and other.stored and other is not entity:
                if one.required is False and one.given:
                    found.append(f'for other in store.{other.plural}.find({one.name}=row["{entity.key}"]):')
                    found.append(f'    store.{other.plural}.change(other["{other.key}"], {{"{one.name}": None}})')
                else:
                    found.append(f'store.{other.plural}.remove({one.name}=row["{entity.key}"])')
    return found


def _clear(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [
        f"count = store.{entity.plural}.remove({_parent_field(app, endpoint)}={endpoint.params[0]})"
        if endpoint.parent
        else f"count = store.{entity.plural}.remove()"
    ]
    if endpoint.keep:
        lines = [
            f"rows = [row for row in store.{entity.plural}.find() if {endpoint.keep}]",
            "for row in rows:",
            f'    store.{entity.plural}.remove({entity.key}=row["{entity.key}"])',
            "count = len(rows)",
        ]
    if endpoint.status == 204:
        lines[-1] = lines[-1].removeprefix("count = ") if not endpoint.keep else ""
        return [line for line in lines if line], "None"
    return [*lines, 'return {"deleted": count}'], "Row"


def _upsert(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    key = own_param(endpoint)
    lines = [f"row = store.{entity.plural}.get({key})", f'values = {{"{entity.key}": {key}, **body.model_dump()}}', *_guards(endpoint)]
    lines += [f"check_{entity.name}(values, row)"] if needs_checks(app, entity) else []
    filled = _initial(entity, {one.name for one in endpoint.body})
    if endpoint.status == 201 or endpoint.answer.get("again"):
        lines += [
            "if row is None:",
            *([f"    values = {{{', '.join(filled)}}} | values"] if filled else []),
            f"    response.status_code = {endpoint.answer.get('first', '201')}",
        ]
    elif filled:
        lines += ["if row is None:", f"    values = {{{', '.join(filled)}}} | values"]
    lines.append(f"row = store.{entity.plural}.change({key}, values) if row else store.{entity.plural}.add(values)")
    if endpoint.status == 204:
        return lines, "None"
    return [*lines, f"return {_shown(app, endpoint, entity)}"], "Row"


def _action(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = _found(app, endpoint, entity) if own_param(endpoint) else []
    if endpoint.answer.get("open"):
        first = ", ".join([f'"{entity.key}": {own_param(endpoint)}', *_initial(entity, set())])
        lines = [f"row = store.{entity.plural}.get({own_param(endpoint)}) or store.{entity.plural}.add({{{first}}})"]
    lines += ["values = body.model_dump()"] if endpoint.body else []
    lines += _guards(endpoint)
    if endpoint.sets:
        lines += _changing(endpoint, f'row = store.{entity.plural}.change(row["{entity.key}"], {_dict(endpoint.sets)})')
    else:
        lines += ["with store.transaction():", *(f"    {line}" for line in endpoint.after)] if endpoint.after else []
    if endpoint.status == 204:
        return lines, "None"
    return [*lines, f"return {_shown(app, endpoint, entity)}"], "Row" if not endpoint.bare else endpoint.bare


def query_of(endpoint: Endpoint, how: str) -> Query | None:
    """The query parameter of this kind."""
    return next((one for one in endpoint.query if one.how == how), None)
