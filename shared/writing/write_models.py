"""Writes the generated application's `models.py`: what requests may carry."""

import re
from keyword import iskeyword

from shared.writing import words
from shared.writing.ir import MISSING, App, Endpoint, Field

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "date": "Date",
    "datetime": "Moment",
    "time": "Time",
    "email": "Email",
    "url": "Url",
    "uuid": "str",
    "object": "dict[str, Any]",
    "scalar": "str | int | float",
    "any": "Any",
}
_SPECIAL = {
    "Date": """def _date(text: str) -> str:
    date.fromisoformat(text)
    return text


#: An ISO date, `2030-12-31`; kept as it was written.
Date = Annotated[str, Field(min_length=10, max_length=10), AfterValidator(_date)]""",
    "Moment": """def _moment(text: str) -> str:
    if not re.fullmatch(r"\\d\\d:\\d\\d(:\\d\\d)?", text):
        datetime.fromisoformat(text)
    else:
        time.fromisoformat(text)
    return text


#: An ISO date and time, a date, or a time of day; kept as it was written.
Moment = Annotated[str, AfterValidator(_moment)]""",
    "Instant": """def _instant(text: str) -> str:
    datetime.fromisoformat(text)
    return text


#: An ISO date and time, or a date; kept as it was written. A length is worked out from it, so a time of day alone is not enough.
Instant = Annotated[str, AfterValidator(_instant)]""",
    "Time": """def _time(text: str) -> str:
    time.fromisoformat(text)
    return text


#: A time of day, `09:30`.
Time = Annotated[str, Field(min_length=5), AfterValidator(_time)]""",
    "Email": """#: An e-mail address.
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$")]""",
    "Url": """#: An absolute http or https address.
Url = Annotated[str, Field(max_length=2048, pattern=r"^https?://[^\\s/?#]+\\S*$")]""",
    "NotBlank": """def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


#: Removes nothing, but refuses text that is only white space.
NotBlank = AfterValidator(_not_blank)""",
}


def forms(app: App) -> list[Endpoint]:
    """What forms of pages send, of resources that no operation makes."""
    paged = [app.entities[page.entity] for page in app.pages if page.form and app.of(page.entity, "create") is None]
    return [Endpoint("POST", "", "create", entity.name, body=[one for one in entity.fields.values() if one.given]) for entity in paged]


def models(app: App) -> str:
    """The module's text; empty when no request carries anything."""
    classes: list[str] = []
    for endpoint in (*app.endpoints, *forms(app)):
        name, text = request_model(app, endpoint)
        classes += [part for part in part_models(endpoint) if part not in classes]
        if text and not any(text == other or f"class {name}(" in other for other in classes):
            classes.append(text)
    if not classes:
        return ""
    body = _instants(app, "\n\n\n".join(classes))
    special = [name for name in _SPECIAL if _uses(body, name)]
    before = "\n\n\n".join(_SPECIAL[name] for name in special)
    text = f"{_base()}\n\n\n{before}\n\n\n{body}" if before else f"{_base()}\n\n\n{body}"
    return f'"""What requests may carry, and the limits of each field."""\n\n{_imports(text)}\n\n\n{text}\n'


_WORKED_OUT = re.compile(r'datetime\.fromisoformat\(\w+\["(\w+)"\]\)')


def _instants(app: App, body: str) -> str:
    """The models with moments that lengths are worked out from as what has a day."""
    codes = [guard.code for entity in app.entities.values() for guard in entity.checks]
    codes += [guard.code for one in app.endpoints for guard in one.guards]
    codes += [one.code for entity in app.entities.values() for one in entity.computed]
    codes += [code for one in app.endpoints for code in (one.result, *one.sets.values())]
    names = {name for code in codes for name in _WORKED_OUT.findall(code)}
    return re.sub(rf"(?<=    )((?:{'|'.join(names)})_?: )Moment\b", r"\1Instant", body) if names else body


def _uses(text: str, name: str) -> bool:
    return any(
        f"{before}{name}{after}" in text for before in (" ", "[", "(") for after in (" ", "]", ",", "\n", ")", "\r")
    ) or text.endswith(f" {name}")


def _base() -> str:
    return 'class Request(BaseModel):\n    """Types are strict: the text `5` is no number."""\n\n    model_config = ConfigDict(strict=True)'


