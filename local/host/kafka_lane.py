"""One function on one partition: takes the records in their order, in batches, with the Kafka extension's retries."""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]

from local.host.kafka_data import Record, many, one
from local.host.options import HostError, Options, resolved, resolved_connection
from local.host.worker import Function, Worker

log = logging.getLogger("qlp.host.kafka")

#: A lane that holds this much makes the feed stop reading its partition until it has caught up.
_FULL_RECORDS = 5_000
_FULL_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a Kafka function wants, from its binding with the app settings filled in."""

    function: Function
    broker: str
    topic: str
    group: str
    many: bool
    binary: bool

    @classmethod
    def of(cls, function: Function) -> "Subscription":
        """Reads the trigger. Raises HostError for a setting that is not there."""
        trigger = function.trigger
        if not trigger.get("brokerList"):
            raise HostError(f"{function.name}: the Kafka trigger names no broker")
        return cls(
            function,
            resolved_connection(str(trigger["brokerList"])),
            resolved(str(trigger["topic"])),
            resolved(str(trigger.get("consumerGroup") or "$Default")),
            str(trigger.get("cardinality", "ONE")).upper() == "MANY",
            str(trigger.get("dataType", "STRING")).upper() == "BINARY",
        )


@dataclass(slots=True)
class Lane:
    """A partition of a subscription, as if the function were scaled out to one instance for each partition.

    `done(offset)` is told the offset to go on from, after each batch that succeeded or was given up.
    """

    subscription: Subscription
    partition: int
    following: int
    worker: Worker
    options: Options
    done: Callable[[int], None]
    _queue: deque[Record] = field(default_factory=deque)
    _bytes: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _closed: bool = False

    @property
    def full(self) -> bool:
        """Whether it can take no more for now."""
        return len(self._queue) >= _FULL_RECORDS or self._bytes >= _FULL_BYTES

    def offer(self, records: Iterable[Record]) -> None:
        """Queues the records that this group has not had yet."""
        for record in records:
            if record.offset >= self.following:
                self.following = record.offset + 1
                self._queue.append(record)
                self._bytes += len(record.value or b"")
        self._news.set()

    def close(self) -> None:
        """Ends `run` after the batch at work; what is queued is not delivered."""
        self._closed = True
        self._news.set()

    async def run(self) -> None:
        """Delivers until closed."""
        while not self._closed:
            if not self._queue:
                self._news.clear()
                await self._news.wait()
                continue
            limit = self.options.max_batch if self.subscription.many else 1
            batch = [self._queue.popleft() for _ in range(min(limit, len(self._queue)))]
            self._bytes -= sum(len(record.value or b"") for record in batch)
            if await self._delivered(batch):
                self.done(batch[-1].offset + 1)

    async def _delivered(self, batch: Sequence[Record]) -> bool:
        """Tries in place, at once, as often as host.json says; then the batch is given up. False: closed before that."""
        value, metadata = self._datums(batch)
        for attempt in itertools.count():
            outcome = await self.worker.invoke(self.subscription.function, value, metadata)
            if outcome.ok:
                return True
            if self.options.commit_on_failure or attempt == self.options.max_retries:
                break
            if self._closed:
                return False
        place = f"{self.subscription.topic}/{self.partition} offsets {batch[0].offset}..{batch[-1].offset}"
        log.error("%s: given up after %d attempts: %s", self.subscription.function.name, attempt + 1, place)
        return True

    def _datums(self, batch: Sequence[Record]) -> tuple[Datum, dict[str, Datum]]:
        binary = self.subscription.binary
        return many(batch, binary=binary) if self.subscription.many else one(batch[0], binary=binary)
