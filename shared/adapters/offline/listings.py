"""Reads lists with a meaning of their own: `/tasks/overdue`, `/books/search`, `/scores/top`, `/quotes/random`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import MISSING, App, Endpoint, Entity, Query
from shared.adapters.offline.measures import kind_of, numbers
from shared.adapters.offline.queries import _SEARCH, _order_by, _searched, read_queries

_NOT = {
    "pending",
    "open",
    "remaining",
    "incomplete",
    "active",
    "unread",
    "unpaid",
    "todo",
    "unfinished",
    "outstanding",
    "uncompleted",
    "undone",
}
_TOP = {
    "top",
    "best",
    "leaderboard",
    "ranking",
    "rankings",
    "highscores",
    "high_scores",
    "highscore",
    "popular",
    "trending",
    "most_popular",
    "hot",
    "top_rated",
    "bestsellers",
}
_LATEST = {"latest", "recent", "newest", "last"}


def special_list(app: App, call: Call, entity: Entity) -> Endpoint | None:
    """The endpoint of a list that its last word describes; None when that word is not understood."""
    word = words.code_name(call.last)
    endpoint = Endpoint(
        call.method, call.path, "list", entity.name, source=call.statement, params=[words.code_name(p) for p in call.params]
    )
    if word == "random":
        endpoint.kind = "aggregate"
        endpoint.lines = [
            f"rows = store.{entity.plural}.find()",
            "if not rows:",
            f'    raise HTTPException(404, "there is no {entity.name.replace("_", " ")} yet")',
            "return random.choice(rows)",
        ]
        return endpoint
    if one := _superlative(call, entity, endpoint):
        return one
    read_queries(app, endpoint, entity, call, [])
    if word in {"search", "find", "filter", "lookup"}:
        return _search(endpoint, entity, call)
    if word in _TOP | _LATEST or re.search(r"(?i)\b(top|highest|best)\b.*\b\d+\b|\bleader", f"{word} {call.all}"):
        return _top(endpoint, entity, call, word)
    keep = condition(entity, word, call.all)
    if keep:
        endpoint.keep = keep
        return endpoint
    return _distinct(endpoint, entity, word)


_MOST = {
    "expensive": "price cost fee amount",
    "pricey": "price cost",
    "long": "duration length minutes pages hours distance",
    "old": "age year date created_at",
    "young": "age",
    "new": "year date created_at",
    "heavy": "weight",
    "tall": "height",
    "big": "size area population",
    "large": "size area population",
    "high": "height score points rating",
    "good": "rating score stars points",
    "rated": "rating stars score",
    "popular": "votes likes views downloads rating",
    "viewed": "views",
    "liked": "likes",
    "earns": "salary",
    "earner": "salary",
    "paid": "salary",
}
_SUPERLATIVE = re.compile(
    r"(?i)\b(?:(?P<most>most|least|top|highest|lowest|best|worst|biggest|largest|smallest|longest|shortest|oldest|newest|youngest|cheapest|heaviest|tallest|priciest))[ _-]*(?P<what>[a-z]+)?"
)
_ROOTS = {"best": "good", "worst": "good", "cheapest": "expensive", "heaviest": "heavy", "priciest": "pricey", "biggest": "big"}


def _superlative(call: Call, entity: Entity, endpoint: Endpoint) -> Endpoint | None:
    """`/books/longest`, `/employees/top-earner`: the one with the most of something; 404 when there is none."""
    match = _SUPERLATIVE.search(words.code_name(call.last).replace("_", " "))
    single = not call.answer_shape() and not re.search(
        r"(?i)\b(list|array|top \d+|\d+ (?:most|best)|all|sorted|ranked|leader\w*)\b|\?limit", call.all
    )
    named = re.search(
        r"(?i)\b404\b|\bwho\b|\bthe (?:single )?(?:one |\w+ )?(?:with|that has)\b|\bthe \w+est\b|\bthe (?:most|least) \w+", call.all
    )
    if match is None or not single or not named or call.query:
        return None
    most = match["most"].lower()
    roots = [(match["what"] or "").lower(), _ROOTS.get(most, most.removesuffix("est")), *re.findall(r"[a-z]+", call.all.lower())]
    fields = [
        name
        for name in entity.fields
        if kind_of(entity.fields[name]) in {"integer", "number", "date", "datetime"} and not entity.fields[name].refers
    ]
    wanted = [name for root in roots for name in (root, words.singular(root), *_MOST.get(root, "").split())]
    field = next(
        (name for want in wanted for name in fields if want and want in {name, name.rpartition("_")[2]}),
        fields[0] if len(fields) == 1 else "",
    )
    if not field:
        return None
    timely = kind_of(entity.fields[field]) in {"date", "datetime"} or field == "year"
    least = most in {"least", "lowest", "worst", "smallest", "shortest", "youngest", "cheapest"} or (most == "oldest" and timely)
    endpoint.kind, endpoint.query, endpoint.bare = "aggregate", [], "Row"
    endpoint.lines = [
        f'rows = [row for row in store.{entity.plural}.find() if row["{field}"] is not None]',
        "if not rows:",
        f'    raise HTTPException(404, "there is no {entity.name.replace("_", " ")} yet")',
        f'return {"min" if least else "max"}(rows, key=lambda row: row["{field}"])',
    ]
    return endpoint


def _search(endpoint: Endpoint, entity: Entity, call: Call) -> Endpoint:
    if not endpoint.query:
        endpoint.query.append(Query("q", "search", fields=_searched(entity, call.all)))
    if len(endpoint.query) == 1 and endpoint.query[0].name in _SEARCH and not re.search(r"(?i)\boptional", call.all):
        endpoint.query[0].required = True
    return endpoint


def newest_only(text: str) -> int:
    """`at most the last 10`, `only the newest five`: how many a list shows; 0 for all."""
    match = re.search(
        r"(?i)\b(?:at most|only|just|up to|no more than|not more than|shows?|returns?|gives?|lists?) (?:of )?(?:the )?(?:last|latest|newest|most recent|top|first) (\d+|three|five|ten|twenty|fifty|hundred)\b",
        text,
    )
    return int(words.number(match[1]) or 0) if match else 0


def _top(endpoint: Endpoint, entity: Entity, call: Call, word: str) -> Endpoint | None:
    number = re.search(
        r"(?i)\b(?:top|first|best|last|latest|highest|recent|up to)\s+(\d+|three|five|ten|twenty|hundred)\b|\b(\d+|three|five|ten|twenty) (?:\w+ )?(?:highest|best|latest|most|top|newest|\w*scores)",
        call.all,
    )
    limit = next((query for query in endpoint.query if query.how == "limit"), None)
    count = words.number(number[1] or number[2]) if number else None
    if limit and limit.default is MISSING:
        limit.default = int(count or 10)
    elif not limit and count:
        endpoint.take = int(count)
    if word in _LATEST:
        endpoint.order = endpoint.order or "rows.reverse()"
    elif not endpoint.order and not _order_by(endpoint, entity, call.all, True):
        fields = [
            name for name in numbers(entity) if re.search(r"score|points|rating|votes|likes|hits|views|count|clicks|visits", name)
        ] or numbers(entity)
        if not fields:
            return None
        endpoint.order = f'rows.sort(key=lambda row: row["{fields[0]}"] or 0, reverse=True)'
    return endpoint


def condition(entity: Entity, word: str, said: str) -> str:
    """The condition over `row` that a word states: `completed`, `overdue`, `low_stock`, `in_progress`."""
    low = words.code_name(word)
    return _by_date(entity, low) or _by_stock(entity, low, said) or _by_state(entity, low) or _by_absence(entity, low)


def _flags(entity: Entity) -> list[str]:
    return [one.name for one in entity.fields.values() if kind_of(one) == "boolean"]


def _done(entity: Entity) -> str:
    """The flag that ends a resource's course; empty without any."""
    ends = {"done", "completed", "finished", "returned", "paid", "read", "complete"}
    return next((name for name in _flags(entity) if name in ends), "")


