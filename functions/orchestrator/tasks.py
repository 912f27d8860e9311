"""What became of tasks: started, done, failed. Of the plan, of the orchestrator itself, and (only counted) of validation. Pure."""

import re
from dataclasses import replace

from functions.orchestrator.budget import MOST_DOUBLINGS
from functions.orchestrator.dag import Dag, dag_of
from functions.orchestrator.plan_check import Refused, check
from functions.orchestrator.run import ESSENTIAL, SECONDS
from functions.orchestrator.step import Step
from shared.events import DropPublished, TaskFailed, TaskStarted
from shared.lifecycle import RunState, TaskState
from shared.roles import ROLES

_FLYING = (TaskState.DISPATCHED, TaskState.RUNNING)
#: The code of a task that stopped because it used what was set aside for it (see `agent.ends`).
OVER_BUDGET = "over_budget"
_VALIDATIONS = re.compile(r"(check|fix)-(\d{1,4})")


def started(step: Step, event: TaskStarted) -> None:
    """A task's job runs: no message is lost as long as that may take."""
    changed = _follow(step, event.task) if event.owner == "validation" else _started(step, event.task)
    if changed and event.role in ROLES:
        until = step.after(ROLES[event.role].seconds)
        step.run = replace(step.run, busy_until=max(until, step.run.busy_until or until))


def dropped(step: Step, event: DropPublished) -> None:
    """A task is done: what waited for it may go on."""
    if event.owner == "validation":
        _pay(step, event)
    elif (own := step.run.own.get(event.task)) is not None:
        if own in _FLYING:
            _end_own(step, event, TaskState.DONE)
            if event.task == "plan":
                _planned(step, event)
    elif _flies(step, event.task):
        _end_planned(step, event, TaskState.DONE)


def failed(step: Step, event: TaskFailed) -> None:
    """A task ended without a drop. The run goes on when it can do without."""
    if event.owner == "validation":
        _pay(step, event)
    elif event.code == OVER_BUDGET and step.run.again.get(event.task, 0) < MOST_DOUBLINGS:
        _again(step, event)
    elif (own := step.run.own.get(event.task)) is not None:
        if own in _FLYING:
            _end_own(step, event, TaskState.FAILED)
            if event.task == "plan" or _still_specifying(step):
                _give_up(step, event)
    elif _flies(step, event.task):
        _end_planned(step, event, TaskState.FAILED)


def _give_up(step: Step, event: TaskFailed) -> None:
    step.end(RunState.FAILED, f"task {event.task} failed: {event.reason}")


def _again(step: Step, event: TaskFailed) -> None:
    """A task used up what was set aside for it: it is tried again with twice as much, when the budget has that. Else the run will pause."""
    dag, run = step.dag, step.run
    own = run.own.get(event.task) in _FLYING
    if not (own or _flies(step, event.task)) or not step.hear(str(event.id)):
        return
    role = _role(event.task) if own or dag is None else dag.nodes[dag.index[event.task]].role
    step.settle(event.task, role, event.usage)
    step.run = replace(step.run, again={**run.again, event.task: run.again.get(event.task, 0) + 1})
    if own or dag is None:
        step.put_own(event.task, role, TaskState.PENDING)
    else:
        step.put(dag, dag.index[event.task], TaskState.PENDING)
        step.run = replace(step.run, ready=tuple(sorted({*step.run.ready, dag.chunk(dag.index[event.task])})))


def _still_specifying(step: Step) -> bool:
    return step.run.stage in (RunState.SPECIFYING, RunState.CLARIFYING)


# --- tasks of validation ---


def _follow(step: Step, task: str) -> bool:
    """Checking and repairing take turns; False when the run is further already."""
    found = _VALIDATIONS.fullmatch(task)
    if found is None:
        return False
    return step.turn(2 * int(found[2]) + (found[1] == "fix"))


def _pay(step: Step, event: DropPublished | TaskFailed) -> None:
    """Validation's tasks use up what was set aside for it, and its next one may have to wait for room."""
    if step.hear(event.task):
        if step.run.state in (RunState.VALIDATING, RunState.REPAIRING):
            step.renew(step.after(SECONDS[step.run.state]))
        used = step.rules.tariff.used(event.role, event.usage)
        step.pay(step.rules.tariff.at_most(event.role, used.tokens), used)
        step.run = replace(step.run, busy_until=None)


# --- the orchestrator's own tasks ---


def _started(step: Step, task: str) -> bool:
    if task in step.run.own:
        if step.run.own[task] is not TaskState.DISPATCHED:
            return False
        step.put_own(task, _role(task), TaskState.RUNNING)
        return True
    dag = step.dag
    if dag is None or _state(step, dag, task) is not TaskState.DISPATCHED:
        return False
    step.put(dag, dag.index[task], TaskState.RUNNING)
    return True


def _role(task: str) -> str:
    return "architect" if task == "plan" else "requirements"


def _end_own(step: Step, event: DropPublished | TaskFailed, state: TaskState) -> None:
    step.settle(event.task, _role(event.task), event.usage)
    step.put_own(event.task, _role(event.task), state)
    if event.usage.model:
        step.run = replace(step.run, models={**step.run.models, event.task: event.usage.model})


def _planned(step: Step, event: DropPublished) -> None:
    """The plan is there: checked, repaired, and what it will cost is known before anything is built."""
    checked = check(event.result, step.rules.most_tasks)
    if isinstance(checked, Refused):
        step.end(RunState.FAILED, f"the plan cannot be used: {checked.reason}")
        return
    dag = dag_of(checked.tasks)
    step.document("plan", "plans", checked.model_dump_json())
    step.begin(dag)
    step.estimate = step.rules.tariff.estimate(
        step.run.accounts.spent, (node.role for node in dag.nodes), dag.depth(), step.rules.repair_rounds
    )


# --- tasks of the plan ---


def _state(step: Step, dag: Dag, task: str) -> TaskState | None:
    place = dag.index.get(task)
    return None if place is None else step.rows(dag, dag.chunk(place)).state(place % dag.size)


def _flies(step: Step, task: str) -> bool:
    return step.dag is not None and _state(step, step.dag, task) in _FLYING


def _end_planned(step: Step, event: DropPublished | TaskFailed, state: TaskState) -> None:
    dag = step.dag
    assert dag is not None  # noqa: S101 - `_flies` saw it
    task = dag.index[event.task]
    node = dag.nodes[task]
    step.put(dag, task, state)
    step.settle(node.id, node.role, event.usage)
    if isinstance(event, TaskFailed) and node.role in ESSENTIAL:
        _give_up(step, event)
        return
    rows, row = step.change(dag, dag.chunk(task)), task % dag.size
    if isinstance(event, DropPublished):
        rows.drops[row] = event.document
    if event.usage.model:
        rows.models[row] = event.usage.model
    step.arrive(dag, node)
