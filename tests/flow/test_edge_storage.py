"""The gateway's promises and the projection's on the real storage, where requests at once really meet."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from functions.dashboard.handlers import project
from functions.gateway import handlers, queries
from functions.gateway.core import Principal
from functions.gateway.stream import burst
from shared.adapters.blobs import AzureBlobs
from shared.adapters.memory import MemoryBus, memory_ports
from shared.adapters.tables import AzureTables
from shared.errors import Clash, TooMany
from shared.events import ApprovalDecided, ApprovalRequested, Event, IntentSubmitted, RunAdvanced, ThoughtShared
from shared.lifecycle import RunState
from shared.ports import Ports
from shared.settings import Settings
from shared.tenancy import active_runs

SETTINGS = Settings(max_active_runs=5)
DIGEST = f"sha256:{'a' * 64}"


@pytest.fixture
async def ports(storage: str) -> AsyncIterator[Ports]:
    real = replace(memory_ports(), state=AzureTables(storage), blobs=AzureBlobs(storage))  # type: ignore[arg-type]
    yield real
    await real.blobs.close()
    await real.state.close()


@pytest.fixture
def who() -> Principal:
    return Principal(f"t{uuid4().hex[:20]}", "ada", frozenset({"user", "approver"}))


def event[E: Event](kind: type[E], who: Principal, run: str, **fields: Any) -> E:
    return kind(id=uuid4(), tenant=who.tenant, run=run, time=datetime.now(UTC), source="test", **fields)


def published[E: Event](ports: Ports, kind: type[E]) -> list[E]:
    assert isinstance(ports.bus, MemoryBus)
    return ports.bus.events(kind)


async def test_the_same_key_many_times_at_once_starts_one_run(ports: Ports, who: Principal) -> None:
    intent = handlers.Submission(text="Build a list")
    runs = await asyncio.gather(*(handlers.submit(who, intent, "key", SETTINGS, ports) for _ in range(8)))
    assert len(set(runs)) == 1
    assert len(published(ports, IntentSubmitted)) == 1
    assert len((await queries.runs(who.tenant, 10, None, ports)).cards) == 1
    assert list(await ports.state.scan(active_runs(), f"{who.tenant}|")) == [f"{who.tenant}|{runs[0]}"]


async def test_as_many_runs_as_allowed_come_in_at_once_and_no_more(ports: Ports, who: Principal) -> None:
    intent = handlers.Submission(text="Build a list")
    outcomes = await asyncio.gather(*(handlers.submit(who, intent, None, SETTINGS, ports) for _ in range(30)), return_exceptions=True)
    started = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert all(isinstance(outcome, str | TooMany) for outcome in outcomes)
    assert len(started) == 5
    assert len(await ports.state.scan(active_runs(), f"{who.tenant}|")) == len(started) == len(published(ports, IntentSubmitted))


async def test_of_many_approvals_at_once_one_counts(ports: Ports, who: Principal) -> None:
    run = await handlers.submit(who, handlers.Submission(text="Build a list"), None, SETTINGS, ports)
    asked = event(ApprovalRequested, who, run, digest=DIGEST, score=90, risks=[], expires=datetime.now(UTC) + timedelta(hours=1))
    await project([asked], ports)
    await project([event(RunAdvanced, who, run, state=RunState.AWAITING_APPROVAL, revision=1)], ports)
    decisions = (handlers.decide(who, run, "approve" if n % 2 else "reject", "", None, ports) for n in range(8))
    outcomes = await asyncio.gather(*decisions, return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Clash) for outcome in outcomes) == 7
    assert len(published(ports, ApprovalDecided)) == 1


async def test_topics_that_meet_in_one_run_leave_no_hole_in_its_timeline(ports: Ports, who: Principal) -> None:
    run = await handlers.submit(who, handlers.Submission(text="Build a list"), None, SETTINGS, ports)
    thoughts = [event(ThoughtShared, who, run, task=f"t{n % 3}", role="codegen", text=str(n)) for n in range(30)]
    await asyncio.gather(
        *(project(thoughts[n : n + 5], ports) for n in range(0, 30, 5)), *(project(thoughts[n : n + 2], ports) for n in range(0, 30, 7))
    )
    entries = await queries.timeline(who.tenant, run, 0, 100, ports)
    assert [entry.seq for entry in entries] == list(range(1, 31))
    assert sorted(int(entry.data["text"]) for entry in entries) == list(range(30))
    assert (await burst(who.tenant, run, 28, 0, ports)).count("id: ") == 2
