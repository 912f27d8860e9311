"""Instances, histories and open tasks in SQLite: each change is one transaction on disk, made on a thread of its own."""

import asyncio
import fcntl
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from local.host.durable.history import HistoryEvent, as_played, failed, fired, moment, stamp
from local.host.durable.numbering import Numbering, Task
from local.host.options import HostError

ENDED = ("Completed", "Failed", "Terminated")
KEPT = timedelta(days=30)

_SCHEMA = """
create table if not exists instances(
  id text primary key, generation integer not null, name text not null, version text, input text, status text not null, custom text,
  output text, created text not null, updated text not null, parent text, numbering text not null) without rowid;
create table if not exists history(instance text, seq integer, event text not null, primary key(instance, seq)) without rowid;
create table if not exists inbox(seq integer primary key autoincrement, instance text not null, generation integer, event text not null);
create index if not exists inbox_by_instance on inbox(instance, seq);
create table if not exists tasks(
  instance text, generation integer, number integer, kind text not null, name text, input text, due text,
  primary key(instance, generation, number)) without rowid;
create index if not exists tasks_by_due on tasks(kind, due);
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parent:
    """The execution that waits for a sub-orchestration, and the number it waits under."""

    instance: str
    generation: int
    number: int


@dataclass(frozen=True, slots=True)
class Instance:
    """An orchestration. `text`, `custom` and `output` are JSON; `generation` counts its executions (continue_as_new, start again)."""

    id: str
    generation: int
    name: str
    version: str | None
    text: str | None
    status: str
    created: datetime
    updated: datetime
    custom: str | None = None
    output: str | None = None
    parent: Parent | None = None
    numbering: Numbering = field(default_factory=Numbering)


@dataclass(frozen=True, slots=True)
class Work:
    """All that an episode needs: the instance, its history (JSON texts) and what waits for it."""

    instance: Instance
    history: Sequence[str]
    waiting: Sequence[tuple[int, HistoryEvent]]


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An activity that has not answered yet."""

    instance: str
    generation: int
    task: Task


@dataclass(slots=True)
class Change:
    """What an episode changes, all in one transaction."""

    instance: Instance
    taken: Sequence[int] = ()
    history: Sequence[HistoryEvent] = ()
    tasks: Sequence[Task] = ()
    cancelled: Sequence[int] = ()
    children: Sequence[Instance] = ()
    to_parent: HistoryEvent | None = None
    afresh: bool = False
    """Forget the history and the open tasks of the generations before."""


class Store:
    """The database of one host process. Use `opened`."""

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._db = connection
        self._thread = thread

    @classmethod
    @asynccontextmanager
    async def opened(cls, home: Path) -> AsyncIterator[Self]:
        """The store below that folder, which no other process may have open. Raises HostError when one has."""
        home.mkdir(parents=True, exist_ok=True)
        with (home / "durable.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise HostError(f"another host uses {home}: stop it, or choose another folder with QLP_HOME") from error
            with ThreadPoolExecutor(1, "durable-store") as thread:
                connection = await asyncio.get_running_loop().run_in_executor(thread, _connect, home / "durable.sqlite")
                try:
                    yield cls(connection, thread)
                finally:
                    await asyncio.get_running_loop().run_in_executor(thread, connection.close)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def transaction() -> T:
            with self._db:
                self._db.execute("begin immediate")
                return work(self._db)

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    async def find(self, instance: str) -> Instance | None:
        """The instance with that id."""
        return await self._run(lambda db: _instance(db, instance))

    async def everything(self) -> list[Instance]:
        """All instances, the oldest first."""
        return await self._run(lambda db: [_from_row(row) for row in db.execute("select * from instances order by created")])

    async def insert(self, new: Instance) -> bool:
        """A new instance, in the place of one that has ended. False when one of that id has not."""
        return await self._run(lambda db: _insert(db, new))

    async def unfinished(self) -> tuple[list[str], list[OpenTask]]:
        """What a starting engine takes up again: the instances that have not ended, and the activities without an answer."""
        return await self._run(_unfinished)

    async def post(self, instance: str, happened: HistoryEvent) -> Instance | None:
        """Leaves an event for an instance that has not ended; the instance as it is (None: unknown)."""

        def work(db: sqlite3.Connection) -> Instance | None:
            found = _instance(db, instance)
            if found is not None and found.status not in ENDED:
                _post(db, instance, None, happened)
            return found

        return await self._run(work)

    async def answer(self, open_task: OpenTask, happened: HistoryEvent) -> None:
        """An activity's answer instead of its task; nothing when the execution no longer wants it."""

        def work(db: sqlite3.Connection) -> None:
            key = (open_task.instance, open_task.generation, open_task.task.number)
            if db.execute("delete from tasks where instance=? and generation=? and number=?", key).rowcount:
                _post(db, open_task.instance, open_task.generation, happened)

        await self._run(work)

    async def fire(self, now: datetime) -> tuple[set[str], datetime | None]:
        """Turns every timer that is due into an event; whom it concerns, and when the next timer is due."""
        return await self._run(lambda db: _fire(db, now))

    async def work(self, instance: str) -> Work | None:
        """What an episode of this instance needs. Answers to earlier generations are dropped."""

        def load(db: sqlite3.Connection) -> Work | None:
            found = _instance(db, instance)
            if found is None:
                return None
            db.execute("delete from inbox where instance=? and generation is not null and generation<>?", (instance, found.generation))
            history = [row[0] for row in db.execute("select event from history where instance=? order by seq", (instance,))]
            waiting = db.execute("select seq, event from inbox where instance=? order by seq", (instance,))
            return Work(found, history, [(seq, json.loads(text)) for seq, text in waiting])

        return await self._run(load)

    async def apply(self, change: Change) -> None:
        """Makes an episode's change."""
        await self._run(lambda db: _apply(db, change))

    async def purge(self, instance: str) -> bool:
        """Forgets an instance that has ended; whether there was one."""
        return await self._run(lambda db: _purge(db, "id=?", (instance,)) > 0)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("pragma journal_mode=wal")
    # An approval that was answered with 202 must outlive a power cut; there are few transactions, so the sync is cheap.
    db.execute("pragma synchronous=full")
    db.executescript(_SCHEMA)
    return db


def _from_row(row: Sequence[Any]) -> Instance:
    parent = Parent(*json.loads(row[10])) if row[10] else None
    return Instance(
        id=row[0],
        generation=row[1],
        name=row[2],
        version=row[3],
        text=row[4],
        status=row[5],
        custom=row[6],
        output=row[7],
        created=moment(row[8]),
        updated=moment(row[9]),
        parent=parent,
        numbering=Numbering.from_json(json.loads(row[11])),
    )


def _instance(db: sqlite3.Connection, instance: str) -> Instance | None:
    row = db.execute("select * from instances where id=?", (instance,)).fetchone()
    return _from_row(row) if row else None


def _write(db: sqlite3.Connection, it: Instance) -> None:
    parent = json.dumps([it.parent.instance, it.parent.generation, it.parent.number]) if it.parent else None
    db.execute(
        "insert or replace into instances values(?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(it.id, it.generation, it.name, it.version, it.text, it.status, it.custom, it.output),
            *(stamp(it.created), stamp(it.updated), parent, json.dumps(it.numbering.as_json())),
        ),
    )


