"""The HTTP feed: one ASGI application for the functions' routes, the host's status and the durable client's calls."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]
from starlette.types import Receive, Scope, Send

from local.host.options import Options
from local.host.routes import Route, compile_route, find
from local.host.worker import Function, Outcome, Worker
from shared.http import problem

MAX_BODY = 1024 * 1024
STATUS_PATH = "/admin/host/status"

type Headers = list[tuple[bytes, bytes]]


class Rpc(Protocol):
    """Answers the durable client's calls."""

    async def __call__(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        """The status and the JSON document for a call below the RPC address."""


class BodyTooLarge(Exception):
    """The request's body is over the limit."""


class Disconnected(Exception):
    """The client went away before its request was whole."""


@dataclass(slots=True)
class HttpFeed:
    """The ASGI application. `rpc_path` holds a secret: whoever knows it can decide for a person, so it never leaves this process."""

    worker: Worker
    status: Callable[[], tuple[bool, dict[str, Any]]]
    rpc: Rpc
    rpc_path: str
    touched: Callable[[], None]
    routes: list[Route[Function]] = field(default_factory=list)
    closed: bool = False
    """Functions are no longer invoked: the host is stopping."""

    def serve(self, functions: list[Function], options: Options) -> None:
        """Adds the routes of these functions. Raises HostError for a template that cannot be understood."""
        for function in functions:
            template = str(function.trigger.get("route") or function.name)
            methods = [str(method) for method in function.trigger.get("methods") or ()]
            self.routes.append(compile_route(options.route_prefix, template, methods, function))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        if scope["type"] != "http":
            return
        try:
            body = await _body(scope, receive)
        except BodyTooLarge:
            await problem(413, f"a request's body has at most {MAX_BODY} bytes")(scope, receive, send)
            return
        except Disconnected:
            return
        path = _raw_path(scope)
        if path == STATUS_PATH:
            ready, document = self.status()
            await _send_json(send, 200 if ready else 503, document)
        elif path.startswith(self.rpc_path):
            query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
            status, answer = await self.rpc(scope["method"], path[len(self.rpc_path) :], query, body)
            await _send_json(send, status, answer)
        else:
            await self._function(scope, path, body, receive, send)

    async def _function(self, scope: Scope, path: str, body: bytes, receive: Receive, send: Send) -> None:
        if self.closed:
            await problem(503, "the host is stopping", headers={"Retry-After": "2"})(scope, receive, send)
            return
        found = find(self.routes, scope["method"], path)
        if found is None:
            await _send(send, 404, [], b"")
            return
        if scope["method"] not in ("GET", "HEAD"):
            self.touched()
        function, parameters = found
        outcome = await self.worker.invoke(function, request_datum(scope, path, parameters, body))
        await _send(send, *response_parts(outcome))


def request_datum(scope: Scope, path: str, parameters: Mapping[str, str], body: bytes) -> Datum:
    """The request as the worker core wants it. Headers and parameters that repeat are joined by commas, as ASP.NET does."""
    headers = _joined([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]])
    query_string = scope["query_string"].decode("latin-1")
    host = headers.get("host", "127.0.0.1")
    url = f"{scope.get('scheme', 'http')}://{host}{path}" + (f"?{query_string}" if query_string else "")
    value = {
        "method": Datum(scope["method"], "string"),
        "url": Datum(url, "string"),
        "headers": _datums(headers),
        "query": _datums(_joined(parse_qsl(query_string, keep_blank_values=True))),
        "params": _datums(parameters),
        "body": Datum(body, "bytes"),
    }
    return Datum(value, "http")


def response_parts(outcome: Outcome) -> tuple[int, Headers, bytes]:
    """Status, headers and body of what an HTTP function returned; 500 without details when it failed."""
    datum = outcome.value
    if not outcome.ok:
        return 500, [], b""
    if datum is None or datum.value is None:
        return 204, [], b""
    if datum.type != "http":
        return 200, [(b"content-type", b"text/plain; charset=utf-8")], str(datum.value).encode()
    response = datum.value
    headers = [(name.lower().encode("latin-1"), item.value.encode("latin-1")) for name, item in response["headers"].items()]
    for jar in response["cookies"] or ():
        headers += [(b"set-cookie", morsel.OutputString().encode("latin-1")) for morsel in jar.values()]
    return int(response["status_code"].value), headers, bytes(response["body"].value)


def _datums(texts: Mapping[str, str]) -> dict[str, Datum]:
    return {name: Datum(value, "string") for name, value in texts.items()}


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1")


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises BodyTooLarge before reading further than the limit, Disconnected."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > MAX_BODY:
        raise BodyTooLarge
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        more = bool(message.get("more_body", False))
        if len(body) > MAX_BODY:
            raise BodyTooLarge
    return bytes(body)


async def _send_json(send: Send, status: int, document: Any) -> None:  # noqa: ANN401 - any JSON
    await _send(send, status, [(b"content-type", b"application/json")], json.dumps(document).encode())


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if status not in (204, 304) and not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
