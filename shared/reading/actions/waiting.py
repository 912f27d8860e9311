"""Records that wait where nothing is free, in the words of `text.waitlisted`, and that move up when another gives its place back."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refused import not_understood
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

_WAITS = re.compile(r"with nothing free its (?P<name>status|state) is \"(?P<waits>[\w \-]+)\"", re.IGNORECASE)
_HELD = re.compile(r"\bits (?:status|state) is \"(?P<held>[\w \-]+)\" at first; with nothing free", re.IGNORECASE)
_UP = re.compile(r"\bnext one waiting moves up\b", re.IGNORECASE)
#: What a number of places is called.
_LIMIT = re.compile(
    r"(?:^|_)(?:capacity|seats?|places?|spots?|slots?|limit|max|maximum|size|beds?|berths?|tables?|room|tickets?|positions?)(?:_|$)"
)


def declare(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Gives what may wait its two states, which no request carries."""
    for text in texts:
        told, entity = _WAITS.search(text), _waiting(app, routed, text)
        if told is None or entity is None:
            continue
        held = _HELD.search(text)
        one = entity.fields.setdefault(told["name"], Field(told["name"]))
        first = held["held"] if held else one.default if isinstance(one.default, str) else "confirmed"
        one.type, one.given, one.required, one.default = "enum", False, False, first
        one.choices = list(dict.fromkeys([first, told["waits"], *one.choices]))


def _waiting(app: App, routed: Sequence[Routed], text: str) -> Entity | None:
    """The records of which a text says that they may wait: those that are made near it, or the only ones of what has places."""
    near = [one for one in routed if one.endpoint.kind == "create" and text in (one.route.text, one.route.statement.text, *one.route.more)]
    near = near or [one for one in routed if one.endpoint.kind == "create" and one.endpoint.parent]
    below = [one for one in near if one.endpoint.parent] or near
    return app.entities.get(below[0].endpoint.entity) if below else None


def settle(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Fills the places in their order. Raises NotUnderstood where it is not told what there are places in, or who gives one back."""
    rising = next((text for text in texts if _UP.search(text)), "")
    for text in texts:
        told, entity = _WAITS.search(text), _waiting(app, routed, text)
        if told is None:
            continue
        found = next(_owners(app, entity, texts), None) if entity is not None else None
        if entity is None or found is None:
            raise not_understood(text, "what has the places")
        owner, reference, limit = found
        one = entity.fields[told["name"]]
        held = f'store.{entity.plural}.find({reference}=values["{reference}"], {one.name}="{one.default}")'
        places = f'find_{owner.name}(values["{reference}"])["{limit}"]'
        one.fill = f'expr:"{one.default}" if len({held}) < {places} else "{told["waits"]}"'
        leaving = [each for each in app.endpoints if each.entity == entity.name and _leaves(each, one)] if rising else []
        if rising and not leaving:
            raise not_understood(rising, "who gives a place back")
        for each in leaving:
            each.after += _moving_up(each, entity, one, reference, told["waits"], f'find_{owner.name}(row["{reference}"])["{limit}"]')


def _owners(app: App, entity: Entity, texts: Sequence[str]) -> Iterator[tuple[Entity, str, str]]:
    """What records refer to that has a number of places: with the reference, and the number."""
    for field in entity.fields.values():
        owner = app.entities.get(field.refers)
        if owner is None or owner is entity or field.type == "list":
            continue
        numbers = [one.name for one in owner.fields.values() if one.type in {"integer", "number", "scalar", ""} and not one.refers]
        usual = [name for name in numbers if _LIMIT.search(words.code_name(name))]
        sole = [name for name in numbers if owner.fields[name].type == "integer" and owner.fields[name].given]
        named = [name for text in texts for name in fields_in(Ground(app, owner)(text)) if _WAITS.search(text) and name in numbers]
        for name in (*named, *usual, *(sole if len(sole) == 1 else ())):
            yield owner, field.name, name


def _leaves(endpoint: Endpoint, one: Field) -> bool:
    """Whether an operation takes a record away from those that have a place."""
    left = endpoint.sets.get(one.name, "")
    return endpoint.kind == "delete" or (endpoint.kind == "action" and left.startswith('"') and left != f'"{one.default}"')


def _moving_up(endpoint: Endpoint, entity: Entity, one: Field, reference: str, waits: str, places: str) -> list[str]:
    """The statements that give a place to the one who waits longest."""
    waiting = f'store.{entity.plural}.find({reference}=row["{reference}"], {one.name}="{waits}")'
    change = f'store.{entity.plural}.change(first["{entity.key}"], {{"{one.name}": "{one.default}"}})'
    if endpoint.kind == "delete":
        return [f'if row["{one.name}"] == "{one.default}":', f"    for first in {waiting}[:1]:", f"        {change}"]
    taken = f'len(store.{entity.plural}.find({reference}=row["{reference}"], {one.name}="{one.default}"))'
    return [f"for first in {waiting}[:max(0, {places} - {taken})]:", f"    {change}"]
