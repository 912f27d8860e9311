"""The Kafka feed: reads every partition that a function wants once, and hands the records to all groups that want them.

Partitions are assigned, not negotiated: there is one host process to a stack (docs/decisions/020-kafka-in-the-local-host.md). The embedded
broker lives in memory: when it comes back with another cluster id, or with less than was read already, reading starts again
from the earliest message. Handlers are idempotent, so that is safe.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from local.host.kafka_lane import Lane, Subscription
from local.host.kafka_offsets import Offsets, ended
from local.host.kafka_watch import Watch, cluster_id, wait_for
from local.host.options import HostError, Options
from local.host.worker import Worker

log = logging.getLogger("qlp.host.kafka")

#: How long the broker may hold a fetch, in milliseconds, while events flow and when they rest. The embedded broker looks for
#: new records only at half that time, so this sets both the delay of an event and the work of an idle stack.
_BUSY_WAIT = 20
_IDLE_WAIT = 200
_BUSY_SECONDS = 5.0

_AGAIN_SECONDS = 0.3

type Lanes = Mapping[TopicPartition, Sequence[Lane]]


@dataclass(slots=True)
class Pace:
    """Sets how long fetches wait: short for some seconds after each sign of work."""

    stream: AIOKafkaConsumer
    _busy_until: float = 0.0

    def touch(self) -> None:
        """There is work, or soon will be."""
        self._busy_until = asyncio.get_running_loop().time() + _BUSY_SECONDS
        self._wait(_BUSY_WAIT)

    def rest(self) -> None:
        """There was nothing just now."""
        if asyncio.get_running_loop().time() > self._busy_until:
            self._wait(_IDLE_WAIT)

    def _wait(self, milliseconds: int) -> None:
        # The consumer has no public way to change it while it runs; its version is pinned and a test watches this.
        self.stream._fetcher._fetch_max_wait_ms = milliseconds


def feeds(subscriptions: Iterable[Subscription], worker: Worker, options: Options) -> list["KafkaFeed"]:
    """One feed for each broker. Raises HostError when two functions are the same group on the same topic."""
    seen: dict[tuple[str, str, str], str] = {}
    by_broker: dict[str, list[Subscription]] = defaultdict(list)
    for wanted in subscriptions:
        place = (wanted.broker, wanted.topic, wanted.group)
        if place in seen:
            raise HostError(f"{seen[place]} and {wanted.function.name} both read {wanted.topic} as the consumer group {wanted.group}")
        seen[place] = wanted.function.name
        by_broker[wanted.broker].append(wanted)
    return [KafkaFeed(broker, wanted, worker, options) for broker, wanted in by_broker.items()]


@dataclass(slots=True)
class KafkaFeed:
    """Feeds the functions of one broker."""

    broker: str
    subscriptions: Sequence[Subscription]
    worker: Worker
    options: Options
    positioned: bool = False
    _pace: Pace | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def touch(self) -> None:
        """Something happened that will probably lead to events: look for them at short intervals."""
        if self._pace is not None:
            self._pace.touch()

    def stop(self) -> None:
        """Ends `run` after the batches at work."""
        self._stopping.set()

    async def run(self) -> None:
        """Feeds until stopped, through every absence of the broker."""
        told = False
        while not self._stopping.is_set():
            try:
                await self._life()
                told = False
            except* (KafkaError, OSError, TimeoutError) as group:
                if not told:
                    log.warning("no broker at %s, trying on: %s", self.broker, group.exceptions[0])
                told = True
            self.positioned = False
            await wait_for(self._stopping, _AGAIN_SECONDS)

    async def _life(self) -> None:
        """Reads from one life of the broker, to its end or ours."""
        async with AsyncExitStack() as stack:
            admin = AIOKafkaAdminClient(bootstrap_servers=self.broker, request_timeout_ms=5_000)
            stack.push_async_callback(admin.close)
            await admin.start()
            cluster = await cluster_id(admin)
            partitions = await self._partitions(admin)
            ledgers = await self._ledgers(stack, partitions, cluster)
            stream = AIOKafkaConsumer(
                bootstrap_servers=self.broker, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=_BUSY_WAIT
            )
            stack.push_async_callback(ended, stream)
            await stream.start()
            lanes = await self._lanes(stream, partitions, ledgers)
            self._pace = Pace(stream)
            self._pace.touch()
            self.positioned = True
            log.info("reading %d partitions at %s for %d functions", len(lanes), self.broker, len(self.subscriptions))
            await self._read(Watch(self.broker, admin, cluster, stream, list(lanes)), lanes, list(ledgers.values()))

    async def _partitions(self, admin: AIOKafkaAdminClient) -> dict[str, list[TopicPartition]]:
        """The partitions of every topic; waits until all topics are there. Raises KafkaError."""
        topics = sorted({wanted.topic for wanted in self.subscriptions})
        while True:
            # All topics are asked for: asking by name would make those that are missing.
            found = {entry["topic"]: entry for entry in await admin.describe_topics() if entry["topic"] in topics}
            if missing := [topic for topic in topics if not found.get(topic, {}).get("partitions")]:
                log.info("waiting for the topics %s", ", ".join(missing))
                await wait_for(self._stopping, _AGAIN_SECONDS)
                if not self._stopping.is_set():
                    continue
            return {t: [TopicPartition(t, p["partition"]) for p in entry["partitions"]] for t, entry in found.items()}

    async def _ledgers(self, stack: AsyncExitStack, partitions: Mapping[str, list[TopicPartition]], cluster: str) -> dict[str, Offsets]:
        """The offsets of each group, connected. Raises KafkaError.

        They are stored under `group@cluster`: between a broker's return without its memory and our noticing it, offsets of the
        life before may be committed, and must mean nothing in the new one.
        """
        topics: dict[str, list[TopicPartition]] = defaultdict(list)
        for wanted in self.subscriptions:
            topics[wanted.group] += partitions.get(wanted.topic, [])
        ledgers = {group: Offsets(self.broker, f"{group}@{cluster}", wanted) for group, wanted in topics.items()}
        for ledger in ledgers.values():
            stack.push_async_callback(ledger.stop)
        await asyncio.gather(*(ledger.start() for ledger in ledgers.values()))
        return ledgers

    async def _lanes(
        self, stream: AIOKafkaConsumer, partitions: Mapping[str, list[TopicPartition]], ledgers: Mapping[str, Offsets]
    ) -> dict[TopicPartition, list[Lane]]:
        """A lane for each function and partition, and the stream placed where the slowest of them goes on. Raises KafkaError."""
        committed = dict(zip(ledgers, await asyncio.gather(*(ledger.committed() for ledger in ledgers.values())), strict=True))
        everything = [partition for several in partitions.values() for partition in several]
        stream.assign(everything)
        ends = await stream.end_offsets(everything)
        lanes: dict[TopicPartition, list[Lane]] = defaultdict(list)
        for wanted in self.subscriptions:
            for at in partitions.get(wanted.topic, []):
                # A broker that holds less than was committed has lost its memory: begin again.
                start = committed[wanted.group][at] if committed[wanted.group][at] <= ends[at] else 0
                done = partial(ledgers[wanted.group].mark, at)
                lanes[at].append(Lane(wanted, at.partition, start, self.worker, self.options, done))
        for at, several in lanes.items():
            stream.seek(at, min(lane.following for lane in several))
        return lanes

    async def _read(self, watch: Watch, lanes: Lanes, ledgers: Sequence[Offsets]) -> None:
        """Until the broker's memory is gone or we are stopped; batches at work end, and what they did is committed."""
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(lane.run()) for several in lanes.values() for lane in several]
            endless = [group.create_task(ledger.run()) for ledger in ledgers]
            endless.append(group.create_task(self._pump(watch, lanes)))
            await watch.until_lost_or(self._stopping)
            for lane in (lane for several in lanes.values() for lane in several):
                lane.close()
            await asyncio.wait(running)
            for task in endless:
                task.cancel()
        await asyncio.gather(*(ledger.flush() for ledger in ledgers))

    async def _pump(self, watch: Watch, lanes: Lanes) -> None:
        """Takes what was fetched at once, so that the next fetch can ask for every partition; holds back those that are full."""
        stream, paused = watch.stream, set[TopicPartition]()
        while True:
            chunk: Mapping[TopicPartition, Sequence[Any]] = await stream.getmany(timeout_ms=500)
            await watch.sure.wait()
            for at, records in chunk.items():
                for lane in lanes[at]:
                    lane.offer(records)
            if self._pace is not None:
                self._pace.touch() if chunk else self._pace.rest()
            full = {at for at, several in lanes.items() if any(lane.full for lane in several)}
            if full != paused:
                stream.pause(*full - paused)
                stream.resume(*paused - full)
                paused = full
