"""Reads stateless endpoints: which known operation one is, what its inputs are called, what its answer looks like."""

import re
from typing import Any

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, statuses, success
from shared.adapters.offline.entities import body_fields
from shared.adapters.offline.fields import constrain
from shared.adapters.offline.ir import MISSING, App, Endpoint, Field, Query
from shared.adapters.offline.operations import OPERATIONS, Operation, Role
from shared.adapters.offline.text import Placeholder, Shape, split_outside
from shared.adapters.offline.types import settle
from shared.adapters.offline.write_queries import python_name

_NAMED = re.compile(
    r"(?i)\b(?:query )?(?:parameters?|params?|fields?|arguments?|inputs?|takes?|accepts?|given|with|for)\s*:?\s*((?:[`'\"]?[a-z_]\w*[`'\"]?(?:\s*\([^)]*\))?(?:\s*,\s*(?:and )?|\s+and\s+|\s+or\s+))*[`'\"]?[a-z_]\w*[`'\"]?)"
)


def formula(app: App, call: Call) -> Endpoint | None:
    """The endpoint, when a known operation, a greeting or a constant answers it."""
    endpoint = Endpoint(
        call.method,
        call.path,
        "compute",
        status=success(call, 200),
        source=call.statement,
        params=[words.code_name(p) for p in call.params],
    )
    operation = recognise(call)
    shape = call.answer_shape()
    if _templated(call, shape):
        return _template(app, call, endpoint, shape)
    if operation is None:
        return _constant(call, endpoint, shape)
    inputs = _inputs(call, operation)
    roles = _assign(operation, inputs, call)
    _declare(app, call, endpoint, roles)
    refused = _refusals(app, call, operation, roles)
    outputs = _outputs(call, operation, roles, shape)
    endpoint.lines = [
        *_locals(endpoint, roles),
        *_fill(operation.before, roles),
        *refused,
        f"return {{{', '.join(f'{chr(34)}{name}{chr(34)}: {code}' for name, code in outputs.items())}}}",
    ]
    endpoint.lines = _ordered(operation, endpoint.lines)
    _example(call, endpoint, roles, shape)
    return endpoint


def _ordered(operation: Operation, lines: list[str]) -> list[str]:
    """Refusals before what could fail for the same reason."""
    if not operation.before:
        return lines
    return sorted(lines, key=lambda line: 2 if line.startswith("return") else 1 if line.startswith("rolled") else 0)


def recognise(call: Call) -> Operation | None:
    """The operation that the path names, or else the words."""
    path = " ".join(re.split(r"[/\-_]", re.sub(r"\{\w+\}", " ", call.path))).strip()
    query = "?" + "&".join(f"{name}={value}" for name, value in call.query)
    said = re.sub(r"(?i)\b(created?|returns?|stores?)\b", " ", call.all)
    both = f"{path} {query} {said}".lower()
    specific = [operation for operation in OPERATIONS if re.search(operation.words, both)]
    by_path = [
        operation
        for operation in specific
        if re.search(operation.words, path.lower().replace("2", " to ")) or (path and _mentions(operation, path))
    ]
    if (
        not by_path
        and re.search(r"(?i)\b(stored?|saved?|items?|records?|list of (?!numbers|words|strings|integers)\w+s)\b", said)
        and not call.query
    ):
        return None
    return (by_path or specific or [None])[0]


def _mentions(operation: Operation, path: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", path.lower()) for name in operation.name.split("_") if len(name) > 3)


def _inputs(call: Call, operation: Operation) -> list[str]:
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


def _assign(operation: Operation, inputs: list[str], call: Call) -> dict[str, tuple[Role, str]]:
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
    "date": "date",
}


