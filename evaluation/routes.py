"""Finds an operation whose path the intent did not name: the app's OpenAPI document tells where it is. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_PREFIXES = re.compile(r"^/(?:api/)?(?:v\d+/)?")


def found(calls: Sequence[str], document: Mapping[str, Any]) -> str:
    """The first of these calls that the app has, with the app's own path; the first call as it is when the app has none of them."""
    paths = document.get("paths")
    items = paths.items() if isinstance(paths, dict) else ()
    for call in calls:
        method, _, path = call.partition(" ")
        for name, item in items:
            if isinstance(item, dict) and method.lower() in item and _shape(name) == _shape(path):
                return f"{method} {_with_values(name, path)}"
    return calls[0]


def _shape(path: str) -> tuple[str, ...]:
    """Its segments without a prefix like /api/v1, values left out, names in the singular."""
    return tuple(_segment(part) for part in _PREFIXES.sub("", path).strip("/").split("/"))


def _segment(part: str) -> str:
    return "{}" if part.startswith("{") or re.fullmatch(r"\d+|[0-9a-f-]{32,36}", part) else part.lower().removesuffix("s")


def _with_values(name: str, path: str) -> str:
    values = [part for part in path.strip("/").split("/") if _segment(part) == "{}"]
    return re.sub(r"\{[^}]*\}", lambda _: values.pop(0), name)
