"""What the gateway keeps of a run that it accepted, in the commit that accepts it. What people see comes from the read model, and until then from here."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.intent import Said
from shared.views import Brief, Card, first_card

#: The record's key among the run's documents.
RECORD = "run"


class Submission(BaseModel):
    """A checked request to build something."""

    model_config = ConfigDict(frozen=True)

    text: str
    ask: bool = False
    base_run: str | None = None
    token_budget: int | None = None
    money_budget: float | None = None


class Header(BaseModel):
    """The run's record at the gateway: what was submitted, so that the same Idempotency-Key finds it again."""

    digest: str
    run: str
    app: str
    by: str
    time: AwareDatetime
    intent: Submission
    before: list[Said] = Field(default_factory=list)
    """What was said before about the app that this intent changes."""

    def shown(self, tenant: str) -> tuple[Card, Brief]:
        """The run as people see it before its first event was folded in."""
        asked = self.intent
        card = first_card(tenant, self.run, self.app, asked.text, self.time)
        card.token_budget, card.money_budget = asked.token_budget, asked.money_budget
        return card, Brief(intent=asked.text, submitted_by=self.by, ask=asked.ask, base_run=asked.base_run)


class Done(BaseModel):
    """What was decided or answered, as its event on record says it; neither: a cancellation came before any decision."""

    by: str
    decision: str | None = None
    digest: str | None = None
    reason: str | None = None
    answers: list[str] | None = None

    def told(self) -> str:
        """It in a few words."""
        if self.answers is not None:
            return f"the questions were answered already, by {self.by}"
        return f"it was decided already, by {self.by}" if self.decision else f"the run was cancelled before, by {self.by}"
