"""Puts right in generated Python what needs no model: missing imports, what the scaffold already has, status codes that the specification names.

Pure. Everything here is safe to repeat: mending what is mended changes nothing.
"""

import ast
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from agent.refining import tidy_path
from agent.toolchains.python.sources import Fault, canonical, installed_modules, installed_versions, parsed, undefined_names, unused_imports
from shared.drops import File
from shared.specification import Endpoint, Specification, shape

_SCAFFOLD = Path(__file__).resolve().parent / "scaffold"
STORE, FIXTURES = "store.py", "tests/conftest.py"
_FROM = {
    "fastapi": "APIRouter BackgroundTasks Body Depends FastAPI File Form Header HTTPException Path Query Request Response UploadFile status",
    "fastapi.responses": "FileResponse HTMLResponse JSONResponse PlainTextResponse RedirectResponse StreamingResponse",
    "fastapi.testclient": "TestClient",
    "pydantic": "BaseModel ConfigDict EmailStr Field StrictBool StrictFloat StrictInt field_validator model_validator",
    "typing": "Annotated Any Dict List Literal Optional Union",
    "datetime": "UTC date datetime time timedelta timezone",
    "enum": "Enum StrEnum",
    "collections": "Counter defaultdict deque",
    "decimal": "Decimal",
    "uuid": "UUID uuid4",
    "html": "escape",
    "store": "Table",
}
_HOME = {name: module for module, names in _FROM.items() for name in names.split()}
_MODULES = {
    "json",
    "re",
    "math",
    "random",
    "string",
    "hashlib",
    "base64",
    "statistics",
    "pytest",
    "secrets",
    "uuid",
    "sqlite3",
    "os",
    "itertools",
}
_HEALTH = (
    '@app.get("/health")\ndef health() -> dict[str, str]:\n    """Answers as long as the service runs."""\n    return {"status": "ok"}\n'
)


def scaffold(name: str) -> str:
    """A file that every application may start with."""
    return (_SCAFFOLD / name).read_text()


def application(code: str, specification: Specification) -> str:
    """`main.py` out of what a model wrote: its docstring, imports, the application with `/health`, then the rest of its code."""
    tree = parsed(File(path="main.py", content=code))
    if isinstance(tree, Fault):
        return code
    imports, body, made = [], [], ""
    for node, text in _statements(code, tree):
        if _is_import(node):
            imports += _at_home(node, text)
        elif _makes_app(node):
            made = text.strip()
        elif not _is_superfluous(node):
            body.append(text.strip("\n"))
    summary = (specification.summary or specification.title).replace('"""', "'''").replace("\\", "/").strip() or "An application."
    own = (
        made
        if "(" in made and re.search(r"\b(lifespan|dependencies|middleware|docs_url)\s*=", made)
        else f"app = FastAPI(title={specification.title!r})"
    )
    joined = "\n\n\n".join(part for part in (own, _HEALTH.strip(), *body) if part)
    whole = "\n".join([f'"""{summary}"""', "", *dict.fromkeys(imports), "", joined, ""])
    return in_order(with_imports(with_statuses(whole, specification.endpoints)))


def _statements(code: str, tree: ast.Module) -> list[tuple[ast.stmt, str]]:
    """Each top-level statement with its text, decorators and the comments above it."""
    lines = code.splitlines()
    found, start = [], 0
    for node in tree.body:
        found.append((node, "\n".join(lines[start : node.end_lineno])))
        start = node.end_lineno or start
    return found


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _makes_app(node: ast.stmt) -> bool:
    named = isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "app" for target in node.targets)
    return named and isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)


