"""Takes fields and operations out of an application."""

import copy
import re
from collections.abc import Iterator, Sequence

from shared.reading.changes.naming import OF, WHO, called, entity_of, field_of
from shared.reading.refused import not_understood
from shared.writing.ir import MISSING, App

_WHAT = r"(?:(?:field|column|property|attribute|endpoint|operation|route) )?(?P<what>.+?)(?: (?:field|column|property|attribute|endpoint|operation|route)s?)?"
_MORE = r"(?:,? (?:any ?more|any longer|now))?"
_NOT = r"(?:do not|don't|does not|doesn't|no longer|should not|shouldn't|need not|needn't|must not|mustn't)"
_PATTERNS = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"(?:remove|drop|delete|get rid of|discard|take out|take away)\s+(?:the )?{_WHAT}(?:\s+(?:from|of|on)\s+{OF}{WHO})?{_MORE}",
        rf"(?:we|i|you|one)\s+{_NOT}\s+(?:need|want|use|offer|have|store|keep)\s+(?:the )?{_WHAT}(?:\s+(?:from|of|on|for)\s+{OF}{WHO})?{_MORE}",
        rf"{OF}{WHO}\s+{_NOT}\s+(?:need|have|carry|keep|store)s?\s+(?:an? )?{_WHAT}{_MORE}",
        rf"(?:the )?{_WHAT}(?:\s+(?:from|of|on)\s+{OF}{WHO})?\s+(?:(?:is|are) (?:no longer|not) (?:needed|used|wanted){_MORE}|(?:can|should|must|may) (?:go|be removed|be dropped|be deleted){_MORE}|goes away)",
    )
)


def named(app: App, sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence takes out: method and path of an operation, or resource and field. Nothing where it takes out neither."""
    for pattern in _PATTERNS:
        match = pattern.fullmatch(sentence)
        if match is None:
            continue
        calls = list(called(app, match["what"]))
        if calls:
            yield from ((one.method, one.path) for one in calls)
            return
        who = match.groupdict().get("who")
        chosen = [entity_of(app, who)] if who else list(app.entities.values())
        yield from ((entity.name, name) for entity in chosen if entity and (name := field_of(entity, match["what"])))


def less(app: App, gone: Sequence[tuple[str, str]]) -> App:
    """The application without these operations and fields. Raises NotUnderstood when other things are made of such a field."""
    without = copy.deepcopy(app, {id(MISSING): MISSING})
    for owner, name in gone:
        if name.startswith("/"):
            without.endpoints = [one for one in without.endpoints if (one.method, one.path) != (owner, name)]
        elif owner in without.entities:
            _without_field(without, owner, name)
    return without


def _without_field(app: App, owner: str, name: str) -> None:
    entity = app.entities[owner]
    entity.fields.pop(name, None)
    for endpoint in app.endpoints:
        if endpoint.entity == owner:
            endpoint.body = [one for one in endpoint.body if one.name != name]
            endpoint.query = [one for one in endpoint.query if one.name != name]
    if re.search(rf"\b{re.escape(name)}\b", repr((app.endpoints, entity))):
        raise not_understood(f"remove {name}", f"other things are made of {name}")
