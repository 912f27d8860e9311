"""Intents of the evaluation that the offline model gets wholly right: it must go on doing so."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation import catalogue
from evaluation.rewriting import failures
from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from tests.unit.offline.test_corpus import forget

RIGHT = (Path(__file__).parent / "right.txt").read_text().split()
INTENTS = {intent.name: intent for intent in catalogue.load()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("QLP_DATA", str(tmp_path / "data"))
    monkeypatch.syspath_prepend(str(tmp_path))
    forget()
    yield tmp_path
    forget()


@pytest.mark.parametrize("name", RIGHT)
def test_the_service_passes_every_check_of_its_intent(name: str, folder: Path) -> None:
    for path, content in code_files(application(INTENTS[name].intent)).items():
        (folder / path).write_text(content)
    assert asyncio.run(failures(INTENTS[name])) == []
    assert "main" in sys.modules
