"""Takes fields and operations out of an application."""

import copy
import re
from collections.abc import Iterator, Sequence

from shared.reading.changes.naming import OF, PEOPLE, WHO, called, entity_of, field_of
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
#: What is done to a record, by the kind of the operation that does it: how its words begin.
_DONE = {"delete": "delet|remov|eras", "update": "chang|edit|updat|modif(?:y|i)|alter", "create": "add|creat|register"}
_CANNOT = r"(?:can ?not|can't|(?:may|must|should|shall|can) (?:not|no longer|never)|(?:must|should)n't|(?:are|is) not to)"
_IMPOSSIBLE = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"{OF}{WHO} {_CANNOT} be (?P<done>[a-z]+){_MORE}",
        rf"(?:nobody|no one|no user) (?:can|may|should|must|is to) (?P<done>[a-z]+) {OF}{WHO}{_MORE}",
        rf"{PEOPLE} {_CANNOT} (?P<done>[a-z]+) {OF}{WHO}{_MORE}",
        rf"(?:the )?(?P<done>[a-z]+ing) (?:of )?{OF}{WHO} (?:is|should be|must be) (?:no longer|not) (?:possible|allowed|supported|offered|needed){_MORE}",
        rf"(?:it is|it should be) no longer possible to (?P<done>[a-z]+) {OF}{WHO}",
    )
)


def named(app: App, sentence: str) -> list[tuple[str, str]]:
    """What a sentence takes out: method and path of an operation, or resource and field. Nothing where it takes out neither."""
    parts = [list(dict.fromkeys(_named(app, part))) for part in re.split(r":\s+", sentence)]
    return list(dict.fromkeys(one for part in parts for one in part)) if all(parts) else []


def _named(app: App, sentence: str) -> Iterator[tuple[str, str]]:
    for pattern in _IMPOSSIBLE:
        if match := pattern.fullmatch(sentence):
            yield from _operations(app, match["who"], match["done"])
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


def _operations(app: App, who: str, done: str) -> Iterator[tuple[str, str]]:
    """The operations of a resource that do what is said to be done to it."""
    entity = entity_of(app, who)
    kind = next((kind for kind, pattern in _DONE.items() if re.fullmatch(rf"(?i)(?:{pattern})(?:e|ed|d|ing|ting)?", done)), "")
    if entity is not None:
        yield from ((one.method, one.path) for one in app.endpoints if one.entity == entity.name and one.kind == kind)


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
