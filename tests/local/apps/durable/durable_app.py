# mypy: disable-error-code="untyped-decorator, no-untyped-call"
"""Orchestrations for the engine's tests. An activity's name says what it does; what ran is kept in RAN."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

import azure.durable_functions as df
import azure.functions as func

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)

#: What activities ran, in order.
RAN: list[Any] = []

type Steps = Generator[Any, Any, Any]


@app.activity_trigger(input_name="value")
async def double(value: int) -> int:
    RAN.append(("double", value))
    return value * 2


@app.activity_trigger(input_name="value")
def shout(value: str) -> str:
    RAN.append(("shout", value))
    return value.upper()


@app.activity_trigger(input_name="value")
async def fail_until(value: int) -> int:
    """Fails until it was called `value` times."""
    RAN.append(("fail_until", value))
    calls = sum(1 for ran in RAN if ran == ("fail_until", value))
    if calls < value:
        raise ValueError(f"call {calls} of {value}")
    return calls


@app.orchestration_trigger(context_name="context")
def chain(context: df.DurableOrchestrationContext) -> Steps:
    one = yield context.call_activity("double", context.get_input())
    two = yield context.call_activity(double, one)
    context.set_custom_status({"at": two})
    word = yield context.call_activity("shout", f"n{two}")
    return [one, two, word]


@app.orchestration_trigger(context_name="context")
def fan(context: df.DurableOrchestrationContext) -> Steps:
    several = [context.call_activity("double", number) for number in range(context.get_input())]
    doubled = yield context.task_all(several)
    return sum(doubled)


@app.orchestration_trigger(context_name="context")
def approval(context: df.DurableOrchestrationContext) -> Steps:
    """Waits for `approve` for as many seconds as the input says."""
    yield context.call_activity("double", 1)
    decision = context.wait_for_external_event("approve")
    deadline = context.create_timer(context.current_utc_datetime + timedelta(seconds=context.get_input()))
    winner = yield context.task_any([decision, deadline])
    if winner == deadline:
        return "timeout"
    deadline.cancel()
    last = yield context.call_activity("double", 21)
    return [decision.result, last]


@app.orchestration_trigger(context_name="context")
def two_events(context: df.DurableOrchestrationContext) -> Steps:
    """Waits for `go`, then twice for `e`."""
    yield context.wait_for_external_event("go")
    first = yield context.wait_for_external_event("e")
    second = yield context.wait_for_external_event("e")
    return [first, second]


@app.orchestration_trigger(context_name="context")
def retries(context: df.DurableOrchestrationContext) -> Steps:
    """Input: how often the activity must be called until it succeeds."""
    options = df.RetryOptions(20, 3)
    tries = yield context.call_activity_with_retry("fail_until", options, context.get_input())
    after = yield context.call_activity("double", tries)
    return [tries, after]


@app.orchestration_trigger(context_name="context")
def caught(context: df.DurableOrchestrationContext) -> Steps:
    try:
        yield context.call_activity_with_retry("fail_until", df.RetryOptions(10, 2), 99)
    except Exception as error:  # noqa: BLE001 - the SDK raises bare exceptions
        told = str(error)
    after = yield context.call_activity("double", 4)
    return [told.split(":")[0], after]


@app.orchestration_trigger(context_name="context")
def together(context: df.DurableOrchestrationContext) -> Steps:
    """Tasks with retries beside others: their numbers interleave."""
    options = df.RetryOptions(10, 5)
    found = yield context.task_all(
        [
            context.call_activity_with_retry("fail_until", options, 3),
            context.call_activity("double", 5),
            context.call_activity_with_retry("fail_until", options, 2),
            context.call_sub_orchestrator("chain", 7),
        ]
    )
    more = yield context.call_activity("double", 50)
    return [*found, more]


@app.orchestration_trigger(context_name="context")
def parent(context: df.DurableOrchestrationContext) -> Steps:
    done = yield context.call_sub_orchestrator("chain", 3)
    try:
        yield context.call_sub_orchestrator("broken", "x")
    except Exception as error:  # noqa: BLE001 - the SDK raises bare exceptions
        return [done, "nope" in str(error)]
    return done


@app.orchestration_trigger(context_name="context")
def broken(context: df.DurableOrchestrationContext) -> Steps:
    yield context.call_activity("double", 1)
    raise RuntimeError(f"nope {context.get_input()}")


@app.orchestration_trigger(context_name="context")
def unheard(context: df.DurableOrchestrationContext) -> Steps:
    yield context.call_activity("no_such_activity", 1)


@app.orchestration_trigger(context_name="context")
def entities(context: df.DurableOrchestrationContext) -> Steps:
    yield context.call_entity(df.EntityId("counter", "x"), "add", 1)


@app.orchestration_trigger(context_name="context")
def again(context: df.DurableOrchestrationContext) -> Steps:
    """Continues as new until its input is 3; each execution doubles it first."""
    turn = context.get_input()
    yield context.call_activity("double", turn)
    if turn < 3:
        context.continue_as_new(turn + 1)
        return None
    last = yield context.wait_for_external_event("finish")
    return [turn, last]


@app.orchestration_trigger(context_name="context")
def program(context: df.DurableOrchestrationContext) -> Steps:
    """Carries out the steps of its input (see test_durable_numbering)."""
    results = []
    for step in context.get_input():
        results.append((yield _task(context, step)))
    return results


def _task(context: df.DurableOrchestrationContext, step: Any) -> Any:
    kind, *rest = step
    if kind == "all":
        return context.task_all([_task(context, inner) for inner in rest[0]])
    if kind == "activity":
        return context.call_activity("double", rest[0])
    if kind == "retry":
        return context.call_activity_with_retry("fail_until", df.RetryOptions(1000, 10), rest[0])
    if kind == "timer":
        return context.create_timer(context.current_utc_datetime + timedelta(seconds=rest[0]))
    if kind == "sub":
        return context.call_sub_orchestrator("chain", rest[0])
    return context.wait_for_external_event(f"event-{rest[0]}")
