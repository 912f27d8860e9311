"""The offline model: answers each role from the intent alone, by rules. It is no language model and is never called one.

The intent is read for its requirements. The specification carries what was understood, and all others work from that: they do not import
the reader, which takes longer than their work. See docs/decisions/034-what-is-read-travels.md.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from shared.adapters.offline import expressions
from shared.adapters.offline.files import code_files, files_of_tests
from shared.errors import NotUnderstood
from shared.events import Usage
from shared.ports import ModelAnswer, ModelRequest
from shared.writing.ir import App
from shared.writing.ir_text import from_text


class OfflineModel:
    """Answers questions without a network. Deterministic: the same inputs give the same answer."""

    async def ask(self, request: ModelRequest) -> AsyncIterator[str | ModelAnswer]:
        """Some thoughts, then the answer as JSON. Raises NotUnderstood with the sentence that stands in the way."""
        if request.role == "critic":
            yield ModelAnswer(json.dumps({"ok": True, "problems": []}), Usage(model="offline"))
            return
        role = _ROLES.get(request.role)
        if role is None:
            raise NotUnderstood(f"the offline model has no role {request.role!r}")
        app, questions = _understood(request)
        document = role(app, request.inputs) | ({"questions": questions, "design": ""} if questions else {})
        for thought in thoughts(request.role, app, [file["path"] for file in document.get("files", [])]):
            yield thought + "\n"
        yield ModelAnswer(json.dumps(document, ensure_ascii=False), Usage(model="offline"))


def _understood(request: ModelRequest) -> tuple[App, list[str]]:
    """The application that the specification carries, or that is read, and questions about what is not understood. Raises NotUnderstood."""
    specification = request.inputs.get("specification")
    if isinstance(specification, Mapping) and (design := specification.get("design")):
        try:
            return from_text(str(design)), []
        except ValueError:  # Another version's: what it was read from is there all the same.
            pass
    expressions.use()
    from shared.adapters.offline import intake

    return intake.understood(request.role, request.inputs)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def thoughts(role: str, app: App, paths: Sequence[str] = ()) -> list[str]:
    """What is worth saying about the work, which writes these files, in a few lines."""
    things = [entity.plural.replace("_", " ") for entity in app.entities.values()]
    about = (
        _counted(len(app.endpoints), "operation")
        + (f" over {', '.join(things)}" if things else "")
        + (f" and {_counted(len(app.pages), 'page')}" if app.pages else "")
    )
    lines = {
        "requirements": [f"I read {about}.", *app.assumptions[:3]],
        "architect": ["Each module is a task of its own; tests, diagrams and documents are made beside them.", f"The code covers {about}."],
        "codegen": [f"Writing {', '.join(paths)}."],
        "testgen": [f"Writing tests for {about}, from the requirements."],
        "fixer": ["I write the application again from the intent."],
        "diagramgen": ["Drawing the architecture, the plan and the data model."],
        "docgen": [f"Describing how to run the application and how to call its {about}."],
        "security": ["Reviewing the code: what requests may say, what reaches the database, what pages show."],
    }
    return lines.get(role, [])


def answer(role: str, app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a role has to say of an application, as a document."""
    return _ROLES[role](app, inputs)


def _files(files: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "content": content} for path, content in files.items()]


def _requirements(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from shared.adapters.offline import intake

    return intake.requirements(app, inputs)


def _architect(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from shared.adapters.offline import specify

    return specify.plan(app, code_files(app), files_of_tests(app)).model_dump(mode="json")


def _codegen(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The files of this task, or all of them when no plan tells the tasks apart."""
    task, plan = inputs.get("task"), inputs.get("plan")
    rows = plan.get("tasks", []) if isinstance(plan, Mapping) else []
    mine: list[str] = next((row["writes"] for row in rows if isinstance(task, Mapping) and row["id"] == task.get("id")), [])
    files = code_files(app)
    return {"files": _files({path: content for path, content in files.items() if path in mine} or files)}


def _testgen(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"files": _files(files_of_tests(app))}


def _fixer(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from what this model would write; tests stay as they are."""
    present = inputs.get("files")
    listed = present.get("files", []) if isinstance(present, Mapping) else []
    before = {file["path"]: file.get("content") for file in listed if isinstance(file, Mapping) and "path" in file}
    changed = {path: content for path, content in code_files(app).items() if before.get(path) != content}
    notes = (
        "Wrote these files again from the intent."
        if changed
        else "The files are already what the offline model makes of this intent; it can do no better."
    )
    return {"files": _files(changed), "notes": notes}


def _prose(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    things = words_of(app)
    return {"prose": f"{app.title}. The service offers {len(app.endpoints)} operations{things}."}


def words_of(app: App) -> str:
    """`, over books and members`."""
    names = [entity.plural.replace("_", " ") for entity in app.entities.values() if entity.stored]
    return f" over {' and '.join(names)}, kept in SQLite" if names else ""


def _security(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "findings": [],
        "prose": "Requests are checked by strict models; SQL takes values as parameters only; pages escape what they show.",
    }


_ROLES: dict[str, Callable[[App, Mapping[str, Any]], dict[str, Any]]] = {
    "requirements": _requirements,
    "architect": _architect,
    "codegen": _codegen,
    "testgen": _testgen,
    "fixer": _fixer,
    "docgen": _prose,
    "diagramgen": _prose,
    "security": _security,
}
