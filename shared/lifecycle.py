"""The states of a run and of a task, and which of them end it."""

from enum import StrEnum


class RunState(StrEnum):
    """submitted → specifying (⇄ clarifying) → planning → building → validating ⇄ repairing → packaging → awaiting_approval → deploying → live (⇄ stopped)."""

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
    STOPPED = "stopped"
    """It was live until people stopped its app, which can be started again. Only the read model has it: for the orchestrator the run ended before."""
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in ENDS


ENDS = frozenset({RunState.LIVE, RunState.STOPPED, RunState.REJECTED, RunState.FAILED, RunState.CANCELLED})


class TaskState(StrEnum):
    """pending → dispatched → running → done; or failed, or cancelled."""

    PENDING = "pending"
    DISPATCHED = "dispatched"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
