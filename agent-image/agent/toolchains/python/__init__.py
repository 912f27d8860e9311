"""Applications in Python: FastAPI on the runtime's packages, pytest, uvicorn; pyflakes looks at them."""

import re

from agent.toolchains.python import mending
from agent.toolchains.python.launching import server, tracebacks
from agent.toolchains.python.static import install, packages, static
from agent.toolchains.python.testing import test
from agent.toolchains.python.weaknesses import weaknesses
from agent.toolchains.python.writing import completed, faults, is_whole, names_of_tests, path_of_tests
from agent.toolchains.toolchain import Checks, Code, Tests, Toolchain, Words

PYTHON = Toolchain(
    name="python",
    checks=Checks(static, install, packages, test, server, tracebacks),
    code=Code(
        fence="python",
        looks=re.compile(r"^(?:from [\w.]+ import\b|import \w[\w., ]*$|(?:async )?def \w+\(|class \w+[^{\n]*:|@app\.)", re.MULTILINE),
        scaffold={mending.STORE: mending.scaffold("store.py"), mending.FIXTURES: mending.scaffold("fixtures.py")},
        store=mending.STORE,
        is_whole=is_whole,
        application=mending.application,
        module=mending.with_imports,
        completed=completed,
        faults=faults,
        routes=mending.routes,
        joins=re.compile(r"\bAPIRouter\("),
        weaknesses=weaknesses,
    ),
    tests=Tests("tests/test_api.py", path_of_tests, mending.as_tests, names_of_tests, "test_{id}_…"),
    words=Words(
        stack="Python (FastAPI, SQLite)",
        scaffold="There is already a module store.py: `Table(name, unique=())` with create(row), list(**equal), get(id), update(id, changes), delete(id); "
        "rows are dictionaries with an integer id; a missing row answers 404. The application object is `app` in main.py, and GET /health is there.",
        run="pip install -r requirements.txt\nQLP_DATA=./data uvicorn {entry} --port 8000",
        test="pip install pytest httpx\npython -m pytest",
        decision="The application is one small FastAPI service that keeps its data in SQLite.",
    ),
    piecewise=True,
)
