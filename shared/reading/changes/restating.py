"""What was not understood becomes a question, and what is answered, or assumed, takes the sentence's place in the intent."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from shared.intent import Said
from shared.reading.text.shapes import split_outside

if TYPE_CHECKING:  # Every task puts sentences in other words; few read them.
    from shared.reading.doubts import Doubt

#: Sentences; where more are in doubt, too little is understood to build on.
_MOST = 5
#: Characters of a sentence; what is longer cannot be answered in a line.
_LONGEST = 600
#: Characters of a sentence that is quoted whole.
_QUOTABLE = 200
#: Words that tell no sentences apart.
_COMMON = frozenset(
    {"the", "and", "each", "has", "have", "one", "its", "that", "for", "with", "are", "can", "not", "any", "all", "from", "when", "there"}
)
_QUESTION = "I do not understand this: “{0}” How else would you say it? Answer “leave it out” to go without it."
_ASKED = re.compile(r"I do not understand this: “(?P<sentence>.+)” How else would you say it\?", re.DOTALL)
_READ_AS = "“{0}” is read as: “{1}”"
_AS = re.compile(r"“(?P<sentence>.+)” is read as: “(?P<instead>.+)”", re.DOTALL)
_LEFT_OUT = re.compile(r"(?i)\W*(?:please )?(?:leave|drop|skip|omit|ignore|forget)(?: (?:it|this|that))?(?: out)?\W*")
_BULLET = re.compile(r"^(?:[-*•]|\d+[.)])\s+")
#: Where a sentence ends, or a line.
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+|\n+")

#: A sentence, and what is read instead.
type Restated = tuple[str, str]


def unclear(text: str, doubts: "Iterable[Doubt]") -> list[str]:
    """A question for each sentence in doubt; none when they are too many, or when one cannot be found in the text."""
    found = list(dict.fromkeys(_written(text, doubt.text) for doubt in doubts))
    askable = all(found) and len(found) <= _MOST and max(map(len, found), default=0) <= _LONGEST
    return [_QUESTION.format(one) for one in found] if askable else []


def suspects(text: str, unread: Iterable[str]) -> list[str]:
    """What may be to blame for these parts that are not understood, the likeliest first: they themselves, also with the sentence behind, then others that speak of the same."""
    parts, every = [*unread], _sentences(text)
    told = {word for one in parts for word in _words(one)}
    near = sorted(every, key=lambda one: len(_words(one) & told) / (len(_words(one)) + 4), reverse=True)
    found = [one for part in parts if (one := _written(text, part))] or near[:1]
    behind = dict(pairwise(every))
    joined = [f"{one} {behind[one]}" for one in found if one in behind]
    whole = [one for one in joined if _pattern(one).search(text)]
    return list(dict.fromkeys(one for one in (*found, *whole, *near) if len(one.split()) > 1))


def sentence_before(text: str, sentence: str) -> str:
    """The sentence that this one follows in the text; empty where it is the first or does not stand there."""
    written = _written(text, sentence)
    return next((before for before, one in pairwise(_sentences(text)) if one == written), "")


def words_for(text: str, sentence: str) -> str:
    """What the text says for a sentence that a reading put otherwise: most of its words stand there. Empty where there is no such thing."""
    if found := _written(text, sentence):
        return found
    told = _stems(sentence)
    every = [piece for one in _sentences(text) for piece in ([one] if len(one) <= _QUOTABLE else re.split(r"(?<=[,;:])\s+", one))]
    near = max(every, key=lambda one: (len(_stems(one) & told), -len(one)), default="")
    return near if len(_stems(near) & told) * 2 > len(told) else ""


def _stems(said: str) -> set[str]:
    return {re.sub(r"(?:ies|es|s|y)$", "", word) for word in _words(said) - _COMMON}


def _words(said: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", said.lower()))


def is_unclear(question: str) -> bool:
    """Whether an answer to this question takes the place of a sentence."""
    return _ASKED.match(question) is not None


def restated(said: Said) -> str:
    """The text with what was answered instead of the sentences that were asked about; without an answer they stay."""
    text = said.text
    for sentence, answer in _answered(said):
        text = put(text, sentence, "" if _LEFT_OUT.fullmatch(answer) else answer)
    return text


def put(text: str, sentence: str, instead: str) -> str:
    """The text with something else in place of a sentence, which ends as that did; as it is where the sentence is not in it."""
    match = _pattern(sentence).search(text)
    ended = f"{instead.strip().rstrip('.')}{sentence[-1] if sentence[-1] in '.!?' else ''}" if instead else ""
    return f"{text[: match.start()]}{ended}{text[match.end() :]}" if match else text


def put_all(text: str, told: Iterable[Restated]) -> str:
    """The text with something else in place of each of these sentences, one after the other."""
    for sentence, instead in told:
        text = put(text, sentence, instead)
    return text


def read_as(sentence: str, instead: str) -> str:
    """The assumption that a sentence means what it was put as."""
    return _READ_AS.format(sentence, instead)


def assumed(assumptions: Iterable[str]) -> list[Restated]:
    """Each sentence that is assumed to mean something put otherwise, and that."""
    return [(match["sentence"], match["instead"]) for one in assumptions if (match := _AS.fullmatch(one))]


def left_out(said: Said) -> list[str]:
    """The sentences that are to be left out."""
    return [sentence for sentence, answer in _answered(said) if _LEFT_OUT.fullmatch(answer)]


def _answered(said: Said) -> Iterator[tuple[str, str]]:
    for question, answer in zip(said.questions, said.answers, strict=False):
        asked = _ASKED.match(question)
        if asked and answer.strip():
            yield asked["sentence"], answer


def _written(text: str, doubt: str) -> str:
    """The sentence as it stands in the text, on one line; empty when nothing there is like it."""
    match = _pattern(doubt).search(text)
    if match is not None:
        ended = re.match(r"[.!?](?=\s|$)", text[match.end() :])
        return " ".join((match[0] + (ended[0] if ended else "")).split())
    return next(iter(get_close_matches(" ".join(doubt.split()), _sentences(text), n=1, cutoff=0.8)), "")


def _sentences(text: str) -> list[str]:
    """Each on one line, without the mark of a list."""
    return [" ".join(_BULLET.sub("", piece).split()) for piece in split_outside(text, SENTENCE_END)]


def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence, wherever its lines are broken."""
    return re.compile(r"\s+".join(re.escape(word) for word in sentence.split()))
