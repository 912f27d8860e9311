"""One sentence of an intent said in other words: what is built passes the intent's checks as before. The files are as in `evaluation.rewriting`."""

import asyncio
from functools import lru_cache
from pathlib import Path

import pytest

from evaluation import catalogue
from evaluation.rewriting import Rewrite, failures, rewrites
from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from tests.unit.offline.test_services import folder

__all__ = ["folder"]

INTENTS = {intent.name: intent for intent in catalogue.load()}
REWRITES = [one for path in sorted((Path(__file__).parent / "rewrites").glob("*.txt")) for one in rewrites(path)]


@lru_cache(maxsize=8)
def plainly(intent: str) -> dict[str, str]:
    """The files of an intent in its own words."""
    return code_files(application(INTENTS[intent].intent))


@pytest.mark.parametrize("one", REWRITES, ids=[f"{one.intent}-{number}" for number, one in enumerate(REWRITES)])
def test_a_sentence_in_other_words_builds_what_passes_the_same_checks(one: Rewrite, folder: Path) -> None:
    files = code_files(application(one.within(INTENTS[one.intent].intent)))
    if files == plainly(one.intent):
        return
    for path, content in files.items():
        (folder / path).write_text(content)
    assert asyncio.run(failures(INTENTS[one.intent])) == []
