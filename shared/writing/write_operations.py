"""Writes the functions of operations on resources: for each kind of operation its statements, and the type of what it answers."""

from keyword import iskeyword

from shared.writing.ir import MISSING, App, Endpoint, Entity, Field
from shared.writing.write_parts import needs_checks, needs_show, refuse
from shared.writing.write_queries import filter_lines, listing


def own_param(endpoint: Endpoint) -> str:
    """The path parameter that identifies the operation's resource."""
    return endpoint.params[-1] if endpoint.params else ""


def parent_lines(endpoint: Endpoint) -> list[str]:
    """The statements that refuse a path below a parent that is not there."""
    return [f"find_{endpoint.parent}({endpoint.params[0]})"]


def _parent_field(app: App, endpoint: Endpoint) -> str:
    entity = app.entities[endpoint.entity]
    return next((one.name for one in entity.fields.values() if one.refers == endpoint.parent), f"{endpoint.parent}_id")


def create_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [f"values = body.model_dump({_by_alias(endpoint)})"] if endpoint.body else ["values: Row = {}"]
    if endpoint.parent:
        lines.append(f'values["{_parent_field(app, endpoint)}"] = {endpoint.params[0]}')
    lines += _existing(app, endpoint, entity)
    replaced = _replaced(app, endpoint, entity)
    lines += replaced[:1]
    lines += _apart(endpoint)
    lines += [f"check_{entity.name}(values{', earlier' if replaced else ''})"] if needs_checks(entity) else []
    lines += _guards(app, endpoint)
    both = _initial(entity, {one.name for one in endpoint.body})
    if entity.key_type == "uuid":
        both.insert(0, f'"{entity.key}": str(uuid4())')
    lines += [f"values |= {{{', '.join(both)}}}"] if both else []
    lines += [f'values["{one.name}"] = values["{one.name}"] or {_fill(one.fill, entity)}' for one in endpoint.body if one.fill]
    lines += replaced[1:]
    lines += _changing(endpoint, f"row = store.{entity.plural}.add(values)")
    return [*lines, f"return {_shown(endpoint, entity)}"], "Row"


def _replaced(app: App, endpoint: Endpoint, entity: Entity) -> list[str]:
    """Finds what a new record takes the place of, and then changes that instead."""
    if not endpoint.replaces:
        return []
    where = ", ".join(
        f'{name}=values["{name}"]' for name in [*endpoint.replaces, *([_parent_field(app, endpoint)] if endpoint.parent else [])]
    )
    return [
        f"earlier = next(iter(store.{entity.plural}.find({where})), None)",
        "if earlier is not None:",
        *([f"    response.status_code = {endpoint.known_status}"] if endpoint.known_status else []),
        f'    row = store.{entity.plural}.change(earlier["{entity.key}"], values)',
        f"    return {_shown(endpoint, entity)}",
    ]


def _by_alias(endpoint: Endpoint) -> str:
    """Fields like `from` have another name in code."""
    return "by_alias=True" if any(iskeyword(one.name) for one in endpoint.body) else ""


def _existing(app: App, endpoint: Endpoint, entity: Entity) -> list[str]:
    """Answers what is there already."""
    name = endpoint.existing
    if not name:
        return []
    return [
        f'for row in store.{entity.plural}.find({name}=values["{name}"]):',
        *([f"    response.status_code = {endpoint.known_status}"] if endpoint.known_status else []),
        f"    return {_shown(endpoint, entity)}",
    ]


def initial_values(entity: Entity) -> list[str]:
    """What the server sets in a record that a form makes."""
    return _initial(entity, {one.name for one in entity.fields.values() if one.given})


def _initial(entity: Entity, sent: set[str]) -> list[str]:
    """What the server sets in a new record."""
    filled = [f'"{one.name}": {_fill(one.fill, entity)}' for one in entity.fields.values() if one.fill and one.name not in sent]
    plain = [
        f'"{one.name}": {one.default!r}'.replace("'", '"')
        for one in entity.fields.values()
        if one.name not in sent and not one.fill and one.default not in (MISSING, None)
    ]
    return [*filled, *plain]


def _changing(endpoint: Endpoint, change: str) -> list[str]:
    if not endpoint.after:
        return [change]
    before = ["before = row"] if any("before[" in line for line in endpoint.after) else []
    return [*before, "with store.transaction():", *(f"    {line}" for line in [change, *endpoint.after])]


def _fill(fill: str, entity: Entity) -> str:
    if fill == "now":
        return "now()"
    if fill == "today":
        return "date.today().isoformat()"
    if fill == "uuid":
        return "str(uuid4())"
    if fill == "code":
        return f"new_code(store.{entity.plural})"
    if fill.startswith("slug:"):
        return f'slugify(values["{fill[5:]}"])'
    return fill.removeprefix("expr:")


def _shown(endpoint: Endpoint, entity: Entity) -> str:
    if endpoint.result:
        return endpoint.result
    return f"show_{entity.name}(row)" if needs_show(entity) else "row"


