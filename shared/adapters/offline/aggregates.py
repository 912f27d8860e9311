"""Reads computed values: statistics over resources, totals and averages of what belongs to one, fields made from others."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.ir import App, Computed, Endpoint, Entity, Field
from shared.adapters.offline.queries import read_queries
from shared.adapters.offline.text import Shape
from shared.adapters.offline.types import guess
from shared.adapters.offline.write_queries import _filter as filter_lines

WORDS = {
    "stats",
    "statistics",
    "summary",
    "total",
    "totals",
    "count",
    "average",
    "avg",
    "mean",
    "report",
    "overview",
    "metrics",
    "aggregate",
    "sum",
    "balance",
    "breakdown",
    "analytics",
    "dashboard",
    "results",
    "result",
    "rating",
    "revenue",
    "spending",
    "value",
    "score",
    "tally",
    "insights",
    "histogram",
    "distribution",
    "usage",
    "standings",
    "progress",
    "median",
    "minimum",
    "maximum",
    "min",
    "max",
    "counts",
    "averages",
}
_NOT = {
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


def aggregate(app: App, call: Call, entity: Entity, owner: Entity | None = None, field: str = "") -> Endpoint | None:
    """An endpoint of statistics over a resource; with `owner`, over what belongs to one."""
    endpoint = Endpoint(
        call.method, call.path, "aggregate", entity.name, success(call, 200), call.statement, [words.code_name(p) for p in call.params]
    )
    read_queries(app, endpoint, entity, call, [])
    endpoint.query = [query for query in endpoint.query if query.how not in {"sort", "order", "limit", "offset", "page", "size", "search"}]
    where = f'{field}=row["{owner.key}"]' if owner else ""
    members = _members(app, call, entity)
    if not members:
        return None
    lines = [f"row = find_{owner.name}({endpoint.params[-1]})"] if owner else []
    lines.append(f"rows = store.{entity.plural}.find({where})")
    for query in endpoint.query:
        lines += filter_lines(query)
    if len(members) == 1 and "" in members:
        endpoint.lines = [*lines, f"return {members['']}"]
    else:
        endpoint.lines = [*lines, "return {" + ", ".join(f'"{name}": {code}' for name, code in members.items()) + "}"]
    if not re.search(r"\brows\b", " ".join(endpoint.lines[1 + bool(owner) :])):
        endpoint.lines.remove(f"rows = store.{entity.plural}.find({where})")
    if members.get("", "").startswith("["):
        endpoint.bare = "list[dict[str, Any]]"
    return endpoint


def _members(app: App, call: Call, entity: Entity) -> dict[str, str]:
    """Name -> code of the answer's members; the name is empty when the answer is one value."""
    shape = call.answer_shape()
    said = _answer_words(call)
    if shape:
        grouped = _grouped_list(entity, shape.names, call, said)
        return {"": grouped} if grouped else _shaped(app, entity, shape, said)
    group = re.search(
        r"(?i)\b(?:per|by|for each|grouped by|group by|each|in each)\s+(?:the )?[`'\"]?([\w ]+?)[`'\"]?(?=$|[.,;()]| and\b| as\b| in\b| with\b| for\b)",
        said,
    )
    if group and (field := _group_field(entity, group[1])):
        return {"": _group(entity, field, said)}
    names = _named(entity, said, app)
    codes = {name: expression(app, entity, name, said, None, []) for name in names}
    members = {name: code for name, code in codes.items() if code is not None}
    if not members and call.last in WORDS:
        name = words.code_name(call.last)
        code = expression(app, entity, name, said, None, [])
        return {name: code} if code else {}
    return members


def _shaped(app: App, entity: Entity, shape: Shape, said: str) -> dict[str, str]:
    """The members that JSON shows; empty when one of them says nothing."""
    members = {}
    for name, value in shape.members:
        code = expression(app, entity, name, said, value, shape.names)
        if code is None:
            return {}
        members[name] = code
    return members


def _answer_words(call: Call) -> str:
    return re.sub(r"\b\d{3}\b", "", call.all)


_MEASURES = (
    ("average", "average"),
    ("mean", "average"),
    ("total", "total"),
    ("sum of", "total"),
    ("highest", "max"),
    ("lowest", "min"),
    ("maximum", "max"),
    ("minimum", "min"),
)


def _named(entity: Entity, said: str, app: App) -> list[str]:
    """The names of values in words: `the total number of tasks, the number of completed ones and the average rating`."""
    quoted = list(re.findall(r"[`'\"]([a-zA-Z_]\w*)[`'\"]", said))
    if quoted:
        return list(dict.fromkeys(quoted))
    low = said.lower()
    found = [
        f"{prefix}_{name}"
        for name in numbers(entity)
        for word, prefix in _MEASURES
        if re.search(rf"\b{word}\b (?:of |the |all )*(?:\w+ )?{name.replace('_', ' ')}s?\b", low)
    ]
    found += _named_totals(entity, low, found)
    found += _named_states(entity, low)
    if not found and re.search(r"\baverage\b", low) and len(numbers(entity)) == 1:
        found.append("average")
    return list(dict.fromkeys(found))


