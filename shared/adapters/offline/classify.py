"""Decides what each named endpoint is: an ordinary operation on a resource, an action, a statistic, a computation, a page."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.actions import action
from shared.adapters.offline.aggregates import WORDS, aggregate, children, compute, kind_of
from shared.adapters.offline.calls import Call, noun_of, success
from shared.adapters.offline.entities import entity_named
from shared.adapters.offline.fields import from_shape
from shared.adapters.offline.formulas import formula
from shared.adapters.offline.ir import App, Computed, Endpoint, Entity, Field, Page
from shared.adapters.offline.listings import special_list
from shared.adapters.offline.refused import not_understood
from shared.adapters.offline.types import guess

_HTML = re.compile(r"(?i)\b(html|web ?page|page|form)\b")


def segments_of(call: Call, prefix: list[str]) -> list[str]:
    """The path's segments below the common prefix."""
    return call.segments[len(prefix) :] if call.segments[: len(prefix)] == prefix else call.segments


def ordinary(app: App, call: Call, prefix: list[str]) -> Endpoint | None:
    """Create, list, get, update, replace or delete; None when it is something else."""
    segments = segments_of(call, prefix)
    if not segments:
        return None
    endpoint = Endpoint(call.method, call.path, source=call.statement, params=params(call))
    if segments[-1].startswith("{"):
        key = segments[-1].strip("{}")
        entity = app.entities.get(noun_of(segments[-2])) if len(segments) > 1 else _root_entity(app, key)
        entity = entity or (_keyed(app, key) if call.method == "GET" else None)
        return _one(app, call, endpoint, entity, segments) if entity else None
    entity = app.entities.get(noun_of(segments[-1]))
    usual = {"POST": ("create", 201), "GET": ("list", 200), "DELETE": ("clear", 204)}.get(call.method)
    if entity is None or usual is None or _below_collection(app, segments):
        return None
    owner = app.entities.get(noun_of(segments[-3])) if len(segments) > 2 and segments[-2].startswith("{") else None
    if owner and owner is not entity and not any(one.refers == owner.name for one in entity.fields.values()):
        return None
    endpoint.entity = entity.name
    endpoint.parent = owner.name if owner and owner is not entity else ""
    endpoint.kind, endpoint.status = usual[0], success(call, usual[1])
    return endpoint


def _below_collection(app: App, segments: list[str]) -> bool:
    """`/products/tags`: a word below a collection, not a resource of its own."""
    return len(segments) > 1 and not segments[-2].startswith("{") and noun_of(segments[-2]) in app.entities


def params(call: Call) -> list[str]:
    """The names of the path's parameters in code; two of one name are told apart."""
    found: list[str] = []
    parts = [part for part in call.path.split("/") if part]
    for i, part in enumerate(parts):
        if part.startswith("{"):
            name = words.code_name(part.strip("{}"))
            if name in found or (call.path.count("{") > 1 and name == "id"):
                name = f"{noun_of(parts[i - 1])}_id" if i else name
            found.append(name if name not in {"from", "class", "import", "def"} else f"{name}_")
            parts[i] = "{" + found[-1] + "}"
    call.path = "/" + "/".join(parts)
    return found


def _root_entity(app: App, param: str) -> Entity | None:
    return next((entity for entity in app.entities.values() if entity.key == param and entity.key_type == "string"), None)


def _keyed(app: App, param: str) -> Entity | None:
    """`GET /stats/{code}`: the resource that this parameter identifies."""
    return next((entity for entity in app.entities.values() if entity.key == param and param not in {"id"}), None)


def _one(app: App, call: Call, endpoint: Endpoint, entity: Entity, segments: list[str]) -> Endpoint | None:
    endpoint.path = call.path
    endpoint.entity = entity.name
    if len(segments) > 3 and segments[-3].startswith("{"):
        owner = app.entities.get(noun_of(segments[-4]))
        endpoint.parent = owner.name if owner and owner is not entity else ""
    kind = {"GET": "get", "PUT": "update", "PATCH": "update", "DELETE": "delete"}.get(call.method)
    if kind is None:
        return None
    endpoint.kind = kind
    endpoint.status = success(call, 204 if kind == "delete" else 200)
    if kind == "update":
        endpoint.partial = call.method == "PATCH" or not _replaces(call)
    if call.method == "GET" and re.search(r"(?i)\bredirect", call.all):
        _redirects(call, endpoint, entity)
    return endpoint


