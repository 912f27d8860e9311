"""What leads elsewhere: `GET /go/{code} redirects to the url and counts the click`."""

import re

from shared.reading.routes.routing import Routed, answer_shape
from shared.writing.ir import App, Endpoint, Entity, Field

_REDIRECTS = re.compile(r"(?i)\bredirect\w*")
_COUNTS = re.compile(r"(?i)\bcounts?\b|\bcounted\b|\b(?:increments?|increases?|raises?|adds? (?:one|1) to)\b")


def redirect(app: App, routed: list[Routed]) -> None:
    """Makes each such route an operation of the resource that has an address, by its key."""
    entity = next((one for one in app.entities.values() if _address(one)), None)
    for one in routed:
        if entity is None or one.route.method != "GET" or len(one.endpoint.params) != 1 or not _REDIRECTS.search(one.route.words):
            continue
        before = one.endpoint.entity
        _take(one.endpoint, entity)
        if before != entity.name and all(before not in (each.endpoint.entity, each.endpoint.parent) for each in routed):
            app.entities.pop(before, None)
        if _COUNTS.search(one.route.words):
            counter = _counter(entity, routed)
            one.endpoint.sets = {counter: f'row["{counter}"] + 1'}


def _address(entity: Entity) -> str:
    """The field that holds an address."""
    return next(
        (one.name for one in entity.fields.values() if one.type == "url" or re.search(r"(?:^|_)(?:url|address|link)$", one.name)), ""
    )


def _take(endpoint: Endpoint, entity: Entity) -> None:
    status = next((code for code in (301, 302, 303, 307, 308) if str(code) in endpoint.source), 307)
    endpoint.kind, endpoint.entity, endpoint.parent, endpoint.status = "get", entity.name, "", status
    endpoint.bare, endpoint.forward = "RedirectResponse", _address(entity)
    entity.key, entity.key_type = endpoint.params[0], "string"
    key = entity.fields.setdefault(entity.key, Field(entity.key, "string", given=False, fill="code"))
    key.unique = key.given


def _counter(entity: Entity, routed: list[Routed]) -> str:
    """The number that the answer of another operation shows."""
    shown = [name for one in routed if one.route.method == "GET" for name, _ in answer_shape(one.route)]
    known = [one.name for one in entity.fields.values() if one.type == "integer" and not one.given]
    name = next(iter([*known, *(name for name in shown if name not in entity.fields and name != "id")]), "visits")
    entity.fields.setdefault(name, Field(name, "integer", required=False, default=0, given=False))
    return name
