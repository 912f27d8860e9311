"""From an orchestrator's answer to what must be scheduled, under the numbers that the SDK will look for on replay. Pure.

The SDK (`azure-functions-durable` 1.7) numbers tasks in the order in which they are yielded; waits have no number, signals and
continue_as_new use one up. A task with retries takes a new number for each attempt and for the pause after each failed attempt (also
after the last one), at the moment when its event is replayed and before the user's code goes on. So an episode may hold at most one
event of such a task, as its first (`first_batch`); then all new numbers are: that event's, and after it the new actions' in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Literal, Self

from local.host.durable.history import HistoryEvent, Kind, moment, subject


class Action(IntEnum):
    """The actions of the wire protocol that stand for one thing to do."""

    ACTIVITY = 0
    ACTIVITY_RETRY = 1
    SUB = 2
    SUB_RETRY = 3
    CONTINUE_AS_NEW = 4
    TIMER = 5
    WAIT = 6


_COMPOUND = (11, 12)
_REFUSED = {7: "call_entity", 8: "call_http", 9: "signal_entity"}


class Refused(Exception):
    """The orchestrator wants something that this engine does not do."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to schedule. `due` is set for timers; `text` is an input as JSON."""

    kind: Literal["activity", "sub", "timer"]
    number: int
    name: str = ""
    text: str | None = None
    due: datetime | None = None
    instance: str | None = None
    version: str | None = None


@dataclass(slots=True)
class Retrying:
    """A task with retries that is under way: its action, the attempts made, and whether it pauses now."""

    action: dict[str, Any]
    attempts: int = 1
    pausing: bool = False


@dataclass(slots=True)
class Numbering:
    """What is known about an execution's tasks between its episodes."""

    following: int = 0
    seen: int = 0
    timers: dict[int, int] = field(default_factory=dict)
    """Position in the list of actions -> number, of timers that may yet be cancelled."""
    retrying: dict[int, Retrying] = field(default_factory=dict)
    """Number that is open now -> the task with retries that it belongs to."""

    def as_json(self) -> dict[str, Any]:
        """For storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """What `as_json` gave, also after JSON has made strings of the numbers."""
        timers = {int(position): int(number) for position, number in raw["timers"].items()}
        retrying = {int(number): Retrying(**value) for number, value in raw["retrying"].items()}
        return cls(raw["following"], raw["seen"], timers, retrying)

    def first_batch(self, waiting: Sequence[HistoryEvent]) -> int:
        """How many of the waiting events the next episode may take."""
        for position, happened in enumerate(waiting):
            if position and subject(happened) in self.retrying:
                return position
        return len(waiting)

    def after_event(self, happened: HistoryEvent, now: datetime) -> list[Task]:
        """What follows from an episode's first event alone: the pause after a failed attempt, or the next attempt."""
        number = subject(happened)
        under_way = self.retrying.pop(number, None) if number is not None else None
        if under_way is None:
            return []
        if under_way.pausing:
            return self._attempt_again(under_way)
        if happened["EventType"] not in (Kind.TASK_FAILED, Kind.SUB_FAILED):
            return []
        pause = timedelta(milliseconds=under_way.action["retryOptions"]["firstRetryIntervalInMilliseconds"])
        under_way.pausing = True
        number = self._take()
        self.retrying[number] = under_way
        return [Task("timer", number, due=now + pause)]

    def _attempt_again(self, under_way: Retrying) -> list[Task]:
        if under_way.attempts >= under_way.action["retryOptions"]["maxNumberOfAttempts"]:
            return []
        under_way.pausing = False
        under_way.attempts += 1
        number = self._take()
        self.retrying[number] = under_way
        return [_task(under_way.action, number)]

    def after_actions(self, actions: Sequence[Any]) -> list[Task]:
        """What is new in the orchestrator's whole list of actions. Raises Refused."""
        leaves = list(_leaves(actions))
        new = [task for position in range(self.seen, len(leaves)) for task in self._schedule(position, leaves[position])]
        self.seen = max(self.seen, len(leaves))
        return new

    def cancelled(self, actions: Sequence[Any]) -> list[int]:
        """The numbers of the timers that were cancelled since the last episode."""
        leaves = list(_leaves(actions))
        gone = {position: number for position, number in self.timers.items() if leaves[position].get("isCanceled")}
        for position in gone:
            del self.timers[position]
        return list(gone.values())

    def _schedule(self, position: int, action: dict[str, Any]) -> list[Task]:
        kind = int(action["actionType"])
        if kind in _REFUSED:
            raise Refused(f"the local host does not serve {_REFUSED[kind]}")
        if kind == Action.WAIT:
            return []
        number = self._take()
        if kind == Action.CONTINUE_AS_NEW:
            return []
        if kind == Action.TIMER:
            self.timers[position] = number
        if kind in (Action.ACTIVITY_RETRY, Action.SUB_RETRY):
            self.retrying[number] = Retrying(action)
        return [_task(action, number)]

    def _take(self) -> int:
        number = self.following
        self.following += 1
        return number


def next_input(actions: Sequence[Any]) -> str | None:
    """The input to continue as new with, when the orchestrator asked for that. JSON."""
    for action in _leaves(actions):
        if action["actionType"] == Action.CONTINUE_AS_NEW:
            return str(action["input"])
    return None


def _leaves(actions: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """The actions one by one: lists and compound actions (task_all, task_any) opened up."""
    for action in actions:
        if isinstance(action, list):
            yield from _leaves(action)
        elif action["actionType"] in _COMPOUND:
            yield from _leaves(action["compoundActions"])
        else:
            yield action


def _task(action: Mapping[str, Any], number: int) -> Task:
    kind = Action(action["actionType"])
    if kind == Action.TIMER:
        return Task("timer", number, due=moment(action["fireAt"]))
    if kind in (Action.ACTIVITY, Action.ACTIVITY_RETRY):
        return Task("activity", number, action["functionName"], action.get("input"))
    return Task(
        "sub", number, action["functionName"], action.get("input"), instance=action.get("instanceId"), version=action.get("version")
    )
