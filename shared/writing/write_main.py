"""Writes the generated application's `main.py`: its operations, one function each."""

import json
import re

from shared.writing import words
from shared.writing.ir import MISSING, App, Endpoint, Entity
from shared.writing.library import LIBRARY
from shared.writing.write_models import function_name, model_name, path_name
from shared.writing.write_operations import (
    action_lines,
    clear_lines,
    create_lines,
    delete_lines,
    get_lines,
    list_lines,
    parent_lines,
    update_lines,
    upsert_lines,
)
from shared.writing.write_parts import checks_function, find_function, needs_show, show_function, unreserved
from shared.writing.write_queries import parameters

_PLACE = {"integer": "int", "string": "str", "number": "float"}


def main(app: App) -> str:
    """The module's text."""
    parts = [operation(app, endpoint) for endpoint in sorted(app.endpoints, key=_specific_first)]
    functions = _functions(app, "\n".join(parts))
    body = "\n\n\n".join([*functions, *_health(app), *parts])
    head = _setup(app, body)
    return f'"""{sentence(app.title)}"""\n\n{_imports(app, head + body)}\n\n\n{head}\n\n\n{body}\n'.replace("\n\n\n\n", "\n\n\n")


def _specific_first(endpoint: Endpoint) -> tuple[str, ...]:
    """`/books/search` stands before `/books/{id}`, or it would be read as an id."""
    return tuple(f"~{i}" if part.startswith("{") else "!" for i, part in enumerate(endpoint.path.split("/")))


def sentence(text: str) -> str:
    """The text as a whole sentence, safe in a docstring."""
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


#: What is wrong with a request: the members at fault, or one text.
_DETAILS = 'details = [{"loc": list(one["loc"]), "msg": one["msg"], "type": one["type"]} for one in error.errors()]'
_WORDED = """details = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())"""


def _worded(app: App, status: str, said: str) -> str:
    """The text of an error: that which is told of its status, or else `said`."""
    return f"WORDS.get({status}, {said})" if app.error_words else said


def _refusals(app: App) -> str:
    key = app.error_key
    by_path = "".join(f'    "{path}": {status},\n' for path, status in app.invalid_on.items())
    table = f"#: Operations that answer invalid requests in their own way.\nINVALID = {{\n{by_path}}}\n\n\n" if by_path else ""
    told = "".join(f"    {status}: {json.dumps(words)},\n" for status, words in sorted(app.error_words.items()))
    table += f"#: What errors say.\nWORDS = {{\n{told}}}\n\n\n" if told else ""
    status = f"INVALID.get(f\"{{request.method}} {{request.scope['route'].path}}\", {app.invalid})" if by_path else str(app.invalid)
    text = f'''{table}@app.exception_handler(RequestValidationError)
async def refuse_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    """What is wrong, without repeating what was sent: that may be no valid JSON."""
    {_DETAILS if key == "detail" else _WORDED}
    return JSONResponse({{"{key}": {_worded(app, status, "details")}}}, {status})'''
    if key != "detail":
        text += f'''


@app.exception_handler(HTTPException)
async def refuse(request: Request, error: HTTPException) -> JSONResponse:
    """Errors in the form that was asked for."""
    return JSONResponse({{"{key}": {_worded(app, "error.status_code", "error.detail")}}}, error.status_code)'''
    if any(entity.stored for entity in app.entities.values()):
        text += f'''


@app.exception_handler(OverflowError)
@app.exception_handler(UnicodeEncodeError)
async def refuse_unstorable(request: Request, error: Exception) -> JSONResponse:
    """A number or a character that the database cannot hold."""
    return JSONResponse({{"{key}": "a value is out of range"}}, {app.invalid})'''
    return text


#: The modules of the standard library that written code may name, and what of `datetime` a text of code uses.
_MODULES = ("base64", "hashlib", "html", "json", "math", "random", "re", "secrets", "statistics", "string", "textwrap", "unicodedata")
_CLOCK = {
    "UTC": re.compile(r"\bUTC\b"),
    "date": re.compile(r"\bdate\.(today|fromisoformat)|(: |-> )date\b"),
    "datetime": re.compile(r"\bdatetime\.(now|fromisoformat)|-> datetime\b"),
    "timedelta": re.compile(r"\btimedelta\("),
}
_NAME = re.compile(r"\w+")
_MODULE = re.compile(r"\b(\w+)\.")
#: A name that is called or handed on, and one that is called.
_HANDED = re.compile(r"(?<![\w.\"])(\w+)(?=\(|\))")
_CALLED = re.compile(r"(?<![\w.])(\w+)\(")


def _imports(app: App, text: str) -> str:
    used = set(_NAME.findall(text))
    named = set(_MODULE.findall(text))
    standard = [f"import {name}" for name in _MODULES if name in named]
    collections = [name for name in ("Counter", "defaultdict") if f"{name}(" in text]
    standard += [f"from collections import {', '.join(collections)}"] if collections else []
    clock = [name for name, using in _CLOCK.items() if using.search(text)]
    standard += [f"from datetime import {', '.join(clock)}"] if clock else []
    typing = [name for name in ("Annotated", "Any", "Literal") if name in used]
    standard += [f"from typing import {', '.join(typing)}"] if typing else []
    standard += ["from uuid import uuid4"] if "uuid4()" in text else []
    fast = [name for name in ("FastAPI", "HTTPException", "Path", "Query", "Request", "Response") if name in used]
    third = [f"from fastapi import {', '.join(fast)}"]
    third += ["from fastapi.exceptions import RequestValidationError"] if "RequestValidationError" in text else []
    third += ["from pydantic import ValidationError"] if re.search(r"\bValidationError\b", text) else []
    answers = [name for name in ("HTMLResponse", "JSONResponse", "PlainTextResponse", "RedirectResponse") if name in text]
    third += [f"from fastapi.responses import {', '.join(answers)}"] if answers else []
    own = ["import models"] if "models." in text else []
    own += ["import pages"] if app.pages else []
    own += ["import store"] if "store." in text else []
    own += ["from store import Row"] if "Row" in used else []
    groups = ["\n".join(sorted(standard, key=lambda line: (line.startswith("from"), line))), "\n".join(third), "\n".join(own)]
    return "\n\n".join(group for group in groups if group)


