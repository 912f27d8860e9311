"""What an intent says about its interface word for word is read by code."""

import pytest
from agent import contract
from agent.contract import Operation
from hypothesis import given
from hypothesis import strategies as st


def only(intent: str) -> Operation:
    (found,) = contract.operations(intent)
    return found


@pytest.mark.parametrize(
    ("intent", "method", "path"),
    [
        ("PUT /boats/{id} changes one.", "PUT", "/boats/{id}"),
        ('We POST {"name": "x"} to /boats.', "POST", "/boats"),
        ("The form posts to /boats.", "POST", "/boats"),
        ("Whoever opens /b/CODE sees the boat.", "GET", "/b/{code}"),
        ("GET /boats?below=5 lists small boats.", "GET", "/boats"),
    ],
)
def test_an_operation_is_found_however_it_is_named(intent: str, method: str, path: str) -> None:
    found = only(intent)
    assert (found.method, found.path) == (method, path)


def test_paths_that_share_a_beginning_may_be_told_by_their_ends() -> None:
    found = contract.operations("A change is a POST to /lamps/{id}/on, /off or /dim.")
    assert [each.path for each in found] == ["/lamps/{id}/on", "/lamps/{id}/off", "/lamps/{id}/dim"]


def test_the_body_is_read_with_its_types_and_the_answer_is_not_taken_for_it() -> None:
    found = only('POST /boats {"name": "x", "length": 4.5, "sails": 2, "kind": "a" | "b", "old": true|false, "crew": ["x"]} -> 201 {"id"}')
    assert found.body == {
        "name": "str",
        "length": "float",
        "sails": "int",
        "kind": "Literal['a', 'b']",
        "old": "bool",
        "crew": "list[str]",
    }
    assert found.status == 201


def test_what_may_be_left_away_and_what_must_be_positive_is_part_of_the_body() -> None:
    assert only('POST /boats/{id}/row moves 3, or the metres in {"by": n} (a positive integer).').body == {"by": "int = Field(3, gt=0)"}
    assert only('POST /boats; to try it you can send {"wind": 4}.').body == {"wind": "int | None = None"}


def test_a_status_said_for_all_holds_for_each() -> None:
    found = contract.operations("POST /boats and DELETE /boats/{id}. GET /boats lists. Creating answers 201, deleting 204.")
    assert {each.method: each.status for each in found} == {"POST": 201, "DELETE": 204, "GET": 200}


def test_query_parameters_become_a_signature() -> None:
    assert only("GET /boats?old=true&below=5 lists. limit (default 10) bounds it.").query == {
        "old": "bool | None = None",
        "below": "int | None = None",
        "limit": "int = 10",
    }


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ('-> 201 {"name", "miles": 0}', {"miles": "0"}),
        ("makes one. A boat's log starts at 0.", {"log": "0"}),
        ('makes one (201); its state is "moored".', {"state": '"moored"'}),
        ("makes one. A boat has a name and miles, which is 0 at first.", {"miles": "0"}),
    ],
)
def test_what_a_new_thing_starts_with_is_read(said: str, values: dict[str, str]) -> None:
    intent = f'POST /boats {{"name": "x"}} {said}'
    assert contract.initial(only(intent), intent) == values


@given(st.text(alphabet="GETPOST /{}boatsid\"':,.0123|\n->?=", max_size=200))
def test_no_text_crashes_the_reader(intent: str) -> None:
    for each in contract.operations(intent):
        assert each.path.startswith("/")
        contract.initial(each, intent)
