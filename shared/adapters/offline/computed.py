"""Reads fields of answers that are made from others: `total = quantity * price`, `comment_count`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Computed, Entity, Field
from shared.adapters.offline.measures import children, kind_of, measured, numbers

_FORMULA = re.compile(
    r"(?i)\b(?P<name>[a-z_]+(?: [a-z_]+)?)[`'\"]?\s*(?:\(?\s*(?:=|is (?:computed|calculated|derived) (?:as|from|by)|is|equals|as|computed (?:as|from)|calculated as|:)\s*)+(?:the )?[`'\"]?(?P<left>[a-z_]+(?: [a-z_]+)?)[`'\"]?\s*(?P<sign>\*|x|×|times|multiplied by|\+|plus|-|minus|/|divided by|and)\s*(?:the )?[`'\"]?(?P<right>[a-z_]+(?: [a-z_]+)?)[`'\"]?"
)
_SIGNS = {
    "*": "*",
    "x": "*",
    "×": "*",
    "times": "*",
    "multiplied by": "*",
    "+": "+",
    "plus": "+",
    "-": "-",
    "minus": "-",
    "/": "/",
    "divided by": "/",
}
_EXPRESSION = re.compile(
    r"(?i)\b(?P<name>[a-z_]++)[`'\"]?\s*+(?:\(|=|is|equals|:|computed as|calculated as|\s)++(?P<code>\(?\s*+[a-z_]++(?:\s*+[*/+\-]\s*+\(?\s*+(?:[a-z_]+|\d+(?:\.\d+)?)\s*+\)?){1,5})"
)


def _balanced(code: str) -> str:
    """An expression without a bracket at its end that closes none, and with what it opens closed; one that cannot be balanced as it is."""
    code += ")" * (code.count("(") - code.count(")"))
    while code.count(")") > code.count("(") and code.rstrip().endswith(")"):
        code = code.rstrip().removesuffix(")")
    return code


def _written_out(app: App, text: str) -> bool:
    """`percent (pages_read / pages * 100)`: an expression over fields."""
    found = False
    for match in _EXPRESSION.finditer(text):
        names = re.findall(r"[a-z_]+", match["code"])
        code = _balanced(match["code"])
        for entity in app.entities.values():
            if (
                names
                and set(names) <= set(numbers(entity))
                and match["name"] not in names
                and match["name"] not in words.STOP | {"id", "computed", "calculated"}
            ):
                divisor = re.search(r"/\s*([a-z_]+)", code)
                value = re.sub(r"[a-z_]+", lambda m: f'row["{m[0]}"]', code)
                value = f'({value} if row["{divisor[1]}"] else 0)' if divisor else value
                entity.fields.pop(match["name"], None)
                if all(one.name != match["name"] for one in entity.computed):
                    entity.computed.append(Computed(match["name"], value, match[0]))
                found = True
    return found


def read_formulas(app: App, text: str) -> bool:
    """`total = quantity * price`: a field of answers that is made from others."""
    found = _written_out(app, text)
    for match in _FORMULA.finditer(text):
        sign = _SIGNS.get(match["sign"].lower())
        for entity in app.entities.values():
            left, right = (
                next(
                    (
                        name
                        for name in numbers(entity)
                        if name == words.snake(part) or name == words.snake(part.split()[-1]) or name == words.snake(part.split()[0])
                    ),
                    None,
                )
                for part in (match["left"], match["right"])
            )
            if sign and left and right:
                name = words.snake(re.sub(r"(?i)^(its|the|a|an|with|and|computed|read-only|where|each|that|whose) ", "", match["name"]))
                name = name if name not in {"id"} and name not in words.STOP else "total"
                entity.fields.pop(name, None)
                if all(one.name != name for one in entity.computed) and name not in {left, right}:
                    entity.computed.append(Computed(name, f'row["{left}"] {sign} row["{right}"]', match[0]))
                    found = True
    return found


def compute(app: App, entity: Entity, name: str, said: str) -> bool:
    """Adds a computed field of this name, if its meaning is clear; whether it is."""
    low = words.code_name(name)
    if name in entity.fields or name == entity.key or any(one.name == name for one in entity.computed):
        return True
    if _at_creation(app, entity, name, low):
        return True
    code = _own(entity, low, said) or _from_children(app, entity, low, said)
    if code:
        entity.computed.append(Computed(name, code, low.replace("_", " ")))
    return bool(code)


_FROM_OTHERS = r"(\w+_)?count|(number|count|total|sum|average|avg|mean|max|min|highest|lowest)_(of_)?\w+|\w+_(average|avg|total|sum)"


def from_others(app: App, entity: Entity, said: str) -> None:
    """`review_count and average_stars`: what a resource shows is made from those that belong to it, not stored."""
    for name in [name for name in entity.fields if re.fullmatch(_FROM_OTHERS, words.code_name(name))]:
        child = next(
            (other for other, _ in children(app, entity) if set(name.split("_")) & {other.name, other.plural, *numbers(other)}), None
        )
        if child is None:
            continue
        stored = entity.fields.pop(name)
        if not compute(app, entity, name, said):
            entity.fields[name] = stored


def _at_creation(app: App, entity: Entity, name: str, low: str) -> bool:
    """An order's total is what the product costs when it is ordered: computed once, and stored."""
    totals = {"total", "total_price", "amount", "total_cost", "total_amount", "price", "cost", "total_charge", "fee"}
    count = next(
        (field for field in ("quantity", "qty", "days", "nights", "hours", "units", "weeks", "seats", "tickets") if field in entity.fields),
        None,
    )
    if low not in totals or count is None or "price" in entity.fields:
        return False
    for one in entity.fields.values():
        owner = app.entities.get(one.refers)
        price = next(
            (
                field
                for field in (numbers(owner) if owner else [])
                if re.fullmatch(r"price|unit_price|cost|(hourly|daily|weekly|nightly)_rate|rate|price_per_\w+|rate_per_\w+", field)
            ),
            None,
        )
        if owner and price:
            fill = f'expr:values["{count}"] * find_{owner.name}(values["{one.name}"])["{price}"]'
            entity.fields[name] = Field(name, "number", required=False, given=False, fill=fill)
            return True
    return False


