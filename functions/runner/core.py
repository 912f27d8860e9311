"""What to do with a task's job: start, wait, start again, or answer. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from shared.drops import MAX_DROP_BYTES
from shared.errors import Invalid
from shared.events import TaskDispatched, Usage
from shared.events.envelope import Value
from shared.job_protocol import Bundle, DropLine, FailedLine, Job, JobStatus, outcome, parse_line
from shared.roles import ROLES

#: Roles whose structured answer is copied into the event: its reader decides on it.
DECISIVE = frozenset({"requirements", "architect", "check"})
#: A new attempt with less time than this is of no use.
LEAST_SECONDS = 1.0
#: So often a task's job may be lost without that counting as an attempt; then the task itself is the suspect.
MOST_LOST = 10
_REASON = 1000


class Ledger(Value):
    """What the runner knows of a task.

    `spent`: seconds that earlier attempts ran. `lost`: attempts that went down with what ran them. `waiting`: there was no room
    for its job yet.
    """

    dispatch: TaskDispatched
    attempt: int = 1
    began: AwareDatetime
    spent: float = 0.0
    lost: int = 0
    state: Literal["running", "waiting", "answered", "cancelled"] = "running"

    @property
    def job(self) -> str:
        """The name of this attempt's job."""
        return f"qlp-{self.dispatch.id.hex}-{self.attempt}"

    @property
    def open(self) -> bool:
        """Not answered yet."""
        return self.state in ("running", "waiting")

    @property
    def left(self) -> float:
        """Seconds that remain for this attempt when it starts."""
        return self.dispatch.deadline - self.spent

    def close(self, state: Literal["answered", "cancelled"]) -> "Ledger":
        """The ledger of a task that needs no more; its inputs are forgotten."""
        return self.model_copy(update={"state": state, "dispatch": self.dispatch.model_copy(update={"inputs": {}})})


@dataclass(frozen=True, slots=True)
class Done:
    """It answered with a drop."""

    text: str
    line: DropLine
    usage: Usage


@dataclass(frozen=True, slots=True)
class Failed:
    """It ends without a drop."""

    code: str
    reason: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Again:
    """Start the next attempt."""

    ledger: Ledger
    reason: str


@dataclass(frozen=True, slots=True)
class Start:
    """Start this attempt: there was no room for it before."""

    ledger: Ledger


type Verdict = Done | Failed | Again | Start


def judge(ledger: Ledger, status: JobStatus, now: datetime) -> Verdict | None:
    """What follows from where the task's job stands; None: wait."""
    if not ledger.open or status.state == "running":
        return None
    if ledger.state == "waiting":
        return Start(ledger.model_copy(update={"state": "running", "began": now}))
    # A program that was killed may have written a forged outcome first, and had the real one's author killed.
    line = outcome(status.output) if status.state == "ended" and status.exit_code == 0 else None
    usage = _usage(line.usage, status) if line else Usage(seconds=status.seconds)
    if isinstance(line, FailedLine):
        return Failed(line.code[:100], line.reason[:_REASON], usage)
    if isinstance(line, DropLine):
        text = line.drop.model_dump_json()
        if len(text.encode()) <= MAX_DROP_BYTES:
            return Done(text, line, usage)
        return Failed("too_large", f"its files have more than {MAX_DROP_BYTES // 2**20} MB in all", usage)
    return _unanswered(ledger, status, now)


def _unanswered(ledger: Ledger, status: JobStatus, now: datetime) -> Verdict:
    """The job ended without an outcome: the next attempt as long as number and time allow it."""
    spent = ledger.spent + (status.seconds or max(0.0, (now - ledger.began).total_seconds()))
    reason = (_complaint(status.output) or _last_words(status.reason) or "it ended without an answer")[-_REASON:]
    lost = ledger.lost + (status.state == "lost" and ledger.lost < MOST_LOST)
    after = ledger.model_copy(update={"attempt": ledger.attempt + 1, "began": now, "spent": spent, "lost": lost})
    late = after.left <= LEAST_SECONDS
    if ledger.attempt - lost < ledger.dispatch.attempts and not late:
        return Again(after, reason)
    code = "timeout" if late else "lost" if status.state == "lost" else "crashed"
    attempts = "1 attempt" if ledger.attempt == 1 else f"{ledger.attempt} attempts"
    return Failed(code, f"no answer after {attempts}: {reason}", Usage(seconds=spent))


def job(ledger: Ledger, bundle: Bundle) -> Job:
    """The job of this attempt. Raises Invalid for a role that nobody knows."""
    asked = ledger.dispatch
    role = ROLES.get(asked.role)
    if role is None:
        raise Invalid(f"there is no role {asked.role[:100]!r}", "role")
    raw = bundle.model_dump_json().encode()
    return Job(ledger.job, asked.tenant, asked.run, asked.task, asked.role, raw, role.network, max(ledger.left, LEAST_SECONDS))


def _usage(usage: Usage, status: JobStatus) -> Usage:
    return usage if usage.seconds else usage.model_copy(update={"seconds": status.seconds})


def _last_words(reason: str) -> str:
    """What a program said when it died; of a traceback only the error itself, which is what a user can read."""
    lines = [line for line in reason.splitlines() if line.strip()]
    return lines[-1].strip() if any(line.lstrip().startswith('File "') for line in lines) else reason


def _complaint(output: bytes) -> str:
    """Why what a job wrote last is no outcome; empty when it wrote nothing."""
    lines = output.splitlines()
    if not lines:
        return ""
    try:
        parse_line(lines[-1])
    except Invalid as error:
        return f"what it answered cannot be used: {error.message}"
    return ""
