"""The history of what an operation answered: `GET /history returns the last 10 calculations`, `DELETE /history empties it`."""

import re

from shared.reading.routes.routing import answer_shape
from shared.reading.text.outline import Route
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

_PATHS = "history|log|logs|recent|latest|past|previous|calculations|conversions|results|requests|lookups|computations|operations"
_AT_MOST = re.compile(r"(?i)\b(?:last|latest|newest|most recent|at most(?: the)?(?: last)?) (\d+|three|five|ten|twenty)\b")
_NEWEST = re.compile(r"(?i)\b(?:newest|latest|most recent)(?: ones?)? first\b")


def is_history(route: Route) -> bool:
    """Whether it shows or empties what was answered before."""
    return route.method in {"GET", "DELETE"} and len(route.segments) == 1 and bool(re.fullmatch(_PATHS, route.segments[0]))


def keep(app: App, routes: list[Route]) -> bool:
    """Lets the operations note what they answered; whether there is a list that shows it."""
    shown = next((route for route in routes if route.method == "GET"), None)
    if shown is None:
        return False
    name = words.singular(words.code_name(shown.segments[0]))
    entity = app.entities[name] = Entity(name, words.plural(name) if name == shown.segments[0] else words.code_name(shown.segments[0]))
    entity.fields = {one: Field(one, "scalar", required=False, given=False) for one, _ in answer_shape(shown) if one != "id"}
    for endpoint in app.endpoints:
        _note(endpoint, entity)
    app.endpoints += [_over(route, entity) for route in routes]
    return True


def _over(route: Route, entity: Entity) -> Endpoint:
    """The operation that shows or empties it."""
    endpoint = Endpoint(route.method, route.path, "clear" if route.method == "DELETE" else "list", entity.name)
    endpoint.source = f"{route.method} {route.path}: {route.text}"
    if route.method == "DELETE":
        endpoint.status = 200 if re.search(r"\b200\b", route.words) else 204
        return endpoint
    most = _AT_MOST.search(route.words)
    newest = _NEWEST.search(route.words) is not None
    number = int(words.number(most[1]) or 0) if most else 0
    endpoint.order = "rows.reverse()" if newest else f"rows = rows[-{number}:]" if number else ""
    endpoint.take = number if number and newest else 0
    return endpoint


def _note(endpoint: Endpoint, history: Entity) -> None:
    """Adds what goes in and comes out to the history, before it is answered."""
    answer = endpoint.lines[-1].removeprefix("return ")
    kinds = {one.name: (one.type, f"body.{one.name}") for one in endpoint.body} | {one.name: (one.type, one.name) for one in endpoint.query}
    for name, (kind, _) in kinds.items():
        field = history.fields.setdefault(name, Field(name, required=False, given=False))
        field.type = kind if kind in {"integer", "number", "boolean", "list"} else "string"
    for name in re.findall(r'"(\w+)": ', answer):
        field = history.fields.setdefault(name, Field(name, "scalar", required=False, given=False))
        numeric = re.search(rf'"{name}": (?:plain|calculate|round|sum|len|power|math)\b', answer)
        field.type = ("number" if numeric else "object") if field.type == "scalar" else field.type
    noted = ", ".join(f'"{name}": {source}' for name, (_, source) in kinds.items())
    endpoint.lines[-1:] = [f"answer = {answer}", f"store.{history.plural}.add({{{noted}, **answer}})", "return answer"]
