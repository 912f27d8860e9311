"""Counts, sums, averages and extremes over the records of a resource."""

import re
from dataclasses import replace

from shared.reading.actions.between import between
from shared.reading.names.grounding import Ground, fields_in, state_field, states_in
from shared.reading.refusals.cases import children, with_computed
from shared.reading.refusals.loans import availability
from shared.reading.results.distinct import different
from shared.reading.results.moments import dated, lately, moment, when_empty
from shared.reading.results.numbers import (
    AVERAGE,
    COUNT,
    EARNED,
    LEAST,
    MOST,
    SUM,
    TIMES,
    About,
    in_full,
    money_of,
    numbers_of,
    numeric,
    product,
    shown_total,
)
from shared.reading.results.ordering import lasts
from shared.reading.results.portions import portion
from shared.reading.results.ranges import in_range
from shared.reading.results.winners import winner
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import App, Entity

#: Numbers of which the sum means nothing.
_NO_SUM = r"^(?:round|week|season|lap|turn|match_?day)(?:_number)?$|priority|rating|level|age$|year|grade|rank|position|stars|difficulty|number|order"


#: `the sum of their costs`.
_MONEY = re.compile(
    r"\b(?:sum|total) (?:of )?(?:(?:the|all|its|their) )*(?:prices?|costs?|fees?|charges?|cents|euros?|amounts?|money|eur|usd)\b"
)
#: `total_rain_mm`: the name of a member tells how it is computed, and from what.
_PREFIXED = re.compile(r"(?:total|sum|avg|average|mean|min|max|minimum|maximum|highest|lowest)_(?:of_)?(\w+)$")


def aggregate(app: App, entity: Entity, name: str, gloss: str, rows: str) -> str | None:
    """The expression for a member over `rows` of a resource: a count, a sum, an average … None when name and gloss tell none."""
    gloss = in_full(entity, gloss)
    if whole := _over_computed(app, entity, name, gloss):
        return aggregate(app, whole, name, gloss, f"[show_{entity.name}(row) for row in {rows}]")
    if known := shown_total(entity, words.code_name(name)):
        return f'sum(other["{known}"] or 0 for other in [show_{entity.name}(row) for row in {rows}])'
    name = turned(entity, words.code_name(name))
    own = name.replace("_", " ")
    said = _added(entity, Ground(app, entity)(gloss))
    told = rf"{AVERAGE}|{COUNT}|{MOST}|{LEAST}" + ("" if re.search(COUNT, said) else rf"|{SUM}")
    spoken = own if re.search(told, own) and not re.search(r"\bsum of\b", said) else f"{own} {said}"
    if (told_by := _PREFIXED.match(name)) and (one := numeric(entity, told_by[1])) and not TIMES.search(said):
        said, spoken = f"<{one.name}>", own
    named = [
        one
        for part in ([told_by[1] if told_by else name], fields_in(said), name.split("_"))
        for text in part
        if (one := numeric(entity, text))
    ]
    only = [one for one in numbers_of(entity) if re.search(rf"{AVERAGE}|{MOST}|{LEAST}", own) or not re.search(_NO_SUM, one.name)]
    parts = [part.name for one in entity.fields.values() for part in one.parts]
    paid = _MONEY.search(gloss) and not any(_MONEY.search(f"sum of {one.name.rpartition('_')[2]}") for one in numbers_of(entity))
    only = [] if paid or any(re.search(rf"\b(?:{part}|{words.plural(part)})\b", gloss) for part in parts) else only
    about = About(entity, name, gloss, said, spoken, rows, next(iter([*named, *(only if len(only) == 1 else [])]), None))
    if (
        found := portion(entity, name, gloss, Ground(app, entity)(gloss), rows, _within(about) or _of_number(about))
        or winner(entity, name, said, rows)
        or _busy(app, about)
        or different(app, entity, name, said, rows)
    ):
        return found
    return next(
        (
            code
            for read in (
                _voted,
                _within,
                lately,
                dated,
                _of_number,
                _all,
                _own_count,
                _of_computed,
                _of_state,
                _flagged_sum,
                _of_flag,
                moment,
                _extreme,
                _counted_rows,
                _summed,
            )
            if (code := read(about))
        ),
        None,
    )


