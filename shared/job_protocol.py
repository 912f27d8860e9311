"""What goes into a job and what comes out: a JSON bundle on standard input, JSON lines on standard output.

The same in a local sandbox (pipes) and in Kubernetes (a mounted file and the pod's log), so that a job needs no network and
no credentials to do its work.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from shared.drops import Drop
from shared.errors import Invalid
from shared.events import Usage
from shared.specification import Part


class Bundle(Part):
    """A task with its inputs resolved: name -> JSON document."""

    task: str
    role: str
    goal: str = ""
    inputs: dict[str, Any] = Field(default_factory=dict)
    seconds: float = 600.0


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
