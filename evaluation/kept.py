"""Values that steps keep for later steps: taken out of a JSON body by a path, and put into texts by their name. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from shared.errors import NotFound

_NAME = re.compile(r"\{(\w+)\}")
_PART = re.compile(r"\[(?P<key>\w+)=(?P<value>[^\]]*)\]|(?P<name>[^.\[\]]+)")


def filled(value: Any, kept: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """The same with `{name}` replaced everywhere; a text that is nothing but `{name}` becomes the value itself. Unknown names stay."""
    if isinstance(value, dict):
        return {name: filled(each, kept) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, kept) for each in value]
    if not isinstance(value, str):
        return value
    whole = _NAME.fullmatch(value)
    if whole and whole[1] in kept:
        return kept[whole[1]]
    return _NAME.sub(lambda found: str(kept.get(found[1], found[0])), value)


def picked(body: Any, path: str) -> Any:  # noqa: ANN401 - any JSON
    """The part of the body: `id`, `items.0.id`, or `[name=Ann].id` for the element of an array that has this name. Raises NotFound."""
    value = body
    for part in _PART.finditer(path):
        value = _member(value, part)
        if value is None:
            raise NotFound(f"there is no {path!r}")
    return value


def _member(value: Any, part: re.Match[str]) -> Any:  # noqa: ANN401 - any JSON
    if part["key"]:
        elements = value if isinstance(value, list) else []
        return next((each for each in elements if isinstance(each, dict) and str(each.get(part["key"])) == part["value"]), None)
    if isinstance(value, list) and part["name"].isdigit():
        return value[int(part["name"])] if int(part["name"]) < len(value) else None
    return value.get(part["name"]) if isinstance(value, dict) else None
