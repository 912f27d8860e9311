"""Writes an understood application in TypeScript for Node: no packages, no compiler.

What the operations do is decided once, by the writers of the offline model; their statements are translated here.
"""

import ast
import re

from shared.errors import NotUnderstood
from shared.writing import write_main, write_models, write_tests
from shared.writing.ir import MISSING, App, Endpoint, Field
from shared.writing.typescript import pages
from shared.writing.typescript.expressions import Expressions
from shared.writing.typescript.fixed import blocks, manifest, needed, part
from shared.writing.typescript.names import camel, quoted, table, variable
from shared.writing.typescript.operations import operation, property_name
from shared.writing.typescript.statements import body
from shared.writing.write_store import COLUMNS

_NODE = {"randomInt": "node:crypto", "randomUUID": "node:crypto"}
_EDGE = ("Redirect", "Refusal", "Row", "Service")
_SHAPES = (
    "anything",
    "choice",
    "date",
    "email",
    "fields",
    "flag",
    "list",
    "moment",
    "number",
    "object",
    "optional",
    "scalar",
    "text",
    "time",
    "url",
    "whole",
)


def code_files(app: App) -> dict[str, str]:
    """The application's own files. Raises NotUnderstood for what cannot be written in TypeScript yet."""
    files = {"main.ts": _main(app), "http.ts": part("http.ts"), "shapes.ts": part("shapes.ts")}
    models = _models(app)
    files |= {"models.ts": models} if models else {}
    files |= {"store.ts": _store(app)} if _stored(app) else {}
    files |= {name: part(name) for name in ("pages.ts", "html.ts")} if app.pages else {}
    return files | {"package.json": manifest()}


def files_of_tests(app: App) -> dict[str, str]:
    """The application's tests."""
    return {"tests/client.ts": part("client.ts"), "tests/requirements.test.ts": _tests(app)}


def _stored(app: App) -> bool:
    return any(entity.stored for entity in app.entities.values())


def _scalars(app: App) -> frozenset[str]:
    fields = [one for entity in app.entities.values() for one in entity.fields.values()] + [one for e in app.endpoints for one in e.body]
    complex_ = {one.name for one in fields if one.type in {"list", "object", "any"}}
    return frozenset({one.name for one in fields} | {entity.key for entity in app.entities.values()}) - complex_


def _main(app: App) -> str:
    tree = ast.parse(write_main.main(app))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name not in _LIBRARY]
    known = {node.name: [one.arg for one in node.args.args] for node in functions} | dict(_LIBRARY.items())
    write = Expressions(known, _scalars(app))
    nodes = {_route(node): node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and _route(node)[0] in _VERBS}
    parts = [_function(write, node) for node in functions]
    if not app.find("GET", "/health"):
        parts.append('service.get("/health", {}, () => ({ status: "ok" }));')
    parts += pages.operations(app, write, known)
    by_place = {(e.method.lower(), e.path): e for e in app.endpoints}
    parts += [
        operation(write, node, by_place[place], _carried(app, node, by_place[place])) for place, node in nodes.items() if place in by_place
    ]
    text = "\n\n".join(parts)
    library = blocks("library.ts")
    own = "\n\n".join(library[name] for name in needed(text, library))
    values = needed(own + text, blocks("values.ts"))
    inside = "\n\n".join(blocks("values.ts")[name] for name in values)
    head = f"const service = new Service({quoted(write_main.words_title(app))}{_manners(app)});\n/** The application: a server hands its requests to it. */\nexport const app = service.listener;"
    whole = (
        "\n\n".join(part for part in (head, inside, own, text) if part)
        .replace("export function", "function")
        .replace("export const OP", "const OP")
    )
    ending = "if (import.meta.main) createServer(app).listen(Number(process.env.PORT ?? 8080));"
    return f"/** {write_main.sentence(app.title)} */\n\n{_imports(whole)}\n\n{whole}\n\n{ending}\n"


_VERBS = ("get", "post", "put", "patch", "delete")
#: Functions of the library and their parameters, as the writers call them.
_LIBRARY = {
    "now": [], "new_code": ["table"], "slugify": ["text"], "bare_words": ["text"], "top_words": ["words", "count"], "moment": ["text"],
    "plain": ["value"], "power": ["a", "b"], "calculate": ["operator", "a", "b"], "fibonacci": ["count"], "is_prime": ["n"],
    "letters": ["text"], "is_palindrome": ["text"], "caesar": ["text", "shift"], "average": ["values", "empty", "digits"],
    "grouped": ["rows", "key", "value", "combine"],
}  # fmt: skip


