"""Jobs on one machine: each is the agent image's entry point in a bubblewrap sandbox, its bundle on standard input.

Nothing of a job is on disk: its workspace is memory, its output is kept here until `stop`. A process that dies takes its jobs along, and
its successor knows none of them: they are `lost`, and the runner starts them again.
"""

import asyncio
import compileall
import contextlib
import logging
import os
import re
import time
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from shared.adapters.bwrap import Box, Running, base_prefix, give, launch, readable
from shared.adapters.job_output import Output, Tail, Thoughts, ending
from shared.adapters.limits import Limits
from shared.adapters.tickets import Tickets
from shared.errors import Invalid, QlpError, Temporary
from shared.events import JobEnded, to_wire
from shared.ports import Bus, Job, JobStatus, Message
from shared.settings import Settings

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_CODE = Path(__file__).resolve().parents[2]
_AGENT = "/opt/qlp/agent-image"
_RUNTIME = "/opt/qlp/runtime"
_SOCKET = "/run/qlp/model.sock"
#: Without `site`, which would cost a third of the start: the paths are known.
_START = (
    f"import sys; sys.path[:0] = [{_AGENT!r}, '/opt/qlp']; "
    f"sys.path.append('{_RUNTIME}/lib/python%d.%d/site-packages' % sys.version_info[:2]); "
    "from agent.__main__ import main; sys.exit(main())"
)
#: Passed on from this process's environment, beside what the settings say. No credentials.
_PASSED = ("QLP_MODEL_PATIENCE", "QLP_MODEL_TIMEOUT")
_PUBLISH_TRIES = 5
_GRACE_SECONDS = 2.0
_log = logging.getLogger("qlp.jobs")


@dataclass(slots=True)
class _Entry:
    job: Job
    status: JobStatus = field(default_factory=lambda: JobStatus("waiting"))
    task: asyncio.Task[None] | None = None
    began: float = 0.0
    output: Output = field(default_factory=Output)
    errors: Tail = field(default_factory=Tail)


