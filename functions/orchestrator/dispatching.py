"""What can be done now: dispatch tasks whose inputs are there, as far as the budget goes; validate; pause. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from functions.orchestrator.budget import ESTIMATES, Need
from functions.orchestrator.dag import Dag, Node
from functions.orchestrator.step import Step
from shared.events import Content
from shared.lifecycle import RunState, TaskState

#: Tasks that one decision dispatches at most, so that its messages fit into one commit.
MOST_DISPATCHES = 200
_PLAN_INPUTS = ("intent", "specification", "plan")
_OVER = (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)


def advance(step: Step) -> None:
    """Dispatches what is ready. When nothing runs and the next thing costs too much, the run pauses."""
    if not step.run.known or step.run.state.ended or step.run.state is RunState.PAUSED:
        return
    short = _own_tasks(step)
    if not short and step.run.stage is RunState.BUILDING and step.dag is not None:
        short = _ready_tasks(step, step.dag) or _validation(step, step.dag)
    if short and step.run.flying == 0:
        step.pause(short)


def close(step: Step) -> None:
    """The run just ended: tasks that had not are cancelled with it."""
    for task, state in step.run.own.items():
        if state not in _OVER:
            step.put_own(task, "architect" if task == "plan" else "requirements", TaskState.CANCELLED)
    dag = step.dag
    if dag is None or not step.run.open:
        return
    step.need(set(range(dag.chunks)))
    for place, node in enumerate(dag.nodes):
        if step.rows(dag, dag.chunk(place)).state(place % dag.size) not in _OVER:
            step.tell(node.id, node.role, TaskState.CANCELLED, [dag.nodes[need].id for need in node.needs])


def _own_tasks(step: Step) -> str:
    """Why a task could not be dispatched; empty: none is left."""
    for task, state in step.run.own.items():
        if state is TaskState.PENDING:
            role, names = ("architect", _PLAN_INPUTS[:2]) if task == "plan" else ("requirements", _PLAN_INPUTS[:1])
            if short := step.short(f"task {task}", step.asks(task, role)):
                return short
            step.dispatch(task, role, "", _documents(step, names))
            step.put_own(task, role, TaskState.DISPATCHED)
    return ""


def _ready_tasks(step: Step, dag: Dag) -> str:
    """As `_own_tasks`, for the plan's; also empty when this decision is full."""
    shared = _documents(step, _PLAN_INPUTS)
    for chunk in step.run.ready:
        ready = [chunk * dag.size + row for row in step.rows(dag, chunk).ready()]
        step.need({dag.chunk(need) for task in ready for need in dag.nodes[task].needs})
        for task in ready:
            node = dag.nodes[task]
            if len(step.dispatches) >= MOST_DISPATCHES:
                step.more = True
                return ""
            if short := step.short(f"task {node.id}", step.asks(node.id, node.role)):
                return short
            step.dispatch(node.id, node.role, node.goal, {**shared, **_drops(step, dag, node)})
            step.put(dag, task, TaskState.DISPATCHED)
        step.run = replace(step.run, ready=tuple(one for one in step.run.ready if one != chunk))
    return ""


def _validation(step: Step, dag: Dag) -> str:
    """When every task is done: all drops go to validation, with tokens set aside for repairs."""
    if step.run.open or step.more:
        return ""
    aside = _for_repairs(step)
    if not aside.tokens and (short := step.short("validation", Need(1, 1))):
        return short
    step.need(set(range(dag.chunks)))
    step.reserve(aside)
    step.repair_tokens = aside.tokens
    every = range(len(dag.nodes))
    step.validate = {dag.nodes[t].id: drop for t in every if (drop := step.rows(dag, dag.chunk(t)).drops.get(t % dag.size))}
    models = {dag.nodes[t].id: model for t in every if (model := step.rows(dag, dag.chunk(t)).models.get(t % dag.size))}
    step.models = {**step.run.models, **models}
    step.move(RunState.VALIDATING)
    return ""


def _for_repairs(step: Step) -> Need:
    """What all repairs may need, or as much of it as there is room for."""
    wanted = ESTIMATES["fixer"] * step.rules.repair_rounds
    accounts, tenant = step.run.accounts, step.rules.tenant
    tokens, money = accounts.tokens.room(tenant.tokens), accounts.money.room(tenant.money)
    return step.rules.tariff.within("fixer", min(tokens, wanted), money)


def _drops(step: Step, dag: Dag, node: Node) -> dict[str, Content]:
    """The drops that a task needs, by task; one that failed has none."""
    found = {}
    for need in node.needs:
        drop = step.rows(dag, dag.chunk(need)).drops.get(need % dag.size)
        if drop is not None:
            found[dag.nodes[need].id] = drop
    return found


def _documents(step: Step, names: Sequence[str]) -> dict[str, Content]:
    return {name: step.run.documents[name] for name in names}
