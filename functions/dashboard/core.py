"""How each event changes what people see of a run. Pure, and the same whatever the order and however often events come.

Three means make it so: a field set by several events goes to the greatest mark; a task's state only rises; what adds up (the timeline,
tokens) counts an event once, by the ids that the document itself keeps.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any, cast

from shared.difference import Difference
from shared.events import (
    ApprovalDecided,
    ApprovalRequested,
    AppStopped,
    BudgetRaised,
    CapsulePackaged,
    ClarificationRequested,
    DeploymentWentLive,
    DropPublished,
    Event,
    IntentSpecified,
    IntentSubmitted,
    JobEnded,
    MessageDeadLettered,
    RunAdvanced,
    TaskDispatched,
    TaskFailed,
    TaskStarted,
    TaskStatus,
    ThoughtShared,
    Usage,
    ValidationConcluded,
    ValidationReported,
    ValidationRequested,
)
from shared.lifecycle import TaskState
from shared.views import (
    BRIEF,
    Approval,
    Brief,
    Capsule,
    Card,
    Decision,
    Document,
    DropView,
    Heard,
    Page,
    Stopped,
    Tasks,
    TaskView,
    TimelineEntry,
    bucket_key,
    drop_key,
    heard_key,
    page_key,
    title_of,
)

RUN_THOUGHTS = 5_000
TASK_THOUGHTS = 1_000
#: Warnings and errors still find room when a task's thoughts used theirs up.
TASK_WARNINGS = 200
_RUN_EVENTS = 1_000
_TEXT = 4_000
_TASKS_SHOWN = 500
_MAX_DOCUMENTS = 90

_ENVELOPE = {"id", "tenant", "run", "time", "source", "cause", "traceparent"}
_BULK = {
    "specification",
    "plan",
    "drops",
    "files",
    "report",
    "inputs",
    "document",
    "result",
    "archive",
    "prompts",
    "models",
    "before",
    "said",
    "difference",
}
_UNSEEN = (JobEnded, MessageDeadLettered)

_RANK = {
    TaskState.PENDING: 0,
    TaskState.DISPATCHED: 1,
    TaskState.RUNNING: 2,
    TaskState.CANCELLED: 3,
    TaskState.FAILED: 4,
    TaskState.DONE: 5,
}


def visible(events: Iterable[Event]) -> list[Event]:
    """The events that people see, each once."""
    return list({event.id: event for event in events if not isinstance(event, _UNSEEN)}.values())


def documents(event: Event) -> frozenset[str]:
    """The keys of the documents that the event may change, apart from the card and its page of the timeline."""
    match event:
        case IntentSubmitted() | IntentSpecified() | ValidationRequested() | ValidationConcluded():
            return frozenset({BRIEF})
        case ThoughtShared():
            return frozenset({heard_key(event.task)})
        case DropPublished():
            return frozenset({bucket_key(event.task), drop_key(event.task)})
        case TaskDispatched() | TaskStarted() | TaskFailed():
            return frozenset({bucket_key(event.task)})
        case RunAdvanced():
            return frozenset(bucket_key(status.task) for status in event.tasks)
        case _:
            return frozenset()


def slices(events: Sequence[Event]) -> list[list[Event]]:
    """The events in order, cut so that each slice changes no more documents than one commit takes."""
    cut: list[list[Event]] = []
    keys: set[str] = set()
    for event in events:
        wanted = documents(event)
        if not cut or len(keys | wanted) > _MAX_DOCUMENTS:
            cut.append([])
            keys = set()
        cut[-1].append(event)
        keys |= wanted
    return cut


def _mark(event: Event, rank: int = 0) -> str:
    return f"{rank:010d}|{event.time.timestamp():017.6f}|{event.id.hex}"


def _short(event: Event) -> str:
    return event.id.hex[:16]


def _wins(marks: dict[str, str], group: str, mark: str) -> bool:
    if mark <= marks.get(group, ""):
        return False
    marks[group] = mark
    return True


def _first(marks: dict[str, str], group: str, mark: str) -> bool:
    if group in marks and mark >= marks[group]:
        return False
    marks[group] = mark
    return True


def add_to_ranges(ranges: Sequence[tuple[int, int]], number: int) -> list[tuple[int, int]] | None:
    """The ranges with the number in them; None when it was there."""
    if any(low <= number <= high for low, high in ranges):
        return None
    merged: list[tuple[int, int]] = []
    for low, high in sorted([*ranges, (number, number)]):
        if merged and low == merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged


@dataclass
class Projection:
    """The documents of one run that a slice of events touches, and the new entries of its timeline."""

    card: Card
    loaded: dict[str, Document] = field(default_factory=dict)
    entries: list[TimelineEntry] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        """Folds one event in; an event that was folded in before changes nothing."""
        if not self._is_new(event):
            return
        self._note(event)
        if not isinstance(event, ThoughtShared):
            self.card.updated = max(self.card.updated or event.time, event.time)
        self._fold(event)

    def page(self) -> tuple[str, Page]:
        """The key and the document of the new entries."""
        return page_key(self.card.last_seq), Page(entries=self.entries)

    def _document[D: Document](self, key: str, make: Callable[[], D]) -> D:
        """The document under this key; a key's form fixes its document's type."""
        return cast(D, self.loaded.setdefault(key, make()))

    def _task(self, task: str) -> TaskView:
        tasks = self._document(bucket_key(task), Tasks).tasks
        return tasks.setdefault(task, TaskView(task=task))

    def _is_new(self, event: Event) -> bool:
        """Whether the timeline lacks it; remembers it."""
        match event:
            case ThoughtShared():
                return self._hears(event)
            case RunAdvanced():
                ranges = add_to_ranges(self.card.revisions, event.revision)
                self.card.revisions = self.card.revisions if ranges is None else ranges
                return ranges is not None
            case TaskDispatched() | TaskStarted() | DropPublished() | TaskFailed():
                return _remember(self._task(event.task).seen, _short(event))
            case _:
                return _remember(self.card.seen, _short(event))

    def _hears(self, event: ThoughtShared) -> bool:
        ids = self._document(heard_key(event.task), Heard).ids
        room = TASK_THOUGHTS + (TASK_WARNINGS if event.level in ("warning", "error") else 0)
        if len(ids) >= room or self.card.thoughts >= RUN_THOUGHTS or not _remember(ids, _short(event)):
            return False
        self.card.thoughts += 1
        return True

    def _note(self, event: Event) -> None:
        self.card.last_seq += 1
        entry = TimelineEntry(seq=self.card.last_seq, time=event.time, type=event.TYPE, data=timeline_data(event))
        self.entries.append(entry)

    @singledispatchmethod
    def _fold(self, event: Event) -> None:
        """Most events only show in the timeline."""

    @_fold.register
    def _(self, event: IntentSubmitted) -> None:
        brief = self._document(BRIEF, Brief)
        brief.intent, brief.submitted_by, brief.ask, brief.base_run = event.text, event.submitted_by, event.ask, event.base_run
        self.card.app, self.card.created = event.app, event.time
        if "title" not in self.card.marks:
            self.card.title = title_of(event.text)
        if _wins(self.card.marks, "budget", _mark(event)):
            self.card.token_budget, self.card.money_budget = event.token_budget, event.money_budget

    @_fold.register
    def _(self, event: IntentSpecified) -> None:
        brief = self._document(BRIEF, Brief)
        if _wins(self.card.marks, "title", _mark(event)):
            self.card.title = title_of(event.specification.title)
            brief.specification = event.specification.model_copy(update={"design": ""})
        self._differs(event.difference, _mark(event))

    @_fold.register
    def _(self, event: ClarificationRequested) -> None:
        if _wins(self.card.marks, "questions", _mark(event)):
            self.card.questions = event.questions

    @_fold.register
    def _(self, event: BudgetRaised) -> None:
        if _wins(self.card.marks, "budget", _mark(event, 1)):
            self.card.token_budget = event.tokens or self.card.token_budget
            self.card.money_budget = self.card.money_budget if event.money is None else event.money

    @_fold.register
    def _(self, event: TaskDispatched) -> None:
        view = self._task(event.task)
        _known(view, event.role)
        _raise(view, TaskState.DISPATCHED)
        view.dispatched = min(view.dispatched or event.time, event.time)

    @_fold.register
    def _(self, event: TaskStarted) -> None:
        view = self._task(event.task)
        _known(view, event.role)
        _raise(view, TaskState.RUNNING)
        view.attempt = max(view.attempt, event.attempt)
        view.started = min(view.started or event.time, event.time)

    @_fold.register
    def _(self, event: DropPublished) -> None:
        view = self._task(event.task)
        _raise(view, TaskState.DONE)
        self._answered(view, event, event.role, event.usage)
        if event.reused_from is not None:
            view.reused_from = event.reused_from
            view.dispatched = min(view.dispatched or event.time, event.time)
        key = drop_key(event.task)
        if _wins(view.marks, "drop", _mark(event)):
            self.loaded[key] = DropView(
                task=event.task, role=event.role, files=event.files, document=event.document, usage=event.usage, time=event.time
            )

    @_fold.register
    def _(self, event: TaskFailed) -> None:
        view = self._task(event.task)
        _raise(view, TaskState.CANCELLED if event.code == "cancelled" else TaskState.FAILED)
        self._answered(view, event, event.role, event.usage)
        if _wins(view.marks, "reason", _mark(event)):
            view.reason = event.reason

    def _answered(self, view: TaskView, event: Event, role: str, usage: Usage) -> None:
        _known(view, role)
        view.ended = max(view.ended or event.time, event.time)
        view.tokens += usage.tokens
        view.seconds = round(view.seconds + usage.seconds, 3)
        view.model = max(view.model, usage.model)
        self.card.tokens += usage.tokens

    @_fold.register
    def _(self, event: RunAdvanced) -> None:
        for status in event.tasks:
            self._follow(status, event)
        if event.estimate_tokens is not None and _wins(self.card.marks, "estimate", _mark(event, event.revision)):
            self.card.estimate_tokens, self.card.estimate = event.estimate_tokens, event.estimate
        if event.revision > self.card.revision:
            self.card.state, self.card.revision, self.card.reason = event.state, event.revision, event.reason
            self.card.spending = event.spending or self.card.spending
            self.card.ended = event.time if event.state.ended else None

    def _follow(self, status: TaskStatus, event: RunAdvanced) -> None:
        view = self._task(status.task)
        _known(view, status.role)
        _raise(view, status.state)
        if status.needs and _wins(view.marks, "needs", _mark(event, event.revision)):
            view.needs = status.needs

    @_fold.register
    def _(self, event: ValidationReported) -> None:
        if _wins(self.card.marks, "score", _mark(event, event.attempt)):
            self.card.score, self.card.parts = event.score, event.parts

    @_fold.register
    def _(self, event: ValidationConcluded) -> None:
        if _wins(self.card.marks, "score", _mark(event, 10**9)):
            self.card.score, self.card.parts = event.score, event.parts
        self._differs(event.difference, _mark(event, 2))

    @_fold.register
    def _(self, event: ValidationRequested) -> None:
        self._differs(event.difference, _mark(event, 1))

    def _differs(self, difference: Difference | None, mark: str) -> None:
        """Each later stage knows more of it."""
        if difference is not None and _wins(self.card.marks, "difference", mark):
            self._document(BRIEF, Brief).difference = difference

    @_fold.register
    def _(self, event: CapsulePackaged) -> None:
        if _wins(self.card.marks, "capsule", _mark(event)):
            self.card.capsule = Capsule(digest=event.digest, archive=event.archive)

    @_fold.register
    def _(self, event: ApprovalRequested) -> None:
        if _wins(self.card.marks, "approval", _mark(event, event.reminder)):
            self.card.approval = Approval(digest=event.digest, score=event.score, risks=event.risks, expires=event.expires)

    @_fold.register
    def _(self, event: ApprovalDecided) -> None:
        if _first(self.card.marks, "decision", _mark(event)):
            self.card.decision = Decision(decision=event.decision, digest=event.digest, by=event.by, reason=event.reason, time=event.time)

    @_fold.register
    def _(self, event: DeploymentWentLive) -> None:
        if _wins(self.card.marks, "live", _mark(event)):
            self.card.live_url, self.card.stopped = event.url, None

    @_fold.register
    def _(self, event: AppStopped) -> None:
        if _wins(self.card.marks, "live", _mark(event)):
            self.card.live_url = None
            self.card.stopped = Stopped(by=event.by, reason=event.reason, time=event.time, data_deleted=event.data_deleted)


def _remember(ids: list[str], id_: str) -> bool:
    """Adds the id; False when it was there."""
    if id_ in ids:
        return False
    ids.append(id_)
    del ids[: -_RUN_EVENTS - TASK_WARNINGS]
    return True


def _known(view: TaskView, role: str) -> None:
    view.role = view.role or role


def _raise(view: TaskView, state: TaskState) -> None:
    if _RANK[state] > _RANK[view.state]:
        view.state = state


def timeline_data(event: Event) -> dict[str, Any]:
    """The event's own fields, without what is bulky or only for machines."""
    data = event.model_dump(
        mode="json", exclude=_ENVELOPE | (_BULK - {"files"} if isinstance(event, DropPublished) else _BULK), exclude_none=True
    )
    if isinstance(event, RunAdvanced) and len(event.tasks) > _TASKS_SHOWN:
        data["tasks"] = []
        data["tasks_changed"] = len(event.tasks)
    return {name: value[:_TEXT] if isinstance(value, str) else value for name, value in data.items()}
