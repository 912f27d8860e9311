"""Every topic of a run goes into its read model; dead letters into the platform's list; a timer looks after views that missed an end."""

import azure.durable_functions as df
import azure.functions as func

from functions.dashboard.catch_up import catch_up
from functions.dashboard.handlers import bury, project
from shared.adapters.bindings import on_topic
from shared.events import Topic
from shared.wiring import ports

bp = df.Blueprint()
for topic in Topic:
    on_topic(bp, "dashboard", topic, bury if topic is Topic.DEADLETTER else project)


@bp.function_name("dashboard_catch_up")
@bp.timer_trigger(arg_name="timer", schedule="*/15 * * * * *", run_on_startup=False)
async def dashboard_catch_up(timer: func.TimerRequest) -> None:
    """Views that missed their run's end."""
    await catch_up(ports())
