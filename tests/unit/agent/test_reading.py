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
    assert any(file.path.startswith("tests/") for file in tests.files)


async def test_one_sentence_that_is_not_understood_leaves_all_of_the_application_to_the_model() -> None:
    assert not reading.is_certain(asked(STRANGE, "codegen"))
    assert await reading.planned(asked(STRANGE, "architect")) is None
    assert await reading.written(asked(STRANGE, "codegen")) is None
