"""A run that changes a live app: what its base run knows, read when tasks are dispatched, and drops of it that are used again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from functions.orchestrator import reuse, store
from functions.orchestrator.run import Run
from functions.orchestrator.step import Dispatch
from shared import contents
from shared.difference import Difference, difference, plan_delta
from shared.drops import Drop
from shared.events import Content, DropPublished, Usage
from shared.events.envelope import Envelope
from shared.ports import Ports
from shared.specification import Plan, Specification
from shared.tenancy import run_state

#: What the agents that specify and plan get to see of the base run, besides their usual inputs.
_SHOWN = {
    "requirements": {"base_specification": "specification"},
    "architect": {"base_specification": "specification", "base_plan": "plan"},
}


@dataclass(frozen=True, slots=True)
class Base:
    """The run whose app is changed. `known`: key -> the task that has it (see `reuse`)."""

    run: Run
    specification: Specification
    plan: Plan
    drops: Mapping[str, Content]
    models: Mapping[str, str]
    known: Mapping[str, str]


async def base_of(ports: Ports, run: Run) -> Base | None:
    """The base run; None: the run changes nothing, or its base left no plan. Raises NotFound, Unavailable."""
    if run.base_run is None:
        return None
    ended = await store.load_ended(ports, run_state(run.tenant, run.base_run))
    if ended is None or not {"specification", "plan"} <= ended.run.documents.keys():
        return None
    documents = ended.run.documents
    specification = Specification.model_validate_json(await contents.load(ports.blobs, run.tenant, documents["specification"]))
    plan = Plan.model_validate_json(await contents.load(ports.blobs, run.tenant, documents["plan"]))
    known = reuse.keys(plan, documents, ended.drops, ended.run.maker) if ended.run.maker == run.maker else {}
    return Base(ended.run, specification, plan, ended.drops, ended.models, known)


def shown(task: Dispatch, base: Base) -> Dispatch:
    """The task with what it gets to see of the base run."""
    more = {name: base.run.documents[document] for name, document in _SHOWN.get(task.role, {}).items()}
    return replace(task, inputs={**task.inputs, **more}) if more else task


async def plan_of(ports: Ports, run: Run) -> Plan | None:
    """The run's plan; None: there is none yet."""
    if "plan" not in run.documents:
        return None
    return Plan.model_validate_json(await contents.load(ports.blobs, run.tenant, run.documents["plan"]))


def known_task(task: Dispatch, plan: Plan | None, run: Run, base: Base) -> str | None:
    """The base run's task whose drop is this task's, too; None: it must run."""
    row = next((row for row in plan.tasks if row.id == task.task), None) if plan and task.task not in run.own else None
    return base.known.get(reuse.key(row, run.documents, task.inputs, run.maker)) if row else None


async def reused(ports: Ports, task: Dispatch, source: str, base: Base, mint: Callable[[str], Envelope]) -> DropPublished:
    """The base run's drop as the answer to this task. Raises NotFound, Unavailable."""
    document = base.drops[source]
    drop = Drop.model_validate_json(await contents.load(ports.blobs, base.run.tenant, document))
    return DropPublished(
        **mint(f"reuse|{task.task}"),
        task=task.task,
        role=task.role,
        owner="orchestrator",
        document=document,
        files=[file.path for file in drop.files],
        usage=Usage(model=base.models.get(source, "")),
        reused_from=base.run.run,
    )


def difference_of(base: Base, specification: Specification, plan: Plan) -> Difference:
    """How requirements and tasks differ."""
    found = difference(base.run.run, base.specification, specification)
    return found.model_copy(update={"tasks": plan_delta(base.plan, plan)})