def turned(entity: Entity, name: str) -> str:
    """`tasks_done`, `hours_open`, `tasks_total`, as `done_tasks`, `open_hours`, `total_tasks`."""
    what, _, how = name.rpartition("_")
    kinds = {one.name for one in entity.fields.values() if one.type == "boolean"}
    kinds |= {choice for one in entity.fields.values() for choice in one.choices} | (_OPEN if kinds else set())
    known = what == entity.plural or (numeric(entity, what) is not None and how != "total")
    return f"{how}_{what}" if known and name not in entity.fields and how in {"total", *kinds} else name


def _over_computed(app: App, entity: Entity, name: str, gloss: str) -> Entity | None:
    """The resource with what is computed of it, where that is what is added up: `the sum of net`."""
    whole = with_computed(entity)
    if (
        (told := _PREFIXED.match(words.code_name(name)))
        and told[1] not in entity.fields
        and any(one.name == told[1] for one in entity.computed)
    ):
        return whole
    named = re.search(
        rf"(?:{SUM}|{AVERAGE}|{MOST}|{LEAST}|\bhow many\b)(?: (?:of|the|all|each|every|its|their|total|single|individual))* <(\w+)>",
        Ground(app, whole)(gloss),
    )
    return whole if named and named[1] not in entity.fields and any(one.name == named[1] for one in entity.computed) else None


def _added(entity: Entity, said: str) -> str:
    """`how many litres were sold`, where each record has its litres: a sum."""
    names = "|".join(one.name for one in numbers_of(entity) if not re.search(_NO_SUM, one.name))
    return re.sub(rf"\bhow many (?=<(?:{names})>(?! (?:of|is|are|at|from|between|or|\d|[<>=])))", "the sum of ", said) if names else said


def _busy(app: App, about: About) -> str:
    """`occupied`, of spots to which an open ticket refers, or that an action occupies: of how many that holds."""
    if about.name in about.entity.fields:
        return ""
    for child, column in children(app, about.entity):
        if code := availability(child, f'store.{child.plural}.find({column}=row["{about.entity.key}"])', about.name):
            return f"sum(1 for row in {about.rows} if {code})"
    told = re.sub(rf"^number_of_|_(?:count|{about.entity.plural})$", "", about.name)
    test = between(app, about.entity, told, "other")
    return f"sum(1 for other in {about.rows} if {test})" if test else ""


_NUMBERED = re.compile(
    r"<(?P<name>\w+)> (?:of |is |= ?)?(?:(?P<sign>>=|<=|>|<) ?)?(?P<number>\d+)(?P<more>(?:(?:,| or|, or) \d+)*)(?P<ends> or (?:more|less|fewer))?"
)


def _of_number(about: About) -> str:
    """`how many have level 4 or 5`, `the number of reviews with at least 4 stars`: of those with such a number."""
    match = _NUMBERED.search(about.said)
    one = about.entity.fields.get(match["name"]) if match else None
    if match is None or one is None or one.type not in {"integer", "number"} or one.refers or not re.search(COUNT, about.said):
        return ""
    column = f'other["{one.name}"]'
    numbers = [match["number"], *re.findall(r"\d+", match["more"])]
    sign = match["sign"] or (">=" if "more" in (match["ends"] or "") else "<=" if match["ends"] else "==")
    test = f"{column} in ({', '.join(numbers)})" if len(numbers) > 1 else f"{column} {sign} {numbers[0]}"
    return f"sum(1 for other in {about.rows} if {column} is not None and {test})"


