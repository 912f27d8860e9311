"""QLP's own overhead for each task: a layered DAG of no-op tasks through the real orchestrator, broker and storage.

Every transition is durable before its messages leave (state and outbox in one transaction of Table storage). The workers are in this
process and only compute. Timed: from publishing the plan to holding the last layer's results. Prints one JSON line.

It joins the other engines' scripts where their `common.py` lies beside it (QLP_ROOT then says where QLP is), and runs alone too.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(os.environ.get("QLP_ROOT") or Path(__file__).resolve().parent.parent)
sys.path[:0] = [str(ROOT)]
os.environ |= {"QLP_MAX_PLAN_TASKS": "10000", "QLP_RUN_TOKEN_BUDGET": "1000000000"}
BEGAN = time.perf_counter()

from aiokafka import AIOKafkaConsumer, TopicPartition  # noqa: E402

from functions.orchestrator.handlers import fold  # noqa: E402
from local.stack import broker as brokers  # noqa: E402
from local.stack import storage as storages  # noqa: E402
from local.stack.ports import free_port  # noqa: E402
from local.stack.service import Service, ready, start, stop  # noqa: E402
from shared import outbox  # noqa: E402
from shared.adapters.blobs import AzureBlobs  # noqa: E402
from shared.adapters.clock import SystemClock  # noqa: E402
from shared.adapters.kafka import KafkaBus  # noqa: E402
from shared.adapters.memory import MemoryBus, MemoryJobs, MemorySigner, MemoryTarget  # noqa: E402
from shared.adapters.tables import AzureTables  # noqa: E402
from shared.claim_check import pack, unpack  # noqa: E402
from shared.consume import Delivery, consume  # noqa: E402
from shared.events import (  # noqa: E402
    DropPublished,
    Event,
    Inline,
    IntentSpecified,
    IntentSubmitted,
    TaskDispatched,
    Topic,
    ValidationRequested,
    derived_id,
    parse,
)
from shared.events.envelope import follow  # noqa: E402
from shared.ports import Message, Ports  # noqa: E402
from shared.settings import Settings  # noqa: E402
from shared.specification import Plan, PlannedTask, Specification  # noqa: E402
from shared.tenancy import new_run_id  # noqa: E402

M = 1_000_003
TENANT = "bench"
#: Milliseconds that the broker may hold a fetch; the embedded broker looks for new records at half that time.
WAIT = 4


# --- the work (the same as in the other engines' common.py) ---


def parents(layer: int, place: int, width: int) -> list[int]:
    """The tasks of the previous layer that a task needs."""
    return [] if layer == 0 else list(dict.fromkeys((place, (place + 1) % width)))


def expected(layers: int, width: int) -> int:
    """The checksum of the last layer."""
    row = [(place + 1) % M for place in range(width)]
    for layer in range(1, layers):
        row = [sum(row[parent] for parent in parents(layer, place, width)) % M for place in range(width)]
    return checksum(row)


def checksum(final: Sequence[int]) -> int:
    """Sensitive to the place of each value."""
    return sum((place + 1) * value for place, value in enumerate(final)) % M


def plan(layers: int, width: int) -> Plan:
    """The DAG."""

    def task(layer: int, place: int) -> PlannedTask:
        needs = [f"t{layer - 1}-{parent}" for parent in parents(layer, place, width)]
        return PlannedTask(id=f"t{layer}-{place}", role="noop", needs=needs)

    return Plan(tasks=[task(layer, place) for layer in range(layers) for place in range(width)])


# --- the stack ---


@asynccontextmanager
async def running(service: Service, log: Path) -> AsyncIterator[None]:
    """The service, from its being ready to its end."""
    process = start(service, log)
    try:
        await ready(service, process, 30)
        yield
    finally:
        await stop(process, service.grace)


@asynccontextmanager
async def stack(folder: Path) -> AsyncIterator[tuple[Ports, str]]:
    """Broker and storage on free ports: what the handlers get, and the broker's address."""
    kafka, account = free_port(), storages.Ports(free_port(), free_port(), free_port())
    key = storages.new_key()
    async with (
        running(brokers.service(kafka), folder / "broker.log"),
        running(storages.service(folder / "data", account, key), folder / "storage.log"),
        AsyncExitStack() as closing,
    ):
        chosen = Settings.model_validate({"kafka_brokers": f"127.0.0.1:{kafka}", "storage": storages.connection(account, key)})
        bus, state, blobs = KafkaBus(chosen), AzureTables(chosen.storage), AzureBlobs(chosen.storage)
        ports = Ports(bus, state, blobs, MemoryJobs(MemoryBus()), MemoryTarget(), MemorySigner(), SystemClock())
        for port in (blobs, state, bus):
            closing.push_async_callback(port.close)
        closing.push_async_callback(outbox.settle, ports)
        yield ports, f"127.0.0.1:{kafka}"


