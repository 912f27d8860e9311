"""The tests of the version before: taken along into a change, and taken out again where the change contradicts them. Pure.

A test that the new version has word for word is not taken twice. One whose requirement is gone is left behind. All others run; one
that fails although its requirement stayed as it was is a failure like any other, and one whose requirement changed is taken out, with
the reason on record: the new tests stand for what it should be now.
"""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from shared.difference import Difference, DroppedTest
from shared.drops import Drop, File, Report
from shared.specification import Part

_ID = re.compile(r"_r(\d+)(?=_|$)")
_CALL = re.compile(r"\.(get|post|put|patch|delete)\(\s*f?[\"'](/(?:\{[^}]*\}|[^\"'?{])*)")
type _Test = ast.FunctionDef | ast.AsyncFunctionDef


class Carried(Part):
    """What a change took along: new files with old tests, the old requirement behind each test, and what was left behind."""

    files: list[File]
    tests: dict[str, str]
    """`path::function` -> why it may be taken out when it fails; empty: it may not."""
    kept: int
    dropped: list[DroppedTest]


def carry(before: Sequence[File], now: Sequence[File], difference: Difference) -> Carried:
    """The old tests that are to run with the new ones. Files that cannot be read as Python are left to the new version."""
    have = {_text(test) for file in now for test in _tests(file)}
    taken = {file.path for file in now}
    found = Carried(files=[], tests={}, kept=0, dropped=[])
    for file in before:
        if not re.fullmatch(r"tests/(?:.*/)?test_\w+\.py", file.path):
            continue
        path = file.path if file.path not in taken else f"{file.path.removesuffix('.py')}_of_{difference.base[:8]}.py"
        found = _carried(found, file, path, have, difference)
    return found


def _carried(found: Carried, file: File, path: str, have: set[str], difference: Difference) -> Carried:
    """With the tests of one more file."""
    gone: list[str] = []
    dropped: list[DroppedTest] = []
    tests: dict[str, str] = {}
    known = 0
    for test in _tests(file):
        missing = [f"R{n}" for n in _ID.findall(test.name) if f"R{n}" in difference.requirements.removed]
        if missing:
            dropped.append(DroppedTest(test=f"{file.path}::{test.name}", reason=f"requirement {missing[0]} is gone"))
        name = _renamed(test.name, difference.ids)
        same = _text(test).replace(f"def {test.name}(", f"def {name}(", 1) in have
        known += same
        if missing or same:
            gone.append(test.name)
        else:
            tests[f"{path}::{name}"] = _excuse(test, file.content, difference)
    kept = File(path=path, content=_with_ids(without(file.content, gone), difference.ids))
    return Carried(
        files=[*found.files, kept] if tests else found.files,
        tests=found.tests | tests,
        kept=found.kept + known,
        dropped=[*found.dropped, *dropped],
    )


def _excuse(test: _Test, source: str, difference: Difference) -> str:
    """Why this test may fail: a requirement that it stands for changed, or an operation that it calls."""
    changed = {one.name: one for one in difference.requirements.changed}
    ids = [difference.ids.get(f"R{n}", "") for n in _ID.findall(test.name)]
    first = next((changed[i] for i in ids if i in changed), None)
    if first is not None:
        return f"requirement {first.name} changed from “{_short(first.before)}” to “{_short(first.now)}”"
    other = {one.name: "changed" for one in difference.operations.changed} | dict.fromkeys(difference.operations.removed, "is gone")
    called = next((name for name in _calls(test, source) if name in other), None)
    return f"it calls {called}, which {other[called]}" if called else ""


def _calls(test: _Test, source: str) -> list[str]:
    """The operations that a test calls, itself or through functions of its module, as `POST /todos/{}`."""
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    waiting, texts = [test.name], {}
    while waiting:
        name = waiting.pop()
        texts[name] = ast.unparse(functions[name])
        waiting += [other for other in functions if other not in texts and re.search(rf"\b{other}\(", texts[name])]
    found = [match for text in texts.values() for match in _CALL.finditer(text)]
    return [f"{match[1].upper()} {re.sub(r'\{[^}]*\}', '{}', match[2]).rstrip('/') or '/'}" for match in found]


def excuse(report: Report, files: Sequence[File], carried: Mapping[str, str]) -> tuple[Report, list[File], list[DroppedTest]]:
    """The report and the files without the old tests that the change contradicts, and which those are."""
    out = {c.name: carried[_plain(c.name)] for c in report.checks if not c.passed and carried.get(_plain(c.name))}
    if not out:
        return report, list(files), []
    names: dict[str, list[str]] = {}
    for name in out:
        path, _, test = _plain(name).partition("::")
        names.setdefault(path, []).append(test)
    left = [File(path=f.path, content=without(f.content, names[f.path])) if f.path in names else f for f in files]
    left = [file for file in left if file.path not in names or _tests(file)]
    checks = [check for check in report.checks if check.name not in out]
    return report.model_copy(update={"checks": checks}), left, [DroppedTest(test=_plain(n), reason=why) for n, why in out.items()]


def without(source: str, names: Iterable[str]) -> str:
    """The source less these test functions."""
    wanted = set(names)
    lines = source.splitlines(keepends=True)
    for test in reversed(_functions(source)):
        if test.name in wanted:
            first = min([test.lineno, *(one.lineno for one in test.decorator_list)])
            del lines[first - 1 : test.end_lineno]
    return re.sub(r"\n{4,}", "\n\n\n", "".join(lines))


def _functions(source: str) -> list[_Test]:
    """The test functions of a module, top to bottom; none when it is not Python."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")]


def _tests(file: File) -> list[_Test]:
    return _functions(file.content) if file.path.startswith("tests/") and file.path.endswith(".py") else []


def _text(test: _Test) -> str:
    return ast.unparse(test)


def _plain(name: str) -> str:
    """A test's name without its parameters."""
    return name.partition("[")[0]


def _renamed(name: str, ids: Mapping[str, str]) -> str:
    """The name with the ids that the requirements have now."""
    return _ID.sub(lambda match: f"_{ids.get(f'R{match[1]}', f'R{match[1]}').lower()}", name)


def _with_ids(source: str, ids: Mapping[str, str]) -> str:
    renames = {test.name: _renamed(test.name, ids) for test in _functions(source)}
    return re.sub(r"(?m)^((?:async )?def )(test\w*)", lambda match: match[1] + renames.get(match[2], match[2]), source)


def assemble(files: Drop, carried: Carried) -> Drop:
    """The new version's files with the old tests among them."""
    return Drop(files=sorted([*files.files, *carried.files], key=lambda file: file.path))


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159].rstrip()}…"


def noted(difference: Difference, carried: Carried) -> Difference:
    """The difference with what became of the old tests so far."""
    return difference.model_copy(update={"tests_kept": carried.kept + len(carried.tests), "tests_dropped": carried.dropped})


def left_out(difference: Difference, dropped: Sequence[DroppedTest]) -> Difference:
    """The difference once these tests were taken out."""
    kept = difference.tests_kept - len(dropped)
    return difference.model_copy(update={"tests_kept": kept, "tests_dropped": [*difference.tests_dropped, *dropped]})
