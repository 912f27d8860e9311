"""Reads operations that change a resource: `POST /books/{id}/borrow`, `… increments likes`, `… adds the amount to the balance`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.entities import body_fields
from shared.adapters.offline.ir import MISSING, App, Endpoint, Entity, Field, Guard
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
_INVERSE = {
    "return": ("borrow", "lend", "loan", "rent", "checkout", "check_out"),
    "checkin": ("checkout", "check_out", "borrow"),
    "check_in": ("check_out", "checkout", "borrow"),
    "reopen": ("close", "complete", "do", "resolve", "finish"),
    "release": ("reserve", "book", "hold", "occupy", "claim", "assign", "lock"),
    "restore": ("archive", "delete", "trash"),
    "undo": ("complete", "do"),
    "resume": ("pause",),
    "stop": ("start",),
    "free": ("occupy", "reserve", "book"),
    "leave": ("occupy", "park", "join"),
    "disable": ("enable",),
    "deactivate": ("activate",),
    "incomplete": ("complete",),
    "lower": ("raise",),
    "vacate": ("occupy",),
    "resign": ("assign",),
    "close": (),
    "uncheck": ("check",),
    "reactivate": ("deactivate", "suspend"),
    "unassign": ("assign",),
    "bring_back": ("borrow",),
    "give_back": ("borrow",),
    "cancel": (),
}
_OUTCOME = {
    "complete": ("done", "completed", "complete", "finished", "is_done"),
    "finish": ("done", "finished", "completed"),
    "check": ("done", "checked"),
    "done": ("done",),
    "do": ("done",),
    "start": ("in_progress", "in-progress", "started", "running", "doing", "active"),
    "begin": ("in_progress",),
    "close": ("closed",),
    "reopen": ("open", "reopened"),
    "open": ("open", "opened"),
    "pay": ("paid",),
    "ship": ("shipped",),
    "borrow": ("borrowed", "on_loan", "checked_out"),
    "checkout": ("checked_out", "borrowed", "on_loan"),
    "return": ("returned", "available"),
    "resolve": ("resolved",),
    "feature": ("featured",),
    "favorite": ("favorite",),
    "favourite": ("favourite",),
    "star": ("starred",),
    "activate": ("active", "activated", "enabled"),
    "deactivate": ("inactive", "deactivated"),
    "enable": ("enabled",),
    "read": ("read",),
    "buy": ("bought", "purchased"),
    "cancel": ("cancelled", "canceled"),
    "adopt": ("adopted",),
    "rent": ("rented",),
    "retire": ("retired",),
    "submit": ("submitted",),
    "release": ("available", "free", "released"),
    "confirm": ("confirmed",),
    "sell": ("sold",),
}
_SET_TO = re.compile(
    r"(?i)\b(?:sets?|changes?|moves?|updates?|turns?|switch(?:es)?|puts?|marks?|flags?|transitions?)\b(?: (?:it|its|the|a|an|one|that|this|them))*(?: (?P<what>[\w ]{0,30}?))?\s*(?:to|as|into|=|->|is)\s*(?:be )?[`'\"]?(?P<value>[a-z][\w\-]*(?: progress)?)[`'\"]?"
)
_BECOMES = re.compile(
    r"(?i)\b(?P<what>status|state|\w+)\s+(?:becomes?|is set to|changes? to|goes to|turns?)\s+[`'\"]?(?P<value>[a-z][\w\-]*)[`'\"]?"
)
_COUNTS = re.compile(
    r"(?i)\b(?P<verb>increments?|increases?|adds?|raises?|bumps?|decrements?|decreases?|reduces?|lowers?|subtracts?|deducts?|removes?|takes?|incrementing|decrementing|adding|increasing|decreasing)\b\s+(?:by )?(?:the |its |a |an |one |1 |(?P<by>\d+) )*(?P<rest>[^.;,()]{0,70})"
)


def verb_of(call: Call) -> str:
    """The verb of an action: the path's last word (`check-out` -> `check_out`)."""
    return words.code_name(call.last)


