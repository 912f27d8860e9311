"""Whoever approves an application sees which sentences nothing in it follows from."""

from shared.adapters.offline.intake import asked_for
from shared.adapters.offline.model import answer

BOATS = "Build an API for boats. A boat has a name and a length. POST /boats creates a boat (201), GET /boats lists all boats."


def assumptions(text: str) -> list[str]:
    inputs = {"intent": {"text": text}}
    found: list[str] = answer("requirements", asked_for(inputs), inputs)["assumptions"]
    return [one for one in found if one.startswith("Nothing in the application")]


def test_a_sentence_that_changes_nothing_stands_among_the_assumptions() -> None:
    (found,) = assumptions(f"{BOATS} Sailors earn a badge for old boats. Names are unique.")
    assert found.endswith('"Sailors earn a badge for old boats."')


def test_sentences_that_count_are_not_among_the_assumptions() -> None:
    assert assumptions(f"{BOATS} Names are unique. The boats are listed by length, the longest first. Unknown boats are a 404.") == []


def test_what_is_understood_only_together_with_its_neighbours_is_not_among_the_assumptions() -> None:
    assert assumptions(f"{BOATS} POST /boats/{{id}}/sell sells a boat. A sold boat cannot be sold again (409).") == []


def test_it_is_not_asked_of_an_intent_with_answers_whose_sentences_count_together() -> None:
    text = f"{BOATS} Sailors earn a badge for old boats. Names are unique."
    inputs = {"intent": {"text": text, "questions": ["How long is a boat?"], "answers": ["Lengths are at most 30."]}}
    found = answer("requirements", asked_for(inputs), inputs)["assumptions"]
    assert not any(one.startswith("Nothing in the application") for one in found)
