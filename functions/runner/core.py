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
from shared.roles import QUEUE_SECONDS, ROLES

#: Roles whose structured answer is copied into the event: its reader decides on it.
DECISIVE = frozenset({"requirements", "architect", "check"})
#: A new attempt with less time than this is of no use.
LEAST_SECONDS = 1.0
#: So often a task's job may be lost without that counting as an attempt; then the task itself is the suspect.
MOST_LOST = 10
_REASON = 1000


class Ledger(Value):
    """What the runner knows of a task.

    `spent`: seconds that earlier attempts ran. `waited`: seconds for which it had no room before `began`. `lost`: attempts that went
    down with what ran them. `queued`: nobody was told yet that its job runs. `waiting`: its job was not taken yet.
    """

    dispatch: TaskDispatched
    attempt: int = 1
    began: AwareDatetime
    spent: float = 0.0
    waited: float = 0.0
    lost: int = 0
    state: Literal["queued", "running", "waiting", "answered", "cancelled"] = "queued"

    @property
    def job(self) -> str:
        """The name of this attempt's job."""
        return f"qlp-{self.dispatch.id.hex}-{self.attempt}"

    @property
    def open(self) -> bool:
        """Not answered yet."""
        return self.state in ("queued", "running", "waiting")

    @property
    def left(self) -> float:
        """Seconds that remain for this attempt when it starts."""
        return self.dispatch.deadline - self.spent

    def queueing(self, now: datetime) -> float:
        """Seconds for which it has had no room so far."""
        return self.waited + (0.0 if self.state == "running" else max(0.0, (now - self.began).total_seconds()))

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


@dataclass(frozen=True, slots=True)
class Began:
    """Its job runs now: tell it."""

    ledger: Ledger


type Verdict = Done | Failed | Again | Start | Began


def judge(ledger: Ledger, status: JobStatus, now: datetime) -> Verdict | None:
    """What follows from where the task's job stands; None: wait."""
    if not ledger.open:
        return None
    if status.state in ("waiting", "running") or ledger.state == "waiting":
        return _unended(ledger, status, now)
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


def _unended(ledger: Ledger, status: JobStatus, now: datetime) -> Verdict | None:
    """Its job runs, or waits for room: for that it has its own deadline."""
    queueing = ledger.queueing(now)
    if ledger.state == "running":
        return None
    if status.state == "running":
        return Began(ledger.model_copy(update={"state": "running", "began": now, "waited": queueing}))
    if queueing > QUEUE_SECONDS:
        hours = f"{QUEUE_SECONDS / 3600:.0f} hours"
        return Failed("queue", f"it waited for {hours}, and nothing had room to run it; submit the intent again later")
    return Start(ledger.model_copy(update={"state": "queued", "began": now, "waited": queueing})) if ledger.state == "waiting" else None


def _unanswered(ledger: Ledger, status: JobStatus, now: datetime) -> Verdict:
    """The job ended without an outcome: the next attempt as long as number and time allow it."""
    ran = status.seconds or (0.0 if ledger.state == "queued" else max(0.0, (now - ledger.began).total_seconds()))
    spent, waited = ledger.spent + ran, max(ledger.waited, ledger.queueing(now) - ran)
    reason = (_complaint(status.output) or _last_words(status.reason) or "it ended without an answer")[-_REASON:]
    lost = ledger.lost + (status.state == "lost" and ledger.lost < MOST_LOST)
    new = {"attempt": ledger.attempt + 1, "began": now, "spent": spent, "waited": waited, "lost": lost, "state": "queued"}
    after = ledger.model_copy(update=new)
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
