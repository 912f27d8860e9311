# mypy: disable-error-code="untyped-decorator, no-untyped-call"
"""A function app with a function of every kind that the host feeds. What happens is written as JSON lines to the file in HOST_SEEN."""

import json
import os
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any, List  # noqa: UP035

import azure.durable_functions as df
import azure.functions as func

from shared.errors import Unavailable

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
_attempts: dict[str, int] = {}


def seen(what: str, **fields: Any) -> None:
    """Writes a line that the tests wait for."""
    with Path(os.environ["HOST_SEEN"]).open("a") as file:
        file.write(json.dumps({"what": what, **fields}) + "\n")


def fail_sometimes(body: bytes) -> None:
    """Fails as often as a body `fail:N:name` says."""
    if body.startswith(b"fail:"):
        _, times, name = body.decode().split(":")
        _attempts[name] = _attempts.get(name, 0) + 1
        if _attempts[name] <= int(times):
            seen("failed", name=name, attempt=_attempts[name])
            raise ValueError(f"attempt {_attempts[name]} of {name}")


@app.route(route="hello/{name}", methods=["GET", "POST"])
async def hello(req: func.HttpRequest) -> func.HttpResponse:
    told = {
        "name": req.route_params["name"],
        "q": req.params.get("q"),
        "body": req.get_body().hex(),
        "x": req.headers.get("X-Test"),
        "url": req.url,
    }
    response = func.HttpResponse(json.dumps(told), status_code=201, mimetype="application/json", headers={"x-answer": "42"})
    response.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly")
    response.headers.add("Set-Cookie", "b=2")
    return response


@app.route(route="hello/literal", methods=["GET"])
def literal(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(b"\x00\xff literal", mimetype="application/octet-stream")


@app.route(route="broken")
async def broken(req: func.HttpRequest) -> func.HttpResponse:
    raise RuntimeError("a secret detail")


@app.route(route="away")
async def away(req: func.HttpRequest) -> func.HttpResponse:
    try:
        raise OSError("refused")
    except OSError as error:
        raise Unavailable("the storage does not answer") from error


@app.route(route="{*rest}")
async def anything(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"{req.method} {req.route_params.get('rest', '')}")


@app.function_name(name="batch")
@app.kafka_trigger(
    arg_name="events", topic="%HOST_TOPIC%", broker_list="%KAFKA_BROKERS%", consumer_group="batch", cardinality="MANY", data_type="binary"
)
async def batch(events: List[func.KafkaEvent]) -> None:  # noqa: UP006 - the platform's indexer refuses list[...]
    for event in events:
        fail_sometimes(event.get_body())
    for event in events:
        seen("batch", key=event.key, body=event.get_body().decode(), partition=event.partition, offset=event.offset, headers=event.headers)


@app.function_name(name="single")
@app.kafka_trigger(arg_name="event", topic="%HOST_TOPIC%", broker_list="%KAFKA_BROKERS%", consumer_group="single", data_type="string")
def single(event: func.KafkaEvent) -> None:
    seen("single", key=event.key, envelope=json.loads(event.get_body()), partition=event.partition, offset=event.offset, topic=event.topic)


@app.timer_trigger(arg_name="timer", schedule="* * * * * *", run_on_startup=True)
async def tick(timer: func.TimerRequest) -> None:
    seen("tick", past_due=timer.past_due)


@app.route(route="flows/{id}", methods=["POST"])
@app.durable_client_input(client_name="client")
async def flows(req: func.HttpRequest, client: df.DurableOrchestrationClient) -> func.HttpResponse:
    """Starts a flow, or with ?event=NAME tells a flow something, or with ?status asks for it."""
    instance = req.route_params["id"]
    try:
        if "event" in req.params:
            await client.raise_event(instance, req.params["event"], req.get_json())
        elif "status" in req.params:
            status = await client.get_status(instance)
            return func.HttpResponse(json.dumps(status.to_json()), mimetype="application/json")
        else:
            await client.start_new("flow", instance_id=instance, client_input=req.get_json())
    except Exception as error:  # noqa: BLE001 - the SDK raises bare exceptions
        return func.HttpResponse(str(error), status_code=400)
    return func.HttpResponse(status_code=202)


@app.orchestration_trigger(context_name="context")
def flow(context: df.DurableOrchestrationContext) -> Generator[Any, Any, Any]:
    first = yield context.call_activity("note", {"step": "first", "of": context.get_input()})
    decision = context.wait_for_external_event("approve")
    deadline = context.create_timer(context.current_utc_datetime + timedelta(hours=1))
    winner = yield context.task_any([decision, deadline])
    if winner != decision:
        return "too late"
    deadline.cancel()
    yield context.call_activity("note", {"step": "second", "decision": decision.result})
    return {"first": first, "decision": decision.result}


@app.activity_trigger(input_name="what")
async def note(what: dict) -> str:  # type: ignore[type-arg]  # the indexer refuses dict[...]
    seen("note", **what)
    return str(what["step"])