class BwrapJobs:
    """Implements `Jobs`. At most `max_jobs` run at once; more wait in the order in which they came.

    `code`: the folder with `agent-image` and `shared`.
    """

    def __init__(self, settings: Settings, bus: Bus, limits: Limits | None = None, code: Path = _CODE) -> None:
        self._settings, self._bus, self._code = settings, bus, code
        self._limits = limits or Limits()
        self._room = asyncio.Semaphore(settings.max_jobs)
        self._tickets = Tickets(settings.home / "keys")
        self._jobs: dict[str, _Entry] = {}
        self._compiled: asyncio.Task[None] | None = None

    async def start(self, job: Job) -> bool:
        if not _NAME.fullmatch(job.name):
            raise Invalid("a job's name has 1 to 63 characters of a-z, 0-9 and hyphens", "name")
        known = self._jobs.get(job.name)
        if known is not None and known.status.state in ("waiting", "running"):
            return known.status.state == "running"
        entry = self._jobs[job.name] = _Entry(job)
        entry.task = asyncio.create_task(self._live(entry), name=f"job {job.name}")
        await asyncio.sleep(0)  # its first step: it takes its room, or waits for it
        return entry.status.state != "waiting"

    async def status(self, name: str) -> JobStatus:
        entry = self._jobs.get(name)
        return entry.status if entry else JobStatus("lost", reason="the process that ran it is gone")

    async def stop(self, name: str) -> None:
        entry = self._jobs.pop(name, None)
        if entry is not None and entry.task is not None and entry.task is not asyncio.current_task():
            entry.task.cancel()
            await asyncio.wait([entry.task])

    async def close(self) -> None:
        await asyncio.gather(*(self.stop(name) for name in list(self._jobs)))
        if self._compiled is not None:
            await asyncio.wait([self._compiled])

    async def _live(self, entry: _Entry) -> None:
        """A job's life, from waiting for room to the announcement of its end."""
        thoughts = Thoughts(self._bus, entry.job)
        try:
            async with self._room:
                entry.began, entry.status = time.monotonic(), JobStatus("running")
                entry.status = await self._run(entry, thoughts)
        except (QlpError, OSError) as error:
            entry.status = JobStatus("lost", reason=f"it could not be started: {error}")
        await thoughts.flush()
        await self._announce(entry.job)

    async def _run(self, entry: _Entry, thoughts: Thoughts) -> JobStatus:
        await self._compile()
        entry.output = Output(self._limits.output, thoughts.add)
        running = await launch(self._box(entry.job), stdin=PIPE)
        reason = ""
        try:
            async with asyncio.timeout(entry.job.seconds):
                reason = await _converse(running, entry)
        except TimeoutError:
            reason = f"it ran longer than {entry.job.seconds:.0f} s"
        finally:
            code = running.process.returncode
            memory = running.out_of_memory()
            await running.end()
        if memory:
            reason = f"it used more than {self._limits.memory // 2**20} MB of memory"
        elif not reason and code:
            reason = ending(code, entry.errors.text())
        return JobStatus("ended", code, entry.output.kept(), reason, time.monotonic() - entry.began)

    def _box(self, job: Job) -> Box:
        """The sandbox of one job: interpreter, packages and our code to read; the model's socket where the role may have it."""
        runtime = self._settings.runtime.absolute()
        readonly = {
            **readable(base_prefix(runtime)),
            _RUNTIME: runtime,
            _AGENT: self._code / "agent-image",
            "/opt/qlp/shared": self._code / "shared",
        }
        env = self._environment(job)
        socket = self._settings.home.absolute() / "model.sock"
        if job.network == "model" and socket.is_socket():
            give(socket)
            readonly[_SOCKET] = socket
        command = [f"{_RUNTIME}/bin/python", "-I", "-S", "-c", _START]
        limits, strict = replace(self._limits, seconds=job.seconds), self._settings.sandbox == "strict"
        return Box(job.name, command, readonly, env=env, limits=limits, strict=strict)

    def _environment(self, job: Job) -> dict[str, str]:
        chosen = self._settings
        if job.network == "none":
            return {}
        env = {name: os.environ[name] for name in _PASSED if name in os.environ}
        if chosen.offline:
            return {**env, "QLP_AGENT_MODEL": "offline"}
        named = {"QLP_AGENT_MODEL": "openai", "QLP_MODEL": chosen.model_for(job.role), "QLP_MODEL_EFFORT": chosen.effort}
        window = {"QLP_MODEL_CONTEXT": str(chosen.model_context)} if chosen.model_context else {}
        return {**env, **named, **window, "QLP_MODEL_SOCKET": _SOCKET, "QLP_MODEL_TICKET": self._tickets.ticket(job.tenant, job.name)}

    async def _compile(self) -> None:
        """Byte code of what every job imports, once: the sandbox cannot write it where it would be found again."""
        if self._compiled is None:
            self._compiled = asyncio.create_task(asyncio.to_thread(_compile_code, self._code))
        await asyncio.shield(self._compiled)

    async def _announce(self, job: Job) -> None:
        event = JobEnded(id=uuid4(), tenant=job.tenant, run=job.run, time=datetime.now(UTC), source="jobs", job=job.name, task=job.task)
        for attempt in range(_PUBLISH_TRIES):
            try:
                await self._bus.publish([Message(JobEnded.TOPIC, job.run, to_wire(event))])
            except Temporary as error:
                _log.warning("the end of job %s is not announced yet: %s", job.name, error.message)
                await asyncio.sleep(error.delay * 2**attempt)
            else:
                return


async def _converse(running: Running, entry: _Entry) -> str:
    """Gives the bundle and takes the output until the process ends; why it was ended from here, if so."""
    process = running.process
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise AssertionError("started with pipes")
    feeding = asyncio.create_task(_feed(process.stdin, entry.job.bundle))
    draining = asyncio.create_task(_drain(process.stderr, entry.errors))
    try:
        if not await _read(process.stdout, entry.output):
            return f"it wrote more than {entry.output.limit // 2**20} MB"
        await process.wait()
        await asyncio.wait([draining], timeout=_GRACE_SECONDS)
        return ""
    finally:
        feeding.cancel()
        draining.cancel()
        await asyncio.wait([feeding, draining])


async def _feed(stdin: StreamWriter, bundle: bytes) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stdin.write(bundle)
        await stdin.drain()
        stdin.close()


async def _read(stdout: StreamReader, output: Output) -> bool:
    """False: it wrote more than it may."""
    while chunk := await stdout.read(65536):
        if not output.add(chunk):
            return False
    output.end()
    return True


async def _drain(stderr: StreamReader, tail: Tail) -> None:
    while chunk := await stderr.read(65536):
        tail.add(chunk)


def _compile_code(code: Path) -> None:
    for folder in ("agent-image", "shared"):
        compileall.compile_dir(code / folder, quiet=2, workers=1)
