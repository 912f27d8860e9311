"""A whole embedded stack for tests: its own home, its own ports, driven by the command line as a person drives it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
QLP = Path(sys.executable).with_name("qlp")
MODEL_SETTINGS = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "QLP_MODEL", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT")


@dataclass
class Stack:
    """A stack in its own home, and `qlp` that talks to it."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in MODEL_SETTINGS and not name.startswith("QLP_")}
        return {**clean, "QLP_HOME": str(self.home), **self.settings}

    def qlp(self, *words: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end."""
        return subprocess.run(
            [QLP, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
        )

    def answer(self, *words: str, timeout: float = 90) -> Any:
        """What a command answers with --json; it must succeed."""
        done = self.qlp(*words, "--json", timeout=timeout)
        assert done.returncode == 0, f"qlp {' '.join(words)}\n{done.stdout}\n{done.stderr}\n{self.logs()}"
        return json.loads(done.stdout)

    def until(self, run: str, *states: str, timeout: float = 120) -> dict[str, Any]:
        """The run as it is shown, once it is in one of these states; any end of it ends the wait, too."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            shown = self.qlp("show", run, "--json")
            # While the gateway is away, as after a kill, there is no answer: that is what these tests are about.
            run_now = json.loads(shown.stdout) if shown.returncode == 0 else {"status": ""}
            if run_now["status"] in {*states, "live", "rejected", "failed", "cancelled"}:
                return dict(run_now)
            time.sleep(0.2)
        pytest.fail(f"run {run} is not {' or '.join(states)} after {timeout:.0f} s\n{self.logs()}")

    def logs(self) -> str:
        """The end of every log of the stack, for a test that failed."""
        found = sorted((self.home / "logs").glob("*.log"))
        return "\n".join(f"== {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-25:]) for path in found)

    def up(self) -> None:
        self.answer("up", "--detach")

    def down(self) -> None:
        self.qlp("down")

    def pid(self, name: str) -> int:
        """The process id of one of the stack's processes."""
        (found,) = [process["pid"] for process in self.answer("status")["processes"] if process["name"] == name]
        return int(found)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack with the offline model, shared by the tests that do not break it."""
    yield from started(Stack(tmp_path_factory.mktemp("stack")))


def started(stack: Stack) -> Iterator[Stack]:
    """The stack while it is up; afterwards down, also when a test failed."""
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
