"""Records within a record (`lines: [{description, quantity, unit_price}]`): what they add up to, and what each of them shows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.results.glosses import equations, named_after, shown
from shared.reading.results.numbers import AVERAGE, COUNT, SUM, product
from shared.reading.results.totals import aggregate
from shared.writing import words
from shared.writing.ir import App, Computed, Entity, Field

#: Adds a computed member of this name and gloss to a resource, where that tells what it is.
Compute = Callable[[App, Entity, str, str], bool]

#: What all of them come to, however little is said of it.
_WHOLE = re.compile(r"(?:(?:sub|grand_|order_|overall_)?(?:total|sum))(?:_(?:price|amount|cents|cost|euros?|eur))?|amount_due")

_OF_OTHERS = re.compile(r"\b(?:plus|minus|less|after|before|with|without|including|together|both)\b|[-+%/]")


def _inner(app: App, entity: Entity) -> Iterator[tuple[App, Entity, Field]]:
    """The lists of records that a resource holds, each as a resource of its own, and the application with that."""
    for field in entity.fields.values():
        if field.parts and field.type == "list":
            one = Entity(words.singular(field.name), field.name, {part.name: part for part in field.parts}, stored=False)
            yield replace(app, entities={**app.entities, one.name: one}), one, field


def _rows(entity: Entity, field: Field) -> str:
    """The list with what each of its records shows."""
    told = next((one.code for one in entity.computed if one.name == field.name), "")
    return told or f'row["{field.name}"]' + (" or []" if field.required is False else "")


def of_lines(app: App, entity: Entity, name: str, gloss: str) -> str:
    """`total, the sum of quantity times unit_price over all lines`, `item_count`; empty where a member is not about them."""
    for wider, one, field in _inner(app, entity):
        extra = next((each.parts for each in entity.computed if each.name == field.name), [])
        one.fields |= {part.name: part for part in extra}
        said = Ground(wider, one)(gloss)
        called = name in {f"{one.name}_count", f"{field.name}_count", f"number_of_{field.name}"}
        whole = _WHOLE.fullmatch(name) is not None and (bool(extra) or product(one, "") != "") and not _OF_OTHERS.search(gloss)
        told = set(fields_in(said)) - entity.fields.keys() - {each.name for each in entity.computed}
        if name in one.fields or not (called or whole or f"[{one.name}]" in said or told):
            continue
        if whole and not told:
            gloss = (
                f"sum of the {extra[0].name}" if len(extra) == 1 else "sum of " + " times ".join(re.findall(r'"(\w+)"', product(one, "")))
            )
        rows = _rows(entity, field)
        if code := aggregate(wider, one, name, gloss, f"({rows})" if " or " in rows else rows):
            fractions = code.startswith("sum(") and any(f'"{part.name}"' in code for part in one.fields.values() if part.type == "number")
            return f"round({code}, 2)" if fractions else code
    return ""


def show_lines(app: App, entity: Entity, text: str, compute: Compute) -> None:
    """`its lines, each with a line_total (quantity times unit_price)`: what the records of a list are answered with beside what was sent."""
    for wider, one, field in _inner(app, entity):
        for name, gloss in _told(one, field, text):
            own = not re.search(rf"{SUM}|{AVERAGE}|{COUNT}", gloss) and f"[{one.name}]" not in Ground(wider, None)(gloss)
            if gloss and own and name not in {*one.fields, *entity.fields, *(each.name for each in entity.computed)}:
                compute(wider, one, name, gloss)
        if one.computed and not any(each.name == field.name for each in entity.computed):
            shows = ", ".join(f'"{each.name}": {each.code.replace("row[", "other[")}' for each in one.computed)
            made = [Field(each.name, "number") for each in one.computed]
            code = f"[{{**other, {shows}}} for other in {_rows(entity, field)}]"
            entity.computed.append(Computed(field.name, code, one.computed[0].words, parts=made))


def _told(one: Entity, field: Field, text: str) -> Iterator[tuple[str, str]]:
    """The members that a text tells of each record of a list, with what they stand for."""
    many = rf"(?:{field.name}|{one.name})".replace("_", "[ _]")
    each = re.search(
        rf"(?i)\b{many}\b[^.;]*?,? (?:each|every one|all)(?: (?:one|of (?:them|these|which)))?\b|\b(?:each|every|all|an?)(?: of (?:the|its|these|their))? {many}\b|\bits {field.name}\b",
        text,
    )
    if each is not None:
        rest = re.split(r"[.;](?:\s|$)|\b(?:answers?|returns?|responds?|replies)\b", text[each.end() :])[0]
        yield from named_after(rest)
        yield from equations(rest)
        yield from shown(
            re.sub(r"^\W*(?:also )?(?:has|have|gets?|having|carrying|carry|showing|includes?|including)\b", " with", rest), False
        )
