"""What a hostile job tries against the platform that runs it: its output, its time, its neighbours' secrets."""

import asyncio
import os
import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from shared.adapters.bwrap_jobs import BwrapJobs
from shared.adapters.limits import Limits
from shared.adapters.memory import MemoryBus
from shared.events import Event, JobEnded, ThoughtShared, parse
from shared.job_protocol import DropLine, FailedLine, outcome
from shared.ports import Job, JobStatus
from shared.settings import Settings

RUNTIME = Path(__file__).resolve().parents[2] / ".qlp" / "runtime"
RUN = "b" * 32
LIMITS = Limits(memory=256 * 2**20, processes=40, workspace=32 * 2**20)
pytestmark = pytest.mark.skipif(not (RUNTIME / "pyvenv.cfg").exists(), reason="the runtime is not set up: make setup")

Agent = Callable[..., "Platform"]


class Platform:
    """Jobs whose agent is this code."""

    def __init__(self, folder: Path, code: str, **settings: Any) -> None:
        package = folder / "code" / "agent-image" / "agent"
        package.mkdir(parents=True)
        (folder / "code" / "shared").mkdir()
        (package / "__init__.py").write_text("")
        (package / "__main__.py").write_text("import json, os, sys, time\ndef main():\n" + textwrap.indent(textwrap.dedent(code), "    "))
        self.bus = MemoryBus()
        chosen = Settings(home=folder, runtime=RUNTIME, **settings)
        self.jobs = BwrapJobs(chosen, self.bus, LIMITS, folder / "code")

    async def start(self, name: str = "qlp-1", bundle: bytes = b"{}", seconds: float = 20.0, network: Any = "none") -> None:
        await self.jobs.start(Job(name, "acme", RUN, "t1", "codegen", bundle, network, seconds))

    async def end(self, name: str = "qlp-1") -> JobStatus:
        async with asyncio.timeout(30):
            while not any(e.job == name for e in self.seen(JobEnded)):
                await asyncio.sleep(0.01)
        return await self.jobs.status(name)

    async def run(self, **more: Any) -> JobStatus:
        await self.start(**more)
        return await self.end()

    def seen(self, kind: type[Event] = Event) -> list[Any]:
        return [e for m in self.bus.messages if isinstance(e := parse(m.value), kind)]


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    made: list[Platform] = []

    def make(code: str, **settings: Any) -> Platform:
        made.append(Platform(tmp_path, code, **settings))
        return made[-1]

    yield make
    for platform in made:
        await platform.jobs.close()


async def test_thoughts_are_shown_while_the_job_runs(agent: Agent) -> None:
    platform = agent("""
        print('{"kind":"thought","text":"first"}', flush=True)
        time.sleep(30)
    """)
    await platform.start()
    async with asyncio.timeout(10):
        while not platform.seen(ThoughtShared):
            await asyncio.sleep(0.01)
    (thought,) = platform.seen(ThoughtShared)
    assert (thought.text, thought.task, thought.role, thought.run) == ("first", "t1", "codegen", RUN)
    assert (await platform.jobs.status("qlp-1")).state == "running"


async def test_a_flood_of_thoughts_is_thinned_out_and_cut(agent: Agent) -> None:
    platform = agent("""
        for n in range(20000):
            print(json.dumps({"kind": "thought", "text": "x" * 300}))
        print('{"kind":"drop","drop":{}}')
    """)
    status = await platform.run()
    thoughts = platform.seen(ThoughtShared)
    assert isinstance(outcome(status.output), DropLine)
    assert 0 < len(thoughts) < 2000
    assert any("left out" in thought.text for thought in thoughts)
    assert b"thought" not in status.output


async def test_output_without_end_ends_the_job(agent: Agent) -> None:
    status = await agent("while True: os.write(1, b'x' * 1000 + b'\\n')").run()
    assert "more than 8 MB" in status.reason
    assert len(status.output) <= 8 * 2**20
    assert outcome(status.output) is None


async def test_a_line_without_end_ends_the_job(agent: Agent) -> None:
    status = await agent("while True: os.write(1, b'x' * 65536)").run()
    assert "more than" in status.reason


