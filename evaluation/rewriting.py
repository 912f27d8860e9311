"""One sentence of an intent in other words: is what the offline model makes of it still right? `python -m evaluation.rewriting` counts that.

Intents that are read rightly, with one sentence at a time as somebody else put it who knew neither the product nor its tests. It tells
what a new wording is worth, sentence by sentence, where a whole new intent is right only if all of them are. In this process, without a
stack, by the checks of the intent. Of the holdout files only totals are told.

A file of `rewrites/` names intents (`== name`), sentences of them (`- …`), and behind each ways to put it (`+ …`), all on one line.
"""

import argparse
import asyncio
import importlib
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import httpx

from evaluation import catalogue
from evaluation.checks import Subject, perform
from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from shared.errors import NotUnderstood

FOLDER = Path(__file__).parent / "rewrites"
Outcome = Literal["right", "refused", "wrong"]
#: What an application goes wrong with that does not even start.
_BROKEN = (AssertionError, AttributeError, ImportError, NameError, SyntaxError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A sentence of an intent, and what is said instead."""

    intent: str
    sentence: str
    instead: str

    def within(self, text: str) -> str:
        """The intent's text with it. Raises ValueError when the sentence does not stand there once."""
        pattern = r"\s+".join(re.escape(word) for word in self.sentence.split())
        said, times = re.subn(pattern, lambda _: self.instead, text)
        if times != 1:
            raise ValueError(f"{self.intent} does not say once: {self.sentence}")
        return said


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


def of_split(split: str) -> list[Rewrite]:
    """All of a split."""
    return [one for path in sorted(FOLDER.glob(f"{split}-*.txt")) for one in rewrites(path)]


@cache
def intents() -> Mapping[str, catalogue.Case]:
    """Name -> the intent with its checks."""
    return {case.name: case for case in catalogue.load()}


@cache
def _own(name: str) -> Mapping[str, str]:
    """What is built of an intent in its own words."""
    return code_files(application(intents()[name].intent))


def outcome(text: str, name: str) -> tuple[Outcome, str]:
    """What becomes of an intent that is put like this, and what is wrong with that. In a process of its own."""
    try:
        files = code_files(application(text))
    except NotUnderstood as error:
        return "refused", error.message.partition(" The offline model")[0]
    if files == _own(name):
        return "right", ""
    wrong = _tried(files, intents()[name])
    return "wrong" if wrong else "right", "; ".join(wrong)


def judged(every: Sequence[Rewrite]) -> Iterator[tuple[Rewrite, Outcome, str]]:
    """What becomes of each intent with one sentence put otherwise, and what is wrong with that."""
    for name in {one.intent for one in every}:
        _own(name)  # Before the processes begin, so that none of them reads it anew.
    with get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        yield from pool.imap(_judged, every)


def _judged(one: Rewrite) -> tuple[Rewrite, Outcome, str]:
    return one, *outcome(one.within(intents()[one.intent].intent), one.intent)


def _tried(files: Mapping[str, str], case: catalogue.Case) -> list[str]:
    """The checks that an application fails. It is imported here: each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            (Path(folder) / path).write_text(content)
        os.environ["QLP_DATA"] = str(Path(folder) / "data")
        sys.path.insert(0, folder)
        return asyncio.run(failures(case))


async def failures(case: catalogue.Case) -> list[str]:
    """The checks that the application fails which the module `main` on Python's path holds, with what is wrong."""
    try:
        app = importlib.import_module("main").app
    except _BROKEN as error:
        return [f"it does not start: {error!r}"]
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        outcomes = await perform(case, Subject(app=client))
    return [f"{one.name}: {one.step}: {one.problem}" for one in outcomes if not one.passed]


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.rewriting", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--split", choices=("dev", "holdout"), default="dev")
    parser.add_argument("--failures", action="store_true", help="also say what is refused or wrong (dev only)")
    options = parser.parse_args(given)
    every = of_split(options.split)
    counted: Counter[str] = Counter()
    for one, found, why in judged(every):
        counted[found] += 1
        if options.failures and found != "right" and options.split == "dev":
            _say(f"{found}: {one.intent}\n  - {one.sentence}\n  + {one.instead}\n    {why[:400]}")
    told = ", ".join(f"{count} {found} ({count / len(every):.1%})" for found, count in counted.most_common())
    _say(f"{len(every)} sentences in other words ({options.split}): {told}")


if __name__ == "__main__":
    main()
