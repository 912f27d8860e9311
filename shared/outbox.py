"""The transactional outbox: a run's state and the events that tell of it are committed together, then published.

Keys in the partition: `outbox|<microseconds>|<id>` holds one commit's events as a JSON array of CloudEvents; `relayed|<…>` lists entries
that were published. Marks are written later and together: one that is lost only makes `relay` publish an entry again, with the same ids.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import pydantic_core

from shared.claim_check import pack
from shared.errors import Conflict, Temporary
from shared.events import CATALOGUE, Event
from shared.ports import Message, Ports, Record, State, Write
from shared.tenancy import Partition

_ENTRY = "outbox|"
_MARK = "relayed|"
_ENTRY_BYTES = 600 * 1024
_PAGE = 200
_MARK_AFTER_SECONDS = 1.0
#: A commit may take this long from its time stamp to its being seen; `relay` looks back so far.
_LATE_MICROSECONDS = 60_000_000
_KNOWN = 20_000
_MARKED_TOGETHER = 2_000

_TOPICS = {kind.TYPE: kind.TOPIC for kind in CATALOGUE}
_log = logging.getLogger("qlp.outbox")


async def commit(
    ports: Ports, partition: Partition, writes: Sequence[Write], events: Sequence[Event] = (), *, once: Sequence[str] = ()
) -> bool:
    """Commits the writes and the outgoing events in one transaction, then publishes the events.

    `once` are keys that are inserted with it; when one is there already, nothing is written and it returns False: it was done before.
    When publishing fails the commit stands, and `relay` publishes later. Raises Conflict (load again), TooLarge or Unavailable.
    """
    wires = await pack(events, ports.blobs)
    entries = _entries(int(ports.clock.now().timestamp() * 1_000_000), events, wires)
    marker = pydantic_core.to_json(list(entries)).decode()
    whole = [*writes, *(Write(key, marker) for key in once), *(Write(key, text) for key, text in entries.items())]
    if not whole:
        return True
    try:
        await ports.state.commit(partition, whole)
    except Conflict:
        done = await ports.state.get(partition, *once) if once else {}
        if not done:
            raise
        await _repeat(ports, partition, done.values())
        return False
    await _publish(ports, partition, list(entries), [_message(e, w) for e, w in zip(events, wires, strict=True)])
    return True


async def relay(ports: Ports, partition: Partition, older_than_seconds: float) -> int:
    """Publishes what was committed longer ago than that and never published; the number of entries. Raises Unavailable."""
    ledger = _ledger(ports.state)
    await ledger.settle(ports.state)
    since = ledger.relayed_until.get(partition, 0)
    entries = await ports.state.scan(partition, _ENTRY, f"{_ENTRY}{since:016d}")
    marks = await ports.state.scan(partition, _MARK, f"{_MARK}{since:016d}")
    relayed = {key for record in marks.values() for key in pydantic_core.from_json(record.value)}
    until = int((ports.clock.now().timestamp() - older_than_seconds) * 1_000_000)
    pending = {key: record for key, record in entries.items() if key not in relayed and _time(key) <= until}
    if pending:
        _log.info("relaying %d entries of %s", len(pending), partition.key)
        await ports.bus.publish(_messages(pending))
        ledger.add(ports.state, partition, pending)
    ledger.remember(partition, until - _LATE_MICROSECONDS)
    return len(pending)


async def replay(ports: Ports, partition: Partition) -> int:
    """Publishes everything that was ever committed in this partition again, in order, with the same ids; the number of entries.

    Readers drop what they know. Raises Unavailable.
    """
    count, after = 0, ""
    while page := await ports.state.scan(partition, _ENTRY, after, _PAGE):
        await ports.bus.publish(_messages(page))
        _ledger(ports.state).add(ports.state, partition, page)
        count, after = count + len(page), max(page)
    return count


async def settle(ports: Ports) -> None:
    """Writes the marks that are still waiting, before the process ends."""
    await _ledger(ports.state).settle(ports.state)


def _entries(now: int, events: Sequence[Event], wires: Sequence[bytes]) -> dict[str, str]:
    """Key -> JSON array of events; several when one document cannot hold them all."""
    groups: list[list[str]] = []
    size = _ENTRY_BYTES
    for wire in wires:
        if size + len(wire) > _ENTRY_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(wire.decode())
        size += len(wire)
    return {f"{_ENTRY}{now:016d}|{events[0].id.hex}|{n:02d}": f"[{','.join(group)}]" for n, group in enumerate(groups)}


def _time(key: str) -> int:
    return int(key.split("|")[1])


def _message(event: Event, wire: bytes) -> Message:
    return Message(event.TOPIC, event.run, wire)


def _messages(entries: Mapping[str, Record]) -> list[Message]:
    wires: list[dict[str, Any]] = [wire for record in entries.values() for wire in pydantic_core.from_json(record.value)]
    return [Message(_TOPICS[wire["type"]], wire["subject"], pydantic_core.to_json(wire)) for wire in wires]


async def _publish(ports: Ports, partition: Partition, entries: Sequence[str], messages: Sequence[Message]) -> None:
    if not messages:
        return
    try:
        await ports.bus.publish(messages)
    except Temporary as error:
        _log.warning("%d events of %s are committed and will be relayed: %s", len(messages), partition.key, error.message)
        return
    _ledger(ports.state).add(ports.state, partition, entries)


async def _repeat(ports: Ports, partition: Partition, markers: Iterable[Record]) -> None:
    """A cause came again. Whoever handled it may have died before it published: its events go out again, once per process."""
    known = _ledger(ports.state).known
    keys = {key for record in markers for key in pydantic_core.from_json(record.value)}
    missing = sorted(key for key in keys if (partition, key) not in known)
    found = await ports.state.get(partition, *missing) if missing else {}
    await _publish(ports, partition, missing, _messages({key: found[key] for key in missing if key in found}))


class _Ledger:
    """What this process has published: a bounded memory of entries, the marks that wait, and how far `relay` has looked."""

    def __init__(self) -> None:
        self.known: dict[tuple[Partition, str], None] = {}
        self.waiting: dict[Partition, list[str]] = {}
        self.relayed_until: dict[Partition, int] = {}
        self.task: asyncio.Task[None] | None = None

    def add(self, state: State, partition: Partition, entries: Iterable[str]) -> None:
        self.waiting.setdefault(partition, []).extend(entries)
        self.known.update(((partition, key), None) for key in entries)
        while len(self.known) > _KNOWN:
            del self.known[next(iter(self.known))]
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._settle_later(state))

    def remember(self, partition: Partition, until: int) -> None:
        self.relayed_until[partition] = max(until, 0)
        while len(self.relayed_until) > _KNOWN:
            del self.relayed_until[next(iter(self.relayed_until))]

    async def settle(self, state: State) -> None:
        waiting, self.waiting = self.waiting, {}
        await asyncio.gather(*(_mark(state, partition, entries) for partition, entries in waiting.items()))

    async def _settle_later(self, state: State) -> None:
        while self.waiting:
            await asyncio.sleep(_MARK_AFTER_SECONDS)
            await self.settle(state)


async def _mark(state: State, partition: Partition, entries: Sequence[str]) -> None:
    """One document for many of them, named after the youngest, so that a scan from a time on finds every mark of a later entry."""
    groups = [sorted(group) for group in batched(entries, _MARKED_TOGETHER, strict=False)]
    writes = [Write(f"{_MARK}{g[-1].removeprefix(_ENTRY)}|{uuid4().hex[:8]}", pydantic_core.to_json(g).decode()) for g in groups]
    try:
        await state.commit(partition, writes)
    except Temporary as error:
        _log.warning("%d entries of %s are not marked as relayed: %s", len(entries), partition.key, error.message)


_LEDGERS: WeakKeyDictionary[State, _Ledger] = WeakKeyDictionary()


def _ledger(state: State) -> _Ledger:
    return _LEDGERS.setdefault(state, _Ledger())
