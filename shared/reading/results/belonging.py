"""What a record is joined with, in the answer about it: `GET /players/{id} contains guild, the guild's name or null`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.writing.ir import App, Entity


def belongs(app: App, entity: Entity, name: str, gloss: str) -> tuple[str, str] | None:
    """The expression of a member that is called after what the record is joined with, and when it is shown; None where it is something else."""
    for table in app.entities.values():
        ends = [one for one in table.fields.values() if one.refers]
        own = [one for one in ends if one.refers == entity.name]
        other = app.entities[next(one.refers for one in ends if one is not own[0])] if len(ends) == 2 and len(own) == 1 else None
        if other is None or table.name != f"{ends[0].name}_{ends[1].name}":
            continue
        links = f'store.{table.plural}.find({own[0].name}=row["{entity.key}"])'
        told = [one for one in fields_in(Ground(app, other)(gloss)) if one in other.fields]
        if name in {other.plural, f"{other.plural[:-1]}_names"}:
            return f"[{_value(other, told)} for link in {links}]", "one"
        part = re.fullmatch(rf"(?:current_)?{other.name}(?:_(?P<part>\w+))?", name)
        if part and (part["part"] is None or part["part"] in {*other.fields, other.key}):
            return f"next(({_value(other, [part['part']] if part['part'] else told)} for link in {links}), None)", ""
    return None


def _value(other: Entity, told: list[str]) -> str:
    key = f'link["{other.name}"]'
    if not told:
        return f"find_{other.name}({key})"
    return key if told[0] == other.key else f'find_{other.name}({key})["{told[0]}"]'


#: `last_inspection`, `first_visit`: one of those that belong to a record, by when it was.
_ONE_OF = re.compile(r"(?P<which>last|latest|newest|most_recent|first|oldest|earliest)_(?P<noun>\w+)")


def at_end(app: App, child: Entity, name: str, gloss: str, rows: str) -> str:
    """The last or the first of what belongs to a record, whole or with the members that the gloss names; empty where a gloss is about one value of it."""
    told = _ONE_OF.fullmatch(name)
    if told is None or told["noun"] != child.name:
        return ""
    named = list(dict.fromkeys(one for one in fields_in(Ground(app, child)(gloss)) if one in child.fields))
    whole = re.search(r"\b(?:object|record|entry|whole)\b", gloss) or re.search(
        rf"(?i)\b(?:the )?(?:last|latest|newest|most recent|first|oldest|earliest) {child.name.replace('_', ' ')}\b", gloss
    )
    if not (len(named) > 1 or (whole and not named) or re.search(r"\bobject\b", gloss)):
        return ""
    times = [one.name for one in child.fields.values() if one.type in {"date", "datetime"} and one.required is not False]
    key = f'(one["{times[0]}"], one["{child.key}"])' if len(times) == 1 else f'one["{child.key}"]'
    end = "min" if told["which"] in {"first", "oldest", "earliest"} else "max"
    found = f"{end}({rows}, key=lambda one: {key}, default=None)"
    if len(named) < 2:
        return found
    members = ", ".join(f'"{one}": other["{one}"]' for one in named)
    return f"next(({{{members}}} for other in [{found}] if other is not None), None)"
