"""Values that are computed: members of answers (`average_rating`, `total`), and operations that answer totals, groups and rankings."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Computed, Endpoint, Entity, Field
from shared.adapters.reading.cases import children
from shared.adapters.reading.grounding import Ground, fields_in, state_field, states_in
from shared.adapters.reading.loans import availability

_SUM = r"\bsum\b|\btotals?\b|\badded up\b|\baltogether\b|\boverall\b|\bin all\b|\btogether\b"
_AVERAGE = r"\baverage\b|\bavg\b|\bmean\b"
_COUNT = r"\bnumber of\b|\bhow many\b|\bcount\b|\bcounts\b|\bnumber\b"
_MOST = r"\bmax(?:imum)?\b|\bhighest\b|\blargest\b|\bbest\b|\blongest\b|\btop\b|\bgreatest\b"
_LEAST = r"\bmin(?:imum)?\b|\blowest\b|\bsmallest\b|\bcheapest\b|\bshortest\b"


#: Numbers of which the sum means nothing.
_NO_SUM = r"priority|rating|level|age$|year|grade|rank|position|stars|difficulty|number|order"


def numbers_of(entity: Entity) -> list[Field]:
    """Fields that can be added up."""
    return [one for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers and one.name != entity.key]


def aggregate(app: App, entity: Entity, name: str, gloss: str, rows: str) -> str | None:
    """The expression for a member over `rows` of a resource: a count, a sum, an average … None when name and gloss tell none."""
    name = words.code_name(name)
    said = Ground(app, entity)(gloss)
    own = name.replace("_", " ")
    spoken = own if re.search(rf"{_AVERAGE}|{_COUNT}|{_MOST}|{_LEAST}", own) else f"{own} {said}"
    named = [one for part in ([name], fields_in(said), name.split("_")) for text in part if (one := _numeric(entity, text))]
    only = [one for one in numbers_of(entity) if re.search(rf"{_AVERAGE}|{_MOST}|{_LEAST}", own) or not re.search(_NO_SUM, one.name)]
    one = next(iter([*named, *(only if len(only) == 1 else [])]), None)
    computed = next((one for one in entity.computed if words.code_name(one.name) == name), None)
    if computed is not None:
        return f'sum(show_{entity.name}(other)["{computed.name}"] or 0 for other in {rows})'
    product = _product(entity, said)
    states = [value for value in states_in(said) if state_field(entity, value)]
    if (states or name in {choice for field in entity.fields.values() for choice in field.choices}) and not re.search(_AVERAGE, spoken):
        value = name if any(name in field.choices for field in entity.fields.values()) else states[0]
        field = state_field(entity, value)
        rows = f'[other for other in {rows} if other["{field.name}"] == "{value}"]' if field else rows
        if not one or value == name or re.search(_COUNT, spoken) or not re.search(rf"{_SUM}|{_MOST}|{_LEAST}", spoken):
            return f"len({rows})"
    done = next(
        (
            field
            for field in entity.fields.values()
            if field.type == "boolean" and re.search(r"done|complet|finish|closed|paid|resolved|read|sold|returned", field.name)
        ),
        None,
    )
    if done is not None and name in {
        "open",
        "pending",
        "todo",
        "remaining",
        "undone",
        "not_done",
        "unpaid",
        "left",
        "active",
        "incomplete",
    }:
        return f'sum(1 for other in {rows} if not other["{done.name}"])'
    if (flag := entity.fields.get(name)) is not None and flag.type == "boolean":
        return f'sum(1 for other in {rows} if other["{name}"])'
    flags = [
        field
        for field in entity.fields.values()
        if field.type == "boolean" and (field.name == name or (f"<{field.name}>" in said and name not in {"total", "count", "all"}))
    ]
    if flags and not one:
        return f'sum(1 for other in {rows} if other["{flags[0].name}"])'
    if re.search(_AVERAGE, spoken) and one:
        digits = re.search(r"\b(?:to )?(\d+|one|two|three) (?:decimals?|decimal places|digits|places)", gloss)
        places = {"one": 1, "two": 2, "three": 3}.get(digits[1]) or int(digits[1]) if digits else 2
        none = "0" if re.search(r"\b0 (?:if|when|for|without)|\bzero\b", gloss) else "None"
        return f'average([other["{one.name}"] for other in {rows}], {none}, {places})'
    if re.search(_MOST, spoken) and one and not re.search(_SUM, name):
        return f'max((other["{one.name}"] for other in {rows}), default=None)'
    if re.search(_LEAST, spoken) and one:
        return f'min((other["{one.name}"] for other in {rows}), default=None)'
    if product and re.search(rf"{_SUM}|times|\*|×|multiplied", spoken):
        return f"sum({product} for other in {rows})"
    counted = re.search(_COUNT, spoken) and not (one and re.search(r"\bsum\b|\btotal <", spoken))
    if counted or name in {
        entity.plural,
        f"{entity.name}_count",
        f"{entity.plural}_count",
        f"number_of_{entity.plural}",
        f"total_{entity.plural}",
        "count",
    }:
        return f"len({rows})"
    if one and (re.search(_SUM, spoken) or _numeric(entity, name) or (named and named[0] is one and name == one.name)):
        return f'sum(other["{one.name}"] or 0 for other in {rows})'
    if re.search(_SUM, spoken) and not numbers_of(entity):
        return f"len({rows})"
    return None


def _numeric(entity: Entity, name: str) -> Field | None:
    one = entity.fields.get(name) or entity.fields.get(words.plural(name)) or entity.fields.get(words.singular(name))
    return one if one is not None and one.type in {"integer", "number"} and not one.refers else None


def _product(entity: Entity, said: str) -> str:
    match = re.search(r"<(\w+)>\s*(?:times|\*|×|x|multiplied by)\s*(?:the |its |their )?<(\w+)>", said)
    names = [match[1], match[2]] if match else []
    if not names:
        amount = next((one.name for one in numbers_of(entity) if one.name in {"quantity", "qty", "count", "amount"}), "")
        price = next((one.name for one in numbers_of(entity) if "price" in one.name), "")
        names = [amount, price] if amount and price else []
    return " * ".join(f'other["{name}"]' for name in names) if names else ""


def compute(app: App, entity: Entity, name: str, gloss: str) -> bool:
    """Adds a computed member to the answers about a resource. False when nothing tells what it is."""
    if name in entity.fields or any(one.name == name for one in entity.computed) or name in {entity.key, "id"}:
        return True
    said, plain = Ground(app, entity)(gloss), words.code_name(name)
    code = _of_row(app, entity, plain, said) or _of_children(app, entity, plain, gloss, said)
    if code is None:
        return False
    empty = [
        name
        for name in dict.fromkeys(re.findall(r'(?<![\w.])row\["(\w+)"\] [*/+-]', code[0]))
        if name in entity.fields and entity.fields[name].required is False and entity.fields[name].default is None
    ]
    guarded = (
        f"None if {' or '.join(f'row[{chr(34)}{one}{chr(34)}] is None' for one in empty)} else {code[0]}"
        if empty and not code[0].startswith("None if")
        else code[0]
    )
    entity.computed.append(Computed(name, guarded, gloss[:80], code[1]))
    return True


def _operand(entity: Entity, name: str) -> str:
    known = next((one.code for one in entity.computed if one.name == name), "")
    return f"({known})" if known else f'row["{name}"]'


def _of_row(app: App, entity: Entity, name: str, said: str) -> tuple[str, str] | None:
    """From the resource's own fields: products, differences, spans of time, comparisons."""
    marked = Ground(app, _with_computed(entity))(said)
    if formula := _formula(entity, marked):
        return formula, ""
    if match := re.search(
        r"\btrue (?:once|if|when|as soon as|while|only if|only when|exactly when)\b[^.;]*?<(\w+)>[^.;]*?(>=|<=|>|<|\breach\w*|\bequals?|\bis 0|\bis zero)(?: (?:than )?(?:the |its )?(?:<(\w+)>|(\d+)))?",
        marked,
    ):
        sign = {"reach": ">=", "equal": "==", "is 0": "==", "is ze": "=="}.get(match[2][:5], match[2])
        right = _operand(entity, match[3]) if match[3] else match[4] or "0"
        return f"{_operand(entity, match[1])} {sign} {right}", ""
    if match := re.search(r"<(\w+)>\s*(?:times|\*|×|x|multiplied by)\s*(?:the |its |their |\[\w+\]'?s? )*<?(\w+)>?", marked):
        right = _foreign(app, entity, match[2], marked)
        if right:
            return f"{_operand(entity, match[1])} * {right}", ""
    if match := re.search(r"<(\w+)> (?:minus|-|less) (?:the |its )?<(\w+)>", marked):
        return f"{_operand(entity, match[1])} - {_operand(entity, match[2])}", ""
    span = _span(entity)
    if span and re.fullmatch(r"nights|days|duration_days|length_in_days|days_total|number_of_(?:nights|days)", name):
        extra = " + 1" if re.search(r"\binclusive|both (?:days )?(?:included|count)|including both", said) else ""
        return f'(date.fromisoformat(row["{span[1]}"]) - date.fromisoformat(row["{span[0]}"])).days{extra}', ""
    if span and re.fullmatch(r"minutes|duration(?:_minutes)?|hours|duration_hours", name):
        per = 3600 if "hour" in name else 60
        value = f'(datetime.fromisoformat(row["{span[1]}"]) - datetime.fromisoformat(row["{span[0]}"])).total_seconds()'
        return (
            f'None if row["{span[1]}"] is None else {value} / {per}'
            if per == 3600
            else f'None if row["{span[1]}"] is None else int({value} // 60)',
            "",
        )
    if re.search(r"^total|price$|cost$|^line_total|^subtotal", name):
        names = [*entity.fields, *(one.name for one in entity.computed)]
        amount = next((one for one in names if one in {"quantity", "qty", "nights", "days", "hours", "count"}), "")
        price = next((one.name for one in numbers_of(entity) if "price" in one.name or "rate" in one.name), "")
        right = f'row["{price}"]' if price else _foreign(app, entity, "price", said) if amount else ""
        if amount and right:
            return f"{_operand(entity, amount)} * {right}", ""
    return None


