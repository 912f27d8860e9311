"""How Python programs are started here: with the runtime's packages, and nothing of ours in reach or in the environment."""

import sys
from pathlib import Path

from agent.check.server import Server
from shared.specification import Plan


def environment(home: Path, *import_folders: Path) -> dict[str, str]:
    """The whole environment of a generated program. `home` is its own writable folder; data goes below it."""
    packages = [folder for folder in sys.path if folder.endswith("site-packages")]
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": ":".join([*map(str, import_folders), *packages]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "QLP_DATA": str(home / "data"),
    }


def server(folder: Path, socket: Path, plan: Plan) -> Server:
    """uvicorn on the plan's entry."""
    home = folder.with_name(folder.name + "-home")
    home.mkdir()
    command = [sys.executable, "-m", "uvicorn", plan.entry, "--uds", str(socket), "--no-access-log", "--log-level", "warning"]
    return Server(command, folder, environment(home))


def tracebacks(log: str) -> list[str]:
    """What Python says of the errors in a server's log; uvicorn writes the next thing after `ERROR:`."""
    return [part.split("\nERROR:")[0] for part in log.split("Traceback (most recent call last)")[1:]]
