"""Which tasks of a change need not run: those whose inputs are, byte by byte, the ones of a task of the base run. Pure.

A task's key is a digest of who does it (agents and models), what it is to do, and what it reads. What it reads is its plan's `basis`
where the planner gave one, else the documents that its role makes its result from; and always the drops of the tasks that it needs.
"""

import json
from collections.abc import Mapping
from hashlib import sha256

from shared.events import BlobRef, Content
from shared.specification import Plan, PlannedTask

#: The documents that a role's result follows from; a role that is not here reads all.
READS: Mapping[str, tuple[str, ...]] = {
    "diagramgen": ("specification", "plan"),
    "docgen": ("specification", "plan"),
    "security": (),
}
_ALL = ("intent", "specification", "plan")


def keys(plan: Plan, documents: Mapping[str, Content], drops: Mapping[str, Content], maker: str) -> dict[str, str]:
    """Key -> the task of the plan that has it, for tasks that left a drop. Without a known maker nothing has a key."""
    return {key(task, documents, drops, maker): task.id for task in plan.tasks if task.id in drops} if maker else {}


def key(task: PlannedTask, documents: Mapping[str, Content], drops: Mapping[str, Content], maker: str) -> str:
    """The task's key. A needed task that left no drop counts as such: with it the result could be another."""
    reads = {name: digest(documents[name]) for name in READS.get(task.role, _ALL) if name in documents}
    needs = [digest(drops[need]) if need in drops else "" for need in task.needs]
    told = [maker, task.role, task.goal, sorted(task.writes), task.basis or reads, needs]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def digest(content: Content) -> str:
    """The SHA-256 of content, wherever it lies."""
    return content.sha256 if isinstance(content, BlobRef) else sha256(content.text.encode()).hexdigest()