def _declare(app: App, call: Call, endpoint: Endpoint, roles: dict[str, tuple[Role, str]]) -> None:
    """Puts the inputs into the path, the query or the body."""
    for role, name in roles.values():
        if not name or name in call.params:
            if name:
                endpoint.answer[f"path:{words.code_name(name)}"] = {"integer": "int", "number": "float"}.get(role.type, "str")
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
                    f'    raise HTTPException({_status(app, call, "invalid empty positive zero negative")}, "{name} is out of range")',
                ]
    _note_invalid(app, call)


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
            constrain(constrained, re.split(r"(?i)\b(returns?|->|responds?|gives?)\b", match[1])[0])
            if constrained.type == one.type:
                for limit in ("low", "high", "above", "below", "shortest", "longest"):
                    value = getattr(constrained, limit)
                    if value is not None:
                        setattr(one, limit, value)
                one.default = constrained.default if one.default is MISSING else one.default
    if (
        re.search(rf"(?i)\b(empty|blank)\b[^.]*\b{re.escape(one.name)}\b|\b{re.escape(one.name)}\b[^.]*\b(empty|blank)\b", call.all)
        and one.type == "string"
        and re.search(r"\b4\d\d\b", call.all)
    ):
        one.shortest = 1
        one.wants = True  # type: ignore[attr-defined]


def _status(app: App, call: Call, about: str) -> int:
    """The status for a refused input: the one whose words are about it, the only one that is named, or the usual one."""
    named = [(code, position) for code, position in statuses(call.all) if 400 <= code < 500]
    if not named:
        return app.invalid
    if len({code for code, _ in named}) == 1:
        return named[0][0]
    for code, position in named:
        around = call.all[max(0, position - 60) : position + 40].lower()
        if any(re.search(rf"\b{word}", around) for word in about.lower().split() if len(word) > 3):
            return code
    return named[0][0]


def _note_invalid(app: App, call: Call) -> None:
    named = {code for code, _ in statuses(call.all) if code in {400, 422}}
    words_say = re.search(
        r"(?i)\b(invalid|missing|non-?num\w*|not (a )?num\w*|not (an )?integer|bad|empty|wrong|malformed|unparse?able|anything else|otherwise|must be|out of range|non-integer|negative)\b",
        call.all,
    )
    if named == {400} and words_say:
        app.invalid_on[f"{call.method} {call.path}"] = 400


def _locals(endpoint: Endpoint, roles: dict[str, tuple[Role, str]]) -> list[str]:
    lines = []
    for role, name in roles.values():
        if not name:
            if role.default is not None and role.type != "order":
                lines.append(f"{role.name} = {role.default!r}")
            elif role.type == "order":
                lines.append('order = "asc"')
            continue
        in_body = any(one.name == name for one in endpoint.body)
        source = f"body.{name}" if in_body else python_name(Query(words.code_name(name) if name in [*endpoint.params] else name, ""))
        if source != role.name:
            lines.append(f"{role.name} = {source}")
    return [*lines, *endpoint.lines]


def _fill(texts: tuple[str, ...], roles: dict[str, tuple[Role, str]]) -> list[str]:
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    return re.sub(r"\{(\w+)\}", r"\1", text)


def _refusals(app: App, call: Call, operation: Operation, roles: dict[str, tuple[Role, str]]) -> list[str]:
    lines = []
    for role, _ in roles.values():
        if role.type == "date":
            lines += [f're.fullmatch(r"\\d{{4}}-\\d\\d-\\d\\d", {role.name})'] if False else []
    for condition, status, wrong in operation.refuse:
        lines += [f"if {_plain(condition)}:", f'    raise HTTPException({status or _status(app, call, wrong)}, "{wrong}")']
    return lines


