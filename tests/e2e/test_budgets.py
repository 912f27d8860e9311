"""Budgets, estimates, a model per role and stored answers, through the whole stack and the command line."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.capsule import read_manifest, unpack
from tests.e2e.conftest import Stack
from tests.e2e.test_models import INTENT, script
from tests.scripted_model import Scripted, role_of, scripted_model

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PRICES = {"scripted": {"prompt": 100.0, "completion": 100.0}, "big": {"prompt": 200.0, "completion": 200.0}}


@asynccontextmanager
async def priced(home: Path) -> AsyncIterator[tuple[Stack, Scripted]]:
    """A stack whose model costs money, and more for code."""
    async with scripted_model(script()) as served:
        named = {"OPENAI_BASE_URL": served.url, "QLP_MODEL": "scripted", "QLP_MODEL_CODEGEN": "big", "QLP_MODEL_EFFORT": "high"}
        stack = Stack(home, {**named, "QLP_MODEL_PRICES": json.dumps(PRICES)})
        try:
            await asyncio.to_thread(stack.up)
            yield stack, served
        finally:
            await asyncio.to_thread(stack.down)


async def test_a_run_is_estimated_pauses_at_its_cap_goes_on_when_raised_and_the_same_intent_again_costs_nothing(tmp_path: Path) -> None:
    async with priced(tmp_path / "home") as (stack, served):
        run = (await asyncio.to_thread(stack.answer, "submit", INTENT, "--money", "2.5"))["run_id"]
        paused = await asyncio.to_thread(stack.until, run, "paused")
        assert paused["status"] == "paused", stack.logs()
        assert "may cost 3.6, and of 2.5 in money" in paused["reason"]
        assert paused["estimate"]["tokens"] > 50_000
        assert paused["estimate"]["money"] > 5
        assert paused["spending"]["tokens_spent"] == 36
        assert {role_of(question): question["model"] for question in served.asked} == {"requirements": "scripted", "architect": "scripted"}
        await asyncio.to_thread(stack.answer, "budget", run, "--money", "100")
        ended = json.loads((await asyncio.to_thread(stack.qlp, "watch", run, "--yes", "--json", timeout=150)).stdout)
        assert ended["status"] == "live", f"{ended['reason']}\n{stack.logs()}"
        assert {question["model"] for question in served.asked if role_of(question) == "codegen"} == {"big"}
        shown = await asyncio.to_thread(stack.answer, "show", run)
        assert shown["spending"]["money_reserved"] == 0
        assert shown["spending"]["tokens_spent"] == shown["tokens"] > 36
        assert 0 < shown["spending"]["money_spent"] < 1

        asked = len(served.asked)
        again = json.loads((await asyncio.to_thread(stack.qlp, "run", INTENT, "--yes", "--json", timeout=150)).stdout)
        assert (again["status"], again["tokens"]) == ("live", 0), f"{again['reason']}\n{stack.logs()}"
        assert len(served.asked) == asked
        drops = (await asyncio.to_thread(stack.answer, "drops", again["run_id"]))["drops"]
        assert sum(drop["usage"]["cached"] for drop in drops) >= 4

        file = tmp_path / "app.qlcapsule"
        await asyncio.to_thread(stack.answer, "capsule", "get", again["run_id"], "-o", str(file))
        manifest = read_manifest(unpack(file.read_bytes()))
        assert {"requirements", "architect", "python/codegen", "python/testgen"} <= manifest.prompts.keys()
        assert "docs/traceability.md" in manifest.files
