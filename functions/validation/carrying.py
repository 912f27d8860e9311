"""The tests of the version before: taken along into a change, and taken out again where the change contradicts them. Pure.

A test that the new version has word for word is not taken twice. One whose requirement is gone is left behind. All others run; one
that fails although its requirement stayed as it was is a failure like any other, and one whose requirement changed is taken out, with
the reason on record: the new tests stand for what it should be now.
"""

from collections.abc import Mapping, Sequence

from functions.validation.suites import Suite, Test, suite_of
from shared.difference import Difference, DroppedTest
from shared.drops import File, Report
from shared.specification import Part


class Carried(Part):
    """What a change took along: new files with old tests, the old requirement behind each test, and what was left behind."""

    files: list[File]
    tests: dict[str, str]
    """`path::function` -> why it may be taken out when it fails; empty: it may not."""
    kept: int
    dropped: list[DroppedTest]


def carry(before: Sequence[File], now: Sequence[File], difference: Difference) -> Carried:
    """The old tests that are to run with the new ones. Files that cannot be read are left to the new version."""
    have = {test.text for file in now if (suite := suite_of(file.path)) for test in suite.read(file.content)}
    taken = {file.path for file in now}
    found = Carried(files=[], tests={}, kept=0, dropped=[])
    for file in before:
        if suite := suite_of(file.path):
            beside = f"{file.path.removesuffix(suite.suffix)}_of_{difference.base[:8]}{suite.suffix}"
            found = _carried(found, suite, file, beside if file.path in taken else file.path, have, difference)
    return found


def _carried(found: Carried, suite: Suite, file: File, path: str, have: set[str], difference: Difference) -> Carried:
    """With the tests of one more file."""
    gone: list[str] = []
    dropped: list[DroppedTest] = []
    tests: dict[str, str] = {}
    known = 0
    for test in suite.read(file.content):
        missing = [one for one in suite.requirements(test.name) if one in difference.requirements.removed]
        if missing:
            dropped.append(DroppedTest(test=f"{file.path}::{test.name}", reason=f"requirement {missing[0]} is gone"))
        name = suite.renamed(test.name, difference.ids)
        same = test.text.replace(test.name, name, 1) in have
        known += same
        if missing or same:
            gone.append(test.name)
        else:
            tests[f"{path}::{name}"] = _excuse(suite, test, file.content, difference)
    kept = File(path=path, content=suite.with_ids(suite.without(file.content, gone), difference.ids))
    return Carried(
        files=[*found.files, kept] if tests else found.files,
        tests=found.tests | tests,
        kept=found.kept + known,
        dropped=[*found.dropped, *dropped],
    )


def _excuse(suite: Suite, test: Test, source: str, difference: Difference) -> str:
    """Why this test may fail: a requirement that it stands for changed, or an operation that it calls."""
    changed = {one.name: one for one in difference.requirements.changed}
    ids = [difference.ids.get(one, "") for one in suite.requirements(test.name)]
    first = next((changed[i] for i in ids if i in changed), None)
    if first is not None:
        return f"requirement {first.name} changed from “{_short(first.before)}” to “{_short(first.now)}”"
    other = {one.name: "changed" for one in difference.operations.changed} | dict.fromkeys(difference.operations.removed, "is gone")
    called = next((name for name in suite.calls(test, source) if name in other), None)
    return f"it calls {called}, which {other[called]}" if called else ""


def excuse(report: Report, files: Sequence[File], carried: Mapping[str, str]) -> tuple[Report, list[File], list[DroppedTest]]:
    """The report and the files without the old tests that the change contradicts, and which those are."""
    out = {c.name: carried[_plain(c.name)] for c in report.checks if not c.passed and carried.get(_plain(c.name))}
    if not out:
        return report, list(files), []
    names: dict[str, list[str]] = {}
    for name in out:
        path, _, test = _plain(name).partition("::")
        names.setdefault(path, []).append(test)
    left = [cut for file in files if (cut := _cut(file, names.get(file.path, [])))]
    checks = [check for check in report.checks if check.name not in out]
    return report.model_copy(update={"checks": checks}), left, [DroppedTest(test=_plain(n), reason=why) for n, why in out.items()]


def _cut(file: File, names: Sequence[str]) -> File | None:
    """The file less these tests; None when no test is left in it."""
    suite = suite_of(file.path)
    if suite is None or not names:
        return file
    content = suite.without(file.content, names)
    return File(path=file.path, content=content) if suite.read(content) else None


def _plain(name: str) -> str:
    """A test's name without its parameters, which only tests in Python have."""
    return name.partition("[")[0] if ".py::" in name else name


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159].rstrip()}…"


def noted(difference: Difference, carried: Carried) -> Difference:
    """The difference with what became of the old tests so far."""
    return difference.model_copy(update={"tests_kept": carried.kept + len(carried.tests), "tests_dropped": carried.dropped})


def left_out(difference: Difference, dropped: Sequence[DroppedTest]) -> Difference:
    """The difference once these tests were taken out."""
    kept = difference.tests_kept - len(dropped)
    return difference.model_copy(update={"tests_kept": kept, "tests_dropped": [*difference.tests_dropped, *dropped]})
