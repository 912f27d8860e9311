"""What lists do: filters, search, order and pages."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Query
from shared.adapters.reading.constraints import constrain
from shared.adapters.reading.grounding import Ground, fields_in, state_field
from shared.adapters.reading.lexicon import canonical, wordset

_SEARCH = wordset("q search query text term find contains keyword s needle")
_LIMIT = wordset("limit top max n count first last")
_OFFSET = wordset("offset skip start")
_SIZE = wordset("per_page page_size size pagesize perpage")
_SORT = wordset("sort sort_by order_by orderby sortby")
_LOW = r"(?:^|_)(?:min|from|since|after|above|over|at_least|gte|start)(?:_|$)"
_HIGH = r"(?:^|_)(?:max|to|until|before|below|under|at_most|lte|end|up_to|till)(?:_|$)"


def read_list(app: App, endpoint: Endpoint, entity: Entity, named: list[tuple[str, str]], texts: list[str]) -> list[str]:
    """Gives a list its parameters, its order and its pages. The parameters that were not understood."""
    raw = " . ".join([*texts, *(f"?{name}={value}" for name, value in named)])
    said = " . ".join(Ground(app, entity, endpoint)(text) for text in texts)
    names = dict(named)
    for name, value in _spoken(raw).items():
        names.setdefault(name, value)
    lost = []
    for name, value in names.items():
        if name in {query.name for query in endpoint.query} or name in endpoint.params:
            continue
        query = _meaning(app, entity, endpoint, name, value, canonical(raw))
        if query is None:
            lost.append(name)
        else:
            endpoint.query.append(query)
    if not endpoint.order:
        endpoint.order = order_of(entity, said)
    return lost


def _spoken(text: str) -> dict[str, str]:
    """`?q=`, `the query parameter "limit"`, `optional query parameters: genre and year`."""
    found: dict[str, str] = {}
    for pattern in (r"[?&](\w+)=?([\w.\-]*)", r"(?<![\w\"{/<>!=])(\w+)=([\w.\-]+|<\w+>|\.\.\.)(?![\w\"}])"):
        for name, value in re.findall(pattern, text):
            found.setdefault(name, value)
    for match in _PARAMETERS.finditer(text):
        for part in re.split(r",\s*(?:and |or )?|\s+(?:and|or)\s+", re.sub(r"\([^)]*\)", "", match[1])):
            name = re.sub(r"(?i)^(?:optional|the|an?|by|on|query|parameters?|exact|their|its) ", "", part.strip(' `".'))
            if re.fullmatch(r"[a-z]+(?:_[a-z]+)*|[a-z]+(?:[A-Z][a-z]+)+", name):
                found.setdefault(name, "?")
    wished = re.search(_OPTIONAL, text)
    names = re.findall(r"[a-z_]+", re.sub(r"\b(?:and|or)\b", " ", wished[1])) if wished else []
    names += ["from", "to"] if re.search(r"\bfrom/to\b|\bfrom and to\b", text) else []
    return {**found, **{name: "?" for name in names if name not in found}}


_PARAMETERS = re.compile(
    r"(?i)\b(?:query )?(?:parameters?|params?|query|(?:filter|narrow|restrict|limit)(?:s|ed|able|ing)?(?: (?:it|them|the list))?(?: down)?"
    r"(?: by| on| with| using| to| parameters?)?)(?: like| such as| called| named| are|:)?\s+"
    r"((?:(?:and |or |optional |the |an? |by )*[\"`]?[a-z]\w*[\"`]?(?:\s*\([^)]*\))?(?:, | and | or |, and |$|(?=[\s.;])))+)"
)
_OPTIONAL = r"(?i)\boptional(?:ly)?:? (?:by )?((?:[a-z_]+(?:, | and | or |, and )?){1,4})(?=[;.)]|$| query| filter| parameter| param)"


def _meaning(app: App, entity: Entity, endpoint: Endpoint, name: str, value: str, said: str) -> Query | None:
    near = _near(name, said)
    one = _field(app, entity, name)
    low = words.code_name(name)
    if one is not None and not (low in _LIMIT and one.name != name):
        return _on_field(one, name, near)
    if low in _SEARCH or (re.search(r"\b(?:search|contain)\w*\b", near) and low not in _LIMIT | _OFFSET | _SIZE | {"page"}):
        return Query(name, "search", fields=_searched(entity, near or said))
    if low in _SORT | {"order", "direction"}:
        way = low == "direction" or (low == "order" and any(query.how == "sort" for query in endpoint.query))
        return Query(name, "order", type="string", default="asc", choices=["asc", "desc"]) if way else _sort(entity, name, said)
    if low in _LIMIT | _SIZE | _OFFSET | {"page"}:
        return Query(name, "page", type="integer", default=1, low=1) if low == "page" else _paging(endpoint, name, low, near)
    return _range(app, entity, name, near) or _state(entity, name, value, near)


def _range(app: App, entity: Entity, name: str, near: str) -> Query | None:
    """`?min_price=`, `?before=`: one end of a range."""
    low = words.code_name(name)
    for pattern, how in ((_LOW, "min"), (_HIGH, "max")):
        if not re.search(pattern, low):
            continue
        bound = _field(app, entity, re.sub(pattern, "_", low).strip("_")) or _bounded(entity, near, how)
        if bound is not None:
            outside = re.search(r"(?<!=)[<>](?!=)|\bbefore\b(?! or)|\bbelow\b|\bunder\b|\babove\b|\bless\b|\bafter\b(?! or)", near)
            strict = (
                outside
                and low in {"below", "under", "above", "over", "before", "after"}
                and not re.search(r"inclusive|>=|<=|from|to\b", near)
            )
            return Query(name, {"min": "above", "max": "below"}[how] if strict else how, bound.name, bound.type or "string")
    return None


def _near(name: str, said: str) -> str:
    """The words around a parameter's name."""
    parts = [
        part for part in re.split(r"[;]|\s\.\s|, (?=\?|and \?|`\?|GET)", said) if re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", part)
    ]
    return " ".join(parts)


