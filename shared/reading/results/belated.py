"""Flags that compare a record with what it belongs to: `late is true if submitted_on is after the due date`, which the assignment has."""

import re

from shared.writing.ir import App, Entity, Field

_SIGNS = (
    (r"not (?:after|later than)|on or before|<=", "<="),
    (r"not (?:before|earlier than)|on or after|>=", ">="),
    (r"after|later than|past|>", ">"),
    (r"before|earlier than|<", "<"),
    (r"the same as|equal to|equals", "=="),
)
_COMPARED = re.compile(
    rf"\b(?P<truth>true|false|whether)\b (?:(?:if|when|once|while|only|exactly|as soon as|as long as) )*(?P<lead>[^.;<]*)<(?P<own>\w+)> (?:[a-z]+ ){{0,3}}?(?P<sign>{'|'.join(signs for signs, _ in _SIGNS)}) (?P<rest>[^.;,]*)"
)


def belated(app: App, entity: Entity, said: str) -> str:
    """The expression of a flag that a grounded gloss tells so; empty when it tells none."""
    match = _COMPARED.search(said)
    own = entity.fields.get(match["own"]) if match else None
    if match is None or own is None:
        return ""
    sign = next(code for signs, code in _SIGNS if re.fullmatch(signs, match["sign"]))
    for reference in (one for one in entity.fields.values() if one.refers in app.entities and one.type != "list"):
        owner = app.entities[reference.refers]
        if other := _meant(owner, own, match["rest"]):
            left, right = f'row["{own.name}"]', f'find_{owner.name}(row["{reference.name}"])["{other.name}"]'
            cut = "[:10]" if {own.type, other.type} == {"date", "datetime"} else ""
            there = [value for value, one in ((left, own), (right, other)) if one.required is False or not one.given]
            code = " and ".join([*(f"{value} is not None" for value in there), f"{left}{cut} {sign} {right}{cut}"])
            return f"not ({code})" if match["truth"] == "false" else code
    return ""


def _meant(owner: Entity, own: Field, text: str) -> Field | None:
    """The owner's field of a kind with which one can be compared, that a text names."""
    timed = {"date", "datetime", "time"}
    alike = [
        one
        for one in owner.fields.values()
        if (one.type in timed) == (own.type in timed) and (one.type == own.type or own.type != "string")
    ]
    return next((one for one in alike if re.search(rf"\b{one.name.replace('_', '[ _]')}\b", re.sub(r"[<>]", "", text))), None)