type Take = Callable[[Sequence[Delivery]], Awaitable[None]]


async def feed(broker: str, topic: Topic, take: Take) -> None:
    """Hands every batch of the topic on, one after the other, as the platform's trigger does."""
    stream = AIOKafkaConsumer(bootstrap_servers=broker, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=WAIT)
    await stream.start()
    try:
        stream.assign([TopicPartition(str(topic), partition) for partition in range(brokers.PARTITIONS)])
        while True:
            found = await stream.getmany(timeout_ms=500, max_records=512)
            batch = [Delivery(r.topic, r.partition, r.offset, None, r.value) for records in found.values() for r in records]
            if batch:
                await take(batch)
    finally:
        await stream.stop()


class Bench:
    """The components around the orchestrator: intake, workers, and validation as the client that waits for the result."""

    def __init__(self, ports: Ports, sleep: float) -> None:
        self.ports, self.sleep = ports, sleep
        self.planning: dict[str, asyncio.Future[TaskDispatched]] = {}
        self.finished: dict[str, asyncio.Future[ValidationRequested]] = {}

    async def publish(self, events: Sequence[Event]) -> None:
        wires = await pack(events, self.ports.blobs)
        await self.ports.bus.publish([Message(event.TOPIC, event.run, wire) for event, wire in zip(events, wires, strict=True)])

    async def orchestrate(self, batch: Sequence[Delivery]) -> None:
        await consume("orchestrator", batch, fold, self.ports)

    async def work(self, batch: Sequence[Delivery]) -> None:
        tasks = [event for delivery in batch if isinstance(event := parse(delivery.value), TaskDispatched)]
        if self.sleep and any(task.role == "noop" for task in tasks):
            asyncio.get_running_loop().create_task(self._work(tasks, self.sleep))
        else:
            await self._work(tasks, 0)

    async def _work(self, tasks: Sequence[TaskDispatched], sleep: float) -> None:
        if sleep:
            await asyncio.sleep(sleep)
        await self.publish([answer for task in tasks for answer in self.answers(task)])

    def answers(self, task: TaskDispatched) -> list[Event]:
        if task.task == "plan":
            self.planning[task.run].set_result(task)
            return []
        if task.task == "requirements":
            specification = Specification(title="bench")
            specified = IntentSpecified(**follow(task, "s", "bench", self.ports.clock.now()), specification=specification)
            return [self.drop(task, {}), specified]
        layer, place = (int(part) for part in task.task[1:].split("-"))
        values = [json.loads(content.text) for name, content in task.inputs.items() if name[0] == "t" and isinstance(content, Inline)]
        return [self.drop(task, {}, str(sum(values) % M if layer else (place + 1) % M))]

    def drop(self, task: TaskDispatched, result: dict[str, Any], text: str = "{}") -> DropPublished:
        envelope = follow(task, "d", "bench", self.ports.clock.now())
        document = Inline(text=text)
        return DropPublished(**envelope, task=task.task, role=task.role, owner=task.owner, document=document, result=result)

    async def collect(self, batch: Sequence[Delivery]) -> None:
        for delivery in batch:
            event = await unpack(delivery.value, self.ports.blobs)
            if isinstance(event, ValidationRequested):
                self.finished[event.run].set_result(event)

    async def run(self, layers: int, width: int) -> tuple[float, list[int]]:
        """Seconds from publishing the plan to having all results, and those of the last layer."""
        loop, run = asyncio.get_running_loop(), new_run_id(TENANT)
        self.planning[run], self.finished[run] = loop.create_future(), loop.create_future()
        first = derived_id(UUID(run), "intent")
        now = self.ports.clock.now()
        intent = IntentSubmitted(id=first, tenant=TENANT, run=run, time=now, source="bench", text="bench", submitted_by="bench", app=run)
        await self.publish([intent])
        planner = await asyncio.wait_for(self.planning[run], 60)
        drop = self.drop(planner, plan(layers, width).model_dump())
        began = time.perf_counter()
        await self.publish([drop])
        done = await asyncio.wait_for(self.finished[run], 600)
        final = [done.drops[f"t{layers - 1}-{place}"] for place in range(width)]
        values = [json.loads(content.text) for content in final if isinstance(content, Inline)]
        return time.perf_counter() - began, values


