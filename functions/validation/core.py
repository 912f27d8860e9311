"""Scoring and the repair loop's decisions. Pure: reports in, decisions out."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pydantic import Field, TypeAdapter, ValidationError

from shared.capsule import MAX_BYTES
from shared.difference import Difference
from shared.drops import MAX_FILES, Check, CorrectedTest, Drop, Finding, Report
from shared.errors import Invalid
from shared.events import Content
from shared.intent import Said
from shared.specification import Part, Plan, Specification

#: What a whole result is worth: 100 points. Running is worth more than looking right; tests most.
WEIGHTS = {"static": 10, "install": 5, "start": 15, "probe": 10, "tests": 45, "coverage": 15}

#: Without these an application cannot be handed to anybody.
ESSENTIAL = ("install", "start")


@dataclass(frozen=True, slots=True)
class Score:
    """Points (0..100) in all and by part."""

    total: int
    parts: dict[str, int]


class Attempt(Part):
    """One validated set of files: its number (from 1), score, and where files and report are."""

    number: int
    score: int
    parts: dict[str, int]
    files: Content
    report: Content
    failures: str
    """A fingerprint of what failed: equal for two attempts that fail in the same way."""
    runnable: bool
    corrected: list[CorrectedTest] = Field(default_factory=list)


class Progress(Part):
    """Validation of one run: document `validation`."""

    app: str
    intent: str
    specification: Specification
    plan: Plan
    phase: Literal["checking", "fixing", "concluded"] = "checking"
    number: int = 1
    """The attempt that is being checked or repaired."""
    files: Content
    """What is being checked, or repaired: the best attempt's, so that a bad repair is never built upon."""
    corrected: list[CorrectedTest] = Field(default_factory=list)
    """The tests among these that a repair changed."""
    findings: list[Finding] = Field(default_factory=list)
    """Of the security review."""
    attempts: list[Attempt] = Field(default_factory=list)
    said: list[Said] = Field(default_factory=list)
    """The intent in its parts, oldest first."""
    difference: Difference | None = None
    """What the run changes about its base run's app."""
    carried: dict[str, str] = Field(default_factory=dict)
    """The base run's tests that were taken along: why each may be taken out when it fails, or that it may not."""
    models: dict[str, str] = Field(default_factory=dict)
    prompts: dict[str, str] = Field(default_factory=dict)
    repair_tokens: int = 0
    """Set aside for repairs; 0: without limit."""
    repaired_for: int = 0
    """Tokens that repairs used."""

    @property
    def best(self) -> Attempt | None:
        """The best attempt; of equals the first."""
        return max(self.attempts, key=lambda a: (a.runnable, a.score, -a.number), default=None)


Next = Literal["repair", "accept", "refuse"]

#: Bytes of an application's files: a capsule holds its documents and reports, too.
MOST_BYTES = MAX_BYTES // 2


def assemble(drops: list[Drop]) -> Drop:
    """All files of all drops; where two write the same path the later one wins. Raises Invalid: more than a capsule holds."""
    files = {file.path: file for drop in drops for file in drop.files}
    size = sum(len(file.content.encode()) for file in files.values())
    if len(files) > MAX_FILES or size > MOST_BYTES:
        raise Invalid(
            f"the tasks wrote {len(files)} files with {size / 2**20:.1f} MB together; "
            f"an application has at most {MAX_FILES} files and {MOST_BYTES // 2**20} MB"
        )
    return Drop(files=[files[path] for path in sorted(files)])


def apply_changes(files: Drop, changes: Drop) -> Drop:
    """The files after a Fixer's changes: a changed file replaces the one with its path. Raises Invalid."""
    return assemble([files, changes])


def findings(drops: list[Drop]) -> list[Finding]:
    """What the security review pointed out. Raises Invalid."""
    return [found for drop in drops for found in _listed(list[Finding], drop, "findings")][:50]


def corrections(changes: Drop) -> list[CorrectedTest]:
    """The tests that a Fixer changed because they contradict the requirements. Raises Invalid."""
    return _listed(list[CorrectedTest], changes, "tests_corrected")


