"""What a list can be sorted by, where a parameter of the request chooses: `sort=price`, `sort=-price`, `sort (title or year)`."""

import re

from shared.reading.results.ordering import DESCENDING
from shared.writing.ir import MISSING, Entity, Query

#: A minus before a value turns the order.
_PREFIXED = re.compile(r"\b(?:prefix\w*|leading|minus)\b|[\"'`]-[\"'`]|(?:[,(|=] ?|\bor |\band |[\"'`])-[a-z]")
#: `A to Z`, `cheapest first`: what is said of one of several orders.
_FIRST = r"\b[Aa](?: to |-)[Zz]\b|alphabetical|ascending|\bfirst\b"
_DEFAULT = r"(?:\bdefault(?:s to)?:? [`\"]?(\w+)|(?<![\w-])(-?\w+)[\"`]? (?:by|is the|\((?:the |by )?)default)"

_DECIDES = r"(?:decides|determines|sets|gives|controls|chooses|tells)(?: about| on)?(?: the (?:order|sorting|sort order))?:"


def chosen(entity: Entity, name: str, near: str, said: str) -> Query:
    """The parameter `name`, with the words near it and all that is said of the list: the values that are shown or listed, or any field."""
    orders = _shown(entity, name, _spelled(entity, name, said))
    prefixed = _PREFIXED.search(said) is not None
    every = re.search(r"\b(?:any|all|every|each) field", said) is not None
    if orders and not every and not prefixed:
        return Query(name, "sort", orders=orders, choices=list(orders))
    listed = _listed(entity, name, near)
    default = re.search(rf"\b{re.escape(name)}\b[^.]{{0,90}}?{_DEFAULT}", near)
    told = [_field(entity, word) for word in (default[1], default[2])] if default else []
    names = listed or dict.fromkeys(field for field, _ in orders.values() if not every) or dict.fromkeys([*_sortable(entity), "id"])
    called = {field: value.lstrip("-") for value, (field, _) in orders.items()} | {one: word for word, one in listed.items() if word != one}
    plus = {called.get(field, field): (field, False) for field in (listed.values() if listed else names)}
    turned = re.search(r"\b(?:order|direction|dir)\b", said) is not None and not prefixed
    every_way = plus if turned else plus | {f"-{value}": (field, True) for value, (field, _) in plus.items()}
    first = next((called.get(field, field) for field in told if field), MISSING)
    other = any(value.lstrip("-") != field for value, (field, _) in every_way.items())
    return Query(name, "sort", orders=every_way if other else {}, choices=list(every_way), default=first)


_VALUE = r"[`\"]?(?P<value>-?[a-z]\w*)[`\"]?"


def _spelled(entity: Entity, name: str, said: str) -> str:
    """`sort (rating: best first, name: A to Z)`, `sort=rating|name`: each value as `sort=rating`, with what is said of it."""
    said = re.sub(
        rf"\b{re.escape(name)}=(-?\w+(?:(?:\||/)-?\w+)+)",
        lambda match: ", ".join(f"{name}={one}" for one in re.split(r"[|/]", match[1])),
        said,
    )
    head = rf"\b{re.escape(name)}[`\"]?(?: (?:parameter|param))?(?:,? (?:which |that )?(?:is|can be|may be|must be|takes?|accepts?|being)(?: either| one of)?|:| \(|=)+ ?"
    single = len(re.findall(rf"\b{re.escape(name)}=", said)) < 2
    found = re.search(rf"{head}(?P<list>{_VALUE}(?: ?(?::|->|=| -) ?| ?\()[^\n]*)", said) if single else None
    parts = (
        re.split(r"\s*[;,]\s*(?:and |or )?|(?<=\)) (?:and|or) | (?:or|and) (?=[`\"]?\w+[`\"]?(?::| \(| -))", found["list"]) if found else []
    )
    told = [
        (one["value"], one["how"])
        for part in parts
        if (one := re.match(rf"{_VALUE}(?: ?(?::|->|=| -) ?| ?\(| )(?P<how>[^)]*)", f"{part} "))
    ]
    known = [(value, how) for value, how in told if _field(entity, re.sub(r"_(?:desc|asc)$", "", value.lstrip("-")))]
    if found is None or not known or not any(re.search(rf"{DESCENDING}|{_FIRST}", how) for _, how in known):
        return said
    return f"{said[: found.start()]}{'; '.join(f'{name}={value} ({how.strip()})' for value, how in known)}"


#: `unless order=depth is given, in which case …`.
_GIVEN = re.compile(r"^[`\"]? (?:is|was) (?:given|sent|set|passed|used|asked for),? ?(?:(?:in which case|then|where|when),? )?")


def _shown(entity: Entity, name: str, said: str) -> dict[str, tuple[str, bool]]:
    """`sort=price`, `sort=title_desc`: value -> the field that it sorts by, and whether the highest come first."""
    orders: dict[str, tuple[str, bool]] = {}
    for match in re.finditer(rf"\b{re.escape(name)}=(-?\w+)(?P<how>[^;?]*?)(?=\b{re.escape(name)}=|[;?]|$)", said):
        value = match[1]
        if field := _field(entity, re.sub(r"_(?:desc|asc)(?:ending)?$", "", value.lstrip("-"))):
            how = _GIVEN.sub("", match["how"])
            down = value.startswith("-") or "_desc" in value or re.match(rf"[^,.]*\b(?:{DESCENDING})", how) is not None
            known = orders.setdefault(value, (field, down))
            orders[value] = (field, down or known[1])
    return orders


def _listed(entity: Entity, name: str, near: str) -> dict[str, str]:
    """`sort can be price or weight`: the values that are listed -> the fields."""
    named = rf"\b{re.escape(name)}\b[\"`]?,?\s*(?:parameter |param |query parameter )?(?:which |that )?"
    listed = re.search(
        rf"{named}(?:\(|:|(?:can|may|must) (?:only )?be|is|accepts?|takes|one of|by|{_DECIDES})([^;()]*(?:\([^()]*\)[^;()]*)*)", near
    )
    listed = listed or re.search(r"\bsort(?:s|ed|able|ing)? by (\w+(?:, \w+)* or \w+)\b", near)
    words = dict.fromkeys(re.findall(r"\w+", _ELSEWISE.split(listed[1])[0])) if listed else {}
    found = {word: field for word in words if (field := _field(entity, word))}
    exact = {word: field for word, field in found.items() if word == field}
    return exact if len(exact) > 1 else found


#: What is told of requests without it, or with other values: `…, without it the pianos are ordered by id`.
_ELSEWISE = re.compile(
    r"(?i)\b(?:without|otherwise|in case|(?:any|all|every) others?|other values?|(?:if|when) (?:it|none|missing|omitted|absent|not|no))\b"
)


def _sortable(entity: Entity) -> list[str]:
    return [one.name for one in entity.fields.values() if one.type not in {"list", "object"}]


def _field(entity: Entity, word: str | None) -> str:
    """The field that a value is called after: its name, or the beginning of one, as `price` is of `price_cents`."""
    known = [*_sortable(entity), *(one.name for one in entity.computed), "id"]
    if word is None or word in known:
        return word or ""
    begun = [name for name in known if len(word) > 2 and name.startswith(f"{word}_") and not name.endswith("_id")]
    return begun[0] if len(begun) == 1 else ""
