"""The host put together: loads the app, starts the feeds, reports their state, and stops them in order."""

import asyncio
import json
import logging
import secrets
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import uvicorn

from local.host.durable.engine import Engine
from local.host.durable.rpc import RpcEndpoint
from local.host.durable.store import Store
from local.host.http import HttpFeed
from local.host.kafka import KafkaFeed, feeds
from local.host.kafka_lane import Subscription
from local.host.options import HostError, Options, load_options
from local.host.timers import TimerFeed
from local.host.worker import Function, Worker, load, unload
from local.serving import Server

log = logging.getLogger("qlp.host")

#: For feeds to end what is at work, and after that for HTTP requests (an event stream may take long: its reader comes again).
_GRACE_SECONDS = 8.0
_HTTP_GRACE_SECONDS = 1.5


class Feed(Protocol):
    """Something that invokes functions until it is stopped."""

    async def run(self) -> None:
        """Feeds until stopped."""

    def stop(self) -> None:
        """Ends `run` after what is at work."""


@dataclass(slots=True)
class Host:
    """A host process. `home` is where durable history lives; `listening` is a bound socket."""

    folder: Path
    home: Path
    listening: socket.socket
    _functions: list[Function] = field(default_factory=list)
    _kafka: list[KafkaFeed] = field(default_factory=list)
    _timers: TimerFeed | None = None
    _stopping: bool = False

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set, then ends in order. Raises HostError when the app cannot be served."""
        began = time.monotonic()
        options = load_options(self.folder)
        self._functions = await load(self.folder)
        try:
            await self._serve(options, stop, began)
        finally:
            unload()
            await _close_wiring()

    async def _serve(self, options: Options, stop: asyncio.Event, began: float) -> None:
        address, port = self.listening.getsockname()[:2]
        rpc_path = f"/durabletask/{secrets.token_urlsafe(24)}/"
        worker = Worker(_client(options.hub, f"http://{address}:{port}{rpc_path}"), options.function_timeout)
        self._timers = TimerFeed(worker)
        self._timers.add(self._of("timerTrigger"))
        self._kafka = feeds([Subscription.of(function) for function in self._of("kafkaTrigger")], worker, options)
        async with Store.opened(self.home) as store:
            engine = Engine(store, worker, self._of("orchestrationTrigger"), self._of("activityTrigger"))
            http = HttpFeed(worker, self.status, RpcEndpoint(engine), rpc_path, self._touch)
            http.serve(self._of("httpTrigger"), options)
            server = _server(http)
            log.info("%d functions on http://%s:%d, loaded in %.1f s", len(self._functions), address, port, time.monotonic() - began)
            async with asyncio.TaskGroup() as group:
                group.create_task(server.serve([self.listening]))
                feeding: list[Feed] = [*self._kafka, self._timers, engine]
                running = [group.create_task(self._fed(feed)) for feed in feeding]
                await stop.wait()
                http.closed = True
                await self._finish(worker, feeding, running)
                server.should_exit = True

    async def _fed(self, feed: Feed) -> None:
        """Runs the feed until it is stopped. Raises HostError when it ends before: a host that is deaf must not look healthy."""
        try:
            await feed.run()
        except asyncio.CancelledError:
            # A library's cancellation of its own tasks can come out here, and the task group would take it for ours.
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
        if not self._stopping:
            raise HostError(f"{type(feed).__name__} ended by itself")

    async def _finish(self, worker: Worker, feeding: Sequence[Feed], running: Sequence[asyncio.Task[None]]) -> None:
        """Stops feeding and lets invocations end; after the grace they are cut off (what was not done is delivered again)."""
        log.info("stopping")
        self._stopping = True
        for feed in feeding:
            feed.stop()
        _, late = await asyncio.wait(running, timeout=_GRACE_SECONDS)
        for task in late:
            log.warning("cutting off work that did not end within %g s", _GRACE_SECONDS)
            task.cancel()
        await worker.drain(_HTTP_GRACE_SECONDS)

    def status(self) -> tuple[bool, dict[str, Any]]:
        """Whether every feed is in place, and the document of /admin/host/status."""
        waiting = [f"kafka {feed.broker}" for feed in self._kafka if not feed.positioned]
        if self._timers is None or not self._timers.armed:
            waiting.append("timers")
        ready = not waiting and not self._stopping
        state = "Stopping" if self._stopping else "Running" if ready else "Initialized"
        functions = [{"name": function.name, "trigger": function.kind} for function in self._functions]
        return ready, {"state": state, "ready": ready, "waiting": waiting, "functions": functions}

    def _of(self, kind: str) -> list[Function]:
        return [function for function in self._functions if function.kind == kind]

    def _touch(self) -> None:
        for feed in self._kafka:
            feed.touch()


def _server(http: HttpFeed) -> Server:
    config = uvicorn.Config(
        http, lifespan="off", log_config=None, access_log=False, loop="asyncio", ws="none", timeout_graceful_shutdown=1, server_header=False
    )
    return Server(config)


def _client(hub: str, rpc: str) -> str:
    """What a durable client binding receives."""
    urls = {"id": "INSTANCEID", "statusQueryGetUri": f"{rpc}instances/INSTANCEID"}
    return json.dumps({"taskHubName": hub, "creationUrls": {}, "managementUrls": urls, "rpcBaseUrl": rpc})


async def _close_wiring() -> None:
    """Closes what the functions opened, if any of them did."""
    wiring = sys.modules.get("shared.wiring")
    if wiring is not None:
        await wiring.close()
