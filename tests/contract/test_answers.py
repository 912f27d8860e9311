"""Models' answers that are kept: the same promises on the memory twin and on real table storage."""

import json

import pytest

from shared.adapters.stored_answers import MOST_CHARACTERS, StoredAnswers
from shared.ports import Answers, State


@pytest.fixture
def answers(state: State) -> Answers:
    return StoredAnswers(state)


async def test_an_answer_is_found_again_by_its_key_in_its_tenant_only(answers: Answers, tenant: str) -> None:
    said = json.dumps({"kind": "text/event-stream", "text": "data: “ja” \n\n" * 1000})
    assert await answers.find(tenant, "k") is None
    await answers.keep(tenant, "k", said)
    assert await answers.find(tenant, "k") == said
    assert await answers.find(tenant, "k-1") is None
    assert await answers.find(f"{tenant}x", "k") is None


async def test_the_first_answer_stays(answers: Answers, tenant: str) -> None:
    for said in ('"a"', '"b"'):
        await answers.keep(tenant, "k", said)
    assert await answers.find(tenant, "k") == '"a"'


async def test_an_answer_that_is_too_long_is_not_kept_and_no_failure(answers: Answers, tenant: str) -> None:
    for key, length in (("fits", MOST_CHARACTERS - 2), ("not", MOST_CHARACTERS - 1)):
        await answers.keep(tenant, key, json.dumps("x" * length))
    assert await answers.find(tenant, "fits")
    assert await answers.find(tenant, "not") is None
