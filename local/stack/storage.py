"""The embedded Azure Storage: Azurite, a program for Node.js, with its data on disk. Installed by set-up into `.qlp/tools`."""

import asyncio
import base64
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path

from local.stack.node import node
from local.stack.places import TOOLS
from local.stack.service import Service
from shared.errors import MissingTool

ACCOUNT = "qlp"
_JOURNAL = Path(__file__).with_name("journal.cjs")
_SCRIPT = "node_modules/azurite/dist/src/azurite.js"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where its three services listen."""

    blob: int
    queue: int
    table: int


def program() -> list[str]:
    """The command that runs Azurite. Raises MissingTool."""
    script = TOOLS / _SCRIPT
    if not script.exists():
        raise MissingTool("Azurite, the embedded storage, is missing: run `make setup`, or set AzureWebJobsStorage to another account")
    return [str(node()), "--require", str(_JOURNAL), str(script)]


def new_key() -> str:
    """A random account key."""
    return base64.b64encode(secrets.token_bytes(64)).decode()


def connection(ports: Ports, key: str) -> str:
    """The connection string, for AzureWebJobsStorage."""
    endpoints = {"Blob": ports.blob, "Queue": ports.queue, "Table": ports.table}
    addresses = ";".join(f"{name}Endpoint=http://127.0.0.1:{port}/{ACCOUNT}" for name, port in endpoints.items())
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};{addresses};"


def service(folder: Path, ports: Ports, key: str) -> Service:
    """Azurite with its data in `folder`. It calls home unless told not to; it writes its indexes when asked to end."""

    def command() -> list[str]:
        folder.mkdir(parents=True, exist_ok=True)
        numbers = {"blob": ports.blob, "queue": ports.queue, "table": ports.table}
        listen = [part for name, port in numbers.items() for part in (f"--{name}Host", "127.0.0.1", f"--{name}Port", str(port))]
        return [*program(), "--location", str(folder), "--silent", "--disableTelemetry", "--skipApiVersionCheck", *listen]

    async def probe() -> bool:
        return await _speaks_http(ports.blob) and await _speaks_http(ports.table)

    environment = {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"}
    return Service("storage", f"127.0.0.1:{ports.table}", command, probe, None, environment, None, signal.SIGTERM, 10.0)


async def _speaks_http(port: int, seconds: float = 3.0) -> bool:
    """Whether an HTTP server there answers anything (without a signature Azurite refuses, which is an answer)."""
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET /?comp=list HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                told = await reader.read(12)
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
    return told.startswith(b"HTTP/1.")
