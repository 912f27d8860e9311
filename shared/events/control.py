"""Topics `control` and `deadletter`: what people decide about a run, where a run stands, and what could not be handled."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.difference import Delta
from shared.events.envelope import Event, Topic, Value
from shared.lifecycle import RunState, TaskState


class ApprovalDecided(Event):
    """A principal with the right to approve decided on the capsule with this digest. Emitted by the gateway."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.approval.decided.v1"
    decision: Literal["approve", "reject"]
    digest: str
    by: str
    reason: str = ""


class ClarificationAnswered(Event):
    """The user answered the questions, in their order. Emitted by the gateway."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.clarification.answered.v1"
    answers: list[str]
    by: str


class CancellationRequested(Event):
    """Stop the run and everything that it started. Emitted by the gateway."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.cancellation.requested.v1"
    by: str
    reason: str = ""


class BudgetRaised(Event):
    """The run may use this many tokens and cost this much money in all. Emitted by the gateway."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.budget.raised.v1"
    tokens: int = Field(0, ge=0)
    """0: as many as before."""
    money: float | None = None
    """In the currency of the prices; None: as much as before."""
    by: str


class StopRequested(Event):
    """Stop the live app of this run, and delete what it has stored where that is said. Emitted by the gateway."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.stop.requested.v1"
    app: str
    by: str
    reason: str = ""
    delete_data: bool = False


class StartRequested(Event):
    """Have the stopped app of this run live again. Emitted by the gateway."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.start.requested.v1"
    app: str
    by: str


class TaskStatus(Value):
    """Where one task of the DAG stands, and on which tasks it waits."""

    task: str
    role: str
    state: TaskState
    needs: list[str] = Field(default_factory=list)


class Estimate(Value):
    """What a run will probably use in all, told before it is built. `money` None: no price is known; `note` says why, or what is special."""

    tokens: int
    money: float | None = None
    minutes: float = 0.0
    note: str = ""


class Spending(Value):
    """Where a run's budgets stand: allowed (None: without limit), used by tasks that ended, set aside for those that run."""

    token_cap: int | None = None
    tokens_spent: int = 0
    tokens_reserved: int = 0
    money_cap: float | None = None
    money_spent: float = 0.0
    money_reserved: float = 0.0


class RunAdvanced(Event):
    """The run's state or tasks changed. `revision` grows by one with each: a reader ignores older ones. Emitted by the orchestrator."""

    TOPIC: ClassVar[Topic] = Topic.CONTROL
    TYPE: ClassVar[str] = "qlp.run.advanced.v1"
    state: RunState
    revision: int
    reason: str = ""
    tasks: list[TaskStatus] = Field(default_factory=list)
    """Only those that changed."""
    estimate_tokens: int | None = None
    estimate: Estimate | None = None
    spending: Spending | None = None
    plan_delta: Delta | None = None
    """How the plan differs from the base run's, once it is there."""


class MessageDeadLettered(Event):
    """A message could not be handled: the error, the original bytes (base64) and where they stood. Emitted by any consumer."""

    TOPIC: ClassVar[Topic] = Topic.DEADLETTER
    TYPE: ClassVar[str] = "qlp.message.deadlettered.v1"
    component: str
    code: str
    error: str
    topic: str
    partition: int
    offset: int
    key: str | None = None
    original: str