def action(app: App, call: Call, entity: Entity) -> Endpoint | None:
    """The operation that a call on a resource is, when it changes a state or a number; None when it is not understood."""
    endpoint = Endpoint(
        call.method, call.path, "action", entity.name, success(call, 200), call.statement, [words.code_name(p) for p in call.params]
    )
    body = list(body_fields(call))
    verb = verb_of(call)
    if _toggle(call, entity, endpoint) or _vote(call, entity, endpoint, body):
        return endpoint
    if _number(call, entity, endpoint, body, verb):
        return endpoint
    if _assigned(call, entity, endpoint, body, verb):
        return endpoint
    return endpoint if _state(call, entity, endpoint, verb, body) else None


def _toggle(call: Call, entity: Entity, endpoint: Endpoint) -> bool:
    if not re.search(r"(?i)\b(toggl\w+|flips?|invert\w*)\b", f"{call.last} {call.all}"):
        return False
    names = [one.name for one in entity.fields.values() if one.type == "boolean" or (not one.type and guess(one.name) == "boolean")]
    said = [name for name in names if re.search(rf"(?i)\b{name}\b", call.all)]
    match = re.search(r"(?i)\b(?:toggles?|flips?) (?:the |its |a |an )?(?:\w+'s )?[`'\"]?(\w+)[`'\"]?", call.all)
    name = (said or names or ([match[1]] if match and guess(match[1]) == "boolean" else []) or ["done"])[0]
    _boolean(entity, name)
    endpoint.sets = {name: f'not row["{name}"]'}
    return True


def _boolean(entity: Entity, name: str) -> Field:
    if name not in entity.fields:
        entity.fields[name] = Field(
            name, "boolean", required=False, default=guess(name) == "boolean" and name in {"available", "active"}, given=False
        )
    one = entity.fields[name]
    one.type = one.type or "boolean"
    if one.default is MISSING and one.type == "boolean":
        one.default, one.required = name in {"available", "active", "enabled"}, False
    return one


def _vote(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field]) -> bool:
    """A vote for one of a resource's options: counted for each option."""
    options = next((one for one in entity.fields.values() if one.name in {"options", "choices", "answers", "candidates"}), None)
    if options is None or not re.search(r"(?i)\bvot", f"{call.last} {call.all}"):
        return False
    name = next((one.name for one in body if re.search("(?i)option|choice|answer|candidate|vote", one.name)), "option")
    options.type = options.type or "list"
    options.shortest = options.shortest or None
    if "votes" not in entity.fields:
        entity.fields["votes"] = Field(
            "votes", "object", required=False, given=False, fill=f'expr:{{option: 0 for option in values["{options.name}"]}}'
        )
    endpoint.body = [settle(Field(name, "integer" if "index" in name or name.endswith("_id") else "string"))]
    pick = f'values["{name}"]'
    if "index" in name:
        endpoint.guards.append(Guard(f'not 0 <= {pick} < len(row["{options.name}"])', 422, "there is no such option", "option"))
        pick = f'row["{options.name}"][values["{name}"]]'
    else:
        endpoint.guards.append(Guard(f'{pick} not in row["{options.name}"]', 422, "there is no such option", "option"))
    endpoint.sets = {"votes": f'row["votes"] | {{{pick}: row["votes"][{pick}] + 1}}'}
    return True


def _number(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field], verb: str) -> bool:
    """A number goes up or down."""
    if verb.startswith("reset") or re.search(r"(?i)\bresets?\b.*\b(zero|0)\b|\bback to (zero|0)\b", call.all):
        name = _numeric(entity, call.all, "value" if not _numbers(entity) else _numbers(entity)[0])
        endpoint.sets = {name: "0"}
        return True
    said = _COUNTS.search(call.all)
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