def _field(app: App, entity: Entity, name: str) -> Field | None:
    for candidate in (name, words.singular(name), f"{name}_id", words.plural(name), f"is_{name}"):
        if candidate in entity.fields:
            return entity.fields[candidate]
    ends = [one for one in entity.fields.values() if one.name.endswith(f"_{name}") or one.name.startswith(f"{name}_")]
    return ends[0] if len(ends) == 1 and len(name) > 2 else None


def _on_field(one: Field, name: str, near: str) -> Query:
    if one.type == "list":
        return Query(name, "has", one.name)
    if re.search(
        rf"\b(?:contain\w*|part of|partial\w*|substring|includes?|in (?:the|its|their) {re.escape(one.name)})\b", near
    ) and one.type in {"string", ""}:
        return Query(name, "contains", one.name)
    if re.search(r"\bstart(?:s|ing)? with|\bbegin\w*|\bprefix", near) and one.type in {"string", ""}:
        return Query(name, "prefix", one.name)
    if one.type == "datetime" and re.search(r"\bday\b|\bdate\b|\d{4}-\d\d-\d\d(?!T)", near):
        return Query(name, "day", one.name)
    if re.search(r"\bcase-insensitive\b", near) and one.type in {"string", ""}:
        return Query(name, "same", one.name)
    kind = one.type if one.type in {"integer", "number", "boolean"} else "string"
    query = Query(name, "equals", one.name, kind)
    if one.choices and re.search(r"\b(?:invalid|422|400|other|otherwise|unknown)\b", near):
        query.choices = list(one.choices)
    return query


def _searched(entity: Entity, near: str) -> tuple[str, ...]:
    texts = [one.name for one in entity.fields.values() if one.type in {"string", ""} and not one.choices]
    named = [name for name in texts if re.search(rf"\b{re.escape(name.replace('_', ' '))}s?\b|\b{re.escape(name)}\b", near)]
    return tuple(named or texts or [entity.key])


def _sort(entity: Entity, name: str, said: str) -> Query:
    orders: dict[str, tuple[str, bool]] = {}
    for value in re.findall(rf"\b{re.escape(name)}=(-?\w+)", said):
        field = value.lstrip("-").removesuffix("_desc").removesuffix("_asc")
        if field in entity.fields or any(one.name == field for one in entity.computed) or field == "id":
            orders[value] = (
                field,
                value.startswith("-")
                or value.endswith("_desc")
                or bool(re.search(rf"(?<![-\w]){re.escape(value)}\b[^.;,?]*\b(?:descending|highest|newest|most|best|largest)", said)),
            )
    if orders and not re.search(r"\b(?:any|all|every|each) field|\b(?:prefix|leading|minus)", said):
        return Query(name, "sort", orders=orders, choices=list(orders))
    names = [one.name for one in entity.fields.values() if one.type not in {"list", "object"}]
    return Query(name, "sort", choices=[*names, *(f"-{one}" for one in names), "id", "-id"])


