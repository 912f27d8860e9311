"""A local Azure Functions host: feeds HTTP, Kafka, timers and Durable into the platform's own worker core, in one process.

`python -m local.host --port N` serves the root function_app.py. What the cloud's host does and this one does not (keys, output
bindings, entities, durable HTTP calls, scaling out) it refuses or says at start; it never passes over it in silence.
"""