def _formula(entity: Entity, marked: str) -> str:
    """`pages_read / pages * 100`; empty when the gloss is no formula over fields."""
    text = re.sub(
        r"\bdivided by\b|÷",
        "/",
        re.sub(r"\bmultiplied by\b|\btimes\b|×|(?<=[> \d])x(?=[ <\d])", "*", re.sub(r"\bplus\b", "+", re.sub(r"\bminus\b", "-", marked))),
    ).strip(" =.")
    text = re.sub(r"\b(?:the|its|their)\b ?", "", text)
    if not re.fullmatch(r"[(]*<\w+>[)]*(?:\s*[-+*/]\s*[(]*(?:<\w+>|\d+(?:\.\d+)?)[)]*)+", text) or text.count("(") != text.count(")"):
        return ""
    return re.sub(r"<(\w+)>", lambda match: _operand(entity, match[1]), text)


def by_value(app: App, endpoint: Endpoint, entity: Entity, said: str, source: str) -> bool:
    """`the total amount per category`: an object that maps each value of a field to a total."""
    marked = Ground(app, entity)(said)
    match = re.search(r"(?P<what>[^.;]*?)\b(?:per|by|for each|for every|grouped by) <(?P<key>\w+)>", marked)
    if match is None or match["key"] not in entity.fields or re.search(r"\b(?:array|list|objects?)\b", marked):
        return False
    code = aggregate(app, entity, "value", match["what"].replace("<", "").replace(">", ""), "rows")
    if code is None:
        return False
    endpoint.lines = [
        source,
        "groups: dict[str, list[Row]] = {}",
        "for row in rows:",
        f'    groups.setdefault(str(row["{match["key"]}"]), []).append(row)',
        f"return {{key: {code} for key, rows in groups.items()}}",
    ]
    endpoint.kind = "compute"
    return True


