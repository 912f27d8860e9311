"""The offline model: answers each role from the intent alone, by rules. It is no language model and is never called one."""

import ast
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from shared.adapters.offline import specify
from shared.adapters.offline.idle import idle
from shared.errors import NotUnderstood, Unwritten
from shared.events import Usage
from shared.intent import Intent
from shared.ports import ModelAnswer, ModelRequest
from shared.reading.changes import conversation, restating
from shared.reading.doubts import Doubt
from shared.reading.reader import passed_over, read, read_leniently
from shared.reading.refused import HINT, check, in_own_words, not_understood
from shared.specification import Toolchain
from shared.toolchains import asked
from shared.writing import write_main, write_models, write_pages, write_store, write_tests
from shared.writing.ir import App
from shared.writing.typescript import writing

#: What reading goes wrong with when a text is stranger than its rules, and writing when it has a defect. Either way the intent is refused.
_LOST = (LookupError, ValueError, TypeError, AttributeError, StopIteration, SyntaxError, RecursionError)
#: Reasons are read in the terminal and in the dashboard alike.
_ASK = (
    "Or let yourself be asked about what is not understood: --ask, in the dashboard “Ask me when something is unclear”, in the API `ask`."
)
#: The same in every application.
REQUIREMENTS = "fastapi\nuvicorn\n"


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
        questions: list[str] = []
        try:
            app = asked_for(request.inputs)
        except Unwritten:
            raise
        except NotUnderstood as refusal:
            app, questions = _in_part(request, _quoting(request.inputs, refusal))
        document = role(app, request.inputs) | ({"questions": questions} if questions else {})
        for thought in thoughts(request.role, app, [file["path"] for file in document.get("files", [])]):
            yield thought + "\n"
        yield ModelAnswer(json.dumps(document, ensure_ascii=False), Usage(model="offline"))


def _in_part(request: ModelRequest, refusal: NotUnderstood) -> tuple[App, list[str]]:
    """What is understood of a new intent, and a question for each sentence that is not.

    Raises the refusal where nobody wants to be asked or too little is understood.
    """
    said = _said(request.inputs)
    if request.role != "requirements" or said.before or said.answers:
        raise refusal
    check(said.text)  # What is beyond the model in any words is no question.
    try:
        app, doubts = drafted(said.text)
    except NotUnderstood:
        raise refusal from None
    questions = restating.unclear(said.text, doubts)
    if not questions:
        raise refusal
    if not said.ask:
        raise NotUnderstood(f"{refusal.message} {_ASK}")
    return app, questions


def _quoting(inputs: Mapping[str, Any], refusal: NotUnderstood) -> NotUnderstood:
    """The refusal with the user's own words."""
    said = _said(inputs)
    return in_own_words(refusal, [said.text, *(one.text for one in said.before)])


def asked_for(inputs: Mapping[str, Any]) -> App:
    """The application after all that was said about it: intent, answers, changes. Raises NotUnderstood, also when nothing was said."""
    said = _said(inputs)
    app = conversation.read([*said.before, said], application, printed)
    specify.number_requirements(app)
    return app


def _said(inputs: Mapping[str, Any]) -> Intent:
    """The intent of a task's inputs. Raises NotUnderstood when nothing was said."""
    intent = inputs.get("intent")
    try:
        said = Intent.model_validate({"text": intent} if isinstance(intent, str) else intent)
    except ValidationError as error:
        raise NotUnderstood("there is no intent to read") from error
    if not said.text.strip():
        raise NotUnderstood("there is no intent to read")
    return said


def printed(app: App) -> str:
    """What an application does, without the words that it was asked for in."""
    return re.sub(r'"""R\d+:.*?"""|// R\d+:[^\n]*', "", f"{app.title}{code_files(app)}", flags=re.DOTALL)


@lru_cache(maxsize=32)
def application(text: str) -> App:
    """The application that an intent asks for, its requirements numbered. Raises NotUnderstood."""
    toolchain, wished = asked(text)
    app = _read(wished)
    _heed(wished, app, _written(app))
    app.toolchain = toolchain
    _answer_what_is_read(app)
    specify.number_requirements(app)
    _written(app)
    return app


def _heed(text: str, app: App, code: Mapping[str, str]) -> None:
    """Raises NotUnderstood with the first sentence that nothing in a service's code does what it says of."""
    with _finding_its_way():
        doubt = next(iter(passed_over(text, app, code)), None)
    if doubt is not None:
        raise not_understood(doubt.text, "nothing in the application would do what it says")