def _by_form(app: App, entity: Entity) -> bool:
    """Whether a page has a form that makes such records."""
    return any(page.form and page.entity == entity.name for page in app.pages)


def _functions(app: App, text: str) -> list[str]:
    found = []
    for entity in app.entities.values():
        if not entity.stored:
            continue
        checks = checks_function(app, entity) if f"check_{entity.name}(" in text or _by_form(app, entity) else ""
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
        found += [find_function(entity)] if f"find_{entity.name}(" in everything else []
        found += [part for part in (checks, show) if part]
    handed = set(_HANDED.findall(text + "".join(found)))
    needed = [name for name in LIBRARY if name in handed]
    for name in needed:
        called = set(_CALLED.findall(LIBRARY[name]))
        needed += [other for other in LIBRARY if other not in needed and other in called]
    return [LIBRARY[name].strip("\n") for name in LIBRARY if name in needed] + found


def operation(app: App, endpoint: Endpoint) -> str:
    """The text of an operation's function."""
    entity = app.entities.get(endpoint.entity)
    writers = {
        "create": create_lines,
        "list": list_lines,
        "get": get_lines,
        "update": update_lines,
        "delete": delete_lines,
        "clear": clear_lines,
        "upsert": upsert_lines,
        "action": action_lines,
    }
    path = endpoint.path
    if endpoint.lines or entity is None:
        lines, answer = list(endpoint.lines), endpoint.bare or "dict[str, Any]"
    else:
        lines, answer = writers[endpoint.kind](app, endpoint, entity)
    if endpoint.parent and endpoint.kind != "action" and not endpoint.lines:
        lines = [*parent_lines(endpoint), *lines]
    if endpoint.form and endpoint.body:
        lines = [f"body = await entered(request, models.{model_name(app, endpoint)})", *lines]
    if endpoint.leads:
        lines = [*(line for line in lines if not line.startswith("return")), f"return {_redirection(endpoint)}"]
        answer = "RedirectResponse"
    status = (
        f", status_code={endpoint.status}" if endpoint.status not in {200, 0} and not endpoint.bare.endswith("RedirectResponse") else ""
    )
    shown = endpoint.bare if endpoint.bare in {"HTMLResponse", "PlainTextResponse"} else ""
    kind = f", response_class={shown}" if shown else ""
    model = ", response_model=None" if endpoint.bare == "Response" else ""
    name = _unique_name(app, endpoint)
    signature = ", ".join(_signature(app, endpoint))
    body = "\n".join(f"    {unreserved(line)}" if line else "" for line in lines)
    note = (
        f'"""{endpoint.requirement}: {sentence(_summary(endpoint))}"""' if endpoint.requirement else f'"""{sentence(_summary(endpoint))}"""'
    )
    return f'@app.{endpoint.method.lower()}("{path}"{status}{kind}{model})\nasync def {name}({signature}) -> {answer}:\n    {note}\n{body}'


def _redirection(endpoint: Endpoint) -> str:
    """The answer that leads elsewhere, which may name what the path tells."""
    prefix = "f" if "{" in endpoint.leads else ""
    return f'RedirectResponse({prefix}"{endpoint.leads}", {endpoint.status})'


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
    required, optional = parameters(endpoint)
    if endpoint.body:
        model = f"models.{model_name(app, endpoint)}"
        if endpoint.form:
            required.insert(0, "request: Request")
        elif needs_body(endpoint):
            required.insert(0, f"body: {model}")
        else:
            optional.insert(0, f"body: {model} = {model}()")
    return found + required + optional


def needs_body(endpoint: Endpoint) -> bool:
    """Whether a request must have a body; where all of it is optional, an action or a create does without."""
    return endpoint.kind not in {"action", "create"} or any(one.required or one.default is MISSING for one in endpoint.body)


def _place(app: App, endpoint: Endpoint, param: str) -> str:
    if kind := endpoint.param_types.get(param):
        return kind
    entity = app.entities.get(endpoint.entity)
    one = entity.fields.get(param) if entity and endpoint.parent and len(endpoint.params) > 1 and param != entity.key else None
    if one is not None and not one.refers and param == endpoint.params[-1]:
        return {"integer": "int", "number": "float"}.get(one.type, "str")
    owner = _owner(app, endpoint, param)
    return _PLACE.get(owner.key_type, "str") if owner else "str"


def _owner(app: App, endpoint: Endpoint, param: str) -> Entity | None:
    """The resource that a path parameter identifies."""
    segments = [part for part in endpoint.path.split("/") if part]
    position = segments.index("{" + param + "}")
    before = segments[position - 1] if position else ""
    return app.entities.get(words.singular(words.code_name(before))) or app.entities.get(endpoint.entity)
