"""Draws Mermaid diagrams from the specification and the plan: architecture, the plan's DAG, the data model. Pure; always renders.

Every label is quoted and stripped of what Mermaid would read as syntax; every identifier is made here.
"""

import re

from agent import documents, inputs
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.specification import Entity, Plan, Specification


def read(text: str, bundle: Bundle) -> Drop:
    """The diagrams with the model's words on them. Raises Rejected."""
    return _drawn(bundle, documents.prose(text))


def alone(bundle: Bundle) -> Drop:
    """The diagrams."""
    return _drawn(bundle, "")


def _drawn(bundle: Bundle, words: str) -> Drop:
    specification, plan = inputs.specification(bundle), inputs.plan(bundle)
    drawn = [("Architecture", architecture(specification, plan)), ("Plan", dag(plan)), ("Data model", data_model(specification))]
    page = [f"# Diagrams: {specification.title}", words, *(f"## {title}\n\n```mermaid\n{text}\n```" for title, text in drawn if text)]
    return Drop(files=[File(path="docs/diagrams.md", content="\n\n".join(part for part in page if part) + "\n")])


def label(text: str) -> str:
    """Text that can stand between double quotes in Mermaid."""
    return " ".join(re.sub(r"[^\w{}/.,:\-]", " ", text).split())[:80] or "-"


def _name(text: str) -> str:
    return re.sub(r"\W", "_", text) or "_"


def architecture(specification: Specification, plan: Plan) -> str:
    """Who calls what, and where data is."""
    lines = ["flowchart LR", '  client(["Client"])', f'  subgraph app["{label(specification.title)}"]']
    resources: dict[str, list[str]] = {}
    for endpoint in specification.endpoints:
        resources.setdefault(endpoint.path.strip("/").split("/")[0] or "home", []).append(f"{endpoint.method} {endpoint.path}")
    for at, (resource, calls) in enumerate(resources.items()):
        lines.append(f'    r{at}["{label(resource)}<br/>{"<br/>".join(label(call) for call in calls[:8])}"]')
    lines += [f'    health["GET {label(plan.health)}"]', "  end", "  client --> health"]
    lines += [f"  client --> r{at}" for at in range(len(resources))]
    if specification.entities:
        lines.append('  data[("SQLite in QLP_DATA")]')
        lines += [f"  r{at} --> data" for at in range(len(resources))]
    return "\n".join(lines)


def dag(plan: Plan) -> str:
    """The plan's tasks, and which waits for which."""
    names = {task.id: f"t{at}" for at, task in enumerate(plan.tasks)}
    lines = ["flowchart TD"]
    lines += [f'  {names[task.id]}["{label(task.id)}<br/>{label(task.role)}"]' for task in plan.tasks]
    lines += [f"  {names[need]} --> {names[task.id]}" for task in plan.tasks for need in task.needs if need in names]
    return "\n".join(lines)


def data_model(specification: Specification) -> str:
    """What is stored, and what refers to what; empty when nothing is stored."""
    if not specification.entities:
        return ""
    lines = ["erDiagram"]
    by_name = {entity.name.lower(): _name(entity.name) for entity in specification.entities}
    for entity in specification.entities:
        lines += [f"  {_name(entity.name)} {{", "    integer id PK", *_columns(entity), "  }"]
    for entity in specification.entities:
        for field in entity.properties:
            target = by_name.get(re.sub(r"_?ids?$", "", field.name.lower()))
            if target and target != _name(entity.name):
                lines.append(f'  {target} ||--o{{ {_name(entity.name)} : "{label(field.name)}"')
    return "\n".join(lines)


def _columns(entity: Entity) -> list[str]:
    return [f"    {_name(field.type)} {_name(field.name)}" for field in entity.properties if field.name.lower() != "id"]
