"""What becomes of a message: handled in order, tried again, or put aside with its error; never lost, never in the way of others."""

import asyncio
import base64
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory import MemoryPorts, memory_ports
from shared.claim_check import pack
from shared.consume import NO_RUN, NO_TENANT, Delivery, Fold, Retry, consume, each
from shared.errors import Conflict, Forbidden, NotYet, Temporary, Unavailable
from shared.events import (
    CancellationRequested,
    Event,
    IntentSubmitted,
    MessageDeadLettered,
    ThoughtShared,
    Topic,
    to_wire,
)
from shared.ports import Ports

QUICK = Retry(first=0.001, total=0.05, deadline=5.0)
RUN = "a" * 32


def cancellation(run: str = RUN, reason: str = "") -> CancellationRequested:
    return CancellationRequested(id=uuid4(), tenant="t1", run=run, time=datetime.now(UTC), source="test", by="ada", reason=reason)


def delivery(value: bytes | Event, offset: int = 0, topic: str = "control") -> Delivery:
    return Delivery(topic, 0, offset, RUN, to_wire(value) if isinstance(value, Event) else value)


class Collected:
    """A fold that remembers its batches; `faults` are raised one by one before it succeeds."""

    def __init__(self, *faults: Exception) -> None:
        self.batches: list[list[Event]] = []
        self.faults = list(faults)

    async def __call__(self, events: Sequence[Event], ports: Ports) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.batches.append(list(events))


def letters(ports: MemoryPorts) -> list[MessageDeadLettered]:
    return ports.bus.events(MessageDeadLettered)


async def run(fold: Fold, *deliveries: Delivery, retry: Retry = QUICK, ports: MemoryPorts | None = None) -> MemoryPorts:
    used = ports or memory_ports()
    await consume("tested", deliveries, fold, used, retry)
    return used


async def test_a_batch_reaches_the_fold_as_one_batch_per_run_in_order() -> None:
    other = "b" * 32
    sent = [cancellation(r, str(n)) for n, r in enumerate([RUN, other, RUN, RUN, other])]
    fold = Collected()
    await run(fold, *(delivery(e, n) for n, e in enumerate(sent)))
    assert sorted(fold.batches, key=len) == [[sent[1], sent[4]], [sent[0], sent[2], sent[3]]]


async def test_runs_do_not_wait_for_each_other() -> None:
    second_is_in = asyncio.Event()

    async def fold(events: Sequence[Event], ports: Ports) -> None:
        if events[0].run == RUN:
            await asyncio.wait_for(second_is_in.wait(), 5)
        else:
            second_is_in.set()

    await run(fold, delivery(cancellation()), delivery(cancellation("b" * 32), 1))
    assert second_is_in.is_set()


async def test_each_gives_an_event_to_its_handler_and_ignores_other_types() -> None:
    seen: list[str] = []

    async def on_cancellation(event: CancellationRequested, ports: Ports) -> None:
        seen.append(event.reason)

    thought = ThoughtShared(id=uuid4(), tenant="t1", run=RUN, time=datetime.now(UTC), source="test", task="x", role="codegen", text="hm")
    fold = each({CancellationRequested: on_cancellation})
    ports = await run(fold, delivery(cancellation(reason="1")), delivery(thought, 1), delivery(cancellation(reason="2"), 2))
    assert seen == ["1", "2"]
    assert not letters(ports)


