"""What stands for each requirement: the passed tests, and the files that answer its endpoints or those that its tests call. Pure.

Read out of what was built, not out of what was planned; what cannot be shown is left empty, and said.
"""

import re
from collections.abc import Sequence
from typing import Any

from shared.drops import File, Report
from shared.specification import Part, Requirement, Specification

_CODE = (".py", ".js", ".mjs", ".ts")
#: `@app.get("/notes/{id}")`, `router.post('/notes/:id'`: a method and a path.
_ROUTE = re.compile(r"\.(get|post|put|patch|delete|head|options)\(\s*[frb]?[\"'`](/[^\"'`\s]*)[\"'`]", re.IGNORECASE)
_PREFIX = re.compile(r"prefix\s*[=:]\s*[\"'](/[^\"']*)[\"']")
_SLOT = re.compile(r"\{[^}]*\}|:[A-Za-z_]\w*")


class Trace(Part):
    """What stands for one requirement. No tests: nothing shows that it is met."""

    requirement: str
    text: str
    files: list[str]
    tests: list[str]


def traces(specification: Specification, files: Sequence[File], report: Report) -> list[Trace]:
    """One for each requirement, in their order."""
    routes = {file.path: _routes(file.content) for file in files if _is_code(file.path) and not _is_test(file.path)}
    tests = {file.path: file.content for file in files if _is_test(file.path)}
    return [_trace(one, specification, routes, tests, report) for one in specification.requirements]


def untested(found: Sequence[Trace]) -> list[str]:
    """The requirements for which no passed test stands."""
    return [trace.requirement for trace in found if not trace.tests]


def page(found: Sequence[Trace]) -> str:
    """The traces as people read them."""
    rows = [
        f"| **{t.requirement}** {_cell(t.text)} | {_list(t.files)} | {_list(t.tests) or 'none: nothing shows that it is met'} |"
        for t in found
    ]
    bare = untested(found)
    said = f"{len(found) - len(bare)} of {len(found)} requirements have a passed test."
    without = f" Without one: {', '.join(bare)}." if bare else ""
    return "\n".join(
        ["# What stands for each requirement", "", said + without, "", "| requirement | files | passed tests |", "|---|---|---|", *rows, ""]
    )


def rows(found: Sequence[Trace]) -> list[dict[str, Any]]:
    """The traces as JSON."""
    return [trace.model_dump(mode="json") for trace in found]


def _trace(
    one: Requirement, specification: Specification, routes: dict[str, set[tuple[str, str]]], tests: dict[str, str], report: Report
) -> Trace:
    passed = sorted(report.coverage.get(one.id, []))
    wanted = {(e.method.upper(), _shape(e.path)) for e in specification.endpoints if one.id in e.requirements}
    called = {call for test in passed for call in _routes(_body(test, tests))}
    standing = [path for path, has in routes.items() if has & wanted or any(_answers(route, call) for route in has for call in called)]
    return Trace(requirement=one.id, text=one.text, files=sorted(standing), tests=passed)


def _routes(code: str) -> set[tuple[str, str]]:
    """Method and path of every route (or call) that stands in the code."""
    prefixes = ["", *(prefix.rstrip("/") for prefix in _PREFIX.findall(code))]
    return {(method.upper(), _shape(prefix + path)) for method, path in _ROUTE.findall(code) for prefix in prefixes}


def _shape(path: str) -> str:
    """A path whatever its parameters are called."""
    return _SLOT.sub("{}", path.partition("?")[0]).rstrip("/") or "/"


def _answers(route: tuple[str, str], call: tuple[str, str]) -> bool:
    """Whether the route answers a call like this: `/notes/1` is one of `/notes/{}`."""
    pattern = re.escape(route[1]).replace(re.escape("{}"), r"[^/]+")
    return route[0] == call[0] and re.fullmatch(pattern, call[1]) is not None


def _body(test: str, tests: dict[str, str]) -> str:
    """The source of a test function: from its head to the next line that is not indented."""
    path, _, name = test.partition("::")
    function = re.escape(name.rsplit("::", 1)[-1].partition("[")[0])
    found = re.search(rf"^(\s*)(?:async )?def {function}\b.*?(?=^\1\S|\Z)", tests.get(path, ""), re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def _is_code(path: str) -> bool:
    return path.endswith(_CODE)


def _is_test(path: str) -> bool:
    return path.startswith("tests/") or ".test." in path


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{_cell(name)}`" for name in names)
