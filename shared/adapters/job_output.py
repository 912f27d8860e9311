"""What a job writes, read as it comes: thoughts are published at once, the rest is kept. All of it is untrusted: bounded, never evaluated."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from signal import SIGKILL, SIGSEGV, SIGSYS, SIGXCPU, SIGXFSZ
from typing import Any
from uuid import uuid4

import pydantic_core

from shared.errors import Invalid, Temporary
from shared.events import ThoughtShared, to_wire
from shared.job_protocol import ThoughtLine, parse_line
from shared.ports import Bus, Job, Message

MAX_OUTPUT = 8 * 1024 * 1024
MAX_LINE = 6 * 1024 * 1024
_MAX_THOUGHT_LINE = 16 * 1024
_MAX_TEXT = 500
_PAUSE = 0.1
_PER_PAUSE = 20
_TAIL = 4096
#: A shell's exit code, and a sandbox's, for what a signal ended: this and the signal's number.
_SIGNALLED = 128
_SIGNALS: dict[int, str] = {
    SIGKILL: "it was killed (signal 9): at its limit of CPU time, for want of memory on this machine, or by hand",
    SIGXCPU: "it used more CPU time than it may",
    SIGXFSZ: "it wrote a larger file than it may",
    SIGSYS: "it made a system call that no sandbox allows",
    SIGSEGV: "it crashed (signal 11)",
}
_log = logging.getLogger("qlp.jobs")


class Output:
    """Splits standard output into lines; `on_thought` gets each thought. `limit`: bytes in all."""

    def __init__(self, limit: int = MAX_OUTPUT, on_thought: Callable[[ThoughtLine], None] = lambda _: None) -> None:
        self.limit = limit
        self._on_thought = on_thought
        self._size = 0
        self._open: list[bytes] = []
        self._open_size = 0
        self._lines: list[bytes] = []

    def add(self, chunk: bytes) -> bool:
        """Takes the next bytes. False: it is more than allowed, in all or in one line; they are not taken."""
        self._size += len(chunk)
        if self._size > self.limit:
            return False
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            if self._open_size + len(part) > MAX_LINE:
                return False
            self._line(b"".join([*self._open, part]))
            self._open, self._open_size = [], 0
        self._open.append(rest)
        self._open_size += len(rest)
        return self._open_size <= MAX_LINE

    def end(self) -> None:
        """The output ended: a last line may lack its newline."""
        self._line(b"".join(self._open))
        self._open, self._open_size = [], 0

    def kept(self) -> bytes:
        """All lines that are no thoughts."""
        return b"\n".join(self._lines)

    def _line(self, raw: bytes) -> None:
        thought = _thought(raw) if len(raw) <= _MAX_THOUGHT_LINE else None
        if thought is not None:
            self._on_thought(thought)
        elif raw.strip():
            self._lines.append(raw)


class Tail:
    """The last bytes of standard error."""

    def __init__(self) -> None:
        self._bytes = b""

    def add(self, chunk: bytes) -> None:
        self._bytes = (self._bytes + chunk)[-_TAIL:]

    def text(self) -> str:
        """In printable characters."""
        text = self._bytes.decode(errors="replace").strip()
        return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def ending(code: int, tail: str) -> str:
    """How a process ended that did not succeed, from its exit code, and what it said last."""
    number = -code if code < 0 else code - _SIGNALLED
    how = _SIGNALS.get(number) or (f"it was ended by signal {number}" if number > 0 else f"it ended with exit code {code}")
    return worded(how, tail)


def worded(how: str, tail: str) -> str:
    """How it ended, and what it said last where it said something."""
    return f"{how}: {tail}" if tail else how


class Thoughts:
    """Publishes a job's thoughts within 100 ms, at most 200 a second; what is more is left out, and it says how much."""

    def __init__(self, bus: Bus, job: Job) -> None:
        self._bus, self._job = bus, job
        self._waiting: list[ThoughtShared] = []
        self._left_out = 0
        self._task: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    def add(self, line: ThoughtLine) -> None:
        if len(self._waiting) >= _PER_PAUSE:
            self._left_out += 1
            return
        self._waiting.append(self._event(line))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._flow())

    async def flush(self) -> None:
        """Returns when all are published."""
        self._ending.set()
        if self._task is not None:
            await self._task

    async def _flow(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            if self._left_out:
                waiting.append(self._event(ThoughtLine(text=f"({self._left_out} more lines were left out)", level="info")))
                self._left_out = 0
            try:
                await self._bus.publish([Message(ThoughtShared.TOPIC, self._job.run, to_wire(event)) for event in waiting])
            except Temporary as error:
                _log.warning("%d thoughts of job %s are lost: %s", len(waiting), self._job.name, error.message)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), _PAUSE)

    def _event(self, line: ThoughtLine) -> ThoughtShared:
        job = self._job
        return ThoughtShared(
            id=uuid4(),
            tenant=job.tenant,
            run=job.run,
            time=datetime.now(UTC),
            source="jobs",
            task=job.task,
            role=job.role,
            text=line.text[:_MAX_TEXT],
            level=line.level,
        )


def _thought(raw: bytes) -> ThoughtLine | None:
    """The line as a thought; None: it is something else."""
    try:
        document: Any = pydantic_core.from_json(raw)
        line = parse_line(raw) if isinstance(document, dict) and document.get("kind") == "thought" else None
    except (ValueError, Invalid):
        return None
    return line if isinstance(line, ThoughtLine) else None
