"""What goes into a job and what comes out: a JSON bundle on standard input, JSON lines on standard output.

The same in a local sandbox (pipes) and in Kubernetes (a mounted file and the pod's log), so that a job needs no network and
no credentials to do its work.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from shared.drops import Drop
from shared.errors import Invalid
from shared.events import Usage
from shared.specification import Part


@dataclass(frozen=True, slots=True)
class Job:
    """One ephemeral process tree in a sandbox: the agent image's entry point with this bundle on its standard input.

    `bundle` is JSON: `{"task", "role", "goal", "inputs": {name: document}}`. It answers with JSON lines (see agent-image).
    """

    name: str
    tenant: str
    run: str
    task: str
    role: str
    bundle: bytes
    network: Literal["none", "model"]
    """`model`: it may reach the model endpoint (agents). `none`: nothing at all (generated code runs)."""
    seconds: float


@dataclass(frozen=True, slots=True)
class JobStatus:
    """`waiting`: it was taken, and begins when there is room. `output` is what the job wrote once it ended (JSON lines, cut at 8 MB);
    `reason` says why it was lost."""

    state: Literal["waiting", "running", "ended", "lost"]
    exit_code: int | None = None
    output: bytes = b""
    reason: str = ""
    seconds: float = 0.0
    """How long it ran, without the time that it waited for room."""


class Bundle(Part):
    """A task with its inputs resolved: name -> JSON document."""

    task: str
    role: str
    goal: str = ""
    inputs: dict[str, Any] = Field(default_factory=dict)
    seconds: float = 600.0
    tokens: int = 0
    """How many tokens it may use; 0: without limit."""


class ThoughtLine(Part):
    """Shown to the user at once."""

    kind: Literal["thought"] = "thought"
    text: str
    level: Literal["thought", "info", "warning", "error"] = "thought"


class DropLine(Part):
    """The task is done. The last line of a job that succeeded."""

    kind: Literal["drop"] = "drop"
    drop: Drop
    usage: Usage = Usage()


class FailedLine(Part):
    """The task cannot be done, and trying again is useless. The last line of a job that failed by its own decision."""

    kind: Literal["failed"] = "failed"
    code: str
    reason: str
    usage: Usage = Usage()


Line = Annotated[ThoughtLine | DropLine | FailedLine, Field(discriminator="kind")]
_line: TypeAdapter[ThoughtLine | DropLine | FailedLine] = TypeAdapter(Line)


def parse_line(raw: bytes) -> ThoughtLine | DropLine | FailedLine:
    """One line of a job's output. Raises Invalid: what a job writes is untrusted."""
    try:
        return _line.validate_json(raw)
    except ValidationError as error:
        raise Invalid(f"not a line of the job protocol: {error.errors(include_url=False, include_input=False)[:2]}") from error


def outcome(output: bytes) -> DropLine | FailedLine | None:
    """The last line of a job's output that decides it; None when it ended without one."""
    for raw in reversed(output.splitlines()):
        try:
            line = parse_line(raw)
        except Invalid:
            continue
        if not isinstance(line, ThoughtLine):
            return line
    return None
