"""The offline model answers every role from the intent alone, always in the same way, and refuses what it cannot do."""

import ast
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.offline.model import OfflineModel
from shared.errors import NotUnderstood, Unwritten
from shared.ports import ModelAnswer, ModelRequest
from shared.specification import Plan, Specification
from shared.writing import write_main
from tests.unit.offline.corpus import HERE, cases

CASES = cases("intents.txt")
REFUSED = [line for line in (HERE / "refused.txt").read_text().splitlines() if line.strip()]
TODO = CASES[0].intent


async def ask(role: str, text: str, **more: Any) -> tuple[list[str], dict[str, Any]]:
    """The thoughts and the answer of a role."""
    items = [item async for item in OfflineModel().ask(ModelRequest(role, {"intent": {"text": text}} | more, []))]
    answer = items[-1]
    assert isinstance(answer, ModelAnswer)
    assert answer.usage.model == "offline"
    assert answer.usage.prompt_tokens == answer.usage.completion_tokens == 0
    return [str(item) for item in items[:-1]], json.loads(answer.text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_requirements_and_plan_fit_the_contract(case: Any) -> None:
    thoughts, document = await ask("requirements", case.intent)
    specification = Specification.model_validate(document)
    plan = Plan.model_validate((await ask("architect", case.intent))[1])
    assert thoughts
    assert [requirement.id for requirement in specification.requirements] == [f"R{i + 1}" for i in range(len(specification.requirements))]
    assert {task.role for task in plan.tasks} >= {"codegen", "testgen", "docgen", "diagramgen", "security"}
    written = {file["path"] for file in (await ask("codegen", case.intent))[1]["files"]}
    assert written == {path for task in plan.tasks if task.role == "codegen" for path in task.writes}


@pytest.mark.parametrize("role", ["requirements", "architect", "codegen", "testgen", "docgen", "diagramgen", "security", "fixer", "critic"])
async def test_the_same_question_has_the_same_answer(role: str) -> None:
    assert await ask(role, TODO) == await ask(role, TODO)


@pytest.mark.parametrize("ask_me", [False, True])
async def test_what_the_writer_does_wrong_is_not_told_as_a_text_that_is_not_understood(
    monkeypatch: pytest.MonkeyPatch, ask_me: bool
) -> None:
    monkeypatch.setattr(write_main, "main", lambda app: "def (")
    with pytest.raises(Unwritten, match="I understand this intent") as refused:
        await ask("requirements", "", intent={"text": TODO + "\n", "ask": ask_me})
    assert "please report it" in refused.value.message
    assert "other words" not in refused.value.message


async def test_each_task_says_what_it_does_and_no_two_the_same() -> None:
    plan = (await ask("architect", TODO))[1]
    said = {task["id"]: (await ask(task["role"], TODO, task=task, plan=plan))[0] for task in plan["tasks"]}
    assert len({tuple(lines) for lines in said.values()}) == len(said)
    coding = [task for task in plan["tasks"] if task["role"] == "codegen"]
    assert len(coding) > 1
    assert [said[task["id"]] for task in coding] == [[f"Writing {', '.join(task['writes'])}.\n"] for task in coding]


async def test_the_fixer_writes_again_what_was_changed_and_nothing_else() -> None:
    files = (await ask("codegen", TODO))[1]["files"]
    broken = [{**file, "content": "broken("} if file["path"] == "main.py" else file for file in files]
    _, answer = await ask("fixer", TODO, files={"files": broken}, report={"checks": []})
    assert [file["path"] for file in answer["files"]] == ["main.py"]
    ast.parse(answer["files"][0]["content"])
    _, nothing = await ask("fixer", TODO, files={"files": files}, report={"checks": []})
    assert nothing["files"] == []


@pytest.mark.parametrize("text", REFUSED)
async def test_what_it_cannot_do_it_refuses_at_once_naming_the_way_out(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(NotUnderstood) as refused:
        await ask("requirements", text)
    assert "OPENAI_BASE_URL" in refused.value.message
    assert not isinstance(refused.value, Unwritten)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "aside",
    [
        "Make it nice.",
        "Use FastAPI and SQLite please.",
        "No authentication is needed.",
        "It should be fast and well tested.",
        "Do not use websockets.",
        "Thanks a lot!",
        "Return JSON everywhere.",
    ],
)
async def test_small_asides_change_nothing(aside: str) -> None:
    plain = (await ask("codegen", TODO))[1]["files"]
    with_aside = (await ask("codegen", f"{TODO} {aside}"))[1]["files"]
    assert plain == with_aside


async def test_an_answer_to_a_question_is_read_as_part_of_the_intent() -> None:
    intent = {"text": "Build an API to manage books with a title.", "ask": True, "answers": ["Each book also has a year (integer)."]}
    items = [item async for item in OfflineModel().ask(ModelRequest("requirements", {"intent": intent}, []))]
    assert isinstance(items[-1], ModelAnswer)
    book = Specification.model_validate_json(items[-1].text).entities[0]
    assert [one.name for one in book.properties] == ["id", "title", "year"]


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
async def test_any_text_is_built_or_refused_and_never_crashes(text: str) -> None:
    await survives(text)


PIECES = (
    "GET /a",
    "POST /books",
    "{",
    "}",
    '"',
    "(",
    "title",
    "must be",
    "409 if",
    "at most 3",
    "each",
    "book has",
    "a",
    "and",
    ",",
    ".",
    ";",
    "->",
    "status",
    "1-5",
    "{id}",
    "overlap",
    "stock",
    "\n- ",
    ":",
)


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(deadline=None, max_examples=120)
async def test_any_pile_of_words_is_built_or_refused_and_never_crashes(pieces: list[str]) -> None:
    await survives(" ".join(pieces))


async def survives(text: str) -> None:
    try:
        files = (await ask("codegen", text))[1]["files"]
    except Unwritten:
        raise  # What is understood is written, too.
    except NotUnderstood:
        return
    for file in files:
        if file["path"].endswith(".py"):
            ast.parse(file["content"])
