"""A view that missed its run's end comes to it, and nothing else is touched."""

from datetime import UTC, datetime
from uuid import uuid4

from functions.dashboard.catch_up import catch_up
from functions.dashboard.handlers import bury, project
from functions.gateway import handlers, queries
from functions.gateway.core import Principal
from shared import outbox
from shared.adapters.memory import MemoryPorts, memory_ports, pump
from shared.events import RunAdvanced, Topic
from shared.lifecycle import RunState
from shared.ports import ANY, Write
from shared.settings import Settings
from shared.tenancy import active_runs, open_views, run_state

WHO = Principal("acme", "ada", frozenset({"user"}))
FOLDS = {"dashboard": {topic: bury if topic is Topic.DEADLETTER else project for topic in Topic}}


async def ended_unseen(ports: MemoryPorts) -> str:
    """A run that failed, and a broker that died before the dashboard read of it."""
    run = await handlers.submit(WHO, handlers.Submission(text="Build a list"), None, Settings(), ports)
    over = RunAdvanced(
        id=uuid4(), tenant="acme", run=run, time=datetime.now(UTC), source="test", state=RunState.FAILED, revision=1, reason="no"
    )
    await outbox.commit(ports, run_state("acme", run), [], [over])
    ports.bus.messages.clear()
    return run


async def status(ports: MemoryPorts, run: str) -> RunState:
    return (await queries.card_of("acme", run, ports)).status


async def test_a_view_that_missed_its_run_s_end_catches_up() -> None:
    ports = memory_ports()
    run = await ended_unseen(ports)
    await ports.state.commit(active_runs(), [Write(f"acme|{run}", None, ANY)])
    await catch_up(ports)
    assert not ports.bus.messages, "it waits a while before it believes that something is missing"
    ports.clock.advance(20)
    await catch_up(ports)
    await pump(ports, FOLDS)
    assert await status(ports, run) is RunState.FAILED
    await catch_up(ports)
    assert not await ports.state.scan(open_views())


async def test_an_active_run_is_left_to_the_orchestrator() -> None:
    ports = memory_ports()
    run = await ended_unseen(ports)
    ports.clock.advance(1_000)
    await catch_up(ports)
    assert not ports.bus.messages
    assert await status(ports, run) is RunState.SUBMITTED


async def test_it_gives_up_on_a_run_of_which_nothing_is_known() -> None:
    ports = memory_ports()
    await ports.state.commit(open_views(), [Write(f"acme|{'0' * 32}", "{}")])
    for _ in range(20):
        await catch_up(ports)
        ports.clock.advance(4_000)
        await catch_up(ports)
    assert not await ports.state.scan(open_views())