def _named_totals(entity: Entity, low: str, found: list[str]) -> list[str]:
    """`total` (a sum or a number of resources) and `count`."""
    totals = []
    counted = re.search(r"\btotal number\b|\btotal count\b", low)
    if re.search(r"\b(sum|total)\b", low) and len(numbers(entity)) == 1 and not found and not counted:
        totals.append("total")
    elsewhere = re.search(rf"\btotal\b(?! {'|'.join(numbers(entity)) or '-'})", low) and not totals
    if re.search(r"\b(count|number of|how many|total number)\b", low) or elsewhere:
        totals.append("total" if "total" in low and not totals else "count")
    return totals


def _named_states(entity: Entity, low: str) -> list[str]:
    """Flags and choices that are counted."""
    states = []
    for one in entity.fields.values():
        if kind_of(one) == "boolean" and (re.search(rf"\b{one.name}\b", low) or (one.name == "done" and "completed" in low)):
            states.append(one.name if one.name in low else "completed")
        states += [choice for choice in one.choices if re.search(rf"\b{re.escape(choice.lower())}\b", low)]
    return [*states, *(word for word in _NOT if re.search(rf"\b{word}\b", low) and word not in states)]


def expression(app: App, entity: Entity, name: str, said: str, value: object, names: list[str]) -> str | None:
    """The code of one value over `rows`; None when the name says nothing."""
    low = words.code_name(name)
    if isinstance(value, dict | list) or re.match(r"(by|per)_", low):
        field = _group_field(
            entity, re.sub(r"^(by|per|count_by|total_by|counts?_per)_", "", low).removesuffix("_counts").removesuffix("_totals")
        ) or _shown_group(entity, value)
        if field:
            return _group(entity, field, said)
    for finder in (_counted, _measured, _stated):
        code = finder(app, entity, low, said, names)
        if code:
            return code
    return None


def _shown_group(entity: Entity, value: object) -> str:
    keys = list(value) if isinstance(value, dict) else []
    return next((one.name for one in entity.fields.values() if one.choices and set(keys) & set(one.choices)), "")


def _measured(app: App, entity: Entity, low: str, said: str, names: list[str]) -> str | None:
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
    rest = "_".join(part for part in parts if part not in kinds)
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
    if distinct and (field := _group_field(entity, distinct[1])):
        return f'len({{row["{field}"] for row in rows}})'
    return None


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
    if bare in _NOT and booleans:
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


def _group_field(entity: Entity, said: str) -> str:
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


def _group(entity: Entity, field: str, said: str) -> str:
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


def _grouped_list(entity: Entity, names: list[str], call: Call, said: str) -> str:
    """`[{"category": …, "total": …}]`."""
    first = _group_field(entity, names[0]) if names else ""
    text = call.all
    if not first or len(names) != 2 or not re.search(r"\[\s*\{|(?i:\blist of|\barray of)", text):
        return ""
    return f'[{{"{names[0]}": key, "{names[1]}": value}} for key, value in {_group(entity, first, said)}.items()]'


# --- computed fields --------------------------------------------------------------------------------------------------

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
    r"(?i)\b(?P<name>[a-z_]+)[`'\"]?\s*(?:\(|=|is|equals|:|computed as|calculated as|\s)+\s*(?P<code>\(?\s*[a-z_]+(?:\s*[*/+\-]\s*\(?\s*(?:[a-z_]+|\d+(?:\.\d+)?)\s*\)?){1,5})"
)


def _written_out(app: App, text: str) -> bool:
    """`percent (pages_read / pages * 100)`: an expression over fields."""
    found = False
    for match in _EXPRESSION.finditer(text):
        names = re.findall(r"[a-z_]+", match["code"])
        code = match["code"] + ")" * (match["code"].count("(") - match["code"].count(")"))
        while code.count(")") > code.count("("):
            code = code.rstrip().removesuffix(")")
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


def _at_creation(app: App, entity: Entity, name: str, low: str) -> bool:
    """An order's total is what the product costs when it is ordered: computed once, and stored."""
    count = next((field for field in ("quantity", "qty") if field in entity.fields), None)
    if (
        low not in {"total", "total_price", "amount", "total_cost", "total_amount", "price", "cost"}
        or count is None
        or "price" in entity.fields
    ):
        return False
    for one in entity.fields.values():
        owner = app.entities.get(one.refers)
        price = next((field for field in ("price", "unit_price", "cost") if owner and field in owner.fields), None)
        if owner and price:
            entity.fields[name] = Field(
                name,
                "number",
                required=False,
                given=False,
                fill=f'expr:values["{count}"] * find_{owner.name}(values["{one.name}"])["{price}"]',
            )
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
        code = _measured(app, child, low, said, []) if over else None
        if code:
            return (
                code.replace(" for row in rows", f" for item in {rows}")
                .replace('row["', 'item["')
                .replace(f'item["{entity.key}"]', f'row["{entity.key}"]')
                if "rows" in code
                else code
            )
    return ""
