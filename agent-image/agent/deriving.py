"""Tests that follow from a specification without a model: what must be so whatever the rules are. Pure.

Only what cannot be wrong is tested, because a wrong test spoils right code: statuses of success, refusals of empty bodies, unknown ids,
and that what was created is there until it is deleted. Bodies are taken from the examples in the intent where it has some.
"""

import json
import re
from collections.abc import Iterator, Mapping

from agent import contract, inputs, modelling
from agent.check.samples import of_field
from agent.toolchains.python import mending
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.specification import Endpoint

Bodies = Mapping[str, object | None]
_ITEM = re.compile(r"(/.*)/\{\w+\}")


def tests(bundle: Bundle) -> Drop:
    """The test module and its fixtures."""
    specification, intent = inputs.specification(bundle), inputs.intent_text(bundle)
    found: dict[str, list[str]] = {"test_health": ['assert client.get("/health").status_code == 200']}
    creating = {each.path: each for each in specification.endpoints if each.method == "POST" and "{" not in each.path}
    agreed = _bodies(bundle)
    for endpoint in specification.endpoints:
        for what, lines in _cases(endpoint, creating, intent, agreed):
            found.setdefault(_name(endpoint, what), lines)
    functions = [f"def {name}(client):\n" + "\n".join(f"    {line}" for line in lines) for name, lines in found.items()]
    module = '"""What the specification promises, whatever the rules are."""\n\n\n' + "\n\n\n".join(functions) + "\n"
    fixtures = File(path="tests/conftest.py", content=mending.scaffold("fixtures.py"))
    return Drop(files=[File(path="tests/test_api.py", content=module), fixtures])


def _name(endpoint: Endpoint, what: str) -> str:
    requirement = f"_{endpoint.requirements[0].lower()}" if endpoint.requirements else ""
    return f"test{requirement}_{endpoint.method.lower()}_{re.sub(r'\W+', '_', endpoint.path).strip('_') or 'root'}_{what}"


def _cases(endpoint: Endpoint, creating: dict[str, Endpoint], intent: str, agreed: Bodies) -> Iterator[tuple[str, list[str]]]:
    item = _ITEM.fullmatch(endpoint.path)
    if endpoint.path in creating and endpoint.method == "POST":
        yield from _posts(endpoint, intent, agreed)
    elif endpoint.path in creating and endpoint.method == "GET":
        yield "answers", [f'assert client.get("{endpoint.path}").status_code == {endpoint.status}']
    elif item and item[1] in creating and endpoint.method in ("GET", "DELETE"):
        yield from _items(endpoint, item[1], creating, intent, agreed)


def _posts(endpoint: Endpoint, intent: str, agreed: Bodies) -> Iterator[tuple[str, list[str]]]:
    body = _body(endpoint, intent, agreed)
    if body is not None:
        yield "answers", [f'assert client.post("{endpoint.path}", json={body!r}).status_code == {endpoint.status}']
    needs = bool(agreed[endpoint.path]) if endpoint.path in agreed else any(field.required for field in endpoint.request)
    if needs and endpoint.status == 201:
        yield "refuses_nothing", [f'assert client.post("{endpoint.path}", json={{}}).status_code in (400, 422)']


def _items(
    endpoint: Endpoint, collection: str, creating: dict[str, Endpoint], intent: str, agreed: Bodies
) -> Iterator[tuple[str, list[str]]]:
    if re.search(r"\b404\b", intent):
        yield "unknown", [f'assert client.{endpoint.method.lower()}("{collection}/987654").status_code == 404']
    body = _body(creating[collection], intent, agreed)
    if body is None or not endpoint.path.endswith("/{id}"):
        return
    made = [f'made = client.post("{collection}", json={body!r}).json()', f"there = f\"{collection}/{{made['id']}}\""]
    called = f"assert client.{endpoint.method.lower()}(there).status_code == {endpoint.status}"
    yield (
        "of_what_was_made",
        [*made, called, *(["assert client.get(there).status_code in (404, 405)"] if endpoint.method == "DELETE" else [])],
    )


def _bodies(bundle: Bundle) -> Bodies:
    """A body that fits the agreed model of each path that is posted to; None where its rules are beyond an example."""
    models = "\n\n".join(each.text for each in inputs.plan(bundle).contracts) if "plan" in bundle.inputs else ""
    posted = [each for each in contract.operations(inputs.intent_text(bundle)) if each.method == "POST"]
    return {
        each.path: modelling.sample(models, modelling.model_name(each))
        for each in posted
        if f"class {modelling.model_name(each)}(" in models
    }


def _body(endpoint: Endpoint, intent: str, agreed: Bodies) -> object | None:
    """One that fits the agreed model; else the user's own example; else, for things that are created, one of values that no rule is likely to refuse."""
    if agreed.get(endpoint.path) is not None:
        return agreed[endpoint.path]
    for match in re.finditer(rf"POST {re.escape(endpoint.path)}\s*:?\s*(?:with\s+|takes\s+)?(\{{[^{{}}]*\}})", intent):
        example = _example(match[1])
        if example is not None:
            return example
    simple = (
        endpoint.path not in agreed
        and endpoint.status == 201
        and all(field.type in ("string", "integer", "number", "boolean") for field in endpoint.request)
    )
    return {field.name: of_field(field) for field in endpoint.request} if simple and endpoint.request else None


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
