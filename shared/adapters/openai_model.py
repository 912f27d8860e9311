"""The Model port on the `openai` client: OpenAI, Azure OpenAI, or any OpenAI-compatible server (Ollama, vLLM, llama.cpp).

What a server cannot do (JSON schema, JSON mode, streaming, a temperature …) it says with a 400; then the same question is asked
without it, and never with it again.
"""

import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import httpx2
import openai
from openai import AsyncAzureOpenAI, AsyncOpenAI
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from shared.errors import Permanent, Temporary, TooLarge, TooMany, Unavailable
from shared.events import Usage
from shared.ports import Model, ModelAnswer, ModelRequest

#: What the model relay puts into `system_fingerprint` of an answer that it had stored.
CACHED = "qlp-stored-answer"
_MAX_ANSWER = 2_000_000
_TOO_LONG = re.compile(r"context[ _](?:length|size|window)|maximum context|too long|too many tokens|exceed\w* .{0,40}(?:context|tokens)")
_CONNECT_SECONDS = 10.0
_AZURE_SCOPE = "https://cognitiveservices.azure.com/.default"
_AZURE_API = "2024-10-21"


class OpenAIModel:
    """One server. Text comes in whole lines, each as soon as it is complete."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client = client
        self._model = model
        self._without: set[str] = set()
        """Features that this server does not have."""

    async def ask(self, request: ModelRequest) -> AsyncIterator[str | ModelAnswer]:
        """Raises Unavailable or TooMany (with the server's Retry-After as delay), TooLarge or another Permanent."""
        while True:
            try:
                async for piece in self._asked(request):
                    yield piece
                return
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                self._give_up(error, request)
            except openai.APIError as error:
                raise _translated(error) from error
            except httpx2.HTTPError as error:
                raise Unavailable(f"the connection broke: {type(error).__name__}") from error
            except ValueError as error:
                raise Unavailable("the server's answer is not what an OpenAI-compatible server sends") from error

    async def _asked(self, request: ModelRequest) -> AsyncIterator[str | ModelAnswer]:
        name = await self._name()
        options = self._options(request)
        if "stream" in self._without:
            whole = cast(ChatCompletion, await self._client.chat.completions.create(model=name, **options))
            text = (whole.choices[0].message.content or "") if whole.choices else ""
            yield ModelAnswer(text, _usage(whole.model or name, whole.usage, request, text, whole.system_fingerprint == CACHED))
            return
        written, line, usage, served, stored = "", "", None, name, False
        stream = await self._client.chat.completions.create(model=name, stream=True, **options)
        async with stream:
            async for chunk in cast(AsyncIterator[ChatCompletionChunk], stream):
                usage, served, stored = chunk.usage or usage, chunk.model or served, chunk.system_fingerprint == CACHED
                delta = (chunk.choices[0].delta.content or "") if chunk.choices else ""
                written, line = written + delta, line + delta
                *complete, line = line.split("\n")
                for shown in filter(str.strip, complete):
                    yield shown
                if len(written) > _MAX_ANSWER:
                    raise Permanent("the model's answer does not end")
        yield ModelAnswer(written, _usage(served, usage, request, written, stored))

    def _options(self, request: ModelRequest) -> dict[str, Any]:
        limit = "max_completion_tokens" if "max_tokens" in self._without else "max_tokens"
        options: dict[str, Any] = {"messages": list(request.messages), limit: request.max_tokens}
        if "temperature" not in self._without:
            options["temperature"] = request.temperature
        if request.schema and "json_schema" not in self._without:
            schema = {"name": request.role, "schema": dict(request.schema), "strict": True}
            options["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif request.schema and "json_object" not in self._without:
            options["response_format"] = {"type": "json_object"}
        if not {"stream", "stream_options"} & self._without:
            options["stream_options"] = {"include_usage": True}
        return options

    def _give_up(self, error: openai.APIStatusError, request: ModelRequest) -> None:
        """Notes the feature that this 400 complains about. Raises TooLarge when the question is too long, Permanent when it is not about one that can be left out."""
        said = str(error.message).lower()
        if _TOO_LONG.search(said):
            raise TooLarge(f"the question is longer than the model's window: {error.message[:200]}") from error
        named = [feature for feature in ("stream_options", "max_tokens", "temperature", "stream") if feature in said]
        structured = [feature for feature in ("json_schema", "json_object") if request.schema and feature not in self._without]
        about_format = any(word in said for word in ("response_format", "json_schema", "json_object", "grammar", "schema"))
        missing = structured[:1] if about_format else [feature for feature in named if feature not in self._without][:1]
        if not missing:
            raise Permanent(f"the model's server refuses the question: {error.message[:300]}") from error
        self._without.update(missing)

    async def _name(self) -> str:
        if not self._model:
            listed = [model.id async for model in self._client.models.list()]
            if len(listed) != 1:
                raise Permanent(f"set QLP_MODEL: the model's server has {len(listed)} models")
            self._model = listed[0]
        return self._model


def _translated(error: openai.APIError) -> Permanent | Temporary:
    if isinstance(error, openai.APITimeoutError):
        return Unavailable("no answer in time")
    if isinstance(error, openai.APIConnectionError):
        return Unavailable(f"it cannot be reached: {type(error.__cause__).__name__}")
    if not isinstance(error, openai.APIStatusError):
        return Unavailable(f"it broke off: {error.message[:200]}")
    if error.status_code == 429 and error.code == "insufficient_quota":
        return Permanent("the model's account has no quota left")
    if error.status_code == 429:
        return TooMany("its rate limit is reached (HTTP 429)", _retry_after(error.response.headers))
    if error.status_code in (408, 409) or error.status_code >= 500:
        return Unavailable(f"HTTP {error.status_code}", _retry_after(error.response.headers))
    if error.status_code in (401, 403):
        return Permanent(f"the model's server refuses our key (HTTP {error.status_code})")
    return Permanent(f"the model's server answers HTTP {error.status_code}: {error.message[:300]}")


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return min(max(float(headers.get("retry-after-ms", "")) / 1000, 0.0), 120.0)
    except ValueError:
        pass
    try:
        return min(max(float(headers.get("retry-after", "")), 0.0), 120.0)
    except ValueError:
        return 1.0


def _usage(model: str, counted: CompletionUsage | None, request: ModelRequest, text: str, stored: bool) -> Usage:
    """As the server counted; else four characters a token. An answer that was stored before costs nothing."""
    if stored:
        return Usage(model=model, cached=1)
    if counted is not None:
        return Usage(model=model, prompt_tokens=counted.prompt_tokens, completion_tokens=counted.completion_tokens)
    asked = sum(len(message.get("content", "")) for message in request.messages)
    return Usage(model=model, prompt_tokens=asked // 4 + 1, completion_tokens=len(text) // 4 + 1)


@asynccontextmanager
async def openai_model(timeout: float) -> AsyncIterator[Model]:
    """The model that the environment names. `timeout`: seconds that the server may be silent.

    QLP_MODEL_SOCKET: through the relay on that Unix socket, which adds the key. Else AZURE_OPENAI_ENDPOINT and
    AZURE_OPENAI_DEPLOYMENT with this workload's identity, else OPENAI_BASE_URL and OPENAI_API_KEY. QLP_MODEL names the model.
    """
    environment = os.environ
    limits = httpx2.Timeout(timeout, connect=_CONNECT_SECONDS)
    async with AsyncExitStack() as closing:
        if path := environment.get("QLP_MODEL_SOCKET"):
            # trust_env off: a proxy for the outside world has nothing to do with a socket.
            ticket = environment.get("QLP_MODEL_TICKET") or "relay"
            http = httpx2.AsyncClient(transport=httpx2.AsyncHTTPTransport(uds=path), timeout=limits, trust_env=False)
            client: AsyncOpenAI = AsyncOpenAI(base_url="http://model/v1", api_key=ticket, max_retries=0, http_client=http)
        elif endpoint := environment.get("AZURE_OPENAI_ENDPOINT"):
            client = await _azure(endpoint, limits, closing)
        else:
            key = environment.get("OPENAI_API_KEY") or "none"
            client = AsyncOpenAI(base_url=environment.get("OPENAI_BASE_URL") or None, api_key=key, max_retries=0, timeout=limits)
        await closing.enter_async_context(client)
        yield OpenAIModel(client, environment.get("AZURE_OPENAI_DEPLOYMENT") or environment.get("QLP_MODEL") or "")


async def _azure(endpoint: str, limits: httpx2.Timeout, closing: AsyncExitStack) -> AsyncOpenAI:
    from azure.identity.aio import DefaultAzureCredential, get_bearer_token_provider

    credential = await closing.enter_async_context(DefaultAzureCredential())
    token = get_bearer_token_provider(credential, _AZURE_SCOPE)
    return AsyncAzureOpenAI(azure_endpoint=endpoint, api_version=_AZURE_API, azure_ad_token_provider=token, max_retries=0, timeout=limits)
