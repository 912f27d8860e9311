"""The forms in which runs are shown."""

from datetime import datetime
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel

from shared.difference import Difference
from shared.drops import File
from shared.events import Estimate, Spending, Usage
from shared.lifecycle import RunState, TaskState
from shared.requirements_document import render
from shared.specification import Specification
from shared.understanding import Understanding, understanding
from shared.views import Approval, Brief, Card, Decision, DropView, Stopped, TaskView


class Task(BaseModel):
    """A task of a run."""

    task: str
    role: str
    state: TaskState
    needs: list[str]
    attempt: int
    reason: str
    tokens: int
    seconds: float
    model: str
    reused_from: str | None
    """The run whose drop is this task's, too: no job ran."""
    dispatched: AwareDatetime | None
    started: AwareDatetime | None
    ended: AwareDatetime | None

    @classmethod
    def of(cls, view: TaskView) -> Self:
        return cls(**view.model_dump(include=set(cls.model_fields)))


class RunSummary(BaseModel):
    """A run in a list."""

    run_id: str
    app: str
    title: str
    status: RunState
    reason: str
    created: AwareDatetime | None
    updated: AwareDatetime | None
    ended: AwareDatetime | None
    live_url: str | None
    capsule: str | None
    """The capsule's digest."""
    score: int | None
    tokens: int
    seconds: float

    @classmethod
    def of(cls, card: Card, now: datetime) -> Self:
        return cls(**_summary(card, now))


class Run(RunSummary):
    """A run in full."""

    tenant: str
    intent: str
    submitted_by: str
    ask: bool
    base_run: str | None
    score_parts: dict[str, int]
    token_budget: int | None
    money_budget: float | None
    """In the currency of the models' prices."""
    estimate_tokens: int | None
    estimate: Estimate | None
    """What the run will probably use in all: tokens, money, minutes. Told when it begins, and again when its plan is known."""
    spending: Spending | None
    """What its budgets allow, what is used, and what is set aside for tasks that run."""
    questions: list[str]
    """The questions that wait for answers."""
    approval: Approval | None
    """What waits for approval."""
    decision: Decision | None
    stopped: Stopped | None
    """Who stopped the live app; null while it runs."""
    specification: Specification | None
    requirements_md: str
    understanding: Understanding | None
    """The specification's operations and data in words, for people."""
    difference: Difference | None
    """What the run changes about its base run's app."""
    revision: int
    last_event: int
    """The number of the last event of the stream."""
    tasks: list[Task]

    @classmethod
    def in_full(cls, card: Card, brief: Brief, tasks: list[TaskView], now: datetime) -> Self:
        waits = card.status is RunState.AWAITING_APPROVAL and card.decision is None
        return cls(
            **_summary(card, now),
            tenant=card.tenant,
            intent=brief.intent,
            submitted_by=brief.submitted_by,
            ask=brief.ask,
            base_run=brief.base_run,
            score_parts=card.parts,
            token_budget=card.token_budget,
            money_budget=card.money_budget,
            estimate_tokens=card.estimate_tokens,
            estimate=card.estimate,
            spending=card.spending,
            questions=card.questions if card.status is RunState.CLARIFYING else [],
            approval=card.approval if waits else None,
            decision=card.decision,
            stopped=card.stopped,
            specification=brief.specification,
            requirements_md=render(brief.specification) if brief.specification else "",
            understanding=understanding(brief.specification) if brief.specification else None,
            difference=brief.difference,
            revision=card.revision,
            last_event=card.last_seq,
            tasks=[Task.of(task) for task in tasks],
        )


class RunList(BaseModel):
    """Some of the tenant's runs, newest first."""

    runs: list[RunSummary]
    cursor: str | None
    """Ask with it for the next page; null: there is none."""


class Requirements(BaseModel):
    """How the intent was understood."""

    markdown: str
    specification: Specification


class DropSummary(BaseModel):
    """The artifacts of one task."""

    id: str
    task: str
    role: str
    files: list[str]
    time: AwareDatetime
    usage: Usage

    @classmethod
    def of(cls, view: DropView) -> Self:
        return cls(id=view.task, task=view.task, role=view.role, files=view.files, time=view.time, usage=view.usage)


class DropList(BaseModel):
    """The published drops of a run, oldest first."""

    drops: list[DropSummary]


class DropInFull(BaseModel):
    """The artifacts of one task with their content; `result` is the agent's structured answer."""

    id: str
    task: str
    role: str
    time: AwareDatetime
    usage: Usage
    files: list[File]
    result: dict[str, Any]


def _summary(card: Card, now: datetime) -> dict[str, Any]:
    same = card.model_dump(include={"run_id", "app", "title", "reason", "created", "updated", "live_url", "score", "tokens"})
    capsule = card.capsule.digest if card.capsule else None
    ended = card.ended if card.status.ended else None
    return {**same, "status": card.status, "ended": ended, "capsule": capsule, "seconds": card.seconds(now)}
