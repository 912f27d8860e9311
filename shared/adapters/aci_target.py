"""Target `aci`: each live app in a container group of its own (Azure Container Instances), with an address that its versions share.

A new version is tried in a second group, beside the one that runs. Only when it answers there is the first group replaced: deleted and made
anew, so that what answers afterwards is the new version. That takes as long as a container needs to start. An app's data are in its group and
would go with it, so a copy of them is kept in storage, every few minutes and whenever a group is about to go, and a new group begins with it:
docs/decisions/033-apps-on-container-instances.md.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Protocol

import httpx
from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import DefaultAzureCredential
from azure.mgmt.containerinstance.aio import ContainerInstanceManagementClient

from shared import tenancy
from shared.adapters import aci_groups, probe
from shared.adapters.aci_groups import Links, Site
from shared.adapters.azure_calls import call
from shared.capsule import read_manifest, unpack
from shared.errors import NotFound, Permanent, QlpError, TooLarge, Unavailable
from shared.ports import App
from shared.settings import Settings
from shared.starting import startable

_SERVICE = "Container Instances"
_NEXT = "-next"
_START_SECONDS = 300.0
#: The part of that time for which an app that was live may not answer before it is made anew.
_BREATH = 10
_LOOK_SECONDS = 2.0
_PATIENCE_SECONDS = 60.0
#: Long enough for an image to be pulled and its first container to start.
_LINK_MINUTES = 20
#: A lease on the place of an app's data goes over plain HTTP, so it is short.
_LEASE_MINUTES = 5
_COPY_SECONDS = 240.0
_KEEP_SECONDS = 300.0
_LINES = 40
_log = logging.getLogger("qlp.apps")


class Store(Protocol):
    """What is needed of blob storage (`AzureBlobs`)."""

    async def lend(self, tenant: str, path: str, minutes: int, *, write: bool = False) -> str: ...

    async def has(self, tenant: str, path: str) -> bool: ...

    async def drop(self, tenant: str, path: str) -> None: ...


class AciTarget:
    """Implements `Target`."""

    slowest = timedelta(minutes=25)

    def __init__(
        self,
        settings: Settings,
        store: Store,
        credential: AsyncTokenCredential | None = None,
        http: httpx.AsyncClient | None = None,
        start_seconds: float = _START_SECONDS,
        look_seconds: float = _LOOK_SECONDS,
        patience_seconds: float = _PATIENCE_SECONDS,
        **options: Any,  # noqa: ANN401 - the SDK's
    ) -> None:
        self._settings, self._store = settings, store
        self._start, self._look, self._patience = start_seconds, look_seconds, patience_seconds
        _, _, subscription, _, self._resources = settings.aci_resource_group.split("/")
        self._credential = credential or DefaultAzureCredential()
        self._azure = ContainerInstanceManagementClient(self._credential, subscription, retry_total=0, **options)
        self._http = http or httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0), timeout=probe.SECONDS, trust_env=False)
        self._locks: dict[str, asyncio.Lock] = {}
        self._kept: dict[str, float] = {}

    async def deploy(self, app: App, archive: bytes) -> str:
        manifest = read_manifest(unpack(archive))
        startable(manifest.toolchain, manifest.entry, manifest.health)
        name = tenancy.container_group(app.tenant, app.app)
        async with self._locks.setdefault(name, asyncio.Lock()):
            there = await self._patiently(lambda: self._find(name))
            well = there is not None and await self._answers(there)
            try:
                if there is not None and there.app.digest == app.digest and (url := await self._again(name, there, well)):
                    return url
                if there is not None and not well:
                    await self._keep_what_can_be(name, there)
                return await self._change(name, app, manifest.health, there if well else None)
            finally:
                await self._delete(name + _NEXT)

    async def healthy(self, app: App) -> bool:
        there = await self._find(tenancy.container_group(app.tenant, app.app))
        return there is not None and there.app.digest == app.digest and await self._answers(there)

    async def keep_data(self, tenant: str, app: str) -> None:
        name = tenancy.container_group(tenant, app)
        now = asyncio.get_running_loop().time()
        if now - self._kept.get(name, -_KEEP_SECONDS) < _KEEP_SECONDS:
            return
        async with self._locks.setdefault(name, asyncio.Lock()):
            there = await self._find(name)
            if there is not None:
                await self._keep(name, there)

    async def remove(self, tenant: str, app: str) -> None:
        name = tenancy.container_group(tenant, app)
        async with self._locks.setdefault(name, asyncio.Lock()):
            there = await self._patiently(lambda: self._find(name))
            if there is not None:
                await self._keep_what_can_be(name, there)  # an app must not be able to stay by keeping its data busy
            await self._delete(name + _NEXT)
            await self._delete(name)

    async def delete_data(self, tenant: str, app: str) -> None:
        await self._store.drop(tenant, tenancy.app_data(app))

    async def close(self) -> None:
        """Apps run on: Azure has them."""
        await self._azure.close()
        await self._credential.close()
        await self._http.aclose()

    async def _again(self, name: str, there: Site, well: bool) -> str:
        """The address of the version that is there, once it answers: an attempt before began it, or it is only slow. Empty: make it anew."""
        if well or there.starting:
            return await self._until_healthy(name, there.health, self._start)
        if there.broken:
            return ""
        try:
            return await self._until_healthy(name, there.health, self._start / _BREATH)
        except Permanent:
            return ""

    async def _change(self, name: str, app: App, health: str, good: Site | None) -> str:
        """The version instead of what is there; `good` is that, when it is well. Raises Permanent, with `good` running as before."""
        if good is not None:
            await self._patiently(lambda: self._keep(name, good))
            await self._made(name + _NEXT, app, health)
            await self._patiently(lambda: self._keep(name, good))
        try:
            return await self._made(name, app, health)
        except Permanent:
            if good is not None:
                await self._bring_back(name, good)
            raise

    async def _made(self, name: str, app: App, health: str) -> str:
        """A new group with this version, when it is healthy. Raises Permanent, and then nothing is left of it."""
        await self._delete(name)
        asked = aci_groups.group(name, app, health, await self._links(app), self._settings)
        await self._patiently(lambda: call(_SERVICE, self._groups.begin_create_or_update(self._resources, name, asked, polling=False)))
        try:
            return await self._until_healthy(name, health, self._start)
        except Permanent:
            await self._delete(name)
            raise

    async def _links(self, app: App) -> Links:
        data = tenancy.app_data(app.app)
        kept = await self._store.has(app.tenant, data)
        place, _, _ = (await self._store.lend(app.tenant, data, 1)).partition("?")
        return Links(
            capsule=await self._store.lend(app.tenant, app.archive.path, _LINK_MINUTES),
            data=await self._store.lend(app.tenant, data, _LINK_MINUTES) if kept else "",
            place=place,
        )

    async def _keep_what_can_be(self, name: str, there: Site) -> None:
        """Keeps the data of a group that goes in any case. Where that fails, the last copy stays."""
        try:
            await self._patiently(lambda: self._keep(name, there))
        except QlpError as error:
            _log.warning("what the app %s stored since the last copy is lost: %s", there.app.app, error.message)

    async def _keep(self, name: str, there: Site) -> None:
        """Has the group copy its app's data into storage. Raises Unavailable when it cannot now, TooLarge when there are too many."""
        if not there.keeper:
            return  # it never had an address, so nobody stored anything
        lease = await self._store.lend(there.app.tenant, tenancy.app_data(there.app.app), _LEASE_MINUTES, write=True)
        try:
            answer = await self._http.post(there.keeper, content=lease, timeout=_COPY_SECONDS)
        except httpx.HTTPError as error:
            raise Unavailable(f"the app's data cannot be kept: {type(error).__name__}") from error
        if answer.status_code == 422:
            raise TooLarge(f"the app's data cannot be kept: {answer.text[:200]}")
        if not answer.is_success:
            raise Unavailable(f"the app's data cannot be kept: HTTP {answer.status_code} {answer.text[:200]}")
        self._kept[name] = asyncio.get_running_loop().time()

    async def _bring_back(self, name: str, good: Site) -> None:
        """The version before, again. Where that fails too, the platform's own look at what is live comes back to it."""
        try:
            await self._made(name, good.app, good.health)
        except QlpError as error:
            _log.warning("the version before of the app %s is not back yet: %s", good.app.app, error.message)

    async def _until_healthy(self, name: str, health: str, seconds: float) -> str:
        """The address, once its health path answers. Raises Permanent when it will not, Unavailable when that is not known."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            there = await self._patiently(lambda: self._find(name))
            if there is None:
                raise Unavailable("the app's container group is gone: somebody deleted it")
            if there.url and await self._answers(there):
                return there.url
            late = f"{health} did not answer within {seconds:.0f} s" if loop.time() > until else ""
            if why := there.broken or late:
                raise Permanent(f"{why}. {await self._output(name, there.culprit)}".strip())
            await asyncio.sleep(self._look)

    async def _answers(self, there: Site) -> bool:
        return bool(there.probe) and await probe.answers(self._http, there.probe)

    async def _output(self, name: str, container: str) -> str:
        """The end of what a container wrote; empty where Azure does not tell."""
        try:
            logs = await call(_SERVICE, self._azure.containers.list_logs(self._resources, name, container, tail=_LINES))
        except QlpError as error:
            _log.warning("the output of %s in %s cannot be read: %s", container, name, error.message)
            return ""
        return (logs.content or "")[-1500:]

    async def _find(self, name: str) -> Site | None:
        try:
            return aci_groups.site(await call(_SERVICE, self._groups.get(self._resources, name)))
        except NotFound:
            return None

    async def _delete(self, name: str) -> None:
        """Returns when it is gone. Raises Unavailable."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while await self._patiently(lambda: self._find(name)) is not None:
            if loop.time() > until:
                raise Unavailable(f"the container group {name} is still being deleted")
            await self._patiently(lambda: call(_SERVICE, self._groups.begin_delete(self._resources, name, polling=False)))
            await asyncio.sleep(self._look)

    async def _patiently[T](self, ask: Callable[[], Awaitable[T]]) -> T:
        """Asks again for a while when Azure cannot answer now, as while a group changes. Raises the last Unavailable."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while True:
            try:
                return await ask()
            except Unavailable as error:
                if loop.time() + error.delay > until:
                    raise
                await asyncio.sleep(error.delay)

    @property
    def _groups(self) -> Any:  # noqa: ANN401 - the SDK's, generated by operation
        return self._azure.container_groups
