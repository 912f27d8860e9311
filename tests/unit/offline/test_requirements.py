"""The requirements that the offline model writes: what whoever approves reads of them."""

import pytest

from shared.adapters.offline import phrasing, specify
from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from shared.requirements_document import render
from shared.specification import Endpoint, Specification

LIBRARY = """Hello! Our library needs a service for books.

A book has a title (required), an isbn (string, exactly 13 characters, unique), pages (integer, 1 to 5000) and a state (one of free, borrowed; default free).
POST /books adds one (201), GET /books lists them sorted by title and can be filtered by state,
GET /books/{id} shows one, PATCH /books/{id} changes the title. POST /books/{id}/borrow sets the state to borrowed. A borrowed book cannot be borrowed again (409).
A review has stars (integer, 1 to 5). Readers write one with POST /books/{id}/reviews (201).
"""


def requirements(text: str) -> Specification:
    return specify.specification(application(text), text)


def operation(told: Specification, method: str, path: str) -> Endpoint:
    return next(one for one in told.endpoints if (one.method, one.path) == (method, path))


def test_a_requirement_says_what_an_operation_does_in_whole_sentences_and_quotes_the_user() -> None:
    texts = [one.text for one in requirements(LIBRARY).requirements]
    assert texts[0] == "POST /books adds a book and answers 201. In your words: “POST /books adds one (201)”"
    assert texts[4] == (
        "POST /books/{id}/borrow borrows a book (sets state to borrowed) and answers 200. "
        "In your words: “POST /books/{id}/borrow sets the state to borrowed.”"
    )
    assert texts[5].endswith("In your words: “Readers write one with POST /books/{id}/reviews (201).”")
    assert "The parameter state narrows the list. Sorted by title." in texts[1]


def test_only_what_is_looked_up_can_be_absent() -> None:
    told = requirements(
        "POST /scores with player (string) and points (integer), both required, answers 201. GET /scores lists them. GET /scores/{id} shows one. "
        'GET /players/{player}/totals answers {"games": how many scores the player has, "points": the sum of their points}.'
    )
    assert [one.status for one in operation(told, "GET", "/players/{player}/totals").failures] == []
    assert [one.status for one in operation(told, "GET", "/scores/{id}").failures] == [404]


def test_a_requirement_names_every_parameter_that_narrows_a_list_and_none_that_does_not() -> None:
    told = requirements(
        "An API for events. An event has a title (string) and a date (date). POST /events adds one (201). GET /events lists them; "
        "?before= keeps those whose date is before it, ?title= those whose title starts with it, and ?limit= says how many are shown."
    )
    assert "The parameters before and title narrow the list." in operation(told, "GET", "/events").summary


def test_the_summary_is_the_beginning_of_the_intent_in_the_users_own_sentences() -> None:
    told = requirements(LIBRARY)
    assert told.summary == "Hello! Our library needs a service for books."
    assert told.title == "Our library needs a service for books"


def test_each_field_has_its_limits_in_words() -> None:
    book = requirements(LIBRARY).entities[0]
    assert {one.name: one.rule for one in book.properties} == {
        "id": "identifies it",
        "title": "not empty",
        "isbn": "exactly 13 characters, unique",
        "pages": "1 to 5000",
        "state": "one of free, borrowed, free by default",
    }


def test_each_operation_says_what_it_refuses_and_names_the_state_that_stands_in_the_way() -> None:
    told = requirements(LIBRARY)
    assert [(one.status, one.when) for one in operation(told, "POST", "/books").failures] == [
        (409, "another book has the same isbn"),
        (422, "the request is invalid"),
    ]
    assert [(one.status, one.when) for one in operation(told, "POST", "/books/{id}/borrow").failures] == [
        (404, "there is no such book"),
        (409, "the state of the book is borrowed"),
    ]
    assert (404, "there is no such book") in [(one.status, one.when) for one in operation(told, "POST", "/books/{id}/reviews").failures]


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("A lamp has a name and lit (true or false, false by default). A lit lamp cannot be deleted (409).", "the lamp is lit"),
        ("A lamp has a name. POST /lamps/{id}/borrow takes a borrower and sets it; a lamp that is borrowed already cannot be borrowed (409). POST /lamps/{id}/return sets borrower to null.", "the lamp has a borrower already"),
    ],
)  # fmt: skip
def test_a_refusal_by_a_record_says_how_that_is(rules: str, reason: str) -> None:
    told = requirements(
        f"A service for lamps. POST /lamps adds one (201), GET /lamps lists them. {rules} DELETE /lamps/{{id}} removes one (204)."
    )
    assert reason in [one.when for endpoint in told.endpoints for one in endpoint.failures]


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("Cards are created with\nPOST /cards and\nGET /cards lists all of them.", "/cards", "Cards are created with POST /cards and GET /cards lists all of them."),
        ("Create bolts with POST /bolts (201, duplicate sku 409), read one with GET /bolts/{id}, change fabric or colour of a bolt with PATCH /bolts/{id}, all of it as JSON.", "/bolts", "Create bolts with POST /bolts (201, duplicate sku 409)"),
        ("- POST /a\n- GET /a\n- POST /b: adds one thing", "/b", "POST /b: adds one thing"),
        ("POST /a", "/a", ""),
    ],
)  # fmt: skip
def test_the_quoted_words_are_those_about_the_operation(text: str, path: str, said: str) -> None:
    assert phrasing.said_of("POST", path, text) == said


def test_the_document_of_the_requirements_has_no_fragments() -> None:
    text = render(requirements(LIBRARY))
    assert "( " not in text
    assert " with |" not in text
    assert "at least 1 characters" not in text
    assert "does not allow it" not in text


def test_who_repeats_what_may_be_there_once_is_told_which_fields_are_the_same() -> None:
    text = "A film has a title and a year; the same title cannot be entered twice for the same year (409). POST /films adds one (201). GET /films lists them."
    assert '"there is a film with this title and year already"' in code_files(application(text))["main.py"]