def _answer_what_is_read(app: App) -> None:
    """A 204 that stands near a reading operation is another's: an answer with content cannot have that status."""
    for endpoint in app.endpoints:
        if endpoint.kind in {"get", "list"} and endpoint.status == 204:
            endpoint.status = 200


def drafted(text: str) -> tuple[App, list[Doubt]]:
    """What the reader makes of an intent that it understands in part, its requirements numbered, and the rest. Raises NotUnderstood."""
    toolchain, wished = asked(text)
    with _finding_its_way():
        app, doubts = read_leniently(wished)
    _answer_what_is_read(app)
    specify.number_requirements(app)
    code = _written(app)
    with _finding_its_way():
        more = passed_over(wished, app, code)
    app.toolchain = toolchain
    _written(app)
    known = {doubt.text for doubt in doubts}
    return app, [*doubts, *(doubt for doubt in more if not any(doubt.text in text for text in known))]


def _read(text: str) -> App:
    """As the reader understands it. Raises NotUnderstood."""
    with _finding_its_way():
        return read(text)


@contextmanager
def _finding_its_way() -> Iterator[None]:
    """Where the reader gets lost in a text, that is refused like any other that it does not understand. Raises NotUnderstood."""
    try:
        yield
    except _LOST as error:
        raise NotUnderstood(f"I got lost in this intent; please say it in other words. {HINT}") from error


def _written(app: App) -> dict[str, str]:
    """The application's own files, which are code, as its tests are. Raises Unwritten, and NotUnderstood for what its toolchain cannot do."""
    try:
        files = code_files(app)
        for path, content in {**files, **files_of_tests(app)}.items():
            if path.endswith(".py"):
                ast.parse(content)
    except _LOST as error:
        raise Unwritten(
            f"I understand this intent, and what I write for it is no program ({type(error).__name__}: {error}). "
            f"That is a defect of QLP: please report it. {HINT}"
        ) from error
    return files


def code_files(app: App) -> dict[str, str]:
    """The application's own files. Raises NotUnderstood for what its toolchain cannot do."""
    return _WRITERS[app.toolchain][0](app)


def files_of_tests(app: App) -> dict[str, str]:
    """The application's tests."""
    return _WRITERS[app.toolchain][1](app)


def _python(app: App) -> dict[str, str]:
    files = {"main.py": write_main.main(app)}
    models = write_models.models(app)
    files |= {"models.py": models} if models else {}
    files |= {"pages.py": write_pages.pages(app)} if app.pages else {}
    files |= {"store.py": write_store.store(app)} if any(entity.stored for entity in app.entities.values()) else {}
    multipart = "python-multipart\n" if "Form(" in files.get("pages.py", "") else ""
    return files | {"requirements.txt": REQUIREMENTS + multipart}


def _tests_in_python(app: App) -> dict[str, str]:
    return {"tests/conftest.py": write_tests.CONFTEST, "tests/test_requirements.py": write_tests.tests(app)}


type _Write = Callable[[App], dict[str, str]]
#: Who writes the code, and who the tests.
_WRITERS: Mapping[Toolchain, tuple[_Write, _Write]] = {
    "python": (_python, _tests_in_python),
    "typescript": (writing.code_files, writing.files_of_tests),
}


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
    """The specification; a sentence that changes nothing in the application stands among the assumptions, for whoever approves it."""
    document = specify.specification(app, _told(inputs)).model_dump(mode="json")
    document["assumptions"] += [
        f'Nothing in the application follows from this sentence; say it in other words if it matters: "{sentence}"'
        for sentence in _idle(inputs)
    ]
    document["assumptions"] += [f'Left out, as you wished: "{sentence}"' for sentence in restating.left_out(_said(inputs))]
    return document


def _told(inputs: Mapping[str, Any]) -> str:
    """All that the user said, the first intent first."""
    said = _said(inputs)
    return "\n\n".join([*(one.text for one in said.before), said.text])


def _idle(inputs: Mapping[str, Any]) -> list[str]:
    """The sentences of an intent, to which nothing was added later, that change nothing."""
    said = _said(inputs)
    if said.answers or said.before:
        return []
    toolchain, wished = asked(said.text)

    def build(text: str) -> dict[str, str]:
        app = _read(text)
        app.toolchain, app.title = toolchain, ""
        return _written(app)

    try:
        return list(idle(wished, build))
    except NotUnderstood:  # It is understood in part only.
        return []


def _architect(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
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
