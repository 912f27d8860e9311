"""The list of live apps: what is to run, under which address; and what runs is brought in line with it."""

import asyncio
import logging
from datetime import timedelta
from typing import NamedTuple

from functions.deployment import core
from functions.deployment.core import Deployment, LiveApp, Order, Request
from shared import capsule, outbox
from shared.errors import Clash, Permanent, QlpError
from shared.events import AppStopped, DeploymentWentLive, Event
from shared.ports import App, Ports, Record, Write
from shared.signatures import verifier
from shared.tenancy import live_apps, run_state

KEY = "deployment"
_AT_ONCE = 4
#: An order that may take longer is left to `reconcile`: what comes behind it on its topic does not wait for it.
_PATIENCE = timedelta(minutes=5)
_log = logging.getLogger("qlp.deployment")


class _Row(NamedTuple):
    """A row of the list, as it was read."""

    live: LiveApp
    etag: str


# --- a new version ----------------------------------------------------------------------------------------------------


async def announce(asked: Request, ports: Ports) -> None:
    """Notes in the list that a version is on its way, so that nobody revives the app meanwhile; what runs stays named."""
    row = await _row(asked.tenant, asked.app, ports)
    until = ports.clock.now() + ports.target.slowest
    before = row.live if row else LiveApp(request=asked, url="")
    await _list(before.switch(asked.run, until), row.etag if row else None, ports)


async def deploy(asked: Request, ports: Ports) -> str:
    """Starts exactly the capsule that was approved and signed by us; its URL. Raises Permanent: it does not become healthy, or is another."""
    archive = await ports.blobs.get(asked.tenant, asked.archive)
    if f"sha256:{asked.archive.sha256}" != asked.digest:
        raise Clash("the stored capsule is not the one that was approved")
    capsule.verify(archive, verifier(*await ports.signer.public_keys()))
    return await ports.target.deploy(_app(asked), archive)


async def settle(found: Deployment, ports: Ports) -> None:
    """Ends what this deployment announced, as it ended itself; what ran before is brought back by `reconcile`, where it has to be."""
    asked = found.request
    row = await _row(asked.tenant, asked.app, ports)
    if row is None or row.live.awaited != asked.run:
        return
    if found.phase == "live":
        await _list(LiveApp(request=asked, url=found.url), row.etag, ports)
    elif row.live.url or row.live.request.run != asked.run:
        await _list(row.live.keep(), row.etag, ports)
    else:
        await ports.target.remove(asked.tenant, asked.app)
        await ports.state.commit(live_apps(), [Write(core.live_key(asked.tenant, asked.app), None, row.etag)])


async def running(asked: Request, ports: Ports) -> str | None:
    """The digest of the version of this app that runs, when it is another one than what is asked for."""
    row = await _row(asked.tenant, asked.app, ports)
    return row.live.request.digest if row and row.live.url and row.live.request.digest != asked.digest else None


# --- what people want of a live app -----------------------------------------------------------------------------------


async def order(tenant: str, app: str, run: str, wanted: Order, ports: Ports) -> None:
    """Has the app stop, or run again; nothing happens where the list names another version than this run's. Raises Conflict."""
    row = await _row(tenant, app, ports)
    if row is None or row.live.request.run != run:
        return
    told = row.live.told(wanted)
    if told != row.live:
        await _list(told, row.etag, ports)
    if ports.target.slowest <= _PATIENCE:
        await _attend_to(told, ports)


async def reconcile(ports: Ports) -> None:
    """Does what is still to be done for each app, and brings back what does not answer: after a restart, or a crash. One that cannot is no other's trouble."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def attend(live: LiveApp) -> None:
        async with gate:
            await _attend_to(live, ports)

    rows = (await ports.state.scan(live_apps())).values()
    async with asyncio.TaskGroup() as group:
        for record in rows:
            group.create_task(attend(_read(record).live))


async def find(tenant: str, run: str, ports: Ports) -> Deployment | None:
    """A run's deployment."""
    record = (await ports.state.get(run_state(tenant, run), KEY)).get(KEY)
    return Deployment.model_validate_json(record.value) if record else None