def _with_computed(entity: Entity) -> Entity:
    extra = {one.name: Field(one.name, "number") for one in entity.computed}
    return Entity(entity.name, entity.plural, {**entity.fields, **extra}, entity.key)


def _foreign(app: App, entity: Entity, name: str, said: str) -> str:
    """A field of this resource, or of one that it refers to."""
    if name in entity.fields or any(one.name == name for one in entity.computed):
        return _operand(entity, name)
    for one in entity.fields.values():
        other = app.entities.get(one.refers)
        for field in numbers_of(other) if other else ():
            if other and (field.name == name or name in field.name.split("_")):
                return f'find_{other.name}(row["{one.name}"])["{field.name}"]'
    return ""


def _span(entity: Entity) -> tuple[str, str] | None:
    pairs = [("check_in", "check_out"), ("start", "end"), ("from", "to"), ("from", "until"), ("start_date", "end_date"), ("starts", "ends"), ("first_day", "last_day"), ("from_date", "to_date"), ("start_time", "end_time"), ("begin", "end"), ("arrival", "departure"), ("from_day", "to_day"), ("started_at", "stopped_at"), ("started_at", "ended_at")]  # fmt: skip
    return next(((low, high) for low, high in pairs if {low, high} <= entity.fields.keys()), None)


def _of_children(app: App, entity: Entity, name: str, gloss: str, said: str) -> tuple[str, str] | None:
    """From the resources that refer to this one."""
    own = children(app, entity)
    mentioned = [(child, column) for child, column in own if f"[{child.name}]" in said or child.name in name or child.plural in name]
    for child, column in [*mentioned, *own]:
        rows = f'store.{child.plural}.find({column}=row["{entity.key}"])'
        linked = next((one for one in computed_lists(entity, child)), "")
        if linked and (code := aggregate(app, app.entities[child.name.removeprefix(f"{entity.name}_")], name, gloss, linked)):
            return code, ""
        if name == child.plural and re.search(rf"{_COUNT}", said):
            return f"len({rows})", ""
        listed = re.search(r"\bof (?:the |their |its |all )*<?(\w+)>?", Ground(app, child)(gloss)) if name == child.plural else None
        if listed and listed[1] in child.fields:
            return f'[other["{listed[1]}"] for other in {rows}]', "one"
        if name == child.plural or (name in said and re.search(rf"\b(?:list|array) of (?:its |all |the )*\[{child.name}\]", said)):
            return rows, "one"
        if code := availability(child, rows, name):
            return code, ""
        limit = next(
            (
                one.name
                for one in numbers_of(entity)
                if re.search(r"capacity|seats|limit|places|spots|^max|total|budget|copies|stock|amount", one.name)
            ),
            "",
        )
        if limit and re.search(r"\b(?:free|left|remaining|available|open)\b", f"{name.replace('_', ' ')} {said}"):
            spent = next((one.name for one in numbers_of(child)), "")
            used = (
                f'sum(other["{spent}"] for other in {rows})'
                if spent and re.search(r"amount|cost|price|quantity|seats|tickets|persons|people|value|minutes|hours", spent)
                else f"len({_counted(child, rows)})"
            )
            return f'row["{limit}"] - {used}', ""
        if code := aggregate(app, child, name, gloss, rows):
            return code, ""
    return None


