"""A task's inputs as typed values. They are documents that other tasks made, so what is missing or malformed is Invalid, not a crash."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.drops import Drop, File, Report
from shared.errors import Invalid
from shared.intent import Intent, Said
from shared.job_protocol import Bundle
from shared.reading.changes import restating
from shared.reading.changes.restating import Restated
from shared.specification import Plan, PlannedTask, Specification, Toolchain
from shared.toolchains import asked


def intent_text(bundle: Bundle) -> str:
    """What the user typed, and the answers to questions. Raises Invalid."""
    said = intent(bundle)
    if not said.before:
        return _told(said)
    made = "\n\n".join(_told(one) for one in said.before)
    return (
        f"{made}\n\nAll that is built and live. Now it is to be changed, and where this contradicts the above, this holds:\n{_told(said)}"
    )


def intent(bundle: Bundle) -> Intent:
    """What the user said, in its parts. Raises Invalid."""
    try:
        return Intent.model_validate(bundle.inputs.get("intent"))
    except ValidationError as error:
        raise Invalid("the task lacks its intent", "intent") from error


def toolchain(bundle: Bundle) -> Toolchain:
    """What the app is written in: as it is specified; before that, as it is wished. Raises Invalid."""
    return specification(bundle).toolchain if "specification" in bundle.inputs else wished(bundle)


def wished(bundle: Bundle) -> Toolchain:
    """What the user asks for it to be written in: the last wish, or Python. Raises Invalid."""
    said = intent(bundle)
    wishes = [found for one in (*said.before, said) if (found := asked(one.text)[0]) != "python"]
    return wishes[-1] if wishes else "python"


def _told(said: Said) -> str:
    questions = [*said.questions, *[""] * len(said.answers)]
    pairs = zip(questions, said.answers, strict=False)
    return "\n".join([said.text, *(f"Answer to your question {question}".rstrip() + f": {answer}" for question, answer in pairs)])


def may_ask(bundle: Bundle) -> bool:
    """Whether questions to the user are welcome: asked for, and not answered yet."""
    document = bundle.inputs.get("intent") or {}
    return bool(document.get("ask")) and not document.get("answers")


def specification(bundle: Bundle) -> Specification:
    """What is to be built. Raises Invalid."""
    return _value(bundle, "specification", Specification)


def assumptions(bundle: Bundle) -> list[str]:
    """What the specification assumes or, before there is one, that of what is live; nothing where there is neither. Raises Invalid."""
    known = next((name for name in ("specification", "base_specification") if bundle.inputs.get(name)), None)
    return _value(bundle, known, Specification).assumptions if known else []


def restated(bundle: Bundle, told: Sequence[Restated] = ()) -> Bundle:
    """The task with the words that are read instead of the user's: these, or what the specification assumes."""
    pairs = [*told] or restating.assumed(assumptions(bundle))
    if not pairs:
        return bundle
    said = intent(bundle)
    put = [one.model_copy(update={"text": restating.put_all(one.text, pairs)}) for one in said.before]
    document = said.model_copy(update={"text": restating.put_all(said.text, pairs), "before": put}).model_dump(mode="json")
    return bundle.model_copy(update={"inputs": {**bundle.inputs, "intent": document}})


def plan(bundle: Bundle) -> Plan:
    """How it is to be built. Raises Invalid."""
    return _value(bundle, "plan", Plan)


def report(bundle: Bundle) -> Report:
    """What validation found. Raises Invalid."""
    return _value(bundle, "report", Report)


def files(bundle: Bundle) -> list[File]:
    """The files to work on: the input `files`, and those in the drops of needed tasks; a later one wins. Raises Invalid."""
    known = {"intent", "specification", "plan", "report"}
    found: dict[str, File] = {}
    for name, document in bundle.inputs.items():
        if name not in known and isinstance(document, dict) and "files" in document:
            found.update((file.path, file) for file in _value(bundle, name, Drop).files)
    return list(found.values())


def planned(bundle: Bundle) -> PlannedTask:
    """This task's row in the plan; a plain one when the plan has none."""
    rows = plan(bundle).tasks if "plan" in bundle.inputs else []
    return next((row for row in rows if row.id == bundle.task), PlannedTask(id=bundle.task, role=bundle.role, goal=bundle.goal))


def _value[T: BaseModel](bundle: Bundle, name: str, kind: type[T]) -> T:
    document: Any = bundle.inputs.get(name)
    if isinstance(document, dict) and kind is not Drop and "files" in document and isinstance(document.get("result"), dict):
        document = document["result"]
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise Invalid(f"the task's input {name!r} is not what it should be: {error.errors(include_url=False)[:2]}", name) from error
