"""Specifications and plans of models are made sound without asking again."""

from agent.refining import sound_plan, sound_specification, tidy_path
from hypothesis import given
from hypothesis import strategies as st

from shared.roles import PLANNABLE
from shared.specification import Contract, Endpoint, Plan, PlannedTask, Requirement, Specification

INTENT = "POST /notes makes a note (201). GET /notes/:id shows one, 404 else. DELETE /notes/{id} returns 204."


def specified(*endpoints: Endpoint, ask: bool = False) -> Specification:
    raw = Specification(
        title=" Notes ",
        kind="library",
        toolchain="typescript",
        requirements=[Requirement(id="A", text="one"), Requirement(id="B", text="one"), Requirement(id="C", text="two")],
        endpoints=list(endpoints),
        questions=["q"] * 9,
    )
    return sound_specification(raw, INTENT, ask)


def test_requirements_are_numbered_and_their_references_follow() -> None:
    sound = specified(Endpoint(method="get", path="notes/<id>", requirements=["C", "Z"]))
    assert [requirement.id for requirement in sound.requirements] == ["R1", "R2"]
    assert next(endpoint for endpoint in sound.endpoints if endpoint.method == "GET").requirements == ["R2"]


def test_every_operation_that_the_intent_names_is_there_with_its_status() -> None:
    found = {(endpoint.method, endpoint.path): endpoint.status for endpoint in specified(Endpoint(method="POST", path="/notes")).endpoints}
    assert found == {("POST", "/notes"): 201, ("GET", "/notes/{id}"): 200, ("DELETE", "/notes/{id}"): 204}


def test_a_status_is_only_what_is_said_to_be_one_and_an_example_call_is_no_operation() -> None:
    intent = 'POST /sums with {"a": 200, "b": 250} returns 201 with the sum. GET /sums/7 shows the seventh. PUT /sums/{id} -> 204'
    raw = Specification(title="x", requirements=[Requirement(id="R1", text="x")], endpoints=[Endpoint(method="GET", path="/sums/{id}")])
    found = {(endpoint.method, endpoint.path): endpoint.status for endpoint in sound_specification(raw, intent, False).endpoints}
    assert found == {("GET", "/sums/{id}"): 200, ("POST", "/sums"): 201, ("PUT", "/sums/{id}"): 204}


def test_what_cannot_be_built_here_is_built_as_a_service_and_said() -> None:
    sound = specified()
    assert (sound.kind, sound.toolchain) == ("service", "python")
    assert "It is built as a web service in Python." in sound.assumptions


def test_the_toolchain_is_the_one_that_was_asked_for_whatever_a_model_says() -> None:
    raw = Specification(title="x", toolchain="python", requirements=[Requirement(id="R1", text="x")])
    assert sound_specification(raw, "", False, "typescript").toolchain == "typescript"
    sound = sound_specification(raw, "", False, "typescript")
    assert next(task for task in sound_plan(Plan(tasks=[]), sound).tasks if task.role == "codegen").writes == ["main.ts"]


def test_a_plan_that_thinks_of_another_language_is_one_of_the_toolchain() -> None:
    code = PlannedTask(id="code", role="codegen", writes=["main.py", "more.ts"])
    specification = specified().model_copy(update={"toolchain": "typescript"})
    plan = sound_plan(Plan(tasks=[code], entry="main.ts:app"), specification)
    assert plan.entry == "main:app"
    assert next(task for task in plan.tasks if task.role == "codegen").writes == ["main.ts", "more.ts"]


def test_questions_are_kept_only_when_they_are_welcome_and_at_most_five() -> None:
    assert specified().questions == []
    assert len(specified(ask=True).questions) == 5


def test_paths_are_written_in_one_way() -> None:
    assert [tidy_path(path) for path in ("/a/:id", "a/<int:id>/", "/a/{id}?x=1", "/")] == ["/a/{id}", "/a/{id}", "/a/{id}", "/"]


def test_a_contract_about_another_service_is_left_out() -> None:
    plan = Plan(
        tasks=[], contracts=[Contract(path="main.py", text="GET /books lists"), Contract(path="main.py", text="POST /notes takes text")]
    )
    assert [contract.text for contract in sound_plan(plan, specified()).contracts] == ["POST /notes takes text"]


TASKS = st.builds(
    PlannedTask,
    id=st.sampled_from(["code", "tests", "A b", "", "docs", "x"]),
    role=st.sampled_from([*sorted(PLANNABLE), "wizard"]),
    needs=st.lists(st.sampled_from(["code", "tests", "docs", "nobody"]), max_size=3),
    writes=st.lists(st.sampled_from(["main.py", "a.py", "../x", "/etc/x"]), max_size=3),
)


@given(st.lists(TASKS, max_size=8), st.sampled_from(["main:app", "a.b:app", "; rm", ""]))
def test_any_plan_becomes_one_that_can_be_run(tasks: list[PlannedTask], entry: str) -> None:
    plan = sound_plan(Plan(tasks=tasks, entry=entry), specified())
    names = [task.id for task in plan.tasks]
    written = [path for task in plan.tasks for path in task.writes]
    assert len(set(names)) == len(names)
    assert len(set(written)) == len(written)
    assert {task.role for task in plan.tasks} >= {"codegen", "testgen", "diagramgen", "docgen", "security"}
    assert {need for task in plan.tasks for need in task.needs} <= set(names)
    assert all(not task.needs for task in plan.tasks if task.role == "testgen")
    module = plan.entry.partition(":")[0].replace(".", "/")
    assert f"{module}.py" in written
    assert not any(path.startswith(("/", "..")) for path in written)
