"""Refusals of times that overlap: per room, per person, or both; half open, or with both ends included."""

import re
from collections.abc import Iterable

from shared.reading.names.grounding import Ground, state_field
from shared.reading.refusals.cases import PERSONS, Case
from shared.writing.ir import MISSING, App, Entity, Guard

_SPANS = (("start", "end"), ("starts", "ends"), ("from", "to"), ("from", "until"), ("start", "until"), ("check_in", "check_out"), ("start_time", "end_time"), ("start_date", "end_date"), ("starts_at", "ends_at"), ("begin", "end"), ("from_date", "to_date"), ("start_at", "end_at"), ("arrival", "departure"), ("from_time", "to_time"), ("start_hour", "end_hour"), ("first_day", "last_day"), ("from_day", "to_day"), ("first_night", "last_night"), ("from_hour", "to_hour"))  # fmt: skip
#: Names of times between which something lasts.
TIMES = {name for pair in _SPANS for name in pair}

#: Words that say by themselves that times meet.
_MEET = re.compile(
    r"\boverlap\w*|\bcollid\w*|\bconflict(?:s|ing)?\b|\bdouble[- ]?(?:\[\w+\]|book\w*)|\bin common\b|\bintersect\w*|"
    r"\bshar(?:es?|ing) (?:\w+ ){0,3}(?:days?|nights?|hours?|minutes?|time|moment)\b"
)
_OVERLAPS = re.compile(r"\boverlap\w*|\bintersect\w*")
#: When, and that there is something then already; together they say it too.
_TIME = re.compile(
    r"\b(?:times?|periods?|days?|nights?|slots?|moments?|hours?|dates?|at once|simultaneously|spans?|intervals?|ranges?|meanwhile|then)\b"
)
_THERE = re.compile(
    r"\b(?:twice|same|two|2|already|taken|clash\w*|booked|occupied|reserved|busy|lent|another|somebody|someone|free|hold\w*|one|1)\b"
)
#: What was said of one holds of another: `neither may two bookings of the same guest`.
_LIKEWISE = re.compile(r"\b(?:neither|nor|likewise|either|the same (?:goes|holds|applies|is true)|so (?:can|may|must))\b")
_EACH = re.compile(r"\b(?:or|either|neither|nor|whether|too|also|as well|likewise|and neither)\b")
_INCLUDED = re.compile(
    r"(?i)\b(?:both|two)(?: \w+)? (?:are )?(?:included|inclusive|inclusively|count\w*|belong)\b|\binclusive(?:ly)?\b|\binclud(?:ed|ing|es?) (?:both|the|first|last)\b|"
    r"\b(?:last|first|end|final|return|to|until|days?|dates?) (?:day |date |one )?(?:is |are )?(?:also |both )?(?:included|inclusive|counts?)\b|"
    r"\b(?:single|one|a|any|1|even|these|common|shared) days?\b"
)


def alike(entity: Entity) -> None:
    """`start and end (HH:MM)`: what is said of one end of a span holds for the other of which nothing is said."""
    span = span_of(entity)
    ends = [entity.fields[name] for name in span] if span else []
    for one, other in ((ends[0], ends[1]), (ends[1], ends[0])) if ends else ():
        if not one.type and other.type in {"date", "datetime", "time"}:
            one.type = other.type


def overlap(case: Case) -> bool:
    """`a booking that overlaps another of the same room is a 409`."""
    entity = case.entity
    span = span_of(entity) or lasting(entity) if entity is not None else None
    if entity is None or span is None or case.status not in {0, 409, 422, 400} or not _speaks_of_it(case, entity):
        return False
    if _backwards(case, span):
        return False
    for scope in _scopes(case, entity, span):
        _refuse(case, entity, span, scope)
    return True


def elsewhere(case: Case) -> bool:
    """`a patient cannot be in two rooms at the same time`: of what lasts, that is no question of which records there are."""
    lasts = case.entity is not None and (span_of(case.entity) or lasting(case.entity)) is not None
    return lasts and _AT_ONCE.search(case.said) is not None and overlap(case)


_AT_ONCE = re.compile(r"\bat (?:the same|one|a|any one) (?:time|moment)\b|\bat once\b|\bsimultaneously\b|\bmeanwhile\b")


def _backwards(case: Case, span: tuple[str, str]) -> bool:
    """Whether a clause compares the ends of one record: `that end before they start, or at the same time`."""
    ends = rf"<(?:{'|'.join(span)})>"
    own = re.search(rf"{ends}[^<.;]{{0,20}}(?:\b(?:before|after|earlier|later)\b|[<>])[^<.;]{{0,20}}{ends}", case.said)
    return own is not None and not re.search(r"\b(?:another|other|others|two|already|overlap\w*)\b", case.said)


