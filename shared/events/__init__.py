"""The event catalogue: every message that crosses a component's border, and nothing else."""

from typing import Any, cast

import pydantic_core
from pydantic import ValidationError

from shared.errors import Undecodable
from shared.events.content import INLINE_LIMIT, BlobRef, Content, Inline, Usage
from shared.events.control import (
    ApprovalDecided,
    BudgetRaised,
    CancellationRequested,
    ClarificationAnswered,
    Estimate,
    MessageDeadLettered,
    RunAdvanced,
    Spending,
    StartRequested,
    StopRequested,
    TaskStatus,
)
from shared.events.deployment import (
    ApprovalRequested,
    AppStopped,
    CapsulePackaged,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentStarted,
    DeploymentWentLive,
)
from shared.events.envelope import Envelope, Event, Topic, derived_id, flat, follow, to_wire
from shared.events.intents import ClarificationRequested, IntentRefused, IntentSpecified, IntentSubmitted
from shared.events.tasks import DropPublished, JobEnded, Owner, TaskDispatched, TaskFailed, TaskStarted, ThoughtShared
from shared.events.validation import ValidationConcluded, ValidationReported, ValidationRequested

CATALOGUE: tuple[type[Event], ...] = (
    IntentSubmitted,
    IntentSpecified,
    ClarificationRequested,
    IntentRefused,
    TaskDispatched,
    JobEnded,
    TaskStarted,
    DropPublished,
    TaskFailed,
    ThoughtShared,
    ValidationRequested,
    ValidationReported,
    ValidationConcluded,
    CapsulePackaged,
    ApprovalRequested,
    DeploymentStarted,
    DeploymentWentLive,
    DeploymentRejected,
    DeploymentFailed,
    AppStopped,
    ApprovalDecided,
    ClarificationAnswered,
    CancellationRequested,
    BudgetRaised,
    StopRequested,
    StartRequested,
    RunAdvanced,
    MessageDeadLettered,
)

_BY_TYPE = {kind.TYPE: kind for kind in CATALOGUE}


def parse(raw: bytes | str) -> Event:
    """The event in these bytes. Raises Undecodable: not JSON, not a CloudEvent, an unknown type or version, or a field that is wrong."""
    try:
        wire: Any = pydantic_core.from_json(raw)
    except ValueError as error:
        raise Undecodable(f"not JSON: {error}") from error
    return from_wire(wire)


def from_wire(wire: Any) -> Event:  # noqa: ANN401 - it is whatever JSON held
    """The event in a decoded CloudEvent. Raises Undecodable."""
    if not isinstance(wire, dict) or wire.get("specversion") != "1.0":
        raise Undecodable("not a CloudEvents 1.0 object")
    kind = _BY_TYPE.get(cast(str, wire.get("type"))) if isinstance(wire.get("type"), str) else None
    if kind is None:
        raise Undecodable(f"unknown event type {str(wire.get('type'))[:100]!r}")
    try:
        return kind.model_validate(flat(wire))
    except ValidationError as error:
        raise Undecodable(f"{kind.TYPE}: {error.errors(include_url=False, include_input=False)}") from error


__all__ = [
    "CATALOGUE",
    "INLINE_LIMIT",
    "AppStopped",
    "ApprovalDecided",
    "ApprovalRequested",
    "BlobRef",
    "BudgetRaised",
    "CancellationRequested",
    "CapsulePackaged",
    "ClarificationAnswered",
    "ClarificationRequested",
    "Content",
    "DeploymentFailed",
    "DeploymentRejected",
    "DeploymentStarted",
    "DeploymentWentLive",
    "DropPublished",
    "Envelope",
    "Estimate",
    "Event",
    "Inline",
    "IntentRefused",
    "IntentSpecified",
    "IntentSubmitted",
    "JobEnded",
    "MessageDeadLettered",
    "Owner",
    "RunAdvanced",
    "Spending",
    "StartRequested",
    "StopRequested",
    "TaskDispatched",
    "TaskFailed",
    "TaskStarted",
    "TaskStatus",
    "ThoughtShared",
    "Topic",
    "Usage",
    "ValidationConcluded",
    "ValidationReported",
    "ValidationRequested",
    "derived_id",
    "follow",
    "from_wire",
    "parse",
    "to_wire",
]
