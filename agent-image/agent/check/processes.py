"""Starts hostile programs with limits, and ends them together with everything that they started (Linux)."""

import asyncio
import ctypes
import os
import resource
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_MEGABYTE = 1024 * 1024
_LIMITS = (
    (resource.RLIMIT_AS, 2048 * _MEGABYTE),
    (resource.RLIMIT_CPU, 150),
    (resource.RLIMIT_FSIZE, 64 * _MEGABYTE),
    (resource.RLIMIT_NOFILE, 512),
    (resource.RLIMIT_CORE, 0),
)
_INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
_KEPT_OUTPUT = 64 * 1024

_libc = ctypes.CDLL(None, use_errno=True)


def protect() -> None:
    """Nobody of our own user may read, trace or interrupt this process, and orphans of what it starts come to it, to be ended.

    Killing it stays possible, unless it is the first process of its pid namespace; it then ends with a code that is not 0,
    so that what somebody else wrote in its place does not count.
    """
    for interruption in _INTERRUPTIONS:
        signal.signal(interruption, signal.SIG_IGN)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _limited() -> None:
    """In the child, before its program starts."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    for interruption in _INTERRUPTIONS:
        signal.signal(interruption, signal.SIG_DFL)
    for which, most in _LIMITS:
        _, hard = resource.getrlimit(which)
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (bounded, bounded))


@dataclass(frozen=True, slots=True)
class Started:
    """A running program; what it writes goes to `log`, a file (a pipe could be held open by what it leaves behind)."""

    process: asyncio.subprocess.Process
    log: Path

    def output(self) -> str:
        """The end of what it wrote."""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - _KEPT_OUTPUT))
            return file.read().decode(errors="replace")

    async def end(self) -> None:
        """Kills its process group and waits for it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


async def start(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Started:
    """Starts a program in its own session with limits, no input, and only this environment."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_limited,
        )
    return Started(process, log)


@dataclass(frozen=True, slots=True)
class Ended:
    """`code` None: it was still running at its deadline."""

    code: int | None
    output: str


async def finish(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, seconds: float) -> Ended:
    """Runs a program to its end, or to its deadline."""
    started = await start(command, folder, environment, log)
    code: int | None = None
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                code = await started.process.wait()
    finally:
        await started.end()
    return Ended(code, started.output())


def end_all() -> None:
    """Kills everything that descends from this process, also what left its process group."""
    for _ in range(20):
        found = descendants(os.getpid())
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        _reap()


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def descendants(root: int) -> list[int]:
    """The ids of all processes below `root`."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if fields[0] != "Z":
                    children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
