"""With a small model, what code understands word by word is never asked for, and what it does not understand always is."""

from agent import reading

from shared.job_protocol import Bundle

UNDERSTOOD = 'Boats. POST /boats with JSON {"sign", "crew"} creates a boat and returns 201. GET /boats lists all boats. GET /boats/{id} returns one boat, 404 when it is unknown.'
STRANGE = f"{UNDERSTOOD} POST /boats/{{id}}/enchant makes the boat sing whenever the moon wishes it, 409 on stormy nights."


def asked(text: str, role: str, **agreed: object) -> Bundle:
    return Bundle.model_validate({"task": role, "role": role, "goal": "", "inputs": {"intent": {"text": text}, **agreed}, "seconds": 60})


async def test_an_intent_that_is_understood_is_specified_written_and_tested_without_a_model() -> None:
    specified = await reading.specified(asked(UNDERSTOOD, "requirements"))
    assert specified is not None
    agreed = {"specification": specified.result}
    planned = await reading.planned(asked(UNDERSTOOD, "architect", **agreed))
    assert planned is not None
    agreed |= {"plan": planned.result}
    written = await reading.written(asked(UNDERSTOOD, "codegen", **agreed))
    assert written is not None
    assert "main.py" in {file.path for file in written.files}
    tests = await reading.tests(asked(UNDERSTOOD, "testgen", **agreed))
    assert tests is not None
    assert any(file.path.startswith("tests/") for file in tests.files)


async def test_what_the_offline_model_builds_needs_no_model() -> None:
    calculator = 'POST /calculate with {"a": number, "b": number, "op": "add" | "subtract" | "multiply" | "divide"} returns {"result": number}. Dividing by zero is a 400.'
    made = reading.draft(asked(calculator, "codegen"))
    assert made is not None
    assert made.doubts == []


async def test_one_sentence_that_is_not_understood_leaves_all_of_the_application_to_the_model() -> None:
    assert await reading.written(asked(STRANGE, "codegen")) is None


async def test_a_sentence_in_doubt_is_a_requirement_and_its_operation_is_known() -> None:
    made = reading.draft(asked(STRANGE, "codegen"))
    assert made is not None
    assert [(doubt.method, doubt.path) for doubt in made.doubts] == [("POST", "/boats/{id}/enchant")]
    specified = await reading.specified(asked(STRANGE, "requirements"))
    assert specified is not None
    assert "moon wishes it" in specified.result["requirements"][-1]["text"]


async def test_what_is_mostly_in_doubt_is_no_draft() -> None:
    strange = "POST /wishes grants what nobody has had before, 201. GET /omens sees what comes. GET /moods/{id} feels it. Mermaids may object with a 409."
    assert reading.draft(asked(strange, "codegen")) is None


async def test_an_answer_to_a_question_is_read_by_the_model_and_not_by_code() -> None:
    bundle = asked(UNDERSTOOD, "codegen")
    answered = {"intent": {"text": UNDERSTOOD, "questions": ["How many?"], "answers": ["Three."]}}
    assert reading.draft(bundle.model_copy(update={"inputs": answered})) is None


async def test_a_limit_that_is_passed_over_is_in_doubt() -> None:
    limited = f"{UNDERSTOOD} Crews beyond 44 sailors make the harbour master nervous."
    made = reading.draft(asked(limited, "codegen"))
    assert made is not None
    assert [doubt.text for doubt in made.doubts] == ["Crews beyond 44 sailors make the harbour master nervous"]


async def test_a_wish_that_no_operation_serves_is_in_doubt() -> None:
    made = reading.draft(asked("Build a recipe book API. A recipe has a name and minutes. Search them.", "codegen"))
    assert made is not None
    assert [(doubt.text, doubt.method, doubt.path) for doubt in made.doubts] == [("Search them", "GET", "/recipes")]
