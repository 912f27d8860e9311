"""A plan is a model's answer: repaired where that is possible, refused where not, never trusted."""

import re
from graphlib import TopologicalSorter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.orchestrator.plan_check import Refused, check
from shared.drops import safe_path
from shared.roles import PLANNABLE
from shared.specification import Plan


def task(name: str, role: str = "codegen", needs: list[str] | None = None, writes: list[str] | None = None) -> dict[str, Any]:
    return {"id": name, "role": role, "needs": needs or [], "writes": writes or []}


def checked(*tasks: dict[str, Any], **fields: Any) -> Plan:
    found = check({"tasks": list(tasks), **fields}, 50)
    assert isinstance(found, Plan)
    return found


def shape(found: Plan) -> dict[str, list[str]]:
    return {one.id: one.needs for one in found.tasks}


def test_a_good_plan_is_left_as_it_is() -> None:
    found = checked(task("model", writes=["model.py"]), task("api", needs=["model"], writes=["main.py"]), task("t", "testgen"))
    assert found.decisions == []
    assert shape(found) == {"model": [], "api": ["model"], "t": []}


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        pytest.param([task("a", needs=["b"]), task("b", needs=["a"])], {"a": [], "b": ["a"]}, id="a circle of two"),
        pytest.param(
            [task("x"), task("a", needs=["c"]), task("b", needs=["a"]), task("c", needs=["b"])],
            {"x": [], "a": [], "b": ["a"], "c": ["b"]},
            id="a circle of three",
        ),
        pytest.param([task("a", needs=["a"])], {"a": []}, id="itself"),
        pytest.param([task("a", needs=["ghost"])], {"a": []}, id="an unknown need"),
        pytest.param([task("a"), task("t", "testgen", ["a"])], {"a": [], "t": []}, id="tests that would see the code"),
        pytest.param([task("a"), task("d", "designer"), task("b", needs=["d"])], {"a": [], "b": []}, id="an unknown role"),
        pytest.param([task("a"), task("a")], {"a": [], "a-2": []}, id="an id used twice"),
        pytest.param([task("a"), task("A")], {"a": [], "A-2": []}, id="ids that differ in case only"),
        pytest.param([task("write code!"), task("b", needs=["write code!"])], {"write-code": [], "b": ["write-code"]}, id="an unsafe id"),
        pytest.param([task("../../etc"), task("b", needs=["../../etc"])], {"etc": [], "b": ["etc"]}, id="an id that is a path"),
        pytest.param(
            [task("plan"), task("check-1", needs=["plan"])], {"task-plan": [], "task-check-1": ["task-plan"]}, id="the platform's own ids"
        ),
        pytest.param([task("…")], {"unnamed": []}, id="an id without a letter"),
    ],
)
def test_what_can_be_repaired_is_repaired_and_recorded(tasks: list[dict[str, Any]], expected: dict[str, list[str]]) -> None:
    found = checked(*tasks)
    assert shape(found) == expected
    assert found.decisions
    assert all(decision.startswith("Plan repaired: ") for decision in found.decisions)


def test_a_need_that_is_named_twice_is_one() -> None:
    assert shape(checked(task("a"), task("b", needs=["a", "a"]))) == {"a": [], "b": ["a"]}


def test_a_path_is_written_by_one_task_and_lies_inside_the_workspace() -> None:
    found = checked(task("a", writes=["main.py", "../x", "/etc/passwd"]), task("b", writes=["main.py", "db.py"]))
    assert [one.writes for one in found.tasks] == [["main.py"], ["db.py"]]
    assert len(found.decisions) == 3


def test_roles_are_known_by_the_names_that_models_give_them() -> None:
    found = checked(task("a", "CodeGen"), task("b", "TestGenAgent"), task("c", "Security Review"))
    assert [one.role for one in found.tasks] == ["codegen", "testgen", "security"]


def test_an_entry_that_is_no_entry_is_replaced() -> None:
    found = checked(task("a"), entry="rm -rf /", health="http://elsewhere/")
    assert (found.entry, found.health) == ("main:app", "/health")


@pytest.mark.parametrize(
    ("proposed", "words"),
    [
        pytest.param({}, "tasks: Field required", id="no plan"),
        pytest.param({"tasks": []}, "has 0 tasks", id="no task"),
        pytest.param({"tasks": [task(f"t{n}") for n in range(51)]}, "has 51 tasks; 1 to 50", id="too many"),
        pytest.param({"tasks": [task("t", "testgen")]}, "no codegen task", id="nothing that writes code"),
        pytest.param({"tasks": [task("t", "wizard")]}, "no codegen task", id="no known role"),
    ],
)
def test_what_cannot_be_repaired_is_refused_with_the_reason(proposed: dict[str, Any], words: str) -> None:
    refused = check(proposed, 50)
    assert isinstance(refused, Refused)
    assert words in refused.reason


names = st.sampled_from(["a", "A", "b", "c", "../x", "plan", "fix-3", "ö", "", "a b", "con"]) | st.text(max_size=70)
paths = st.sampled_from(["main.py", "MAIN.py", "./main.py", "a/b.py", "../x", "/x", "nul", ""]) | st.text(max_size=20)
proposals = st.fixed_dictionaries(
    {
        "tasks": st.lists(
            st.fixed_dictionaries(
                {
                    "id": names,
                    "role": st.sampled_from([*sorted(PLANNABLE), "CodeGen", "wizard", ""]),
                    "needs": st.lists(names, max_size=5),
                    "writes": st.lists(paths, max_size=4),
                }
            ),
            max_size=12,
        ),
    },
    optional={"entry": st.text(max_size=20), "health": st.text(max_size=20)},
)


@given(proposals)
@settings(max_examples=200, deadline=None)
def test_whatever_is_proposed_what_is_accepted_can_be_run(proposed: dict[str, Any]) -> None:
    found = check(proposed, 50)
    if isinstance(found, Refused):
        return
    tasks = found.tasks
    ids = [one.id for one in tasks]
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", one) for one in ids)
    assert len({one.lower() for one in ids}) == len(ids)
    assert not {"plan", "intent", "specification", "files", "report"} & {one.lower() for one in ids}
    order = list(TopologicalSorter({one.id: one.needs for one in tasks}).static_order())
    assert sorted(order) == sorted(ids)
    written = [path for one in tasks for path in one.writes]
    assert all(safe_path(path) == path for path in written)
    assert len({path.lower() for path in written}) == len(written)
    assert {one.role for one in tasks} <= PLANNABLE
    again = check(found.model_dump(), 50)
    assert isinstance(again, Plan)
    assert again.decisions == found.decisions
