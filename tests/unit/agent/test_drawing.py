"""Diagrams and documents always come out, whatever words are in them."""

import re

from agent import documents, drawing, leaks
from agent.toolchains.python.weaknesses import weaknesses
from hypothesis import given
from hypothesis import strategies as st

from shared.drops import File
from shared.job_protocol import Bundle
from shared.specification import Endpoint, Entity, Plan, PlannedTask, Property, Specification
from tests.agent.apps import bundle

WORDS = st.text(max_size=40)
SPECIFICATIONS = st.builds(
    Specification,
    title=WORDS,
    summary=WORDS,
    entities=st.lists(
        st.builds(Entity, name=WORDS, properties=st.lists(st.builds(Property, name=WORDS, type=WORDS), max_size=3)), max_size=3
    ),
    endpoints=st.lists(st.builds(Endpoint, method=WORDS, path=WORDS), max_size=3),
)
PLANS = st.builds(Plan, tasks=st.lists(st.builds(PlannedTask, id=WORDS, role=WORDS, needs=st.lists(WORDS, max_size=2)), max_size=3))
NODE = re.compile(r'\w+(\(\["[^"\[\]]*"\]\)|\["[^"\[\]()]*"\]|\[\("[^"\[\]()]*"\)\])')
EDGE = re.compile(r"\w+ --> \w+")


@given(SPECIFICATIONS, PLANS)
def test_every_line_of_a_flowchart_is_a_node_an_edge_or_a_frame(specification: Specification, plan: Plan) -> None:
    for text in (drawing.architecture(specification, plan), drawing.dag(plan)):
        first, *lines = text.split("\n")
        assert first.startswith("flowchart ")
        for line in map(str.strip, lines):
            assert line == "end" or line.startswith("subgraph ") or NODE.fullmatch(line) or EDGE.fullmatch(line), line


@given(SPECIFICATIONS)
def test_every_line_of_a_data_model_is_an_entity_a_column_or_a_relation(specification: Specification) -> None:
    for line in map(str.strip, drawing.data_model(specification).split("\n")[1:]):
        assert re.fullmatch(r'\w+ \{|\}|\w+ \w+( PK)?|\w+ \|\|--o\{ \w+ : "[^"]*"', line), line


@given(SPECIFICATIONS, PLANS)
def test_documents_come_out_for_any_specification(specification: Specification, plan: Plan) -> None:
    given_ = bundle("docgen", {"specification": specification.model_dump(), "plan": plan.model_dump()})
    paths = [file.path for file in documents.alone(Bundle.model_validate(given_)).files]
    assert paths == ["README.md", "docs/decisions.md"]


def test_a_relation_is_drawn_where_a_field_names_another_entity() -> None:
    book = Entity(name="Book", properties=[Property(name="author_id", type="reference")])
    assert 'Author ||--o{ Book : "author_id"' in drawing.data_model(Specification(title="x", entities=[Entity(name="Author"), book]))


def test_rules_find_dangerous_code_and_secrets() -> None:
    code = 'import os\nos.system("x")\neval("1")\nconnection.execute(f"select {x}")\nKEY = "AKIAABCDEFGHIJKLMNOP"\n'
    files = [File(path="main.py", content=code)]
    assert [(finding.line, finding.severity) for finding in weaknesses(files)] == [(2, "high"), (3, "high"), (4, "medium")]
    assert [finding.line for finding in leaks.secrets(files)] == [5]
