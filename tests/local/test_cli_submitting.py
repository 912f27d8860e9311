"""Commands where answers get lost: one command is one run, and one decision."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from typer.testing import CliRunner

from local.cli.main import app


class Door(ThreadingHTTPServer):
    """A gateway that accepts every intent, one run for each key, and one decision or answer; it loses its first answers as `losses` says."""

    def __init__(self, losses: list[int | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.losses, self.runs = losses, dict[str, str]()
        self.done: dict[str, Any] | None = None


class _Call(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(200, {"name": "ada"} if self.path.endswith("/me") else {"approval": {"digest": "sha256:1"}})

    def do_POST(self) -> None:
        door: Any = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.path.endswith("/intents"):
            self._done_once(door, body)
            return
        key = self.headers["Idempotency-Key"] or f"none {len(door.runs)}"
        run = door.runs.setdefault(key, f"{len(door.runs):032x}")
        status = door.losses.pop(0) if door.losses else 202
        if status is None:
            self.close_connection = True
            return
        self._say(status, {"run_id": run} if status == 202 else {"detail": "the storage does not answer"})

    def _done_once(self, door: Any, body: dict[str, Any]) -> None:
        before, door.done = door.done, door.done or {**body, "by": "ada"}
        if door.losses:
            door.losses.pop(0)
            self.close_connection = True
        elif before:
            self._say(409, {"detail": "it was done already", "done": before})
        else:
            self._say(202, {})

    def _say(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    server = Door([])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("QLP_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("QLP_TOKEN", "any")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_command_whose_answers_are_lost_starts_one_run(door: Door) -> None:
    door.losses = [None, 503]
    done = CliRunner().invoke(app, ["submit", "Build a list."])
    assert done.exit_code == 0
    assert [done.stdout.strip()] == list(door.runs.values())


def test_two_commands_are_two_runs_and_a_given_key_is_used(door: Door) -> None:
    for words in ([], [], ["--key", "mine"], ["--key", "mine"]):
        assert CliRunner().invoke(app, ["submit", "Build a list.", *words]).exit_code == 0
    assert len(door.runs) == 3
    assert "mine" in door.runs


def test_a_command_that_gives_up_names_the_key_that_finds_its_run(door: Door) -> None:
    door.losses = [503] * 9
    done = CliRunner().invoke(app, ["run", "Build a list.", "--timeout", "0"])
    assert done.exit_code == 1
    assert f"--key {next(iter(door.runs))}" in str(done.exception)


@pytest.mark.parametrize("words", [["approve", "r" * 32], ["reject", "r" * 32, "--reason", "no "], ["answer", "r" * 32, " blue"]])
def test_a_decision_whose_answer_is_lost_is_made_once_and_no_error(door: Door, words: list[str]) -> None:
    door.losses = [None]
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, door.losses) == (0, [])
    assert door.done


@pytest.mark.parametrize(
    ("losses", "before"),
    [
        ([], {"decision": "approve", "reason": "", "digest": "sha256:1", "by": "ada"}),
        ([None], {"decision": "reject", "reason": "", "digest": "sha256:1", "by": "ada"}),
        ([None], {"decision": "approve", "reason": "", "digest": "sha256:1", "by": "bob"}),
    ],
    ids=["nothing was lost", "another decision", "another person"],
)
def test_what_was_decided_before_is_told(door: Door, losses: list[None], before: dict[str, Any]) -> None:
    door.losses, door.done = [*losses], before
    done = CliRunner().invoke(app, ["approve", "r" * 32])
    assert done.exit_code == 1
    assert "it was done already" in str(done.exception)