def computed_lists(entity: Entity, child: Entity) -> list[str]:
    """The members that a table of links gives to a resource, as an expression."""
    return [one.code for one in entity.computed if f"store.{child.plural}.find" in one.code and child.name.startswith(f"{entity.name}_")]


def _counted(child: Entity, rows: str) -> str:
    cancelled = next(((one.name, choice) for one in child.fields.values() for choice in one.choices if choice.startswith("cancel")), None)
    return f'[other for other in {rows} if other["{cancelled[0]}"] != "{cancelled[1]}"]' if cancelled else rows


# --- operations ---


def totals(app: App, endpoint: Endpoint, entity: Entity, members: list[tuple[str, object]], said: str, source: str) -> bool:
    """`GET /eggs/total` -> `{"total": 57}`: one object over all (or the owner's) resources."""
    lines = [source]
    answer = []
    for name, value in members:
        if name in endpoint.params or (len(endpoint.params) == 1 and name in {entity.key} and name != "id"):
            answer.append(f'"{name}": {endpoint.params[0]}')
            continue
        beside = len(members) > 1 and all(other == name or other in _flags(entity) for other, _ in members) and name not in entity.fields
        code = None if beside and isinstance(value, int) else aggregate(app, entity, name, _gloss(name, said), "rows")
        if code is None and re.search(rf"{_AVERAGE}|{_MOST}|{_LEAST}|{_SUM}|{_COUNT}", name.replace("_", " ")):
            code = aggregate(app, entity, name, said, "rows")
        if (
            code is None
            and isinstance(value, int)
            and len(members) > 1
            and all(other == name or other in _flags(entity) for other, _ in members)
        ):
            code = "len(rows)"
        if code is None:
            return False
        answer.append(f'"{name}": {code}')
    endpoint.lines = [*lines, f"return {{{', '.join(answer)}}}"]
    endpoint.kind = "compute"
    return True