def _is_superfluous(node: ast.stmt) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name == "Table"
    if isinstance(node, ast.If):
        return "__name__" in ast.unparse(node.test)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return any(route(decorator) == ("GET", "/health") for decorator in node.decorator_list)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def routes(code: str) -> set[tuple[str, str]]:
    """Method and path of every route in the code."""
    tree = parsed(File(path="main.py", content=code))
    functions = (
        [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        if isinstance(tree, ast.Module)
        else []
    )
    return {found for node in functions for decorator in node.decorator_list if (found := route(decorator))}


def route(decorator: ast.expr) -> tuple[str, str] | None:
    """Method and path of a route's decorator; None when it is none."""
    if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.args):
        return None
    path = decorator.args[0]
    known = decorator.func.attr.upper() in ("GET", "POST", "PUT", "PATCH", "DELETE")
    return (decorator.func.attr.upper(), path.value) if known and isinstance(path, ast.Constant) and isinstance(path.value, str) else None


def _at_home(node: ast.stmt, text: str) -> list[str]:
    """An import statement as it should be: well-known names from where they are, and not from a neighbour."""
    if not isinstance(node, ast.ImportFrom) or node.level or node.module not in _FROM:
        return [text.strip()]
    lost = [
        alias for alias in node.names if _HOME.get(alias.name, node.module) != node.module and alias.name not in _FROM[node.module].split()
    ]
    if not lost:
        return [text.strip()]
    kept = [ast.unparse(alias) for alias in node.names if alias not in lost]
    moved = [f"from {_HOME[alias.name]} import {ast.unparse(alias)}" for alias in lost]
    return [*([f"from {node.module} import {', '.join(kept)}"] if kept else []), *moved]


def with_imports(code: str) -> str:
    """The code with imports for well-known names that it uses and does not import; each below the docstring."""
    tree = parsed(File(path="main.py", content=code))
    if isinstance(tree, Fault):
        return code
    missing = undefined_names(tree)
    by_module: dict[str, list[str]] = {}
    for name in sorted(missing & _HOME.keys()):
        by_module.setdefault(_HOME[name], []).append(name)
    added = [f"import {name}" for name in sorted(missing & _MODULES - _HOME.keys())]
    added += [f"from {module} import {', '.join(names)}" for module, names in sorted(by_module.items())]
    if not added:
        return code
    lines = code.splitlines()
    at = _below_docstring(tree)
    return "\n".join([*lines[:at], *([""] if at else []), *added, *lines[at:]]) + "\n"


def in_order(code: str) -> str:
    """The code with the imports at its top merged, without those that are not used, in the usual three groups."""
    tree = parsed(File(path="main.py", content=code))
    if isinstance(tree, Fault):
        return code
    header = [node for node in tree.body[1:] if not _is_import(node)]
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) and (not header or node.lineno < header[0].lineno)]
    if not top:
        return code
    unused = unused_imports(tree)
    groups: dict[int, dict[str, None]] = {0: {}, 1: {}, 2: {}}
    members: dict[str, dict[str, None]] = {}
    for node in top:
        names = [alias for alias in node.names if (alias.asname or alias.name) not in unused]
        if isinstance(node, ast.ImportFrom):
            members.setdefault("." * node.level + (node.module or ""), {}).update((ast.unparse(alias), None) for alias in names)
        else:
            for alias in names:
                groups[_group(alias.name)][f"import {ast.unparse(alias)}"] = None
    for module, taken in sorted(members.items()):
        if taken:
            groups[_group(module)][f"from {module} import {', '.join(sorted(taken))}"] = None
    lines = code.splitlines()
    blocks = ["\n".join(sorted(group, key=lambda line: (line.startswith("from "), line))) for group in groups.values() if group]
    before, after = lines[: top[0].lineno - 1], lines[top[-1].end_lineno :]
    return "\n".join([*before, *"\n\n".join(blocks).splitlines(), *after]).strip("\n") + "\n"


def _group(module: str) -> int:
    top = module.partition(".")[0]
    return 0 if top in sys.stdlib_module_names else 1 if top in installed_modules() else 2


def _below_docstring(tree: ast.Module) -> int:
    at = 0
    for node in tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (is_text or (isinstance(node, ast.ImportFrom) and node.module == "__future__")):
            break
        at = node.end_lineno or at
    return at


