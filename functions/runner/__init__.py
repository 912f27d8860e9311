"""Runs each task as one ephemeral job, collects its drop, restarts lost ones.

Consumes: TaskDispatched, JobEnded, CancellationRequested; a timer.
Emits: TaskStarted, DropPublished, TaskFailed.
Owns: `runner|<task>`: the ledger of jobs.
"""
