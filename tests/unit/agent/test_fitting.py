"""A question is made to fit by leaving out what matters least."""

from agent.fitting import cut, fitted, room
from hypothesis import given
from hypothesis import strategies as st

texts = st.dictionaries(st.sampled_from(["files", "specification", "intent", "failures", "contracts"]), st.text(max_size=3000))


@given(values=texts, most=st.integers(0, 12_000))
def test_it_fits_or_only_beginnings_are_left(values: dict[str, str], most: int) -> None:
    kept = fitted(values, most)
    assert kept.keys() == values.keys()
    assert sum(map(len, kept.values())) <= most or all(len(text) <= 300 or text == values[name] for name, text in kept.items())
    if sum(map(len, values.values())) <= most:
        assert kept == values


def test_files_are_cut_before_the_specification_and_the_intent_last() -> None:
    values = {"intent": "i" * 2000, "specification": "s" * 2000, "files": "f" * 2000}
    kept = fitted(values, 5000)
    assert (kept["intent"], kept["specification"]) == (values["intent"], values["specification"])
    assert 900 < len(kept["files"]) <= 1000
    assert "characters are left out here" in kept["files"]
    assert fitted(values, 2700)["intent"] == values["intent"]


@given(text=st.text(max_size=2000), most=st.integers(100, 2000))
def test_a_cut_text_is_never_longer_than_allowed_and_keeps_its_beginning(text: str, most: int) -> None:
    short = cut(text, most)
    assert len(short) <= most
    assert short[:20] == text[:20]


def test_an_unknown_window_has_no_limit_and_a_small_one_leaves_room_for_the_answer() -> None:
    assert room(0, 3000) is None
    assert room(4096, 1000) == (4096 - 1000) * 3
    assert room(1000, 5000) == 500 * 3
