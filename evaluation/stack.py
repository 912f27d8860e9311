"""A stack of the evaluation's own, driven by the command line as a person drives it: its own home, its own ports, gone afterwards."""

import asyncio
import json
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from local.stack.places import ROOT
from shared.errors import Permanent, Unavailable

_QLP = Path(sys.executable).with_name("qlp")
_MODEL_SETTINGS = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT", "INTENT")
_UP_SECONDS, _DOWN_SECONDS, _COMMAND_SECONDS = 120.0, 60.0, 60.0


class CommandFailed(Permanent):
    """A command ended without the document that it should print."""

    code = "command_failed"


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack in its own home. `settings` are the environment's that it adds: those of the model."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment without any setting of QLP or of a model, but for ours."""
        kept = {name: value for name, value in os.environ.items() if name not in _MODEL_SETTINGS and not name.startswith("QLP_")}
        return {**kept, "QLP_HOME": str(self.home), **self.settings}

    async def qlp(self, *words: str, stdin: str = "", seconds: float = _COMMAND_SECONDS) -> Any:  # noqa: ANN401 - any JSON
        """What a command answers with --json, whatever its exit code. Raises CommandFailed, or Unavailable after so many seconds."""
        process = await asyncio.create_subprocess_exec(
            _QLP, *words, "--json", cwd=ROOT, env=self.environment, stdin=PIPE if stdin else DEVNULL, stdout=PIPE, stderr=PIPE
        )
        try:
            async with asyncio.timeout(seconds):
                output, errors = await process.communicate(stdin.encode() if stdin else None)
        except TimeoutError as error:
            raise Unavailable(f"`qlp {words[0]}` took longer than {seconds:.0f} s") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        try:
            return json.loads(output)
        except ValueError as error:
            raise CommandFailed(f"`qlp {words[0]}` ended with {process.returncode}: {errors.decode(errors='replace')[-500:]}") from error


@asynccontextmanager
async def running(settings: Mapping[str, str]) -> AsyncIterator[Stack]:
    """A stack with this model while it is up. Raises what `qlp` raises when it does not come up."""
    stack = Stack(Path(mkdtemp(prefix="qlp-eval-")), settings)
    try:
        await stack.qlp("up", "--detach", seconds=_UP_SECONDS)
        yield stack
    finally:
        await asyncio.shield(_down(stack))


async def _down(stack: Stack) -> None:
    try:
        await stack.qlp("down", seconds=_DOWN_SECONDS)
    finally:
        await asyncio.to_thread(shutil.rmtree, stack.home, ignore_errors=True)
