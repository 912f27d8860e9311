"""How long something lasts: the days, nights, hours or minutes between two fields of a record, and what they add up to."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.refusals.spans import both_included
from shared.writing.ir import App, Entity

_PAIRS = [("check_in", "check_out"), ("start", "end"), ("from", "to"), ("from", "until"), ("start_date", "end_date"), ("starts", "ends"), ("first_day", "last_day"), ("from_date", "to_date"), ("start_time", "end_time"), ("starts_at", "ends_at"), ("begin", "end"), ("arrival", "departure"), ("from_day", "to_day"), ("started_at", "stopped_at"), ("started_at", "ended_at")]  # fmt: skip


def level(entity: Entity) -> None:
    """`start and end are times of day`: both ends are of the kind that one of them is said to be."""
    ends = [entity.fields[name] for name in _span(entity) or ()]
    if {one.type for one in ends} == {"time", "datetime"}:
        for one in ends:
            one.type = "time"


def told_of_ends(entity: Entity, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`each loan carries days, the number of days it lasts`: the names of what tells how long a record lasts whose ends are sent, each with its gloss."""
    span = _span(entity)
    for text in texts if span is not None and all(entity.fields[name].given for name in span) else ():
        for match in (match for pattern in (_GLOSSED, _HOW_MANY) for match in pattern.finditer(text)):
            yield match["name"], text[match.start("gloss") :]


_NAMES = r"nights|days|duration_days|length_in_days|days_total|number_of_(?:nights|days)|minutes|duration(?:_minutes)?|hours|duration_hours"
#: `days, the number of days it lasts`, `nights (how many nights …)`.
_GLOSSED = re.compile(
    rf"(?<![\w/])(?P<name>{_NAMES})\b[\"`]?(?:,| \(|:| -| =)? ?(?:which is |that is |being |is )?(?P<gloss>(?:the (?:total )?(?:number|count|length|duration|time)|how (?:many|long)|computed|calculated|derived)\b)"
)
#: `how many days they last`.
_HOW_MANY = re.compile(
    r"\b(?P<gloss>how many (?P<name>nights|days|minutes|hours) (?:it|they|this|that|an?|the|each)\b[^.;,()]{0,24}?\blasts?\b)"
)


def during(app: App, entity: Entity, name: str, said: str) -> str:
    """Nights, days, minutes or hours between two fields."""
    span = _span(entity)
    if span and re.fullmatch(_NAMES, name) and re.search(r"nights|days", name):
        extra = " + 1" if re.search(r"\binclusive|both\b[^.;]*\b(?:included|count\w*)|(?:including|counting) both", said) else ""
        extra = " + 1" if "day" in name and both_included(app, entity, span, said) else extra
        return f'(date.fromisoformat(row["{span[1]}"]) - date.fromisoformat(row["{span[0]}"])).days{extra}'
    if span and re.fullmatch(_NAMES, name):
        shown = _passed(entity, span, "row", "hour" in name)
        end = entity.fields[span[1]]
        return shown if end.given and end.required is not False else f'None if row["{span[1]}"] is None else {shown}'
    return ""


def lengths(entity: Entity, name: str, said: str, rows: str) -> str:
    """`busy_minutes, the sum of their lengths`: what the times between two fields add up to; empty when nothing is said of that."""
    span = _span(entity)
    unit = re.search(r"(?:^|_)(minutes|hours)(?:_|$)", name)
    told = re.search(r"\b(?:lengths?|durations?|how long|minutes|hours|time|last|lasts)\b", said)
    if span is None or unit is None or not told or unit[1] in entity.fields or entity.fields[span[1]].type not in {"time", "datetime"}:
        return ""
    return f"sum({_passed(entity, span, 'other', unit[1] == 'hours')} for other in {rows})"


def _passed(entity: Entity, span: tuple[str, str], row: str, hours: bool) -> str:
    """The hours or minutes from the one field to the other."""
    day = '"2000-01-01T" + ' if entity.fields[span[1]].type == "time" else ""
    end, start = (f'datetime.fromisoformat({day}{row}["{name}"]).timestamp()' for name in (span[1], span[0]))
    value = f"({end} - {start})"
    return f"{value} / 3600" if hours else f"int({value} // 60)"


def _span(entity: Entity) -> tuple[str, str] | None:
    return next(((low, high) for low, high in _PAIRS if {low, high} <= entity.fields.keys()), None)