async def measure(layers: int, width: int, sleep: float) -> tuple[float, list[int], float]:
    """Wall time, results, and how long starting took (with a small DAG to warm up)."""
    with tempfile.TemporaryDirectory(prefix="wf_qlp_") as folder:
        async with stack(Path(folder)) as (ports, broker):
            bench = Bench(ports, sleep)
            takers = {
                Topic.DROPS: bench.orchestrate,
                Topic.INTENTS: bench.orchestrate,
                Topic.TASKS: bench.work,
                Topic.VALIDATION: bench.collect,
            }
            feeds = [asyncio.create_task(feed(broker, topic, take)) for topic, take in takers.items()]
            try:
                await unless_broken(bench.run(2, 4), feeds)
                up = time.perf_counter() - BEGAN
                wall, final = await unless_broken(bench.run(layers, width), feeds)
            finally:
                for task in feeds:
                    task.cancel()
                await asyncio.gather(*feeds, return_exceptions=True)
            return wall, final, up


async def unless_broken(work: Coroutine[Any, Any, tuple[float, list[int]]], feeds: Sequence[asyncio.Task[None]]) -> tuple[float, list[int]]:
    """The work's result. Raises what broke a feed, because then it would never end."""
    task = asyncio.create_task(work)
    await asyncio.wait([task, *feeds], return_when=asyncio.FIRST_COMPLETED)
    for broken in feeds:
        if broken.done():
            task.cancel()
            broken.result()
    return await task


def main() -> None:
    """Measures once and prints the line; exit code 1 when the result is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=int, default=10)
    parser.add_argument("--width", type=int, default=100)
    parser.add_argument("--sleep", type=float, default=0.0)
    asked = parser.parse_args()
    wall, final, up = asyncio.run(measure(asked.layers, asked.width, asked.sleep))
    tasks, ideal = asked.layers * asked.width, asked.layers * asked.sleep
    right = len(final) == asked.width and checksum(final) == expected(asked.layers, asked.width)
    line = {
        "engine": "qlp",
        "version": "0.1.0",
        "durable": "every transition: state and outbox in one transaction (Azurite on disk) before its messages go to Kafka (Tansu)",
        "layers": asked.layers,
        "width": asked.width,
        "task_s": asked.sleep,
        "tasks": tasks,
        "wall_s": round(wall, 4),
        "per_task_ms": round(wall * 1000 / tasks, 3),
        "ideal_s": ideal,
        "wall_over_ideal": round(wall / ideal, 3) if ideal else None,
        "workers": "in-process asyncio",
        "checksum_ok": right,
        "startup_s": round(up, 2),
    }
    print(json.dumps(line), flush=True)  # noqa: T201
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