def _flags(entity: Entity) -> set[str]:
    """What some of the resources are: beside `{"invited": 9, "checked_in": 4}`, the other number counts all."""
    return {one.name for one in entity.fields.values() if one.type == "boolean"}


def _gloss(name: str, said: str) -> str:
    """The words near a member's name."""
    parts = [part for part in re.split(r"[;.]|, | and ", said) if re.search(rf"(?<![\w\"]){re.escape(name)}(?![\w\"])", part)]
    return " ".join(parts) or said


def groups(app: App, endpoint: Endpoint, entity: Entity, members: list[tuple[str, object]], said: str, source: str) -> bool:
    """`one per project`, `GET /leaderboard`: a list of objects, one for each value of a field (or for each resource)."""
    names = [name for name, _ in members]
    key = next((name for name in names if name in entity.fields and entity.fields[name].type not in {"integer", "number"}), "")
    if not key:
        return False
    answer = [f'"{key}": key']
    for name in names:
        if name == key or name == "rank":
            continue
        code = aggregate(app, entity, name, _gloss(name, said), "rows")
        if code is None:
            return False
        answer.append(f'"{name}": {code}')
    lines = [
        source,
        "groups: dict[Any, list[Row]] = {}",
        "for row in rows:",
        f'    groups.setdefault(row["{key}"], []).append(row)',
        f"found: list[dict[str, Any]] = [{{{', '.join(answer)}}} for key, rows in groups.items()]",
        _order(names, key, said),
    ]
    if "rank" in names:
        lines.append('found = [{"rank": place, **one} for place, one in enumerate(found, 1)]')
    endpoint.lines = [*[line for line in lines if line], "return found"]
    endpoint.kind, endpoint.bare = "compute", "list[dict[str, Any]]"
    return True


def _order(names: list[str], key: str, said: str) -> str:
    other = next((name for name in names if name not in {key, "rank"}), "")
    named = next(
        (
            name
            for name in names
            if re.search(
                rf"\b(?:most|highest|largest|biggest|by|sorted by|ordered by|order by|lowest|fewest|smallest)\b[^.;]{{0,20}}\b{re.escape(name.replace('_', ' '))}\b",
                said,
            )
        ),
        "",
    )
    if re.search(r"\b(?:alphabetical\w*|a-z)\b", said) and not named:
        return f'found.sort(key=lambda one: one["{key}"])'
    down = re.search(r"\b(?:most|highest|largest|biggest|descending|top|best|leaderboard|ranking)\b", said)
    up = re.search(r"\b(?:lowest|fewest|smallest|ascending|least)\b", said)
    field = named or (other if down or up else key)
    if not (named or down or up or re.search(r"\b(?:sorted|ordered)\b", said)):
        return ""
    return f'found.sort(key=lambda one: one["{field}"], reverse={bool(down) and field != key})'
