"""Advances runs: state machine and DAG; dispatches tasks; deadlines, budgets, cancellation; brings stalled runs back.

Consumes: IntentSubmitted, IntentSpecified, ClarificationRequested, IntentRefused, ClarificationAnswered, TaskStarted, DropPublished, TaskFailed, Validation*, CapsulePackaged, Approval*, Deployment*, CancellationRequested, BudgetRaised; a timer.
Emits: TaskDispatched, ValidationRequested, RunAdvanced; CancellationRequested when it ends a run that still does something.
Owns: `orchestrator`, the plan's parts `plan|<n>` and the chunks of tasks `tasks|<n>`; takes ended runs off the list of active runs.
"""
