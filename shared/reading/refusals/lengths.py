"""How long what lasts from one time to another may be: `a loan would last more than 7 days`, `bookings are at most 3 hours long`."""

import re

from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import Case
from shared.reading.refusals.spans import both_included, span_of
from shared.writing.ir import App, Entity, Guard

_UNIT = r"<?(?P<unit>minute|hour|day|night|week)s?>?"
#: A number of days that a date lies before or after another is no length.
_NO_LENGTH = r"(?! (?:ago|before|after|ahead|in advance|beforehand|earlier|later|old|late|from|per|until|apart|left)\b)"
_NUMBER = r"(?P<number>\d+(?:\.\d+)?|one|an?)"
_LIMIT = re.compile(
    r"(?P<sign>[<>]=?(?= ?\d| an? | one | (?:length|duration))|\blonger than|\bshorter than|\b(?:max(?:imum)?|min(?:imum)?|longest|shortest)\b[^.;,\d<>]{0,40}?)(?: (?:length|duration)\b[^.;,\d<>]{0,40}?)? ?"
    rf"{_NUMBER} (?:full |whole |calendar )?{_UNIT}(?!\w){_NO_LENGTH}"
)
_BETWEEN = re.compile(
    rf"\b(?:between|from|be|is|are|takes?|lasts?|of) (?P<low>\d+) (?:<?[a-z]+>? )?(?:and|to|-) (?P<high>\d+) {_UNIT}(?!\w){_NO_LENGTH}"
)
#: What is so long: it lasts, it is taken for so long, or the record itself is compared.
_LASTS = re.compile(
    r"\b(?:lasts?|lasting|long|longer|shorter|lengths?|durations?|takes?|taken|lent|booked|rented|borrowed|reserved|spans?|covers?|runs?|stays?|time|period|between|apart|for|of)\b"
)
_DEMANDS = re.compile(r"\b(?:must|has to|have to)\b(?! not)")
_CONDITION = re.compile(
    r"^\W*(?:if|when|where|in case)\b|\bwould\b|\b(?:that|which) (?:is|are|lasts?|takes?|runs?|spans?)\b|\bis refused\b"
)
_SIGNS = {"longer ": ">", "shorter ": "<", "max": "<=", "longest": "<=", "min": ">=", "shortest": ">="}
_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "night": 1440, "week": 10080}


def too_long(case: Case) -> bool:
    """What would last longer, or shorter, than it may."""
    entity = case.entity
    span = span_of(entity) if entity is not None else None
    if entity is None or span is None or case.status not in {0, 400, 409, 422} or not _about_length(case, entity):
        return False
    codes = [f"{value} {sign} {bound}" for sign, bound, unit in _limits(case) if (value := _length(case, entity, span, unit))]
    present = "".join(f'whole["{name}"] is not None and ' for name in span)
    for code in codes:
        entity.checks.append(
            Guard(f"{present}{code}", case.status or case.app.invalid, "it lasts too long or not long enough", "length", fields=span)
        )
    return bool(codes)


def lasts(app: App, entity: Entity, text: str) -> bool:
    """`a booking lasts between 30 and 120 minutes`: what a sentence says without a status. Whether it is about how long a record lasts."""
    said = Ground(app, entity)(text)
    subject = rf"(?i)^[\W<>=]*(?:(?:no|the|an?|each|every|all|any|shortest|longest|max(?:imum)?|min(?:imum)?|length|duration|of)\b\W*)*(?:\[{entity.name}\]|(?:length|duration)\b)"
    return re.search(subject, said) is not None and too_long(Case(app, None, entity, 0, said, False, text))


def _about_length(case: Case, entity: Entity) -> bool:
    created = case.endpoint is None or case.endpoint.kind in {"create", "update", "upsert"}
    return created and (_LASTS.search(case.said) is not None or re.search(rf"\[{entity.name}\] (?:\w+ )*[<>]", case.said) is not None)


def _limits(case: Case) -> list[tuple[str, str, str]]:
    """How a length compares that is refused: sign, number and unit."""
    if between := _BETWEEN.search(case.said):
        return [("<", between["low"], between["unit"]), (">", between["high"], between["unit"])]
    found = []
    for match in _LIMIT.finditer(case.said):
        sign = next((sign for word, sign in _SIGNS.items() if match["sign"].startswith(word)), match["sign"])
        before = case.said[: match.start()]
        demanded = bool(case.unless or _DEMANDS.search(before) or ("=" in sign and not _CONDITION.search(before)))
        number = "1" if match["number"] in {"a", "an", "one"} else match["number"]
        found.append((_OPPOSITE[sign] if demanded else sign, number, match["unit"]))
    return found


def _length(case: Case, entity: Entity, span: tuple[str, str], unit: str) -> str:
    """How long it lasts in this unit; empty where its ends do not tell."""
    kind, (low, high) = entity.fields[span[1]].type, (f'whole["{name}"]' for name in span)
    if kind == "date" and unit in {"day", "night", "week"}:
        days = f"(date.fromisoformat({high}) - date.fromisoformat({low})).days"
        days = f"({days} + 1)" if unit != "night" and both_included(case.app, entity, span, case.plain) else days
        return f"{days} / 7" if unit == "week" else days
    if kind not in {"time", "datetime"}:
        return ""
    day = '"2000-01-01T" + ' if kind == "time" else ""
    minutes = f"(datetime.fromisoformat({day}{high}).timestamp() - datetime.fromisoformat({day}{low}).timestamp()) / 60"
    return minutes if unit == "minute" else f"{minutes} / {_MINUTES[unit]}"
