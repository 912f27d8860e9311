"""Reads the answers of the agents that write Python (CodeGen, TestGen, Fixer), and says what their prompts need. Pure."""

import ast
import re
from collections.abc import Mapping, Sequence

from agent import documents, inputs, mending, planning, sources, tolerant
from agent.ends import Rejected
from shared.drops import Check, Drop, File
from shared.job_protocol import Bundle
from shared.toolchains import entry_file

_TEST_WRONG = re.compile(r"^\W*TEST[ _]WRONG\W+(?P<path>tests/[\w/.\-]+)\W+(?P<why>\S.*)$", re.MULTILINE)
_MAX_SHOWN = 24_000
#: The scaffold: right as it is, and not for a model to change.
_FIXED = frozenset({mending.STORE, "tests/conftest.py"})


def planned(bundle: Bundle) -> Mapping[str, str]:
    """For the prompts `codegen` and `testgen`."""
    task, specification = inputs.planned(bundle), inputs.specification(bundle)
    return {
        "specification": documents.specification_text(specification),
        "contracts": planning.contracts(bundle),
        "goal": bundle.goal or task.goal or "Write it.",
        "wanted": "\n".join(f"- test_{item.id.lower()}_…: {item.text}" for item in specification.requirements),
        "paths": ", ".join(path for path in task.writes if path not in _FIXED) or _main(bundle),
    }


def _main(bundle: Bundle) -> str:
    entry = inputs.plan(bundle).entry if "plan" in bundle.inputs else "main:app"
    return entry_file(entry, inputs.toolchain(bundle))


def _expected(bundle: Bundle) -> str:
    writes = [path for path in inputs.planned(bundle).writes if path.endswith(".py") and path not in _FIXED]
    return _main(bundle) if _main(bundle) in writes or not writes else writes[0]


def read_code(text: str, bundle: Bundle) -> Drop:
    """The application's files: what the model wrote on the scaffold, mended. Raises Rejected."""
    specification, main = inputs.specification(bundle), _main(bundle)
    whole = text.lstrip().startswith("{")
    listed = [file for file in tolerant.files(text, _expected(bundle)) if not file.path.startswith("tests/")]
    found = {file.path: file for file in listed if whole or file.path not in _FIXED}
    if main in found and not whole:
        found[main] = File(path=main, content=mending.application(found[main].content, specification))
    for path, file in found.items():
        if path.endswith(".py") and not whole:
            found[path] = File(path=path, content=mending.with_imports(file.content))
    _add_store(found)
    if main in found and "requirements.txt" not in found:
        found["requirements.txt"] = mending.requirements_file(found.values())
    return Drop(files=list(found.values()))


def _add_store(found: dict[str, File]) -> None:
    if mending.STORE not in found and any(
        re.search(r"^from store import .*\bTable\b", file.content, re.MULTILINE) for file in found.values()
    ):
        found[mending.STORE] = File(path=mending.STORE, content=mending.scaffold(mending.STORE))


def code_faults(drop: Drop, bundle: Bundle) -> list[str]:
    """What must fail in the code, and which endpoints of the specification are not in it."""
    found = [str(fault) for fault in sources.faults(drop.files, _elsewhere(bundle))]
    main = next((file for file in drop.files if file.path == _main(bundle)), None)
    if _main(bundle) in inputs.planned(bundle).writes and main is None:
        found.append(f"{_main(bundle)} is missing")
    return found or (_missing_routes(drop.files, bundle) if main else [])


def _missing_routes(files: Sequence[File], bundle: Bundle) -> list[str]:
    if len([path for task in inputs.plan(bundle).tasks if task.role == "codegen" for path in task.writes]) > 1:
        return []
    code = "\n".join(file.content for file in files)
    shapes = {re.sub(r"\{[^}]*\}", "{}", path).rstrip("/") for path in re.findall(r"""["'](/[^"'\s]*)["']""", code)}
    wanted = inputs.specification(bundle).endpoints
    return [
        f"{endpoint.method} {endpoint.path} is missing"
        for endpoint in wanted
        if re.sub(r"\{[^}]*\}", "{}", endpoint.path).rstrip("/") not in shapes and "APIRouter(" not in code
    ]


def _elsewhere(bundle: Bundle) -> list[str]:
    paths = [path for task in inputs.plan(bundle).tasks for path in task.writes] if "plan" in bundle.inputs else []
    return [*paths, *(file.path for file in inputs.files(bundle)), mending.STORE]


def read_tests(text: str, bundle: Bundle) -> Drop:
    """Test modules below tests/, and the fixtures they share. Raises Rejected."""
    expected = next((path for path in inputs.planned(bundle).writes if re.fullmatch(r"tests/test_\w+\.py", path)), "tests/test_api.py")
    whole = text.lstrip().startswith("{")
    found = {}
    for file in tolerant.files(text, expected):
        name = file.path.rsplit("/", 1)[-1]
        if whole and file.path.startswith("tests/"):
            found[file.path] = file
        elif name.startswith("test_") and name.endswith(".py"):
            found[f"tests/{name}"] = File(path=f"tests/{name}", content=mending.as_tests(file.content))
    if not found:
        raise Rejected(f"The answer held no test module. Write the whole file {expected} in one fence: ```python … ```")
    if any(path.endswith(".ts") for path in found):
        return Drop(files=list(found.values()))
    found.setdefault("tests/conftest.py", File(path="tests/conftest.py", content=mending.scaffold("fixtures.py")))
    return Drop(files=list(found.values()))


