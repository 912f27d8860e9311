"""What lists do: filters, search, order and pages."""

import re

from shared.reading.actions.between import between
from shared.reading.fields.constraints import constrain
from shared.reading.names.grounding import Ground, fields_in, state_field
from shared.reading.refusals.cases import children, with_computed
from shared.reading.refusals.loans import availability
from shared.reading.results.instead import picked
from shared.reading.results.omitting import omitted
from shared.reading.results.ordering import order_of
from shared.reading.results.parameters import spoken, unnarrowed, with_defaults
from shared.reading.results.sorting import chosen
from shared.reading.results.through import bounded, either, needing, on_day, same_link, through
from shared.reading.text.lexicon import canonical, wordset
from shared.writing import words
from shared.writing.ir import MISSING, App, Endpoint, Entity, Field, Query
from shared.writing.kinds import How

_SEARCH = wordset("q search query text term find contains keyword s needle")
_LIMIT = wordset("limit top max n count first last")
_OFFSET = wordset("offset skip start")
_SIZE = wordset("per_page page_size size pagesize perpage")
_SORT = wordset("sort sort_by order_by orderby sortby")
#: What a day, or a part of one, looks like.
_PART_OF_DATE = {"month": r"^\d{4}-(0[1-9]|1[0-2])$", "year": r"^\d{4}$", "day": r"^\d{4}-\d\d-\d\d$", "date": r"^\d{4}-\d\d-\d\d$"}
_ENDED = re.compile(r"(?:min|max)_?[a-z]|.*_(?:min|max|from|to|after|before|since|until|gte|lte)$")
_LOW = r"(?:^|_)(?:min|from|since|after|above|over|at_least|gte|start)(?:_|$)"
_HIGH = r"(?:^|_)(?:max|to|until|before|below|under|at_most|lte|end|up_to|till)(?:_|$)"


def read_list(app: App, endpoint: Endpoint, entity: Entity, named: list[tuple[str, str]], texts: list[str]) -> list[str]:
    """Gives a list its parameters, its order and its pages. The parameters that were not understood."""
    raw = " . ".join([*texts, *(f"?{name}={value}" for name, value in named)])
    names = dict(named)
    for name, value in spoken(raw, entity).items():
        names.setdefault(name, value)
    said, lost = canonical(with_defaults(raw)), []
    for name in names:
        said = re.sub(rf",? (?:and )?(?=[`\"?]?{re.escape(name)}[`\"]? (?:for|to|which|that)\b)", " ; ", said)
    for name, value in names.items():
        if name in {query.name for query in endpoint.query} or name in endpoint.params:
            continue
        query = _meaning(app, entity, endpoint, name, value, said)
        if query is None:
            lost.append(name)
        else:
            endpoint.query.append(query)
    same_link(endpoint)
    needing(endpoint, raw)
    if not endpoint.order:
        ground = Ground(app, with_computed(entity), endpoint)
        endpoint.order = order_of(entity, " . ".join(ground(unnarrowed(text, entity)) for text in texts))
    return lost


def _meaning(app: App, entity: Entity, endpoint: Endpoint, name: str, value: str, said: str) -> Query | None:
    near = _near(name, said)
    one = _field(app, entity, name)
    low = words.code_name(name)
    if known := _between(entity, name) or _beyond(app, entity, one, name, value, near):
        return known
    if one is not None and not (low in _LIMIT and one.name != name):
        return _whether_there(one, name, value, near) or _unasked(one, _on_field(app, entity, one, name, near, said), said)
    own = omitted(app, entity, name, near) or (_range(app, entity, name, near) if _ENDED.match(low) else None)
    if (
        own := own
        or _within(entity, name)
        or on_day(entity, name, near)
        or _begun(app, entity, name)
        or picked(app, entity, endpoint, name, value, near, said)
    ):
        return own
    if low in _SEARCH or (
        re.search(r"\b(?:search|contain)\w*\b", near)
        and low not in _LIMIT | _OFFSET | _SIZE | _SORT | {"page", "order", "direction", "from", "to", "since", "until"}
    ):
        return Query(name, "search", fields=_searched(entity, near or said))
    if low in _SORT | {"order", "direction"}:
        way = low == "direction" or (
            low == "order"
            and (re.search(r"\border[`\"]?=?[^.;]{0,30}\b(?:asc|desc)", near) or any(query.how == "sort" for query in endpoint.query))
        )
        return (
            Query(name, "order", type="string", default="asc", choices=["asc", "desc"])
            if way
            else chosen(entity, name, _near(name, said), said)
        )
    if low in _LIMIT | _SIZE | _OFFSET | {"page"}:
        return Query(name, "page", type="integer", default=1, low=1) if low == "page" else _paging(name, low, near, said)
    day = next((field.name for field in entity.fields.values() if field.type in {"date", "datetime"}), "")
    if day and low in _PART_OF_DATE:
        return Query(name, "day", day, pattern=_PART_OF_DATE[low])
    told = _range(app, entity, name, near) or _state(entity, name, value, near) or either(entity, name, near)
    return told or _at_hand(app, entity, name) or _compared(app, entity, name, near)


