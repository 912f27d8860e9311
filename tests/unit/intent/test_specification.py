"""What becomes of a RequirementsAgent's answer."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intent.core import MAX_QUESTIONS, MAX_REQUIREMENTS, specification, tidy
from shared.errors import Invalid
from shared.specification import Endpoint, Entity, Failure, Property, Requirement, Specification

words = st.text(alphabet="ab A1\n\t\x00é…", max_size=12)
ids = st.sampled_from(["R1", "r1", "R2", "7", "", "REQ"])
properties = st.builds(Property, name=words, type=st.sampled_from(["string", "int", "Text", "money", ""]), rule=words)
endpoints = st.builds(
    Endpoint,
    method=st.sampled_from(["get", " POST ", "PUT", "FETCH", ""]),
    path=st.sampled_from(["/a", "a/", "/a/<int:id>", "/a/:id", "/a/{id}", "/a/{x}", "/a b", "", "/", "/a?x=1", "//", "/{", "/a/{id:int}"]),
    summary=words,
    request=st.lists(properties, max_size=3),
    status=st.sampled_from([0, 200, 201, 404, 999]),
    failures=st.lists(st.builds(Failure, status=st.sampled_from([200, 404, 422, 700]), when=words), max_size=4),
    requirements=st.lists(ids, max_size=3),
)
specifications = st.builds(
    Specification,
    title=words,
    summary=words,
    requirements=st.lists(st.builds(Requirement, id=ids, text=words), max_size=8),
    entities=st.lists(st.builds(Entity, name=words, properties=st.lists(properties, max_size=3)), max_size=3),
    endpoints=st.lists(endpoints, max_size=8),
    assumptions=st.lists(words, max_size=60),
    questions=st.lists(words, max_size=9),
    design=words,
)


@given(specifications, words)
def test_a_tidy_specification_is_numbered_without_doubles_and_stays_as_it_is(raw: Specification, intent: str) -> None:
    try:
        tidied = tidy(raw, intent)
    except Invalid:
        assert not any(re.search(r"\w", r.text) for r in raw.requirements)
        return
    assert [r.id for r in tidied.requirements] == [f"R{n}" for n in range(1, len(tidied.requirements) + 1)]
    assert len({" ".join(r.text.split()).casefold() for r in tidied.requirements}) == len(tidied.requirements) <= MAX_REQUIREMENTS
    operations = [(e.method, re.sub(r"\{\w+\}", "{}", e.path)) for e in tidied.endpoints]
    assert len(set(operations)) == len(operations)
    assert {r for e in tidied.endpoints for r in e.requirements} <= {r.id for r in tidied.requirements}
    assert len(tidied.questions) <= MAX_QUESTIONS
    assert tidied.title.strip() == tidied.title != ""
    assert tidy(tidied, intent) == tidied
    assert tidied.design == raw.design


def test_references_follow_the_new_numbers() -> None:
    raw = Specification(
        title="t",
        requirements=[
            Requirement(id="A", text="one"),
            Requirement(id="B", text=" "),
            Requirement(id="C", text="two"),
            Requirement(id="D", text="ONE"),
        ],
        endpoints=[Endpoint(method="get", path="todos/:id", requirements=["C", "D", "X"])],
    )
    tidied = tidy(raw, "")
    assert [(r.id, r.text) for r in tidied.requirements] == [("R1", "one"), ("R2", "two")]
    assert tidied.endpoints == [Endpoint(method="GET", path="/todos/{id}", requirements=["R2", "R1"])]


def test_what_is_left_out_is_said() -> None:
    raw = Specification(
        title="t",
        requirements=[Requirement(id=str(n), text=f"requirement {n}") for n in range(MAX_REQUIREMENTS + 7)],
        endpoints=[Endpoint(method="FETCH", path="/x")],
    )
    tidied = tidy(raw, "")
    assert len(tidied.requirements) == MAX_REQUIREMENTS
    assert any("7 more were left out" in text for text in tidied.assumptions)
    assert any("FETCH /x" in text for text in tidied.assumptions)


def test_the_same_operation_twice_is_one() -> None:
    raw = Specification(
        title="t",
        requirements=[Requirement(id="R1", text="one"), Requirement(id="R2", text="two")],
        endpoints=[
            Endpoint(method="GET", path="/a/{id}", requirements=["R1"], failures=[Failure(status=404, when="unknown")]),
            Endpoint(
                method="get",
                path="/a/{key}/",
                summary="shows",
                requirements=["R2"],
                failures=[Failure(status=404, when="Unknown"), Failure(status=422, when="bad")],
            ),
        ],
    )
    (endpoint,) = tidy(raw, "").endpoints
    assert (endpoint.path, endpoint.summary, endpoint.requirements) == ("/a/{id}", "shows", ["R1", "R2"])
    assert [f.status for f in endpoint.failures] == [404, 422]


def test_endpoints_alone_make_requirements() -> None:
    tidied = tidy(Specification(title="", endpoints=[Endpoint(method="POST", path="/a", status=7, summary="adds")]), "Build it")
    assert [r.text for r in tidied.requirements] == ["POST /a answers 201: adds"]
    assert tidied.endpoints[0].requirements == ["R1"]
    assert tidied.title == "Build it"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"title": "x"},
        {"title": "x", "requirements": [{"id": "R1", "text": " - "}]},
        {"title": 5},
        {"title": "x", "requirements": "many"},
        {"title": "x", "endpoints": [{"method": "GET"}]},
    ],
)
def test_an_answer_of_no_use_is_refused_with_a_reason(answer: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="requirement"):
        specification(answer, "Build it")
