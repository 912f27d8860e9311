"""Reads what lists offer: filters, search, sorting, pages."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import MISSING, App, Endpoint, Entity, Query
from shared.adapters.offline.sorting import sort_values
from shared.adapters.offline.text import split_outside
from shared.adapters.offline.types import guess

_FILTER = re.compile(
    r"(?i)\b(?:filter(?:s|ed|ing|able)?(?: them| it| the \w+| \w+s)?(?: (?:optionally|also))?\s*(?:by|on|with|via|using)?|(?:optional |supports? |accepts? |takes? |with |an? |the )+(?:query (?:string )?)?(?:parameters?|params?|filters?|query)(?: for| named| called| on| by)?|query (?:string )?(?:parameters?|params?))\s*:?\s*(?:an? |the |its |their |optional |exact )*"
    r"((?:\??[`'\"]?\w+=?[`'\"]?(?:\s*\([^)]*\))?(?:\s*,\s*(?:and |or )?|\s+and/or\s+|\s+and\s+|\s+or\s+|\s*/\s*)(?:by |an? |the |its |their )?)*\??[`'\"]?\w+=?[`'\"]?)"
)
_SORTED = re.compile(
    r"(?i)\b(?:sort(?:ed|s|ing)?|order(?:ed|s|ing)?|rank(?:ed|s|ing)?)\b(?: them| it| the \w+)?(?: results?)?\s*(?:by|on)?\s*(?:the |their |its )?(?P<what>[\w ]{0,40})"
)
_SEARCH = {"q", "search", "query", "s", "term", "keyword", "text_search", "find", "contains"}
_SKIP = {
    "a",
    "an",
    "the",
    "and",
    "or",
    "by",
    "it",
    "them",
    "is",
    "query",
    "parameter",
    "param",
    "with",
    "filter",
    "optional",
    "string",
    "to",
    "for",
    "in",
    "of",
    "on",
    "as",
    "all",
    "one",
    "each",
    "that",
    "which",
    "value",
    "name_",
}


#: `parameters: tag, published, q (searches title and body), page (default 1)`.
_LISTED = re.compile(
    r"(?i)(?:^|[;.(]\s*)(?:(?:optional|query|url|supported|allowed|available|string|and) )*(?:parameters?|params?|filters?|query)(?: are)?\s*:\s*([^.;]+)"
)


def read_queries(app: App, endpoint: Endpoint, entity: Entity, call: Call | None, more: list[str]) -> None:
    """Gives a list its parameters from its own words and from sentences about lists."""
    texts = [call.text, call.lead, *call.extra] if call else []
    for name, value in call.query if call else ():
        add(app, endpoint, entity, name, " ".join(texts), value)
    for text in [*texts, *more]:
        _from_text(app, endpoint, entity, text, text in more)


def _from_text(app: App, endpoint: Endpoint, entity: Entity, text: str, general: bool) -> None:
    for match in re.finditer(r"\?(\w+)=(?:[`'\"]?)([\w\-]*)", text):
        if not re.search(r"/[\w\-/{}]*$", text[: match.start()]):
            add(app, endpoint, entity, match[1], text, match[2])
    if not general:
        for match in re.finditer(r"[?&](\w+)=", text):
            add(app, endpoint, entity, match[1], text, "")
    for name in _spoken(text):
        add(app, endpoint, entity, name, text, "")
    for name in re.findall(r"\b(?:min|max|from|to|before|after|since|until)_[a-z_]+\b", text) if general else ():
        add(app, endpoint, entity, name, text, "")
    searching = re.search(r"(?i)\bsearch(?:es|able|ing)?\b", text) and re.search(r"(?i)\?\w+|query|parameter|full|by", text)
    if searching and not any(query.how == "search" for query in endpoint.query):
        named = re.search(r"[`'\"?]{1,2}(q|search|query|s|term|keyword)\b", text)
        add(app, endpoint, entity, named[1] if named else "q", text, "")
    _read_order(endpoint, entity, text)
    _read_pages(endpoint, text)


def _spoken(text: str) -> list[str]:
    """The names in `filter by category and status`, `author and published filters`."""
    found = []
    if listed := _LISTED.search(text):
        found += [
            match[0]
            for part in split_outside(listed[1], r",\s*(?:and\s+)?|\s+and\s+|;")
            if (match := re.match(r"[A-Za-z_]\w*", part.lstrip("`'\"?&")))
        ]
    for match in _FILTER.finditer(text):
        for part in re.split(r"\s*,\s*(?:and |or )?|\s+and/or\s+|\s+and\s+|\s+or\s+|\s*/\s*", re.sub(r"\([^)]*\)", "", match[1])):
            name = re.sub(r"(?i)^(by|an?|the|its|their) ", "", part.strip("`'\" ?=")).strip("`'\" ?=")
            if name.lower() not in _SKIP or (name == "to" and "from" in match[1]):
                found.append(name)
    for match in re.finditer(r"(?i)\b((?:\w+, )*\w+ and \w+|\w+) (?:query )?(?:filters?|query parameters?|query params?)\b", text):
        found += [name for name in re.split(r", | and ", match[1]) if name.lower() not in _SKIP]
    return [name for name in found if re.fullmatch(r"[A-Za-z_]\w*", name)]


def add(app: App, endpoint: Endpoint, entity: Entity, name: str, text: str, value: str) -> None:
    """Adds a query parameter if its meaning for this resource is clear."""
    if any(query.name == name for query in endpoint.query):
        return
    query = _meaning(app, entity, name, text, value)
    if query:
        endpoint.query.append(query)


def _meaning(app: App, entity: Entity, name: str, text: str, value: str) -> Query | None:
    low = words.code_name(name)
    page = _page_query(low, name, text) or _sort_query(entity, low, name, text, value)
    if page:
        return page
    field = entity.fields.get(name) or next((one for one in entity.fields.values() if words.code_name(one.name) == low), None)
    if field:
        return _on_field(field.name, name, field.type or guess(field.name), text, entity)
    if low in {"prefix", "starts_with", "startswith"}:
        texts = [one.name for one in entity.fields.values() if (one.type or guess(one.name)) in {"string", "scalar"}]
        return Query(name, "prefix", entity.key if entity.key in texts else texts[0]) if texts else None
    if low in _SEARCH:
        return Query(name, "search", fields=_searched(entity, text), type="string")
    return _like_field(entity, name, low, text) or _range(entity, name, low, text) or _stateful(entity, name, low, value)


def _sort_query(entity: Entity, low: str, name: str, text: str, value: str) -> Query | None:
    if low in {"sort", "sort_by", "order_by", "sortby", "orderby", "sorting"} or (low == "order" and value in entity.fields):
        stored = [one.name for one in entity.fields.values() if one.type not in {"list", "object"}]
        fields = [*stored, entity.key, *(one.name for one in entity.computed)]
        if orders := sort_values(name, f"{name}={value} ; {text}" if value else text, fields):
            return Query(name, "sort", choices=list(orders), orders=orders)
        signed = re.search(r"sort\w*=-|[`'\"]-\w+|minus|prefix|hyphen", text) or "desc" not in text.lower()
        return Query(name, "sort", choices=[*fields, *(f"-{one}" for one in fields if signed)])
    if low in {"order", "direction", "dir", "sort_order", "sort_dir"}:
        return Query(name, "order", choices=["asc", "desc"], default="asc")
    return None


def _like_field(entity: Entity, name: str, low: str, text: str) -> Query | None:
    """A name that is nearly a field's: `tag` for `tags`, `author` for `author_id`, `available` for `is_available`."""
    for one in entity.fields.values():
        kind, field = one.type or guess(one.name), words.code_name(one.name)
        if words.singular(field) == low and kind == "list":
            return Query(name, "has", one.name)
        if one.refers and low in {one.refers, field.removesuffix("_id"), f"{one.refers}_id"}:
            return Query(name, "has", one.name, one.items or "string") if kind == "list" else Query(name, "equals", one.name, kind)
        if low in {field.removeprefix("is_"), f"is_{field}"}:
            return _on_field(one.name, name, kind, text, entity)
    return None


