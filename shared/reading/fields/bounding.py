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


def overflow(case: Case) -> bool:
    """`the balance may never rise above 30000 (409)`: what an operation adds, or takes, must leave the amount within bounds."""
    match = re.search(rf"<(?P<column>\w+)>[^.;<\[]*?(?:\bover|\babove|\bbelow|\bunder|[<>]=?) ?(?P<bound>{_N})", case.said)
    if match is None or case.status not in {400, 409, 422}:
        return False
    sent = case.endpoint.body if case.endpoint else []
    if case.status != 409 and any(one.name == match["column"] for one in sent):
        return False  # It is about what is sent, not about what becomes of it.
    said = match[0].split(">", 1)[1]
    higher, demanded = bool(re.search(r"over|above|>", said)), bool(re.search(r"\bmust be [<>]", said))
    sign = ">" if higher is not demanded else "<"
    told = [(one, code) for one in _changing(case) if (code := _after(case, one, match["column"], "+" if sign == ">" else "-"))]
    for endpoint, code in told:
        message = f"the {match['column'].replace('_', ' ')} would be {'more' if sign == '>' else 'less'} than {match['bound']}"
        endpoint.guards.append(Guard(f"{code} {sign} {match['bound']}", case.status, message, "bound"))
    return bool(told)


def _changing(case: Case) -> list[Endpoint]:
    """The operation at hand, or all that may change the amount."""
    return [case.endpoint] if case.endpoint is not None else [one for one in case.app.endpoints if one.kind in {"create", "action"}]


def _after(case: Case, endpoint: Endpoint, column: str, sign: str) -> str:
    """What the amount would be after the operation; empty when it does not change it in this direction."""
    code = endpoint.sets.get(column, "")
    if re.fullmatch(rf'row\["{column}"\] {re.escape(sign)} values\["\w+"\]', code):
        return code
    changes = [one.split("|") for one in endpoint.answer.get("owner", "").split(";") if one]
    told = next((one for one in changes if one[1:3] == [column, sign]), None)
    made: Entity | None = case.app.entities.get(endpoint.entity)
    if told is None or made is None:
        return ""
    reference, _, _, amount = told
    return f'find_{made.fields[reference].refers}(values["{reference}"])["{column}"] {sign} {amount.replace("row[", "values[")}'
