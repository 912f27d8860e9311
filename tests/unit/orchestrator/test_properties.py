"""Whatever the DAG, and in whatever order, how often and after how many losses events come: every run keeps its promises."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.orchestrator.budget import ESTIMATES
from functions.orchestrator.run import Rules
from shared.events import BudgetRaised, CancellationRequested, Event
from shared.lifecycle import RunState, TaskState
from shared.specification import PlannedTask
from tests.unit.orchestrator.world import (
    World,
    after_validation,
    concluded,
    dropped,
    event,
    failed,
    planned,
    reported,
    specified,
    started,
    submitted,
)

chances = st.integers(0, 2**32).map(Random)
OVER = {TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED}


@st.composite
def dags(draw: st.DrawFn) -> list[PlannedTask]:
    """Tasks of which each may need any of those before it, in any order in the plan."""
    size = draw(st.integers(1, 12))
    tasks = []
    for place in range(size):
        needs = draw(st.sets(st.integers(0, place - 1), max_size=4)) if place else set()
        role = "codegen" if place == 0 else draw(st.sampled_from(["codegen", "docgen", "diagramgen", "security"]))
        tasks.append(PlannedTask(id=f"t{place}", role=role, needs=[f"t{need}" for need in sorted(needs)]))
    return draw(st.permutations(tasks))


@dataclass
class Simulation:
    """A run, the components around it, and a network that keeps every message: it may deliver it at any time, and again."""

    tasks: list[PlannedTask]
    chance: Random
    failing: frozenset[str] = frozenset()
    world: World = field(default_factory=World)
    sent: list[Event] = field(default_factory=list)
    undelivered: list[Event] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    seen: int = 0

    def send(self, *events: Event) -> None:
        self.sent.extend(events)
        self.undelivered.extend(events)

    def run(self) -> None:
        """Until nothing is under way any more."""
        self.send(submitted(token_budget=200_000))
        while self.undelivered:
            self.step()

    def step(self) -> None:
        """Delivers some messages: new ones (in any order) and perhaps old ones. The process may die before it has committed."""
        batch = self.chance.sample(self.undelivered, self.chance.randint(1, min(4, len(self.undelivered))))
        mixed = [*batch, *self.chance.choices(self.sent, k=self.chance.randint(0, 2))]
        self.chance.shuffle(mixed)
        if self.chance.randint(0, 9) == 0:
            self.world.decide(mixed)  # and the process dies: the batch comes again
            return
        self.world.feed(*mixed)
        self.undelivered = [one for one in self.undelivered if one not in batch]
        self.answer()

    def answer(self) -> None:
        """The other components do what was asked for, once each."""
        for decision in self.world.decisions[self.seen :]:
            for dispatch in decision.dispatches:
                assert dispatch.task not in self.answered, "a task was dispatched twice"
                self.answered.add(dispatch.task)
                self.inputs_exist(dispatch.task, set(dispatch.inputs))
                self.send(*self.answers(dispatch.task, dispatch.role))
            if decision.validate is not None:
                assert "validation" not in self.answered, "validation was asked for twice"
                self.answered.add("validation")
                self.send(started("check-1", "check", "validation"), reported(), concluded(), *after_validation())
        self.seen = len(self.world.decisions)

    def answers(self, task: str, role: str) -> list[Event]:
        if task in self.failing:
            return [started(task, role), failed(task, role, tokens=3)]
        if task == "requirements":
            return [started(task, role), dropped(task, role, tokens=10), specified()]
        done = planned(*self.tasks) if task == "plan" else dropped(task, role, tokens=ESTIMATES.get(role, 0) // 2)
        return [started(task, role), done]

    def inputs_exist(self, task: str, inputs: set[str]) -> None:
        planned_task = next((one for one in self.tasks if one.id == task), None)
        for need in planned_task.needs if planned_task else ():
            over = self.world.tasks[need] in OVER
            assert over, f"{task} was dispatched before {need} had ended"
            assert need in inputs or need in self.failing

    @property
    def ends(self) -> list[RunState]:
        """Every end that was announced."""
        return [decision.run.state for decision in self.world.decisions if decision.announce and decision.run.state.ended]


@given(tasks=dags(), chance=chances)
@settings(max_examples=60, deadline=None)
def test_every_task_runs_to_one_result_and_the_run_reaches_exactly_one_end(tasks: list[PlannedTask], chance: Random) -> None:
    simulation = Simulation(tasks, chance)
    simulation.run()
    assert simulation.ends == [RunState.LIVE]
    assert {simulation.world.tasks[task.id] for task in tasks} == {TaskState.DONE}
    revisions = [decision.run.revision for decision in simulation.world.decisions if decision.announce]
    assert revisions == list(range(1, len(revisions) + 1))
    assert simulation.world.run.accounts.tokens.reserved == 0


@given(tasks=dags(), chance=chances)
@settings(max_examples=40, deadline=None)
def test_with_failing_tasks_the_run_still_reaches_exactly_one_end(tasks: list[PlannedTask], chance: Random) -> None:
    failing = frozenset(task.id for task in tasks if chance.random() < 0.2)
    simulation = Simulation(tasks, chance, failing)
    simulation.run()
    essential = any(task.id in failing and task.role == "codegen" for task in tasks)
    assert simulation.ends == [RunState.FAILED if essential else RunState.LIVE]
    assert {simulation.world.tasks[task.id] for task in tasks} <= OVER


@given(tasks=dags(), chance=chances, when=st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_cancelled_at_any_point_a_run_ends_once_and_releases_what_it_reserved(tasks: list[PlannedTask], chance: Random, when: int) -> None:
    simulation = Simulation(tasks, chance)
    simulation.send(submitted())
    for _ in range(when):
        if simulation.undelivered:
            simulation.step()
    over = simulation.world.stored is not None and simulation.world.state.ended
    simulation.world.feed(event(CancellationRequested, "", by="ada"))
    while simulation.undelivered:
        simulation.step()
    assert simulation.ends == [RunState.LIVE if over else RunState.CANCELLED]
    assert simulation.world.run.accounts.tokens.reserved == 0


@given(tasks=dags(), chance=chances, cap=st.integers(1, 60_000))
@settings(max_examples=40, deadline=None)
def test_at_its_cap_a_run_pauses_and_comes_to_its_end_when_the_cap_is_raised(tasks: list[PlannedTask], chance: Random, cap: int) -> None:
    simulation = Simulation(tasks, chance, world=World(Rules(token_budget=cap)))
    simulation.send(submitted())
    while simulation.undelivered:
        simulation.step()
        if not simulation.undelivered and simulation.world.state is RunState.PAUSED:
            cap += 50_000
            simulation.send(event(BudgetRaised, str(cap), tokens=cap, by="ada"))
    assert simulation.ends == [RunState.LIVE]
    assert {simulation.world.tasks[task.id] for task in tasks} == {TaskState.DONE}


@given(tasks=dags(), chance=chances, when=st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_a_run_whose_answers_never_come_ends_at_its_deadline(tasks: list[PlannedTask], chance: Random, when: int) -> None:
    simulation = Simulation(tasks, chance)
    simulation.send(submitted())
    simulation.world.feed(submitted())
    for _ in range(when):
        if simulation.undelivered:
            simulation.step()
    simulation.world.after(30 * 24 * 3600)
    assert len(simulation.ends) == 1
    assert simulation.world.run.reason or simulation.ends == [RunState.LIVE]
