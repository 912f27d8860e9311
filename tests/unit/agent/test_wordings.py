"""A small model is shown sentences that are put like the one it is asked about, and how they are put plainly."""

from pathlib import Path

import pytest
from agent.wordings import nearest, wordings

FOLDER = Path(__file__).resolve().parents[3] / "agent-image" / "prompts" / "wordings"


def test_the_nearest_is_the_last_and_every_plain_sentence_is_there_once() -> None:
    found = nearest("To open a claim, send its title to POST /claims and get a 201 back.", 10)
    assert len(found) == len({one.plain for one in found}) == 10
    assert "send" in found[-1].said
    assert "POST /" in found[-1].said


def test_what_things_are_called_does_not_count() -> None:
    shelves = nearest('To add a "red" shelf with max_load 30, call POST /shelves/{id}.', 5)
    assert shelves == nearest('To add a "blue" shelf with min_width 70, call POST /rooms/{key}/racks.', 5)


def test_a_sentence_that_is_like_none_finds_some_all_the_same() -> None:
    assert len(nearest("Qwxyz!", 3)) == 3


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_wording_says_something_else_than_its_plain_sentence(path: Path) -> None:
    known = list(wordings(path))
    assert len(known) == sum(line.startswith("+ ") for line in path.read_text().splitlines())
    assert all(one.plain and one.said and one.plain != one.said for one in known)
