"""From validation to the end of a run, and what people decide meanwhile. Pure.

These events come on several topics, so a later one may overtake an earlier one: a run only ever moves on.
"""

from dataclasses import replace
from datetime import timedelta

from functions.orchestrator.budget import Account, Accounts
from functions.orchestrator.run import SLACK, rank
from functions.orchestrator.step import Step
from shared.events import (
    ApprovalDecided,
    ApprovalRequested,
    BudgetRaised,
    CancellationRequested,
    CapsulePackaged,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentStarted,
    DeploymentWentLive,
    ValidationConcluded,
    ValidationReported,
)
from shared.lifecycle import RunState
from shared.prices import in_millionths

_HANDED_OVER = rank(RunState.VALIDATING)


def reported(step: Step, event: ValidationReported) -> None:
    """One attempt was scored."""
    step.turn(2 * event.attempt + event.repairing)


def concluded(step: Step, event: ValidationConcluded) -> None:
    """The best attempt is good enough, or the run ends here."""
    if step.run.rank != _HANDED_OVER:
        return
    step.run = replace(step.run, accounts=step.run.accounts.released(), busy_until=None)
    if event.accepted:
        step.move(RunState.PACKAGING)
    else:
        step.end(RunState.FAILED, event.reason)


def packaged(step: Step, event: CapsulePackaged) -> None:
    """The capsule is there; deployment's policy is asked next."""
    if _HANDED_OVER <= step.run.rank <= rank(RunState.PACKAGING) and step.hear(event.digest):
        step.move(RunState.PACKAGING)


def approval_wanted(step: Step, event: ApprovalRequested) -> None:
    """A person must decide until then."""
    if _HANDED_OVER <= step.run.rank < rank(RunState.AWAITING_APPROVAL):
        step.move(RunState.AWAITING_APPROVAL)
        step.renew(event.expires + timedelta(seconds=SLACK))


def decided(step: Step, event: ApprovalDecided) -> None:
    """Deployment acts on it, soon."""
    if step.run.state is RunState.AWAITING_APPROVAL and step.hear(str(event.id)):
        step.renew(min(step.run.deadline, step.after(SLACK)))


def deploying(step: Step, _: DeploymentStarted) -> None:
    """The capsule is being started."""
    if _HANDED_OVER <= step.run.rank < rank(RunState.DEPLOYING):
        step.move(RunState.DEPLOYING)


def live(step: Step, _: DeploymentWentLive) -> None:
    """The app answers."""
    if step.run.rank >= _HANDED_OVER:
        step.end(RunState.LIVE)


def rejected(step: Step, event: DeploymentRejected) -> None:
    """A person said no, or nobody said anything."""
    if step.run.rank >= _HANDED_OVER:
        step.end(RunState.REJECTED, f"rejected by {event.by}: {event.reason}" if event.reason else f"rejected by {event.by}")


def not_deployed(step: Step, event: DeploymentFailed) -> None:
    """It did not become healthy."""
    if step.run.rank >= _HANDED_OVER:
        step.end(RunState.FAILED, event.reason)


def cancelled(step: Step, event: CancellationRequested) -> None:
    """The run ends, whatever it was doing; its end says what that released."""
    run = step.run
    reason = f"cancelled by {event.by}: {event.reason}" if event.reason else f"cancelled by {event.by}"
    step.end(RunState.CANCELLED, f"{reason} ({run.flying} running tasks stopped, {run.accounts.tokens.reserved} reserved tokens released)")


def raised(step: Step, event: BudgetRaised) -> None:
    """The run may use more. A paused one goes on (and pauses again when that is not enough)."""
    run = step.run
    money = run.accounts.money
    if event.money is not None:
        money = money.raised(in_millionths(event.money)) if run.known else Account(in_millionths(event.money))
    step.run = replace(run, accounts=Accounts(run.accounts.tokens.raised(event.tokens), money))
    if step.run != run and run.resume is not None:
        step.move(run.resume)
