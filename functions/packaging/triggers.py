"""Packaging's trigger: a topic in, the handler out."""

import azure.durable_functions as df

from functions.packaging.handlers import HANDLES
from shared.adapters.bindings import on_topic
from shared.consume import each
from shared.events import Topic

bp = df.Blueprint()
on_topic(bp, "packaging", Topic.VALIDATION, each(HANDLES))
