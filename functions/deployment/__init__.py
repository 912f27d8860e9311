"""Policy, approval, deployment, health probe, live or rolled back: a Durable orchestration.

Consumes: CapsulePackaged, ApprovalDecided, CancellationRequested, StopRequested, StartRequested; a timer.
Emits: ApprovalRequested, DeploymentStarted, DeploymentWentLive, DeploymentRejected, DeploymentFailed, AppStopped.
Owns: `deployment`; the list of live apps.
"""
