"""A specification in words."""

from shared.requirements_document import render
from shared.specification import Endpoint, Entity, Failure, Property, Specification
from shared.understanding import understanding

ISBN = Property(name="isbn", rule="13 characters, unique")
NOTE = Property(name="note", required=False)
LIBRARY = Specification(
    title="Library",
    entities=[Entity(name="book_copy", properties=[ISBN, NOTE])],
    endpoints=[
        Endpoint(method="POST", path="/books", request=[ISBN, NOTE], status=201, failures=[Failure(status=409, when="the isbn is taken")])
    ],
)


def test_an_operation_says_what_it_takes_answers_and_refuses() -> None:
    (told,) = understanding(LIBRARY).operations
    assert (told.operation, told.takes, told.answers) == ("POST /books", ["isbn", "note (optional)"], 201)
    assert told.refusals == ["409 when the isbn is taken"]
    assert "| 201; 409 when the isbn is taken |" in render(LIBRARY)


def test_what_is_stored_says_what_each_field_may_hold() -> None:
    (told,) = understanding(LIBRARY).records
    assert (told.name, [(field.name, field.limits) for field in told.fields]) == (
        "book copy",
        [("isbn", "string, required, 13 characters, unique"), ("note", "string")],
    )
