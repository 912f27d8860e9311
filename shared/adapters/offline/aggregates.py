"""Reads computed values: statistics over resources, totals and averages of what belongs to one, fields made from others."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.ir import App, Endpoint, Entity
from shared.adapters.offline.measures import OPPOSITES, expression, group_field, grouped_list, grouping, kind_of, numbers
from shared.adapters.offline.queries import read_queries
from shared.adapters.offline.text import Placeholder, Shape
from shared.adapters.offline.write_queries import filter_lines

WORDS = {
    "stats",
    "statistics",
    "summary",
    "total",
    "totals",
    "count",
    "average",
    "avg",
    "mean",
    "report",
    "overview",
    "metrics",
    "aggregate",
    "sum",
    "balance",
    "breakdown",
    "analytics",
    "dashboard",
    "results",
    "result",
    "rating",
    "revenue",
    "spending",
    "value",
    "score",
    "tally",
    "insights",
    "histogram",
    "distribution",
    "usage",
    "standings",
    "progress",
    "median",
    "minimum",
    "maximum",
    "min",
    "max",
    "counts",
    "averages",
}


def aggregate(app: App, call: Call, entity: Entity, owner: Entity | None = None, field: str = "") -> Endpoint | None:
    """An endpoint of statistics over a resource; with `owner`, over what belongs to one."""
    endpoint = Endpoint(
        call.method, call.path, "aggregate", entity.name, success(call, 200), call.statement, [words.code_name(p) for p in call.params]
    )
    read_queries(app, endpoint, entity, call, [])
    endpoint.query = [query for query in endpoint.query if query.how not in {"sort", "order", "limit", "offset", "page", "size", "search"}]
    where = f'{field}=row["{owner.key}"]' if owner else ""
    members = _members(app, call, entity, owner)
    if not members:
        return None
    lines = [f"row = find_{owner.name}({endpoint.params[-1]})"] if owner else []
    lines.append(f"rows = store.{entity.plural}.find({where})")
    for query in endpoint.query:
        lines += filter_lines(query)
    if len(members) == 1 and "" in members:
        endpoint.lines = [*lines, f"return {members['']}"]
    else:
        endpoint.lines = [*lines, "return {" + ", ".join(f'"{name}": {code}' for name, code in members.items()) + "}"]
    if not re.search(r"\brows\b", " ".join(endpoint.lines[1 + bool(owner) :])):
        endpoint.lines.remove(f"rows = store.{entity.plural}.find({where})")
    if members.get("", "").startswith("["):
        endpoint.bare = "list[dict[str, Any]]"
    return endpoint


def _members(app: App, call: Call, entity: Entity, owner: Entity | None = None) -> dict[str, str]:
    """Name -> code of the answer's members; the name is empty when the answer is one value."""
    shape = call.answer_shape()
    said = _answer_words(call)
    if shape:
        grouped = grouped_list(app, entity, shape.names, call, said)
        shaped = {"": grouped} if grouped else _shaped(app, call, entity, shape, said, owner)
        if shaped:
            return shaped
    group = re.search(
        r"(?i)\b(?:per|by|for each|grouped by|group by|each|in each)\s+(?:the )?[`'\"]?([\w ]+?)[`'\"]?(?=$|[.,;()]| and\b| as\b| in\b| with\b| for\b| the\b| its\b| how\b| to\b)",
        said,
    )
    if group and (field := group_field(entity, group[1])):
        return {"": grouping(entity, field, said)}
    names = _named(entity, said, app)
    codes = {name: expression(app, entity, name, said, None, []) for name in names}
    members = {name: code for name, code in codes.items() if code is not None}
    if not members and call.last in WORDS:
        name = words.code_name(call.last)
        code = expression(app, entity, name, said, None, [])
        return {name: code} if code else {}
    return members


def _shaped(app: App, call: Call, entity: Entity, shape: Shape, said: str, owner: Entity | None = None) -> dict[str, str]:
    """The members that JSON shows; empty when one of them says nothing."""
    members: dict[str, str] = {}
    for name, value in shape.members:
        code = (
            _of_owner(members, name, owner, call)
            or _difference(members, name, value, said)
            or expression(app, entity, name, said, value, shape.names)
        )
        if code is None:
            return {}
        members[name] = code
    return members


