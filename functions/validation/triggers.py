"""Validation's triggers: topics in, handlers out."""

import azure.durable_functions as df

from functions.validation.handlers import HANDLES
from shared.adapters.bindings import on_topic
from shared.consume import each
from shared.events import Topic

bp = df.Blueprint()
on_topic(bp, "validation", Topic.VALIDATION, each(HANDLES))
on_topic(bp, "validation", Topic.DROPS, each(HANDLES))
