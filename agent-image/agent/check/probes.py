"""Calls the running application as a stranger would: is every specified operation there, and does it answer sensibly?"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx

from agent.check.samples import of_field, of_schema
from agent.check.serving import client
from agent.check.texts import clean
from agent.refining import tidy_path
from shared.drops import Check
from shared.specification import Endpoint, Specification, shape

_MAX_BODY = 256 * 1024
_SECONDS_IN_ALL = 60.0
_MISSING = "999999999"
_PARAMETER = re.compile(r"\{(\w+)[^}]*\}")


class Answer(NamedTuple):
    """What came back; the body is cut at 256 KB."""

    status: int
    body: str


async def probe(socket: Path, specification: Specification, health: str) -> list[Check]:
    """A check for each operation in the order of the calls, and whether the application is healthy after all that."""
    checks: list[Check] = []
    try:
        async with asyncio.timeout(_SECONDS_IN_ALL), client(socket) as calling:
            probing = _Probing(calling, await _document(calling))
            for endpoint in sorted(specification.endpoints, key=_turn):
                checks.append(await probing.check(endpoint))
            problem = await _healthy(calling, health)
            checks.append(Check(name="healthy after the probes", part="probe", passed=not problem, detail=problem))
    except TimeoutError:
        late = f"the probes took longer than {_SECONDS_IN_ALL:.0f} s"
        checks.append(Check(name="probes in time", part="probe", passed=False, detail=late))
    return checks


def _turn(endpoint: Endpoint) -> tuple[bool, bool, int]:
    """What makes things comes first, the outer before the inner; what removes them comes last."""
    method = endpoint.method.upper()
    return method == "DELETE", method != "POST" or endpoint.path.endswith("}"), endpoint.path.count("{")


def explained(checks: Sequence[Check], tracebacks: Sequence[str]) -> list[Check]:
    """The checks, those in which the server itself failed with its traceback: the answer alone does not say what to repair.

    The server writes a traceback after it has answered, so this is for the whole log; they stand there in the order of the calls.
    """
    waiting = list(tracebacks)
    found = []
    for check in checks:
        if not check.passed and " answered 5" in check.detail and waiting:
            detail = f"{check.detail}\n{clean(waiting.pop(0), limit=900)}"
            found.append(check.model_copy(update={"detail": detail}))
        else:
            found.append(check)
    return found


async def _call(calling: httpx.AsyncClient, method: str, path: str, body: object = None) -> Answer | str:
    """The answer, or why there is none."""
    try:
        async with asyncio.timeout(6.0), calling.stream(method, path, json=body if method in ("POST", "PUT", "PATCH") else None) as answer:
            content = b""
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > _MAX_BODY:
                    break
            return Answer(answer.status_code, content.decode(errors="replace"))
    except (TimeoutError, httpx.TimeoutException):
        return "did not answer within 5 s"
    except httpx.HTTPError as error:
        return f"broke the connection ({type(error).__name__})"


async def _healthy(calling: httpx.AsyncClient, health: str) -> str:
    answer = await _call(calling, "GET", health)
    if isinstance(answer, str):
        return f"GET {health} {answer}"
    return "" if answer.status == 200 else f"GET {health} answered {answer.status}"


@dataclass(frozen=True, slots=True)
class _Document:
    """The application's OpenAPI document, as far as it can be made sense of."""

    operations: Mapping[tuple[str, str], Mapping[str, Any]]
    """By method and shape of path."""
    schemas: Mapping[str, Any]

    def body(self, endpoint: Endpoint) -> object:
        """What may well be sent: by the document, or by what is specified where that says nothing."""
        operation = self.operations.get((endpoint.method.upper(), shape(tidy_path(endpoint.path))), {})
        try:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            return of_schema(schema, self.schemas)
        except (KeyError, TypeError, ValueError, AttributeError):
            return {field.name: of_field(field) for field in endpoint.request}


