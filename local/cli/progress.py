"""A run as its events tell it, for showing: state, tasks, thoughts, score. Pure."""

import textwrap
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from local.cli.output import clean

#: Characters of a task's reason: where it is the run's, that tells it in full.
_BRIEFLY = 80
_RANK = {"pending": 0, "dispatched": 1, "running": 2, "done": 3, "failed": 3, "cancelled": 3}


@dataclass(slots=True)
class TaskLine:
    """A task of the run."""

    task: str
    role: str
    state: str = "pending"
    needs: list[str] = field(default_factory=list)
    attempt: int = 0


@dataclass(slots=True)
class Progress:
    """What is known of a run. `last` is the number of the newest event."""

    run: str
    status: str = "submitted"
    title: str = ""
    reason: str = ""
    last: int = 0
    over: bool = False
    tokens: int = 0
    score: int | None = None
    estimate: int | None = None
    tasks: dict[str, TaskLine] = field(default_factory=dict)
    thoughts: deque[tuple[str, str, str]] = field(default_factory=lambda: deque(maxlen=200))
    """Who, level, what."""

    def apply(self, event: Mapping[str, Any]) -> str | None:
        """Takes an event in; a line for people, or None when it is old or says nothing worth a line."""
        if event.get("type") == "end":
            self.over = True
            return None
        seq = int(event.get("seq") or 0)
        if seq <= self.last:
            return None
        self.last = seq
        told = _TELL.get(str(event.get("type")))
        return told(self, event) if told else None

    def take(self, run: Mapping[str, Any]) -> None:
        """Takes in the run's own document, which is the authority on what it says."""
        self.status, self.reason, self.tokens = str(run["status"]), clean(run.get("reason") or ""), int(run.get("tokens") or 0)
        self.title, self.score, self.estimate = clean(run.get("title") or ""), run.get("score"), run.get("estimate_tokens")
        for task in run.get("tasks") or []:
            self._task(task)

    def _task(self, told: Mapping[str, Any], state: str = "") -> TaskLine:
        name, now = clean(told["task"]), state or str(told.get("state") or "pending")
        line = self.tasks.setdefault(name, TaskLine(name, clean(told.get("role") or "")))
        line.needs = [clean(need) for need in told.get("needs") or line.needs]
        line.attempt = int(told.get("attempt") or line.attempt)
        if _RANK.get(now, 0) >= _RANK.get(line.state, 0):
            line.state = now
        return line

    def advanced(self, event: Mapping[str, Any]) -> str | None:
        before, self.status = self.status, str(event["state"])
        expected = event.get("estimate")
        estimate = f"estimate: {told(expected)}" if expected else ""
        self.reason = clean(event.get("reason") or "")
        for task in event.get("tasks") or []:
            self._task(task)
        if before == self.status:
            return estimate or None
        return f"run is {self.status}{f' ({estimate})' if estimate else ''}"  # why is told where the run waits or ended

    def started(self, event: Mapping[str, Any]) -> str:
        line = self._task(event, "running")
        again = f" (attempt {line.attempt})" if line.attempt > 1 else ""
        return f"task {line.task} started as {line.role}{again}"

    def dropped(self, event: Mapping[str, Any]) -> str:
        line, files = self._task(event, "done"), [clean(name) for name in event.get("files") or []]
        if event.get("reused_from"):
            return f"task {line.task} reused from run {clean(event['reused_from'])[:8]}: its inputs are the same"
        shown = ", ".join(files[:6]) + (f" and {len(files) - 6} more" if len(files) > 6 else "")
        return f"task {line.task} done{f': {shown}' if files else ''}"

    def failed(self, event: Mapping[str, Any]) -> str:
        return f"task {self._task(event, 'failed').task} failed: {textwrap.shorten(clean(event.get('reason') or ''), _BRIEFLY, placeholder=' …')}"

    def thought(self, event: Mapping[str, Any]) -> str:
        who, level, what = clean(event.get("task") or ""), str(event.get("level") or "thought"), clean(event.get("text") or "")
        self.thoughts.append((who, level, what))
        return f"  {who}: {what}"

    def reported(self, event: Mapping[str, Any]) -> str:
        self.score = event.get("score")
        more = "; repairing" if event.get("repairing") else ""
        return f"validation {event.get('attempt')}: score {self.score}, {clean(event.get('summary') or '')}{more}"

    def packaged(self, event: Mapping[str, Any]) -> str:
        return f"capsule {clean(event.get('digest') or '')}"

    def live(self, event: Mapping[str, Any]) -> str:
        return f"live at {clean(event.get('url') or '')}"


def told(estimate: Mapping[str, Any]) -> str:
    """An estimate in words."""
    money = "" if estimate.get("money") is None else f", {estimate['money']:,.2f} in money"
    note = f"; {clean(estimate['note'])}" if estimate.get("note") else ""
    return f"up to {estimate['tokens']:,} tokens{money}, about {estimate['minutes']:g} minutes{note}"


_TELL = {
    "qlp.run.advanced.v1": Progress.advanced,
    "qlp.task.started.v1": Progress.started,
    "qlp.drop.published.v1": Progress.dropped,
    "qlp.task.failed.v1": Progress.failed,
    "qlp.thought.shared.v1": Progress.thought,
    "qlp.validation.reported.v1": Progress.reported,
    "qlp.capsule.packaged.v1": Progress.packaged,
    "qlp.deployment.went_live.v1": Progress.live,
}


def levels(tasks: Iterable[TaskLine]) -> dict[str, int]:
    """How deep each task is in the DAG: 0 needs nothing. Needs that are not known count as nothing; where they go round, all are 0."""
    needs = {line.task: line.needs for line in tasks}
    depth = dict.fromkeys(needs, 0)
    try:
        for name in TopologicalSorter(needs).static_order():
            if name in needs:
                depth[name] = 1 + max((depth[need] for need in needs[name] if need in needs), default=-1)
    except CycleError:
        return dict.fromkeys(needs, 0)
    return depth
