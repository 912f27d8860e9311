"""The patterns say of every JSON value whether it is right, and what is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.matching import mismatches

PEOPLE = [{"name": "Ann", "age": 30}, {"name": "Ben", "age": 41}, {"name": "Cem", "age": 7}]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.floats(-1e6, 1e6) | st.text("abc", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", min_size=1, max_size=2), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("pattern", "got"),
    [
        (1, 1.0),
        (0.3, 0.1 + 0.2),
        ({"name": "Ann"}, PEOPLE[0]),
        ([{"age": 30}, {"age": 41}, {"age": 7}], PEOPLE),
        ({"$contains": [{"name": "Cem"}, {"name": "Ann"}]}, PEOPLE),
        ({"$excludes": [{"name": "Dee"}]}, PEOPLE),
        ({"$same": [{"name": "Cem"}, {"name": "Ann"}, {"name": "Ben"}]}, PEOPLE),
        ({"$ordered": [{"name": "Ann"}, {"name": "Cem"}]}, PEOPLE),
        ({"$length": 3}, PEOPLE),
        ({"$each": {"age": {"$type": "number"}}}, PEOPLE),
        ({"$list": {"$length": 3}}, {"items": PEOPLE, "total": 3}),
        ({"$list": {"$length": 3}}, PEOPLE),
        ({"$near": [12, 0.1]}, 12.05),
        ({"$type": "text"}, "x"),
        ({"$type": "given"}, 0),
        ({"$not": "a"}, "b"),
    ],
)
def test_a_value_that_is_right_has_no_mismatch(pattern: Any, got: Any) -> None:
    assert mismatches(pattern, got) == []


@pytest.mark.parametrize(
    ("pattern", "got"),
    [
        (1, True),
        (1, "1"),
        (False, 0),
        (None, 0),
        ("a", "A"),
        ({"name": "Ann"}, {}),
        ({"name": "Ann"}, [PEOPLE[0]]),
        ({"name": None}, {}),
        ([], PEOPLE),
        ([{"age": 30}, {"age": 7}, {"age": 41}], PEOPLE),
        ({"$contains": [{"name": "Dee"}]}, PEOPLE),
        ({"$contains": []}, {"items": []}),
        ({"$excludes": [{"name": "Ben"}]}, PEOPLE),
        ({"$same": [{"name": "Cem"}, {"name": "Ann"}]}, PEOPLE),
        ({"$same": [{"name": "Ann"}, {"name": "Ann"}, {"name": "Ben"}]}, PEOPLE),
        ({"$ordered": [{"name": "Cem"}, {"name": "Ann"}]}, PEOPLE),
        ({"$ordered": [{"name": "Ann"}, {"name": "Ann"}]}, PEOPLE),
        ({"$length": 2}, PEOPLE),
        ({"$each": {"age": 30}}, PEOPLE),
        ({"$list": []}, {"a": [], "b": []}),
        ({"$list": []}, "text"),
        ({"$near": [12, 0.1]}, 12.2),
        ({"$near": [1, 1]}, True),
        ({"$type": "text"}, 1),
        ({"$type": "given"}, None),
        ({"$not": "a"}, "a"),
    ],
)
def test_a_value_that_is_wrong_is_told_with_its_place(pattern: Any, got: Any) -> None:
    problems = mismatches(pattern, got)
    assert problems
    assert all(problem.startswith("body") for problem in problems)


@given(JSON)
def test_every_value_matches_itself(value: Any) -> None:
    assert mismatches(value, value) == []


@given(st.lists(st.integers(0, 99), unique=True, max_size=6), st.randoms())
def test_the_order_does_not_matter_where_the_pattern_says_so(values: list[int], random: Any) -> None:
    shuffled = random.sample(values, len(values))
    assert mismatches({"$same": shuffled}, values) == []
    assert mismatches({"$contains": shuffled}, [*values, "more"]) == []
    assert mismatches({"$ordered": values}, [each for value in values for each in (value, "between")]) == []


def test_the_place_of_a_mismatch_is_exact() -> None:
    assert mismatches({"items": [{"id": 1}]}, {"items": [{"id": 2}]}) == ["body.items[0].id: expected 1, got 2"]
