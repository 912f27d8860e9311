"""The ledger of jobs in a run's partition, and the platform's list of tasks that have a job."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from functions.runner.core import Ledger
from shared import outbox
from shared.events import Event
from shared.ports import ANY, Ports, Record, Write
from shared.tenancy import run_state, running_jobs

#: The document that says that the run was cancelled: nothing of it starts any more.
MARK = "runner"
_TOGETHER = 40


def key(task: str) -> str:
    """The key of a task's ledger in its run's partition."""
    return f"{MARK}|{task}"


def entry(tenant: str, run: str, task: str) -> str:
    """The key of a task in the platform's list."""
    return f"{tenant}|{run}|{task}"


@dataclass(frozen=True, slots=True)
class Change:
    """A new or changed ledger (`etag` of the record that it was read from), and the events that tell of it."""

    ledger: Ledger
    etag: str | None
    events: Sequence[Event] = field(default_factory=tuple)

    def write(self) -> Write:
        return Write(key(self.ledger.dispatch.task), self.ledger.model_dump_json(), self.etag)


def read(records: Mapping[str, Record], task: str) -> tuple[Ledger, str] | None:
    """The task's ledger and its etag."""
    record = records.get(key(task))
    return (Ledger.model_validate_json(record.value), record.etag) if record else None


async def load(ports: Ports, tenant: str, run: str, tasks: Iterable[str]) -> Mapping[str, Record]:
    """The records of these tasks, and the mark of a cancelled run. Raises Unavailable."""
    return await ports.state.get(run_state(tenant, run), MARK, *map(key, tasks))


async def save(ports: Ports, tenant: str, run: str, changes: Sequence[Change]) -> None:
    """Commits changes with their events, many together. Raises Conflict, Unavailable."""
    for some in batched(changes, _TOGETHER, strict=False):
        events = [event for change in some for event in change.events]
        await outbox.commit(ports, run_state(tenant, run), [change.write() for change in some], events)


async def enlist(ports: Ports, tenant: str, run: str, tasks: Iterable[str], now: datetime | None) -> None:
    """Puts tasks on the platform's list (`now`), or takes them from it (None). Raises Unavailable."""
    since = now.isoformat() if now else None
    writes = [Write(entry(tenant, run, task), since, ANY) for task in tasks]
    await asyncio.gather(*(ports.state.commit(running_jobs(), list(some)) for some in batched(writes, 100, strict=False)))