def meets(case: Case) -> bool:
    """Whether a clause says by itself that times meet, of what lasts from one to another."""
    return case.entity is not None and span_of(case.entity) is not None and bool(_OVERLAPS.search(case.said))


def span_of(entity: Entity) -> tuple[str, str] | None:
    """The two fields between which something lasts."""
    return usual_span(entity) or _only_times(entity)


def usual_span(entity: Entity) -> tuple[str, str] | None:
    """As `span_of`, of fields whose names tell which is the end."""
    return ends_among(name for name, one in entity.fields.items() if one.given)


def ends_among(names: Iterable[str]) -> tuple[str, str] | None:
    """The two of some names that tell from when and until when."""
    known = {*names}
    return next(((low, high) for low, high in _SPANS if {low, high} <= known), None)


def _only_times(entity: Entity) -> tuple[str, str] | None:
    """The two times that records carry, whatever they are called, the earlier first: `pickup and return`."""
    times = [one for one in entity.fields.values() if one.given and one.type in {"date", "datetime", "time"}]
    return (times[0].name, times[1].name) if len(times) == 2 and times[0].type == times[1].type else None


#: What tells when something begins, and how long it takes.
_BEGINS = re.compile(r"(?:start|starts|begin|begins|from)(?:_?(?:at|time|hour|minute|on))?|hour|time|at|when|slot")
_LASTS = re.compile(r"(?:duration|length)(?:_(?:in_)?(?P<unit>minutes|hours|min|mins))?|(?P<alone>minutes|hours)|(?:slots|units)")


def lasting(entity: Entity) -> tuple[str, str] | None:
    """The field for when something begins, and that for how long it lasts, where it has no end."""
    numbers = [one.name for one in entity.fields.values() if one.given and one.type in {"integer", "number"} and _LASTS.fullmatch(one.name)]
    begins = [
        one.name
        for one in entity.fields.values()
        if one.given and _BEGINS.fullmatch(one.name) and one.type in {"integer", "number", "time", "datetime"} and one.name not in numbers
    ]
    if len(numbers) != 1 or len(begins) != 1:
        return None
    one = entity.fields[begins[0]]
    if one.type == "datetime" and any(each.type == "date" and each.given for each in entity.fields.values()):
        one.type = "time"  # The day is told apart.
    mixed = entity.fields[begins[0]].type in {"integer", "number"} and "hour" in begins[0] and "min" in numbers[0]
    return None if mixed else (begins[0], numbers[0])


def _edges(entity: Entity, span: tuple[str, str], record: str) -> tuple[str, str]:
    """The expressions for when a record begins and ends."""
    low, high = f'{record}["{span[0]}"]', f'{record}["{span[1]}"]'
    kind, length = entity.fields[span[0]].type, _LASTS.fullmatch(span[1])
    if length is None or ends_among(span):
        return low, high
    if kind in {"integer", "number"}:
        return low, f"{low} + {high}"
    day = '"2000-01-01T" + ' if kind == "time" else ""
    begun = f"datetime.fromisoformat({day}{low}).timestamp() / 60"
    return begun, f"{begun} + {high}{' * 60' if 'hour' in span[1] else ''}"


def _speaks_of_it(case: Case, entity: Entity) -> bool:
    if _MEET.search(case.said) or (_TIME.search(case.said) and _THERE.search(case.said)):
        return True
    return bool(_LIKEWISE.search(case.said)) and any(one.kind == "overlap" for one in entity.checks)


def _scopes(case: Case, entity: Entity, span: tuple[str, str]) -> list[tuple[str, ...]]:
    """The fields that two records have in common when their times must not meet; several where each forbids it."""
    said = Ground(case.app, entity)((_BARE.fullmatch(case.said) and _told(case.app)) or case.plain)
    apart = set(re.findall(r"\b(?:two|2|several|different|another|other) (?:different |other )?[<\[](\w+)[>\]]", said))
    named = [
        one.name
        for one in entity.fields.values()
        if one.given or one.refers
        if one.name not in span and (f"<{one.name}>" in said or (one.refers and f"[{one.refers}]" in said))
        if not {one.name, one.refers} & apart
    ]
    if not named and re.search(r"\b(?:nobody|no one|anybody|anyone|everybody|everyone|(?:one|the same|a) person)\b", case.said):
        named = [one.name for one in entity.fields.values() if one.given and one.name not in span and PERSONS.fullmatch(one.name)][:1]
        if named:
            return [tuple(named)]
    if not named:
        references = [one.name for one in entity.fields.values() if one.refers and one.refers not in apart]
        things = [name for name in references if not PERSONS.fullmatch(name)]
        return [tuple(things or references)]
    dates = [name for name in named if entity.fields[name].type == "date"]
    if len(named) - len(dates) > 1 and _EACH.search(said):
        return [(name,) for name in named]
    things = [name for name in named if not PERSONS.fullmatch(name) or re.search(rf"\bsame [<\[]{name.removesuffix('_id')}", said)]
    return [tuple(named if set(things) <= set(dates) else things)]


