"""Kafka and the timer in, handlers out."""

import azure.durable_functions as df
import azure.functions as func

from functions.runner import handlers
from shared.adapters.bindings import on_topic
from shared.events import Topic
from shared.wiring import ports

bp = df.Blueprint()
on_topic(bp, "runner", Topic.TASKS, handlers.fold)
on_topic(bp, "runner", Topic.CONTROL, handlers.fold)


@bp.function_name("runner_reap")
@bp.timer_trigger(arg_name="timer", schedule="*/5 * * * * *", run_on_startup=True)
async def runner_reap(timer: func.TimerRequest) -> None:
    """Jobs that ended unseen, or were lost."""
    await handlers.reap(ports())
