"""From the intent to its specification: what intake's events do to a run. Pure."""

import json
from dataclasses import replace

from functions.orchestrator.run import Money
from functions.orchestrator.step import Step
from shared.events import ClarificationAnswered, ClarificationRequested, IntentRefused, IntentSpecified, IntentSubmitted
from shared.lifecycle import RunState, TaskState


def submitted(step: Step, event: IntentSubmitted) -> None:
    """The run begins: its requirements are to be written."""
    run = step.run
    if run.known:
        return
    money = Money(max(run.money.cap, event.token_budget or step.rules.token_budget))
    step.run = replace(run, known=True, app=event.app, text=event.text, ask=event.ask, money=money, traceparent=event.traceparent)
    _ask_for_requirements(step, [])


def specified(step: Step, event: IntentSpecified) -> None:
    """The requirements are known (perhaps before their task's drop was seen here): a plan is to be made."""
    if not _specifying(step):
        return
    step.document("specification", "specifications", event.specification.model_dump_json())
    step.run = replace(step.run, text="", early=())
    step.move(RunState.PLANNING)
    step.put_own("plan", "architect", TaskState.PENDING)


def questioned(step: Step, event: ClarificationRequested) -> None:
    """The user is asked, and the run waits for the answers."""
    if not _specifying(step) or not step.run.ask or not step.hear(str(event.id)):
        return
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
    step.document("intent", "intents", json.dumps({"text": run.text, "ask": run.ask, "answers": answers}, ensure_ascii=False))
    number = len(run.own) + 1
    step.run = replace(step.run, early=())
    step.move(RunState.SPECIFYING)
    step.put_own("requirements" if number == 1 else f"requirements-{number}", "requirements", TaskState.PENDING)
