"""Tests that follow from a specification without a model: what must be so whatever the rules are. Pure.

Only what cannot be wrong is tested, because a wrong test spoils right code: statuses of success, refusals of empty bodies, unknown ids,
and that what was created is there until it is deleted. Bodies are taken from the examples in the intent where it has some.
"""

import json
import re
from collections.abc import Iterator

from agent import inputs, mending
from agent.check.probes import sample
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.specification import Endpoint

_ITEM = re.compile(r"(/.*)/\{\w+\}")


def tests(bundle: Bundle) -> Drop:
    """The test module and its fixtures."""
    specification, intent = inputs.specification(bundle), inputs.intent_text(bundle)
    found: dict[str, list[str]] = {"test_health": ['assert client.get("/health").status_code == 200']}
    creating = {each.path: each for each in specification.endpoints if each.method == "POST" and "{" not in each.path}
    for endpoint in specification.endpoints:
        for what, lines in _cases(endpoint, creating, intent):
            found.setdefault(_name(endpoint, what), lines)
    functions = [f"def {name}(client):\n" + "\n".join(f"    {line}" for line in lines) for name, lines in found.items()]
    module = '"""What the specification promises, whatever the rules are."""\n\n\n' + "\n\n\n".join(functions) + "\n"
    fixtures = File(path="tests/conftest.py", content=mending.scaffold("fixtures.py"))
    return Drop(files=[File(path="tests/test_api.py", content=module), fixtures])


def _name(endpoint: Endpoint, what: str) -> str:
    requirement = f"_{endpoint.requirements[0].lower()}" if endpoint.requirements else ""
    return f"test{requirement}_{endpoint.method.lower()}_{re.sub(r'\W+', '_', endpoint.path).strip('_') or 'root'}_{what}"


def _cases(endpoint: Endpoint, creating: dict[str, Endpoint], intent: str) -> Iterator[tuple[str, list[str]]]:
    item = _ITEM.fullmatch(endpoint.path)
    if endpoint.path in creating and endpoint.method == "POST":
        yield from _posts(endpoint, intent)
    elif endpoint.path in creating and endpoint.method == "GET":
        yield "answers", [f'assert client.get("{endpoint.path}").status_code == {endpoint.status}']
    elif item and item[1] in creating and endpoint.method in ("GET", "DELETE"):
        yield from _items(endpoint, item[1], creating, intent)


def _posts(endpoint: Endpoint, intent: str) -> Iterator[tuple[str, list[str]]]:
    body = _body(endpoint, intent)
    if body is not None:
        yield "answers", [f'assert client.post("{endpoint.path}", json={body!r}).status_code == {endpoint.status}']
    if any(field.required for field in endpoint.request) and endpoint.status == 201:
        yield "refuses_nothing", [f'assert client.post("{endpoint.path}", json={{}}).status_code in (400, 422)']


def _items(endpoint: Endpoint, collection: str, creating: dict[str, Endpoint], intent: str) -> Iterator[tuple[str, list[str]]]:
    if re.search(r"\b404\b", intent):
        yield "unknown", [f'assert client.{endpoint.method.lower()}("{collection}/987654").status_code == 404']
    body = _body(creating[collection], intent)
    if body is None or not endpoint.path.endswith("/{id}"):
        return
    made = [f'made = client.post("{collection}", json={body!r}).json()', f"there = f\"{collection}/{{made['id']}}\""]
    called = f"assert client.{endpoint.method.lower()}(there).status_code == {endpoint.status}"
    yield (
        "of_what_was_made",
        [*made, called, *(["assert client.get(there).status_code in (404, 405)"] if endpoint.method == "DELETE" else [])],
    )


def _body(endpoint: Endpoint, intent: str) -> object | None:
    """The user's own example; else, for things that are created, one of values that no rule is likely to refuse."""
    for match in re.finditer(rf"POST {re.escape(endpoint.path)}\s*:?\s*(?:with\s+|takes\s+)?(\{{[^{{}}]*\}})", intent):
        example = _example(match[1])
        if example is not None:
            return example
    simple = endpoint.status == 201 and all(field.type in ("string", "integer", "number", "boolean") for field in endpoint.request)
    return {field.name: sample(field) for field in endpoint.request} if simple and endpoint.request else None


#: What stands for a value in the examples that people write: `{"a": number, "op": "add" | "divide", "done": true|false}`.
_PLACEHOLDERS = (
    (re.compile(r"(\"[^\"]*\"|true|false)(?:\s*\|\s*(?:\"[^\"]*\"|true|false))+"), r"\1"),
    (re.compile(r":\s*(?:number|float|integer|int|n)\b"), ": 2"),
    (re.compile(r":\s*(?:string|str|text)\b"), ': "text"'),
    (re.compile(r'"(?:\.\.\.|…)"|(?<=:)\s*(?:\.\.\.|…)'), '"text"'),
)


def _example(text: str) -> object | None:
    """An example of a body with its placeholders filled in; None when it is not one."""
    for placeholder, value in _PLACEHOLDERS:
        text = placeholder.sub(value, text)
    try:
        example: object = json.loads(text)
    except ValueError:
        return None
    return example
