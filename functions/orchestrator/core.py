"""Decides what a run does next: (run, events, now) -> (new run, what follows). Pure: no clock, no ids, no I/O.

Events come late, twice or out of order. Hardly any is remembered by its id: each is applied when the state allows it, and then the
state no longer does.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from functions.orchestrator import dispatching, intake, outcome, tasks
from functions.orchestrator.budget import Account, Accounts
from functions.orchestrator.dag import Chunk, Dag
from functions.orchestrator.run import SECONDS, Rules, Run, late
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
from shared.lifecycle import RunState


def decide(
    run: Run | None, dag: Dag | None, chunks: Mapping[int, Chunk], events: Sequence[Event], now: datetime, rules: Rules
) -> Decision | None:
    """Applies a batch of one run's events, then dispatches what can be. None: the run is unknown, and none of these makes it known.

    `dag` must be there while tasks of the plan are open. Raises NotLoaded when more chunks are needed.
    """
    if run is None:
        first = next((event for event in events if isinstance(event, _OPENING)), None)
        if first is None:
            return None
        run = _unknown(first, now)
    step = Step(run, dag, chunks, now, rules)
    for event in events:
        apply = APPLY.get(type(event))
        if apply is not None and not step.run.state.ended:
            apply(step, event)
    return _settled(step)


def look(run: Run, dag: Dag | None, chunks: Mapping[int, Chunk], now: datetime, rules: Rules) -> Decision:
    """Decides without an event: ends the run when its deadline passed, dispatches what an interrupted decision left. Raises NotLoaded."""
    step = Step(run, dag, chunks, now, rules)
    if now > run.deadline and not run.state.ended:
        end = RunState.REJECTED if run.state is RunState.AWAITING_APPROVAL else RunState.FAILED
        step.end(end, late(run), stop=True)
    return _revived(step) or _settled(step)


def _revived(step: Step) -> Decision | None:
    """A run that waited for its tenant's budget goes on when that has enough now; None: this run did not, or it ends."""
    run = step.run
    if run.state is not RunState.PAUSED or not run.waits_for_tenant or run.resume is None:
        return None
    step.move(run.resume)
    dispatching.advance(step)
    still = step.run.state is RunState.PAUSED
    return Step(run, step.dag, {}, step.now, step.rules).decision() if still else step.decision()


def abandoned(tenant: str, run: str, now: datetime) -> Decision:
    """The end of a run whose intent never came."""
    step = Step(
        Run(tenant=tenant, run=run, state=RunState.SUBMITTED, deadline=now, progressed=now, accounts=_NOTHING), None, {}, now, Rules()
    )
    step.end(RunState.FAILED, "the intent was not received; submit it again")
    return step.decision()


def touched(dag: Dag, events: Sequence[Event]) -> set[int]:
    """The chunks that these events change."""
    found = set()
    for event in events:
        if isinstance(event, DropPublished | TaskFailed | TaskStarted) and (task := dag.index.get(event.task)) is not None:
            found.add(dag.chunk(task))
            if not isinstance(event, TaskStarted):
                found.update(dag.chunk(dependant) for dependant in dag.nodes[task].dependants)
    return found


def _settled(step: Step) -> Decision:
    if step.run.state.ended and not step.before.state.ended:
        dispatching.close(step)
    else:
        dispatching.advance(step)
    return step.decision()


#: Nothing may be used before the intent says how much.
_NOTHING = Accounts(tokens=Account(0))
#: What makes a run known. People's decisions may overtake the intent: they come on another topic.
_OPENING = (IntentSubmitted, CancellationRequested, BudgetRaised)


def _unknown(event: Event, now: datetime) -> Run:
    deadline = now + timedelta(seconds=SECONDS[RunState.SUBMITTED])
    return Run(tenant=event.tenant, run=event.run, state=RunState.SUBMITTED, deadline=deadline, progressed=now, accounts=_NOTHING)


APPLY: dict[type[Event], Callable[[Step, Any], None]] = {
    IntentSubmitted: intake.submitted,
    IntentSpecified: intake.specified,
    ClarificationRequested: intake.questioned,
    ClarificationAnswered: intake.answered,
    IntentRefused: intake.refused,
    TaskStarted: tasks.started,
    DropPublished: tasks.dropped,
    TaskFailed: tasks.failed,
    ValidationReported: outcome.reported,
    ValidationConcluded: outcome.concluded,
    CapsulePackaged: outcome.packaged,
    ApprovalRequested: outcome.approval_wanted,
    ApprovalDecided: outcome.decided,
    DeploymentStarted: outcome.deploying,
    DeploymentWentLive: outcome.live,
    DeploymentRejected: outcome.rejected,
    DeploymentFailed: outcome.not_deployed,
    CancellationRequested: outcome.cancelled,
    BudgetRaised: outcome.raised,
}
