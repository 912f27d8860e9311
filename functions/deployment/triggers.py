"""Deployment's triggers: topics and timer in, and the Durable orchestration that waits for a person."""

import json
from collections.abc import Generator
from functools import partial
from typing import Any, Dict  # noqa: UP035 - the platform's indexer refuses `dict[...]`

import azure.durable_functions as df
import azure.functions as func

from functions.deployment import core, handlers, live
from functions.deployment.core import Decision, Deployment, Request
from shared import wiring
from shared.adapters.bindings import on_topic_with_orchestrations
from shared.consume import Fold, each
from shared.events import Topic
from shared.ports import Orchestrations

bp = df.Blueprint()
RETRY = df.RetryOptions(first_retry_interval_in_milliseconds=2000, max_number_of_attempts=5)

type Steps = Generator[Any, Any, dict[str, Any]]


def fold_with(orchestrations: Orchestrations) -> Fold:
    """The handlers, with this invocation's durable client bound."""
    return each({kind: partial(handler, orchestrations=orchestrations) for kind, handler in handlers.HANDLES.items()})


on_topic_with_orchestrations(bp, "deployment", Topic.CAPSULES, fold_with)
on_topic_with_orchestrations(bp, "deployment", Topic.CONTROL, fold_with)


@bp.orchestration_trigger(context_name="context")
def deployment_flow(context: df.DurableOrchestrationContext) -> Generator[Any, Any]:
    """Judge, wait for a decision where one is needed, then release or reject."""
    request = context.get_input()
    judged = yield context.call_activity_with_retry("deployment_judge", RETRY, request)
    decision = yield from _decision(context, request, Deployment.model_validate(judged))
    if decision["decision"] == "approve":
        try:
            yield context.call_activity_with_retry("deployment_release", RETRY, {"request": request, "decision": decision})
        except Exception as error:  # noqa: BLE001 - the SDK raises a failed activity as a plain Exception
            yield context.call_activity_with_retry("deployment_fail", RETRY, {"request": request, "reason": str(error)[:500]})
    elif decision["decision"] == "reject":
        yield context.call_activity_with_retry("deployment_reject", RETRY, {"request": request, "decision": decision})


def _decision(context: df.DurableOrchestrationContext, request: dict[str, Any], judged: Deployment) -> Steps:
    """The decision of policy, of a person, or (when nobody decides in time) of the clock."""
    if judged.phase != "waiting" or judged.asked is None or judged.expires is None:
        return {"decision": "approve" if judged.phase == "releasing" else "cancel", "digest": request["digest"], "by": judged.approved_by}
    decided = context.wait_for_external_event(core.decision_event(request["digest"]))
    for number, when in enumerate(core.wake_ups(judged.asked, judged.expires), 1):
        timer = context.create_timer(when)
        winner = yield context.task_any([decided, timer])
        if winner == decided:
            timer.cancel()
            result: dict[str, Any] = json.loads(decided.result) if isinstance(decided.result, str) else decided.result
            return result
        if when < judged.expires:
            yield context.call_activity_with_retry("deployment_remind", RETRY, {"request": request, "number": number})
    return {"decision": "reject", "digest": request["digest"], "by": "policy", "reason": "nobody decided in time"}


@bp.activity_trigger(input_name="request")
async def deployment_judge(request: Dict[str, Any]) -> Dict[str, Any]:  # noqa: UP006
    return (await handlers.judge(Request.model_validate(request), wiring.ports())).model_dump(mode="json")


@bp.activity_trigger(input_name="step")
async def deployment_remind(step: Dict[str, Any]) -> None:  # noqa: UP006
    await handlers.remind(Request.model_validate(step["request"]), step["number"], wiring.ports())


@bp.activity_trigger(input_name="step")
async def deployment_release(step: Dict[str, Any]) -> None:  # noqa: UP006
    await handlers.release(Request.model_validate(step["request"]), Decision.model_validate(step["decision"]), wiring.ports())


@bp.activity_trigger(input_name="step")
async def deployment_reject(step: Dict[str, Any]) -> None:  # noqa: UP006
    await handlers.reject(Request.model_validate(step["request"]), Decision.model_validate(step["decision"]), wiring.ports())


@bp.activity_trigger(input_name="step")
async def deployment_fail(step: Dict[str, Any]) -> None:  # noqa: UP006
    await handlers.fail(Request.model_validate(step["request"]), step["reason"], wiring.ports())


@bp.timer_trigger(arg_name="timer", schedule="*/30 * * * * *", run_on_startup=True)
async def deployment_reconcile(timer: func.TimerRequest) -> None:
    await live.reconcile(wiring.ports())
