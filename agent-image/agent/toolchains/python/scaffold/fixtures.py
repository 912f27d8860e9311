"""Fixtures: every test gets the application fresh, with an empty data folder of its own."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of the application."""
    monkeypatch.setenv("QLP_DATA", str(tmp_path))
    for name, module in list(sys.modules.items()):
        origin = getattr(module, "__file__", None)
        if origin and Path(origin).parent == ROOT:
            del sys.modules[name]
    main = importlib.import_module("main")
    with TestClient(main.app) as made:
        yield made
