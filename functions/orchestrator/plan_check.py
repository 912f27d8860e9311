"""Checks what the Architect proposed: repairs what can be repaired and says so, refuses the rest. Pure.

A plan is a model's answer, so nothing in it is trusted: ids become file names, paths become files, needs become a graph.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import ValidationError

from shared.drops import safe_path
from shared.errors import Invalid
from shared.roles import PLANNABLE
from shared.specification import Plan, PlannedTask

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
#: Names that tasks' inputs and the platform's own tasks have.
_TAKEN = re.compile(r"(?i)(intent|specification|plan|files|report|requirements(-\d+)?|check-\d+|fix-\d+)")
_ENTRY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*|[\w./-]+\.(js|mjs|cjs)")
_HEALTH = re.compile(r"/[\w./-]{0,80}")
#: What models call the roles.
_SPOKEN = {
    "code": "codegen",
    "coder": "codegen",
    "developer": "codegen",
    "backend": "codegen",
    "test": "testgen",
    "tests": "testgen",
    "tester": "testgen",
    "diagram": "diagramgen",
    "diagrams": "diagramgen",
    "doc": "docgen",
    "docs": "docgen",
    "documentation": "docgen",
    "securityreview": "security",
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_GOAL = 2_000
_MENTIONED = 40


@dataclass(slots=True)
class _Draft:
    """A task while it is being repaired."""

    id: str
    role: str
    goal: str
    needs: list[str]
    writes: list[str]
    basis: str


@dataclass(slots=True)
class _Repairs:
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Refused:
    """A plan that cannot be run, and why."""

    reason: str


def check(proposed: Mapping[str, Any], most: int) -> Plan | Refused:
    """The plan, repaired where that is possible (its decisions say how); refused when it has no task, more than `most`, or none that writes the app.

    A plan of `noop` tasks only measures the platform: it needs no code.
    """
    try:
        plan = Plan.model_validate(proposed)
    except ValidationError as error:
        return Refused(f"the plan is not one: {_wrong(error)}")
    if not 0 < len(plan.tasks) <= most:
        return Refused(f"the plan has {len(plan.tasks)} tasks; 1 to {most} are allowed")
    repairs = _Repairs()
    tasks, renamed = _named(plan.tasks, repairs)
    tasks = _known_roles(tasks, repairs)
    roles = {task.role for task in tasks}
    if "codegen" not in roles and roles != {"noop"}:
        return Refused("the plan has no codegen task, so nothing would write the application")
    _needs(tasks, renamed, repairs)
    _paths(tasks, repairs)
    _acyclic(tasks, repairs)
    return _rebuilt(plan, tasks, repairs)


def _wrong(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)[:3])


def _named(tasks: Sequence[PlannedTask], repairs: _Repairs) -> tuple[list[_Draft], dict[str, str]]:
    """Tasks with ids that are unique (also where case does not count) and safe as file names; old id -> new id."""
    used: set[str] = set()
    renamed: dict[str, str] = {}
    drafts = []
    for task in tasks:
        name = _unique(_safe(task.id), used)
        used.add(name.lower())
        if name != task.id:
            repairs.note(f"task {task.id[:_MENTIONED]!r} is called {name}")
        renamed.setdefault(task.id, name)
        drafts.append(_Draft(name, _role(task.role), task.goal[:_GOAL], list(task.needs), list(task.writes), _basis(task)))
    return drafts, renamed


def _basis(task: PlannedTask) -> str:
    """A digest; what a model may have made up in its place is no basis."""
    return task.basis if _DIGEST.fullmatch(task.basis) else ""


def _safe(name: str) -> str:
    if _ID.fullmatch(name) and not _TAKEN.fullmatch(name):
        return name
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:48] or "unnamed"
    return slug if _ID.fullmatch(slug) and not _TAKEN.fullmatch(slug) else f"task-{slug}"


def _unique(name: str, used: set[str]) -> str:
    number, unique = 2, name
    while unique.lower() in used:
        unique, number = f"{name[:54]}-{number}", number + 1
    return unique


def _role(name: str) -> str:
    spoken = re.sub(r"[^a-z]+", "", name.lower()).removesuffix("agent")
    return _SPOKEN.get(spoken, spoken)


def _known_roles(tasks: list[_Draft], repairs: _Repairs) -> list[_Draft]:
    for task in tasks:
        if task.role not in PLANNABLE:
            repairs.note(f"task {task.id} is left out: there is no role {task.role[:_MENTIONED]!r}")
    return [task for task in tasks if task.role in PLANNABLE]


def _needs(tasks: list[_Draft], renamed: Mapping[str, str], repairs: _Repairs) -> None:
    """Needs name other tasks of the plan, once each; tests are written from the requirements and never see the code."""
    roles = {task.id: task.role for task in tasks}
    for task in tasks:
        wanted = dict.fromkeys(renamed.get(need, need) for need in task.needs)
        task.needs = [need for need in wanted if not _refused(task, need, roles, repairs)]


def _refused(task: _Draft, need: str, roles: Mapping[str, str], repairs: _Repairs) -> bool:
    if need == task.id or need not in roles:
        repairs.note(f"task {task.id} does not wait for {need[:_MENTIONED]!r}: there is no such other task")
        return True
    if task.role == "testgen" and roles[need] == "codegen":
        repairs.note(f"task {task.id} does not wait for {need}: tests are written without seeing the code")
        return True
    return False


def _paths(tasks: Iterable[_Draft], repairs: _Repairs) -> None:
    """Paths stay inside the workspace, and only one task writes each."""
    writers: dict[str, str] = {}
    for task in tasks:
        kept: list[str] = []
        for written in task.writes:
            path = _inside(written)
            if path is None:
                repairs.note(f"task {task.id} does not write {written[:_MENTIONED]!r}: not a path inside the workspace")
            elif (writer := writers.setdefault(path.lower(), task.id)) != task.id:
                repairs.note(f"task {task.id} does not write {path}: task {writer} does")
            elif path.lower() not in {one.lower() for one in kept}:
                kept.append(path)
        task.writes = kept


def _inside(path: str) -> str | None:
    try:
        return safe_path(path)
    except Invalid:
        return None


def _acyclic(tasks: Sequence[_Draft], repairs: _Repairs) -> None:
    """Where tasks wait for each other in a circle, the first of them in the plan does not wait."""
    order = {task.id: place for place, task in enumerate(tasks)}
    while circle := _circle(tasks):
        place = min(range(1, len(circle)), key=lambda at: order[circle[at]])
        first, need = tasks[order[circle[place]]], circle[place - 1]
        first.needs.remove(need)
        repairs.note(f"task {first.id} does not wait for {need}: they wait for each other")


def _circle(tasks: Sequence[_Draft]) -> list[str]:
    """Tasks of which each is needed by the next, and the last is the first again; empty when there is no circle."""
    try:
        TopologicalSorter({task.id: task.needs for task in tasks}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def _rebuilt(plan: Plan, tasks: Sequence[_Draft], repairs: _Repairs) -> Plan:
    entry = plan.entry if _ENTRY.fullmatch(plan.entry) else "main:app"
    health = plan.health if _HEALTH.fullmatch(plan.health) else "/health"
    for name, was, now in (("entry", plan.entry, entry), ("health path", plan.health, health)):
        if was != now:
            repairs.note(f"the {name} is {now}, not {was[:_MENTIONED]!r}")
    planned = [
        PlannedTask(id=task.id, role=task.role, goal=task.goal, needs=task.needs, writes=task.writes, basis=task.basis) for task in tasks
    ]
    decisions = [*plan.decisions, *(f"Plan repaired: {note}." for note in repairs.notes)]
    return plan.model_copy(update={"tasks": planned, "entry": entry, "health": health, "decisions": decisions})
