"""The read model of every run, and what the event stream sends.

Consumes: every topic.
Emits: nothing.
Owns: the projection tables.
"""
