"""Runs each task as one ephemeral job, collects its drop, restarts lost ones.

Consumes: TaskDispatched, JobEnded, CancellationRequested; a timer.
Emits: TaskStarted, DropPublished, TaskFailed; ThoughtShared when an attempt gave no answer.
Owns: `runner|<task>`: the ledger of jobs; `runner`: the mark of a cancelled run; the platform's list of tasks that have a job.
"""
