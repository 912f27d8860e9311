"""Commands that start, stop and show the embedded stack."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from local.cli.output import Json, colored, document, err, say, table
from local.cli.runs import watch_to_end
from local.stack import service, state
from local.stack.places import ROOT, home
from local.stack.state import Identity, Stack
from shared.errors import Permanent, QlpError, Unavailable

SAMPLE = (
    "Build a to-do list REST API. POST /todos with a JSON title creates one (201), GET /todos lists them, GET /todos/{id} returns one (404 when there "
    "is none), PATCH /todos/{id} marks it done, DELETE /todos/{id} removes it (204). An empty title is refused with 422."
)
_STARTING, _STOPPING = 90.0, 40.0


class NotStarted(Permanent):
    """The stack did not come up."""

    code = "not_started"


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Return once it is up; `qlp down` stops it.")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The gateway's port; default: the one it had, or a free one.")] = 0,
    sample: Annotated[bool, typer.Option("--sample", help="Then build an intent: $INTENT, or a sample.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --sample: approve without asking.")] = False,
    json: Json = False,
) -> None:
    """Start the embedded stack: broker, storage, host, dashboard. Ctrl-C stops it."""
    _heed_signals()
    before = _settled(state.read(home()))
    ours = None
    if before is not None:
        _already(before, port, json)
    else:
        ours = _start(port, detach, json)
        _announce(json)
    try:
        if sample:
            _build(os.environ.get("INTENT", "").strip() or SAMPLE, yes, stay=ours is not None)
        if ours is not None and not detach:
            _stay(ours)
    finally:
        if ours is not None and not detach:
            _end(ours)


def down(json: Json = False) -> None:
    """Stop the embedded stack."""
    stack = state.read(home())
    running = stack is not None and stack.running()
    if stack is not None and running:
        stop_supervisor(stack)
    if json:
        document({"stopped": running})
    else:
        say("The stack is stopped." if running else "No stack was running.")


def status(json: Json = False) -> None:
    """Show each process of the stack with its address and health."""
    stack = state.read(home())
    running = stack is not None and stack.running()
    shown = described(stack) if stack is not None and running else {"gateway": None, "dashboard": None, "processes": []}
    if json:
        document(shown)
    elif stack is None or not running:
        say("The stack is not running: `qlp up` starts it.")
    else:
        say(f"Gateway    {stack.gateway}\nDashboard  {stack.dashboard}")
        _warn(stack)
        rows = [
            (p["name"], str(p["pid"] or ""), p["address"], colored("healthy" if p["healthy"] else "unhealthy"), str(p["restarts"]))
            for p in shown["processes"]
        ]
        table(("process", "pid", "address", "health", "restarts"), rows)
    if stack is None or not stack.healthy():
        raise typer.Exit(1)


def described(stack: Stack) -> dict[str, Any]:
    """The stack as `qlp status --json` shows it."""
    supervisor = {
        "name": "supervisor",
        "pid": stack.supervisor.pid,
        "address": stack.dashboard,
        "healthy": stack.phase == "up",
        "restarts": 0,
    }
    others = [
        {
            **{"name": p.name, "pid": p.identity.pid if p.identity else None, "address": p.address},
            **{"healthy": p.healthy and p.identity is not None and p.identity.alive(), "restarts": p.restarts},
        }
        for p in stack.processes
    ]
    return {
        "gateway": stack.gateway,
        "dashboard": stack.dashboard,
        "home": str(home()),
        "phase": stack.phase,
        "weaknesses": stack.weaknesses,
        "processes": [supervisor, *others],
    }


def stop_supervisor(stack: Stack) -> None:
    """Asks the supervisor to end and waits for it. Raises Unavailable when it does not, in time."""
    os.kill(stack.supervisor.pid, 15)
    for _ in state.until(home(), _STOPPING):
        if not stack.supervisor.alive():
            return
    raise Unavailable(
        f"the supervisor (pid {stack.supervisor.pid}) did not end within {_STOPPING:.0f} s: see {home() / 'logs' / 'supervisor.log'}"
    )


def _settled(stack: Stack | None) -> Stack | None:
    """The stack that runs, once it is healthy; None when none does. Raises NotStarted when it runs but does not get well."""
    for now in state.until(home(), _STARTING if stack is not None and stack.running() else 0.0):
        if now is None or not now.running():
            return None
        if now.healthy():
            return now
    if stack is None or not stack.running():
        return None
    raise NotStarted("a stack runs here, but not all of it answers: see `qlp status`; `qlp down` stops it")


def _heed_signals() -> None:
    """Ctrl-C, a polite kill and a closed terminal all end the stack in order, also where a shell made us ignore Ctrl-C (background jobs)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _stay(ours: subprocess.Popen[bytes]) -> None:
    """Waits for Ctrl-C, which is how a stack in the foreground ends well."""
    say("The stack runs until Ctrl-C.", "bold")
    try:
        raise typer.Exit(ours.wait())
    except KeyboardInterrupt:
        err.print("\nStopping …")


