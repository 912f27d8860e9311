"""Asks a model until it answers: waits and asks again while its server is down, slow or busy, and shows that at once."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import cast

from agent.ends import ModelNonsense, ModelUnavailable, OutOfTime, OverBudget
from agent.output import Output
from shared.errors import TooMany, Unavailable
from shared.events import Usage
from shared.ports import Model, ModelAnswer, ModelRequest

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 30.0
_SECONDS_BETWEEN_THOUGHTS = 0.4
_SLOW_AFTER = 15.0
#: Lines that must repeat before an answer is ended.
_CIRCLE = 24


@dataclass(slots=True)
class Patience:
    """One job's way to its model; it adds up what the answers cost. `seconds` is how long failures in a row may go on."""

    model: Model
    out: Output
    seconds: float
    ends: float
    """The task's deadline, on the event loop's clock."""
    tokens: int = 0
    """How many tokens the task may use; 0: without limit. An answer that is under way is not cut, so it may be one answer more."""
    window: int = 0
    """Tokens that fit into the model's window; 0: not known."""
    usage: Usage = field(default_factory=Usage)
    _shown: float = 0.0

    async def ask(self, request: ModelRequest, one_block: bool = False) -> str:
        """The whole answer; with `one_block` only to the end of its first fenced block. Raises ModelUnavailable when patience ends, OutOfTime at the deadline (or OverBudget), and what the model says is permanent."""
        if 0 < self.tokens <= self.usage.tokens:
            raise OverBudget(f"The task used {self.usage.tokens} tokens, and {self.tokens} were set aside for it.")
        try:
            async with asyncio.timeout_at(self.ends):
                return await self._until_answered(request, one_block)
        except TimeoutError as error:
            raise OutOfTime("The task was not done within its deadline: the model is too slow.") from error

    async def _until_answered(self, request: ModelRequest, one_block: bool) -> str:
        clock = asyncio.get_running_loop().time
        first_failure: float | None = None
        wait = _FIRST_WAIT
        while True:
            try:
                return await self._once(request, one_block)
            except (Unavailable, TooMany) as error:
                first_failure = clock() if first_failure is None else first_failure
                pause = max(wait, error.delay)
                # A rate limit ends by itself: it is waited out as long as the task may last.
                last = self.ends if isinstance(error, TooMany) else min(self.ends, first_failure + self.seconds)
                if clock() + pause > last:
                    raise ModelUnavailable(f"The model does not answer: {error.message}") from error
                self.out.thought(f"The model does not answer ({error.message}); asking again in {pause:.0f} s.", "warning")
                await asyncio.sleep(pause)
                wait = min(wait * 2, _LONGEST_WAIT)

    async def _once(self, request: ModelRequest, one_block: bool) -> str:
        loop = asyncio.get_running_loop()
        slow = loop.call_later(_SLOW_AFTER, self.out.thought, f"The model has been silent for {_SLOW_AFTER:.0f} s; waiting.", "info")
        answer: ModelAnswer | None = None
        lines: list[str] = []
        try:
            async with aclosing(cast(AsyncGenerator[str | ModelAnswer], self.model.ask(request))) as pieces:
                async for piece in pieces:
                    slow.cancel()
                    if isinstance(piece, ModelAnswer):
                        answer = piece
                        break
                    self._show(piece)
                    lines.append(piece)
                    if repeats(lines) or (one_block and _is_over(lines)):
                        answer = _cut(request, lines)
                        break
        finally:
            slow.cancel()
        if answer is None:
            raise ModelNonsense("The model ended its answer without saying anything.")
        if answer.usage.cached:
            self.out.thought("The model answered this before: the stored answer is used, and costs nothing.", "info")
        self._settle(answer.usage)
        return answer.text

    def _show(self, line: str) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._shown >= _SECONDS_BETWEEN_THOUGHTS:
            self._shown = now
            self.out.thought(line)

    def _settle(self, used: Usage) -> None:
        self.usage = self.usage.model_copy(
            update={
                "model": used.model or self.usage.model,
                "prompt_tokens": self.usage.prompt_tokens + used.prompt_tokens,
                "completion_tokens": self.usage.completion_tokens + used.completion_tokens,
                "cached": self.usage.cached + used.cached,
            }
        )

    def used(self, prompt: str, version: str) -> None:
        """Notes that this version of a prompt was used."""
        self.usage = self.usage.model_copy(update={"prompts": {**self.usage.prompts, prompt: version}})


def repeats(lines: Sequence[str]) -> bool:
    """Whether an answer goes round in circles: its last lines are the same up to eight again and again, for 24 lines or more."""
    last = lines[-_CIRCLE:]
    return len(last) == _CIRCLE and any(all(last[at] == last[at - period] for at in range(period, _CIRCLE)) for period in range(1, 9))


def _is_over(lines: Sequence[str]) -> bool:
    """Whether a fenced block has just ended."""
    fences = [line for line in lines if line.lstrip().startswith("```")]
    return len(fences) == 2 and lines[-1].strip() == "```"


def _cut(request: ModelRequest, lines: Sequence[str]) -> ModelAnswer:
    """The answer so far; nobody counts its tokens for us, so it is four characters a token."""
    text = "\n".join(lines) + "\n"
    asked = sum(len(message.get("content", "")) for message in request.messages)
    return ModelAnswer(text, Usage(prompt_tokens=asked // 4 + 1, completion_tokens=len(text) // 4 + 1))
