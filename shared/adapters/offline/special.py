"""Reads endpoints that are no ordinary operation: below one resource, below a list, at the top."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.actions import action
from shared.adapters.offline.aggregates import WORDS, aggregate
from shared.adapters.offline.answers import reading
from shared.adapters.offline.calls import Call, noun_of, success
from shared.adapters.offline.classify import params, root_entity, segments_of
from shared.adapters.offline.formulas import formula
from shared.adapters.offline.history import history
from shared.adapters.offline.ir import App, Endpoint, Entity, Field
from shared.adapters.offline.listings import special_list
from shared.adapters.offline.measures import children
from shared.adapters.offline.rankings import ranking
from shared.adapters.offline.refused import not_understood


def special(app: App, call: Call, prefix: list[str]) -> Endpoint:
    """Everything that is no ordinary operation. Raises NotUnderstood."""
    segments = segments_of(call, prefix)
    for reader in (_joined, _by_value, _below_one, _below_list, _top_level):
        endpoint = reader(app, call, segments)
        if endpoint:
            return endpoint
    stored = any(entity.stored for entity in app.entities.values())
    inputs = call.query or call.params or call.request_shape() or call.method != "GET"
    endpoint = formula(app, call) if inputs or not stored or call.answer_shape() is None else None
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
    from shared.adapters.offline.described import body_fields
    from shared.adapters.offline.relating import refer

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
    if len(segments) not in {2, 3} or not segments[1].startswith("{") or call.method != "GET" or noun_of(segments[0]) in app.entities:
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
    entity = app.entities.get(noun_of(segments[-3])) if len(segments) > 2 else root_entity(app, segments[-2].strip("{}"))
    if entity is None:
        return None
    params(call)
    if call.method == "GET":
        return history(app, call, entity) or reading(app, call, entity) or _of_children(app, call, entity)
    done = action(app, call, entity)
    if (
        done
        and entity.key_type == "string"
        and not any(e.entity == entity.name and e.kind in {"create", "upsert"} for e in app.endpoints)
        and done.kind == "action"
    ):
        done.answer["open"] = "yes"
    return done


def _of_children(app: App, call: Call, entity: Entity) -> Endpoint | None:
    """`GET /teachers/{id}/minutes -> {"minutes": total of all lessons' minutes}`: a statistic of what belongs to a resource."""
    if call.answer_shape() is None:
        return None
    found = (aggregate(app, call, child, entity, field) for child, field in children(app, entity))
    return next((endpoint for endpoint in found if endpoint), None)


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
        return _transfer(app, call)
    if call.method != "GET":
        return None
    nouns = [words.singular(token) for token in re.findall(r"[a-z]+", call.all.lower())]
    entity = next((e for e in stored if e.name.rpartition("_")[2] in nouns), stored[0])
    ordered = [entity, *(e for e in stored if e is not entity)]
    for one in ordered:
        found = (
            ranking(app, call, one)
            or (
                aggregate(app, call, one)
                if call.last in WORDS or call.answer_shape() or re.search(r"(?i)\b(total|average|number of|count)\b", call.all)
                else None
            )
            or special_list(app, call, one)
        )
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
    from shared.adapters.offline.described import body_fields

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
