"""Sentences as different people put them, each with the same in words that the reader knows: examples for a model of what to say instead.

Nearest are those that are put alike, whatever they are about: paths, numbers, names and quotes count only as being there. Closeness is
the cosine of term weights (tf-idf) over words and pairs of words. A file of `prompts/wordings/` has a sentence (`- …`) and behind it
ways to put it (`+ …`), each on one line: `services-*` those of whole intents, `rules-*` single ones that few intents have.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "prompts" / "wordings"
#: What only counts as being there. Status codes are words: what is said of a 409 is much the same everywhere.
_NAMED = (
    (re.compile(r"/[a-z{][\w/{}\-]*"), "PATH"),
    (re.compile(r"\"[^\"]*\"|'[^']{1,20}'|`[^`]*`"), "QUOTE"),
    (re.compile(r"\b[a-z]+_\w+\b"), "NAME"),
    (re.compile(r"(?<!\d)(?!(?:20[0-9]|30\d|4\d\d)\b)\d+(?:\.\d+)?"), "NUMBER"),
)
type _Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """A way to put a sentence, and the same in words that the reader knows."""

    said: str
    plain: str


def nearest(sentence: str, number: int) -> list[Wording]:
    """The wordings that are most like this one, the nearest last; of each plain sentence only one."""
    bank = _bank()
    sought = bank.weighed(_terms(sentence))
    ranked = sorted(zip(bank.wordings, bank.weights, strict=True), key=lambda one: _closeness(sought, one[1]), reverse=True)
    found: dict[str, Wording] = {}
    for wording, _ in ranked:
        if len(found) == number:
            break
        found.setdefault(wording.plain, wording)
    return list(found.values())[::-1]


def wordings(path: Path) -> Iterator[Wording]:
    """All of a file."""
    plain = ""
    for line in path.read_text().splitlines():
        mark, _, said = line.partition(" ")
        if mark == "-":
            plain = said.strip()
        elif mark == "+":
            yield Wording(said.strip(), plain)


@dataclass(frozen=True, slots=True)
class _Bank:
    wordings: Sequence[Wording]
    weights: Sequence[_Weights]
    rarity: _Weights

    def weighed(self, terms: Mapping[str, int]) -> _Weights:
        return _normed(terms, self.rarity, math.log(len(self.wordings)))


@cache
def _bank() -> _Bank:
    known = [one for path in sorted(_FOLDER.glob("*.txt")) for one in wordings(path)]
    counted = [_terms(one.said) for one in known]
    spread = Counter(term for terms in counted for term in terms)
    rarity = {term: math.log(len(known) / number) for term, number in spread.items()}
    return _Bank(known, [_normed(terms, rarity, 0.0) for terms in counted], rarity)


def _terms(sentence: str) -> Counter[str]:
    for pattern, name in _NAMED:
        sentence = pattern.sub(name, sentence)
    words = [word if word.isupper() else word.lower() for word in re.findall(r"\w+", sentence)]
    return Counter([*words, *(f"{first} {then}" for first, then in pairwise(words))])


def _normed(terms: Mapping[str, int], rarity: _Weights, unknown: float) -> _Weights:
    weights = {term: (1 + math.log(times)) * rarity.get(term, unknown) for term, times in terms.items()}
    length = math.hypot(*weights.values()) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _closeness(sought: _Weights, known: _Weights) -> float:
    return sum(weight * known[term] for term, weight in sought.items() if term in known)
