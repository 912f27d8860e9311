"""Runs jobs as they are run: the entry point in its own process, the bundle on its standard input."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.drops import Report
from shared.job_protocol import DropLine, FailedLine, ThoughtLine, outcome, parse_line

ROOT = Path(__file__).resolve().parents[2]
ENTRY = [sys.executable, "-m", "agent"]


@dataclass(frozen=True, slots=True)
class Ran:
    """A job that ended: its lines in order, and what it wrote beside them."""

    code: int
    lines: list[ThoughtLine | DropLine | FailedLine]
    errors: str

    @property
    def end(self) -> DropLine | FailedLine:
        last = self.lines[-1]
        assert not isinstance(last, ThoughtLine), self.errors
        return last

    @property
    def drop(self) -> DropLine:
        assert isinstance(self.end, DropLine), self.end
        return self.end

    @property
    def failure(self) -> FailedLine:
        assert isinstance(self.end, FailedLine), self.end
        return self.end

    @property
    def report(self) -> Report:
        return Report.model_validate(self.drop.drop.result)

    @property
    def warnings(self) -> list[str]:
        return [line.text for line in self.lines if isinstance(line, ThoughtLine) and line.level == "warning"]


async def run_job(
    bundle: Mapping[str, Any] | bytes, folder: Path, environment: Mapping[str, str] | None = None, command: Sequence[str] = ENTRY
) -> Ran:
    """The job, run to its end (at most 100 s)."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'agent-image'}",
        "TMPDIR": str(folder),
        **(environment or {}),
    }
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=surroundings,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    given = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
    try:
        async with asyncio.timeout(100):
            output, errors = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert outcome(output), errors.decode()
    return Ran(process.returncode or 0, [parse_line(line) for line in output.splitlines()], errors.decode())