def _apart(endpoint: Endpoint) -> list[str]:
    """Takes what is not stored with the record out of its values."""
    return [f'{name} = values.pop("{name}", None)' for name in endpoint.apart]


def _guards(app: App, endpoint: Endpoint) -> list[str]:
    return [line for guard in endpoint.guards for line in refuse(app, guard)]


def list_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    column = (_parent_field(app, endpoint) if endpoint.column is None else endpoint.column) if endpoint.parent else ""
    where = f"{column}={endpoint.params[0]}" if column else ""
    show = f"show_{entity.name}" if needs_show(entity) else ""
    return [*_guards(app, endpoint), *listing(endpoint, entity, where, show)], "Row" if endpoint.envelope else endpoint.bare or "list[Row]"


def _found(app: App, endpoint: Endpoint, entity: Entity) -> list[str]:
    own = own_param(endpoint)
    if endpoint.keys:
        return [
            f"row = {_by_keys(entity, endpoint.keys)}",
            "if row is None:",
            f'    raise HTTPException({endpoint.missing}, "there is no such {entity.name.replace("_", " ")}")',
        ]
    if endpoint.parent and len(endpoint.params) > 1 and own != entity.key and own in entity.fields:
        found = f"store.{entity.plural}.find({_parent_field(app, endpoint)}={endpoint.params[0]}, {own}={own})"
        return [
            f"row = next(iter({found}), None)",
            "if row is None:",
            f'    raise HTTPException(404, "there is no such {entity.name.replace("_", " ")} here")',
        ]
    lines = [f"row = find_{entity.name}({own})"]
    if endpoint.parent and len(endpoint.params) > 1:
        lines.append(f'if row["{_parent_field(app, endpoint)}"] != {endpoint.params[0]}:')
        lines.append(f'    raise HTTPException(404, "there is no such {entity.name.replace("_", " ")} here")')
    return lines


def _by_keys(entity: Entity, keys: tuple[str, ...]) -> str:
    """The record that several keys of a path find together, or nothing."""
    if any((one := entity.fields.get(name)) is not None and one.lower and not one.kept for name in keys):
        alike = " and ".join(f'each["{name}"].lower() == {name}.lower()' for name in keys)
        return f"next((each for each in store.{entity.plural}.find() if {alike}), None)"
    asked = ", ".join(f"{name}={_as_kept(entity.fields.get(name), name)}" for name in keys)
    return f"next(iter(store.{entity.plural}.find({asked})), None)"


def _as_kept(one: Field | None, name: str) -> str:
    """What a path asks for, changed as the values are that it is compared with."""
    ways = {"upper": ".upper()", "lower": ".lower()", "trim": ".strip()"}
    return name + "".join(ways.get(way, "") for way in one.kept) if one is not None else name


def get_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [*_found(app, endpoint, entity), *_guards(app, endpoint)]
    if endpoint.sets:
        lines += _changing(endpoint, f'row = store.{entity.plural}.change(row["{entity.key}"], {_dict(endpoint.sets)})')
    if endpoint.bare.endswith("RedirectResponse"):
        return [*lines, f'return RedirectResponse(row["{endpoint.forward}"], {endpoint.status})'], "RedirectResponse"
    alone = any(one.only == "one" for one in entity.computed)
    return [
        *lines,
        f"return {f'show_{entity.name}(row, whole=True)' if alone and not endpoint.result else _shown(endpoint, entity)}",
    ], "Row"


