"""Runs a role that asks a model, within the task's deadline, and turns each way to end into the job's last line."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from agent import inputs
from agent.environment import ModelChoice, model, model_choice
from agent.kinds import KINDS, Kind
from agent.loop import work
from agent.output import Output
from agent.patience import Patience
from shared.adapters.offline import expressions
from shared.errors import QlpError
from shared.events import Usage
from shared.job_protocol import Bundle

#: Seconds kept back from the deadline, to say that it passed before somebody else ends us.
_MARGIN = 5.0


def run(raw: Mapping[str, Any], out: Output) -> None:
    """Does the task and writes its outcome."""
    try:
        bundle = Bundle.model_validate(raw)
        kind = KINDS[bundle.role]
    except (ValidationError, KeyError) as error:
        out.failed("bad_bundle", f"the job's input is not a bundle that an agent knows: {str(error)[:300]}", {})
        return
    asyncio.run(_run(bundle, kind.name, out))


async def _run(bundle: Bundle, role: str, out: Output) -> None:
    started = time.monotonic()
    asking: Patience | None = None
    try:
        choice = model_choice()
        async with model(choice) as answering:
            ends = asyncio.get_running_loop().time() + max(1.0, bundle.seconds - _MARGIN)
            asking = Patience(answering, out, choice.patience, ends, bundle.tokens, choice.context)
            drop = await work(inputs.restated(bundle), _kinds(choice, bundle)[role], asking)
    except QlpError as error:
        out.failed(error.code, error.message, _spent(asking, started))
    else:
        out.drop(drop.model_dump(mode="json"), _spent(asking, started))


def _kinds(choice: ModelChoice, bundle: Bundle) -> Mapping[str, Kind]:
    """The agents for a model of this effort in a run of this toolchain. Those for small models import the reader, which takes longer than most tasks."""
    if choice.effort == "high":
        return KINDS
    expressions.use()
    from agent import thrifty

    return thrifty.kinds(inputs.toolchain(bundle))


def _spent(asking: Patience | None, started: float) -> dict[str, Any]:
    usage = asking.usage if asking else Usage()
    return usage.model_copy(update={"seconds": round(time.monotonic() - started, 3)}).model_dump(mode="json")