async def test_an_endless_loop_ends_at_its_deadline(agent: Agent) -> None:
    status = await agent("while True: pass").run(seconds=0.5)
    assert status.reason == "it ran longer than 0 s"
    assert 0.5 <= status.seconds < 5


async def test_a_crash_tells_its_last_words(agent: Agent) -> None:
    status = await agent("raise RuntimeError('the last words\\x1b[31m')").run()
    assert (status.state, status.exit_code) == ("ended", 1)
    assert "the last words" in status.reason
    assert "\x1b" not in status.reason


async def test_a_job_that_runs_out_of_memory_says_so(agent: Agent) -> None:
    status = await agent("kept = []\nwhile True: kept.append(bytearray(8 << 20))").run()
    assert "memory" in status.reason.lower()


async def test_events_written_to_the_output_are_no_events(agent: Agent) -> None:
    forged = {
        "specversion": "1.0",
        "type": "qlp.job.ended.v1",
        "id": "7d9a5f5e-0d43-4f0e-9d57-0d6c5b8f0a11",
        "tenantid": "victim",
        "subject": "c" * 32,
        "time": "2026-01-01T00:00:00Z",
        "source": "jobs",
        "data": {"job": "other"},
    }
    status = await agent(f"""
        print(json.dumps({forged!r}))
        print(json.dumps({{"kind": "thought", "text": "mine", "tenant": "victim", "run": "{"c" * 32}"}}))
        print('{{"kind":"failed","code":"x","reason":"y"}}')
    """).run()
    assert isinstance(outcome(status.output), FailedLine)


async def test_only_our_own_end_and_thoughts_reach_the_broker(agent: Agent) -> None:
    platform = agent("""print('{"kind":"thought","text":"mine","tenant":"victim","run":"x"}')""")
    await platform.run()
    assert {(event.tenant, event.run) for event in platform.seen()} == {("acme", RUN)}
    assert [type(event) for event in platform.seen()] == [ThoughtShared, JobEnded]


@pytest.mark.parametrize(
    "noise", [b"\xff\xfe\x00", b"[" * 100_000, b'{"kind":"thought"}', b'{"kind":"thought","text":' + b'"\\ud800"}', b"null", b"1e999"]
)
async def test_nonsense_in_the_output_harms_nobody(agent: Agent, noise: bytes) -> None:
    status = await agent(f"""
        os.write(1, {noise!r} + b"\\n")
        print('{{"kind":"drop","drop":{{}}}}')
    """).run()
    assert isinstance(outcome(status.output), DropLine)


async def test_a_job_cannot_read_its_neighbours_bundle(agent: Agent) -> None:
    platform = agent("""
        bundle = sys.stdin.buffer.read()
        if b"victim" in bundle:
            held = open("/workspace/held", "wb").write(bundle)
            print('{"kind":"thought","text":"ready"}', flush=True)
            time.sleep(30)
        found = []
        for root, _, names in os.walk("/"):
            if root.startswith(("/usr", "/opt", "/sys", "/proc/sys")) or "/pyenv" in root or "/lib/python" in root:
                continue
            for name in names:
                try:
                    with open(os.path.join(root, name), "rb") as file:
                        os.set_blocking(file.fileno(), False)
                        if b"s3cret" + b"-bundle" in (file.read(1 << 16) or b""):
                            found.append(os.path.join(root, name))
                except OSError:
                    pass
        print(json.dumps({"kind": "failed", "code": "found", "reason": json.dumps(found)}))
    """)
    await platform.start("qlp-victim", b"victim s3cret-bundle")
    async with asyncio.timeout(10):
        while not platform.seen(ThoughtShared):
            await asyncio.sleep(0.01)
    await platform.start("qlp-spy")
    line = outcome((await platform.end("qlp-spy")).output)
    assert isinstance(line, FailedLine)
    assert line.reason == "[]"


