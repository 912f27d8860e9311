"""What an episode takes, what it tells the orchestrator, and what follows from the answer. Pure."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from local.host.durable.history import HistoryEvent, Kind, completed, event, failed, stamp, started
from local.host.durable.numbering import Numbering, Refused, Task, next_input
from local.host.durable.store import Change, Instance, Parent, Work
from local.host.worker import Outcome

_OUT_OF_PROCESS = "$OutOfProcData$:"

#: Written to the history for a task that was scheduled.
_SCHEDULED = {"activity": Kind.TASK_SCHEDULED, "sub": Kind.SUB_CREATED, "timer": Kind.TIMER_CREATED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the orchestrator said. `output` and `custom` are JSON; `error` is set when it failed."""

    done: bool = False
    actions: Sequence[Any] = ()
    output: str | None = None
    custom: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """An episode: the change it makes so far, and the new events (none: the instance changes without a replay)."""

    change: Change
    events: Sequence[HistoryEvent] = ()
    numbering: Numbering = field(default_factory=Numbering)
    following: Sequence[Task] = ()
    now: datetime = field(default_factory=datetime.now)

    def concluded(self, answer: Answer, knows: Callable[[Task], bool]) -> "Plan":
        """The episode with what the orchestrator's answer changes. `knows` says whether the app has a task's function."""
        try:
            tasks = [*self.following, *self.numbering.after_actions(answer.actions)]
        except Refused as refusal:
            return self._ended("Failed", error=str(refusal))
        if answer.error is not None:
            return self._ended("Failed", error=answer.error)
        if unknown := [task for task in tasks if not knows(task)]:
            return self._ended("Failed", error=f"the function {unknown[0].name!r} does not exist in this app")
        if (text := next_input(answer.actions)) is not None:
            return self._afresh(text, answer)
        if answer.done:
            return self._ended("Completed", output=answer.output, custom=answer.custom)
        return self._waiting(tasks, answer)

    def _waiting(self, tasks: Sequence[Task], answer: Answer) -> "Plan":
        it = self.change.instance
        scheduled = [_scheduled(task, self.now) for task in tasks]
        children = [_child(it, task, self.now) for task in tasks if task.kind == "sub"]
        return replace(
            self,
            change=replace(
                self.change,
                instance=replace(it, status="Running", custom=answer.custom, updated=self.now, numbering=self.numbering),
                history=[*self.events, *scheduled, event(Kind.ORCHESTRATOR_COMPLETED, self.now)],
                tasks=[task for task in tasks if task.kind != "sub"],
                cancelled=self.numbering.cancelled(answer.actions),
                children=children,
            ),
        )

    def _afresh(self, text: str, answer: Answer) -> "Plan":
        it = self.change.instance
        again = replace(it, generation=it.generation + 1, text=text, status="Running", custom=answer.custom, updated=self.now)
        return replace(self, change=replace(self.change, instance=replace(again, numbering=Numbering()), afresh=True))

    def _ended(self, status: str, output: str | None = None, custom: str | None = None, error: str | None = None) -> "Plan":
        return replace(self, change=_end(self.change, self.events, self.now, status, output, custom, error))


def decide(work: Work, now: datetime) -> Plan | None:
    """What the next episode of an instance takes; None when nothing waits for it."""
    if orders := [(seq, order) for seq, order in work.waiting if order["EventType"] in (Kind.TERMINATED, Kind.SUSPENDED, Kind.RESUMED)]:
        return _obeyed(work.instance, *orders[0], now)
    if work.instance.status == "Suspended" or (work.history and not work.waiting):
        return None
    numbering = Numbering.from_json(json.loads(json.dumps(work.instance.numbering.as_json())))
    taken = work.waiting[: numbering.first_batch([happened for _, happened in work.waiting])]
    it = work.instance
    first = [] if work.history else [started(now, it.name, it.text, it.version)]
    events = [event(Kind.ORCHESTRATOR_STARTED, now), *first, *(happened for _, happened in taken)]
    following = numbering.after_event(taken[0][1], now) if taken else []
    change = Change(it, taken=[seq for seq, _ in taken])
    # Successes of tasks with retries further down the batch cannot be (first_batch), so only the first event is looked at.
    return Plan(change, events, numbering, following, now)


