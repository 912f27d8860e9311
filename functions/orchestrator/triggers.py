"""The orchestrator's functions: one per topic, and the sweep."""

import azure.durable_functions as df
import azure.functions as func

from functions.orchestrator.handlers import fold
from functions.orchestrator.sweep import sweep
from shared.adapters.bindings import on_topic
from shared.events import Topic
from shared.wiring import ports

bp = df.Blueprint()

for topic in (Topic.INTENTS, Topic.DROPS, Topic.VALIDATION, Topic.CAPSULES, Topic.DEPLOYMENTS, Topic.CONTROL):
    on_topic(bp, "orchestrator", topic, fold)


@bp.function_name("orchestrator_sweep")
@bp.timer_trigger(arg_name="timer", schedule="*/10 * * * * *", run_on_startup=False)
async def orchestrator_sweep(timer: func.TimerRequest) -> None:
    """Deadlines, unpublished events, stalled runs."""
    await sweep(ports())
