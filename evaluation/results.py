"""What came of an evaluation, and its totals. Pure values; `evaluation.report` writes them down."""

from collections.abc import Sequence
from statistics import median

from pydantic import BaseModel, Field

from evaluation.catalogue import Kind, Split


class Failure(BaseModel):
    """A check that did not pass: what was done, and what was expected and got."""

    check: str
    step: str
    problem: str


class Result(BaseModel):
    """One intent, built once. `status` is the run's last, or `timeout`; `rounds` are repairs."""

    name: str
    kind: Kind
    split: Split
    status: str
    reason: str = ""
    right: int = 0
    total: int
    tokens: int = 0
    seconds: float = 0.0
    rounds: int = 0
    score: int | None = None
    failures: list[Failure] = Field(default_factory=list)

    @property
    def wholly(self) -> bool:
        """Whether every check passed."""
        return self.right == self.total

    @property
    def refused(self) -> bool:
        """Whether the offline model said that it does not understand the intent."""
        return self.status == "failed" and "OPENAI_BASE_URL" in self.reason


class Totals(BaseModel):
    """Sums over results; `seconds` is the median."""

    intents: int
    wholly: int
    right: int
    checks: int
    refused: int
    tokens: int
    rounds: int
    seconds: float
    slowest: float

    @classmethod
    def of(cls, results: Sequence[Result]) -> "Totals":
        """The totals of these results; zeros for none."""
        times = [each.seconds for each in results] or [0.0]
        return cls(
            intents=len(results),
            wholly=sum(each.wholly for each in results),
            right=sum(each.right for each in results),
            checks=sum(each.total for each in results),
            refused=sum(each.refused for each in results),
            tokens=sum(each.tokens for each in results),
            rounds=sum(each.rounds for each in results),
            seconds=round(median(times), 1),
            slowest=round(max(times), 1),
        )


class Evaluation(BaseModel):
    """All results of one model. `single_shot` is empty where it was not asked for."""

    model: str
    commit: str
    date: str
    chosen: int
    """How many intents were asked for, of `intents` that there are."""
    intents: int
    built: list[Result] = Field(default_factory=list)
    single_shot: list[Result] = Field(default_factory=list)
