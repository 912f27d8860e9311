"""requirements.md: the specification as people read it. Pure."""

from shared.specification import Endpoint, Entity, Specification


def render(specification: Specification) -> str:
    """The specification in Markdown, every requirement under its id."""
    sections = [
        f"# {specification.title}",
        specification.summary,
        _list("Requirements", [f"**{r.id}** {r.text}" for r in specification.requirements]),
        _endpoints(specification.endpoints),
        _entities(specification.entities),
        _list("Assumptions", specification.assumptions),
        _list("Open questions", specification.questions),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _list(title: str, items: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {item}" for item in items)]) if items else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _endpoints(endpoints: list[Endpoint]) -> str:
    if not endpoints:
        return ""
    rows = ["## Endpoints", "", "| operation | does | answers | requirements |", "|---|---|---|---|"]
    for e in endpoints:
        answers = "; ".join([str(e.status), *(f"{f.status} when {f.when}" for f in e.failures)])
        rows.append(f"| `{e.method} {_cell(e.path)}` | {_cell(e.summary)} | {_cell(answers)} | {', '.join(e.requirements)} |")
    return "\n".join(rows)


def _entities(entities: list[Entity]) -> str:
    if not entities:
        return ""
    rows = ["## Data"]
    for entity in entities:
        rows += ["", f"### {entity.name}", "", "| field | type | required | rule |", "|---|---|---|---|"]
        rows += [f"| {_cell(p.name)} | {p.type} | {'yes' if p.required else 'no'} | {_cell(p.rule)} |" for p in entity.properties]
    return "\n".join(rows)
