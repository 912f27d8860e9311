"""The runner on the memory twins: one answer for every task, whatever happens to its jobs."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.runner import core, handlers
from functions.runner.core import Ledger
from functions.runner.ledger import key
from shared.adapters.memory import MemoryPorts, memory_ports, pump
from shared.events import (
    BlobRef,
    CancellationRequested,
    DropPublished,
    Event,
    Inline,
    JobEnded,
    TaskDispatched,
    TaskFailed,
    TaskStarted,
    ThoughtShared,
    Topic,
    parse,
    to_wire,
)
from shared.ports import Message
from shared.tenancy import run_state, running_jobs

RUN = "0123456789abcdef0123456789abcdef"
DROP = b'{"kind":"drop","drop":{"files":[{"path":"main.py","content":"x = 1"}],"result":{"value":7}}}'
FOLDS = {"runner": {Topic.TASKS: handlers.fold, Topic.CONTROL: handlers.fold}}


class Platform:
    """Ports and the events that passed."""

    def __init__(self) -> None:
        self.ports: MemoryPorts = memory_ports()
        self.at = 0

    async def send(self, *events: Event) -> None:
        await self.ports.bus.publish([Message(e.TOPIC, e.run, to_wire(e)) for e in events])
        await self.go()

    async def go(self) -> None:
        self.at = await pump(self.ports, FOLDS, start=self.at)

    def crowd(self) -> None:
        """There is no room any more, or there is again."""
        jobs = self.ports.jobs
        jobs.crowded = not jobs.crowded
        for name in [name for name, status in jobs.states.items() if status.state == "waiting" and not jobs.crowded]:
            jobs.begin(name)

    def seen(self, kind: type[Event]) -> list[Any]:
        return [e for m in self.ports.bus.messages if isinstance(e := parse(m.value), kind)]

    def answers(self) -> list[Any]:
        return [*self.seen(DropPublished), *self.seen(TaskFailed)]

    @property
    def job(self) -> str:
        return self.ports.jobs.started[-1].name

    async def ledger(self, task: str = "t1") -> Ledger:
        records = await self.ports.state.get(run_state("acme", RUN), key(task))
        return Ledger.model_validate_json(records[key(task)].value)


@pytest.fixture
def platform() -> Platform:
    return Platform()


def dispatch(task: str = "t1", role: str = "codegen", **more: Any) -> TaskDispatched:
    envelope = {"id": uuid4(), "tenant": "acme", "run": RUN, "time": "2026-01-01T00:00:00Z", "source": "test"}
    return TaskDispatched.model_validate({**envelope, "task": task, "role": role, "owner": "orchestrator", **more})


def cancellation() -> CancellationRequested:
    return CancellationRequested(id=uuid4(), tenant="acme", run=RUN, time="2026-01-01T00:00:00Z", source="test", by="u")


def ended(job: str, run: str = RUN, task: str = "t1", tenant: str = "acme") -> JobEnded:
    return JobEnded(id=uuid4(), tenant=tenant, run=run, time="2026-01-01T00:00:00Z", source="test", job=job, task=task)


async def test_a_task_becomes_one_job_with_its_inputs_resolved(platform: Platform) -> None:
    blob = await platform.ports.blobs.put("acme", "drops", b'{"files":[]}')
    await platform.send(dispatch(goal="write it", inputs={"intent": Inline(text='{"text":"hi"}'), "a": blob}))
    (job,) = platform.ports.jobs.started
    assert (job.tenant, job.run, job.task, job.network) == ("acme", RUN, "t1", "model")
    bundle = json.loads(job.bundle)
    assert (bundle["goal"], bundle["inputs"]) == ("write it", {"intent": {"text": "hi"}, "a": {"files": []}})
    assert [e.attempt for e in platform.seen(TaskStarted)] == [1]


async def test_a_drop_is_stored_and_published_once(platform: Platform) -> None:
    asked = dispatch()
    await platform.send(asked)
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.send(ended(platform.ports.jobs.started[0].name), asked)
    (drop,) = platform.answers()
    assert (drop.task, drop.owner, drop.files, drop.result, drop.cause) == ("t1", "orchestrator", ["main.py"], {}, asked.id)
    assert isinstance(drop.document, Inline)
    assert json.loads(drop.document.text)["files"] == [{"path": "main.py", "content": "x = 1"}]
    assert len(platform.ports.jobs.started) == 1
    assert not await platform.ports.state.scan(running_jobs())


async def test_a_large_drop_goes_to_a_blob_and_a_decisive_result_into_the_event(platform: Platform) -> None:
    await platform.send(dispatch(role="architect"))
    line = {"kind": "drop", "drop": {"files": [{"path": "a.md", "content": "x" * 5000}], "result": {"tasks": []}}}
    await platform.ports.jobs.finish(platform.job, json.dumps(line).encode())
    await platform.go()
    (drop,) = platform.answers()
    assert isinstance(drop.document, BlobRef)
    assert drop.result == {"tasks": []}


async def test_a_job_that_gives_up_is_a_failed_task_with_its_own_words(platform: Platform) -> None:
    await platform.send(dispatch())
    await platform.ports.jobs.finish(platform.job, b'{"kind":"failed","code":"model_unavailable","reason":"it is down"}')
    await platform.go()
    (failed,) = platform.answers()
    assert (failed.code, failed.reason) == ("model_unavailable", "it is down")


async def test_a_lost_job_is_started_again_and_says_so(platform: Platform) -> None:
    await platform.send(dispatch())
    await platform.ports.jobs.lose(platform.job)
    await platform.go()
    assert len(platform.ports.jobs.started) == 2
    assert len({job.name for job in platform.ports.jobs.started}) == 2
    (warning,) = platform.seen(ThoughtShared)
    assert warning.level == "warning"
    assert "attempt 2" in warning.text
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    assert len(platform.seen(DropPublished)) == 1


@pytest.mark.parametrize(
    ("attempts", "output", "code", "said"),
    [
        (2, b"", "crashed", "2 attempts"),
        (1, b"not json", "crashed", "cannot be used"),
        (1, DROP, "crashed", "1 attempt"),
        (1, b'{"kind":"drop","drop":{"files":[{"path":"../../etc/cron.d/x","content":""}]}}', "crashed", "not a path inside"),
        (1, b'{"kind":"drop","drop":{"files":[{"path":"/etc/passwd","content":""}]}}', "crashed", "not a path inside"),
    ],
)
async def test_a_job_without_a_usable_answer_fails_after_its_attempts(
    platform: Platform, attempts: int, output: bytes, code: str, said: str
) -> None:
    await platform.send(dispatch(attempts=attempts))
    for _ in range(attempts):
        await platform.ports.jobs.finish(platform.job, output, 1)
        await platform.go()
    (failed,) = platform.answers()
    assert failed.code == code
    assert said in failed.reason


async def test_a_users_reason_has_the_error_and_no_traceback(platform: Platform) -> None:
    await platform.send(dispatch(attempts=1))
    await platform.ports.jobs.fail(platform.job, 'Traceback:\n  File "/opt/x.py", line 1, in f\n    boom()\nValueError: the plan is empty')
    await platform.go()
    (failed,) = platform.answers()
    assert failed.reason == "no answer after 1 attempt: ValueError: the plan is empty"


async def test_jobs_lost_with_the_platform_do_not_use_up_the_tasks_attempts(platform: Platform) -> None:
    await platform.send(dispatch(attempts=1))
    for _ in range(core.MOST_LOST):
        await platform.ports.jobs.lose(platform.job)
        await platform.go()
    assert platform.answers() == []
    await platform.ports.jobs.lose(platform.job, "gone")
    await platform.go()
    (failed,) = platform.answers()
    assert (failed.code, failed.reason) == ("lost", f"no answer after {core.MOST_LOST + 1} attempts: gone")


async def test_no_attempt_starts_when_the_deadline_is_used_up(platform: Platform) -> None:
    await platform.send(dispatch(deadline=30.0))
    platform.ports.clock.advance(31)
    await platform.ports.jobs.lose(platform.job)
    await platform.go()
    (failed,) = platform.answers()
    assert failed.code == "timeout"


async def test_the_next_attempt_gets_the_time_that_is_left(platform: Platform) -> None:
    await platform.send(dispatch(deadline=30.0))
    platform.ports.clock.advance(10)
    await platform.ports.jobs.lose(platform.job)
    await platform.go()
    assert platform.ports.jobs.started[1].seconds == pytest.approx(20, abs=0.1)


async def test_an_end_that_another_job_or_run_claims_changes_nothing(platform: Platform) -> None:
    await platform.send(dispatch(), ended("qlp-forged-1"), ended("x", task="nothing"))
    other = "f" * 32
    await platform.send(ended(platform.job, run=other), ended(platform.job, tenant="evil"))
    await platform.send(ended(platform.job))  # it still runs
    assert platform.answers() == []
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    assert len(platform.seen(DropPublished)) == 1


async def test_an_end_that_does_not_name_its_task_is_found_by_its_job(platform: Platform) -> None:
    await platform.send(dispatch("t0"), dispatch("t1"))
    name = platform.job
    platform.ports.jobs.states[name] = type(await platform.ports.jobs.status(name))("ended", 0, DROP)
    await platform.send(ended(name, task=""))
    assert [e.task for e in platform.answers()] == ["t1"]


async def test_an_unannounced_end_is_found_by_the_timer(platform: Platform) -> None:
    await platform.send(dispatch())
    platform.ports.jobs.states[platform.job] = type(await platform.ports.jobs.status(platform.job))("ended", 0, DROP)
    await handlers.reap(platform.ports)
    assert platform.answers() == []  # too young to be missed
    platform.ports.clock.advance(6)
    await handlers.reap(platform.ports)
    await handlers.reap(platform.ports)
    assert len(platform.seen(DropPublished)) == 1
    assert not await platform.ports.state.scan(running_jobs())


async def test_after_the_host_died_the_timer_starts_its_jobs_again(platform: Platform) -> None:
    await platform.send(*(dispatch(f"t{n}") for n in range(3)))
    platform.ports.jobs.states.clear()
    platform.ports.clock.advance(6)
    await handlers.reap(platform.ports)
    assert sorted(job.task for job in platform.ports.jobs.started[3:]) == ["t0", "t1", "t2"]


async def test_a_task_waits_for_room_without_using_up_attempts(platform: Platform) -> None:
    platform.ports.jobs.full = True
    await platform.send(dispatch(attempts=1))
    for _ in range(5):
        platform.ports.clock.advance(6)
        await handlers.reap(platform.ports)
    assert platform.answers() == []
    platform.ports.jobs.full = False
    platform.ports.clock.advance(6)
    await handlers.reap(platform.ports)
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    assert len(platform.seen(DropPublished)) == 1
    assert (await platform.ledger()).attempt == 1


async def test_a_task_is_told_to_have_started_when_its_job_begins_and_not_while_it_waits_for_room(platform: Platform) -> None:
    platform.ports.jobs.crowded = True
    await platform.send(dispatch())
    platform.ports.clock.advance(6)
    await handlers.reap(platform.ports)
    assert platform.seen(TaskStarted) == []
    platform.ports.jobs.begin(platform.job)
    await handlers.reap(platform.ports)
    await handlers.reap(platform.ports)
    assert [e.attempt for e in platform.seen(TaskStarted)] == [1]
    assert len(platform.ports.jobs.started) == 1


async def test_a_job_that_ended_before_it_was_seen_to_begin_is_told_to_have_started_and_to_be_done(platform: Platform) -> None:
    platform.ports.jobs.crowded = True
    await platform.send(dispatch())
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    assert [type(e) for e in platform.seen(TaskStarted) + platform.answers()] == [TaskStarted, DropPublished]


async def test_waiting_for_room_takes_nothing_from_a_tasks_own_time(platform: Platform) -> None:
    platform.ports.jobs.crowded = True
    await platform.send(dispatch(deadline=30.0))
    platform.ports.clock.advance(3600)
    await platform.ports.jobs.lose(platform.job)
    await platform.go()
    assert platform.ports.jobs.started[1].seconds == 30.0
    assert (await platform.ledger()).waited == pytest.approx(3600, abs=1)


@pytest.mark.parametrize("wait", ["crowded", "full"])
async def test_a_task_that_waited_too_long_for_room_fails_and_says_so(platform: Platform, wait: str) -> None:
    setattr(platform.ports.jobs, wait, True)
    await platform.send(dispatch())
    for _ in range(6):
        assert platform.answers() == []
        platform.ports.clock.advance(3600)
        await handlers.reap(platform.ports)
    (failed,) = platform.answers()
    assert failed.code == "queue"
    assert "waited for 6 hours" in failed.reason
    assert not await platform.ports.state.scan(running_jobs())
    assert platform.ports.jobs.states == {}


async def test_a_cancelled_run_stops_its_jobs_and_starts_no_more(platform: Platform) -> None:
    await platform.send(dispatch("t1"), dispatch("t2"))
    await platform.send(cancellation())
    await platform.send(dispatch("t3"))
    assert platform.ports.jobs.states == {}
    assert [job.task for job in platform.ports.jobs.started] == ["t1", "t2"]
    assert platform.answers() == []
    assert (await platform.ledger("t1")).state == "cancelled"
    assert not await platform.ports.state.scan(running_jobs())


async def test_a_new_dispatch_of_an_answered_task_runs_it_again(platform: Platform) -> None:
    await platform.send(dispatch())
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    await platform.send(dispatch())
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    assert len({e.id for e in platform.seen(DropPublished)}) == 2


async def test_a_new_dispatch_of_a_running_task_takes_its_place(platform: Platform) -> None:
    await platform.send(dispatch())
    old = platform.job
    await platform.send(dispatch())
    assert old not in platform.ports.jobs.states
    await platform.ports.jobs.finish(platform.job, DROP)
    await platform.go()
    assert len(platform.answers()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "nobody"},
        {"inputs": {"a": Inline(text="{not json")}},
        {"inputs": {"a": BlobRef(path="drops/none", size=1, sha256="0" * 64)}},
    ],
)
async def test_a_task_that_cannot_start_fails_at_once(platform: Platform, wrong: dict[str, Any]) -> None:
    await platform.send(dispatch(**wrong))
    (failed,) = platform.answers()
    assert failed.code == "inputs"
    assert platform.ports.jobs.started == []


async def test_a_task_whose_job_can_never_start_fails_at_once_and_says_why(platform: Platform) -> None:
    platform.ports.jobs.refusal = "the inputs of a task have at most 5600 KB when compressed"
    await platform.send(dispatch())
    (failed,) = platform.answers()
    assert (failed.code, failed.reason) == ("start", f"the task cannot start: {platform.ports.jobs.refusal}")
    assert not await platform.ports.state.scan(running_jobs())
    platform.ports.clock.advance(6)
    await handlers.reap(platform.ports)
    assert len(platform.answers()) == 1


async def test_many_tasks_start_with_few_commits(platform: Platform) -> None:
    before = len(platform.ports.bus.messages)
    events = [dispatch(f"t{n}") for n in range(200)]
    await handlers.fold(events, platform.ports)
    assert len(platform.ports.jobs.started) == 200
    entries = await platform.ports.state.scan(run_state("acme", RUN), "outbox|")
    assert len(entries) == 5
    assert len(platform.ports.bus.messages) - before == 200


async def happen(step: str, platform: Platform, asked: TaskDispatched) -> None:
    known = platform.ports.jobs.states.get(platform.job) is not None
    match step:
        case "end" if known:
            await platform.ports.jobs.finish(platform.job, DROP)
        case "lose" if known:
            await platform.ports.jobs.lose(platform.job)
        case "duplicate":
            await platform.send(asked)
        case "forge":
            await platform.send(ended(platform.job), ended("qlp-x-1"))
        case "reap":
            await handlers.reap(platform.ports)
        case "host":
            platform.ports.jobs.states.clear()
        case "late":
            platform.ports.clock.advance(6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["end", "lose", "duplicate", "forge", "reap", "host", "late", "crowd"]), max_size=14),
    st.integers(1, 3),
)
async def test_whatever_happens_there_is_exactly_one_answer(what: Sequence[str], attempts: int) -> None:
    platform = Platform()
    asked = dispatch(attempts=attempts)
    await platform.send(asked)
    for step in [*what, "late", "reap", "end", "late", "reap", "end", "late", "reap", "end"]:
        if step == "crowd":
            platform.crowd()
        await happen(step, platform, asked)
        await platform.go()
    ids: set[UUID] = {event.id for event in platform.answers()}
    assert len(ids) == 1
    assert len(platform.answers()) == 1
    assert len(platform.ports.jobs.started) <= attempts + core.MOST_LOST
