"""Deployment's policy, its record, and the ids of what follows from a capsule. Pure."""

from datetime import datetime, timedelta
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime

from shared.events import BlobRef, CapsulePackaged, Envelope, derived_id
from shared.specification import Part

SOURCE = "qlp/deployment"

#: A score from which policy may deploy without a person, where the operator allows that at all.
AUTO_SCORE = 90

Phase = Literal["judging", "waiting", "releasing", "live", "rejected", "failed", "cancelled"]

#: Nothing final has happened yet.
OPEN = frozenset({"judging", "waiting", "releasing"})


class Request(Part):
    """One capsule to deploy: the orchestration's input. `cause` is the CapsulePackaged event that all ids derive from."""

    tenant: str
    run: str
    cause: UUID
    traceparent: str | None = None
    app: str
    digest: str
    archive: BlobRef
    score: int
    risks: list[str]


class Deployment(Part):
    """Where one capsule's deployment stands: document `deployment` of the run. A person decides between `asked` and `expires`."""

    request: Request
    phase: Phase = "judging"
    asked: AwareDatetime | None = None
    expires: AwareDatetime | None = None
    approved_by: str = ""
    url: str = ""
    reason: str = ""


class Decision(Part):
    """What a person or policy decided on the capsule with this digest."""

    decision: Literal["approve", "reject", "cancel"]
    digest: str
    by: str
    reason: str = ""


class Order(Part):
    """What a person wants of a live app; `id` and `time` are those of the event that said so."""

    id: UUID
    time: AwareDatetime
    kind: Literal["stop", "start"]
    by: str
    reason: str = ""
    delete_data: bool = False


class LiveApp(Part):
    """A row of the platform's list of live apps. `url` is empty until a first version is live, and while the app is stopped.

    Until `switching` the version of the run `awaited` may be on its way: leave the app alone. `order` is still to be carried out;
    `ordered` says when the last one was given.
    """

    request: Request
    url: str
    switching: AwareDatetime | None = None
    awaited: str = ""
    order: Order | None = None
    ordered: AwareDatetime | None = None

    def settled(self, now: datetime) -> bool:
        """No new version is on its way."""
        return self.switching is None or self.switching < now

    def switch(self, run: str, until: datetime) -> Self:
        """The same row while that run's version is on its way."""
        return self.model_copy(update={"switching": until, "awaited": run})

    def keep(self) -> Self:
        """The same row when the version that was on its way has not come."""
        return self.model_copy(update={"switching": None, "awaited": ""})

    def told(self, order: Order) -> Self:
        """The same row with an order; one that is not newer than the last changes nothing, so that a delivery may be repeated."""
        if self.ordered and order.time <= self.ordered:
            return self
        return self.model_copy(update={"order": order, "ordered": order.time})

    def obeyed(self, url: str) -> Self:
        """The same row when its order is carried out, and the app answers at `url` (empty: it does not run)."""
        return self.model_copy(update={"url": url, "order": None})


def request_of(event: CapsulePackaged) -> Request:
    """What to deploy, from the event that says it is there."""
    return Request(
        tenant=event.tenant,
        run=event.run,
        cause=event.id,
        traceparent=event.traceparent,
        app=event.app,
        digest=event.digest,
        archive=event.archive,
        score=event.score,
        risks=event.risks,
    )


def about(asked: Request, key: str, now: datetime) -> Envelope:
    """The envelope of an event about this deployment; `key` tells several of one deployment apart."""
    return {
        "id": derived_id(asked.cause, key),
        "tenant": asked.tenant,
        "run": asked.run,
        "time": now,
        "source": SOURCE,
        "cause": asked.cause,
        "traceparent": asked.traceparent,
    }


def instance_id(asked: Request) -> str:
    """The durable orchestration's id: one per run and capsule. After a crash, a run may package other bytes."""
    return f"deployment-{asked.run}-{asked.digest.removeprefix('sha256:')[:16]}"


def live_key(tenant: str, app: str) -> str:
    """The key of an app in the list of live apps."""
    return f"{tenant}|{app}"


def decision_event(digest: str) -> str:
    """The name of the event that carries the decision on this capsule: unique per capsule (azure-functions-durable issue 507)."""
    return f"approval-{digest.removeprefix('sha256:')[:16]}"


def needs_person(score: int, risks: list[str], auto_approve: bool) -> bool:
    """Policy: a person decides, unless the operator allows automatic approval and there is nothing to decide on."""
    return not (auto_approve and score >= AUTO_SCORE and not risks)


def wake_ups(asked: datetime, expires: datetime, every: timedelta = timedelta(hours=24)) -> list[datetime]:
    """When to remind the approvers; the last entry is the expiry itself."""
    count = int((expires - asked) / every)
    return [*(when for n in range(1, count + 1) if (when := asked + every * n) < expires), expires]
