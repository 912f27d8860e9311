"""Runs: what became of an intent."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field

from functions.gateway import core, handlers, queries, stream
from functions.gateway.api.access import Admin, Anyone, Body, problems
from functions.gateway.api.answers import DropInFull, DropList, DropSummary, Requirements, Run, RunList, RunSummary
from shared.errors import Invalid, NotFound
from shared.requirements_document import render

router = APIRouter(prefix="/runs", tags=["runs"])

_EVENT_ID = re.compile(r"\d{1,10}")


class Accepted(BaseModel):
    """The command is under way; the run's events tell what comes of it."""

    run_id: str


class CancelBody(Body):
    """Why the run is cancelled."""

    reason: str = Field("", max_length=core.MAX_REASON)


class AnswersBody(Body):
    """One answer per question, in the questions' order."""

    answers: list[str] = Field(max_length=20)


class BudgetBody(Body):
    """How many tokens the run may use in all, and what it may cost; what is not named stays."""

    tokens: int | None = Field(None, ge=1, le=1_000_000_000)
    money: float | None = Field(None, gt=0, le=1_000_000, allow_inf_nan=False)


@router.get("", responses=problems(422))
async def list_runs(
    call: Anyone, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: Annotated[str | None, Query(max_length=100)] = None
) -> RunList:
    """The tenant's runs, newest first."""
    page = await queries.runs(call.who.tenant, limit, cursor, call.ports)
    now = call.ports.clock.now()
    return RunList(runs=[RunSummary.of(card, now) for card in page.cards], cursor=page.cursor)


@router.get("/{run}", responses=problems(404))
async def show_run(run: str, call: Anyone) -> Run:
    """Where a run stands, with its tasks."""
    card, brief = await queries.card_and_brief(call.who.tenant, run, call.ports)
    tasks = await queries.tasks(call.who.tenant, run, call.ports)
    return Run.in_full(card, brief, tasks, call.ports.clock.now())


@router.get("/{run}/requirements", responses=problems(404))
async def show_requirements(run: str, call: Anyone) -> Requirements:
    """How the intent was understood: as a document, and in structured form."""
    _, brief = await queries.card_and_brief(call.who.tenant, run, call.ports)
    if brief.specification is None:
        raise NotFound("the requirements are not known yet")
    return Requirements(markdown=render(brief.specification), specification=brief.specification)


@router.get("/{run}/events", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}, **problems(404, 422)})
async def stream_events(
    run: str,
    call: Anyone,
    after: Annotated[int, Query(ge=0, le=9_999_999_999)] = 0,
    wait: Annotated[float, Query(ge=0, le=stream.WAIT_SECONDS)] = stream.WAIT_SECONDS,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """The run's events after `Last-Event-ID` (or `after`) as server-sent events: waits for the next ones, sends them and ends.

    Come back with the last id that you have. `event: end` says that the run has ended and nothing will follow.
    """
    if last_event_id and not _EVENT_ID.fullmatch(last_event_id):
        raise Invalid("use the id of an event of this stream", "Last-Event-ID")
    text = await stream.burst(call.who.tenant, run, int(last_event_id) if last_event_id else after, wait, call.ports)
    return Response(text, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get("/{run}/drops", responses=problems(404))
async def list_drops(run: str, call: Anyone) -> DropList:
    """The drops that were published so far."""
    return DropList(drops=[DropSummary.of(view) for view in await queries.drops(call.who.tenant, run, call.ports)])


@router.get("/{run}/drops/{drop}", responses=problems(404))
async def show_drop(run: str, drop: str, call: Anyone) -> DropInFull:
    """One drop with the content of its files."""
    view, content = await queries.drop(call.who.tenant, run, drop, call.ports)
    return DropInFull(
        id=view.task, task=view.task, role=view.role, time=view.time, usage=view.usage, files=content.files, result=content.result
    )


@router.get("/{run}/capsule", response_class=Response, responses={200: {"content": {"application/zip": {}}}, **problems(404)})
async def download_capsule(run: str, call: Anyone) -> Response:
    """The capsule's archive."""
    card, capsule, content = await queries.capsule(call.who.tenant, run, call.ports)
    slug = re.sub(r"[^a-z0-9]+", "-", card.title.lower()).strip("-")[:40] or "app"
    name = f"{slug}-{run[:8]}.qlcapsule"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Capsule-Digest": capsule.digest}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/{run}/cancel", status_code=202, responses=problems(404, 409, 422))
async def cancel_run(run: str, call: Anyone, body: CancelBody | None = None) -> Accepted:
    """Ends the run and everything that it started."""
    reason = core.clean_text(body.reason if body else "", "reason", core.MAX_REASON, empty=True)
    await handlers.cancel(call.who, run, reason, call.ports)
    return Accepted(run_id=run)


@router.post("/{run}/answers", status_code=202, responses=problems(404, 409, 422))
async def answer_questions(run: str, body: AnswersBody, call: Anyone) -> Accepted:
    """Answers the questions that the run waits with."""
    await handlers.answer(call.who, run, body.answers, call.ports)
    return Accepted(run_id=run)


@router.post("/{run}/budget", status_code=202, responses=problems(404, 409, 422))
async def raise_budget(run: str, body: BudgetBody, call: Admin) -> Accepted:
    """Lets the run use so many tokens, or cost so much, in all; a run that paused at its budget goes on. Needs the right admin."""
    await handlers.raise_budget(call.who, run, body.tokens, body.money, call.ports)
    return Accepted(run_id=run)
