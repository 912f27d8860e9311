"""One version of a live app in its sandbox: started, probed, started again when it dies, and stopped when it fills the disk.

It listens on a Unix socket that we open and hand to it, so it needs no folder that it shares with us, and no request is refused while it
starts. It writes to /data only.
"""

import asyncio
import logging
import os
import socket
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import httpx

from shared.adapters import probe
from shared.adapters.app_data import Room, outgrown
from shared.adapters.bwrap import Box, Running, base_prefix, launch, readable
from shared.adapters.job_output import Tail, ending, worded
from shared.adapters.limits import Limits
from shared.errors import Permanent, QlpError
from shared.starting import command, environment, program, startable

_RUNTIME = "/opt/qlp/runtime"
_MB = 1024 * 1024
LIMITS = Limits(memory=512 * _MB, cpus=1.0, processes=64, file_size=256 * _MB, workspace=64 * _MB, seconds=None)
_NODE_RESERVES = 1536 * _MB
_BACKLOG = 128
_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY_SECONDS = 0.5, 30.0, 60.0
_LOOK_SECONDS = 1.0
_log = logging.getLogger("qlp.apps")


@dataclass(frozen=True, slots=True)
class Version:
    """What to run: folders of code and data outside, the application (`module:name`), its health path."""

    digest: str
    code: Path
    data: Path
    entry: str
    health: str
    toolchain: str = "python"


class LiveApp:
    """Runs a version until `end`. `path` is its socket's path for connections from here."""

    def __init__(self, version: Version, runtime: Path, folder: Path, room: Room | None = None, *, strict: bool = False) -> None:
        self.version, self._toolchain = version, startable(version.toolchain, version.entry, version.health)
        self._runtime, self._room, self._strict = runtime, room or Room(), strict
        self._name = f"app-{uuid4().hex[:12]}"
        self._socket, self._folder, self.path = _listen(folder, self._name)
        self._running: Running | None = None
        self._tail = Tail()
        self._life: asyncio.Task[None] | None = None
        self._failed: str | None = None
        self._proven = False

    async def start(self, seconds: float) -> None:
        """Returns when it answers on its health path. Raises Permanent with the reason when it does not within `seconds`."""
        self._life = asyncio.create_task(self._live(), name=self._name)
        try:
            async with asyncio.timeout(seconds):
                while not await self.healthy():
                    await asyncio.sleep(0.1)
                    if self._failed is not None:
                        raise Permanent(self._failed)
            self._proven = True
        except TimeoutError as error:
            raise Permanent(f"{self.version.health} did not answer within {seconds:.0f} s. {self._tail.text()[-1500:]}") from error

    async def healthy(self) -> bool:
        """Whether its health path answers with a 2xx status now."""
        if self._failed is not None:
            return False
        transport = httpx.AsyncHTTPTransport(uds=self.path)
        async with httpx.AsyncClient(transport=transport, timeout=probe.SECONDS, trust_env=False) as client:
            probing = asyncio.create_task(probe.answers(client, f"http://app{self.version.health}"))
            ended = asyncio.create_task(self._ended())
            await asyncio.wait([probing, ended], return_when=asyncio.FIRST_COMPLETED)
            well = probing.done() and probing.result()
            for task in (probing, ended):
                task.cancel()
            await asyncio.wait([probing, ended])
        return well

    async def end(self) -> None:
        """Stops it and closes its socket."""
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait([self._life])
        self._socket.close()
        Path(self.path).unlink(missing_ok=True)
        os.close(self._folder)

    async def _ended(self) -> None:
        if self._life is not None:
            await asyncio.wait([self._life])

    async def _live(self) -> None:
        """Starts it again and again, with growing pauses, until it is cancelled. One that never answered has one try."""
        pause = _FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            try:
                reason = await self._once()
            except (QlpError, OSError) as error:
                reason = f"it cannot be started: {error}"
            lasted = asyncio.get_running_loop().time() - began
            _log.warning("app %s ended: %s", self.version.digest, reason[-300:])
            if not self._proven:
                self._failed = reason
                return
            pause = _FIRST_PAUSE if lasted > _STEADY_SECONDS else min(pause * 2, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _once(self) -> str:
        """From start to end; why it ended."""
        if reason := await self._outgrown():
            return reason
        self._running = await launch(self._box(), stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, inherited=(self._socket.fileno(),))
        running, errors = self._running, self._running.process.stderr
        if errors is None:
            raise AssertionError("started with a pipe")
        watch = asyncio.create_task(self._watch(running))
        try:
            while chunk := await errors.read(65536):
                self._tail.add(chunk)
            code = await running.process.wait()
            if watch.done() and not watch.cancelled():
                return watch.result()
            tail = self._tail.text()[-1500:]
            return worded(f"it used more than {LIMITS.memory // _MB} MB of memory", tail) if running.out_of_memory() else ending(code, tail)
        finally:
            watch.cancel()
            await running.end()

    async def _watch(self, running: Running) -> str:
        """Ends it when its data outgrow their room."""
        while not (reason := await self._outgrown()):
            await asyncio.sleep(_LOOK_SECONDS)
        running.process.kill()
        return reason

    async def _outgrown(self) -> str:
        return await asyncio.to_thread(outgrown, self.version.data, self._room)

    def _box(self) -> Box:
        inside = f"{_RUNTIME}/{program(self._toolchain, self._runtime)}"
        started = command(self._toolchain, inside, "/app", self.version.entry, self._socket.fileno())
        readonly = {_RUNTIME: self._runtime, "/app": self.version.code}
        if self._toolchain == "python":
            readonly = {**readable(base_prefix(self._runtime)), **readonly}
        limits = LIMITS if self._toolchain == "python" else replace(LIMITS, reserve=_NODE_RESERVES)
        env = environment(self._toolchain, "/data")
        return Box(self._name, started, readonly, {"/data": self.version.data}, env, "/app", limits, self._strict)


def _listen(folder: Path, name: str) -> tuple[socket.socket, int, str]:
    """A listening Unix socket, its folder's descriptor, and a path to it that is short whatever the folder's is."""
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    path = f"/proc/self/fd/{descriptor}/{name}.sock"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(path)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        os.close(descriptor)
        raise
    return listening, descriptor, path
