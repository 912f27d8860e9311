"""What generated code lacks in form is added without a model, and mending twice changes nothing."""

import ast

from agent.toolchains.python.mending import application, as_tests, in_order, requirements_file, with_imports, with_statuses
from agent.toolchains.python.sources import faults
from hypothesis import given
from hypothesis import strategies as st

from shared.drops import File
from shared.specification import Endpoint, Specification

SPECIFICATION = Specification(
    title='A "quoted" title',
    summary='It says """hello""" \\ there',
    endpoints=[Endpoint(method="POST", path="/notes", status=201), Endpoint(method="DELETE", path="/notes/{id}", status=204)],
)
WRITTEN = """
from pydantic import BaseModel, Literal
from fastapi import FastAPI, HTMLResponse

app = FastAPI()


class Table:
    pass


class Note(BaseModel):
    text: str = Field(min_length=1)
    kind: Literal["a", "b"] = "a"


notes = Table("notes")


@app.get("/health")
def my_health():
    return {}


# Makes one.
@app.post("/notes")
def create(note: Note) -> dict:
    return notes.create(note)


@app.delete("/notes/{note_id}")
def delete(note_id: int) -> None:
    notes.delete(note_id)


@app.get("/", response_class=HTMLResponse)
def page():
    return HTMLResponse(escape("x"))


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app)
"""


def test_code_on_the_scaffold_becomes_a_whole_application() -> None:
    code = application(WRITTEN, SPECIFICATION)
    assert faults([File(path="main.py", content=code)], ["store.py"]) == []
    assert code.count("app = FastAPI(") == 1
    assert code.count('"/health"') == 1
    assert "class Table" not in code
    assert "import uvicorn" not in code
    assert "__main__" not in code
    assert '# Makes one.\n@app.post("/notes", status_code=201)' in code
    assert '@app.delete("/notes/{note_id}", status_code=204, response_model=None)' in code
    assert {"from typing import Literal", "from fastapi.responses import HTMLResponse", "from store import Table"} <= set(code.splitlines())


def test_an_application_with_more_than_a_title_is_kept_as_it_was_made() -> None:
    assert "FastAPI(lifespan=begin)" in application("app = FastAPI(lifespan=begin)\n", SPECIFICATION)


def test_mending_twice_changes_nothing() -> None:
    once = application(WRITTEN, SPECIFICATION)
    assert in_order(once) == once
    assert with_imports(once) == once
    assert with_statuses(once, SPECIFICATION.endpoints) == once
    assert ast.dump(ast.parse(application(once, SPECIFICATION))) == ast.dump(ast.parse(once))


@given(st.text(max_size=200))
def test_no_text_crashes_mending(text: str) -> None:
    for mended in (application(text, SPECIFICATION), with_imports(text), as_tests(text), with_statuses(text, SPECIFICATION.endpoints)):
        assert isinstance(mended, str)


def test_tests_get_the_client_that_they_use_and_others_do_not() -> None:
    code = as_tests(
        "def test_a():\n    client.get('/')\n\n\ndef test_b(tmp_path):\n    client.get('/')\n\n\ndef test_c():\n    assert True\n"
    )
    assert "def test_a(client):" in code
    assert "def test_b(client, tmp_path):" in code
    assert "def test_c():" in code


def test_tests_bring_no_application_or_client_of_their_own() -> None:
    written = "from fastapi.testclient import TestClient\nfrom main import app\n\napp = None\nclient = TestClient(app)\n\ndef test_a(client):\n    pass\n"
    assert as_tests(written) == "def test_a(client):\n    pass\n"


def test_requirements_name_what_is_imported_at_the_version_of_the_runtime() -> None:
    lines = requirements_file([File(path="main.py", content="import json\nimport jinja2\nfrom fastapi import Form\n")]).content.splitlines()
    assert [line.split("==")[0] for line in lines] == ["fastapi", "jinja2", "python-multipart", "uvicorn"]
    assert all("==" in line for line in lines)
