"""Two resources joined by paths (`PUT /playlists/{id}/songs/{song_id}`), and what actions leave behind (`GET /cards/{code}/redemptions`)."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Computed, Endpoint, Entity, Field
from shared.adapters.offline.write_parts import needs_show
from shared.adapters.reading.clauses import refused
from shared.adapters.reading.outline import Route
from shared.adapters.reading.routing import Routed


def pairs(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> set[tuple[str, str]]:
    """The pairs of resources (owner, member) that paths join."""
    found = [pair for one in routed if (pair := _pair(app, routed, parts_of[id(one)], one))]
    return {(owner.name, other.name) for owner, other in found}


def join(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> None:
    """Makes a table for each pair of resources that a path joins, and gives the paths their meaning."""
    joined = pairs(app, routed, parts_of)
    for one in routed:
        pair = _pair(app, routed, parts_of[id(one)], one)
        if pair is not None:
            _joins(app, one, *pair)
    for one in routed:
        _lists(app, one, parts_of[id(one)], joined)


def _joins(app: App, one: Routed, owner: Entity, other: Entity) -> None:
    """An operation that joins two, or takes them apart again."""
    table = _table(app, owner, other)
    endpoint = one.endpoint
    endpoint.entity, endpoint.parent, endpoint.kind, endpoint.guards = owner.name, "", "compute", []
    member = endpoint.params[1] if len(endpoint.params) > 1 else f'values["{one.body[0].name}"]'
    endpoint.body = [] if len(endpoint.params) > 1 else [_key_of(one.body[0], other)]
    lines = ["values = body.model_dump()"] if endpoint.body else []
    lines += [f"find_{owner.name}({endpoint.params[0]})", f"find_{other.name}({member})"]
    where = f"{owner.name}={endpoint.params[0]}, {other.name}={member}"
    endpoint.lines = [*lines, *(_removed(table, where) if one.route.method == "DELETE" else _added(one.route, table, where, endpoint))]
    endpoint.bare = "None"
    endpoint.status = next((int(code) for code in re.findall(r"\b(20[014])\b", one.route.words)), 201 if endpoint.body else 204)
    if endpoint.status != 204:
        endpoint.lines.append(f"return find_{owner.name}({endpoint.params[0]})")
        endpoint.bare = "Row"


def _key_of(field: Field, other: Entity) -> Field:
    field.type, field.required = "integer" if other.key_type == "integer" else "string", True
    return field


def _lists(app: App, one: Routed, parts: list[str], joined: set[tuple[str, str]]) -> None:
    """`GET /courses/{id}/students`, `GET /students/{id}/courses`: what is joined with one."""
    if one.route.method != "GET" or len(parts) != 3 or not parts[1].startswith("{"):
        return
    own, listed = (app.entities.get(words.singular(words.code_name(part))) for part in (parts[0], parts[2]))
    pair = next((pair for pair in joined if own and listed and pair in {(own.name, listed.name), (listed.name, own.name)}), None)
    if pair is None or own is None or listed is None:
        return
    table = _table(app, app.entities[pair[0]], app.entities[pair[1]])
    shown = f'find_{listed.name}(link["{listed.name}"])'
    shown = f"show_{listed.name}({shown})" if needs_show(listed) else shown
    one.endpoint.entity, one.endpoint.parent, one.endpoint.kind, one.endpoint.bare = own.name, "", "compute", "list[Row]"
    one.endpoint.lines = [
        f"find_{own.name}({one.endpoint.params[0]})",
        f"return [{shown} for link in store.{table.plural}.find({own.name}={one.endpoint.params[0]})]",
    ]


def _pair(app: App, routed: list[Routed], parts: list[str], one: Routed) -> tuple[Entity, Entity] | None:
    """The owner and the member that `/playlists/{id}/songs/{song_id}`, or `POST /playlists/{id}/songs {"song_id"}`, joins: both are resources of their own."""
    if len(parts) not in {3, 4} or not parts[1].startswith("{") or one.route.method not in {"PUT", "POST", "DELETE"}:
        return None
    owner, other = (app.entities.get(words.singular(words.code_name(part))) for part in (parts[0], parts[2]))
    own = any(
        each.endpoint.kind == "create" and each.endpoint.entity == (other.name if other else "") and not each.endpoint.parent
        for each in routed
    )
    if not owner or not other or not own or owner is other:
        return None
    if len(parts) == 4:
        return (owner, other) if parts[3].startswith("{") else None
    sent = [field.name for field in one.body]
    keys = {f"{other.name}_id", other.name, f"{other.name}Id", *({other.key} if other.key != "id" else {"id"})}
    return (owner, other) if one.route.method == "POST" and len(sent) == 1 and sent[0] in keys else None


def _table(app: App, owner: Entity, other: Entity) -> Entity:
    name = f"{owner.name}_{other.name}"
    if name in app.entities:
        return app.entities[name]
    made = Entity(name, f"{owner.name}_{other.plural}")
    for one in (owner, other):
        made.fields[one.name] = Field(
            one.name, "integer" if one.key_type == "integer" else "string", required=True, given=True, refers=one.name
        )
    app.entities[name] = made
    rows = f'[find_{other.name}(link["{other.name}"]) for link in store.{made.plural}.find({owner.name}=row["{owner.key}"])]'
    if other.plural not in owner.fields:
        owner.computed.append(Computed(other.plural, rows, f"its {other.plural}", "one"))
    return made


def _added(route: Route, table: Entity, where: str, endpoint: Endpoint) -> list[str]:
    twice = next((one.status for part in (route.text, *route.more) for one in refused(part) if one.status == 409), 0)
    pairs = ", ".join(f'"{part.split("=")[0]}": {part.split("=")[1]}' for part in where.split(", "))
    if twice:
        return [
            f"if store.{table.plural}.find({where}):",
            f'    raise HTTPException({twice}, "it is there already")',
            f"store.{table.plural}.add({{{pairs}}})",
        ]
    return [f"if not store.{table.plural}.find({where}):", f"    store.{table.plural}.add({{{pairs}}})"]


def _removed(table: Entity, where: str) -> list[str]:
    return [f"if not store.{table.plural}.remove({where}):", '    raise HTTPException(404, "it is not there")']


_EVERY = re.compile(r"^(?:history|transactions|movements|log|logs|events|bookings|changes|entries|operations|activity)$")


def keep_history(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> None:
    """A nested list that nothing creates shows what actions did: each leaves a record."""
    for one in routed:
        parts = parts_of[id(one)]
        if one.route.method != "GET" or len(parts) != 3 or one.endpoint.kind:
            continue
        owner = app.entities.get(one.endpoint.entity)
        actions = [
            e
            for e in app.endpoints
            if owner
            and e.kind == "action"
            and e.entity == owner.name
            and (_EVERY.match(parts[2]) or _noun_of(parts[2], e.path.rpartition("/")[2]))
        ]
        if owner is not None and actions:
            _record(app, owner, actions, one, parts[2])


def _noun_of(noun: str, verb: str) -> bool:
    """`redemptions` of `redeem`, `deposits` of `deposit`."""
    stem = min(len(verb), 5) if len(verb) > 4 else len(verb)
    return words.singular(noun).startswith(verb[: max(3, stem - 1)])


def _record(app: App, owner: Entity, actions: list[Endpoint], one: Routed, name: str) -> None:
    made = app.entities[words.singular(words.code_name(name))] = Entity(words.singular(words.code_name(name)), words.code_name(name))
    made.fields[owner.name] = Field(
        owner.name, "string" if owner.key_type == "string" else "integer", given=False, refers=owner.name, required=True
    )
    several = len(actions) > 1
    if several:
        kind = next((name for name in ("type", "kind", "action", "operation") if name in one.route.words), "type")
        made.fields[kind] = Field(kind, "string", given=False)
    for action in actions:
        sent = list(action.body)
        for field in sent:
            made.fields.setdefault(field.name, Field(field.name, field.type or "number", given=False))
        pairs = [f'"{owner.name}": row["{owner.key}"]', *(f'"{field.name}": values["{field.name}"]' for field in sent)]
        pairs += [f'"{kind}": "{action.path.rpartition("/")[2]}"'] if several else []
        action.after.append(f"store.{made.plural}.add({{{', '.join(pairs)}}})")
    if several:
        _both_ends(app, owner, made, kind, one.route.words)
    newest = re.search(r"(?i)\bnewest first\b|\blatest first\b|\bmost recent first\b", one.route.words)
    one.endpoint.kind, one.endpoint.parent, one.endpoint.entity = "list", owner.name, made.name
    one.endpoint.order = "rows.reverse()" if newest else ""


def _both_ends(app: App, owner: Entity, made: Entity, kind: str, told: str) -> None:
    """A transfer leaves a record with either end, if the text names a kind for each: `"transfer_out"` and `"transfer_in"`."""
    kinds = re.findall(r"\"(\w+)\"", told)
    for endpoint in app.endpoints:
        name, *ends = endpoint.answer.get("ends", "").split("|")
        mine = [each for each in kinds if each.startswith(endpoint.entity)]
        out = next((each for each in mine if re.search(r"out|from|sent|paid|debit", each)), "")
        into = next((each for each in mine if re.search(r"in|to|received|credit", each) and each != out), "")
        if name != owner.name or not out or not into:
            continue
        amount = re.sub(r"row\[\"(\w+)\"\]", r"\1", ends[2])
        for reference, called in ((ends[0], out), (ends[1], into)):
            pairs = f'"{owner.name}": row["{reference}"], "{amount}": {ends[2]}, "{kind}": "{called}"'
            endpoint.after.append(f"store.{made.plural}.add({{{pairs}}})")
