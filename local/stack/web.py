"""The stack's small web server, inside the supervisor: the dashboard's files and the embedded issuer, on one loopback origin.

One origin, so that no cross-origin access to the issuer is needed, and none is given.
"""

import json
import mimetypes
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn

from local.issuer import Issuer
from local.serving import Server
from shared.errors import Invalid, Unavailable

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_MISSING = b"The dashboard is not built: run `make setup` (it needs Node.js).\n"


class Answer:
    """What goes back: a status, a body, and headers beyond those that everything gets."""

    def __init__(self, body: bytes | dict[str, Any], kind: str = "application/json", status: int = 200, cache: str = "no-store") -> None:
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.kind, self.status, self.cache = kind, status, cache


class Site:
    """The dashboard and the issuer as one ASGI application."""

    def __init__(self, origin: str, gateway: str, issuer: Issuer, files: Path) -> None:
        self._origin, self._issuer, self._files = origin, issuer, files.resolve()
        self._hosts = {origin.removeprefix("http://"), origin.removeprefix("http://").replace("127.0.0.1", "localhost")}
        self._config = {"gateway": gateway, "issuer": issuer.url, "token": f"{issuer.url}/token"}
        policy = f"default-src 'self'; connect-src 'self' {gateway}; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        self._headers = {
            "content-security-policy": policy + "font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            return
        answer = self.answer(scope)
        headers = {**self._headers, "content-type": answer.kind, "cache-control": answer.cache, "content-length": str(len(answer.body))}
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    def answer(self, scope: Scope) -> Answer:
        """What this request gets. Another page's request is refused, also under another name for this machine (DNS rebinding)."""
        sent = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if sent.get("host") not in self._hosts or sent.get("origin", self._origin).removeprefix("http://") not in self._hosts:
            return _problem(403, "only the dashboard's own origin may ask here")
        path = scope["path"]
        if scope["method"] not in ({"GET", "HEAD", "POST"} if path == "/token" else {"GET", "HEAD"}):
            return _problem(405, "this address is only for reading")
        match path:
            case "/token":
                return self._token(sent, parse_qs(scope["query_string"].decode("latin-1")))
            case "/jwks":
                return Answer(self._issuer.jwks())
            case "/.well-known/openid-configuration":
                return Answer(self._issuer.discovery())
            case "/config.json":
                return Answer(self._config)
        return self._file(path)

    def _token(self, sent: dict[str, str], query: dict[str, list[str]]) -> Answer:
        """A token for `tenant` (default local), every `role` named, and `subject`. Never to a page of another site."""
        if sent.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _problem(403, "only the dashboard's own origin may ask for a token")
        try:
            subject = query.get("subject", ["local-user"])[0]
            token = self._issuer.mint(query.get("tenant", ["local"])[0], query.get("role", ["user"]), subject)
        except Invalid as error:
            return _problem(422, error.message, error.field)
        return Answer({"access_token": token, "token_type": "Bearer"})

    def _file(self, path: str) -> Answer:
        """A file of the dashboard; for a path of its own routes the page itself."""
        if not path.isprintable():
            return _problem(404, "there is no such file")
        file = (self._files / path.lstrip("/")).resolve()
        if file.is_relative_to(self._files) and file.is_file():
            cache = "public, max-age=31536000, immutable" if "/assets/" in path else "no-cache"
            return Answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream", cache=cache)
        index = self._files / "index.html"
        if Path(path).suffix:
            return _problem(404, "there is no such file")
        return (
            Answer(index.read_bytes(), "text/html; charset=utf-8", cache="no-cache")
            if index.is_file()
            else Answer(_MISSING, "text/plain", 503)
        )


def _problem(status: int, detail: str, field: str | None = None) -> Answer:
    """An RFC 9457 problem."""
    return Answer({"status": status, "detail": detail, **({"field": field} if field else {})}, "application/problem+json", status)


def listen(port: int) -> socket.socket:
    """A socket that listens there, on loopback. Raises Unavailable."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise Unavailable(f"the port {port} was free a moment ago and is taken now: try again") from error
    return listening


def server(site: Site) -> Server:
    """The web server, not yet serving."""
    config = uvicorn.Config(site, log_level="warning", lifespan="off", access_log=False, ws="none", http="h11", proxy_headers=False)
    return Server(config)
