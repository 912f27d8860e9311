"""What a small model says instead of a sentence keeps everything technical, and adds nothing that the text does not say."""

import pytest
from agent.inputs import restated
from agent.restating import adds, keeps

from shared.errors import Invalid
from shared.job_protocol import Bundle

TEXT = 'POST /tanks/{id}/fish adds a fish with tank_id. GET /tanks lists them. A full tank takes no more than 5 fish, that is "full" (409).'
SENTENCE = 'A full tank takes no more than 5 fish, that is "full" (409).'


@pytest.mark.parametrize(
    "instead",
    [
        'A tank holds at most 5 fish; further ones get a 409, "full".',
        'POST /tanks/{id}/fish answers 409 with "full" if the tank has 5 fish.',
        'Where tank_id has 5 fish: 409, "full".',
    ],
)
def test_other_words_for_the_same_neither_lose_nor_add_anything(instead: str) -> None:
    assert keeps(SENTENCE, instead)
    assert not adds(SENTENCE, instead, TEXT)


@pytest.mark.parametrize(
    "instead", ['A tank holds at most five fish; further ones get a 409, "full".', "A tank holds at most 5 fish (409)."]
)
def test_a_number_or_a_quote_can_be_lost(instead: str) -> None:
    assert not keeps(SENTENCE, instead)


@pytest.mark.parametrize(
    ("sentence", "instead"),
    [
        ("A fish has a name and, if known, an age.", "A fish has a name and an age."),
        ("The names of fish are unique.", "Fish have names."),
        ("The tanks are shown with the newest first.", "The tanks are shown."),
        ("GET /teams/{id} shows name, total and rounds_played.", "GET /teams/{id} returns the name, the total and the rounds played."),
    ],
)
def test_what_is_optional_unique_in_order_or_a_name_can_be_forgotten(sentence: str, instead: str) -> None:
    assert keeps(sentence, sentence)
    assert not keeps(sentence, instead)


def test_a_name_alone_in_brackets_can_be_lost() -> None:
    assert not keeps("I store the year of its release (year).", "Each has a release year.")


@pytest.mark.parametrize(
    ("instead", "what"),
    [
        ('A tank holds at most 5 fish, "full" (409), and 20 in summer.', "a number"),
        ('POST /fish answers 409, "full", if there are 5.', "a path"),
        ('Where max_fish is 5: 409, "full".', "a name"),
    ],
)
def test_what_the_text_does_not_say_is_new(instead: str, what: str) -> None:
    assert adds(SENTENCE, instead, TEXT), what


@pytest.mark.parametrize(
    ("sentence", "instead"),
    [
        (SENTENCE, "I would rather not."),
        ("GET /tanks answers 200 with 5 tanks.", "It answers 200 with 5 tanks."),
        ("Nobody may feed the fish twice.", "Sorry, that cannot be said."),
    ],
)
def test_an_answer_without_most_of_the_sentence_loses_too_much(sentence: str, instead: str) -> None:
    assert not keeps(sentence, instead)


def test_a_specification_that_is_none_is_an_error_that_names_it() -> None:
    inputs = {"intent": {"text": TEXT}, "specification": {"assumptions": "none"}}
    with pytest.raises(Invalid, match="specification"):
        restated(Bundle(task="code", role="codegen", inputs=inputs))