def _of_owner(members: dict[str, str], name: str, owner: Entity | None, call: Call) -> str:
    """What the path or the owner says, and what is left of the owner's number."""
    if name in call.params:
        return words.code_name(name)
    if owner is None:
        return ""
    if name in {owner.name, f"{owner.name}_{owner.key}", f"{owner.name}_id", "id"} and name not in owner.fields:
        return f'row["{owner.key}"]'
    if name in owner.fields:
        return f'row["{name}"]'
    used = next((code for code in members.values() if code.startswith(("sum(", "len("))), "")
    limit = next((code for member, code in members.items() if member in numbers(owner)), "") or next(
        (f'row["{one}"]' for one in numbers(owner)), ""
    )
    return (
        f"{limit} - {used}"
        if used and limit and words.code_name(name) in {"remaining", "left", "available", "free", "rest", "open"}
        else ""
    )


def _difference(members: dict[str, str], name: str, value: object, said: str) -> str:
    """`"balance": income minus expenses`: one member less another."""
    text = value.text if isinstance(value, Placeholder) else said
    match = re.search(r"(?i)\b(\w+) (?:minus|-|less) (?:the )?(?:total )?(\w+)", text)
    if not match or name in members or name in match.groups():
        return ""
    parts = [
        next((code for member, code in members.items() if words.singular(member) == words.singular(part.lower())), "")
        for part in match.groups()
    ]
    return " - ".join(parts) if all(parts) else ""


def _answer_words(call: Call) -> str:
    return re.sub(r"\b\d{3}\b", "", call.all)


_MEASURES = (
    ("average", "average"),
    ("mean", "average"),
    ("total", "total"),
    ("sum of", "total"),
    ("highest", "max"),
    ("lowest", "min"),
    ("maximum", "max"),
    ("minimum", "min"),
)


def _named(entity: Entity, said: str, app: App) -> list[str]:
    """The names of values in words: `the total number of tasks, the number of completed ones and the average rating`."""
    quoted = list(re.findall(r"[`'\"]([a-zA-Z_]\w*)[`'\"]", said))
    if quoted:
        return list(dict.fromkeys(quoted))
    low = said.lower()
    found = [
        f"{prefix}_{name}"
        for name in numbers(entity)
        for word, prefix in _MEASURES
        if re.search(rf"\b{word}\b (?:of |the |all )*(?:\w+ )?{name.replace('_', ' ')}s?\b", low)
    ]
    found += _named_totals(entity, low, found)
    found += _named_states(entity, low)
    if not found and re.search(r"\baverage\b", low) and len(numbers(entity)) == 1:
        found.append("average")
    return list(dict.fromkeys(found))


def _named_totals(entity: Entity, low: str, found: list[str]) -> list[str]:
    """`total` (a sum or a number of resources) and `count`."""
    totals = []
    counted = re.search(r"\btotal number\b|\btotal count\b", low)
    if re.search(r"\b(sum|total)\b", low) and len(numbers(entity)) == 1 and not found and not counted:
        totals.append("total")
    elsewhere = re.search(rf"\btotal\b(?! {'|'.join(numbers(entity)) or '-'})", low) and not totals
    if re.search(r"\b(count|number of|how many|total number)\b", low) or elsewhere:
        totals.append("total" if "total" in low and not totals else "count")
    return totals


def _named_states(entity: Entity, low: str) -> list[str]:
    """Flags and choices that are counted."""
    states = []
    for one in entity.fields.values():
        if kind_of(one) == "boolean" and (re.search(rf"\b{one.name}\b", low) or (one.name == "done" and "completed" in low)):
            states.append(one.name if one.name in low else "completed")
        states += [choice for choice in one.choices if re.search(rf"\b{re.escape(choice.lower())}\b", low)]
    return [*states, *(word for word in OPPOSITES if re.search(rf"\b{word}\b", low) and word not in states)]
