"""What a record has changed since the one before it: `used, the difference to the reading before`; and from the first to the last of several."""

import re

from shared.reading.names.grounding import Ground
from shared.reading.results.numbers import numbers_of
from shared.writing.ir import App, Entity

_BEFORE = r"(?:previous|preceding|last|prior|earlier)(?: (?:one|[a-z]+|\[\w+\]|<\w+>))?|(?:one|[a-z]+|\[\w+\]|<\w+>) before(?: it)?"
#: `the difference to the reading before`, `how much more than the previous one`, `value minus the previous value`.
_SINCE = re.compile(
    rf"\b(?:differences?|change|increase|growth|usage|consumption|distance|how (?:much|many)\b[^.;]*?)(?: (?:to|from|since|between (?:it|this one|this) and|compared (?:to|with)|against|over|than|more than|in <\w+>))+ (?:the |its )?(?:<\w+> (?:of|in) (?:the |its )?)?(?:{_BEFORE})\b"
    rf"|<(?P<one>\w+)> (?:minus|less|-) (?:the |that of the |the <\w+> of the )?(?:(?:previous|preceding|last|prior|earlier) (?:one|[a-z]+|\[\w+\]|<\w+>)|(?:one|[a-z]+|\[\w+\]|<\w+>) before)"
)
_ENDS = re.compile(
    r"\bdifference\b[^.;]*\b(?:last|latest|newest|first|oldest|earliest)\b[^.;]*\band\b[^.;]*\b(?:last|latest|newest|first|oldest|earliest)\b"
)
_ZERO = re.compile(r"\b(?:0|zero)\b")


def _sorts(entity: Entity) -> str:
    """By what records come one after another."""
    days = [one.name for one in entity.fields.values() if one.type in {"date", "datetime"}]
    return days[0] if len(days) == 1 else entity.key


def _number(entity: Entity, said: str) -> str:
    numbers = [one.name for one in numbers_of(entity)]
    unknown = [one for one in entity.fields.values() if one.type in {"scalar", ""} and one.given and not one.refers]
    if not numbers and len(unknown) == 1:
        unknown[0].type, numbers = "number", [unknown[0].name]  # Of what there are differences is a number.
    named = [name for name in numbers if f"<{name}>" in said] or numbers
    return named[0] if len(named) == 1 else ""


def since_before(app: App, entity: Entity, gloss: str) -> str:
    """A number less that of the record before, among those of the same owner; of the first it is null, or 0 where that is told."""
    said = Ground(app, entity)(gloss)
    told = _SINCE.search(said)
    name = _number(entity, said) if told else ""
    if not name:
        return ""
    owner = next((f'{one.name}=row["{one.name}"]' for one in entity.fields.values() if one.refers and not one.given), "")
    day = _sorts(entity)
    earlier = f'[other for other in store.{entity.plural}.find({owner}) if other["{day}"] < row["{day}"]]'
    last = f'reversed(sorted({earlier}, key=lambda other: other["{day}"]))'
    return f'next((row["{name}"] - other["{name}"] for other in {last}), {"0" if _ZERO.search(said) else "None"})'


def first_to_last(app: App, entity: Entity, gloss: str, rows: str) -> str:
    """`the difference between its last and its first reading`."""
    said = Ground(app, entity)(gloss)
    name = _number(entity, said) if _ENDS.search(said) else ""
    if not name:
        return ""
    several = f'sorted({rows}, key=lambda other: other["{_sorts(entity)}"])'
    none = "0" if _ZERO.search(said) else "None"
    return f'next((last["{name}"] - first["{name}"] for first, last in zip({several}, {several}[-1:])), {none})'
