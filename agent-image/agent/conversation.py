"""One agent's conversation with its model: the prompt, and the last answer with what was said to it. Earlier ones are forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent import inputs
from agent.fitting import cut, fitted, room
from agent.kinds import Kind
from agent.patience import Patience
from agent.prompting import Prompt, prompt_in
from agent.schemas import strict_schema
from shared.errors import TooLarge
from shared.job_protocol import Bundle
from shared.ports import ModelRequest

#: How hot each next try is: a model that was wrong must not say the same again.
_TEMPERATURES = (0.2, 0.4, 0.7)
_MAX_REPEATED = 24_000
_LEAST_REPEATED = 1_000


@dataclass(slots=True)
class Conversation:
    """What was said so far."""

    bundle: Bundle
    kind: Kind
    asking: Patience
    filled: Prompt
    values: Mapping[str, str]
    most: int
    """Characters that the values may have."""
    messages: list[dict[str, str]]

    async def ask(self, turn: int = 0) -> str:
        """The model's answer. Raises what `Patience.ask` raises."""
        schema = strict_schema(self.kind.schema) if self.kind.schema else None
        known = {**self.bundle.inputs, "task": {"id": self.bundle.task, "goal": self.bundle.goal}}
        temperature = _TEMPERATURES[min(turn, len(_TEMPERATURES) - 1)]
        while True:
            request = ModelRequest(self.bundle.role, known, self.messages, schema, self.kind.max_tokens, temperature)
            try:
                return await self.asking.ask(request, self.kind.one_block)
            except TooLarge:
                self._shorten()

    def _shorten(self) -> None:
        """Leaves out more of what matters least. Raises TooLarge when that is of no use any more."""
        before = sum(len(message["content"]) for message in self.messages)
        self.messages = self.filled.messages(fitted(self.values, self.most // 2))
        self.most //= 2
        after = sum(len(message["content"]) for message in self.messages)
        if after >= before:
            raise TooLarge("the task is too large for the model's window, also without everything that can be left out")
        self.asking.out.thought(f"The question is too long for the model: {before - after} characters are left out.", "warning")

    def reply(self, answer: str, text: str) -> None:
        """Goes on with this reply to that answer."""
        repeated = cut(answer, min(_MAX_REPEATED, max(_LEAST_REPEATED, self.most // 2)))
        said = [{"role": "assistant", "content": repeated}, {"role": "user", "content": text}]
        self.messages = [*self.messages[:2], *said]


def conversation(bundle: Bundle, kind: Kind, asking: Patience) -> Conversation:
    """Begins with the role's prompt, as the run's toolchain has it, and notes its version."""
    filled = prompt_in(kind.prompt, inputs.toolchain(bundle))
    asking.used(filled.name, filled.version)
    values = kind.values(bundle)
    whole = sum(map(len, values.values()))
    most = room(asking.window, kind.max_tokens)
    if most is not None and most < whole + filled.length:
        left = max(0, most - filled.length)
        asking.out.thought(f"The model's window is small: of {whole} characters of documents about {left} are shown to it.", "info")
        return Conversation(bundle, kind, asking, filled, values, left, filled.messages(fitted(values, left)))
    return Conversation(bundle, kind, asking, filled, values, whole, filled.messages(values))
