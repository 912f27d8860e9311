"""One validation attempt: the steps in their order, and the report that they make together."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.check.probes import explained, probe
from agent.check.serving import serving
from agent.check.texts import clean
from agent.output import Output
from agent.toolchains.toolchain import Checks, Tested, stands_for
from shared.drops import Check, File, Report
from shared.specification import Plan, Specification
from shared.toolchains import entry_file

_TEST_SECONDS = 120.0
_START_SECONDS = 20.0
_MAX_CHECKS = 300


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked, in which empty folder, and within how many seconds."""

    specification: Specification
    plan: Plan
    files: Sequence[File]
    folder: Path
    seconds: float


async def check(subject: Subject, toolchain: Checks, out: Output) -> Report:
    """The report. Tests and probes run at the same time, each on its own copy of the files."""
    out.thought("Looking at the code without running it.", "info")
    static = [*toolchain.static(subject.files, subject.plan), *toolchain.install(subject.files)]
    _say(out, static, "static checks")
    if not _worth_running(static):
        skipped = [_skipped("tests"), _skipped("start")]
        return Report(checks=[*static, *skipped], packages=toolchain.packages(subject.files))
    out.thought("Running the tests; starting the application and calling it.", "info")
    tested, (probed, served) = await asyncio.gather(_test(subject, toolchain), _serve(subject, toolchain))
    _say(out, tested.checks, "tests")
    _say(out, probed, "probes")
    log = "\n".join(part for part in (tested.log, served) if part)
    checks = [*static, *tested.checks, *probed][:_MAX_CHECKS]
    return Report(
        checks=checks,
        coverage=coverage(subject, tested.passed),
        packages=toolchain.packages(subject.files),
        log=clean(log, subject.folder, 8000),
    )


def _worth_running(static: Sequence[Check]) -> bool:
    """Not when nothing can start: a file that does not parse hides every other failure behind the same message."""
    return not any(check.name.startswith(("entry", "syntax")) and not check.passed for check in static)


def _skipped(part: str) -> Check:
    return Check(name=part, part=part, passed=False, detail="not tried: the code does not parse, or its entry is missing")


def _say(out: Output, checks: Sequence[Check], what: str) -> None:
    passed = sum(check.passed for check in checks)
    out.thought(f"{passed} of {len(checks)} {what} passed.", "info")
    for failed in [check for check in checks if not check.passed][:5]:
        out.thought(f"{failed.name} failed: {failed.detail.strip().splitlines()[-1] if failed.detail.strip() else ''}", "warning")


async def _test(subject: Subject, toolchain: Checks) -> Tested:
    folder = written(subject.files, subject.folder / "tested")
    return await toolchain.test(subject.files, folder, min(_TEST_SECONDS, subject.seconds - 10.0))


async def _serve(subject: Subject, toolchain: Checks) -> tuple[list[Check], str]:
    files = [file for file in subject.files if not file.path.startswith("tests/")]
    folder = written(files, subject.folder / "served")
    seal(folder)
    socket = subject.folder / "s"
    server = toolchain.server(folder, socket, subject.plan)
    async with serving(server, socket, subject.plan.health, min(_START_SECONDS, subject.seconds - 10.0)) as started:
        entry = entry_file(subject.plan.entry, subject.specification.toolchain)
        first = Check(name="start", part="start", passed=started.healthy, detail=clean(started.why, subject.folder), file=entry)
        probed = await probe(socket, subject.specification, subject.plan.health) if started.healthy else []
    return [first, *explained(probed, toolchain.tracebacks(started.log()))], started.log()


def written(files: Sequence[File], folder: Path) -> Path:
    """The folder, with the files in it. Their paths were checked when the drop was read; a file wins over a folder of its name."""
    folder.mkdir()
    for file in files:
        path = folder / file.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.content)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue
    return folder


def seal(folder: Path) -> None:
    """Makes everything in the folder read-only, as it will be when the application is live."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)


def coverage(subject: Subject, passed: Sequence[str]) -> dict[str, list[str]]:
    """Requirement id -> the passed tests that stand for it: by `_r3_` or `R3:` in a test's name, or by a comment or docstring `R3` in it."""
    ids = {requirement.id for requirement in subject.specification.requirements}
    sources = {file.path: file.content for file in subject.files}
    found: dict[str, list[str]] = {}
    for test in passed:
        path, _, name = test.partition("::")
        function = name.rsplit("::", 1)[-1].partition("[")[0]
        for requirement in (stands_for(function) | _marked(sources.get(path, ""), function)) & ids:
            found.setdefault(requirement, []).append(test)
    return {name: tests[:50] for name, tests in sorted(found.items())}


def _marked(source: str, function: str) -> set[str]:
    match = re.search(
        rf"^[ \t]*(?:async )?def {re.escape(function)}\b.*?(?=^(?:async )?def |^class |^@|\Z)", source, re.MULTILINE | re.DOTALL
    )
    comments = re.findall(r'(?:#|"""|\'\'\')([^\n]*)', match[0]) if match else []
    return {name for comment in comments for name in re.findall(r"\bR\d+\b", comment)}