def _replaces(call: Call) -> bool:
    return bool(
        re.search(
            r"(?i)\breplac\w*|\bfull(y)? (update|replace)|\bsame (validation|rules|body|fields)|\bwhole\b|\boverwrites?\b|\ball fields",
            call.all,
        )
    )


def _redirects(call: Call, endpoint: Endpoint, entity: Entity) -> None:
    endpoint.bare = "RedirectResponse"
    endpoint.status = next((code for code in (301, 302, 303, 307, 308) if str(code) in call.all), 307)
    url = next((one for one in entity.fields.values() if kind_of(one) == "url" or "url" in one.name), None) or entity.fields.setdefault(
        "url", Field("url", "url")
    )
    endpoint.answer["to"] = url.name
    if counter := counter_in(entity, call.all):
        endpoint.sets = {counter: f'row["{counter}"] + 1'}


def counter_in(entity: Entity, text: str) -> str:
    """The counter that reading increments (`counts hits`); made when it is only named."""
    match = re.search(
        r"(?i)\b(?:increment(?:s|ing)?|increas(?:es|ing)|count(?:s|ing)?|track(?:s|ing)?|bumps?|records?|adds? (?:one|1) to)\b (?:the |its |a |up |number of |how many |\w+'s )*[`'\"]?(hits?|visits?|clicks?|views?|redirects?|reads?|uses?|downloads?|\w+_count)\b",
        text,
    )
    if not match:
        return ""
    name = match[1].lower()
    name = name if name.endswith("count") else words.plural(words.singular(name))
    known = next(
        (
            field
            for field in entity.fields
            if field
            in {
                name,
                words.singular(name),
                f"{words.singular(name)}_count",
                f"{name}_count",
                "hit_count",
                "hits",
                "clicks",
                "visits",
                "views",
            }
        ),
        None,
    )
    name = known or name
    one = entity.fields.setdefault(name, Field(name, "integer"))
    one.type, one.required, one.default, one.given = "integer", False, 0, False
    return name


def page(app: App, call: Call) -> Page | None:
    """An HTML page over a resource."""
    if call.method != "GET" or not _HTML.search(call.all) or "{" in call.path or call.answer_shape():
        return None
    if not re.search(
        r"(?i)\bhtml\b|\bweb ?page\b|\bpage (that|with|which|listing|showing|at|of|for)\b|\b(a|simple|small|home|index) page\b|\bform\b",
        call.all,
    ) or (re.search(r"(?i)query|per_page", call.all) and "html" not in call.all.lower()):
        return None
    nouns = words.code_name(call.all).split("_")
    named = [
        entity
        for entity in app.entities.values()
        if entity.stored and any(words.singular(noun) == entity.name.rpartition("_")[2] for noun in nouns)
    ]
    entity = named[0] if named else next(iter(e for e in app.entities.values() if e.stored), None)
    if entity is None:
        return None
    return Page(
        call.path,
        entity.name,
        form=bool(re.search(r"(?i)\bform\b|\badd\w*\b|\bcreate|\bsubmit|\bsign\b", call.all)),
        title=entity.plural.replace("_", " ").capitalize(),
        source=call.statement,
    )


def special(app: App, call: Call, prefix: list[str]) -> Endpoint:
    """Everything that is no ordinary operation. Raises NotUnderstood."""
    segments = segments_of(call, prefix)
    for reader in (_joined, _by_value, _below_one, _below_list, _top_level):
        endpoint = reader(app, call, segments)
        if endpoint:
            return endpoint
    endpoint = formula(app, call)
    if endpoint:
        return endpoint
    raise not_understood(call.statement, f"what {call.method} {call.path} does")


