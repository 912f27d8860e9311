"""Records that paths join with others of their kind: `PUT /services/{name}/dependencies/{other}`, seen from both sides as `depends_on` and `used_by`."""

import re
from collections.abc import Iterator

from shared.reading.refusals.cases import Case
from shared.reading.refusals.clauses import refused
from shared.reading.routes.roles import segments
from shared.reading.routes.routing import Routed
from shared.reading.text.lexicon import canonical
from shared.writing import words
from shared.writing.ir import App, Computed, Endpoint, Entity, Field, Guard
from shared.writing.write_parts import needs_show

#: The field of the one that a link leads to.
OTHER = "other"
#: Names of those from which links lead here.
_BACK = re.compile(
    r"[a-z]+_by|\w*dependents|\w*dependants|followers|callers|consumers|users|backlinks|incoming\w*|parents|referrers|fans|admirers|supporters"
)
_FORTH = re.compile(
    r"depends_on|dependencies|calls|uses|requires|needs|follows|following|blocks|links|links_to|knows|likes|friends|contacts|neighbou?rs|related\w*|outgoing\w*|children|prerequisites|connections|peers"
)
_MUTUAL = re.compile(
    r"(?i)\b(?:mutual\w*|both (?:ways|directions|sides)|each other|symmetric\w*|vice versa|either direction|the other way (?:round|around) too)\b"
)