def _page_query(low: str, name: str, text: str) -> Query | None:
    limits = {
        "limit": "limit",
        "offset": "offset",
        "skip": "offset",
        "page": "page",
        "per_page": "size",
        "page_size": "size",
        "pagesize": "size",
        "size": "size",
        "perpage": "size",
        "n": "limit",
        "top": "limit",
        "start_at": "offset",
        "max_results": "limit",
    }
    how = limits.get(low)
    if how is None:
        return None
    default = re.search(rf"(?i)\b{re.escape(name)}\b[`'\"]?[^.;]{{0,30}}?\bdefault(?:s|ing)?(?: value)?(?: to| is| of|:|=)?\s*(\d+)", text)
    default = default or re.search(rf"(?i)\b{re.escape(name)}\b[`'\"]?\s*\((\d+) by default", text)
    highest = re.search(
        rf"(?i)\b{re.escape(name)}\b[`'\"]?[^.;]{{0,40}}?\b(?:max(?:imum)?|at most|up to|<=|no more than|capped at)\s*(?:of )?(\d+)", text
    ) or re.search(rf"(?i)\b{re.escape(name)}\b[`'\"]?\s*\(?(?:between )?1\s*(?:-|to|and|\.\.)\s*(\d+)", text)
    highest = highest or re.search(rf"(?i)\b{re.escape(name)}\b[`'\"]?[^.;,]{{0,30}}?\((?:between )?1\s*(?:-|to|and|\.\.)\s*(\d+)\)", text)
    usual = {"limit": MISSING, "offset": 0, "page": 1, "size": 10}[how]
    return Query(
        name,
        how,
        type="integer",
        default=int(default[1]) if default else usual,
        low=0 if how == "offset" else 1,
        high=int(highest[1]) if highest else None,
    )


