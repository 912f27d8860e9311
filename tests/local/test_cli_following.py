"""Following a run: what somebody is shown and asked before it goes live."""

import io
import sys
from typing import Any

import pytest
from rich.console import Console

from local.cli.follow import Follower
from shared.specification import Specification
from shared.understanding import understanding

DIGEST = "sha256:" + "a" * 64
SPECIFICATION: dict[str, Any] = {
    "requirements": [{"id": "R1", "text": "POST /books answers 201"}],
    "endpoints": [
        {
            "method": "POST",
            "path": "/books",
            "request": [{"name": "title"}, {"name": "pages", "required": False}],
            "status": 201,
            "failures": [{"status": 409, "when": "the title is taken"}],
        }
    ],
    "entities": [{"name": "book", "properties": [{"name": "title", "type": "string", "required": True, "rule": "unique"}]}],
    "assumptions": ["pages is a number"],
}


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gateway:
    """One run that waits for approval until somebody decides."""

    def __init__(self) -> None:
        self.decisions: list[Any] = []

    def tell(self, path: str, body: Any) -> None:
        self.decisions.append(body)

    def ask(self, method: str, path: str) -> Any:
        status = {"approve": "live", "reject": "rejected"}[self.decisions[-1]["decision"]] if self.decisions else "awaiting_approval"
        waits = None if self.decisions else {"digest": DIGEST, "score": 97, "risks": ["no tests of speed"]}
        told = {"specification": SPECIFICATION, "understanding": understanding(Specification(title="Books", **SPECIFICATION)).model_dump()}
        return {"run_id": "r1", "status": status, "title": "Books", "approval": waits, **told}

    def events(self, run: str, after: int, wait: float) -> list[dict[str, Any]]:
        return []


def follow(monkeypatch: pytest.MonkeyPatch, typed: str) -> tuple[str, list[Any]]:
    monkeypatch.setattr(sys, "stdin", Keyboard(typed))
    monkeypatch.setenv("TERM", "dumb")
    screen, gateway = io.StringIO(), Gateway()
    Follower(gateway, Console(file=screen, force_terminal=True, width=200, highlight=False, color_system=None)).follow("r1")  # type: ignore[arg-type]
    return screen.getvalue(), gateway.decisions


def test_nothing_is_approved_by_the_enter_key_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, decisions = follow(monkeypatch, "\n\nn\n")
    assert [decision["decision"] for decision in decisions] == ["reject"]
    assert "(y)" not in shown


def test_the_question_for_approval_comes_after_how_the_intent_was_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, decisions = follow(monkeypatch, "y\n")
    assert [decision["decision"] for decision in decisions] == ["approve"]
    before = shown.partition("Approve and deploy it?")[0]
    assert "POST /books (title, pages (optional)) answers 201; 409 when the title is taken" in before
    assert "book: title (string, required, unique)" in before
    assert "pages is a number" in before
    assert "qlp show r1 --requirements" in before
