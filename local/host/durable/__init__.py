"""The durable engine: runs orchestrations from a history on disk, speaking the wire protocol of `azure-functions-durable` 1.x.

An orchestrator is replayed from its history at each step (an episode); what it asks for is numbered as the SDK numbers it, kept in
SQLite, and carried out. Activities run at least once. Differences from the cloud's storage providers: timers are not split, and
entities and durable HTTP calls end an orchestration with an error that says so.
"""
