"""What the user said: the intent, questions and answers, and what was said before it about the same app. Pure values."""

from collections.abc import Sequence

from pydantic import Field

from shared.specification import Part


class Said(Part):
    """One intent with the questions that it raised and their answers; a question may have none, or an empty one."""

    text: str
    questions: list[str] = Field(default_factory=list)
    answers: list[str] = Field(default_factory=list)


class Intent(Said):
    """The task input `intent`. `before`: what made the app that this intent changes, oldest first; empty for a new app."""

    ask: bool = False
    before: list[Said] = Field(default_factory=list)


def whole(said: Sequence[Said]) -> str:
    """All of it as one text, as people read it: each later part changes what the parts before it say."""
    return "\n\n".join(_told(one) for one in said)


def _told(said: Said) -> str:
    questions = [*said.questions, *[""] * (len(said.answers) - len(said.questions))]
    pairs = zip(questions, said.answers, strict=False)
    return "\n".join([said.text, *(f"{question} {answer}".strip() for question, answer in pairs if answer.strip())])
