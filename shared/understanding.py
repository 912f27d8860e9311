"""A specification's operations and data in words, for whoever reads them: document, terminal and dashboard say the same. Pure."""

from pydantic import BaseModel

from shared.specification import Endpoint, Entity, Property, Specification


class Operation(BaseModel):
    """What one operation takes, answers and refuses."""

    operation: str
    """`POST /books`."""
    summary: str
    takes: list[str]
    answers: int
    refusals: list[str]
    """`409 when another book has the same isbn`."""


class Field(BaseModel):
    """What a field may hold: `string, required, 13 characters, unique`."""

    name: str
    limits: str


class Record(BaseModel):
    """Something that is stored."""

    name: str
    fields: list[Field]


class Understanding(BaseModel):
    """What the application will do and keep."""

    operations: list[Operation]
    records: list[Record]


def understanding(specification: Specification) -> Understanding:
    """The specification in words."""
    return Understanding(
        operations=[_operation(endpoint) for endpoint in specification.endpoints],
        records=[_record(entity) for entity in specification.entities],
    )


def _operation(endpoint: Endpoint) -> Operation:
    return Operation(
        operation=f"{endpoint.method} {endpoint.path}",
        summary=endpoint.summary,
        takes=[one.name if one.required else f"{one.name} (optional)" for one in endpoint.request],
        answers=endpoint.status,
        refusals=[f"{failure.status} when {failure.when}" for failure in endpoint.failures],
    )


def _record(entity: Entity) -> Record:
    return Record(name=entity.name.replace("_", " "), fields=[Field(name=one.name, limits=_limits(one)) for one in entity.properties])


def _limits(one: Property) -> str:
    return ", ".join(part for part in (one.type, "required" if one.required else "", one.rule) if part)
