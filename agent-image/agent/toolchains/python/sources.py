"""Looks at Python sources without running them: syntax, names that exist nowhere, imports that cannot resolve. Pure, but for the list of what is installed."""

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import metadata
from typing import NamedTuple

from pyflakes import messages
from pyflakes.checker import Checker

from shared.drops import File

#: pyflakes' messages that mean a program fails when it gets there; style is left alone.
_FATAL = (
    messages.UndefinedName,
    messages.UndefinedLocal,
    messages.UndefinedExport,
    messages.ReturnOutsideFunction,
    messages.YieldOutsideFunction,
    messages.ContinueOutsideLoop,
    messages.BreakOutsideLoop,
    messages.DuplicateArgument,
    messages.TwoStarredExpressions,
    messages.FutureFeatureNotDefined,
)


class Fault(NamedTuple):
    """Something wrong in a source file; `line` counts from 1."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def parsed(file: File) -> ast.Module | Fault:
    """The file's syntax tree, or why it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(file.content, file.path)
    except SyntaxError as error:
        return Fault(file.path, error.lineno or 1, f"SyntaxError: {error.msg}: {(error.text or '').strip()[:120]}")
    except (ValueError, RecursionError, MemoryError) as error:
        return Fault(file.path, 1, f"cannot be parsed: {error}")


def first_line(node: ast.stmt) -> int:
    """The number of a statement's first line, which of a definition may be a decorator's."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def as_written(code: str, node: ast.stmt) -> str:
    """A statement of this code as it stands there, with its decorators."""
    return "\n".join(code.splitlines()[first_line(node) - 1 : node.end_lineno])


def python_files(files: Iterable[File]) -> list[File]:
    """Those that are Python."""
    return [file for file in files if file.path.endswith(".py")]


def faults(files: Sequence[File], elsewhere: Iterable[str] = ()) -> list[Fault]:
    """Everything that must fail: syntax, undefined names, imports of what is neither here, nor `elsewhere` (paths), nor installed."""
    own = local_modules([*(file.path for file in files), *elsewhere])
    found: list[Fault] = []
    for file in python_files(files):
        tree = parsed(file)
        if isinstance(tree, Fault):
            found.append(tree)
        else:
            found += [*undefined(file.path, tree), *unresolved(file.path, tree, own)]
    return found


def undefined(path: str, tree: ast.Module) -> list[Fault]:
    """Names that exist nowhere, and statements where they cannot stand."""
    try:
        fatal = [message for message in Checker(tree, path).messages if isinstance(message, _FATAL)]
    except RecursionError:
        return []
    return [Fault(path, message.lineno, message.message % message.message_args) for message in fatal]


def undefined_names(tree: ast.Module) -> set[str]:
    """The names that are used and exist nowhere."""
    return {message.message_args[0] for message in Checker(tree, "").messages if isinstance(message, messages.UndefinedName)}


def unused_imports(tree: ast.Module) -> set[str]:
    """The names that are imported and never used."""
    found = [message.message_args[0] for message in Checker(tree, "").messages if isinstance(message, messages.UnusedImport)]
    return {re.split(r" as |\.", name)[-1] for name in found}


def unresolved(path: str, tree: ast.Module, own: set[str]) -> list[Fault]:
    """Absolute imports of modules that neither the application nor the runtime has."""
    found = []
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        for top in {name.partition(".")[0] for name in names} - own:
            if top not in sys.stdlib_module_names and top not in installed_modules():
                found.append(Fault(path, getattr(node, "lineno", 1), f"imports {top}, which is not available; do without it"))
    return found


def local_modules(paths: Iterable[str]) -> set[str]:
    """The top-level names that an application's paths can be imported by."""
    names = {re.sub(r"\.py$", "", path.split("/", 1)[0]) for path in paths}
    beside_tests = {path.rsplit("/", 1)[-1].removesuffix(".py") for path in paths if path.startswith("tests/") and path.endswith(".py")}
    return names | beside_tests


@cache
def installed_modules() -> frozenset[str]:
    """The modules that the runtime's packages bring."""
    return frozenset(metadata.packages_distributions())


@cache
def installed_versions() -> dict[str, str]:
    """The runtime's packages (normalised names) and their versions: what an application may require."""
    return {canonical(dist.name): dist.version for dist in metadata.distributions() if dist.name}


def canonical(name: str) -> str:
    """A package's normalised name."""
    return re.sub(r"[-_.]+", "-", name).lower()
