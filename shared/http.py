"""The HTTP edge: errors become statuses and problem+json (RFC 9457); bodies are bounded and of one type; answers have safe headers.

One of the two places with a broad except (the other is `consume`): whatever happens, the client gets a problem and the log the traceback.
"""

import json
import logging
import math
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import (
    Clash,
    Forbidden,
    Invalid,
    MissingTool,
    NotFound,
    QlpError,
    Temporary,
    TooLarge,
    TooMany,
    Unauthenticated,
)

_STATUS: dict[type[QlpError], int] = {
    Invalid: 422,
    Forbidden: 403,
    Unauthenticated: 401,
    NotFound: 404,
    Clash: 409,
    TooLarge: 413,
    TooMany: 429,
    MissingTool: 503,
    Temporary: 503,
}
_TITLES = {
    400: ("bad_request", "The request cannot be read"),
    401: ("unauthenticated", "There is no valid token"),
    403: ("forbidden", "Not allowed"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "Method not allowed"),
    409: ("clash", "The present state does not allow it"),
    413: ("too_large", "Too large"),
    415: ("unsupported_media_type", "Unsupported content type"),
    422: ("invalid", "The input is wrong"),
    429: ("too_many", "Too many at once"),
    500: ("internal", "Something went wrong"),
    503: ("unavailable", "Not available now"),
}
_SAFE = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
    b"strict-transport-security": b"max-age=31536000",
    b"cache-control": b"no-store",
}
_log = logging.getLogger("qlp.http")


def problem(status: int, detail: str, code: str | None = None, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:  # noqa: ANN401 - JSON
    """A problem+json answer; `code` is stable, `detail` is for people, `more` are further members (None: left out)."""
    known, title = _TITLES.get(status, ("error", "The request failed"))
    content = {"type": f"urn:qlp:problem:{code or known}", "title": title, "status": status, "detail": detail, "code": code or known}
    content |= {name: value for name, value in more.items() if value is not None}
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def of_error(error: QlpError) -> JSONResponse:
    """The problem that an error of the tree is."""
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    headers: dict[str, str] = {}
    if isinstance(error, Temporary):
        headers["Retry-After"] = str(max(1, math.ceil(error.delay)))
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = f'Bearer realm="qlp", error="invalid_token", error_description="{_quotable(error.message)}"'
    return problem(status, error.message, error.code, headers, field=getattr(error, "field", None), done=getattr(error, "done", None))


def _quotable(text: str) -> str:
    return "".join(c for c in text if " " <= c <= "~" and c not in '"\\')[:200]


def _of_tree(_: Request, error: Exception) -> JSONResponse:
    return of_error(error) if isinstance(error, QlpError) else problem(500, "unexpected")


def _of_framework(_: Request, error: Exception) -> JSONResponse:
    """FastAPI's and Starlette's own errors: an unknown path, a wrong method, a body that cannot be read."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    details = {404: "there is nothing at this path", 405: "this path does not take this method", 400: _unread(error.__cause__)}
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return problem(status, details.get(status, "the request failed"), headers=headers)


def _unread(cause: BaseException | None) -> str:
    """Why the framework could not read the body."""
    if isinstance(cause, RecursionError):
        return "the body is nested too deeply"
    if isinstance(cause, ValueError) and not isinstance(cause, UnicodeError):
        return "the body has a number with too many digits"
    return "the body is not JSON in UTF-8"


def _of_validation(_: Request, error: Exception) -> JSONResponse:
    """A body, query or header that does not fit its model: 400 when it is not JSON at all, else 422 with the field's name."""
    found = list(error.errors()) if isinstance(error, RequestValidationError) else []
    if any(e["type"] == "json_invalid" for e in found):
        return problem(400, "the body is not JSON")
    errors = [{"field": _field(e["loc"]), "message": str(e["msg"])[:300]} for e in found[:20]]
    first = errors[0] if errors else {"field": "body", "message": "wrong"}
    return problem(422, f"{first['field']}: {first['message']}", field=first["field"], errors=errors)


def _field(location: tuple[int | str, ...]) -> str:
    names = [str(part)[:64] for part in location[1:]]
    return ".".join(names) or "body"


def install(app: FastAPI) -> None:
    """Makes every error of the app a problem."""
    app.add_exception_handler(QlpError, _of_tree)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(RequestValidationError, _of_validation)


class Edge:
    """Outermost layer: refuses bodies over `max_body` bytes and of other types than JSON, sets safe headers, catches what is left."""

    def __init__(self, app: ASGIApp, max_body: int) -> None:
        self.app, self.max_body = app, max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in _SAFE.items() if n not in there)]
            await send(message)

        try:
            await self._answer(scope, receive, safely)
        except Exception:
            trace = uuid4().hex
            _log.exception("%s %s failed, trace %s", scope["method"], scope["path"], trace)
            if started:
                raise
            await problem(500, f"the platform's log says why, under {trace}", trace=trace)(scope, receive, safely)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self._body(scope, receive)
        if body is None:
            refusal = problem(413, f"a request's body has at most {self.max_body} bytes")
            await refusal(scope, receive, send)
        elif body and not _is_json(scope):
            await problem(415, "the body's content type must be application/json")(scope, receive, send)
        else:
            await self.app(scope, _replayed(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None when it is too large."""
        if _announced(scope) > self.max_body:
            return None
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.max_body:
                return None
        return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once more and then goes on as before."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _announced(scope: Scope) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0


def _is_json(scope: Scope) -> bool:
    kind, _, _ = _header(scope, b"content-type").partition(";")
    return kind.strip().lower() == "application/json"


def sse(event: str, data: dict[str, Any], id_: int | None = None) -> str:
    """One server-sent event."""
    head = f"id: {id_}\n" if id_ is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