def _paging(endpoint: Endpoint, name: str, low: str, near: str) -> Query:
    one = Field(name, "integer")
    own = re.search(rf"(?<!\w){re.escape(name)}=?\s*\(([^)]*)\)", near)
    for part in [own[1]] if own else re.split(r"[,;)]", near):
        if own or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", part) or re.search(r"\bdefault|>=|<=|\d ?- ?\d|between|positive", part):
            constrain(one, re.sub(rf"\b{re.escape(name)}=\d+", "", part))
    how = "offset" if low in _OFFSET else "size" if low in _SIZE else "limit"
    least = one.low if one.low is not None else 1 if one.above == 0 else 0 if how == "offset" else 1
    default = one.default if isinstance(one.default, int) else 0 if how == "offset" else 20 if how == "size" else None
    return Query(name, how, type="integer", default=default, low=least, high=one.high)


def _bounded(entity: Entity, near: str, how: str) -> Field | None:
    sorts = [one for one in entity.fields.values() if one.type in {"integer", "number", "date", "datetime", "time"} and not one.refers]
    named = [one for one in sorts if re.search(rf"\b{re.escape(one.name.replace('_', ' '))}s?\b", near)]
    dated = [one for one in sorts if one.type in {"date", "datetime"}]
    plain = [one for one in sorts if one.type in {"integer", "number"}]
    return next(iter([*named, *(dated if len(dated) == 1 else []), *(plain if len(plain) == 1 and not dated else [])]), None)


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
    known = next((one for one in entity.computed if one.name == name), None)
    if (
        known is not None
        and value in {"true", "false"}
        and re.search(r"len\(|sum\(| - ", known.code)
        and not re.search(r"[<>=]=? ", known.code)
    ):
        return Query(name, "code", f'(row["{name}"] > 0) == {name}', "boolean")
    if known is not None:
        return Query(name, "equals", name, "boolean" if value in {"true", "false"} else "integer" if value.isdigit() else "string")
    return None


_ORDERED = (
    (
        r"\bnewest (?:\S+ )?first\b|\bnewest to oldest\b|\blast (?:added|created|one) first\b|\bin reverse (?:order|chronological)|\bmost recent first\b|\bnewest \S+ come first",
        "newest",
    ),
    (
        r"\boldest (?:\S+ )?first\b|\boldest to newest\b|\bin (?:the )?order (?:of creation|in which they were|they were|of adding|of insertion)|\bchronological",
        "oldest",
    ),
)


def order_of(entity: Entity, said: str) -> str:
    """The statement that sorts `rows` as the (grounded) text asks for; empty when it asks for nothing."""
    if ranked := _RANKED.search(said):
        return _by_fields(entity, ranked)
    for pattern in _BY:
        if match := re.search(pattern, said):
            return _sorted([(match[1], False)], entity) if match[1] in entity.fields else ""
    return _by_superlative(entity, said) or _by_alphabet(entity, said) or _by_age(entity, said)


def _by_superlative(entity: Entity, said: str) -> str:
    """`cheapest first`, `earliest check-in first`."""
    for word, names, down in _SUPERLATIVES:
        one = next((name for name in entity.fields if re.fullmatch(names, name)), "")
        if one and re.search(rf"\b(?:{word})\b[^.;]{{0,16}} first\b", said):
            return _sorted([(one, down)], entity)
    for word, down in (
        ("earliest|soonest|next|nearest", False),
        ("latest|highest|largest|biggest|most|best", True),
        ("lowest|smallest|cheapest", False),
    ):
        one = _ordering(entity, word) if re.search(rf"\b(?:{word})(?: \S+){{0,2}} first\b", said) else ""
        if one:
            return _sorted([(one, down)], entity)
    return ""


def _by_alphabet(entity: Entity, said: str) -> str:
    match = re.search(r"\balphabetical\w*\b|\ba-z\b", said)
    if match is None:
        return ""
    named = [name for name in fields_in(said[match.start() : match.end() + 30]) if name in entity.fields]
    named += [name for name in ("name", "title", entity.key) if name in entity.fields]
    return _sorted([(named[0], False)], entity) if named else ""


def _by_age(entity: Entity, said: str) -> str:
    """`newest first`: by the only date, or as they came."""
    dates = [one.name for one in entity.fields.values() if one.type in {"date", "datetime"}]
    for pattern, how in _ORDERED:
        match = re.search(pattern, said)
        if match and how == "newest":
            return _sorted([(dates[0], True)], entity, newest=True) if len(dates) == 1 else "rows.reverse()"
        if match and len(dates) == 1 and "in the order" not in match[0]:
            return _sorted([(dates[0], False)], entity)
    return ""


