"""Decisions on capsules."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from functions.gateway import core, handlers
from functions.gateway.api.access import Approver, Body, problems
from functions.gateway.api.runs import Accepted

router = APIRouter(prefix="/runs", tags=["runs"])


class DecisionBody(Body):
    """Whether the capsule may go live, and why."""

    decision: Literal["approve", "reject"]
    reason: str = Field("", max_length=core.MAX_REASON)
    digest: str | None = Field(None, max_length=200)
    """The capsule that is meant; when another one waits, nothing is decided."""


@router.post("/{run}/approval", status_code=202, responses=problems(404, 409, 422))
async def decide(run: str, body: DecisionBody, call: Approver) -> Accepted:
    """Approves or rejects the capsule that waits, once. Needs the right approver."""
    reason = core.clean_text(body.reason, "reason", core.MAX_REASON, empty=True)
    await handlers.decide(call.who, run, body.decision, reason, body.digest, call.ports)
    return Accepted(run_id=run)
