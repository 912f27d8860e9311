"""From all drops to a live app on the memory twins: validation with repair, packaging, decision, deployment."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from functions.deployment import core as deployment_core
from functions.deployment import handlers as deployment
from functions.deployment import live
from functions.packaging import handlers as packaging
from functions.validation import handlers as validation
from shared import capsule
from shared.adapters.memory import MemoryPorts, memory_ports, pump
from shared.consume import each
from shared.drops import Check, Drop, File, Report
from shared.errors import Clash, Invalid
from shared.events import (
    ApprovalRequested,
    CancellationRequested,
    CapsulePackaged,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentWentLive,
    DropPublished,
    Inline,
    TaskDispatched,
    TaskFailed,
    Topic,
    ValidationConcluded,
    ValidationReported,
    ValidationRequested,
    derived_id,
)
from shared.outbox import commit
from shared.ports import Write
from shared.signatures import verifier
from shared.specification import Plan, Requirement, Specification
from shared.tenancy import live_apps, run_state

RUN = "a" * 32
SPECIFICATION = Specification(title="Notes", requirements=[Requirement(id="R1", text="it answers")])
GOOD, WRONG = "app = 'good'\n", "app = 'wrong'\n"


class Recorder:
    """Orchestrations that only remember what they were told."""

    def __init__(self) -> None:
        self.started: dict[str, dict[str, Any]] = {}
        self.raised: list[tuple[str, str, dict[str, Any]]] = []

    async def start(self, name: str, instance: str, request: dict[str, Any]) -> None:
        self.started.setdefault(instance, request)

    async def raise_event(self, instance: str, event: str, data: dict[str, Any]) -> None:
        self.raised.append((instance, event, data))


def envelope() -> dict[str, Any]:
    return {"id": uuid4(), "tenant": "t1", "run": RUN, "time": datetime.now(UTC), "source": "test"}


def report(files: Drop) -> Report:
    """What a check job would say: the tests fail while main.py is wrong."""
    right = any(f.content == GOOD for f in files.files)
    checks = [Check(name=part, part=part, passed=True) for part in ("static", "install", "start", "probe")]
    detail = "" if right else "".join(f.content for f in files.files)
    return Report(
        checks=[*checks, Check(name="test_r1", part="tests", passed=right, detail=detail)],
        coverage={"R1": ["test_r1"]} if right else {},
    )


def runner(repairs: list[Drop]) -> Any:
    """Answers the tasks of validation as the runner would; `repairs` is what the Fixer does one time after the other, until it fails."""
    coming = iter(repairs)

    async def answer(task: TaskDispatched, ports: MemoryPorts) -> None:
        common = {**envelope(), "id": derived_id(task.id, "answer"), "task": task.task, "role": task.role, "owner": task.owner}
        if task.role == "check":
            content = task.inputs["files"]
            text = content.text if isinstance(content, Inline) else (await ports.blobs.get("t1", content)).decode()
            done: Any = DropPublished(
                **common,
                document=Inline(text=Drop(result=report(Drop.model_validate_json(text)).model_dump(mode="json")).model_dump_json()),
            )
        elif (repair := next(coming, None)) is None:
            done = TaskFailed(**common, code="model_unavailable", reason="the model does not answer")
        else:
            done = DropPublished(**common, document=Inline(text=repair.model_dump_json()))
        await commit(ports, run_state("t1", RUN), [], [done])

    return {TaskDispatched: answer}


def written(main: str, **result: Any) -> Drop:
    return Drop(files=[File(path="main.py", content=main)], result=result)


async def validate(ports: MemoryPorts, main: str, repairs: list[Drop], *others: Drop) -> None:
    drop = Drop(files=[File(path="main.py", content=main), File(path="docs/data.md", content="x")])
    asked = ValidationRequested(
        **envelope(),
        app=RUN,
        intent="notes",
        specification=SPECIFICATION,
        plan=Plan(tasks=[]),
        drops={f"task-{n}": Inline(text=one.model_dump_json()) for n, one in enumerate([drop, *others])},
    )
    await commit(ports, run_state("t1", RUN), [], [asked])
    both = each(validation.HANDLES)
    await pump(
        ports,
        {
            "validation": {Topic.VALIDATION: both, Topic.DROPS: both},
            "packaging": {Topic.VALIDATION: each(packaging.HANDLES)},
            "runner": {Topic.TASKS: each(runner(repairs))},
        },
    )


async def packaged(ports: MemoryPorts) -> CapsulePackaged:
    await validate(ports, GOOD, [])
    (event,) = ports.bus.events(CapsulePackaged)
    return event


async def waiting(ports: MemoryPorts) -> tuple[CapsulePackaged, deployment_core.Request, deployment_core.Decision]:
    event = await packaged(ports)
    await deployment.request(event, ports, Recorder())
    asked = deployment_core.request_of(event)
    await deployment.judge(asked, ports)
    return event, asked, deployment_core.Decision(decision="approve", digest=event.digest, by="ann")


async def test_good_files_are_accepted_at_once_and_packaged_into_a_capsule_that_verifies() -> None:
    ports = memory_ports()
    event = await packaged(ports)
    archive = await ports.blobs.get("t1", event.archive)
    manifest = capsule.verify(archive, verifier(*await ports.signer.public_keys()))
    assert (manifest.run, manifest.score, event.score, event.risks) == (RUN, 100, 100, [])
    assert set(capsule.unpack(archive)) >= {"app/main.py", "docs/data.md", "docs/requirements.md", "reports/coverage.json", "sbom.cdx.json"}


async def test_wrong_files_are_repaired_and_the_repaired_ones_are_packaged() -> None:
    ports = memory_ports()
    await validate(ports, WRONG, [written(GOOD)])
    assert [(r.attempt, r.repairing) for r in ports.bus.events(ValidationReported)] == [(1, True), (2, False)]
    (concluded,) = ports.bus.events(ValidationConcluded)
    (event,) = ports.bus.events(CapsulePackaged)
    assert (concluded.accepted, concluded.attempt) == (True, 2)
    assert capsule.unpack(await ports.blobs.get("t1", event.archive))["app/main.py"].decode() == GOOD


@pytest.mark.parametrize(
    "repairs",
    [[], [written(WRONG)], [written("app = 'other'\n")]],
    ids=["the Fixer fails", "it changes nothing", "it changes nothing that helps"],
)
async def test_files_that_cannot_be_repaired_are_refused_with_a_reason_and_not_packaged(repairs: list[Drop]) -> None:
    ports = memory_ports()
    await validate(ports, WRONG, repairs)
    (concluded,) = ports.bus.events(ValidationConcluded)
    assert not concluded.accepted
    assert "below 60" in concluded.reason
    assert ports.bus.events(CapsulePackaged) == []


async def test_a_repair_that_makes_nothing_better_leaves_no_trace_in_the_next_one() -> None:
    ports = memory_ports()
    worse = Drop(files=[File(path="main.py", content="app = 'worse'\n"), File(path="left_over.py", content="x")])
    await validate(ports, WRONG, [worse, written(GOOD)])
    (event,) = ports.bus.events(CapsulePackaged)
    files = capsule.unpack(await ports.blobs.get("t1", event.archive))
    assert files["app/main.py"].decode() == GOOD
    assert "app/left_over.py" not in files


async def test_the_deepest_path_that_a_task_may_write_is_packaged_and_unpacked() -> None:
    ports = memory_ports()
    deepest = "a/b/c/d/e/f/g.py"
    await validate(ports, GOOD, [], Drop(files=[File(path=deepest, content="x")]))
    (event,) = ports.bus.events(CapsulePackaged)
    assert f"app/{deepest}" in capsule.unpack(await ports.blobs.get("t1", event.archive))
    with pytest.raises(Invalid):
        File(path=f"one/{deepest}", content="x")


async def test_more_files_than_an_application_may_have_end_the_run_with_a_reason() -> None:
    ports = memory_ports()
    many = [Drop(files=[File(path=f"part{task}/module{n}.py", content="x") for n in range(150)]) for task in range(2)]
    await validate(ports, GOOD, [], *many)
    (concluded,) = ports.bus.events(ValidationConcluded)
    assert not concluded.accepted
    assert "302 files" in concluded.reason
    assert "at most 200" in concluded.reason


async def test_whoever_approves_is_told_of_grave_findings_and_of_tests_that_a_repair_changed() -> None:
    ports = memory_ports()
    grave = {"severity": "high", "file": "main.py", "line": 3, "text": "runs what a request says"}
    slight = {"severity": "low", "file": "main.py", "line": 9, "text": "no limit"}
    corrected = {"path": "tests/test_notes.py", "why": "R1 says 201"}
    await validate(ports, WRONG, [written(GOOD, tests_corrected=[corrected])], Drop(result={"findings": [slight, grave]}))
    (event,) = ports.bus.events(CapsulePackaged)
    assert event.risks == [
        "The security review found 1 of high severity, the first: main.py:3 runs what a request says",
        "Repairs changed 1 files of tests as wrong, the first tests/test_notes.py: R1 says 201",
    ]
    decisions = capsule.unpack(await ports.blobs.get("t1", event.archive))["docs/decisions.md"].decode()
    assert "tests/test_notes.py" in decisions
    assert deployment_core.needs_person(event.score, event.risks, auto_approve=True)


async def test_a_redelivered_conclusion_makes_no_second_capsule() -> None:
    ports = memory_ports()
    await validate(ports, GOOD, [])
    await packaging.package(ports.bus.events(ValidationConcluded)[0], ports)
    assert len({e.id for e in ports.bus.events(CapsulePackaged)}) == 1
    assert len(ports.blobs.content) == len(set(ports.blobs.content))


async def test_a_person_is_asked_and_what_was_approved_goes_live() -> None:
    ports = memory_ports()
    event, asked, approval = await waiting(ports)
    (request,) = ports.bus.events(ApprovalRequested)
    assert (request.digest, request.score) == (event.digest, 100)
    await deployment.release(asked, approval, ports)
    await deployment.release(asked, approval, ports)
    (went_live,) = ports.bus.events(DeploymentWentLive)
    assert went_live.digest == event.digest
    assert list(ports.target.archives) == [event.digest]


async def test_a_decision_reaches_the_orchestration_only_while_it_waits_and_names_this_capsule() -> None:
    from shared.events import ApprovalDecided

    ports, told = memory_ports(), Recorder()
    event, asked, approval = await waiting(ports)
    for digest in ("sha256:" + "0" * 64, event.digest):
        await deployment.decide(ApprovalDecided(**envelope(), decision="approve", digest=digest, by="ann"), ports, told)
    assert [name for _, name, _ in told.raised] == [deployment_core.decision_event(event.digest)]
    await deployment.release(asked, approval, ports)
    await deployment.decide(ApprovalDecided(**envelope(), decision="approve", digest=event.digest, by="bob"), ports, told)
    assert len(told.raised) == 1


async def test_when_a_crash_took_back_the_question_the_capsule_delivered_again_asks_it_again() -> None:
    ports, told = memory_ports(), Recorder()
    event, asked, approval = await waiting(ports)
    where = run_state("t1", RUN)
    record = (await ports.state.get(where, deployment.KEY))[deployment.KEY]
    await ports.state.commit(where, [Write(deployment.KEY, deployment_core.Deployment(request=asked).model_dump_json(), record.etag)])
    ports.bus.messages.clear()
    await deployment.request(event, ports, told)
    assert [again.digest for again in ports.bus.events(ApprovalRequested)] == [event.digest]
    await deployment.release(asked, approval, ports)
    await deployment.request(event, ports, told)
    assert len(told.started) == 1


async def test_a_run_that_packaged_other_bytes_after_a_crash_has_an_orchestration_for_these() -> None:
    ports = memory_ports()
    event, asked, approval = await waiting(ports)
    other = deployment_core.request_of(event.model_copy(update={"digest": "sha256:" + "0" * 64}))
    assert deployment_core.instance_id(other) != deployment_core.instance_id(asked)
    with pytest.raises(Clash):
        await deployment.release(other, approval.model_copy(update={"digest": other.digest}), ports)
    assert ports.bus.events(DeploymentWentLive) == []


async def test_a_rejected_capsule_does_not_go_live() -> None:
    ports = memory_ports()
    _, asked, approval = await waiting(ports)
    no = approval.model_copy(update={"decision": "reject", "reason": "not what I asked for"})
    await deployment.reject(asked, no, ports)
    await deployment.release(asked, approval, ports)
    (rejected,) = ports.bus.events(DeploymentRejected)
    assert (rejected.by, rejected.reason) == ("ann", "not what I asked for")
    assert ports.target.apps == {}


async def test_an_unhealthy_version_leaves_the_one_before_running_and_listed() -> None:
    ports = memory_ports()
    event, asked, approval = await waiting(ports)
    await deployment.release(asked, approval, ports)
    second = asked.model_copy(update={"run": "b" * 32, "cause": uuid4()})
    await commit(
        ports, run_state("t1", "b" * 32), [deployment.Write(deployment.KEY, deployment_core.Deployment(request=second).model_dump_json())]
    )
    ports.target.broken.add(event.digest)
    await deployment.release(second, approval, ports)
    (failed,) = ports.bus.events(DeploymentFailed)
    assert "did not become healthy" in failed.reason
    (row,) = (await ports.state.scan(live_apps())).values()
    assert json.loads(row.value)["request"]["run"] == RUN


async def test_a_run_cancelled_while_it_waits_never_goes_live() -> None:
    ports, told = memory_ports(), Recorder()
    _, asked, approval = await waiting(ports)
    await deployment.cancel(CancellationRequested(**envelope(), by="ann"), ports, told)
    await deployment.release(asked, approval, ports)
    assert told.raised[0][2]["decision"] == "cancel"
    assert ports.bus.events(DeploymentWentLive) == []
    assert ports.target.apps == {}


async def test_a_live_app_that_does_not_answer_any_more_is_brought_back() -> None:
    ports = memory_ports()
    _, asked, approval = await waiting(ports)
    await deployment.release(asked, approval, ports)
    await ports.target.remove("t1", RUN)
    await live.reconcile(ports)
    assert list(ports.target.apps) == [("t1", RUN)]


async def listed(ports: MemoryPorts) -> list[deployment_core.LiveApp]:
    rows = (await ports.state.scan(live_apps())).values()
    return [deployment_core.LiveApp.model_validate_json(row.value) for row in rows]


async def updated(ports: MemoryPorts, asked: deployment_core.Request) -> deployment_core.Request:
    """A later version of the same app, waiting for its decision."""
    later = asked.model_copy(update={"run": "b" * 32, "cause": uuid4()})
    document = deployment_core.Deployment(request=later, phase="waiting").model_dump_json()
    await commit(ports, run_state("t1", later.run), [Write(deployment.KEY, document)])
    return later


class Dies(Exception):
    """The process ends here."""


def dies_at(monkeypatch: pytest.MonkeyPatch, target: object, name: str) -> None:
    async def dead(*args: object, **kwargs: object) -> None:
        raise Dies

    monkeypatch.setattr(target, name, dead)


async def test_what_never_came_up_does_not_go_live_later(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = memory_ports()
    _, asked, approval = await waiting(ports)
    with monkeypatch.context() as patched:
        dies_at(patched, ports.target, "deploy")
        with pytest.raises(Dies):
            await deployment.release(asked, approval, ports)
    await deployment.fail(asked, "storage does not answer", ports)
    ports.clock.advance(600)
    await live.reconcile(ports)
    assert (ports.target.apps, await listed(ports), ports.bus.events(DeploymentWentLive)) == ({}, [], [])


@pytest.mark.parametrize("retried", [True, False], ids=["the step runs again", "only the sweep comes by"])
async def test_what_was_cancelled_while_it_came_up_is_taken_down(retried: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    ports, told = memory_ports(), Recorder()
    _, asked, approval = await waiting(ports)
    with monkeypatch.context() as patched:
        dies_at(patched, deployment, "_went_live")
        with pytest.raises(Dies):
            await deployment.release(asked, approval, ports)
    await deployment.cancel(CancellationRequested(**envelope(), by="ann"), ports, told)
    if retried:
        await deployment.release(asked, approval, ports)
    ports.clock.advance(600)
    await live.reconcile(ports)
    assert (ports.target.apps, await listed(ports), ports.bus.events(DeploymentWentLive)) == ({}, [], [])


async def test_an_update_cancelled_while_it_came_up_gives_way_to_what_ran_before(monkeypatch: pytest.MonkeyPatch) -> None:
    ports, told = memory_ports(), Recorder()
    _, asked, approval = await waiting(ports)
    await deployment.release(asked, approval, ports)
    later = await updated(ports, asked)
    with monkeypatch.context() as patched:
        dies_at(patched, deployment, "_went_live")
        with pytest.raises(Dies):
            await deployment.release(later, approval, ports)
    cancelled = CancellationRequested(**(envelope() | {"run": later.run}), by="ann")
    await deployment.cancel(cancelled, ports, told)
    ports.clock.advance(600)
    for _ in range(2):
        await live.reconcile(ports)
    assert [(row.request.run, row.awaited) for row in await listed(ports)] == [(RUN, "")]
    assert ports.target.apps["t1", RUN].run == RUN


async def test_a_version_that_said_it_is_live_stays_so_when_the_process_died_before_listing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = memory_ports()
    _, asked, approval = await waiting(ports)
    await deployment.release(asked, approval, ports)
    later = await updated(ports, asked)
    with monkeypatch.context() as patched:
        dies_at(patched, live, "settle")
        with pytest.raises(Dies):
            await deployment.release(later, approval, ports)
    ports.clock.advance(600)
    await live.reconcile(ports)
    assert [row.request.run for row in await listed(ports)] == [later.run]
    assert ports.target.apps["t1", RUN].run == later.run


async def test_an_app_that_cannot_come_back_does_not_keep_others_from_it() -> None:
    ports = memory_ports()
    _, asked, approval = await waiting(ports)
    await deployment.release(asked, approval, ports)
    broken = asked.model_copy(update={"tenant": "a-tenant-before", "digest": "sha256:" + "0" * 64})
    row = deployment_core.LiveApp(request=broken, url="http://broken.test")
    await ports.state.commit(live_apps(), [Write(deployment_core.live_key(broken.tenant, broken.app), row.model_dump_json())])
    await ports.target.remove("t1", RUN)
    await live.reconcile(ports)
    assert list(ports.target.apps) == [("t1", RUN)]
