"""Which inputs a known operation has here: their names, their places and their limits."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, statuses
from shared.adapters.offline.constraining import constrain
from shared.adapters.offline.described import body_fields
from shared.adapters.offline.ir import MISSING, App, Endpoint, Field, Query
from shared.adapters.offline.roles import Operation, Role
from shared.adapters.offline.text import split_outside
from shared.adapters.offline.types import settle
from shared.adapters.offline.write_queries import python_name

_NAMED = re.compile(
    r"(?i)\b(?:query )?(?:parameters?|params?|fields?|arguments?|inputs?|takes?|accepts?|given|with|for)\s*:?\s*((?:[`'\"]?[a-z_]\w*[`'\"]?(?:\s*\([^)]*\))?(?:\s*,\s*(?:and )?|\s+and\s+|\s+or\s+))*[`'\"]?[a-z_]\w*[`'\"]?)"
)


def input_names(call: Call, operation: Operation) -> list[str]:
    """The names of what is sent, as far as the words say them."""
    names = [*call.params, *(name for name, _ in call.query)]
    shape = call.request_shape()
    names += shape.names if shape else []
    if call.method in {"POST", "PUT"} and not shape:
        names += [one.name for one in body_fields(call) if len(one.name) < 25]
    known = {name for role in operation.roles for name in role.names.split("|")} | {role.name for role in operation.roles}
    for text in (call.text, call.lead, *call.extra):
        before_answer = re.split(r"(?i)\b(?:returns?|responds?|answers?|gives?|->)", text)[0] if shape or names else text
        for match in _NAMED.finditer(before_answer):
            found = [name.strip("`'\" ") for name in re.split(r"\s*,\s*(?:and )?|\s+and\s+|\s+or\s+", re.sub(r"\([^)]*\)", "", match[1]))]
            names += [name for name in found if name in known]
        names += [name for name in re.findall(r"[`'\"]([a-zA-Z_]\w*)[`'\"]", before_answer) if name in known or not names]
    return [name for name in dict.fromkeys(names) if re.fullmatch(r"[A-Za-z_]\w*", name)]


def assign(operation: Operation, inputs: list[str], call: Call) -> dict[str, tuple[Role, str]]:
    """Role -> its name outside. By name first, the rest in order; roles with a default only where the words name them."""
    named: dict[str, str] = {}
    free = list(inputs)
    for role in operation.roles:
        options = [option.lower() for option in (role.name, *role.names.split("|"))]
        match = next((name for option in options for name in free if name.lower() == option), None)
        if match:
            named[role.name] = match
            free.remove(match)
    offered = call.method == "GET" and operation.name in {"dice", "random", "password"}
    for role in operation.roles:
        if role.name not in named:
            usual = _first_name(role) if role.default is None or offered else ""
            named[role.name] = free.pop(0) if free and role.default is None else usual
    return {role.name: (role, named[role.name]) for role in operation.roles}


def _first_name(role: Role) -> str:
    return role.names.split("|")[0] if role.names else role.name


_FIELD_TYPES = {
    "numbers": "list",
    "order": "string",
    "algorithm": "enum",
    "integer": "integer",
    "number": "number",
    "string": "string",
    "list": "list",
    "date": "string",
}


def declare(app: App, call: Call, endpoint: Endpoint, roles: dict[str, tuple[Role, str]]) -> None:
    """Puts the inputs into the path, the query or the body."""
    for role, name in roles.values():
        if not name or name in call.params:
            if name:
                _in_path(app, call, endpoint, role, name)
            continue
        one = Field(name, _FIELD_TYPES.get(role.type, role.type), items="number" if role.type == "numbers" else "")
        _limit(one, role, call)
        if role.type == "algorithm":
            one.choices = ["md5", "sha1", "sha256", "sha512"]
        if call.method in {"POST", "PUT", "PATCH"} and name not in dict(call.query):
            _into_body(endpoint, one, role)
        else:
            required = role.default is None and one.default is MISSING
            default = MISSING if required else role.default if one.default is MISSING else one.default
            endpoint.query.append(
                Query(
                    name,
                    "value",
                    type="integer" if one.type == "integer" else one.type,
                    default=default,
                    required=required,
                    low=one.low,
                    high=one.high,
                    choices=one.choices if one.type == "enum" else [],
                )
            )
            if one.above is not None or (one.shortest and one.type == "string"):
                wrong = (
                    f"{python_name(endpoint.query[-1])} <= {one.above:g}"
                    if one.above is not None
                    else f"not {python_name(endpoint.query[-1])}.strip()"
                )
                endpoint.lines += [
                    f"if {wrong}:",
                    f'    raise HTTPException({status_about(app, call, "invalid empty positive zero negative")}, "{name} is out of range")',
                ]
    note_invalid(app, call)


def _in_path(app: App, call: Call, endpoint: Endpoint, role: Role, name: str) -> None:
    """A path parameter: its type, and the limits that the words set."""
    place = words.code_name(name)
    endpoint.answer[f"path:{place}"] = {"integer": "int", "number": "float"}.get(role.type, "str")
    one = Field(name, role.type)
    _limit(one, role, call)
    tests = [f"{place} {sign} {limit:g}" for sign, limit in (("<", one.low), ("<=", one.above), (">", one.high)) if limit is not None]
    if tests and role.type in {"integer", "number"}:
        status = status_about(app, call, "invalid negative range between must")
        endpoint.lines += [f"if {' or '.join(tests)}:", f'    raise HTTPException({status}, "{name} is out of range")']


def _into_body(endpoint: Endpoint, one: Field, role: Role) -> None:
    if one.type == "list" and role.type == "list":
        one.items = "any"
    if role.default is not None:
        one.default, one.required = role.default, False
    settle(one)
    one.shortest = one.shortest if one.type != "string" or one.shortest != 1 else None
    if getattr(one, "wants", False):
        one.shortest = 1
    endpoint.body.append(one)


def _limit(one: Field, role: Role, call: Call) -> None:
    """What role and words say about an input's range."""
    one.low, one.above = role.low, role.above
    for text in split_outside(call.all, r"\s*[.;]\s+|,\s+(?=and\b|if\b|but\b|otherwise\b)"):
        if match := re.search(
            rf"(?i)\b{re.escape(one.name)}\b[`'\"]?\s*(?:is|must|should|has to|can|may|needs|\(|:|=|,|between|from|in|of)(.*)$", text
        ):
            constrained = Field(one.name, one.type, items=one.items)
            shape = call.request_shape()
            others = [
                re.escape(name) for name in (*dict(call.query), *(shape.names if shape else ())) if name != one.name and len(name) > 2
            ]
            said = re.split(rf", (?:{'|'.join(others)})\b", match[1])[0] if others else match[1]
            constrain(constrained, re.split(r"(?i)\b(returns?|->|responds?|gives?)\b", said)[0])
            if constrained.type == one.type:
                for limit in ("low", "high", "above", "below", "shortest", "longest"):
                    value = getattr(constrained, limit)
                    if value is not None:
                        setattr(one, limit, value)
                one.default = constrained.default if one.default is MISSING else one.default
    name = re.escape(one.name)
    empty = rf"(?i)\b(empty|blank)\b[^.]*\b{name}\b|\b{name}\b[^.]*\b(empty|blank)\b"
    sentences = split_outside(call.all, r"\s*[.;]\s+")
    if one.type == "string" and any(re.search(empty, text) and re.search(r"\b4\d\d\b", text) for text in sentences):
        one.shortest = 1
        one.wants = True  # type: ignore[attr-defined]