def _joined(app: App, call: Call, segments: list[str]) -> Endpoint | None:
    """`POST /courses/{id}/enroll {"student_id": 1}` relates two resources; `GET /courses/{id}/students` lists the related ones."""
    if len(segments) != 3 or not segments[1].startswith("{"):
        return None
    owner = app.entities.get(noun_of(segments[0]))
    if owner is None:
        return None
    if call.method == "POST":
        return _join(app, call, owner)
    link = next((e for e in app.entities.values() if {one.refers for one in e.fields.values()} >= {owner.name, noun_of(segments[2])}), None)
    other = app.entities.get(noun_of(segments[2]))
    if call.method != "GET" or link is None or other is None:
        return None
    to_owner, to_other = (next(one.name for one in link.fields.values() if one.refers == entity.name) for entity in (owner, other))
    endpoint = Endpoint("GET", call.path, "aggregate", other.name, source=call.statement, params=params(call), bare="list[Row]")
    endpoint.lines = [
        f"find_{owner.name}({endpoint.params[0]})",
        f'return [find_{other.name}(link["{to_other}"]) for link in store.{link.plural}.find({to_owner}={endpoint.params[0]})]',
    ]
    return endpoint


def _join(app: App, call: Call, owner: Entity) -> Endpoint | None:
    from shared.adapters.offline.entities import body_fields
    from shared.adapters.offline.rules import refer

    other = next(
        (
            app.entities[name]
            for one in body_fields(call)
            if (name := words.code_name(one.name).removesuffix("_id")) in app.entities
            and words.code_name(one.name).endswith("_id")
            and name != owner.name
        ),
        None,
    )
    if other is None or (
        any(one.refers == other.name for one in owner.fields.values()) and re.search(r"(?i)\bassign|\bsets?\b|\bmov", call.all)
    ):
        return None
    noun = {
        "enroll": "enrollment",
        "enrol": "enrollment",
        "register": "registration",
        "join": "membership",
        "add": f"{owner.name}_{other.name}",
    }.get(words.code_name(call.last), f"{words.code_name(call.last)}_{other.name}")
    link = app.entities.setdefault(noun, Entity(noun, words.plural(noun)))
    refer(app, link, owner)
    given = refer(app, link, other)
    given.required = True
    return Endpoint("POST", call.path, "create", link.name, success(call, 201), call.statement, params(call), parent=owner.name)


def _by_value(app: App, call: Call, segments: list[str]) -> Endpoint | None:
    """`GET /sensors/{sensor}/stats`: statistics of the readings with this sensor; 404 when there are none."""
    if len(segments) != 3 or not segments[1].startswith("{") or call.method != "GET" or noun_of(segments[0]) in app.entities:
        return None
    param = params(call)[0]
    entity = next((e for e in app.entities.values() if param in e.fields), None)
    endpoint = aggregate(app, call, entity) if entity else None
    if entity and endpoint:
        first = f"rows = store.{entity.plural}.find()"
        endpoint.answer[f"path:{param}"] = "str"
        endpoint.lines = [
            f"rows = store.{entity.plural}.find({param}={param})",
            "if not rows:",
            f'    raise HTTPException(404, "there are no {entity.plural.replace("_", " ")} of this {param.replace("_", " ")}")',
            *(line for line in endpoint.lines if line != first),
        ]
    return endpoint


def _below_one(app: App, call: Call, segments: list[str]) -> Endpoint | None:
    """`/books/{id}/borrow`, `/movies/{id}/stats`."""
    if len(segments) < 2 or not segments[-2].startswith("{") or segments[-1].startswith("{"):
        return None
    entity = app.entities.get(noun_of(segments[-3])) if len(segments) > 2 else _root_entity(app, segments[-2].strip("{}"))
    if entity is None:
        return None
    params(call)
    if call.method == "GET":
        return _reading(app, call, entity)
    done = action(app, call, entity)
    if (
        done
        and entity.key_type == "string"
        and not any(e.entity == entity.name and e.kind in {"create", "upsert"} for e in app.endpoints)
        and done.kind == "action"
    ):
        done.answer["open"] = "yes"
    return done


def _reading(app: App, call: Call, entity: Entity) -> Endpoint | None:
    word = words.code_name(call.last)
    endpoint = Endpoint(call.method, call.path, "get", entity.name, source=call.statement, params=params(call))
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


def _below_list(app: App, call: Call, segments: list[str]) -> Endpoint | None:
    """`/tasks/overdue`, `/books/stats`."""
    if len(segments) < 2 or segments[-1].startswith("{"):
        return None
    entity = app.entities.get(noun_of(segments[-2]))
    if entity is None:
        return None
    if call.method == "GET":
        if call.last in WORDS or call.answer_shape():
            return aggregate(app, call, entity) or special_list(app, call, entity)
        return special_list(app, call, entity) or aggregate(app, call, entity)
    if call.method == "DELETE":
        from shared.adapters.offline.listings import condition

        keep = condition(entity, call.last, call.all)
        return Endpoint("DELETE", call.path, "clear", entity.name, success(call, 204), call.statement, keep=keep) if keep else None
    return None


