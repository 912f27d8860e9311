"""Fields from JSON objects in a text: `{"title": "…", "pages": 12}` shows names, types and examples."""

import re

from shared.reading.fields.constraints import constrain
from shared.reading.text.shapes import Placeholder, shapes
from shared.writing.ir import Field
from shared.writing.types import guess


def shape_fields(text: str) -> list[Field] | None:
    """The fields of the first JSON object in a text; None without one."""
    found = shapes(text)
    return from_members(found[0].members) if found else None


def from_members(members: tuple[tuple[str, object], ...]) -> list[Field]:
    """Fields from a JSON object that is an example or names types."""
    return [_member(name, value) for name, value in members]


def _member(name: str, value: object) -> Field:
    one = Field(name)
    if isinstance(value, Placeholder):
        constrain(one, value.text)
        if re.fullmatch(r"[nmkNMK]", value.text) and guess(name) == "scalar":
            one.type = "example:integer"  # `{"pages": n}`: so many.
    elif isinstance(value, str):
        _from_text(one, value)
    else:
        one.type = next((kind for python, kind in _KINDS if isinstance(value, python)), "")
        one.items = _items(value) if isinstance(value, list) else ""
        one.parts = from_members(tuple(value.items())) if isinstance(value, dict) else []
    return one


#: A number of an example may be a whole one by chance.
_KINDS = ((bool, "boolean"), (int, "example:integer"), (float, "number"), (list, "list"), (dict, "object"))


def kind_of(value: object) -> str:
    """The type of a plain value."""
    return next((kind.removeprefix("example:") for python, kind in _KINDS[:3] if isinstance(value, python)), "string")


def type_of(name: str, value: object) -> str:
    """The type of what is called so and has such a value; a whole number may be a part of a sum of money or of a measure, as its name tells."""
    kind = "" if value is None else kind_of(value)
    return "number" if kind == "integer" and guess(name) == "number" else kind


def _items(values: list[object]) -> str:
    first = next((value for value in values if not isinstance(value, Placeholder)), None)
    return (
        "object" if isinstance(first, dict) else "integer" if isinstance(first, int) else "number" if isinstance(first, float) else "string"
    )


def _from_text(one: Field, value: str) -> None:
    if re.fullmatch(r"\d{4}-\d\d", value):
        one.type = "string"
    elif "|" in value:
        constrain(one, f'"{value}"' if '"' in value else value)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        one.type = "date"
    elif re.match(r"\d{4}-\d\d-\d\dT", value):
        one.type = "datetime"
    elif re.fullmatch(r"\d\d:\d\d", value):
        one.type = "time"
    elif value in {"string", "str", "text", "int", "integer", "number", "float", "bool", "boolean", "date"}:
        constrain(one, value)
    else:
        one.type = "example:string"


def example_types(one: Field) -> None:
    """A type that only an example showed gives way to what the name says."""
    if not one.type.startswith("example:"):
        return
    kind, named = one.type.removeprefix("example:"), guess(one.name)
    if kind == "integer":
        one.type = "number" if named == "number" else "integer"
    else:
        one.type = named if named in {"email", "url"} else "string"
