"""What the writers of tests and code read from the conditions of an application."""

import pytest

from shared.writing import conditions
from shared.writing.conditions import Link, State
from shared.writing.ir import Computed


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('row["open"]', State("open", True, True)),
        ('not row["open"]', State("open", True, False)),
        ('row["state"] == "on hold"', State("state", "on hold", True)),
        ('row["state"] != "open"', State("state", "open", False)),
        ('not row["state"] == "open"', State("state", "open", False)),
        ('row["open"] and row["paid"]', None),
        ('row["seats"] > 3', None),
        ('owner["open"]', None),
    ],
)
def test_a_state_is_told_where_the_condition_is_about_nothing_else(code: str, told: State | None) -> None:
    assert conditions.state(code, "row") == told


@pytest.mark.parametrize(
    ("code", "otherwise"),
    [
        ('owner["closed"]', "False"),
        ('not owner["open"]', "True"),
        ('owner["state"] != "open"', '"open"'),
        ('owner["state"] == "closed"', ""),
    ],
)
def test_a_state_says_with_what_value_it_is_otherwise(code: str, otherwise: str) -> None:
    told = conditions.state(code, "owner")
    assert told is not None
    assert told.otherwise == otherwise


def test_what_is_asked_of_the_owner_is_found_however_the_owner_is_called() -> None:
    assert conditions.asked_of_owner('len(store.seats.find()) >= owner["capacity"]') == {"capacity"}
    assert conditions.asked_of_owner('values["kg"] > find_van(whole["van_id"])["max_kg"]') == {"max_kg"}
    assert conditions.asked_of_owner('row["kg"] > find_van(key)["max_kg"]') == {"max_kg"}
    assert conditions.asked_of_owner('row["kg"] > values["max_kg"]') == set()


def test_what_is_taken_of_a_number_is_told_with_the_record_that_has_it() -> None:
    assert conditions.taken('(find_item(values["item_id"])["stock"] < values["amount"])') == ("item", "stock")
    assert conditions.taken('row["stock"] < values["amount"]') is None


def test_there_may_be_too_much_of_what_is_on_the_greater_side() -> None:
    assert conditions.measured('sum(one["kg"] for one in rows) + values["kg"] > owner["max_kg"]') == {"kg"}
    assert conditions.measured('row["stock"] < 2 * values["amount"]') == {"amount"}
    assert conditions.measured('values["kg"] < 5') == set()


def test_a_record_that_must_be_there_is_told_by_what_names_it() -> None:
    assert conditions.named('whole["city"] is not None and not store.cities.find(name=whole["city"])') == Link("city", "cities", "name")
    lines = 'any(store.items.get(line["item_id"]) is None for line in values["lines"])'
    assert conditions.in_lines(lines) == Link("lines", "items", "item_id")
    assert conditions.in_lines('store.items.get(values["item_id"]) is None') is None


def test_other_demands_on_what_is_sent_are_told_by_field() -> None:
    assert conditions.must_follow('values["state"] not in moves.get(owner["state"], [])') == {"state"}
    assert conditions.exceeding('whole["seats"] > find_room(whole["room_id"])["seats"]') == {"seats"}
    assert conditions.matched('store.loans.find(book_id=values["book_id"], returned=False)') == {"book_id"}
    assert conditions.compares_upwards('whole["ends"] <= whole["begins"]')
    assert not conditions.compares_upwards('whole["tag"] == "<b>"')


@pytest.mark.parametrize(
    ("code", "several"),
    [
        ('[one["name"] for one in store.tags.find(book_id=row["id"])]', True),
        ('store.tags.find(book_id=find_book(row["book_id"])["id"])', True),
        ('sorted(store.tags.find(), key=lambda one: one["name"])[:3]', True),
        ('sorted(store.tags.find(), key=lambda one: one["name"])[0]', False),
        ('[one["name"] for one in store.tags.find()][0]', False),
        ("len(store.tags.find())", False),
    ],
)
def test_a_computed_member_is_a_list_where_its_expression_gives_one(code: str, several: bool) -> None:
    assert Computed("tags", code).is_list is several
