"""The orchestrator's handlers on the memory twins: one commit per batch, and nothing lost or doubled when a process dies at the worst moment."""

import asyncio
import json
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.orchestrator.handlers import EMITS, HANDLES, fold
from functions.orchestrator.sweep import sweep
from shared import outbox
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.claim_check import unpack
from shared.consume import Delivery, consume
from shared.errors import Conflict, Unavailable
from shared.events import (
    BudgetRaised,
    CancellationRequested,
    DropPublished,
    Event,
    RunAdvanced,
    TaskDispatched,
    TaskStarted,
    ValidationRequested,
)
from shared.lifecycle import RunState, TaskState
from shared.ports import Message, Write
from shared.specification import PlannedTask
from shared.tenancy import active_runs, run_state
from tests.unit.orchestrator.world import (
    RUN,
    TENANT,
    after_validation,
    concluded,
    dropped,
    event,
    planned,
    specified,
    started,
    submitted,
    task,
)

PARTITION = run_state(TENANT, RUN)
ENTRY = f"{TENANT}|{RUN}"
CANCEL = event(CancellationRequested, "", by="ada")


async def sent[E: Event](ports: MemoryPorts, kind: type[E]) -> list[E]:
    """What was published, without repetitions."""
    events = [await unpack(message.value, ports.blobs) for message in ports.bus.messages]
    return [one for one in {e.id: e for e in events}.values() if isinstance(one, kind)]


async def advanced(ports: MemoryPorts) -> RunAdvanced:
    return max(await sent(ports, RunAdvanced), key=lambda one: one.revision)


async def built(ports: MemoryPorts, *tasks: PlannedTask) -> None:
    await ports.state.commit(active_runs(), [Write(ENTRY, "{}")])
    for one in (submitted(), specified(), planned(*tasks)):
        await fold([one], ports)


async def test_a_batch_of_one_run_is_one_commit() -> None:
    ports = memory_ports()
    await built(ports, *(task(f"t{n}") for n in range(20)))
    before = ports.state.commits
    await fold([started("t0"), *(dropped(f"t{n}") for n in range(20))], ports)
    assert ports.state.commits == before + 1
    assert (await advanced(ports)).state is RunState.VALIDATING


