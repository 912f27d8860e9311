"""Load, decide (core), commit state and events together. Every long step is a task that the runner answers."""

import asyncio
from collections.abc import Sequence

from functions.validation import carrying, core
from functions.validation.carrying import Carried
from functions.validation.core import Attempt, Progress
from shared import outbox
from shared.consume import Handles
from shared.contents import load, store
from shared.drops import Drop, Report
from shared.errors import Invalid
from shared.events import (
    Content,
    DropPublished,
    Event,
    Inline,
    TaskDispatched,
    TaskFailed,
    Usage,
    ValidationConcluded,
    ValidationReported,
    ValidationRequested,
    follow,
)
from shared.intent import Intent, Said
from shared.ports import Ports, Write
from shared.roles import ROLES
from shared.settings import settings
from shared.tenancy import run_state

KEY = "validation"
SOURCE = "qlp/validation"


async def start(event: ValidationRequested, ports: Ports) -> None:
    """Assemble all drops and have them checked; or refuse what is no application that could be packaged."""
    texts = await asyncio.gather(*(load(ports.blobs, event.tenant, content) for content in event.drops.values()))
    drops = [Drop.model_validate_json(text) for text in texts]
    progress = Progress(
        app=event.app,
        intent=event.intent,
        specification=event.specification,
        plan=event.plan,
        files=Inline(text=Drop().model_dump_json()),
        models=event.models,
        prompts=event.prompts,
        repair_tokens=event.repair_tokens,
        said=event.said,
        difference=event.difference,
    )
    try:
        progress = await _assembled(event, progress, drops, ports)
    except Invalid as error:
        await _commit(ports, event, progress, None, [], conclude=(False, error.message))
        return
    await _commit(ports, event, progress, None, [await _check(ports, event, progress)])


async def _assembled(event: ValidationRequested, progress: Progress, drops: list[Drop], ports: Ports) -> Progress:
    """With the files to check. Raises Invalid."""
    files, findings = core.assemble(drops), core.findings(drops)
    found = await _carried(event, files, ports)
    if found is not None:
        files = core.assemble([files, Drop(files=found.files)])
    content = await store(ports.blobs, event.tenant, "files", files.model_dump_json())
    difference = event.difference if found is None or event.difference is None else carrying.noted(event.difference, found)
    carried = found.tests if found else {}
    return progress.model_copy(update={"files": content, "findings": findings, "difference": difference, "carried": carried})


async def _carried(event: ValidationRequested, files: Drop, ports: Ports) -> Carried | None:
    """The tests of the run that is changed; None: it changes nothing, or the tests are not there."""
    if event.difference is None:
        return None
    record = (await ports.state.get(run_state(event.tenant, event.difference.base), KEY)).get(KEY)
    base = Progress.model_validate_json(record.value).best if record else None
    if base is None:
        return None
    before = Drop.model_validate_json(await load(ports.blobs, event.tenant, base.files))
    return carrying.carry(before.files, files.files, event.difference)


async def advance(event: DropPublished, ports: Ports) -> None:
    """A check's report or a Fixer's changes came in."""
    progress, etag = await _load(ports, event)
    if event.owner != "validation" or progress is None or event.task != _expected(progress):
        return
    drop = Drop.model_validate_json(await load(ports.blobs, event.tenant, event.document))
    if progress.phase == "checking":
        await _report(event, progress, etag, Report.model_validate(drop.result), ports)
    else:
        await _recheck(event, _with_usage(progress, event.task, event.usage), etag, drop, ports)


async def fail(event: TaskFailed, ports: Ports) -> None:
    """A check or a Fixer could not do its work: the loop ends with the best attempt so far."""
    progress, etag = await _load(ports, event)
    if event.owner != "validation" or progress is None or event.task != _expected(progress):
        return
    await _give_up(event, progress, etag, event.reason, ports)


async def _report(event: DropPublished, progress: Progress, etag: str, report: Report, ports: Ports) -> None:
    progress, report = await _excused(event, progress, report, ports)
    points = core.score(report, progress.specification)
    stored = await store(ports.blobs, event.tenant, "reports", report.model_dump_json())
    attempt = Attempt(
        number=progress.number,
        score=points.total,
        parts=points.parts,
        files=progress.files,
        report=stored,
        failures=core.fingerprint(report),
        runnable=core.runnable(report),
        corrected=progress.corrected,
    )
    progress = progress.model_copy(update={"attempts": [*progress.attempts, attempt]})
    verdict, reason = core.judge(progress, settings().repair_rounds, settings().min_score)
    reported = ValidationReported(
        **follow(event, "reported", SOURCE, ports.clock.now()),
        attempt=attempt.number,
        score=attempt.score,
        parts=attempt.parts,
        passed=not attempt.failures,
        summary=core.summary(report, progress.specification),
        repairing=verdict == "repair",
    )
    if verdict == "repair":
        best = progress.best or attempt
        progress = progress.model_copy(update={"phase": "fixing", "files": best.files, "corrected": best.corrected})
        await _commit(ports, event, progress, etag, [reported, await _fix(ports, event, progress)])
    else:
        await _commit(ports, event, progress, etag, [reported], conclude=(verdict == "accept", reason))


async def _excused(event: DropPublished, progress: Progress, report: Report, ports: Ports) -> tuple[Progress, Report]:
    """Without the base run's tests that failed because the change contradicts them."""
    if progress.difference is None or not progress.carried:
        return progress, report
    files = Drop.model_validate_json(await load(ports.blobs, event.tenant, progress.files))
    report, left, dropped = carrying.excuse(report, files.files, progress.carried)
    if not dropped:
        return progress, report
    content = await store(ports.blobs, event.tenant, "files", files.model_copy(update={"files": left}).model_dump_json())
    difference = carrying.left_out(progress.difference, dropped)
    carried = {name: why for name, why in progress.carried.items() if name not in {one.test for one in dropped}}
    return progress.model_copy(update={"files": content, "difference": difference, "carried": carried}), report


