"""Applications in TypeScript: Node runs them as they are, with its own HTTP, SQLite, tests and parser, and no packages."""

import re

from agent.toolchains.toolchain import Checks, Code, Tests, Toolchain, Words
from agent.toolchains.typescript import mending
from agent.toolchains.typescript.launching import server, tracebacks
from agent.toolchains.typescript.static import install, packages, static
from agent.toolchains.typescript.testing import test
from agent.toolchains.typescript.weaknesses import weaknesses
from agent.toolchains.typescript.writing import completed, faults, is_whole, names_of_tests, path_of_tests

TYPESCRIPT = Toolchain(
    name="typescript",
    checks=Checks(static, install, packages, test, server, tracebacks),
    code=Code(
        fence="typescript",
        looks=re.compile(
            r"^(?:import\b[^\n]*[\"'];?$|export |(?:const|let) \w|(?:async )?function \w|(?:service|app)\.\w+\([\"'`]/|test\([\"'`])",
            re.MULTILINE,
        ),
        scaffold=mending.SCAFFOLD,
        store=mending.STORE,
        is_whole=is_whole,
        application=mending.application,
        module=mending.module,
        completed=completed,
        faults=faults,
        routes=mending.routes,
        joins=re.compile(r"\b(?:service|app|router)\.\w+\(\s*(?:`[^`]*\$\{|[^\"'`\s])"),
        weaknesses=weaknesses,
    ),
    tests=Tests("tests/api.test.ts", path_of_tests, mending.as_tests, names_of_tests, '"{ID}: …"'),
    words=Words(
        stack="TypeScript on Node 24 (node:http and node:sqlite, no packages)",
        scaffold="There is already a module store.ts: `new Table(name, unique = [])` with create(row), list(equal), get(id), update(id, changes), delete(id); "
        "rows are objects with an integer id; a missing row answers 404. main.ts exports the request listener `app`, and GET /health is there.",
        run="QLP_DATA=./data PORT=8000 node {main}",
        test="node --test",
        decision="The application is one small service on Node that keeps its data in SQLite, without packages.",
    ),
)
