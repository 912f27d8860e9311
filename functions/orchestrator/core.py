"""Decides what a run does next: (run, events, now) -> (new run, what follows). Pure: no clock, no ids, no I/O.

Events come late, twice or out of order. None of them is remembered by its id but a few: each is applied when the state allows it,
and the state then no longer does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.orchestrator import building
from functions.orchestrator.dag import Chunk, Dag
from functions.orchestrator.run import ESSENTIAL, ESTIMATES, SECONDS, SLACK, Money, Rules, Run, late, rank
from functions.orchestrator.step import Decision, Step
from shared.events import (
    ApprovalDecided,
    ApprovalRequested,
    BudgetRaised,
    CancellationRequested,
    CapsulePackaged,
    ClarificationAnswered,
    ClarificationRequested,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentStarted,
    DeploymentWentLive,
    DropPublished,
    Event,
    IntentRefused,
    IntentSpecified,
    IntentSubmitted,
    TaskFailed,
    TaskStarted,
    ValidationConcluded,
    ValidationReported,
)
from shared.lifecycle import RunState, TaskState
from shared.roles import ROLES

FLYING = frozenset({TaskState.DISPATCHED, TaskState.RUNNING})
_OWN_DOCUMENTS = {"requirements": ("intent",), "plan": ("intent", "specification")}


def decide(
    run: Run | None, dag: Dag | None, chunks: Mapping[int, Chunk], events: Sequence[Event], now: datetime, rules: Rules
) -> Decision | None:
    """Applies a batch of one run's events, and then dispatches what can be. None: nobody knows the run and none of these starts it.

    `dag` is needed while there is one and the run is building. Raises NotLoaded when it needs more chunks.
    """
    first = next((event for event in events if isinstance(event, IntentSubmitted | CancellationRequested | BudgetRaised)), None)
    if run is None and first is None:
        return None
    step = Step(run or _unknown(first, now, rules), dag, chunks, now, rules) if run or first else None
    if step is None:
        return None
    for event in events:
        apply = _APPLY.get(type(event))
        if apply is not None and not step.run.state.ended:
            apply(step, event)
    return _concluded(step)


def expire(run: Run, dag: Dag | None, chunks: Mapping[int, Chunk], now: datetime, rules: Rules) -> Decision:
    """Looks at a run without an event: ends it when its deadline passed, dispatches what an interrupted decision left behind."""
    step = Step(run, dag, chunks, now, rules)
    if now > run.deadline and not run.state.ended:
        end = RunState.REJECTED if run.state is RunState.AWAITING_APPROVAL else RunState.FAILED
        step.end(end, late(run), stop=True)
    return _concluded(step)


def touched(dag: Dag, events: Sequence[Event]) -> set[int]:
    """The chunks that these events change."""
    found = set()
    for event in events:
        if isinstance(event, DropPublished | TaskFailed | TaskStarted) and (task := dag.index.get(event.task)) is not None:
            found.add(dag.chunk(task))
            if not isinstance(event, TaskStarted):
                found.update(dag.chunk(dependant) for dependant in dag.nodes[task].dependants)
    return found


def _unknown(event: Event | None, now: datetime, rules: Rules) -> Run:
    """A run of which the intent was not seen yet: people's decisions about it may overtake it, on another topic."""
    assert event is not None  # noqa: S101 - for the type checker
    return Run(
        tenant=event.tenant,
        run=event.run,
        traceparent=event.traceparent,
        state=RunState.SUBMITTED,
        deadline=Step.later(now, SECONDS[RunState.SUBMITTED]),
        progressed=now,
        money=Money(rules.token_budget),
    )
