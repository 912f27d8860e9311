"""Carries orchestrations on: replays one when something happened to it, keeps what it decided, and does what it asked for."""

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]

from local.host.durable.episode import Answer, Plan, context_json, decide, read_answer
from local.host.durable.history import HistoryEvent, Kind, completed, event, failed, raised
from local.host.durable.numbering import Task
from local.host.durable.store import ENDED, Instance, OpenTask, Store, Work
from local.host.worker import Function, Outcome

log = logging.getLogger("qlp.host.durable")

#: Activities at once (the platform's default is ten for each core), and the longest sleep in seconds before the clock is read again.
_ACTIVITIES = 20
_NAP = 30.0


class Invokes(Protocol):
    """The worker, as far as the engine needs it."""

    async def invoke(self, function: Function, value: Datum, *, quiet: bool = False) -> Outcome:
        """Runs a function once."""


class UnknownOrchestrator(Exception):
    """There is no orchestrator of that name."""


class AlreadyRunning(Exception):
    """An instance of that id exists and has not ended."""


class Engine:
    """The orchestrations of one function app. `run` must be running for anything to happen."""

    def __init__(self, store: Store, worker: Invokes, orchestrators: Sequence[Function], activities: Sequence[Function]) -> None:
        self.store = store
        self._worker = worker
        self._orchestrators = {str(f.trigger.get("orchestration") or f.name): f for f in orchestrators}
        self._activities = {str(f.trigger.get("activity") or f.name): f for f in activities}
        self._due: asyncio.Queue[str] = asyncio.Queue()
        self._driven: dict[str, bool] = {}
        self._alarm = asyncio.Event()
        self._stopping = asyncio.Event()
        self._room = asyncio.Semaphore(_ACTIVITIES)
        self._group: asyncio.TaskGroup | None = None

    # --- what clients ask for -----------------------------------------------------------------------------------------

    async def start(self, name: str, text: str | None, instance: str | None = None, version: str | None = None) -> str:
        """Starts an orchestration with `text` (JSON) as input; its id. Raises UnknownOrchestrator, AlreadyRunning."""
        if name not in self._orchestrators:
            raise UnknownOrchestrator(f"there is no orchestrator function {name!r}; there are {sorted(self._orchestrators)}")
        now = datetime.now(UTC)
        new = Instance(instance or uuid4().hex, 0, name, version, text, "Pending", now, now)
        if not await self.store.insert(new):
            raise AlreadyRunning(f"an orchestration instance {new.id!r} already exists and has not ended")
        self._wake(new.id)
        return new.id

    async def raise_event(self, instance: str, name: str, text: str) -> Instance | None:
        """Leaves an event with `text` (JSON) as data; the instance before it (None: unknown; ended: nothing was left)."""
        return await self._post(instance, raised(datetime.now(UTC), name, text))

    async def terminate(self, instance: str, reason: str) -> Instance | None:
        """Ends an instance as Terminated, with the reason as output; activities at work are not interrupted."""
        return await self._post(instance, event(Kind.TERMINATED, datetime.now(UTC), Input=json.dumps(reason)))

    async def suspend(self, instance: str) -> Instance | None:
        """Holds an instance: events wait until it is resumed."""
        return await self._post(instance, event(Kind.SUSPENDED, datetime.now(UTC)))

    async def resume(self, instance: str) -> Instance | None:
        """Lets a suspended instance go on."""
        return await self._post(instance, event(Kind.RESUMED, datetime.now(UTC)))

    async def _post(self, instance: str, happened: HistoryEvent) -> Instance | None:
        found = await self.store.post(instance, happened)
        if found is not None and found.status not in ENDED:
            self._wake(instance)
        return found

    # --- the loop -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Takes up what was unfinished, then carries on until stopped."""
        instances, answerless = await self.store.unfinished()
        async with asyncio.TaskGroup() as self._group:
            alarm = self._group.create_task(self._ring())
            dispatcher = self._group.create_task(self._dispatch())
            for open_task in answerless:
                self._group.create_task(self._activity(open_task))
            for instance in instances:
                self._wake(instance)
            await self._stopping.wait()
            alarm.cancel()
            dispatcher.cancel()

    def stop(self) -> None:
        """Ends `run` after the episodes and activities at work."""
        self._stopping.set()

    def _wake(self, instance: str) -> None:
        self._due.put_nowait(instance)

    async def _dispatch(self) -> None:
        while True:
            instance = await self._due.get()
            if instance in self._driven:
                self._driven[instance] = True
                continue
            self._driven[instance] = False
            self._spawn(self._drive(instance))

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        if self._group is not None:
            self._group.create_task(work)

    async def _drive(self, instance: str) -> None:
        """Episodes of one instance, one after another, until nothing waits for it."""
        while True:
            self._driven[instance] = False
            going = not self._stopping.is_set() and await self._episode(instance)
            if not going and (not self._driven[instance] or self._stopping.is_set()):
                del self._driven[instance]
                return

    async def _episode(self, instance: str) -> bool:
        """One replay; whether there was anything to do."""
        work = await self.store.work(instance)
        if work is None or work.instance.status in ENDED:
            return False
        plan = decide(work, datetime.now(UTC))
        if plan is None:
            return False
        if plan.events:
            plan = await self._replayed(work, plan)
        await self.store.apply(plan.change)
        self._carry_out(plan)
        return True

    async def _replayed(self, work: Work, plan: Plan) -> Plan:
        function = self._orchestrators.get(work.instance.name)
        if function is None:
            return plan.concluded(Answer(error=f"the orchestrator function {work.instance.name!r} is not in this app"), self._knows)
        outcome = await self._worker.invoke(function, Datum(context_json(work, plan), "string"), quiet=True)
        answer = read_answer(outcome)
        if answer.error is not None:
            log.error("%s %s failed: %s", work.instance.name, work.instance.id, answer.error)
        return plan.concluded(answer, self._knows)

    def _knows(self, task: Task) -> bool:
        known = {"activity": self._activities, "sub": self._orchestrators}.get(task.kind)
        return known is None or task.name in known

    def _carry_out(self, plan: Plan) -> None:
        it = plan.change.instance
        for task in plan.change.tasks:
            if task.kind == "activity":
                self._spawn(self._activity(OpenTask(it.id, it.generation, task)))
            elif task.kind == "timer":
                self._alarm.set()
        for child in plan.change.children:
            self._wake(child.id)
        if plan.change.to_parent is not None and it.parent is not None:
            self._wake(it.parent.instance)

    # --- activities and timers ----------------------------------------------------------------------------------------

    async def _activity(self, open_task: OpenTask) -> None:
        """Runs an activity and keeps its answer. Interrupted, it runs again at the next start: at least once."""
        task = open_task.task
        function = self._activities.get(task.name)
        async with self._room:
            if self._stopping.is_set():
                return
            if function is None:
                outcome = Outcome(False, error=f"the activity function {task.name!r} is not in this app")
            else:
                outcome = await self._worker.invoke(function, Datum(task.text or "null", "string"))
        now = datetime.now(UTC)
        if outcome.ok:
            result = outcome.value.value if outcome.value is not None and outcome.value.value is not None else "null"
            answer = completed(now, task.number, result)
        else:
            answer = failed(now, task.number, f"Activity function '{task.name}' failed: {outcome.error}", outcome.trace)
        await self.store.answer(open_task, answer)
        self._wake(open_task.instance)

    async def _ring(self) -> None:
        """Fires timers when they are due."""
        while True:
            self._alarm.clear()
            concerned, following = await self.store.fire(datetime.now(UTC))
            for instance in concerned:
                self._wake(instance)
            left = (following - datetime.now(UTC)).total_seconds() if following else _NAP
            try:
                async with asyncio.timeout(min(max(left, 0.0), _NAP)):
                    await self._alarm.wait()
            except TimeoutError:
                continue