async def _recheck(event: DropPublished, progress: Progress, etag: str, changes: Drop, ports: Ports) -> None:
    """Check the repaired files; a Fixer that changed nothing, or made it more than an application may be, ends the loop."""
    before = Drop.model_validate_json(await load(ports.blobs, event.tenant, progress.files))
    try:
        after, corrected = core.apply_changes(before, changes), core.corrections(changes)
    except Invalid as error:
        await _give_up(event, progress, etag, error.message, ports)
        return
    if after == before:
        await _give_up(event, progress, etag, "the Fixer found nothing to change", ports)
        return
    files = await store(ports.blobs, event.tenant, "files", after.model_dump_json())
    known = [one for one in progress.corrected if one.path not in {other.path for other in corrected}]
    changed = {"phase": "checking", "number": progress.number + 1, "files": files, "corrected": [*known, *corrected]}
    progress = progress.model_copy(update=changed)
    await _commit(ports, event, progress, etag, [await _check(ports, event, progress)])


async def _give_up(event: Event, progress: Progress, etag: str, why: str, ports: Ports) -> None:
    """The loop ends with the best attempt so far."""
    verdict, reason = core.give_up(progress, why, settings().min_score)
    await _commit(ports, event, progress, etag, [], conclude=(verdict == "accept", reason))


async def _check(ports: Ports, event: Event, progress: Progress) -> TaskDispatched:
    inputs = {**await _contract(ports, event.tenant, progress), "files": progress.files}
    return _task(ports, event, f"check-{progress.number}", "check", "build and test the assembled files", inputs)


async def _fix(ports: Ports, event: Event, progress: Progress) -> TaskDispatched:
    """Ask the Fixer to repair the best attempt so far."""
    best = progress.best or progress.attempts[-1]
    inputs = {
        "intent": await store(ports.blobs, event.tenant, "intents", _intent(progress).model_dump_json()),
        **await _contract(ports, event.tenant, progress),
        "files": best.files,
        "report": best.report,
    }
    task = _task(ports, event, f"fix-{progress.number}", "fixer", "repair what validation found", inputs)
    return task.model_copy(update={"tokens": core.repair_room(progress)})


def _intent(progress: Progress) -> Intent:
    *before, last = progress.said or [Said(text=progress.intent)]
    return Intent(**last.model_dump(), before=before)


async def _contract(ports: Ports, tenant: str, progress: Progress) -> dict[str, Content]:
    specification = await store(ports.blobs, tenant, "specifications", progress.specification.model_dump_json())
    return {"specification": specification, "plan": await store(ports.blobs, tenant, "plans", progress.plan.model_dump_json())}


def _task(ports: Ports, event: Event, task: str, role: str, goal: str, inputs: dict[str, Content]) -> TaskDispatched:
    return TaskDispatched(
        **follow(event, task, SOURCE, ports.clock.now()),
        task=task,
        role=role,
        owner="validation",
        goal=goal,
        inputs=inputs,
        deadline=ROLES[role].seconds,
    )


def _concluded(event: Event, ports: Ports, progress: Progress, accepted: bool, reason: str) -> ValidationConcluded:
    best = progress.best
    nothing = Inline(text="{}")
    return ValidationConcluded(
        **follow(event, "concluded", SOURCE, ports.clock.now()),
        app=progress.app,
        intent=progress.intent,
        accepted=accepted,
        attempt=best.number if best else progress.number,
        score=best.score if best else 0,
        parts=best.parts if best else {},
        reason=reason,
        specification=progress.specification,
        plan=progress.plan,
        files=best.files if best else progress.files,
        report=best.report if best else nothing,
        models=progress.models,
        prompts=progress.prompts,
        difference=progress.difference,
        findings=progress.findings,
        tests_corrected=best.corrected if best else [],
    )


async def _load(ports: Ports, event: Event) -> tuple[Progress | None, str]:
    record = (await ports.state.get(run_state(event.tenant, event.run), KEY)).get(KEY)
    return (Progress.model_validate_json(record.value), record.etag) if record else (None, "")


async def _commit(
    ports: Ports,
    event: Event,
    progress: Progress,
    etag: str | None,
    events: Sequence[Event],
    conclude: tuple[bool, str] | None = None,
) -> None:
    out = list(events)
    if conclude:
        progress = progress.model_copy(update={"phase": "concluded"})
        out.append(_concluded(event, ports, progress, *conclude))
    write = Write(KEY, progress.model_dump_json(), etag)
    await outbox.commit(ports, run_state(event.tenant, event.run), [write], out, once=[f"done|validation|{event.id}"])


def _expected(progress: Progress) -> str:
    return {"checking": f"check-{progress.number}", "fixing": f"fix-{progress.number}", "concluded": ""}[progress.phase]


def _with_usage(progress: Progress, task: str, usage: Usage) -> Progress:
    models = {**progress.models, task: usage.model} if usage.model else progress.models
    prompts = {**progress.prompts, **usage.prompts}
    return progress.model_copy(update={"models": models, "prompts": prompts, "repaired_for": progress.repaired_for + usage.tokens})


HANDLES: Handles = {ValidationRequested: start, DropPublished: advance, TaskFailed: fail}
EMITS = {TaskDispatched, ValidationReported, ValidationConcluded}
