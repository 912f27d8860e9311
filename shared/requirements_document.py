"""requirements.md: the specification as people read it. Pure."""

from shared.specification import Entity, Specification
from shared.understanding import understanding


def render(specification: Specification) -> str:
    """The specification in Markdown, every requirement under its id."""
    sections = [
        f"# {specification.title}",
        specification.summary,
        _list("Requirements", [f"**{r.id}** {r.text}" for r in specification.requirements]),
        _endpoints(specification),
        _entities(specification.entities),
        _list("Assumptions", specification.assumptions),
        _list("Open questions", specification.questions),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _list(title: str, items: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {item}" for item in items)]) if items else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _endpoints(specification: Specification) -> str:
    if not specification.endpoints:
        return ""
    rows = ["## Endpoints", "", "| operation | does | answers | requirements |", "|---|---|---|---|"]
    for endpoint, told in zip(specification.endpoints, understanding(specification).operations, strict=True):
        answers = "; ".join([str(told.answers), *told.refusals])
        rows.append(f"| `{_cell(told.operation)}` | {_cell(told.summary)} | {_cell(answers)} | {', '.join(endpoint.requirements)} |")
    return "\n".join(rows)


def _entities(entities: list[Entity]) -> str:
    if not entities:
        return ""
    rows = ["## Data"]
    for entity in entities:
        rows += ["", f"### {entity.name}", "", "| field | type | required | rule |", "|---|---|---|---|"]
        rows += [f"| {_cell(p.name)} | {p.type} | {'yes' if p.required else 'no'} | {_cell(p.rule)} |" for p in entity.properties]
    return "\n".join(rows)