def _route(node: ast.AsyncFunctionDef) -> tuple[str, str]:
    call = node.decorator_list[0]
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(call.args[0], ast.Constant):
        return call.func.attr, str(call.args[0].value)
    return "", ""


def _manners(app: App) -> str:
    parts = [f"invalid: {app.invalid}"] if app.invalid != 422 else []
    parts += [f"errorKey: {quoted(app.error_key)}"] if app.error_key != "detail" else []
    parts += [f"errorWords: {{ {', '.join(f'{s}: {quoted(w)}' for s, w in app.error_words.items())} }}"] if app.error_words else []
    parts += [f"invalidOn: {{ {', '.join(f'{quoted(p)}: {s}' for p, s in app.invalid_on.items())} }}"] if app.invalid_on else []
    return f", {{ {', '.join(parts)} }}" if parts else ""


def _imports(text: str) -> str:
    lines = ['import { createServer } from "node:http";']
    crypto = [name for name in _NODE if re.search(rf"\b{name}\(", text)]
    lines += [f'import {{ {", ".join(crypto)} }} from "node:crypto";'] if crypto else []
    edge = [f"type {name}" if name == "Row" else name for name in _EDGE if re.search(rf"\b{name}\b", text)]
    lines.append(f'import {{ {", ".join(edge)} }} from "./http.ts";')
    lines += ['import * as models from "./models.ts";'] if _uses("models", text) else []
    lines += ['import * as pages from "./pages.ts";'] if _uses("pages", text) else []
    lines += ['import { sent } from "./shapes.ts";'] if re.search(r"\bsent\(", text) else []
    lines += ['import * as shapes from "./shapes.ts";'] if _uses("shapes", text) else []
    lines += ['import * as store from "./store.ts";'] if _uses("store", text) else []
    return "\n".join(lines)


def _carried(app: App, node: ast.AsyncFunctionDef, endpoint: Endpoint) -> list[str]:
    return [f"body: models.{write_models.model_name(app, endpoint)}"] if any(one.arg == "body" for one in node.args.args) else []


def _uses(module: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){module}\.\w", text) is not None


def _function(write: Expressions, node: ast.FunctionDef) -> str:
    defaults: list[ast.expr | None] = [None] * (len(node.args.args) - len(node.args.defaults)) + list(node.args.defaults)
    parameters = [
        f"{variable(one.arg)}: any" if default is None else f"{variable(one.arg)}: any = {write(default)}"
        for one, default in zip(node.args.args, defaults, strict=True)
    ]
    lines = body(write, node.body, [one.arg for one in node.args.args])
    said = ast.get_docstring(node) or ""
    return f"/** {said} */\nfunction {camel(node.name)}({', '.join(parameters)}): any {{\n{lines}\n}}"


def _models(app: App) -> str:
    """What requests may carry; empty when none carries anything."""
    shapes: dict[str, str] = {}
    for endpoint in (*app.endpoints, *write_models.forms(app)):
        if endpoint.body:
            partial = endpoint.kind == "update" and endpoint.partial
            fields = "".join(f"  {property_name(one.name)}: {_shape_of(one, partial)},\n" for one in endpoint.body)
            shapes.setdefault(write_models.model_name(app, endpoint), f"fields({{\n{fields}}})")
    if not shapes:
        return ""
    text = "\n\n".join(f"export const {name} = {shape};" for name, shape in shapes.items())
    used = [name for name in _SHAPES if re.search(rf"(?<![\w.\"]){name}\(", text)]
    return (
        f'/** What requests may carry, and the limits of each field. */\n\nimport {{ {", ".join(used)} }} from "./shapes.ts";\n\n{text}\n'
    )


def _shape_of(one: Field, partial: bool) -> str:
    shape = shape_of(one)
    if partial and one.required:
        return f"optional({shape}, null, false)"
    if one.required:
        return shape
    if one.default is MISSING or one.default is None:
        return f"optional({shape})"
    return f"optional({shape}, {Expressions({}, frozenset())(ast.parse(repr(one.default), mode='eval').body)})"