def _within(entity: Entity, name: str) -> Query | None:
    """`?city=`, of an object `address` that every record has, or of the records of a list: `?email=`, of one of the contacts."""
    for one in entity.fields.values():
        part = next((part for part in one.parts if part.name == name and part.type in {*_TEXTS, "integer", "enum"}), None)
        if part is not None:
            value = f'(row["{one.name}"] or {{}}).get("{name}") == {name}'
            code = value if one.type == "object" else f'any(other["{name}"] == {name} for other in row["{one.name}"] or [])'
            return Query(name, "code", code, "integer" if part.type == "integer" else "string")
    return None


def _of_records(one: Field, name: str, near: str) -> Query | None:
    """`?ingredient=flour`, of a list of records: one of them has this name, or what the words call it."""
    texts = [part.name for part in one.parts if part.type in _TEXTS]
    named = [part for part in texts if re.search(rf"\b(?:whose|that|this|the|by|of) {re.escape(part)}\b", near)]
    part = next(iter([*named, *(part for part in texts if part in {"name", "title"}), *texts]), "")
    return Query(name, "code", f'any(other["{part}"] == {name} for other in row["{one.name}"] or [])') if part else None


def _compared(app: App, entity: Entity, name: str, near: str) -> Query | None:
    """`?prefix=shop- keeps the keys that start with this text`: a name of its own, for a field that the words behind it name."""
    told = [Ground(app, entity)(part) for part in (near.partition(name)[2].partition("?")[0], near)]
    said, named = next(((each, found) for each in told if (found := [one for one in fields_in(each) if one in entity.fields])), ("", []))
    one = entity.fields[named[0]] if len(named) == 1 else None
    if one is None and not named and name == "prefix":
        one = entity.fields.get(entity.key) or next((each for each in entity.fields.values() if each.type in {"string", ""}), None)
    if one is None or not re.search(
        r"\b(?:keeps?|filters?|only|all|lists?|those|that|whose|which|shows?|returns?|narrows?|restricts?)\b", said
    ):
        return None
    if one.type in {"integer", "number", "date", "datetime"}:
        ends: dict[How, str] = {
            "min": r">=|\bfrom\b|\bor (?:more|later)\b",
            "max": r"<=|\buntil\b|\bor (?:less|earlier)\b",
            "above": r"(?<!\w)>(?!=)|\bafter\b|\b(?:above|over|exceed\w*|greater|higher|larger|bigger|heavier|longer|more than)\b",
            "below": r"<(?!=|\w)|\bbefore\b|\b(?:below|under|smaller|lower|cheaper|lighter|shorter|fewer than|less than)\b",
        }
        how = next((how for how, words_ in ends.items() if re.search(words_, said)), None)
        return Query(name, how, one.name, one.type) if how else None
    how = _as_text(one, near) if one.type in _TEXTS else None
    return Query(name, how, one.name) if how else None


def _at_hand(app: App, entity: Entity, name: str) -> Query | None:
    """`?free=true`: whether no record about it is open."""
    for child, column in children(app, entity):
        if code := availability(child, f'store.{child.plural}.find({column}=row["{entity.key}"])', name):
            whether = code if re.match(r"(?:not|any|all|bool)\b", code) else f"({code}) > 0"
            return Query(name, "code", f"({whether}) == {name}", "boolean")
    return None


def _begun(app: App, entity: Entity, name: str) -> Query | None:
    """`?free=true`: whether an action has begun what another ends."""
    test = between(app, entity, name.removeprefix("is_"))
    return Query(name, "code", f"({test}) == {name}", "boolean") if test else None


def _between(entity: Entity, name: str) -> Query | None:
    """`?players=4`, of which `min_players` and `max_players` are the ends, or one of which is the only one."""
    low, high = (entity.fields.get(f"{end}_{words.code_name(name)}") for end in ("min", "max"))
    if name in entity.fields or low is high:
        return None
    test = (f'row["{low.name}"] <= ' if low else "") + name + (f' <= row["{high.name}"]' if high else "")
    whole = all(one.type == "integer" for one in (low, high) if one)
    return Query(name, "code", test, "integer" if whole else "number")


