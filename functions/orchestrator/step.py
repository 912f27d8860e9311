"""One decision while it is being made: a working copy of a run and its chunks, and what follows from it. Pure; never outlives the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from functions.orchestrator.budget import Need, shortage
from functions.orchestrator.dag import Chunk, Dag, Node, Rows, untouched
from functions.orchestrator.run import SECONDS, Rules, Run, task_seconds
from shared.events import INLINE_LIMIT, BlobRef, Content, Estimate, Inline, TaskStatus, Usage
from shared.lifecycle import RunState, TaskState
from shared.roles import ROLES


class NotLoaded(Exception):
    """The decision needs these chunks too: load them and decide again."""

    def __init__(self, chunks: frozenset[int]) -> None:
        super().__init__(f"chunks {sorted(chunks)}")
        self.chunks = chunks


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Have a task run."""

    task: str
    role: str
    goal: str
    inputs: Mapping[str, Content]
    seconds: float
    tokens: int = 0
    """What is set aside for it."""
    again: int = 0
    """Which try this is, from 0."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """Content to be stored before the decision is committed; where it will be follows from what it is."""

    folder: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """The new state and what is to be done about it. `chunks` are those that changed; `dag` is set when there is a new one."""

    run: Run
    chunks: Mapping[int, Chunk]
    dag: Dag | None = None
    dispatches: tuple[Dispatch, ...] = ()
    validate: Mapping[str, Content] | None = None
    """All drops, in the plan's order: have them validated. Models by task are in `models`."""
    models: Mapping[str, str] = field(default_factory=dict)
    stop: str = ""
    """Why everything that the run started must stop; empty: nothing has to."""
    statuses: tuple[TaskStatus, ...] = ()
    estimate: Estimate | None = None
    repair_tokens: int = 0
    """With `validate`: what is set aside for repairs."""
    announce: bool = False
    deposits: tuple[Deposit, ...] = ()
    more: bool = False
    """There are tasks to dispatch that did not fit into this decision."""


