"""Content that travels in events: inline when small, as a blob reference (claim check) when not."""

from typing import Literal

from pydantic import Field

from shared.events.envelope import Value

#: Bytes of a drop that may travel inline; more goes to a blob, so that a run's state stays small.
INLINE_LIMIT = 512


class BlobRef(Value):
    """Where content lies in the tenant's container, its size in bytes and its SHA-256 (hex)."""

    kind: Literal["blob"] = "blob"
    path: str
    size: int = Field(ge=0)
    sha256: str


class Inline(Value):
    """Content in the event itself (UTF-8 text)."""

    kind: Literal["inline"] = "inline"
    text: str


Content = BlobRef | Inline


class Usage(Value):
    """What a task used: tokens as the model's server counts them, seconds of wall time."""

    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    prompts: dict[str, str] = Field(default_factory=dict)
    """Prompt name -> version, of every prompt that was used."""
    cached: int = 0
    """Answers that were stored before, and cost nothing."""

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens
