"""What a job is told by its environment: which model answers, and how long to wait for it. No credentials: those stay outside the sandbox."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from shared.errors import Invalid
from shared.ports import Model


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """QLP_AGENT_MODEL (offline | openai), QLP_MODEL_EFFORT (low | high), QLP_MODEL_PATIENCE and QLP_MODEL_TIMEOUT, both in seconds, QLP_MODEL_CONTEXT in tokens."""

    kind: Literal["offline", "openai"] = "offline"
    patience: float = 180.0
    """How long a server that fails may be asked again, from its first failure."""
    timeout: float = 240.0
    """How long a server may be silent within one answer (a small machine reads a long prompt for minutes)."""
    context: int = 0
    """Tokens that fit into the model's window; 0: not known."""
    effort: Literal["low", "high"] = "high"
    """low: a small or slow model; it is asked only for what code cannot make."""


def model_choice() -> ModelChoice:
    """The choice in this process's environment. Raises Invalid."""
    kind = os.environ.get("QLP_AGENT_MODEL") or "offline"
    if kind not in ("offline", "openai"):
        raise Invalid(f"QLP_AGENT_MODEL is offline or openai, not {kind!r}", "QLP_AGENT_MODEL")
    given = {field: os.environ.get(name) for field, name in (("patience", "QLP_MODEL_PATIENCE"), ("timeout", "QLP_MODEL_TIMEOUT"))}
    try:
        seconds = {field: float(value) for field, value in given.items() if value}
    except ValueError as error:
        raise Invalid("QLP_MODEL_PATIENCE and QLP_MODEL_TIMEOUT are seconds", "QLP_MODEL_PATIENCE") from error
    effort: Literal["low", "high"] = "low" if kind == "openai" and os.environ.get("QLP_MODEL_EFFORT") == "low" else "high"
    context = os.environ.get("QLP_MODEL_CONTEXT") or "0"
    if not context.isdecimal():
        raise Invalid("QLP_MODEL_CONTEXT is a number of tokens", "QLP_MODEL_CONTEXT")
    return ModelChoice("openai" if kind == "openai" else "offline", **seconds, context=int(context), effort=effort)


@asynccontextmanager
async def model(choice: ModelChoice) -> AsyncIterator[Model]:
    """The model that answers in this job. Imported only now: each is slow to import and only one is used."""
    if choice.kind == "openai":
        from shared.adapters.openai_model import openai_model

        async with openai_model(choice.timeout) as served:
            yield served
    else:
        from shared.adapters.offline.model import OfflineModel

        yield OfflineModel()
