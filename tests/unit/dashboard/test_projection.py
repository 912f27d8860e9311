"""The read model is the same whatever the order in which events come, and however often."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.dashboard import core
from functions.dashboard.core import add_to_ranges, slices, timeline_data
from functions.dashboard.handlers import HANDLES, bury, project
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.difference import Difference
from shared.events import (
    CATALOGUE,
    ApprovalDecided,
    ApprovalRequested,
    BlobRef,
    BudgetRaised,
    CapsulePackaged,
    ClarificationRequested,
    DeploymentWentLive,
    DropPublished,
    Event,
    Inline,
    IntentSpecified,
    IntentSubmitted,
    JobEnded,
    MessageDeadLettered,
    RunAdvanced,
    TaskDispatched,
    TaskFailed,
    TaskStarted,
    TaskStatus,
    ThoughtShared,
    Usage,
    ValidationConcluded,
    ValidationReported,
    ValidationRequested,
)
from shared.lifecycle import RunState, TaskState
from shared.specification import Plan, Requirement, Specification
from shared.tenancy import dead_letters, run_projection, tenant_index
from shared.views import BRIEF, CARD, PAGES, Brief, Card, Heard, Page, Tasks, TaskView, bucket_key

RUN = "a" * 32
START = datetime(2026, 1, 1, tzinfo=UTC)
DIGEST = f"sha256:{'a' * 64}"


def event[E: Event](kind: type[E], number: int, **fields: Any) -> E:
    """The event of that number: its id, and its time unless it is given, follow from it."""
    time = fields.pop("time", START + timedelta(seconds=number))
    return kind(id=uuid5(UUID(RUN), f"{number}"), tenant="acme", run=RUN, time=time, source="test", **fields)


def history(tasks: int, revisions: int) -> list[Event]:
    """A run from the intent to the live app: every type of event that changes what people see."""
    made: list[Event] = [
        event(IntentSubmitted, 1, text="Build a list", submitted_by="ada", app=RUN, token_budget=100),
        event(ClarificationRequested, 2, questions=["Why?"]),
        event(IntentSpecified, 3, specification=Specification(title="List", requirements=[Requirement(id="R1", text="it lists")])),
        event(BudgetRaised, 4, tokens=500, by="root"),
        event(ValidationReported, 5, attempt=1, score=40, parts={"tests": 1}, passed=False, summary="", repairing=True),
        event(ValidationReported, 6, attempt=2, score=90, parts={"tests": 9}, passed=True, summary="", repairing=False),
        event(CapsulePackaged, 7, digest=DIGEST, archive=BlobRef(path="c/x", size=1, sha256="x"), app=RUN, title="List", score=90),
        event(ApprovalRequested, 8, digest=DIGEST, score=90, risks=[], expires=START),
        event(ApprovalRequested, 9, digest=DIGEST, score=90, risks=["late"], expires=START, reminder=1),
        event(ApprovalDecided, 10, decision="approve", digest=DIGEST, by="ada", reason=""),
        event(DeploymentWentLive, 11, digest=DIGEST, app=RUN, url="http://live.test"),
    ]
    owner: Any = "orchestrator"
    for n in range(tasks):
        task, base = f"t{n}", 100 + 20 * n
        made += [
            event(TaskDispatched, base, task=task, role="codegen", owner=owner),
            event(TaskStarted, base + 1, task=task, role="codegen", owner=owner, attempt=1),
            event(TaskStarted, base + 2, task=task, role="codegen", owner=owner, attempt=2),
            event(ThoughtShared, base + 3, task=task, role="codegen", text="hm"),
            event(ThoughtShared, base + 4, task=task, role="codegen", text="aha"),
            event(
                DropPublished,
                base + 5,
                task=task,
                role="codegen",
                owner=owner,
                document=Inline(text="{}"),
                usage=Usage(prompt_tokens=n, seconds=0.1 * n),
            )
            if n % 3
            else event(
                TaskFailed, base + 5, task=task, role="codegen", owner=owner, code="lost", reason=f"no {n}", usage=Usage(prompt_tokens=1)
            ),
        ]
    states = [TaskState.PENDING, TaskState.DISPATCHED, TaskState.RUNNING]
    for revision in range(1, revisions + 1):
        last = revision == revisions
        statuses = [
            TaskStatus(task=f"t{n}", role="codegen", state=states[(revision + n) % 3], needs=[f"t{n - 1}"] if n else [])
            for n in range(tasks)
        ]
        made.append(
            event(
                RunAdvanced,
                10_000 + revision,
                state=RunState.LIVE if last else RunState.BUILDING,
                revision=revision,
                tasks=statuses,
                estimate_tokens=revision,
            )
        )
    return made


async def fold(batches: Sequence[Sequence[Event]], ports: MemoryPorts | None = None) -> MemoryPorts:
    ports = ports or memory_ports()
    for batch in batches:
        await project(batch, ports)
    return ports


def final(ports: MemoryPorts) -> dict[str, Any]:
    """What people see in the end, but for the order in which the timeline tells it."""
    documents: dict[str, Any] = {}
    for key, record in ports.state.partitions[run_projection("acme", RUN)].items():
        if key == CARD:
            card = Card.model_validate_json(record.value)
            card.seen.sort()
            documents[key] = card
        elif key.startswith("tasks|"):
            tasks = Tasks.model_validate_json(record.value).tasks
            documents[key] = {name: _unordered(view) for name, view in sorted(tasks.items())}
        elif key.startswith("heard|"):
            documents[key] = sorted(Heard.model_validate_json(record.value).ids)
        elif not key.startswith(PAGES):
            documents[key] = record.value
    documents["index"] = sorted(ports.state.partitions.get(tenant_index("acme"), {}))
    return documents


def _unordered(view: TaskView) -> TaskView:
    view.seen.sort()
    return view


def timeline(ports: MemoryPorts) -> list[Any]:
    there = ports.state.partitions[run_projection("acme", RUN)]
    return [entry for key in sorted(there) if key.startswith(PAGES) for entry in Page.model_validate_json(there[key].value).entries]


async def mixed_up(events: Sequence[Event], chance: random.Random) -> MemoryPorts:
    """The events in another order, half of them again, in batches of any size."""
    mixed = [*events, *chance.choices(events, k=len(events) // 2)]
    chance.shuffle(mixed)
    ports = memory_ports()
    while mixed:
        cut = chance.randint(1, 12)
        await project(mixed[:cut], ports)
        mixed = mixed[cut:]
    return ports


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6), st.integers(0, 5), st.randoms(use_true_random=False))
def test_any_order_and_any_duplication_of_events_give_the_same_view(tasks: int, revisions: int, chance: random.Random) -> None:
    events = history(tasks, revisions)
    expected = asyncio.run(fold([events]))
    actual = asyncio.run(mixed_up(events, chance))
    assert final(actual) == final(expected)
    told = timeline(actual)
    assert [entry.seq for entry in told] == list(range(1, len(events) + 1))
    assert sorted((e.type, e.time) for e in told) == sorted((e.TYPE, e.time) for e in events)


async def test_replaying_everything_adds_nothing() -> None:
    events = history(4, 3)
    ports = await fold([events])
    commits = ports.state.commits
    before = final(ports), timeline(ports)
    await fold([events, events[::-1]], ports)
    assert (final(ports), timeline(ports)) == before
    assert ports.state.commits == commits + 2, "the index entry is all that is written again"


async def test_a_batch_is_one_commit() -> None:
    ports = await fold([[event(IntentSubmitted, 1, text="a", submitted_by="ada", app=RUN)]])
    before = ports.state.commits
    await project(history(3, 2)[11:], ports)
    assert ports.state.commits == before + 1


async def test_a_run_of_a_thousand_tasks_costs_an_event_no_more_than_a_run_of_ten() -> None:
    sizes = {}
    for tasks in (10, 1_000):
        ports = memory_ports()
        statuses = [TaskStatus(task=f"t{n}", role="codegen", state=TaskState.PENDING) for n in range(tasks)]
        await project([event(RunAdvanced, 1, state=RunState.BUILDING, revision=1, tasks=statuses)], ports)
        assert ports.state.commits == 1
        await project([event(TaskStarted, 2, task="t5", role="codegen", owner="orchestrator", attempt=1)], ports)
        there = ports.state.partitions[run_projection("acme", RUN)]
        latest = sorted(there.values(), key=lambda record: int(record.etag[3:-1]))[-3:]
        sizes[tasks] = sum(len(record.value) for record in latest)
    assert sizes[1_000] < sizes[10] + 6_000


async def test_ten_thousand_tasks_fit() -> None:
    ports = memory_ports()
    statuses = [
        TaskStatus(task=f"task-number-{n}", role="codegen", state=TaskState.PENDING, needs=[f"task-number-{n - 1}"]) for n in range(10_000)
    ]
    await project([event(RunAdvanced, 1, state=RunState.BUILDING, revision=1, tasks=statuses)], ports)
    there = ports.state.partitions[run_projection("acme", RUN)]
    assert sum(len(record.value) for record in there.values()) < 4_000_000
    assert sum(len(Tasks.model_validate_json(r.value).tasks) for k, r in there.items() if k.startswith("tasks|")) == 10_000


async def test_many_topics_at_once_leave_no_hole() -> None:
    ports = memory_ports()
    events = history(5, 5)
    await asyncio.gather(*(project([e], ports) for e in events))
    assert [entry.seq for entry in timeline(ports)] == list(range(1, len(events) + 1))


async def test_thoughts_have_an_end_but_warnings_still_come_through() -> None:
    ports = memory_ports()
    thoughts = [event(ThoughtShared, n, task="t", role="codegen", text=str(n)) for n in range(core.TASK_THOUGHTS + 50)]
    await project(thoughts, ports)
    await project(thoughts, ports)
    assert len(timeline(ports)) == core.TASK_THOUGHTS
    await project([event(ThoughtShared, 9_000, task="t", role="codegen", text="!", level="error")], ports)
    assert timeline(ports)[-1].data["text"] == "!"


async def test_an_older_revision_still_tells_of_its_tasks_but_not_of_the_run() -> None:
    newer = event(RunAdvanced, 2, state=RunState.FAILED, revision=2, reason="over")
    older = event(RunAdvanced, 1, state=RunState.BUILDING, revision=1, tasks=[TaskStatus(task="t", role="codegen", state=TaskState.DONE)])
    ports = await fold([[newer], [older]])
    there = ports.state.partitions[run_projection("acme", RUN)]
    card = Card.model_validate_json(there[CARD].value)
    assert (card.status, card.reason, card.revision) == (RunState.FAILED, "over", 2)
    (tasks,) = [Tasks.model_validate_json(r.value).tasks for k, r in there.items() if k.startswith("tasks|")]
    assert tasks["t"].state is TaskState.DONE


async def test_what_only_machines_see_is_not_shown() -> None:
    ports = memory_ports()
    await project([event(JobEnded, 1, job="j")], ports)
    assert not ports.state.partitions


async def test_a_dead_letter_is_kept_once() -> None:
    ports = memory_ports()
    letter = event(MessageDeadLettered, 1, component="x", code="y", error="z", topic="intents", partition=0, offset=0, original="")
    again = letter.model_copy(update={"time": START + timedelta(days=1)})
    await bury([letter, again], ports)
    assert len([key for key in ports.state.partitions[dead_letters()] if key.startswith("at|")]) == 1


def test_the_timeline_leaves_the_bulk_out_and_cuts_long_texts() -> None:
    specified = event(IntentSpecified, 1, specification=Specification(title="x"))
    assert timeline_data(specified) == {}
    thought = event(ThoughtShared, 2, task="t", role="r", text="x" * 10_000)
    assert len(timeline_data(thought)["text"]) == 4_000


def test_no_slice_changes_more_documents_than_a_commit_takes() -> None:
    events = [event(DropPublished, n, task=f"t{n}", role="codegen", owner="orchestrator", document=Inline(text="{}")) for n in range(500)]
    cut = slices(events)
    assert [e for part in cut for e in part] == events
    assert all(len(frozenset[str]().union(*map(core.documents, part))) <= 90 for part in cut)


@given(st.lists(st.integers(0, 60), max_size=60))
def test_ranges_hold_every_number_once(numbers: list[int]) -> None:
    ranges: list[tuple[int, int]] = []
    known: set[int] = set()
    for number in numbers:
        added = add_to_ranges(ranges, number)
        assert (added is None) == (number in known)
        ranges = ranges if added is None else added
        known.add(number)
    assert {n for low, high in ranges for n in range(low, high + 1)} == known
    assert all(one[1] + 1 < other[0] for one, other in pairwise(ranges))


def test_every_type_of_the_catalogue_is_handled() -> None:
    assert set(HANDLES) == set(CATALOGUE) - {JobEnded}


@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_a_change_shows_its_fullest_difference_and_its_reused_tasks_in_any_order(chance: random.Random) -> None:
    kept = [Difference(base="b" * 32, tests_kept=n) for n in range(3)]
    specification, plan, files = Specification(title="T"), Plan(tasks=[]), Inline(text="{}")
    whole: dict[str, Any] = {"app": "b" * 32, "intent": "", "specification": specification, "plan": plan}
    events: list[Event] = [
        event(IntentSpecified, 1, specification=specification, difference=kept[0]),
        event(DropPublished, 2, task="code", role="codegen", owner="orchestrator", document=files, reused_from="b" * 32),
        event(ValidationRequested, 3, drops={}, difference=kept[1], **whole),
        event(
            ValidationConcluded,
            4,
            accepted=True,
            attempt=1,
            score=1,
            parts={},
            reason="",
            files=files,
            report=files,
            difference=kept[2],
            **whole,
        ),
    ]
    ports = asyncio.run(mixed_up(events, chance))
    brief = asyncio.run(ports.state.get(run_projection("acme", RUN), BRIEF))[BRIEF]
    assert Brief.model_validate_json(brief.value).difference == kept[2]
    tasks = asyncio.run(ports.state.get(run_projection("acme", RUN), bucket_key("code")))[bucket_key("code")]
    assert Tasks.model_validate_json(tasks.value).tasks["code"].reused_from == "b" * 32
