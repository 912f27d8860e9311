"""A draft of an application runs as it stands; of what a model adds only what is sound is taken over."""

import ast

from agent import contract, drafting, filling, modelling
from hypothesis import given
from hypothesis import strategies as st

from shared.specification import Specification

INTENT = """Boats. POST /boats {"sign", "crew": 2} -> 201; signs are unique. GET /boats. GET /boats/{id}; 404. DELETE /boats/{id} -> 204.
POST /boats/{id}/trips {"to": "x"} -> 201, a trip starts with "done": false. PATCH /boats/{id}/trips/{trip_id} {"done": true}. POST /boats/{id}/sink sinks it, 409 when it is sunk."""
OPERATIONS = contract.operations(INTENT)
ANSWER = """
class NewBoat(BaseModel):
    sign: EmailStr = Field(..., max_length=77)
    crew: int = Field(ge=1)
    owner: str


boats = Table("boats", unique=("sign", "crew"))
"""


def models(answer: str = ANSWER) -> str:
    return modelling.completed(modelling.draft(OPERATIONS), answer, OPERATIONS, INTENT)


def test_a_model_adds_limits_and_neither_fields_nor_numbers_of_its_own() -> None:
    made = models()
    assert "sign: str = Field(...)" in made
    assert "crew: StrictInt = Field(ge=1)" in made
    assert "owner" not in made


def test_only_what_the_text_calls_unique_is() -> None:
    assert 'boats = Table("boats", unique=("sign",))' in models()
    assert 'tasks = Table("tasks")' not in models()


def test_what_is_patched_may_be_left_away() -> None:
    assert "class TripChanges(BaseModel)" in models()
    assert "done: StrictBool | None = None" in models()


def test_a_draft_has_every_operation_with_its_status_and_parses() -> None:
    code = drafting.module(Specification(title="Boats"), models(), drafting.routes(OPERATIONS, models(), INTENT))
    ast.parse(code)
    assert '@app.post("/boats", status_code=201)' in code
    assert "def get_boats_id(id: int)" in code
    assert 'values["done"] = False' in code
    assert "trips.list(boat_id=id)" in code.partition("def delete_boats_id")[2]


def test_plain_operations_need_no_model_and_rules_do() -> None:
    plain = {each.name for each in OPERATIONS if drafting.is_plain(each, INTENT)}
    assert {"get_boats", "get_boats_id"} <= plain
    assert "post_boats_id_sink" not in plain


def test_of_an_answered_function_the_body_is_taken_and_the_signature_is_not() -> None:
    draft = drafting.routes(OPERATIONS, models(), INTENT)["post_boats_id_sink"]
    answer = "@app.get('/other')\ndef post_boats_id_sink(boat_id):\n    if boat['sunk']:\n        raise HTTPException(409, 'sunk')\n    return boats.update(id, {'sunk': True})"
    spliced = drafting.spliced(draft, answer) or ""
    assert "def post_boats_id_sink(id: int):" in spliced
    assert '@app.post("/boats/{id}/sink")' in spliced
    assert "boat = boats.get(id)" in spliced
    assert "boats.update(id, {'sunk': True})" in spliced


def test_refusals_that_nobody_asked_for_are_taken_out() -> None:
    function = "def f(values):\n    if values['crew'] > 3:\n        raise HTTPException(403, 'no')\n    if boats.get(values['sign']):\n        raise HTTPException(409, 'taken')\n    return values"
    raising = next(each for each in OPERATIONS if each.name == "post_boats")
    assert drafting.without_inventions(function, INTENT, raising) == "def f(values):\n    return values"
    asked_for = drafting.without_inventions(function, f"{INTENT} A sign that is taken is refused with 409.", raising)
    assert "403" not in asked_for
    assert "boats.first(sign=values['sign'])" in asked_for


def test_several_values_are_looked_for_and_not_taken_for_a_key() -> None:
    function = (
        "def f(values):\n    if boats.get(values['sign'], values['crew']):\n        raise HTTPException(409, 'taken')\n    return values"
    )
    raising = next(each for each in OPERATIONS if each.name == "post_boats")
    made = drafting.without_inventions(function, f"{INTENT} The same boat twice is refused with 409.", raising)
    assert "boats.first(sign=values['sign'], crew=values['crew'])" in made
    assert "take one key" in filling.unknown_method(ast.parse("boats = Table('boats')\nboats.get(1, 2)"))


def test_a_name_below_another_row_is_looked_for_there() -> None:
    """Two rides may each have a passenger Ann, so the name cannot be the key of all passengers."""
    intent = 'POST /rides {"to"} -> 201. POST /rides/{id}/passengers {"name"} -> 201. DELETE /rides/{id}/passengers/{name} -> 204; 404.'
    every = contract.operations(intent)
    made = modelling.completed(modelling.draft(every), "", every, intent)
    assert modelling.keys(every) == {"rides": "id", "passengers": "id"}
    removing = drafting.routes(every, made, intent)["delete_rides_id_passengers_name"]
    assert "passengers.first(ride_id=id, name=name)" in removing
    assert 'passengers.delete(passenger["id"])' in removing


def test_a_key_that_no_request_sends_is_made_and_links_redirect() -> None:
    intent = 'POST /links {"url"} -> 201 {"code", "url"}. GET /links/{code} redirects to the url with 307, 404 when unknown.'
    every = contract.operations(intent)
    made = modelling.completed(modelling.draft(every), "", every, intent)
    drafts = drafting.routes(every, made, intent)
    assert 'values["code"] = secrets.token_hex(4)' in drafts["post_links"]
    assert 'RedirectResponse(link["url"], 307)' in drafts["get_links_code"]


def test_a_date_has_no_time_where_the_text_speaks_of_none() -> None:
    answer = "class NewTrip(BaseModel):\n    due_date: datetime\n"
    plain = contract.operations('POST /trips {"due_date"} -> 201.')
    assert "due_date: date" in modelling.completed(modelling.draft(plain), answer, plain, "trips have a due_date")


def test_calls_of_what_tables_do_not_have_are_noticed() -> None:
    assert "boats.fetch" in filling.unknown_method(ast.parse("boats = Table('boats')\nboats.fetch(1)"))
    assert filling.unknown_method(ast.parse("boats = Table('boats')\nboats.first(id=1)")) == ""
    assert "'port'" in filling.unknown_field(ast.parse("boats = Table('boats')\nboats.first(port=1)"))


@given(st.text(alphabet="GETPOST /{}boatsid\"':,.0123|\n->?=", max_size=200))
def test_whatever_is_asked_for_its_draft_is_a_program(intent: str) -> None:
    operations = contract.operations(intent)
    made = modelling.completed(modelling.draft(operations), "", operations, intent)
    ast.parse(drafting.module(Specification(title="T"), made, drafting.routes(operations, made, intent)))
