"""Reads the answers of the RequirementsAgent and the Architect, and says what their prompts need. Pure."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from agent import documents, inputs, toolchains
from agent.ends import Rejected
from agent.refining import contract_text, sound_plan, sound_specification
from agent.tolerant import json_object
from shared import requirements_document
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.specification import Plan, Specification
from shared.toolchains import entry_file

#: From so many operations on, several modules are worth a plan.
_ONE_MODULE = 15


def asked(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `requirements`."""
    questions = (
        "Ask at most five questions, only where the answer changes what is built." if inputs.may_ask(bundle) else "Ask no questions."
    )
    live = bundle.inputs.get("base_specification")
    shown = f"\n\nWhat is live does this:\n{documents.specification_text(Specification.model_validate(live))}" if live else ""
    return {"intent": inputs.intent_text(bundle) + shown, "questions": questions, "toolchain": inputs.wished(bundle)}


def read_specification(text: str, bundle: Bundle) -> Drop:
    """The specification, and requirements.md that shows it. Raises Rejected."""
    raw = _model(text, Specification)
    # A change may take back what the words before it name, so there only the answer counts.
    named = "" if inputs.intent(bundle).before else inputs.intent_text(bundle)
    sound = sound_specification(raw, named, inputs.may_ask(bundle), inputs.wished(bundle))
    shown = requirements_document.render(sound)
    return Drop(files=[File(path="docs/requirements.md", content=shown)], result=sound.model_dump(mode="json"))


def specified(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `architect`."""
    toolchain = toolchains.of(bundle)
    return {
        "specification": documents.specification_text(inputs.specification(bundle)),
        "stack": toolchain.words.stack,
        "scaffold": toolchain.words.scaffold,
        "main": entry_file("main:app", toolchain.name),
        "tests": toolchain.tests.expected,
    }


def read_plan(text: str, bundle: Bundle) -> Drop:
    """The plan. Raises Rejected."""
    return Drop(result=sound_plan(_model(text, Plan), inputs.specification(bundle)).model_dump(mode="json"))


def plan_alone(bundle: Bundle) -> Drop | None:
    """The plan of a service that is small enough for one module: it needs no architect. None for a larger one."""
    specification = inputs.specification(bundle)
    small = len(specification.endpoints) < _ONE_MODULE
    return Drop(result=sound_plan(Plan(tasks=[]), specification).model_dump(mode="json")) if small else None


def contracts(bundle: Bundle) -> str:
    """What the tasks of the plan agreed on, or that there is nothing."""
    return contract_text(inputs.plan(bundle).contracts) or "(none)"


def _model[T: BaseModel](text: str, kind: type[T]) -> T:
    document = json_object(text)
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        pruned = _without(document, error)
    try:
        return kind.model_validate(pruned)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[:3]
        wrong = "; ".join(f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in first)
        raise Rejected(f"The JSON does not have the fields that were asked for: {wrong}") from error


def _without(document: dict[str, Any], error: ValidationError) -> dict[str, Any]:
    """The document less the list items and optional fields that are malformed: one bad item must not cost the whole answer."""
    for item in sorted(error.errors(include_url=False), key=lambda each: str(each["loc"]), reverse=True):
        holder: Any = document
        path = list(item["loc"])
        cut = next((at for at in range(len(path) - 1, 0, -1) if isinstance(path[at], int)), 0)
        for step in path[:cut]:
            holder = holder[step] if _has(holder, step) else None
        key = path[cut]
        if isinstance(holder, list) and isinstance(key, int) and key < len(holder):
            holder[key] = None
        elif isinstance(holder, dict):
            holder.pop(str(key), None)
    return {name: [part for part in value if part is not None] if isinstance(value, list) else value for name, value in document.items()}


def _has(holder: object, step: int | str) -> bool:
    if isinstance(holder, list):
        return isinstance(step, int) and step < len(holder)
    return isinstance(holder, dict) and step in holder
