"""Performs an intent's checks: calls on the live app, programs in a sandbox. A check ends with its first step that goes wrong."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from evaluation import routes
from evaluation.catalogue import Call, Case, Check, Program
from evaluation.kept import filled, picked
from evaluation.matching import mismatches
from evaluation.programs import Programs
from shared.errors import NotFound, Permanent, QlpError

_CALL_SECONDS = 10.0
_MAX_BODY = 1_000_000
_SHOWN = 400
_NOTHING = "it is refused, but so is everything"


class Failed(Permanent):
    """A step went wrong; the message says what was expected and what came."""

    code = "check_failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a check; `problem` is empty when it passed, `step` is the step that went wrong."""

    name: str
    problem: str = ""
    step: str = ""

    @property
    def passed(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What an app answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """The body. Raises Failed when it is not JSON."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise Failed(f"the body is not JSON: {self.text[:_SHOWN]!r}") from error


@dataclass(slots=True)
class Subject:
    """What is checked: a live app, or the files of a program; one of them is there."""

    app: httpx.AsyncClient | None = None
    programs: Programs | None = None
    document: Mapping[str, Any] | None = None
    """The app's OpenAPI document, where paths have to be found in it."""
    kept: dict[str, Any] = field(default_factory=dict)


async def perform(case: Case, subject: Subject) -> list[Outcome]:
    """All checks, one after the other. Refusals are right only in an app that also does something: one that refuses everything has no check right."""
    if case.discover and subject.app is not None:
        subject.document = await _document(subject.app)
    outcomes = [await _check(check, subject) for check in case.checks]
    refusals = {check.name for check in case.checks if check.refuses}
    if any(outcome.passed and outcome.name not in refusals for outcome in outcomes):
        return outcomes
    return [Outcome(outcome.name, outcome.problem or _NOTHING, outcome.step) for outcome in outcomes]


async def _check(check: Check, subject: Subject) -> Outcome:
    subject.kept = {}
    for step in check.steps:
        try:
            if isinstance(step, Program):
                await _program(step, subject)
            else:
                await _calls(step, subject)
        except QlpError as error:
            return Outcome(check.name, error.message, step.call if isinstance(step, Call) else " ".join(step.words)[:_SHOWN])
    return Outcome(check.name)


async def _document(app: httpx.AsyncClient) -> Mapping[str, Any]:
    try:
        document = (await _asked(app, "GET", "/openapi.json", Call(call="GET /openapi.json"), {})).json()
    except Failed:
        return {}
    return document if isinstance(document, dict) else {}


async def _program(step: Program, subject: Subject) -> None:
    """Raises Failed, or what starting a sandbox raises."""
    if subject.programs is None:
        raise Failed("there is no program")
    ended = await subject.programs.run(step.words, step.files, step.stdin)
    told = f"; it wrote {ended.errors[-_SHOWN:]!r}" if ended.errors else ""
    if ended.code != step.exit:
        raise Failed(f"expected exit code {step.exit}, got {ended.code}{told}")
    if step.output is not None and ended.output.rstrip() != step.output:
        raise Failed(f"expected the output {step.output!r}, got {ended.output[-_SHOWN:]!r}{told}")


async def _calls(step: Call, subject: Subject) -> None:
    for _ in range(step.times):
        answer = await _call(step, subject)
        _judge(step, answer, subject.kept)


async def _call(step: Call, subject: Subject) -> Answer:
    if subject.app is None:
        raise Failed("there is no live app")
    calls = [filled(wanted, subject.kept) for wanted in (step.call, step.otherwise) if wanted]
    if subject.document is not None:
        calls = [routes.found(calls, subject.document)]
    answer = Answer(405, {}, "")
    for call in calls:
        method, _, path = call.partition(" ")
        answer = await _asked(subject.app, method, path, step, subject.kept)
        if answer.status != 405:
            break
    return answer


async def _asked(app: httpx.AsyncClient, method: str, path: str, step: Call, kept: Mapping[str, Any]) -> Answer:
    """One call's answer; redirections are followed unless one is expected. Raises Failed when none comes."""
    follow = not any(300 <= status < 400 for status in step.statuses)
    body = {"json": filled(step.json_, kept)} if step.json_ is not None else {"data": step.form} if step.form is not None else {}
    try:
        async with asyncio.timeout(_CALL_SECONDS):
            answer = await app.request(method, path, params=filled(step.query, kept) or None, follow_redirects=follow, **body)
    except TimeoutError as error:
        raise Failed(f"no answer within {_CALL_SECONDS:.0f} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Failed(f"no answer: {type(error).__name__}") from error
    return Answer(answer.status_code, answer.headers, answer.text[:_MAX_BODY])


def _judge(step: Call, answer: Answer, kept: dict[str, Any]) -> None:
    """Raises Failed with everything that is wrong with the answer; keeps what is to be kept."""
    if answer.status not in step.statuses:
        raise Failed(f"expected status {step.status or '2xx'}, got {answer.status}: {answer.text[:_SHOWN]}")
    problems = [
        f"expected the header {name}: {value}, got {answer.headers.get(name)}"
        for name, value in step.headers_expected.items()
        if answer.headers.get(name) != value
    ]
    problems += _text_problems(step, answer.text, kept)
    if step.expect is not None:
        problems += mismatches(filled(step.expect, kept), answer.json())
    if problems:
        raise Failed("; ".join(problems))
    for name, path in step.keep.items():
        try:
            kept[name] = picked(answer.json(), path)
        except NotFound as error:
            raise Failed(f"{error.message} in {answer.text[:_SHOWN]}") from error


def _text_problems(step: Call, text: str, kept: Mapping[str, Any]) -> list[str]:
    problems = [f"{each!r} is not in the page" for each in filled([*step.text, *step.in_order], kept) if each not in text]
    problems += [f"{each!r} should not be in the page" for each in filled(step.no_text, kept) if each in text]
    if not problems and step.in_order:
        places = [text.find(each) for each in step.in_order]
        if places != sorted(places):
            problems.append(f"not in the order {', '.join(step.in_order)}")
    return problems
