"""A specification out of a few lines about the operations: the rest is the user's own words."""

from contextlib import suppress

import pytest
from agent import operations
from agent.ends import Rejected
from hypothesis import given
from hypothesis import strategies as st

from shared.job_protocol import Bundle
from shared.specification import Specification

INTENT = "A guest book. POST /entries with a name signs it, 201. DELETE /entries/{id} removes an entry. Be nice."
LISTED = """Here they are:
- POST /entries | name: string, message?: text | 201 | signs the guest book
DELETE /entries/{id} | - | 204 | removes an entry
DELETE /entries/{id} | - | 409 | when it is pinned
GET /admin/users?page=1 | - | 200 | lists the users
"""


def asked(intent: str) -> Bundle:
    return Bundle(task="requirements", role="requirements", inputs={"intent": {"text": intent}})


def specified(lines: str, intent: str = INTENT) -> Specification:
    return Specification.model_validate(operations.read(lines, asked(intent)).result)


def test_the_requirements_are_the_users_own_sentences_and_operations_know_theirs() -> None:
    found = specified(LISTED)
    assert [item.text for item in found.requirements] == [
        "A guest book.",
        "POST /entries with a name signs it, 201.",
        "DELETE /entries/{id} removes an entry.",
    ]
    assert {each.method: each.requirements for each in found.endpoints} == {"POST": ["R2"], "DELETE": ["R3"]}


def test_fields_status_and_refusals_are_read_and_nothing_is_invented() -> None:
    found = {(each.method, each.path): each for each in specified(LISTED).endpoints}
    assert found.keys() == {("POST", "/entries"), ("DELETE", "/entries/{id}")}
    post, delete = found.values()
    assert [(field.name, field.type, field.required) for field in post.request] == [("name", "string", True), ("message", "string", False)]
    assert (delete.status, [failure.status for failure in delete.failures]) == (204, [409])


def test_where_the_user_names_no_paths_the_models_are_taken() -> None:
    found = specified("GET /contacts | - | 200 | lists all", "I want to look at my contacts.")
    assert [each.path for each in found.endpoints] == ["/contacts"]


def test_an_answer_without_operations_is_sent_back() -> None:
    with pytest.raises(Rejected, match="no line like"):
        specified("I cannot do that.")


@given(st.text(max_size=300), st.text(min_size=3, max_size=200))
def test_no_answer_crashes_the_reader(answer: str, intent: str) -> None:
    with suppress(Rejected):
        assert specified(answer, intent).endpoints
