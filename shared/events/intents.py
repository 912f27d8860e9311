"""Topic `intents`: from what the user typed to what is to be built."""

from typing import ClassVar

from pydantic import Field

from shared.difference import Difference
from shared.events.envelope import Event, Topic
from shared.intent import Said
from shared.specification import Specification


class IntentSubmitted(Event):
    """A user submitted an intent. Emitted by the gateway, once per run."""

    TOPIC: ClassVar[Topic] = Topic.INTENTS
    TYPE: ClassVar[str] = "qlp.intent.submitted.v1"
    text: str
    submitted_by: str
    app: str
    """The app's id: the first run of its line of versions."""
    ask: bool = False
    """Ask questions and wait, instead of going on with assumptions."""
    base_run: str | None = None
    """The run whose live app this intent changes."""
    before: list[Said] = Field(default_factory=list)
    """What was said before about that app, oldest first."""
    token_budget: int | None = None
    money_budget: float | None = None
    """In the currency of the prices."""


class IntentSpecified(Event):
    """The requirements are known. Emitted by intent."""

    TOPIC: ClassVar[Topic] = Topic.INTENTS
    TYPE: ClassVar[str] = "qlp.intent.specified.v1"
    specification: Specification
    difference: Difference | None = None
    """What the run changes about its base run's app."""


class ClarificationRequested(Event):
    """The intent is unclear and the user wanted to be asked (at most five questions). Emitted by intent."""

    TOPIC: ClassVar[Topic] = Topic.INTENTS
    TYPE: ClassVar[str] = "qlp.clarification.requested.v1"
    questions: list[str]


class IntentRefused(Event):
    """What the RequirementsAgent answered cannot be used; `reason` is for the user. Emitted by intent."""

    TOPIC: ClassVar[Topic] = Topic.INTENTS
    TYPE: ClassVar[str] = "qlp.intent.refused.v1"
    reason: str
