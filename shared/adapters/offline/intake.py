"""What users say, read as the application that they ask for, and the specification that follows from it."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from shared.adapters.offline import specify
from shared.adapters.offline.files import code_files, files_of_tests, printed
from shared.adapters.offline.idle import Suspect, idle, suspects
from shared.errors import NotUnderstood, Unwritten
from shared.intent import Intent
from shared.reading.changes import conversation, restating
from shared.reading.doubts import Doubt
from shared.reading.reader import passed_over, read, read_leniently
from shared.reading.refused import HINT, check, in_own_words, not_understood
from shared.toolchains import asked
from shared.writing.ir import App

#: What reading goes wrong with when a text is stranger than its rules, and writing when it has a defect. Either way the intent is refused.
_LOST = (LookupError, ValueError, TypeError, AttributeError, StopIteration, SyntaxError, RecursionError)
#: Reasons are read in the terminal and in the dashboard alike.
_ASK = (
    "Or let yourself be asked about what is not understood: --ask, in the dashboard “Ask me when something is unclear”, in the API `ask`."
)


def understood(role: str, inputs: Mapping[str, Any]) -> tuple[App, list[str]]:
    """The application that is asked for, and questions about what is not understood. Raises NotUnderstood with the sentence that stands in the way."""
    try:
        return asked_for(inputs), []
    except Unwritten:
        raise
    except NotUnderstood as refusal:
        return _in_part(role, inputs, _quoting(inputs, refusal))


def _in_part(role: str, inputs: Mapping[str, Any], refusal: NotUnderstood) -> tuple[App, list[str]]:
    """What is understood of a new intent, and a question for each sentence that is not.

    Raises the refusal where nobody wants to be asked or too little is understood.
    """
    said = _said(inputs)
    if role != "requirements" or said.before or said.answers:
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


@lru_cache(maxsize=32)
def application(text: str) -> App:
    """The application that an intent asks for, its requirements numbered. Raises NotUnderstood."""
    toolchain, wished = asked(text)
    app = _read(wished)
    _heed(wished, app, _written(app))
    app.toolchain = toolchain
    _answer_what_is_read(app)
    specify.number_requirements(app)
    _answer_demands(text, _written(app))
    return app


def _answer_demands(text: str, files: Mapping[str, str]) -> None:
    """Raises NotUnderstood with the first sentence that asks for something of which the application has nothing."""
    demands = (one for one in suspects(asked(text)[1], files.values()) if one.is_demand)
    demand = next(_changing_nothing(text, demands), None)
    if demand is not None:
        raise not_understood(demand.sentence, "nothing in the application would do what it says")


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


def requirements(app: App, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The specification. A sentence that changes nothing in the application stands among the assumptions, for whoever approves it, and is a requirement that no test stands for."""
    document = specify.specification(app, _told(inputs)).model_dump(mode="json")
    unmet = _idle(inputs)
    document["requirements"] = specify.with_unmet(document["requirements"], unmet)
    document["assumptions"] += [
        f'Nothing in the application follows from this sentence; say it in other words if it matters: "{sentence}"' for sentence in unmet
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
    try:
        files = _written(application(said.text))
        return [one.sentence for one in _changing_nothing(said.text, suspects(asked(said.text)[1], files.values()))]
    except NotUnderstood:  # It is understood in part only.
        return []


def _changing_nothing(text: str, among: Iterable[Suspect]) -> Iterator[Suspect]:
    """Those of an intent's sentences that change nothing. Raises NotUnderstood."""
    toolchain, wished = asked(text)

    def build(text: str) -> dict[str, str]:
        app = _read(text)
        app.toolchain, app.title = toolchain, ""
        return _written(app)

    return idle(wished, [*among], build)
