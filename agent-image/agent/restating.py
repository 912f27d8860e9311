"""Has a small model put in plain words what the reader does not understand. The reader then reads those, as strictly as ever.

A small model says the same in other words far better than it writes code for it, when it is shown how sentences like this one were put
plainly (`agent.wordings`). Of several answers that is taken over which leaves the least in doubt and which most others agree with. It
stands among the assumptions, which are shown before approval, and every later task reads it in the sentence's place. See
docs/decisions/030-a-small-model-restates.md.
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
from agent.wordings import nearest
from shared.drops import Drop
from shared.errors import NotUnderstood
from shared.job_protocol import Bundle
from shared.reading.changes import restating
from shared.reading.changes.restating import Restated
from shared.reading.refused import check

#: Sentences, or two that stand together, that are looked at in a round.
_MOST = 3
#: Examples: more of them help, and each takes a small machine a second to read.
_EXAMPLES = 10
#: First all that may be to blame is looked at with little, then again; where an answer helps, others have to confirm it.
_ROUNDS = ((0.0, 0.5), (0.7, 0.9))
_CONFIRMING = (0.3, 0.7, 0.7, 0.9)
#: Answers that agree; no more are asked for then.
_ENOUGH = 2
_TOKENS = 160
_TASK_SECONDS = 200.0
#: What has to be said as it was: paths, numbers, what stands in quotes or alone in brackets, names in code, methods.
_EXACT = re.compile(
    r"/[a-z][\w/{}\-]*|(?<![\w.])\d+(?:\.\d+)?|\"[^\"]*\"|`[^`]+`|(?<=\()[a-z]+(?=\))|\b[a-z]+_\w+\b|\b(?:GET|POST|PUT|PATCH|DELETE)\b"
)
#: What a small model leaves out when it is brief: that something is optional, that there is only one, in which order.
_FORGOTTEN = tuple(
    re.compile(said, re.IGNORECASE)
    for said in (
        r"\boptional|\bleft (?:out|away)|\bomitted|\bdefault|\b(?:may|can) be (?:empty|null|missing)|\bnot (?:required|needed|mandatory)|\bunless\b|\bwithout\b"
        r"|\bneed(?:n't| not)|\bif (?:\w+ )?(?:wanted|want|given|known|any|like)\b|\bwhen (?:it|they) (?:is|are)(?: not|n't)",
        r"\bunique|\btwice\b|\bsame\b|\balready\b|\bduplicate|\btaken\b|\bonce\b|\bno two\b|\bdifferent|\bagain\b|\bin use\b|\bexists?\b|\bsecond\b|\bshare",
        r"\bsort|\border(?:ed)? (?:by|of)\b|\bfirst\b|\bnewest|\boldest|\balphabet|\bascending|\bdescending|\btop\b|\blatest|\bearliest|\bhighest|\blowest|\bfrom \w+ to ",
    )
)
#: The share of a sentence's words that an answer has to keep where there is nothing technical in it.
_MUST_STAY = 0.25


async def specified(bundle: Bundle, asking: Patience) -> Drop | None:
    """The specification of an intent, with what is read instead of sentences in doubt; as without a model where nothing could be."""
    return await operations.specified(bundle, await _restated(bundle, asking))


async def _restated(bundle: Bundle, asking: Patience) -> list[Restated]:
    """Each sentence that could be put so that less is in doubt, and how."""
    said = inputs.intent(bundle)
    if said.before or said.answers or _is_beyond(said.text):
        return []
    work = _Restating(bundle, asking, said.text)
    try:
        async with asyncio.timeout(_TASK_SECONDS):
            await work.see_to_doubts()
    except (TimeoutError, OutOfTime, ModelUnavailable) as error:
        asking.out.thought(f"Going on without more other words: {error or 'there was no time for more'}", "warning")
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
    agreeing: int = 1

    @property
    def rank(self) -> tuple[int, int]:
        return -self.made.left, self.agreeing


class _Restating:
    """The text so far, and what is made of it."""

    def __init__(self, bundle: Bundle, asking: Patience, text: str) -> None:
        self.bundle, self.asking, self.text = bundle, asking, text
        self.made = reading.sense(text)
        self.told: list[Restated] = []

    async def see_to_doubts(self) -> None:
        """Puts what may be why something is not understood in other words, the likeliest first, until nothing is in doubt."""
        for temperatures in _ROUNDS:
            for sentence in restating.suspects(self.text, self.made.unread)[:_MOST]:
                await self._see_to(sentence, temperatures)

    async def _see_to(self, sentence: str, temperatures: Sequence[float]) -> None:
        """It stays as it is when the model finds no words that help, or when nothing is in doubt any more."""
        if not self.made.left:
            return
        self.asking.out.thought(f"In other words? {sentence}", "info")
        found: list[_Candidate] = []
        messages = self._messages(sentence)
        for temperature in temperatures:
            self._weigh(found, await self._asked(sentence, messages, temperature))
        for temperature in _CONFIRMING if found else ():
            if any(one.agreeing >= _ENOUGH for one in found):
                break
            self._weigh(found, await self._asked(sentence, messages, temperature))
        if found:
            self._take(sentence, max(found, key=lambda one: one.rank))

    async def _asked(self, sentence: str, messages: list[dict[str, str]], temperature: float) -> _Candidate | None:
        """What the model says instead; None when it is of no use."""
        try:
            answer = await filling.asked(self.bundle, self.asking, messages, _TOKENS, temperature)
        except ModelNonsense:
            return None
        instead = _line(answer)
        if not instead or not keeps(sentence, instead) or adds(sentence, instead, self.text):
            return None
        return _Candidate(instead, reading.sense(restating.put(self.text, sentence, instead)))

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
        same = next((one for one in found if one.made == answer.made), None)
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
    """Whether everything technical of a sentence is still there, what is easily forgotten, and where there is neither, its words.

    What loses a name or a number is read as something else; code for the sentence as it stands is then the better way (`agent.amending`).
    """
    exact, words = _exact(sentence), _stems(sentence)
    forgotten = any(one.search(sentence) and not one.search(instead) for one in _FORGOTTEN)
    return exact <= _exact(instead) and not forgotten and (bool(exact) or len(words & _stems(instead)) >= len(words) * _MUST_STAY)


def adds(sentence: str, instead: str, text: str) -> bool:
    """Whether something technical is new: to the text, or a number to the sentence."""
    added = _exact(instead) - _exact(sentence)
    return not added <= _exact(text) or any(one[0].isdigit() for one in added)


def _exact(said: str) -> set[str]:
    return set(_EXACT.findall(said))


def _stems(said: str) -> set[str]:
    return {word[:4] for word in re.findall(r"[a-z]{4,}", said.lower())}
