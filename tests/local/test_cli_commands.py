"""The command line against one real embedded stack of its own, in the order of a working day."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from local.stack import state
from local.stack.ports import free_port
from shared.signatures import keys_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
_QLP = Path(sys.executable).parent / "qlp"


class Cli:
    """`qlp` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QLP_", "OPENAI_", "AZURE_OPENAI_"))}
        self.environment = {**kept, "QLP_HOME": str(home)}

    def __call__(self, *words: str, code: int = 0, given: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run([_QLP, *words], env=self.environment, capture_output=True, text=True, input=given, timeout=120)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code).stdout)

    def pids(self) -> dict[str, int]:
        return {each["name"]: each["pid"] for each in self.json("status")["processes"]}


@pytest.fixture(scope="module")
def qlp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """A stack that is up."""
    cli = Cli(tmp_path_factory.mktemp("cli") / "home")
    try:
        cli("up", "--detach")
        yield cli
    finally:
        cli("down")


def test_status_names_each_process_and_its_health(qlp: Cli) -> None:
    told = qlp.json("status")
    assert {each["name"] for each in told["processes"]} == {"supervisor", "broker", "storage", "host"}
    assert all(each["healthy"] and psutil.pid_exists(each["pid"]) for each in told["processes"])
    assert httpx.get(f"{told['gateway']}/api/v1/health").status_code == 200
    assert httpx.get(f"{told['dashboard']}/config.json").json()["gateway"] == told["gateway"]


def test_a_stack_that_runs_is_not_started_twice(qlp: Cli) -> None:
    before = qlp.pids()
    assert "runs already" in qlp("up", "--detach").stdout
    assert qlp.pids() == before
    assert "runs already at" in qlp("up", "--detach", "--port", str(free_port()), code=1).stderr


def test_a_token_is_alone_on_standard_output_and_opens_the_gateway(qlp: Cli) -> None:
    token = qlp("token", "--tenant", "acme", "--role", "user", "--role", "approver").stdout.strip()
    me = httpx.get(f"{qlp.json('status')['gateway']}/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert me["tenant"] == "acme"
    assert me["roles"] == ["approver", "user"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("submit", " "), "intent: it must not be empty"),
        (("show", "f" * 32), "there is no such run"),
        (("approve", "f" * 32), "there is no such run"),
        (("cancel", "f" * 32), "there is no such run"),
        (("deadletter", "show", "0" * 32), "there is no such dead letter"),
        (("token", "--role", "root"), "the right 'root' is unknown"),
        (("token", "--tenant", "A B"), "a tenant id has"),
        (("capsule", "verify", "/nowhere/at.all"), "cannot be read"),
        (("logs", "--process", "nobody"), "there is no log of 'nobody'"),
        (("logs",), "name a run"),
    ],
)
def test_what_is_refused_is_a_sentence_and_not_a_traceback(qlp: Cli, words: tuple[str, ...], said: str) -> None:
    told = qlp(*words, "--json", code=1)
    assert said in told.stderr.replace("\n", " ")
    assert "Traceback" not in told.stderr
    assert json.loads(told.stdout)["message"]


def test_the_public_keys_that_capsules_are_signed_with_are_fetched(qlp: Cli, tmp_path: Path) -> None:
    file = tmp_path / "keys.pem"
    qlp("capsule", "keys", "-o", str(file))
    assert len(keys_in(file.read_bytes())) == 1


def test_a_run_is_submitted_listed_shown_and_cancelled(qlp: Cli) -> None:
    run = qlp(
        "submit", "-", given="Build a notes REST API. POST /notes with a JSON text creates one (201), GET /notes lists them."
    ).stdout.strip()
    assert run in qlp("runs").stdout
    assert qlp.json("show", run[:8])["run_id"] == run
    qlp("cancel", run, "--reason", "changed my mind")
    ended = qlp.json("watch", run, "--timeout", "60", code=1)
    assert ended["status"] == "cancelled"
    assert qlp.json("logs", run)["events"][0]["seq"] == 1


def test_the_same_key_gives_the_same_run(qlp: Cli) -> None:
    first, second = (qlp("submit", "Build a thing that lists things.", "--key", "k1").stdout for _ in range(2))
    assert first == second
    assert "another body" in qlp("submit", "Build another thing.", "--key", "k1", code=1).stderr
    subprocess.run([_QLP, "cancel", first.strip()], env=qlp.environment, capture_output=True)


def test_a_supervisor_that_is_killed_leaves_no_orphan_and_the_next_one_goes_on(qlp: Cli) -> None:
    stack = state.read(qlp.home)
    assert stack is not None
    before, runs = qlp.pids(), qlp.json("runs")["runs"]
    watched = [psutil.Process(pid) for name, pid in before.items() if name != "supervisor"]
    os.kill(before["supervisor"], signal.SIGKILL)
    _, alive = psutil.wait_procs(watched, timeout=10)
    assert not alive
    assert "not running" in qlp("runs", code=1).stderr
    qlp("up", "--detach")
    again = state.read(qlp.home)
    assert again is not None
    assert (again.gateway, again.dashboard, again.issuer) == (stack.gateway, stack.dashboard, stack.issuer)
    assert {run["run_id"] for run in qlp.json("runs")["runs"]} == {run["run_id"] for run in runs}


def test_down_leaves_no_process(qlp: Cli) -> None:
    pids = qlp.pids().values()
    family = [psutil.Process(pid) for pid in pids]
    family += [child for process in family for child in process.children(recursive=True)]
    assert qlp.json("down") == {"stopped": True}
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
    assert qlp.json("down") == {"stopped": False}
    assert qlp.json("status", code=1)["processes"] == []


@pytest.mark.parametrize("ignored", [False, True])
def test_a_stack_in_the_foreground_ends_on_an_interrupt_also_where_the_shell_ignores_it(tmp_path: Path, ignored: bool) -> None:
    own, port = Cli(tmp_path / "home"), free_port()
    shell = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"] if ignored else []
    command: list[str | Path] = [*shell, _QLP, "up", "--port", str(port)]
    process = subprocess.Popen(command, env=own.environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        assert any("until Ctrl-C" in line for line in process.stdout)
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/health").status_code == 200
        family = [psutil.Process(pid) for pid in own.pids().values()]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        _, alive = psutil.wait_procs(family, timeout=5)
        assert not alive
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"the port {port} is in use" in Cli(tmp_path)("up", "--detach", "--port", str(port), code=1).stderr


def test_doctor_tells_what_is_there(qlp: Cli) -> None:
    told = qlp.json("doctor")
    assert told["healthy"]
    assert {"python", "broker", "node", "storage", "runtime", "model"} <= {each["name"] for each in told["findings"]}
