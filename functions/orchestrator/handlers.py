"""Load, decide (core), commit state and outgoing events together. A batch of one run's events is one commit."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import batched
from uuid import UUID

from functions.orchestrator import changing, core, store, tenant_budget
from functions.orchestrator.budget import Tariff
from functions.orchestrator.changing import Base
from functions.orchestrator.maker import maker
from functions.orchestrator.run import Rules, Run
from functions.orchestrator.step import Decision, Dispatch, NotLoaded
from functions.orchestrator.store import Loaded
from shared import contents, outbox
from shared.difference import Delta, plan_delta
from shared.events import (
    CancellationRequested,
    DropPublished,
    Event,
    RunAdvanced,
    Spending,
    TaskDispatched,
    ValidationRequested,
    derived_id,
)
from shared.events.envelope import Envelope
from shared.intent import Intent, Said, whole
from shared.ports import ANY, Ports, Write
from shared.prices import in_currency, in_millionths
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
    now = ports.clock.now()
    rules = replace(_rules(), tenant=await tenant_budget.left(ports, loaded.run, events, now))
    while True:
        try:
            if events or loaded.run is None:
                return core.decide(loaded.run, loaded.dag, loaded.chunks, events, now, rules), loaded
            return core.look(loaded.run, loaded.dag, loaded.chunks, now, rules), loaded
        except NotLoaded as needed:
            loaded = await store.load_more(ports, partition, loaded, needed.chunks)


def _rules() -> Rules:
    chosen = settings()
    pace = 0.1 if chosen.offline else 5.0 if chosen.effort == "low" else 1.0
    tariff = Tariff({} if chosen.offline else chosen.models(), chosen.model_prices, pace, chosen.offline)
    money = None if chosen.run_money_budget is None else in_millionths(chosen.run_money_budget)
    return Rules(chosen.run_token_budget, chosen.max_plan_tasks, chosen.repair_rounds, money, maker(), tariff)


async def save(ports: Ports, partition: Partition, decision: Decision, etag: str | None, cause: Event | None) -> None:
    """Content first, then state and events in one commit. Raises Conflict when the etag is stale."""
    run = decision.run
    await asyncio.gather(*(ports.blobs.put(run.tenant, deposit.folder, deposit.content) for deposit in decision.deposits))
    if decision.dag is not None:
        await store.save_dag(ports, partition, decision.dag)
    messages = await _messages(ports, decision, cause)
    await tenant_budget.note(ports, decision)
    await outbox.commit(ports, partition, store.writes(run, etag, decision.chunks), messages)
    if decision.dag is not None:
        store.keep(ports, partition, decision.dag)


async def _messages(ports: Ports, decision: Decision, cause: Event | None) -> list[Event]:
    """What the decision has others do, and last what everybody may know."""
    run, mint = decision.run, _mint(decision.run, cause, ports.clock.now())
    base = await _base(ports, decision)
    messages = await _tasks(ports, decision, base, mint)
    if decision.validate is not None:
        messages.append(await _validation(ports, decision, base, mint("validate")))
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
                estimate_tokens=decision.estimate.tokens if decision.estimate else None,
                estimate=decision.estimate,
                spending=_spending(run),
                plan_delta=await _plan_delta(ports, decision, base),
            )
        )
    return messages


async def _base(ports: Ports, decision: Decision) -> Base | None:
    """The run whose app is changed, where the decision needs to know it."""
    asks = decision.dispatches or decision.dag is not None or decision.validate is not None
    return await changing.base_of(ports, decision.run) if asks else None


async def _tasks(ports: Ports, decision: Decision, base: Base | None, mint: Callable[[str], Envelope]) -> list[Event]:
    """Each task that is to be done: dispatched, or answered with a drop that its base run made from the same inputs."""
    run = decision.run
    if base is None:
        return [_dispatched(task, mint) for task in decision.dispatches]
    plan = await changing.plan_of(ports, run)
    messages: list[Event] = []
    for task in decision.dispatches:
        source = changing.known_task(task, plan, run, base)
        messages.append(
            _dispatched(changing.shown(task, base), mint) if source is None else await changing.reused(ports, task, source, base, mint)
        )
    return messages


def _dispatched(task: Dispatch, mint: Callable[[str], Envelope]) -> TaskDispatched:
    return TaskDispatched(
        **mint(f"dispatch|{task.task}" + (f"|{task.again}" if task.again else "")),
        task=task.task,
        role=task.role,
        owner="orchestrator",
        goal=task.goal,
        inputs=dict(task.inputs),
        deadline=task.seconds,
        tokens=task.tokens,
    )


async def _plan_delta(ports: Ports, decision: Decision, base: Base | None) -> Delta | None:
    """How a new plan differs from the base run's."""
    plan = await changing.plan_of(ports, decision.run) if base is not None and decision.dag is not None else None
    return plan_delta(base.plan, plan) if base is not None and plan is not None else None


async def _validation(ports: Ports, decision: Decision, base: Base | None, envelope: Envelope) -> ValidationRequested:
    """The request with the documents that it carries whole."""
    run = decision.run
    names = ("intent", "specification", "plan")
    texts = await asyncio.gather(*(contents.load(ports.blobs, run.tenant, run.documents[name]) for name in names))
    intent, specification = Intent.model_validate_json(texts[0]), Specification.model_validate_json(texts[1])
    plan, said = Plan.model_validate_json(texts[2]), [*intent.before, Said.model_validate(intent.model_dump())]
    return ValidationRequested(
        **envelope,
        app=run.app,
        intent=whole(said),
        said=said,
        specification=specification,
        plan=plan,
        drops=dict(decision.validate or {}),
        models=dict(decision.models),
        prompts=run.prompts,
        repair_tokens=decision.repair_tokens,
        difference=changing.difference_of(base, specification, plan) if base else None,
    )


def _spending(run: Run) -> Spending:
    """Where the run's budgets stand, for people."""
    tokens, money = run.accounts.tokens, run.accounts.money
    return Spending(
        token_cap=tokens.cap,
        tokens_spent=tokens.spent,
        tokens_reserved=tokens.reserved,
        money_cap=None if money.cap is None else in_currency(money.cap),
        money_spent=in_currency(money.spent),
        money_reserved=in_currency(money.reserved),
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
EMITS: frozenset[type[Event]] = frozenset({TaskDispatched, DropPublished, ValidationRequested, RunAdvanced, CancellationRequested})
