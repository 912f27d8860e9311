"""The documents that code writes from the specification and the plan: README.md, decisions.md. Pure.

A model may add a paragraph; the facts never come from it, so they are always there and always right.
"""

import re
from collections.abc import Mapping

from agent import inputs, toolchains
from agent.answers import Prose
from agent.ends import Rejected
from agent.tolerant import json_object
from agent.toolchains.toolchain import Words
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.specification import Endpoint, Plan, Property, Specification
from shared.toolchains import entry_file


def _section(title: str, lines: list[str]) -> str:
    return f"## {title}\n\n" + "\n".join(lines) if lines else ""


def _endpoint(endpoint: Endpoint) -> str:
    ids = f" ({', '.join(endpoint.requirements)})" if endpoint.requirements else ""
    failures = "".join(f"; {failure.status} when {failure.when}" for failure in endpoint.failures)
    return f"- `{endpoint.method} {endpoint.path}` → {endpoint.status}: {endpoint.summary}{ids}{failures}"


def _fields(properties: list[Property]) -> str:
    parts = [
        f"`{field.name}` ({field.type}{'' if field.required else ', optional'}{f', {field.rule}' if field.rule else ''})"
        for field in properties
    ]
    return ", ".join(parts) or "nothing but its id"


def specification_text(specification: Specification) -> str:
    """The specification as a model reads it: short lines, nothing that it does not need."""
    lines = [f"{specification.title}. {specification.summary}", "Requirements:"]
    lines += [f"{item.id}: {item.text}" for item in specification.requirements]
    lines += ["Stored:"] if specification.entities else []
    lines += [f"- {entity.name}: {_fields(entity.properties)}" for entity in specification.entities]
    lines += ["Endpoints:"] if specification.endpoints else []
    for endpoint in specification.endpoints:
        body = f" Body: {_fields(endpoint.request)}." if endpoint.request else ""
        lines.append(f"{_endpoint(endpoint)}.{body}{f' Answers {endpoint.response}.' if endpoint.response else ''}")
    return "\n".join(lines)


def about_use(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `prose`: the README's introduction."""
    return {
        "topic": "what this service is for and how a program uses it",
        "specification": specification_text(inputs.specification(bundle)),
    }


def about_design(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `prose`: what the diagrams show."""
    return {"topic": "how this service is built: its parts and its data", "specification": specification_text(inputs.specification(bundle))}


def prose(text: str) -> str:
    """A model's few sentences: no headings, no fences, no HTML. Raises Rejected."""
    said = json_object(text).get("prose")
    try:
        cleaned = Prose.model_validate({"prose": said}).prose
    except ValueError as error:
        raise Rejected("`prose` is not a text") from error
    return re.sub(r"[<>]|^\s*#+\s*|`{3,}", "", cleaned, flags=re.MULTILINE).strip()[:1500]


def read(text: str, bundle: Bundle) -> Drop:
    """README.md and decisions.md with the model's introduction. Raises Rejected."""
    return _documents(bundle, prose(text))


def alone(bundle: Bundle) -> Drop:
    """README.md and decisions.md as code writes them."""
    return _documents(bundle, "")


def _documents(bundle: Bundle, introduction: str) -> Drop:
    specification, plan = inputs.specification(bundle), inputs.plan(bundle)
    words = toolchains.of(bundle).words
    readme = File(path="README.md", content=_readme(specification, plan, words, introduction))
    return Drop(files=[readme, File(path="docs/decisions.md", content=_decisions(specification, plan, words))])


def _readme(specification: Specification, plan: Plan, words: Words, introduction: str) -> str:
    run = words.run.format(entry=plan.entry, main=entry_file(plan.entry, specification.toolchain))
    calls = "\n\n".join(f"{endpoint.summary or endpoint.path}:\n\n```sh\n{_call(endpoint)}\n```" for endpoint in specification.endpoints)
    sections = [
        f"# {specification.title}",
        specification.summary,
        introduction,
        f"## Run it\n\n```sh\n{run}\n```\n\nData is kept in the folder that `QLP_DATA` names. `GET {plan.health}` answers 200 while it runs.",
        f"## Call it\n\n{calls}" if calls else "",
        f"## Test it\n\n```sh\n{words.test}\n```",
        "What it must do is in [docs/requirements.md](docs/requirements.md).",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


_EXAMPLES = {
    "integer": "1",
    "number": "1.5",
    "boolean": "true",
    "list": "[]",
    "object": "{}",
    "date": '"2030-01-31"',
    "datetime": '"2030-01-31T12:00:00Z"',
}


def _call(endpoint: Endpoint) -> str:
    path = re.sub(r"\{[^}]*\}", "1", endpoint.path)
    command = f"curl -X {endpoint.method} 'http://127.0.0.1:8000{path}'".replace(" -X GET", "")
    if not endpoint.request or endpoint.method == "GET":
        return command
    body = ", ".join(f'"{field.name}": {_EXAMPLES.get(field.type, chr(34) + "text" + chr(34))}' for field in endpoint.request)
    return f"{command} \\\n  -H 'Content-Type: application/json' -d '{{{body}}}'"


def _decisions(specification: Specification, plan: Plan, words: Words) -> str:
    made = [f"- {decision}" for decision in plan.decisions or [words.decision]]
    agreed = "\n\n".join(f"### `{contract.path}`\n\n```text\n{contract.text.replace('```', '')}\n```" for contract in plan.contracts)
    sections = [
        f"# Design decisions: {specification.title}",
        "\n".join(made),
        _section("Assumptions", [f"- {assumption}" for assumption in specification.assumptions]),
        f"## Interfaces between the parts\n\n{agreed}" if agreed else "",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"
