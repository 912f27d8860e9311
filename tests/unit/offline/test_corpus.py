"""Intents as different people write them, each with what an application for it must answer over HTTP."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from evaluation import catalogue
from shared.adapters.offline.files import code_files, files_of_tests
from shared.adapters.offline.intake import application
from shared.writing.ir import App
from tests.unit.offline.corpus import Case, cases, run

CASES = cases("intents.txt")
#: Applications whose generated tests are run here too: one of each kind.
SOME = ("calculator", "guestbook", "rooms", "clinic")
#: Intents of the evaluation with patterns, with a value out of a list, and with a number that is worked out from an optional one.
OTHERS = ("container-yard", "email-templates", "class-votes", "course-places")
OWN = ("main", "models", "pages", "store")


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Starts an application, or that of an intent, in this process, on an empty database."""

    def started(asked: str | App) -> TestClient:
        app = application(asked) if isinstance(asked, str) else asked
        for path, content in code_files(app).items():
            (tmp_path / path).write_text(content)
        monkeypatch.setenv("QLP_DATA", str(tmp_path / "data"))
        monkeypatch.syspath_prepend(str(tmp_path))
        forget()
        return TestClient(importlib.import_module("main").app, follow_redirects=False)

    yield started
    forget()


def forget() -> None:
    """Closes and forgets the modules of the application before."""
    if "store" in sys.modules:
        sys.modules["store"].db.close()
    for module in OWN:
        sys.modules.pop(module, None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_application_does_what_its_intent_says(case: Case, start: Any) -> None:
    client = start(case.intent)
    known: dict[str, Any] = {}
    failures = [failure for check in case.checks if (failure := run(client, check, known))]
    assert failures == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_requirement_has_a_test_of_its_own(case: Case) -> None:
    app = application(case.intent)
    text = files_of_tests(app)["tests/test_requirements.py"]
    requirements = [endpoint.requirement for endpoint in app.endpoints] + [page.requirement for page in app.pages]
    assert [one for one in requirements if f"def test_{one.lower()}_" not in text] == []


def test_generated_tests_pass_on_the_generated_code(tmp_path: Path) -> None:
    folders = []
    texts = {case.name: case.intent for case in CASES if case.name in SOME}
    texts |= {intent.name: intent.intent for intent in catalogue.load() if intent.name in OTHERS}
    for name, text in texts.items():
        app = application(text)
        for path, content in {**code_files(app), **files_of_tests(app)}.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        folders.append(str(tmp_path / name / "tests"))
    assert len(folders) == len(SOME) + len(OTHERS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--import-mode=importlib",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        *folders,
    ]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:]


def test_data_outlives_a_restart(start: Any) -> None:
    intent = next(case.intent for case in CASES if case.name == "todo")
    client = start(intent)
    made = client.post("/todos", json={"title": "milk"}).json()
    again = start(intent)
    assert again.get("/todos").json() == [made]


@pytest.mark.parametrize(
    "body", ['{"title": "\\ud800"}', '{"title": NaN}', '{"title": 1e999}', "[1]", '"x"', "{", '{"title": null}', '{"title": ["x"]}']
)
def test_a_strange_body_is_refused_and_is_no_crash(body: str, start: Any) -> None:
    client = start(next(case.intent for case in CASES if case.name == "todo"))
    answer = client.post("/todos", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


def test_a_number_that_is_too_large_for_the_database_is_refused(start: Any) -> None:
    client = start(next(case.intent for case in CASES if case.name == "todo"))
    assert client.get(f"/todos/{10**30}").status_code in (404, 422)
