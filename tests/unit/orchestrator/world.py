"""A world around the orchestrator's core: keeps what it decided, and answers what it asked for, as the other components would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from functions.orchestrator import core
from functions.orchestrator.dag import Chunk, Dag, dump_chunk, load_chunk, untouched
from functions.orchestrator.run import Rules, Run, dump_run, load_run
from functions.orchestrator.step import Decision, NotLoaded
from shared.events import (
    ApprovalRequested,
    BlobRef,
    CapsulePackaged,
    DeploymentStarted,
    DeploymentWentLive,
    DropPublished,
    Event,
    Inline,
    IntentSpecified,
    IntentSubmitted,
    TaskFailed,
    TaskStarted,
    Usage,
    ValidationConcluded,
    ValidationReported,
)
from shared.lifecycle import RunState, TaskState
from shared.specification import Plan, PlannedTask, Specification

START = datetime(2026, 1, 1, tzinfo=UTC)
RUN = "0123456789abcdef0123456789abcdef"
TENANT = "acme"
SPECIFICATION = Specification(title="To-dos")
FILES = Inline(text="{}")


def event[E: Event](kind: type[E], key: str, **fields: Any) -> E:
    """An event of the run whose id follows from its key."""
    fields = {"tenant": TENANT, "run": RUN, "time": START, "source": "test", **fields}
    return kind(id=uuid5(UUID(RUN), f"{kind.TYPE}|{key}"), **fields)


def submitted(**fields: Any) -> IntentSubmitted:
    return event(IntentSubmitted, "", **{"text": "Build a to-do list", "submitted_by": "ada", "app": RUN, **fields})


def started(task: str, role: str = "codegen", owner: str = "orchestrator") -> TaskStarted:
    return event(TaskStarted, task, task=task, role=role, owner=owner, attempt=1)


def dropped(task: str, role: str = "codegen", *, owner: str = "orchestrator", tokens: int = 0, result: Any = None) -> DropPublished:
    usage = Usage(model="m", prompt_tokens=tokens, prompts={role: "1"})
    return event(
        DropPublished, task, task=task, role=role, owner=owner, document=Inline(text=f'"{task}"'), result=result or {}, usage=usage
    )


def failed(task: str, role: str = "codegen", reason: str = "the model does not answer", tokens: int = 0) -> TaskFailed:
    usage = Usage(prompt_tokens=tokens)
    return event(TaskFailed, task, task=task, role=role, owner="orchestrator", code="x", reason=reason, usage=usage)


def specified() -> IntentSpecified:
    return event(IntentSpecified, "", specification=SPECIFICATION)


def plan(*tasks: PlannedTask) -> Plan:
    return Plan(tasks=list(tasks))


def task(name: str, *needs: str, role: str = "codegen") -> PlannedTask:
    return PlannedTask(id=name, role=role, needs=list(needs))


def planned(*tasks: PlannedTask, tokens: int = 0) -> DropPublished:
    return dropped("plan", "architect", result=plan(*tasks).model_dump(), tokens=tokens)


def concluded(accepted: bool = True, reason: str = "") -> ValidationConcluded:
    return event(
        ValidationConcluded,
        "",
        app=RUN,
        intent="",
        accepted=accepted,
        attempt=1,
        score=90,
        parts={},
        reason=reason,
        specification=SPECIFICATION,
        plan=plan(),
        files=FILES,
        report=FILES,
    )


def reported(attempt: int = 1, *, repairing: bool = False) -> ValidationReported:
    return event(
        ValidationReported, str(attempt), attempt=attempt, score=50, parts={}, passed=not repairing, summary="", repairing=repairing
    )


DIGEST = "sha256:00"


def after_validation() -> list[Event]:
    """What follows an accepted validation, up to the live app."""
    archive = BlobRef(path="capsules/00", size=1, sha256="00")
    return [
        event(CapsulePackaged, "", digest=DIGEST, archive=archive, app=RUN, title="To-dos", score=90),
        event(ApprovalRequested, "", digest=DIGEST, score=90, risks=[], expires=START + timedelta(hours=72)),
        event(DeploymentStarted, "", digest=DIGEST, approved_by="ada"),
        event(DeploymentWentLive, "", digest=DIGEST, app=RUN, url="http://localhost/"),
    ]


@dataclass
class World:
    """Applies events to a run as the handlers do; everything goes through JSON, as in storage."""

    rules: Rules = field(default_factory=Rules)
    now: datetime = START
    stored: str | None = None
    chunks: dict[int, str] = field(default_factory=dict)
    dag: Dag | None = None
    decisions: list[Decision] = field(default_factory=list)
    tasks: dict[str, TaskState] = field(default_factory=dict)
    """As the announcements tell them."""

    @property
    def run(self) -> Run:
        assert self.stored is not None
        return load_run(self.stored)

    @property
    def state(self) -> RunState:
        return self.run.state

    @property
    def dispatched(self) -> list[str]:
        return [dispatch.task for decision in self.decisions for dispatch in decision.dispatches]

    def feed(self, *events: Event) -> "World":
        """One batch, and the decisions that it leads to at once."""
        decision = self.decide(events)
        while decision is not None:
            self.commit(decision)
            decision = self.decide(()) if decision.more else None
        return self

    def after(self, seconds: float) -> "World":
        """Time goes by, and the sweep looks at the run."""
        self.now += timedelta(seconds=seconds)
        decision = self.decide(())
        if decision is not None:
            self.commit(decision)
        return self

    def decide(self, events: Sequence[Event]) -> Decision | None:
        """A decision that is not committed. Only chunks that are asked for are there."""
        run = load_run(self.stored) if self.stored else None
        dag = self.dag if run and run.builds else None
        chunks: Mapping[int, Chunk] = {}
        while True:
            try:
                if run is not None and not events:
                    return core.look(run, dag, chunks, self.now, self.rules)
                return core.decide(run, dag, chunks, events, self.now, self.rules)
            except NotLoaded as needed:
                assert dag is not None
                chunks = {**chunks, **{chunk: self._load(dag, chunk) for chunk in needed.chunks}}

    def commit(self, decision: Decision) -> None:
        before = load_run(self.stored) if self.stored else None
        self.check(before, decision)
        self.stored = dump_run(decision.run)
        self.dag = decision.dag or self.dag
        self.chunks.update({chunk: dump_chunk(value) for chunk, value in decision.chunks.items()})
        self.decisions.append(decision)
        self.tasks.update({status.task: status.state for status in decision.statuses})

    def check(self, before: Run | None, decision: Decision) -> None:
        """What holds for every single decision."""
        revision = before.revision if before else 0
        assert decision.run.revision == revision + decision.announce
        money = decision.run.accounts.tokens
        if decision.dispatches or decision.validate is not None:
            assert money.cap is not None
            assert money.committed <= money.cap
            assert decision.run.accounts.money.cap is None or decision.run.accounts.money.committed <= decision.run.accounts.money.cap
        if before is not None and before.state.ended:
            assert decision.run == before
            assert not decision.announce
        if decision.run.state.ended:
            assert money.reserved == 0
            assert not decision.dispatches

    def _load(self, dag: Dag, chunk: int) -> Chunk:
        return load_chunk(self.chunks[chunk]) if chunk in self.chunks else untouched(dag, chunk)


def building(*tasks: PlannedTask, rules: Rules | None = None, **fields: Any) -> World:
    """A run of which the plan was just made."""
    world = World(rules or Rules())
    return world.feed(submitted(**fields)).feed(dropped("requirements", "requirements")).feed(specified()).feed(planned(*tasks))


def validating() -> World:
    """A run whose one task is done."""
    return building(task("app")).feed(dropped("app"))
