"""An understood application as the documents that agents exchange: its Specification and its Plan."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from shared.adapters.offline import limits, phrasing
from shared.reading.changes.asking import questions
from shared.specification import Contract, Plan, PlannedTask, Property, Requirement, Specification, Toolchain
from shared.specification import Endpoint as SpecifiedEndpoint
from shared.specification import Entity as SpecifiedEntity
from shared.toolchains import SUFFIXES, entry_file
from shared.writing.ir import App, Endpoint, Entity, Field
from shared.writing.ir_text import to_text

_TYPES = {"email": "string", "url": "string", "time": "string", "scalar": "string", "uuid": "string"}


def number_requirements(app: App) -> None:
    """Gives each operation and page the id of its requirement: R1, R2, … in the order of the intent."""
    for i, endpoint in enumerate(app.endpoints, 1):
        endpoint.requirement = f"R{i}"
    for i, page in enumerate(app.pages, len(app.endpoints) + 1):
        page.requirement = f"R{i}"


def specification(app: App, text: str = "") -> Specification:
    """The structured requirements. `text`: all that the user said, which they quote."""
    requirements = [Requirement(id=e.requirement, text=phrasing.of_operation(app, e, text)) for e in app.endpoints]
    requirements += [Requirement(id=p.requirement, text=phrasing.of_page(app, p, text)) for p in app.pages]
    if app.toolchain in _WISHED:
        requirements.append(Requirement(id=app.toolchain_requirement, text=_WISHED[app.toolchain]))
    pages = [
        SpecifiedEndpoint(method="GET", path=p.path, summary="Shows an HTML page.", response="text/html", requirements=[p.requirement])
        for p in app.pages
    ]
    return Specification(
        title=app.title,
        toolchain=app.toolchain,
        summary=phrasing.opening(text),
        requirements=requirements,
        entities=[_entity(entity) for entity in app.entities.values() if entity.stored],
        endpoints=[*(_endpoint(app, e, text) for e in app.endpoints), *pages],
        assumptions=app.assumptions,
        questions=questions(app),
        design=to_text(app),
    )


def _entity(entity: Entity) -> SpecifiedEntity:
    key = Property(name=entity.key, type="integer" if entity.key_type == "integer" else "string", required=False, rule="identifies it")
    return SpecifiedEntity(
        name=entity.name, properties=[key, *(_property(one, entity) for one in entity.fields.values() if one.name != entity.key)]
    )


def _property(one: Field, entity: Entity | None = None) -> Property:
    return Property(
        name=one.name,
        type="reference" if one.refers else _TYPES.get(one.type, one.type),
        required=bool(one.required),
        rule=limits.rule(one, entity),
    )


def _endpoint(app: App, endpoint: Endpoint, text: str) -> SpecifiedEndpoint:
    return SpecifiedEndpoint(
        method=endpoint.method,
        path=endpoint.path,
        summary=phrasing.summary(app, endpoint, text),
        request=[_property(one) for one in endpoint.body],
        status=endpoint.status,
        response=endpoint.entity,
        failures=phrasing.failures(app, endpoint),
        requirements=[endpoint.requirement],
    )


#: What an intent asks for that asks for a toolchain; the usual one needs no words.
_WISHED: Mapping[Toolchain, str] = {"typescript": "The service is written in TypeScript and runs on Node, without packages."}
_ENTRIES: Mapping[Toolchain, str] = {"python": "the ASGI application (FastAPI)", "typescript": "the request listener (node:http)"}
#: How requests are served, and how data are kept where there are any.
_DECISIONS: Mapping[Toolchain, tuple[str, tuple[str, ...]]] = {
    "python": (
        "FastAPI serves the requests; pydantic models check them.",
        (
            "SQLite keeps the data, one table for each resource, in the folder QLP_DATA.",
            "Operations run one after another, so a check and the change after it are never apart.",
        ),
    ),
    "typescript": (
        "Node serves the requests and runs the TypeScript as it is; no packages, no compiler.",
        ("node:sqlite keeps the data in QLP_DATA.",),
    ),
}
_PARTS = {
    "models.py": ("models", "Write what requests may say."),
    "pages.py": ("pages", "Write the pages."),
    "store.py": ("storage", "Write the tables."),
    "models.ts": ("models", "Write what requests may say."),
    "store.ts": ("storage", "Write the tables."),
}


def plan(app: App, code: Mapping[str, str], tests: Mapping[str, str]) -> Plan:
    """The tasks: one for each module, since a change seldom touches all of them. What a module follows from is known: its text."""
    rest = {path: content for path, content in code.items() if path not in _PARTS}
    parts = [(*part, {path: code[path]}) for path, part in _PARTS.items() if path in code]
    coding = [("code", "Write the operations.", rest), *parts]
    return Plan(
        tasks=[
            *(PlannedTask(id=name, role="codegen", goal=goal, writes=list(files), basis=_digest(files)) for name, goal, files in coding),
            PlannedTask(id="tests", role="testgen", goal="Write tests from the requirements.", writes=list(tests), basis=_digest(tests)),
            PlannedTask(id="diagrams", role="diagramgen", goal="Draw the architecture, the plan and the data model."),
            PlannedTask(id="docs", role="docgen", goal="Describe how to run and to call the service."),
            PlannedTask(id="security", role="security", goal="Review the code.", needs=[name for name, _, _ in coding]),
        ],
        contracts=_contracts(app),
        decisions=_decisions(app),
    )


def _contracts(app: App) -> list[Contract]:
    main = Contract(path=entry_file("main:app", app.toolchain), text=f"app: {_ENTRIES[app.toolchain]}")
    tables = f"one Table for each of {', '.join(e.plural for e in app.entities.values())}"
    return [main, *([Contract(path=f"store{SUFFIXES[app.toolchain]}", text=tables)] if app.entities else [])]


def _digest(files: Mapping[str, str]) -> str:
    return sha256(repr(sorted(files.items())).encode()).hexdigest()


def _decisions(app: App) -> list[str]:
    stored = any(entity.stored for entity in app.entities.values())
    served, kept = _DECISIONS[app.toolchain]
    return [served, *(kept if stored else ())]


def with_unmet(requirements: Sequence[Mapping[str, Any]], sentences: Sequence[str]) -> list[Mapping[str, Any]]:
    """The requirements, and one more for each sentence of the intent that no code and no test stands for."""
    return [*requirements, *({"id": f"R{len(requirements) + at}", "text": sentence} for at, sentence in enumerate(sentences, 1))]