def _beyond(app: App, entity: Entity, one: Field | None, name: str, value: str, near: str) -> Query | None:
    """By another resource: no field is called so, or the field `one` has its key where the request tells a word."""
    linked = one is not None and one.refers and one.type == "list"
    worded = linked or (one is not None and one.refers and one.name != name and re.fullmatch(r"(?!id$|n$)[A-Za-z]+|NAME", value))
    near = f"{near} id" if re.fullmatch(r"(?i)(?:[a-z]+_?)?id|\d+|n", value) else near
    return through(app, entity, name, near) or bounded(app, entity, name) if one is None or worded else None


#: What is on the other side of a limit, and not on it.
_OUTSIDE = re.compile(r"(?:^|_)(?:below|under|above|over|before|after)$")
#: Words by which the limit itself counts as well.
_ENDS_COUNT = re.compile(
    r"\binclusive|\bincluded\b|\bincluding\b|[<>]=|\bfrom\b|\buntil\b|\bup to\b|\bor (?:on|equal|later|earlier|more|less|the same|at)\b|\bon or\b|\bnot (?:before|after|earlier|later|above|below)\b|\b(?:at|no) (?:least|most|later|earlier)\b"
)


def _range(app: App, entity: Entity, name: str, near: str) -> Query | None:
    """`?min_price=`, `?before=`: one end of a range."""
    low = words.code_name(name)
    ends: tuple[tuple[str, How, How], ...] = ((_LOW, "min", "above"), (_HIGH, "max", "below"))
    for pattern, how, beyond in ends:
        if not re.search(pattern, low):
            continue
        own = re.sub(pattern, "_", low).strip("_")
        bound = _field(app, entity, own) or _computed(entity, own) or _bounded(entity, low, near)
        if bound is not None:
            _typed(app, entity, bound, "string" if _DAY.match(bound.name) else "number")
            strict = re.search(rf"\b{re.escape(name)}\b[^,;]*(?:, )?\bexclusive\b", near) or (
                _OUTSIDE.search(low) and not _ENDS_COUNT.search(near)
            )
            return Query(name, beyond if strict else how, bound.name, bound.type or "string")
    return None


def _typed(app: App, entity: Entity, one: Field, kind: str) -> None:
    """What is compared with a limit and of no other type is a number, what is searched a text."""
    sent = [field for each in app.endpoints if each.entity == entity.name for field in each.body if field.name == one.name]
    for field in (one, *sent):
        field.type = kind if field.type in {"", "scalar"} else field.type


def _computed(entity: Entity, name: str) -> Field | None:
    """The computed number that a parameter is named after: `min_total` for `total_cents`."""
    named = [one.name for one in entity.computed if one.name == name or (len(name) > 2 and re.match(rf"{name}_|.*_{name}$", one.name))]
    return Field(named[0], "number") if len(named) == 1 else None


def _near(name: str, said: str) -> str:
    """The words around a parameter's name: those in brackets behind it, where several have such, or the part of the sentence that names it."""
    glossed = re.findall(r"(?<!\w)(\w+)[`\"]?=? (\([^()]*\))(?=,|;|\.| and|\s*$)", said)
    elsewhere = len(re.findall(rf"(?<![\w?&]){re.escape(name)}(?![\w])", said)) > 1
    if len(glossed) > 1 and name in dict(glossed) and not elsewhere:
        return f"{name} {dict(glossed)[name]}"
    parts = [
        part
        for part in re.split(
            r";(?! (?:it|this|they|these) )|\s\.\s|, (?=\?|and \?|`\?|GET)|,? (?:and |while |whereas )?(?=[`\"]\w+(?:=\w+)?[`\"] [a-z]{3,}s )",
            said,
        )
        if re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", part)
    ]
    own = [part for part in parts if re.match(rf"\W*{re.escape(name)}[`\"]?\s*[:(]", part)]
    return " ".join(own or parts)


def _field(app: App, entity: Entity, name: str) -> Field | None:
    for candidate in (name, words.singular(name), f"{name}_id", words.plural(name), f"is_{name}"):
        if candidate in entity.fields:
            return entity.fields[candidate]
    ends = [one for one in entity.fields.values() if one.name.endswith(f"_{name}") or one.name.startswith(f"{name}_")]
    return ends[0] if len(ends) == 1 and len(name) > 2 else None