def _on_field(field: str, name: str, kind: str, text: str, entity: Entity) -> Query:
    if kind == "list":
        return Query(name, "has", field)
    if kind == "scalar":
        kind = "string"
    one = entity.fields[field]
    if one.refers:
        return Query(name, "equals", field, one.type)
    near = re.search(
        rf"(?i)\b{re.escape(name)}\b[^.;]{{0,60}}?\b(contain\w*|substring|partial\w*|case-insensitive\w*|like)\b|\b(contain\w*|substring|partial\w*|searche?s? (?:by|the|in))\b[^.;]{{0,40}}?\b{re.escape(name)}\b",
        text,
    )
    if near and kind == "string":
        exact = (
            near[1] and near[1].lower().startswith("case") and "substring" not in text and "partial" not in text and "contain" not in text
        )
        return Query(name, "same" if exact else "contains", field)
    if kind == "datetime" or (kind == "string" and one.fill == "now"):
        return Query(name, "day", field)
    choices = one.choices if kind == "enum" and re.search(r"(?i)(unknown|invalid|other)[^.]*\b(status|filter|value)", text) else []
    return Query(name, "equals", field, "string" if kind in {"enum", "string", "email", "url", "time", "date"} else kind, choices=choices)


def _searched(entity: Entity, text: str) -> tuple[str, ...]:
    texts = [
        one.name
        for one in entity.fields.values()
        if (one.type or guess(one.name)) in {"string", "scalar", "email", "url"} and not one.secret
    ]
    around = re.split(r"(?i)search|contain|match", text, maxsplit=1)[-1]
    said = [
        name for name in texts if re.search(rf"(?i)\b{re.escape(words.code_name(name).replace('_', ' '))}s?\b", around.replace("_", " "))
    ]
    return tuple(said or texts or [entity.key])