#: `overlaps are a 409`, which says nothing of what must not overlap.
_BARE = re.compile(
    r"(?i)\W*(?:(?:for|if|when|on|with|an?|any|the|all|there is|there are|it|they|!?\w+!?) )*overlap\w*\W*(?:are|is|an?|(?:are|is) answered)?\W*"
)


def _told(app: App) -> str:
    """What the text says elsewhere of what must not overlap."""
    return next(
        (text for text in app.statements if _OVERLAPS.search(text) and re.search(r"(?i)\bsame\b|\bno two\b|\bwithin\b|\bper\b", text)), ""
    )


def _refuse(case: Case, entity: Entity, span: tuple[str, str], scope: tuple[str, ...]) -> None:
    (begun, ended), (begins, ends) = _edges(entity, span, "other"), _edges(entity, span, "whole")
    days = [one.name for one in entity.fields.values() if one.type == "date" and one.given and one.name not in scope]
    scope = (*scope, *days) if entity.fields[span[0]].type in {"time", "integer", "number"} and len(days) == 1 else scope
    where = ", ".join(f'{name}=whole["{name}"]' for name in scope)
    signs = ("<=", ">=") if both_included(case.app, entity, span, case.plain) else ("<", ">")
    others = (
        f"{begun} {signs[0]} {ends} and {ended} {signs[1]} {begins}{_counting(case, entity)} "
        f'and (row is None or other["{entity.key}"] != row["{entity.key}"])'
    )
    code = f"any({others} for other in store.{entity.plural}.find({where}))"
    if all(one.code != code for one in entity.checks):
        entity.checks.append(Guard(code, case.status or 409, "it overlaps another one", "overlap", fields=span))
    for one in (entity.fields[name] for name in span):
        one.required = True if one.default is MISSING and one.given and not one.fill else one.required  # Nothing overlaps what has no end.


def _counting(case: Case, entity: Entity) -> str:
    """The condition for another record to be in the way: `another confirmed booking`, or any that is not cancelled."""
    named = re.search(rf"\b(?:another|any other|other|an?(?: already exists)?) '([\w \-]+)' (?:one\b|\[{entity.name}\])", case.said)
    state = state_field(entity, named[1]) if named else None
    if state is not None and named and not state.given:
        return f' and other["{state.name}"] == "{named[1]}"'
    flag = (
        next((one.name for one in case.entity.fields.values() if one.type == "boolean" and one.name.startswith("cancel")), "")
        if case.entity
        else ""
    )
    if flag:
        return f' and not other["{flag}"]'
    cancelled = ((one.name, choice) for one in entity.fields.values() for choice in one.choices if choice.startswith("cancel"))
    return next((f' and other["{name}"] != "{choice}"' for name, choice in cancelled), "")


def both_included(app: App, entity: Entity, span: tuple[str, str], plain: str = "") -> bool:
    """Whether the last day is taken too: days, of which the intent says so."""
    if re.search(r"_(?:day|night)$", span[1]):
        return True
    if entity.fields[span[1]].type != "date":
        return False
    told = [text for text in app.statements if re.search(rf"\b(?:{span[0]}|{span[1]}|days?|dates?)\b", text)]
    return bool(_INCLUDED.search(plain) or any(_INCLUDED.search(_PER_DAY.sub(" ", text)) for text in told if "/" not in text[:1]))


#: `costs 20 a day`: how often, and not which day.
_PER_DAY = re.compile(r"(?i)\b(?:a|any|these) days?\b")


_THEN = r"\b(?:on|at|in|for|that|same|per) (?:(?:the|that|same|this|an?|given|one|each|and) )*"


def day_and_time(entity: Entity, said: str) -> list[str]:
    """`at that time on that day`, `at the same time`: the only day and the only time of day that a record has, of which one may be named."""
    given = [one for one in entity.fields.values() if one.given]
    days = [one.name for one in given if one.type == "date"]
    hours = [
        one.name for one in given if one.type == "time" or re.fullmatch(r"(?:start_?)?(?:hour|slot|period|lesson)(?:_?start)?", one.name)
    ]
    of_day = len(days) == 1 and re.search(rf"{_THEN}(?:day|date|<{days[0]}>)(?!\w)", said)
    of_time = len(hours) == 1 and re.search(rf"{_THEN}(?:time|hour|slot|moment|<{hours[0]}>)(?!\w)", said)
    timed = len(days) == 1 and any(one.type == "time" for one in given) and re.search(r"\bat the same time\b", said)
    alone = days if of_day and re.search(r"\b(?:per|a|each|same|one) day\b", said) else []
    return [days[0], hours[0]] if of_time and (of_day or timed) else alone
