"""The outbox on real storage and a real broker."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.adapters.blobs import AzureBlobs
from shared.adapters.clock import SystemClock
from shared.adapters.kafka import KafkaBus
from shared.adapters.memory import MemoryBus, memory_ports
from shared.adapters.tables import AzureTables
from shared.consume import Delivery, consume, each
from shared.errors import Conflict
from shared.events import CancellationRequested
from shared.outbox import commit, relay, replay, settle
from shared.ports import Ports, Write
from shared.settings import Settings
from shared.tenancy import Partition, run_state


@pytest.fixture
async def real(broker: str, storage: str) -> AsyncIterator[Ports]:
    twins = memory_ports()
    bus = KafkaBus(Settings(kafka_brokers=broker))
    ports = Ports(bus, AzureTables(storage), AzureBlobs(storage), twins.jobs, twins.target, twins.signer, SystemClock())
    yield ports
    await settle(ports)
    for port in (ports.bus, ports.state, ports.blobs):
        await port.close()


def requested(reason: str = "") -> CancellationRequested:
    run = uuid4().hex
    return CancellationRequested(id=uuid4(), tenant="t1", run=run, time=datetime.now(UTC), source="test", by="ada", reason=reason)


def home(event: CancellationRequested) -> Partition:
    return run_state(event.tenant, event.run)


async def test_a_commit_of_all_kinds_is_done_once_and_relayed_by_nobody_else(real: Ports, storage: str) -> None:
    told = requested("x" * 100_000)
    for expected in (True, False):
        assert await commit(real, home(told), [Write("doc", "1")], [told], once=["done|c|1"]) is expected
    await settle(real)
    other = replace(real, state=AzureTables(storage))
    assert await relay(other, home(told), 0) == 0
    await other.state.close()
    with pytest.raises(Conflict):
        await commit(real, home(told), [Write("doc", "1")])


async def test_an_entry_that_was_never_published_is_relayed_and_arrives_whole(real: Ports) -> None:
    told, away = requested("x" * 100_000), MemoryBus()
    away.down = True
    assert await commit(replace(real, bus=away), home(told), [], [told])
    away.down = False
    assert await relay(replace(real, bus=away), home(told), 0) == 1
    assert await replay(replace(real, bus=away), home(told)) == 1
    handled: list[CancellationRequested] = []

    async def handle(event: CancellationRequested, _ports: Ports) -> None:
        handled.append(event)

    deliveries = [Delivery(m.topic, 0, n, m.key, m.value) for n, m in enumerate(away.messages)]
    await consume("tested", deliveries, each({CancellationRequested: handle}), real)
    assert handled == [told, told]


async def test_of_many_processes_that_handle_one_cause_one_does_it(real: Ports) -> None:
    told = requested()
    answers = await asyncio.gather(*(commit(real, home(told), [Write(f"doc|{n}", "1")], [told], once=["done|c|1"]) for n in range(8)))
    assert sorted(answers) == [False] * 7 + [True]
    assert len(await real.state.scan(home(told), "doc|")) == 1
