"""The intents of the evaluation can be read, and are what the evaluation promises."""

from collections import Counter
from typing import Any

import pytest

from evaluation.catalogue import PROGRAMS, Call, Program, load, parse, sample
from evaluation.kept import filled, picked
from evaluation.matching import mismatches
from evaluation.routes import found
from shared.errors import Invalid, NotFound

INTENTS = load()
SMALL = "name: tiny\nkind: crud\nintent: Anything.\nchecks:\n  - name: it answers\n    steps:\n      - {call: GET /, expect: VALUE}\n"


def test_there_are_enough_intents_of_every_kind_and_many_are_held_out() -> None:
    assert len(INTENTS) >= 36
    assert Counter(intent.split for intent in INTENTS)["holdout"] == 75
    assert len({intent.kind for intent in INTENTS}) == 17
    assert len({intent.intent for intent in INTENTS}) == len(INTENTS)


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.name)
def test_an_intent_has_several_checks_and_each_of_them_can_fail(intent: object) -> None:
    from evaluation.catalogue import Case

    assert isinstance(intent, Case)
    assert len(intent.checks) >= 4
    assert len({check.name for check in intent.checks}) == len(intent.checks)
    for step in (step for check in intent.checks for step in check.steps):
        assert isinstance(step, Program if intent.kind in PROGRAMS else Call)
        if isinstance(step, Call):
            assert step.statuses
            mismatches(step.expect, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2030-01-31", "2030-01-31"),
        ("10:30", "10:30"),
        ("yes", "yes"),
        ("no", "no"),
        ("true", True),
        ("007", "007"),
        ("7", 7),
        ("-0.5", -0.5),
    ],
)
def test_dates_times_and_words_in_an_intent_stay_text(text: str, value: object) -> None:
    (step,) = parse(SMALL.replace("VALUE", text), "tiny").checks[0].steps
    assert isinstance(step, Call)
    assert step.expect == value
    assert type(step.expect) is type(value)


@pytest.mark.parametrize("text", ["name: [", SMALL.replace("expect", "expects"), SMALL.replace("tiny", "other"), "name: tiny"])
def test_what_is_not_an_intent_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(Invalid, match="tiny"):
        parse(text, "tiny")


def test_kept_values_keep_their_type_and_are_put_into_texts() -> None:
    kept = {"id": 7, "who": "Ann"}
    assert filled({"a": ["{id}", "/x/{id}/{who}", "{unknown}", 3]}, kept) == {"a": [7, "/x/7/Ann", "{unknown}", 3]}


def test_a_part_of_a_body_is_found_by_its_path() -> None:
    body = {"items": [{"name": "Ann", "id": 0}, {"name": "Ben", "id": 2}]}
    assert picked(body, "items.1.id") == 2
    assert picked(body["items"], "[name=Ann].id") == 0
    for path in ("items.2.id", "id", "items.name", "items.0.id.x"):
        with pytest.raises(NotFound):
            picked(body, path)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ("POST /contacts", "POST /api/v1/contacts/"),
        ("GET /contacts/12", "GET /api/v1/contacts/12"),
        ("DELETE /contacts/12", "DELETE /contact/12"),
        ("PATCH /contacts/12", "PATCH /contacts/12"),
    ],
)
def test_an_operation_is_found_where_the_app_has_it(call: str, path: str) -> None:
    document: dict[str, Any] = {
        "paths": {"/api/v1/contacts/": {"post": {}}, "/api/v1/contacts/{id}": {"get": {}}, "/contact/{contact_id}": {"delete": {}}}
    }
    assert found([call], document) == path
    assert found([call], {}) == call


def test_the_first_operation_that_the_app_has_is_taken() -> None:
    document: dict[str, Any] = {"paths": {"/notes/{id}": {"patch": {}}}}
    assert found(["PUT /notes/3", "PATCH /notes/3"], document) == "PATCH /notes/3"
    assert found(["POST /notes", "PUT /notes"], document) == "POST /notes"


def test_a_sample_is_evenly_spaced_and_has_nothing_twice() -> None:
    assert [INTENTS.index(one) for one in sample(INTENTS[:10], 4)] == [0, 2, 5, 7]
    assert sample(INTENTS[:3], 8) == INTENTS[:3]
    with pytest.raises(Invalid):
        sample(INTENTS, 0)
