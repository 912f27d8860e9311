"""What every Bus promises, on the memory twin and on a Kafka broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from local.stack import broker as brokers
from local.stack.ports import free_port
from local.stack.service import ready, start, stop
from shared.adapters import kafka
from shared.adapters.kafka import KafkaBus, configuration
from shared.adapters.memory import MemoryBus
from shared.errors import Unavailable
from shared.events import Topic
from shared.ports import Bus, Message
from shared.settings import Settings

#: Publishes and gives what arrived under these keys, in the order of arrival.
type RoundTrip = Callable[[Bus, Sequence[Message]], Awaitable[list[tuple[str, bytes]]]]


def bus_at(address: str) -> KafkaBus:
    return KafkaBus(Settings(kafka_brokers=address))


async def read(address: str, topic: Topic, keys: set[str], count: int) -> list[tuple[str, bytes]]:
    """The first `count` messages of the topic with these keys."""
    reader = AIOKafkaConsumer(bootstrap_servers=address, fetch_max_wait_ms=20, enable_auto_commit=False)
    await reader.start()
    try:
        reader.assign([TopicPartition(topic, number) for number in range(brokers.PARTITIONS)])
        await reader.seek_to_beginning()
        found: list[tuple[str, bytes]] = []
        async with asyncio.timeout(20):
            while len(found) < count:
                record = await reader.getone()
                if record.key.decode() in keys:
                    found.append((record.key.decode(), record.value))
        return found
    finally:
        await reader.stop()


@pytest.fixture(params=["memory", "real"])
def address(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("broker") if request.param == "real" else None


@pytest.fixture
async def bus(address: str | None) -> AsyncIterator[Bus]:
    used: Bus = bus_at(address) if address else MemoryBus()
    yield used
    await used.close()


async def arrived(bus: Bus, address: str | None, topic: Topic, keys: set[str], count: int) -> list[tuple[str, bytes]]:
    if isinstance(bus, MemoryBus):
        return [(m.key, m.value) for m in bus.messages if m.topic == topic and m.key in keys]
    return await read(address or "", topic, keys, count)


async def test_messages_of_a_key_arrive_in_order(bus: Bus, address: str | None) -> None:
    keys = [uuid4().hex for _ in range(5)]
    messages = [Message(Topic.DROPS, keys[n % 5], b"%d" % n) for n in range(200)]
    await bus.publish(messages[:120])
    await bus.publish(messages[120:])
    found = await arrived(bus, address, Topic.DROPS, set(keys), 200)
    for number, key in enumerate(keys):
        assert [value for name, value in found if name == key] == [b"%d" % n for n in range(number, 200, 5)]


async def test_one_call_may_reach_several_topics(bus: Bus, address: str | None) -> None:
    key = uuid4().hex
    await bus.publish([Message(topic, key, topic.encode()) for topic in Topic])
    for topic in (Topic.INTENTS, Topic.DEADLETTER):
        assert await arrived(bus, address, topic, {key}, 1) == [(key, topic.encode())]


async def test_publishing_nothing_is_fine(bus: Bus) -> None:
    await bus.publish([])


async def test_any_bytes_of_allowed_size_arrive(bus: Bus, address: str | None) -> None:
    key, values = uuid4().hex, [b"", bytes(range(256)), b"x" * 900_000]
    await bus.publish([Message(Topic.TASKS, key, value) for value in values])
    assert [value for _, value in await arrived(bus, address, Topic.TASKS, {key}, 3)] == values


async def test_many_publishers_at_once_all_get_their_receipt(bus: Bus, address: str | None) -> None:
    key = uuid4().hex
    await asyncio.gather(*(bus.publish([Message(Topic.CONTROL, key, b"%d" % n)]) for n in range(100)))
    assert {value for _, value in await arrived(bus, address, Topic.CONTROL, {key}, 100)} == {b"%d" % n for n in range(100)}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kafka._COMMON, "message.timeout.ms", 500)


@pytest.mark.usefixtures("impatient")
async def test_a_broker_that_is_away_is_unavailable_within_the_deadline() -> None:
    bus, started = bus_at("127.0.0.1:1"), time.monotonic()
    with pytest.raises(Unavailable):
        await bus.publish([Message(Topic.TASKS, "k", b"x")])
    assert time.monotonic() - started < 3
    await bus.close()


@pytest.mark.usefixtures("impatient")
async def test_a_message_over_the_limit_is_refused_and_the_next_is_taken(broker: str) -> None:
    bus, key = bus_at(broker), uuid4().hex
    with pytest.raises(Unavailable):
        await bus.publish([Message(Topic.TASKS, key, b"x" * 1_100_000)])
    await bus.publish([Message(Topic.TASKS, key, b"next")])
    await bus.close()
    assert await read(broker, Topic.TASKS, {key}, 1) == [(key, b"next")]


async def test_a_bus_that_was_closed_opens_again(broker: str) -> None:
    bus = bus_at(broker)
    for _ in range(2):
        await bus.publish([Message(Topic.TASKS, uuid4().hex, b"x")])
        await bus.close()


async def test_publishing_goes_on_after_the_broker_was_restarted(tmp_path: Path) -> None:
    service = brokers.service(free_port())
    bus = bus_at(service.address)
    for attempt in range(2):
        process = start(service, tmp_path / "broker.log")
        try:
            await ready(service, process, 30)
            await bus.publish([Message(Topic.TASKS, "k", b"%d" % attempt)])
            assert await read(service.address, Topic.TASKS, {"k"}, 1) == [("k", b"%d" % attempt)]
        finally:
            await stop(process, 0.0)
    await bus.close()


def test_event_hubs_is_reached_with_an_identity_or_a_connection_string() -> None:
    named = configuration(Settings(kafka_brokers="ns.servicebus.windows.net:9093", kafka_auth="identity"))
    assert (named["security.protocol"], named["sasl.mechanism"]) == ("SASL_SSL", "OAUTHBEARER")
    assert callable(named["oauth_cb"])
    keyed = configuration(Settings(kafka_auth="connection-string", eventhubs_connection="Endpoint=sb://x"))
    assert (keyed["sasl.username"], keyed["sasl.password"]) == ("$ConnectionString", "Endpoint=sb://x")
    assert keyed["request.timeout.ms"] >= 20_000
    assert "sasl.mechanism" not in configuration(Settings())