#: `invalid filter values are a 422`: said of every parameter.
_ANY_VALUE = re.compile(
    r"(?i)\b(?:invalid|unknown|unsupported|other)(?: (?:query|url|filter|search))* (?:values?|parameters?|filters?)\b[^.;]{0,60}\b4(?:00|22)\b|"
    r"\b4(?:00|22)\b[^.;]{0,30}\b(?:invalid|unknown|unsupported|other)(?: (?:query|url|filter|search))+ (?:values?|parameters?)\b"
)


#: What is looked into as a text; empty where nothing is said of its type.
_TEXTS = frozenset({"string", "email", "url", ""})


def _on_field(app: App, entity: Entity, one: Field, name: str, near: str, said: str) -> Query:
    if one.type == "list":
        return _of_records(one, name, near) or Query(name, "has", one.name)
    if one.type in {*_TEXTS, "scalar"} and (how := _as_text(one, near)):
        _typed(app, entity, one, "string")
        return Query(name, how, one.name)
    if one.type == "datetime" and re.search(r"\bday\b|\bdate\b|\d{4}-\d\d-\d\d(?!T)", near):
        return Query(name, "day", one.name)
    if one.type == "scalar":
        return Query(name, "code", f'str(row["{one.name}"]) == {name}')
    kind = one.type if one.type in {"integer", "number", "boolean"} else "string"
    query = Query(name, _as_bound(one, name, near), one.name, kind)
    if kind == "boolean" and re.search(r"\b(?:out|hid\w+|not (?:be )?(?:shown|listed|included)|only|without)\b[^.;]*\bunless\b", near):
        query.default = False
    if one.choices and (re.search(r"\b(?:invalid|422|400|other|otherwise|unknown)\b", near) or _ANY_VALUE.search(said)):
        query.choices = list(one.choices)
    return query


def _as_bound(one: Field, name: str, near: str) -> How:
    """`rooms (at least that many)`: whether a parameter that is called like a number is the least or the most of it."""
    told = re.search(
        rf"\b{re.escape(name)}[`\"]?=? ?[(:,-]* ?(?:[a-z]+ ){{0,3}}?(?P<sign>>=|<=)? ?(?:that|this|so|as) (?:many|much)(?: (?!or\b)[a-z]+)?(?P<ends> or (?:more|less|fewer))?",
        near,
    )
    sign = (told["sign"] or {" or more": ">="}.get(told["ends"] or "", "<=" if told["ends"] else "")) if told else ""
    return "equals" if one.type not in {"integer", "number"} else "min" if sign == ">=" else "max" if sign == "<=" else "equals"


def _whether_there(one: Field, name: str, value: str, near: str) -> Query | None:
    """`assigned (true or false)`, of a field `assigned_to` that may be null."""
    asked = value in {"true", "false"} or re.search(rf"\b{re.escape(name)}\b[`\"]?(?:=| ?\()(?:true|false|boolean|bool)\b", near)
    if not asked or one.type == "boolean" or one.name == name:
        return None
    return Query(name, "code", f'(row["{one.name}"] is not None) == {name}', "boolean")


def _unasked(one: Field, query: Query, said: str) -> Query:
    """`not archived ones; ?archived=true shows the archived ones instead`: what a flag is where nobody asks."""
    if query.how == "equals" and query.type == "boolean" and query.default is MISSING:
        hidden = re.search(rf"\b(?:not|non-?|un)[ -]?{re.escape(one.name)}\b(?! =)", said.split("?")[0])
        unless = re.search(rf"\bunless\b[^.;]*\b{re.escape(query.name)}=true", said)
        query.default = False if unless or (hidden and re.search(r"\binstead\b|\botherwise\b|\bonly\b", said)) else query.default
    return query


def _as_text(one: Field, near: str) -> How | None:
    """How a text is compared: as a part, a beginning, or without regard to case."""
    part = rf"(?<!not )\b(?:contain\w*(?! (?:only|just|all|those|every)\b)|part of|partial\w*|substring|includes?|in (?:the|its|their) {re.escape(one.name)})\b"
    if re.search(part, near) and not re.search(r"\bexact(?:ly)?\b", near):
        return "contains"
    if re.search(r"\bstart(?:s|ing)? with|\bbegin\w*|\bprefix", near):
        return "same prefix" if "case-insensitive" in near else "prefix"
    return "same" if "case-insensitive" in near else None


