"""Reads what answers show: fields that are computed or set by the server, parts of a resource, results."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.aggregates import WORDS, aggregate
from shared.adapters.offline.ballots import tally
from shared.adapters.offline.calls import Call
from shared.adapters.offline.classify import params
from shared.adapters.offline.computed import compute
from shared.adapters.offline.counting import counter_in
from shared.adapters.offline.ir import App, Computed, Endpoint, Entity, Field
from shared.adapters.offline.measures import children
from shared.adapters.offline.shaping import from_shape
from shared.adapters.offline.types import guess


def reading(app: App, call: Call, entity: Entity) -> Endpoint | None:
    word = words.code_name(call.last)
    endpoint = Endpoint(call.method, call.path, "get", entity.name, source=call.statement, params=params(call))
    counted = tally(app, call, endpoint, entity)
    if counted:
        return counted
    votes = entity.fields.get("votes")
    if votes and votes.type == "object" and word in {"results", "result", "votes", "tally", "stats", "counts"}:
        return _results(app, call, endpoint, entity)
    if word in entity.fields:
        endpoint.result = f'{{"{word}": row["{word}"]}}'
        return endpoint
    for child, field in children(app, entity):
        if call.last in WORDS or call.answer_shape() or re.search(r"(?i)\b(total|average|sum|count|number of)\b", call.all):
            shape = call.answer_shape()
            if shape and all(name in entity.fields or name == entity.key or name == f"{entity.name}_id" for name in shape.names):
                break
            found = aggregate(app, call, child, entity, field)
            if found:
                return found
    return _shaped(app, call, endpoint, entity)


def _results(app: App, call: Call, endpoint: Endpoint, entity: Entity) -> Endpoint:
    shape = call.answer_shape()
    endpoint.result = 'row["votes"]'
    if (
        shape
        and not re.search(r"(?i)(red|blue|option|yes|no\b)", " ".join(shape.names))
        and any(name in {"votes", "results", "counts", "total", "total_votes", "question"} or name in entity.fields for name in shape.names)
    ):
        totals = {
            "total": 'sum(row["votes"].values())',
            "total_votes": 'sum(row["votes"].values())',
            "results": 'row["votes"]',
            "counts": 'row["votes"]',
            "tally": 'row["votes"]',
        }
        members = [f'"{name}": {totals.get(name) or _row_value(entity, name)}' for name in shape.names]
        endpoint.result = "{" + ", ".join(members) + "}"
    return endpoint


def _row_value(entity: Entity, name: str) -> str:
    return f'row["{entity.key}"]' if name in {f"{entity.name}_id", "id"} else f'row["{name}"]'


def _shaped(app: App, call: Call, endpoint: Endpoint, entity: Entity) -> Endpoint | None:
    """A part of a resource: the answer's members are its fields, or computed from them."""
    shape = call.answer_shape()
    names = shape.names if shape else []
    if not names:
        count = next((field for field in entity.fields if field in {"hits", "visits", "clicks", "views"} and call.last in WORDS), None)
        if count or call.last in {"stats", "info", "details"}:
            return endpoint
        word = words.code_name(call.last)
        if compute(app, entity, word, call.all):
            entity.computed[-1].only = "one"
            endpoint.result = f'{{"{word}": {entity.computed.pop().code}}}'
            return endpoint
        return None
    members = []
    for name in names:
        if name in entity.fields or name in {entity.key, f"{entity.name}_id", "id"}:
            members.append(f'"{name}": {_row_value(entity, name)}')
        elif compute(app, entity, name, call.all):
            members.append(f'"{name}": {entity.computed[-1].code}')
            entity.computed.pop()
        elif counter := counter_in(entity, f"counts {name}"):
            members.append(f'"{name}": row["{counter}"]')
        else:
            return None
    endpoint.result = "{" + ", ".join(members) + "}"
    return endpoint


def answer_fields(app: App, call: Call, endpoint: Endpoint) -> None:
    """What an answer shows beside the stored fields: computed, set by the server, or a choice of fields."""
    entity = app.entities.get(endpoint.entity)
    shape = call.answer_shape()
    if entity is None or shape is None or endpoint.kind not in _SHOWN or endpoint.result or endpoint.lines:
        return
    if endpoint.kind == "list" and _envelope(entity, endpoint, shape.names):
        return
    plain = {"id", entity.key, "error", "detail", "message", "success", "ok"}
    for one, (name, value) in zip(from_shape(shape), shape.members, strict=True):
        if name not in plain and name not in entity.fields and not compute(app, entity, name, call.all):
            _shown_field(entity, endpoint, one, value)


_SHOWN = {"create", "get", "list", "update", "upsert", "action"}


def _shown_field(entity: Entity, endpoint: Endpoint, one: Field, value: object) -> None:
    """A member that only answers show: a short address, or a field that the server sets."""
    if one.name in {"short_url", "shortUrl", "short", "short_link"} and entity.key_type == "string":
        entity.computed.append(Computed(one.name, f"f\"/{{row['{entity.key}']}}\""))
        return
    if endpoint.kind not in {"create", "get", "list", "upsert"} or (one.type or guess(one.name)) == "object":
        return
    one.given, one.required = guess(one.name) == "boolean" and endpoint.kind != "create", False
    if isinstance(value, bool) or value == 0:
        one.default = value
    elif not one.given and _COUNTER.fullmatch(one.name):
        one.type, one.default = "integer", 0
    entity.fields[one.name] = one


_COUNTER = re.compile(r"(?:click|hit|view|visit|like|vote|play|download|use|redirect|read|open)s|\w+_count|\w+Count|count")


def _envelope(entity: Entity, endpoint: Endpoint, names: list[str]) -> bool:
    """`{"items": […], "total": n}` around a list."""
    rows = next((name for name in names if name in {"items", "data", "results", "rows", "entries", entity.plural, f"{entity.name}s"}), None)
    if rows is None or rows in entity.fields:
        return False
    known = {
        "total": "total",
        "count": "total",
        "total_count": "total",
        "page": "page",
        "limit": "limit",
        "offset": "offset",
        "size": "size",
        "per_page": "per_page",
        "page_size": "page_size",
        "pages": "max(1, -(-total // page_size))",
    }
    endpoint.envelope = {name: "rows" if name == rows else known.get(name, "total") for name in names}
    return True
