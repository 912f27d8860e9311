"""From the intent to its specification: what intake's events do to a run. Pure."""

from dataclasses import replace

from functions.orchestrator.budget import USUAL, Account, Accounts, Need
from functions.orchestrator.step import Step
from shared.events import ClarificationAnswered, ClarificationRequested, IntentRefused, IntentSpecified, IntentSubmitted
from shared.intent import Intent
from shared.lifecycle import RunState, TaskState
from shared.prices import in_millionths


def submitted(step: Step, event: IntentSubmitted) -> None:
    """The run begins: its requirements are to be written."""
    run = step.run
    if run.known:
        return
    step.run = replace(run, known=True, app=event.app, text=event.text, ask=event.ask, traceparent=event.traceparent)
    step.run = replace(step.run, base_run=event.base_run, before=tuple(event.before), maker=step.rules.maker)
    _open_accounts(step, event)
    _ask_for_requirements(step, [])


def _open_accounts(step: Step, event: IntentSubmitted) -> None:
    """The run's budgets: as the user said, else as the settings say; one that was raised before the intent came counts."""
    run, rules = step.run, step.rules
    tokens = Account(max(run.accounts.tokens.cap or 0, event.token_budget or rules.token_budget))
    wanted = rules.money_budget if event.money_budget is None else in_millionths(event.money_budget)
    money = Account() if wanted is None else Account(max(run.accounts.money.cap or 0, wanted))
    step.run = replace(run, accounts=Accounts(tokens, money), month=f"{step.now:%Y-%m}")
    tasks = ("requirements", "architect", *USUAL)
    step.estimate = rules.tariff.estimate(Need(0), tasks, _USUAL_DEPTH, rules.repair_rounds)


#: Tasks one after the other in a usual run, before validation.
_USUAL_DEPTH = 4


def specified(step: Step, event: IntentSpecified) -> None:
    """The requirements are known (perhaps before their task's drop was seen here): a plan is to be made."""
    if not _specifying(step):
        return
    step.document("specification", "specifications", event.specification.model_dump_json())
    step.run = replace(step.run, text="", before=(), early=())
    step.move(RunState.PLANNING)
    step.put_own("plan", "architect", TaskState.PENDING)


def questioned(step: Step, event: ClarificationRequested) -> None:
    """The user is asked, and the run waits for the answers."""
    if not _specifying(step) or not step.run.ask or not step.hear(str(event.id)):
        return
    step.run = replace(step.run, questions=tuple(event.questions))
    if step.run.early:
        _ask_for_requirements(step, list(step.run.early))
    else:
        step.move(RunState.CLARIFYING)


def answered(step: Step, event: ClarificationAnswered) -> None:
    """The requirements are to be written again, with the answers. Answers that overtake their questions are kept."""
    if not _specifying(step) or not step.run.ask or not step.hear(str(event.id)):
        return
    if step.run.state is RunState.CLARIFYING:
        _ask_for_requirements(step, event.answers)
    else:
        step.run = replace(step.run, early=tuple(event.answers))


def refused(step: Step, event: IntentRefused) -> None:
    """Nothing can be made of the intent; the reason is for the user."""
    if _specifying(step):
        step.end(RunState.FAILED, event.reason)


def _specifying(step: Step) -> bool:
    return step.run.stage in (RunState.SPECIFYING, RunState.CLARIFYING)


def _ask_for_requirements(step: Step, answers: list[str]) -> None:
    run = step.run
    said = Intent(text=run.text, ask=run.ask, questions=list(run.questions), answers=answers, before=list(run.before))
    step.document("intent", "intents", said.model_dump_json())
    number = len(run.own) + 1
    step.run = replace(step.run, early=())
    step.move(RunState.SPECIFYING)
    step.put_own("requirements" if number == 1 else f"requirements-{number}", "requirements", TaskState.PENDING)