class Step:
    """The working copy. Readers and rules are in `core`; what they do to the run goes through here."""

    def __init__(self, run: Run, dag: Dag | None, chunks: Mapping[int, Chunk], now: datetime, rules: Rules) -> None:
        self.run, self.dag, self.now, self.rules = run, dag, now, rules
        self.before = run
        self.new_dag = False
        self.more = False
        self.stop = ""
        self.estimate: Estimate | None = None
        self.repair_tokens = 0
        self.validate: dict[str, Content] | None = None
        self.models: dict[str, str] = {}
        self.dispatches: list[Dispatch] = []
        self.deposits: list[Deposit] = []
        self._loaded = chunks
        self._rows: dict[int, Rows] = {}
        self._changed: set[int] = set()
        self._statuses: dict[str, TaskStatus] = {}

    # --- chunks ---

    def need(self, chunks: set[int]) -> None:
        """Raises NotLoaded unless these chunks are there."""
        missing = frozenset() if self.new_dag else frozenset(chunks - self._loaded.keys())
        if missing:
            raise NotLoaded(missing)

    def rows(self, dag: Dag, chunk: int) -> Rows:
        """A chunk to read. Raises NotLoaded."""
        if chunk not in self._rows:
            self.need({chunk})
            self._rows[chunk] = Rows(untouched(dag, chunk) if self.new_dag else self._loaded[chunk])
        return self._rows[chunk]

    def change(self, dag: Dag, chunk: int) -> Rows:
        """A chunk to change. Raises NotLoaded."""
        self._changed.add(chunk)
        return self.rows(dag, chunk)

    def put(self, dag: Dag, task: int, state: TaskState) -> None:
        """A task of the plan is in another state now, and everybody is told."""
        chunk = dag.chunk(task)
        self.change(dag, chunk).put(task - chunk * dag.size, state)
        node = dag.nodes[task]
        self.tell(node.id, node.role, state, [dag.nodes[need].id for need in node.needs])

    def put_own(self, task: str, role: str, state: TaskState) -> None:
        """A task that is not of the plan is in another state now, and everybody is told."""
        self.run = replace(self.run, own={**self.run.own, task: state})
        self.tell(task, role, state, ["requirements"] if task == "plan" else [])

    def tell(self, task: str, role: str, state: TaskState, needs: list[str]) -> None:
        """The announcement will say where the task stands."""
        self._statuses[task] = TaskStatus(task=task, role=role, state=state, needs=needs)

    # --- the run ---

    def move(self, state: RunState) -> None:
        """To another stage, with time until its deadline. A paused run goes on."""
        self.run = replace(self.run, state=state, resume=None, reason="", waits_for_tenant=False, deadline=self.after(SECONDS[state]))

    def renew(self, deadline: datetime) -> None:
        """More (or less) time in the same stage."""
        self.run = replace(self.run, deadline=deadline)

    def hear(self, what: str) -> bool:
        """Remembers something that must not be acted on twice; False when it was heard before."""
        if what in self.run.heard:
            return False
        self.run = replace(self.run, heard=(*self.run.heard, what))
        return True

    def pause(self, reason: str) -> None:
        """Keeps everything and waits for a person."""
        run = self.run
        self.run = replace(run, state=RunState.PAUSED, resume=run.stage, reason=reason, deadline=self.after(SECONDS[RunState.PAUSED]))

    def end(self, state: RunState, reason: str = "", *, stop: bool = False) -> None:
        """The one end of the run: reservations are released, and what still runs is stopped when nobody else does so."""
        run = self.run
        if stop or (state is RunState.FAILED and run.flying):
            self.stop = reason or str(state)
        over = replace(run, state=state, resume=None, reason=reason, ready=(), flying=0, busy_until=None)
        self.run = replace(over, accounts=run.accounts.released())

    def after(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def begin(self, dag: Dag) -> None:
        """There is a DAG now: building begins."""
        self.dag, self.new_dag = dag, True
        size = len(dag.nodes)
        roots = {dag.chunk(task) for task, node in enumerate(dag.nodes) if not node.needs}
        self.run = replace(self.run, size=size, open=size, ready=tuple(sorted(roots)))
        self.move(RunState.BUILDING)
        for node in dag.nodes:
            self.tell(node.id, node.role, TaskState.PENDING, [dag.nodes[need].id for need in node.needs])

    def arrive(self, dag: Dag, node: Node) -> None:
        """A task of the plan ended: those that wait for it wait for one less."""
        self.run = replace(self.run, open=self.run.open - 1)
        for dependant in node.dependants:
            chunk = dag.chunk(dependant)
            rows, row = self.change(dag, chunk), dependant % dag.size
            rows.missing[row] -= 1
            if not rows.missing[row] and chunk not in self.run.ready:
                self.run = replace(self.run, ready=tuple(sorted({*self.run.ready, chunk})))

    def turn(self, number: int) -> bool:
        """Validation's next step: checks have even numbers, repairs odd ones. False when the run is further already."""
        if self.run.stage not in (RunState.VALIDATING, RunState.REPAIRING) or number <= self.run.round:
            return False
        self.run = replace(self.run, round=number, busy_until=None)
        self.move(RunState.REPAIRING if number % 2 else RunState.VALIDATING)
        return True

    # --- accounts and dispatch ---

    def asks(self, task: str, role: str) -> Need:
        """What is set aside for this try of the task."""
        return self.rules.tariff.need(role, self.run.again.get(task, 0))

    def short(self, what: str, need: Need) -> str:
        """Why this cannot be set aside; empty: it can."""
        reason, by_tenant = shortage(what, need, self.run.accounts, self.rules.tenant)
        if bool(reason) and by_tenant != self.run.waits_for_tenant:
            self.run = replace(self.run, waits_for_tenant=by_tenant)
        return reason

    def reserve(self, need: Need) -> None:
        """Sets this aside."""
        self.run = replace(self.run, accounts=self.run.accounts.reserve(need))

    def pay(self, reserved: Need, used: Need) -> None:
        """Releases what was set aside and counts what was used."""
        self.run = replace(self.run, accounts=self.run.accounts.settle(reserved, used))

    def dispatch(self, task: str, role: str, goal: str, inputs: Mapping[str, Content]) -> None:
        """Sets aside what the task may use and has it run."""
        need = self.asks(task, role)
        self.reserve(need)
        seconds = ROLES[role].seconds
        deadline = max(self.run.deadline, self.after(task_seconds(seconds)))
        self.run = replace(self.run, flying=self.run.flying + 1, deadline=deadline)
        self.dispatches.append(Dispatch(task, role, goal, inputs, seconds, need.tokens, self.run.again.get(task, 0)))

    def settle(self, task: str, role: str, usage: Usage) -> None:
        """A dispatched task ended, well or not."""
        self.pay(self.asks(task, role), self.rules.tariff.used(role, usage))
        run = self.run
        flying = run.flying - 1
        prompts = run.prompts if usage.prompts.items() <= run.prompts.items() else {**run.prompts, **usage.prompts}
        self.run = replace(run, flying=flying, prompts=prompts, busy_until=run.busy_until if flying else None)

    def document(self, name: str, folder: str, text: str) -> None:
        """A document that tasks get as input `name`: inline when small, else content that is deposited."""
        raw = text.encode()
        content: Content = Inline(text=text)
        if len(raw) > INLINE_LIMIT:
            digest = sha256(raw).hexdigest()
            content = BlobRef(path=f"{folder}/{digest}", size=len(raw), sha256=digest)
            self.deposits.append(Deposit(folder, raw))
        self.run = replace(self.run, documents={**self.run.documents, name: content})

    # --- the result ---

    def decision(self) -> Decision:
        """What was decided, frozen. A change that people see has a new revision."""
        run = self.run
        announce = bool(self._statuses) or self.estimate is not None or (run.state, run.reason) != (self.before.state, self.before.reason)
        if run != self.before or self._changed:
            run = replace(run, progressed=self.now, replays=0, replayed=None, revision=run.revision + announce)
        return Decision(
            run=run,
            chunks={chunk: self._rows[chunk].frozen() for chunk in self._changed},
            dag=self.dag if self.new_dag else None,
            dispatches=tuple(self.dispatches),
            validate=self.validate,
            models=self.models,
            stop=self.stop,
            statuses=tuple(self._statuses.values()),
            estimate=self.estimate,
            repair_tokens=self.repair_tokens,
            announce=announce,
            deposits=tuple(self.deposits),
            more=self.more,
        )