def _voted(about: About) -> str:
    """`upvotes` and `downvotes`, of votes of 1 or -1."""
    one = next((one for one in numbers_of(about.entity) if len(one.among) == 2 and min(one.among) < 0 < max(one.among)), None)
    way = re.fullmatch(
        r"(?P<up>up|likes?|pro|plus|positive)?(?:down|dislikes?|con|minus|negative)?_?(?:votes?|ratings?|count)?", about.name
    )
    if one is None or way is None or not re.match(r"up|down|like|dislike|pro|con|plus|minus|pos|neg", about.name):
        return ""
    return f'sum(1 for other in {about.rows} if other["{one.name}"] {">" if way["up"] else "<"} 0)'


def _all(about: About) -> str:
    """`total (all parcels)`: how many there are."""
    told = rf"\b{re.escape(about.name)}\W{{1,3}}(?:of )?(?:all|every) (?:the |our )?\[{about.entity.name}\](?! <)"
    adds = re.search(rf"{AVERAGE}|{MOST}|{LEAST}|\bsum\b", about.name.replace("_", " "))
    own = about.one is not None and (about.one.name == about.name or re.search(r"\btotal of all\b", about.said) is not None)
    return f"len({about.rows})" if re.search(told, about.said) and not adds and not own else ""


def _within(about: About) -> str:
    """`promoters (number of scores of 9 or 10)`: how many there are in a range."""
    if about.name in about.entity.fields or re.search(rf"{SUM}|{AVERAGE}", about.spoken):
        return ""
    held = in_range(about.said, "other")
    known = held and numeric(about.entity, re.findall(r'"(\w+)"', held)[0])
    return f"sum(1 for other in {about.rows} if {held})" if known else ""


def _own_count(about: About) -> str:
    """`{"games": 3}` where games are what is counted."""
    counted = {about.entity.plural, f"{about.entity.name}_count", f"{about.entity.plural}_count", f"number_of_{about.entity.plural}"}
    return (
        f"len({about.rows})"
        if about.name in counted and about.name not in about.entity.fields and not re.search(SUM, about.said) and not states_in(about.said)
        else ""
    )


def _of_computed(about: About) -> str:
    computed = next((one for one in about.entity.computed if words.code_name(one.name) == about.name), None)
    return f'sum(show_{about.entity.name}(other)["{computed.name}"] or 0 for other in {about.rows})' if computed else ""


def _of_state(about: About) -> str:
    """`{"open": 3, "closed": 1}`, `the amount of all paid invoices`: of those in a state."""
    states = [value for value in states_in(about.said) if state_field(about.entity, value)]
    own = any(about.name in field.choices for field in about.entity.fields.values())
    if part := _state_in_name(about):
        states, about = [part], replace(about, spoken=about.name.replace("_", " "))
    if not (states or own) or re.search(AVERAGE, about.spoken):
        return ""
    value = about.name if own else states[0]
    field = state_field(about.entity, value)
    sign = (
        "!="
        if not own and re.search(rf"\b(?:not|non|un|except|other than)\b(?: (?:yet|been|be|already))*[ -]?'{re.escape(value)}'", about.said)
        else "=="
    )
    rows = f'[other for other in {about.rows} if other["{field.name}"] {sign} "{value}"]' if field else about.rows
    adds = about.one and value != about.name and re.search(rf"{SUM}|{MOST}|{LEAST}", about.spoken)
    if not adds or re.search(COUNT, about.spoken):
        return f"len({rows})"
    narrowed = replace(about, rows=rows, said=re.sub(r"'[^']*'", "", about.said))
    return _extreme(narrowed) or _summed(narrowed)


def _state_in_name(about: About) -> str:
    """`total_in`, `paid_amount`: the state of which a member is called."""
    parts = about.name.split("_")
    numbers = {part for one in numbers_of(about.entity) for part in one.name.split("_")}
    rest = {"total", "sum", "count", "number", "of", "amount", "all", about.entity.name, about.entity.plural} | numbers
    found = [part for part in parts if state_field(about.entity, part)]
    return found[0] if len(parts) > 1 and len(found) == 1 and set(parts) - rest == set(found) else ""


_OPEN = wordset("open pending todo remaining undone not_done unpaid left active incomplete")