def _counts(entity: Entity, body: list[Field], verb: str, said: re.Match[str] | None) -> bool:
    """Whether a verb, or what is said, is about a number that the resource has or may have."""
    if verb in {"sell", "buy", "purchase"}:
        return bool(_numbers(entity, ("stock", "quantity", "inventory", "qty", "tickets", "seats")))
    if verb in {"add", "remove"} and any(one.type == "list" for one in body):
        return False
    if verb in {"read", "play", "take", "use", "remove", "add"} and not said:
        return bool(_numbers(entity))
    if verb in _PLUS or verb in _MINUS:
        return True
    if said is None:
        return False
    named = any(re.search(rf"(?i)\b{name.replace('_', '[ _]')}\b", said["rest"]) for name in _numbers(entity))
    return named or re.search(_COUNTED, said["rest"]) is not None


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
    said = said.replace("_", " ").lower()
    for one in entity.fields.values():
        if one.name in _numbers(entity) and re.search(rf"\b{re.escape(words.code_name(one.name).replace('_', ' '))}\b", said):
            return one.name
    for one in entity.fields.values():
        if one.name in _numbers(entity) and re.search(
            rf"\b{re.escape(words.singular(words.code_name(one.name)).replace('_', ' '))}\b", said
        ):
            return one.name
    synonyms = {
        "stock": ("stock", "quantity", "inventory", "qty", "in_stock", "units"),
        "votes": ("votes", "score", "upvotes", "vote_count", "points"),
        "value": ("value", "count", "counter", "total"),
        "likes": ("likes", "like_count", "likes_count"),
        "balance": ("balance", "amount", "funds"),
        "quantity": ("quantity", "stock"),
        "points": ("points", "balance"),
        "hits": ("hits", "count", "visits", "clicks"),
    }
    for name in synonyms.get(usual, (usual,)):
        if name in entity.fields:
            return name
    numbers = _numbers(entity)
    if len(numbers) == 1 and usual in {"", "value", "stock", "balance", "quantity"}:
        return numbers[0]
    match = re.search(r"\b(?:the |its )?(\w+?)(?: count(?:er)?)?\s*(?:by|$)", said.strip())
    name = usual or (words.code_name(match[1]) if match and match[1] not in words.STOP else "count")
    entity.fields[name] = Field(name, "number" if name in {"balance", "raised"} else "integer", required=False, default=0, given=False)
    return name


def _amount(endpoint: Endpoint, body: list[Field], said: re.Match[str] | None, call: Call) -> str:
    one = next((one for one in body if (one.type or guess(one.name)) in {"integer", "number", "scalar"}), None)
    if one is None and re.search(r"(?i)\b(amount|quantity|given number|by n\b)\b", call.text) and call.method in {"POST", "PUT", "PATCH"}:
        one = Field("quantity" if re.search(r"(?i)\bquantity\b", call.text) else "amount")
    if one is not None:
        if (one.type or guess(one.name)) == "scalar":
            one.type = "integer"
        if not any(limit is not None for limit in (one.low, one.above)):
            one.above = 0
        settle(one)
        endpoint.body = [one]
        return f'values["{one.name}"]'
    if match := re.search(r"(?i)\bby (\d+)\b", call.all):
        return match[1]
    return said["by"] if said and said["by"] else "1"


def _assigned(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field], verb: str) -> bool:
    """`PATCH /tickets/{id}/status` with {"status": …}, `PUT …/assignee`: the body's fields are the resource's."""
    last = words.code_name(call.last)
    names = {one.name for one in body}
    if last in entity.fields and call.method in {"PATCH", "PUT", "POST"}:
        names.add(last)
    known = [entity.fields[name] for name in names if name in entity.fields]
    if (
        not known
        or len(known) < len(names)
        or (
            call.method == "POST"
            and verb not in entity.fields
            and verb not in {"assign", "move", "rename", "set", "update", "change", "transition", "rate"}
        )
    ):
        return False
    for one in body:
        if one.name in entity.fields and one.choices:
            entity.fields[one.name].choices = one.choices
    endpoint.kind, endpoint.partial = "update", True
    endpoint.answer["only"] = ",".join(one.name for one in known)
    endpoint.body = known
    return True


