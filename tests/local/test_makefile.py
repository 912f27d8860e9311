"""The Makefile: what the user typed is what is built, and what the documents name is there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The project's own Makefile, and a target that shows what its recipes are given.
PROBE = f"include {ROOT}/Makefile\nprobe:\n\t@printenv INTENT\n"

INTENTS = [
    pytest.param("charge $5 per item, $name and ${price}, $$ twice, 100% of $(cost)", id="dollars"),
    pytest.param("$(shell touch executed) `touch executed` $$(touch executed) ; touch executed", id="commands"),
    pytest.param("""it's a "quoted" \\"intent\\" for 'us'""", id="quotes"),
    pytest.param("first line\nsecond: line\n\tthird = line $@", id="newlines"),
    pytest.param("C:\\new\\table \\\\ ends with \\", id="backslashes"),
    pytest.param("a \\\nb", id="backslash before a newline"),
    pytest.param("tags like #this, ü and —", id="comments and letters"),
    pytest.param("", id="nothing"),
]


def given(folder: Path, words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["make", "-s", "-f", "-", "probe", *words],
        input=PROBE,
        text=True,
        capture_output=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        check=True,
    )
    return done.stdout.removesuffix("\n")


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_of_the_command_line_arrives_as_it_was_typed(intent: str, tmp_path: Path) -> None:
    assert given(tmp_path, [f"INTENT={intent}"], {}) == intent
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_of_the_environment_arrives_as_it_was_typed(intent: str, tmp_path: Path) -> None:
    assert given(tmp_path, [], {"INTENT": intent}) == intent
    assert not list(tmp_path.iterdir())


def test_every_target_that_the_documents_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    texts = [(ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md", "docs/benchmarks.md")]
    named = {name for text in texts for name in re.findall(r"(?:^ {4}|`)make ([a-z-]+)", text, re.MULTILINE)}
    assert {"run", "test"} <= named <= targets


def test_what_ci_runs_looks_at_the_form_of_the_code_before_it_tests_it() -> None:
    done = subprocess.run(["make", "-n", "test"], capture_output=True, text=True, cwd=ROOT, check=True)
    order = [done.stdout.index(word) for word in ("ruff format --check", "ruff check", "lint-imports", "event_map.py --check", "pytest")]
    assert order == sorted(order)
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("make test")