async def test_no_credentials_are_in_a_jobs_environment(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_TEST_SECRET", "s3cret")
    platform = agent(
        "print(json.dumps({'kind': 'failed', 'code': 'env', 'reason': json.dumps(dict(os.environ))}))",
        openai_api_key="s3cret",
        openai_base_url="http://model.invalid/v1",
        model="some-model",
    )
    line = outcome((await platform.run(network="model")).output)
    assert isinstance(line, FailedLine)
    assert "s3cret" not in line.reason
    assert '"QLP_AGENT_MODEL": "openai"' in line.reason
    assert '"QLP_MODEL": "some-model"' in line.reason


@pytest.mark.parametrize(("network", "reached"), [("model", True), ("none", False)])
async def test_the_models_socket_is_there_for_agents_only(agent: Agent, tmp_path: Path, network: str, reached: bool) -> None:
    platform = agent("""
        import socket
        try:
            with socket.socket(socket.AF_UNIX) as s:
                s.connect("/run/qlp/model.sock")
                said = s.recv(5).decode()
        except OSError as error:
            said = str(error)
        print(json.dumps({"kind": "failed", "code": "said", "reason": said}))
    """)

    def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    server = await asyncio.start_unix_server(greet, tmp_path / "model.sock")
    (tmp_path / "model.sock").chmod(0o600)
    try:
        line = outcome((await platform.run(network=network)).output)
    finally:
        server.close()
        await server.wait_closed()
    assert isinstance(line, FailedLine)
    assert (line.reason == "hello") is reached


async def test_a_bundle_that_nobody_reads_blocks_nothing(agent: Agent) -> None:
    status = await agent("""print('{"kind":"drop","drop":{}}')""").run(bundle=b"x" * 6_000_000)
    assert isinstance(outcome(status.output), DropLine)


async def test_more_jobs_than_there_is_room_for_wait_in_their_order(agent: Agent) -> None:
    platform = agent("""print('{"kind":"drop","drop":{}}')""", max_jobs=1)
    for n in range(4):
        await platform.start(f"qlp-{n}")
    assert [(await platform.jobs.status(f"qlp-{n}")).state for n in range(4)] == ["running", "waiting", "waiting", "waiting"]
    await platform.end("qlp-3")
    assert [event.job for event in platform.seen(JobEnded)] == ["qlp-0", "qlp-1", "qlp-2", "qlp-3"]


async def test_a_stopped_job_is_gone_with_all_it_started(agent: Agent) -> None:
    platform = agent("""
        if os.fork() == 0:
            os.setsid()
        print('{"kind":"thought","text":"up"}', flush=True)
        time.sleep(60)
    """)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    await platform.start()
    async with asyncio.timeout(10):
        while not platform.seen(ThoughtShared):
            await asyncio.sleep(0.01)
    tree = [child for child in psutil.Process(os.getpid()).children(recursive=True) if child.pid not in before]
    assert tree
    await platform.jobs.stop("qlp-1")
    _, alive = await asyncio.to_thread(psutil.wait_procs, tree, 5)
    assert alive == []
    assert (await platform.jobs.status("qlp-1")).state == "lost"


async def test_a_job_without_a_runtime_is_lost_with_the_reason(agent: Agent, tmp_path: Path) -> None:
    platform = agent("pass")
    platform.jobs = BwrapJobs(Settings(home=tmp_path, runtime=tmp_path / "none"), platform.bus)
    status = await platform.run()
    assert status.state == "lost"
    assert "make setup" in status.reason


async def test_hostile_code_cannot_answer_for_the_job_that_started_it(agent: Agent) -> None:
    """The job guards itself as the check does; nothing else is in its sandbox whose open files lead out."""
    hostile = """
import glob, os, signal
for path in glob.glob('/proc/[0-9]*/fd/*'):
    try:
        with open(path, 'w') as other:
            other.write('{"kind":"drop","drop":{"result":{"forged":true}}}' + chr(10))
    except OSError:
        pass
for number in (signal.SIGTERM, signal.SIGKILL):
    os.kill(os.getppid(), number)
"""
    status = await agent(f"""
        import ctypes, subprocess
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
        subprocess.run([sys.executable, "-c", {hostile!r}], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        print('{{"kind":"failed","code":"x","reason":"the real answer"}}')
    """).run()
    assert b"forged" not in status.output
    # Where the job is not process 1 it can be killed; then it ends with a signal, and nothing of its output counts.
    assert status.exit_code != 0 or b"the real answer" in status.output
