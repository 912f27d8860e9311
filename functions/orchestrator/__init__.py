"""Advances runs: state machine and DAG; dispatches tasks; deadlines, budgets, cancellation; brings stalled runs back.

Consumes: IntentSubmitted, IntentSpecified, ClarificationRequested, ClarificationAnswered, TaskStarted, DropPublished, TaskFailed, Validation*, CapsulePackaged, Approval*, Deployment*, CancellationRequested, BudgetRaised; a timer.
Emits: TaskDispatched, ValidationRequested, RunAdvanced.
Owns: `orchestrator` and the chunks of tasks `tasks|<n>`; the list of active runs.
"""
