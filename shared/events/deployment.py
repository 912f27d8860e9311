"""Topics `capsules` and `deployments`: from the packaged result to the running app."""

from typing import ClassVar

from pydantic import AwareDatetime, Field

from shared.events.content import BlobRef
from shared.events.envelope import Event, Topic


class CapsulePackaged(Event):
    """The QLCapsule is in the tenant's container. `digest` is `sha256:<hex>` of the archive. Emitted by packaging."""

    TOPIC: ClassVar[Topic] = Topic.CAPSULES
    TYPE: ClassVar[str] = "qlp.capsule.packaged.v1"
    digest: str
    archive: BlobRef
    app: str
    """The app's id: the first run of its line of versions."""
    title: str
    score: int = Field(ge=0, le=100)
    risks: list[str] = Field(default_factory=list)
    """What a person who approves should know, one sentence each."""


class ApprovalRequested(Event):
    """A person must decide on exactly this capsule before `expires`. Emitted by deployment."""

    TOPIC: ClassVar[Topic] = Topic.DEPLOYMENTS
    TYPE: ClassVar[str] = "qlp.approval.requested.v1"
    digest: str
    score: int
    risks: list[str]
    expires: AwareDatetime
    reminder: int = 0


class DeploymentStarted(Event):
    """Policy or a person allowed it; the capsule is being started. Emitted by deployment."""

    TOPIC: ClassVar[Topic] = Topic.DEPLOYMENTS
    TYPE: ClassVar[str] = "qlp.deployment.started.v1"
    digest: str
    approved_by: str


class DeploymentWentLive(Event):
    """The app answers at `url`. Emitted by deployment."""

    TOPIC: ClassVar[Topic] = Topic.DEPLOYMENTS
    TYPE: ClassVar[str] = "qlp.deployment.went_live.v1"
    digest: str
    app: str
    url: str


class DeploymentRejected(Event):
    """A person rejected it, or nobody decided in time. Emitted by deployment."""

    TOPIC: ClassVar[Topic] = Topic.DEPLOYMENTS
    TYPE: ClassVar[str] = "qlp.deployment.rejected.v1"
    digest: str
    by: str
    reason: str


class DeploymentFailed(Event):
    """It did not become healthy; the last good version (if any) runs on. Emitted by deployment."""

    TOPIC: ClassVar[Topic] = Topic.DEPLOYMENTS
    TYPE: ClassVar[str] = "qlp.deployment.failed.v1"
    digest: str
    reason: str
    rolled_back_to: str | None = None


class AppStopped(Event):
    """The live app of this run does not run any more, as somebody wanted, or because it could not be started again. Emitted by deployment."""

    TOPIC: ClassVar[Topic] = Topic.DEPLOYMENTS
    TYPE: ClassVar[str] = "qlp.app.stopped.v1"
    app: str
    by: str
    reason: str = ""
    data_deleted: bool = False
