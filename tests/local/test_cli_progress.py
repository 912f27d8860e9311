"""What the command line makes of a run's events: pure, and safe for a terminal."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from local.cli.client import parse_stream
from local.cli.live import View
from local.cli.output import clean
from local.cli.progress import Progress, TaskLine, levels

_TYPES = [
    "qlp.run.advanced.v1",
    "qlp.task.started.v1",
    "qlp.drop.published.v1",
    "qlp.task.failed.v1",
    "qlp.thought.shared.v1",
    "unknown.v9",
]
_NAMES = st.sampled_from(["a", "b", "c", "d"])


def _event(seq: int, kind: str, task: str) -> dict[str, Any]:
    status = {"task": task, "role": "codegen", "state": "dispatched", "needs": []}
    return {"seq": seq, "type": kind, "task": task, "role": "codegen", "state": "building", "text": "t", "reason": "r", "tasks": [status]}


@given(st.lists(st.tuples(st.sampled_from(_TYPES), _NAMES), max_size=20))
def test_events_that_come_twice_change_nothing(told: list[tuple[str, str]]) -> None:
    events = [_event(number, kind, task) for number, (kind, task) in enumerate(told, 1)]
    once, twice = Progress("r"), Progress("r")
    for event in events:
        once.apply(event)
        twice.apply(event)
        assert twice.apply(event) is None
    for event in events:
        assert twice.apply(event) is None
    assert once == twice


def test_why_a_run_failed_is_left_to_its_end() -> None:
    why = "I do not understand this sentence: 'Books glow at night.' " * 4
    lines = [
        Progress("r").apply({"seq": 1, "type": kind, "task": "requirements", "role": "requirements", "state": "failed", "reason": why})
        for kind in ("qlp.task.failed.v1", "qlp.run.advanced.v1")
    ]
    assert lines[0] is not None
    assert lines[0].startswith("task requirements failed: I do not understand")
    assert len(lines[0]) < 120
    assert lines[1] == "run is failed"


def test_a_task_that_is_done_does_not_go_back() -> None:
    progress = Progress("r")
    progress.apply(_event(1, "qlp.drop.published.v1", "a"))
    progress.apply(_event(2, "qlp.run.advanced.v1", "a"))
    assert progress.tasks["a"].state == "done"


@given(st.dictionaries(_NAMES, st.lists(st.sampled_from(["a", "b", "c", "d", "nobody"]), max_size=3)))
def test_every_task_has_a_depth_even_where_needs_go_round(needs: dict[str, list[str]]) -> None:
    depth = levels(TaskLine(task, "codegen", needs=waits) for task, waits in needs.items())
    assert set(depth) == set(needs)
    assert all(0 <= each < len(needs) for each in depth.values())


def test_depth_grows_along_a_chain() -> None:
    assert levels([TaskLine("c", "", needs=["b"]), TaskLine("b", "", needs=["a"]), TaskLine("a", "")]) == {"a": 0, "b": 1, "c": 2}


@given(st.text())
def test_text_of_a_model_cannot_steer_the_terminal(text: str) -> None:
    assert clean(f"\x1b[2J{text}\x07").isprintable()


@given(st.text(max_size=60))
def test_the_live_view_draws_whatever_a_model_says(text: str) -> None:
    progress = Progress("r" * 32, title=clean(text))
    for number, kind in enumerate(_TYPES, 1):
        progress.apply({**_event(number, kind, text), "text": text, "reason": text, "level": text})
    console = Console(file=io.StringIO(), width=60, force_terminal=True, legacy_windows=False)
    console.print(View(progress))
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[2J" not in drawn
    assert "\x07" not in drawn


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("retry: 300\n\n", []),
        ('id: 1\nevent: a\ndata: {"seq": 1}\n\nid: 2\ndata: {"seq": 2}\n\n', [{"seq": 1}, {"seq": 2}]),
        ('data: {"seq":\r\ndata: 3}\r\n\r\n', [{"seq": 3}]),
        ("data: nonsense\n\ndata: [1]\n\n: comment\n\n", []),
    ],
)
def test_event_streams_are_read(text: str, events: list[dict[str, Any]]) -> None:
    assert list(parse_stream(text)) == events
