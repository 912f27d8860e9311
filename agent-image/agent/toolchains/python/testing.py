"""Runs a generated application's tests with pytest in a process of its own, and reads what each of them did."""

import sys
from collections.abc import Sequence
from pathlib import Path

from agent.check import processes
from agent.check.telling import told
from agent.check.texts import clean
from agent.toolchains.python.launching import environment
from agent.toolchains.toolchain import Tested
from shared.drops import Check, File

_PLUGIN = Path(__file__).resolve().parent / "plugin"
_MOST_TESTS = 250
_OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "anyio.pytest_plugin", "-p", "qlp_reporter", "--tb=short", "--no-header", "--maxfail=40"]


async def test(files: Sequence[File], folder: Path, seconds: float) -> Tested:
    """Each test's outcome. What hangs is ended at the deadline; what was told before that counts."""
    home = folder.with_name("tested-home")
    home.mkdir()
    lines = folder.with_name("tests.jsonl")
    lines.touch()
    settings = folder.with_name("pytest.ini")
    settings.write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", *_OPTIONS, "-c", str(settings), "--rootdir", str(folder), "tests"]
    surroundings = {**environment(home, folder, _PLUGIN), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "QLP_REPORT": str(lines)}
    if not any(file.path.startswith("tests/") for file in files):
        return Tested([Check(name="tests", part="tests", passed=False, detail="there are no tests")], [], "")
    ended = await processes.finish(command, folder, surroundings, folder.with_name("tests.log"), seconds)
    checks, passed = _outcome(lines, folder)
    if ended.code is None:
        checks.append(_failed("tests in time", f"the tests were still running after {seconds:.0f} s; {_last_started(lines)}"))
    elif not checks or (ended.code not in (0, 1) and all(check.passed for check in checks)):
        checks.append(
            _failed("tests", f"pytest ended with code {ended.code} and ran no test to its end.\n{clean(ended.output, folder, 1500)}")
        )
    return Tested(checks, passed, clean(ended.output, folder, 4000))


def _failed(name: str, detail: str, file: str | None = None) -> Check:
    return Check(name=name, part="tests", passed=False, detail=detail, file=file)


def _outcome(lines: Path, folder: Path) -> tuple[list[Check], list[str]]:
    """A check for each test that ended, failed where any phase of it failed; and the names of those that passed."""
    outcomes: dict[str, Check] = {}
    for document in told(lines):
        name, outcome = clean(document["test"], folder, 200), document.get("outcome")
        if outcome not in ("passed", "failed") or (name in outcomes and not outcomes[name].passed) or len(outcomes) >= _MOST_TESTS:
            continue
        detail = "" if outcome == "passed" else clean(str(document.get("detail", "")), folder, 1800)
        outcomes[name] = Check(name=name, part="tests", passed=outcome == "passed", detail=detail, file=name.partition("::")[0])
    return list(outcomes.values()), [name for name, check in outcomes.items() if check.passed]


def _last_started(lines: Path) -> str:
    started = [document["test"] for document in told(lines) if document.get("outcome") == "started"]
    return f"the last one was {started[-1][:200]}" if started else "none had started: importing them did not end"
