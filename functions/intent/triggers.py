"""Kafka in, handlers out."""

import azure.durable_functions as df

from functions.intent.handlers import HANDLES
from shared.adapters.bindings import on_topic
from shared.consume import each
from shared.events import Topic

bp = df.Blueprint()
on_topic(bp, "intent", Topic.INTENTS, each(HANDLES))
on_topic(bp, "intent", Topic.DROPS, each(HANDLES))
