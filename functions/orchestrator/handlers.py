"""Load, decide (core), commit state and outgoing events together. A batch of one run's events is one commit."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

from functions.orchestrator import core, store
from functions.orchestrator.run import Rules, Run
from functions.orchestrator.step import Decision, NotLoaded
from functions.orchestrator.store import Loaded
from shared import contents, outbox
from shared.events import CancellationRequested, Event, RunAdvanced, TaskDispatched, ValidationRequested, derived_id
from shared.events.envelope import Envelope
from shared.ports import ANY, Ports, Write
from shared.settings import settings
from shared.specification import Plan, Specification
from shared.tenancy import Partition, active_runs, run_state

SOURCE = "qlp/orchestrator"
#: Events in one commit at most.
_BATCH = 256


async def fold(events: Sequence[Event], ports: Ports) -> None:
    """One run's events, in order: the run advances. Raises Conflict when another process advanced it meanwhile."""
    partition = run_state(events[0].tenant, events[0].run)
    read = [event for event in events if type(event) in HANDLES]
    for part in batched(read, _BATCH, strict=False):
        if await advance(ports, partition, part):
            while await advance(ports, partition, ()):
                pass


async def advance(ports: Ports, partition: Partition, events: Sequence[Event]) -> bool:
    """One decision and its commit; whether there is more to dispatch at once. Without events: deadlines, and what was left behind."""
    dag = store.known_dag(ports, partition)
    loaded = await store.load(ports, partition, core.touched(dag, events) if dag else ())
    decision, loaded = await _decide(ports, partition, loaded, events)
    if decision is None:
        return False
    if decision.run == loaded.run:
        return False
    await save(ports, partition, decision, loaded.etag, events[-1] if events else None)
    if decision.run.state.ended:
        await retire(ports, partition, f"{decision.run.tenant}|{decision.run.run}")
    return decision.more


async def retire(ports: Ports, partition: Partition, entry: str) -> None:
    """Takes an ended run off the list of active ones, once all that was ever said about it is published: nobody looks at it again.

    Raises Unavailable; then the next sweep does it.
    """
    await outbox.relay(ports, partition, 0)
    await ports.state.commit(active_runs(), [Write(entry, None, ANY)])


async def _decide(ports: Ports, partition: Partition, loaded: Loaded, events: Sequence[Event]) -> tuple[Decision | None, Loaded]:
    now, rules = ports.clock.now(), _rules()
    while True:
        try:
            if events or loaded.run is None:
                return core.decide(loaded.run, loaded.dag, loaded.chunks, events, now, rules), loaded
            return core.look(loaded.run, loaded.dag, loaded.chunks, now, rules), loaded
        except NotLoaded as needed:
            loaded = await store.load_more(ports, partition, loaded, needed.chunks)


def _rules() -> Rules:
    chosen = settings()
    return Rules(chosen.run_token_budget, chosen.max_plan_tasks, chosen.repair_rounds)


async def save(ports: Ports, partition: Partition, decision: Decision, etag: str | None, cause: Event | None) -> None:
    """Content first, then state and events in one commit. Raises Conflict when the etag is stale."""
    run = decision.run
    await asyncio.gather(*(ports.blobs.put(run.tenant, deposit.folder, deposit.content) for deposit in decision.deposits))
    if decision.dag is not None:
        await store.save_dag(ports, partition, decision.dag)
    messages = await _messages(ports, decision, cause)
    await outbox.commit(ports, partition, store.writes(run, etag, decision.chunks), messages)
    if decision.dag is not None:
        store.keep(ports, partition, decision.dag)


async def _messages(ports: Ports, decision: Decision, cause: Event | None) -> list[Event]:
    """What the decision has others do, and last what everybody may know."""
    run, mint = decision.run, _mint(decision.run, cause, ports.clock.now())
    messages: list[Event] = [
        TaskDispatched(
            **mint(f"dispatch|{task.task}"),
            task=task.task,
            role=task.role,
            owner="orchestrator",
            goal=task.goal,
            inputs=dict(task.inputs),
            deadline=task.seconds,
        )
        for task in decision.dispatches
    ]
    if decision.validate is not None:
        messages.append(await _validation(ports, decision, mint("validate")))
    if decision.stop:
        messages.append(CancellationRequested(**mint("stop"), by=SOURCE, reason=decision.stop))
    if decision.announce:
        messages.append(
            RunAdvanced(
                **mint(f"advanced|{run.revision}"),
                state=run.state,
                revision=run.revision,
                reason=run.reason,
                tasks=list(decision.statuses),
                estimate_tokens=decision.estimate,
            )
        )
    return messages


async def _validation(ports: Ports, decision: Decision, envelope: Envelope) -> ValidationRequested:
    """The request with the documents that it carries whole."""
    run = decision.run
    names = ("intent", "specification", "plan")
    intent, specification, plan = await asyncio.gather(*(contents.load(ports.blobs, run.tenant, run.documents[name]) for name in names))
    return ValidationRequested(
        **envelope,
        app=run.app,
        intent=json.loads(intent)["text"],
        specification=Specification.model_validate_json(specification),
        plan=Plan.model_validate_json(plan),
        drops=dict(decision.validate or {}),
        models=dict(decision.models),
        prompts=run.prompts,
    )


def _mint(run: Run, cause: Event | None, now: datetime) -> Callable[[str], Envelope]:
    """Makes envelopes. Ids follow from the run and from what the event says, so that the same decision has the same ids whatever led to it."""
    origin = UUID(run.run)

    def envelope(key: str) -> Envelope:
        return {
            "id": derived_id(origin, f"{SOURCE}|{key}"),
            "tenant": run.tenant,
            "run": run.run,
            "time": now,
            "source": SOURCE,
            "cause": cause.id if cause else origin,
            "traceparent": cause.traceparent if cause else run.traceparent,
        }

    return envelope


#: A folding component: the types that it reads.
HANDLES: frozenset[type[Event]] = frozenset(core.APPLY)
EMITS: frozenset[type[Event]] = frozenset({TaskDispatched, ValidationRequested, RunAdvanced, CancellationRequested})
