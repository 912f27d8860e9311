"""Reads and cuts modules of tests, in Python and in TypeScript: what each test is called, stands for and calls. Pure."""

import ast
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

_HTTP = "get|post|put|patch|delete"


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a module. `text` is all of it, its name included."""

    name: str
    text: str
    first: int
    """Its first line, counted from 0, decorators included."""
    end: int
    """The line behind its last one."""


@dataclass(frozen=True, slots=True)
class Suite:
    """How tests are written in one language."""

    path: re.Pattern[str]
    """Where its modules of tests are."""
    suffix: str
    read: Callable[[str], list[Test]]
    """The tests of a module, top to bottom; none when it cannot be read."""
    functions: Callable[[str], Mapping[str, str]]
    """The functions of a module that tests may call, by their names."""
    ids: re.Pattern[str]
    """The number of each requirement in a test's name."""
    written: str
    """An id as it stands in a name: `_r{}`."""
    call: re.Pattern[str]
    """Method and path of a request."""
    hole: re.Pattern[str]
    """A part of a path that is worked out."""
    head: str
    """How the line of a test's name begins, up to the name."""

    def requirements(self, name: str) -> list[str]:
        """The requirements that a test of this name stands for."""
        return [f"R{number}" for number in self.ids.findall(name)]

    def renamed(self, name: str, ids: Mapping[str, str]) -> str:
        """The name with the ids that the requirements have now."""
        return self.ids.sub(lambda match: self.written.format(ids.get(f"R{match[1]}", f"R{match[1]}").removeprefix("R")), name)

    def with_ids(self, source: str, ids: Mapping[str, str]) -> str:
        """The module, its tests named by the ids that the requirements have now."""
        lines = source.splitlines(keepends=True)
        for test in self.read(source):
            for at in range(test.first, test.end):
                if re.match(rf"{self.head}{re.escape(test.name)}(?!\w)", lines[at]):
                    lines[at] = lines[at].replace(test.name, self.renamed(test.name, ids), 1)
                    break
        return "".join(lines)

    def without(self, source: str, names: Collection[str]) -> str:
        """The module less these tests."""
        lines = source.splitlines(keepends=True)
        for test in reversed(self.read(source)):
            if test.name in names:
                del lines[test.first : test.end]
        return re.sub(r"\n{4,}", "\n\n\n", "".join(lines))

    def calls(self, test: Test, source: str) -> list[str]:
        """The operations that a test calls, itself or through functions of its module, as `POST /todos/{}`."""
        functions = self.functions(source)
        waiting, texts = [test.text], dict[str, str]()
        while waiting:
            text = waiting.pop()
            found = [name for name in functions if name not in texts and re.search(rf"\b{name}\(", text)]
            texts |= {name: functions[name] for name in found}
            waiting += [functions[name] for name in found]
        requests = [match for text in (test.text, *texts.values()) for match in self.call.finditer(text)]
        return [f"{match[1].upper()} {self.hole.sub('{}', match[2]).rstrip('/') or '/'}" for match in requests]


type _Function = ast.FunctionDef | ast.AsyncFunctionDef


def _in_python(source: str) -> list[_Function]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _python_tests(source: str) -> list[Test]:
    found = []
    for node in _in_python(source):
        if node.name.startswith("test"):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
            found.append(Test(node.name, ast.unparse(node), first, node.end_lineno or node.lineno))
    return found


def _python_functions(source: str) -> dict[str, str]:
    return {node.name: ast.unparse(node) for node in _in_python(source) if not node.name.startswith("test")}


#: A statement that begins with a line of its own and ends with one that is only its closing.
_BLOCK = re.compile(
    r"(?ms)^(?:test\((?P<quote>[\"'])(?P<test>(?:\\.|(?!(?P=quote)).)*)(?P=quote),|(?:async )?function (?P<function>\w+)\().*?^\}\)?;?$"
)


def _typescript_tests(source: str) -> list[Test]:
    found = []
    for match in _BLOCK.finditer(source):
        if match["test"] is not None:
            first = source.count("\n", 0, match.start())
            found.append(Test(match["test"], match[0], first, first + match[0].count("\n") + 1))
    return found


def _typescript_functions(source: str) -> dict[str, str]:
    return {match["function"]: match[0] for match in _BLOCK.finditer(source) if match["function"]}


_SUITES: Sequence[Suite] = (
    Suite(
        path=re.compile(r"tests/(?:.*/)?test_\w+\.py"),
        suffix=".py",
        read=_python_tests,
        functions=_python_functions,
        ids=re.compile(r"_r(\d+)(?=_|$)"),
        written="_r{}",
        call=re.compile(rf"\.({_HTTP})\(\s*f?[\"'](/(?:\{{[^}}]*\}}|[^\"'?{{])*)"),
        hole=re.compile(r"\{[^}]*\}"),
        head=r"(?:async )?def ",
    ),
    Suite(
        path=re.compile(r"tests/(?:.*/)?[\w.-]+\.test\.ts"),
        suffix=".test.ts",
        read=_typescript_tests,
        functions=_typescript_functions,
        ids=re.compile(r"\bR(\d+)(?=[:, ])"),
        written="R{}",
        call=re.compile(rf"\.({_HTTP})\(\s*[\"'`](/(?:\$\{{[^}}]*\}}|[^\"'`?$])*)"),
        hole=re.compile(r"\$\{[^}]*\}"),
        head=r"test\([\"']",
    ),
)


def suite_of(path: str) -> Suite | None:
    """How the tests of this file are written; None when it is no module of tests."""
    return next((suite for suite in _SUITES if suite.path.fullmatch(path)), None)
