"""The gateway's HTTP interface, as commands use it: of the embedded stack, or with QLP_URL and QLP_TOKEN of any QLP."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from local.issuer import Issuer
from local.stack import state
from local.stack.places import home
from shared.errors import Invalid, Permanent, Temporary, Unavailable
from shared.rights import RIGHTS

#: Seconds: the gateway holds an event request up to 25 s.
_DEADLINE = httpx.Timeout(30.0, connect=5.0, read=45.0)
#: Seconds that a command goes on asking a gateway that does not answer.
PATIENCE = 120.0
TENANT = "local"


class Refused(Permanent):
    """The gateway refused; `status` is HTTP's, `problem` what it said."""

    code = "refused"

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        said = str(problem.get("detail") or problem.get("title") or f"the gateway answered {status}")
        named = problem.get("field")
        super().__init__(f"{named}: {said}" if named and str(named) not in said else said)
        self.status, self.problem = status, dict(problem)


class Down(Permanent):
    """There is no stack to talk to."""

    code = "down"


class Gateway:
    """The calls that commands make. Raises Refused, Unavailable, or Down."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - any JSON
        """The JSON answer; None when it is empty."""
        answer = self._send(method, path, body, headers)
        return answer.json() if answer.content else None

    def submit(self, body: object, key: str | None, seconds: float = PATIENCE) -> dict[str, Any]:
        """The run of this intent. Where the answer was lost it is asked again with the same key, so that there is one run of it."""
        named = key or uuid4().hex
        try:
            told: dict[str, Any] = patiently(lambda: self.ask("POST", "/intents", body, {"Idempotency-Key": named}), seconds)
        except Unavailable as error:
            raise Unavailable(f"{error.message}; it may be accepted all the same: `qlp submit … --key {named}` finds its run") from error
        return told

    def tell(self, path: str, body: Mapping[str, Any], seconds: float = PATIENCE) -> None:
        """Gives a command. Where the answer was lost it is given again; refused since one did just that before, it was accepted."""
        lost = False

        def once() -> None:
            nonlocal lost
            try:
                self.ask("POST", path, body)
            except Unavailable:
                lost = True
                raise
            except Refused as error:
                if not lost or not self._own(error.problem.get("done"), body):
                    raise

        patiently(once, seconds)

    def _own(self, done: object, body: Mapping[str, Any]) -> bool:
        """Whether what was done before is what the body says, by the one who asks."""
        return isinstance(done, dict) and body.items() <= done.items() and done.get("by") == self.ask("GET", "/me")["name"]

    def download(self, path: str) -> bytes:
        """The answer's bytes."""
        return self._send("GET", path).content

    def events(self, run: str, after: int, wait: float) -> list[dict[str, Any]]:
        """The run's next events: at once when there are some, else after `wait` seconds (at most 25)."""
        path = f"/runs/{run}/events?wait={max(0.0, min(wait, 25.0)):.1f}"
        answer = self._send("GET", path, headers={"Last-Event-ID": str(after), "Accept": "text/event-stream"})
        return list(parse_stream(answer.text))

    def pages(self, path: str, key: str, limit: int) -> list[Any]:
        """The first `limit` elements of a paged list."""
        found: list[Any] = []
        cursor = ""
        while len(found) < limit:
            size = min(100, limit - len(found))
            page = self.ask("GET", f"{path}?{httpx.QueryParams({'limit': size, **({'cursor': cursor} if cursor else {})})}")
            found += page[key]
            cursor = page.get("cursor") or ""
            if not cursor:
                break
        return found

    def _send(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> httpx.Response:
        try:
            answer = self._client.request(method, f"/api/v1{path}", json=body, headers=dict(headers or {}))
        except httpx.TransportError as error:
            raise Unavailable(f"{self._client.base_url} does not answer ({type(error).__name__})") from error
        if answer.is_success:
            return answer
        problem = _problem(answer)
        if answer.status_code in (502, 503, 504):
            raise Unavailable(str(problem.get("detail") or "the gateway is not ready"))
        raise Refused(answer.status_code, problem)


def parse_stream(text: str) -> Iterator[dict[str, Any]]:
    """The events of a server-sent event stream; those whose data is not a JSON object are left out."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        data = "\n".join(line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:"))
        try:
            event = json.loads(data) if data else None
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def full_id(gateway: Gateway, start: str) -> str:
    """The run's id that starts so, among the newest runs; what none starts with as it is. Raises Invalid when several do."""
    if len(start) >= 32 or len(start) < 4:
        return start
    found = [each["run_id"] for each in gateway.pages("/runs", "runs", 200) if each["run_id"].startswith(start)]
    if len(found) > 1:
        raise Invalid(f"{len(found)} runs start with {start}: give more of the id")
    return str(found[0]) if found else start


@contextmanager
def connect() -> Iterator[Gateway]:
    """The gateway of QLP_URL, or of the embedded stack that runs. Raises Down."""
    url = os.environ.get("QLP_URL", "").rstrip("/") or _embedded()
    headers = {"Authorization": f"Bearer {os.environ.get('QLP_TOKEN') or local_token(TENANT, RIGHTS)}"}
    with httpx.Client(base_url=url, headers=headers, timeout=_DEADLINE, trust_env=bool(os.environ.get("QLP_URL"))) as client:
        yield Gateway(client)


def local_token(tenant: str, rights: tuple[str, ...], subject: str | None = None, seconds: float = 8 * 3600) -> str:
    """A token of the embedded issuer, signed with the stack's key. Raises Down (there is no stack), Invalid."""
    stack = state.read(home())
    if stack is None or not stack.issuer:
        raise Down("there is no embedded stack here: `qlp up` starts one; for another QLP set QLP_URL and QLP_TOKEN")
    audience = os.environ.get("QLP_AUDIENCE") or "api://qlp"
    return Issuer(stack.issuer, home(), audience).mint(tenant, rights, subject or os.environ.get("USER") or "local-user", seconds)


def patiently[T](call: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What `call` returns; asked again for so long while the gateway does not answer (it may be starting again)."""
    end = time.monotonic() + seconds
    while True:
        try:
            return call()
        except Temporary as error:
            if time.monotonic() > end:
                raise
            if not os.environ.get("QLP_URL"):
                _embedded()
            time.sleep(max(0.5, error.delay))


def _embedded() -> str:
    stack = state.read(home())
    if stack is None or not stack.running() or not stack.gateway:
        raise Down("the embedded stack is not running: `qlp up --detach` starts it")
    return stack.gateway


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
