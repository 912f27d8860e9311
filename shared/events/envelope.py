"""What every event has, and its CloudEvents 1.0 form on the wire (structured JSON). Pure: no clock, no ids, no I/O.

In Python an event is flat: the envelope's fields and its own. On the wire its own fields are under `data`.
Strict to write (mypy checks the constructors), tolerant to read (unknown fields are dropped).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypedDict
from uuid import UUID, uuid5

import pydantic_core
from pydantic import AwareDatetime, BaseModel, ConfigDict


class Topic(StrEnum):
    """The Kafka topics (event hubs): at most ten, the limit of a Standard namespace."""

    INTENTS = "intents"
    TASKS = "tasks"
    DROPS = "drops"
    VALIDATION = "validation"
    CAPSULES = "capsules"
    DEPLOYMENTS = "deployments"
    THOUGHTS = "thoughts"
    CONTROL = "control"
    DEADLETTER = "deadletter"


class Value(BaseModel):
    """A frozen value inside an event or a document."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Value):
    """The envelope. `id` derives from the cause, so that a redelivered cause makes the same ids again."""

    TOPIC: ClassVar[Topic]
    TYPE: ClassVar[str]

    id: UUID
    tenant: str
    run: str
    time: AwareDatetime
    source: str
    cause: UUID | None = None
    traceparent: str | None = None


#: Python name -> CloudEvents attribute.
_ATTRIBUTES = {
    "id": "id",
    "tenant": "tenantid",
    "run": "subject",
    "time": "time",
    "source": "source",
    "cause": "causationid",
    "traceparent": "traceparent",
}


def derived_id(cause: UUID, key: str) -> UUID:
    """The id of what `cause` leads to; `key` tells several consequences of one cause apart."""
    return uuid5(cause, key)


class Envelope(TypedDict):
    """The envelope's fields, for `SomeEvent(**follow(…), …)`."""

    id: UUID
    tenant: str
    run: str
    time: datetime
    source: str
    cause: UUID | None
    traceparent: str | None


def follow(cause: Event, key: str, source: str, now: datetime) -> Envelope:
    """The envelope of what `cause` leads to; `key` tells several consequences of one cause apart."""
    return {
        "id": derived_id(cause.id, key),
        "tenant": cause.tenant,
        "run": cause.run,
        "time": now,
        "source": source,
        "cause": cause.id,
        "traceparent": cause.traceparent,
    }


def to_wire(event: Event) -> bytes:
    """The event as CloudEvents 1.0 structured JSON."""
    fields = event.model_dump(mode="json", exclude_none=True)
    envelope = {ours: fields.pop(name) for name, ours in _ATTRIBUTES.items() if name in fields}
    whole = {"specversion": "1.0", "type": event.TYPE, "datacontenttype": "application/json", **envelope, "data": fields}
    return pydantic_core.to_json(whole)


def flat(wire: dict[str, Any]) -> dict[str, Any]:
    """CloudEvents attributes and data as one flat dictionary of Python names."""
    data = wire.get("data")
    return {**(data if isinstance(data, dict) else {}), **{n: wire[a] for n, a in _ATTRIBUTES.items() if a in wire}}
