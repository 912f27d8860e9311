"""The orchestrator's handlers on the real storage: what the memory twin promises holds there too."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from functions.orchestrator.handlers import fold
from functions.orchestrator.sweep import sweep
from shared import outbox
from shared.adapters.blobs import AzureBlobs
from shared.adapters.memory import MemoryBus, memory_ports
from shared.adapters.tables import AzureTables
from shared.claim_check import unpack
from shared.consume import Delivery, consume
from shared.events import Event, RunAdvanced, TaskDispatched, ValidationRequested, to_wire
from shared.lifecycle import RunState
from shared.ports import Ports, Write
from shared.tenancy import active_runs
from tests.unit.orchestrator.world import TENANT, after_validation, concluded, dropped, planned, specified, submitted, task


@pytest.fixture
async def ports(storage: str) -> AsyncIterator[Ports]:
    state, blobs = AzureTables(storage), AzureBlobs(storage)
    whole = replace(memory_ports(), state=state, blobs=blobs)  # type: ignore[arg-type]
    try:
        yield whole
        await outbox.settle(whole)
    finally:
        await asyncio.gather(state.close(), blobs.close())


async def said[E: Event](ports: Ports, kind: type[E]) -> list[E]:
    assert isinstance(ports.bus, MemoryBus)
    events = [await unpack(message.value, ports.blobs) for message in ports.bus.messages]
    return [event for event in events if isinstance(event, kind)]


def of(run: str, *events: Event) -> list[Event]:
    return [event.model_copy(update={"run": run, "id": uuid4()}) for event in events]


async def test_a_run_goes_from_its_intent_to_live_while_processes_compete_for_it(ports: Ports) -> None:
    run = uuid4().hex
    entry = f"{TENANT}|{run}"
    await ports.state.commit(active_runs(), [Write(entry, "{}")])
    tasks = [task(f"t{n}") for n in range(12)]
    last = task("last", *(one.id for one in tasks))
    for event in of(run, submitted(text="Build a to-do list. " * 200), specified(), planned(*tasks, last)):
        await fold([event], ports)
    drops = of(run, *(dropped(one.id) for one in tasks))
    batches = [[Delivery("drops", 0, n, run, to_wire(drop))] for n, drop in enumerate(drops)]
    await asyncio.gather(*(consume("orchestrator", batch, fold, ports) for batch in batches[:4]))
    await asyncio.gather(*(consume("orchestrator", batch, fold, ports) for batch in batches))
    assert [one.task for one in await said(ports, TaskDispatched)].count("last") == 1
    await fold(of(run, dropped("last")), ports)
    assert len((await said(ports, ValidationRequested))[0].drops) == 13
    await fold(of(run, concluded(), *after_validation()), ports)
    told = await said(ports, RunAdvanced)
    assert told[-1].state is RunState.LIVE
    assert sorted(one.revision for one in told) == list(range(1, len(told) + 1))
    assert entry not in await ports.state.scan(active_runs())
    await sweep(ports)
