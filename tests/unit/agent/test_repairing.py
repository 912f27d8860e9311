"""The repair of single functions: what the model is shown, and where its answer goes."""

import ast
from collections.abc import Mapping

import pytest
from agent import inputs, repairing
from agent.ends import Rejected
from agent.toolchains.python import mending

from shared.job_protocol import Bundle
from tests.agent.apps import GOOD, MAIN, bundle, drop

BROKEN = MAIN.replace("notes.list()", 'notes.list()["all"]')


def given(check: Mapping[str, object], main: str = BROKEN) -> Bundle:
    files = drop({**GOOD, "main.py": main})
    return Bundle.model_validate(bundle("fixer", {"files": files, "report": {"checks": [{"passed": False, **check}]}}))


PROBED = {"name": "GET /notes", "part": "probe", "detail": "GET /notes answered 500"}
TESTED = {
    "name": "tests/test_api.py::test_list",
    "part": "tests",
    "detail": f"main.py:{BROKEN[: BROKEN.index('["all"]')].count(chr(10)) + 1}: TypeError",
}


@pytest.mark.parametrize("check", [PROBED, TESTED])
def test_only_the_functions_that_failed_are_shown_and_the_rest_in_outline(check: Mapping[str, object]) -> None:
    values = repairing.asked(given(check))
    assert "def list_notes" in values["functions"]
    assert "def get_note" not in values["functions"]
    assert "class NewNote" in values["others"]
    assert values["missing"] == "(none)"


def test_an_operation_that_is_not_there_is_asked_for() -> None:
    lacking = MAIN.partition('@app.get("/notes/{id}")')[0]
    assert "GET /notes/{id}" in repairing.asked(given(PROBED, lacking))["missing"]


def test_the_answer_takes_the_place_of_the_function_and_everything_else_stays() -> None:
    answer = '```python\n@app.get("/notes")\ndef all_notes():\n    return notes.list()\n```'
    (file,) = repairing.read(answer, given(PROBED)).files
    names = [node.name for node in ast.parse(file.content).body if isinstance(node, ast.FunctionDef)]
    assert sorted(names) == ["create_note", "get_note", "health", "list_notes"]
    assert mending.routes(file.content) == mending.routes(MAIN)


def test_new_models_come_before_the_functions_that_need_them() -> None:
    answer = '```python\nclass Change(BaseModel):\n    text: str\n\n\n@app.put("/notes/{id}")\ndef change(id: int, change: Change):\n    return notes.update(id, change)\n```'
    (file,) = repairing.read(answer, given(PROBED)).files
    assert file.content.index("class Change") < file.content.index("def change")
    assert ("PUT", "/notes/{id}") in mending.routes(file.content)


@pytest.mark.parametrize("answer", ["```python\ndef broken(\n```", "```python\nx = 1\n```"])
def test_an_answer_that_does_not_parse_or_changes_nothing_is_sent_back(answer: str) -> None:
    sound = mending.application(MAIN, inputs.specification(given(PROBED)))
    with pytest.raises(Rejected):
        repairing.read(answer, given(PROBED, sound))