def _searched(entity: Entity, near: str) -> tuple[str, ...]:
    texts = [one.name for one in entity.fields.values() if one.type in {*_TEXTS, "scalar"} and not one.choices]
    named = [name for name in texts if re.search(rf"\b{re.escape(name.replace('_', ' '))}s?\b|\b{re.escape(name)}\b", near)]
    return tuple(named or texts or [entity.key])


#: `pages of 20`, `20 a page`, `only the first 20 unless a limit is given`.
_USUAL_SIZE = re.compile(
    r"(?i)\bpages of (\d+)\b|\b(\d+) (?:\w+ )?(?:per|a) page\b|\bfirst (\d+)\b[^.;]*\b(?:unless|without|if missing|if no|by default)\b"
    r"|\b(\d+)(?: [a-z]+){0,3},? (?:by default|(?:if|when|unless|without)\b[^.;,()]{0,20}\b(?:limit|n|parameter|it|one|number|given|missing|none)\b)"
)


def _paging(name: str, low: str, near: str, said: str) -> Query:
    one = Field(name, "integer")
    near = re.sub(r"\bthe maximum(?: is| of)? (?=\d)", "<= ", near)
    near = re.sub(rf"\bdefault {re.escape(name)}(?: is| of|:| =)? (?=\d)", "default ", near)
    own = re.search(rf"(?<!\w){re.escape(name)}[`\"]?=?\s*\(([^)]*)\)", near)
    others = "|".join(word for word in ("limit", "offset", "page", "size", "per_page") if word != name)
    near = near if own else re.sub(rf"(?<!\w)(?:{others})[`\"]?=? ?\([^()]*\)", " ", near)
    for part in [own[1]] if own else re.split(r"[,;)]", near):
        if not own and re.search(rf"\b(?:{others})\b", part) and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", part):
            continue
        if (
            own
            or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", part)
            or re.search(r"\bdefault|>=|<=|\d ?- ?\d|between|positive|\bfrom \d+ to \d|^\W*\d+ to \d", part)
        ):
            constrain(one, re.sub(rf"\b{re.escape(name)}=\d+", "", part))
    how: How = "offset" if low in _OFFSET else "size" if low in _SIZE else "limit"
    least = one.low if one.low is not None else 1 if one.above == 0 else 0 if how == "offset" else 1
    usual = _USUAL_SIZE.search(said) if how != "offset" else None
    told = int(next(filter(None, usual.groups()))) if usual else 20 if how == "size" else None
    default = one.default if isinstance(one.default, int) else 0 if how == "offset" else told
    return Query(name, how, type="integer", default=default, low=least, high=one.high)


_DAY = re.compile(r"(?:(?:.*_)?(?:day|date|month|time|timestamp)|.+_(?:on|at)|when)$")
_TIMELY = frozenset({"date", "datetime", "time"})  # A text that is called like a day compares as days follow each other.


def _bounded(entity: Entity, name: str, near: str) -> Field | None:
    """The field of which a parameter is one end: one that the words near it name, or the only time, or the only number."""
    times = [
        one for one in entity.fields.values() if one.type in _TIMELY or (one.type in {"string", "scalar", ""} and _DAY.match(one.name))
    ]
    plain = [one for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers]
    sorts = [*times, *plain] if re.match(r"from|to$|until|till|since|before|after", name) else [*plain, *times]
    named = [one for one in sorts if re.search(rf"\b{re.escape(one.name.replace('_', ' '))}s?\b", near)]
    sole = [*times, *(plain if not times else [])]
    return next(iter([*named, *(sole if len(sole) == 1 else [])]), None)


def _state(entity: Entity, name: str, value: str, near: str) -> Query | None:
    """`?open=true` for a status, `?available=true` for a number that is above 0."""
    one = state_field(entity, name)
    if one is not None:
        return Query(name, "code", f'(row["{one.name}"] == "{name}") == {name}', "boolean")
    if name in {"available", "in_stock", "free"}:
        stock = next(
            (
                field.name
                for field in entity.fields.values()
                if re.search(r"stock|quantity|copies|available|left|remaining", field.name) and field.type == "integer"
            ),
            "",
        )
        if stock:
            return Query(name, "code", f'(row["{stock}"] > 0) == {name}', "boolean")
    known = next((one.code for one in entity.computed if one.name == name), "")
    flag, counted = value in {"true", "false"}, re.search(r"len\(|sum\(| - ", known)
    if counted and flag and not re.search(r"[<>=]=? ", known):
        return Query(name, "code", f'(row["{name}"] > 0) == {name}', "boolean")
    kind = "boolean" if flag else "integer" if value.isdigit() or known.startswith("len(") else "string"
    return Query(name, "equals", name, kind) if known else None
