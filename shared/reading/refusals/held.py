"""Refusals by who holds a record, where actions set and clear that: `if somebody else holds it`, `when it was free anyway`, `a reserved slot can't be removed`."""

import re

from shared.reading.names.polarity import refuses_when
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Entity, Guard

_DONE = (
    r"(?:reserved|held|taken|booked|occupied|claimed|assigned|(?:lent|rented|handed|given|hired|loaned|signed|checked|booked) out|(?<!left )(?<!turned )out(?! of\b)|lent|loaned|hired|issued|on loan|away|"
    r"rented|used|blocked|borrowed|in use|!\w+!|already exists)"
)
_ELSE = re.compile(
    rf"\b(?:somebody|someone|anybody|anyone|nobody|no one|person|one) else\b|\b(?:an?other|a different|different|other) (?:<\w+>|person|user|one|\[\w+\])|\b{_DONE} by (?:an?other|others|a different)\b|\bothers?\b"
)
_FREE = re.compile(
    rf"\b(?:free|available|vacant|unreserved|unassigned|unclaimed|unoccupied|empty)\b|\b(?:is|was|are|be|has|been|were) not (?:yet |currently |even |been |actually )*{_DONE}|\bnot (?:been )?{_DONE}|\b(?:nobody|no one|none|nothing)\b|\bno (?:!\w+!|<\w+>|reservation|booking|holder)\b|\bwithout (?:an? )?(?:!\w+!|<\w+>|reservation|booking|holder)"
)
_HELD = re.compile(
    rf"(?:\b|(?<=\s)){_DONE}|\bnot (?:free|available|vacant|empty)\b|\b(?:has|have|with) an? (?:!\w+!|<\w+>|reservation|booking)|\b(?:somebody|someone|anybody) (?:has|have|holds?|took|reserved|booked)\b"
)


def held(case: Case) -> bool:
    """Refuses an operation by whether, or by whom, a record is held."""
    if case.entity is None or case.status not in {0, 400, 403, 409, 422, 423} or "<status>" in case.said:
        return False
    holder = _holder(case, case.entity)
    endpoint = case.target(("action", "delete", "update"))
    if not holder or endpoint is None or endpoint.entity != case.entity.name or endpoint.kind not in {"action", "delete", "update"}:
        return False
    code = _code(case, endpoint, holder)
    if code and all(one.code != code for one in endpoint.guards):
        words = f"it has another {holder.removesuffix('_id').replace('_', ' ')} already"
        endpoint.guards.append(Guard(code, case.status or 409, words, "state", fields=(holder,)))
    return bool(code)


def _holder(case: Case, entity: Entity) -> str:
    """The only value that is null until a request tells it to an action, and null again after another; empty where there is none, or where states tell it."""
    if any(one.choices and not one.given for one in entity.fields.values()):
        return ""
    mine = [one for one in case.app.endpoints if one.entity == entity.name and one.kind == "action"]
    found = [
        one.name
        for one in entity.fields.values()
        if not one.given and one.default is None and one.type not in {"boolean", "datetime", "date", "integer", "number"}
        if any(each.sets.get(one.name, "").startswith("values[") for each in mine)
        and any(each.sets.get(one.name) == "None" for each in mine)
    ]
    return found[0] if len(found) == 1 else ""


def _code(case: Case, endpoint: Endpoint, holder: str) -> str:
    column = f'row["{holder}"]'
    sets = endpoint.sets.get(holder, "")
    if sets.startswith("values[") and (_ELSE.search(case.said) or _repeats(case, holder)):
        return f"{column} is not None and {column} != {sets}"
    free, taken = _FREE.search(case.said), _HELD.search(case.said)
    found = free or taken
    if found is None:
        return ""
    marked = f"{case.said[: found.start()]}'held'{case.said[found.end() :]}"  # `reserved` is a state, not for whom it is.
    refuses = refuses_when(marked, found.start(), case.unless)
    if free and re.match(r"(?:is |was |are |be |has |been |were )?not ", free[0]):
        refuses = not case.unless and not re.search(r"\bonly\b", case.said)
    return f"{column} is {'' if refuses is (free is not None) else 'not '}None"


def _repeats(case: Case, holder: str) -> bool:
    """Whether the same one may ask for it again."""
    name = holder.removesuffix("_id").replace("_", " ")
    told = rf"(?i)\bsame {name}\b[^.;]*\b(?:harmless|repeat\w*|again|fine|okay?|changes? nothing|no effect|200)\b|\b(?:repeat\w*|again|twice)\b[^.;]*\bsame {name}\b[^.;]*\b(?:harmless|fine|okay?|changes? nothing|no effect|allowed|200)\b"
    return any(re.search(told, text) for text in case.app.statements)
