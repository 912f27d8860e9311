"""Notices at once when the broker goes away, and whether it is the same one when it is back: the embedded broker forgets everything."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

log = logging.getLogger("qlp.host.kafka")

_AGAIN_SECONDS = 0.2
_DEADLINE = 10.0


async def cluster_id(admin: AIOKafkaAdminClient) -> str:
    """The id of the cluster, another one after each loss of its memory. Raises KafkaError."""
    described = await admin.describe_cluster()
    return str(described["cluster_id"])


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Returns when the event is set, or after that time."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


@dataclass(slots=True)
class Watch:
    """Watches one life of the broker through a connection that nothing is sent on: it breaks when the broker ends.

    While `sure` is not set, what is fetched may already be from another life: hold it back.
    """

    broker: str
    admin: AIOKafkaAdminClient
    cluster: str
    stream: AIOKafkaConsumer
    partitions: Sequence[TopicPartition]
    sure: asyncio.Event = field(default_factory=asyncio.Event)
    _told: bool = False

    async def until_lost_or(self, stopping: asyncio.Event) -> None:
        """Returns when the broker's memory is gone, or `stopping` is set. Its absence alone is only waited for."""
        while not stopping.is_set():
            try:
                if await self._watched(stopping):
                    log.warning("the broker has lost its memory: reading from the earliest message again")
                    return
            except (KafkaError, OSError, TimeoutError) as error:
                if not self._told:
                    log.warning("the broker is away: %s", error)
                self._told = True
                await wait_for(stopping, _AGAIN_SECONDS)

    async def _watched(self, stopping: asyncio.Event) -> bool:
        """For the length of one connection; True when it led to a broker without its memory. Raises KafkaError, OSError, TimeoutError."""
        host, _, port = self.broker.split(",")[0].rpartition(":")
        async with asyncio.timeout(_DEADLINE):
            reader, writer = await asyncio.open_connection(host, int(port))
        try:
            async with asyncio.timeout(_DEADLINE):
                if await self._lost():
                    return True
            if self._told:
                log.info("the broker is back")
            self._told = False
            self.sure.set()
            await _first(reader.read(1), stopping.wait())
        finally:
            self.sure.clear()
            writer.close()
        return False

    async def _lost(self) -> bool:
        """Another cluster, or one that holds less than was read."""
        if await cluster_id(self.admin) != self.cluster:
            return True
        ends = await self.stream.end_offsets(self.partitions)
        return any([ends[at] < await self.stream.position(at) for at in self.partitions])


async def _first(*waits: Coroutine[None, None, object]) -> None:
    """Returns when the first of them does; the others are given up."""
    tasks = [asyncio.create_task(one) for one in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
