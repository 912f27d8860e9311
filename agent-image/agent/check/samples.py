"""Values that a request may well carry: by the JSON Schema that the application itself gives, or by what is specified of a field. Pure."""

import math
import re
from collections.abc import Mapping
from typing import Any

from shared.specification import Property

#: How deep values are nested at most, and from where on what may be null is null.
_DEPTH, _INNER = 8, 5
_FORMATS: Mapping[str, str] = {
    "date": "2030-01-31",
    "date-time": "2030-01-31T12:00:00Z",
    "time": "12:00:00",
    "email": "someone@example.org",
    "uri": "https://example.org/",
    "uuid": "00000000-0000-4000-8000-000000000001",
}
_TYPES: Mapping[str, Any] = {
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "date": _FORMATS["date"],
    "datetime": _FORMATS["date-time"],
    "list": [],
    "object": {},
    "reference": 1,
}
#: Tried for a string of a pattern, before and after letters are made capitals; the last is kept where none fits.
_WORDS = (
    "a",
    "ab",
    "abc",
    "ab-1",
    "a1",
    "ab12",
    "abc123",
    "1",
    "12",
    "12:30",
    "2030",
    "12345",
    "2030-01",
    "2030-01-31",
    "#a1b2c3",
    "AB-123",
    "text",
)


def of_field(field: Property) -> object:
    """A value that a field of this type may well take."""
    options = re.search(r"(?:one of|either)\s*:?\s*[\"'`]?([\w-]+)", field.rule)
    if options:
        return options[1]
    if "email" in field.name.lower() or "email" in field.rule.lower():
        return _FORMATS["email"]
    return _TYPES.get(field.type, "text")


def of_schema(schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int = _DEPTH) -> object:
    """A value that fits a JSON Schema, as far as its common words go. `definitions`: what `#/…/Name` refers to, by name.

    Raises AttributeError, TypeError or ValueError where what should be a schema is none.
    """
    if "$ref" in schema:
        schema = definitions.get(str(schema["$ref"]).rpartition("/")[2], {})
    if options := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        given = [one for one in options if one.get("type") != "null"]
        # What may be left empty is left so within itself.
        return of_schema(given[0], definitions, depth - 1) if given and (depth > _INNER or given == options) and depth else None
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return next(iter(schema["enum"]), None)
    return _typed(schema, definitions, depth)


def _typed(schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int) -> object:
    match schema.get("type"):
        case "object" if depth:
            properties: Mapping[str, Any] = schema.get("properties", {})
            return {name: of_schema(inner, definitions, depth - 1) for name, inner in properties.items()}
        case "array":
            inner = of_schema(schema.get("items", {}), definitions, depth - 1) if depth else None
            return [inner] * max(1, int(schema.get("minItems", 1)))
        case "integer":
            return math.ceil(_number(schema, 1))
        case "number":
            return _number(schema, 0.5)
        case "string":
            return _text(schema)
        case "boolean":
            return True
        case "object":
            return {}
        case _:
            return None


def _number(schema: Mapping[str, Any], step: float) -> float:
    """The least that fits or, of what has only an upper limit, 1 or the most; 1 without limits."""
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    lowest = schema.get("minimum") if above is None else above + step
    highest = schema.get("maximum") if below is None else below - step
    if lowest is None:
        return 1.0 if highest is None else float(min(1, highest))
    if highest is not None and lowest > highest:  # A step is too long for what lies between.
        return float((schema.get("minimum", above) + schema.get("maximum", below)) / 2)
    return float(lowest)


def _text(schema: Mapping[str, Any]) -> str:
    if known := _FORMATS.get(str(schema.get("format"))):
        return known
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 10_000))
    fitting = [word for base in _WORDS for word in (base, base.upper()) if least <= len(word) <= most]
    if pattern := schema.get("pattern"):
        return next((word for word in fitting if re.search(str(pattern), word)), _WORDS[-1])
    return "text"[:most].ljust(least, "x")
