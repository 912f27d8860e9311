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


#: `must not be in the future`, `a date in the past`, `later than today`.
_FROM_TODAY = re.compile(
    r"\bin the (?P<when>future|past)\b|(?:\bafter|\blater than|>) (?P<after>today)\b|(?:\bbefore|\bearlier than|<) (?P<before>today)\b"
)


def from_today(case: Case) -> bool:
    """`earned_on must not be in the future`, `a date in the past is a 422`: a day of what is sent, as seen from today."""
    entity, match = case.entity, _FROM_TODAY.search(case.said)
    created = case.endpoint is None or case.endpoint.kind in {"create", "update", "upsert"}
    if entity is None or match is None or not created or case.status not in {0, 400, 409, 422}:
        return False
    days = [one for one in entity.fields.values() if one.given and one.type in {"date", "datetime"}]
    named = [one for one in days if f"<{one.name}>" in case.said] or (days if len(days) == 1 and _A_DAY.search(case.said) else [])
    if len(named) != 1 or re.search(rf"\[{entity.name}\][^.;<]*\bin the (?:future|past)", case.said):
        return False
    ahead = match["when"] == "future" or match["after"] is not None
    demanded = re.search(r"\bmust(?! not)\b|\bonly\b", case.said) is not None and not re.search(r"\b(?:not|never)\b", case.said)
    sign = {(True, True): "<=", (True, False): ">", (False, True): ">=", (False, False): "<"}[ahead, demanded]
    today = "now()" if named[0].type == "datetime" else "date.today().isoformat()"
    value = f'whole["{named[0].name}"]'
    if ahead is not demanded:
        sent = [field for one in case.app.endpoints if one.entity == entity.name for field in one.body if field.name == named[0].name]
        for field in (named[0], *sent):
            field.past = True
    words_ = f"the {named[0].name.replace('_', ' ')} is {'not ' if demanded else ''}in the {'future' if ahead else 'past'}"
    entity.checks.append(
        Guard(f"{value} is not None and {value} {sign} {today}", case.status or case.app.invalid, words_, "hours", fields=(named[0].name,))
    )
    return True


_A_DAY = re.compile(r"(?i)\b(?:dates?|days?|times?)\b")
