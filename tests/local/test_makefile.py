"""`make run INTENT="…"`: what the user typed is what is built."""

import os
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
