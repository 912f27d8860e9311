"""One sentence of an intent said in other words: what is built passes the intent's checks as before.

A file of `rewrites/` names an intent of the evaluation that is read rightly (`== name`), sentences of it (`- …`), and behind each other
ways to put it (`+ …`). Line breaks within the sentence do not count.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from evaluation import catalogue
from shared.adapters.offline.model import application, code_files
from tests.unit.offline.test_services import failures, folder

__all__ = ["folder"]

FOLDER = Path(__file__).parent / "rewrites"
INTENTS = {intent.name: intent.intent for intent in catalogue.load()}


@dataclass(frozen=True)
class Rewrite:
    """A sentence of an intent, and what is said instead."""

    intent: str
    sentence: str
    instead: str

    @property
    def text(self) -> str:
        """The intent with it."""
        pattern = r"\s+".join(re.escape(word) for word in self.sentence.split())
        text, times = re.subn(pattern, lambda _: self.instead, INTENTS[self.intent])
        assert times == 1, f"{self.intent} does not say once: {self.sentence}"
        return text


def rewrites(path: Path) -> Iterator[Rewrite]:
    """All of a file."""
    intent = sentence = ""
    for line in path.read_text().splitlines():
        mark, _, said = line.partition(" ")
        if mark == "==":
            intent = said.strip()
        elif mark == "-":
            sentence = said.strip()
        elif mark == "+":
            yield Rewrite(intent, sentence, said.strip())


REWRITES = [one for path in sorted(FOLDER.glob("*.txt")) for one in rewrites(path)]


@lru_cache(maxsize=8)
def plainly(intent: str) -> dict[str, str]:
    """The files of an intent in its own words."""
    return code_files(application(INTENTS[intent]))


@pytest.mark.parametrize("one", REWRITES, ids=[f"{one.intent}-{number}" for number, one in enumerate(REWRITES)])
def test_a_sentence_in_other_words_builds_what_passes_the_same_checks(one: Rewrite, folder: Path) -> None:
    files = code_files(application(one.text))
    if files == plainly(one.intent):
        return
    for path, content in files.items():
        (folder / path).write_text(content)
    assert asyncio.run(failures(one.intent)) == []
