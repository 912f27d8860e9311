"""Has a small model put an intent's sentences in plain words, which the reader then reads, as strictly as ever.

A small model says the same in other words far better than it writes code for it, when it is shown how sentences like this one were put
plainly (`agent.wordings`). First what the reader does not understand: of several answers that is taken over which leaves the least in
doubt and which most others agree with. Then, where nothing is in doubt, what it may have misread: where two answers are read alike and
unlike the sentence, they are believed. Both stand among the assumptions, which are shown before approval, and every later task reads
them in the sentence's place. See docs/decisions/030-a-small-model-restates.md.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from agent import filling, inputs, operations, reading
from agent.ends import ModelNonsense, ModelUnavailable, OutOfTime
from agent.patience import Patience
from agent.prompting import prompt
from agent.reading import Restated
from agent.wordings import familiarity, nearest
from shared.drops import Drop
from shared.errors import NotUnderstood
from shared.job_protocol import Bundle
from shared.reading.changes import restating
from shared.reading.refused import check

#: Sentences, or two that stand together, that are looked at in a round.
_MOST = 6
#: Examples: more of them help, and each takes a small machine a second to read.
_EXAMPLES = 10
#: First all that may be to blame is looked at with little, then again; where an answer helps, others have to confirm it.
_ROUNDS = ((0.0, 0.5), (0.7, 0.9))
_CONFIRMING = (0.3, 0.7, 0.7, 0.9)
_COMPARING = (0.0, 0.5, 0.7)
#: Answers that agree; no more are asked for then.
_ENOUGH = 2
#: Of a sentence that may be misread: a greeting is shorter.
_WORDS = 4
_TOKENS = 160
#: For what is in doubt, and for what may be misread.
_DOUBT_SECONDS, _AGAIN_SECONDS = 200.0, 150.0
#: What has to be said as it was: paths, numbers, what stands in quotes or alone in brackets, names in code, methods.
_EXACT = re.compile(
    r"/[a-z][\w/{}\-]*|(?<![\w.])\d+(?:\.\d+)?|\"[^\"]*\"|`[^`]+`|(?<=\()[a-z]+(?=\))|\b[a-z]+_\w+\b|\b(?:GET|POST|PUT|PATCH|DELETE)\b"
)
#: Shares: of what is technical that an answer may leave out (it is then only taken where none is better), of other words that it has to keep.
_MAY_GO, _MUST_STAY = 0.34, 0.25


async def specified(bundle: Bundle, asking: Patience) -> Drop | None:
    """The specification of an intent, with what is read instead of sentences in doubt; as without a model where nothing could be."""
    return await operations.specified(bundle, await _restated(bundle, asking))


async def _restated(bundle: Bundle, asking: Patience) -> list[Restated]:
    """Each sentence that could be put so that more is understood, and how."""
    said = inputs.intent(bundle)
    if said.before or said.answers or _is_beyond(said.text):
        return []
    work = _Restating(bundle, asking, said.text)
    try:
        await work.see_to_doubts()
        await work.look_again()
    except (OutOfTime, ModelUnavailable) as error:
        asking.out.thought(f"Going on without more other words: {error.message}", "warning")
    return work.told


def _is_beyond(text: str) -> bool:
    """Whether the intent is for what the reader does not build in any words."""
    with suppress(NotUnderstood):
        check(text)
        return False
    return True


@dataclass(slots=True)
class _Candidate:
    """What could be said instead, what is made of the text then, and how many answers are read like this."""

    instead: str
    made: reading.Sense
    exact: bool
    agreeing: int = 1

    @property
    def rank(self) -> tuple[bool, int, int]:
        return self.exact, -self.made.left, self.agreeing


class _Restating:
    """The text so far, and what is made of it."""

    def __init__(self, bundle: Bundle, asking: Patience, text: str) -> None:
        self.bundle, self.asking, self.text = bundle, asking, text
        self.made = reading.sense(text)
        self.told: list[Restated] = []

    async def see_to_doubts(self) -> None:
        """Puts what may be why something is not understood in other words, the likeliest first, until nothing is in doubt or the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DOUBT_SECONDS):
                for temperatures in _ROUNDS:
                    for sentence in restating.suspects(self.text, self.made.unread)[:_MOST]:
                        await self._see_to(sentence, temperatures)

    async def look_again(self) -> None:
        """Where nothing is in doubt: compares what is made of sentences with what is made of them in other words, the least familiar first."""
        told = [sentence for sentence, _ in self.told]
        every = (one for one in restating.sentences(self.text) if len(one.split()) >= _WORDS)
        sentences = [one for one in every if not any(one in sentence for sentence in told)]
        with suppress(TimeoutError):
            async with asyncio.timeout(_AGAIN_SECONDS):
                for sentence in sorted(sentences, key=familiarity) if not self.made.left else ():
                    await self._compare(sentence)

    async def _see_to(self, sentence: str, temperatures: Sequence[float]) -> None:
        """It stays as it is when the model finds no words that help, or when nothing is in doubt any more."""
        if not self.made.left:
            return
        self.asking.out.thought(f"In other words? {sentence}", "info")
        found: list[_Candidate] = []
        for temperature in temperatures:
            self._weigh(found, await self._asked(sentence, temperature))
        for temperature in _CONFIRMING if found else ():
            if any(one.agreeing >= _ENOUGH and one.exact for one in found):
                break
            self._weigh(found, await self._asked(sentence, temperature))
        if found:
            self._take(sentence, max(found, key=lambda one: one.rank))

    async def _compare(self, sentence: str) -> None:
        """It stays as it is when an answer is read like it, or when no two answers are read alike."""
        seen: list[reading.Sense] = []
        for temperature in _COMPARING:
            answer = await self._asked(sentence, temperature)
            if answer is None or not answer.exact or answer.made.left:
                continue
            if answer.made == self.made:
                return
            if answer.made in seen:
                self._take(sentence, answer)
                return
            seen.append(answer.made)

    async def _asked(self, sentence: str, temperature: float) -> _Candidate | None:
        """What the model says instead; None when it is of no use."""
        try:
            answer = await filling.asked(self.bundle, self.asking, self._messages(sentence), _TOKENS, temperature)
        except ModelNonsense:
            return None
        instead = _line(answer)
        if not instead or loses(sentence, instead) or adds(sentence, instead, self.text):
            return None
        return _Candidate(instead, reading.sense(restating.put(self.text, sentence, instead)), keeps(sentence, instead))

    def _messages(self, sentence: str) -> list[dict[str, str]]:
        filled = prompt("restate")
        self.asking.used(filled.name, filled.version)
        told, asked = filled.messages({"sentence": sentence})
        shown = [
            {"role": role, "content": content}
            for one in nearest(sentence, _EXAMPLES)
            for role, content in (("user", one.said), ("assistant", one.plain))
        ]
        return [told, *shown, asked]

    def _weigh(self, found: list[_Candidate], answer: _Candidate | None) -> None:
        """Adds an answer that leaves less in doubt to what is found, or to what it agrees with."""
        if answer is None or answer.made.left >= self.made.left:
            return
        same = next((one for one in found if one.made == answer.made and one.exact == answer.exact), None)
        if same is not None:
            same.agreeing += 1
        else:
            found.append(answer)

    def _take(self, sentence: str, best: _Candidate) -> None:
        self.text, self.made = restating.put(self.text, sentence, best.instead), best.made
        self.told.append((sentence, best.instead))
        self.asking.out.thought(restating.read_as(sentence, best.instead), "info")


