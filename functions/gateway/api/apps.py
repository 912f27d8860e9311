"""Live apps: taken down, and brought back."""

from fastapi import APIRouter
from pydantic import Field

from functions.gateway import core, handlers
from functions.gateway.api.access import Approver, Body, problems
from functions.gateway.api.runs import Accepted

router = APIRouter(prefix="/runs", tags=["runs"])


class StopBody(Body):
    """Why the app is stopped, and whether what it has stored is deleted for good."""

    reason: str = Field("", max_length=core.MAX_REASON)
    delete_data: bool = False


@router.post("/{run}/stop", status_code=202, responses=problems(404, 409, 422))
async def stop_app(run: str, call: Approver, body: StopBody | None = None) -> Accepted:
    """Takes the run's live app down; `start` brings it back. What it has stored stays, unless that is to be deleted. Needs the role approver."""
    wanted = body or StopBody()
    reason = core.clean_text(wanted.reason, "reason", core.MAX_REASON, empty=True)
    await handlers.stop(call.who, run, reason, wanted.delete_data, call.ports)
    return Accepted(run_id=run)


@router.post("/{run}/start", status_code=202, responses=problems(404, 409))
async def start_app(run: str, call: Approver) -> Accepted:
    """Brings the run's stopped app back under its address. Needs the role approver."""
    await handlers.start(call.who, run, call.ports)
    return Accepted(run_id=run)
