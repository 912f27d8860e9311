"""Answers that go round in circles are ended; others are not."""

from agent.patience import repeats
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.text(max_size=5), min_size=1, max_size=8), st.lists(st.text(max_size=5), max_size=9))
def test_the_same_few_lines_again_and_again_are_a_circle(circle: list[str], before: list[str]) -> None:
    assert repeats([*before, *circle * 24])


def test_code_with_similar_lines_is_no_circle() -> None:
    assert not repeats([f"    x{number} = {number}" for number in range(100)])
    assert not repeats(["same"] * 23)
