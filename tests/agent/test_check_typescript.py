"""The check role on an application in TypeScript: built, tested, started and called by the runtime's Node."""

from pathlib import Path
from typing import Any

from shared.adapters.offline import specify
from shared.adapters.offline.files import code_files, files_of_tests
from shared.adapters.offline.intake import application
from shared.drops import Report
from tests.agent.apps import bundle, drop
from tests.agent.jobs import run_job

TEXT = "Build a notes API in TypeScript. POST /notes with a JSON text creates a note (201), GET /notes lists them, DELETE /notes/{id} removes one (204)."


async def checked(folder: Path, changed: dict[str, str]) -> Report:
    app = application(TEXT)
    files = {**code_files(app), **files_of_tests(app)}
    inputs: dict[str, Any] = {
        "specification": specify.specification(app).model_dump(mode="json"),
        "plan": specify.plan(app, code_files(app), files_of_tests(app)).model_dump(mode="json"),
        "files": drop({**files, **changed}),
    }
    report: Report = (await run_job(bundle("check", inputs), folder)).report
    return report


async def test_a_good_application_passes_everything_and_every_requirement_is_covered(tmp_path: Path) -> None:
    report = await checked(tmp_path, {})
    assert [f"{check.name}: {check.detail}" for check in report.checks if not check.passed] == []
    assert set(report.coverage) == {"R1", "R2", "R3", "R4"}
    assert report.packages["node"].startswith("24.")


async def test_packages_and_wrong_syntax_are_found_without_running(tmp_path: Path) -> None:
    report = await checked(
        tmp_path, {"models.ts": 'import x from "express";\nconst a: = 1;\n', "package.json": '{"dependencies": {"express": "5"}}'}
    )
    failed = [check.name for check in report.checks if not check.passed]
    assert {"syntax: models.ts", "imports: models.ts", "install", "tests", "start"} <= set(failed)