def _state(call: Call, entity: Entity, endpoint: Endpoint, verb: str, body: list[Field]) -> bool:
    """A state is reached: a choice of a field, or a boolean."""
    base = _base(verb)
    target = _said_state(call, entity) or _undone(entity, base, verb) or _reached(entity, base) or _spoken(call, entity)
    if target is None:
        if not re.fullmatch(r"[a-z]+(_(in|out|off|on))?", base) or (
            guess(verb) != "scalar" and verb not in {"read"} and not re.search(r"(?i)\bmarks?\b", call.all)
        ):
            return False
        target = _new_state(entity, base)
    name, value = target
    endpoint.sets = {name: value}
    code = (f'row["{name}"]' if value == "True" else f'not row["{name}"]') if value in {"True", "False"} else f'row["{name}"] == {value}'
    endpoint.answer["already"] = code
    endpoint.answer["state"] = name
    _details(entity, endpoint, body, base, call)
    return True


def _spoken(call: Call, entity: Entity) -> tuple[str, str] | None:
    """`park … occupies the spot`: a verb in the words leads to a state that the resource has."""
    for token in re.findall(r"[a-z]+", call.text.lower()):
        for one in entity.fields.values():
            if kind_is_boolean(one) and words.same_word(token, one.name.removeprefix("is_")):
                return one.name, "True"
            option = next((choice for choice in one.choices if words.same_word(token, choice)), None)
            if option:
                return one.name, f'"{option}"'
    return None


def kind_is_boolean(one: Field) -> bool:
    """Whether a field is a flag."""
    return (one.type or guess(one.name)) == "boolean"


def _base(verb: str) -> str:
    return {
        "done": "complete",
        "completed": "complete",
        "borrowed": "borrow",
        "closed": "close",
        "cancelled": "cancel",
        "cancellation": "cancel",
        "completion": "complete",
        "return_book": "return",
        "loan": "borrow",
    }.get(verb, verb)


def _said_state(call: Call, entity: Entity) -> tuple[str, str] | None:
    for pattern in (_SET_TO, _BECOMES):
        for match in pattern.finditer(call.all):
            found = _one_state(entity, (match["what"] or "").strip().lower(), match["value"].strip())
            if found:
                return found
    return None


def _one_state(entity: Entity, what: str, value: str) -> tuple[str, str] | None:
    """The state behind `sets WHAT to VALUE`."""
    name = words.snake(what.split()[-1]) if what else ""
    if value.lower() in {"true", "false"} and name:
        _boolean(entity, name)
        return name, value.title()
    field = entity.fields.get(name)
    if field and field.choices and value not in field.choices and value.replace("-", "_") not in field.choices:
        return None
    if name in {"status", "state"} or (field and field.choices):
        return name, _choose(entity, name, value)
    return _reached(entity, words.stem(value), value) or _unnamed_state(entity, what, value)


def _unnamed_state(entity: Entity, what: str, value: str) -> tuple[str, str] | None:
    """`marks it as paid`, where nothing is called paid yet."""
    if value.lower() in words.STOP:
        return None
    status = next((one.name for one in entity.fields.values() if one.name in {"status", "state"} and one.choices), None)
    if status and not what:
        return status, _choose(entity, status, value)
    if re.search(r"(ed|en|ne|id|ble|ive|ad|old)$", value.lower()) and value not in {"need", "speed"}:
        _boolean(entity, words.snake(value))
        return words.snake(value), "True"
    return None


def _choose(entity: Entity, name: str, value: str) -> str:
    if name not in entity.fields:
        entity.fields[name] = Field(
            name, "enum", required=False, choices=["open" if value != "open" else "new"], default="open", given=False
        )
    field = entity.fields[name]
    option = next(
        (
            choice
            for choice in field.choices
            if choice.lower().replace("-", "_").replace(" ", "_") == value.lower().replace("-", "_").replace(" ", "_")
        ),
        value,
    )
    if option not in field.choices:
        field.choices.append(option)
    return f'"{option}"'