def _by_date(entity: Entity, low: str) -> str:
    if low in {"overdue", "late", "expired"}:
        pattern = r"due(_date|_on|_at)?|deadline|return_by|expires?(_at|_on)?|end_date"
        due = next((one.name for one in entity.fields.values() if re.fullmatch(pattern, one.name)), "")
        open_ = f' and not row["{_done(entity)}"]' if _done(entity) else ""
        return f'row["{due}"] is not None and row["{due}"] < date.today().isoformat(){open_}' if due else ""
    if low in {"upcoming", "future"}:
        day = next((one.name for one in entity.fields.values() if kind_of(one) in {"date", "datetime"} and one.fill != "now"), "")
        return f'row["{day}"] is not None and row["{day}"] >= date.today().isoformat()' if day else ""
    return ""


def _by_stock(entity: Entity, low: str, said: str) -> str:
    stock = next((name for name in ("stock", "quantity", "qty", "inventory") if name in numbers(entity)), "")
    if not stock:
        return ""
    if low in {"low_stock", "lowstock", "low", "running_low"}:
        limit = re.search(r"(?i)\b(below|under|less than|fewer than|<|at or below|at most|<=)\s*(\d+|five|ten)", said)
        sign = "<=" if limit and limit[1] in {"at or below", "at most", "<="} else "<"
        return f'row["{stock}"] {sign} {words.number(limit[2]) if limit else 5}'
    signs = {"out_of_stock": "== 0", "sold_out": "== 0", "in_stock": "> 0", "available": "> 0"}
    return f'row["{stock}"] {signs[low]}' if low in signs else ""


def _by_state(entity: Entity, low: str) -> str:
    same = {"completed": "done", "done": "completed", "complete": "done", "finished": "done"}.get(low)
    for one in entity.fields.values():
        choice = next((option for option in one.choices if words.code_name(option) == low), None)
        if choice:
            return f'row["{one.name}"] == "{choice}"'
        if kind_of(one) == "boolean" and one.name.removeprefix("is_") in {low, same}:
            return f'row["{one.name}"]'
    return ""


def _by_absence(entity: Entity, low: str) -> str:
    taken = {"borrowed", "reserved", "rented", "sold", "checked_out", "on_loan", "occupied", "adopted", "taken"}
    flag = next((name for name in _flags(entity) if name in taken), "")
    if low in {"available", "free"} and flag:
        return f'not row["{flag}"]'
    return f'not row["{_done(entity) or _flags(entity)[0]}"]' if low in _NOT and _flags(entity) else ""


def _distinct(endpoint: Endpoint, entity: Entity, word: str) -> Endpoint | None:
    """`GET /tags`: all values of a field, each once."""
    field = next((one for one in entity.fields.values() if one.name in {word, words.singular(word)}), None)
    if field is None:
        return None
    values = (
        f'{{value for row in store.{entity.plural}.find() for value in row["{field.name}"] or []}}'
        if kind_of(field) == "list"
        else f'{{row["{field.name}"] for row in store.{entity.plural}.find() if row["{field.name}"] is not None}}'
    )
    endpoint.kind, endpoint.bare, endpoint.query = "aggregate", "list[Any]", []
    endpoint.lines = [f"return sorted({values})"]
    return endpoint