def _line(answer: str) -> str:
    """The first line of an answer, without decoration."""
    lines: Sequence[str] = [line.strip(" \t`*->=") for line in answer.splitlines()]
    return next((line for line in lines if re.search(r"[a-z]{2}", line)), "")


def keeps(sentence: str, instead: str) -> bool:
    """Whether everything technical of a sentence is still there."""
    return _exact(sentence) <= _exact(instead)


def loses(sentence: str, instead: str) -> bool:
    """Whether too much of a sentence is gone: a path, or most of what is technical or, where nothing is, of its words."""
    exact = _exact(sentence)
    gone = exact - _exact(instead)
    if exact:
        return any(one.startswith("/") for one in gone) or len(gone) > len(exact) * _MAY_GO
    words = _stems(sentence)
    return len(words & _stems(instead)) < len(words) * _MUST_STAY


def adds(sentence: str, instead: str, text: str) -> bool:
    """Whether something technical is new: to the text, or a number to the sentence."""
    added = _exact(instead) - _exact(sentence)
    return not added <= _exact(text) or any(one[0].isdigit() for one in added)


def _exact(said: str) -> set[str]:
    return set(_EXACT.findall(said))


def _stems(said: str) -> set[str]:
    return {word[:4] for word in re.findall(r"[a-z]{4,}", said.lower())}
