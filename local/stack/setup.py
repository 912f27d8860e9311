"""Installs what the clone needs, each part once: `python -m local.stack.setup`. Needs only a bare Python 3.13 to start.

A part is done again when the files that it is made from change (a stamp holds their digest).
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from local.stack.node import npm
from local.stack.places import ROOT, RUNTIME, TOOLS
from shared.errors import MissingTool, Permanent

VENV = ROOT / ".venv"
DASHBOARD = ROOT / "dashboard"
_HERE = Path(__file__).parent
_STAMPS = ROOT / ".qlp" / "stamps"


class SetupFailed(Permanent):
    """A part could not be installed; the message ends with what its program said."""

    code = "setup_failed"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to install: what it is made from, a file that shows that it is there, and how it is made."""

    name: str
    title: str
    sources: Callable[[], Iterable[Path]]
    product: Path
    make: Callable[[], None]

    def digest(self) -> str:
        """Changes with the content of any source, with this Python, and with the clone's place."""
        total = hashlib.sha256(f"{sys.version}|{ROOT}".encode())
        for source in sorted(self.sources()):
            total.update(f"{source.relative_to(ROOT)}\0".encode() + hashlib.sha256(source.read_bytes()).digest())
        return total.hexdigest()

    def install(self) -> bool:
        """Makes it unless it is up to date; whether there was something to do. Raises SetupFailed or MissingTool."""
        stamp, digest = _STAMPS / self.name, self.digest()
        if self.product.exists() and stamp.exists() and stamp.read_text() == digest:
            return False
        say(f"{self.title} …")
        begun = time.monotonic()
        stamp.unlink(missing_ok=True)
        self.make()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(digest)
        say(f"  done in {time.monotonic() - begun:.0f} s")
        return True


def say(text: str) -> None:
    """Shows progress at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def command(*words: str | Path, cwd: Path = ROOT) -> None:
    """Runs a program; its output goes to a log and is shown when it fails. Raises SetupFailed."""
    log = ROOT / ".qlp" / "logs" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        done = subprocess.run([str(word) for word in words], cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
    if done.returncode:
        shown = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise SetupFailed(f"{' '.join(map(str, words[:4]))} … failed with code {done.returncode}; the end of {log}:\n{shown}")


def _pip(python: Path, *words: str) -> None:
    """The clone's pip, working on the environment of `python`."""
    quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
    command(VENV / "bin" / "python", "-m", "pip", "--python", python, "install", *quiet, *words)


def _make_venv() -> None:
    python = VENV / "bin" / "python"
    if not python.exists():
        command(sys.executable, "-m", "venv", "--clear", VENV)
    _pip(python, "-r", str(ROOT / "requirements-dev.txt"))
    _pip(python, "--no-deps", "-e", str(ROOT))


def _make_runtime() -> None:
    """An environment of its own, without pip: it is all that agents and generated apps see of this machine's Python."""
    command(VENV / "bin" / "python", "-m", "venv", "--clear", "--without-pip", RUNTIME)
    _pip(RUNTIME / "bin" / "python", "--compile", "-r", str(ROOT / "agent-image" / "requirements.txt"))


def _make_tools() -> None:
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(_HERE / name, TOOLS / name)
    command(*npm(), "ci", "--omit=dev", "--ignore-scripts", cwd=TOOLS)


def _make_dashboard() -> None:
    command(*npm(), "ci", cwd=DASHBOARD)
    command(*npm(), "run", "build", cwd=DASHBOARD)


def _dashboard_sources() -> Iterable[Path]:
    made = {"node_modules", "dist", "test-results", "playwright-report"}
    return (file for file in DASHBOARD.rglob("*") if file.is_file() and not made & set(file.relative_to(DASHBOARD).parts))


def _python_sources() -> list[Path]:
    return [ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "pyproject.toml"]


ENVIRONMENT = Part("venv", "Installing the Python environment (.venv)", _python_sources, VENV / "bin" / "qlp", _make_venv)
PARTS = (
    Part(
        *("runtime", "Installing the runtime of agents and generated apps (.qlp/runtime)"),
        lambda: [ROOT / "agent-image" / "requirements.txt"],
        *(RUNTIME / "bin" / "python", _make_runtime),
    ),
    Part(
        *("expressions", "Compiling the expressions of the offline model (.qlp/runtime/expressions)"),
        lambda: [*(ROOT / "shared" / "reading").rglob("*.py"), *(ROOT / "shared" / "adapters" / "offline").glob("*.py")],
        *(RUNTIME / "expressions", lambda: command(RUNTIME / "bin" / "python", "-m", "shared.adapters.offline.expressions")),
    ),
    Part(
        *("tools", "Installing the storage emulator (.qlp/tools)"),
        lambda: [_HERE / "package-lock.json", _HERE / "package.json"],
        *(TOOLS / "node_modules" / "azurite" / "package.json", _make_tools),
    ),
    Part("dashboard", "Building the dashboard (dashboard/dist)", _dashboard_sources, DASHBOARD / "dist" / "index.html", _make_dashboard),
)


def install() -> None:
    """Brings everything up to date. The first part is made by any Python 3.13, the others by the environment that it makes.

    Raises SetupFailed or MissingTool."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        ENVIRONMENT.install()
        os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), "-m", "local.stack.setup"])  # noqa: S606
    parts = [part for part in PARTS if part.name != "dashboard" or (DASHBOARD / "package.json").exists()]
    done = [part.install() for part in parts]
    if any(done):
        say("Set-up is complete.")


def main() -> int:
    """The program; its exit code."""
    try:
        install()
    except (SetupFailed, MissingTool) as error:
        sys.stderr.write(f"Set-up did not finish. {error.message}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
