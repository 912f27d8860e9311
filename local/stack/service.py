"""A child process of the stack: how it is started, told healthy, and stopped. It never outlives the process that started it."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from shared.errors import Unavailable

#: A log that is larger when its process starts is put aside.
LOG_BYTES = 8 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Service:
    """What the supervisor needs to know of one child. `orphaned` is the signal it gets when its parent dies."""

    name: str
    address: str
    command: Callable[[], list[str]]
    """Asked at each start, so that a start can differ from the one before."""
    probe: Callable[[], Awaitable[bool]]
    prepare: Callable[[], Awaitable[None]] | None = None
    """Done after each start, before the service counts as ready. Raises Unavailable."""
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    orphaned: int = signal.SIGKILL
    grace: float = 5.0
    """Seconds between asking it to stop and killing it."""


def start(service: Service, log: Path) -> subprocess.Popen[bytes]:
    """Starts it with its output appended to `log`, in a process group of its own. Raises Unavailable.

    Call this on the main thread: the kernel sends the death signal when the *thread* that forked ends.
    """
    parent = os.getpid()

    def bind_to_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, service.orphaned, 0, 0, 0)
        if os.getppid() != parent:  # it died before the signal was set
            os._exit(1)

    try:
        with appended(log) as output:
            return subprocess.Popen(  # noqa: S603
                service.command(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **service.environment},
                cwd=service.folder,
                start_new_session=True,
                preexec_fn=bind_to_parent,
            )
    except OSError as error:
        raise Unavailable(f"{service.name} cannot be started: {error}") from error


def appended(log: Path) -> IO[bytes]:
    """The log, open to go on. One that has grown large becomes the older one (`NAME.1.log`), of which there is one only."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_name(f"{log.stem}.1.log"))
    return log.open("ab")


async def ready(service: Service, process: subprocess.Popen[bytes], seconds: float) -> None:
    """Returns once it answers and is prepared. Raises Unavailable when it ends before, or does not answer in time."""
    end = time.monotonic() + seconds
    while not await service.probe():
        if process.poll() is not None:
            raise Unavailable(f"{service.name} ended with code {process.returncode} while starting")
        if time.monotonic() > end:
            raise Unavailable(f"{service.name} did not answer within {seconds:.0f} s")
        await asyncio.sleep(0.05)
    if service.prepare is not None:
        await service.prepare()


async def stop(process: subprocess.Popen[bytes], grace: float) -> None:
    """Asks the process to end, waits `grace` seconds, then kills what is left of its group."""
    if process.poll() is None:
        process.terminate()
    end = time.monotonic() + grace
    while process.poll() is None and time.monotonic() < end:
        await asyncio.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.asynccontextmanager
async def running(service: Service, log: Path, seconds: float = 30.0) -> AsyncIterator[subprocess.Popen[bytes]]:
    """The service for the length of a `with` block. Raises Unavailable, with the end of its log."""
    process = start(service, log)
    try:
        await ready(service, process, seconds)
        yield process
    except Unavailable as error:
        raise Unavailable(f"{error.message}: {tail(log)}") from error
    finally:
        await stop(process, service.grace)


def tail(log: Path, size: int = 600) -> str:
    """The end of a log."""
    return log.read_bytes()[-size:].decode(errors="replace").strip() if log.exists() else ""
