"""Topic `validation`: from all drops to one accepted (or refused) set of files."""

from typing import ClassVar

from pydantic import Field

from shared.difference import Difference
from shared.drops import CorrectedTest, Finding
from shared.events.content import Content
from shared.events.envelope import Event, Topic
from shared.intent import Said
from shared.specification import Plan, Specification


class ValidationRequested(Event):
    """Every task of the plan is done: assemble, build and test. Emitted by the orchestrator."""

    TOPIC: ClassVar[Topic] = Topic.VALIDATION
    TYPE: ClassVar[str] = "qlp.validation.requested.v1"
    app: str
    intent: str
    """What the user said, in one text."""
    said: list[Said] = Field(default_factory=list)
    """The same in its parts, oldest first."""
    specification: Specification
    plan: Plan
    drops: dict[str, Content]
    """Task -> its drop, in the order of the plan: a later one wins where two write the same path."""
    models: dict[str, str] = Field(default_factory=dict)
    """Task -> model that answered it."""
    prompts: dict[str, str] = Field(default_factory=dict)
    """Prompt -> version, of every prompt used so far."""
    repair_tokens: int = 0
    """Set aside for repairs; 0: without limit."""
    difference: Difference | None = None
    """What the run changes about its base run's app, whose tests must still pass."""


class ValidationReported(Event):
    """One attempt's outcome. `repairing` says that the Fixer is asked next. Emitted by validation."""

    TOPIC: ClassVar[Topic] = Topic.VALIDATION
    TYPE: ClassVar[str] = "qlp.validation.reported.v1"
    attempt: int
    score: int = Field(ge=0, le=100)
    parts: dict[str, int]
    passed: bool
    summary: str
    repairing: bool


class ValidationConcluded(Event):
    """The last word: the best attempt's files and report. Emitted by validation."""

    TOPIC: ClassVar[Topic] = Topic.VALIDATION
    TYPE: ClassVar[str] = "qlp.validation.concluded.v1"
    app: str
    intent: str
    accepted: bool
    attempt: int
    score: int = Field(ge=0, le=100)
    parts: dict[str, int]
    reason: str
    specification: Specification
    plan: Plan
    files: Content
    """The assembled files: a `shared.drops.Drop` as JSON."""
    report: Content
    """A `shared.drops.Report` as JSON."""
    models: dict[str, str] = Field(default_factory=dict)
    """Task -> model that answered it."""
    prompts: dict[str, str] = Field(default_factory=dict)
    """Prompt -> version, of every prompt used in the run."""
    difference: Difference | None = None
    """What the run changes about its base run's app, with what became of that app's tests."""
    findings: list[Finding] = Field(default_factory=list)
    """What the security review pointed out."""
    tests_corrected: list[CorrectedTest] = Field(default_factory=list)
    """The tests among the files that a repair changed because they contradict the requirements."""
