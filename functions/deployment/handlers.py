"""Requests, decisions and cancellations in; and the steps of the deployment orchestration, each idempotent.

Every step commits the document `deployment` under its etag together with the event that tells of it, so a cancellation and a
release that meet are put in an order, and a step that runs twice says the same twice.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from functions.deployment import core, live
from functions.deployment.core import Decision, Deployment, Order, Request
from functions.deployment.live import KEY
from shared import outbox
from shared.errors import Clash, NotFound, Permanent
from shared.events import (
    ApprovalDecided,
    ApprovalRequested,
    AppStopped,
    CancellationRequested,
    CapsulePackaged,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentStarted,
    DeploymentWentLive,
    Event,
    StartRequested,
    StopRequested,
)
from shared.ports import ANY, Orchestrations, Ports, Write
from shared.settings import settings
from shared.tenancy import run_state

CANCELLED = "deployment-cancelled"
FLOW = "deployment_flow"


# --- events -----------------------------------------------------------------------------------------------------------


async def request(event: CapsulePackaged, ports: Ports, orchestrations: Orchestrations) -> None:
    """Start the orchestration for this capsule, unless the run was cancelled meanwhile."""
    where = run_state(event.tenant, event.run)
    asked = core.request_of(event)
    if await ports.state.get(where, CANCELLED):
        return
    await outbox.commit(ports, where, [Write(KEY, Deployment(request=asked).model_dump_json())], once=[f"done|deployment|{event.id}"])
    # Orchestrations and state are kept in two places. Where a crash took back some of the state, this delivery says it again.
    judged = await judge(asked, ports)
    if judged.phase in core.OPEN:
        await orchestrations.start(FLOW, core.instance_id(asked), asked.model_dump(mode="json"))


async def decide(event: ApprovalDecided, ports: Ports, orchestrations: Orchestrations) -> None:
    """Hand a person's decision to the orchestration that waits for it."""
    found = await live.find(event.tenant, event.run, ports)
    if found and found.phase == "waiting" and found.request.digest == event.digest:
        decision = Decision(decision=event.decision, digest=event.digest, by=event.by, reason=event.reason)
        await _tell(orchestrations, found.request, decision)


async def cancel(event: CancellationRequested, ports: Ports, orchestrations: Orchestrations) -> None:
    """Nothing of this run is deployed any more; what waits for a decision stops waiting."""
    where = run_state(event.tenant, event.run)
    records = await ports.state.get(where, KEY)
    writes = [Write(CANCELLED, "{}", ANY)]
    found = Deployment.model_validate_json(records[KEY].value) if KEY in records else None
    if found and found.phase in core.OPEN:
        writes.append(Write(KEY, found.model_copy(update={"phase": "cancelled"}).model_dump_json(), records[KEY].etag))
    await outbox.commit(ports, where, writes, once=[f"done|deployment|{event.id}"])
    if found:
        await _tell(orchestrations, found.request, Decision(decision="cancel", digest=found.request.digest, by=event.by))


async def stop(event: StopRequested, ports: Ports, orchestrations: Orchestrations) -> None:
    """The live app of this run stops; it stays in the list, and can be started again."""
    wanted = Order(id=event.id, time=event.time, kind="stop", by=event.by, reason=event.reason, delete_data=event.delete_data)
    await live.order(event.tenant, event.app, event.run, wanted, ports)


async def start(event: StartRequested, ports: Ports, orchestrations: Orchestrations) -> None:
    """The stopped app of this run runs again."""
    wanted = Order(id=event.id, time=event.time, kind="start", by=event.by)
    await live.order(event.tenant, event.app, event.run, wanted, ports)


# --- steps of the orchestration ---------------------------------------------------------------------------------------


async def judge(asked: Request, ports: Ports) -> Deployment:
    """Policy: ask a person, or let it go live at once."""
    found, etag = await _load(ports, asked)
    if found.phase != "judging":
        return found
    if not core.needs_person(asked.score, asked.risks, settings().auto_approve):
        return await _save(ports, found.model_copy(update={"phase": "releasing", "approved_by": "policy"}), etag, [])
    expires = ports.clock.now() + timedelta(hours=settings().approval_hours)
    waiting = found.model_copy(update={"phase": "waiting", "expires": expires, "asked": ports.clock.now()})
    return await _save(ports, waiting, etag, [_ask(ports, asked, waiting, 0)])


