"""Reads actions that bring a resource into a state: `borrow`, `complete`, `marks it as paid`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import MISSING, Endpoint, Entity, Field
from shared.adapters.offline.lifecycle import leaving, said_move
from shared.adapters.offline.types import guess, settle

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
    r"(?i)\b(?:sets?|changes?|moves?|updates?|turns?|switch(?:es)?|puts?|marks?|flags?|transitions?)\b(?: (?:it|its|the|a|an|one|that|this|them))*(?: (?P<what>[\w ]{0,30}?))?\s*(?:\b(?:to|as|into|is)\b|=|->)\s*(?:be )?[`'\"]?(?P<value>[a-z][\w\-]*(?: progress)?)[`'\"]?"
)
_MARKS = re.compile(r"(?i)\bmarks? (?:it|them|that|(?:the|an?) \w+) (?:as )?(?P<what>(?!.))?[`'\"]?(?P<value>(?!as\b)[a-z][\w\-]*)[`'\"]?")
_BECOMES = re.compile(
    r"(?i)\b(?P<what>status|state|\w+)\s+(?:becomes?|is set to|changes? to|goes to|turns?)\s+[`'\"]?(?P<value>[a-z][\w\-]*)[`'\"]?"
)


def flag(entity: Entity, name: str) -> Field:
    if name not in entity.fields:
        entity.fields[name] = Field(
            name, "boolean", required=False, default=guess(name) == "boolean" and name in {"available", "active"}, given=False
        )
    one = entity.fields[name]
    one.type = one.type or "boolean"
    if one.default is MISSING and one.type == "boolean":
        one.default, one.required = name in {"available", "active", "enabled"}, False
    return one


def state_reached(call: Call, entity: Entity, endpoint: Endpoint, verb: str, body: list[Field]) -> bool:
    """A state is reached: a choice of a field, or a boolean."""
    base = _base(verb)
    if base in {"buy", "purchase", "sell"} and any(name in entity.fields for name in ("stock", "quantity", "inventory")):
        return False
    move = said_move(entity, call.text, base)
    if move:
        entity.fields[move.field].given = False
        guard = leaving(entity, move)
        endpoint.guards += [guard] if guard else []
    target = (
        (move.field, f'"{move.to}"')
        if move
        else _said_state(call, entity) or _undone(entity, base, verb) or _reached(entity, base) or _spoken(call, entity)
    )
    if target is None:
        if not re.fullmatch(r"[a-z]+(_(in|out|off|on))?", base) or (
            guess(verb) != "scalar" and verb not in {"read"} and not re.search(r"(?i)\bmarks?\b", call.all)
        ):
            return False
        target = _new_state(entity, base)
    name, value = target
    if call.method == "DELETE" and value == "True":
        value = "False"
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
    said = re.sub(r"(?i)\b(?:but )?(?:only )?(?:if|when|unless)\b[^.;,]*", " ", call.all)
    for pattern in (_SET_TO, _BECOMES, _MARKS):
        for match in pattern.finditer(said):
            found = _one_state(entity, (match["what"] or "").strip().lower(), match["value"].strip())
            if found:
                return found
    return None


def _one_state(entity: Entity, what: str, value: str) -> tuple[str, str] | None:
    """The state behind `sets WHAT to VALUE`."""
    name = words.snake(what.split()[-1]) if what else ""
    if value.lower() in {"true", "false"} and name:
        flag(entity, name)
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
        flag(entity, words.snake(value))
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
                flag(entity, one.name)
                return one.name, "True"
    if (
        base in {"borrow", "rent", "checkout", "check_out", "book", "reserve", "take", "adopt", "occupy", "buy"}
        and "available" in entity.fields
    ):
        flag(entity, "available")
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
                flag(entity, one.name)
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
        flag(entity, outcome)
        return outcome, "False"
    if status is not None:
        return status.name, _choose(entity, status.name, outcome)
    flag(entity, outcome)
    return outcome, "True"


def _shown_as(one: Field, call: Call) -> str:
    """`{"to": "Ann"} -> … "lent_to": "Ann"`: the name under which an answer shows what was sent."""
    shape = call.request_shape()
    value = dict(shape.members).get(one.name) if shape else None
    shown = (
        re.search(rf"\"(\w+)\"\s*:\s*\"{re.escape(value)}\"(?!.*\bPOST\b)", call.text[shape.end :])
        if shape and isinstance(value, str)
        else None
    )
    return shown[1] if shown else one.name


def _details(entity: Entity, endpoint: Endpoint, body: list[Field], base: str, call: Call) -> None:
    """What a request says beside the state (`borrower`), kept on the resource."""
    for one in body:
        if one.name in {entity.name, "id", "status"} or one.name in {f.name for f in endpoint.body}:
            continue
        settle(one)
        endpoint.body.append(one)
        kept = _shown_as(one, call)
        if kept not in entity.fields:
            entity.fields[kept] = Field(kept, one.type, required=False, default=None, given=False, choices=list(one.choices))
        endpoint.sets[kept] = f'values["{one.name}"]'
        entity.fields[kept].fill = ""
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
