"""History events as the durable extension writes them. Pure."""

import json
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

#: A history event: EventType, EventId, IsPlayed, Timestamp and what its type adds.
type HistoryEvent = dict[str, Any]


class Kind(IntEnum):
    """The event types that this engine writes, with the extension's numbers."""

    EXECUTION_STARTED = 0
    TASK_SCHEDULED = 4
    TASK_COMPLETED = 5
    TASK_FAILED = 6
    SUB_CREATED = 7
    SUB_COMPLETED = 8
    SUB_FAILED = 9
    TIMER_CREATED = 10
    TIMER_FIRED = 11
    ORCHESTRATOR_STARTED = 12
    ORCHESTRATOR_COMPLETED = 13
    EVENT_RAISED = 15
    TERMINATED = 3
    SUSPENDED = 19
    RESUMED = 20


def stamp(moment: datetime) -> str:
    """A time as it stands in histories and actions."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The time in a history or an action; without a zone it is UTC."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def event(kind: Kind, now: datetime, number: int = -1, **fields: Any) -> HistoryEvent:  # noqa: ANN401 - JSON values
    """An event that happened now. `number` is the task that it begins; a completion names its task in its fields."""
    return {"EventType": int(kind), "EventId": number, "IsPlayed": False, "Timestamp": stamp(now), **fields}


def started(now: datetime, name: str, text: str | None, version: str | None) -> HistoryEvent:
    """The orchestration begins; `text` is its input as JSON. The SDK wants the version to be there, also when there is none."""
    return event(Kind.EXECUTION_STARTED, now, Name=name, Input=text, Version=version)


def completed(now: datetime, number: int, result: str, *, sub: bool = False) -> HistoryEvent:
    """The activity (or sub-orchestration) with that number returned `result` (JSON)."""
    return event(Kind.SUB_COMPLETED if sub else Kind.TASK_COMPLETED, now, TaskScheduledId=number, Result=result)


def failed(now: datetime, number: int, reason: str, details: str, *, sub: bool = False) -> HistoryEvent:
    """The activity (or sub-orchestration) with that number failed."""
    return event(Kind.SUB_FAILED if sub else Kind.TASK_FAILED, now, TaskScheduledId=number, Reason=reason, Details=details)


def fired(now: datetime, number: int, due: datetime) -> HistoryEvent:
    """The timer with that number fired."""
    return event(Kind.TIMER_FIRED, now, TimerId=number, FireAt=stamp(due))


def raised(now: datetime, name: str, text: str) -> HistoryEvent:
    """Somebody raised the event `name`; `text` is its data as JSON."""
    return event(Kind.EVENT_RAISED, now, Name=name, Input=text)


def subject(happened: HistoryEvent) -> int | None:
    """The number of the task that an event completes, when it completes one."""
    number = happened.get("TaskScheduledId", happened.get("TimerId"))
    return None if number is None else int(number)


def as_played(happened: HistoryEvent) -> str:
    """An event of an earlier episode, as JSON."""
    return json.dumps({**happened, "IsPlayed": True})