def wire(**changes: object) -> bytes:
    whole = json.loads(to_wire(cancellation()))
    return json.dumps({k: v for k, v in {**whole, **changes}.items() if v is not None}).encode()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(b"\xff\x00 not JSON", "undecodable", id="not JSON"),
        pytest.param(b"", "undecodable", id="empty"),
        pytest.param(b"[1, 2]", "undecodable", id="not an object"),
        pytest.param(b"[" * 20_000, "undecodable", id="nested too deep"),
        pytest.param(wire(specversion="0.3"), "undecodable", id="another CloudEvents version"),
        pytest.param(wire(type="qlp.nothing.known.v1"), "undecodable", id="unknown type"),
        pytest.param(wire(type="qlp.cancellation.requested.v2"), "undecodable", id="unknown version"),
        pytest.param(wire(type=7), "undecodable", id="type is no text"),
        pytest.param(wire(data={}), "undecodable", id="a field is missing"),
        pytest.param(wire(time="2026-01-01T00:00:00"), "undecodable", id="a time without zone"),
        pytest.param(wire(tenantid="../other"), "invalid", id="malformed tenant"),
        pytest.param(wire(subject="not a run"), "invalid", id="malformed run"),
        pytest.param(wire(tenantid=None), "undecodable", id="no tenant"),
        pytest.param(wire(dataref="x", data=None), "undecodable", id="a claim without size and digest"),
        pytest.param(wire(dataref="secrets/x", datasize=1, datadigest="ab", data=None), "undecodable", id="a claim for something else"),
        pytest.param(wire(dataref="claims/ab", datasize=1, datadigest="ab", data=None), "not_found", id="a claim for nothing"),
        pytest.param(wire(dataref="claims/ab", datasize=1, datadigest="ab", tenantid="..", data=None), "invalid", id="a claim elsewhere"),
        pytest.param(wire(dataref="claims/ab", datasize=10**400, datadigest="ab", data=None), "not_found", id="a claim of no size that is"),
    ],
)
async def test_poison_goes_to_the_dead_letters_and_the_rest_is_handled(value: bytes, code: str) -> None:
    good, fold = cancellation(), Collected()
    ports = await run(fold, delivery(value, 3), delivery(good, 4))
    (letter,) = letters(ports)
    assert (letter.code, letter.component, letter.topic, letter.partition, letter.offset) == (code, "tested", "control", 0, 3)
    assert base64.b64decode(letter.original) == value
    assert (letter.tenant, letter.run, letter.key) == (NO_TENANT, NO_RUN, RUN)
    assert fold.batches == [[good]]
    assert ports.bus.messages[0].topic == Topic.DEADLETTER


@given(st.binary(max_size=200))
async def test_no_bytes_whatsoever_break_the_consumer(value: bytes) -> None:
    assert len(letters(await run(Collected(), delivery(value)))) == 1


async def test_a_message_that_is_delivered_again_makes_the_same_dead_letter() -> None:
    ports = memory_ports()
    for _ in range(2):
        await run(Collected(), delivery(b"?", 9), ports=ports)
    first, second = letters(ports)
    assert first.id == second.id


async def test_dead_letters_of_two_components_offsets_or_messages_differ() -> None:
    ports = memory_ports()
    await consume("one", [delivery(b"?", 1), delivery(b"?", 2)], Collected(), ports, QUICK)
    await consume("two", [delivery(b"?", 1)], Collected(), ports, QUICK)
    await consume("one", [delivery(b"another one where a new broker counts from the start", 1)], Collected(), ports, QUICK)
    assert len({letter.id for letter in letters(ports)}) == 4


async def test_a_message_on_which_the_reader_breaks_is_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    ports, fold = memory_ports(), Collected()

    async def broken(tenant: str, ref: object) -> bytes:
        raise OverflowError("larger than any clock can count")

    (packed,) = await pack([cancellation(reason="x" * 100_000)], ports.blobs)
    monkeypatch.setattr(ports.blobs, "get", broken)
    await run(fold, delivery(packed), delivery(cancellation(), 1), ports=ports)
    assert letters(ports)[0].code == "unexpected"
    assert len(fold.batches) == 1


async def test_a_dead_letter_that_cannot_be_handled_makes_no_other_one() -> None:
    ports = await run(Collected(), delivery(b"?", topic="deadletter"))
    assert not ports.bus.messages


