"""An OpenAI-compatible server on loopback whose answers are written beforehand: by role and turn, wrong first and right later where a test wants it.

A real HTTP server with streaming, so that the client, the relay and the retries are tried as they are. It records what it was asked.

    async with scripted_model({"codegen": ["```python\\nbroken(\\n```", "```python\\nfine = 1\\n```"]}) as served:
        os.environ["OPENAI_BASE_URL"] = served.url
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.serving import Server

#: What each role's prompts say and no other's do.
_MARKS = {
    "amend": ("You rewrite one function of a Python web service",),
    "restate": ("You put one sentence of a text about a web service in the plain words",),
    "requirements": ("You are a requirements engineer",),
    "operations": ("You list the HTTP operations",),
    "architect": ("You are a software architect",),
    "codegen": ("You write Python 3.13 with FastAPI", "You write TypeScript for Node 24"),
    "models": ("You write the pydantic v2 models",),
    "function": ("You complete functions of a Python web service",),
    "testgen": ("You write pytest tests", "You write tests for a web service"),
    "critic": ("You review code against its requirements",),
    "fixer": ("You repair a Python web service", "You repair a web service in TypeScript"),
    "prose": ("You write plain, exact English",),
    "security": ("You review the code of a small web service for security",),
}


@dataclass(frozen=True, slots=True)
class Fails:
    """An answer with this HTTP status instead of text."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "scripted failure"


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer at all for so many seconds; then the connection ends."""

    seconds: float


@dataclass(frozen=True, slots=True)
class BreaksOff:
    """This much text, then the connection is closed in the middle of the answer."""

    text: str


Answer = str | Fails | Silent | BreaksOff


@dataclass(slots=True)
class Scripted:
    """The running server: where it is, and all that it was asked. The last answer of a role is given again and again."""

    url: str
    script: Mapping[str, Sequence[Answer]]
    can: frozenset[str] = frozenset({"json_schema", "json_object", "stream", "stream_options", "temperature", "max_tokens"})
    """Features that it has; a question that uses another one gets a 400."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)

    def next(self, question: Mapping[str, Any]) -> Answer:
        role = role_of(question)
        turn = self.turns[role] = self.turns.get(role, -1) + 1
        answers = self.script.get(role) or self.script.get("*") or [Fails(500, message=f"nothing is scripted for {role}")]
        return answers[min(turn, len(answers) - 1)]

    def lacks(self, question: Mapping[str, Any]) -> str | None:
        form = (question.get("response_format") or {}).get("type")
        used = [name for name in ("stream_options", "temperature", "max_tokens", "stream") if name in question]
        return next((name for name in [*([form] if form else []), *used] if name not in self.can), None)


def role_of(question: Mapping[str, Any]) -> str:
    """Which agent asks, told by its prompt."""
    said = str((question.get("messages") or [{}])[0].get("content", ""))
    return next((role for role, marks in _MARKS.items() if any(mark in said for mark in marks)), "unknown")


async def _chat(request: Request) -> Response:
    served: Scripted = request.app.state.served
    question = await request.json()
    served.asked.append(question)
    served.headers.append(dict(request.headers))
    if lacking := served.lacks(question):
        return JSONResponse({"error": {"message": f"'{lacking}' is not supported here", "type": "invalid_request_error"}}, 400)
    answer = served.next(question)
    if isinstance(answer, Fails):
        return JSONResponse({"error": {"message": answer.message, "type": "scripted", "code": None}}, answer.status, dict(answer.headers))
    if isinstance(answer, Silent):
        await asyncio.sleep(answer.seconds)
        return Response(status_code=504)
    text = answer.text if isinstance(answer, BreaksOff) else answer
    if not question.get("stream"):
        message = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        return JSONResponse({**_head(), "object": "chat.completion", "choices": [message], "usage": usage})
    return StreamingResponse(_chunks(text, isinstance(answer, BreaksOff), question), media_type="text/event-stream")


def _head() -> dict[str, Any]:
    return {"id": "scripted-1", "created": 1, "model": "scripted"}


async def _chunks(text: str, breaks: bool, question: Mapping[str, Any]) -> AsyncIterator[bytes]:
    for at in range(0, len(text), 24):
        delta = {"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": text[at : at + 24]}}
        yield _event({**_head(), "object": "chat.completion.chunk", "choices": [delta]})
    if breaks:
        raise ConnectionResetError("scripted")
    if (question.get("stream_options") or {}).get("include_usage"):
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        yield _event({**_head(), "object": "chat.completion.chunk", "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(document: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\n\n"


async def _models(request: Request) -> Response:
    return JSONResponse({"object": "list", "data": [{"id": "scripted", "object": "model", "created": 1, "owned_by": "tests"}]})


@asynccontextmanager
async def scripted_model(script: Mapping[str, Sequence[Answer]], without: Sequence[str] = ()) -> AsyncIterator[Scripted]:
    """The server, running until the block ends. `without`: features that it answers 400 to."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    served = Scripted(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", script)
    served.can = served.can - set(without)
    app = Starlette(routes=[Route("/v1/chat/completions", _chat, methods=["POST"]), Route("/v1/models", _models)])
    app.state.served = served
    # "critical": a scripted break of a connection is no news.
    server = Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield served
    finally:
        server.should_exit = True
        await serving
        listener.close()