def with_statuses(code: str, endpoints: Sequence[Endpoint]) -> str:
    """The code with the specification's success status in each route decorator that names none."""
    tree = parsed(File(path="main.py", content=code))
    if isinstance(tree, Fault):
        return code
    wanted = {(endpoint.method, shape(endpoint.path)): endpoint.status for endpoint in endpoints}
    lines = code.splitlines()
    for node in ast.walk(tree):
        for decorator in node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []:
            _set_status(lines, decorator, wanted)
    return "\n".join(lines) + "\n"


def _set_status(lines: list[str], decorator: ast.expr, wanted: dict[tuple[str, str], int]) -> None:
    found = route(decorator)
    if found is None or not isinstance(decorator, ast.Call) or decorator.lineno != decorator.end_lineno:
        return
    status = wanted.get((found[0], shape(tidy_path(found[1]))))
    given = {keyword.arg: keyword.value for keyword in decorator.keywords}
    if status in (None, 200) or "status_code" in given:
        status = 204 if "204" in ast.unparse(decorator) else None
        added = []
    else:
        added = [f"status_code={status}"]
    if status == 204 and "response_model" not in given:
        added.append("response_model=None")
    if added:
        line = lines[decorator.lineno - 1]
        at = (decorator.end_col_offset or 0) - 1
        lines[decorator.lineno - 1] = f"{line[:at]}, {', '.join(added)}{line[at:]}"


def as_tests(code: str) -> str:
    """A test module whose tests take the `client` fixture where they use it: no application or client of its own, no missing imports."""
    tree = parsed(File(path="test_api.py", content=code))
    if isinstance(tree, Fault):
        return code
    return in_order(
        with_imports(
            _spaced([_taking_client(node, text.strip("\n")) for node, text in _statements(code, tree) if not _replaces_fixture(node)])
        )
    )


def _spaced(statements: Sequence[str]) -> str:
    apart = [("\n" if text.startswith(("import ", "from ")) else "\n\n\n") + text for text in statements]
    return "".join(apart).strip("\n") + "\n"


def _replaces_fixture(node: ast.stmt) -> bool:
    """A statement that makes an application or client where the fixture already is one."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in ("app", "client") for target in node.targets)
    if isinstance(node, ast.FunctionDef):
        return node.name in ("app", "client")
    return isinstance(node, ast.ImportFrom) and {alias.asname or alias.name for alias in node.names} <= {"app", "client"}


def _taking_client(node: ast.stmt, text: str) -> str:
    if not isinstance(node, ast.FunctionDef) or "client" in {argument.arg for argument in node.args.args}:
        return text
    if not any(isinstance(part, ast.Name) and part.id == "client" for part in ast.walk(node)):
        return text
    return re.sub(rf"(def {re.escape(node.name)}\()\s*(\)?)", lambda match: f"{match[1]}client{match[2] or ', '}", text, count=1)


def requirements_file(files: Iterable[File]) -> File:
    """`requirements.txt` of an application: what it imports and what serves it, at the runtime's versions."""
    needed = {"fastapi", "uvicorn"}
    owners = metadata.packages_distributions()
    for file in files:
        tree = parsed(file) if file.path.endswith(".py") and not file.path.startswith("tests/") else None
        for node in ast.walk(tree) if isinstance(tree, ast.Module) else []:
            module = node.module if isinstance(node, ast.ImportFrom) and node.level == 0 else None
            names = [module] if module else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            needed.update(canonical(owners[name.split(".")[0]][0]) for name in names if name and name.split(".")[0] in owners)
        if isinstance(tree, ast.Module) and re.search(r"\b(Form|UploadFile)\b", file.content):
            needed.add("python-multipart")
    versions = installed_versions()
    return File(path="requirements.txt", content="".join(f"{name}=={versions[name]}\n" for name in sorted(needed) if name in versions))
