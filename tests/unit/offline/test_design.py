"""What is read once travels with the specification, exactly, and whoever writes from it needs no reader."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import catalogue
from shared.adapters.offline.files import code_files, files_of_tests
from shared.adapters.offline.intake import application
from shared.errors import NotUnderstood
from shared.writing.ir import MISSING, App, Endpoint, Entity, Field, Guard, Page, Query, Sections
from shared.writing.ir_text import from_text, to_text
from tests.unit.offline.corpus import Case, cases
from tests.unit.offline.test_offline_model import TODO, ask
from tests.unit.offline.test_restating import STRANGE, WISHES

CASES = cases("intents.txt")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_application_that_travelled_is_the_same_and_is_written_the_same(case: Case) -> None:
    app = application(case.intent)
    arrived = from_text(to_text(app))
    assert arrived == app
    assert (code_files(arrived), files_of_tests(arrived)) == (code_files(app), files_of_tests(app))


@given(VALUES, VALUES, st.sets(st.text(), max_size=1))
def test_any_values_arrive_as_they_were(value: Any, other: Any, names: set[str]) -> None:
    field = Field("size", default=value, among=(1, 2), choices=["a"])
    guard = Guard("x > 1", 409, "no", value=other, fields=("a", "b"))
    endpoint = Endpoint(
        "GET", "/x", needs=names, guards=[guard], query=[Query("q", "equals", default=MISSING)], examples=[({"a": value}, other)]
    )
    page = Page("/", "thing", sections=Sections("row"), inner=Page("/inner", "part"))
    app = App(
        "T",
        entities={"thing": Entity("thing", "things", fields={"size": field})},
        endpoints=[endpoint],
        pages=[page],
        error_words={404: "no"},
    )
    arrived = from_text(to_text(app))
    assert repr(arrived) == repr(app)
    assert arrived.entities["thing"].fields["size"].default == value
    assert arrived.endpoints[0].query[0].default is MISSING


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"~":"App"}', '{"~":"Nothing"}', '{"~":"App","title":"x","colour":1}', '{"~":"Field","name":"x"}']
)
def test_what_is_no_application_of_this_version_is_told_from_one(text: str) -> None:
    with pytest.raises(ValueError, match="no application"):
        from_text(text)


@pytest.mark.parametrize("role", ["architect", "codegen", "testgen", "docgen", "diagramgen", "security", "fixer"])
async def test_what_the_specification_carries_is_written_and_one_of_another_version_read_anew(role: str) -> None:
    said = (await ask("requirements", TODO))[1]
    assert said["design"]
    carried = await ask(role, "It says something else by now.", specification=said)
    assert (
        carried
        == await ask(role, TODO, specification={**said, "design": ""})
        == await ask(role, TODO, specification={**said, "design": "{}"})
    )


async def test_what_is_understood_in_part_is_not_carried() -> None:
    said = (await ask("requirements", "", intent={"text": WISHES + STRANGE, "ask": True}))[1]
    assert (len(said["questions"]), said["design"]) == (1, "")


def test_writing_what_was_understood_imports_no_reader() -> None:
    app = to_text(application(TODO))
    script = f"""
import asyncio, json, sys
import agent.work
from shared.adapters.offline.model import OfflineModel
from shared.ports import ModelRequest
async def ask():
    said = {{"specification": {{"design": {json.dumps(app)}}}}}
    return [item async for item in OfflineModel().ask(ModelRequest("codegen", said, []))]
assert json.loads(asyncio.run(ask())[-1].text)["files"]
print(json.dumps(sorted(name for name in sys.modules if name in ("shared.reading.reader", "httpx", "openai"))))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)}, check=True
    )
    assert json.loads(done.stdout) == []


def test_intents_of_the_evaluation_travel_too() -> None:
    for intent in catalogue.load()[::40]:
        try:
            app = application(intent.intent)
        except NotUnderstood:
            continue
        assert from_text(to_text(app)) == app
