"""Some of what a record has, by a path of its own: `GET /links/{code}/stats returns url, visits and created_at`."""

import re

from shared.reading.results.glosses import listed_members
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.text.lexicon import wordset
from shared.writing.ir import App, Entity, Field

#: What tells when a record was made, whether or not the text declares it.
_MADE_AT = wordset("created_at createdAt created")


def excerpt(app: App, one: Routed) -> bool:
    """Whether an operation shows members of the record that its path names, and nothing that has to be added up; then it does."""
    endpoint, own = one.endpoint, app.entities.get(one.endpoint.entity)
    segments = one.route.segments
    named = (
        own is not None
        and not endpoint.parent
        and len(endpoint.params) == 1
        and len(segments) > 2
        and segments[-2][:1] == "{"
        and segments[-3].replace("-", "_") == own.plural
    )
    names = [name for name, _ in answer_shape(one.route)] or (listed_members(_bare(own, one.route.text)) if own else [])
    if own is None or not named or one.route.method != "GET" or len(names) < 2:
        return False
    known = {own.key, *own.fields, *(each.name for each in own.computed)}
    if not {*names} - {own.key} & known or {*names} - known - _MADE_AT:
        return False
    for name in {*names} - known:
        own.fields[name] = Field(name, "datetime", required=False, given=False, fill="now")
    members = ", ".join(f'"{name}": {_value(own, name)}' for name in names)
    endpoint.lines = [f"row = find_{own.name}({endpoint.params[0]})", f"return {{{members}}}"]
    endpoint.kind = "compute"
    return True


def _bare(own: Entity, text: str) -> str:
    """The words without what they say of whose members these are, of others, and of a record that is not there."""
    noun = own.name.replace("_", " ")
    rest = rf"(?i)\b(?:only|just) |\b(?:the|its|this|that) {noun}'s |,? (?:of|for|about) (?:the|that|this|its|an?|one) {noun}\b|[,;] (?:or |and )?(?:with )?404\b.*"
    return re.sub(rest, "", text)


def _value(own: Entity, name: str) -> str:
    computed = any(each.name == name for each in own.computed)
    return f'show_{own.name}(row)["{name}"]' if computed else f'row["{name}"]'