def test_faults(drop: Drop, bundle: Bundle) -> list[str]:
    """What must fail in the tests; that there are none; that most requirements have none."""
    if any(file.path.endswith(".test.ts") for file in drop.files):
        return []
    found = [str(fault) for fault in sources.faults(drop.files, _elsewhere(bundle))]
    trees = [tree for file in drop.files if isinstance(tree := sources.parsed(file), ast.Module)]
    names = [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    tests = [name for name in names if name.startswith("test")]
    if not found and not tests:
        return ["there is no test function"]
    tested = {f"R{number}" for name in tests for number in re.findall(r"_r(\d+)(?=_|$)", name)}
    required = [requirement.id for requirement in inputs.specification(bundle).requirements]
    untested = [name for name in required if name not in tested]
    if len(untested) > len(required) / 3:
        found.append(
            f"no test for {', '.join(untested)}: write one for each, called {', '.join(f'test_{name.lower()}_…' for name in untested)}"
        )
    return found


def reported(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `fixer`: what failed, and the files it is in, those first that the checks point to."""
    failed = [check for check in inputs.report(bundle).checks if not check.passed]
    files = [file for file in inputs.files(bundle) if file.path.endswith((".py", ".txt", ".html")) and file.path not in _FIXED]
    pointed = {check.file for check in failed}
    ordered = sorted(files, key=lambda file: (file.path != _main(bundle), file.path not in pointed, file.path))
    shown = "\n\n".join(f"File {file.path}:\n```\n{file.content}```" for file in ordered)
    return {
        "specification": documents.specification_text(inputs.specification(bundle)),
        "failures": "\n\n".join(_failure(check) for check in failed[:6]) or "(none)",
        "files": shown[:_MAX_SHOWN],
        "store": mending.scaffold(mending.STORE) if any(file.path == mending.STORE for file in inputs.files(bundle)) else "(there is none)",
    }


def _failure(check: Check) -> str:
    return f"{check.name} ({check.part}{f', {check.requirement}' if check.requirement else ''}) failed:\n{check.detail[:1500]}"


def read_repair(text: str, bundle: Bundle) -> Drop:
    """The files that the Fixer changed, and only those. Raises Rejected when nothing was changed.

    A test is changed only together with a line `TEST WRONG: <path>: <why it contradicts the requirements>`, which is recorded.
    """
    before = {file.path: file.content for file in inputs.files(bundle)}
    if text.lstrip().startswith("{"):
        document = tolerant.json_object(text)
        listed = tolerant.files(text, _main(bundle)) if document.get("files") else []
        notes = str(document.get("notes", ""))[:2000]
    else:
        document, listed, notes = {}, tolerant.files(text, _main(bundle)), text.split("```", 1)[0].strip()[:2000]
    reasons = {match["path"]: match["why"][:300] for match in _TEST_WRONG.finditer(text)} | _corrected(document)
    mended = [_mended(file, before, bundle) for file in listed if file.path not in _FIXED]
    changed = [
        file for file in mended if before.get(file.path) != file.content and (not file.path.startswith("tests/") or file.path in reasons)
    ]
    if not changed and not document:
        raise Rejected(
            "No file was changed (a test may only be changed with a line `TEST WRONG: path: reason`). Write the corrected file, whole."
        )
    corrected = [{"path": file.path, "why": reasons[file.path]} for file in changed if file.path in reasons]
    return Drop(files=changed, result={"changed": [file.path for file in changed], "notes": notes, "tests_corrected": corrected})


def _corrected(document: Mapping[str, object]) -> dict[str, str]:
    listed = document.get("tests_corrected")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("path")): str(entry.get("why", ""))[:300] for entry in entries if isinstance(entry, dict)}


def _mended(file: File, before: Mapping[str, str], bundle: Bundle) -> File:
    if not file.path.endswith(".py"):
        return file
    if file.path.startswith("tests/"):
        return File(path=file.path, content=mending.as_tests(file.content))
    if file.path == _main(bundle) and "FastAPI(" not in file.content and "FastAPI(" in before.get(file.path, ""):
        return File(path=file.path, content=mending.application(file.content, inputs.specification(bundle)))
    return File(path=file.path, content=mending.with_imports(file.content))


def repair_faults(drop: Drop, bundle: Bundle) -> list[str]:
    """What must fail in the changed files, and routes that got lost in them."""
    found = [str(fault) for fault in sources.faults(drop.files, _elsewhere(bundle))]
    before = {file.path: mending.routes(file.content) for file in inputs.files(bundle)}
    now = {route for file in drop.files for route in mending.routes(file.content)}
    lost = sorted(route for file in drop.files for route in before.get(file.path, set()) - now)
    return [*found, *(f"{method} {path} is gone" for method, path in lost)]