async def test_an_event_costs_the_same_in_a_run_of_10_tasks_and_in_one_of_1000(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_MAX_PLAN_TASKS", "1000")
    from shared.settings import settings as chosen

    chosen.cache_clear()
    try:
        written = [await _bytes_for_one_drop(size) for size in (10, 1000)]
    finally:
        monkeypatch.undo()
        chosen.cache_clear()
    assert written[1][0] == written[0][0]
    assert written[1][1] < 3_000


async def _bytes_for_one_drop(size: int) -> tuple[int, int]:
    """Documents and bytes that the state of a run grows or changes by when one task is done."""
    ports = memory_ports()
    await built(ports, *(task(f"t{n}", role="noop") for n in range(size)))
    before = dict(ports.state.partitions[PARTITION])
    await fold([dropped("t0", "noop")], ports)
    changed = [r.value for key, r in ports.state.partitions[PARTITION].items() if before.get(key) != r and not key.startswith("outbox|")]
    return len(changed), sum(map(len, changed))


async def test_large_documents_travel_as_content_and_validation_gets_them_whole() -> None:
    ports = memory_ports()
    long = "Build a to-do list. " * 500
    await fold([submitted(text=long)], ports)
    first = (await sent(ports, TaskDispatched))[0]
    content = first.inputs["intent"]
    assert content.kind == "blob"
    assert json.loads(await ports.blobs.get(TENANT, content))["text"] == long
    await fold([specified()], ports)
    await fold([planned(task("app"))], ports)
    await fold([dropped("app")], ports)
    (request,) = await sent(ports, ValidationRequested)
    assert (request.intent, list(request.drops), [one.id for one in request.plan.tasks]) == (long, ["app"], ["app"])


async def test_two_processes_that_advance_one_run_at_once_lose_nothing() -> None:
    ports = memory_ports()
    await built(ports, *(task(f"t{n}") for n in range(8)))
    deliveries = [[Delivery("drops", n, n, RUN, _wire(dropped(f"t{n}")))] for n in range(8)]
    await asyncio.gather(*(consume("orchestrator", batch, fold, ports) for batch in deliveries))
    assert len(await sent(ports, ValidationRequested)) == 1


def _wire(one: Event) -> bytes:
    from shared.events import to_wire

    return to_wire(one)


async def test_an_ended_run_leaves_the_list_of_active_runs() -> None:
    ports = memory_ports()
    await built(ports, task("app"))
    await fold([CANCEL], ports)
    assert ENTRY not in await ports.state.scan(active_runs())


async def test_a_failing_run_has_everything_stopped_that_it_started() -> None:
    ports = memory_ports()
    await built(ports, task("app"))
    ports.clock.advance(7 * 24 * 3600)
    await sweep(ports)
    (stop,) = await sent(ports, CancellationRequested)
    assert stop.reason == (await advanced(ports)).reason
    assert (await advanced(ports)).state is RunState.FAILED
    assert [status.state for status in (await advanced(ports)).tasks if status.task == "app"] == [TaskState.CANCELLED]


# --- the sweep ---


async def test_what_was_committed_and_not_published_is_published_by_the_sweep() -> None:
    ports = memory_ports()
    await ports.state.commit(active_runs(), [Write(ENTRY, "{}")])
    ports.bus.down = True
    await fold([submitted()], ports)
    ports.bus.down = False
    ports.clock.advance(6)
    await sweep(ports)
    assert [one.task for one in await sent(ports, TaskDispatched)] == ["requirements"]


async def test_a_stalled_run_has_its_messages_published_again_ever_more_rarely() -> None:
    ports = memory_ports()
    await ports.state.commit(active_runs(), [Write(ENTRY, "{}")])
    await fold([submitted()], ports)
    times = []
    for second in range(0, 330, 10):
        ports.bus.messages.clear()
        await sweep(ports)
        times += [second] if ports.bus.messages else []
        ports.clock.advance(10)
    assert times == [20, 60, 140, 300]


async def test_a_run_whose_intent_was_lost_gets_it_again_and_ends_when_that_does_not_help() -> None:
    ports = memory_ports()
    await ports.state.commit(active_runs(), [Write(ENTRY, "{}")])
    await outbox.commit(ports, PARTITION, [Write("run", "{}")], [submitted()])
    ports.bus.messages.clear()
    await sweep(ports)
    ports.clock.advance(10)
    await sweep(ports)
    assert ports.bus.messages
    ports.clock.advance(700)
    await sweep(ports)
    assert (await advanced(ports)).state is RunState.FAILED
    assert not await ports.state.scan(active_runs())


async def test_an_entry_without_any_run_is_dropped_from_the_list() -> None:
    ports = memory_ports()
    await ports.state.commit(active_runs(), [Write(ENTRY, "not json")])
    await sweep(ports)
    ports.clock.advance(601)
    await sweep(ports)
    assert not await ports.state.scan(active_runs())
    assert not ports.bus.messages


async def test_one_runs_trouble_does_not_keep_the_sweep_from_the_others() -> None:
    ports = memory_ports()
    other = "f" * 32
    await ports.state.commit(active_runs(), [Write(ENTRY, "{}"), Write(f"{TENANT}|{other}", "{}")])
    await ports.state.commit(PARTITION, [Write("orchestrator", "{}", None)])
    await fold([submitted(run=other)], ports)
    ports.clock.advance(7 * 24 * 3600)
    await sweep(ports)
    assert [one.run for one in await sent(ports, RunAdvanced) if one.state is RunState.FAILED] == [other]


# --- crashes ---


class Died(BaseException):
    """The process is gone."""


class Mortal:
    """Ports whose process dies by chance: before a commit, between commit and publishing, or after both."""

    def __init__(self, ports: MemoryPorts, chance: Random) -> None:
        self.ports, self.chance, self.alive = ports, chance, False
        self._commit, self._publish = ports.state.commit, ports.bus.publish
        ports.state.commit = self.commit  # type: ignore[method-assign]
        ports.bus.publish = self.publish  # type: ignore[method-assign]

    def perhaps_die(self) -> None:
        if self.alive and self.chance.random() < 0.1:
            raise Died

    async def commit(self, partition: object, writes: Sequence[Write]) -> None:
        self.perhaps_die()
        if self.alive and self.chance.random() < 0.05:
            raise Conflict("somebody else wrote first")
        await self._commit(partition, writes)  # type: ignore[arg-type]
        self.perhaps_die()

    async def publish(self, messages: Sequence[Message]) -> None:
        self.perhaps_die()
        if self.alive and self.chance.random() < 0.05:
            raise Unavailable("the broker does not answer")
        await self._publish(messages)
        self.perhaps_die()


def answer(one: Event, tasks: Sequence[PlannedTask]) -> list[Event]:
    """What the other components say to an event; the same for the same event."""
    if isinstance(one, ValidationRequested):
        return [concluded(), *after_validation()]
    if not isinstance(one, TaskDispatched):
        return []
    if one.task == "requirements":
        return [started(one.task, one.role), dropped(one.task, one.role), specified()]
    return [started(one.task, one.role), planned(*tasks) if one.task == "plan" else dropped(one.task, one.role)]


async def live_through(ports: MemoryPorts, mortal: Mortal, chance: Random, tasks: Sequence[PlannedTask]) -> None:
    """Delivers messages until the run has ended; the process dies now and then, and its unfinished batch comes again."""
    await ports.state.commit(active_runs(), [Write(ENTRY, "{}")])
    pending: list[Event] = [submitted()]
    read = 0
    for _ in range(3_000):
        batch = chance.sample(pending, min(len(pending), chance.randint(1, 5)))
        mortal.alive = True
        try:
            if batch:
                await fold(batch, ports)
            else:
                ports.clock.advance(10)
                await sweep(ports)
            pending = [one for one in pending if one not in batch]
        except (Died, Conflict, Unavailable):
            pass
        finally:
            mortal.alive = False
        for message in ports.bus.messages[read:]:
            pending += answer(await unpack(message.value, ports.blobs), tasks)
        read = len(ports.bus.messages)
        if not pending and not await ports.state.scan(active_runs()):
            return
    raise AssertionError("the run does not end")


@given(seed=st.integers(0, 2**32), size=st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_a_process_that_dies_anywhere_loses_nothing_and_does_nothing_twice(seed: int, size: int) -> None:
    chance = Random(seed)  # noqa: S311
    tasks = [task(f"t{n}", *(f"t{m}" for m in range(n) if chance.random() < 0.4)) for n in range(size)]

    async def scenario() -> None:
        ports = memory_ports()
        await live_through(ports, Mortal(ports, chance), chance, tasks)
        runs = sorted(await sent(ports, RunAdvanced), key=lambda one: one.revision)
        assert [one.revision for one in runs] == list(range(1, len(runs) + 1))
        assert [one.state for one in runs if one.state.ended] == [RunState.LIVE]
        dispatched = [one.task for one in await sent(ports, TaskDispatched)]
        assert sorted(dispatched) == sorted(["requirements", "plan", *(one.id for one in tasks)])
        assert len(await sent(ports, ValidationRequested)) == 1
        assert {type(one) for one in await sent(ports, Event)} <= EMITS

    asyncio.run(scenario())


def test_the_orchestrator_reads_what_moves_a_run_and_nothing_that_it_says_itself() -> None:
    assert {DropPublished, TaskStarted, BudgetRaised, CancellationRequested} <= HANDLES
    assert RunAdvanced not in HANDLES
