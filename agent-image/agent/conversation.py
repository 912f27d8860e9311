"""One agent's conversation with its model: the prompt, and the last answer with what was said to it. Earlier ones are forgotten."""

from dataclasses import dataclass

from agent.kinds import Kind
from agent.patience import Patience
from agent.prompting import prompt
from agent.schemas import strict_schema
from shared.job_protocol import Bundle
from shared.ports import ModelRequest

#: How hot each next try is: a model that was wrong must not say the same again.
_TEMPERATURES = (0.2, 0.4, 0.7)
_MAX_REPEATED = 24_000


@dataclass(slots=True)
class Conversation:
    """What was said so far."""

    bundle: Bundle
    kind: Kind
    asking: Patience
    messages: list[dict[str, str]]

    async def ask(self, turn: int = 0) -> str:
        """The model's answer. Raises what `Patience.ask` raises."""
        schema = strict_schema(self.kind.schema) if self.kind.schema else None
        inputs = {**self.bundle.inputs, "task": {"id": self.bundle.task, "goal": self.bundle.goal}}
        temperature = _TEMPERATURES[min(turn, len(_TEMPERATURES) - 1)]
        request = ModelRequest(self.bundle.role, inputs, self.messages, schema, self.kind.max_tokens, temperature)
        return await self.asking.ask(request, self.kind.one_block)

    def reply(self, answer: str, text: str) -> None:
        """Goes on with this reply to that answer."""
        said = [{"role": "assistant", "content": answer[:_MAX_REPEATED]}, {"role": "user", "content": text}]
        self.messages = [*self.messages[:2], *said]


def conversation(bundle: Bundle, kind: Kind, asking: Patience) -> Conversation:
    """Begins with the role's prompt, and notes its version."""
    filled = prompt(kind.prompt)
    asking.used(filled.name, filled.version)
    return Conversation(bundle, kind, asking, filled.messages(kind.values(bundle)))
