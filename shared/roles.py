"""The roles of agents: what each is for, what its sandbox may reach, and how long it may take. Prompts and output models: agent-image."""

from dataclasses import dataclass
from typing import Literal

#: Seconds that a task may wait for room to run in. That time is not its own: its deadline begins when its job does.
QUEUE_SECONDS = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Role:
    """`network`: `model` may reach the model endpoint, `none` reaches nothing (generated code runs there). `seconds`: a task's deadline."""

    name: str
    summary: str
    network: Literal["none", "model"] = "model"
    seconds: float = 900.0


ROLES = {
    role.name: role
    for role in (
        Role("requirements", "turns the intent into requirements"),
        Role("architect", "plans the DAG and the interfaces"),
        Role("codegen", "writes the application's code"),
        Role("testgen", "writes tests from the requirements and the contracts, never from the code"),
        Role("diagramgen", "draws the architecture, the DAG and the data model (Mermaid)"),
        Role("docgen", "writes the documents"),
        Role("security", "reviews the code for security"),
        Role("fixer", "repairs what validation found"),
        Role("check", "builds, tests, starts and probes the assembled files", network="none", seconds=300.0),
        Role("noop", "does nothing: measures the platform's own overhead", network="none", seconds=60.0),
    )
}

#: Roles that an Architect may put into a plan.
PLANNABLE = frozenset({"codegen", "testgen", "diagramgen", "docgen", "security", "noop"})
