"""The host as a process, with the real broker: HTTP, Kafka, timers and Durable reach the functions of tests/local/apps/feeds."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from local.host.host import Host
from local.host.kafka import Pace
from local.host.kafka_offsets import ended
from local.host.options import HostError
from local.stack import broker as brokers
from local.stack.ports import free_port
from local.stack.service import Service, running

APP = Path(__file__).parent / "apps" / "feeds"


@dataclass
class Stage:
    """A topic of its own, a home of its own, and the file in which the functions write what they see."""

    broker: str
    topic: str
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "host.log").read_text()

    def seen(self, what: str) -> list[dict[str, Any]]:
        path = self.folder / "seen"
        lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [line for line in lines if line["what"] == what]

    async def until(self, wanted: Callable[[], Any], seconds: float = 10) -> Any:
        async with asyncio.timeout(seconds):
            while not (found := wanted()):
                await asyncio.sleep(0.02)
        return found

    @asynccontextmanager
    async def host(self) -> AsyncIterator[subprocess.Popen[bytes]]:
        """The host, until the end of the block."""
        environment = {
            "KAFKA_BROKERS": self.broker,
            "HOST_TOPIC": self.topic,
            "HOST_SEEN": str(self.folder / "seen"),
            "QLP_HOME": str(self.folder / "home"),
        }
        command = [sys.executable, "-m", "local.host", "--port", str(self.port), "--app-dir", str(APP)]
        service = Service("host", self.url, lambda: command, self.ready, None, environment, Path(__file__).parents[2], grace=12)
        async with running(service, self.folder / "host.log") as process:
            yield process

    async def ready(self) -> bool:
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{self.url}/admin/host/status")).status_code == 200
        except httpx.TransportError:
            return False

    async def make_topic(self) -> None:
        async with asyncio.timeout(10):
            admin = AIOKafkaAdminClient(bootstrap_servers=self.broker)
            await admin.start()
            await admin.create_topics([NewTopic(self.topic, 4, 1)])
            await admin.close()

    async def send(self, *messages: tuple[str | None, str]) -> None:
        """Publishes (key, value) in order."""
        async with asyncio.timeout(10), AIOKafkaProducer(bootstrap_servers=self.broker) as producer:
            for key, value in messages:
                await producer.send_and_wait(self.topic, value.encode(), key=key.encode() if key else None)

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url) as client:
            return await client.request(method, path, **options)


@pytest.fixture
async def stage(broker: str, tmp_path: Path) -> Stage:
    made = Stage(broker, f"host-{uuid4().hex[:8]}", tmp_path, free_port())
    await made.make_topic()
    return made


@pytest.fixture
def own_broker() -> Service:
    """A broker that a test may kill."""
    return brokers.service(free_port())


async def test_http_functions_get_their_requests_whole_and_answer_in_full(stage: Stage) -> None:
    async with stage.host():
        answer = await stage.call("POST", "/api/hello/b%20b?q=1", content=b"\x00\xff", headers={"X-Test": "y"})
        assert (answer.status_code, answer.headers["x-answer"], answer.headers["content-type"]) == (201, "42", "application/json")
        told = {"name": "b b", "q": "1", "body": "00ff", "x": "y", "url": f"{stage.url}/api/hello/b%20b?q=1"}
        assert answer.json() == told
        assert [cookie.partition(";")[0] for cookie in answer.headers.get_list("set-cookie")] == ["a=1", "b=2"]
        assert (await stage.call("GET", "/api/hello/literal")).content == b"\x00\xff literal"
        assert (await stage.call("PATCH", "/api/some/where")).text == "PATCH some/where"
        assert (await stage.call("GET", "/elsewhere")).status_code == 404
        assert (await stage.call("POST", "/api/big", content=b"x" * (1024 * 1024))).status_code == 200
        for content in (b"x" * (1024 * 1024 + 1), _chunks(1024 * 1024 + 1)):
            refused = await stage.call("POST", "/api/big", content=content)
            assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
            assert refused.json()["code"] == "too_large"
        broken = await stage.call("GET", "/api/broken")
        assert (broken.status_code, broken.content) == (500, b"")
        assert "RuntimeError: a secret detail" in stage.log
        before = len(stage.log.splitlines())
        assert (await stage.call("GET", "/api/away")).status_code == 500
        (line,) = stage.log.splitlines()[before:]
        assert "away failed: Unavailable('the storage does not answer')" in line
        status = (await stage.call("GET", "/admin/host/status")).json()
        assert status["state"] == "Running"
        assert {"name": "batch", "trigger": "kafkaTrigger"} in status["functions"]


async def _chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 65536):
        yield b"x" * 65536


async def test_every_consumer_group_gets_each_message_in_the_order_of_its_key(stage: Stage) -> None:
    sent = [(f"run-{number % 5}", f"m{number}") for number in range(40)]
    async with stage.host():
        await stage.send(*sent)
        await stage.until(lambda: len(stage.seen("batch")) == 40 and len(stage.seen("single")) == 40)
    for run in range(5):
        wanted = [value for key, value in sent if key == f"run-{run}"]
        assert [line["body"] for line in stage.seen("batch") if line["key"] == f"run-{run}"] == wanted
        assert [line["envelope"]["Value"] for line in stage.seen("single") if line["key"] == f"run-{run}"] == wanted


async def test_a_failed_batch_is_tried_again_in_place_and_given_up_after_the_last_attempt(stage: Stage) -> None:
    async with stage.host():
        await stage.send(("k", "fail:1:once"))
        await stage.until(lambda: stage.seen("batch"))
        await stage.send(("k", "fail:99:always"))
        await stage.until(lambda: "given up after 3 attempts" in stage.log)
        await stage.send(("k", "after"))
        await stage.until(lambda: len(stage.seen("batch")) == 2)
    assert [line["body"] for line in stage.seen("batch")] == ["fail:1:once", "after"]
    assert [line["attempt"] for line in stage.seen("failed") if line["name"] == "always"] == [1, 2, 3]
    assert "ValueError: attempt 3 of always" in stage.log


async def test_a_restarted_host_goes_on_after_what_it_committed(stage: Stage) -> None:
    async with stage.host() as process:
        await stage.send(("k", "one"))
        await stage.until(lambda: stage.seen("batch") and stage.seen("single"))
        process.send_signal(signal.SIGTERM)
        assert await stage.until(lambda: process.poll() is not None)
        assert process.returncode == 0
    await stage.send((None, "two"))
    async with stage.host():
        await stage.until(lambda: len(stage.seen("batch")) == 2 and len(stage.seen("single")) == 2)
    assert [line["body"] for line in stage.seen("batch")] == ["one", "two"]
    assert stage.seen("single")[1]["key"] is None


async def test_the_host_reads_from_the_start_again_when_the_broker_comes_back_without_its_memory(
    own_broker: Service, tmp_path: Path
) -> None:
    stage = Stage(own_broker.address, "host-memory", tmp_path, free_port())
    async with running(own_broker, tmp_path / "broker.log") as process:
        await stage.make_topic()
        async with stage.host() as host:
            await stage.send(("k", "one"), ("k", "two"))
            await stage.until(lambda: len(stage.seen("batch")) == 2)
            process.kill()
            process.wait()
            await stage.until(lambda: "the broker is away" in stage.log)
            async with running(own_broker, tmp_path / "broker.log"):
                await stage.make_topic()
                await stage.send(("k", "three"), ("k", "four"), ("k", "five"))
                await stage.until(lambda: len(stage.seen("batch")) == 5, 20)
                await stage.until(lambda: len(stage.seen("single")) == 5, 20)
                assert host.poll() is None
    assert [line["body"] for line in stage.seen("batch")] == ["one", "two", "three", "four", "five"]


async def test_the_host_waits_for_a_broker_and_its_topics(own_broker: Service, tmp_path: Path) -> None:
    stage = Stage(own_broker.address, "host-late", tmp_path, free_port())
    process = asyncio.create_task(_ready_later(stage))
    await stage.until(lambda: (tmp_path / "host.log").exists() and "no broker" in stage.log)
    document = (await stage.call("GET", "/admin/host/status")).json()
    assert (document["state"], document["waiting"]) == ("Initialized", [f"kafka {own_broker.address}"])
    async with running(own_broker, tmp_path / "broker.log"):
        await stage.until(lambda: "waiting for the topics" in stage.log)
        await stage.make_topic()
        await process


async def _ready_later(stage: Stage) -> None:
    async with stage.host():
        await stage.until(lambda: stage.seen("tick"))


async def test_the_pace_of_fetches_follows_the_work(broker: str) -> None:
    async with AIOKafkaConsumer(bootstrap_servers=broker) as stream:
        stream.assign([TopicPartition("intents", 0)])
        await stream.position(TopicPartition("intents", 0))
        assert stream._fetcher._fetch_max_wait_ms == 500
        pace = Pace(stream)
        pace.rest()
        idle = stream._fetcher._fetch_max_wait_ms
        pace.touch()
        busy = stream._fetcher._fetch_max_wait_ms
        pace.rest()
        assert stream._fetcher._fetch_max_wait_ms == busy < idle


async def test_a_timer_runs_at_startup_and_on_its_schedule(stage: Stage) -> None:
    async with stage.host():
        await stage.until(lambda: len(stage.seen("tick")) >= 3)
    assert stage.seen("tick")[0] == {"what": "tick", "past_due": False}


async def test_a_host_killed_during_an_approval_wait_goes_on_with_it(stage: Stage) -> None:
    async with stage.host() as process:
        assert (await stage.call("POST", "/api/flows/f-1", content=b'{"a": 1}')).status_code == 202
        await stage.until(lambda: stage.seen("note"))
        assert "already exists" in (await stage.call("POST", "/api/flows/f-1", content=b"{}")).text
        process.kill()
        process.wait()
    async with stage.host():
        assert (await stage.call("POST", "/api/flows/f-1?event=approve", content=b'{"by": "ann"}')).status_code == 202
        await stage.until(lambda: len(stage.seen("note")) == 2)
        async with asyncio.timeout(10):
            while (found := (await stage.call("POST", "/api/flows/f-1?status")).json())["runtimeStatus"] == "Running":
                await asyncio.sleep(0.02)
        assert found["output"] == {"first": "first", "decision": '{"by": "ann"}'}
        gone = await stage.call("POST", "/api/flows/f-1?event=approve", content=b"{}")
        assert "is gone" in gone.text
        assert "No instance" in (await stage.call("POST", "/api/flows/none?event=approve", content=b"{}")).text


async def test_durable_calls_need_the_secret_of_their_address(stage: Stage) -> None:
    async with stage.host():
        guesses = [await stage.call("POST", f"/durabletask/{guess}instances/f-1/raiseEvent/approve", content=b"{}") for guess in ("", "x/")]
    assert [guess.status_code for guess in guesses] == [404, 404]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise RuntimeError('no luck')", "no luck"),
        ("import azure.functions as func\n", "Could not find top level function app"),
        (
            "import azure.functions as func\napp = func.FunctionApp()\n"
            "@app.queue_trigger(arg_name='m', queue_name='q', connection='C')\ndef f(m: func.QueueMessage) -> None: ...\n",
            "does not serve the trigger queueTrigger",
        ),
    ],
)
async def test_an_app_that_cannot_be_served_ends_the_host_with_the_reason(tmp_path: Path, code: str, told: str) -> None:
    (tmp_path / "function_app.py").write_text(code)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.host", "--port", "0", "--app-dir", str(tmp_path)),
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    async with asyncio.timeout(20):
        _, output = await process.communicate()
    assert process.returncode == 1
    assert told in output.decode()


async def test_a_port_in_use_is_said_plainly(stage: Stage) -> None:
    async with stage.host():
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "local.host", "--port", str(stage.port), "--app-dir", str(APP)),
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        async with asyncio.timeout(20):
            _, output = await process.communicate()
    assert process.returncode == 1
    assert f"127.0.0.1:{stage.port} cannot be used: Address already in use" in output.decode()


async def test_a_consumer_that_was_about_to_fetch_again_is_stopped_without_ending_the_caller(broker: str) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=broker)
    await consumer.start()
    again = asyncio.create_task(asyncio.sleep(60))
    consumer._fetcher._pending_tasks.add(again)
    await asyncio.sleep(0)
    await ended(consumer)
    assert again.cancelled()
    assert all(not connection.connected() for connection in consumer._client._conns.values())


async def test_a_feed_that_ends_by_itself_ends_the_host(tmp_path: Path) -> None:
    class Deaf:
        async def run(self) -> None:
            raise asyncio.CancelledError

        def stop(self) -> None: ...

    with socket.socket() as listening, pytest.raises(HostError, match="Deaf ended by itself"):
        await Host(tmp_path, tmp_path, listening)._fed(Deaf())