def shape_of(one: Field) -> str:
    """The shape of a field with its limits."""
    if one.choices and one.type == "enum":
        return _choice(one.choices)
    if one.among:
        return f"choice({', '.join(map(str, one.among))})"
    limits = _limits(one)
    if one.type == "list":
        items = {"integer": "whole()", "number": "number()", "boolean": "flag()", "object": "object()", "any": "anything()"}
        item = _choice(one.elements) if one.elements else _within(one) or items.get(one.items, "text()")
        return f"list({item}{f', {limits}' if limits else ''})"
    if one.parts:
        return _within(one)
    plain = {
        "date": "date()",
        "datetime": "moment()",
        "time": "time()",
        "object": "object()",
        "scalar": "scalar()",
        "any": "anything()",
        "boolean": "flag()",
    }
    if one.type in plain:
        return plain[one.type]
    kinds = {"integer": "whole", "number": "number", "email": "email", "url": "url"}
    return f"{kinds.get(one.type, 'text')}({limits})"


def _within(one: Field) -> str:
    """The shape of the records of a list, or of an object; empty where nobody says what they hold."""
    members = ", ".join(f"{property_name(part.name)}: {_shape_of(part, False)}" for part in one.parts)
    return f"fields({{ {members} }})" if members else ""


def _choice(choices: list[str]) -> str:
    return f"choice({', '.join(map(quoted, choices))})"


def _limits(one: Field) -> str:
    names = ("above", "low", "below", "high") if one.type in {"integer", "number"} else ("shortest", "longest")
    parts = [f"{name}: {float(getattr(one, name)):.15g}" for name in names if getattr(one, name) is not None]
    parts += [f"pattern: {quoted(one.pattern)}"] if one.pattern and one.type not in {"integer", "number"} else []
    parts += ["notBlank: true"] if one.type == "string" and one.required and (one.shortest or 0) >= 1 and not one.pattern else []
    parts += [f"kept: [{', '.join(map(quoted, one.kept))}]"] if one.kept else []
    return f"{{ {', '.join(parts)} }}" if parts else ""


def _store(app: App) -> str:
    tables = []
    for entity in app.entities.values():
        if entity.stored:
            key = "INTEGER PRIMARY KEY AUTOINCREMENT" if entity.key_type == "integer" else "TEXT PRIMARY KEY"
            columns = {entity.key: key} | {f.name: COLUMNS.get(f.type, "TEXT") for f in entity.fields.values() if f.name != entity.key}
            lines = "".join(f"  {property_name(name)}: {quoted(kind)},\n" for name, kind in columns.items())
            tables.append(f"export const {table(entity.plural)} = new Table({quoted(entity.plural)}, {quoted(entity.key)}, {{\n{lines}}});")
    return part("store.ts") + "\n" + "\n\n".join(tables) + "\n"


def _tests(app: App) -> str:
    tree = ast.parse(write_tests.tests(app))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    makers = {node.name: ["client", "turn", "changes"] for node in functions if not node.name.startswith("test")}
    write = Expressions(makers, _scalars(app) | {"status_code"}, frozenset(makers))
    parts = [_test(write, node) if node.name.startswith("test") else _maker(write, node) for node in functions]
    parts.append(f'test("{app.toolchain_requirement}: runs on Node", () => {{\n  assert.equal(process.release.name, "node");\n}});')
    text = "\n\n".join(parts)
    values = blocks("values.ts")
    inside = "\n\n".join(values[name] for name in needed(text, values)).replace("export function", "function")
    head = 'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { type Client, fresh, type Row } from "./client.ts";'
    return (
        "/** What the requirements promise, seen from outside. */\n\n" + "\n\n".join(part for part in (head, inside, text) if part) + "\n"
    )


def _maker(write: Expressions, node: ast.FunctionDef) -> str:
    lines = body(write, node.body, ["client", "turn", "changes"])
    return f"async function {camel(node.name)}(client: Client, turn = 1, changes: Row = {{}}): Promise<any> {{\n{lines}\n}}"


def _test(write: Expressions, node: ast.FunctionDef) -> str:
    match = re.fullmatch(r"test_(?:(r\d+)_)?(.*)", node.name)
    if match is None:
        raise NotUnderstood("a test has no name")
    name = f"{match[1].upper()}: {match[2].replace('_', ' ')}" if match[1] else match[2].replace("_", " ")
    lines = body(write, node.body, ["client"])
    return f"test({quoted(name)}, async () => {{\n  const client = await fresh();\n{lines}\n}});"