def _listed[T](kind: type[list[T]], drop: Drop, name: str) -> list[T]:
    try:
        return TypeAdapter(kind).validate_python(drop.result.get(name, []))
    except ValidationError as error:
        raise Invalid(
            f"an agent's {name.replace('_', ' ')} cannot be read: {error.errors(include_url=False, include_input=False)[:2]}"
        ) from error


def score(report: Report, specification: Specification) -> Score:
    """Points for what passed. A part with nothing to look at has no points, so nothing is won by not being tested."""
    parts = {part: _points(weight, [c for c in report.checks if c.part == part]) for part, weight in WEIGHTS.items() if part != "coverage"}
    ids = [r.id for r in specification.requirements]
    covered = sum(bool(report.coverage.get(i)) for i in ids)
    parts["coverage"] = round(WEIGHTS["coverage"] * covered / len(ids)) if ids else 0
    return Score(sum(parts.values()), parts)


def _points(weight: int, checks: list[Check]) -> int:
    return int(weight * sum(c.passed for c in checks) / len(checks)) if checks else 0


def runnable(report: Report) -> bool:
    """It installs, starts and is healthy."""
    return all(any(c.part == part for c in report.checks) and all(c.passed for c in report.checks if c.part == part) for part in ESSENTIAL)


def fingerprint(report: Report) -> str:
    """Equal for two reports in which the same checks fail for the same reasons."""
    failed = sorted(f"{c.name}|{c.detail}" for c in report.checks if not c.passed)
    return sha256("\n".join(failed).encode()).hexdigest() if failed else ""


def judge(progress: Progress, rounds: int, min_score: int) -> tuple[Next, str]:
    """What comes after the last attempt, and why (for the user).

    `rounds`: how many repairs at most. The stuck guard ends the loop early: the same failures after a repair, or two repairs
    in a row without a better score.
    """
    last, best = progress.attempts[-1], progress.best
    if not last.failures:
        return _end(last, min_score, "everything passed")
    stuck = _stuck(progress.attempts) or _unaffordable(progress)
    if last.number > rounds or stuck:
        return _end(best or last, min_score, stuck or f"{rounds} repairs were tried")
    return "repair", ""


def repair_room(progress: Progress) -> int:
    """Tokens that the next repair may use; 0: without limit."""
    return max(1, progress.repair_tokens - progress.repaired_for) if progress.repair_tokens else 0


def _unaffordable(progress: Progress) -> str:
    used = bool(progress.repair_tokens) and progress.repaired_for >= progress.repair_tokens
    return "the tokens that the budget left for repairs are used: with a larger budget more repairs are possible" if used else ""


def give_up(progress: Progress, reason: str, min_score: int) -> tuple[Next, str]:
    """How the loop ends when it cannot go on (the Fixer failed or changed nothing)."""
    best = progress.best
    return _end(best, min_score, reason) if best else ("refuse", reason)


def _stuck(attempts: list[Attempt]) -> str:
    if len(attempts) >= 2 and attempts[-1].failures == attempts[-2].failures:
        return "the last repair changed nothing about what fails"
    if len(attempts) >= 3 and max(a.score for a in attempts[-2:]) <= max(a.score for a in attempts[:-2]):
        return "two repairs in a row made it no better"
    return ""


def _end(attempt: Attempt, min_score: int, why: str) -> tuple[Next, str]:
    if not attempt.runnable:
        return "refuse", f"the application does not start and answer its health check ({why})"
    if attempt.score < min_score:
        return "refuse", f"the best score is {attempt.score} of 100, below {min_score} ({why})"
    return "accept", why


def summary(report: Report, specification: Specification) -> str:
    """One line for people: what passed, the first thing that failed, and the requirements for which no passed test stands."""
    bare = [r.id for r in specification.requirements if not report.coverage.get(r.id)]
    untested = f"; without a passed test: {', '.join(bare[:8])}{' and more' if len(bare) > 8 else ''}" if bare else ""
    return _passed(report) + untested


def _passed(report: Report) -> str:
    failed = [c for c in report.checks if not c.passed]
    head = f"{len(report.checks) - len(failed)} of {len(report.checks)} checks passed"
    return f"{head}; first failure: {failed[0].name}: {_first_line(failed[0].detail)}" if failed else head


def _first_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no detail")[:200]
