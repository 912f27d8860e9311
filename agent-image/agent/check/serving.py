"""Starts the application on a Unix socket and waits until it is healthy."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.check import processes
from agent.check.server import Server

_POLL_SECONDS = 0.05
#: Each call on its own connection: a server may close one after an error, just as the next call starts on it.
_FRESH = httpx.Limits(max_keepalive_connections=0)


@dataclass(frozen=True, slots=True)
class Serving:
    """Whether it became healthy, why not, and how to see what it wrote."""

    healthy: bool
    why: str
    log: Callable[[], str]


def client(socket: Path, seconds: float = 5.0) -> httpx.AsyncClient:
    """A client of the application; one call takes at most `seconds` for each of its steps."""
    transport = httpx.AsyncHTTPTransport(uds=str(socket), limits=_FRESH)
    return httpx.AsyncClient(transport=transport, base_url="http://app", timeout=seconds, trust_env=False)


@asynccontextmanager
async def serving(server: Server, socket: Path, health: str, seconds: float) -> AsyncIterator[Serving]:
    """The application as it runs; it is ended on the way out."""
    started = await processes.start(server.command, server.folder, server.environment, socket.with_name("server.log"))
    try:
        why = await _until_healthy(started, socket, health, seconds)
        yield Serving(not why, why, started.output)
    finally:
        await started.end()


async def _until_healthy(started: processes.Started, socket: Path, health: str, seconds: float) -> str:
    """Empty when it is healthy, else why it is not."""
    last = "it never listened"
    try:
        async with asyncio.timeout(seconds), client(socket, 3.0) as calling:
            while started.process.returncode is None:
                try:
                    answer = await calling.get(health)
                    if answer.status_code == 200:
                        return ""
                    last = f"GET {health} answered {answer.status_code}"
                except httpx.HTTPError as error:
                    last = "it never listened" if isinstance(error, httpx.ConnectError) else f"GET {health}: {type(error).__name__}"
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        return f"The application was not healthy within {seconds:.0f} s: {last}.\n{started.output()[-3000:]}"
    return f"The application ended when it was started.\n{started.output()[-3000:]}"
