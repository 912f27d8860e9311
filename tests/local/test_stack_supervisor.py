"""The supervisor: starts, watches, restarts and ends services, and leaves nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from typer.testing import CliRunner

from local.cli.main import app
from local.issuer import Issuer
from local.stack import broker as brokers
from local.stack import state
from local.stack.layout import Layout, PortInUse, plan
from local.stack.ports import free_port
from local.stack.service import Service, appended
from local.stack.state import Identity, Process, Stack
from local.stack.supervisor import Supervisor, check_sandbox, clear_leftovers, lock, supervise
from shared.errors import Invalid, MissingTool, Unavailable
from shared.settings import settings

_SERVER = (
    "import http.server, sys; http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()"
)


def _http(name: str, port: int, answers: Callable[[], bool] = lambda: True) -> Service:
    async def probe() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                await client.get(f"http://127.0.0.1:{port}/")
        except httpx.TransportError:
            return False
        return answers()

    return Service(name, f"127.0.0.1:{port}", lambda: [sys.executable, "-c", _SERVER, str(port)], probe)


@asynccontextmanager
async def _supervised(home: Path, *stages: list[Service]) -> AsyncIterator[Stack]:
    """A supervisor over these services, until the block's end."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    layout = Layout({"dashboard": port}, "http://127.0.0.1:1", origin, "", "", Issuer(origin, home), home / "no-dashboard", list(stages))
    me = Identity.of(os.getpid())
    assert me is not None
    stack = Stack(me, dashboard=origin, processes=[Process(s.name, s.address) for together in stages for s in together])
    supervisor = Supervisor(layout, home, stack)
    running = asyncio.create_task(supervisor.run())
    try:
        await _until(lambda: stack.phase == "up" or running.done())
        yield stack
    finally:
        supervisor.stop()
        await asyncio.wait_for(running, 30)


async def _until(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def _pid(stack: Stack, name: str) -> int:
    identity = next(each.identity for each in stack.processes if each.name == name)
    return identity.pid if identity else 0


async def test_services_start_in_stages_and_end_with_the_supervisor(tmp_path: Path) -> None:
    first, second = _http("first", free_port()), _http("second", free_port())
    async with _supervised(tmp_path, [first], [second]) as stack:
        written = state.read(tmp_path)
        assert written is not None
        assert written.healthy()
        pids = [_pid(stack, "first"), _pid(stack, "second")]
        assert psutil.Process(pids[0]).create_time() <= psutil.Process(pids[1]).create_time()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert state.file(tmp_path).stat().st_mode & 0o777 == 0o600


async def test_a_service_that_is_killed_starts_again_at_the_same_address(tmp_path: Path) -> None:
    async with _supervised(tmp_path, [_http("killed", free_port())]) as stack:
        before = _pid(stack, "killed")
        os.kill(before, signal.SIGKILL)
        await _until(lambda: _pid(stack, "killed") not in (0, before) and stack.processes[0].healthy)
        assert stack.processes[0].restarts == 1


async def test_a_service_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.stack.supervisor.LOOK", 0.05)
    monkeypatch.setattr("local.stack.supervisor.LOOKS", 2)
    hangs = asyncio.Event()
    async with _supervised(tmp_path, [_http("hung", free_port(), lambda: not hangs.is_set())]) as stack:
        before = _pid(stack, "hung")
        hangs.set()
        await _until(lambda: stack.processes[0].restarts == 1)
        hangs.clear()
        await _until(lambda: _pid(stack, "hung") not in (0, before) and stack.processes[0].healthy)
        assert not psutil.pid_exists(before)


async def test_a_disk_that_takes_nothing_ends_no_service_and_keeps_none_from_being_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("local.stack.supervisor.LOOK", 0.05)
    in_the_way = tmp_path / f".stack.json.{os.getpid()}"
    async with _supervised(tmp_path, [_http("first", free_port())], [_http("second", free_port())]) as stack:
        in_the_way.mkdir()
        before = _pid(stack, "second")
        os.kill(before, signal.SIGKILL)
        await _until(lambda: _pid(stack, "second") not in (0, before) and stack.processes[1].healthy)
        assert [each.getMessage() for each in caplog.records if "is old until" in each.getMessage()] != []
        in_the_way.rmdir()
        await _until(lambda: state.read(tmp_path) == stack)
        in_the_way.mkdir()
        pids = [_pid(stack, "first"), _pid(stack, "second")]
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert len([each for each in caplog.records if "is old until" in each.getMessage()]) == 2


async def test_a_stack_whose_folder_takes_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / f".stack.json.{os.getpid()}").mkdir()
    with pytest.raises(Unavailable, match="cannot be written"):
        await supervise(tmp_path, 0)


async def test_a_service_that_the_system_cannot_start_is_tried_again(tmp_path: Path) -> None:
    port, there = free_port(), [sys.executable]
    service = replace(_http("gone", port), command=lambda: [there[0], "-c", _SERVER, str(port)])
    async with _supervised(tmp_path, [service]) as stack:
        before, there[0] = _pid(stack, "gone"), str(tmp_path / "nowhere")
        os.kill(before, signal.SIGKILL)
        await _until(lambda: stack.processes[0].restarts == 2)
        there[0] = sys.executable
        await _until(lambda: _pid(stack, "gone") not in (0, before) and stack.processes[0].healthy)


