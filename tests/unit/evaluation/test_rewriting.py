"""Sentences in other words stand in the place of those that they are for."""

from collections import Counter
from pathlib import Path

import pytest

from evaluation import catalogue
from evaluation.rewriting import FOLDER, Rewrite, rewrites

TEXT = "A team has a name.\nNames are\nunique (409)."


def test_a_sentence_is_replaced_wherever_its_lines_are_broken() -> None:
    one = Rewrite("teams", "Names are unique (409).", "No two teams share a name (409).")
    assert one.within(TEXT) == "A team has a name.\nNo two teams share a name (409)."


def test_a_sentence_that_is_not_there_is_an_error_of_the_file() -> None:
    with pytest.raises(ValueError, match="teams does not say once: Names are long"):
        Rewrite("teams", "Names are long.", "Long names.").within(TEXT)


def test_a_file_names_intents_their_sentences_and_ways_to_put_them(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text("== teams\n- A.\n+ B.\n+ C.\n- D.\n+ E.\n")
    assert list(rewrites(file)) == [Rewrite("teams", "A.", "B."), Rewrite("teams", "A.", "C."), Rewrite("teams", "D.", "E.")]


def test_every_sentence_that_is_put_otherwise_stands_in_its_intent() -> None:
    known = {intent.name: intent.intent for intent in catalogue.load()}
    counted = Counter(
        path.name.partition("-")[0] for path in FOLDER.glob("*.txt") for one in rewrites(path) if one.within(known[one.intent])
    )
    assert counted.keys() == {"dev", "holdout"}
