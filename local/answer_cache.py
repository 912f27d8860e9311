"""The model relay's memory: the same question to the same model, of the same tenant, is answered from what was answered before.

A job that asks the same thing again wants another answer (a second candidate, a second try): so the n-th time gets the n-th answer.
A task that starts again because its process died begins at the first, and pays for nothing twice.
"""

import json
import logging
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.adapters.openai_model import CACHED
from shared.adapters.tickets import Holder, Tickets
from shared.errors import Temporary
from shared.ports import Answers

_REMEMBERED = 20_000
_DONE = "data: [DONE]"
_NOTHING = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
_log = logging.getLogger("qlp.relay")


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks, and a digest of the endpoint, the model, the messages and the options; `times`: how often this job got an answer to it."""

    holder: Holder
    digest: str
    times: int

    @property
    def key(self) -> str:
        return f"{self.digest}-{self.times}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole answer as it is sent: it says that it comes from here and that it used no tokens."""

    kind: str
    text: str


class AnswerCache:
    """Storage that fails is no failure here: then the model is asked."""

    def __init__(self, answers: Answers, tickets: Tickets) -> None:
        self._answers, self._tickets = answers, tickets
        self._answered: OrderedDict[tuple[Holder, str], int] = OrderedDict()

    def question(self, authorization: str, url: str, body: bytes) -> Question | None:
        """What is asked; None: by nobody whom we know."""
        holder = self._tickets.holder(authorization.removeprefix("Bearer "))
        if holder is None or not url.endswith("/chat/completions"):
            return None
        same = sha256(f"{url}\n".encode() + json.dumps(json.loads(body), sort_keys=True).encode()).hexdigest()
        return Question(holder, same, self._answered.get((holder, same), 0))

    async def find(self, question: Question) -> Stored | None:
        """The stored answer."""
        try:
            found = await self._answers.find(question.holder.tenant, question.key)
        except Temporary as error:
            _log.warning("stored answers cannot be read: %s", error.message)
            return None
        if found is None:
            return None
        self._count(question)
        return Stored(**json.loads(found))

    async def keep(self, question: Question, kind: str, raw: bytes) -> None:
        """Keeps a whole answer; one that is cut, or is none, is left."""
        text = free_of_charge(kind, raw.decode(errors="replace"))
        if text is None:
            return
        self._count(question)
        try:
            await self._answers.keep(question.holder.tenant, question.key, json.dumps({"kind": kind, "text": text}))
        except Temporary as error:
            _log.warning("an answer is not stored: %s", error.message)

    def _count(self, question: Question) -> None:
        """The job has this answer; when it asks again, it wants the next one."""
        self._answered[question.holder, question.digest] = question.times + 1
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)


def free_of_charge(kind: str, text: str) -> str | None:
    """The answer with its usage at nothing and the mark of this cache; None: it is not a whole answer."""
    if kind.startswith("text/event-stream"):
        return _stream(text)
    document = _json(text)
    return json.dumps({**document, "system_fingerprint": CACHED, "usage": _NOTHING}) if document and document.get("choices") else None


def _stream(text: str) -> str | None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or lines[-1] != _DONE:
        return None
    chunks = [document for line in lines[:-1] if (document := _json(line.removeprefix("data:")))]
    if not chunks or any("error" in chunk for chunk in chunks):
        return None
    marked = [{**chunk, "system_fingerprint": CACHED, "usage": None} for chunk in chunks]
    marked.append({**marked[-1], "choices": [], "usage": _NOTHING})
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in marked) + f"{_DONE}\n\n"


def _json(text: str) -> dict[str, Any] | None:
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
