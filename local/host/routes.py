"""Route templates of HTTP functions (`runs/{id}`, `{*rest}`): compiled once, the most specific match wins. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from local.host.options import HostError

_PARAMETER = re.compile(r"\{(?P<all>\*{0,2})(?P<name>\w+)(?::(?P<rule>\w+))?(?P<maybe>\?)?\}")
_RULES = {None: "[^/]+", "int": r"-?\d+", "long": r"-?\d+", "alpha": "[A-Za-z]+", "guid": r"[0-9a-fA-F-]{36}", "bool": "(?i:true|false)"}


@dataclass(frozen=True, slots=True)
class Route[T]:
    """A template's pattern, its methods (empty: all), its rank (lower is more specific) and what serves it."""

    pattern: re.Pattern[str]
    methods: frozenset[str]
    rank: tuple[int, ...]
    target: T


def compile_route[T](prefix: str, template: str, methods: Iterable[str], target: T) -> Route[T]:
    """The route for a template below the prefix. Raises HostError for a template that cannot be understood."""
    pattern, rank = "", []
    for segment in [part for part in f"{prefix}/{template}".split("/") if part]:
        piece, weight = _segment(segment)
        pattern += piece
        rank.append(weight)
    return Route(re.compile(pattern + "/?"), frozenset(method.upper() for method in methods), tuple(rank), target)


def _segment(segment: str) -> tuple[str, int]:
    """The pattern of one segment with its slash, and its rank: literal 0, mixed 1, parameter 2, catch-all 3."""
    whole = _PARAMETER.fullmatch(segment)
    if whole and whole["all"]:
        return rf"(?:/(?P<{whole['name']}>.*))?", 3
    if whole and whole["maybe"]:
        return rf"(?:/(?P<{whole['name']}>{_rule(whole)}))?", 2
    pattern, end = "/", 0
    for match in _PARAMETER.finditer(segment):
        pattern += re.escape(segment[end : match.start()]) + rf"(?P<{match['name']}>{_rule(match)})"
        end = match.end()
    rest = segment[end:]
    if "{" in rest or "}" in rest:
        raise HostError(f"the route segment {segment!r} cannot be understood")
    return pattern + re.escape(rest), 2 if whole else 1 if end else 0


def _rule(match: re.Match[str]) -> str:
    if match["rule"] not in _RULES:
        raise HostError(f"the local host does not know the route constraint {match['rule']!r}")
    return _RULES[match["rule"]]


def find[T](routes: Sequence[Route[T]], method: str, path: str) -> tuple[T, dict[str, str]] | None:
    """What serves that method and (still percent-encoded) path, with the route's parameters; None when nothing does."""
    for route in sorted(routes, key=lambda route: route.rank):
        match = route.pattern.fullmatch(path)
        if match and (not route.methods or method in route.methods):
            return route.target, {name: unquote(value) for name, value in match.groupdict().items() if value is not None}
    return None
