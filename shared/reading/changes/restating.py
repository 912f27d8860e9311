"""What was not understood becomes a question, and what is answered takes the sentence's place in the intent."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from shared.intent import Said
from shared.reading.doubts import Doubt
from shared.reading.text.shapes import split_outside

#: Sentences; where more are in doubt, too little is understood to build on.
_MOST = 5
#: Characters of a sentence; what is longer cannot be answered in a line.
_LONGEST = 600
_QUESTION = "I do not understand this: “{0}” How else would you say it? Answer “leave it out” to go without it."
_ASKED = re.compile(r"I do not understand this: “(?P<sentence>.+)” How else would you say it\?", re.DOTALL)
_LEFT_OUT = re.compile(r"(?i)\W*(?:please )?(?:leave|drop|skip|omit|ignore|forget)(?: (?:it|this|that))?(?: out)?\W*")
_BULLET = re.compile(r"(?:[-*•]|\d+[.)])\s+")
#: Where a sentence ends, or a line.
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+|\n+")


def unclear(text: str, doubts: Iterable[Doubt]) -> list[str]:
    """A question for each sentence in doubt; none when they are too many, or when one cannot be found in the text."""
    found = [_written(text, doubt.text) for doubt in doubts]
    sentences = list(dict.fromkeys(one for one in found if one))
    askable = all(found) and len(sentences) <= _MOST and max(map(len, sentences), default=0) <= _LONGEST
    return [_QUESTION.format(one) for one in sentences] if askable else []


def is_unclear(question: str) -> bool:
    """Whether an answer to this question takes the place of a sentence."""
    return _ASKED.match(question) is not None


def restated(said: Said) -> str:
    """The text with what was answered instead of the sentences that were asked about; without an answer they stay."""
    text = said.text
    for sentence, answer in _answered(said):
        match = _pattern(sentence).search(text)
        instead = "" if _LEFT_OUT.fullmatch(answer) else f"{answer.strip().rstrip('.')}{sentence[-1] if sentence[-1] in '.!?' else ''}"
        text = f"{text[: match.start()]}{instead}{text[match.end() :]}" if match else text
    return text


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
    pieces = [" ".join(_BULLET.sub("", piece).split()) for piece in split_outside(text, SENTENCE_END)]
    return next(iter(get_close_matches(" ".join(doubt.split()), pieces, n=1, cutoff=0.8)), "")


def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence, wherever its lines are broken."""
    return re.compile(r"\s+".join(re.escape(word) for word in sentence.split()))
