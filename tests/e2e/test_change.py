"""A live app is changed: its data stay, what the change does not touch is not made again, and questions are asked only where it matters."""

import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import QLP, ROOT, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

TODOS = (
    "Build a to-do list REST API. POST /todos with a JSON title (1 to 20 characters) creates one (201), GET /todos lists them, "
    "GET /todos/{id} returns one or 404, DELETE /todos/{id} removes one (204)."
)


def tasks(shown: dict[str, Any]) -> dict[str, str | None]:
    """Task -> the run that it was reused from."""
    return {task["task"]: task["reused_from"] for task in shown["tasks"]}


def test_a_change_keeps_the_data_and_what_it_does_not_touch(stack: Stack, tmp_path: Path) -> None:
    first = stack.answer("run", TODOS, "--yes")
    assert first["status"] == "live", first["reason"]
    old = httpx.post(f"{first['live_url']}/todos", json={"title": "milk"}, timeout=10).json()

    second = stack.answer("change", first["run_id"], "add due dates to my to-dos", "--yes")
    assert second["status"] == "live", second["reason"]
    assert second["score"] >= 90
    with httpx.Client(base_url=second["live_url"], timeout=10) as app:
        assert app.get(f"/todos/{old['id']}").json()["title"] == "milk"
        dated = app.post("/todos", json={"title": "bread", "due_date": "2030-12-31"})
        assert (dated.status_code, dated.json()["due_date"]) == (201, "2030-12-31")
        assert app.post("/todos", json={"title": "bread", "due_date": "soon"}).status_code == 422
        assert [todo["title"] for todo in app.get("/todos").json()] == ["milk", "bread"]

    shown = stack.answer("show", second["run_id"])
    assert tasks(shown)["code"] == first["run_id"]
    assert tasks(shown)["storage"] is None
    assert shown["difference"]["data"]["added"] == ["todo.due_date"]
    assert (shown["difference"]["tests_dropped"], shown["difference"]["requirements"]["removed"]) == ([], [])
    assert shown["app"] == first["run_id"]
    capsule = tmp_path / "changed.qlcapsule"
    stack.answer("capsule", "get", second["run_id"], "-o", str(capsule))
    with zipfile.ZipFile(capsule) as files:
        assert "`todo.due_date` is new" in files.read("docs/changes.md").decode()
        assert first["run_id"] in files.read("manifest.json").decode()

    replaced = stack.qlp("change", first["run_id"], "add tags to my to-dos", "--json")
    assert replaced.returncode != 0
    assert second["run_id"] in replaced.stdout

    # A change of the change, which contradicts a test of the first version.
    third = stack.answer("change", second["run_id"], "titles may have at most 40 characters", "--yes")
    assert third["status"] == "live", third["reason"]
    with httpx.Client(base_url=third["live_url"], timeout=10) as app:
        assert app.post("/todos", json={"title": "x" * 40, "due_date": "2030-12-31"}).status_code == 201
        assert app.post("/todos", json={"title": "x" * 41}).status_code == 422
        assert len(app.get("/todos").json()) == 3
    dropped = stack.answer("show", third["run_id"])["difference"]["tests_dropped"]
    assert dropped
    assert all("changed from" in one["reason"] or "calls" in one["reason"] for one in dropped)


def test_a_change_that_nobody_understands_is_refused_with_its_sentence_and_the_app_stays(stack: Stack) -> None:
    first = stack.answer("run", TODOS, "--yes")
    refused = stack.qlp("change", first["run_id"], "Add due dates to my to-dos. Make everything nicer.", "--yes", "--json")
    assert refused.returncode != 0
    assert "Make everything nicer" in refused.stdout
    assert httpx.get(f"{first['live_url']}/todos", timeout=10).status_code == 200
    again = stack.answer("change", first["run_id"], "add due dates to my to-dos", "--yes")
    assert again["status"] == "live", again["reason"]


def test_questions_wait_for_answers_and_the_answers_are_built(stack: Stack) -> None:
    run = stack.answer("submit", "I want to manage books.", "--ask")["run_id"]
    asking = stack.until(run, "clarifying")
    assert asking["status"] == "clarifying", asking["reason"]
    (question,) = asking["questions"]
    assert "book" in question
    assert stack.qlp("answer", run, "a title (required), an author and a year (integer)").returncode == 0
    waiting = stack.until(run, "awaiting_approval")
    assert waiting["status"] == "awaiting_approval", waiting["reason"]
    assert {p["name"] for e in waiting["specification"]["entities"] for p in e["properties"]} >= {"title", "author", "year"}
    stack.answer("approve", run)
    live = stack.until(run, "live")
    made = httpx.post(f"{live['live_url']}/books", json={"title": "Emma", "author": "Austen", "year": 1815}, timeout=10)
    assert (made.status_code, made.json()["year"]) == (201, 1815)


def test_in_a_terminal_questions_are_answered_where_they_are_asked(stack: Stack) -> None:
    ours, theirs = os.openpty()
    command = [QLP, "run", "I want to manage books.", "--ask", "--yes"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**stack.environment, "TERM": "dumb"}, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        try:
            said = _until(ours, "only a name")
            os.write(ours, b"a title (required) and an author\n")
            said = _until(ours, "Live at http")
        finally:
            process.terminate()
            os.close(ours)
    assert "Live at http" in said


def _until(terminal: int, text: str) -> str:
    """What the terminal shows, up to this text or to the program's end."""
    shown = ""
    while text not in shown:
        try:
            shown += os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            break
    return shown


def test_a_clear_intent_raises_no_question_and_an_unclear_one_says_what_it_assumes(stack: Stack) -> None:
    clear = stack.answer("run", TODOS, "--ask", "--yes")
    assert clear["status"] == "live", clear["reason"]
    unclear = stack.answer("submit", "I want to manage books.")["run_id"]
    assert stack.until(unclear, "awaiting_approval")["status"] == "awaiting_approval"
    assert "assumes: A book has a name" in " ".join(stack.qlp("show", unclear).stdout.split())
    assert stack.qlp("reject", unclear, "--reason", "enough").returncode == 0
