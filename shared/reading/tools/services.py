"""Services of pure operations on what is sent (calculators, converters, text tools): every route is an operation of `offline.operations`, a greeting, or their history."""

import re
from collections.abc import Iterator

from shared.reading.refusals.clauses import has_status, refused
from shared.reading.refused import not_understood
from shared.reading.text.outline import Route, Statement
from shared.reading.text.shapes import title_of
from shared.reading.tools.answers import answered, examples, members
from shared.reading.tools.greetings import constant, greeting
from shared.reading.tools.history import is_history, keep
from shared.reading.tools.inputs import Given, declare, given
from shared.reading.tools.refusals import INVALID, Statuses
from shared.reading.tools.roles import Operation
from shared.reading.tools.vocabulary import OPERATIONS
from shared.writing import words
from shared.writing.ir import App, Endpoint

#: What is kept is no answer to a question.
_KEEPS = re.compile(r"(?i)\b201\b|\b(?:stores?|stored|saves?|saved|kept|database with)\b(?<!no database with)")


def tool(text: str, statements: list[Statement], routes: list[Route]) -> App | None:
    """The application of such a service; None when the intent is about something else. Raises NotUnderstood for a refusal without a meaning."""
    app = App(title_of(text), statements=[one.text for one in statements])
    routes = list(_once(routes))
    histories = [route for route in routes if is_history(route)]
    asked = [route for route in routes if route not in histories]
    found = [_endpoint(app, route, statements) for route in asked if not _kept(route, asked)]
    if not asked or len(found) < len(asked) or None in found:
        return None
    app.endpoints += [one for one in found if one is not None]
    if histories and not keep(app, histories):
        return None
    _heed(app, statements)
    return app


def _once(routes: list[Route]) -> Iterator[Route]:
    """Every route once; `/health` is always there."""
    seen = set()
    for route in routes:
        if (route.method, route.path) not in seen and route.path not in {"/health", "/healthz"}:
            seen.add((route.method, route.path))
            yield route


def _kept(route: Route, routes: list[Route]) -> bool:
    """Whether it makes something that stays: other routes take it by its key, or its words say so."""
    keyed = any(re.fullmatch(re.escape(route.path) + r"/\{\w+\}(?:/.*)?", other.path) for other in routes)
    return route.method in {"PUT", "PATCH", "DELETE"} or (
        route.method == "POST" and (keyed or bool(_KEEPS.search(re.sub(r"\{[^{}]*\}", "", route.words))))
    )


def _endpoint(app: App, route: Route, statements: list[Statement]) -> Endpoint | None:
    """The operation that a route is, written; None when none fits."""
    said = [route.lead, route.text, *route.more, *(one.text for one in statements if not one.routes)]
    statuses = Statuses([text for text in dict.fromkeys(said) if text], app.invalid)
    endpoint = Endpoint(
        route.method,
        route.path,
        "compute",
        source=f"{route.method} {route.path}: {route.lead} {route.text}".strip(" :"),
        params=[words.code_name(name) for name in route.params],
    )
    if greeting(route, endpoint):
        return endpoint
    fitting = next(_fitting(route), None)
    if fitting is None:
        return endpoint if constant(route, endpoint) else None
    operation, inputs, outputs = fitting
    declare(endpoint, route, inputs, statuses)
    _write(endpoint, operation, inputs, outputs, statuses)
    endpoint.examples += examples(route, inputs)
    if statuses.invalid != app.invalid:
        app.invalid_on[f"{route.method} {route.path}"] = statuses.invalid
    return endpoint


def _fitting(route: Route) -> Iterator[tuple[Operation, Given, dict[str, str]]]:
    """The known operations that the path names, then those that the words do, whose inputs and answers are those of the route."""
    path = re.sub(r"[/\-_]+", " ", re.sub(r"\{\w+\}", " ", route.path)).strip().lower()
    query = "&".join(f"{name}={value}" for name, value in route.query)
    both = f"{path} ?{query} {route.words}".lower()
    spoken = [one for one in OPERATIONS if one.pattern.search(both)]
    named = [one for one in spoken if one.pattern.search(re.sub(r"(?<=[a-z])2(?=[a-z])", " to ", path)) or _mentioned(one, path)]
    for operation in (*named, *(one for one in spoken if one not in named)):
        inputs = given(route, operation)
        outputs = answered(route, operation, inputs) if inputs is not None else None
        if inputs is not None and outputs:
            yield operation, inputs, outputs


def _mentioned(operation: Operation, path: str) -> bool:
    return any(name in re.findall(r"\w+", path) for name in operation.name.split("_") if len(name) > 3)


def _write(endpoint: Endpoint, operation: Operation, inputs: Given, outputs: dict[str, str], statuses: Statuses) -> None:
    """The statements: inputs by the names that the operation gives them, refusals, the answer."""
    dates = [role for role, name in inputs.values() if role.type == "date" and name]
    endpoint.lines += [f"{role.name} = iso_date({role.name}, {statuses.about('invalid date', statuses.invalid)})" for role in dates]
    for condition, wrong in operation.refuse:
        endpoint.lines += [f"if {condition}:", f'    raise HTTPException({statuses.about(wrong, statuses.invalid)}, "{wrong}")']
    endpoint.lines += [*operation.before, f"return {members(outputs)}"]


def _heed(app: App, statements: list[Statement]) -> None:
    """Raises NotUnderstood with the first refusal that is about none of the operations."""
    known = " ".join(wrong for one in OPERATIONS for _, wrong in one.refuse).lower()
    names = {
        name for one in app.endpoints for name in (*one.params, *(query.name for query in one.query), *(sent.name for sent in one.body))
    }
    for statement in statements:
        for one in refused(statement.text) if has_status(statement.text) else ():
            told = set(re.findall(r"[a-z_]{3,}", one.said.lower()))
            about = told & names or INVALID.search(one.said) or any(word[:4] in known for word in told)
            if one.status not in {400, 404, 422} or (one.said and not about):
                raise not_understood(statement.text)
