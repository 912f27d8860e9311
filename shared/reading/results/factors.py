"""Products of numbers that words tell: `the daily rate times the number of days`."""

import re

from shared.reading.results.lasting import during
from shared.reading.results.numbers import numbers_of, numeric
from shared.reading.results.shares import operand
from shared.writing.ir import App, Entity


def shortly(entity: Entity, marked: str) -> str:
    """`the limit`, where there is a `yearly_limit` and no other: the last word of a number's name stands for it."""
    short: dict[str, list[str]] = {}
    for one in numbers_of(entity):
        if "_" in one.name:
            short.setdefault(one.name.rpartition("_")[2], []).append(one.name)
    for word, names in short.items():
        if len(names) == 1:
            marked = re.sub(rf"(?<=\b(?:the|its) ){word}\b(?! of\b)", f"<{names[0]}>", marked)
    return marked


def product(app: App, entity: Entity, said: str) -> str:
    """`the daily rate times the number of days`: a factor is a number of this resource, of one that it refers to, or how long it lasts."""
    sides = re.split(r"\b(?:times|multiplied by)\b|[*×]", said)
    if len(sides) != 2:
        return ""
    factors = [_factor(app, entity, re.split(r"[,;:]", side)[place - 1 if place == 0 else 0], said) for place, side in enumerate(sides)]
    return " * ".join(factors) if all(factors) else ""


def _factor(app: App, entity: Entity, side: str, said: str) -> str:
    if named := re.search(r"<(\w+)>", side):
        return operand(entity, named[1]) if numeric(entity, named[1]) else ""
    if span := re.search(r"\b(days|nights|hours|minutes)\b", side):
        lasts = during(app, entity, span[1], said)
        return f"({lasts})" if lasts and "None" not in lasts else ""
    for one in entity.fields.values():
        other = app.entities.get(one.refers)
        for field in numbers_of(other) if other else ():
            if other and re.search(rf"\b{field.name.replace('_', '[ _]')}\b", side):
                return f'find_{other.name}(row["{one.name}"])["{field.name}"]'
    return ""
