"""The only public door: tokens, tenants, input checks, commands in, queries out (HTTP).

Consumes: HTTP.
Emits: IntentSubmitted, ApprovalDecided, ClarificationAnswered, CancellationRequested, BudgetRaised, StopRequested, StartRequested.
Owns: a run's header (`run`) with its idempotency digest, and the records of what people decided (`approval`, `answers`,
`cancellation`). Makes the first view of a run, so that it can be read at once.
"""