def _insert(db: sqlite3.Connection, new: Instance) -> bool:
    old = _instance(db, new.id)
    if old is not None and old.status not in ENDED:
        return False
    _forget(db, new.id)
    db.execute("delete from inbox where instance=?", (new.id,))
    _write(db, replace(new, generation=old.generation + 1) if old else new)
    return True


def _forget(db: sqlite3.Connection, instance: str) -> None:
    db.execute("delete from history where instance=?", (instance,))
    db.execute("delete from tasks where instance=?", (instance,))


def _purge(db: sqlite3.Connection, condition: str, values: tuple[str, ...]) -> int:
    ended = ",".join(f"'{status}'" for status in ENDED)
    rows = db.execute(f"select id from instances where {condition} and status in ({ended})", values).fetchall()  # noqa: S608 - constants
    for (instance,) in rows:
        _forget(db, instance)
        db.execute("delete from inbox where instance=?", (instance,))
        db.execute("delete from instances where id=?", (instance,))
    return len(rows)


def _unfinished(db: sqlite3.Connection) -> tuple[list[str], list[OpenTask]]:
    latest = db.execute("select max(updated) from instances").fetchone()[0]
    if latest:
        _purge(db, "updated<?", (stamp(moment(latest) - KEPT),))
    marks = ",".join("?" * len(ENDED))
    running = [row[0] for row in db.execute(f"select id from instances where status not in ({marks})", ENDED)]  # noqa: S608 - marks
    rows = db.execute("select instance, generation, number, name, input from tasks where kind='activity' order by instance, number")
    return running, [
        OpenTask(instance, generation, Task("activity", number, name, text)) for instance, generation, number, name, text in rows
    ]


def _post(db: sqlite3.Connection, instance: str, generation: int | None, happened: HistoryEvent) -> None:
    db.execute("insert into inbox(instance, generation, event) values(?,?,?)", (instance, generation, json.dumps(happened)))


def _fire(db: sqlite3.Connection, now: datetime) -> tuple[set[str], datetime | None]:
    concerned = set()
    due = db.execute("select instance, generation, number, due from tasks where kind='timer' and due<=? order by due", (stamp(now),))
    for instance, generation, number, when in due.fetchall():
        db.execute("delete from tasks where instance=? and generation=? and number=?", (instance, generation, number))
        _post(db, instance, generation, fired(now, number, moment(when)))
        concerned.add(instance)
    following = db.execute("select min(due) from tasks where kind='timer'").fetchone()[0]
    return concerned, moment(following) if following else None


def _apply(db: sqlite3.Connection, change: Change) -> None:
    it = change.instance
    _write(db, it)
    db.executemany("delete from inbox where seq=?", [(seq,) for seq in change.taken])
    if change.afresh:
        _forget(db, it.id)
    if it.status in ENDED:
        db.execute("delete from tasks where instance=?", (it.id,))
        db.execute("delete from inbox where instance=?", (it.id,))
    begin = db.execute("select coalesce(max(seq), 0) from history where instance=?", (it.id,)).fetchone()[0]
    lines = [(it.id, begin + place, as_played(happened)) for place, happened in enumerate(change.history, 1)]
    db.executemany("insert into history values(?,?,?)", lines)
    for task in change.tasks:
        due = stamp(task.due) if task.due else None
        db.execute("insert into tasks values(?,?,?,?,?,?,?)", (it.id, it.generation, task.number, task.kind, task.name, task.text, due))
    gone = [(it.id, it.generation, number) for number in change.cancelled]
    db.executemany("delete from tasks where instance=? and generation=? and number=?", gone)
    for child in change.children:
        if not _insert(db, child) and child.parent is not None:
            reason = f"an orchestration instance {child.id!r} already exists and has not ended"
            _post(db, it.id, it.generation, failed(it.updated, child.parent.number, reason, reason, sub=True))
    if change.to_parent is not None and it.parent is not None:
        _post(db, it.parent.instance, it.parent.generation, change.to_parent)
