"""State and events are one: whatever dies at whatever line, nothing is lost, and nothing is done twice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory import MemoryBus, MemoryPorts, MemoryState, memory_ports
from shared.errors import Conflict, TooLarge, Unavailable
from shared.events import CancellationRequested, Event, derived_id, parse
from shared.outbox import commit, relay, replay, settle
from shared.ports import ANY, Message, Write
from shared.tenancy import Partition, run_state

RUN = "a" * 32
HERE = run_state("t1", RUN)


def event(ids: UUID | None = None, reason: str = "") -> CancellationRequested:
    return CancellationRequested(id=ids or uuid4(), tenant="t1", run=RUN, time=datetime.now(UTC), source="test", by="ada", reason=reason)


def published(ports: MemoryPorts) -> list[Event]:
    return ports.bus.events(Event)


def restarted(ports: MemoryPorts) -> MemoryPorts:
    """The same storage and broker, seen by a process that remembers nothing."""
    state = MemoryState()
    state.partitions = ports.state.partitions
    state._tags = ports.state._tags
    return MemoryPorts(ports.bus, state, ports.blobs, ports.jobs, ports.target, ports.signer, ports.clock)


class CrashingBus(MemoryBus):
    """The process dies when it publishes."""

    async def publish(self, messages: Sequence[Message]) -> None:
        raise KeyboardInterrupt


async def test_state_and_events_go_together() -> None:
    ports, told = memory_ports(), event()
    assert await commit(ports, HERE, [Write("doc", "{}")], [told])
    assert (await ports.state.get(HERE, "doc"))["doc"].value == "{}"
    assert published(ports) == [told]
    assert ports.state.commits == 1
    assert ports.bus.messages[0].key == RUN


async def test_nothing_to_write_costs_nothing() -> None:
    ports = memory_ports()
    assert await commit(ports, HERE, [])
    assert ports.state.commits == 0


async def test_without_events_nothing_is_added() -> None:
    ports = memory_ports()
    await commit(ports, HERE, [Write("doc", "{}")])
    assert list(ports.state.partitions[HERE]) == ["doc"]


async def test_a_stale_write_publishes_nothing() -> None:
    ports = memory_ports()
    await commit(ports, HERE, [Write("doc", "1")])
    with pytest.raises(Conflict):
        await commit(ports, HERE, [Write("doc", "2", 'W/"stale"')], [event()])
    assert not published(ports)
    assert len(ports.state.partitions[HERE]) == 1


async def test_what_was_done_before_is_not_done_again() -> None:
    ports, cause = memory_ports(), uuid4()
    told = event(derived_id(cause, "x"))
    assert await commit(ports, HERE, [Write("doc", "1", ANY)], [told], once=[f"done|c|{cause}"])
    assert not await commit(ports, HERE, [Write("doc", "2", ANY)], [told], once=[f"done|c|{cause}"])
    assert (await ports.state.get(HERE, "doc"))["doc"].value == "1"
    assert published(ports) == [told]


async def test_a_conflict_is_no_proof_that_it_was_done() -> None:
    ports = memory_ports()
    await commit(ports, HERE, [Write("doc", "1")])
    with pytest.raises(Conflict):
        await commit(ports, HERE, [Write("doc", "2")], once=["done|c|1"])


async def test_of_two_at_the_same_time_one_does_it() -> None:
    ports = memory_ports()
    answers = await asyncio.gather(*(commit(ports, HERE, [Write("doc", str(n), ANY)], [event()], once=["done|c|1"]) for n in range(5)))
    assert sorted(answers) == [False, False, False, False, True]
    assert len(published(ports)) == 1


async def test_a_crash_between_commit_and_publish_loses_nothing() -> None:
    ports, told = memory_ports(), [event(reason=str(n)) for n in range(3)]
    dying = MemoryPorts(CrashingBus(), ports.state, ports.blobs, ports.jobs, ports.target, ports.signer, ports.clock)
    with pytest.raises(KeyboardInterrupt):
        await commit(dying, HERE, [Write("doc", "1")], told)
    ports.clock.advance(60)
    assert await relay(restarted(ports), HERE, 10) == 1
    assert published(ports) == told


async def test_a_cause_that_comes_again_after_a_crash_brings_its_events_at_once() -> None:
    ports, told = memory_ports(), event()
    dying = MemoryPorts(CrashingBus(), ports.state, ports.blobs, ports.jobs, ports.target, ports.signer, ports.clock)
    with pytest.raises(KeyboardInterrupt):
        await commit(dying, HERE, [], [told], once=["done|c|1"])
    after = restarted(ports)
    for _ in range(3):
        assert not await commit(after, HERE, [], [told], once=["done|c|1"])
    assert published(ports) == [told]


async def test_a_broker_that_is_away_does_not_fail_the_handler() -> None:
    ports, told = memory_ports(), event()
    ports.bus.down = True
    assert await commit(ports, HERE, [Write("doc", "1")], [told])
    ports.bus.down = False
    assert await relay(ports, HERE, 0) == 1
    assert published(ports) == [told]


async def test_a_relay_that_finds_no_broker_says_so_and_works_later() -> None:
    ports = memory_ports()
    ports.bus.down = True
    await commit(ports, HERE, [], [event()])
    with pytest.raises(Unavailable):
        await relay(ports, HERE, 0)
    ports.bus.down = False
    ports.clock.advance(3600)
    assert await relay(ports, HERE, 0) == 1


async def test_relay_publishes_once_and_only_what_is_old_enough() -> None:
    ports = memory_ports()
    ports.bus.down = True
    await commit(ports, HERE, [], [event()])
    ports.bus.down = False
    assert await relay(ports, HERE, 30) == 0
    ports.clock.advance(31)
    assert await relay(ports, HERE, 30) == 1
    assert await relay(ports, HERE, 30) == 0
    ports.clock.advance(3600)
    assert await relay(restarted(ports), HERE, 30) == 0


async def test_what_was_published_and_marked_is_not_relayed_by_another_process() -> None:
    ports = memory_ports()
    for n in range(5):
        await commit(ports, HERE, [], [event(reason=str(n))])
    await settle(ports)
    ports.clock.advance(3600)
    assert await relay(restarted(ports), HERE, 0) == 0
    assert len(published(ports)) == 5


async def test_marks_are_written_together_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.outbox._MARK_AFTER_SECONDS", 0.0)
    ports = memory_ports()
    for _ in range(10):
        await commit(ports, HERE, [], [event()])
    async with asyncio.timeout(5):
        while not (marks := await ports.state.scan(HERE, "relayed|")):
            await asyncio.sleep(0)
    assert len(marks) < 10


async def test_a_mark_that_cannot_be_written_only_repeats_the_event() -> None:
    ports = memory_ports()
    await commit(ports, HERE, [], [event()])
    ports.state.down = True
    await settle(ports)
    ports.state.down = False
    ports.clock.advance(3600)
    assert await relay(ports, HERE, 0) == 1
    first, second = published(ports)
    assert first == second


async def test_replay_publishes_the_whole_run_again_in_order_with_the_same_ids() -> None:
    ports, told = memory_ports(), [event(reason=str(n)) for n in range(450)]
    for one in told:
        await commit(ports, HERE, [], [one])
    ports.bus.messages.clear()
    assert await replay(restarted(ports), HERE) == 450
    assert published(ports) == told


async def test_large_events_are_claimed_before_the_transaction_and_relayed_as_claims() -> None:
    ports = memory_ports()
    ports.bus.down = True
    await commit(ports, HERE, [], [event(reason="x" * 100_000)])
    ports.bus.down = False
    await relay(ports, HERE, 0)
    (message,) = ports.bus.messages
    assert b'"dataref"' in message.value
    assert len(message.value) < 1000


async def test_when_the_claim_cannot_be_stored_nothing_is_committed() -> None:
    ports = memory_ports()
    ports.blobs.down = True
    with pytest.raises(Unavailable):
        await commit(ports, HERE, [Write("doc", "1")], [event(reason="x" * 100_000)])
    assert ports.state.commits == 0


async def test_many_events_fit_into_one_commit() -> None:
    ports, told = memory_ports(), [event(reason="x" * 20_000) for _ in range(60)]
    assert await commit(ports, HERE, [Write("doc", "1")], told)
    assert published(ports) == told
    ports.bus.messages.clear()
    await replay(ports, HERE)
    assert published(ports) == told


async def test_a_commit_that_is_too_large_is_refused_whole() -> None:
    ports = memory_ports()
    with pytest.raises(TooLarge):
        await commit(ports, HERE, [Write(f"d{n}", "1") for n in range(100)], [event()])
    assert not ports.state.partitions.get(HERE)


async def test_partitions_are_apart() -> None:
    ports, there = memory_ports(), Partition("runs", "t2|" + RUN)
    ports.bus.down = True
    await commit(ports, HERE, [], [event()])
    ports.bus.down = False
    assert await relay(ports, there, 0) == 0
    assert await replay(ports, there) == 0


@given(st.lists(st.sampled_from(["fine", "broker away", "crash", "again", "restart", "relay"]), min_size=1, max_size=25))
async def test_whatever_fails_in_whatever_order_every_commit_is_published_in_the_end(steps: list[str]) -> None:
    ports = memory_ports()
    committed: list[Event] = []
    for number, step in enumerate(steps):
        ports.clock.advance(5)
        ports.bus.down = step == "broker away"
        if step == "restart":
            ports = restarted(ports)
        elif step == "relay":
            await relay(ports, HERE, 2)
        elif step == "again" and committed:
            assert not await commit(ports, HERE, [], [committed[-1]], once=[f"done|{committed[-1].id}"])
        else:
            told = event(reason=f"{number} {step}")
            await _commit_or_die(ports, told, dies=step == "crash")
            committed.append(told)
    ports.bus.down = False
    ports.clock.advance(600)
    await relay(ports, HERE, 10)
    assert {e.id for e in published(ports)} == {e.id for e in committed}
    assert len(await ports.state.scan(HERE, "outbox|")) == len(committed)


async def _commit_or_die(ports: MemoryPorts, told: Event, *, dies: bool) -> None:
    if not dies:
        await commit(ports, HERE, [], [told], once=[f"done|{told.id}"])
        return
    dying = MemoryPorts(CrashingBus(), ports.state, ports.blobs, ports.jobs, ports.target, ports.signer, ports.clock)
    with pytest.raises(KeyboardInterrupt):
        await commit(dying, HERE, [], [told], once=[f"done|{told.id}"])


async def test_the_outbox_holds_readable_events() -> None:
    ports, told = memory_ports(), event()
    await commit(ports, HERE, [], [told])
    (entry,) = (await ports.state.scan(HERE, "outbox|")).values()
    assert parse(entry.value[1:-1]) == told