def _of_flag(about: About) -> str:
    """`{"done": 1, "open": 2}`: of those for which something is true, or is not."""
    flags = [field for field in about.entity.fields.values() if field.type == "boolean"]
    done = next(
        (
            flag
            for flag in flags
            if re.search(
                r"done|complet|finish|closed|paid|resolved|read|sold|returned|approv|accept|publish|confirm|verif|process|handled|deliver",
                flag.name,
            )
        ),
        None,
    )
    if done is not None and about.name in _OPEN:
        return f'sum(1 for other in {about.rows} if not other["{done.name}"])'
    stem = re.sub(rf"_(?:count|{about.entity.plural}|{about.entity.name}_count)$|^(?:number_of|count_of)_", "", about.name)
    named = [flag for flag in flags if flag.name in {about.name, stem}]
    if about.one is None and about.name not in {"total", "count", "all"}:
        named += [flag for flag in flags if f"<{flag.name}>" in about.said]
    return f'sum(1 for other in {about.rows} if other["{named[0].name}"])' if named else ""


def _flagged_sum(about: About) -> str:
    """`done_points` and `remaining_points`, of tasks that are done or not: sums of a number over those."""
    first, _, rest = about.name.partition("_")
    one, flags = numeric(about.entity, rest), [field.name for field in about.entity.fields.values() if field.type == "boolean"]
    if one is None or not flags or (first not in flags and (first not in _OPEN or len(flags) > 1)):
        return ""
    test = f'other["{first}"]' if first in flags else f'not other["{flags[0]}"]'
    return f'sum(other["{one.name}"] or 0 for other in {about.rows} if {test})'


def _extreme(about: About) -> str:
    """An average, the highest or the lowest."""
    if (
        about.one is None
        or re.match(rf"\W*(?:{re.escape(about.name)}\W+)?(?:the )?(?:names?|titles?) of the\b", about.gloss)
        or re.search(r"<\w+> ?[/*\u00d7] ?<\w+>|> (?:divided by|times|per) <", about.said)
    ):
        return ""
    name, rows = about.one.name, _flagged(about)
    if re.search(AVERAGE, about.spoken):
        digits = re.search(r"\b(?:to )?(\d+|one|two|three) (?:decimals?|decimal places|digits|places)", about.gloss)
        whole = re.search(r"\b(?:whole|integer|full) ?(?:numbers?|values?)?\b|\bno decimals\b", about.gloss)
        places = {"one": 1, "two": 2, "three": 3}.get(digits[1]) or int(digits[1]) if digits else 0 if whole else 2
        none = when_empty(about)
        return f'average([other["{name}"] for other in {rows}], {none}, {places})'
    if (
        re.search(MOST, about.said)
        and re.search(LEAST, about.said)
        and re.search(r"\bminus\b|\bdifference\b|\bless the\b|\brange\b", about.said)
    ):
        values = f'[other["{name}"] for other in {rows}]'
        return f"max({values}, default=0) - min({values}, default=0)"
    if lasts(name) and re.search(r"\bbest\b|\bfastest\b", about.spoken):
        return f'min((other["{name}"] for other in {rows}), default={when_empty(about)})'
    if re.search(r"(?:^|_)ages?$", name) and (aged := re.search(r"\b(?:oldest|youngest)\b", about.spoken)):
        end = "max" if aged[0] == "oldest" else "min"
        return f'{end}((other["{name}"] for other in {rows}), default={when_empty(about)})'
    if re.search(MOST, about.spoken) and not re.search(SUM, about.name):
        return f'max((other["{name}"] for other in {rows}), default={when_empty(about)})'
    return f'min((other["{name}"] for other in {rows}), default={when_empty(about)})' if re.search(LEAST, about.spoken) else ""


