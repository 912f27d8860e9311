"""Target `local`: live apps on this machine, each in its own sandbox and behind its own loopback port.

Below `home`: `apps/<tenant>/<app>/<digest>/` holds the unpacked capsules, `apps/ports.json` which port belongs to which app (so that an
app keeps its address across versions and restarts), `data/<tenant>/<app>/` what an app stores. A port of its own is an origin of its own:
a hostile app cannot act as the dashboard in a browser.
"""

import asyncio
import json
import logging
import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from shared import tenancy
from shared.adapters.bwrap import give, installation
from shared.adapters.live_app import LiveApp, Version
from shared.adapters.pump import Pump
from shared.capsule import Manifest, read_manifest, unpack
from shared.ports import App
from shared.settings import Settings
from shared.starting import startable

_START_SECONDS = 30.0
_DRAIN_SECONDS = 5.0
_KEPT_VERSIONS = 3
_CODE = "app/"
_log = logging.getLogger("qlp.apps")


@dataclass(slots=True)
class _Site:
    """An app's address, and the version behind it."""

    pump: Pump
    live: LiveApp


class LocalTarget:
    """Implements `Target`."""

    slowest = timedelta(minutes=3)

    def __init__(self, settings: Settings, start_seconds: float = _START_SECONDS) -> None:
        self._home = settings.home.absolute()
        self._runtime = settings.runtime.absolute()
        self._strict = settings.sandbox == "strict"
        self._start_seconds = start_seconds
        self._sites: dict[str, _Site] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._draining: set[asyncio.Task[None]] = set()
        self._book = asyncio.Lock()
        self._swept = False

    async def deploy(self, app: App, archive: bytes) -> str:
        name = tenancy.app_folder(app.tenant, app.app)
        async with self._locks.setdefault(name, asyncio.Lock()):
            site = self._sites.get(name)
            if site is not None and site.live.version.digest == app.digest and await site.live.healthy():
                return _url(site)
            version = await asyncio.to_thread(self._prepare, name, app, archive)
            live = LiveApp(version, self._runtime, await asyncio.to_thread(self._sockets), strict=self._strict)
            try:
                await live.start(self._start_seconds)
                site = await self._switch(name, site, live)
            except BaseException:
                await live.end()
                raise
            await asyncio.to_thread(self._forget, version.code.parent)
            return _url(site)

    async def healthy(self, app: App) -> bool:
        site = self._sites.get(tenancy.app_folder(app.tenant, app.app))
        return site is not None and site.live.version.digest == app.digest and await site.live.healthy()

    async def remove(self, tenant: str, app: str) -> None:
        name = tenancy.app_folder(tenant, app)
        async with self._locks.setdefault(name, asyncio.Lock()):
            site = self._sites.pop(name, None)
            if site is not None:
                await site.pump.close()
                await site.live.end()

    async def keep_data(self, tenant: str, app: str) -> None:
        """They are on this machine's disk."""

    async def delete_data(self, tenant: str, app: str) -> None:
        data = self._home / "data" / tenancy.app_folder(tenant, app)
        if data.is_dir():
            await asyncio.to_thread(shutil.rmtree, data)

    async def close(self) -> None:
        await asyncio.gather(*(self.remove(*name.split("/")) for name in list(self._sites)))
        for task in self._draining:
            task.cancel()
        if self._draining:
            await asyncio.wait(self._draining)

    async def _switch(self, name: str, site: _Site | None, live: LiveApp) -> _Site:
        """New connections go to the new version from here on; the old one has a moment to finish."""
        if site is not None:
            old, site.live, site.pump.socket = site.live, live, live.path
            task = asyncio.create_task(_retire(old))
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)
            return site
        pump = Pump(live.path)
        async with self._book:
            ports = await asyncio.to_thread(self._ports)
            await pump.listen(ports.get(name, 0))
            await asyncio.to_thread(self._remember, {**ports, name: pump.port})
        self._sites[name] = _Site(pump, live)
        return self._sites[name]

    def _prepare(self, name: str, app: App, archive: bytes) -> Version:
        """Unpacks the capsule unless that was done, and makes the data folder. Raises Invalid, Permanent."""
        installation()
        files = unpack(archive)
        manifest = read_manifest(files)
        startable(manifest.toolchain, manifest.entry, manifest.health)
        code = self._unpacked(self._home / "apps" / name, app.digest, files)
        data = self._home / "data" / name
        data.mkdir(parents=True, exist_ok=True)
        give(data)
        return _version(app.digest, code, data, manifest)

    def _unpacked(self, folder: Path, digest: str, files: dict[str, bytes]) -> Path:
        """The folder with the app's files, complete or not there: it is filled under another name first."""
        code = folder / digest.rpartition(":")[2]
        folder.mkdir(parents=True, exist_ok=True)
        if not code.is_dir():
            part = Path(mkdtemp(prefix="part-", dir=folder))
            for path, content in files.items():
                if path.startswith(_CODE):
                    target = part / path.removeprefix(_CODE)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
            for made in (part, *part.rglob("*")):
                made.chmod(0o755 if made.is_dir() else 0o644)
            part.replace(code)
        os.utime(code)
        return code

    def _forget(self, folder: Path) -> None:
        """Removes all but the last versions of an app's code."""
        versions = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in versions[_KEPT_VERSIONS:]:
            shutil.rmtree(old, ignore_errors=True)

    def _sockets(self) -> Path:
        folder = self._home / "apps" / ".sockets"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in () if self._swept else folder.glob("*.sock"):
            left.unlink()
        self._swept = True
        return folder

    def _ports(self) -> dict[str, int]:
        file = self._home / "apps" / "ports.json"
        if not file.is_file():
            return {}
        ports: dict[str, int] = json.loads(file.read_text())
        return ports

    def _remember(self, ports: dict[str, int]) -> None:
        file = self._home / "apps" / "ports.json"
        part = file.with_suffix(".part")
        part.write_text(json.dumps(ports, indent=1, sort_keys=True))
        part.replace(file)


def _version(digest: str, code: Path, data: Path, manifest: Manifest) -> Version:
    return Version(digest, code, data, manifest.entry, manifest.health, manifest.toolchain)


def _url(site: _Site) -> str:
    return f"http://127.0.0.1:{site.pump.port}"


async def _retire(live: LiveApp) -> None:
    try:
        await asyncio.sleep(_DRAIN_SECONDS)
    finally:
        await live.end()
