"""Refusals by a number that a record has: `only pots with a balance of 0 can be deleted`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import Case, with_computed
from shared.reading.results.shares import operand
from shared.writing.ir import Endpoint, Guard
from shared.writing.words import is_plural

_NUMBER = r"(?P<number>-?\d+(?:\.\d+)?|zero|empty|positive|negative)"
#: Between a field and its value: `is not`, `other than`, `has come down to`.
_VALUE = (
    r"<{name}>(?P<way>(?: (?:is|are|was|has|have|been|be|to|must|must be|of|come|down|back|equals?|equal to|at|exactly|still|being|stands|"
    r"not|other|than|differs?|different|from|greater|or|more|>=|<=|>|<|!=|=|==))*) ?" + _NUMBER
)
_REQUIRED = re.compile(r"\b(?:only|must|have to|has to|unless|needs? to|requires?)\b")


def valued(case: Case) -> bool:
    """What is refused by the value of a number of the record: as it must be, or as it must not be."""
    endpoint = _target(case)
    if case.entity is None or endpoint is None or case.status not in {0, 400, 403, 409, 422}:
        return False
    if any(field.signed for field in endpoint.body):
        return False  # What counts is the value after the change.
    whole = with_computed(case.entity)
    said = Ground(case.app, whole, case.endpoint)(case.plain)
    for name in fields_in(said):
        one = whole.fields.get(name)
        match = re.search(_VALUE.replace("{name}", name), said)
        if match is None or one is None or one.type not in {"integer", "number"} or name in {field.name for field in endpoint.body}:
            continue
        sign, number = _meant(match["way"], match["number"])
        if (_REQUIRED.search(case.said) or case.unless) and not re.search(r"\bcan not\b", case.said):
            sign = _OPPOSITE[sign]
        words = f"the {name.replace('_', ' ')} {'are' if is_plural(name) else 'is'} {_SAID[sign]} {number}"
        endpoint.guards.append(Guard(f"{operand(case.entity, name)} {sign} {number}", case.status or 409, words, "value", fields=(name,)))
        return True
    return False


#: Where a record lies in time.
_TIMED = re.compile(r"\bin the past\b|\bpast \[|\balready (?:over|past|begun|started)\b|\bin the future\b|\b(?:upcoming|future) \[")


def timed(case: Case) -> bool:
    """`bookings in the past cannot be deleted`, `only upcoming trips can be cancelled`."""
    endpoint = _target(case)
    if case.entity is None or endpoint is None or case.status not in {0, 400, 403, 409, 422} or not _TIMED.search(case.said):
        return False
    days = [one for one in case.entity.fields.values() if one.given and one.type in {"date", "datetime"}]
    if len(days) != 1:
        return False
    ahead = re.search(r"\bfuture\b|\bupcoming\b", case.said) is not None
    positive = bool(_REQUIRED.search(case.said) or case.unless) and not re.search(r"\bcan not\b", case.said)
    clock = "now()" if days[0].type == "datetime" else "date.today().isoformat()"
    column = f'row["{days[0].name}"]'
    code = f"{column} is not None and {column} {'<' if ahead is positive else '>='} {clock}"
    words = "its time is over" if ahead is positive else "its time is still to come"
    endpoint.guards.append(Guard(code, case.status or 409, words, "value"))
    return True


_SAID = {"!=": "not", "==": "exactly", ">": "more than", "<": "less than", ">=": "not less than", "<=": "not more than"}
_OPPOSITE = {"!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!="}


def _meant(way: str, number: str) -> tuple[str, str]:
    """The comparison that stands between a field and its value."""
    denied = bool(re.search(r"\bnot\b|\bother\b|\bdiffer|!=", way))
    sign = next((one for one in (">=", "<=", ">", "<") if f" {one}" in way), "==")
    if number in {"positive", "negative"}:
        sign = ">" if number == "positive" else "<"
    return (_OPPOSITE[sign] if denied else sign), number if number[-1].isdigit() else "0"


def _target(case: Case) -> Endpoint | None:
    """The operation on a record that a clause refuses, also by the verb of its own words: `closes a pot`."""
    if case.endpoint is not None:
        return case.endpoint if case.endpoint.kind in {"delete", "action", "update"} else None
    named = case.target(("delete", "action", "update"))
    own = [one for one in case.app.endpoints if case.entity and one.entity == case.entity.name and one.kind in {"delete", "action"}]
    return named or next((one for one in own if (verb := _verb(one)) and re.search(rf"\b{verb}(?:d|ed|ing)?\b", case.said)), None)


def _verb(endpoint: Endpoint) -> str:
    """`close` of `DELETE /pots/{id} closes a pot`."""
    found = re.search(r"(?i)(?:^|[A-Z]+ /[\w/{}\-]+)\W*(?:it )?([a-z]{3,})s\b", endpoint.source)
    return re.sub(r"e$", "e?", found[1].lower()) if found else ""
