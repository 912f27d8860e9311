"""Decides what each named endpoint is: an ordinary operation on a resource, an action, a statistic, a computation, a page."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, noun_of, success
from shared.adapters.offline.counting import counter_in
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Page
from shared.adapters.offline.measures import kind_of

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
        entity = app.entities.get(noun_of(segments[-2])) if len(segments) > 1 else root_entity(app, key)
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


def root_entity(app: App, param: str) -> Entity | None:
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