def _imports(text: str) -> str:
    lines = ["import re"] if "re.fullmatch" in text else []
    clock = [name for name in ("date", "datetime", "time") if f"{name}.fromisoformat" in text]
    clock = [name for name in clock if f" {name}.fromisoformat" in text]
    lines += [f"from datetime import {', '.join(clock)}"] if clock else []
    typing = [
        name
        for name in ("Annotated", "Any", "Literal")
        if f"{name}[" in text
        or f" {name}]" in text
        or f"[{name}]" in text
        or f" {name} " in text
        or f": {name}\n" in text
        or text.endswith(f": {name}")
    ]
    lines += [f"from typing import {', '.join(typing)}"] if typing else []
    pydantic = [
        name
        for name in ("AfterValidator", "BaseModel", "ConfigDict", "Field", "StringConstraints")
        if f"{name}(" in text or f"({name})" in text
    ]
    return "\n".join([*lines, "", f"from pydantic import {', '.join(pydantic)}"]).strip("\n")


def request_model(app: App, endpoint: Endpoint) -> tuple[str, str]:
    """The name and the text of the model of an operation's body; both empty when it has none."""
    if not endpoint.body:
        return "", ""
    name = model_name(app, endpoint)
    fields = "\n".join(f"    {member(one, endpoint.kind == 'update' and endpoint.partial)}" for one in endpoint.body)
    return name, f'class {name}(Request):\n    """{_purpose(app, endpoint)}"""\n\n{fields}'


def part_models(endpoint: Endpoint) -> list[str]:
    """The models of the records in an operation's lists, and of objects within it, the inner ones first."""
    return [text for one in endpoint.body for text in _part_models(one)]


def _part_models(one: Field) -> list[str]:
    if not one.parts:
        return []
    members = "\n".join(f"    {member(part, partial=False)}" for part in one.parts)
    noun = one.name.replace("_", " ")
    purpose = f"One of the {noun} of a request." if one.type == "list" else f"What {noun} holds in a request."
    own = f'class {part_name(one)}(Request):\n    """{purpose}"""\n\n{members}'
    return [*(text for part in one.parts for text in _part_models(part)), own]


def part_name(one: Field) -> str:
    """The name of the model of a list's records, or of an object."""
    return f"{words.class_name(words.singular(one.name))}Entry" if one.type == "list" else f"{words.class_name(one.name)}Data"


def model_name(app: App, endpoint: Endpoint) -> str:
    """The name of the model: `NewBook`, `BookChanges`, …"""
    entity = app.entities.get(endpoint.entity)
    if entity and endpoint.kind in {"create", "upsert"}:
        several = len([other for other in app.endpoints if other.entity == endpoint.entity and other.kind == endpoint.kind]) > 1
        return f"New{words.class_name(entity.name)}" + (f"Of{words.class_name(endpoint.parent)}" if endpoint.parent and several else "")
    if entity and endpoint.kind == "update":
        return f"{words.class_name(entity.name)}{'Changes' if endpoint.partial else 'Replacement'}"
    return words.class_name(function_name(app, endpoint)) + "Request"


def _purpose(app: App, endpoint: Endpoint) -> str:
    entity = app.entities.get(endpoint.entity)
    noun = entity.name.replace("_", " ") if entity else ""
    if endpoint.kind in {"create", "upsert"}:
        return f"A new {noun}."
    if endpoint.kind == "update":
        return f"Changes to a {noun}; what is left out stays as it is." if endpoint.partial else f"A {noun} as it is to be."
    return f"The body of {endpoint.method} {endpoint.path}."


def member(one: Field, partial: bool) -> str:
    """The line of a field in a model."""
    if iskeyword(one.name):
        return _aliased(one)
    kind = annotation(one)
    if partial and one.required:
        return f"{one.name}: {kind} = {_dummy(one)}"
    if one.required:
        return f"{one.name}: {kind}"
    if one.default is MISSING or one.default is None:
        return f"{one.name}: {kind} | None = None"
    if isinstance(one.default, list | dict):
        return f"{one.name}: {kind} = {one.default!r}"
    return f"{one.name}: {kind} = {_literal(one.default)}"


def _aliased(one: Field) -> str:
    """A field that is called like a word of the language: `from_: Date = Field(alias="from")`."""
    kind = annotation(one)
    if one.required:
        return f'{one.name}_: {kind} = Field(alias="{one.name}")'
    default = None if one.default is MISSING else one.default
    return f'{one.name}_: {kind}{" | None" if default is None else ""} = Field({default!r}, alias="{one.name}")'


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) and '"' not in value and "\\" not in value else repr(value)


