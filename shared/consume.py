"""From deliveries to handlers: parse, resolve claims, group by run, retry what may pass, dead-letter what never will.

One of the two places with a broad except (the other is the HTTP edge): a handler's fault must end in a dead letter, not in a lost message.
"""

import asyncio
import logging
import random
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from shared.claim_check import pack, unpack
from shared.errors import Conflict, NotYet, Permanent, QlpError, Temporary, Unavailable
from shared.events import Event, MessageDeadLettered, Topic
from shared.ports import Message, Ports

type Handler[E: Event] = Callable[[E, Ports], Awaitable[None]]
#: A component's table: which handler takes which event.
type Handles = Mapping[type[Event], Handler[Any]]
#: Takes a batch of ONE run's events, in their order.
type Fold = Callable[[Sequence[Event], Ports], Awaitable[None]]

#: Who a dead letter belongs to when its message says nothing usable: no tenant of an Entra ID, no run.
NO_TENANT = "00000000-0000-0000-0000-000000000000"
NO_RUN = "0" * 32

_DEAD_LETTERS = UUID("6d1f6b3c-2f51-4f0e-8f0b-0d0f6c2b9a42")
_RUNS_AT_ONCE = 32
#: What another message has to bring, or another writer keeps from being written, is waited for so long after it was sent, or after this
#: process began where that was later. Then it will not come, and whatever is behind in the partition must not wait for it.
_PATIENCE = timedelta(minutes=10)
_BEGUN = datetime.now(UTC)
_log = logging.getLogger("qlp.consume")


