"""What is to be built and how: the contract between all agents. Structured output of Requirements and Architect; pure values.

Small models fill these in, so they are flat, every field has a default where one makes sense, and code (not the model) repairs what it can.
"""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

Kind = Literal["service", "pages", "cli", "library"]
Toolchain = Literal["python", "typescript"]
_PARAMETER = re.compile(r"\{[^}]*\}")


#: What a property may hold, and other words for it.
_PROPERTY_TYPES = frozenset({"string", "integer", "number", "boolean", "date", "datetime", "enum", "list", "object", "reference"})
_SYNONYMS = {
    "str": "string",
    "text": "string",
    "int": "integer",
    "float": "number",
    "decimal": "number",
    "bool": "boolean",
    "array": "list",
    "dict": "object",
    "timestamp": "datetime",
}


class Part(BaseModel):
    """A frozen part of a specification or plan; unknown fields are dropped."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Requirement(Part):
    """One thing that the result must do, checkable from outside. `id` is R1, R2, …"""

    id: str
    text: str


class Property(Part):
    """A field of an entity. `type`: string, integer, number, boolean, date, datetime, enum, list, object or reference."""

    name: str
    type: str = "string"
    required: bool = True
    rule: str = ""
    """Constraints in words: `1 to 100 characters`, `one of open, done`, `unique`."""


def property_type(said: str) -> str:
    """The type of a property that is called so; what nobody knows is text."""
    kind = said.strip().lower()
    return kind if kind in _PROPERTY_TYPES else _SYNONYMS.get(kind, "string")


class Entity(Part):
    """Something that the application stores."""

    name: str
    properties: list[Property] = Field(default_factory=list)


class Failure(Part):
    """A status that an endpoint answers when something is wrong."""

    status: int
    when: str


def shape(path: str) -> str:
    """A path whatever its parameters are called: `/notes/{id}` becomes `/notes/{}`."""
    return _PARAMETER.sub("{}", path)


class Endpoint(Part):
    """One HTTP operation. `requirements` are the ids that it stands for."""

    method: str
    path: str
    summary: str = ""
    request: list[Property] = Field(default_factory=list)
    status: int = 200
    response: str = ""
    failures: list[Failure] = Field(default_factory=list)
    requirements: list[str] = Field(default_factory=list)


#: Of a field that only code sets: language models are not asked for it (JSON Schema's word for what others than the writer set).
_NO_MODEL: JsonDict = {"readOnly": True}


class Specification(Part):
    """The structured form of requirements.md."""

    title: str
    summary: str = ""
    kind: Kind = "service"
    toolchain: Toolchain = "python"
    requirements: list[Requirement] = Field(default_factory=list)
    entities: list[Entity] = Field(default_factory=list)
    endpoints: list[Endpoint] = Field(default_factory=list)
    assumptions: list[str] = Field(default_factory=list)
    questions: list[str] = Field(default_factory=list)
    """At most five; only asked when the run was submitted with `ask`."""
    design: str = Field("", json_schema_extra=_NO_MODEL)
    """What was understood beyond all this, in a form that only its author's other roles know; empty: nothing that they could use."""


class PlannedTask(Part):
    """A node of the plan: `role` is an agent's name, `writes` the paths (relative to the app's root) that only it writes."""

    id: str
    role: str
    goal: str = ""
    needs: list[str] = Field(default_factory=list)
    writes: list[str] = Field(default_factory=list)
    basis: str = Field("", json_schema_extra=_NO_MODEL)
    """A digest of all that this task's result follows from, where its planner knows that better than the platform, to which it is the
    documents that the role reads. A change runs a task again only when this, or the drop of a task that it needs, is another."""


class Contract(Part):
    """An interface that tasks agree on before they write: a module's path and its public names and signatures, in words or code."""

    path: str
    text: str


class Plan(Part):
    """The DAG of agent tasks and what they agree on. Proposed by the Architect, checked by the orchestrator's core."""

    tasks: list[PlannedTask]
    contracts: list[Contract] = Field(default_factory=list)
    entry: str = "main:app"
    """Python: the ASGI application that the server loads. TypeScript: the request listener that a module exports."""
    health: str = "/health"
    decisions: list[str] = Field(default_factory=list)
    """Design decisions in one sentence each, for the capsule's documents."""
