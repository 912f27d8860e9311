"""Runs a generated application's tests with Node's own runner, and reads what each of them did."""

from collections.abc import Sequence
from pathlib import Path

from agent.check import processes
from agent.check.telling import told
from agent.check.texts import clean
from agent.toolchains.toolchain import Tested
from agent.toolchains.typescript.launching import environment, program
from shared.drops import Check, File

_REPORTER = Path(__file__).resolve().with_name("reporter.mjs")
_MOST_TESTS = 250


async def test(files: Sequence[File], folder: Path, seconds: float) -> Tested:
    """Each test's outcome. What hangs is ended at the deadline; what was told before that counts."""
    modules = sorted(file.path for file in files if file.path.startswith("tests/") and file.path.endswith(".test.ts"))
    if not modules:
        return Tested([_failed("tests", "there are no tests")], [], "")
    home, lines = folder.with_name("tested-home"), folder.with_name("tests.jsonl")
    home.mkdir()
    lines.touch()
    options = ["--test", "--test-concurrency=1", "--test-timeout=20000", "--disable-warning=ExperimentalWarning"]
    reporting = [f"--test-reporter={_REPORTER}", f"--test-reporter-destination={lines}"]
    command = [program(), *options, *reporting, *modules]
    ended = await processes.finish(command, folder, environment(home), folder.with_name("tests.log"), seconds)
    checks = _outcome(lines, folder)
    if ended.code is None:
        checks.append(_failed("tests in time", f"the tests were still running after {seconds:.0f} s"))
    elif not checks:
        checks.append(_failed("tests", f"no test ran to its end.\n{clean(ended.output, folder, 1500)}"))
    return Tested(checks, [check.name for check in checks if check.passed], clean(ended.output, folder, 4000))


def _failed(name: str, detail: str) -> Check:
    return Check(name=name, part="tests", passed=False, detail=detail)


def _outcome(lines: Path, folder: Path) -> list[Check]:
    """A check for each test that ended, failed where a test of that name in that file did."""
    found: dict[str, Check] = {}
    for document in told(lines):
        file, outcome = clean(str(document.get("file", "")), folder, 200), document.get("outcome")
        name = f"{file}::{clean(document['test'], folder, 200)}"
        if outcome not in ("passed", "failed") or (name in found and not found[name].passed) or len(found) >= _MOST_TESTS:
            continue
        detail = "" if outcome == "passed" else clean(str(document.get("detail", "")), folder, 1800)
        found[name] = Check(name=name, part="tests", passed=outcome == "passed", detail=detail, file=file)
    return list(found.values())
