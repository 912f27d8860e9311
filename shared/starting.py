"""How an app is started, wherever it runs: what its manifest may say, its command, and its environment. It serves on a socket that is handed
to it, so it needs no right to open one.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from shared.errors import Invalid, Permanent
from shared.specification import Toolchain
from shared.toolchains import NODE_ENVIRONMENT, SUFFIXES, node, serving

_ENTRY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_HEALTH = re.compile(r"/[\w./~%-]{0,200}")
_UVICORN = ("--no-access-log", "--log-level", "warning", "--no-server-header")


def startable(toolchain: str, entry: str, health: str) -> Toolchain:
    """The toolchain, when a manifest that says this can be started here. Raises Invalid, Permanent."""
    if not _ENTRY.fullmatch(entry) or not _HEALTH.fullmatch(health):
        raise Invalid("the capsule's entry is module:name, and its health a path")
    for known in SUFFIXES:
        if known == toolchain:
            return known
    raise Permanent(f"apps in {toolchain} cannot run here")


def program(toolchain: Toolchain, runtime: Path) -> Path:
    """The interpreter, as a path below this environment. Raises MissingTool."""
    return node(runtime) if toolchain == "typescript" else Path("bin/python")


def command(toolchain: Toolchain, interpreter: str, folder: str, entry: str, descriptor: int) -> Sequence[str]:
    """What serves the app in this folder on the listening socket with this descriptor."""
    if toolchain == "typescript":
        return serving(interpreter, folder, entry, str(descriptor))
    return [interpreter, "-I", "-m", "uvicorn", entry, "--app-dir", folder, "--fd", str(descriptor), *_UVICORN]


def environment(toolchain: Toolchain, data: str) -> dict[str, str]:
    """What the app is told: where its data are."""
    return {"QLP_DATA": data, **(NODE_ENVIRONMENT if toolchain == "typescript" else {})}
