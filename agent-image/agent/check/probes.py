"""Calls the running application as a stranger would: is every specified operation there, and does it answer sensibly?"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from agent.check.serving import client
from agent.check.texts import clean
from agent.refining import tidy_path
from shared.drops import Check
from shared.specification import Endpoint, Property, Specification, shape

_MAX_BODY = 256 * 1024
_SECONDS_IN_ALL = 60.0
_MISSING = "999999999"
_SAMPLES: Mapping[str, Any] = {
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "date": "2030-01-31",
    "datetime": "2030-01-31T12:00:00Z",
    "list": [],
    "object": {},
    "reference": 1,
}


class Answer(NamedTuple):
    """What came back; the body is cut at 256 KB."""

    status: int
    body: str


async def probe(socket: Path, specification: Specification, health: str) -> list[Check]:
    """A check for each operation, and whether the application is healthy after all that."""
    checks: list[Check] = []
    try:
        async with asyncio.timeout(_SECONDS_IN_ALL), client(socket) as calling:
            known = await _operations(calling)
            for endpoint in specification.endpoints:
                checks.append(await _endpoint(calling, endpoint, known))
            problem = await _healthy(calling, health)
            checks.append(Check(name="healthy after the probes", part="probe", passed=not problem, detail=problem))
    except TimeoutError:
        checks.append(
            Check(name="probes in time", part="probe", passed=False, detail=f"the probes took longer than {_SECONDS_IN_ALL:.0f} s")
        )
    return checks


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


async def _operations(calling: httpx.AsyncClient) -> set[tuple[str, str]] | None:
    """Method and shape of path of each operation that the application's OpenAPI document names; None when there is no document."""
    answer = await _call(calling, "GET", "/openapi.json")
    try:
        paths = json.loads(answer.body)["paths"] if isinstance(answer, Answer) else None
        return {(method.upper(), shape(tidy_path(path))) for path, item in paths.items() for method in item} if paths is not None else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


async def _endpoint(calling: httpx.AsyncClient, endpoint: Endpoint, known: set[tuple[str, str]] | None) -> Check:
    method, path = endpoint.method.upper(), tidy_path(endpoint.path)
    says_missing = any(failure.status == 404 for failure in endpoint.failures)
    called = re.sub(r"\{[^}]*\}", _MISSING if says_missing else "1", path)
    body = {field.name: sample(field) for field in endpoint.request}
    documented = known is not None and (method, shape(path)) in known
    problems = _problems(await _call(calling, method, called, body), f"{method} {called}", documented)
    if not problems:
        problems = await _refusals(calling, endpoint, method, called, says_missing and "{" in path)
    requirement = endpoint.requirements[0] if endpoint.requirements else None
    detail = clean("\n".join(problems), limit=1000)
    return Check(name=f"{method} {path}", part="probe", passed=not problems, requirement=requirement, detail=detail)


def _problems(answer: Answer | str, call: str, documented: bool) -> list[str]:
    if isinstance(answer, str):
        return [f"{call} {answer}"]
    if answer.status >= 500:
        return [f"{call} answered {answer.status}: {answer.body[:300]}"]
    absent = answer.status == 405 or (
        answer.status == 404 and '"detail":"Not Found"' in answer.body.replace(" N", "N").replace('": "', '":"')
    )
    return [f"{call}: there is no such operation ({answer.status})"] if absent and not documented else []


async def _refusals(calling: httpx.AsyncClient, endpoint: Endpoint, method: str, called: str, missing: bool) -> list[str]:
    """What the specification says is refused, as far as it can be tried without knowing more."""
    problems = []
    if missing and method in ("GET", "DELETE"):
        answer = await _call(calling, method, called)
        if isinstance(answer, Answer) and not 400 <= answer.status < 500:
            problems.append(f"{method} {called} (which does not exist) answered {answer.status}, not 404")
    refuses = any(failure.status in (400, 422) for failure in endpoint.failures)
    if refuses and method == "POST" and any(field.required for field in endpoint.request):
        answer = await _call(calling, method, called, {})
        if isinstance(answer, Answer) and not 400 <= answer.status < 500:
            problems.append(f"{method} {called} with an empty body answered {answer.status}, not 422")
    return problems


def sample(field: Property) -> object:
    """A value that a field of this type may well take."""
    options = re.search(r"(?:one of|either)\s*:?\s*[\"'`]?([\w-]+)", field.rule)
    if options:
        return options[1]
    if "email" in field.name.lower() or "email" in field.rule.lower():
        return "someone@example.org"
    return _SAMPLES.get(field.type, "text")
