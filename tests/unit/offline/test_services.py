"""Intents of the evaluation that the offline model gets wholly right: it must go on doing so."""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from evaluation import catalogue
from evaluation.checks import Subject, perform
from shared.adapters.offline.model import application, code_files
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
    assert asyncio.run(failures(name)) == []
    assert "main" in sys.modules


async def failures(name: str) -> list[str]:
    """The checks that fail, with what is wrong."""
    app = importlib.import_module("main").app
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        outcomes = await perform(INTENTS[name], Subject(app=client))
    return [f"{one.name}: {one.step}: {one.problem}" for one in outcomes if not one.passed]