def _reached(entity: Entity, base: str, said: str = "") -> tuple[str, str] | None:
    outcomes = [said.lower()] if said else []
    outcomes += [*_OUTCOME.get(base, ()), words.participle(base), base]
    for outcome in outcomes:
        for one in entity.fields.values():
            option = next(
                (choice for choice in one.choices if choice.lower().replace("-", "_").replace(" ", "_") == outcome.replace("-", "_")), None
            )
            if option:
                return one.name, f'"{option}"'
            if (
                one.name.removeprefix("is_") == outcome
                and (one.type or guess(one.name)) in {"boolean", "scalar", "string"}
                and one.type in {"", "boolean"}
            ):
                _boolean(entity, one.name)
                return one.name, "True"
    if (
        base in {"borrow", "rent", "checkout", "check_out", "book", "reserve", "take", "adopt", "occupy", "buy"}
        and "available" in entity.fields
    ):
        _boolean(entity, "available")
        return "available", "False"
    return None


def _undone(entity: Entity, base: str, verb: str) -> tuple[str, str] | None:
    """The opposite of a state that the resource has: `return`, `unpublish`, `reopen`."""
    opposites = list(_INVERSE.get(base, ()))
    opposites += [base[2:]] if base.startswith("un") and len(base) > 4 else []
    for opposite in opposites:
        for outcome in (*_OUTCOME.get(opposite, ()), words.participle(opposite), opposite):
            one = entity.fields.get(outcome) or entity.fields.get(f"is_{outcome}")
            if one and (one.type or guess(one.name)) == "boolean":
                _boolean(entity, one.name)
                return one.name, "False"
            enum = next((field for field in entity.fields.values() if outcome in field.choices), None)
            if enum and words.participle(base) not in enum.choices:
                initial = enum.default if isinstance(enum.default, str) else enum.choices[0]
                return enum.name, f'"{initial}"'
    if base in {"return", "release", "checkin", "check_in", "free"} and "available" in entity.fields:
        return "available", "True"
    return None


def _new_state(entity: Entity, base: str) -> tuple[str, str]:
    status = next((one for one in entity.fields.values() if one.name in {"status", "state"}), None)
    outcome = _OUTCOME.get(base, (words.participle(base),))[0]
    if base.startswith("un") and len(base) > 4:
        outcome = words.participle(base[2:])
        _boolean(entity, outcome)
        return outcome, "False"
    if status is not None:
        return status.name, _choose(entity, status.name, outcome)
    _boolean(entity, outcome)
    return outcome, "True"


def _details(entity: Entity, endpoint: Endpoint, body: list[Field], base: str, call: Call) -> None:
    """What a request says beside the state (`borrower`), kept on the resource."""
    for one in body:
        if one.name in {entity.name, "id", "status"} or one.name in {f.name for f in endpoint.body}:
            continue
        settle(one)
        endpoint.body.append(one)
        if one.name not in entity.fields:
            entity.fields[one.name] = Field(one.name, one.type, required=False, default=None, given=False, choices=list(one.choices))
        endpoint.sets[one.name] = f'values["{one.name}"]'
        entity.fields[one.name].fill = ""
    undo = bool(_INVERSE.get(base)) or base.startswith("un")
    if undo:
        for one in entity.fields.values():
            if not one.given and one.default is None and one.name not in endpoint.sets:
                endpoint.sets[one.name] = "None"
    stamp = re.search(r"(?i)\b(?:sets?|records?|stores?|with|and)\b[^.]{0,30}?[`'\"]?(\w+_at)[`'\"]?", call.all)
    if stamp and stamp[1] not in endpoint.sets:
        entity.fields.setdefault(stamp[1], Field(stamp[1], "datetime", required=False, default=None, given=False))
        entity.fields[stamp[1]].given, entity.fields[stamp[1]].default = False, None
        endpoint.sets[stamp[1]] = "now()"
