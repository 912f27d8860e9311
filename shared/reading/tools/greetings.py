"""Answers that are words: greetings with what is sent in them, and constants."""

import re

from shared.reading.fields.carried import body_of
from shared.reading.routes.routing import answer_shape
from shared.reading.text.outline import Route
from shared.reading.text.shapes import Placeholder, shapes
from shared.writing import words
from shared.writing.ir import MISSING, Endpoint, Field, Query
from shared.writing.types import settle


def greeting(route: Route, endpoint: Endpoint) -> bool:
    """Whether the answer is a text with an input in it, which is then written: `GET /hello?name=Ada returns {"message": "Hello, Ada!"}`."""
    shown = answer_shape(route)
    query = dict(route.query)
    sent = [field.name for field in body_of(route) or []] if route.method == "POST" else []
    inputs = [*route.params, *query, *sent]
    texts = {name: value.text if isinstance(value, Placeholder) else value for name, value in shown}
    if not inputs or not 0 < len(texts) < 3 or not all(isinstance(text, str) and not re.search(r'["|]', text) for text in texts.values()):
        return False
    slots = {name: _slot(" ".join(map(str, texts.values())), name, query.get(name, "")) for name in inputs}
    if not all(slots.values()) or set(map(str, texts.values())) & set(slots.values()):
        return False
    written = {member: _formatted(str(text), slots, sent, route) for member, text in texts.items()}
    endpoint.lines = [f"return {{{', '.join(f'{chr(34)}{member}{chr(34)}: {text}' for member, text in written.items())}}}"]
    endpoint.query = [_parameter(name, str(text), slots[name], route) for text in list(texts.values())[:1] for name in query]
    endpoint.body = [settle(Field(name, "string")) for name in sent]
    return True


def _slot(text: str, name: str, sample: str) -> str:
    """What stands for an input in a sample answer: `{name}`, `<name>`, `NAME`, or the sample itself."""
    options = [f"{{{name}}}", f"<{name}>", f"[{name}]", name.upper() if len(name) > 1 else ""]
    options += [sample] if len(sample) > 2 and not re.search(r"[{<]", sample) else []
    return next((option for option in options if option and option in text), "")


def _formatted(text: str, slots: dict[str, str], sent: list[str], route: Route) -> str:
    """The text as an f-string."""
    parts = re.split("(" + "|".join(re.escape(slot) for slot in slots.values()) + ")", text.replace("\\", "\\\\").replace('"', '\\"'))
    names = {slot: name for name, slot in slots.items()}
    places = {name: f"body.{name}" if name in sent else words.code_name(name) if name in route.params else name for name in slots}
    shown = "".join(f"{{{places[names[part]]}}}" if part in names else part.replace("{", "{{").replace("}", "}}") for part in parts)
    return f'f"{shown}"'


def _parameter(name: str, text: str, slot: str, route: Route) -> Query:
    """A query parameter; what is answered without it tells its default: `Without a name it returns {"message": "Hello, World!"}`."""
    without = re.compile(re.escape(text).replace(re.escape(slot), r"(?P<value>[\w ]+)"))
    others = [str(value) for part in route.more for shape in shapes(part) for _, value in shape.members]
    found = next((match["value"] for other in others if (match := without.fullmatch(other))), "")
    told = re.search(rf"(?i)\b{name}\b[^.;]*\bdefault(?:s|ing)?(?: to| is)? [`'\"]?(\w+)", route.words)
    default = found or (told[1] if told else "")
    return Query(name, "value", required=not default, default=default or MISSING)


def constant(route: Route, endpoint: Endpoint) -> bool:
    """Whether it always answers the same, which is then written: `GET /ping returns {"pong": true}`."""
    shown = dict(answer_shape(route))
    fixed = shown and all(isinstance(value, str | bool) for value in shown.values())
    if route.method != "GET" or route.params or route.query or not (fixed or re.search(r"(?i)\bpong\b", route.words)):
        return False
    if not shown and re.search(r"(?i)\bplain\b|\btext\b", route.words):
        endpoint.bare, endpoint.lines = "PlainTextResponse", ['return PlainTextResponse("pong")']
        return True
    answer = shown or {"message": "pong"}
    endpoint.lines = ["return {" + ", ".join(f'"{name}": {_literal(value)}' for name, value in answer.items()) + "}"]
    endpoint.examples = [({}, answer)]
    return True


def _literal(value: object) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if isinstance(value, str) else repr(value)
