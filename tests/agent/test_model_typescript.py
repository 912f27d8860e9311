"""A language model that writes TypeScript: from the intent to a repaired application, and what it is told when it writes Python."""

import json
from pathlib import Path
from typing import Any

import pytest
from agent.toolchains.typescript.mending import SCAFFOLD

from shared.drops import Report
from shared.specification import Plan, Specification
from tests.agent.apps import MAIN, TESTS, bundle, drop
from tests.agent.jobs import run_job
from tests.agent.test_openai_model import ask
from tests.agent.typescript_apps import CODE, PLANNED, SPECIFIED, TEXT, asked, fenced
from tests.agent.typescript_apps import TESTS as TYPESCRIPT_TESTS
from tests.scripted_model import Answer

WRONG = CODE.replace("notes.list()", "notes.list().slice(1)")
INTENT: dict[str, Any] = {"intent": {"text": TEXT, "ask": False}}
CONTENT = {"critic": [json.dumps({"ok": True})]}


async def checked(files: dict[str, str], folder: Path) -> Report:
    return (await run_job(bundle("check", asked(files=drop(files))), folder)).report


async def test_a_model_writes_tests_and_repairs_an_application_in_typescript(tmp_path: Path) -> None:
    script: dict[str, list[Answer]] = {
        "requirements": [SPECIFIED],
        "architect": [PLANNED],
        "codegen": [f"Here is the Node.js service:\n{fenced(WRONG)}"],
        "testgen": [fenced(TYPESCRIPT_TESTS)],
        "fixer": [f"The first note is left out of the list.\n\nmain.ts\n{fenced(CODE)}"],
        **CONTENT,
    }
    ran, served = await ask(bundle("requirements", INTENT), script, tmp_path)
    specified = ran.drop.drop.result
    assert Specification.model_validate(specified).toolchain == "typescript"
    assert '"toolchain": "typescript"' in served.asked[0]["messages"][0]["content"]

    ran, served = await ask(bundle("architect", INTENT | {"specification": specified}), script, tmp_path)
    plan = Plan.model_validate(ran.drop.drop.result)
    assert plan.entry == "main:app"
    assert [task.writes for task in plan.tasks if task.role == "codegen"] == [["main.ts"]]
    assert "FastAPI" not in str(served.asked)

    agreed = INTENT | {"specification": specified, "plan": ran.drop.drop.result}
    files: dict[str, str] = {}
    for role in ("codegen", "testgen"):
        ran, served = await ask(bundle(role, agreed), script, tmp_path)
        files |= {file.path: file.content for file in ran.drop.drop.files}
        assert ran.drop.usage.prompts[f"typescript/{role}"]
        assert len([question for question in served.asked if "TypeScript" in question["messages"][0]["content"]]) == 1
    assert {path for path in files if path not in SCAFFOLD} == {"main.ts", "tests/api.test.ts"}

    report = await checked(files, tmp_path)
    failed = [check for check in report.checks if not check.passed]
    assert [check.name for check in failed] == ["tests/api.test.ts::R2: notes are listed"]
    given = agreed | {"files": drop(files), "report": report.model_dump(mode="json")}
    ran, served = await ask(bundle("fixer", given), script, tmp_path)
    told = served.asked[0]["messages"][1]["content"]
    assert "R2: notes are listed" in told
    assert "File main.ts:" in told
    assert "class Table" in told
    assert ran.drop.drop.result["changed"] == ["main.ts"]
    assert ran.drop.usage.prompts.keys() == {"typescript/fixer"}

    repaired = await checked(files | {file.path: file.content for file in ran.drop.drop.files}, tmp_path)
    assert [f"{check.name}: {check.detail}" for check in repaired.checks if not check.passed] == []
    assert set(repaired.coverage) == {"R1", "R2", "R3"}


