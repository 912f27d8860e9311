"""A task of a change runs again exactly when what it is made from is another."""

import pytest

from functions.orchestrator.reuse import key, keys
from shared.events import Content, Inline
from shared.specification import Plan, PlannedTask

DOCUMENTS: dict[str, Content] = {name: Inline(text=name) for name in ("intent", "specification", "plan")}
DROP: dict[str, Content] = {"code": Inline(text="x")}
CODE = PlannedTask(id="code", role="codegen", goal="g", writes=["main.py"])
REVIEW = PlannedTask(id="security", role="security", needs=["code"])


@pytest.mark.parametrize("name", ["intent", "specification", "plan"])
def test_code_is_written_again_when_a_document_is_another(name: str) -> None:
    assert key(CODE, DOCUMENTS, {}, "m") != key(CODE, {**DOCUMENTS, name: Inline(text="other")}, {}, "m")


def test_a_task_with_a_basis_depends_on_nothing_else_of_the_documents() -> None:
    based = CODE.model_copy(update={"basis": "a" * 64})
    assert key(based, DOCUMENTS, {}, "m") == key(based, {"intent": Inline(text="other")}, {}, "m")
    assert key(based, DOCUMENTS, {}, "m") != key(CODE.model_copy(update={"basis": "b" * 64}), DOCUMENTS, {}, "m")


def test_a_review_depends_on_the_code_only() -> None:
    assert key(REVIEW, DOCUMENTS, DROP, "m") == key(REVIEW, {}, DROP, "m")
    assert key(REVIEW, DOCUMENTS, DROP, "m") != key(REVIEW, DOCUMENTS, {"code": Inline(text="y")}, "m")
    assert key(REVIEW, DOCUMENTS, DROP, "m") != key(REVIEW, DOCUMENTS, {}, "m")


@pytest.mark.parametrize("change", [{"goal": "h"}, {"writes": ["a.py"]}, {"role": "testgen"}])
def test_another_task_has_another_key(change: dict[str, object]) -> None:
    assert key(CODE, DOCUMENTS, {}, "m") != key(CODE.model_copy(update=change), DOCUMENTS, {}, "m")


def test_another_model_or_agent_makes_everything_again_and_an_unknown_one_reuses_nothing() -> None:
    plan = Plan(tasks=[CODE, REVIEW])
    assert keys(plan, DOCUMENTS, DROP, "m").keys() & keys(plan, DOCUMENTS, DROP, "n").keys() == set()
    assert keys(plan, DOCUMENTS, DROP, "") == {}


def test_a_task_that_left_no_drop_has_nothing_to_reuse() -> None:
    assert set(keys(Plan(tasks=[CODE, REVIEW]), DOCUMENTS, DROP, "m").values()) == {"code"}
