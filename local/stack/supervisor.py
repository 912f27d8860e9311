"""Runs the embedded stack: starts its services, watches them, restarts what dies, and ends them all: `python -m local.stack.supervisor`.

It is the only writer of the stack's state file. It holds no data: killed at any point, the next one goes on from the same home.
"""

import argparse
import asyncio
import compileall
import contextlib
import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from local.stack import state
from local.stack.layout import Layout, plan
from local.stack.places import ROOT, home
from local.stack.service import Service, ready, start, stop, tail
from local.stack.state import Identity, Process, Stack
from local.stack.web import Site, listen, server
from shared.adapters.bwrap import weaknesses
from shared.errors import MissingTool, QlpError, Temporary, Unavailable
from shared.settings import settings

_log = logging.getLogger("qlp.stack")

#: Seconds from one look at a service to the next, how many looks in a row may fail, and how long one may take to start.
LOOK, LOOKS, STARTING = 2.0, 8, 60.0
#: Seconds before a restart: doubled by each one, forgotten after a good while.
FIRST_DELAY, LAST_DELAY, GOOD_WHILE = 0.5, 20.0, 60.0


class Supervisor:
    """Keeps the services of one layout running until `stop` is called."""

    def __init__(self, layout: Layout, home: Path, stack: Stack) -> None:
        self._layout, self._home, self._stack = layout, home, stack
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ending = asyncio.Event()
        self._saved = True

    def stop(self) -> None:
        """Asks for the end."""
        self._ending.set()

    async def run(self) -> None:
        """Starts everything, watches it until the end is asked for, and stops it in the reverse order. Raises QlpError."""
        site = Site(self._layout.origin, self._layout.gateway, self._layout.issuer, self._layout.dashboard)
        web, listening = server(site), listen(self._layout.ports["dashboard"])
        serving = asyncio.create_task(web.serve([listening]))
        keepers: list[asyncio.Task[None]] = []
        try:
            for together in self._layout.stages:
                await self._first_starts(together)
                keepers += [asyncio.create_task(self._keep(service)) for service in together]
            self._phase("starting" if self._ending.is_set() else "up")
            await self._until_ending([serving, *keepers])
        finally:
            self._phase("stopping")
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            await self._stop_all()
            web.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)

    async def _first_starts(self, together: list[Service]) -> None:
        """Starts services that need nothing of each other. Raises Unavailable, also when the end is asked for meanwhile."""
        starting = asyncio.gather(*(self._start(service) for service in together))
        ending = asyncio.create_task(self._ending.wait())
        both: list[asyncio.Future[Any]] = [starting, ending]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        else:
            starting.result()

    async def _until_ending(self, tasks: list[asyncio.Task[None]]) -> None:
        """Returns when the end is asked for; a keeper that fails fails the stack."""
        ending = asyncio.create_task(self._ending.wait())
        done, _ = await asyncio.wait([ending, *tasks], return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        for task in done:
            task.result()

    async def _start(self, service: Service) -> None:
        """Starts it and waits until it is ready. Raises Unavailable (with the end of its log) or MissingTool."""
        if self._ending.is_set():
            return
        log = self._home / "logs" / f"{service.name}.log"
        process = start(service, log)
        self._running[service.name] = process
        self._note(service, Identity.of(process.pid), healthy=False)
        try:
            await ready(service, process, STARTING)
        except Unavailable as error:
            raise Unavailable(f"{error.message}. The end of {log}:\n{tail(log)}") from error
        self._note(service, Identity.of(process.pid), healthy=True)
        _log.info("%s is up at %s (pid %d)", service.name, service.address, process.pid)

    async def _keep(self, service: Service) -> None:
        """Watches a started service and starts it again whenever it ends or stops answering."""
        delay = FIRST_DELAY
        while True:
            since = time.monotonic()
            reason = await self._watch(service)
            delay = FIRST_DELAY if time.monotonic() - since > GOOD_WHILE else delay
            while reason:
                _log.warning("%s %s; it starts again in %.1f s", service.name, reason, delay)
                self._note(service, None, healthy=False, restarted=True)
                await stop(self._running[service.name], service.grace)
                await asyncio.sleep(delay)
                delay = min(delay * 2, LAST_DELAY)
                try:
                    await self._start(service)
                    reason = ""
                except Temporary as error:
                    reason = f"did not come back ({error.message.splitlines()[0]})"

    async def _watch(self, service: Service) -> str:
        """Why it must be restarted, once it must."""
        process = self._running[service.name]
        silent = 0
        while silent < LOOKS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_ended(process), LOOK)
                return f"ended with code {process.returncode}"
            silent = 0 if await service.probe() else silent + 1
            self._note(service, Identity.of(process.pid), healthy=silent == 0)
        return "does not answer any more"

    async def _stop_all(self) -> None:
        for together in reversed(self._layout.stages):
            started = [(service, self._running[service.name]) for service in together if service.name in self._running]
            await asyncio.gather(*(stop(process, service.grace) for service, process in started))
            for service, _ in started:
                self._note(service, None, healthy=False)

    def _note(self, service: Service, identity: Identity | None, *, healthy: bool, restarted: bool = False) -> None:
        """Writes down how a service is, where that changed, or was not written when it did."""
        known = next(each for each in self._stack.processes if each.name == service.name)
        if (known.identity, known.healthy) != (identity, healthy) or restarted or not self._saved:
            known.identity, known.healthy, known.restarts = identity, healthy, known.restarts + restarted
            self._save()

    def _phase(self, phase: str) -> None:
        self._stack.phase = phase
        self._save()

    def _save(self) -> None:
        self._saved = save(self._home, self._stack, told=not self._saved)