# --- pieces -----------------------------------------------------------------------------------------------------------


async def _attend_to(live: LiveApp, ports: Ports) -> None:
    """What cannot be done now is tried again by the next `reconcile`."""
    try:
        await _attend(live, ports)
    except QlpError as error:
        _log.warning("the app %s of run %s is not as it should be: %s", live.request.app, live.request.run, error.message)


async def _attend(live: LiveApp, ports: Ports) -> None:
    """Settles a release that was interrupted, does what was ordered, or brings back what does not answer."""
    if not live.settled(ports.clock.now()):
        return
    if live.awaited:
        found = await find(live.request.tenant, live.awaited, ports)
        if found and found.phase not in core.OPEN:
            await settle(found, ports)
            return
    if live.order is not None:
        await (_start if live.order.kind == "start" else _stop)(live, live.order, ports)
    elif live.url:
        await (_keep if await ports.target.healthy(_app(live.request)) else _revive)(live, ports)


async def _keep(live: LiveApp, ports: Ports) -> None:
    await ports.target.keep_data(live.request.tenant, live.request.app)


async def _revive(live: LiveApp, ports: Ports) -> None:
    url = await deploy(live.request, ports)
    if url != live.url:
        await _told(live, f"live at {url}", url, ports)
        await _replace(live, live.model_copy(update={"url": url}), ports)


async def _start(live: LiveApp, wanted: Order, ports: Ports) -> None:
    try:
        url = await deploy(live.request, ports)
    except Permanent as error:
        await _stopped(live, wanted, f"it could not be started: {error.message}", ports)
        return
    await _told(live, f"started {wanted.id}", url, ports)
    await _replace(live, live.obeyed(url), ports)


async def _stop(live: LiveApp, wanted: Order, ports: Ports) -> None:
    asked = live.request
    await ports.target.remove(asked.tenant, asked.app)
    if wanted.delete_data:
        await ports.target.delete_data(asked.tenant, asked.app)
    await _stopped(live, wanted, wanted.reason, ports)


async def _told(live: LiveApp, key: str, url: str, ports: Ports) -> None:
    asked = live.request
    await _tell(live, DeploymentWentLive(**core.about(asked, key, ports.clock.now()), digest=asked.digest, app=asked.app, url=url), ports)


async def _stopped(live: LiveApp, wanted: Order, reason: str, ports: Ports) -> None:
    stopped = AppStopped(
        **core.about(live.request, f"stopped {wanted.id}", ports.clock.now()),
        app=live.request.app,
        by=wanted.by,
        reason=reason,
        data_deleted=wanted.delete_data,
    )
    await _tell(live, stopped, ports)
    await _replace(live, live.obeyed(""), ports)


async def _tell(live: LiveApp, event: Event, ports: Ports) -> None:
    """Told before the list has it: afterwards, nobody comes back to tell it."""
    await outbox.commit(ports, run_state(live.request.tenant, live.request.run), [], [event])


async def _replace(live: LiveApp, now: LiveApp, ports: Ports) -> None:
    """The row as it is now, unless it says something else by now than what was acted on."""
    row = await _row(live.request.tenant, live.request.app, ports)
    if row and row.live == live:
        await _list(now, row.etag, ports)


def _app(asked: Request) -> App:
    return App(asked.tenant, asked.app, asked.run, asked.digest, asked.archive)


def _read(record: Record) -> _Row:
    return _Row(LiveApp.model_validate_json(record.value), record.etag)


async def _row(tenant: str, app: str, ports: Ports) -> _Row | None:
    """What the list says of this app."""
    key = core.live_key(tenant, app)
    record = (await ports.state.get(live_apps(), key)).get(key)
    return _read(record) if record else None


async def _list(live: LiveApp, etag: str | None, ports: Ports) -> None:
    """Writes the app's row over the one that was read (None: there was none). Raises Conflict."""
    await ports.state.commit(live_apps(), [Write(core.live_key(live.request.tenant, live.request.app), live.model_dump_json(), etag)])
