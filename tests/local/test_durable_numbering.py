"""The numbers that the engine gives to tasks are those that the SDK looks for: any program, any order of completions."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import azure.durable_functions as df
import pytest
from azure.durable_functions.orchestrator import Orchestrator
from hypothesis import given, settings
from hypothesis import strategies as st

from local.host.durable.episode import Answer, context_json, decide, read_answer
from local.host.durable.history import HistoryEvent, as_played, completed, failed, fired, raised
from local.host.durable.numbering import Task
from local.host.durable.store import ENDED, Instance, Work
from local.host.worker import Outcome

pytestmark = [
    pytest.mark.filterwarnings("ignore:azure.functions df_loads was called without expected_type"),
    pytest.mark.filterwarnings("ignore:Potential duplicate Task completion"),
]

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def program() -> Iterator[Any]:
    folder = str(Path(__file__).parent / "apps" / "durable")
    sys.path.insert(0, folder)
    sys.modules.pop("durable_app", None)
    durable_app = import_module("durable_app")

    yield next(f for f in durable_app.app.get_functions() if f.get_function_name() == "program").get_user_function().orchestrator_function
    sys.path.remove(folder)


@dataclass
class World:
    """An instance without a disk: what is open is answered in the order that `choose` picks."""

    orchestrator: Any
    instance: Instance
    history: list[str] = field(default_factory=list)
    open: list[Task] = field(default_factory=list)
    waiting: list[tuple[int, HistoryEvent]] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW
    posted: int = 0

    def post(self, happened: HistoryEvent) -> None:
        self.posted += 1
        self.waiting.append((self.posted, happened))

    def episodes(self) -> None:
        while self.instance.status not in ENDED:
            plan = decide(Work(self.instance, self.history, self.waiting), self.now)
            if plan is None:
                return
            answer = self._replay(context_json(Work(self.instance, self.history, self.waiting), plan))
            change = plan.concluded(answer, lambda _: True).change
            self.instance = change.instance
            self.waiting = [entry for entry in self.waiting if entry[0] not in change.taken]
            self.history += [as_played(happened) for happened in change.history]
            subs = [Task("sub", c.parent.number, c.name, c.text) for c in change.children if c.parent]
            self.open = [task for task in [*self.open, *change.tasks, *subs] if task.number not in change.cancelled]

    def _replay(self, text: str) -> Answer:
        context = df.DurableOrchestrationContext.from_json(text)
        try:
            said = Orchestrator(self.orchestrator).handle(context)
        except Exception as error:  # noqa: BLE001 - the SDK raises bare exceptions
            return read_answer(Outcome(False, error=str(error), trace=str(error)))
        return Answer(**_parts(json.loads(said)))

    def answer(self, task: Task) -> None:
        """Does what an open task stands for."""
        self.open.remove(task)
        value: Any = json.loads(task.text) if task.text else None
        if task.kind == "timer" and task.due is not None:
            self.now = max(self.now, task.due)
            self.post(fired(self.now, task.number, task.due))
        elif task.kind == "sub":
            self.post(completed(self.now, task.number, json.dumps([value]), sub=True))
        elif task.name == "double":
            self.post(completed(self.now, task.number, json.dumps(value * 2)))
        else:
            self._attempt(task, value)

    def _attempt(self, task: Task, value: int) -> None:
        key = str(value)
        self.calls[key] = self.calls.get(key, 0) + 1
        if self.calls[key] < value % 10:
            self.post(failed(self.now, task.number, "again", "again"))
        else:
            self.post(completed(self.now, task.number, json.dumps(value)))


def _parts(state: dict[str, Any]) -> dict[str, Any]:
    return {"done": state["isDone"], "actions": state["actions"], "output": json.dumps(state["output"]) if "output" in state else None}


#: Values with retries are unique (a counter times ten) plus the number of calls needed, so each has its own count.
leaf = st.one_of(
    st.tuples(st.just("activity"), st.integers(0, 5)),
    st.tuples(st.just("retry"), st.integers(1, 4)),
    st.tuples(st.just("timer"), st.integers(1, 60)),
    st.tuples(st.just("sub"), st.integers(0, 5)),
    st.tuples(st.just("event"), st.just(0)),
)
step = st.recursive(leaf, lambda inner: st.tuples(st.just("all"), st.lists(inner, min_size=1, max_size=4)), max_leaves=6)


def unique(steps: Any, counter: Iterator[int]) -> Any:
    """Gives every task with retries and every event an identity of its own."""
    kind, value = steps
    if kind == "all":
        return ["all", [unique(inner, counter) for inner in value]]
    if kind == "retry":
        return [kind, next(counter) * 10 + value]
    return [kind, next(counter)] if kind == "event" else [kind, value]


def expected(steps: Any) -> Any:
    kind, value = steps
    if kind == "all":
        return [expected(inner) for inner in value]
    if kind == "activity":
        return value * 2
    return {"timer": None, "sub": [value]}.get(kind, value)


def events_of(steps: Any) -> list[int]:
    kind, value = steps
    if kind == "all":
        return [name for inner in value for name in events_of(inner)]
    return [value] if kind == "event" else []


@given(st.lists(step, min_size=1, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_every_program_ends_with_its_result_in_any_order_of_completions(program: Any, steps: list[Any], chance: Any) -> None:
    counter = iter(range(1, 1000))
    wanted = [unique(one, counter) for one in steps]
    world = World(program, Instance("i", 0, "program", None, json.dumps(wanted), "Pending", NOW, NOW))
    events = [name for one in wanted for name in events_of(one)]
    for _ in range(500):
        # Several completions may arrive before the next episode.
        for _ in range(chance.randint(1, 3)):
            choices: list[Task | int] = [*world.open, *events]
            if not choices:
                break
            chosen = chance.choice(choices)
            if isinstance(chosen, Task):
                world.answer(chosen)
            else:
                events.remove(chosen)
                world.post(raised(world.now, f"event-{chosen}", json.dumps(chosen)))
        world.episodes()
        if world.instance.status in ENDED:
            break
    assert world.instance.status == "Completed", world.instance.output
    assert json.loads(world.instance.output or "null") == [expected(one) for one in wanted]
    assert world.now - NOW < timedelta(days=1)