def save(home: Path, stack: Stack, *, told: bool = False) -> bool:
    """Writes the state file. A disk that does not take it ends nothing: then it says so, unless that was `told`, and returns False."""
    try:
        state.write(home, stack)
    except OSError as error:
        if not told:
            _log.error("what `qlp status` shows is old until this is over: %s", error)
        return False
    return True


async def _ended(process: subprocess.Popen[bytes]) -> None:
    """Returns when the process has ended."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except ProcessLookupError:
        process.wait()
        return
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, over.set)
    try:
        await over.wait()
        process.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def lock(home: Path) -> IO[str] | None:
    """The right to be this home's supervisor, for as long as the file is open; None when another one has it."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = (home / "stack.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


async def clear_leftovers(before: Stack | None) -> None:
    """Ends what a supervisor that was killed left behind: only processes whose number and start time are those it wrote down."""
    left = [each.identity for each in (before.processes if before else []) if each.identity and each.identity.alive()]
    for chosen in (signal.SIGTERM, signal.SIGKILL):
        for identity in left:
            if identity.alive():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(identity.pid, chosen)
        end = time.monotonic() + 5
        while any(identity.alive() for identity in left) and time.monotonic() < end:
            await asyncio.sleep(0.05)


def compile_agents() -> None:
    """Compiles what runs inside sandboxes: there the code is read-only, so that every job would compile it again."""
    for folder in ("shared", "agent-image"):
        compileall.compile_dir(ROOT / folder, quiet=2)


def check_sandbox(strict: bool) -> list[str]:
    """What sandboxes lack on this machine, one line each. Raises MissingTool where `strict` allows no lack."""
    try:
        found = weaknesses()
    except MissingTool as error:
        found = [error.message]
    if found and strict:
        raise MissingTool(f"QLP_SANDBOX=strict: {'; '.join(found)}")
    for told in found:
        _log.warning("%s", told)
    return found


async def supervise(home: Path, port: int) -> None:
    """Runs the stack of this home to its end. Raises QlpError when it cannot start, Invalid when a setting is wrong."""
    before = state.read(home)
    await clear_leftovers(before)
    me = Identity.of(os.getpid())
    if me is None:
        raise Unavailable("/proc does not show this process")
    stack = Stack(me, ports=before.ports if before else {})
    try:
        state.write(home, stack)
    except OSError as error:
        raise Unavailable(f"{home} cannot be written: {error.strerror}") from error
    try:
        strict = settings().sandbox == "strict"
        layout = plan(home, stack.ports, port)
        stack.ports, stack.gateway, stack.dashboard, stack.issuer = layout.ports, layout.gateway, layout.origin, layout.issuer.url
        stack.brokers, stack.storage = layout.brokers, layout.storage
        stack.processes = [Process(service.name, service.address) for together in layout.stages for service in together]
        state.write(home, stack)
        _, stack.weaknesses = await asyncio.gather(asyncio.to_thread(compile_agents), asyncio.to_thread(check_sandbox, strict))
        supervisor = Supervisor(layout, home, stack)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, supervisor.stop)
        await supervisor.run()
    except QlpError as error:
        stack.phase, stack.problem = "failed", error.message
        save(home, stack)
        raise
    stack.phase = "down"
    save(home, stack)


def main() -> int:
    """The program; its exit code."""
    parser = argparse.ArgumentParser(description="Runs the embedded QLP stack in the foreground.")
    parser.add_argument("--port", type=int, default=0, help="the gateway's port (default: a free one, remembered)")
    port: int = parser.parse_args().port
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    where = home()
    held = lock(where)
    if held is None:
        _log.error("a stack with the home %s runs already", where)
        return state.OCCUPIED
    with held:
        try:
            asyncio.run(supervise(where, port))
        except QlpError as error:
            _log.error("%s", error.message)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
