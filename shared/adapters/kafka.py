"""The Bus on Kafka (Event Hubs in Azure) through librdkafka. One thread serves its callbacks."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from azure.core.exceptions import AzureError
from azure.identity import DefaultAzureCredential
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka import Message as Receipt

from shared.errors import Unavailable
from shared.ports import Message
from shared.settings import Settings

_log = logging.getLogger("qlp.kafka")

#: Seconds until the broker must have acknowledged a message; a little more until we stop waiting for librdkafka to say so.
DELIVERY = 8.0
_GRACE = 2.0
_POLL = 0.1

_COMMON: dict[str, Any] = {
    "acks": "all",
    "linger.ms": 0,  # what one call publishes still travels together; lingering would only add its time to every hop
    "max.in.flight": 1,  # keeps the order without idempotence, which a broker that lost its memory answers with a fatal error
    "message.timeout.ms": int(DELIVERY * 1000),
    "message.max.bytes": 1_000_000,
    "partitioner": "consistent_random",
    "socket.nagle.disable": True,
    "socket.keepalive.enable": True,
    "reconnect.backoff.ms": 50,
    "reconnect.backoff.max.ms": 1000,
    "topic.metadata.refresh.interval.ms": 60_000,
}
#: Event Hubs closes idle connections, and librdkafka's default request timeout is too short for it.
_EVENT_HUBS: dict[str, Any] = {
    "security.protocol": "SASL_SSL",
    "request.timeout.ms": 60_000,
    "message.timeout.ms": 30_000,
    "metadata.max.age.ms": 180_000,
    "connections.max.idle.ms": 180_000,
}


class KafkaBus:
    """Publishes with all acknowledgements. The producer is made, and its thread started, with the first message."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: Producer | None = None
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._deadline = configuration(settings)["message.timeout.ms"] / 1000 + _GRACE

    async def publish(self, messages: Sequence[Message]) -> None:
        if not messages:
            return
        batch = _Batch(len(messages))
        self._produce(self._open(), messages, batch)
        try:
            async with asyncio.timeout(self._deadline):
                await asyncio.wrap_future(batch.done)
        except TimeoutError as error:
            raise Unavailable(f"the broker acknowledged nothing for {self._deadline:.0f} s") from error

    async def close(self) -> None:
        """Ends the thread; what is under way has its deadline to arrive."""
        if self._producer is not None and self._thread is not None:
            await asyncio.to_thread(self._producer.flush, _GRACE)
            self._closing.set()
            await asyncio.to_thread(self._thread.join, _GRACE + _POLL)
        self._producer = self._thread = None

    def _open(self) -> Producer:
        if self._producer is None:
            self._closing.clear()
            self._producer = Producer(configuration(self._settings), logger=_log)
            self._thread = threading.Thread(target=self._serve, args=(self._producer,), name="kafka-callbacks", daemon=True)
            self._thread.start()
        return self._producer

    def _serve(self, producer: Producer) -> None:
        while not self._closing.is_set():
            producer.poll(_POLL)

    def _produce(self, producer: Producer, messages: Sequence[Message], batch: "_Batch") -> None:
        for topic, key, value in messages:
            try:
                producer.produce(str(topic), value, key, on_delivery=batch.delivered)
            except BufferError:
                batch.failed("too many messages wait for the broker")
            except KafkaException as error:
                batch.failed(str(error))


class _Batch:
    """Counts the receipts of the messages of one call, on librdkafka's thread and ours."""

    def __init__(self, size: int) -> None:
        self.done: Future[None] = Future()
        self._left = size
        self._reason = ""
        self._lock = threading.Lock()

    def delivered(self, error: KafkaError | None, _message: Receipt) -> None:
        self._count(error.str() if error is not None else "")

    def failed(self, reason: str) -> None:
        self._count(reason)

    def _count(self, reason: str) -> None:
        with self._lock:
            self._reason = self._reason or reason
            self._left -= 1
            last = self._left == 0
        if last and self.done.set_running_or_notify_cancel():
            if self._reason:
                self.done.set_exception(Unavailable(f"the broker does not take messages: {self._reason}"))
            else:
                self.done.set_result(None)


def configuration(settings: Settings) -> dict[str, Any]:
    """librdkafka's settings for this broker: plain on a laptop; on Event Hubs a managed identity or the connection string."""
    common = {**_COMMON, "bootstrap.servers": settings.kafka_brokers, "error_cb": _report}
    if settings.kafka_auth == "none":
        return common
    if settings.kafka_auth == "identity":
        login: dict[str, Any] = {"sasl.mechanism": "OAUTHBEARER", "oauth_cb": _token_source(settings.kafka_brokers)}
    else:
        login = {"sasl.mechanism": "PLAIN", "sasl.username": "$ConnectionString", "sasl.password": settings.eventhubs_connection}
    return {**common, **_EVENT_HUBS, **login}


def _token_source(brokers: str) -> Callable[[str], tuple[str, float]]:
    """What librdkafka calls for a token (on the callback thread, so blocking is fine): token and when it expires (seconds, epoch)."""
    credential = DefaultAzureCredential()
    scope = f"https://{brokers.split(',')[0].split(':')[0]}/.default"

    def token(_config: str) -> tuple[str, float]:
        try:
            access = credential.get_token(scope)
        except AzureError as error:
            raise KafkaException(KafkaError(KafkaError._AUTHENTICATION, str(error))) from error
        return access.token, float(access.expires_on)

    return token


def _report(error: KafkaError) -> None:
    _log.log(logging.ERROR if error.fatal() else logging.WARNING, "broker: %s", error.str())
