"""The states of a run and of a task, and which of them end it."""

from enum import StrEnum


class RunState(StrEnum):
    """submitted → specifying (⇄ clarifying) → planning → building → validating ⇄ repairing → packaging → awaiting_approval → deploying → live."""

    SUBMITTED = "submitted"
    SPECIFYING = "specifying"
    CLARIFYING = "clarifying"
    PLANNING = "planning"
    BUILDING = "building"
    VALIDATING = "validating"
    REPAIRING = "repairing"
    PACKAGING = "packaging"
    AWAITING_APPROVAL = "awaiting_approval"
    DEPLOYING = "deploying"
    PAUSED = "paused"
    LIVE = "live"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in ENDS


ENDS = frozenset({RunState.LIVE, RunState.REJECTED, RunState.FAILED, RunState.CANCELLED})


class TaskState(StrEnum):
    """pending → dispatched → running → done; or failed, or cancelled."""

    PENDING = "pending"
    DISPATCHED = "dispatched"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
