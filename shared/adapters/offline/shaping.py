"""Fields from JSON examples."""

import re

from shared.adapters.offline.constraining import constrain
from shared.adapters.offline.ir import Field
from shared.adapters.offline.text import Placeholder, Shape
from shared.adapters.offline.types import WORD_TYPE, guess


def from_shape(shape: Shape) -> list[Field]:
    """The fields of a JSON example: types from the values or from the words that stand in their place."""
    found = []
    for name, value in shape.members:
        field = Field(name.strip())
        if isinstance(value, Placeholder):
            if value.text != "null":
                constrain(field, value.text)
            else:
                field.required = False
        elif isinstance(value, str):
            _from_sample(field, value)
        elif value is not None:
            _from_value(field, value)
        found.append(field)
    return found


def _from_value(field: Field, value: object) -> None:
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", list: "list", dict: "object"}
    field.type = kinds[type(value)]
    if field.type == "integer" and guess(field.name) == "number":
        field.type = "number"
    if isinstance(value, list) and value:
        if all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
            field.items = "number"
        elif isinstance(value[0], dict):
            field.items = "object"


def _from_sample(field: Field, value: str) -> None:
    low = value.strip().lower()
    if re.match(r"(optional|required|nullable)\b", low):
        constrain(field, value)
        field.type = field.type or guess(field.name)
        return
    if low.split(" ")[0].rstrip(",;") in WORD_TYPE or low in {"yyyy-mm-dd", "iso date", "hh:mm"} or "|" in low:
        constrain(field, value)
        return
    if re.fullmatch(r"\d{4}-\d\d-\d\d", low):
        field.type = "date"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d.*", low):
        field.type = "datetime"
    elif re.match(r"https?://", low):
        field.type = "url"
    elif guess(field.name) in {"email", "date", "url", "datetime"}:
        field.type = guess(field.name)
    else:
        field.type = "string"
