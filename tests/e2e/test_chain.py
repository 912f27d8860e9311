"""From an intent to a live app through the real stack, as a person goes that way."""

import json
import os
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import QLP, ROOT, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

TODOS = (
    "Build a to-do list REST API. POST /todos with a JSON title creates one (201), GET /todos lists them, "
    "GET /todos/{id} returns one or 404, DELETE /todos/{id} removes one (204)."
)
BOOKS = "I need a service that keeps books. A book has a title (required), an author and a year (integer). Searching by author must be possible."


def test_an_intent_becomes_a_live_app_that_does_what_the_intent_says(stack: Stack, tmp_path: Path) -> None:
    run = stack.answer("run", TODOS, "--yes")
    assert run["status"] == "live", run["reason"]
    assert run["score"] >= 90
    with httpx.Client(base_url=run["live_url"], timeout=10) as app:
        created = app.post("/todos", json={"title": "milk"})
        assert created.status_code == 201
        todo = created.json()["id"]
        assert [item["title"] for item in app.get("/todos").json()] == ["milk"]
        assert app.get(f"/todos/{todo}").json()["title"] == "milk"
        assert app.post("/todos", json={}).status_code == 422
        assert app.delete(f"/todos/{todo}").status_code == 204
        assert app.get(f"/todos/{todo}").status_code == 404

    capsule = tmp_path / "todo.qlcapsule"
    stack.answer("capsule", "get", run["run_id"], "-o", str(capsule))
    assert stack.qlp("capsule", "verify", str(capsule)).returncode == 0
    changed = bytearray(capsule.read_bytes())
    changed[len(changed) // 2] ^= 1
    capsule.write_bytes(changed)
    spoiled = stack.qlp("capsule", "verify", str(capsule))
    assert spoiled.returncode != 0
    assert "Traceback" not in spoiled.stderr


def test_nothing_goes_live_before_a_person_approves_and_nobody_decides_twice(stack: Stack) -> None:
    run = stack.answer("submit", BOOKS)["run_id"]
    waiting = stack.until(run, "awaiting_approval")
    assert (waiting["status"], waiting["live_url"]) == ("awaiting_approval", None), waiting["reason"]
    assert stack.qlp("reject", run, "--reason", "not now").returncode == 0
    rejected = stack.until(run, "rejected")
    assert (rejected["status"], rejected["reason"]) == ("rejected", "rejected by local-user: not now")
    again = stack.qlp("approve", run)
    assert again.returncode != 0
    assert "Traceback" not in again.stdout + again.stderr


@pytest.mark.parametrize("victim", ["host", "broker", "storage"])
def test_a_run_survives_the_death_of_a_process_in_the_middle(stack: Stack, victim: str) -> None:
    run = stack.answer("submit", BOOKS)["run_id"]
    stack.until(run, "building")
    os.kill(stack.pid(victim), signal.SIGKILL)
    waiting = stack.until(run, "awaiting_approval", timeout=180)
    assert waiting["status"] == "awaiting_approval", waiting["reason"]
    assert stack.qlp("approve", run).returncode == 0
    shown = stack.until(run, "live")
    assert shown["status"] == "live", shown["reason"]
    created = httpx.post(f"{shown['live_url']}/books", json={"title": "Emma", "author": "Austen", "year": 1815}, timeout=10)
    assert created.status_code == 201


def test_an_intent_that_the_offline_model_cannot_build_fails_soon_and_says_why(stack: Stack) -> None:
    run = stack.qlp("run", "Train a neural network that recognises birds in photographs.", "--yes", "--json")
    assert run.returncode != 0
    told = json.loads(run.stdout)
    assert told["status"] == "failed"
    assert "OPENAI_BASE_URL" in told["reason"]


def test_without_a_terminal_run_says_how_to_approve(stack: Stack) -> None:
    environment = stack.environment
    with subprocess.Popen(
        [QLP, "run", BOOKS],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            told = next((line for line in process.stdout if "qlp approve" in line), "")
            assert "qlp approve" in told
        finally:
            process.terminate()