_RANKED = re.compile(
    r"\b(?:sorted|ordered|order|sort|ranked)\b(?: \w+)? by (?:the |its |their |number of )*(?P<list><\w+>(?:[^.;<]{0,30}<\w+>)?)(?P<after>[^.;]{0,60})|"
    r"\b(?P<down>highest|largest|biggest|most|best|longest|most expensive|latest|newest)\s+(?:<(?P<top>\w+)>)[^.;]{0,12}\bfirst\b|"
    r"\bfrom (?:the )?(?P<from>lowest|smallest|cheapest|shortest|earliest|oldest|least|youngest|newest|highest|largest|latest|longest|most expensive) "
    r"<(?P<start>\w+)> to\b|"
    r"\b(?P<up>lowest|smallest|fewest|cheapest|shortest|earliest|soonest|oldest|least)\s+(?:<(?P<low>\w+)>)[^.;]{0,12}\bfirst\b|"
    r"<(?P<field>\w+)>[^.;,<]{0,14}\b(?P<how>ascending|descending|alphabetical\w*|newest first|oldest first|highest first|lowest first)\b"
)
_BY = (
    r"\b(?:lists?|shows?|gives?|returns?)\b(?![^.;]*\b(?:filter\w*|narrow\w*|search\w*)\b)[^.;?]* by (?:the |its |their )?<(\w+)>(?! =)",
    r"\b(?:that|which|who|what) <(\w+)> (?:first|earliest|soonest|next)\b",
)


#: Word, the fields that it orders by, highest first.
_SUPERLATIVES = (
    ("deepest", r".*depth", True), ("youngest", r".*age", False), ("oldest", r".*age", True), ("heaviest", r".*weight.*", True), ("lightest", r".*weight.*", False),
    ("cheapest", r".*(?:price|cost|rent|fee).*", False), ("most expensive", r".*(?:price|cost|rent|fee).*", True), ("dearest", r".*price.*", True), ("fastest", r".*(?:time|seconds|minutes|speed)", False),
    ("longest", r".*(?:length|duration|minutes|seconds|km|kilometers|distance|hours|pages).*", True), ("shortest", r".*(?:length|duration|minutes|seconds|km|distance|hours|pages).*", False),
    ("easiest", r"difficulty|level", False), ("hardest|most difficult", r"difficulty|level", True), ("tallest", r".*height.*", True), ("highest", r".*(?:height|altitude|score|points).*", True), ("biggest|largest", r".*(?:size|area|amount|capacity).*", True), ("best", r".*(?:rating|score|points|stars).*", True),
)  # fmt: skip


def _ordering(entity: Entity, word: str) -> str:
    kinds = {"date", "datetime", "time"} if "earliest" in word or "latest" in word else {"integer", "number"}
    found = [one.name for one in entity.fields.values() if one.type in kinds and not one.refers]
    if not found and "latest" in word:
        found = [one.name for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers]
    computed = [one.name for one in entity.computed]
    return next(iter([*found, *computed]), "")


def _by_fields(entity: Entity, match: re.Match[str]) -> str:
    known = {*entity.fields, *(one.name for one in entity.computed), entity.key}
    if match["list"]:
        text = match["list"] + (match["after"] or "")
        both = bool(re.search(r"\bboth descending", text))
        keys = []
        parts = re.split(r"(?=<\w+>)", text)
        for part in parts:
            for name in fields_in(part)[:1]:
                if name in known:
                    keys.append((name, both or bool(re.search(r"\b(?:descending|highest|newest|largest|most|latest|best)\b", part))))
        return _sorted(keys[:2], entity) if keys else ""
    name = match["top"] or match["low"] or match["field"] or match["start"]
    down = (
        (match["from"] or "") in {"newest", "highest", "largest", "latest", "longest", "most expensive", "youngest"}
        or bool(match["top"])
        or (match["how"] or "").startswith(("descending", "newest", "highest"))
    )
    return _sorted([(name, down)], entity) if name in known else ""


def _sorted(keys: list[tuple[str, bool]], entity: Entity, newest: bool = False) -> str:
    def key(name: str) -> str:
        text = name in entity.fields and entity.fields[name].type in {"string", "enum", ""} and not entity.fields[name].choices
        return f'str(row["{name}"]).casefold()' if text else f'row["{name}"] is None, row["{name}"]'

    statements = [
        f"rows.sort(key=lambda row: ({key(name)}), reverse={down})" if down else f"rows.sort(key=lambda row: ({key(name)}))"
        for name, down in reversed(keys)
    ]
    if newest:
        statements.insert(0, "rows.reverse()")
    return "\n    ".join(statements)
