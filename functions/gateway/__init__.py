"""The only public door: tokens, tenants, input checks, commands in, queries out (HTTP).

Consumes: HTTP.
Emits: IntentSubmitted, ApprovalDecided, ClarificationAnswered, CancellationRequested, BudgetRaised.
Owns: a run's header (`run`) with its idempotency digest, and the record of the decision (`approval`).
"""
