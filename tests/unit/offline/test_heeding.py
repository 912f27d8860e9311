"""What a sentence says shows in the code that was made of it, or it was passed over."""

import pytest

from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from shared.errors import NotUnderstood
from shared.reading.reader import passed_over

CRATES = 'POST /crates {"label", "weight"} adds a crate (201); the weight is an integer. GET /crates lists them. GET /crates/{id} shows one, 404 when unknown.'


@pytest.mark.parametrize(
    ("said", "operation"),
    [
        ("GET /crates sorts them by weight, the heaviest first.", ("GET", "/crates")),
        ("POST /crates answers 423 on Sundays.", ("POST", "/crates")),
        ("POST /crates gives the label a default.", ("POST", "/crates")),
        ("GET /crates/{id} also tells the sum of all weights.", ("GET", "/crates/{id}")),
    ],
)
def test_a_sentence_without_a_sign_in_the_code_is_passed_over(said: str, operation: tuple[str, str]) -> None:
    code = code_files(application(CRATES))
    assert operation in [(doubt.method, doubt.path) for doubt in passed_over(f"{CRATES} {said}", application(CRATES), code)]


def test_what_is_understood_shows() -> None:
    app = application(CRATES)
    assert passed_over(CRATES, app, code_files(app)) == []


@pytest.mark.parametrize(
    "said",
    [
        "A crate that is heavier than 30 kilograms gets the 30 kilogram label.",
        "Every crate also carries the sum of all weights.",
        "The weight of a crate goes up by itself when the depot_flag is on.",
        "Opening a crate closes all other crates.",
        "When a crate is opened, all other crates of the label are removed.",
        "When somebody cancels, the first one on the waiting list is moved up.",
    ],
)
def test_a_sentence_that_nothing_heeds_is_refused_by_name(said: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        application(f"{CRATES} {said}")
    assert said.rstrip(".")[:40] in refused.value.message


def test_a_conflict_must_show_in_the_operation_that_the_sentence_is_about() -> None:
    text = f"{CRATES} POST /crates/{{id}}/seal seals a crate, 409 if it is sealed already. DELETE /crates/{{id}} removes a crate (204)."
    code = code_files(application(text))
    doubts = passed_over(text.replace("(204).", "(204) and answers 409 on a whim."), application(text), code)
    assert [(doubt.method, doubt.path) for doubt in doubts] == [("DELETE", "/crates/{id}")]


@pytest.mark.parametrize(
    "said", ["A missing label is refused (400 or 422 are both fine).", 'GET /crates/{id} also shows "raised", the weight in kilograms.']
)
def test_a_choice_of_statuses_and_a_name_are_no_sign(said: str) -> None:
    app = application(CRATES)
    assert [doubt for doubt in passed_over(said, app, code_files(app)) if "fine" in doubt.text or "raised" in doubt.text] == []


@pytest.mark.parametrize(
    "said",
    [
        "Movies can be filtered by decade",
        "I can add movies and vote for one",
        "Members can rent movies",
        "I want to search movies",
    ],
)
def test_a_wish_without_paths_that_no_operation_serves_is_refused_by_name(said: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        application(f"A movie has a title and a year. {said}.")
    assert said.split()[-1] in refused.value.message
