"""Words of a sentence that nothing in the application is called by, and that descriptions of other services do not use either."""

import re
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[a-z]{3,}")
_ENDINGS = ("ing", "ed", "es", "er", "ly", "s", "e", "d", "y")
_LEAST = 3


def stem(word: str) -> str:
    """What a word shares with its other forms: `lists`, `listed` and `listing` are `list`."""
    ending = next((ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _LEAST), "")
    return word.removesuffix(ending)


def stems(text: str) -> set[str]:
    """Of all words of at least three letters; parts of names_like_this are words."""
    return {stem(word) for word in _WORD.findall(text.lower())}


def shown(code: Iterable[str]) -> set[str]:
    """What an application is made of: the stems in its files, without the words of the intent that they carry in their comments."""
    return stems(re.sub(r'""".*?"""|/\*.*?\*/|//[^\n]*', " ", "\n".join(code), flags=re.DOTALL))


def strange(sentence: str, known: Set[str]) -> set[str]:
    """The stems of a sentence that are neither known nor ordinary."""
    return stems(sentence) - known - _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    """Stems that many descriptions of services use."""
    return frozenset(Path(__file__).with_name("ordinary_words.txt").read_text().split())
