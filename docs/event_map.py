"""Writes docs/events.md and docs/asyncapi.yaml from the event catalogue and every component's HANDLES and EMITS; --check fails when one is stale."""

import inspect
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from shared.events import CATALOGUE, Event, JobEnded, MessageDeadLettered, Topic  # noqa: E402 - the line above finds it

#: What no component emits, but a part that several of them use.
PLATFORM = {JobEnded: "*the jobs adapter*", MessageDeadLettered: "*any consumer*"}
ENVELOPE = {"id", "tenant", "run", "time", "source", "cause", "traceparent"}
CONTENT_TYPE = "application/cloudevents+json"

type Flow = dict[type[Event], list[str]]


def flows() -> tuple[Flow, Flow]:
    """Event -> the components that emit it; event -> those that handle it."""
    emitted: Flow = {kind: [] for kind in CATALOGUE}
    handled: Flow = {kind: [] for kind in CATALOGUE}
    for path in sorted(ROOT.glob("functions/*/handlers.py")):
        module = import_module(f"functions.{path.parent.name}.handlers")
        for kind in module.EMITS:
            emitted[kind].append(path.parent.name)
        for kind in module.HANDLES:
            handled[kind].append(path.parent.name)
    return emitted, handled


def says(kind: type[Event]) -> str:
    """The first sentence of an event's docstring."""
    return " ".join((inspect.getdoc(kind) or "").split()).split(" Emitted by")[0]


def page() -> str:
    """docs/events.md."""
    emitted, handled = flows()
    lines = [
        "# Events",
        "",
        "Who emits and who handles what; written by `docs/event_map.py`. Fields: `shared/events`, `docs/asyncapi.yaml`.",
    ]
    for topic in Topic:
        lines += ["", f"## Topic `{topic}`", "", "| event | says | emitted by | handled by |", "|-|-|-|-|"]
        for kind in (kind for kind in CATALOGUE if kind.TOPIC is topic):
            sources = ", ".join([*emitted[kind], *([PLATFORM[kind]] if kind in PLATFORM else [])])
            lines.append(f"| {kind.__name__} | {says(kind)} | {sources} | {', '.join(handled[kind])} |")
    return "\n".join([*lines, ""])


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document."""
    emitted, handled = flows()
    schemas: dict[str, Any] = {}
    messages = {kind.__name__: _message(kind, schemas) for kind in CATALOGUE}
    channels = {
        str(topic): {
            "address": str(topic),
            "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"} for kind in CATALOGUE if kind.TOPIC is topic},
            "bindings": {"kafka": {"topic": str(topic)}},
        }
        for topic in Topic
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "QLP events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in structured JSON over Kafka; key: the run's id. At least once: a reader drops the ids it knows.",
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"kafka": {"host": "{brokers}", "protocol": "kafka", "variables": {"brokers": {"description": "KAFKA_BROKERS"}}}},
        "channels": channels,
        "operations": {**_operations("send", emitted), **_operations("receive", handled)},
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _operations(action: str, flow: Flow) -> dict[str, Any]:
    """One operation for each component and topic."""
    groups: dict[tuple[str, str], list[str]] = {}
    for kind, components in flow.items():
        for component in components:
            groups.setdefault((component, str(kind.TOPIC)), []).append(kind.__name__)
    return {
        f"{component}_{action}s_{topic}": {
            "action": action,
            "title": f"{component} {action}s {topic}",
            "channel": {"$ref": f"#/channels/{topic}"},
            "messages": [{"$ref": f"#/channels/{topic}/messages/{name}"} for name in names],
        }
        for (component, topic), names in sorted(groups.items())
    }


def _message(kind: type[Event], schemas: dict[str, Any]) -> dict[str, Any]:
    """The message of one event; its schema, and those it needs, go into `schemas`."""
    schema = kind.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    fields = {name: field for name, field in schema["properties"].items() if name not in ENVELOPE}
    data = {"type": "object", "properties": fields, "required": [name for name in schema.get("required", []) if name in fields]}
    schemas[kind.__name__] = {
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "type": {"const": kind.TYPE},
            "datacontenttype": {"const": "application/json"},
            "id": {"type": "string", "format": "uuid", "description": "derives from the cause: the same cause makes the same id"},
            "source": {"type": "string", "description": "the component"},
            "subject": {"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "the run's id"},
            "time": {"type": "string", "format": "date-time"},
            "tenantid": {"type": "string"},
            "causationid": {"type": "string", "format": "uuid", "description": "the id of the event that led to this one"},
            "traceparent": {"type": "string"},
            "data": data,
            "dataref": {"type": "string", "description": "instead of data over 64 KB: its path in the tenant's container"},
            "datasize": {"type": "integer", "description": "with dataref: bytes"},
            "datadigest": {"type": "string", "description": "with dataref: SHA-256, hex"},
        },
        "required": ["specversion", "type", "id", "source", "subject", "time", "tenantid"],
        "oneOf": [{"required": ["data"]}, {"required": ["dataref", "datasize", "datadigest"]}],
    }
    return {
        "name": kind.TYPE,
        "title": kind.__name__,
        "summary": says(kind),
        "contentType": CONTENT_TYPE,
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": "the run's id"}}},
    }


def yaml(value: Any, indent: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON
    """The lines of a value in block style; scalars and keys as JSON, which YAML reads."""
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for key, item in items:
        start = f"{indent}- " if key is None else f"{indent}{key if str(key).isidentifier() else json.dumps(key)}:"
        if isinstance(item, dict | list) and item:
            nested = list(yaml(item, indent + "  "))
            yield from [start + nested[0].strip(), *nested[1:]] if key is None else [start, *nested]
        else:
            yield f"{start}{'' if key is None else ' '}{json.dumps(item, ensure_ascii=False)}"


def main() -> None:
    stale = []
    for name, text in {"events.md": page(), "asyncapi.yaml": "\n".join(yaml(asyncapi())) + "\n"}.items():
        target = ROOT / "docs" / name
        if "--check" not in sys.argv:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            stale.append(f"docs/{name}")
    if stale:
        sys.exit(f"stale: {', '.join(stale)}; run python docs/event_map.py")


if __name__ == "__main__":
    main()