async def test_only_the_event_at_fault_is_put_aside() -> None:
    handled: list[str] = []

    async def on_cancellation(event: CancellationRequested, ports: Ports) -> None:
        if event.reason == "bad":
            raise Forbidden("not this one")
        handled.append(event.reason)

    events = [cancellation(reason=r) for r in ("1", "bad", "3")]
    ports = await run(each({CancellationRequested: on_cancellation}), *(delivery(e, n) for n, e in enumerate(events)))
    (letter,) = letters(ports)
    assert (letter.offset, letter.code, letter.tenant, letter.run) == (1, "forbidden", "t1", RUN)
    assert handled == ["1", "1", "3"]  # once with the batch that failed, then alone: handlers are idempotent


async def test_a_fault_in_a_handler_is_a_dead_letter_and_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def fold(events: Sequence[Event], ports: Ports) -> None:
        raise KeyError("surprise")

    with caplog.at_level(logging.ERROR, "qlp.consume"):
        ports = await run(fold, delivery(cancellation()))
    (letter,) = letters(ports)
    assert letter.code == "unexpected"
    assert "surprise" in letter.error
    assert caplog.records[0].exc_info is not None


async def test_what_is_temporary_is_tried_again_until_it_works() -> None:
    fold = Collected(Unavailable("storage", 0.001), Temporary("busy", 0.001), Unavailable("storage", 0.001))
    ports = await run(fold, delivery(cancellation()))
    assert len(fold.batches) == 1
    assert not ports.bus.messages


async def test_a_conflict_is_tried_again_at_once() -> None:
    fold = Collected(*(Conflict("lost the race") for _ in range(10)))
    await run(fold, delivery(cancellation()), retry=Retry(tries=0, first=60.0))
    assert len(fold.batches) == 1


def old_clock(ports: MemoryPorts, **ago: float) -> None:
    """The time is later than any message was sent."""
    later = datetime.now(UTC) + timedelta(**ago)
    object.__setattr__(ports, "clock", type("Later", (), {"now": lambda self: later})())


@pytest.mark.parametrize("fault", [NotYet("the intent has not arrived"), Conflict("always")])
async def test_what_time_does_not_heal_is_put_aside_and_the_rest_is_handled(fault: Temporary) -> None:
    handled: list[str] = []

    async def on_cancellation(event: CancellationRequested, ports: Ports) -> None:
        if event.reason == "stray":
            raise fault
        handled.append(event.reason)

    ports, fold = memory_ports(), each({CancellationRequested: on_cancellation})
    stray = [delivery(cancellation(reason="stray"), 0), delivery(cancellation(reason="fine"), 1)]
    with pytest.raises(type(fault)):
        await run(fold, *stray, ports=ports)
    old_clock(ports, minutes=11)
    await run(fold, *stray, ports=ports)
    (letter,) = letters(ports)
    assert (letter.offset, letter.code, handled) == (0, fault.code, ["fine"])


async def test_a_service_that_is_away_is_waited_for_however_long_it_takes() -> None:
    ports = memory_ports()
    old_clock(ports, days=3)
    with pytest.raises(Unavailable):
        await run(Collected(*[Unavailable("storage")] * 100), delivery(cancellation()), ports=ports)
    assert not ports.bus.messages


def test_a_conflict_that_stays_is_tried_again_after_growing_pauses() -> None:
    retry = Retry()
    pauses = [retry.pause(Conflict("always"), 0, n, 0.0) for n in range(1, retry.conflicts + retry.tries + 2)]
    assert all(pause is not None and pause < 0.02 for pause in pauses[: retry.conflicts])
    assert [pause is not None and pause > 0.3 for pause in pauses[retry.conflicts :]] == [True] * retry.tries + [False]


@pytest.mark.parametrize("fault", [Unavailable("storage"), Conflict("always"), Temporary("busy"), NotYet("the intent")])
async def test_what_stays_unavailable_is_raised_so_that_the_host_delivers_again(fault: Exception) -> None:
    fold = Collected(*[fault] * 100)
    ports = memory_ports()
    with pytest.raises(type(fault)):
        await run(fold, delivery(cancellation()), ports=ports)
    assert not ports.bus.messages