def _already(stack: Stack, port: int, json: bool) -> None:
    if port and not stack.gateway.endswith(f":{port}"):
        raise NotStarted(f"a stack runs already at {stack.gateway}: `qlp down` stops it, then it can start on another port")
    if json:
        document(described(stack))
    else:
        say(f"The stack runs already. Gateway {stack.gateway}, dashboard {stack.dashboard}")


def _start(port: int, detach: bool, json: bool) -> subprocess.Popen[bytes]:
    """Starts a supervisor and waits until the stack is up, showing what comes up. Raises NotStarted."""
    log = home() / "logs" / "supervisor.log"
    words = [sys.executable, "-m", "local.stack.supervisor", *(["--port", str(port)] if port else [])]
    begun = time.monotonic()
    process = _spawn(words, log, detach)
    shown: set[str] = set()
    try:
        for stack in state.until(home(), _STARTING):
            if process.poll() is not None:
                raise NotStarted(_why(stack, process, log))
            if stack is None or stack.supervisor != Identity.of(process.pid):
                continue
            for each in stack.processes:
                if each.healthy and each.name not in shown and not json:
                    shown.add(each.name)
                    say(f"  {each.name} is up at {each.address} after {time.monotonic() - begun:.1f} s")
            if stack.phase == "up":
                return process
        raise NotStarted(f"the stack did not come up within {_STARTING:.0f} s: see the logs in {log.parent}")
    except BaseException:
        _end(process)
        raise


def _spawn(words: list[str], log: Path, detach: bool) -> subprocess.Popen[bytes]:
    """The supervisor's process: on its own when detached, else it ends with this one, however this one ends."""
    if not detach:
        command = service.Service("supervisor", "", lambda: words, _never, environment={}, folder=ROOT, orphaned=15)
        return service.start(command, log)
    with service.appended(log) as output:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True)  # noqa: S603


async def _never() -> bool:
    return False


def _why(stack: Stack | None, process: subprocess.Popen[bytes], log: Path) -> str:
    if process.returncode == state.OCCUPIED:
        return f"another stack is starting or stopping in {home()}: see `qlp status`"
    return (
        stack.problem
        if stack is not None and stack.problem
        else f"the supervisor ended with code {process.returncode}: {service.tail(log)}"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a supervisor that we started. It is waited for: a second Ctrl-C does not leave anything behind, the kernel ends the children."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(_STOPPING)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


def _announce(json: bool) -> None:
    stack = state.read(home())
    if stack is None:
        return
    if json:
        document(described(stack))
    else:
        say(f"Gateway    {stack.gateway}\nDashboard  {stack.dashboard}", "bold")
        _warn(stack)


def _warn(stack: Stack) -> None:
    for told in stack.weaknesses:
        say(f"Sandbox    {told}", "yellow")


def _build(intent: str, yes: bool, stay: bool) -> None:
    """Builds the intent. When the stack stays up for the user, a run that fails is told and does not end the stack."""
    from local.cli.client import connect

    say(f"Intent: {intent}")
    try:
        with connect() as gateway:
            run = gateway.submit({"intent": intent}, None)["run_id"]
        watch_to_end(run, yes, None, json=False)
    except (QlpError, typer.Exit) as error:
        if not stay:
            raise
        if isinstance(error, QlpError):
            err.print(f"[bold red]{error.message}[/]", markup=True)
