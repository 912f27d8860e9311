"""A field's limits in words. Pure."""

from collections.abc import Iterator

from shared.reading.changes.naming import spoken, with_article
from shared.writing.ir import MISSING, Entity, Field
from shared.writing.words import join


def rule(one: Field, entity: Entity | None = None) -> str:
    """All that holds of a field's values; `entity`: the resource that it is kept in, which may have rules for several fields."""
    return ", ".join([*_size(one), *_range(one), *_form(one), *_kept(one), *(_together(one, entity) if entity is not None else ())])


def _size(one: Field) -> Iterator[str]:
    if one.type in {"integer", "number", "boolean"}:
        return
    unit = "item" if one.type == "list" else "character"
    if one.longest is not None and one.shortest == one.longest:
        yield f"exactly {_counted(one.longest, unit)}"
    elif one.longest is not None and (one.shortest or 0) > 0:
        yield f"{one.shortest} to {_counted(one.longest, unit)}"
    elif one.longest is not None:
        yield f"at most {_counted(one.longest, unit)}"
    elif one.shortest:
        yield "not empty" if one.shortest == 1 else f"at least {_counted(one.shortest, unit)}"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _range(one: Field) -> Iterator[str]:
    if one.low is not None and one.high is not None:
        yield f"{one.low:g} to {one.high:g}"
    elif one.low is not None:
        yield f"at least {one.low:g}"
    elif one.high is not None:
        yield f"at most {one.high:g}"
    if one.above is not None:
        yield f"more than {one.above:g}"
    if one.below is not None:
        yield f"less than {one.below:g}"


def _form(one: Field) -> Iterator[str]:
    if choices := [*one.choices, *map(str, one.among)]:
        yield f"one of {', '.join(choices)}"
    if one.elements:
        yield f"holds only {join(one.elements, 'or')}"
    if one.parts:
        yield f"each with {join([_part(part) for part in one.parts])}"
    if one.pattern:
        yield f"matches {one.pattern}"
    if one.type in {"email", "url", "time"}:
        yield {"email": "an email address", "url": "a URL", "time": "a time of day"}[one.type]
    if one.refers:
        yield f"refers to {with_article(spoken(one.refers))}"


def _part(one: Field) -> str:
    return f"{one.name} ({', '.join([one.type or 'string', *([told] if (told := rule(one)) else [])])})"


def _kept(one: Field) -> Iterator[str]:
    if one.unique:
        yield "unique"
    if one.default is not MISSING and one.default is not None:
        yield f"{_value(one.default)} by default"
    if not one.given:
        yield "set by the server"


def _value(value: object) -> str:
    """As people write it: `false`, `open`, `empty`."""
    if isinstance(value, bool):
        return str(value).lower()
    return "empty" if value in ("", [], {}) else str(value)


def _together(one: Field, entity: Entity) -> Iterator[str]:
    """What holds of it and other fields, and of its changes."""
    for names in entity.together:
        if one.name in names:
            yield f"unique together with {join([spoken(name.removesuffix('_id')) for name in names if name != one.name])}"
    steps = [f"from {before} to {join(after, 'or')}" for before, after in entity.transitions.get(one.name, {}).items() if after]
    if steps:
        yield f"may change only {', '.join(steps)}"