def _top_level(app: App, call: Call, segments: list[str]) -> Endpoint | None:
    """`/stats`, `/leaderboard`, `/tags`, `/transfer`."""
    stored = [entity for entity in app.entities.values() if entity.stored]
    if len(segments) != 1 or segments[0].startswith("{") or not stored:
        return None
    if call.method == "POST":
        return _transfer(app, call) or _verb_on_one(app, call)
    if call.method != "GET":
        return None
    nouns = [words.singular(token) for token in re.findall(r"[a-z]+", call.all.lower())]
    entity = next((e for e in stored if e.name.rpartition("_")[2] in nouns), stored[0])
    ordered = [entity, *(e for e in stored if e is not entity)]
    for one in ordered:
        found = (
            aggregate(app, call, one)
            if call.last in WORDS or call.answer_shape() or re.search(r"(?i)\b(total|average|number of|count)\b", call.all)
            else None
        ) or special_list(app, call, one)
        if found:
            return found
    return None


def _transfer(app: App, call: Call) -> Endpoint | None:
    """Moves an amount from one resource to another of its kind."""
    if not re.search(r"(?i)\btransfer", f"{call.path} {call.all}"):
        return None
    entity = next((e for e in app.entities.values() if any(name in e.fields for name in ("balance", "points", "amount", "stock"))), None)
    if entity is None:
        return None
    balance = next(name for name in ("balance", "points", "amount", "stock") if name in entity.fields)
    from shared.adapters.offline.entities import body_fields

    body = body_fields(call)
    source = next((one for one in body if re.match(r"(?i)from|source|sender", one.name)), Field("from_id"))
    target = next((one for one in body if re.match(r"(?i)to|target|dest|recipient|receiver", one.name)), Field("to_id"))
    amount = next((one for one in body if re.search(r"(?i)amount|value|points|quantity", one.name)), Field("amount"))
    amount.type = "number" if amount.type in {"", "scalar"} else amount.type
    amount.above = 0 if amount.low is None else amount.above
    for one in (source, target):
        one.type, one.required = "integer" if entity.key_type == "integer" else "string", True
    from shared.adapters.offline.calls import statuses

    refused = next(
        (code for code, _ in statuses(call.all) if code in {400, 402, 403, 409, 422} and not re.search(r"(?i)same", call.all)), 0
    )
    endpoint = Endpoint("POST", call.path, "transfer", entity.name, success(call, 200), call.statement, body=[source, target, amount])
    endpoint.answer["balance"] = balance
    endpoint.guards = []
    endpoint.lines = [
        f'source, target = find_{entity.name}(body.model_dump()["{source.name}"]), find_{entity.name}(body.model_dump()["{target.name}"])',
        f'if source["{entity.key}"] == target["{entity.key}"]:',
        f'    raise HTTPException({_same_status(call)}, "source and target are the same")',
        f'if source["{balance}"] < body.{amount.name}:',
        f'    raise HTTPException({refused or 409}, "there is not enough {balance}")',
        "with store.transaction():",
        f'    source = store.{entity.plural}.change(source["{entity.key}"], {{"{balance}": source["{balance}"] - body.{amount.name}}})',
        f'    target = store.{entity.plural}.change(target["{entity.key}"], {{"{balance}": target["{balance}"] + body.{amount.name}}})',
        'return {"from": source, "to": target}' if endpoint.status != 204 else "",
    ]
    if endpoint.status == 204:
        endpoint.lines.pop()
        endpoint.bare = "None"
    return endpoint


def _same_status(call: Call) -> int:
    match = re.search(r"(?i)\bsame\b[^.;]{0,40}?\b(4\d\d)\b|\b(4\d\d)\b[^.;]{0,40}?\bsame\b", call.all)
    return int(match[1] or match[2]) if match else 422


def _verb_on_one(app: App, call: Call) -> Endpoint | None:
    return None


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
    entity.fields[one.name] = one


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


def named_entity(app: App, noun: str) -> Entity | None:
    """The stored resource that a noun names."""
    return entity_named(app.entities, noun)
