"""What goes into a capsule, and what an approver is told."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from functions.packaging import core, tracing
from shared.capsule import MANIFEST, SBOM
from shared.drops import Check, Drop, File, Report
from shared.events import Inline, ValidationConcluded
from shared.specification import Endpoint, Plan, Requirement, Specification

RUN = "a" * 32
NOTHING = Inline(text="{}")


def accepted(app: str = RUN, report: Report | None = None) -> core.Accepted:
    event = ValidationConcluded(
        id=UUID(int=1),
        tenant="acme",
        run=RUN,
        time=datetime(2026, 1, 1, tzinfo=UTC),
        source="test",
        app=app,
        intent="notes",
        accepted=True,
        attempt=1,
        score=90,
        parts={},
        reason="",
        specification=Specification(title="Notes", requirements=[Requirement(id="R1", text="it answers")]),
        plan=Plan(tasks=[], decisions=["SQLite keeps the notes."]),
        files=NOTHING,
        report=NOTHING,
    )
    covered = Report(coverage={"R1": ["test_r1"]}, packages={"fastapi": "0.1", "Typing_Extensions": "4.0"})
    return core.Accepted(event, Drop(files=[File(path="main.py", content="x"), File(path="docs/data.md", content="y")]), report or covered)


def test_the_same_result_makes_the_same_files_and_none_of_them_names_the_tenant() -> None:
    first = core.capsule_files(accepted())
    assert first == core.capsule_files(accepted())
    assert {"app/main.py", "docs/data.md", "docs/requirements.md", MANIFEST, SBOM} <= set(first)
    assert not any(b"acme" in content for content in first.values())


def test_the_bill_of_materials_names_every_package_with_its_version() -> None:
    sbom = core.capsule_files(accepted())[SBOM].decode()
    assert "pkg:pypi/fastapi@0.1" in sbom
    assert "pkg:pypi/typing-extensions@4.0" in sbom


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (accepted(), []),
        (accepted(app="b" * 32), ["It replaces the live version of its app, and was built from this intent alone."]),
        (accepted(report=Report()), ["No passed test stands for R1."]),
        (
            accepted(report=Report(checks=[Check(name="test_r1", part="tests", passed=False)], coverage={"R1": ["other"]})),
            ["1 of 1 checks failed, the first: test_r1."],
        ),
    ],
    ids=["nothing to say", "it replaces a live version", "a requirement without a test", "a failed check"],
)
def test_an_approver_is_told_what_speaks_against_it(given: core.Accepted, told: list[str]) -> None:
    assert core.risks(given) == told


MAIN = """
router = APIRouter(prefix="/api")

@app.get("/notes/{note_id}")
def one(note_id): ...

@router.post("/users")
def user(): ...
"""
TESTS = """
def test_r2_list(client):
    assert client.get("/notes/1?full=1").status_code == 200

def test_other(client):
    client.post("/api/users", json={})
"""


def test_every_requirement_is_traced_to_the_files_and_passed_tests_that_stand_for_it() -> None:
    specification = Specification(
        title="Notes",
        requirements=[Requirement(id=f"R{n}", text=f"thing | {n}") for n in (1, 2, 3, 4)],
        endpoints=[
            Endpoint(method="POST", path="/api/users", requirements=["R1"]),
            Endpoint(method="DELETE", path="/notes/{id}", requirements=["R3"]),
        ],
    )
    paths = {"main.py": MAIN, "other.py": "x = 1", "tests/test_api.py": TESTS}
    files = [File(path=path, content=content) for path, content in paths.items()]
    found = tracing.traces(specification, files, Report(coverage={"R2": ["tests/test_api.py::test_r2_list[a]"]}))
    assert [(trace.requirement, trace.files, trace.tests) for trace in found] == [
        ("R1", ["main.py"], []),
        ("R2", ["main.py"], ["tests/test_api.py::test_r2_list[a]"]),
        ("R3", [], []),
        ("R4", [], []),
    ]
    assert tracing.untested(found) == ["R1", "R3", "R4"]
    assert "1 of 4 requirements have a passed test. Without one: R1, R3, R4." in tracing.page(found)
    assert r"thing \| 1" in tracing.page(found)


def test_the_manifest_says_which_requirements_have_no_passed_test() -> None:
    files = core.capsule_files(accepted(report=Report()))
    assert json.loads(files[MANIFEST])["untested"] == ["R1"]
    assert b"Without one: R1." in files["docs/traceability.md"]
    assert json.loads(core.capsule_files(accepted())[MANIFEST])["untested"] == []
