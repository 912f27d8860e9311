"""Requests, decisions and cancellations in; and the steps of the deployment orchestration, each idempotent.

Every step commits the document `deployment` under its etag together with the event that tells of it, so a cancellation and a
release that meet are put in an order, and a step that runs twice says the same twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from functions.deployment import core
from functions.deployment.core import Decision, Deployment, LiveApp, Request
from shared import capsule, outbox
from shared.errors import Clash, NotFound, Permanent, QlpError
from shared.events import (
    ApprovalDecided,
    ApprovalRequested,
    CancellationRequested,
    CapsulePackaged,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentStarted,
    DeploymentWentLive,
    Event,
)
from shared.ports import ANY, App, Orchestrations, Ports, Record, Write
from shared.settings import settings
from shared.signatures import verifier
from shared.tenancy import live_apps, run_state

KEY = "deployment"
CANCELLED = "deployment-cancelled"
FLOW = "deployment_flow"
SWITCHING = timedelta(minutes=3)
_REVIVED_AT_ONCE = 4
_log = logging.getLogger("qlp.deployment")


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
    found = await _find(ports, event.tenant, event.run)
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
        await _settle(found, ports)
        return
    if decision.digest != asked.digest:
        raise Clash("the decision is about another capsule")
    started = DeploymentStarted(**core.about(asked, "started", ports.clock.now()), digest=asked.digest, approved_by=decision.by)
    await _save(ports, found.model_copy(update={"phase": "releasing", "approved_by": decision.by}), etag, [started])
    await _announce(asked, ports)
    try:
        url = await ports.target.deploy(_app(asked), await _verified(asked, ports))
    except Permanent as error:
        await fail(asked, error.message, ports)
        return
    await _went_live(asked, url, ports)


async def fail(asked: Request, reason: str, ports: Ports) -> None:
    """It did not become healthy; what ran before runs on."""
    found, etag = await _load(ports, asked)
    if found.phase in core.OPEN:
        row = await _row(ports, asked)
        back_to = row.live.request.digest if row and row.live.url and row.live.request.digest != asked.digest else None
        failed = DeploymentFailed(
            **core.about(asked, "failed", ports.clock.now()), digest=asked.digest, reason=reason, rolled_back_to=back_to
        )
        found = await _save(ports, found.model_copy(update={"phase": "failed", "reason": reason}), etag, [failed])
    await _settle(found, ports)


async def reconcile(ports: Ports) -> None:
    """Bring back every live app that does not answer: after a restart of the stack, or a crash. One that cannot is no other's trouble."""
    gate = asyncio.Semaphore(_REVIVED_AT_ONCE)

    async def attend(live: LiveApp) -> None:
        try:
            async with gate:
                await _attend(live, ports)
        except QlpError as error:
            _log.warning("the app %s of run %s is not brought back: %s", live.request.app, live.request.run, error.message)

    rows = (await ports.state.scan(live_apps())).values()
    async with asyncio.TaskGroup() as group:
        for record in rows:
            group.create_task(attend(_read(record).live))


# --- pieces -----------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """A row of the list of live apps, as it was read."""

    live: LiveApp
    etag: str


def _read(record: Record) -> _Row:
    return _Row(LiveApp.model_validate_json(record.value), record.etag)


async def _announce(asked: Request, ports: Ports) -> None:
    """Notes in the list that a version is on its way, so that nobody revives the app meanwhile; what runs stays named."""
    row = await _row(ports, asked)
    until = ports.clock.now() + SWITCHING
    before = row.live if row else LiveApp(request=asked, url="")
    await _list(ports, before.switch(asked.run, until), row.etag if row else None)


async def _went_live(asked: Request, url: str, ports: Ports) -> None:
    found, etag = await _load(ports, asked)
    if found.phase in core.OPEN:
        live = DeploymentWentLive(**core.about(asked, "live", ports.clock.now()), digest=asked.digest, app=asked.app, url=url)
        found = await _save(ports, found.model_copy(update={"phase": "live", "url": url}), etag, [live])
    await _settle(found, ports)


async def _settle(found: Deployment, ports: Ports) -> None:
    """Ends what this deployment announced, as it ended itself; what ran before is brought back by `reconcile`, where it has to be."""
    asked = found.request
    row = await _row(ports, asked)
    if row is None or row.live.awaited != asked.run:
        return
    if found.phase == "live":
        await _list(ports, LiveApp(request=asked, url=found.url), row.etag)
    elif row.live.url:
        await _list(ports, row.live.keep(), row.etag)
    else:
        await ports.target.remove(asked.tenant, asked.app)
        await ports.state.commit(live_apps(), [Write(core.live_key(asked), None, row.etag)])


async def _attend(live: LiveApp, ports: Ports) -> None:
    """One app of the list: settles a release that was interrupted, or brings back what does not answer."""
    if not live.settled(ports.clock.now()):
        return
    if live.awaited:
        found = await _find(ports, live.request.tenant, live.awaited)
        if found and found.phase not in core.OPEN:
            await _settle(found, ports)
            return
    if live.url and not await ports.target.healthy(_app(live.request)):
        await _revive(live, ports)


async def _revive(live: LiveApp, ports: Ports) -> None:
    asked = live.request
    url = await ports.target.deploy(_app(asked), await _verified(asked, ports))
    row = await _row(ports, asked)
    if url != live.url and row and row.live == live:
        # Told first: once the list has the address, nobody comes back to tell it.
        moved = DeploymentWentLive(**core.about(asked, f"live at {url}", ports.clock.now()), digest=asked.digest, app=asked.app, url=url)
        await outbox.commit(ports, run_state(asked.tenant, asked.run), [], [moved])
        await _list(ports, live.model_copy(update={"url": url}), row.etag)


async def _verified(asked: Request, ports: Ports) -> bytes:
    """The archive's bytes: exactly those that were approved, and signed by us. Raises Invalid."""
    archive = await ports.blobs.get(asked.tenant, asked.archive)
    if f"sha256:{asked.archive.sha256}" != asked.digest:
        raise Clash("the stored capsule is not the one that was approved")
    capsule.verify(archive, verifier(*await ports.signer.public_keys()))
    return archive


def _app(asked: Request) -> App:
    return App(asked.tenant, asked.app, asked.run, asked.digest, asked.archive)


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


async def _find(ports: Ports, tenant: str, run: str) -> Deployment | None:
    record = (await ports.state.get(run_state(tenant, run), KEY)).get(KEY)
    return Deployment.model_validate_json(record.value) if record else None


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


async def _row(ports: Ports, asked: Request) -> _Row | None:
    """What the list says of this app."""
    key = core.live_key(asked)
    record = (await ports.state.get(live_apps(), key)).get(key)
    return _read(record) if record else None


async def _list(ports: Ports, live: LiveApp, etag: str | None) -> None:
    """Writes the app's row over the one that was read (None: there was none). Raises Conflict."""
    await ports.state.commit(live_apps(), [Write(core.live_key(live.request), live.model_dump_json(), etag)])


HANDLES: Mapping[type[Event], Callable[..., Awaitable[None]]] = {
    CapsulePackaged: request,
    ApprovalDecided: decide,
    CancellationRequested: cancel,
}
EMITS = {ApprovalRequested, DeploymentStarted, DeploymentWentLive, DeploymentRejected, DeploymentFailed}
