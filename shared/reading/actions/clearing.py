"""Removals of several records at once: `DELETE /entries?source=web` removes those of a source, and may answer how many there were."""

import re

from shared.reading.refused import not_understood
from shared.reading.results import listings
from shared.reading.routes.routing import Routed, answer_shape
from shared.writing.ir import App

_OPTIONAL = re.compile(r"(?i)\b(?:optional\w*|if (?:it is |they are )?(?:given|sent|set)|without|or all)\b")


def narrow(app: App, routed: list[Routed]) -> None:
    """Gives removals of several what the request narrows them down by, and the count that they answer. Raises NotUnderstood."""
    for one in routed:
        entity = app.entities.get(one.endpoint.entity)
        if one.endpoint.kind != "clear" or entity is None:
            continue
        if listings.read_list(app, one.endpoint, entity, one.route.query, []):
            raise not_understood(one.route.statement.text, f"what {one.route.method} {one.route.path} removes")
        one.endpoint.order = ""
        for query in one.endpoint.query:
            query.required = _OPTIONAL.search(one.route.words) is None
        shape = answer_shape(one.route)
        if len(shape) == 1 and not re.search(r"\b204\b", one.route.words):
            one.endpoint.status, one.endpoint.count = 200, shape[0][0]