def _obeyed(it: Instance, seq: int, order: HistoryEvent, now: datetime) -> Plan:
    """Terminate, suspend or resume: no replay."""
    change = Change(it, taken=[seq])
    if order["EventType"] == Kind.TERMINATED:
        return Plan(_end(change, [order], now, "Terminated", output=order["Input"], custom=it.custom), now=now)
    status = "Suspended" if order["EventType"] == Kind.SUSPENDED else "Running"
    return Plan(replace(change, instance=replace(it, status=status, updated=now)), now=now)


def _end(
    change: Change,
    events: Sequence[HistoryEvent],
    now: datetime,
    status: str,
    output: str | None = None,
    custom: str | None = None,
    error: str | None = None,
) -> Change:
    it = change.instance
    text = json.dumps(error) if error is not None else output
    ended = replace(it, status=status, output=text, custom=custom, updated=now)
    told = None
    if it.parent is not None:
        reason = error if error is not None else f"the sub-orchestration {it.id} was terminated"
        number = it.parent.number
        told = (
            completed(now, number, output or "null", sub=True) if status == "Completed" else failed(now, number, reason, reason, sub=True)
        )
    history = [*events, event(Kind.ORCHESTRATOR_COMPLETED, now)]
    return replace(change, instance=ended, history=history, tasks=(), children=(), to_parent=told)


def _scheduled(task: Task, now: datetime) -> HistoryEvent:
    fields: dict[str, Any] = {"FireAt": stamp(task.due)} if task.due else {"Name": task.name, "Input": task.text}
    return event(_SCHEDULED[task.kind], now, task.number, **fields)


def _child(it: Instance, task: Task, now: datetime) -> Instance:
    name = task.instance or f"{it.id}:{it.generation}:{task.number}"
    parent = Parent(it.id, it.generation, task.number)
    return Instance(name, 0, task.name, task.version, task.text, "Pending", now, now, parent=parent)


def context_json(work: Work, plan: Plan) -> str:
    """What the extension sends to an orchestrator function. No limits for timers are sent, so the SDK does not split them."""
    it = work.instance
    history = ",".join([*work.history, *(json.dumps(happened) for happened in plan.events)])
    rest = {
        "input": it.text,
        "instanceId": it.id,
        "isReplaying": bool(work.history),
        "parentInstanceId": it.parent.instance if it.parent else None,
        "upperSchemaVersion": 1,
        "upperSchemaVersionNew": 2,
        "defaultHttpAsyncRequestSleepTimeMillseconds": 30000,
    }
    return f'{{"history":[{history}],{json.dumps(rest)[1:]}'


def read_answer(outcome: Outcome) -> Answer:
    """The orchestrator's answer. On a user's error the SDK raises, with the answer behind a label in the message."""
    if outcome.ok:
        state = json.loads(outcome.value.value) if outcome.value is not None else {}
        return _answer(state)
    if _OUT_OF_PROCESS not in outcome.trace:
        return Answer(error=outcome.error)
    state, _ = json.JSONDecoder().raw_decode(outcome.trace.rsplit(_OUT_OF_PROCESS, 1)[1])
    return _answer({**state, "error": state.get("error") or outcome.error})


def _answer(state: dict[str, Any]) -> Answer:
    custom = state.get("customStatus")
    return Answer(
        done=bool(state.get("isDone")),
        actions=state.get("actions", []),
        output=json.dumps(state["output"]) if state.get("output") is not None else None,
        custom=json.dumps(custom) if custom is not None else None,
        error=state.get("error"),
    )