def _range(entity: Entity, name: str, low: str, text: str) -> Query | None:
    match = re.fullmatch(
        r"(min|max|from|to|after|before|since|until|start|end|above|below)(?:imum)?_?(\w*)|(\w+?)_?(min|max|from|to|after|before|gte|lte|gt|lt|since|until)",
        low,
    )
    if not match:
        return None
    way, what = (match[1], match[2]) if match[1] else (match[4], match[3])
    kinds = {"date", "datetime"} if way in {"from", "to", "after", "before", "since", "until", "start", "end"} else {"integer", "number"}
    options = [
        one
        for one in entity.fields.values()
        if (one.type or guess(one.name)) in kinds or (what and (one.type or guess(one.name)) in {"integer", "number", "date", "datetime"})
    ]
    options = [one for one in options if not one.refers]
    field = next(
        (
            one
            for one in options
            if (what and words.code_name(one.name) in {what, f"{what}_at", f"{what}_date"})
            or (what and words.code_name(one.name).startswith(what))
        ),
        None,
    )
    field = field or (
        next((one for one in options if not what or what in {"date", "value"} or one.name in text), None)
        if not what or what in {"date"}
        else None
    )
    if field is None:
        return None
    how = {
        "min": "min",
        "gte": "min",
        "from": "min",
        "since": "min",
        "start": "min",
        "after": "min",
        "gt": "above",
        "above": "above",
        "max": "max",
        "lte": "max",
        "to": "max",
        "until": "max",
        "end": "max",
        "before": "max",
        "lt": "below",
        "below": "below",
    }[way]
    if way in {"after", "before"} and re.search(r"(?i)strictly|exclusive", text):
        how = {"after": "above", "before": "below"}[way]
    kind = field.type or guess(field.name)
    return Query(name, how, field.name, "number" if kind in {"integer", "number"} else "string")


def _stateful(entity: Entity, name: str, low: str, value: str) -> Query | None:
    """`month=2030-01` on the resource's date; `available=true` on a computed field."""
    dates = [one.name for one in entity.fields.values() if (one.type or guess(one.name)) in {"date", "datetime"} and one.fill != "now"] or [
        one.name for one in entity.fields.values() if one.fill == "now"
    ]
    if low in {"month", "year", "day", "date", "on"} and dates:
        return Query(name, "month", dates[0])
    computed = next((one for one in entity.computed if one.name == low), None)
    if computed:
        boolean = value in {"true", "false"} or " < " in computed.code or "not " in computed.code or " == " in computed.code
        return Query(name, "equals", computed.name, "boolean" if boolean else "number")
    opposite = {"completed": "done", "complete": "done", "done": "completed", "finished": "done"}.get(low)
    if opposite and opposite in entity.fields:
        return Query(name, "equals", opposite, "boolean")
    return None


def _read_order(endpoint: Endpoint, entity: Entity, text: str) -> None:
    """A fixed order: `newest first`, `sorted by price descending`, `alphabetically`."""
    text = re.sub(r"[?&]?\b(sort|order|sort_by|order_by)=[\w\-|]*[`\"']?(\s*\([^()]*\))?", " ", text)
    low = text.lower()
    if endpoint.order or re.search(r"\b(oldest|earliest) first\b|\bin (the )?order (of creation|they were)|\binsertion order", low):
        return
    flags = [one.name for one in entity.fields.values() if (one.type or guess(one.name)) == "boolean"]
    ahead = next((name for name in flags if re.search(rf"\b{name.removeprefix('is_')} (?:ones |{entity.plural} )?first\b", low)), "")
    if ahead:
        newest = f'(row["{ahead}"], row["{entity.key}"]), reverse=True' if re.search(_NEWEST, low) else f'not row["{ahead}"]'
        endpoint.order = f"rows.sort(key=lambda row: {newest})"
        return
    if re.search(_NEWEST, low):
        endpoint.order = "rows.reverse()"
        return
    match = re.search(_FIRST, low)
    if match:
        downwards = (match[1] or match[3]) in {"highest", "most", "largest", "biggest", "best", "longest"}
        _order_by(endpoint, entity, match[2] or match[4] or text, downwards)
    elif re.search(r"\balphabetical(ly)?( order)?\b", low):
        texts = [one.name for one in entity.fields.values() if (one.type or guess(one.name)) == "string"]
        said = re.split("alphabetical(?:ly)?", low)[-1]
        if not _order_by(endpoint, entity, said or "name", False) and texts:
            _order_by(endpoint, entity, texts[0], False)
    else:
        _sorted_by(endpoint, entity, text)