async def _document(calling: httpx.AsyncClient) -> _Document:
    """Without operations when there is no document."""
    answer = await _call(calling, "GET", "/openapi.json")
    try:
        document = json.loads(answer.body) if isinstance(answer, Answer) else {}
        operations = {
            (method.upper(), shape(tidy_path(path))): said for path, item in document["paths"].items() for method, said in item.items()
        }
        return _Document(operations, document.get("components", {}).get("schemas", {}))
    except (ValueError, KeyError, TypeError, AttributeError):
        return _Document({}, {})


class _Probing:
    """The calls so far: what they made is called by later ones."""

    def __init__(self, calling: httpx.AsyncClient, document: _Document) -> None:
        self._calling, self._document = calling, document
        self._made: dict[str, Mapping[str, Any]] = {}
        """What was made, by the shape of the path that it was posted to."""

    async def check(self, endpoint: Endpoint) -> Check:
        """Calls an operation on what is not there and on what was made before, and with what it has to refuse."""
        method, path = endpoint.method.upper(), tidy_path(endpoint.path)
        problems: list[str] = []
        for called in (self._unknown(endpoint, path), self._existing(path)):
            problems += await self._tried(endpoint, method, called) if called and not problems else []
        detail = clean("\n".join(problems), limit=1000)
        requirement = endpoint.requirements[0] if endpoint.requirements else None
        return Check(name=f"{method} {path}", part="probe", passed=not problems, requirement=requirement, detail=detail)

    async def _tried(self, endpoint: Endpoint, method: str, called: str) -> list[str]:
        documented = (method, shape(tidy_path(endpoint.path))) in self._document.operations
        answer = await _call(self._calling, method, called, self._document.body(endpoint))
        if problems := _problems(answer, f"{method} {called}", documented):
            return problems
        if method == "POST" and isinstance(answer, Answer):
            self._remember(endpoint, answer)
        return await _refusals(self._calling, endpoint, method, called)

    def _remember(self, endpoint: Endpoint, answer: Answer) -> None:
        with suppress(ValueError):
            if 200 <= answer.status < 300 and isinstance(made := json.loads(answer.body), dict):
                self._made[shape(tidy_path(endpoint.path))] = made

    def _unknown(self, endpoint: Endpoint, path: str) -> str:
        return _PARAMETER.sub(_MISSING if _says_missing(endpoint) else "1", path)

    def _existing(self, path: str) -> str:
        """The path of something that was made; "" when nothing was, or the path names nothing."""
        called = path
        for parameter in _PARAMETER.finditer(path):
            made = self._made.get(shape(path[: parameter.start()].rstrip("/")), {})
            key = made.get(parameter[1], made.get("id"))
            if not isinstance(key, int | str) or not str(key):
                return ""
            called = called.replace(parameter[0], quote(str(key), safe=""), 1)
        return called if called != path else ""


def _says_missing(endpoint: Endpoint) -> bool:
    return any(failure.status == 404 for failure in endpoint.failures)


def _problems(answer: Answer | str, call: str, documented: bool) -> list[str]:
    if isinstance(answer, str):
        return [f"{call} {answer}"]
    if answer.status >= 500:
        return [f"{call} answered {answer.status}: {answer.body[:300]}"]
    absent = answer.status == 405 or (
        answer.status == 404 and '"detail":"Not Found"' in answer.body.replace(" N", "N").replace('": "', '":"')
    )
    return [f"{call}: there is no such operation ({answer.status})"] if absent and not documented else []


async def _refusals(calling: httpx.AsyncClient, endpoint: Endpoint, method: str, called: str) -> list[str]:
    """What the specification says is refused, as far as it can be tried without knowing more."""
    problems = []
    if _MISSING in called and method in ("GET", "DELETE"):
        answer = await _call(calling, method, called)
        if isinstance(answer, Answer) and not 400 <= answer.status < 500:
            problems.append(f"{method} {called} (which does not exist) answered {answer.status}, not 404")
    refuses = any(failure.status in (400, 422) for failure in endpoint.failures)
    if refuses and method == "POST" and any(field.required for field in endpoint.request):
        answer = await _call(calling, method, called, {})
        if isinstance(answer, Answer) and not 400 <= answer.status < 500:
            problems.append(f"{method} {called} with an empty body answered {answer.status}, not 422")
    return problems
