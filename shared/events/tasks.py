"""Topics `tasks`, `drops` and `thoughts`: work asked for, started, done or failed, and what agents say meanwhile.

A TaskDispatched is answered by exactly one DropPublished or TaskFailed with the same `task`.
"""

from typing import Any, ClassVar, Literal

from pydantic import Field

from shared.events.content import Content, Usage
from shared.events.envelope import Event, Topic

#: Who asked for a task: only that component acts on the answer.
Owner = Literal["orchestrator", "validation"]


class TaskDispatched(Event):
    """A task's inputs are all there: run it. Emitted by the orchestrator and by validation; id is the task's identity."""

    TOPIC: ClassVar[Topic] = Topic.TASKS
    TYPE: ClassVar[str] = "qlp.task.dispatched.v1"
    task: str
    role: str
    owner: Owner
    goal: str = ""
    inputs: dict[str, Content] = Field(default_factory=dict)
    """Name -> JSON document. A dependency's drop has the name of its task."""
    deadline: float = 600.0
    """Seconds from start to forced end, over all attempts."""
    attempts: int = Field(default=3, ge=1)
    """How often the runner may start it when its process dies, hangs or is lost."""
    tokens: int = 0
    """How many tokens it may use: at that it stops asking its model. 0: without limit."""


class JobEnded(Event):
    """A job's process ended; its output can be collected. Emitted by the jobs adapter; for the runner only."""

    TOPIC: ClassVar[Topic] = Topic.TASKS
    TYPE: ClassVar[str] = "qlp.job.ended.v1"
    job: str
    task: str = ""
    """Whose job it was; the runner looks it up when it is not said."""


class TaskStarted(Event):
    """An attempt at a task started. Emitted by the runner."""

    TOPIC: ClassVar[Topic] = Topic.DROPS
    TYPE: ClassVar[str] = "qlp.task.started.v1"
    task: str
    role: str
    owner: Owner
    attempt: int


class DropPublished(Event):
    """A task is done: its drop, the versioned artifacts. Emitted by the runner."""

    TOPIC: ClassVar[Topic] = Topic.DROPS
    TYPE: ClassVar[str] = "qlp.drop.published.v1"
    task: str
    role: str
    owner: Owner
    document: Content
    """A `shared.drops.Drop` as JSON: files and the agent's structured answer."""
    result: dict[str, Any] = Field(default_factory=dict)
    """The structured answer again, where its reader decides on it (specification, plan, report); else empty."""
    files: list[str] = Field(default_factory=list)
    usage: Usage = Usage()
    reused_from: str | None = None
    """The run whose task of the same inputs made this drop; then no job ran. Emitted by the orchestrator."""


class TaskFailed(Event):
    """A task ended without a drop. Emitted by the runner; `reason` is for the user, `code` for us."""

    TOPIC: ClassVar[Topic] = Topic.DROPS
    TYPE: ClassVar[str] = "qlp.task.failed.v1"
    task: str
    role: str
    owner: Owner
    code: str
    reason: str
    usage: Usage = Usage()


class ThoughtShared(Event):
    """A line of an agent's reasoning or log, shown live. Best effort: never through the outbox."""

    TOPIC: ClassVar[Topic] = Topic.THOUGHTS
    TYPE: ClassVar[str] = "qlp.thought.shared.v1"
    task: str
    role: str
    text: str
    level: Literal["thought", "info", "warning", "error"] = "thought"
