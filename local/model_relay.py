"""The model relay: agents in sandboxes reach the model through it, on a Unix socket, and it alone holds the key.

It forwards POST /v1/… and GET /v1/models, always for a configured model, and nothing else. What the client says about who it is,
is dropped. It listens on a socket that only our own user may open.
"""

import asyncio
import json
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.answer_cache import AnswerCache, Question
from local.serving import Server
from shared.adapters.tickets import Tickets
from shared.ports import Answers
from shared.settings import Settings

_LOG = logging.getLogger(__name__)
_MAX_BODY = 4 * 1024 * 1024
_PATH = re.compile(r"[a-z_]+(/[a-z_]+)*")
_SILENT_SECONDS = 600.0
_BROKEN = b'\n\ndata: {"error": {"message": "the model endpoint broke off", "type": "relay"}}\n\n'
_PASSED_BACK = ("content-type", "retry-after", "retry-after-ms")


class _Relay:
    """Where the model is, and how to be let in there."""

    def __init__(self, settings: Settings, upstream: httpx.AsyncClient, cache: AnswerCache | None) -> None:
        self._settings, self._cache = settings, cache
        self._upstream = upstream
        azure = settings.azure_openai_endpoint.rstrip("/")
        self._base = f"{azure}/openai/v1" if azure else (settings.openai_base_url or "https://api.openai.com/v1").rstrip("/")
        self._model = settings.model_for("")
        self._models = {self._model, *settings.models().values()}
        self._credential: Any = None

    async def forward(self, request: Request) -> Response:
        """One call, its answer streamed back as it comes."""
        path = request.path_params["path"]
        if not _PATH.fullmatch(path) or (request.method == "GET" and path != "models"):
            return _error(404, "this relay forwards POST /v1/… and GET /v1/models")
        try:
            body = self._for_our_models(await _body(request))
            url = f"{self._base}/{path}"
            question = self._cache.question(request.headers.get("authorization", ""), url, body) if self._cache and body else None
            if self._cache and question and (stored := await self._cache.find(question)):
                return Response(stored.text, media_type=stored.kind)
            sent = self._upstream.build_request(request.method, url, content=body, headers=await self._headers())
            answer = await self._upstream.send(sent, stream=True)
        except ValueError as error:
            return _error(413 if "large" in str(error) else 400, str(error))
        except httpx.HTTPError as error:
            return _error(502, f"the model endpoint cannot be reached: {type(error).__name__}")
        except ClientDisconnect:
            return Response(status_code=499)
        headers = {name: answer.headers[name] for name in _PASSED_BACK if name in answer.headers}
        kept = question if answer.status_code == 200 else None
        return StreamingResponse(self._streamed(answer, kept), answer.status_code, headers)

    async def _streamed(self, answer: httpx.Response, question: Question | None) -> AsyncIterator[bytes]:
        whole = bytearray()
        try:
            async for chunk in answer.aiter_bytes():
                if question:
                    whole += chunk
                yield chunk
        except httpx.HTTPError as error:
            # The status is out already, and an end is all that the client would see: this says that it is none, so it asks again.
            _LOG.warning("the model endpoint broke off: %s", type(error).__name__)
            yield _BROKEN
            return
        finally:
            await answer.aclose()
        if self._cache and question:
            await self._cache.keep(question, answer.headers.get("content-type", ""), bytes(whole))

    def _for_our_models(self, body: bytes) -> bytes:
        """The body, naming a model that is configured: an agent does not choose what it costs. Raises ValueError."""
        if not body:
            return body
        try:
            document = json.loads(body)
        except ValueError as error:
            raise ValueError("the body is not JSON") from error
        if isinstance(document, dict) and self._model and document.get("model") not in self._models:
            document["model"] = self._model
        return json.dumps(document).encode()

    async def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json", "accept": "text/event-stream, application/json"}
        if self._settings.azure_openai_endpoint and not self._settings.openai_api_key:
            return {**headers, "authorization": f"Bearer {await self._token()}"}
        return {**headers, "authorization": f"Bearer {self._settings.openai_api_key or 'none'}"}

    async def _token(self) -> str:
        from azure.core.exceptions import ClientAuthenticationError
        from azure.identity.aio import DefaultAzureCredential

        self._credential = self._credential or DefaultAzureCredential()
        try:
            token = await self._credential.get_token("https://cognitiveservices.azure.com/.default")
        except ClientAuthenticationError as error:
            raise httpx.ConnectError("no Azure identity") from error
        return str(token.token)

    async def close(self) -> None:
        if self._credential is not None:
            await self._credential.close()


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise ValueError("the body is too large")
    return body


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": "relay", "code": None}}, status)


async def serve_relay(settings: Settings, path: Path, answers: Answers | None = None) -> None:
    """Serves on the Unix socket `path` (0600) until cancelled; the socket is removed then. `answers`: where answers are kept, if they are."""
    listener = _listen(path)
    limits = httpx.Timeout(_SILENT_SECONDS, connect=10.0)
    async with httpx.AsyncClient(timeout=limits) as upstream:
        relay = _Relay(settings, upstream, AnswerCache(answers, Tickets(settings.home / "keys")) if answers else None)
        app = Starlette(routes=[Route("/v1/{path:path}", relay.forward, methods=["GET", "POST"])])
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
        server = Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await serving
            listener.close()
            path.unlink(missing_ok=True)
            await relay.close()


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(64)
    return listener
