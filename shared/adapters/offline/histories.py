"""Reads a history of what a computation answered: `GET /history returns the last 10 calculations`, `DELETE /history empties it`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.entities import Found
from shared.adapters.offline.formulas import recognise
from shared.adapters.offline.ir import App, Endpoint, Entity, Field

_PATHS = r"history|log|logs|recent|latest|past|previous|calculations|conversions|results|requests|lookups|computations|operations"
_SAID = r"(?i)\b(?:history|past|previous|earlier|recent|last|latest|succeeded|successful|so far|performed|made|done|all)\b"


def find_history(calls: list[Call], found: Found) -> None:
    """Makes the history a resource that the computation fills."""
    listed = next((call for call in calls if call.method == "GET" and len(call.segments) == 1 and re.fullmatch(_PATHS, call.last)), None)
    source = next((call for call in calls if call is not listed and recognise(call) and not call.params), None)
    if (
        listed is None
        or source is None
        or not re.search(_SAID, f"{listed.last} {listed.all}")
        or any(c.path == listed.path and c.method == "POST" for c in calls)
    ):
        return
    name = words.singular(words.code_name(listed.last))
    entity = Entity(name, words.code_name(listed.last))
    if shape := listed.answer_shape():
        for member in shape.names:
            if member != "id":
                entity.fields[member] = Field(member, "scalar", required=False, given=False)
    entity.history = True
    found.entities[name] = entity


def keep_history(app: App) -> None:
    """Lets computations note what they answered."""
    history = next((entity for entity in app.entities.values() if entity.history), None)
    if history is None:
        return
    for endpoint in app.endpoints:
        if endpoint.kind == "compute" and endpoint.lines and endpoint.lines[-1].startswith("return {"):
            _note(endpoint, history)


def _note(endpoint: Endpoint, history: Entity) -> None:
    answer = endpoint.lines[-1].removeprefix("return ")
    inputs = [one.name for one in endpoint.body] + [query.name for query in endpoint.query]
    outputs = re.findall(r'"(\w+)": ', answer)
    kinds = {one.name: one.type for one in endpoint.body} | {query.name: query.type for query in endpoint.query}
    for name, kind in kinds.items():
        field = history.fields.setdefault(name, Field(name, required=False, given=False))
        field.type = kind if kind in {"integer", "number", "boolean", "list"} else "string"
    for name in outputs:
        field = history.fields.setdefault(name, Field(name, "number", required=False, given=False))
        if field.type == "scalar":
            field.type = "number" if re.search(rf'"{name}": (plain|calculate|round|sum|len|power|math)\b', answer) else "object"
    sent = {one.name: f"body.{one.name}" for one in endpoint.body} | {query.name: query.name for query in endpoint.query}
    noted = ", ".join(f'"{name}": {sent[name]}' for name in inputs if name in history.fields)
    endpoint.lines[-1:] = [f"answer = {answer}", f"store.{history.plural}.add({{{noted}, **answer}})", "return answer"]