def _dummy(one: Field) -> str:
    """A default that is never read: only fields that were sent are changed. It keeps null out of required fields."""
    if one.choices:
        return _literal(one.choices[0])
    if one.among:
        return str(one.among[0])
    return {"integer": "0", "number": "0", "boolean": "False", "list": "[]", "object": "{}"}.get(one.type, '""')


def annotation(one: Field) -> str:
    """The type of a field with its limits."""
    if one.choices and one.type == "enum":
        return _among(one.choices)
    if one.among:
        return f"Literal[{', '.join(map(str, one.among))}]"
    kind = f"list[{_item(one)}]" if one.type == "list" else part_name(one) if one.parts else _TYPES.get(one.type, "str")
    limits = _limits(one)
    extra = ", NotBlank" if one.type == "string" and one.required and (one.shortest or 0) >= 1 and not one.pattern else ""
    kept = f", StringConstraints({', '.join(f'{_KEPT[way]}=True' for way in one.kept)})" if one.kept else ""
    told = f", Field({', '.join(limits)})" if limits else ""
    return f"Annotated[{kind}{kept}{told}{extra}]" if limits or kept else kind


_KEPT = {"upper": "to_upper", "lower": "to_lower", "trim": "strip_whitespace"}


def _among(choices: list[str]) -> str:
    return f"Literal[{', '.join(_literal(choice) for choice in choices)}]"


_ITEMS = {"integer": "int", "number": "int | float", "boolean": "bool", "object": "dict[str, Any]", "any": "Any"}


def _item(one: Field) -> str:
    """The type of a list's items."""
    if one.parts:
        return part_name(one)
    return _among(one.elements) if one.elements else _ITEMS.get(one.items, "str")


def _limits(one: Field) -> list[str]:
    limits = []
    if one.type in {"integer", "number"}:
        pairs = (("gt", one.above), ("ge", one.low), ("lt", one.below), ("le", one.high))
        limits += [f"{name}={value}" for name, value in pairs if value is not None]
        if one.type == "number":
            limits.append("allow_inf_nan=False")
        elif one.high is None and one.below is None:
            limits.append("lt=2**63")
            limits += ["ge=-(2**63)"] if one.low is None and one.above is None else []
    elif one.type in {"string", "list", "url", "email"}:
        limits += [f"min_length={one.shortest}"] if one.shortest else []
        limits += [f"max_length={one.longest}"] if one.longest is not None else []
        limits += [f'pattern=r"{one.pattern}"'] if one.pattern else []
    return limits


def function_name(app: App, endpoint: Endpoint) -> str:
    """The name of an operation's function: `create_book`, `list_books`, `post_books_id_borrow` -> `borrow_book`."""
    entity = app.entities.get(endpoint.entity)
    if entity and endpoint.kind in _VERBS:
        verb = _VERBS[endpoint.kind]
        name = f"{verb}_{entity.plural if endpoint.kind in {'list', 'clear'} else entity.name}"
        if endpoint.kind == "update" and endpoint.method == "PUT":
            name = f"replace_{entity.name}"
        taken = next(
            (
                other
                for other in app.endpoints
                if other is not endpoint
                and other.kind == endpoint.kind
                and other.entity == endpoint.entity
                and other.method == endpoint.method
            ),
            None,
        )
        if taken is None or (app.endpoints.index(taken) > app.endpoints.index(endpoint) and endpoint.kind != "list"):
            return name
        if endpoint.kind == "list" and taken is not None and app.of(endpoint.entity, "list") is endpoint:
            return name
    return path_name(endpoint)


_VERBS = {
    "create": "create",
    "list": "list",
    "get": "get",
    "update": "update",
    "delete": "delete",
    "clear": "clear",
    "upsert": "put",
}


def path_name(endpoint: Endpoint) -> str:
    """A name from the method and the path."""
    parts = [
        f"by_{part.strip('{}')}" if part.startswith("{") and i == len(endpoint.path.split("/")) - 1 else part
        for i, part in enumerate(endpoint.path.split("/"))
    ]
    parts = [words.code_name(part) for part in parts if part and not part.startswith("{")]
    verb = {"GET": "get", "POST": "post", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}[endpoint.method]
    return f"{verb}_{'_'.join(parts) or 'root'}"