def _outputs(call: Call, operation: Operation, roles: dict[str, tuple[Role, str]], shape: Shape | None) -> dict[str, str]:
    """The members of the answer."""
    if shape:
        members = {
            name: _output(name, value, operation, roles, len(shape.members) == 1 or _main_of(shape, operation, roles) == name)
            for name, value in shape.members
        }
        return {name: _rounded(members[name], value) for name, value in shape.members}
    answers = re.split(r"(?i)\b(?:returns?|returning|responds?(?: with)?|answers?(?: with)?|gives?|giving|->|containing)\b", call.all)
    said = " ".join(answers[1:]) if len(answers) > 1 else call.all
    names = [name for options in operation.outputs for name in options.split("|")]
    quoted = [
        name
        for name in re.findall(r"[`'\"]([a-zA-Z_]\w*)[`'\"]", said)
        if name in names or any(name == outside for _, outside in roles.values())
    ]
    if quoted:
        return {name: _output(name, None, operation, roles, len(quoted) == 1) for name in dict.fromkeys(quoted)}
    mentioned = {}
    for options, code in operation.outputs.items():
        found = next(
            (
                name
                for name in options.split("|")
                if re.search(rf"(?i)\b{re.escape(name).replace('_', '[ _]')}s?\b", said) and len(name) > 1
            ),
            None,
        )
        if found:
            mentioned[found] = _plain(code)
    if len(mentioned) > 1 and len(operation.outputs) > 2:
        return mentioned
    key = re.search(r"(?i)\b(?:as|in|under|called|named)\s+(?:an? |the )?(?:key |field )?[`'\"](\w+)[`'\"]", said)
    first = next(iter(operation.outputs.values()))
    name = key[1] if key else "result"
    return {name: _plain(first)}


def _rounded(code: str, value: object) -> str:
    """The result with as many decimals as the example shows, when those are two or more."""
    decimals = len(str(value).partition(".")[2]) if isinstance(value, float) else 0
    if decimals < 2:
        return code
    return re.sub(r", \d+\)$", f", {decimals})", code) if code.startswith("round(") else f"round({code}, {decimals})"


def _main_of(shape: Shape, operation: Operation, roles: dict[str, tuple[Role, str]]) -> str:
    """The member that no name explains: it must be the result."""
    known = (
        {name for options in operation.outputs for name in options.split("|")}
        | {outside for _, outside in roles.values()}
        | {"input", "original"}
    )
    unknown = [name for name in shape.names if name not in known]
    has_result = any(name in options.split("|") for name in shape.names for options in operation.outputs)
    return unknown[0] if len(unknown) == 1 and not has_result else ""


def _output(name: str, value: object, operation: Operation, roles: dict[str, tuple[Role, str]], main: bool) -> str:
    for role, outside in roles.values():
        if outside == name and not (main and len(roles) == 1 and any(name in options.split("|") for options in operation.outputs)):
            return role.name if role.type not in {"number"} else f"plain({role.name})"
    for options, code in operation.outputs.items():
        if name in options.split("|") or words.code_name(name) in options.split("|"):
            return _plain(code)
    if name in {"input", "original", "text"} and roles:
        return next(iter(roles.values()))[0].name
    if main:
        return _plain(next(iter(operation.outputs.values())))
    return repr(value) if value is not None and not isinstance(value, Placeholder) else _plain(next(iter(operation.outputs.values())))


def _example(call: Call, endpoint: Endpoint, roles: dict[str, tuple[Role, str]], shape: Shape | None) -> None:
    """A request and its answer that the intent itself shows becomes a test."""
    if shape is None or not shape.exact:
        return
    sample: dict[str, Any] = {name: value for name, value in call.query if value and not re.search(r"[{<.]{2,}|[{<]", value)}
    sample |= dict(call.sample)
    request = call.request_shape()
    if request and request.exact:
        sample |= dict(request.members)
    outside = {name for role, name in roles.values() if name and role.default is None}
    if outside <= set(sample) and outside and not any(isinstance(v, str) and v in outside for v in sample.values()):
        endpoint.examples.append((sample, dict(shape.members)))


# --- answers that are words -------------------------------------------------------------------------------------------


