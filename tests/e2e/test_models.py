"""Runs with a model behind an OpenAI-compatible server, through the whole stack: repaired where it is wrong, ended where it cannot go on."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.agent import typescript_apps
from tests.agent.apps import MAIN, SPECIFICATION, TESTS
from tests.e2e.conftest import Stack
from tests.scripted_model import Answer, Fails, Scripted, scripted_model

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

INTENT = "Keep notes: POST /notes with a text creates one (201), GET /notes lists them, GET /notes/{id} answers 404 for an unknown one."
WRONG = MAIN.replace("return notes.list()", "return []")
PLAN = {
    "tasks": [
        {"id": "code", "role": "codegen", "goal": "the service", "writes": ["main.py"]},
        {"id": "tests", "role": "testgen", "goal": "its tests", "writes": ["tests/test_api.py"]},
    ]
}


def script(**more: list[Answer]) -> dict[str, list[Answer]]:
    """A model that writes wrong code first, and the right one when it is told what failed."""
    told: dict[str, list[Answer]] = {
        "requirements": [json.dumps(SPECIFICATION)],
        "architect": [json.dumps(PLAN)],
        "codegen": [f"```python\n{WRONG}```"],
        "testgen": [f"```python\n{TESTS}```"],
        "critic": ['{"ok": true, "problems": []}'],
        "fixer": [f"The list is always empty.\n\nmain.py\n```python\n{MAIN}```"],
        "*": ["{}"],
    }
    return told | more


@asynccontextmanager
async def stack_with(answers: dict[str, list[Answer]], home: Path) -> AsyncIterator[tuple[Stack, Scripted]]:
    """A stack of its own whose model gives these answers."""
    async with scripted_model(answers) as served:
        settings = {"OPENAI_BASE_URL": served.url, "OPENAI_API_KEY": "secret-key", "QLP_MODEL": "scripted", "QLP_MODEL_EFFORT": "high"}
        stack = Stack(home, {**settings, "QLP_MODEL_PATIENCE": "5"})
        try:
            await asyncio.to_thread(stack.up)
            yield stack, served
        finally:
            await asyncio.to_thread(stack.down)


async def run(stack: Stack, intent: str = INTENT) -> dict[str, Any]:
    done = await asyncio.to_thread(stack.qlp, "run", intent, "--yes", "--json", timeout=150)
    assert done.stdout, done.stderr + stack.logs()
    return dict(json.loads(done.stdout))


async def test_wrong_code_is_found_repaired_and_the_repaired_app_goes_live(tmp_path: Path) -> None:
    async with stack_with(script(), tmp_path) as (stack, served):
        ended = await run(stack)
        assert ended["status"] == "live", f"{ended['reason']}\n{stack.logs()}"
        assert ended["tokens"] > 0
        assert served.turns["fixer"] == 0
        assert {headers["authorization"] for headers in served.headers} == {"Bearer secret-key"}
        tasks = {task["task"]: task["state"] for task in (await asyncio.to_thread(stack.answer, "show", ended["run_id"]))["tasks"]}
        assert {tasks["check-1"], tasks["fix-1"], tasks["check-2"]} == {"done"}
        async with httpx.AsyncClient(base_url=ended["live_url"], timeout=10) as app:
            assert (await app.post("/notes", json={"text": "milk"})).status_code == 201
            assert [note["text"] for note in (await app.get("/notes")).json()] == ["milk"]


async def test_an_intent_in_typescript_is_asked_for_in_typescript_repaired_and_live(tmp_path: Path) -> None:
    wrong = typescript_apps.CODE.replace("notes.list()", "[]")
    answers: dict[str, list[Answer]] = {
        "requirements": [typescript_apps.SPECIFIED],
        "architect": [typescript_apps.PLANNED],
        "codegen": [typescript_apps.fenced(MAIN, "python"), typescript_apps.fenced(wrong)],
        "testgen": [typescript_apps.fenced(typescript_apps.TESTS)],
        "fixer": [f"main.ts\n{typescript_apps.fenced(typescript_apps.CODE)}"],
    }
    async with stack_with(script(**answers), tmp_path) as (stack, _):
        ended = await run(stack, typescript_apps.TEXT)
        assert ended["status"] == "live", f"{ended['reason']}\n{stack.logs()}"
        async with httpx.AsyncClient(base_url=ended["live_url"], timeout=10) as app:
            assert (await app.post("/notes", json={"text": "milk"})).status_code == 201
            assert (await app.post("/notes", json={"text": "milk"})).status_code == 409
            assert [note["text"] for note in (await app.get("/notes")).json()] == ["milk"]
        capsule = tmp_path / "notes.qlcapsule"
        await asyncio.to_thread(stack.answer, "capsule", "get", ended["run_id"], "-o", str(capsule))
        with zipfile.ZipFile(capsule) as files:
            manifest = json.loads(files.read("manifest.json"))
        assert manifest["toolchain"] == "typescript"
        assert {"typescript/codegen", "typescript/testgen", "typescript/fixer"} <= manifest["prompts"].keys()


async def test_a_model_that_stays_down_or_talks_nonsense_fails_the_run_with_the_reason_and_the_stack_stays_well(tmp_path: Path) -> None:
    script_ = script(requirements=[Fails(429, {"retry-after": "1"}), *[Fails(500)] * 40])
    async with stack_with(script_, tmp_path) as (stack, served):
        down = await run(stack)
        assert (down["status"], "HTTP 500" in down["reason"]) == ("failed", True), down["reason"]
        served.script = script(requirements=["I would rather talk about the weather."])
        nonsense = await run(stack)
        assert nonsense["status"] == "failed"
        assert nonsense["reason"]
        processes = (await asyncio.to_thread(stack.answer, "status"))["processes"]
        assert all(process["healthy"] and process["restarts"] == 0 for process in processes)
