"""Jobs: the same promises for the memory twin and for real sandboxes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.adapters.bwrap_jobs import BwrapJobs
from shared.adapters.memory import MemoryBus, MemoryJobs
from shared.errors import Invalid
from shared.events import JobEnded, parse
from shared.job_protocol import DropLine, outcome
from shared.ports import Job, Jobs
from shared.settings import Settings

RUNTIME = Path(__file__).resolve().parents[2] / ".qlp" / "runtime"
RUN = "a" * 32
NOOP = b'{"task":"t1","role":"noop","inputs":{"before":{"result":{"value":41}}}}'
ANSWER = b'{"kind":"drop","drop":{"files":[],"result":{"value":42}},"usage":{}}'
needs_runtime = pytest.mark.skipif(not (RUNTIME / "pyvenv.cfg").exists(), reason="the runtime is not set up: make setup")


@pytest.fixture
def bus() -> MemoryBus:
    return MemoryBus()


@pytest.fixture(params=["memory", pytest.param("bwrap", marks=needs_runtime)])
async def jobs(request: pytest.FixtureRequest, bus: MemoryBus, tmp_path: Path) -> AsyncIterator[Jobs]:
    made: Jobs = (
        MemoryJobs(bus, lambda _: ANSWER) if request.param == "memory" else BwrapJobs(Settings(home=tmp_path, runtime=RUNTIME), bus)
    )
    yield made
    await made.close()


def job(name: str = "qlp-1", bundle: bytes = NOOP, **more: object) -> Job:
    fields = {"tenant": "acme", "run": RUN, "task": "t1", "role": "noop", "network": "none", "seconds": 20.0, **more}
    return Job(name=name, bundle=bundle, **fields)  # type: ignore[arg-type]


async def announced(bus: MemoryBus, name: str) -> JobEnded:
    async with asyncio.timeout(30):
        while True:
            ends = [e for m in bus.messages if isinstance(e := parse(m.value), JobEnded) and e.job == name]
            if ends:
                assert len(ends) == 1
                return ends[0]
            await asyncio.sleep(0.005)


async def test_a_job_answers_and_its_end_is_announced(jobs: Jobs, bus: MemoryBus) -> None:
    await jobs.start(job())
    event = await announced(bus, "qlp-1")
    assert (event.tenant, event.run, event.task) == ("acme", RUN, "t1")
    status = await jobs.status("qlp-1")
    line = outcome(status.output)
    assert (status.state, status.exit_code) == ("ended", 0)
    assert isinstance(line, DropLine)
    assert line.drop.result == {"value": 42}


async def test_a_stopped_job_and_an_unknown_one_are_lost(jobs: Jobs, bus: MemoryBus) -> None:
    await jobs.start(job())
    await announced(bus, "qlp-1")
    await jobs.stop("qlp-1")
    await jobs.stop("qlp-1")
    assert (await jobs.status("qlp-1")).state == "lost"
    assert (await jobs.status("nobody")).state == "lost"


async def test_jobs_run_side_by_side(jobs: Jobs, bus: MemoryBus) -> None:
    await asyncio.gather(*(jobs.start(job(f"qlp-{n}")) for n in range(8)))
    await asyncio.gather(*(announced(bus, f"qlp-{n}") for n in range(8)))
    assert {(await jobs.status(f"qlp-{n}")).state for n in range(8)} == {"ended"}


@needs_runtime
async def test_a_job_waits_while_there_is_no_room(bus: MemoryBus, tmp_path: Path) -> None:
    jobs = BwrapJobs(Settings(home=tmp_path, runtime=RUNTIME, max_jobs=1), bus)
    assert await jobs.start(job("qlp-1"))
    assert not await jobs.start(job("qlp-2"))
    assert [(await jobs.status(name)).state for name in ("qlp-1", "qlp-2")] == ["running", "waiting"]
    await announced(bus, "qlp-2")
    assert (await jobs.status("qlp-2")).state == "ended"
    await jobs.close()


@needs_runtime
async def test_a_name_that_could_be_a_path_is_refused(bus: MemoryBus, tmp_path: Path) -> None:
    jobs = BwrapJobs(Settings(home=tmp_path, runtime=RUNTIME), bus)
    for name in ("../x", "", "A", "a" * 64, "a/b", "-a"):
        with pytest.raises(Invalid):
            await jobs.start(job(name))
    await jobs.close()
