"""Old tests go along into a change, and are left behind only with a reason."""

import pytest

from functions.validation.carrying import carry, excuse
from functions.validation.suites import suite_of
from shared.difference import Changed, Delta, Difference
from shared.drops import Check, File, Report

BASE = "b" * 32
OLD = '''"""Tests."""

import pytest


def new_todo(client):
    return client.post("/todos", json={"title": "a"}).json()


def test_r1_creates(client):
    assert new_todo(client)


@pytest.mark.parametrize("n", [1, 2])
def test_r2_lists(client, n):
    made = new_todo(client)
    assert client.get(f"/todos/{made["id"]}").status_code == 200


def test_r3_removes(client):
    assert client.get("/books").status_code == 200
'''


def differing(**fields: object) -> Difference:
    return Difference.model_validate({"base": BASE, "ids": {"R1": "R1", "R2": "R2", "R3": "R3"}, **fields})


def old(content: str = OLD) -> list[File]:
    return [File(path="tests/test_api.py", content=content), File(path="main.py", content="x = 1\n")]


def test_tests_that_the_new_version_has_word_for_word_are_not_taken_twice() -> None:
    found = carry(old(), old(), differing())
    assert (found.files, found.tests, found.kept) == ([], {}, 3)


def test_tests_that_the_new_version_lacks_run_beside_its_own() -> None:
    new = [File(path="tests/test_api.py", content="def test_r1_other(client):\n    pass\n")]
    found = carry(old(), new, differing())
    (file,) = found.files
    assert file.path == f"tests/test_api_of_{BASE[:8]}.py"
    assert set(found.tests) == {f"{file.path}::{name}" for name in ("test_r1_creates", "test_r2_lists", "test_r3_removes")}
    assert set(found.tests.values()) == {""}


def test_a_test_of_a_requirement_that_is_gone_is_left_behind_with_its_reason() -> None:
    found = carry(old(), [], differing(ids={"R1": "R1", "R2": "R2"}, requirements=Delta(removed=["R3"])))
    assert [(one.test, one.reason) for one in found.dropped] == [("tests/test_api.py::test_r3_removes", "requirement R3 is gone")]
    assert "test_r3" not in found.files[0].content


def test_tests_stand_for_the_ids_that_their_requirements_have_now() -> None:
    found = carry(old(), [], differing(ids={"R1": "R2", "R2": "R1", "R3": "R3"}))
    assert "def test_r2_creates" in found.files[0].content
    assert "def test_r1_lists" in found.files[0].content
    assert "tests/test_api.py::test_r2_creates" in found.tests


@pytest.mark.parametrize(
    ("difference", "excused"),
    [
        (differing(requirements=Delta(changed=[Changed(name="R3", before="a", now="b")])), {"test_r3_removes"}),
        (differing(operations=Delta(changed=[Changed(name="POST /todos", before="a", now="b")])), {"test_r1_creates", "test_r2_lists"}),
        (differing(operations=Delta(removed=["GET /todos/{}"])), {"test_r2_lists"}),
        (differing(), set()),
    ],
)
def test_only_what_the_change_touches_may_fail(difference: Difference, excused: set[str]) -> None:
    found = carry(old(), [], difference)
    assert {name.partition("::")[2] for name, why in found.tests.items() if why} == excused


def test_a_test_that_the_change_contradicts_is_taken_out_and_another_failure_stays_one() -> None:
    found = carry(old(), [], differing(operations=Delta(removed=["GET /todos/{}"])))
    names = ["tests/test_api.py::test_r2_lists[1]", "tests/test_api.py::test_r2_lists[2]", "tests/test_api.py::test_r1_creates"]
    report = Report(checks=[Check(name=name, part="tests", passed=False) for name in names])
    left, files, dropped = excuse(report, found.files, found.tests)
    assert [check.name for check in left.checks] == ["tests/test_api.py::test_r1_creates"]
    assert {one.reason for one in dropped} == {"it calls GET /todos/{}, which is gone"}
    assert "test_r2_lists" not in files[0].content
    assert "parametrize" not in files[0].content
    assert "test_r3_removes" in files[0].content


def test_a_file_that_is_no_python_is_left_alone() -> None:
    assert carry(old("def test_("), [], differing()).files == []
    suite = suite_of("tests/test_api.py")
    assert suite is not None
    assert suite.without("def test_(", ["test_"]) == "def test_("


OLD_IN_TYPESCRIPT = """import { test } from "node:test";

async function newTodo(client: Client): Promise<any> {
  return (await client.post("/todos", { json: { title: "a" } })).json();
}

test("R1: creates (once)", async () => {
  const client = await fresh();
  assert.ok(await newTodo(client));
});

test('R2: lists "all"', async () => {
  const client = await fresh();
  const made = await newTodo(client);
  assert.deepEqual((await client.get(`/todos/${made.id}`)).status, 200);
});

test("R3: removes", async () => {
  assert.deepEqual((await (await fresh()).get("/books")).status, 200);
});
"""


def old_in_typescript() -> list[File]:
    return [File(path="tests/api.test.ts", content=OLD_IN_TYPESCRIPT), File(path="tests/client.ts", content="export {};\n")]


def test_tests_in_typescript_go_along_as_those_in_python_do() -> None:
    assert carry(old_in_typescript(), old_in_typescript(), differing()).kept == 3
    new = [File(path="tests/api.test.ts", content='test("R1: other", () => {\n});\n')]
    difference = differing(ids={"R1": "R2", "R2": "R1"}, requirements=Delta(removed=["R3"]), operations=Delta(removed=["GET /todos/{}"]))
    found = carry(old_in_typescript(), new, difference)
    (file,) = found.files
    assert file.path == f"tests/api_of_{BASE[:8]}.test.ts"
    assert [(one.test, one.reason) for one in found.dropped] == [("tests/api.test.ts::R3: removes", "requirement R3 is gone")]
    assert found.tests == {
        f"{file.path}::R2: creates (once)": "",
        f'{file.path}::R1: lists "all"': "it calls GET /todos/{}, which is gone",
    }
    assert "async function newTodo" in file.content
    assert 'test("R2: creates (once)", async' in file.content
    assert "R3" not in file.content
    report = Report(checks=[Check(name=name, part="tests", passed=False) for name in found.tests])
    left, files, dropped = excuse(report, found.files, found.tests)
    assert [check.name for check in left.checks] == [f"{file.path}::R2: creates (once)"]
    assert [one.test for one in dropped] == [f'{file.path}::R1: lists "all"']
    assert "lists" not in files[0].content
