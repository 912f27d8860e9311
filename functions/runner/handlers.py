"""Load the ledgers, decide (core), commit ledgers and events together, then start and stop jobs.

A batch of one run's events is one commit. A crash between commit and start leaves a job that nobody knows: `reap` finds it lost. That a
job runs is told once it does: right after its start, by `reap` when it had to wait for room, or else with its answer.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

import pydantic_core

from functions.runner import core, ledger
from functions.runner.core import Again, Began, Done, Failed, Ledger, Start
from functions.runner.ledger import Change, enlist, load, read, save
from shared.contents import load as content
from shared.contents import store
from shared.errors import Conflict, Permanent, Temporary, Unavailable
from shared.events import (
    CancellationRequested,
    DropPublished,
    Event,
    JobEnded,
    TaskDispatched,
    TaskFailed,
    TaskStarted,
    ThoughtShared,
    follow,
    to_wire,
)
from shared.job_protocol import Bundle, JobStatus
from shared.ports import ANY, Job, Message, Ports, Write
from shared.tenancy import run_state, running_jobs

SOURCE = "qlp/runner"
#: A job is started right after the commit that says so: younger ones are not missed yet.
YOUNG = timedelta(seconds=5)
#: Something on the platform's list without a ledger is a start that failed.
STRAY = timedelta(seconds=60)
#: Where an attempt stands when its job was to start: it runs, waits in the queue of what runs jobs, or was not taken now (`reap` tries again).
type Beginning = Literal["running", "queued", "waiting"]
_log = logging.getLogger("qlp.runner")


async def dispatched(events: Sequence[TaskDispatched], ports: Ports) -> None:
    """Starts the tasks that are new; one that is known is looked after. Raises Temporary."""
    tenant, run = events[0].tenant, events[0].run
    asked = {event.task: event for event in events}
    records = await load(ports, tenant, run, asked)
    if ledger.MARK in records:
        return
    known = {task: found for task in asked if (found := read(records, task))}
    new = [event for task, event in asked.items() if task not in known or known[task][0].dispatch.id != event.id]
    await settle([known[e.task] for e in asked.values() if e not in new], ports)
    replaced = [known[e.task][0] for e in new if e.task in known and known[e.task][0].open]
    await asyncio.gather(*(ports.jobs.stop(old.job) for old in replaced))
    now = ports.clock.now()
    first = [(Ledger(dispatch=event, began=now), known[event.task][1] if event.task in known else None) for event in new]
    await _begin(first, ports)


async def ended(events: Sequence[JobEnded], ports: Ports) -> None:
    """Collects what jobs left. Only a job that the run's own ledger names counts. Raises Temporary."""
    tenant, run = events[0].tenant, events[0].run
    tasks = [event.task or await _task(event, ports) for event in events]
    records = await load(ports, tenant, run, tasks)
    found = {task: one for task in tasks if (one := read(records, task))}
    named = {event.job for event in events}
    await settle([one for one in found.values() if one[0].job in named], ports)


async def cancelled(events: Sequence[CancellationRequested], ports: Ports) -> None:
    """Stops every job of the run, and nothing of it starts again. Nobody waits for its tasks' answers. Raises Temporary."""
    tenant, run = events[0].tenant, events[0].run
    await ports.state.commit(run_state(tenant, run), [Write(ledger.MARK, '{"cancelled":true}', ANY)])
    entries = await ports.state.scan(running_jobs(), f"{tenant}|{run}|")
    await _cancel(tenant, run, [name.split("|", 2)[2] for name in entries], ports)


async def reap(ports: Ports) -> None:
    """Looks at every task that has a job: collects what was not announced, starts again what was lost. Raises Unavailable."""
    entries = await ports.state.scan(running_jobs())
    split = sorted((*name.split("|", 2), record.value) for name, record in entries.items())
    for (tenant, run), group in groupby(split, lambda one: (one[0], one[1])):
        since = {task: datetime.fromisoformat(value) for _, _, task, value in group}
        try:
            await _look(tenant, run, since, ports)
        except Conflict:
            continue  # somebody else looks after this run now
        except (Permanent, Temporary) as error:
            _log.warning("run %s cannot be looked after now: %s", run, error.message)


