"""Makes a model's specification and plan sound: ids, methods, paths, statuses, what the intent names itself, tasks that every plan has.

Pure. What is wrong in form is put right here; a model is asked again only for what code cannot know.
"""

import re
from collections.abc import Iterable

from agent.ends import Rejected
from shared.drops import safe_path
from shared.errors import Invalid
from shared.roles import PLANNABLE
from shared.specification import (
    Contract,
    Endpoint,
    Entity,
    Plan,
    PlannedTask,
    Property,
    Requirement,
    Specification,
    Toolchain,
    property_type,
    shape,
)
from shared.toolchains import SUFFIXES, entry_file, language

_NAMED = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\s+(/[\w\-/{}:<>.]*)")
_SAYS = r"(?:returns?|returning|answers?|responds?|responding|gives?|status|code|with|->|=>|→)"
_SUCCESS = re.compile(rf"(?:\(|{_SAYS}\s+)(?:(?:with|a|an|HTTP|status|code)\s+)*(20[0-6])\b", re.IGNORECASE)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def sound_specification(raw: Specification, intent: str, ask: bool, toolchain: Toolchain = "python") -> Specification:
    """The specification, for this toolchain, with what can be put right put right. Raises Rejected when it requires nothing."""
    requirements, renamed = _numbered(raw.requirements)
    if not requirements:
        raise Rejected("There is not one requirement. List what the application must do, R1, R2, …")
    endpoints = _with_named(_endpoints(raw.endpoints, renamed), intent)
    fits = raw.toolchain == toolchain and raw.kind in ("service", "pages")
    notes = [] if fits else [f"It is built as a web service in {language(toolchain)}."]
    return raw.model_copy(
        update={
            "title": raw.title.strip()[:80] or "Application",
            "kind": raw.kind if raw.kind in ("service", "pages") else "service",
            "toolchain": toolchain,
            "requirements": requirements,
            "entities": [_entity(entity) for entity in raw.entities if entity.name.strip()],
            "endpoints": endpoints,
            "assumptions": [*raw.assumptions, *notes][:20],
            "questions": [question for question in raw.questions if question.strip()][:5] if ask else [],
        }
    )


def _numbered(raw: Iterable[Requirement]) -> tuple[list[Requirement], dict[str, str]]:
    kept: list[Requirement] = []
    renamed: dict[str, str] = {}
    for requirement in raw:
        text = requirement.text.strip()
        if text and text not in {known.text for known in kept} and len(kept) < 60:
            kept.append(Requirement(id=f"R{len(kept) + 1}", text=text))
            renamed[requirement.id] = kept[-1].id
    return kept, renamed


def _endpoints(raw: Iterable[Endpoint], renamed: dict[str, str]) -> list[Endpoint]:
    kept: dict[tuple[str, str], Endpoint] = {}
    for endpoint in raw:
        method, path = endpoint.method.strip().upper(), tidy_path(endpoint.path)
        if method in _METHODS and path != "/health":
            sound = {
                "method": method,
                "path": path,
                "status": endpoint.status if 200 <= endpoint.status < 400 else 200,
                "request": [_property(field) for field in endpoint.request if field.name.strip()] if method != "DELETE" else [],
                "failures": [failure for failure in endpoint.failures if 400 <= failure.status < 600],
                "requirements": [renamed[name] for name in endpoint.requirements if name in renamed],
            }
            kept.setdefault((method, path), endpoint.model_copy(update=sound))
    return list(kept.values())


def _with_named(endpoints: list[Endpoint], intent: str) -> list[Endpoint]:
    """Every operation that the intent names is there, with the status that stands beside its name."""
    known = {(endpoint.method, shape(endpoint.path)): endpoint for endpoint in endpoints}
    matches = list(_NAMED.finditer(intent))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        said = intent[match.end() : following.start() if following else len(intent)]
        status = _SUCCESS.search(re.split(r"\.\s|\n\n", said, maxsplit=1)[0])
        path = tidy_path(match[2].rstrip(".:"))
        key = (match[1], shape(path))
        if key not in known and _is_example(path, match[1], known):
            continue
        endpoint = known.get(key) or Endpoint(
            method=match[1], path=path, summary=f"{match[1]} {path}{said.splitlines()[0][:120]}" if said else ""
        )
        known[key] = endpoint.model_copy(update={"status": int(status[1])}) if status else endpoint
    return list(known.values())


def _is_example(path: str, method: str, known: Iterable[tuple[str, str]]) -> bool:
    """Whether a path is a call of a known operation (`/notes/7` of `/notes/{}`), and no operation of its own."""
    return any(method == other and re.fullmatch(re.escape(shape).replace(r"\{\}", "[^/]+"), path) for other, shape in known)


