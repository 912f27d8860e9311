"""The layout rules that a linter cannot say."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("functions", "shared", "local", "agent-image", "evaluation")
SOURCES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
COMPONENTS = sorted(path.parent for path in (ROOT / "functions").glob("*/__init__.py"))
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_small_and_named_for_what_it_owns(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    assert path.stem.strip("_") not in NAMELESS


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_keeps_to_what_others_offer(path: Path) -> None:
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    assert [one.name for node in imports for one in node.names if one.name.startswith("_") and node.module != "__future__"] == []


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda p: p.name)
def test_a_component_says_what_it_consumes_emits_and_owns_and_has_triggers_and_handlers(folder: Path) -> None:
    docstring = (folder / "__init__.py").read_text()
    assert all(word in docstring for word in ("Consumes:", "Emits:", "Owns:"))
    assert {"triggers.py", "handlers.py"} <= {path.name for path in folder.glob("*.py")}


@pytest.mark.parametrize("folder", ["functions", "shared"])
def test_folders_are_flat(folder: str) -> None:
    depths = [len(path.relative_to(ROOT / folder).parts) - 1 for path in (ROOT / folder).rglob("*.py")]
    assert max(depths) <= 2


def test_the_map_of_the_reader_names_each_of_its_modules() -> None:
    folder = ROOT / "shared/reading"
    named = set(re.findall(r"\w+", (folder / "__init__.py").read_text()))
    assert {path.stem for path in folder.rglob("*.py")} - {"__init__"} <= named
