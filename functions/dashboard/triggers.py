"""Every topic of a run goes into its read model; dead letters into the platform's list."""

import azure.durable_functions as df

from functions.dashboard.handlers import bury, project
from shared.adapters.bindings import on_topic
from shared.events import Topic

bp = df.Blueprint()
for topic in Topic:
    on_topic(bp, "dashboard", topic, bury if topic is Topic.DEADLETTER else project)
