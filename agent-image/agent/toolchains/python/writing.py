"""What is around the code that models write in Python: the files that it needs, its faults, its tests. Pure."""

import ast
import re
from collections.abc import Collection, Sequence

from agent.toolchains.python import mending, sources
from shared.drops import File


def is_whole(code: str) -> bool:
    """Whether this makes an application."""
    return "FastAPI(" in code


def completed(files: Sequence[File], main: str, elsewhere: Collection[str]) -> list[File]:
    """The files, the scaffold's table where they use it, the fixtures of tests, and what an application has to install."""
    found = {file.path: file for file in files}
    if any(re.search(r"^from store import .*\bTable\b", file.content, re.MULTILINE) for file in files):
        found.setdefault(mending.STORE, File(path=mending.STORE, content=mending.scaffold("store.py")))
    if any(path_of_tests(file.path.rpartition("/")[2]) == file.path for file in files):
        found.setdefault(mending.FIXTURES, File(path=mending.FIXTURES, content=mending.scaffold("fixtures.py")))
    if main in found and "requirements.txt" not in found:
        found["requirements.txt"] = mending.requirements_file(found.values())
    given = {file.path for file in files}
    return [file for path, file in found.items() if path in given or path not in elsewhere]


def faults(files: Sequence[File], elsewhere: Collection[str]) -> list[str]:
    """What must fail: syntax, names and imports."""
    return [str(fault) for fault in sources.faults(files, elsewhere)]


def path_of_tests(name: str) -> str | None:
    """`tests/test_api.py` of `test_api.py`; None of other names."""
    return f"tests/{name}" if re.fullmatch(r"test_.*\.py", name) else None


def names_of_tests(files: Sequence[File]) -> list[str]:
    """The test functions."""
    trees = [tree for file in files if isinstance(tree := sources.parsed(file), ast.Module)]
    names = [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [name for name in names if name.startswith("test")]