def status_about(app: App, call: Call, about: str) -> int:
    """The status for a refused input: the one whose words are about it, the only one that is named, or the usual one."""
    named = [(code, position) for code, position in statuses(call.all) if 400 <= code < 500]
    if not named:
        return app.invalid
    if len({code for code, _ in named}) == 1:
        return named[0][0]
    for code, position in named:
        clause = _clause(call.all, position).lower()
        if any(re.search(rf"\b{word[:4]}", clause) for word in about.lower().split() if len(word) > 3):
            return code
    for code, position in named:
        around = call.all[max(0, position - 60) : position + 40].lower()
        if any(re.search(rf"\b{word}", around) for word in about.lower().split() if len(word) > 3):
            return code
    return named[0][0]


def _clause(text: str, position: int) -> str:
    """The part of a sentence that a status stands in."""
    start = max(text.rfind(mark, 0, position) for mark in (", ", "; ", ". ", " and "))
    ends = [end for mark in (", ", "; ", ". ", " and ") if (end := text.find(mark, position)) >= 0]
    return text[max(start, 0) : min(ends, default=len(text))]


def note_invalid(app: App, call: Call) -> None:
    named = {code for code, _ in statuses(call.all) if code in {400, 422}}
    words_say = re.search(
        r"(?i)\b(invalid|missing|non-?num\w*|not (a )?num\w*|not (an )?integer|bad|empty|wrong|malformed|unparse?able|anything else|otherwise|must be|out of range|non-integer|negative)\b",
        call.all,
    )
    if named == {400} and words_say:
        app.invalid_on[f"{call.method} {call.path}"] = 400
