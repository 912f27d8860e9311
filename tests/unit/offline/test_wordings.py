"""The same thing said in other words means the same.

A file of `wordings/` holds cases: the intent with `{}` where the wordings go, the wordings, and checks (in the language of `corpus`):

    == a room is booked once at a time
    POST /rooms {"name"} adds a room (201). … {} …
    -- wordings
    * Overlapping bookings of the same room are refused with 409.
    * A room can't be booked twice at the same time (409).
    -- checks
    POST /rooms {"name":"A"} => 201 {"id":"$a"}

The first wording's application passes the checks. Every other wording gives the same code, or else passes the same checks.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from tests.unit.offline.corpus import run
from tests.unit.offline.test_corpus import start

__all__ = ["start"]

FOLDER = Path(__file__).parent / "wordings"


@dataclass(frozen=True)
class Wording:
    """One way to say what a case is about."""

    case: str
    number: int
    intent: str
    first: str
    checks: tuple[str, ...]


def wordings(path: Path) -> list[Wording]:
    """All wordings of a file."""
    found = []
    for block in re.split(r"(?m)^== ", path.read_text())[1:]:
        head, listed, checks = re.split(r"(?m)^-- (?:wordings|checks)\n", block)
        name, _, intent = head.partition("\n")
        said = [one.strip() for one in re.split(r"(?m)^\* ", listed) if one.strip()]
        lines = tuple(line for line in checks.splitlines() if line.strip())
        texts = [intent.strip().replace("{}", one, 1) for one in said]
        found += [Wording(f"{path.stem}: {name.strip()}", number, text, texts[0], lines) for number, text in enumerate(texts)]
    return found


WORDINGS = [one for path in sorted(FOLDER.glob("*.txt")) for one in wordings(path)]


def code(intent: str) -> str:
    """What is written for an intent, without the words that it was asked for in."""
    app = application(intent)
    return re.sub(r'"""R\d+:.*?"""', "", "".join(code_files(app).values()).replace(app.title, ""), flags=re.DOTALL)


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda one: f"{one.case} #{one.number}")
def test_other_words_mean_the_same(wording: Wording, start: Any) -> None:
    if wording.number and code(wording.intent) == code(wording.first):
        return
    client = start(wording.intent)
    known: dict[str, Any] = {}
    assert [failure for check in wording.checks if (failure := run(client, check, known))] == []
