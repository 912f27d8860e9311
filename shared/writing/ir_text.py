"""An understood application as text and back, exactly: so that it is read once, and written by many tasks."""

import json
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, is_dataclass
from typing import Any

from shared.writing import ir
from shared.writing.ir import App

_KINDS = {kind.__name__: kind for kind in vars(ir).values() if isinstance(kind, type) and is_dataclass(kind)}
#: The name of the member that says what an object stands for, which JSON has no form for.
_IS = "~"


def to_text(app: App) -> str:
    """The application as JSON; what has its default value is left out."""
    return json.dumps(_out(app), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> App:
    """The application that was made text. Raises ValueError: it is none, or another version's."""
    try:
        app = _in(json.loads(text))
    except (json.JSONDecodeError, TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"no application of this version: {error}") from error
    if not isinstance(app, App):
        raise ValueError("no application")
    return app


def _out(value: Any) -> Any:  # noqa: ANN401 - any value of an application
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [_out(one) for one in value]
        case tuple():
            return {_IS: "tuple", "of": [_out(one) for one in value]}
        case set():
            return {_IS: "set", "of": sorted(value)}
        case dict():
            return {_IS: "dict", "of": [[_out(key), _out(one)] for key, one in value.items()]}
        case ir.Missing():
            return {_IS: "missing"}
        case _ if type(value).__name__ in _KINDS:
            given = {field.name: getattr(value, field.name) for field in fields(value)}
            defaults = {field.name: _default(field) for field in fields(value)}
            return {_IS: type(value).__name__} | {name: _out(one) for name, one in given.items() if not _same(one, defaults[name])}
    raise TypeError(f"an application holds no {type(value).__name__}")


def _in(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_in(one) for one in value]
    if not isinstance(value, dict):
        return value
    of = value.get("of", [])
    match value[_IS]:
        case "tuple":
            return tuple(_in(one) for one in of)
        case "set":
            return set(of)
        case "dict":
            return {_in(key): _in(one) for key, one in of}
        case "missing":
            return ir.MISSING
        case name:
            return _KINDS[name](**{key: _in(one) for key, one in value.items() if key != _IS})


def _default(field: Any) -> Any:  # noqa: ANN401 - a dataclass's Field of any type
    return field.default_factory() if field.default_factory is not NO_DEFAULT else field.default


def _same(one: object, other: object) -> bool:
    """`0` is not `False`, nor `0.0`."""
    return type(one) is type(other) and one == other
