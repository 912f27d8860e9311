"""Repairs single functions: shows the model only those that failed and why, and puts its answer in their places. Pure.

Which functions failed: those that a traceback goes through, and the routes that a failed test or probe calls.
"""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from agent import drafting, inputs, tolerant
from agent.ends import Rejected
from agent.toolchains.python import mending, sources
from shared.drops import Check, Drop, File
from shared.job_protocol import Bundle
from shared.specification import Endpoint, shape

_MAIN = "main.py"
_MOST_SHOWN = 3
_CALLED = re.compile(r"client\.(get|post|put|patch|delete)\(\s*f?[\"'](/[^\"'?]*)")
_PROBED = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/\S*)")
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def asked(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `repair`. Raises Invalid when there is no report."""
    main, tests = _source(bundle, _MAIN), _source(bundle, "tests/")
    names = failed(bundle)
    missing = [each for each in inputs.specification(bundle).endpoints if _key(each.method, each.path) not in _present(main)]
    return {
        "intent": inputs.intent_text(bundle),
        "others": _outline(main, names),
        "functions": "\n\n\n".join(sources.as_written(main, _definitions(main)[name]) for name in names) or "(none)",
        "missing": "\n".join(_operation(each) for each in missing) or "(none)",
        "failures": "\n\n".join(_failure(check, tests) for check in _wrong(bundle)[:_MOST_SHOWN]) or "(none)",
    }


def failed(bundle: Bundle) -> list[str]:
    """The functions of main.py that failed, at most three. Raises Invalid when there is no report."""
    main, tests = _source(bundle, _MAIN), _source(bundle, "tests/")
    wrong = _wrong(bundle)
    return _to_repair(main, wrong, [route for check in wrong for route in _routes(check, tests)])


def _wrong(bundle: Bundle) -> list[Check]:
    return [check for check in inputs.report(bundle).checks if not check.passed and check.part != "coverage"]


def _source(bundle: Bundle, path: str) -> str:
    return "\n\n".join(
        file.content for file in inputs.files(bundle) if file.path.startswith(path) and not file.path.endswith("conftest.py")
    )


def _operation(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path} -> {endpoint.status}: {endpoint.summary[:200]}"


def _definitions(code: str) -> dict[str, _Definition]:
    tree = sources.parsed(File(path=_MAIN, content=code))
    body = tree.body if isinstance(tree, ast.Module) else []
    return {node.name: node for node in body if isinstance(node, _Definition)}


def _key(method: str, path: str) -> tuple[str, str]:
    return method.upper(), shape(path).rstrip("/")


def _present(code: str) -> set[tuple[str, str]]:
    return {_key(*route) for route in mending.routes(code)}


def _routes(check: Check, tests: str) -> list[tuple[str, str]]:
    """The operations that a failed check calls; of a test, the last first: that is where it usually fails."""
    if check.part != "tests":
        return [_key(*match.groups()) for match in _PROBED.finditer(check.name)]
    function = _definitions(tests).get(check.name.rsplit("::", 1)[-1].partition("[")[0])
    said = "\n".join(tests.splitlines()[function.lineno - 1 : function.end_lineno]) if function else ""
    return [_key(match[1], re.sub(r"\d+", "{}", match[2])) for match in reversed(list(_CALLED.finditer(said)))]


def _to_repair(code: str, failed: Sequence[Check], routes: Sequence[tuple[str, str]]) -> list[str]:
    """At most three: those in which something was raised, then the routes that were called."""
    lines = [int(number) for check in failed for number in re.findall(rf"\b{re.escape(_MAIN)}[:\"]?,? ?(?:line )?(\d+)", check.detail)]
    definitions = _definitions(code)
    raised = [name for line in lines for name, node in definitions.items() if sources.first_line(node) <= line <= (node.end_lineno or 0)]
    by_route = {
        _key(*route): name
        for name, node in definitions.items()
        for decorator in node.decorator_list
        if (route := mending.route(decorator)) is not None
    }
    called = [by_route[route] for route in routes if route in by_route]
    return list(dict.fromkeys([*raised, *called]))[:_MOST_SHOWN]


def _outline(code: str, shown: Iterable[str]) -> str:
    """The rest of the module that functions rely on: models and tables whole, other functions by their first lines."""
    tree = sources.parsed(File(path=_MAIN, content=code))
    kept = []
    for node in tree.body if isinstance(tree, ast.Module) else []:
        if isinstance(node, ast.ClassDef) and node.name not in shown:
            kept.append(ast.unparse(node))
        elif isinstance(node, ast.Assign) and "FastAPI(" not in ast.unparse(node):
            kept.append(ast.unparse(node)[:300])
        elif isinstance(node, ast.FunctionDef) and not node.decorator_list and node.name not in shown:
            kept.append(ast.unparse(node).split("\n", 1)[0] + " ...")
    return "\n".join(kept) or "(none)"


def _failure(check: Check, tests: str) -> str:
    function = _definitions(tests).get(check.name.rsplit("::", 1)[-1].partition("[")[0]) if check.part == "tests" else None
    detail = check.detail.strip()[-500:]
    return f"{check.name.rsplit('::', 1)[-1]}:\n{ast.unparse(function)[:700]}\n{detail}" if function else f"{check.name}:\n{detail}"


def read(text: str, bundle: Bundle) -> Drop:
    """main.py with the answered functions and models in their places. Raises Rejected when it is none, or nothing is changed."""
    before = _source(bundle, _MAIN)
    answered = tolerant.files(text, _MAIN)[0].content
    tree = sources.parsed(File(path=_MAIN, content=answered))
    if isinstance(tree, sources.Fault):
        raise Rejected(f"That does not parse: {tree.text}")
    after = before
    for node in tree.body:
        if isinstance(node, _Definition) or _is_table(node):
            after = _replaced(after, node, sources.as_written(answered, node))
    mended = mending.application(after, inputs.specification(bundle))
    if mended == before:
        raise Rejected("That changes nothing. The function still fails in the same way: write it so that the failed test passes.")
    return Drop(files=[File(path=_MAIN, content=mended)], result={"changed": [_MAIN], "notes": "", "tests_corrected": []})


def _is_table(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Table(")


def _replaced(code: str, node: ast.stmt, text: str) -> str:
    """The code with this definition instead of the one of its name or route; a new model or table comes before the first route."""
    definitions = _definitions(code)
    lines = code.splitlines()
    if isinstance(node, _Definition):
        route = next((_key(*found) for decorator in node.decorator_list if (found := mending.route(decorator))), None)
        old = definitions.get(node.name) or next((each for each in definitions.values() if route and _has_route(each, route)), None)
        if old is not None:
            if isinstance(old, ast.FunctionDef) and old.decorator_list:
                # The path, the status and the parameters are the contract's, and not to be repaired.
                before = sources.as_written(code, old)
                text = drafting.spliced(before, text) or before
            return "\n".join([*lines[: sources.first_line(old) - 1], text, *lines[old.end_lineno :]]) + "\n"
        if route is not None:
            return f"{code.rstrip()}\n\n\n{text}\n"
    elif text in code:
        return code
    first = min((sources.first_line(each) for each in definitions.values()), default=len(lines) + 1)
    return "\n".join([*lines[: first - 1], text, "", "", *lines[first - 1 :]]) + "\n"


def _has_route(node: _Definition, wanted: tuple[str, str]) -> bool:
    return any((found := mending.route(decorator)) and _key(*found) == wanted for decorator in node.decorator_list)