def _flagged(about: About) -> str:
    """`the average of the approved entries`: the rows of which it speaks."""
    flags = [field.name for field in about.entity.fields.values() if field.type == "boolean" and field.name != about.name]
    for flag in flags:
        behind = rf"\[{about.entity.name}\] (?:(?:that|which) )?(?:(?:are|is|were|was|has|have|been|he|she|they|or|it|already) )+<{flag}>"
        if re.search(rf"(?<!not )<{flag}> (?:\[{about.entity.name}\]|ones)|{behind}", about.said):
            return f'[other for other in {about.rows} if other["{flag}"]]'
        if re.search(rf"\b(?:un|non-?|not )(?:{flag}|<{flag}>) (?:\[{about.entity.name}\]|ones)", about.said):
            return f'[other for other in {about.rows} if not other["{flag}"]]'
    return about.rows


def _counted_rows(about: About) -> str:
    """How many there are; first of all a sum of products, which speaks of numbers too."""
    if about.one is not None and about.said == f"<{about.one.name}>" and "price" not in about.one.name:
        return ""  # `total_amount`, of what each record has.
    if about.one is not None and re.search(
        rf"\b(?:sum|total)(?: of)? (?:the |all |its |their )*<{about.one.name}>(?! (?:times|\*|×|x|multiplied))", about.said
    ):
        return ""
    times = product(about.entity, about.said)
    if times and (
        re.search(rf"{SUM}|times|\*|×|multiplied", about.spoken) or (EARNED.fullmatch(about.name) and not re.search(COUNT, about.said))
    ):
        return f"sum({times} for other in {about.rows})"
    if about.name in {"free", "left", "remaining", "vacant", "available"}:
        return ""  # That is what the records leave.
    plural, single = about.entity.plural, about.entity.name
    if several := _several(about):
        return several
    usual = {
        plural if plural not in about.entity.fields else "",
        f"{single}_count",
        f"{plural}_count",
        f"number_of_{plural}",
        f"total_{plural}",
        "count",
    }
    amount = about.one is not None and f"<{about.one.name}> of" in about.said and about.name not in usual
    counted = re.search(COUNT, about.spoken) and not amount and not (about.one and re.search(r"\bsum\b|\btotal <", about.spoken))
    return f"len({_flagged(about)})" if counted or about.name in usual else ""


def _several(about: About) -> str:
    """`the total number of animals`, where each record says how many there are: a sum of these numbers."""
    told = re.search(
        r"\btotal (?:number|count) of (?!\[)|\bhow many (?!\[|different|distinct|unique)\w+ [^.;,]*\b(?:in all|together|altogether|in total)\b",
        about.said,
    )
    held = re.search(
        r"\b(?:number|count|how many)(?: of)?(?: the| all)* (?:pieces|units|copies|articles|things) (?:in|on) <(\w+)>", about.said
    )
    if held and numeric(about.entity, held[1]):
        return f'sum(other["{held[1]}"] or 0 for other in {_flagged(about)})'
    number = next((one.name for one in numbers_of(about.entity) if one.name in {"count", "quantity", "number", "amount"}), "")
    sold = number in {"count", "quantity"} and about.name in {
        "sold",
        "units",
        "pieces",
        "units_sold",
        "pieces_sold",
        "items_sold",
        "copies_sold",
    }
    return f'sum(other["{number}"] or 0 for other in {_flagged(about)})' if (told or sold) and number else ""


def _summed(about: About) -> str:
    if about.one and (
        re.search(SUM, about.spoken)
        or f"<{about.one.name}> of" in about.said
        or numeric(about.entity, about.name)
        or about.name == about.one.name
    ):
        return f'sum(other["{about.one.name}"] or 0 for other in {_flagged(about)})'
    if paid := money_of(about.entity, about.name):
        return f'sum(other["{paid}"] or 0 for other in {_flagged(about)})'
    whole = (
        rf"(?:total|sum|overall|altogether|grand_total)(?:_(?:number_of_|count_of_)?(?:{about.entity.plural}|{about.entity.name}_count))?"
    )
    counted = re.fullmatch(whole, about.name) and not re.search(r"\bsum of\b|\badded up\b", about.said)
    return f"len({about.rows})" if counted and not numbers_of(about.entity) else ""
