"""Records with which nothing is at the time that a list is asked for: `GET /rooms/free?start&end`."""

import re

from shared.reading.refusals.cases import children
from shared.reading.refusals.spans import span_of
from shared.reading.results.holding import Held
from shared.writing.ir import Entity


def free_then(held: Held) -> str:
    """`?start&end`, `?day`: nothing about it is at the time that is asked for."""
    if not re.search(r"\b(?:free|available|without|no|not|nothing|nobody|could)\b", f"{held.said} {held.last}"):
        return ""
    asked = [name for name in held.asked if name not in held.entity.fields]
    for child, column in children(held.app, held.entity):
        rows = f'store.{child.plural}.find({column}=row["{held.entity.key}"])'
        span, day = span_of(child), _day_of(child)
        if span is not None and len(asked) > 1:
            return f"not {_overlapping(child, column, span, (_matching(asked, span[0], 0), _matching(asked, span[1], 1)), held.entity)}"
        if span is not None and len(asked) == 1:
            return f'not any(other["{span[0]}"] <= {asked[0]} and other["{span[1]}"] >= {asked[0]} for other in {rows})'
        if day and len(asked) == 1 and not _COUNTS.fullmatch(asked[0]):
            return f'not any(other["{day}"] == {asked[0]} for other in {rows})'
    return ""


_COUNTS = re.compile(r"n|limit|days|count|page|size|q|sort")


def _day_of(record: Entity) -> str:
    """The only day or hour that a record is about."""
    days = [one.name for one in record.fields.values() if one.given and one.type in {"date", "datetime", "time"}]
    return days[0] if len(days) == 1 else ""


def _matching(asked: list[str], name: str, place: int) -> str:
    """The parameter that is called like a field, or stands in its place."""
    found = name if name in asked else asked[place]
    return f"{found}_" if found in {"from", "in", "is"} else found


def _overlapping(child: Entity, column: str, span: tuple[str, str], asked: tuple[str, str], owner: Entity) -> str:
    """What the rule against overlaps asks of a new record, asked of a time that is only thought of."""
    rule = next((one.code for one in child.checks if one.kind == "overlap" and f'find({column}=whole["{column}"])' in one.code), "")
    meets = f'other["{span[0]}"] < whole["{span[1]}"] and other["{span[1]}"] > whole["{span[0]}"]'
    code = rule or f'any({meets} for other in store.{child.plural}.find({column}=whole["{column}"]))'
    code = re.sub(r' and \(row is None or other\["\w+"\] != row\["\w+"\]\)', "", code)
    for name, value in (*zip(span, asked, strict=True), (column, f'row["{owner.key}"]')):
        code = code.replace(f'whole["{name}"]', value)
    return code
