"""What generated TypeScript lacks in form is added without a model, and mending twice changes nothing."""

import subprocess
from pathlib import Path

import pytest
from agent.toolchains.typescript import TYPESCRIPT, sources
from agent.toolchains.typescript.launching import program
from agent.toolchains.typescript.mending import SCAFFOLD, application, as_tests, module, routes
from agent.toolchains.typescript.weaknesses import weaknesses
from hypothesis import given
from hypothesis import strategies as st

from shared.drops import File
from shared.specification import Endpoint, Specification

SPECIFICATION = Specification(
    title='A "quoted" title',
    summary="It says */ there",
    endpoints=[Endpoint(method="POST", path="/notes", status=201), Endpoint(method="DELETE", path="/notes/{id}", status=204)],
)
WRITTEN = """
import { Table, type Row } from "./store.js";
import { Service } from "./http";
import { readFileSync } from "fs";
import express from "express";

const app = new Service("Notes", {
  errorKey: "error",
});

export class Table {
  rows: Row[] = [];
}

const NewNote = fields({
  text: text({ shortest: 1 }),
});

const notes = new Table("notes");

// Makes one.
app.post("/notes", { body: NewNote }, ({ body }) => {
  if (body.text === "no") throw new Refusal(409, "no");
  return notes.create({ ...body, code: randomUUID() });
});

app.delete("/notes/{id}", ({ id }) => {
  notes.delete(id);
});

service.get("/page", { type: "html" }, () => `<b>${escape("x")}</b>`);

app.listen(3000, () => {
  console.log("listening");
});
"""


def test_code_on_the_scaffold_becomes_a_whole_application() -> None:
    code = application(WRITTEN, SPECIFICATION)
    lines = code.splitlines()
    assert lines[0] == "/** It says * / there */"
    assert code.count("new Service(") == 1
    assert 'const service = new Service("Notes", {' not in code
    assert code.count("/health") == 1
    assert "class Table" not in code
    assert "console.log" not in code
    assert '// Makes one.\nservice.post("/notes", { status: 201, body: NewNote }, ({ body }) => {' in code
    assert 'service.delete("/notes/{id}", { status: 204 }, ({ id }) => {' in code
    wanted = {
        'import { createServer } from "node:http";',
        'import { randomUUID } from "node:crypto";',
        'import { readFileSync } from "node:fs";',
        'import { Refusal, Service } from "./http.ts";',
        'import { fields, text } from "./shapes.ts";',
        'import { Table } from "./store.ts";',
        'import { escape } from "./html.ts";',
    }
    assert wanted <= set(lines)
    assert sources.broken([File(path="main.ts", content=code)]) == []
    assert [fault.text for fault in sources.unresolved([File(path="main.ts", content=code)], SCAFFOLD)] == [
        "express is neither of Node nor of the application"
    ]


def test_an_application_with_more_than_a_title_is_kept_as_it_was_made() -> None:
    made = 'const service = new Service("Notes", { errorKey: "error" });\n'
    assert made in application(made, SPECIFICATION)


@pytest.mark.parametrize("code", [WRITTEN, "", 'service.get("/a", {}, () => 1);\n', SCAFFOLD["store.ts"]])
def test_mending_twice_changes_nothing(code: str) -> None:
    once = application(code, SPECIFICATION)
    assert application(once, SPECIFICATION) == once
    assert module(module(code)) == module(code)
    assert as_tests(as_tests(code)) == as_tests(code)


@given(st.text(max_size=200))
def test_no_text_crashes_mending(text: str) -> None:
    for mended in (application(text, SPECIFICATION), module(text), as_tests(text)):
        assert isinstance(mended, str)


def test_operations_are_found_in_any_quotes() -> None:
    assert routes("service.get(\"/a\", {}, f);\nservice.post('/b/{id}', {}, f);\napp.put(`/c`, {}, f);") == {
        ("GET", "/a"),
        ("POST", "/b/{id}"),
        ("PUT", "/c"),
    }


def test_tests_get_a_client_and_what_they_use() -> None:
    code = as_tests(
        'import assert from "assert";\nimport { app } from "../main.ts";\n\nconst server = createServer(app);\n\n'
        'test("R1: lists", async () => {\n  assert.equal((await client.get("/notes")).status, 200);\n});\n'
    )
    assert code == (
        'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { fresh } from "./client.ts";\n\n'
        'test("R1: lists", async () => {\n  const client = await fresh();\n  assert.equal((await client.get("/notes")).status, 200);\n});\n'
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("api.test.ts", "tests/api.test.ts"),
        ("test_api.ts", "tests/api.test.ts"),
        ("notes.spec.ts", "tests/notes.test.ts"),
        ("client.ts", None),
        ("test_api.py", None),
    ],
)
def test_a_test_module_goes_where_node_finds_it(name: str, path: str | None) -> None:
    assert TYPESCRIPT.tests.path(name) == path


def test_what_a_module_needs_of_the_scaffold_comes_with_it_unless_another_brings_it() -> None:
    main = File(path="main.ts", content='import { Table } from "./store.ts";\n')
    paths = {file.path for file in TYPESCRIPT.code.completed([main], "main.ts", ())}
    assert paths == {"main.ts", "store.ts", "http.ts", "shapes.ts", "package.json"}
    assert "store.ts" not in {file.path for file in TYPESCRIPT.code.completed([main], "main.ts", ["store.ts"])}


def test_rules_find_dangerous_code_and_leave_the_parts_alone_that_are_written_by_hand() -> None:
    code = 'import { exec } from "node:child_process";\neval("1");\ndb.exec(`select ${x}`);\ncreateHash("md5");\n'
    found = weaknesses([File(path="main.ts", content=code), File(path="store.ts", content=SCAFFOLD["store.ts"])])
    assert [(one.file, one.line, one.severity) for one in found] == [
        ("main.ts", 1, "medium"),
        ("main.ts", 2, "high"),
        ("main.ts", 3, "medium"),
        ("main.ts", 4, "low"),
    ]


def test_the_table_of_the_scaffold_keeps_finds_changes_and_refuses(tmp_path: Path) -> None:
    for name in ("http.ts", "shapes.ts", "store.ts"):
        (tmp_path / name).write_text(SCAFFOLD[name])
    script = """
      import { Table, empty } from "./store.ts";
      const books = new Table("books", ["isbn"]);
      const refused = (work) => { try { work(); return 0; } catch (error) { return error.status; } };
      const { id } = books.create({ isbn: "1", tags: ["a"], lent: false });
      books.create({ isbn: "2", lent: true });
      console.log(JSON.stringify([
        books.get(id), books.get(String(id)).isbn, books.update(id, { lent: true, isbn: undefined }), books.count({ lent: true }), books.first({ isbn: "3" }),
        refused(() => books.create({ isbn: "1" })), refused(() => books.update(2, { isbn: "1" })), refused(() => books.get(9)), refused(() => books.delete("x")),
      ]));
      books.delete(id);
      empty();
      console.log(books.create({}).id, books.list().length);
    """
    (tmp_path / "try.ts").write_text(script)
    told = subprocess.run(
        [program(), str(tmp_path / "try.ts")], env={"QLP_DATA": str(tmp_path)}, capture_output=True, text=True, timeout=30, check=True
    )
    row = '{"id":1,"isbn":"1","tags":["a"],"lent":'
    assert told.stdout.splitlines() == [f'[{row}false}},"1",{row}true}},2,null,409,409,404,404]', "1 1"]
