"""A tenant's budget over all its runs, on the memory twins: runs that decide at the same time do not overspend together."""

import asyncio
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from functions.orchestrator import tenant_budget
from functions.orchestrator.budget import ESTIMATES, Caps
from functions.orchestrator.handlers import fold
from functions.orchestrator.sweep import sweep
from functions.orchestrator.tenant_budget import Month, Part
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.errors import Conflict
from shared.events import CancellationRequested, Event, derived_id
from shared.lifecycle import RunState
from shared.ports import Write
from shared.settings import settings as chosen
from shared.tenancy import active_runs, run_state
from tests.unit.orchestrator.world import TENANT, event, submitted

ROOM = ESTIMATES["requirements"]


@pytest.fixture(autouse=True)
def _budget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QLP_TENANT_TOKEN_BUDGET", str(2 * ROOM + 10))
    chosen.cache_clear()
    yield
    monkeypatch.undo()
    chosen.cache_clear()


def of(run: str, one: Event) -> Event:
    """The same event of another run."""
    return one.model_copy(update={"run": run, "id": derived_id(UUID(run), one.TYPE)})


async def begin(ports: MemoryPorts, run: str) -> None:
    await ports.state.commit(active_runs(), [Write(f"{TENANT}|{run}", "{}")])
    await until_written(ports, of(run, submitted()))


async def until_written(ports: MemoryPorts, one: Event) -> None:
    """As `consume` does: a decision that another process overtook is made again."""
    while True:
        try:
            await fold([one], ports)
        except Conflict:
            continue
        return


async def states(ports: MemoryPorts, runs: list[str]) -> list[RunState]:
    from functions.orchestrator import store

    loaded = [await store.load(ports, run_state(TENANT, run)) for run in runs]
    return [one.run.state for one in loaded if one.run]


async def test_runs_at_the_same_time_share_the_budget_and_one_that_waits_goes_on_when_another_ends() -> None:
    ports = memory_ports()
    runs = [uuid4().hex for _ in range(5)]
    await asyncio.gather(*(begin(ports, run) for run in runs))
    found = await states(ports, runs)
    assert sorted(found) == sorted([RunState.SPECIFYING] * 2 + [RunState.PAUSED] * 3)
    await sweep(ports)
    assert await states(ports, runs) == found
    going = runs[found.index(RunState.SPECIFYING)]
    await until_written(ports, of(going, event(CancellationRequested, "", by="ada")))
    await sweep(ports)
    after = await states(ports, runs)
    assert sorted(after) == sorted([RunState.CANCELLED] + [RunState.SPECIFYING] * 2 + [RunState.PAUSED] * 2)


async def test_another_tenants_runs_do_not_count() -> None:
    ports = memory_ports()
    runs = [uuid4().hex for _ in range(2)]
    for run in runs:
        await begin(ports, run)
    other = of(uuid4().hex, submitted()).model_copy(update={"tenant": "other"})
    await fold([other], ports)
    assert await tenant_budget.left(ports, None, [other], ports.clock.now()) == Caps(tokens=2 * ROOM + 10)


def test_ended_runs_beyond_a_thousand_are_kept_as_a_sum() -> None:
    month = Month()
    for number in range(1500):
        assert month.put(f"r{number}", Part(tokens=2, money=3, over=True))
    assert not month.put("r1499", Part(tokens=2, money=3, over=True))
    assert len(month.runs) == 1000
    assert month.others("r1499") == Part(tokens=2 * 1499, money=3 * 1499)