async def settle(found: Sequence[tuple[Ledger, str]], ports: Ports) -> None:
    """Does what follows from where these tasks of one run stand. Raises Temporary."""
    if not found:
        return
    tenant, run = found[0][0].dispatch.tenant, found[0][0].dispatch.run
    statuses = await asyncio.gather(*(ports.jobs.status(one.job) for one, _ in found))
    now = ports.clock.now()
    judged = [(one, etag, core.judge(one, status, now)) for (one, etag), status in zip(found, statuses, strict=True)]
    more = [(verdict, etag) for _, etag, verdict in judged if isinstance(verdict, Again | Start)]
    begun = [Change(verdict.ledger, etag, [_started(verdict.ledger, now)]) for _, etag, verdict in judged if isinstance(verdict, Began)]
    over = [one.dispatch.task for one, _, verdict in judged if isinstance(verdict, Done | Failed)]
    closed = await asyncio.gather(
        *(
            _close(one, etag, verdict, status, ports)
            for (one, etag, verdict), status in zip(judged, statuses, strict=True)
            if isinstance(verdict, Done | Failed)
        )
    )
    await save(ports, tenant, run, [*begun, *closed])
    await asyncio.gather(*(ports.jobs.stop(one.job) for one, _, verdict in judged if not isinstance(verdict, Began | None)))
    await enlist(ports, tenant, run, over, None)
    await _warn([verdict for verdict, _ in more if isinstance(verdict, Again)], ports)
    await _begin([(verdict.ledger, etag) for verdict, etag in more], ports)


async def _begin(attempts: Sequence[tuple[Ledger, str | None]], ports: Ports) -> None:
    """Commits these attempts and starts their jobs; one whose inputs cannot be had fails at once."""
    if not attempts:
        return
    tenant, run = attempts[0][0].dispatch.tenant, attempts[0][0].dispatch.run
    now = ports.clock.now()
    jobs = await asyncio.gather(*(_job(one, ports) for one, _ in attempts))
    changes = [_change(one, etag, job, now) for (one, etag), job in zip(attempts, jobs, strict=True)]
    ready = [job for job in jobs if isinstance(job, Job)]
    await enlist(ports, tenant, run, [job.task for job in ready], now)
    await save(ports, tenant, run, changes)
    started = await asyncio.gather(*(_start(job, ports) for job in ready))
    moved = {job.task: state for job, state in zip(ready, started, strict=True) if state != "queued"}
    if moved:
        records = await load(ports, tenant, run, moved)
        found = [(*one, moved[task]) for task in moved if (one := read(records, task)) and one[0].state == "queued"]
        await save(ports, tenant, run, [_moved(one, etag, state, now) for one, etag, state in found])
        await enlist(ports, tenant, run, [task for task, state in moved.items() if isinstance(state, Failed)], None)


def _change(one: Ledger, etag: str | None, job: Job | Failed, now: datetime) -> Change:
    return _moved(one, etag, job, now) if isinstance(job, Failed) else Change(one, etag)


def _moved(one: Ledger, etag: str | None, state: Failed | Beginning, now: datetime) -> Change:
    """An attempt whose job runs, or has to be started again later, or whose task ends here."""
    if isinstance(state, Failed):
        return Change(one.close("answered"), etag, [_failed(one.dispatch, state, now)])
    return Change(one.model_copy(update={"state": state}), etag, [_started(one, now)] if state == "running" else [])


def _started(one: Ledger, now: datetime) -> TaskStarted:
    asked = one.dispatch
    envelope = follow(asked, f"started-{one.attempt}", SOURCE, now)
    return TaskStarted(**envelope, task=asked.task, role=asked.role, owner=asked.owner, attempt=one.attempt)


async def _start(job: Job, ports: Ports) -> Failed | Beginning:
    """Failed: it never can start."""
    try:
        return "running" if await ports.jobs.start(job) else "queued"
    except Unavailable as error:
        _log.warning("task %s of run %s waits: %s", job.task, job.run, error.message)
        return "waiting"
    except Permanent as error:
        return Failed("start", f"the task cannot start: {error.message}")


async def _job(one: Ledger, ports: Ports) -> Job | Failed:
    """The attempt's job with its inputs resolved; Failed when they cannot be. Raises Temporary."""
    asked = one.dispatch
    try:
        texts = await asyncio.gather(*(content(ports.blobs, asked.tenant, each) for each in asked.inputs.values()))
        inputs = {name: pydantic_core.from_json(text) for name, text in zip(asked.inputs, texts, strict=True)}
        return core.job(
            one, Bundle(task=asked.task, role=asked.role, goal=asked.goal, inputs=inputs, seconds=one.left, tokens=asked.tokens)
        )
    except Permanent as error:
        return Failed("inputs", f"the task cannot start: {error.message}")
    except ValueError as error:
        return Failed("inputs", f"an input of the task is not JSON: {error}")


