"""What the orchestrator knows of a run, but for its DAG: the `orchestrator` document. Frozen values and the rules on them. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from functions.orchestrator.budget import Accounts, Caps, Tariff
from shared.errors import Invalid
from shared.events import Content
from shared.intent import Said
from shared.lifecycle import RunState, TaskState
from shared.roles import QUEUE_SECONDS


@dataclass(frozen=True, slots=True)
class Rules:
    """What settings say: a run's tokens when it names none, the tasks a plan may have, how often validation may repair."""

    token_budget: int = 400_000
    most_tasks: int = 50
    repair_rounds: int = 4
    money_budget: int | None = None
    """Millionths of the currency that a run may cost when it names no budget; None: no limit."""
    maker: str = ""
    """Who makes the drops of a run that begins now."""
    tariff: Tariff = field(default_factory=Tariff)
    tenant: Caps = field(default_factory=Caps)
    """What the tenant's budgets leave for this run in all, what it has used included."""


#: Roles without which there is nothing to validate; a run goes on without the drops of the others.
ESSENTIAL = frozenset({"requirements", "architect", "codegen", "noop"})

#: Order of the stages; a run never goes back in it (clarifying and repairing are side steps).
_STAGES = {
    RunState.SUBMITTED: 0,
    RunState.SPECIFYING: 1,
    RunState.CLARIFYING: 1,
    RunState.PLANNING: 2,
    RunState.BUILDING: 3,
    RunState.VALIDATING: 4,
    RunState.REPAIRING: 4,
    RunState.PACKAGING: 5,
    RunState.AWAITING_APPROVAL: 6,
    RunState.DEPLOYING: 7,
}

_HOUR = 3600.0
#: Seconds that a run may be in a state without moving on; each task that is dispatched meanwhile gives it `task_seconds`. Approval: as its
#: event says.
SECONDS = {
    RunState.SUBMITTED: 900.0,
    RunState.SPECIFYING: 1500.0,
    RunState.CLARIFYING: 72 * _HOUR,
    RunState.PLANNING: 1500.0,
    RunState.BUILDING: 900.0,
    RunState.VALIDATING: QUEUE_SECONDS + 1800.0,
    RunState.REPAIRING: QUEUE_SECONDS + 1800.0,
    RunState.PACKAGING: 900.0,
    RunState.AWAITING_APPROVAL: 72 * _HOUR,
    RunState.DEPLOYING: 1200.0,
    RunState.PAUSED: 72 * _HOUR,
}
#: What is allowed on top of what a task or a decision may take, for starting and for messages.
SLACK = 600.0

_LATE = {
    RunState.CLARIFYING: "nobody answered the questions in time; submit the intent again, with more detail or without being asked",
    RunState.AWAITING_APPROVAL: "nobody approved or rejected it in time; submit the intent again",
    RunState.PAUSED: "the token budget was not raised in time; submit the intent again with a larger one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Where a run stands. `revision` grows by one with every change that is announced."""

    tenant: str
    run: str
    state: RunState
    deadline: datetime
    progressed: datetime
    """When an event last changed anything."""
    accounts: Accounts
    month: str = ""
    """In which it counts against the tenant's budget: `2026-01`."""
    again: dict[str, int] = field(default_factory=dict)
    """Tasks that used up what was set aside for them, and how often that was doubled."""
    waits_for_tenant: bool = False
    """It is paused only because of the tenant's budget."""
    revision: int = 0
    reason: str = ""
    traceparent: str | None = None
    resume: RunState | None = None
    """Where a paused run goes on."""
    replays: int = 0
    """How often its messages were published again since it last progressed, and when last."""
    replayed: datetime | None = None
    busy_until: datetime | None = None
    """Until when a started task may well be running."""
    known: bool = False
    """Its IntentSubmitted was seen."""
    app: str = ""
    text: str = ""
    """The intent, until the specification is known (then it is only in the document)."""
    ask: bool = False
    base_run: str | None = None
    """The run whose app this one changes."""
    before: tuple[Said, ...] = ()
    """What was said about that app before, until the specification is known."""
    maker: str = ""
    """Who makes its drops (see `maker`)."""
    questions: tuple[str, ...] = ()
    """What the user was asked."""
    early: tuple[str, ...] = ()
    """Answers that came before their questions."""
    documents: dict[str, Content] = field(default_factory=dict)
    """`intent`, `specification` and `plan`, as tasks get them."""
    own: dict[str, TaskState] = field(default_factory=dict)
    """The tasks that are not of the plan: `requirements`, `requirements-2`, …, `plan`."""
    heard: tuple[str, ...] = ()
    """Ids of questions and answers that were acted on, and validation's tasks that were paid for."""
    size: int = 0
    """Tasks of the plan; 0 until there is one."""
    open: int = 0
    """Tasks of the plan that have not ended."""
    flying: int = 0
    """Tasks (all) that were dispatched and have not ended."""
    ready: tuple[int, ...] = ()
    """Chunks in which a task may be ready to be dispatched."""
    round: int = 0
    """The latest step of validation: an even number checks, an odd one repairs."""
    models: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)

    @property
    def stage(self) -> RunState:
        """Where it is, or was when it was paused."""
        return self.resume or self.state

    @property
    def builds(self) -> bool:
        """Whether decisions need its DAG: tasks are open, or validation has not begun (it may wait for a larger budget)."""
        return not self.state.ended and (self.open > 0 or self.stage is RunState.BUILDING)

    @property
    def rank(self) -> int:
        return _STAGES.get(self.stage, 99)


def rank(state: RunState) -> int:
    """A stage's place in the order; an end comes last."""
    return _STAGES.get(state, 99)


def task_seconds(seconds: float) -> float:
    """How long it may take until a dispatched task is answered that may run for so long: the runner ends it, and also its waiting for room."""
    return QUEUE_SECONDS + seconds + SLACK


def late(run: Run) -> str:
    """Why a run ends that did not leave its state in time; for the user."""
    return _LATE.get(run.state, f"{run.state} did not finish in time; submit the intent again, and look at the logs if that repeats")


#: States in which a person must act.
_PERSON = frozenset({RunState.CLARIFYING, RunState.PAUSED, RunState.AWAITING_APPROVAL})


def stalled(run: Run, now: datetime) -> bool:
    """Whether so much time went by that a message may be lost; waits twice as long after each replay.

    Also while a person is to act or a task runs, only later: their messages may be the lost ones.
    """
    if run.state.ended:
        return False
    base, most = 20.0, 600.0
    if run.state in _PERSON:
        base, most = 120.0, _HOUR
    elif run.busy_until is not None and now < run.busy_until:
        base = 60.0
    return now - (run.replayed or run.progressed) > timedelta(seconds=min(most, base * 2 ** min(run.replays, 20)))


def _with_accounts(document: object) -> object:
    """A run as it is stored now. Before there were `accounts`, `money` held its tokens and `cost` its money."""
    if not isinstance(document, dict) or "money" not in document:
        return document
    return {**document, "accounts": {"tokens": document["money"], "money": document.get("cost", {})}}


_run: TypeAdapter[Run] = TypeAdapter(Annotated[Run, BeforeValidator(_with_accounts)])


def dump_run(run: Run) -> str:
    """The run as JSON."""
    return _run.dump_json(run, exclude_defaults=True).decode()


def load_run(document: str) -> Run:
    """The run from its JSON. Raises Invalid when that is not one."""
    try:
        return _run.validate_json(document)
    except ValidationError as error:
        raise Invalid(f"not the state of a run: {error.error_count()} fields are wrong") from error
