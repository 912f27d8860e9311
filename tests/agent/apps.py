"""A small application with its specification and plan, and ways to spoil it: what the tests of the check role work on."""

import json
from collections.abc import Mapping
from typing import Any

from agent.toolchains.python.mending import scaffold

MAIN = '''"""Notes."""

from fastapi import FastAPI
from pydantic import BaseModel, Field
from store import Table

app = FastAPI()
notes = Table("notes")


class NewNote(BaseModel):
    text: str = Field(min_length=1)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/notes", status_code=201)
def create_note(note: NewNote):
    return notes.create(note)


@app.get("/notes")
def list_notes():
    return notes.list()


@app.get("/notes/{id}")
def get_note(id: int):
    return notes.get(id)
'''

TESTS = """
def test_r1_create(client):
    answer = client.post("/notes", json={"text": "milk"})
    assert answer.status_code == 201
    assert answer.json()["text"] == "milk"


def test_list(client):
    # R2
    client.post("/notes", json={"text": "milk"})
    assert [note["text"] for note in client.get("/notes").json()] == ["milk"]


def test_r3_unknown(client):
    assert client.get("/notes/999").status_code == 404
"""

SPECIFICATION: dict[str, Any] = {
    "title": "Notes",
    "requirements": [
        {"id": "R1", "text": "POST /notes creates a note (201)."},
        {"id": "R2", "text": "GET /notes lists the notes."},
        {"id": "R3", "text": "GET /notes/{id} answers 404 for an unknown note."},
    ],
    "entities": [{"name": "Note", "properties": [{"name": "text"}]}],
    "endpoints": [
        {
            "method": "POST",
            "path": "/notes",
            "request": [{"name": "text"}],
            "status": 201,
            "failures": [{"status": 422, "when": "text is missing"}],
            "requirements": ["R1"],
        },
        {"method": "GET", "path": "/notes", "requirements": ["R2"]},
        {"method": "GET", "path": "/notes/{id}", "failures": [{"status": 404, "when": "unknown"}], "requirements": ["R3"]},
    ],
}
PLAN: dict[str, Any] = {
    "tasks": [
        {"id": "code", "role": "codegen", "writes": ["main.py"]},
        {"id": "tests", "role": "testgen", "writes": ["tests/test_api.py"]},
    ],
    "contracts": [{"path": "main.py", "text": "GET /notes answers a list of notes"}],
}
INTENT = {
    "text": "Build a notes API. POST /notes with a JSON text creates a note (201), GET /notes lists them, GET /notes/{id} or 404.",
    "ask": False,
}

GOOD: dict[str, str] = {
    "main.py": MAIN,
    "store.py": scaffold("store.py"),
    "requirements.txt": "fastapi\nuvicorn>=0.1\n",
    "tests/conftest.py": scaffold("fixtures.py"),
    "tests/test_api.py": TESTS,
}


def drop(files: dict[str, str]) -> dict[str, Any]:
    """A drop's document."""
    return {"files": [{"path": path, "content": content} for path, content in files.items()], "result": {}}


def bundle(role: str, inputs: Mapping[str, Any] | None = None, seconds: float = 120.0) -> dict[str, Any]:
    """A bundle on the notes application."""
    task = {"codegen": "code", "testgen": "tests"}.get(role, role)
    known = {"intent": INTENT, "specification": SPECIFICATION, "plan": PLAN}
    return {"task": task, "role": role, "inputs": json.loads(json.dumps({**known, **(inputs or {})})), "seconds": seconds}


def to_check(changed: Mapping[str, str | None] | None = None, seconds: float = 120.0) -> dict[str, Any]:
    """A bundle for the check role: the good application with some files changed, or (None) gone."""
    files = {**GOOD, **(changed or {})}
    return bundle("check", {"files": drop({path: content for path, content in files.items() if content is not None})}, seconds)
