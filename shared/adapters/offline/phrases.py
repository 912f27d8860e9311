"""Answers that are words: greetings from a template, constants."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.inputs import note_invalid
from shared.adapters.offline.ir import App, Endpoint, Field, Query
from shared.adapters.offline.text import Placeholder, Shape
from shared.adapters.offline.types import settle


def templated(call: Call, shape: Shape | None) -> bool:
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


def template(app: App, call: Call, endpoint: Endpoint, shape: Shape | None) -> Endpoint:
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
    note_invalid(app, call)
    return endpoint


def constant(call: Call, endpoint: Endpoint, shape: Shape | None) -> Endpoint | None:
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