async def test_a_run_that_cannot_be_handled_now_does_not_stop_the_others() -> None:
    other, handled = "b" * 32, []

    async def fold(events: Sequence[Event], ports: Ports) -> None:
        if events[0].run == RUN:
            raise Unavailable("not now")
        handled.append(events[0].run)

    with pytest.raises(Unavailable):
        await run(fold, delivery(cancellation()), delivery(cancellation(other), 1))
    assert handled == [other]


async def test_a_handler_that_hangs_is_stopped_and_counts_as_unavailable() -> None:
    async def fold(events: Sequence[Event], ports: Ports) -> None:
        await asyncio.Event().wait()

    with pytest.raises(Unavailable, match="took longer"):
        await run(fold, delivery(cancellation()), retry=Retry(tries=0, deadline=0.02))


async def test_when_not_even_the_dead_letter_can_be_written_the_message_is_delivered_again() -> None:
    ports = memory_ports()
    ports.bus.down = True
    with pytest.raises(Unavailable):
        await run(Collected(), delivery(b"?"), ports=ports)


@given(st.lists(st.sampled_from([Conflict("c"), Unavailable("u"), Temporary("t", 3.0)]), max_size=40))
def test_all_pauses_together_stay_within_the_total(faults: list[Temporary]) -> None:
    retry, tried, conflicted, waited = Retry(), 0, 0, 0.0
    for fault in faults:
        tried, conflicted = (tried, conflicted + 1) if isinstance(fault, Conflict) else (tried + 1, conflicted)
        pause = retry.pause(fault, tried, conflicted, waited)
        if pause is None:
            break
        waited += pause
    assert tried <= retry.tries + 1
    assert waited <= retry.total + 0.1


def test_a_service_that_says_how_long_to_wait_is_heard() -> None:
    pause = Retry().pause(Unavailable("busy", 6.0), 1, 0, 0.0)
    assert pause is not None
    assert pause >= 4.5


async def test_a_large_event_travels_as_a_claim_and_arrives_whole() -> None:
    ports, fold = memory_ports(), Collected()
    large = IntentSubmitted(
        id=uuid4(), tenant="t1", run=RUN, time=datetime.now(UTC), source="test", text="ü" * 50_000, submitted_by="ada", app=RUN
    )
    (packed,) = await pack([large], ports.blobs)
    assert len(packed) < 2_000
    assert json.loads(packed)["dataref"].startswith("claims/")
    assert [tenant for tenant, _ in ports.blobs.content] == ["t1"]
    await run(fold, delivery(packed), ports=ports)
    assert fold.batches == [[large]]


async def test_a_claim_whose_content_was_changed_is_put_aside() -> None:
    ports, fold = memory_ports(), Collected()
    large = cancellation(reason="x" * 100_000)
    (packed,) = await pack([large], ports.blobs)
    ports.blobs.content = dict.fromkeys(ports.blobs.content, b'{"by": "mallory"}')
    await run(fold, delivery(packed), ports=ports)
    assert letters(ports)[0].code == "invalid"
    assert not fold.batches


async def test_a_claim_waits_for_storage_that_is_away_for_a_moment() -> None:
    ports, fold = memory_ports(), Collected()
    (packed,) = await pack([cancellation(reason="x" * 100_000)], ports.blobs)
    ports.blobs.down = True
    with pytest.raises(Unavailable):
        await run(fold, delivery(packed), ports=ports)
    ports.blobs.down = False
    await run(fold, delivery(packed), ports=ports)
    assert len(fold.batches) == 1


async def test_many_events_that_are_large_together_travel_as_claims_too() -> None:
    ports = memory_ports()
    packed = await pack([cancellation(reason="x" * 60_000) for _ in range(50)], ports.blobs)
    assert sum(map(len, packed)) < 100_000


async def test_text_that_looks_like_a_claim_is_only_text() -> None:
    fold, event = Collected(), cancellation(reason='"dataref": "claims/x"')
    tricky = to_wire(event).replace(b'\\"dataref\\"', b"dataref")
    await run(fold, delivery(event), delivery(tricky, 1))
    assert fold.batches[0][0] == event
