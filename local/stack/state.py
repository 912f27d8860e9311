"""The stack's state file: which processes it has, where they listen, and whether they are healthy. Only its supervisor writes it."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

#: A supervisor's exit code where another one has its home.
OCCUPIED = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """A process that cannot be mistaken for a later one with the same number."""

    pid: int
    started: int
    """When it started, in clock ticks since the machine's start."""

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """The process that has this number now; None when there is none, or it is a zombie."""
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else cls(pid, int(fields[19]))

    def alive(self) -> bool:
        """Whether exactly this process still runs."""
        return Identity.of(self.pid) == self


@dataclass(slots=True)
class Process:
    """One process of the stack."""

    name: str
    address: str
    identity: Identity | None = None
    healthy: bool = False
    restarts: int = 0


@dataclass(slots=True)
class Stack:
    """The whole stack. `phase`: starting, up, stopping, failed (then `problem` says why)."""

    supervisor: Identity
    phase: str = "starting"
    problem: str = ""
    gateway: str = ""
    dashboard: str = ""
    issuer: str = ""
    brokers: str = ""
    storage: str = ""
    processes: list[Process] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    weaknesses: list[str] = field(default_factory=list)
    """What sandboxes lack on this machine."""

    def running(self) -> bool:
        """Whether its supervisor lives."""
        return self.supervisor.alive()

    def healthy(self) -> bool:
        """Whether all of it answers."""
        return self.running() and self.phase == "up" and all(p.healthy and p.identity and p.identity.alive() for p in self.processes)


def file(home: Path) -> Path:
    """The state file of the stack with this home."""
    return home / "stack.json"


def read(home: Path) -> Stack | None:
    """The last stack of this home, running or not; None when there is none or the file is unreadable."""
    try:
        raw: dict[str, Any] = json.loads(file(home).read_text())
        processes = [Process(**{**each, "identity": _identity(each["identity"])}) for each in raw.pop("processes")]
        supervisor = _identity(raw.pop("supervisor"))
        return Stack(supervisor=supervisor, processes=processes, **raw) if supervisor else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(home: Path, stack: Stack) -> None:
    """Replaces the state file at once; only its owner can read it (it holds the storage key)."""
    save_private(file(home), json.dumps(asdict(stack), indent=1))


def save_private(path: Path, text: str) -> None:
    """Replaces a file at once with one that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as output:
        output.write(text)
        output.flush()
        os.fsync(output.fileno())
    beside.replace(path)


def until(home: Path, seconds: float) -> Iterator[Stack | None]:
    """The state again and again, as it changes, for at most so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield read(home)
        time.sleep(0.1)


def _identity(raw: dict[str, int] | None) -> Identity | None:
    return Identity(raw["pid"], raw["started"]) if raw else None
