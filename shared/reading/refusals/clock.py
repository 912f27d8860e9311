"""When in a day something may be: `between 07:00 and 20:00`, `start and end on the same day`."""

import re

from shared.reading.refusals.cases import Case
from shared.reading.refusals.spans import span_of
from shared.writing.ir import Entity, Guard

_CLOCK = r"(\d\d?:\d\d)"
_WITHIN = re.compile(rf"\b(?:between|from|within) {_CLOCK} (?:and|to|until|-) {_CLOCK}")
_OUTSIDE = re.compile(
    rf"\b(?:outside(?: of)?|not (?:be |lie )?(?:between|within|from)) {_CLOCK} (?:and|to|-) {_CLOCK}|\b(?:before|<|earlier than) {_CLOCK} or (?:ends? |be )?(?:after|>|later than) {_CLOCK}"
)
_SAME_DAY = re.compile(
    r"\b(?:both|they|<\w+> and <\w+>|ends?|<\w+>)\b[^.;,]*\bon (?P<one>the same|one|a single|different|another|two|the next) (?:<?days?>?|<?dates?>?)|"
    r"\bwithin (?:one|1|a single|the same) (?:calendar )?day\b|\b(?P<past>past|beyond|over|across|through|into) (?:midnight|the next day|several days|> 1 day)"
)


def at_hours(case: Case) -> bool:
    """What is on more than one day, or at a time of day at which nothing may be."""
    entity = case.entity
    span = span_of(entity) if entity is not None else None
    created = case.endpoint is None or case.endpoint.kind in {"create", "update", "upsert"}
    if entity is None or span is None or not created or case.status not in {0, 400, 409, 422}:
        return False
    kind = entity.fields[span[1]].type
    code = _same_day(case, span) if kind == "datetime" else ""
    code = code or (_hours(case, entity, span) if kind in {"time", "datetime"} else "")
    if code:
        present = "".join(f'whole["{name}"] is not None and ' for name in span)
        entity.checks.append(
            Guard(f"{present}({code})", case.status or case.app.invalid, "it is not at a time when it may be", "hours", fields=span)
        )
    return bool(code)


def _same_day(case: Case, span: tuple[str, str]) -> str:
    match = _SAME_DAY.search(case.said)
    if match is None or re.search(r"\b(?:another|other|two|2|twice|already)\b (?:\S+ )?\[", case.said):
        return ""
    return f'whole["{span[0]}"][:10] != whole["{span[1]}"][:10]'


def _hours(case: Case, entity: Entity, span: tuple[str, str]) -> str:
    """The condition under which it begins too early or ends too late."""
    outside = _OUTSIDE.search(case.said)
    match = outside or _WITHIN.search(case.said)
    demanded = case.unless or outside or re.search(r"\bmust\b|\bonly\b", case.said)
    if match is None or not demanded:
        return ""
    first, last = (f"{clock:0>5}" for clock in match.groups() if clock)
    part = "[11:16]" if entity.fields[span[1]].type == "datetime" else "[:5]"
    return f'whole["{span[0]}"]{part} < "{first}" or whole["{span[1]}"]{part} > "{last}"'
