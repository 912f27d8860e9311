"""Agents and a model behind an OpenAI-compatible server: whole jobs in their own process, a real HTTP server with scripted answers."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from agent import reading

from shared.adapters.offline.model import answer
from shared.job_protocol import Bundle
from shared.specification import Plan, Specification
from tests.agent.apps import GOOD, MAIN, SPECIFICATION, TESTS, bundle, drop
from tests.agent.jobs import Ran, run_job
from tests.scripted_model import Answer, BreaksOff, Fails, Scripted, Silent, role_of, scripted_model

SPECIFIED = json.dumps(SPECIFICATION)
CODE = f"```python\n{MAIN}```"


async def ask(
    given: dict[str, Any], script: dict[str, list[Answer]], folder: Path, without: tuple[str, ...] = (), **more: str
) -> tuple[Ran, Scripted]:
    """A job with a scripted server as its model."""
    async with scripted_model(script, without) as served:
        known = {"QLP_AGENT_MODEL": "openai", "OPENAI_BASE_URL": served.url, "OPENAI_API_KEY": "k", "QLP_MODEL": "scripted"}
        return await run_job(given, folder, {**known, **more}), served


async def test_an_intent_becomes_a_specification_and_its_page(tmp_path: Path) -> None:
    ran, served = await ask(bundle("requirements"), {"requirements": [SPECIFIED]}, tmp_path)
    specification = Specification.model_validate(ran.drop.drop.result)
    assert [requirement.id for requirement in specification.requirements] == ["R1", "R2", "R3"]
    assert [file.path for file in ran.drop.drop.files] == ["docs/requirements.md"]
    assert ran.drop.usage.tokens == 18
    assert ran.drop.usage.prompts.keys() == {"requirements"}
    assert served.asked[0]["response_format"]["type"] == "json_schema"


async def test_busy_and_broken_servers_are_asked_again_and_every_wait_is_shown(tmp_path: Path) -> None:
    answers: list[Answer] = [Fails(429, {"retry-after": "0.2"}), Fails(503, {"retry-after": "0.1"}), BreaksOff('{"title"'), SPECIFIED]
    ran, served = await ask(bundle("requirements"), {"requirements": answers}, tmp_path)
    assert ran.drop.drop.result["title"] == "Notes"
    assert len(served.asked) == 4
    assert sum("asking again" in warning for warning in ran.warnings) == 3
    assert "HTTP 429" in ran.warnings[0]


async def test_retry_after_is_honoured(tmp_path: Path) -> None:
    started = time.monotonic()
    ran, _ = await ask(bundle("requirements"), {"requirements": [Fails(429, {"retry-after": "3"}), SPECIFIED]}, tmp_path)
    assert ran.drop
    assert time.monotonic() - started >= 3
    assert "asking again in 3 s" in ran.warnings[0]


async def test_a_server_that_stays_down_fails_the_task_with_the_reason(tmp_path: Path) -> None:
    ran, _ = await ask(bundle("requirements"), {"requirements": [Fails(500)]}, tmp_path, QLP_MODEL_PATIENCE="2")
    assert ran.failure.code == "model_unavailable"
    assert "HTTP 500" in ran.failure.reason
    assert ran.warnings


async def test_nobody_listening_fails_the_task_with_the_reason(tmp_path: Path) -> None:
    known = {"QLP_AGENT_MODEL": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "QLP_MODEL": "x", "QLP_MODEL_PATIENCE": "0.5"}
    ran = await run_job(bundle("requirements"), tmp_path, known)
    assert ran.failure.code == "model_unavailable"
    assert "cannot be reached" in ran.failure.reason


async def test_a_silent_server_is_given_up_after_its_timeout(tmp_path: Path) -> None:
    ran, _ = await ask(bundle("requirements"), {"requirements": [Silent(30)]}, tmp_path, QLP_MODEL_TIMEOUT="0.5", QLP_MODEL_PATIENCE="1")
    assert ran.failure.code == "model_unavailable"
    assert "no answer in time" in ran.failure.reason


async def test_the_deadline_of_the_task_ends_all_waiting(tmp_path: Path) -> None:
    ran, _ = await ask(bundle("requirements", seconds=6.5), {"requirements": [Silent(30)]}, tmp_path)
    assert ran.failure.code == "timeout"


async def test_a_refused_key_fails_at_once(tmp_path: Path) -> None:
    ran, served = await ask(bundle("requirements"), {"requirements": [Fails(401)]}, tmp_path)
    assert ran.failure.code == "permanent"
    assert "refuses our key" in ran.failure.reason
    assert len(served.asked) == 1


async def test_nonsense_is_asked_about_three_times_and_then_fails_the_task(tmp_path: Path) -> None:
    ran, served = await ask(bundle("requirements"), {"requirements": ["Weather?", "Rain.", "Sun."]}, tmp_path)
    assert ran.failure.code == "model_nonsense"
    assert len(served.asked) == 3
    assert "no JSON object" in served.asked[1]["messages"][-1]["content"]


async def test_an_answer_that_is_wrong_is_corrected_when_told_what_is_wrong(tmp_path: Path) -> None:
    wrong = CODE.replace("notes.list()", "notez.list()")
    ran, served = await ask(bundle("codegen"), {"codegen": [wrong, CODE], "critic": ['{"ok": true}']}, tmp_path)
    assert "undefined name 'notez'" in served.asked[1]["messages"][-1]["content"]
    assert "undefined name 'notez'" in ran.warnings[0]
    assert {file.path for file in ran.drop.drop.files} == {"main.py", "store.py", "requirements.txt"}


async def test_a_critic_is_heard_once_and_a_worse_revision_is_thrown_away(tmp_path: Path) -> None:
    script: dict[str, list[Answer]] = {
        "codegen": [CODE, "```python\nbroken(\n```"],
        "critic": ['{"ok": false, "problems": ["R2: sort the list"]}'],
    }
    ran, served = await ask(bundle("codegen"), script, tmp_path)
    assert "R2: sort the list" in served.asked[2]["messages"][-1]["content"]
    assert "def list_notes" in next(file.content for file in ran.drop.drop.files if file.path == "main.py")
    assert ran.drop.usage.prompts.keys() == {"python/codegen", "critic"}


@pytest.mark.parametrize(
    "without", [("json_schema",), ("json_schema", "json_object"), ("stream",), ("stream_options", "temperature", "max_tokens")]
)
async def test_servers_that_can_do_less_are_asked_for_less(tmp_path: Path, without: tuple[str, ...]) -> None:
    fenced = f"Here it is:\n```json\n{SPECIFIED}\n```\nGood luck!"
    ran, served = await ask(bundle("requirements"), {"requirements": [fenced]}, tmp_path, without)
    assert ran.drop.drop.result["title"] == "Notes"
    assert served.lacks(served.asked[-1]) is None


async def test_the_only_model_of_a_server_needs_no_name(tmp_path: Path) -> None:
    ran, served = await ask(bundle("requirements"), {"requirements": [SPECIFIED]}, tmp_path, QLP_MODEL="")
    assert ran.drop
    assert served.asked[0]["model"] == "scripted"


async def test_a_plan_always_has_code_tests_and_documents(tmp_path: Path) -> None:
    ran, _ = await ask(bundle("architect"), {"architect": ['{"tasks": [{"id": "x", "role": "wizard"}], "entry": "rm -rf"}']}, tmp_path)
    plan = Plan.model_validate(ran.drop.drop.result)
    assert {task.role for task in plan.tasks} == {"codegen", "testgen", "diagramgen", "docgen", "security"}
    assert plan.entry == "main:app"
    assert [task.writes for task in plan.tasks if task.role == "codegen"] == [["main.py"]]


async def test_tests_bring_their_fixtures_and_take_the_client(tmp_path: Path) -> None:
    ran, _ = await ask(
        bundle("testgen"), {"testgen": [f"```python\n{TESTS.replace('(client)', '()').replace('test_list', 'test_r2_list')}```"]}, tmp_path
    )
    files = {file.path: file.content for file in ran.drop.drop.files}
    assert files.keys() == {"tests/test_api.py", "tests/conftest.py"}
    assert "def test_r1_create(client):" in files["tests/test_api.py"]


async def test_documents_diagrams_and_review_are_made_also_when_the_model_is_of_no_use(tmp_path: Path) -> None:
    for role, path in (("docgen", "README.md"), ("diagramgen", "docs/diagrams.md"), ("security", "docs/security.md")):
        ran, _ = await ask(bundle(role, {"code": drop(GOOD)}), {"*": ["no"]}, tmp_path)
        assert path in [file.path for file in ran.drop.drop.files]
        assert "Going on without the model" in ran.warnings[-1]


REPORT = {"checks": [{"name": "GET /notes", "part": "probe", "passed": False, "detail": "GET /notes answered 500", "file": "main.py"}]}


async def test_a_fixer_changes_only_what_it_wrote_and_no_test_without_a_reason(tmp_path: Path) -> None:
    fixed = f"main.py\n{CODE.replace('Notes.', 'Fixed.')}\n\ntests/test_api.py\n```python\ndef test_r1(client):\n    assert client\n```"
    ran, served = await ask(bundle("fixer", {"files": drop(GOOD), "report": REPORT}), {"fixer": [fixed]}, tmp_path)
    assert [file.path for file in ran.drop.drop.files] == ["main.py"]
    assert ran.drop.drop.result["tests_corrected"] == []
    assert "GET /notes answered 500" in served.asked[0]["messages"][1]["content"]
    reasoned = fixed.replace("tests/test_api.py\n", "TEST WRONG: tests/test_api.py: R1 does not say so\ntests/test_api.py\n", 1)
    ran, _ = await ask(bundle("fixer", {"files": drop(GOOD), "report": REPORT}), {"fixer": [reasoned]}, tmp_path)
    assert ran.drop.drop.result["changed"] == ["main.py", "tests/test_api.py"]
    assert ran.drop.drop.result["tests_corrected"] == [{"path": "tests/test_api.py", "why": "R1 does not say so"}]


UNREAD = {"intent": {"text": "POST /wishes grants a wish that nobody has had before, 201. Mermaids may object with a 409."}}


async def test_a_small_model_is_asked_only_for_what_code_cannot_make(tmp_path: Path) -> None:
    for role, path in (
        ("requirements", "docs/requirements.md"),
        ("testgen", "tests/test_api.py"),
        ("docgen", "README.md"),
        ("diagramgen", "docs/diagrams.md"),
        ("security", "docs/security.md"),
    ):
        script: dict[str, list[Answer]] = {"restate": ["I would rather not."]}
        ran, served = await ask(bundle(role, UNREAD | {"code": drop(GOOD)}), script, tmp_path, QLP_MODEL_EFFORT="low")
        assert {role_of(question) for question in served.asked} == ({"restate"} if role == "requirements" else set())
        assert path in [file.path for file in ran.drop.drop.files]


async def test_a_small_model_lists_the_operations_in_a_few_words_and_its_code_ends_with_its_block(tmp_path: Path) -> None:
    listed = "POST /wishes | text: string | 201 | grants a wish, 409 when a mermaid objects"
    unnamed = {"intent": {"text": "Something that mermaids would like."}}
    ran, served = await ask(
        bundle("requirements", unnamed), {"operations": [listed], "restate": ["I would rather not."]}, tmp_path, QLP_MODEL_EFFORT="low"
    )
    assert Specification.model_validate(ran.drop.drop.result).endpoints[0].status == 201
    assert "response_format" not in served.asked[0]
    unserved = unnamed | {"specification": SPECIFICATION | {"endpoints": []}}
    rambling = {"codegen": [f"{CODE}\n" + "And so on and on.\n" * 500]}
    ran, served = await ask(bundle("codegen", unserved), rambling, tmp_path, QLP_MODEL_EFFORT="low")
    assert "def create_note" in next(file.content for file in ran.drop.drop.files if file.path == "main.py")
    assert ran.drop.usage.completion_tokens < 500
    assert [message["role"] for message in served.asked[0]["messages"]] == ["system", "user"]
    assert len(served.asked) == 1


async def test_a_small_model_completes_what_code_drafted_from_the_contract(tmp_path: Path) -> None:
    named = {
        "intent": {
            "text": "POST /wishes grants a wish, 201. POST /wishes/{id}/object takes it back, 409 when it was. Mermaids may complain with a 409."
        }
    }
    models = "```python\nclass NewWish(BaseModel):\n    text: str = Field(min_length=1)\n```"
    ran, _ = await ask(bundle("architect", named), {"models": [models]}, tmp_path, QLP_MODEL_EFFORT="low")
    assert "text: str = Field(min_length=1)" in Plan.model_validate(ran.drop.drop.result).contracts[0].text
    given = bundle("codegen", named | {"plan": ran.drop.drop.result})
    answers: list[Answer] = [
        "```python\ndef post_wishes(body):\n    return wishes.create({**body.model_dump(), 'gone': False})\n```",
        "```python\ndef post_wishes_id_object(id):\n    return oceans.drain()\n```",
        "```python\ndef post_wishes_id_object(id):\n    return wishes.update(id, {'gone': True})\n```",
    ]
    ran, served = await ask(given, {"function": answers}, tmp_path, QLP_MODEL_EFFORT="low")
    (main,) = (file.content for file in ran.drop.drop.files if file.path == "main.py")
    assert "'gone': False" in main
    assert "wishes.update(id, {'gone': True})" in main
    assert '@app.post("/wishes", status_code=201)' in main.replace("'", '"')
    assert "oceans is not defined" in served.asked[2]["messages"][-1]["content"]
    assert len(served.asked) == 3


async def test_a_small_model_that_fails_leaves_the_draft(tmp_path: Path) -> None:
    named = {"intent": {"text": "POST /wishes grants a wish, 201. Mermaids may object with a 409."}}
    ran, _ = await ask(bundle("architect", named), {"models": ["I would rather not."]}, tmp_path, QLP_MODEL_EFFORT="low")
    given = bundle("codegen", named | {"plan": ran.drop.drop.result})
    ran, _ = await ask(given, {"function": ["Nor this."]}, tmp_path, QLP_MODEL_EFFORT="low")
    (main,) = (file.content for file in ran.drop.drop.files if file.path == "main.py")
    assert "wishes.create(values)" in main
    assert ran.warnings


DOUBTED = {
    "intent": {
        "text": 'POST /wishes with JSON {"text"} creates a wish and returns 201. GET /wishes lists all wishes. GET /wishes/{id} returns one, 404 when unknown. '
        "POST /wishes/{id}/grant makes the moon smile at it, 409 on stormy nights."
    }
}
GRANTS = "```python\n@app.post('/wishes/{id}/grant')\nasync def grant_wish(id: int):\n    row = find_wish(id)\n"


async def doubted(role: str, **more: object) -> dict[str, Any]:
    """A bundle about wishes, of which all but one sentence is understood, with what the roles before have made of it."""
    made = reading.draft(Bundle.model_validate(bundle(role, DOUBTED)))
    assert made is not None
    agreed = {"specification": answer("requirements", made.app, DOUBTED), "plan": answer("architect", made.app, DOUBTED)}
    return bundle(role, DOUBTED | agreed | more)


async def specified_by(answers: list[Answer], folder: Path, **more: object) -> tuple[Ran, Scripted]:
    """What the requirements become where a small model puts a sentence in other words."""
    given = bundle("requirements", DOUBTED | more)
    given["inputs"].pop("specification")
    return await ask(given, {"restate": answers}, folder, QLP_MODEL_EFFORT="low")


async def test_a_small_model_puts_a_sentence_that_is_not_understood_in_other_words(tmp_path: Path) -> None:
    kept = "POST /wishes/{id}/grant sets granted to true; 409 if it is already granted."
    lost, added = "It sets granted to true.", "POST /wishes/{id}/grant sets granted to true, 409 if it is already granted, 418 at night."
    ran, served = await specified_by([lost, kept, added, kept], tmp_path)
    specification = Specification.model_validate(ran.drop.drop.result)
    (told,) = {question["messages"][-1]["content"] for question in served.asked[:4]}
    assert told == "POST /wishes/{id}/grant makes the moon smile at it, 409 on stormy nights."
    examples = served.asked[0]["messages"][1:-1]
    assert [one["role"] for one in examples] == ["user", "assistant"] * (len(examples) // 2)
    assert specification.assumptions[0].endswith(f"is read as: “{kept}”")
    assert "moon smile" in specification.assumptions[0]
    agreed = {"specification": ran.drop.drop.result, "plan": {"tasks": []}}
    written, served = await ask(bundle("codegen", DOUBTED | agreed), {}, tmp_path, QLP_MODEL_EFFORT="low")
    (main,) = (file.content for file in written.drop.drop.files if file.path == "main.py")
    assert '"granted"' in main
    assert served.asked == []


async def test_what_was_put_in_other_words_is_so_in_a_later_change(tmp_path: Path) -> None:
    ran, _ = await specified_by(["POST /wishes/{id}/grant sets granted to true; 409 if it is already granted."], tmp_path)
    changed = {
        "intent": {"text": "Wishes have an optional note.", "before": [DOUBTED["intent"]]},
        "base_specification": ran.drop.drop.result,
    }
    again, served = await specified_by([], tmp_path, **changed)
    specification = Specification.model_validate(again.drop.drop.result)
    assert served.asked == []
    assert "note" in {field.name for entity in specification.entities for field in entity.properties}
    assert "is read as" in specification.assumptions[0]


async def test_a_sentence_for_which_a_small_model_finds_no_other_words_stays_in_doubt(tmp_path: Path) -> None:
    ran, served = await specified_by(["I would rather not."], tmp_path)
    specification = Specification.model_validate(ran.drop.drop.result)
    assert served.asked
    assert not any("is read as" in one for one in specification.assumptions)
    assert "moon smile" in specification.requirements[-1].text


async def test_a_small_model_is_asked_about_the_sentence_that_is_in_doubt_and_its_answer_has_to_run(tmp_path: Path) -> None:
    answers: list[Answer] = [
        f"{GRANTS}    if store.nights.find(stormy=True):\n        raise HTTPException(409, 'no')\n    return row\n```",
        f"{GRANTS}    if row['text'] == 'storm':\n        raise HTTPException(409, 'no')\n    return store.wishes.change(id, {{'smiled_at': True}})\n```",
    ]
    ran, served = await ask(await doubted("codegen"), {"amend": answers}, tmp_path, QLP_MODEL_EFFORT="low")
    files = {file.path: file.content for file in ran.drop.drop.files}
    assert "'smiled_at': True" in files["main.py"]
    assert '"smiled_at": "BOOLEAN"' in files["store.py"]
    assert "There is no table nights" in served.asked[1]["messages"][-1]["content"]
    assert len(served.asked) == 2


async def test_what_a_small_model_spoilt_is_put_back_as_it_was_drafted(tmp_path: Path) -> None:
    ran, _ = await ask(await doubted("codegen"), {"amend": ["I would rather not."]}, tmp_path, QLP_MODEL_EFFORT="low")
    drafted = {file.path: file.content for file in ran.drop.drop.files}
    spoilt = drafted | {"main.py": drafted["main.py"].replace("row = store.wishes.add(values)", "row = store.wishes.add({})")}
    where = spoilt["main.py"].splitlines().index("    row = store.wishes.add({})") + 1
    failing = {"checks": [{"name": "POST /wishes", "part": "probe", "passed": False, "detail": f"main.py:{where} KeyError"}]}
    given = await doubted("fixer", files=drop(spoilt), report=REPORT | failing)
    ran, served = await ask(given, {}, tmp_path, QLP_MODEL_EFFORT="low")
    assert served.asked == []
    assert [file.content for file in ran.drop.drop.files] == [drafted["main.py"]]


async def test_a_small_model_repairs_one_function_and_never_sees_the_rest(tmp_path: Path) -> None:
    fixed = '```python\n@app.get("/notes")\ndef list_notes():\n    return notes.list(text="x")\n```'
    given = bundle("fixer", UNREAD | {"files": drop(GOOD), "report": REPORT})
    ran, served = await ask(given, {"fixer": [fixed]}, tmp_path, QLP_MODEL_EFFORT="low")
    (file,) = ran.drop.drop.files
    assert "notes.list(text='x')" in file.content
    assert "def create_note" in file.content
    assert "def create_note" not in served.asked[0]["messages"][1]["content"]


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"role": "wizard", "task": "t"}', b'{"role": "codegen", "task": "t", "inputs": {}}', b"\xff\x00"]
)
async def test_a_bundle_that_is_none_ends_with_a_failure_and_not_with_a_traceback(tmp_path: Path, raw: bytes) -> None:
    known = {"QLP_AGENT_MODEL": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    ran = await run_job(raw, tmp_path, known)
    assert ran.code == 0
    assert ran.failure.code in ("bad_bundle", "invalid")
    assert "Traceback" not in ran.errors


async def test_a_noop_answers_fast_and_imports_nothing_heavy(tmp_path: Path) -> None:
    ran = await run_job(
        {"task": "n", "role": "noop", "inputs": {"a": drop({}) | {"result": {"value": 4}}}}, tmp_path, {"PYTHONPROFILEIMPORTTIME": "1"}
    )
    assert ran.drop.drop.result == {"value": 5}
    assert "pydantic" not in ran.errors
    assert "httpx" not in ran.errors
