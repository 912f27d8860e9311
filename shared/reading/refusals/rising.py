"""What may only grow, or only fall, from one record to the next: `lower than that of any earlier fillup of the same van`."""

import re

from shared.reading.names.grounding import fields_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Entity, Field, Guard

_FORMER = r"(?:previous(?:ly)?|earlier|former|preceding|prior|last|newest|highest|lowest|largest|smallest|greatest|biggest|current|existing|every other)"
#: A comparison with a record that was there before: the sign, and what stands behind it.
RISES = re.compile(
    rf"(?P<equal>\bequal to or )?(?:(?<!\w)(?P<sign>[<>]=?)|\b(?P<less>below|under|(?:lower|smaller|earlier)(?: value| number| one| <\w+>)? than|before)|\b(?P<more>above|over|(?:higher|larger|later)(?: value| number| one| <\w+>)? than|after)) "
    rf"(?:the |that of |(?:date|time|day|value|number) of |those of |what |an? |any |all |every |each |its |their |(?:the )?\[\w+\]'s |(?:the )?<\w+> of |current(?:ly)? )*"
    rf"(?:{_FORMER}(?: {_FORMER})?(?: recorded| known| stored)? (?P<what>\[\w+\]|<\w+>|(?:ones?|values?|entry|entries|records?)\b)|<\w+> before\b|(?:ones? )?before\b)"
)
_NOT = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def rises(case: Case) -> bool:
    """Refuses a new record whose number or time is on the wrong side of those before it."""
    entity = case.entity
    create = case.app.of(entity.name, "create") if entity is not None else None
    told = RISES.search(case.said)
    if entity is None or create is None or told is None or case.status not in {0, 400, 409, 422} or case.endpoint not in (None, create):
        return False
    one = _compared(case, entity, told)
    if one is None:
        return False
    where = _among(case, create, entity)
    others = f'other["{one.name}"]'
    code = f'any({others} is not None and values["{one.name}"] {_refused(case, told)} {others} for other in store.{entity.plural}.find({where}))'
    if one.required is False:
        code = f'values["{one.name}"] is not None and {code}'
    words = f"{one.name.replace('_', ' ')} is {'lower' if '<' in _refused(case, told) else 'higher'} than before"
    create.guards.append(Guard(code, case.status or 409, words, "rises", fields=(one.name,)))
    return True


def _compared(case: Case, entity: Entity, told: re.Match[str]) -> Field | None:
    """The field that is compared: the one that is named, or the only one that can be."""
    ordered = {
        one.name: one
        for one in entity.fields.values()
        if one.given and not one.refers and one.type in {"integer", "number", "scalar", "date", "datetime", "time"}
    }
    named = [name for name in fields_in(case.said) if name in ordered]
    if named:
        return ordered[named[0]]
    subject = re.search(r"\[(\w+)\](?!'s)", case.said[: told.start()])
    own = told["what"] == f"[{entity.name}]" or case.endpoint is not None or (subject is not None and subject[1] == entity.name)
    timed = re.search(r"\bdated\b|earlier|later|before|after", f"{told['less']} {told['more']} {case.said[: told.start()]}")
    kinds = {"date", "datetime", "time"} if timed else {"integer", "number"}
    sole = [one for one in ordered.values() if one.type in kinds]
    return sole[0] if own and len(sole) == 1 else None


def _refused(case: Case, told: re.Match[str]) -> str:
    """The sign of what is refused."""
    sign = told["sign"] or ("<" if told["less"] else ">")
    sign = f"{sign}=" if told["equal"] and len(sign) == 1 else sign
    demanded = case.unless or re.search(
        r"\b(?:must|has to|have to|needs? to|should|always)(?: always)?(?: be)?(?: (?:of|on))?(?: (?:an?|the))? ?$",
        case.said[: told.start()],
    )
    return _NOT[sign] if demanded else sign


def _among(case: Case, create: Endpoint, entity: Entity) -> str:
    """Of which records it is said: those of the same owner, where there is one."""
    owners = [one for one in entity.fields.values() if one.refers and one.refers != entity.name and one.type != "list"]
    named = [one for one in owners if f"[{one.refers}]" in case.said]
    nested = [one for one in owners if one.refers == create.parent]
    column = next(iter([*named, *nested, *(owners if len(owners) == 1 else [])]), None)
    if column is None:
        return ""
    key = create.params[0] if create.parent == column.refers and create.params else f'values["{column.name}"]'
    return f"{column.name}={key}"
