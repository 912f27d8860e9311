"""Changes and answers, as people say them: each sentence makes a difference, later ones win, and one that makes none is refused."""

import re
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.offline.intake import asked_for
from shared.errors import NotUnderstood
from shared.reading.changes.asking import questions
from shared.writing.ir import App
from tests.unit.offline.corpus import run
from tests.unit.offline.test_corpus import start

__all__ = ["start"]

TODOS = (
    "Build a to-do list REST API. POST /todos with a JSON title (1 to 20 characters) creates one (201), GET /todos lists them, "
    "GET /todos/{id} returns one or 404, DELETE /todos/{id} removes one (204)."
)
TASKS = (
    "A task has a title (1 to 50 characters), a priority (1 to 5) and a status (one of open, done). POST /tasks creates a task (201). "
    "GET /tasks lists them. GET /tasks/{id} gets one. DELETE /tasks/{id} removes it (204)."
)


def changed(base: str, *changes: str) -> App:
    before = [{"text": text} for text in (base, *changes[:-1])]
    return asked_for({"intent": {"text": changes[-1], "before": before}})


def cases() -> list[tuple[str, str, list[str]]]:
    """The base, a change in some words, and the checks of `changes.txt`, whose cases are written as those of `wordings/`."""
    found = []
    for block in re.split(r"(?m)^== ", (Path(__file__).parent / "changes.txt").read_text())[1:]:
        head, listed, checks = re.split(r"(?m)^-- (?:changes|checks)\n", block)
        base = head.partition("\n")[2].strip()
        found += [(base, said.strip(), checks.strip().splitlines()) for said in re.split(r"(?m)^\* ", listed) if said.strip()]
    return found


@pytest.mark.parametrize(("base", "said", "checks"), cases(), ids=lambda one: one if isinstance(one, str) and len(one) < 200 else "")
def test_a_change_is_made_in_whatever_words(base: str, said: str, checks: list[str], start: Any) -> None:
    client = start(changed(base, said))
    known: dict[str, Any] = {}
    assert [failure for check in checks if (failure := run(client, check, known))] == []


def fields(app: App, entity: str) -> dict[str, Any]:
    return {name: one.required for name, one in app.entities[entity].fields.items()}


@pytest.mark.parametrize(
    "said",
    [
        "add due dates to my to-dos",
        "Please add a due date to every todo.",
        "Each to-do also has an optional due date.",
        "Give to-dos a due date!",
        "To-dos should now have a due date",
        "I want to-dos to have due dates.",
        "Add a due date",
    ],
)
def test_a_field_is_added_however_it_is_said(said: str) -> None:
    app = changed(TODOS, said)
    assert fields(app, "todo") == {"title": True, "due_date": False}
    assert list(app.entities) == ["todo"]
    assert len(app.endpoints) == 4


def test_what_is_said_of_a_new_field_holds() -> None:
    app = changed(TASKS, "Give every task an estimate (1 to 100) and a required owner")
    assert fields(app, "task") == {"title": True, "priority": True, "status": False, "estimate": False, "owner": True}
    estimate = app.entities["task"].fields["estimate"]
    assert (estimate.low, estimate.high) == (1, 100)


def test_a_change_of_a_change_has_both() -> None:
    assert set(fields(changed(TODOS, "add due dates to my to-dos", "add tags to my to-dos"), "todo")) == {"title", "due_date", "tags"}


@pytest.mark.parametrize("base", [TODOS, TASKS])
def test_a_later_limit_wins(base: str) -> None:
    (entity,) = changed(base, "titles may have at most 100 characters").entities.values()
    assert entity.fields["title"].longest == 100


def test_a_new_resource_comes_with_its_description() -> None:
    app = changed(TODOS, "Add categories. A category has a name (unique).")
    assert set(app.entities) == {"todo", "category"}
    assert set(fields(app, "todo")) == {"title"}


def test_an_operation_and_a_field_can_go() -> None:
    assert [(e.method, e.path) for e in changed(TODOS, "Remove DELETE /todos/{id}").endpoints if e.method == "DELETE"] == []
    app = changed(TASKS, "Remove the priority field from tasks")
    assert "priority" not in fields(app, "task")
    assert [e.requirement for e in app.endpoints] == ["R1", "R2", "R3", "R4"]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Please make it nicer", "make it nicer"),
        ("Add a due date. Make everything nicer.", "Make everything nicer"),
        ("add colour themes to the dashboard", "colour themes"),
        ("remove the colour", "colour"),
        ("Rename title to name", "Rename title"),
        ("Refuse to delete a todo while nobody looks with 409", "Refuse to delete"),
        ("Train a neural network on my to-dos", "neural"),
    ],
)
def test_a_sentence_that_makes_no_difference_is_refused_by_name(said: str, named: str) -> None:
    with pytest.raises(NotUnderstood, match=named):
        changed(TODOS, said)


@pytest.mark.parametrize("clear", [TODOS, TASKS, "Keep books. A book has a title (required), an author and a year (integer)."])
def test_a_clear_intent_raises_no_question(clear: str) -> None:
    assert questions(asked_for({"intent": {"text": clear}})) == []


@pytest.mark.parametrize(
    ("unclear", "answer", "entity", "field"),
    [
        ("I want to manage books.", "a title (required), an author and a year", "book", "author"),
        ("A ticket has a title and a status. CRUD for tickets.", "only open, in progress or closed", "ticket", "status"),
    ],
)
def test_what_matters_and_is_not_said_is_asked_and_the_answer_settles_it(unclear: str, answer: str, entity: str, field: str) -> None:
    asked = questions(asked_for({"intent": {"text": unclear}}))
    assert len(asked) == 1
    app = asked_for({"intent": {"text": unclear, "questions": asked, "answers": [answer]}})
    assert field in app.entities[entity].fields
    assert questions(app) == []
    assert questions(asked_for({"intent": {"text": unclear, "questions": asked, "answers": [""]}})) == asked
