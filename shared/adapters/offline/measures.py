"""Reads single values over resources: how many, the sum, the average, by category."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import App, Entity, Field
from shared.adapters.offline.places import room
from shared.adapters.offline.text import Placeholder
from shared.adapters.offline.types import guess

OPPOSITES = {
    "pending": 1,
    "open": 1,
    "remaining": 1,
    "incomplete": 1,
    "active": 1,
    "todo": 1,
    "undone": 1,
    "uncompleted": 1,
    "unfinished": 1,
    "outstanding": 1,
    "unread": 1,
    "unpaid": 1,
    "available": 1,
    "not_done": 1,
    "left": 1,
    "not_completed": 1,
}
_MONEY = {"amount", "price", "cost", "total", "value", "balance"}


def kind_of(field: Field) -> str:
    """The type of a field that may not be settled yet."""
    return field.type or guess(field.name)


def numbers(entity: Entity) -> list[str]:
    """The fields that can be added up."""
    return [
        one.name
        for one in entity.fields.values()
        if kind_of(one) in {"integer", "number"} and not one.refers and not one.name.endswith("_id")
    ]


def children(app: App, entity: Entity) -> list[tuple[Entity, str]]:
    """The resources that refer to this one, each with the field that does."""
    return [
        (other, one.name)
        for other in app.entities.values()
        for one in other.fields.values()
        if one.refers == entity.name and other is not entity and one.type != "list" and other.stored
    ]


def expression(app: App, entity: Entity, name: str, said: str, value: object, names: list[str]) -> str | None:
    """The code of one value over `rows`; None when the name says nothing."""
    low = words.code_name(name)
    if isinstance(value, dict | list) or re.match(r"(by|per)_", low):
        field = group_field(
            entity, re.sub(r"^(by|per|count_by|total_by|counts?_per)_", "", low).removesuffix("_counts").removesuffix("_totals")
        ) or _shown_group(entity, value)
        if field:
            return grouping(entity, field, said)
    where = _sum_where(entity, low, value, said)
    if where:
        return where
    if places := room(app, low):
        return places
    if re.search(
        rf"(?i)\b{re.escape(name)}\b[`'\"]?,? (?:is|are|being|means?|=|:|says|tells) (?:how many|the (?:number|count) of)\b", said
    ):
        return "len(rows)"
    for finder in (_counted, measured, _stated):
        code = finder(app, entity, low, said, names)
        if code:
            return code
    return None


def _shown_group(entity: Entity, value: object) -> str:
    keys = list(value) if isinstance(value, dict) else []
    return next((one.name for one in entity.fields.values() if one.choices and set(keys) & set(one.choices)), "")


def measured(app: App, entity: Entity, low: str, said: str, names: list[str]) -> str | None:
    """An average, a sum, the highest or lowest."""
    fields = numbers(entity)
    makers = {
        "average": 'average(row["{0}"] for row in rows)',
        "sum": 'sum(row["{0}"] or 0 for row in rows)',
        "max": 'max((row["{0}"] for row in rows if row["{0}"] is not None), default=None)',
        "min": 'min((row["{0}"] for row in rows if row["{0}"] is not None), default=None)',
    }
    kinds = {
        "average": "average",
        "avg": "average",
        "mean": "average",
        "total": "sum",
        "sum": "sum",
        "spent": "sum",
        "highest": "max",
        "best": "max",
        "top": "max",
        "worst": "min",
        "max": "max",
        "maximum": "max",
        "lowest": "min",
        "min": "min",
        "minimum": "min",
        "balance": "sum",
        "revenue": "sum",
        "spending": "sum",
        "rating": "average",
    }
    parts = low.split("_")
    kind = next((kinds[part] for part in (parts[0], parts[-1]) if part in kinds), None)
    if low in {"total_value", "inventory_value", "stock_value", "value"} and "price" in fields:
        count = next((name for name in ("quantity", "stock", "qty", "count") if name in fields), None)
        if count:
            return f'sum(row["price"] * row["{count}"] for row in rows)'
    if kind is None or not fields:
        return None
    rest = "_".join(part for part in parts if part not in kinds or (part in fields and part != parts[0]))
    field = next((name for name in fields if name in (rest, low) or words.singular(name) == words.singular(rest)), None) or next(
        (name for name in fields if rest and rest in name.split("_")), None
    )
    field = (
        field
        or next((name for name in fields if name in _MONEY), None)
        or (fields[0] if len(fields) == 1 or not rest else next((name for name in fields if re.search(rf"\b{name}\b", said)), fields[0]))
    )
    code = makers[kind].format(field)
    digits = re.search(r"(?i)round(?:ed)? to (\d|one|two|three) (?:decimal|digit|place)", said)
    if kind == "average":
        empty = (
            ", 0"
            if re.search(
                r"(?i)\b(0|zero)\b[^.]*\b(if|when|for|without)\b[^.]*\b(no|none|empty|without|any)\b|\b(no|none|empty|any)\b[^.]*\b(0|zero)\b",
                said,
            )
            else ""
        )
        rounding = f", digits={words.number(digits[1])}" if digits else ""
        code = f'average([row["{field}"] for row in rows]{empty}{rounding})'
    return code


def _counted(app: App, entity: Entity, low: str, said: str, names: list[str]) -> str | None:
    bare = re.sub(r"^(total|number_of|num|count|nr_of|count_of)_|_(count|total)$|_?count$", "", low)
    other = app.entities.get(words.singular(bare)) if bare else None
    if other and other.stored and other is not entity:
        return f"len(store.{other.plural}.find())"
    summing = re.search(
        r"(?i)\b(sum|total) (of|amount|spent|cost|price|value|income|revenue|sales|duration|minutes|hours|distance|calories)|\bspen[td]|\badd(s|ed) up|\btotal (is|of)\b[^.]*\b(amount|price)|\bsum\b",
        said,
    )
    if low in {
        "count",
        "n",
        "number",
        "size",
        "length",
        entity.plural,
        f"{entity.name}_count",
        f"{entity.plural}_count",
        f"total_{entity.plural}",
        f"number_of_{entity.plural}",
        f"num_{entity.plural}",
        "entries",
        "items",
        "total_count",
        "total_items",
        "count_total",
        f"{entity.name.rpartition('_')[2]}s",
    }:
        return "len(rows)"
    if low in {"total", "all"} and not (
        numbers(entity) and (summing or "count" in names) and not re.search(r"(?i)total (number|count)", said)
    ):
        return "len(rows)"
    distinct = re.fullmatch(r"(?:unique|distinct)_(\w+)", low)
    if distinct and (field := group_field(entity, distinct[1])):
        return f'len({{row["{field}"] for row in rows}})'
    return None


def _sum_where(entity: Entity, low: str, value: object, said: str) -> str:
    """`{"income": total income}`: the sum of those in a state."""
    about = f"{value.text if isinstance(value, Placeholder) else ''} {said if not isinstance(value, Placeholder) else ''}"
    money = next((name for name in numbers(entity) if name in _MONEY), "")
    if not money or not re.search(r"(?i)\b(total|sum|amount)\b", about):
        return ""
    for one in entity.fields.values():
        choice = next(
            (option for option in one.choices if words.singular(words.code_name(option)) == words.singular(low.removeprefix("total_"))),
            None,
        )
        if choice:
            return f'sum(row["{money}"] for row in rows if row["{one.name}"] == "{choice}")'
    return ""


def _stated(app: App, entity: Entity, low: str, said: str, names: list[str]) -> str | None:
    """How many are in a state."""
    bare = re.sub(r"(_(count|total|tasks|items|todos|books))$|^(num|number_of|total|count)_", "", low)
    bare = bare.removesuffix(f"_{entity.plural}")
    for one in entity.fields.values():
        if bare in {choice.lower().replace("-", "_").replace(" ", "_") for choice in one.choices}:
            choice = next(choice for choice in one.choices if choice.lower().replace("-", "_").replace(" ", "_") == bare)
            return f'sum(row["{one.name}"] == "{choice}" for row in rows)'
    booleans = [one.name for one in entity.fields.values() if kind_of(one) == "boolean"]
    if bare in booleans:
        return f'sum(row["{bare}"] for row in rows)'
    same = {"completed": "done", "complete": "done", "finished": "done", "done": "completed"}.get(bare, "")
    if same in booleans:
        return f'sum(row["{same}"] for row in rows)'
    if bare in OPPOSITES and booleans:
        name = next((name for name in booleans if name in {"done", "completed", "finished", "read", "paid"}), booleans[0])
        name = next(
            (
                flag
                for flag in booleans
                if bare == f"un{flag}"
                or bare == f"not_{flag}"
                or (bare == "available" and flag in {"borrowed", "reserved", "sold", "rented", "checked_out"})
            ),
            name,
        )
        return f'sum(not row["{name}"] for row in rows)'
    return None


def group_field(entity: Entity, said: str) -> str:
    low = words.code_name(said)
    return next(
        (
            one.name
            for one in entity.fields.values()
            if words.code_name(one.name) in {low, words.singular(low), f"{low}_id"}
            or words.singular(words.code_name(one.name)) == words.singular(low)
        ),
        "month" if low in {"month", "months"} and any(kind_of(one) == "date" for one in entity.fields.values()) else "",
    )


def grouping(entity: Entity, field: str, said: str) -> str:
    """A dictionary: value of a field -> count, sum or average."""
    key = f'row["{field}"]'
    if field == "month":
        date = next(one.name for one in entity.fields.values() if kind_of(one) == "date")
        key = f'row["{date}"][:7]'
    keyed = kind_of(entity.fields[field]) if field in entity.fields else "string"
    if keyed == "list":
        return f'dict(Counter(value for row in rows for value in row["{field}"] or []))'
    fields = [name for name in numbers(entity) if name != field]
    money = next(
        (name for name in fields if re.search(rf"(?i)\b{name}\b", said)),
        next((name for name in fields if name in _MONEY), fields[0] if len(fields) == 1 else ""),
    )
    if re.search(r"(?i)\b(average|mean|avg)\b", said) and money:
        return f'grouped(rows, lambda row: {key}, lambda row: row["{money}"], average)'
    if (
        money
        and re.search(r"(?i)\b(sum|total|amount|spent|spending|spend|totals|revenue|cost)\b", said)
        and not re.search(r"(?i)\b(count|number of|how many)\b", said)
    ):
        return f'grouped(rows, lambda row: {key}, lambda row: row["{money}"] or 0, sum)'
    choices = entity.fields[field].choices if field in entity.fields else []
    counted = f"dict(Counter({key} for row in rows))"
    if choices:
        return "{" + ", ".join(f'"{choice}": 0' for choice in choices) + "} | " + counted
    return counted


def grouped_list(app: App, entity: Entity, names: list[str], call: Call, said: str) -> str:
    """`[{"category": …, "total": …}]`."""
    first = group_field(entity, names[0]) if names else ""
    text = call.all
    if not first or len(names) < 2 or not re.search(r"\[\s*\{|(?i:\blist of|\barray of)", text):
        return ""
    if len(names) > 2:
        codes = [expression(app, entity, name, said, None, names) for name in names[1:]]
        if not all(codes):
            return ""
        members = ", ".join(f'"{name}": {code}' for name, code in zip(names[1:], codes, strict=True)).replace(" in rows", " in group")
        members = members.replace("len(rows)", "len(group)")
        keys = (
            f'sorted({{row["{first}"] for row in rows}})'
            if "sort" in said or "order" in said
            else f'dict.fromkeys(row["{first}"] for row in rows)'
        )
        return f'[{{"{names[0]}": key, {members}}} for key in {keys} for group in [[row for row in rows if row["{first}"] == key]]]'
    return f'[{{"{names[0]}": key, "{names[1]}": value}} for key, value in {grouping(entity, first, said)}.items()]'