def join(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> None:
    """Makes a table for each kind of link, and gives the paths their meaning."""
    for one in routed:
        parts, raw = parts_of[id(one)], segments(one.route)
        owner = app.entities.get(words.singular(words.code_name(parts[0]))) if parts else None
        if owner is None or len(parts) < 3 or parts[0] != parts[2] or parts[2] == raw[2] or not parts[1].startswith("{"):
            continue
        table = _table(app, owner, raw[2])
        one.endpoint.entity, one.endpoint.parent = owner.name, ""
        if len(parts) == 4 and one.route.method in {"PUT", "POST", "DELETE"}:
            told = " . ".join(app.statements)
            _links(one, owner, table, bool(_MUTUAL.search(told)) and not _BACK.search(told.replace(owner.plural, "")))
        elif len(parts) == 3 and one.route.method == "GET":
            _lists(one, owner, table)
    for table, owner in tables(app):
        for one in routed:
            if one.endpoint.kind == "get" and one.endpoint.entity == owner.name:
                _shown(owner, table, one)


def tables(app: App) -> Iterator[tuple[Entity, Entity]]:
    """The tables of links, each with the resource that it links."""
    for table in app.entities.values():
        ends = list(table.fields.values())
        if len(ends) == 2 and ends[1].name == OTHER and ends[0].refers == ends[1].refers != "":
            yield table, app.entities[ends[0].refers]


def _table(app: App, owner: Entity, role: str) -> Entity:
    kind = "integer" if owner.key_type == "integer" else "string"
    plural = f"{owner.name}_{words.code_name(role)}"
    name = f"{owner.name}_{words.singular(words.code_name(role))}"
    if name not in app.entities:
        app.entities[name] = Entity(name, plural if plural != name else words.plural(name))
        app.entities[name].fields = {one: Field(one, kind, required=True, refers=owner.name) for one in (owner.name, OTHER)}
    return app.entities[name]


def _links(one: Routed, owner: Entity, table: Entity, mutual: bool) -> None:
    endpoint = one.endpoint
    first, second = endpoint.params
    where = f"{owner.name}={first}, {OTHER}={second}"
    back = f"{owner.name}={second}, {OTHER}={first}"
    lines = [f"find_{owner.name}({first})", f"find_{owner.name}({second})"]
    if one.route.method == "DELETE":
        lines += [f"if not store.{table.plural}.remove({where}):", '    raise HTTPException(404, "it is not there")']
        lines += [f"store.{table.plural}.remove({back})"] if mutual else []
    else:
        twice = next(
            (
                told.status
                for text in (one.route.text, *one.route.more)
                for told in refused(text)
                if told.status == 409 and _AGAIN.search(told.said)
            ),
            0,
        )
        added = [f'store.{table.plural}.add({{"{owner.name}": {first}, "{OTHER}": {second}}})']
        added += [f'store.{table.plural}.add({{"{owner.name}": {second}, "{OTHER}": {first}}})'] if mutual else []
        found = f"store.{table.plural}.find({where})"
        lines += (
            [f"if {found}:", f'    raise HTTPException({twice}, "it is there already")', *added]
            if twice
            else [f"if not {found}:", *(f"    {line}" for line in added)]
        )
    told_status = re.findall(r"\b(20[014])\b", f"{one.route.text} . {' . '.join(one.route.more)}")
    endpoint.kind, endpoint.guards, endpoint.body, endpoint.bare = "compute", [], [], "None"
    endpoint.status = int(told_status[0]) if told_status else 204
    if endpoint.status != 204:
        lines.append(f"return {_whole(owner, first)}")
        endpoint.bare = "Row"
    endpoint.lines = lines


_AGAIN = re.compile(r"(?i)\b(?:already|again|twice|exists?|second|duplicate|before)\b")


def _whole(owner: Entity, key: str) -> str:
    return f"show_{owner.name}(find_{owner.name}({key}))" if needs_show(owner) else f"find_{owner.name}({key})"


def _lists(one: Routed, owner: Entity, table: Entity) -> None:
    endpoint = one.endpoint
    endpoint.kind, endpoint.bare = "compute", "list[Row]"
    rows = f"[{_whole(owner, f'link[{chr(34)}{OTHER}{chr(34)}]')} for link in store.{table.plural}.find({owner.name}={endpoint.params[0]})]"
    endpoint.lines = [f"find_{owner.name}({endpoint.params[0]})", f"return {rows}"]


def _shown(owner: Entity, table: Entity, one: Routed) -> None:
    """Both ends of the links, in the answer about a record."""
    said = canonical(" . ".join((one.route.text, *one.route.more)))
    role = table.plural.removeprefix(f"{owner.name}_")
    sorts = re.search(r"(?i)\balphabetic\w*|\bsorted\b|\bordered\b|\ba to z\b", said)
    for name in dict.fromkeys(re.findall(r"(?<![\w/{])[`\"]?([a-z]+(?:_[a-z]+)*)\b", said)):
        back = _BACK.fullmatch(name) if name not in {owner.name, owner.plural} else None
        if (not back and name != role and not _FORTH.fullmatch(name)) or any(each.name == name for each in owner.computed):
            continue
        if name in owner.fields and owner.fields[name].type not in {"", "scalar", "list"}:
            continue
        owner.fields.pop(name, None)
        mine, far = (OTHER, owner.name) if back else (owner.name, OTHER)
        value = _value(owner, f'link["{far}"]', said)
        listed = f'[{value} for link in store.{table.plural}.find({mine}=row["{owner.key}"])]'
        owner.computed.append(
            Computed(
                name,
                f"sorted({listed})" if (sorts and "find_" not in value.partition("[")[0]) or (sorts and value.endswith("]")) else listed,
                name,
                "one",
            )
        )


def _value(owner: Entity, key: str, said: str) -> str:
    """What stands for a record at the other end: its name or its id, where the text tells, or all of it."""
    if owner.key != "id" or re.search(r"(?i)\bids\b", said):
        return key
    named = "name" in owner.fields and re.search(r"(?i)\b(?:names|their name)\b", said)
    return f'find_{owner.name}({key})["name"]' if named else f"find_{owner.name}({key})"


def own_end(case: Case) -> bool:
    """`a service depending on itself is rejected with 400`, `nobody follows themselves`."""
    if case.status not in {0, 400, 403, 409, 422} or not re.search(
        r"\b(?:itself|themselves|themself|oneself|himself|herself|same (?:\[\w+\]|one)|equal|identical|differ\w*|be (?:its|their|his|her|one's|your) own)\b",
        case.said,
    ):
        return False
    found = [(endpoint, table) for table, _ in tables(case.app) for endpoint in case.app.endpoints if _adds(endpoint, table)]
    for endpoint, _ in found:
        first, second = endpoint.params
        endpoint.lines[2:2] = [f"if {first} == {second}:", f'    raise HTTPException({case.status or 422}, "it is the same one")']
    return bool(found)


def _adds(endpoint: Endpoint, table: Entity) -> bool:
    return any(f"store.{table.plural}.add(" in line for line in endpoint.lines)


#: That others lead to a record: `nobody uses it`, `something depends on it`, `it is used by another`.
_LED_TO = re.compile(
    r"\b(?:nobody|nothing|no one|no(?: other| more)? \[?\w+\]?|none|something|somebody|someone|any(?:thing|body|one)?(?: other)?|other \[\w+\]|another \[\w+\]|others?|\[\w+\]) (?:still |currently |that |which )?(?!it\b|can\b|is\b|has\b|may\b)[a-z]+s?(?: (?:up)?on)?(?: it\b|\W*$)"
    r"|\b(?:is|are|being|still|not) (?:not |still |currently )?(?:used|called|needed|required|followed|referenced|depended (?:up)?on|linked|blocked|in use|already exists)\b|\bin use\b|\b(?:is|are) (?:still )?an? (?:\[\w+\]|[a-z]+) (?:of|for|to) (?:an?other|any(?: other)?|some(?: other)?) \[|\b(?:dependents|dependants|followers|callers|users|consumers)\b"
)


def led_to(case: Case) -> bool:
    """`works only if nobody uses it, else 409`: what others lead to is not deleted."""
    endpoint = case.target(("delete",))
    found = next((one for one in tables(case.app) if endpoint is not None and one[1].name == endpoint.entity), None)
    if found is None or endpoint is None or endpoint.kind != "delete" or case.status in {404} or not _LED_TO.search(case.said):
        return False
    table, owner = found
    code = f'store.{table.plural}.find({OTHER}=row["{owner.key}"])'
    endpoint.guards.append(Guard(code, case.status or 409, "others lead to it", "held"))
    return True
