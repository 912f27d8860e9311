"""Tests that follow from the specification hold for a right application and fail for a wrong one."""

from pathlib import Path

from agent import deriving

from shared.job_protocol import Bundle
from tests.agent.apps import GOOD, bundle, to_check
from tests.agent.jobs import run_job


def derived() -> dict[str, str]:
    return {file.path: file.content for file in deriving.tests(Bundle.model_validate(bundle("testgen"))).files}


def test_they_are_named_after_their_requirements_and_use_the_users_example() -> None:
    intent = {"text": 'POST /notes {"text": "milk"} makes a note. 404 for unknown ones.'}
    (module, _) = deriving.tests(Bundle.model_validate(bundle("testgen", {"intent": intent}))).files
    assert "def test_r1_post_notes_answers(client):" in module.content
    assert "{'text': 'milk'}" in module.content


async def test_a_right_application_passes_and_a_wrong_status_fails(tmp_path: Path) -> None:
    (tmp_path / "right").mkdir()
    (tmp_path / "wrong").mkdir()
    right = await run_job(to_check(dict(derived())), tmp_path / "right")
    assert [check.name for check in right.report.checks if not check.passed] == []
    assert right.report.coverage.keys() == {"R1", "R2", "R3"}
    wrong = await run_job(
        to_check({**derived(), "main.py": GOOD["main.py"].replace("status_code=201", "status_code=200")}), tmp_path / "wrong"
    )
    assert any("post_notes" in check.name for check in wrong.report.checks if not check.passed)


def test_examples_with_placeholders_are_filled_in() -> None:
    filled = {
        '{"a": number, "op": "add" | "divide"}': {"a": 2, "op": "add"},
        '{"url": "...", "open": true|false, "name": text}': {"url": "text", "open": True, "name": "text"},
        '{"from_id", "to_id"}': None,
    }
    assert {text: deriving._example(text) for text in filled} == filled
