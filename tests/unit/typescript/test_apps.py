"""Intents of the evaluation, built in TypeScript, pass the same checks as in Python: through a real Node process each."""

import ast
import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from agent.toolchains.typescript.launching import program
from agent.toolchains.typescript.static import static

from evaluation import catalogue
from evaluation.checks import Subject, perform
from shared.adapters.offline.files import code_files, files_of_tests
from shared.adapters.offline.intake import application
from shared.drops import File
from shared.specification import Plan
from shared.toolchains import asked, serving
from shared.writing.typescript.expressions import Expressions
from shared.writing.typescript.fixed import part

INTENTS = Path(__file__).parents[3] / "evaluation" / "intents"
NAMES = [
    "accounts",
    "arithmetic",
    "articles",
    "bakery-menu",
    "bakery-orders",
    "bank",
    "bee-hives",
    "bike-rental",
    "bird-sightings",
    "blood-donors",
    "bookshop-vouchers",
    "budget-envelopes",
    "bug-tracker",
    "carpool",
    "chore-chart",
    "ciphers",
    "climbing-routes",
    "clinic-visits",
    "club-noticeboard",
    "courier-parcels",
    "dive-log",
    "elevator-faults",
    "florist-stock",
    "guestbook",
    "hockey-league",
    "marathon-results",
    "monster-biomes",
    "photo-galleries",
    "polls",
    "reading-list",
    "rooms",
    "scanner-slots",
    "school-clubs",
    "shortener",
    "street-market",
    "tenant-settings",
    "text-stats",
    "village-noticeboard",
]


def built(intent: str, folder: Path) -> Sequence[File]:
    app = application(intent)
    files = [File(path=path, content=content) for path, content in {**code_files(app), **files_of_tests(app)}.items()]
    for file in files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.content)
    return files


@pytest.mark.parametrize("name", NAMES)
async def test_an_intent_in_typescript_passes_its_checks(name: str, tmp_path: Path) -> None:
    intent = catalogue.parse((INTENTS / f"{name}.yaml").read_text(), name)
    files = built(f"{intent.intent}\nBuild it in TypeScript.", tmp_path)
    assert [check for check in static(files, Plan(tasks=[])) if not check.passed] == []
    socket = tmp_path / "s"
    command = serving(program(), str(tmp_path), "main:app", str(socket))
    with subprocess.Popen(command, env={"QLP_DATA": str(tmp_path / "data")}, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 15
            while not socket.exists() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            transport = httpx.AsyncHTTPTransport(uds=str(socket))
            async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
                outcomes = await perform(intent, Subject(app=client))
        finally:
            process.kill()
    assert [f"{one.name}: {one.problem}" for one in outcomes if not one.passed] == []


def test_places_in_a_list_are_counted_from_where_the_writer_says() -> None:
    said = ast.parse('[{"rank": place, **one} for place, one in enumerate(found, 1)]', mode="eval").body
    told = subprocess.run(
        [
            program(),
            "--input-type=module-typescript",
            "-e",
            f"{part('values.ts')}\nconst found = [{{ n: 7 }}]; console.log(JSON.stringify({Expressions({}, frozenset())(said)}));",
        ],
        env={},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert told.stdout.strip() == '[{"rank":1,"n":7}]'


@pytest.mark.parametrize("name", ["bank", "village-noticeboard"])
def test_generated_tests_pass_on_the_generated_code(name: str, tmp_path: Path) -> None:
    intent = catalogue.parse((INTENTS / f"{name}.yaml").read_text(), name)
    built(f"{intent.intent}\nBuild it in TypeScript.", tmp_path)
    ended = subprocess.run(
        [program(), "--test", str(tmp_path / "tests" / "requirements.test.ts")],
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-2000:]


def test_all_that_a_page_shows_is_escaped(tmp_path: Path) -> None:
    for name in ("pages.ts", "html.ts", "http.ts", "shapes.ts"):
        (tmp_path / name).write_text(part(name))
    script = """
      import { buttons, entered, page, table } from "./pages.ts";
      import { fields, flag, list, text, whole } from "./shapes.ts";
      import { Refusal } from "./http.ts";
      const row = { code: `a"b/<c>`, is_open: true, tags: ["<i>", "&"], none: null };
      console.log(table([row], ["is_open", "tags", "none"], "/x/{code}"));
      console.log(table([{ a: buttons(row, { "<Go>": "/x/{code}/go" }) }], ["a"]));
      console.log(table([], ["a"]), page("<T>", "").includes("<T>"));
      const shape = fields({ n: whole({ low: 1 }), tags: list(text()), open: flag() });
      console.log(JSON.stringify(entered({ n: "5", tags: ["a"], open: true }, shape)), entered({ n: "0", tags: [], open: false }, shape));
      console.log(entered({ n: "5", tags: [], open: false }, shape, () => { throw new Refusal(409, "taken"); }));
    """
    (tmp_path / "try.ts").write_text(script)
    told = subprocess.run([program(), str(tmp_path / "try.ts")], env={}, capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout.splitlines() == [
        "<table><thead><tr><th>is open</th><th>tags</th><th>none</th></tr></thead><tbody><tr>"
        '<td><a href="/x/a%22b%2F%3Cc%3E">yes</a></td><td>&lt;i&gt;, &amp;</td><td></td></tr></tbody></table>',
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>"
        '<form method="post" action="/x/a%22b%2F%3Cc%3E/go"><button>&lt;Go&gt;</button></form></td></tr></tbody></table>',
        "<p>Nothing here yet.</p> false",
        '{"n":5,"tags":["a"],"open":true} null',
        "null",
    ]


@pytest.mark.parametrize(
    ("text", "toolchain"),
    [
        ("Build a notes API in TypeScript. POST /notes", "typescript"),
        ("A notes API, in TypeScript/Node: POST /notes", "typescript"),
        ("Build a notes API on Node.js", "typescript"),
        ("Write a Node.js service that keeps notes.", "typescript"),
        ("Use Python. Snippets have a language (python or typescript).", "python"),
        ("Filter snippets with typescript", "python"),
    ],
)
def test_the_toolchain_is_what_the_intent_asks_for(text: str, toolchain: str) -> None:
    assert asked(text)[0] == toolchain


def test_bodies_that_are_strange_are_refused(tmp_path: Path) -> None:
    built("Build a to-do list API in TypeScript. POST /todos with a JSON title creates one (201), GET /todos lists them.", tmp_path)
    bodies = ['{"title": "\\ud800"}', '{"title": NaN}', '{"title": 1e999}', "[1]", '"x"', "{", '{"title": null}', '{"title": ["x"]}']
    script = (
        f"const {{ app }} = await import({json.dumps(str(tmp_path / 'main.ts'))}); const {{ createServer, request }} = await import('node:http');"
        f"const where = {json.dumps(str(tmp_path / 's'))}; const server = createServer(app); await new Promise((done) => server.listen(where, done));"
        f"for (const body of {json.dumps(bodies)}) {{ const status = await new Promise((done) => request({{ socketPath: where, method: 'POST', path: '/todos',"
        " agent: false, headers: { 'content-type': 'application/json' } }, (answer) => { answer.resume(); done(answer.statusCode); }).end(body));"
        " console.log(status); } process.exit(0);"
    )
    told = subprocess.run(
        [program(), "--input-type=module", "-e", script],
        env={"QLP_DATA": str(tmp_path / "d")},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert told.stdout.split() == ["422"] * len(bodies), told.stderr
