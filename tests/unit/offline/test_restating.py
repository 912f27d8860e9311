"""A sentence that is not understood is asked about where the user wants to be asked, and what is answered takes its place."""

import json
from typing import Any

import pytest

from shared.adapters.offline.intake import asked_for
from shared.adapters.offline.model import OfflineModel
from shared.errors import NotUnderstood
from shared.intent import Said
from shared.ports import ModelAnswer, ModelRequest
from shared.reading.changes import restating
from shared.reading.doubts import Doubt

STRANGE = "A stormy wish makes the moon\n  frown, 409."
WISHES = 'POST /wishes with JSON {"text"} creates a wish and returns 201. GET /wishes lists all wishes. GET /wishes/{id} returns one, 404 when unknown. '


async def requirements(**intent: object) -> dict[str, Any]:
    """What the role answers to an intent."""
    request = ModelRequest("requirements", {"intent": intent}, [])
    (answer,) = [part async for part in OfflineModel().ask(request) if isinstance(part, ModelAnswer)]
    return dict(json.loads(answer.text))


async def test_a_sentence_that_is_not_understood_becomes_a_question() -> None:
    document = await requirements(text=WISHES + STRANGE, ask=True)
    (question,) = document["questions"]
    assert "“A stormy wish makes the moon frown, 409.”" in question
    assert {endpoint["path"] for endpoint in document["endpoints"]} == {"/wishes", "/wishes/{id}"}


async def test_who_does_not_want_to_be_asked_is_told_how_to_be() -> None:
    with pytest.raises(NotUnderstood, match=r"makes the moon\s+frown.*--ask.*“Ask me when something is unclear”"):
        await requirements(text=WISHES + STRANGE)


SLUGS = "Write a Python library with a function slugify(text) that lowercases, replaces spaces with hyphens and removes punctuation."


@pytest.mark.parametrize("ask", [True, False])
@pytest.mark.parametrize(
    "text",
    [SLUGS, "Make me a single HTML page with a red button that counts clicks.", "colorless green ideas sleep furiously"],
    ids=["library", "page", "nonsense"],
)
async def test_asking_is_not_offered_where_no_question_would_come(text: str, ask: bool) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        await requirements(text=text, ask=ask)
    assert "--ask" not in refusal.value.message


async def test_a_refusal_quotes_what_the_user_wrote() -> None:
    with pytest.raises(NotUnderstood) as refusal:
        await requirements(text=f"{SLUGS} It should be small.")
    assert repr(SLUGS) in refusal.value.message


def test_a_sentence_that_stands_nowhere_is_quoted_as_it_was_read() -> None:
    assert restating.words_for("Books have a title. Authors have a name.", "Each author has a first name") == "Authors have a name."
    assert restating.words_for("Books have a title.", "The sea sings of the moon") == ""
    assert restating.words_for("", "The sea sings") == ""


@pytest.mark.parametrize("ask", [True, False])
async def test_what_is_beyond_the_model_in_any_words_is_refused_without_the_offer_of_a_question(ask: bool) -> None:
    with pytest.raises(NotUnderstood, match="machine learning") as refusal:
        await requirements(text=f"{WISHES}A neural network predicts the next wish.", ask=ask)
    assert "--ask" not in refusal.value.message


async def test_what_is_answered_takes_the_place_of_the_sentence() -> None:
    (question,) = (await requirements(text=WISHES + STRANGE, ask=True))["questions"]
    said = {"text": WISHES + STRANGE, "ask": True, "questions": [question]}
    instead = await requirements(**said, answers=["The text of a wish is unique, 409 otherwise"])
    assert instead["questions"] == []
    app = asked_for({"intent": {**said, "answers": ["The text of a wish is unique, 409 otherwise"]}})
    assert app.entities["wish"].fields["text"].unique


@pytest.mark.parametrize("answer", ["leave it out", "Leave it out.", "please skip it"])
async def test_what_is_left_out_stands_among_the_assumptions(answer: str) -> None:
    (question,) = (await requirements(text=WISHES + STRANGE, ask=True))["questions"]
    document = await requirements(text=WISHES + STRANGE, ask=True, questions=[question], answers=[answer])
    assert 'Left out, as you wished: "A stormy wish makes the moon frown, 409."' in document["assumptions"]


@pytest.mark.parametrize("answer", ["", "The sea sings back, 409"])
async def test_no_answer_and_one_that_is_not_understood_either_are_refused(answer: str) -> None:
    (question,) = (await requirements(text=WISHES + STRANGE, ask=True))["questions"]
    with pytest.raises(NotUnderstood):
        await requirements(text=WISHES + STRANGE, ask=True, questions=[question], answers=[answer])


def test_too_many_doubts_and_doubts_that_stand_nowhere_are_not_asked_about() -> None:
    text = " ".join(f"The moon frowns {number} times." for number in range(6))
    doubts = [Doubt(f"The moon frowns {number} times") for number in range(6)]
    assert len(restating.unclear(text, doubts[:5])) == 5
    assert restating.unclear(text, doubts) == []
    assert restating.unclear(text, [doubts[0], Doubt("The sea sings")]) == []


def test_an_answer_keeps_the_end_of_its_sentence_and_the_other_sentences() -> None:
    text = "Books have a title. The moon\nfrowns! It is a small thing."
    (question,) = restating.unclear(text, [Doubt("The moon frowns")])
    assert restating.restated(Said(text=text, questions=[question], answers=[r"Titles are \1 unique."])) == (
        "Books have a title. Titles are \\1 unique! It is a small thing."
    )