async def _close(one: Ledger, etag: str, verdict: Done | Failed, status: JobStatus, ports: Ports) -> Change:
    """The end of a task, and its beginning where nobody was told of that."""
    unsaid = one.state == "queued" and status.state == "ended"
    beginning = [_started(one, ports.clock.now())] if unsaid else []
    return Change(one.close("answered"), etag, [*beginning, await _answer(one, verdict, ports)])


async def _answer(one: Ledger, verdict: Done | Failed, ports: Ports) -> Event:
    asked = one.dispatch
    if isinstance(verdict, Failed):
        return _failed(asked, verdict, ports.clock.now())
    drop = verdict.line.drop
    return DropPublished(
        **follow(asked, "drop", SOURCE, ports.clock.now()),
        task=asked.task,
        role=asked.role,
        owner=asked.owner,
        document=await store(ports.blobs, asked.tenant, "drops", verdict.text),
        result=drop.result if asked.role in core.DECISIVE else {},
        files=[file.path for file in drop.files],
        usage=verdict.usage,
    )


def _failed(asked: TaskDispatched, verdict: Failed, now: datetime) -> TaskFailed:
    envelope = follow(asked, "failed", SOURCE, now)
    names = {"task": asked.task, "role": asked.role, "owner": asked.owner}
    return TaskFailed(**envelope, **names, code=verdict.code, reason=verdict.reason, usage=verdict.usage)


async def _warn(again: Sequence[Again], ports: Ports) -> None:
    """Shows that an attempt did not succeed. Best effort, like every thought."""
    if not again:
        return
    now = ports.clock.now()
    thoughts = [_warning(one, now) for one in again]
    with contextlib.suppress(Temporary):
        await ports.bus.publish([Message(ThoughtShared.TOPIC, thought.run, to_wire(thought)) for thought in thoughts])


def _warning(again: Again, now: datetime) -> ThoughtShared:
    asked, attempt = again.ledger.dispatch, again.ledger.attempt
    text = f"attempt {attempt - 1} gave no answer, so attempt {attempt} starts: {again.reason[-300:]}"
    envelope = follow(asked, f"again-{attempt}", SOURCE, now)
    return ThoughtShared(**envelope, task=asked.task, role=asked.role, text=text, level="warning")


async def _look(tenant: str, run: str, since: Mapping[str, datetime], ports: Ports) -> None:
    records = await load(ports, tenant, run, since)
    now = ports.clock.now()
    found = {task: one for task in since if (one := read(records, task))}
    stray = [task for task, time in since.items() if now - time > STRAY and not (task in found and found[task][0].open)]
    await enlist(ports, tenant, run, stray, None)
    if ledger.MARK in records:
        await _cancel(tenant, run, list(found), ports)
    else:
        await settle([one for one in found.values() if now - one[0].began > YOUNG], ports)


async def _cancel(tenant: str, run: str, tasks: Sequence[str], ports: Ports) -> None:
    records = await load(ports, tenant, run, tasks)
    found = [one for task in tasks if (one := read(records, task)) and one[0].open]
    await save(ports, tenant, run, [Change(one.close("cancelled"), etag) for one, etag in found])
    await asyncio.gather(*(ports.jobs.stop(one.job) for one, _ in found))
    await enlist(ports, tenant, run, tasks, None)


async def _task(event: JobEnded, ports: Ports) -> str:
    """Whose job it was, when the event does not say."""
    records = await ports.state.scan(run_state(event.tenant, event.run), ledger.key(""))
    ledgers = (Ledger.model_validate_json(record.value) for record in records.values())
    return next((one.dispatch.task for one in ledgers if one.job == event.job), "")


async def fold(events: Sequence[Event], ports: Ports) -> None:
    """One run's events in their order; those of one kind that follow each other are handled together."""
    for kind, group in groupby(events, type):
        handler = HANDLES.get(kind)
        if handler is not None:
            await handler(list(group), ports)


HANDLES: Mapping[type[Event], Callable[..., Awaitable[None]]] = {
    TaskDispatched: dispatched,
    JobEnded: ended,
    CancellationRequested: cancelled,
}
EMITS: frozenset[type[Event]] = frozenset({TaskStarted, DropPublished, TaskFailed, ThoughtShared})
