"""JSON schemas as servers with structured output want them: no references, every property required, nothing besides. What only code sets is not asked for."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

_KEPT = ("type", "enum", "description", "const")


@cache
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's schema, inlined and closed."""
    schema = model.model_json_schema()
    return _closed(schema, schema.get("$defs", {}))


def _closed(schema: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return _closed(known[schema["$ref"].rsplit("/", 1)[-1]], known)
    closed = {name: schema[name] for name in _KEPT if name in schema}
    if "anyOf" in schema:
        closed["anyOf"] = [_closed(option, known) for option in schema["anyOf"]]
    if "items" in schema:
        closed["items"] = _closed(schema["items"], known)
    if schema.get("type") == "object":
        asked = {name: value for name, value in schema.get("properties", {}).items() if not value.get("readOnly")}
        closed["properties"] = {name: _closed(value, known) for name, value in asked.items()}
        closed["required"] = list(closed["properties"])
        closed["additionalProperties"] = False
    return closed
