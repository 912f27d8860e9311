"""Reads stateless endpoints: which known operation one is, what its inputs are called, what its answer looks like."""

import re
from typing import Any

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.inputs import assign, declare, input_names, status_about
from shared.adapters.offline.ir import App, Endpoint, Query
from shared.adapters.offline.operations import OPERATIONS
from shared.adapters.offline.phrases import constant, template, templated
from shared.adapters.offline.roles import Operation, Role
from shared.adapters.offline.text import Placeholder, Shape
from shared.adapters.offline.write_queries import python_name


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
    if shape and len(set(_said_outputs(call, operation))) > 1 and re.search(rf"\w:? [^.;{{}}]*\[\{{\W*{shape.names[0]}\b", call.all):
        shape = None
    if templated(call, shape):
        return template(app, call, endpoint, shape)
    if operation is None:
        return constant(call, endpoint, shape)
    inputs = input_names(call, operation)
    roles = assign(operation, inputs, call)
    declare(app, call, endpoint, roles)
    refused = _refusals(app, call, operation, roles)
    outputs = _meant(_outputs(call, operation, roles, shape), call.all)
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
    fitting = by_path or specific
    sent = set(shape.names) if (shape := call.request_shape()) else set()
    return next((operation for operation in fitting if not sent or _takes(operation, sent)), None) or next(
        (operation for operation in OPERATIONS if sent and operation in specific and _takes(operation, sent)), next(iter(fitting), None)
    )


def _takes(operation: Operation, sent: set[str]) -> bool:
    """Whether what is sent goes by the names of the operation's inputs."""
    return all(role.default is not None or sent & {role.name, *role.names.split("|")} for role in operation.roles)


def _mentions(operation: Operation, path: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", path.lower()) for name in operation.name.split("_") if len(name) > 3)


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


def _said_outputs(call: Call, operation: Operation | None) -> list[str]:
    return list(_named_outputs(operation, call.all)) if operation else []


def _named_outputs(operation: Operation, said: str) -> dict[str, str]:
    """The outputs that words name, with their code."""
    found = {}
    for options, code in operation.outputs.items():
        name = next(
            (n for n in options.split("|") if len(n) > 1 and re.search(rf"(?i)\b{re.escape(n).replace('_', '[ _]')}s?\b", said)), None
        )
        if name:
            found[name] = code
    return found


def _meant(outputs: dict[str, str], said: str) -> dict[str, str]:
    """The outputs with what the words say about words of a text: how many, with or without punctuation."""
    number = re.search(
        r"(?i)\b(\d+|two|three|four|five|six|seven|eight|nine|ten) (?:most|top)|\b(?:top|first) (\d+|two|three|four|five|six|ten)\b", said
    )
    top = words.number(number[1] or number[2]) if number else 3
    bare = re.search(r"(?i)\bpunctuation\b|\bletters only\b|\bignor\w+ [^.]*[,;!?]", said)
    return {
        name: code.replace("WORDS", "bare_words(text)" if bare else "text.split()").replace("TOP", str(top))
        for name, code in outputs.items()
    }


def _plain(text: str) -> str:
    return re.sub(r"\{(\w+)\}", r"\1", text)


def _refusals(app: App, call: Call, operation: Operation, roles: dict[str, tuple[Role, str]]) -> list[str]:
    status = status_about(app, call, "invalid date")
    lines = [f"{role.name} = iso_date({role.name}, {status})" for role, _ in roles.values() if role.type == "date"]
    for condition, status, wrong in operation.refuse:
        lines += [f"if {_plain(condition)}:", f'    raise HTTPException({status or status_about(app, call, wrong)}, "{wrong}")']
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
    mentioned = {name: _plain(code) for name, code in _named_outputs(operation, said).items()}
    if quoted and len(mentioned) <= len(set(quoted)):
        return {name: _output(name, None, operation, roles, len(quoted) == 1) for name in dict.fromkeys(quoted)}
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
        if outside == name and not (main and any(name in options.split("|") for options in operation.outputs)):
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
