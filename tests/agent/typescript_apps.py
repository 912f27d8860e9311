"""The small application of `apps`, as a language model writes it in TypeScript."""

import json
from typing import Any

from tests.agent.apps import SPECIFICATION

TEXT = (
    "Build a notes API in TypeScript. POST /notes with a JSON text creates a note (201), GET /notes lists them, GET /notes/{id} or 404. "
    "The text of a note is unique (409)."
)
CODE = """
const NewNote = fields({ text: text({ shortest: 1 }) });

const notes = new Table("notes", ["text"]);

service.post("/notes", { body: NewNote }, ({ body }) => notes.create(body));

service.get("/notes", {}, () => notes.list());

service.get("/notes/{id}", {}, ({ id }) => notes.get(id));
"""
TESTS = """
import { app } from "../main.ts";

test("R1: a note is created", async () => {
  const answer = await client.post("/notes", { json: { text: "milk" } });
  assert.equal(answer.status, 201);
  assert.equal(answer.json().text, "milk");
});

test("R2: notes are listed", async () => {
  await client.post("/notes", { json: { text: "milk" } });
  assert.deepEqual((await client.get("/notes")).json().map((note: any) => note.text), ["milk"]);
});

test("R3: an unknown note is none", async () => {
  assert.equal((await client.get("/notes/999")).status, 404);
});
"""
#: What a model may well say: it forgets the toolchain, and plans for another.
SPECIFIED = json.dumps(SPECIFICATION | {"toolchain": "python"})
PLANNED = json.dumps(
    {
        "tasks": [
            {"id": "code", "role": "codegen", "goal": "the service", "writes": ["main.py"]},
            {"id": "tests", "role": "testgen", "goal": "its tests", "writes": ["tests/api.test.ts"]},
        ],
        "entry": "main.ts:app",
    }
)


def fenced(code: str, language: str = "typescript") -> str:
    """A block of code as models write it."""
    return f"```{language}\n{code}```"


def asked(**inputs: Any) -> dict[str, Any]:
    """What tasks of a run read whose intent asks for TypeScript."""
    agreed = {"specification": SPECIFICATION | {"toolchain": "typescript"}, "plan": json.loads(PLANNED.replace("main.py", "main.ts"))}
    return {"intent": {"text": TEXT, "ask": False}, **agreed, "plan": agreed["plan"] | {"entry": "main:app"}, **inputs}
