"""What a person waits for: stack start, intent to live app, a no-op task's overhead; and what the idle stack weighs. Prints one JSON line.

    make bench-run            (a stack of its own, in a temporary home, with the offline model)

A no-op task's overhead is measured from outside: from its TaskDispatched on the broker to its DropPublished, with runner, sandbox and
storage in between.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.events import DropPublished, TaskDispatched, Topic, parse, to_wire

ROOT = Path(__file__).resolve().parents[1]
QLP = Path(sys.executable).with_name("qlp")
INTENT = "Build a service for notes. A note has a title (required) and a text. Create, list, read, change and delete notes."
RUNS = 5
TASKS = 20


def qlp(environment: dict[str, str], *words: str) -> Any:  # noqa: ANN401 - what the command answers
    """What a command answers with --json. Raises CalledProcessError."""
    done = subprocess.run([QLP, *words, "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=180)  # noqa: S603
    return json.loads(done.stdout)


def resident_megabytes(processes: list[dict[str, Any]]) -> float:
    """Of the stack's processes and all that they started."""
    trees = {
        child
        for process in processes
        for child in [psutil.Process(process["pid"]), *psutil.Process(process["pid"]).children(recursive=True)]
    }
    return sum(process.memory_info().rss for process in trees) / 1e6


async def overheads(broker: str) -> list[float]:
    """Milliseconds from dispatch to drop, one no-op task after the other."""
    # The embedded broker hands nothing to a reader that starts at the latest message of an empty topic.
    consumer = AIOKafkaConsumer(str(Topic.DROPS), bootstrap_servers=broker, auto_offset_reset="earliest", fetch_max_wait_ms=10)
    producer = AIOKafkaProducer(bootstrap_servers=broker)
    await asyncio.gather(consumer.start(), producer.start())
    try:
        return [await _overhead(producer, consumer, f"noop-{number}") for number in range(TASKS + 1)][1:]
    finally:
        await asyncio.gather(consumer.stop(), producer.stop())


async def _overhead(producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, task: str) -> float:
    dispatched = TaskDispatched(
        id=uuid4(), tenant="bench", run=uuid4().hex, time=datetime.now(UTC), source="bench", task=task, role="noop", owner="validation"
    )
    begun = time.perf_counter()
    await producer.send_and_wait(str(Topic.TASKS), to_wire(dispatched), key=dispatched.run.encode())
    async with asyncio.timeout(60):
        async for message in consumer:
            event = parse(message.value)
            if isinstance(event, DropPublished) and event.run == dispatched.run:
                return (time.perf_counter() - begun) * 1000
    raise RuntimeError("the broker ended the stream")


def main() -> None:
    """Measures, prints, stops what it started."""
    with tempfile.TemporaryDirectory(prefix="qlp-bench-") as home:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "AZURE_OPENAI_", "QLP_"))}
        environment["QLP_HOME"] = home
        try:
            begun = time.perf_counter()
            status = qlp(environment, "up", "--detach")
            start = time.perf_counter() - begun
            idle = resident_megabytes(status["processes"])
            (broker,) = [process["address"] for process in status["processes"] if process["name"] == "broker"]
            tasks = asyncio.run(overheads(broker))
            runs = [qlp(environment, "run", INTENT, "--yes") for _ in range(RUNS)]
        finally:
            subprocess.run([QLP, "down"], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)  # noqa: S603
    figures = {
        "stack_start_s": round(start, 2),
        "idle_resident_mb": round(idle),
        "noop_task_overhead_ms": {"median": round(statistics.median(tasks)), "max": round(max(tasks))},
        "intent_to_live_s": {"median": statistics.median(run["seconds"] for run in runs), "max": max(run["seconds"] for run in runs)},
        "live": sum(run["status"] == "live" for run in runs),
        "runs": RUNS,
        "load_average": os.getloadavg()[0],
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
