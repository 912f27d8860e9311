"""Starts the programs of a result in the platform's own sandbox: no network, the files in a folder of their own that they may change."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.adapters.bwrap import Box, base_prefix, give, launch, readable
from shared.adapters.limits import Limits
from shared.drops import safe_path
from shared.errors import Permanent

_RUNTIME = "/opt/qlp/runtime"
_SECONDS = 20.0
_MAX_OUTPUT = 1_000_000


class Hung(Permanent):
    """A program did not end in its time."""

    code = "hung"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended."""

    code: int
    output: str
    errors: str


@dataclass(frozen=True, slots=True)
class Programs:
    """The files of a result, by path, and the Python environment that they run in."""

    files: Mapping[str, bytes]
    runtime: Path

    async def run(self, words: Sequence[str], files: Mapping[str, str], stdin: str = "") -> Ended:
        """Runs Python with these arguments in a fresh folder with the result's files and the given ones. Raises Hung, MissingTool, Unavailable."""
        with TemporaryDirectory(prefix="qlp-eval-") as name:
            folder = Path(name) / "app"
            folder.mkdir()
            for path, content in {**self.files, **{path: text.encode() for path, text in files.items()}}.items():
                target = folder / safe_path(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            Path(name).chmod(0o755)
            give(folder)
            return await self._sandboxed(folder, words, stdin)

    async def _sandboxed(self, folder: Path, words: Sequence[str], stdin: str) -> Ended:
        readonly = {**readable(base_prefix(self.runtime)), _RUNTIME: self.runtime}
        command = [f"{_RUNTIME}/bin/python", *words]
        limits = Limits(seconds=None)
        box = Box("evaluation", command, readonly, {"/app": folder}, {"PYTHONDONTWRITEBYTECODE": "1"}, "/app", limits)
        running = await launch(box, stdin=PIPE)
        try:
            async with asyncio.timeout(_SECONDS):
                output, errors = await running.process.communicate(stdin.encode())
        except TimeoutError as error:
            running.process.kill()
            raise Hung(f"it did not end within {_SECONDS:.0f} s") from error
        finally:
            await running.end()
        return Ended(running.process.returncode or 0, _text(output), _text(errors))


def _text(content: bytes) -> str:
    return content[:_MAX_OUTPUT].decode(errors="replace")
