"""Policy, approval, deployment, health probe, live or rolled back: a Durable orchestration.

Consumes: CapsulePackaged, ApprovalDecided, CancellationRequested; a timer.
Emits: ApprovalRequested, DeploymentStarted, DeploymentWentLive, DeploymentRejected, DeploymentFailed.
Owns: `deployment`; the list of live apps.
"""
