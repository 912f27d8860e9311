"""`python -m evaluation.run --model offline|URL`: builds every intent on a stack of its own, checks what is live, writes the tables.

A whole evaluation and a sample (--sample) go to docs/evaluation/, a part that somebody chose (--only, --split) below the clone's .qlp folder.
"""

import argparse
import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import batched
from pathlib import Path, PurePath

import httpx

from evaluation import product, single_shot
from evaluation.catalogue import Case, load, sample
from evaluation.report import as_json, as_markdown
from evaluation.results import Evaluation, Result, Totals
from evaluation.single_shot import Endpoint
from evaluation.stack import running
from local.stack.places import ROOT
from shared.errors import NotFound, QlpError, Unavailable

#: Live apps stay up as long as their stack: after so many intents a new stack begins.
_A_STACK = 14
_AT_ONCE_OFFLINE = 2


def main() -> int:
    """The exit code is 0 when the evaluation was made, however good the results are."""
    words = _words()
    logging.getLogger("qlp").setLevel(logging.ERROR)
    try:
        return asyncio.run(_main(words))
    except QlpError as error:
        print(error.message, file=sys.stderr)  # noqa: T201 - a command
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.run", description=__doc__)
    parser.add_argument("--model", default="offline", help="`offline`, or the base URL of an OpenAI-compatible server (…/v1)")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these intents only")
    parser.add_argument("--split", choices=("dev", "holdout"), help="this split only")
    parser.add_argument("--sample", type=int, metavar="SIZE", help="so many of them, evenly spaced: a small model takes hours for all")
    parser.add_argument("--single-shot", action="store_true", help="beside it: the model alone, one prompt for each intent")
    parser.add_argument("--out", type=Path, help="the folder to write to")
    return parser.parse_args()


async def _main(words: argparse.Namespace) -> int:
    """Raises NotFound for a name that no intent has, Unavailable when the model does not answer."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    cases = _chosen(words)
    endpoint = None if words.model == "offline" else await _endpoint(words.model)
    evaluation = Evaluation(
        model=_name(endpoint), commit=_commit(), date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", chosen=len(cases), intents=len(load())
    )
    partly = words.only or words.split
    save = partial(_write, evaluation, words.out or (ROOT / ".qlp" / "evaluation" if partly else ROOT / "docs" / "evaluation"))
    if words.single_shot and endpoint is not None:
        await _Column("single shot", 1, evaluation.single_shot, save).fill(cases, partial(single_shot.evaluate, endpoint=endpoint))
    await _built(cases, endpoint, _Column("QLP", 1 if endpoint else _AT_ONCE_OFFLINE, evaluation.built, save))
    totals = Totals.of(evaluation.built)
    _say(f"Wholly right: {totals.wholly} of {totals.intents}; checks right: {totals.right} of {totals.checks}. Written to {save()}")
    return 0


async def _built(cases: Sequence[Case], endpoint: Endpoint | None, column: "_Column") -> None:
    settings = {"OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": endpoint.key, "QLP_MODEL": endpoint.model} if endpoint else {}
    settings["QLP_MODEL_CACHE"] = "false"  # What is measured is what a model says, not what it said.
    for some in batched(cases, _A_STACK, strict=False):
        async with running(settings) as stack:
            await column.fill(some, partial(product.evaluate, stack=stack))


@dataclass(frozen=True, slots=True)
class _Column:
    """The results of one way to build: so many at once, each told and saved as it comes, so that a run that is ended loses little."""

    by: str
    at_once: int
    results: list[Result]
    save: Callable[[], Path]

    async def fill(self, cases: Sequence[Case], evaluate: Callable[[Case], Awaitable[Result]]) -> None:
        """Adds the results of these intents."""
        room = asyncio.Semaphore(self.at_once)
        async with asyncio.TaskGroup() as group:
            for case in cases:
                group.create_task(self._one(case, evaluate, room))

    async def _one(self, case: Case, evaluate: Callable[[Case], Awaitable[Result]], room: asyncio.Semaphore) -> None:
        async with room:
            found = await evaluate(case)
        self.results.append(found)
        self.results.sort(key=lambda each: each.name)
        name = found.name if found.split == "dev" else "(holdout)"
        _say(f"{self.by}: {name:<16} {found.right}/{found.total}  {found.status}  {found.seconds:.1f} s")
        self.save()


def _chosen(words: argparse.Namespace) -> list[Case]:
    cases = load()
    unknown = set(words.only) - {case.name for case in cases}
    if unknown:
        raise NotFound(f"no intent is called {', '.join(sorted(unknown))}")
    named = [case for case in cases if not words.only or case.name in words.only]
    found = [case for case in named if words.split in (None, case.split)]
    return sample(found, words.sample) if words.sample is not None else found


async def _endpoint(url: str) -> Endpoint:
    """The server and its model: the one that QLP_MODEL names, or its first."""
    base, key = url.rstrip("/"), os.environ.get("OPENAI_API_KEY") or "none"
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(f"{base}/models", headers={"Authorization": f"Bearer {key}"})
            models = answer.raise_for_status().json()["data"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise Unavailable(f"{base}/models does not answer as an OpenAI-compatible server does: {type(error).__name__}") from error
    return Endpoint(base, os.environ.get("QLP_MODEL") or str(models[0]["id"]), key)


def _name(endpoint: Endpoint | None) -> str:
    """The model's name without the folder that a local server may show."""
    return PurePath(endpoint.model).name.removesuffix(".gguf") if endpoint else "offline"


def _commit() -> str:
    """The commit, and whether the files differ from it."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    changes = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    return f"{head.stdout.strip() or 'unknown'}{' with changes' if changes.stdout.strip() else ''}"


def _write(evaluation: Evaluation, folder: Path) -> Path:
    """Writes both files; the path of the one for people."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (re.sub(r"[^a-z0-9.]+", "-", evaluation.model.lower()).strip("-") or "model")
    Path(f"{file}.json").write_text(json.dumps(as_json(evaluation), indent=1, ensure_ascii=False) + "\n")
    people = Path(f"{file}.md")
    people.write_text(as_markdown(evaluation))
    return people


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command


if __name__ == "__main__":
    sys.exit(main())
