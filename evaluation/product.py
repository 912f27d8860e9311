"""One intent through QLP: submitted, approved, checked on what is live."""

from dataclasses import dataclass
from typing import Any

import httpx

from evaluation.catalogue import PROGRAMS, Case
from evaluation.checks import Outcome, Subject, perform
from evaluation.programs import Programs
from evaluation.results import Failure, Result
from evaluation.stack import Stack
from local.stack.places import RUNTIME
from shared.capsule import unpack
from shared.errors import QlpError
from shared.lifecycle import ENDS

#: Seconds that a run has; then it is cancelled.
RUN_SECONDS = 600.0
_GRACE = 30.0
_CODE = "app/"
_NOT_LIVE = "the app is not live"


@dataclass(frozen=True, slots=True)
class Ended:
    """A run's last document and how it ended."""

    run: dict[str, Any]
    status: str
    reason: str


async def evaluate(case: Case, stack: Stack) -> Result:
    """Builds it and performs its checks. What goes wrong with the platform is part of the result."""
    try:
        ended = await _run(case, stack)
        outcomes = await _checked(case, ended, stack) if ended.status == "live" else [Outcome(each.name, _NOT_LIVE) for each in case.checks]
    except QlpError as error:
        ended = Ended({}, "error", error.message)
        outcomes = [Outcome(each.name, _NOT_LIVE) for each in case.checks]
    run = ended.run
    return result(
        outcomes,
        Result(
            **{"name": case.name, "kind": case.kind, "split": case.split, "total": len(case.checks)},
            status=ended.status,
            reason=ended.reason,
            tokens=run.get("tokens") or 0,
            seconds=run.get("seconds") or 0.0,
            rounds=sum(1 for task in run.get("tasks", ()) if task["role"] == "fixer" and task["state"] == "done"),
            score=run.get("score"),
        ),
    )


def result(outcomes: list[Outcome], so_far: Result) -> Result:
    """The result with what the checks found; a result that is not live has one failure instead of one for each check."""
    failed = [Failure(check=each.name, step=each.step, problem=each.problem) for each in outcomes if each.problem]
    right = len(outcomes) - len(failed)
    if failed and all(each.problem == _NOT_LIVE for each in failed):
        failed = [Failure(check="all", step="", problem=so_far.reason or so_far.status)]
    return so_far.model_copy(update={"right": right, "failures": failed})


async def _run(case: Case, stack: Stack) -> Ended:
    words = ("run", "-", "--yes", "--timeout", f"{RUN_SECONDS:.0f}")
    told = await stack.qlp(*words, stdin=case.intent, seconds=RUN_SECONDS + _GRACE)
    run = await stack.qlp("show", told["run_id"])
    if told["status"] in ENDS:
        return Ended(run, told["status"], told["reason"] or "")
    await stack.qlp("cancel", told["run_id"], "--reason", "out of time")
    return Ended(run, "timeout", f"still {told['status']} after {RUN_SECONDS:.0f} s")


async def _checked(case: Case, ended: Ended, stack: Stack) -> list[Outcome]:
    if case.kind in PROGRAMS:
        return await perform(case, Subject(programs=Programs(await _files(ended.run["run_id"], stack), RUNTIME)))
    async with httpx.AsyncClient(base_url=ended.run["live_url"], trust_env=False) as app:
        return await perform(case, Subject(app=app))


async def _files(run: str, stack: Stack) -> dict[str, bytes]:
    """The app's files in the run's capsule."""
    file = stack.home / f"{run}.qlcapsule"
    await stack.qlp("capsule", "get", run, "-o", str(file))
    return {path.removeprefix(_CODE): content for path, content in unpack(file.read_bytes()).items() if path.startswith(_CODE)}