def _own(entity: Entity, low: str, said: str) -> str:
    fields = numbers(entity)
    price = next((name for name in ("price", "unit_price", "price_per_unit", "cost") if name in fields), None)
    count = next((name for name in ("quantity", "qty", "stock", "count") if name in fields), None)
    if (
        low in {"total", "total_price", "subtotal", "line_total", "value", "total_value", "amount", "total_cost", "cost"}
        and price
        and count
    ):
        return f'row["{price}"] * row["{count}"]'
    if low in {"full_name", "fullname", "display_name"} and "first_name" in entity.fields and "last_name" in entity.fields:
        return "f\"{row['first_name']} {row['last_name']}\""
    due = next((one.name for one in entity.fields.values() if one.name in {"due_date", "due", "deadline", "due_on"}), None)
    done = next(
        (
            one.name
            for one in entity.fields.values()
            if kind_of(one) == "boolean" and one.name in {"done", "completed", "returned", "paid", "finished"}
        ),
        None,
    )
    if low in {"overdue", "is_overdue"} and due:
        return f'row["{due}"] is not None and row["{due}"] < date.today().isoformat()' + (f' and not row["{done}"]' if done else "")
    if low in {"word_count", "words"} and (text := next((name for name in ("content", "body", "text") if name in entity.fields), None)):
        return f'len((row["{text}"] or "").split())'
    low_mark = re.search(r"(?i)\b(?:below|under|less than|<|at or below)\s*(\d+)", said)
    if low in {"low_stock", "is_low", "low"} and count and low_mark:
        return f'row["{count}"] < {low_mark[1]}'
    if low in {"in_stock", "available", "is_available"} and count:
        return f'row["{count}"] > 0'
    return ""


def _from_children(app: App, entity: Entity, low: str, said: str) -> str:
    for child, field in children(app, entity):
        rows = f'store.{child.plural}.find({field}=row["{entity.key}"])'
        short = child.plural.rpartition("_")[2]
        if low in {
            f"{child.name}_count",
            f"{child.plural}_count",
            f"number_of_{child.plural}",
            f"num_{child.plural}",
            f"{child.name}s_count",
            f"total_{child.plural}",
            f"{words.singular(short)}_count",
            f"{short}_count",
            "count",
        }:
            return f"len({rows})"
        if low == child.plural or low == short:
            return rows
        if low in {
            "remaining",
            "available",
            "spots_left",
            "remaining_spots",
            "available_spots",
            "seats_left",
            "remaining_seats",
            "available_seats",
            "remaining_capacity",
            "free_spots",
            "free_seats",
            "places_left",
            "spots_remaining",
            "seats_remaining",
        }:
            capacity = next((name for name in numbers(entity) if re.search("capacity|seats|max|spots|places|limit|size", name)), None)
            if capacity:
                return f'row["{capacity}"] - len({rows})'
        over = numbers(child)
        price, count = (
            next((n for n in ("price", "unit_price", "cost") if n in over), None),
            next((n for n in ("quantity", "qty") if n in over), None),
        )
        if low in {"total", "total_price", "total_amount", "subtotal", "sum"} and price and count:
            return f'sum(item["{price}"] * item["{count}"] for item in {rows})'
        code = measured(app, child, low, said, []) if over else None
        if code:
            return (
                code.replace(" for row in rows", f" for item in {rows}")
                .replace('row["', 'item["')
                .replace(f'item["{entity.key}"]', f'row["{entity.key}"]')
                if "rows" in code
                else code
            )
    return ""