def _templated(call: Call, shape: Shape | None) -> bool:
    if shape is None or len(shape.members) > 2:
        return False
    names = [*call.params, *(name for name, _ in call.query), *(call.request_shape().names if call.request_shape() else [])]  # type: ignore[union-attr]
    return any(
        isinstance(value, str) and '"' not in value and any(_slot(value, name, dict(call.query).get(name, "")) for name in names)
        for _, value in shape.members
    ) or any(
        isinstance(value, Placeholder)
        and "|" not in value.text
        and any(f"<{name}>" in value.text or f"{{{name}}}" in value.text for name in names)
        for _, value in shape.members
    )


def _slot(text: str, name: str, sample: str) -> str:
    """What stands for an input in a sample answer: `{name}`, `<name>`, `NAME`, or the sample value itself."""
    options = [f"{{{name}}}", f"<{name}>", f"[{name}]", name.upper() if len(name) > 1 else ""]
    options += [sample] if len(sample) > 2 and not re.search(r"[{<]", sample) and sample.lower() != name.lower() else []
    found = next((option for option in options if option and option in text), "")
    return found if found and found != text else ""


def _template(app: App, call: Call, endpoint: Endpoint, shape: Shape | None) -> Endpoint:
    members = []
    query = dict(call.query)
    request = call.request_shape()
    inputs = [*call.params, *query, *(request.names if request else [])]
    for name, value in shape.members if shape else ():
        text = value.text if isinstance(value, Placeholder) else value
        if isinstance(text, str):
            shown = text.replace("\\", "\\\\")
            slots = [(other, _slot(text, other, query.get(other, "")) or f"<{other}>") for other in inputs]
            for other, slot in slots:
                shown = shown.replace(slot, f"\x00{other}\x01")
            shown = shown.replace("{", "{{").replace("}", "}}")
            for other in inputs:
                source = (
                    f"body.{other}" if request and other in request.names else words.code_name(other) if other in call.params else other
                )
                shown = shown.replace(f"\x00{other}\x01", "{" + source + "}")
            members.append(f'"{name}": f"{shown}"')
        else:
            members.append(f'"{name}": {text!r}')
    default = re.search(r"(?i)\bdefault(?:s|ing)?(?: to| is| name)?\s*[`'\"]?(\w+)[`'\"]?|without[^.]*\"[^\"]*?(\w+)!?\"\s*\}", call.all)
    for name in query:
        endpoint.query.append(
            Query(
                name,
                "value",
                required=default is None and not re.search(r"(?i)\boptional\b", call.all),
                default=(default[1] or default[2]) if default else ("World" if name == "name" else ""),
            )
        )
    if request:
        endpoint.body = [settle(Field(name, "string")) for name in request.names]
    endpoint.lines = [f"return {{{', '.join(members)}}}"]
    _note_invalid(app, call)
    return endpoint


def _constant(call: Call, endpoint: Endpoint, shape: Shape | None) -> Endpoint | None:
    if (
        shape
        and shape.exact
        and not call.params
        and not call.query
        and call.method == "GET"
        and not re.search(r"(?i)\b(number of|count|total|average|list|all)\b", call.all)
    ):
        endpoint.lines = [f"return {dict(shape.members)!r}".replace("'", '"').replace(": True", ": True")]
        endpoint.examples = [({}, dict(shape.members))]
        return endpoint
    if re.search(r"(?i)\bpong\b", call.all):
        plain = re.search(r"(?i)plain|text", call.all) is not None
        endpoint.bare = "PlainTextResponse" if plain else ""
        endpoint.lines = ['return PlainTextResponse("pong")' if plain else 'return {"message": "pong"}']
        return endpoint
    said = re.search(r"(?i)\b(?:says?|returns?|responds? with|greets? with|message)\s+\"([^\"]+)\"", call.all)
    if said and call.method == "GET" and not call.params:
        endpoint.lines = [f'return {{"message": "{said[1]}"}}']
        return endpoint
    return None