def test_a_log_that_has_grown_large_is_put_aside_when_its_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.stack.service.LOG_BYTES", 10)
    for text in (b"the first lines", b"the second lines", b"short", b" still"):
        with appended(tmp_path / "host.log") as log:
            log.write(text)
    assert (tmp_path / "host.log").read_bytes() == b"short still"
    assert (tmp_path / "host.1.log").read_bytes() == b"the second lines"
    assert len(list(tmp_path.iterdir())) == 2


async def test_a_restarted_broker_has_its_topics_and_another_cluster_id(tmp_path: Path) -> None:
    port = free_port()

    async def facts() -> tuple[str, set[str]]:
        client = AIOKafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}")
        await client.start()
        try:
            return str((await client.describe_cluster())["cluster_id"]), set(await client.list_topics())
        finally:
            await client.close()

    async with _supervised(tmp_path, [brokers.service(port)]) as stack:
        before, topics = await facts()
        pid = _pid(stack, "broker")
        os.kill(pid, signal.SIGKILL)
        await _until(lambda: _pid(stack, "broker") not in (0, pid) and stack.processes[0].healthy)
        after, topics_after = await facts()
    assert before != after
    assert topics >= set(brokers.TOPICS)
    assert topics_after >= set(brokers.TOPICS)


async def test_a_service_that_cannot_start_fails_the_stack_with_its_log(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    broken = Service("broken", "nowhere", lambda: [sys.executable, "-c", "raise SystemExit('the disk is full')"], never)
    good = _http("good", free_port())
    with pytest.raises(Unavailable, match=r"(?s)broken ended with code 1.*the disk is full"):
        async with _supervised(tmp_path, [good], [broken]) as stack:
            pass
    assert _pid(stack, "good") == 0


async def test_leftovers_of_a_killed_supervisor_are_ended_but_nobody_elses_process(tmp_path: Path) -> None:
    ours, others = (subprocess.Popen(["sleep", "300"], start_new_session=True) for _ in range(2))
    try:
        known, stranger = Identity.of(ours.pid), Identity.of(others.pid)
        assert known is not None
        assert stranger is not None
        reused = Identity(stranger.pid, stranger.started - 1)
        left = Stack(Identity(1, 0), processes=[Process("a", "", known), Process("b", "", reused)])
        await clear_leftovers(left)
        assert ours.wait(5) == -signal.SIGTERM
        assert others.poll() is None
    finally:
        for process in (ours, others):
            process.kill()
            process.wait()


async def test_a_stack_with_a_wrong_setting_does_not_start_and_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_TARGET", "aci")
    settings.cache_clear()
    with pytest.raises(Invalid, match="set QLP_ACI_RESOURCE_GROUP"):
        await supervise(tmp_path, 0)
    stack = state.read(tmp_path)
    assert stack is not None
    assert stack.phase == "failed"
    assert stack.problem.startswith("QLP_TARGET=aci needs to know where apps run, and their image: set QLP_ACI_RESOURCE_GROUP")


async def test_where_sandboxes_lack_something_a_strict_stack_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.stack.supervisor.weaknesses", lambda: ["no system-call filter", "no control group"])
    assert check_sandbox(strict=False) == ["no system-call filter", "no control group"]
    monkeypatch.setenv("QLP_SANDBOX", "strict")
    settings.cache_clear()
    with pytest.raises(MissingTool, match="QLP_SANDBOX=strict: no system-call filter; no control group"):
        await supervise(tmp_path, 0)
    settings.cache_clear()


def test_status_says_what_sandboxes_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    me = Identity.of(os.getpid())
    assert me is not None
    state.write(tmp_path, Stack(me, phase="up", weaknesses=["no system-call filter", "no control group"]))
    monkeypatch.setenv("QLP_HOME", str(tmp_path))
    told = CliRunner().invoke(app, ["status"]).stdout
    assert [line.split(maxsplit=1)[1] for line in told.splitlines() if line.startswith("Sandbox")] == [
        "no system-call filter",
        "no control group",
    ]


def test_one_home_has_one_supervisor(tmp_path: Path) -> None:
    held = lock(tmp_path)
    assert held is not None
    with held:
        assert lock(tmp_path) is None
    again = lock(tmp_path)
    assert again is not None
    again.close()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"the port {port} is in use"):
            plan(tmp_path, {}, port)


def test_two_homes_have_different_ports_keys_and_secrets(tmp_path: Path) -> None:
    first, second = plan(tmp_path / "a", {}), plan(tmp_path / "b", {})
    again = plan(tmp_path / "a", first.ports)
    assert again.ports == first.ports
    assert again.storage == first.storage
    assert not set(first.ports.values()) & set(second.ports.values())
    assert first.storage != second.storage
    assert first.issuer.jwks() != second.issuer.jwks()


def test_a_state_file_that_is_cut_short_counts_as_none(tmp_path: Path) -> None:
    state.file(tmp_path).write_text('{"supervisor": {"pid": 1')
    assert state.read(tmp_path) is None
    assert state.read(tmp_path / "nowhere") is None
