"""Intents in."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from functions.gateway import core, handlers
from functions.gateway.api.access import Anyone, Body, problems
from functions.gateway.record import Submission

router = APIRouter(tags=["intents"])


class IntentBody(Body):
    """What to build, in the user's words."""

    intent: str
    ask: bool = False
    """Ask questions and wait for answers, instead of going on with assumptions."""
    base_run: str | None = Field(None, max_length=64)
    """The live run whose app this intent changes."""
    token_budget: int | None = Field(None, ge=1, le=1_000_000_000)
    money_budget: float | None = Field(None, gt=0, le=1_000_000, allow_inf_nan=False)
    """What the run may cost, in the currency of the models' prices."""


class Submitted(BaseModel):
    """The run of the intent."""

    run_id: str
    status: str
    links: dict[str, str]


@router.post("/intents", status_code=202, responses=problems(400, 409, 413, 415, 422, 429))
async def submit(body: IntentBody, call: Anyone, response: Response, idempotency_key: Annotated[str | None, Header()] = None) -> Submitted:
    """Starts a run. The same Idempotency-Key with the same body gives the same run."""
    intent = Submission(
        text=core.clean_text(body.intent, "intent", core.MAX_INTENT),
        ask=body.ask,
        base_run=body.base_run,
        token_budget=core.token_budget(body.token_budget, call.settings.run_token_budget, call.who),
        money_budget=core.money_budget(body.money_budget, call.settings.run_money_budget, call.who),
    )
    run = await handlers.submit(call.who, intent, core.idempotency_key(idempotency_key), call.settings, call.ports)
    here = f"/api/v1/runs/{run}"
    response.headers["Location"] = here
    return Submitted(run_id=run, status="submitted", links={"self": here, "events": f"{here}/events", "drops": f"{here}/drops"})
