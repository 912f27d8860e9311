"""The same model without QLP: one prompt, one file, the same checks, in the same sandbox."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from evaluation.catalogue import PROGRAMS, Case
from evaluation.checks import Outcome, Subject, perform
from evaluation.product import result
from evaluation.programs import Programs
from evaluation.results import Result
from local.stack.places import RUNTIME
from shared.adapters.bwrap import give
from shared.adapters.live_app import LiveApp, Version
from shared.errors import Permanent, QlpError, Unavailable

_ANSWER_SECONDS = 600.0
_START_SECONDS = 30.0
_MAX_TOKENS = 4000
_SERVICE = (
    "Write a complete web application in one Python file, main.py, with FastAPI; its ASGI application is named app. Python 3.13 with fastapi, pydantic 2, "
    "jinja2 and python-multipart is installed, nothing else; keep data in memory. Do not start a server in it. "
    "Answer with the file in one ```python block and nothing else.\n\nWhat it has to do:\n\n{intent}"
)
_PROGRAM = (
    "Write one Python 3.13 file, {file}, with the standard library only. Answer with the file in one ```python block and nothing else.\n\n"
    "What it has to do:\n\n{intent}"
)
_BLOCK = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server: its base URL, one of its models, and the key for it."""

    url: str
    model: str
    key: str


async def evaluate(case: Case, endpoint: Endpoint) -> Result:
    """Asks once, runs what came, performs the checks. What goes wrong is part of the result."""
    begun = time.monotonic()
    so_far = Result(name=case.name, kind=case.kind, split=case.split, total=len(case.checks), status="generated")
    try:
        code, tokens = await _generated(case, endpoint)
        so_far = so_far.model_copy(update={"tokens": tokens, "seconds": round(time.monotonic() - begun, 1)})
        outcomes = await _checked(case, code)
    except QlpError as error:
        so_far = so_far.model_copy(update={"status": "failed", "reason": error.message[-600:]})
        outcomes = [Outcome(each.name, "the app is not live") for each in case.checks]
    return result(outcomes, so_far)


async def _generated(case: Case, endpoint: Endpoint) -> tuple[str, int]:
    """The code and the tokens that it cost. Raises Unavailable, or Permanent when there is no code in the answer."""
    prompt = (_PROGRAM if case.kind in PROGRAMS else _SERVICE).format(intent=case.intent, file=case.file)
    asked = {"model": endpoint.model, "messages": [{"role": "user", "content": prompt}], "temperature": 0.2, "max_tokens": _MAX_TOKENS}
    try:
        async with httpx.AsyncClient(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            answer = await client.post(f"{endpoint.url}/chat/completions", json=asked, headers={"Authorization": f"Bearer {endpoint.key}"})
            answer.raise_for_status()
            document: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(f"the model did not answer: {type(error).__name__}: {error}") from error
    text = document["choices"][0]["message"].get("content") or ""
    found = _BLOCK.search(text)
    code = found[1] if found else text
    if not code.strip():
        raise Permanent("the model answered nothing")
    return code, int((document.get("usage") or {}).get("total_tokens", 0))


async def _checked(case: Case, code: str) -> list[Outcome]:
    if case.kind in PROGRAMS:
        return await perform(case, Subject(programs=Programs({case.file: code.encode()}, RUNTIME)))
    async with _served(code) as app:
        return await perform(case, Subject(app=app))


@asynccontextmanager
async def _served(code: str) -> AsyncIterator[httpx.AsyncClient]:
    """The app as the local target would run it. Every FastAPI app answers on /openapi.json, so that is its health. Raises Permanent."""
    with TemporaryDirectory(prefix="qlp-eval-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for made in ("code", "data"):
            (folder / made).mkdir()
        (folder / "code" / "main.py").write_text(code)
        give(folder / "data")
        live = LiveApp(Version("single-shot", folder / "code", folder / "data", "main:app", "/openapi.json"), RUNTIME, folder)
        try:
            await live.start(_START_SECONDS)
            transport = httpx.AsyncHTTPTransport(uds=live.path)
            async with httpx.AsyncClient(transport=transport, base_url="http://app", trust_env=False) as app:
                yield app
        finally:
            await live.end()
