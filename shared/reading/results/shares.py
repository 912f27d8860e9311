"""Members of answers that are made of others: shares, gross sums, fields of what a record refers to."""

import re

from shared.reading.results.numbers import numbers_of
from shared.writing.ir import App, Entity


def operand(entity: Entity, name: str) -> str:
    known = next((one.code for one in entity.computed if one.name == name), "")
    return f"({known})" if known else f'row["{name}"]'


def of_owner(app: App, entity: Entity, name: str) -> str:
    """`film_title` of a vote: a field of what it refers to."""
    for one in entity.fields.values():
        other = app.entities.get(one.refers) if one.type != "list" else None
        for stem in (one.name.removesuffix("_id"), other.name) if other else ():
            if other and name.startswith(f"{stem}_") and name.removeprefix(f"{stem}_") in other.fields:
                there = f'None if row["{one.name}"] is None else ' if one.required is False else ""
                return f'{there}find_{other.name}(row["{one.name}"])["{name.removeprefix(f"{stem}_")}"]'
    return ""


def share(entity: Entity, name: str, marked: str) -> str:
    """`the tax on net_cents, rounded`, of which `tax_percent` says how much: so many hundredths of a number."""
    rates = [one.name for one in numbers_of(entity) if re.search(r"(?:^|_)(?:percent\w*|pct|rate)(?:_|$)", one.name)]
    stem = set(name.split("_")) - {"amount", "total"}
    rate = next((one for one in rates if f"<{one}>" in marked or stem & set(one.split("_"))), "")
    bases = [one for one in re.findall(r"<(\w+)>", marked) if one != rate]
    if not rate or len(bases) != 1 or not re.search(r"\b(?:on|of|from)\b", marked) or re.search(r"percent|rate", name):
        return ""
    product = f'{operand(entity, bases[0])} * row["{rate}"]'
    whole = name.endswith("cents") or re.search(r"\brounded\b(?! to \w+ (?:decimals?|places))", marked)
    return f"int(({product}) / 100 + 0.5)" if whole else f"({product}) / 100"


#: `both together`, `the sum of the two`.
_TOGETHER = re.compile(
    r"(?:the sum of )?(?P<how>both|(?:the |these )(?:two|three)|all(?: (?:of them|three|these))?)(?: of them)?(?: (?:together|added up|in all|summed(?: up)?|combined))?"
)


def together(entity: Entity, gloss: str) -> str:
    """`total_cents (both together)`: the numbers that were told before it."""
    told = _TOGETHER.fullmatch(gloss.strip(" ,.;"))
    numbers = [one.name for one in entity.computed if not one.is_list and not one.code.startswith(('"', "None if", "not "))]
    several = numbers if told and told["how"].startswith("all") else numbers[-(3 if told and "three" in told["how"] else 2) :]
    return " + ".join(operand(entity, name) for name in several) if told and len(several) > 1 else ""


def gross(entity: Entity, name: str) -> str:
    """`total_cents` beside `net_cents` and `tax_cents`: both together."""
    stem = re.sub(r"^(?:total|gross)(?=_|$)|(?:_|^)(?:total|gross)$", "", name).strip("_")
    known = {*entity.fields, *(one.name for one in entity.computed)}
    parts = [
        next((f"{part}_{stem}".strip("_") for part in several if f"{part}_{stem}".strip("_") in known), "")
        for several in (("net", "subtotal"), ("tax", "vat"))
    ]
    return " + ".join(operand(entity, part) for part in parts) if stem != name and all(parts) else ""
