"""The read model's documents: what people see of a run. Written by the dashboard component, read by the gateway.

In a run's projection partition: `run` (Card), `brief` (Brief), `tasks|<bucket>` (Tasks), `drop|<task>` (DropView), `heard|<task>` (Heard)
and `event|<seq>` (Page: the timeline, under the number of its last entry). In a tenant's index: one IndexEntry per run, newest first.
A commit costs the number of its documents, not their bytes: hence pages, and tasks in a fixed number of buckets.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zlib import crc32

from pydantic import AwareDatetime, BaseModel, Field

from shared.difference import Difference
from shared.events import BlobRef, Content, Estimate, Spending, Usage
from shared.lifecycle import RunState, TaskState
from shared.specification import Part, Specification

CARD = "run"
BRIEF = "brief"
PAGES = "event|"
BUCKETS = "tasks|"
DROPS = "drop|"
_BUCKET_COUNT = 64
_FAR = datetime(3000, 1, 1, tzinfo=UTC)


class Approval(Part):
    """What a person has to decide on, and until when."""

    digest: str
    score: int
    risks: list[str]
    expires: AwareDatetime


class Decision(Part):
    """What a person decided."""

    decision: Literal["approve", "reject"]
    digest: str
    by: str
    reason: str
    time: AwareDatetime


class Stopped(Part):
    """Who stopped the live app, and what became of what it had stored."""

    by: str
    reason: str
    time: AwareDatetime
    data_deleted: bool


class Capsule(Part):
    """The packaged result."""

    digest: str
    archive: BlobRef


class Document(BaseModel):
    """A document of the read model: changed in place while events are folded into it."""


class Card(Document):
    """Where a run stands: small, because every commit rewrites it."""

    run_id: str
    tenant: str
    app: str = ""
    title: str = ""
    state: RunState = RunState.SUBMITTED
    revision: int = 0
    """Of the last RunAdvanced that was applied."""
    reason: str = ""
    created: AwareDatetime | None = None
    updated: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    live_url: str | None = None
    stopped: Stopped | None = None
    capsule: Capsule | None = None
    score: int | None = None
    parts: dict[str, int] = Field(default_factory=dict)
    tokens: int = 0
    token_budget: int | None = None
    money_budget: float | None = None
    estimate_tokens: int | None = None
    estimate: Estimate | None = None
    spending: Spending | None = None
    """Where the budgets stand, as the run's last change said."""
    questions: list[str] = Field(default_factory=list)
    approval: Approval | None = None
    decision: Decision | None = None
    last_seq: int = 0
    """The number of the timeline's last entry; there are no holes before it."""
    thoughts: int = 0
    """How many of the timeline's entries are thoughts."""
    marks: dict[str, str] = Field(default_factory=dict)
    """Group of fields -> the event that set it last: the greatest wins, in whatever order events come."""
    seen: list[str] = Field(default_factory=list)
    """Ids of the run's own events that are in the timeline."""
    revisions: list[tuple[int, int]] = Field(default_factory=list)
    """Ranges of revisions that are in the timeline."""

    @property
    def status(self) -> RunState:
        """The state, once what belongs to it is known too: nobody sees `live` without a URL or a request to approve nothing."""
        if self.state is RunState.LIVE and self.live_url is None:
            return RunState.STOPPED if self.stopped else RunState.DEPLOYING
        if self.state is RunState.AWAITING_APPROVAL and self.approval is None:
            return RunState.PACKAGING
        if self.state is RunState.CLARIFYING and not self.questions:
            return RunState.SPECIFYING
        return self.state

    def seconds(self, now: datetime) -> float:
        """Wall time from the submission to the run's end, or till now."""
        return max(0.0, round(((self.ended or now) - (self.created or now)).total_seconds(), 3))


class Brief(Document):
    """What was asked for, and how it was understood."""

    intent: str = ""
    submitted_by: str = ""
    ask: bool = False
    base_run: str | None = None
    specification: Specification | None = None
    difference: Difference | None = None
    """What the run changes about its base run's app."""


class TaskView(Document):
    """A task of a run."""

    task: str
    role: str = ""
    state: TaskState = TaskState.PENDING
    needs: list[str] = Field(default_factory=list)
    attempt: int = 0
    reason: str = ""
    tokens: int = 0
    seconds: float = 0.0
    model: str = ""
    reused_from: str | None = None
    """The run that did it, when nothing had to be done anew."""
    dispatched: AwareDatetime | None = None
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    marks: dict[str, str] = Field(default_factory=dict)
    seen: list[str] = Field(default_factory=list)


class Tasks(Document):
    """One bucket of a run's tasks."""

    tasks: dict[str, TaskView] = Field(default_factory=dict)


class DropView(Document):
    """A published drop. Its id is its task: a task has one."""

    task: str
    role: str
    files: list[str]
    document: Content
    usage: Usage
    time: AwareDatetime


class Heard(Document):
    """The ids of one task's thoughts that are in the timeline."""

    ids: list[str] = Field(default_factory=list)


class TimelineEntry(Part):
    """Something that happened. `seq` counts from 1 without holes; `data` has the event's own fields without its bulk."""

    seq: int
    time: AwareDatetime
    type: str
    data: dict[str, Any]


class Page(Document):
    """The timeline's entries of one commit."""

    entries: list[TimelineEntry] = Field(default_factory=list)


class IndexEntry(Part):
    """A run in its tenant's list."""

    run_id: str
    created: AwareDatetime


class OpenView(Part):
    """A run whose end people have not seen. `noticed`: since when that is strange; `tries`: how often its events were published again."""

    noticed: AwareDatetime | None = None
    tries: int = 0


class DeadLetter(Document):
    """A message that could not be handled; its bytes are kept beside it."""

    id: str
    tenant: str
    run: str
    time: AwareDatetime
    component: str
    code: str
    error: str
    topic: str
    partition: int
    offset: int
    key: str | None = None
    pieces: int = 1
    """In how many documents its bytes are."""
    replays: int = 0
    replayed: AwareDatetime | None = None
    replayed_by: str = ""


def bucket_key(task: str) -> str:
    """The document that holds this task."""
    return f"{BUCKETS}{crc32(task.encode()) % _BUCKET_COUNT:02x}"


def drop_key(task: str) -> str:
    """The document of this task's drop."""
    return f"{DROPS}{task}"


def heard_key(task: str) -> str:
    """The document of this task's thoughts' ids."""
    return f"heard|{task}"


def page_key(last_seq: int) -> str:
    """The document of the timeline's entries up to this number."""
    return f"{PAGES}{last_seq:010d}"


def newest_first(time: datetime, id_: str) -> str:
    """A key that sorts later times first."""
    return f"{(_FAR - time) // timedelta(milliseconds=1):015d}|{id_}"


def letter_key(time: datetime, id_: str) -> str:
    """The document of a dead letter."""
    return f"at|{newest_first(time, id_)}"


def letter_mark(id_: str) -> str:
    """The document that says which key a dead letter has: there once per letter."""
    return f"id|{id_}"


def piece_key(id_: str, number: int) -> str:
    """The document of one piece of a dead letter's bytes (base64)."""
    return f"piece|{id_}|{number:03d}"


def first_card(tenant: str, run: str, app: str, text: str, created: datetime) -> Card:
    """A run as it is seen until its first event was folded in."""
    return Card(run_id=run, tenant=tenant, app=app, title=title_of(text), created=created, updated=created)


def title_of(text: str) -> str:
    """The start of an intent, at most 80 characters, until its specification has a better title."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79].rstrip()}…"
