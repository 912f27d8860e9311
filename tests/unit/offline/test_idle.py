"""Whoever approves an application sees which sentences nothing in it follows from."""

import pytest

from shared.adapters.offline.files import files_of_tests
from shared.adapters.offline.intake import application, asked_for
from shared.adapters.offline.model import answer
from shared.errors import NotUnderstood

BOATS = "Build an API for boats. A boat has a name and a length. POST /boats creates a boat (201), GET /boats lists all boats."


def assumptions(text: str) -> list[str]:
    inputs = {"intent": {"text": text}}
    found: list[str] = answer("requirements", asked_for(inputs), inputs)["assumptions"]
    return [one for one in found if one.startswith("Nothing in the application")]


def test_a_sentence_that_changes_nothing_stands_among_the_assumptions() -> None:
    (found,) = assumptions(f"{BOATS} Boats can be painted. Names are unique.")
    assert found.endswith('"Boats can be painted."')


def test_sentences_that_count_are_not_among_the_assumptions() -> None:
    assert assumptions(f"{BOATS} Names are unique. The boats are listed by length, the longest first. Unknown boats are a 404.") == []


def test_what_is_understood_only_together_with_its_neighbours_is_not_among_the_assumptions() -> None:
    assert assumptions(f"{BOATS} POST /boats/{{id}}/sell sells a boat. A sold boat cannot be sold again (409).") == []


def test_it_is_not_asked_of_an_intent_with_answers_whose_sentences_count_together() -> None:
    text = f"{BOATS} Boats can be painted. Names are unique."
    inputs = {"intent": {"text": text, "questions": ["How long is a boat?"], "answers": ["Lengths are at most 30."]}}
    found = answer("requirements", asked_for(inputs), inputs)["assumptions"]
    assert not any(one.startswith("Nothing in the application") for one in found)


def test_a_sentence_that_changes_nothing_is_a_requirement_without_a_test() -> None:
    inputs = {"intent": {"text": f"{BOATS} Boats can be painted."}}
    app = asked_for(inputs)
    last = answer("requirements", app, inputs)["requirements"][-1]
    assert last == {"id": "R3", "text": "Boats can be painted."}
    assert "R3" not in files_of_tests(app)["tests/test_requirements.py"]


@pytest.mark.parametrize(
    "demand",
    [
        "Every boat is insured by the cheapest broker.",
        "The list is exported as CSV at /boats.csv.",
        "Deleted boats can be restored within an hour.",
        "Use Redis for caching.",
        "Payments go through a cash register; ships are greeted by cannon.",
        "- The weather decides whether the crew sails",
    ],
)
def test_a_sentence_about_something_that_the_application_does_not_have_is_refused(demand: str) -> None:
    with pytest.raises(NotUnderstood, match="nothing in the application would do what it says"):
        application(f"{BOATS}\n{demand}")


@pytest.mark.parametrize(
    "story",
    [
        "We are a tiny marina behind the old brewery.",
        "Last winter two barges froze in the canal and were towed away.",
        "Names may repeat, half the fleet is called Seagull.",
        "My paper notebook is falling apart, so could you please make this soon?",
        "Skippers can add a boat, look at all of them and remove one that has sunk.",
        "Thanks a million, greetings from Rotterdam!",
    ],
)
def test_a_story_about_who_asks_is_no_demand(story: str) -> None:
    assert len(application(f"{BOATS} DELETE /boats/{{id}} removes one (204). {story}").endpoints) == 3


@pytest.mark.parametrize(
    "named",
    [
        "/stats shows how many boats there are.",
        "Boats can be searched under /search?q=text.",
        "The list is also at `/board`.",
        "A boat is tracked at /track/{code}.",
    ],
)
def test_a_path_that_nothing_is_served_at_is_refused(named: str) -> None:
    with pytest.raises(NotUnderstood, match="nothing in the application would do what it says"):
        application(f"{BOATS} {named}")


@pytest.mark.parametrize(
    "named",
    [
        "All of that is about /boats.",
        "A slug such as /about is no name.",
        "/health says that it runs.",
        "Names like a/b are fine.",
        "GET /boats/3 is the third.",
    ],
)
def test_a_path_that_is_served_or_an_example_is_none_that_is_missing(named: str) -> None:
    assert application(f"{BOATS} GET /boats/{{id}} shows one. {named}")
