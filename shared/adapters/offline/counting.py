"""Reads actions that make a number go up or down: `deposit`, `like`, `increments the counter`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import Endpoint, Entity, Field, Guard
from shared.adapters.offline.types import guess, settle

_PLUS = [
    "deposit",
    "restock",
    "add",
    "increase",
    "increment",
    "incr",
    "inc",
    "topup",
    "top_up",
    "credit",
    "receive",
    "earn",
    "upvote",
    "like",
    "hit",
    "view",
    "clap",
    "star_up",
    "refill",
    "load",
    "award",
    "grow",
    "plus",
    "raise",
    "up",
    "visit",
    "click",
    "play",
    "read_count",
    "love",
    "cheer",
    "boost",
    "recharge",
    "donate",
    "contribute",
    "in",
    "put_in",
    "stock_in",
    "fill",
]
_MINUS = [
    "withdraw",
    "withdrawal",
    "sell",
    "remove",
    "decrease",
    "decrement",
    "decr",
    "dec",
    "take",
    "consume",
    "ship_out",
    "use",
    "spend",
    "debit",
    "downvote",
    "unlike",
    "redeem",
    "deduct",
    "minus",
    "reduce",
    "down",
    "purchase",
    "buy",
    "remove_stock",
    "subtract",
    "dispense",
    "burn",
    "out",
    "take_out",
    "stock_out",
    "pick",
]
_FIELD_OF = {
    "deposit": "balance",
    "withdraw": "balance",
    "withdrawal": "balance",
    "credit": "balance",
    "debit": "balance",
    "spend": "balance",
    "topup": "balance",
    "top_up": "balance",
    "restock": "stock",
    "sell": "stock",
    "purchase": "stock",
    "buy": "stock",
    "like": "likes",
    "unlike": "likes",
    "upvote": "votes",
    "downvote": "votes",
    "hit": "hits",
    "view": "views",
    "clap": "claps",
    "visit": "visits",
    "click": "clicks",
    "play": "plays",
    "redeem": "points",
    "earn": "points",
    "award": "points",
    "increment": "value",
    "decrement": "value",
    "increase": "value",
    "decrease": "value",
    "inc": "value",
    "dec": "value",
    "love": "loves",
    "consume": "quantity",
    "donate": "raised",
    "contribute": "raised",
}
_COUNTS = re.compile(
    r"(?i)\b(?P<verb>increments?|increases?|adds?|raises?|bumps?|decrements?|decreases?|reduces?|lowers?|subtracts?|deducts?|removes?|takes?|incrementing|decrementing|adding|increasing|decreasing)\b\s+(?:by )?(?:the |its |a |an |one |1 |(?P<by>\d+) )*(?P<rest>[^.;,()]{0,70})"
)


def number_changes(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field], verb: str) -> bool:
    """A number goes up or down."""
    if verb.startswith("reset") or re.search(r"(?i)\bresets?\b.*\b(zero|0)\b|\bback to (zero|0)\b", call.all):
        name = _numeric(entity, call.all, "value" if not _numbers(entity) else _numbers(entity)[0])
        endpoint.sets = {name: "0"}
        return True
    said = _COUNTS.search(call.all)
    if _grown(call, entity, endpoint):
        return True
    if not _counts(entity, body, verb, said):
        return False
    down = verb in _MINUS or (
        verb not in _PLUS and said is not None and bool(re.match(r"(?i)decre|reduc|lower|subtract|deduct|remov|tak", said["verb"]))
    )
    amount = _amount(endpoint, body, said, call)
    name = _numeric(entity, said["rest"] if said else call.all, _FIELD_OF.get(verb, ""))
    endpoint.sets = {name: f'row["{name}"] {"-" if down else "+"} {amount}'}
    limited = name in _NEVER_NEGATIVE or re.search(r"(?i)below|not enough|insufficient|negative|less than", call.all)
    if down and limited:
        words_ = f"there is not enough {name.replace('_', ' ')}"
        endpoint.guards.append(Guard(f'row["{name}"] < {amount}', 409, words_, "insufficient", fields=(name,)))
    return True


_NEVER_NEGATIVE = {"stock", "balance", "quantity", "inventory", "qty", "points", "seats", "tickets"}
_COUNTED = r"(?i)\b(count\w*|counter|by (one|1)|votes?|likes?|hits?|views?|stock|balance|quantity)\b"


def _grown(call: Call, entity: Entity, endpoint: Endpoint) -> bool:
    """`with visits increased by one`: the number stands before the verb."""
    match = re.search(
        r"(?i)\b(\w+) (?:count )?(?:is |are |gets? )?(increased|incremented|raised|decreased|decremented|reduced) by (one|\d+)\b", call.all
    )
    if not match or match[1].lower() in words.STOP:
        return False
    name = _numeric(entity, match[1], words.code_name(match[1]))
    sign = "-" if match[2].lower().startswith(("de", "red")) else "+"
    endpoint.sets = {name: f'row["{name}"] {sign} {words.number(match[3])}'}
    return True


def _counts(entity: Entity, body: list[Field], verb: str, said: re.Match[str] | None) -> bool:
    """Whether a verb, or what is said, is about a number that the resource has or may have."""
    if verb in {"sell", "buy", "purchase"} and any(one.name in {"money", "payment", "cash", "paid"} for one in body):
        return False
    if verb in {"sell", "buy", "purchase"}:
        return bool(_numbers(entity, ("stock", "quantity", "inventory", "qty", "tickets", "seats")))
    if verb in {"add", "remove"} and any(one.type == "list" for one in body):
        return False
    if verb in {"read", "play", "take", "use", "remove", "add", "in", "out", "fill", "pick", "load", "raise", "up", "down"} and not said:
        return bool(_numbers(entity))
    if verb in _PLUS or verb in _MINUS:
        return True
    if said is None:
        return False
    named = any(re.search(rf"(?i)\b{name.replace('_', '[ _]')}\b", said["rest"]) for name in _numbers(entity))
    return (
        named
        or re.match(r"[`'\"]?[a-z]+_[a-z_]+[`'\"]?$", said["rest"].strip()) is not None
        or re.search(_COUNTED, said["rest"]) is not None
    )


def _numbers(entity: Entity, among: tuple[str, ...] = ()) -> list[str]:
    return [
        one.name
        for one in entity.fields.values()
        if (one.type or guess(one.name)) in {"integer", "number"}
        and not one.refers
        and not one.name.endswith("_id")
        and (not among or one.name in among or any(one.name.endswith(f"_{part}") for part in among))
    ]


def _numeric(entity: Entity, said: str, usual: str) -> str:
    """The numeric field that a change is about; made when the resource has none."""
    code = re.match(r"[`'\"]?([a-z]+_[a-z_]+)\b", said.strip())
    usual = code[1] if code and code[1] not in entity.fields else usual
    said = said.replace("_", " ").lower()
    numbers = _numbers(entity)
    for form in (words.code_name, lambda name: words.singular(words.code_name(name))):
        for name in numbers:
            if re.search(rf"\b{re.escape(form(name).replace('_', ' '))}\b", said):
                return name
    known = next((name for name in _SYNONYMS.get(usual, (usual,)) if name in entity.fields), "")
    if known:
        return known
    if len(numbers) == 1 and usual in {"", "value", "stock", "balance", "quantity"}:
        return numbers[0]
    match = re.search(r"\b(?:the |its )?(\w+?)(?: count(?:er)?)?\s*(?:by|$)", said.strip())
    name = usual or (words.code_name(match[1]) if match and match[1] not in words.STOP else "count")
    entity.fields[name] = Field(name, "number" if name in {"balance", "raised"} else "integer", required=False, default=0, given=False)
    return name


_SYNONYMS = {
    "stock": ("stock", "quantity", "inventory", "qty", "in_stock", "units"),
    "votes": ("votes", "score", "upvotes", "vote_count", "points"),
    "value": ("value", "count", "counter", "total"),
    "likes": ("likes", "like_count", "likes_count"),
    "balance": ("balance", "amount", "funds"),
    "quantity": ("quantity", "stock"),
    "points": ("points", "balance"),
    "hits": ("hits", "count", "visits", "clicks"),
}


def _amount(endpoint: Endpoint, body: list[Field], said: re.Match[str] | None, call: Call) -> str:
    one = next((one for one in body if (one.type or guess(one.name)) in {"integer", "number", "scalar"}), None)
    if one is None and re.search(r"(?i)\b(amount|quantity|given number|by n\b)\b", call.text) and call.method in {"POST", "PUT", "PATCH"}:
        one = Field("quantity" if re.search(r"(?i)\bquantity\b", call.text) else "amount")
    if one is not None:
        if (one.type or guess(one.name)) == "scalar":
            one.type = "integer"
        if not any(limit is not None for limit in (one.low, one.above)):
            one.above = 0
        if _EITHER.search(call.text):
            one.default, one.required = int(match[1]) if (match := re.search(r"\bby (\d+)\b", call.text)) else 1, False
        settle(one)
        endpoint.body = [one]
        return f'values["{one.name}"]'
    if match := re.search(r"(?i)\bby (\d+)\b", call.all):
        return match[1]
    return said["by"] if said and said["by"] else "1"


#: `adds 1, or the number in {"by": n}`, `by one or by the given amount`, `optional {"by": n}`.
_EITHER = re.compile(
    r"(?i)\b(?:one|1)\b[^.;]{0,40}\b(?:or|unless|except|if|when|otherwise)\b|\bdefaults? (?:is |to |of |being )*(?:1|one)\b|\boptional(?:ly)?\b|\bwithout (?:a |any )?(?:body|amount|it)\b"
)


def counter_in(entity: Entity, text: str) -> str:
    """The counter that reading increments (`counts hits`); made when it is only named."""
    match = re.search(
        r"(?i)\bcounts? (?:(?:that|this|it|them|each \w+|every \w+) )?as (?:one|an?|another) (?:more )?[`'\"]?(\w+)|[`'\"]?\b(\w+)\b[`'\"]?(?: \w+){0,3} (?:goes|go|going) up(?: by (?:one|1))?\b",
        text,
    ) or re.search(
        r"(?i)\b(?:increment(?:s|ing)?|increas(?:es|ing)|count(?:s|ing)?|track(?:s|ing)?|bumps?|records?|adds? (?:one|1) to)\b (?:the |its |a |up |number of |how many |\w+'s )*[`'\"]?(hits?|visits?|clicks?|views?|redirects?|reads?|uses?|downloads?|\w+_count)\b",
        text,
    )
    if not match:
        return ""
    name = (match[1] or match[match.lastindex or 1]).lower()
    name = name if name.endswith("count") else words.plural(words.singular(name))
    known = next(
        (
            field
            for field in entity.fields
            if field
            in {
                name,
                words.singular(name),
                f"{words.singular(name)}_count",
                f"{name}_count",
                "hit_count",
                "hits",
                "clicks",
                "visits",
                "views",
            }
        ),
        None,
    )
    name = known or name
    one = entity.fields.setdefault(name, Field(name, "integer"))
    one.type, one.required, one.default, one.given = "integer", False, 0, False
    return name