_NEWEST = r"\b(newest|latest|most recent|recent ones?) (ones? )?first\b|\breverse chronological|\bmost recent(ly \w+)? first\b|\b(newest|latest) on top\b"
_FIRST = r"\b(highest|most|largest|biggest|best|lowest|cheapest|least|smallest|longest|shortest|soonest|earliest|nearest)(?: ([\w ]+?))? first\b|\bby (?:the )?(highest|lowest|most) (\w+)"


def _sorted_by(endpoint: Endpoint, entity: Entity, text: str) -> None:
    """`sorted by price, highest first`; not what a query parameter offers."""
    for match in _SORTED.finditer(text):
        around = text[max(0, match.start() - 45) : match.start()] + re.split(r" and |[,;]", text[match.start() : match.end() + 25])[0]
        if re.search(r"(?i)\b(query|param|\?|=|optional|support|can be|allow|may|via|using)", around):
            continue
        after = text[match.start() : match.end() + 30].lower()
        downwards = re.search(r"\bdesc|\bhighest|\bnewest|\blargest|high(est)? to low|\bmost\b|\bdecreasing|\breverse", after)
        if _order_by(endpoint, entity, match["what"], downwards is not None):
            return


def _order_by(endpoint: Endpoint, entity: Entity, said: str, descending: bool) -> bool:
    said = f" {said.replace('_', ' ').lower()} "
    names = [one.name for one in entity.fields.values()] + [one.name for one in entity.computed] + [entity.key]
    name = next((name for name in names if f" {words.code_name(name).replace('_', ' ')} " in said), "")
    name = name or next(
        (
            name
            for name in names
            if words.singular(words.code_name(name)).rpartition("_")[2] in [words.singular(part) for part in said.split()]
        ),
        "",
    )
    if not name and descending is not None and re.search(r"\b(first|alphabet|name)\b", said) and any(n in names for n in ("name", "title")):
        name = "name" if "name" in names else "title"
    numbers = [one.name for one in entity.fields.values() if one.type in {"integer", "number"}]
    if not name and descending and len(numbers) == 1:
        name = numbers[0]
    if not name:
        return False
    kind = (entity.fields[name].type or guess(name)) if name in entity.fields else "number"
    value = f'str(row["{name}"]).casefold()' if kind in {"string", "enum"} else f'(row["{name}"] is None, row["{name}"])'
    endpoint.order = f"rows.sort(key=lambda row: {value}{', reverse=True' if descending else ''})"
    return True


def _read_pages(endpoint: Endpoint, text: str) -> None:
    low = text.lower()
    if not re.search(
        r"\bpaginat|\bpag(ed|ing)\b|\blimit\b.*\boffset\b|\bpage\b.*\b(size|per_page|per page|limit)\b|\bskip\b.*\blimit\b", low
    ):
        return
    known = {query.name for query in endpoint.query}
    if re.search(r"\blimit\b", low) and re.search(r"\b(offset|skip)\b", low):
        names = ["limit", "offset" if "offset" in low else "skip"]
    elif re.search(r"[`'\"?&]?\bpage\b", low):
        size = re.search(r"\b(per_page|page_size|pagesize|size|limit|perPage|pageSize)\b", text)
        names = ["page", size[1] if size else "page_size"]
    else:
        names = ["limit", "offset"]
    for name in names:
        if name not in known and not any(query.how in {"page"} and name == "page" for query in endpoint.query):
            query = _page_query(words.code_name(name), name, text)
            if query:
                endpoint.query.append(query)
