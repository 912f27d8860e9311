"""A change in the orchestrator, on the memory twins: what its base run made from the same inputs answers its tasks, all else runs."""

from typing import Any

import pytest

from functions.orchestrator.handlers import fold
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.drops import Drop, File
from shared.events import DropPublished, Event, Inline, IntentSpecified, RunAdvanced, TaskDispatched, ValidationRequested
from shared.intent import Intent, Said
from shared.lifecycle import RunState
from shared.specification import Plan, PlannedTask, Requirement, Specification
from tests.flow.test_orchestrator import sent
from tests.unit.orchestrator.world import RUN, after_validation, concluded, dropped, event, submitted

BASE = "b" * 32
OLD, NEW = "a" * 64, "c" * 64
BEFORE = Said(text="Build a to-do list")


def requirements(*texts: str) -> Specification:
    return Specification(title="To-dos", requirements=[Requirement(id=f"R{n}", text=text) for n, text in enumerate(texts, 1)])


def plan(basis: str) -> Plan:
    return Plan(
        tasks=[
            PlannedTask(id="code", role="codegen", writes=["main.py"], basis=OLD),
            PlannedTask(id="storage", role="codegen", writes=["store.py"], basis=basis),
            PlannedTask(id="security", role="security", needs=["code"]),
            PlannedTask(id="review", role="security", needs=["storage"]),
        ]
    )


def drop(task: str, run: str, content: str) -> DropPublished:
    text = Drop(files=[File(path=f"{task}.py", content=content)]).model_dump_json()
    return dropped(task).model_copy(update={"run": run, "document": Inline(text=text)})


def of(run: str, *events: Event) -> list[Event]:
    return [one.model_copy(update={"run": run}) for one in events]


async def base_run(ports: MemoryPorts) -> None:
    """A live app whose run left four drops."""
    first = dropped("plan", "architect", result=plan(OLD).model_dump())
    known = event(IntentSpecified, "", specification=requirements("it lists"))
    done = [drop(name, BASE, name) for name in ("code", "storage", "security", "review")]
    for one in of(BASE, submitted(), known, first, *done, concluded(), *after_validation()):
        await fold([one], ports)


async def change(ports: MemoryPorts, basis: str, *events: Event) -> None:
    asked = submitted(text="add due dates", app=BASE, base_run=BASE, before=[BEFORE])
    known = event(IntentSpecified, "", specification=requirements("it lists", "a to-do has a due date"))
    for one in (asked, known, dropped("plan", "architect", result=plan(basis).model_dump()), *events):
        await fold([one], ports)


async def mine[E: Event](ports: MemoryPorts, kind: type[E]) -> list[Any]:
    return [one for one in await sent(ports, kind) if one.run == RUN]


async def reused(ports: MemoryPorts) -> dict[str, str | None]:
    return {one.task: one.reused_from for one in await mine(ports, DropPublished)}


async def test_only_tasks_whose_inputs_changed_run_again() -> None:
    ports = memory_ports()
    await base_run(ports)
    await change(ports, NEW)
    assert await reused(ports) == {"code": BASE}
    assert [one.task for one in await mine(ports, TaskDispatched)] == ["requirements", "plan", "storage"]
    (answer,) = await mine(ports, DropPublished)
    assert (answer.files, answer.usage.tokens) == (["code.py"], 0)
    await fold([answer], ports)
    assert await reused(ports) == {"code": BASE, "security": BASE}


async def test_a_task_after_one_that_made_something_else_runs_and_after_one_that_made_the_same_does_not() -> None:
    for content, again in (("another", True), ("storage", False)):
        ports = memory_ports()
        await base_run(ports)
        await change(ports, NEW, drop("storage", RUN, content))
        dispatched = [one.task for one in await mine(ports, TaskDispatched)]
        assert ("review" in dispatched) is again
        assert ("review" in await reused(ports)) is not again


async def test_validation_is_told_what_was_said_and_what_differs() -> None:
    ports = memory_ports()
    await base_run(ports)
    await change(ports, OLD)
    for _ in range(2):
        for answer in await mine(ports, DropPublished):
            await fold([answer], ports)
    (asked,) = await mine(ports, ValidationRequested)
    assert asked.intent == "Build a to-do list\n\nadd due dates"
    assert asked.said == [BEFORE, Said(text="add due dates")]
    assert (asked.difference.base, asked.difference.requirements.added, asked.difference.tasks.nothing) == (BASE, ["R2"], True)
    assert set(asked.drops) == {"code", "storage", "security", "review"}
    deltas = [one.plan_delta for one in await mine(ports, RunAdvanced) if one.plan_delta]
    assert [delta.kept for delta in deltas] == [["code", "storage", "security", "review"]]
    assert (await mine(ports, RunAdvanced))[-1].state is RunState.VALIDATING


async def test_those_who_specify_see_what_is_live_and_what_was_said_before() -> None:
    ports = memory_ports()
    await base_run(ports)
    await change(ports, NEW)
    inputs = {one.task: one.inputs for one in await mine(ports, TaskDispatched)}
    assert set(inputs["requirements"]) == {"intent", "base_specification"}
    assert set(inputs["plan"]) == {"intent", "specification", "base_specification", "base_plan"}
    assert Intent.model_validate_json(inputs["requirements"]["intent"].text).before == [BEFORE]


async def test_drops_of_other_agents_or_models_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = memory_ports()
    await base_run(ports)
    monkeypatch.setattr("functions.orchestrator.handlers.maker", lambda: "others")
    await change(ports, OLD)
    assert await reused(ports) == {}


async def test_a_base_run_that_left_nothing_costs_the_change_only_the_reuse() -> None:
    ports = memory_ports()
    await change(ports, NEW)
    assert await reused(ports) == {}
    assert [one.task for one in await mine(ports, TaskDispatched)] == ["requirements", "plan", "code", "storage"]
