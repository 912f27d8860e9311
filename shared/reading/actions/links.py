"""Two resources joined by paths (`PUT /playlists/{id}/songs/{song_id}`)."""

import re

from shared.reading.actions import idlists
from shared.reading.fields.bodies import example_types
from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import children
from shared.reading.refusals.clauses import Refused, refused
from shared.reading.results import listings
from shared.reading.results.ordering import sorted_by
from shared.reading.routes.roles import segments
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.text.outline import Route
from shared.writing import words
from shared.writing.ir import App, Computed, Endpoint, Entity, Field
from shared.writing.types import settle
from shared.writing.write_parts import needs_show
from shared.writing.write_queries import filter_lines


def pairs(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> set[tuple[str, str]]:
    """The pairs of resources (owner, member) that paths join."""
    found = [pair for one in routed if (pair := pair_of(app, routed, parts_of[id(one)], one))]
    listed = {(entity.name, field.refers) for entity in app.entities.values() for field in idlists.of(entity)}
    return {(owner.name, other.name) for owner, other in found} | listed


def join(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> None:
    """Makes a table for each pair of resources that a path joins, and gives the paths their meaning."""
    joined = pairs(app, routed, parts_of)
    for entity in list(app.entities.values()):
        for field in idlists.of(entity):
            other = app.entities[field.refers]
            idlists.show(entity, field, other, _table(app, entity, other))
    for one in routed:
        pair = pair_of(app, routed, parts_of[id(one)], one)
        if pair is not None:
            _table(app, *pair, words.code_name(segments(one.route)[2]))
            _joins(app, one, *pair)
    for one in routed:
        _lists(app, one, parts_of[id(one)], joined)
    for owner, member in sorted(joined):
        _shown(app, routed, app.entities[owner], app.entities[member])


def _shown(app: App, routed: list[Routed], owner: Entity, other: Entity) -> None:
    """The members in the answer about their owner, with what is kept of the link, in the order that the words about that answer tell."""
    table = _table(app, owner, other)
    one = next((each for each in owner.computed if f"store.{table.plural}.find" in each.code and each.only == "one"), None)
    if one is None:
        return
    beside = ", ".join(f'"{name}": link["{name}"]' for name, field in table.fields.items() if not field.refers)
    shown = f'find_{other.name}(link["{other.name}"])' + (f" | {{{beside}}}" if beside else "")
    found = f'[{shown} for link in store.{table.plural}.find({owner.name}=row["{owner.key}"])]'
    alone = [each.route for each in routed if each.endpoint.kind == "get" and each.endpoint.entity == owner.name]
    ground = Ground(app, other)
    said = [ground(text) for route in alone for text in (route.text, *route.more)]
    about = [text for text in said if f"[{other.name}]" in text or re.search(rf"[\"'`]?\b{one.name}\b", text)]
    one.code = _only(other, one, alone, sorted_by(other, " . ".join(about), found))


def _only(other: Entity, shown: Computed, routes: list[Route], code: str) -> str:
    """`members, an array of {id, name}`: of what is joined only the members that the text lists."""
    told = (
        re.search(rf"\b{shown.name}\b[^.;{{]*\{{(?P<names>[^{{}}:]*)\}}", text) for route in routes for text in (route.text, *route.more)
    )
    names = next((re.findall(r"\w+", one["names"]) for one in told if one), [])
    known = {other.key, *other.fields, *(one.name for one in other.computed)}
    if not names or not set(names) <= known:
        return code
    row = ", ".join(f'"{name}": one["{name}"]' for name in names)
    return f"[{{{row}}} for one in {code}]"


def _joins(app: App, one: Routed, owner: Entity, other: Entity) -> None:
    """An operation that joins two, or takes them apart again; what it carries besides is kept with the link."""
    table = _table(app, owner, other)
    endpoint = one.endpoint
    endpoint.entity, endpoint.parent, endpoint.kind, endpoint.guards = owner.name, "", "compute", []
    member = endpoint.params[1] if len(endpoint.params) > 1 else f'values["{one.body[0].name}"]'
    beside = _beside(table, one) if len(endpoint.params) > 1 else []
    endpoint.body = beside if len(endpoint.params) > 1 else [_key_of(one.body[0], other)]
    lines = ["values = body.model_dump()"] if endpoint.body else []
    lines += [f"find_{owner.name}({endpoint.params[0]})", *_found(one, other, member)]
    where = f"{owner.name}={endpoint.params[0]}, {other.name}={member}"
    added = _kept if beside else _added
    endpoint.lines = [*lines, *(_removed(table, where) if one.route.method == "DELETE" else added(one.route, table, where))]
    endpoint.bare = "None"
    told = re.findall(r"\b(20[014])\b", f"{one.route.text} . {' . '.join(one.route.more)}")
    endpoint.status = next((int(code) for code in told), 200 if beside else 201 if endpoint.body else 204)
    if endpoint.status != 204:
        endpoint.lines.append("return row" if beside else f"return find_{owner.name}({endpoint.params[0]})")
        endpoint.bare = "Row"


def _found(one: Routed, other: Entity, member: str) -> list[str]:
    """Finds the member that a request names, which may have a status of its own where there is none: `422 if the language is unknown`."""
    named = re.compile(rf"(?i)\b{other.name.replace('_', '[ _]')}(?:_?id)?s?\b")
    told = (
        each.status
        for text in (one.route.text, *one.route.more)
        for each in refused(text)
        if one.endpoint.body and each.status in {400, 422} and named.search(each.said) and _UNKNOWN.search(each.said)
    )
    status = next(told, 404)
    if status == 404:
        return [f"find_{other.name}({member})"]
    noun = other.name.replace("_", " ")
    return [f"if store.{other.plural}.get({member}) is None:", f'    raise HTTPException({status}, {_NONE}{noun}")']


#: What a request names is not there.
_UNKNOWN = re.compile(
    r"(?i)\b(?:unknown|nonexist\w+|non-exist\w+|invalid|can not be found|not found|is not there|does not exist|not exist\w*|no such|not (?:an? )?(?:existing|known|valid)|not refer|must (?:exist|be (?:known|there|registered)|refer))\b"
)


def _beside(table: Entity, one: Routed) -> list[Field]:
    """What a request says of the link itself: `{"level": 1..5}`."""
    for field in one.body:
        example_types(field)
        field.required = True if field.required is None else field.required
        table.fields.setdefault(field.name, settle(field))
    return [table.fields[field.name] for field in one.body]


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
    beside = {name: field for name, field in table.fields.items() if not field.refers}
    one.endpoint.entity = own.name
    both = Entity(listed.name, listed.plural, {**listed.fields, **beside}, listed.key)
    rows = f"[{_member(one, listed, list(beside))} for link in store.{table.plural}.find({own.name}={one.endpoint.params[0]})]"
    answer_rows(app, one, own, both, rows)


def answer_rows(app: App, one: Routed, owner: Entity, shape: Entity, rows: str) -> None:
    """Makes an operation below an owner answer these rows, filtered and sorted as its words ask for."""
    endpoint = one.endpoint
    endpoint.parent, endpoint.kind, endpoint.bare = "", "compute", "list[Row]"
    listings.read_list(app, endpoint, shape, one.route.query, [text for text in (one.route.asked, *one.route.more) if text])
    filters = [line for query in endpoint.query for line in filter_lines(query)]
    order = endpoint.order.split("\n    ") if endpoint.order else []
    endpoint.order = ""
    found = [f"rows = {rows}", *filters, *order, "return rows"] if filters or order else [f"return {rows}"]
    endpoint.lines = [f"find_{owner.name}({endpoint.params[0]})", *found]


def show_members(app: App, one: Routed) -> bool:
    """Whether `GET /clubs/{id}/members` lists people, where a member is made of nothing but a `person_id`: then it shows these."""
    endpoint = one.endpoint
    link, owner = app.entities.get(endpoint.entity), app.entities.get(endpoint.parent)
    if endpoint.kind != "list" or link is None or owner is None or len(endpoint.params) != 1:
        return False
    pointing = [field for field in link.fields.values() if field.given]
    other = app.entities.get(pointing[0].refers) if len(pointing) == 1 and pointing[0].type != "list" else None
    column = next((field.name for field in link.fields.values() if field.refers == owner.name and not field.given), "")
    if other is None or other is owner or not column or not _by_member(app, one, link, other, pointing[0].name):
        return False
    beside = {field.name: field for field in link.fields.values() if field.name != column and field.name not in other.fields}
    whole = f'find_{other.name}(link["{pointing[0].name}"])'
    shown = f"show_{other.name}({whole})" if needs_show(other) else whole
    kept = ", ".join(f'"{name}": link["{name}"]' for name in beside)
    both = Entity(other.name, other.plural, {**other.fields, **beside}, other.key)
    answer_rows(app, one, owner, both, f"[{shown} | {{{kept}}} for link in store.{link.plural}.find({column}={endpoint.params[0]})]")
    return True


def _by_member(app: App, one: Routed, link: Entity, other: Entity, name: str) -> bool:
    """Whether a link is spoken of as what it points to: in the path that removes it, or where it is listed."""
    paths = [each.params[-1] for each in app.endpoints if each.entity == link.name and each.path.endswith("}")]
    told = re.match(rf"\W*(?:lists?|returns?|shows?|gives?) (?:all |the |its |every )*\[{other.name}\]", Ground(app, other)(one.route.text))
    return all(param == name for param in paths) and bool(paths or told)


def _member(one: Routed, listed: Entity, beside: list[str]) -> str:
    """What is shown of a record that is joined, with what is kept of the link: the members that the text shows, or all."""
    key = f'link["{listed.name}"]'
    whole = f"find_{listed.name}({key})"
    shown = [name for name, _ in answer_shape(one.route)]
    codes = {
        listed.key: key,
        f"{listed.name}_id": key,
        **{name: f'{whole}["{name}"]' for name in listed.fields},
        **{name: f'link["{name}"]' for name in beside},
    }
    if shown and set(shown) <= codes.keys():
        return f"{{{', '.join(f'{chr(34)}{name}{chr(34)}: {codes[name]}' for name in shown)}}}"
    whole = f"show_{listed.name}({whole})" if needs_show(listed) else whole
    return f"{whole} | {{{', '.join(f'{chr(34)}{name}{chr(34)}: {codes[name]}' for name in beside)}}}" if beside else whole


def pair_of(app: App, routed: list[Routed], parts: list[str], one: Routed) -> tuple[Entity, Entity] | None:
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


def _table(app: App, owner: Entity, other: Entity, called: str = "") -> Entity:
    """The table of what joins two; its owner shows them, called so."""
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
    called = called or other.plural
    if called not in owner.fields:
        owner.computed.append(Computed(called, rows, f"its {called}", "one"))
    return made


#: A conflict that is about how many there are, or about another owner, not about the same link.
_OTHERWISE = re.compile(
    r"(?i)\b(?:an?other|different|other|elsewhere|(?<!the )two|several|one .* (?:only|at a time))\b|\b(?:only|just) (?:in )?one\b|\bfull\b|\bplaces?\b|\bcapacity\b|\bmore than\b|\bat most\b|<=|>(?! ?20\d)|\blimit\b|\bsold out\b|\broom\b"
)


def _added(route: Route, table: Entity, where: str) -> list[str]:
    twice = next(
        (
            one.status
            for part in (route.text, *route.more)
            for one in refused(part)
            if one.status == 409 and not _OTHERWISE.search(one.said)
        ),
        0,
    )
    pairs = ", ".join(f'"{part.split("=")[0]}": {part.split("=")[1]}' for part in where.split(", "))
    if twice:
        return [
            f"if store.{table.plural}.find({where}):",
            f'    raise HTTPException({twice}, "{_TWICE}")',
            f"store.{table.plural}.add({{{pairs}}})",
        ]
    return [f"if not store.{table.plural}.find({where}):", f"    store.{table.plural}.add({{{pairs}}})"]


def refuses(endpoint: Endpoint, one: Refused) -> bool:
    """Whether an operation that joins two answers this already: they are joined, or what the request names is not there."""
    if one.status == 409:
        return not _OTHERWISE.search(one.said) and f'    raise HTTPException(409, "{_TWICE}")' in endpoint.lines
    return _UNKNOWN.search(one.said) is not None and any(f"HTTPException({one.status}, {_NONE}" in line for line in endpoint.lines)


#: What is answered when two are joined already, and when one of them is not there.
_TWICE, _NONE = "it is there already", '"there is no such '


def _kept(route: Route, table: Entity, where: str) -> list[str]:
    """Makes a link, or changes what is kept with it."""
    pairs = ", ".join(f'"{part.split("=")[0]}": {part.split("=")[1]}' for part in where.split(", "))
    return [
        f"links = store.{table.plural}.find({where})",
        f'row = store.{table.plural}.change(links[0]["id"], values) if links else store.{table.plural}.add({{{pairs}}} | values)',
    ]


def _removed(table: Entity, where: str) -> list[str]:
    return [f"if not store.{table.plural}.remove({where}):", '    raise HTTPException(404, "it is not there")']


def no_lists(app: App, sent: set[str]) -> None:
    """`each plan contains exercises`, which have a plan_id, `each desk has a queue`: the records below it are no field of it, unless a request carries it."""
    for entity in app.entities.values():
        for other, _ in children(app, entity):
            for name in {other.plural, f"{other.name}_list", f"{other.plural}_list", "queue", "waiting_list"} - sent:
                if name in entity.fields and entity.fields[name].type in {"", "scalar"}:
                    del entity.fields[name]


def points(field: Field, owner: Entity) -> bool:
    """Whether a field that is named after a resource holds its key."""
    if field.refers or field.name.endswith(("_id", "Id")):
        return True
    by_number = field.type in {"example:integer", "integer"} and field.name == owner.name
    return by_number or (owner.key != "id" and field.name in {owner.name, owner.key, f"{owner.name}_{owner.key}"})
