"""A sentence that begins without a stop is told apart from a name that begins like one."""

import pytest

from shared.reading.text.plain import plain


@pytest.mark.parametrize("said", ["GET / is a page headed The tea list of our shop.", "It holds vitamin A that is left."])
def test_a_name_within_a_sentence_does_not_end_it(said: str) -> None:
    assert plain(said) == said


def test_a_sentence_behind_a_bracket_is_one_of_its_own() -> None:
    assert plain("GET /slots lists them (by time) A slot has a day.") == "GET /slots lists them (by time). A slot has a day."
