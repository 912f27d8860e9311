"""Patterns for JSON: what is wrong with a value, in words. Pure.

An object in a pattern names the members that must be there (others may be, too); an array must match element by element; numbers match when
they are equal as numbers (1 and 1.0). An object whose names start with `$` is made of predicates, all of which must hold:

    $contains [patterns]   each matches some element        $length n            so many elements
    $excludes [patterns]   none matches any element         $each pattern        matches every element
    $same [patterns]       the same elements in any order   $list pattern        for the array itself, or the only array in an object
    $ordered [patterns]    in this order, others between    $near [n, tolerance] a number not further away
    $type text|number|given                                 $not pattern         does not match
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_SHOWN = 300


def mismatches(pattern: Any, got: Any, at: str = "body") -> list[str]:  # noqa: ANN401 - any JSON
    """What of the value does not match; empty when it matches."""
    if isinstance(pattern, dict) and pattern and all(str(name).startswith("$") for name in pattern):
        return [problem for name, argument in pattern.items() for problem in _PREDICATES[name](argument, got, at)]
    if isinstance(pattern, dict):
        return _members(pattern, got, at)
    if isinstance(pattern, list):
        return _elements(pattern, got, at)
    return [] if _equal(pattern, got) else [f"{at}: expected {shown(pattern)}, got {shown(got)}"]


def shown(value: Any) -> str:  # noqa: ANN401 - any JSON
    """The value in short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _equal(pattern: Any, got: Any) -> bool:  # noqa: ANN401 - any JSON
    numbers = [isinstance(value, int | float) and not isinstance(value, bool) for value in (pattern, got)]
    if all(numbers):
        return math.isclose(pattern, got, rel_tol=1e-9, abs_tol=1e-9)
    return type(pattern) is type(got) and bool(pattern == got)


def _members(pattern: Mapping[str, Any], got: Any, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    if not isinstance(got, dict):
        return [f"{at}: expected an object with {', '.join(pattern)}, got {shown(got)}"]
    missing = [f"{at}: has no {name!r} in {shown(got)}" for name in pattern if name not in got]
    return missing + [problem for name in pattern if name in got for problem in mismatches(pattern[name], got[name], f"{at}.{name}")]


def _elements(patterns: Sequence[Any], got: Any, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    if not isinstance(got, list) or len(got) != len(patterns):
        return [f"{at}: expected {shown(list(patterns))}, got {shown(got)}"]
    pairs = enumerate(zip(patterns, got, strict=True))
    return [problem for number, (pattern, value) in pairs for problem in mismatches(pattern, value, f"{at}[{number}]")]


def _array(judge: Callable[[Any, list[Any], str], list[str]]) -> Callable[[Any, Any, str], list[str]]:
    """A predicate that holds for arrays only."""
    return lambda argument, got, at: judge(argument, got, at) if isinstance(got, list) else [f"{at}: expected an array, got {shown(got)}"]


def _contains(patterns: Sequence[Any], got: list[Any], at: str) -> list[str]:
    return [f"{at}: no element matches {shown(p)} in {shown(got)}" for p in patterns if all(mismatches(p, each) for each in got)]


def _excludes(patterns: Sequence[Any], got: list[Any], at: str) -> list[str]:
    return [f"{at}: {shown(each)} should not be there" for p in patterns for each in got if not mismatches(p, each)]


def _same(patterns: Sequence[Any], got: list[Any], at: str) -> list[str]:
    """Each pattern takes the first element that is left; so patterns must not overlap."""
    left = list(got)
    for pattern in patterns:
        found = next((number for number, each in enumerate(left) if not mismatches(pattern, each)), None)
        if found is None:
            return [f"{at}: no element matches {shown(pattern)} in {shown(got)}"]
        del left[found]
    return [f"{at}: unexpected {shown(left)} in {shown(got)}"] if left else []


def _ordered(patterns: Sequence[Any], got: list[Any], at: str) -> list[str]:
    rest = iter(got)
    for pattern in patterns:
        if all(mismatches(pattern, each) for each in rest):
            return [f"{at}: {shown(pattern)} is not there, or not in its place in {shown(got)}"]
    return []


def _length(expected: int, got: list[Any], at: str) -> list[str]:
    return [] if len(got) == expected else [f"{at}: expected {expected} elements, got {len(got)}"]


def _each(pattern: Any, got: list[Any], at: str) -> list[str]:  # noqa: ANN401 - any JSON
    return [problem for number, each in enumerate(got) for problem in mismatches(pattern, each, f"{at}[{number}]")]


def _list(pattern: Any, got: Any, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    arrays = [value for value in got.values() if isinstance(value, list)] if isinstance(got, dict) else [got]
    return mismatches(pattern, arrays[0], at) if len(arrays) == 1 else [f"{at}: expected one array, got {shown(got)}"]


def _near(argument: Sequence[float], got: Any, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    number = isinstance(got, int | float) and not isinstance(got, bool)
    return [] if number and abs(got - argument[0]) <= argument[1] else [f"{at}: expected about {argument[0]}, got {shown(got)}"]


def _type(name: str, got: Any, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    fits = {"text": isinstance(got, str), "number": isinstance(got, int | float), "given": got is not None}[name]
    return [] if fits else [f"{at}: expected a value ({name}), got {shown(got)}"]


def _not(pattern: Any, got: Any, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    return [] if mismatches(pattern, got) else [f"{at}: must not be {shown(got)}"]


_PREDICATES: Mapping[str, Callable[[Any, Any, str], list[str]]] = {
    "$contains": _array(_contains),
    "$excludes": _array(_excludes),
    "$same": _array(_same),
    "$ordered": _array(_ordered),
    "$length": _array(_length),
    "$each": _array(_each),
    "$list": _list,
    "$near": _near,
    "$type": _type,
    "$not": _not,
}
