"""The committed offsets of one consumer group: read once at start, then stored every 200 ms as the Kafka extension does."""

import asyncio
import logging
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

log = logging.getLogger("qlp.host.kafka")

_COMMIT_SECONDS = 0.2


class Offsets:
    """A group's offsets. The consumer inside fetches nothing (its partitions are paused): it speaks for the group."""

    def __init__(self, broker: str, group: str, partitions: Sequence[TopicPartition]) -> None:
        self._partitions = list(partitions)
        self._pending: dict[TopicPartition, int] = {}
        self._marked = asyncio.Event()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=broker, group_id=group, enable_auto_commit=False, consumer_timeout_ms=60_000, request_timeout_ms=10_000
        )

    async def start(self) -> None:
        """Connects. Raises KafkaError."""
        await self._consumer.start()
        self._consumer.assign(self._partitions)
        self._consumer.pause(*self._partitions)

    async def committed(self) -> dict[TopicPartition, int]:
        """Where the group goes on; 0 where it never was. Raises KafkaError."""
        found = await asyncio.gather(*(self._consumer.committed(partition) for partition in self._partitions))
        return {partition: offset or 0 for partition, offset in zip(self._partitions, found, strict=True)}

    def mark(self, partition: TopicPartition, following: int) -> None:
        """All before `following` is done; it is committed soon."""
        self._pending[partition] = following
        self._marked.set()

    async def run(self) -> None:
        """Commits until it is cancelled."""
        while True:
            await self._marked.wait()
            await asyncio.sleep(_COMMIT_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Commits what is marked. When the broker is away it stays marked; a commit that is lost only means reading again."""
        marked, self._pending = self._pending, {}
        self._marked.clear()
        if not marked:
            return
        try:
            await self._consumer.commit(marked)
        except KafkaError as error:
            log.debug("offsets not committed: %s", error)
            self._pending = {**marked, **self._pending}
            self._marked.set()

    async def stop(self) -> None:
        """Disconnects."""
        await ended(self._consumer)


async def ended(consumer: AIOKafkaConsumer) -> None:
    """Stops the consumer, wholly and without ending the caller. Raises what `stop` raises.

    aiokafka cancels its fetches and awaits them bare: where one was about to try again, its cancellation comes out of `stop`,
    which looks like our own and leaves the connections open.
    """
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled():
        await consumer._client.close()
    else:
        stopping.result()