async def remind(asked: Request, number: int, ports: Ports) -> None:
    """Ask again; `number` counts the reminders from 1."""
    found, etag = await _load(ports, asked)
    if found.phase == "waiting":
        await _save(ports, found, etag, [_ask(ports, asked, found, number)])


async def reject(asked: Request, decision: Decision, ports: Ports) -> None:
    """The capsule does not go live."""
    found, etag = await _load(ports, asked)
    if found.phase in core.OPEN:
        rejected = DeploymentRejected(
            **core.about(asked, "rejected", ports.clock.now()), digest=asked.digest, by=decision.by, reason=decision.reason
        )
        await _save(ports, found.model_copy(update={"phase": "rejected", "reason": decision.reason}), etag, [rejected])


async def release(asked: Request, decision: Decision, ports: Ports) -> None:
    """Start exactly the approved capsule, probe it, switch over; or keep what runs. Raises Temporary: try again."""
    found, etag = await _load(ports, asked)
    if found.phase not in core.OPEN:
        await live.settle(found, ports)
        return
    if decision.digest != asked.digest:
        raise Clash("the decision is about another capsule")
    started = DeploymentStarted(**core.about(asked, "started", ports.clock.now()), digest=asked.digest, approved_by=decision.by)
    await _save(ports, found.model_copy(update={"phase": "releasing", "approved_by": decision.by}), etag, [started])
    await live.announce(asked, ports)
    try:
        url = await live.deploy(asked, ports)
    except Permanent as error:
        await fail(asked, error.message, ports)
        return
    await _went_live(asked, url, ports)


async def fail(asked: Request, reason: str, ports: Ports) -> None:
    """It did not become healthy; what ran before runs on."""
    found, etag = await _load(ports, asked)
    if found.phase in core.OPEN:
        back_to = await live.running(asked, ports)
        failed = DeploymentFailed(
            **core.about(asked, "failed", ports.clock.now()), digest=asked.digest, reason=reason, rolled_back_to=back_to
        )
        found = await _save(ports, found.model_copy(update={"phase": "failed", "reason": reason}), etag, [failed])
    await live.settle(found, ports)


# --- pieces -----------------------------------------------------------------------------------------------------------


async def _went_live(asked: Request, url: str, ports: Ports) -> None:
    found, etag = await _load(ports, asked)
    if found.phase in core.OPEN:
        went_live = DeploymentWentLive(**core.about(asked, "live", ports.clock.now()), digest=asked.digest, app=asked.app, url=url)
        found = await _save(ports, found.model_copy(update={"phase": "live", "url": url}), etag, [went_live])
    await live.settle(found, ports)


def _ask(ports: Ports, asked: Request, waiting: Deployment, reminder: int) -> ApprovalRequested:
    if waiting.expires is None:
        raise Clash("nothing waits for a decision")
    return ApprovalRequested(
        **core.about(asked, f"asked-{reminder}", ports.clock.now()),
        digest=asked.digest,
        score=asked.score,
        risks=asked.risks,
        expires=waiting.expires,
        reminder=reminder,
    )


async def _tell(orchestrations: Orchestrations, asked: Request, decision: Decision) -> None:
    data = decision.model_dump(mode="json")
    await orchestrations.raise_event(core.instance_id(asked), core.decision_event(asked.digest), data)


async def _load(ports: Ports, asked: Request) -> tuple[Deployment, str]:
    record = (await ports.state.get(run_state(asked.tenant, asked.run), KEY)).get(KEY)
    if record is None:
        raise NotFound(f"run {asked.run} has no deployment")
    found = Deployment.model_validate_json(record.value)
    if found.request.digest != asked.digest:
        raise Clash(f"run {asked.run} deploys another capsule")
    return found, record.etag


async def _save(ports: Ports, deployment: Deployment, etag: str, events: Sequence[Event]) -> Deployment:
    where = run_state(deployment.request.tenant, deployment.request.run)
    await outbox.commit(ports, where, [Write(KEY, deployment.model_dump_json(), etag)], events)
    return deployment


HANDLES: Mapping[type[Event], Callable[..., Awaitable[None]]] = {
    CapsulePackaged: request,
    ApprovalDecided: decide,
    CancellationRequested: cancel,
    StopRequested: stop,
    StartRequested: start,
}
EMITS = {ApprovalRequested, DeploymentStarted, DeploymentWentLive, DeploymentRejected, DeploymentFailed, AppStopped}