def tidy_path(text: str) -> str:
    """A path as FastAPI writes it: `/todos/{id}`, whatever the model used for parameters."""
    path = re.sub(r":(\w+)|<(?:\w+:)?(\w+)>", lambda match: "{" + (match[1] or match[2]) + "}", text.strip().split("?")[0])
    return "/" + path.strip("/")


def _entity(entity: Entity) -> Entity:
    return entity.model_copy(update={"properties": [_property(field) for field in entity.properties if field.name.strip()]})


def _property(field: Property) -> Property:
    return field.model_copy(update={"name": field.name.strip(), "type": property_type(field.type)})


def sound_plan(raw: Plan, specification: Specification) -> Plan:
    """The plan with known roles, needs that exist, safe and unique paths, the tasks that every plan has; contracts only about this service."""
    named = re.sub(rf"(?:{'|'.join(map(re.escape, SUFFIXES.values()))}):", ":", raw.entry)
    entry = named if re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", named) else "main:app"
    main = entry_file(entry, specification.toolchain)
    tasks: dict[str, PlannedTask] = {}
    taken: set[str] = set()
    for task in raw.tasks[:40]:
        name = re.sub(r"[^a-z0-9-]+", "-", task.id.lower()).strip("-")[:40]
        if task.role in PLANNABLE and task.role != "noop" and name and name not in tasks:
            refused = taken if task.role == "codegen" else taken | {main}
            meant = (_in_language(path, specification.toolchain) for path in map(_safe, task.writes) if path)
            writes = [path for path in dict.fromkeys(meant) if path not in refused]
            taken.update(writes)
            tasks[name] = task.model_copy(update={"id": name, "writes": writes})
    _complete(tasks, main, taken)
    names = set(tasks)
    sound = [task.model_copy(update={"needs": _needs(task, names)}) for task in tasks.values()]
    known = {shape(endpoint.path) for endpoint in specification.endpoints} | {"/health"}
    contracts = [contract for contract in raw.contracts if _safe(contract.path) and _operations(contract.text) <= known]
    return raw.model_copy(update={"tasks": sound, "entry": entry, "contracts": contracts, "health": "/health"})


def _operations(text: str) -> set[str]:
    """The shapes of the paths of all operations that a text names."""
    return {shape(tidy_path(match[2].rstrip(".:"))) for match in _NAMED.finditer(text)}


def _safe(path: str) -> str | None:
    try:
        return safe_path(path.removeprefix("./"))
    except Invalid:
        return None


def _in_language(path: str, toolchain: Toolchain) -> str:
    """A path with the suffix of the toolchain where it has that of another: a plan may still think of it."""
    others = [suffix for name, suffix in SUFFIXES.items() if name != toolchain]
    return next((path.removesuffix(suffix) + SUFFIXES[toolchain] for suffix in others if path.endswith(suffix)), path)


def _needs(task: PlannedTask, names: set[str]) -> list[str]:
    # Tests come from the requirements and the contracts, never from the code; so they wait for nothing.
    return [] if task.role == "testgen" else [need for need in dict.fromkeys(task.needs) if need in names and need != task.id]


def _complete(tasks: dict[str, PlannedTask], main: str, taken: set[str]) -> None:
    """Adds the tasks that every plan has, and makes sure that one of them writes the entry."""
    coders = [task for task in tasks.values() if task.role == "codegen"]
    if not coders:
        tasks["code"] = PlannedTask(id="code", role="codegen", goal="Write the application.", writes=[main])
    elif main not in taken:
        tasks[coders[0].id] = coders[0].model_copy(update={"writes": [main, *coders[0].writes]})
    coded = [task.id for task in tasks.values() if task.role == "codegen"]
    present = {task.role for task in tasks.values()}
    for role, name, goal, needs in (
        ("testgen", "tests", "Write tests from the requirements.", []),
        ("diagramgen", "diagrams", "Draw the architecture, the plan and the data model.", []),
        ("docgen", "docs", "Write the documents.", []),
        ("security", "security", "Review the code for security.", coded),
    ):
        if role not in present:
            free = name if name not in tasks else f"{name}-{role}"
            tasks[free] = PlannedTask(id=free, role=role, goal=goal, needs=needs)


def contract_text(contracts: Iterable[Contract]) -> str:
    """The contracts as a model reads them."""
    return "\n\n".join(f"{contract.path}:\n{contract.text}" for contract in contracts)