@pytest.mark.parametrize(
    ("role", "wrong", "right", "path"),
    [
        ("codegen", fenced(MAIN, "python"), fenced(CODE), "main.ts"),
        ("codegen", f"main.py\n{fenced(MAIN, 'python')}", fenced(CODE), "main.ts"),
        ("testgen", fenced(TESTS, "python"), fenced(TYPESCRIPT_TESTS), "tests/api.test.ts"),
    ],
)
async def test_python_where_typescript_is_asked_for_is_sent_back_and_repaired(
    role: str, wrong: str, right: str, path: str, tmp_path: Path
) -> None:
    ran, served = await ask(bundle(role, asked()), {role: [wrong, right], **CONTENT}, tmp_path)
    assert "is Python, but the application has to be in TypeScript" in served.asked[1]["messages"][-1]["content"]
    assert path in {file.path for file in ran.drop.drop.files}
    assert not any(file.path.endswith(".py") for file in ran.drop.drop.files)


async def test_a_model_that_only_writes_python_fails_the_task_with_that_reason(tmp_path: Path) -> None:
    answers: list[Answer] = [fenced(f"{MAIN}\n# {turn}\n", "python") for turn in range(3)]
    ran, served = await ask(bundle("codegen", asked()), {"codegen": answers}, tmp_path)
    assert ran.failure.code == "model_nonsense"
    assert "main.ts is Python, but the application has to be in TypeScript" in ran.failure.reason
    assert len(served.asked) == 3


async def test_typescript_where_python_is_asked_for_is_sent_back_as_well(tmp_path: Path) -> None:
    _, served = await ask(bundle("codegen"), {"codegen": [fenced(CODE), f"```python\n{MAIN}```"], **CONTENT}, tmp_path)
    assert "is TypeScript, but the application has to be in Python" in served.asked[1]["messages"][-1]["content"]


async def test_syntax_that_node_cannot_run_and_packages_are_told_before_anything_is_checked(tmp_path: Path) -> None:
    wrong = f'import express from "express";\nenum Kind {{ A }}\n{CODE}'
    _, served = await ask(bundle("codegen", asked()), {"codegen": [fenced(wrong), fenced(CODE)], **CONTENT}, tmp_path)
    told = served.asked[1]["messages"][-1]["content"]
    assert "enum" in told
    assert "express is neither of Node nor of the application" in told


async def test_documents_and_review_speak_of_the_toolchain(tmp_path: Path) -> None:
    code = 'import { exec } from "node:child_process";\n'
    ran, _ = await ask(bundle("docgen", asked()), {"*": ["no"]}, tmp_path)
    readme = next(file.content for file in ran.drop.drop.files if file.path == "README.md")
    assert "node main.ts" in readme
    assert "node --test" in readme
    assert "pip" not in readme
    ran, _ = await ask(bundle("security", asked(code=drop({"main.ts": code}))), {"*": ["no"]}, tmp_path)
    assert "starts programs" in ran.drop.drop.files[0].content


async def test_a_small_model_writes_whole_files_in_typescript(tmp_path: Path) -> None:
    doubtful = {"intent": {"text": f"{TEXT} Mermaids may object to a note with a 409."}}
    agreed = asked() | doubtful
    for role, answer, path in (("codegen", CODE, "main.ts"), ("testgen", TYPESCRIPT_TESTS, "tests/api.test.ts")):
        ran, served = await ask(bundle(role, agreed), {role: [fenced(answer)]}, tmp_path, QLP_MODEL_EFFORT="low")
        assert path in {file.path for file in ran.drop.drop.files}
        assert len(served.asked) == 1


async def test_what_code_understands_of_an_intent_in_typescript_costs_a_small_model_nothing(tmp_path: Path) -> None:
    text = 'Build it in TypeScript. POST /boats with JSON {"sign", "crew"} creates a boat and returns 201. GET /boats lists all boats.'
    ran, served = await ask(bundle("requirements", {"intent": {"text": text}}), {}, tmp_path, QLP_MODEL_EFFORT="low")
    agreed = {"intent": {"text": text}, "specification": ran.drop.drop.result}
    ran, served = await ask(bundle("architect", agreed), {}, tmp_path, QLP_MODEL_EFFORT="low")
    ran, served = await ask(bundle("codegen", agreed | {"plan": ran.drop.drop.result}), {}, tmp_path, QLP_MODEL_EFFORT="low")
    assert served.asked == []
    assert "main.ts" in {file.path for file in ran.drop.drop.files}