class Delivery(NamedTuple):
    """A message as the broker hands it over, with its coordinates."""

    topic: str
    partition: int
    offset: int
    key: str | None
    value: bytes


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a fold is tried again: `conflicts` times at once, then `tries` times after growing pauses of `total` seconds in all.

    `deadline`: seconds for one attempt.
    """

    tries: int = 5
    conflicts: int = 10
    first: float = 0.5
    total: float = 20.0
    deadline: float = 120.0

    def pause(self, error: Temporary, tried: int, conflicted: int, waited: float) -> float | None:
        """Seconds until the next attempt; None: give up."""
        if isinstance(error, Conflict) and conflicted <= self.conflicts:
            return random.uniform(0, 0.01) if conflicted > 2 else 0.0  # noqa: S311 - no secret
        paused = tried + max(0, conflicted - self.conflicts)
        if paused > self.tries or waited >= self.total:
            return None
        wanted: float = max(error.delay, self.first * 2 ** (paused - 1))
        return min(wanted * random.uniform(0.75, 1.25), self.total - waited)  # noqa: S311 - no secret


RETRY = Retry()


def each(handles: Handles) -> Fold:
    """A fold that gives every event to its handler, one after the other; types without a handler are ignored."""

    async def fold(events: Sequence[Event], ports: Ports) -> None:
        for event in events:
            handler = handles.get(type(event))
            if handler is not None:
                await handler(event, ports)

    return fold


async def consume(component: str, deliveries: Sequence[Delivery], fold: Fold, ports: Ports, retry: Retry = RETRY) -> None:
    """Handles a batch: runs side by side, each run's events in order. Returns when every message is handled or dead-lettered.

    Raises Temporary when a run's events cannot be handled now: the host delivers the whole batch again.
    """
    consumer = _Consumer(component, fold, ports, retry)
    runs: dict[tuple[str, str], list[_Opened]] = {}
    for item in await asyncio.gather(*(consumer.open(delivery) for delivery in deliveries)):
        if isinstance(item, _Opened):
            runs.setdefault((item.event.tenant, item.event.run), []).append(item)
    outcomes = await asyncio.gather(*(consumer.handle(batch) for batch in runs.values()), return_exceptions=True)
    for outcome in outcomes:
        if outcome is not None:
            raise outcome


class _Opened(NamedTuple):
    delivery: Delivery
    event: Event


class _Consumer:
    """One call of `consume`."""

    def __init__(self, component: str, fold: Fold, ports: Ports, retry: Retry) -> None:
        self.component, self.fold, self.ports, self.retry = component, fold, ports, retry
        self.gate = asyncio.Semaphore(_RUNS_AT_ONCE)

    async def open(self, delivery: Delivery) -> _Opened | None:
        """The message's event; None when it has none and went to the dead letters."""
        try:
            return _Opened(delivery, await self._persist(lambda: unpack(delivery.value, self.ports.blobs)))
        except Temporary:
            raise
        except Exception as error:  # noqa: BLE001 - the edge: whatever a message makes of the reader must not stop those behind it
            await self._dead_letter(delivery, NO_TENANT, NO_RUN, error)
            return None

    async def handle(self, batch: Sequence[_Opened]) -> None:
        """One run's events. What fails for good is looked for one by one, so that only the event at fault is put aside."""
        async with self.gate:
            await self._handle(batch)

    async def _handle(self, batch: Sequence[_Opened]) -> None:
        try:
            await self._persist(lambda: self.fold([item.event for item in batch], self.ports))
        except Exception as error:
            if isinstance(error, Temporary) and not self._in_vain(error, batch):
                raise
            if len(batch) == 1:
                await self._dead_letter(batch[0].delivery, batch[0].event.tenant, batch[0].event.run, error)
                return
            for item in batch:
                await self._handle([item])

    def _in_vain(self, error: Temporary, batch: Sequence[_Opened]) -> bool:
        """Whether no time will heal it: a service comes back, but what is still not there, or still in conflict, stays so."""
        since = max(_BEGUN, *(item.event.time for item in batch))
        return isinstance(error, NotYet | Conflict) and self.ports.clock.now() - since > _PATIENCE

    async def _persist[T](self, attempt: Callable[[], Awaitable[T]]) -> T:
        tried = conflicted = 0
        waited = 0.0
        while True:
            try:
                return await self._timed(attempt)
            except Temporary as error:
                tried, conflicted = (tried, conflicted + 1) if isinstance(error, Conflict) else (tried + 1, conflicted)
                pause = self.retry.pause(error, tried, conflicted, waited)
                if pause is None:
                    raise
                if pause:
                    _log.log(
                        logging.DEBUG if isinstance(error, Conflict) else logging.WARNING,
                        "%s: %s; again in %.2f s",
                        self.component,
                        error.message,
                        pause,
                    )
            waited += pause
            await asyncio.sleep(pause)

    async def _timed[T](self, attempt: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self.retry.deadline):
                return await attempt()
        except TimeoutError as error:
            raise Unavailable(f"{self.component} took longer than {self.retry.deadline:.0f} s") from error

    async def _dead_letter(self, delivery: Delivery, tenant: str, run: str, error: Exception) -> None:
        where = f"{delivery.topic}/{delivery.partition}/{delivery.offset}"
        trace = None if isinstance(error, Permanent) else error
        _log.error("%s cannot handle %s (run %s): %s", self.component, where, run, error, exc_info=trace)
        if delivery.topic == Topic.DEADLETTER:
            return  # a dead letter that cannot be handled stays where it is: another one of it would be handled no better
        letter = MessageDeadLettered(
            # A broker that was made anew counts from the start again: the place alone is not enough.
            id=uuid5(_DEAD_LETTERS, f"{where}/{self.component}/{sha256(delivery.value).hexdigest()}"),
            tenant=tenant,
            run=run,
            time=self.ports.clock.now(),
            source=self.component,
            component=self.component,
            code=error.code if isinstance(error, QlpError) else "unexpected",
            error=f"{type(error).__name__}: {error}"[:2000],
            topic=delivery.topic,
            partition=delivery.partition,
            offset=delivery.offset,
            key=delivery.key,
            original=b64encode(delivery.value).decode(),
        )
        await self._persist(lambda: self._send(letter))

    async def _send(self, letter: MessageDeadLettered) -> None:
        (wire,) = await pack([letter], self.ports.blobs)
        await self.ports.bus.publish([Message(Topic.DEADLETTER, letter.run, wire)])