def _dict(values: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"


def update_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [*_found(app, endpoint, entity), *(line for guard in endpoint.guards if guard.kind != "apart" for line in refuse(app, guard))]
    lines.append(
        f"values = body.model_dump({', '.join(part for part in ('exclude_unset=True' if endpoint.partial else '', _by_alias(endpoint)) if part)})"
    )
    lines += _apart(endpoint)
    lines += [line for guard in endpoint.guards if guard.kind == "apart" for line in refuse(app, guard)]
    lines += [f"check_{entity.name}(values, row)"] if needs_checks(entity) else []
    touched = [f'"{one.name}": {_fill(one.fill, entity)}' for one in entity.fields.values() if one.touch]
    touched += [f'"{name}": {code}' for name, code in endpoint.sets.items()]
    lines += [f"values |= {{{', '.join(touched)}}}"] if touched else []
    lines += _changing(endpoint, f'row = store.{entity.plural}.change(row["{entity.key}"], values)')
    return [
        *lines,
        f"return {_shown(endpoint, entity)}" if endpoint.status != 204 else "",
    ], "Row" if endpoint.status != 204 else "None"


def delete_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [*_calmly(endpoint, entity, _found(app, endpoint, entity)), *_guards(app, endpoint)]
    removed = f'store.{entity.plural}.remove({entity.key}=row["{entity.key}"])'
    children = _children(app, entity, endpoint)
    lines += (
        ["with store.transaction():", *(f"    {line}" for line in [*children, *endpoint.after, removed])]
        if children or endpoint.after
        else [removed]
    )
    if endpoint.status == 204:
        return lines, "None"
    return [*lines, f"return {endpoint.result or 'row'}"], "Row"


def _calmly(endpoint: Endpoint, entity: Entity, found: list[str]) -> list[str]:
    """The statements that find what is deleted; where it is no error that it is gone, only its owner must be there."""
    if not endpoint.calm:
        return found
    owner = next((one for one in entity.fields.values() if one.refers and one.name in endpoint.params), None)
    before = [f"find_{owner.refers}({owner.name})"] if owner else []
    before += [f"find_{endpoint.parent}({endpoint.params[0]})"] if endpoint.parent and len(endpoint.params) > 1 else []
    if found[0].startswith("row = find_"):
        found = [f"row = store.{entity.plural}.get({own_param(endpoint)})", "if row is None:", "", *found[1:]]
    return [*before, *found[:2], "    return", *found[3:]]


def _children(app: App, entity: Entity, endpoint: Endpoint) -> list[str]:
    """What goes with a resource: all that belongs to it, unless a rule refuses that."""
    if any(guard.kind == "children" for guard in endpoint.guards):
        return []
    found = []
    for other in app.entities.values():
        for one in other.fields.values():
            if one.refers == entity.name and other.stored and other is not entity:
                if one.required is False and one.given:
                    found.append(f'for other in store.{other.plural}.find({one.name}=row["{entity.key}"]):')
                    found.append(f'    store.{other.plural}.change(other["{other.key}"], {{"{one.name}": None}})')
                else:
                    found.append(f'store.{other.plural}.remove({one.name}=row["{entity.key}"])')
    return found


def clear_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = [
        f"count = store.{entity.plural}.remove({_parent_field(app, endpoint)}={endpoint.params[0]})"
        if endpoint.parent
        else f"count = store.{entity.plural}.remove()"
    ]
    if endpoint.query:
        narrowed = [line for query in endpoint.query for line in filter_lines(query)]
        lines = [f"rows = store.{entity.plural}.find()", *narrowed, "for row in rows:"]
        lines += [f'    store.{entity.plural}.remove({entity.key}=row["{entity.key}"])', "count = len(rows)"]
    elif endpoint.keep:
        lines = [
            f"rows = [row for row in store.{entity.plural}.find() if {endpoint.keep}]",
            "for row in rows:",
            f'    store.{entity.plural}.remove({entity.key}=row["{entity.key}"])',
            "count = len(rows)",
        ]
    if endpoint.status == 204:
        lines[-1] = lines[-1].removeprefix("count = ") if not (endpoint.keep or endpoint.query) else ""
        return [line for line in lines if line], "None"
    return [*lines, f'return {{"{endpoint.count}": count}}'], "Row"


def upsert_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    key, by = own_param(endpoint), endpoint.keys
    found = _by_keys(entity, by) if by else f"store.{entity.plural}.get({key})"
    keys = ", ".join(f'"{name}": {name}' for name in by) if by else f'"{entity.key}": {key}'
    sent = ", **body.model_dump()" if endpoint.body else ""
    lines = [f"row = {found}", f"values{'' if sent else ': Row'} = {{{keys}{sent}}}", *_guards(app, endpoint)]
    lines += [f"check_{entity.name}(values, row)"] if needs_checks(entity) else []
    filled = _initial(entity, {one.name for one in endpoint.body})
    if endpoint.status == 201 or endpoint.tells_new:
        lines += [
            "if row is None:",
            *([f"    values = {{{', '.join(filled)}}} | values"] if filled else []),
            "    response.status_code = 201",
        ]
    elif filled:
        lines += ["if row is None:", f"    values = {{{', '.join(filled)}}} | values"]
    changed = f'row["{entity.key}"]' if by else key
    lines.append(f"row = store.{entity.plural}.change({changed}, values) if row else store.{entity.plural}.add(values)")
    if endpoint.status == 204:
        return lines, "None"
    return [*lines, f"return {_shown(endpoint, entity)}"], "Row"


def action_lines(app: App, endpoint: Endpoint, entity: Entity) -> tuple[list[str], str]:
    lines = _found(app, endpoint, entity) if own_param(endpoint) else []
    lines += ["values = body.model_dump()"] if endpoint.body else []
    lines += _guards(app, endpoint)
    if endpoint.sets:
        lines += _changing(endpoint, f'row = store.{entity.plural}.change(row["{entity.key}"], {_dict(endpoint.sets)})')
    else:
        lines += ["with store.transaction():", *(f"    {line}" for line in endpoint.after)] if endpoint.after else []
    if endpoint.status == 204:
        return lines, "None"
    return [*lines, f"return {_shown(endpoint, entity)}"], "Row" if not endpoint.bare else endpoint.bare
