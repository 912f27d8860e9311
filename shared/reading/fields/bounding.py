"""Bounds that are told of a whole: a record that stands for its only number, and an amount that what is added must not lift too high."""

import re

from shared.reading.fields.constraints import constrain
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Entity, Field, Guard

_N = r"(-?\d+(?:\.\d+)?)"
_RANGE = rf"(?:(?:is|are|must be|has to be|can be|may be|can not be|that (?:is|are)|of) )*(?P<range>(?:between|from) {_N} (?:and|to) {_N}|[<>]=? ?{_N}(?:,? (?:and|or|but) [<>]=? ?{_N})?)"


def sole_number(case: Case) -> bool:
    """`a single deposit is between 500 and 20000 (422 otherwise)`, `bids below 5 are a 422`: a record stands for its only number."""
    match = re.search(rf"\[(?P<entity>\w+)\] {_RANGE}(?! \[|\w| \w+ \[)", case.said)
    entity = case.app.entities.get(match["entity"]) if match else None
    numbers = (
        [one for one in entity.fields.values() if one.given and not one.refers and one.type in {"integer", "number"}] if entity else []
    )
    if match is None or len(numbers) != 1 or case.status not in {0, 400, 422}:
        return False
    if case.unless or match["range"].startswith(("between", "from")) or re.search(r"\bmust be\b", match[0]):
        constrain(numbers[0], match["range"])
    else:
        _forbid(numbers[0], match["range"])
    return True


def _forbid(one: Field, said: str) -> None:
    """What must not be: `< 500 or > 20000`."""
    for sign, text in re.findall(rf"([<>]=?) ?{_N}", said):
        bound = float(text) if "." in text else int(text)
        if sign == "<":
            one.low = bound
        elif sign == ">":
            one.high = bound
        elif sign == "<=":
            one.above = bound
        else:
            one.below = bound


#: `the balance may never rise above 500`, `no card holds more than 500 points`, `the level must stay between 0 and 90`.
_OF_COLUMN = re.compile(
    rf"<(?P<column>\w+)>(?P<told>[^.;<\[]*?(?:\bover|\babove|\bbelow|\bunder|[<>]=?) ?{_N}(?:,? (?:and|or|nor) (?:over|above|below|under|[<>]=?) ?{_N})?)"
)
_BEFORE_COLUMN = re.compile(
    rf"\b(?:hold|have|has|contain|carry|keep|own|reach|get to)s?(?P<told> (?:over|above|below|under|[<>]=?) ?{_N}) <(?P<column>\w+)>"
)
_WITHIN = re.compile(rf"<(?P<column>\w+)>(?P<told>[^.;<\[]*?\b(?:between|from|within) {_N} (?:and|to) {_N})")


def overflow(case: Case) -> bool:
    """`the balance may never rise above 30000 (409)`: what an operation adds, or takes, must leave the amount within bounds."""
    match = _OF_COLUMN.search(case.said) or _BEFORE_COLUMN.search(case.said) or _WITHIN.search(case.said)
    if match is None or case.status not in {400, 409, 422}:
        return False
    sent = case.endpoint.body if case.endpoint else []
    if case.status != 409 and any(one.name == match["column"] for one in sent):
        return False  # It is about what is sent, not about what becomes of it.
    guarded = [_bounded(case, match["column"], sign, bound) for sign, bound in _beyond(match["told"])]
    return any(guarded)


def _beyond(told: str) -> list[tuple[str, str]]:
    """What an amount must not be, as a sign and a number each."""
    if within := re.search(rf"(?:between|from|within) {_N} (?:and|to) {_N}", told):
        return [("<", within[1]), (">", within[2])]
    demanded = bool(re.search(r"\bmust be [<>]", told))
    ends = re.findall(rf"(over|above|below|under|[<>]=?) ?{_N}", told)
    return [(">" if bool(re.search(r"over|above|>", word)) is not (demanded and word[0] in "<>") else "<", bound) for word, bound in ends]


def _bounded(case: Case, column: str, sign: str, bound: str) -> bool:
    """Refuses what would bring an amount beyond a bound: the operation at hand, or all that move it there."""
    way = "+" if sign == ">" else "-"
    moving = [(one, code) for one in _changing(case) if (code := _after(case, one, column, way))]
    told = [(one, code) for one, code in moving if one is case.endpoint] or moving
    for endpoint, code in told:
        message = f"the {column.replace('_', ' ')} would be {'more' if sign == '>' else 'less'} than {bound}"
        endpoint.guards.append(Guard(f"{code} {sign} {bound}", case.status, message, "bound"))
    return bool(told)


def _changing(case: Case) -> list[Endpoint]:
    """What may change the amount."""
    return [one for one in case.app.endpoints if one.kind in {"create", "action"}]


def _after(case: Case, endpoint: Endpoint, column: str, sign: str) -> str:
    """What the amount would be after the operation; empty when it does not change it in this direction."""
    code = endpoint.sets.get(column, "")
    if re.fullmatch(rf'row\["{column}"\] {re.escape(sign)} values\["\w+"\]', code):
        return code
    changes = [one.split("|") for one in endpoint.notes.get("owner", "").split(";") if one]
    told = next((one for one in changes if one[1:3] == [column, sign]), None)
    made: Entity | None = case.app.entities.get(endpoint.entity)
    if told is None or made is None:
        return ""
    reference, _, _, amount = told
    return f'find_{made.fields[reference].refers}(values["{reference}"])["{column}"] {sign} {amount.replace("row[", "values[")}'
