"""Writes the generated application's tests: over HTTP only, from the requirements, one or more for each of them."""

import re

from shared.writing import words
from shared.writing.ir import MISSING, App, Endpoint, Entity, Field, Page
from shared.writing.requests_of_tests import as_code, holds_at_first, only_value, path_of, unknown_path
from shared.writing.samples import bad, good

#: A guard against taking more of an owner's number than there is.
_TAKES = re.compile(r'find_(\w+)\(values\["\w+"\]\)\["(\w+)"\] <')
CONFTEST = '''"""A fresh application with an empty database for each test."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

ROOT = Path(__file__).parent.parent


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Speaks HTTP to the application."""
    monkeypatch.setenv("QLP_DATA", str(tmp_path))
    monkeypatch.syspath_prepend(str(ROOT))
    for module in ("main", "models", "pages", "store"):
        sys.modules.pop(module, None)
    main = importlib.import_module("main")
    with TestClient(main.app, follow_redirects=False) as client:
        yield client
    if "store" in sys.modules:
        sys.modules["store"].db.close()
'''


class Tests:
    """Collects the test functions of an application."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.functions: list[str] = []
        self.makers: dict[str, str] = {}
        self.names: set[str] = set()

    def text(self) -> str:
        """The module's text."""
        for endpoint in self.app.endpoints:
            self._endpoint(endpoint)
        for page in self.app.pages:
            self._page(page)
        self._add("", "health", ['assert client.get("/health").status_code == 200'])
        body = "\n\n\n".join([*self.makers.values(), *self.functions])
        imports = (
            "from typing import Any\n\nfrom fastapi.testclient import TestClient"
            if "Any" in body
            else "from fastapi.testclient import TestClient"
        )
        return f'"""What the requirements promise, seen from outside."""\n\n{imports}\n\n\n{body}\n'

    def _page(self, page: Page) -> None:
        """The page shows what is stored, escaped."""
        entity = self.app.entities[page.entity]
        if page.alone:
            path = re.sub(r"\{\w+\}", "999999", page.path)
            self._add(page.requirement, f"page_of_a_{entity.name}_that_is_not_there", [f'assert client.get("{path}").status_code == 404'])
            return
        maker = self.maker(entity)
        text = next(
            (one for one in entity.fields.values() if one.type == "string" and one.given and not one.pattern and (one.longest or 99) > 20),
            None,
        )
        lines = [f'{maker}(client, **{{"{text.name}": "<b>bold</b>"}})'] if maker and text else []
        lines += [
            f'answer = client.get("{page.path}")',
            "assert answer.status_code == 200",
            'assert "text/html" in answer.headers["content-type"]',
        ]
        lines += ['assert "&lt;b&gt;bold" in answer.text', 'assert "<b>bold" not in answer.text'] if maker and text else []
        self._add(page.requirement, f"page_{words.code_name(page.path) or 'home'}_shows_the_{entity.plural}", lines)

    def _add(self, requirement: str, name: str, lines: list[str]) -> None:
        full = f"test_{requirement.lower()}_{name}" if requirement else f"test_{name}"
        while full in self.names:
            full += "_too"
        self.names.add(full)
        body = "\n".join(f"    {line}" for line in lines)
        self.functions.append(f"def {full}(client: TestClient) -> None:\n{body}")

    # --- resources that tests need

    def maker(self, entity: Entity) -> str:
        """The name of the function that makes a resource; empty when it cannot be made over HTTP."""
        create = self._create(entity)
        if create is None:
            return ""
        if entity.name not in self.makers:
            self.makers[entity.name] = ""
            self.makers[entity.name] = self._maker(entity, create)
        return f"new_{entity.name}"

    def _create(self, entity: Entity) -> Endpoint | None:
        found = [e for e in self.app.endpoints if e.entity == entity.name and e.kind == "create" and not e.form]
        usable = [e for e in found if (not e.params or e.parent) and self._has_enough(e)]
        return next((e for e in usable if not e.parent), usable[0] if usable else None)

    def _has_enough(self, create: Endpoint) -> bool:
        """Whether a new owner has what a record takes of it: an account that starts with nothing has not."""
        taken = (_TAKES.search(guard.code) for guard in create.guards if guard.kind == "short")
        owned = [self.app.entities[match[1]].fields.get(match[2]) for match in taken if match and match[1] in self.app.entities]
        return all(one is None or one.given or one.default not in (MISSING, None, 0) for one in owned)

    def _maker(self, entity: Entity, create: Endpoint) -> str:
        lines = []
        if create.parent:
            parent = self.app.entities[create.parent]
            lines.append(f'parent = {self.maker(parent)}(client, turn)["{parent.key}"]')
        body = [f'"{one.name}": {self._value(one)}' for one in create.body if one.required]
        lines.append(f"body: dict[str, Any] = {{{', '.join(body)}}}")
        path = create.path.replace("{" + create.params[0] + "}", "{parent}") if create.params else create.path
        lines.append(f'answer = client.post({"f" if create.params else ""}"{path}", json=body | changes)')
        lines.append(f"assert answer.status_code == {create.status}, answer.text")
        lines.append("made: dict[str, Any] = answer.json()")
        lines.append("return made")
        text = "\n".join(f"    {line}" for line in lines)
        return f"def new_{entity.name}(client: TestClient, turn: int = 1, **changes: Any) -> dict[str, Any]:\n{text}"

    def _value(self, one: Field) -> str:
        if only := only_value(self.app, one):
            return only
        other = self.app.entities.get(one.refers)
        if other and (maker := self.maker(other)):
            made = f'{maker}(client, turn)["{other.key}"]'
            return f"[{made}]" if one.type == "list" else made
        ends = {
            guard.fields[0]
            for entity in self.app.entities.values()
            for guard in entity.checks
            if guard.kind in {"order", "compare"} and "<" in guard.code and guard.fields
        }
        later = one.name in ends
        together = {name for entity in self.app.entities.values() for names in entity.together for name in names}
        first, second = good(one, 1, later), good(one, 2, later)
        varied = one.unique or one.type in {"date", "datetime", "time"} or one.name in together or later
        return f"[{', '.join(repr(good(one, i, later)) for i in range(1, 5))}][turn - 1]" if varied and first != second else repr(first)

    # --- tests of one operation

    def _endpoint(self, endpoint: Endpoint) -> None:
        entity = self.app.entities.get(endpoint.entity)
        if endpoint.form or endpoint.examples or endpoint.lines or entity is None:
            self._sent(endpoint) if endpoint.form else self._examples(endpoint)
            return
        kinds = {
            "create": self._test_create,
            "list": self._test_list,
            "get": self._test_get,
            "update": self._test_update,
            "delete": self._test_delete,
        }
        maker = self.maker(entity)
        if maker and endpoint.kind in kinds and len(endpoint.params) <= 1:
            kinds[endpoint.kind](endpoint, entity)
        else:
            self._test_other(endpoint, entity, maker)

    def _sent(self, endpoint: Endpoint) -> None:
        """A form about a record that is not there is refused."""
        name = words.code_name(f"{endpoint.method}_{endpoint.path}")
        self._add(
            endpoint.requirement, f"{name}_of_nothing", [f'assert client.post("{unknown_path(endpoint)}").status_code in (400, 404, 422)']
        )

    def _examples(self, endpoint: Endpoint) -> None:
        for i, (request, answer) in enumerate(endpoint.examples):
            path = endpoint.path
            for param in endpoint.params:
                path = path.replace("{" + param + "}", str(request.get(param)))
            sent = {name: value for name, value in request.items() if name not in endpoint.params}
            how = f", json={sent!r}" if endpoint.body else f", params={sent!r}" if sent else ""
            lines = [
                f'answer = client.{endpoint.method.lower()}("{path}"{how})',
                f"assert answer.status_code == {endpoint.status}, answer.text",
            ]
            for name, value in (answer or {}).items():
                wanted = (
                    f"abs(answer.json()[{name!r}] - {value!r}) < 0.01"
                    if isinstance(value, float)
                    else f"answer.json()[{name!r}] == {value!r}"
                )
                lines.append(f"assert {wanted}".replace("'", '"') if '"' not in wanted else f"assert {wanted}")
            self._add(
                endpoint.requirement,
                f"{words.code_name(endpoint.path) or 'root'}_{i + 1}" if i else words.code_name(endpoint.path) or "root",
                lines,
            )
        if not endpoint.examples:
            allowed = "< 500"
            self._add(
                endpoint.requirement,
                words.code_name(f"{endpoint.method}_{endpoint.path}"),
                [f'assert client.{endpoint.method.lower()}("{unknown_path(endpoint)}").status_code {allowed}'],
            )

    def _test_create(self, endpoint: Endpoint, entity: Entity) -> None:
        maker = self.maker(entity)
        limited = {name for guard in endpoint.guards if guard.kind == "beyond" for name in guard.fields}
        sent = next((one for one in endpoint.body if one.required and not one.refers and one.name not in limited), None)
        lines = [f"made = {maker}(client)"]
        if endpoint.result or endpoint.answer:
            lines.append("assert made")
        else:
            lines.append(f'assert made["{entity.key}"] is not None')
            lines += [f'assert made["{sent.name}"] == {good(sent)!r}'] if sent else []
        self._add(endpoint.requirement, f"creates_a_{entity.name}", lines)
        if not endpoint.params:
            self._refused_bodies(endpoint, entity)

    def _refused_bodies(self, endpoint: Endpoint, entity: Entity) -> None:
        status = self.app.invalid_on.get(f"{endpoint.method} {endpoint.path}", self.app.invalid)
        required = [one for one in endpoint.body if one.required]
        if required:
            self._add(
                endpoint.requirement,
                f"a_{entity.name}_without_{words.code_name(required[0].name)}_is_refused",
                [f'assert client.post("{endpoint.path}", json={{}}).status_code == {status}'],
            )
        for one in endpoint.body:
            wrong = None if one.refers else bad(one)
            if wrong is None:
                continue
            base = {other.name: good(other) for other in required if not other.refers} | {one.name: wrong[0]}
            if any(other.refers for other in required):
                base |= {other.name: 1 for other in required if other.refers}
            self._add(
                endpoint.requirement,
                f"refused_when_{words.code_name(one.name)}_{words.code_name(wrong[1])}",
                [f'assert client.post("{endpoint.path}", json={as_code(base)}).status_code == {status}'],
            )
        for one in entity.fields.values():
            if one.unique and one.given and not any(other.refers for other in required):
                self._add(
                    endpoint.requirement,
                    f"the_same_{words.code_name(one.name)}_twice_is_refused",
                    [
                        f"body = {as_code({other.name: good(other) for other in required} | {one.name: good(one)})}",
                        f'assert client.post("{endpoint.path}", json=body).status_code == {endpoint.status}',
                        f'assert client.post("{endpoint.path}", json=body).status_code == {entity.duplicate}',
                    ],
                )

    def _test_list(self, endpoint: Endpoint, entity: Entity) -> None:
        maker = self.maker(entity)
        if (
            endpoint.params
            or endpoint.keep
            or endpoint.envelope
            or endpoint.result
            or endpoint.take
            or any(q.required for q in endpoint.query)
        ):
            self._test_other(endpoint, entity, maker)
            return
        lines = [
            f'first, second = {maker}(client, 1)["{entity.key}"], {maker}(client, 2)["{entity.key}"]',
            f'listed = [row["{entity.key}"] for row in client.get("{endpoint.path}").json()]',
            "assert sorted(listed) == sorted([first, second])",
        ]
        create = self._create(entity)
        if create and (create.result or create.answer):
            lines = [f"{maker}(client)", f'assert len(client.get("{endpoint.path}").json()) == 1']
        self._add(endpoint.requirement, f"lists_{entity.plural}", lines)
        for query in endpoint.query:
            one = entity.fields.get(query.field)
            if (
                query.how == "equals"
                and one
                and one.given
                and not one.refers
                and one.type in {"string", "enum", "integer"}
                and ((one.choices and len(one.choices) > 1) or not one.choices)
                and not one.unique
                and good(one, 1) != good(one, 2)
            ):
                changes = f"**{{{one.name!r}: {good(one, 1)!r}}}"
                other = f"**{{{one.name!r}: {good(one, 2)!r}}}"
                self._add(
                    endpoint.requirement,
                    f"filters_{entity.plural}_by_{query.name}",
                    [
                        f"{maker}(client, 1, {changes})",
                        f"{maker}(client, 2, {other})",
                        f'listed = client.get("{endpoint.path}", params={{"{query.name}": {good(one, 1)!r}}}).json()',
                        f'assert [row["{one.name}"] for row in listed] == [{good(one, 1)!r}]',
                    ],
                )

    def _test_get(self, endpoint: Endpoint, entity: Entity) -> None:
        create = self._create(entity)
        if not (create and (create.result or create.answer)) and not endpoint.bare and not endpoint.result:
            self._add(
                endpoint.requirement,
                f"gets_a_{entity.name}",
                [
                    f"made = {self.maker(entity)}(client)",
                    f'answer = client.get("{path_of(endpoint, entity)}")'.replace('get("', 'get(f"'),
                    f"assert answer.status_code == {endpoint.status}",
                    f'assert answer.json()["{entity.key}"] == made["{entity.key}"]',
                ],
            )
        self._missing(endpoint, entity)

    def _missing(self, endpoint: Endpoint, entity: Entity) -> None:
        body = f", json={as_code({one.name: good(one) for one in endpoint.body if one.required})}" if endpoint.body else ""
        self._add(
            endpoint.requirement,
            f"{endpoint.method.lower()}_of_an_unknown_{entity.name}_is_{endpoint.missing}",
            [f'assert client.{endpoint.method.lower()}("{unknown_path(endpoint)}"{body}).status_code == {endpoint.missing}'],
        )

    def _test_update(self, endpoint: Endpoint, entity: Entity) -> None:
        ruled = {name for guard in entity.checks for name in guard.fields} | {name for names in entity.together for name in names}
        simple = next(
            (
                one
                for one in endpoint.body
                if not one.refers and not one.unique and one.name not in {*entity.transitions, *ruled, entity.key}
            ),
            None,
        )
        if simple and not endpoint.guards and not endpoint.result:
            value = good(simple, 2)
            fields = {one.name: good(one, 2) for one in endpoint.body if one.required and not one.refers} if not endpoint.partial else {}
            if endpoint.partial or not any(one.refers and one.required for one in endpoint.body):
                lines = [
                    f"made = {self.maker(entity)}(client)",
                    f'answer = client.{endpoint.method.lower()}(f"{path_of(endpoint, entity)}", json={as_code(fields | {simple.name: value})})',
                    f"assert answer.status_code == {endpoint.status}, answer.text",
                ]
                lines += [f'assert answer.json()["{simple.name}"] == {value!r}'] if endpoint.status != 204 else []
                self._add(endpoint.requirement, f"{endpoint.method.lower()}_changes_a_{entity.name}", lines)
        self._missing(endpoint, entity)

    def _test_delete(self, endpoint: Endpoint, entity: Entity) -> None:
        path = path_of(endpoint, entity)
        lines = [
            f"made = {self.maker(entity)}(client)",
            f'assert client.{endpoint.method.lower()}(f"{path}").status_code == {endpoint.status}',
            f'assert client.{endpoint.method.lower()}(f"{path}").status_code == 404',
        ]
        if not endpoint.guards:
            self._add(endpoint.requirement, f"deletes_a_{entity.name}", lines)
        self._missing(endpoint, entity)

    def _test_other(self, endpoint: Endpoint, entity: Entity, maker: str) -> None:
        if endpoint.params and endpoint.kind != "upsert":
            self._missing(endpoint, entity)
        elif endpoint.method == "GET" and not any(q.required for q in endpoint.query):
            lines = [f"{maker}(client)"] if maker else []
            self._add(
                endpoint.requirement,
                words.code_name(f"get_{endpoint.path}") + "_answers",
                [*lines, f'assert client.get("{unknown_path(endpoint)}").status_code == {endpoint.status}'],
            )
        else:
            self._add(
                endpoint.requirement,
                words.code_name(f"{endpoint.method}_{endpoint.path}") + "_is_there",
                [f'assert client.{endpoint.method.lower()}("{unknown_path(endpoint)}").status_code not in (404, 405, 500)'],
            )
        if endpoint.kind == "action" and maker and len(endpoint.params) == 1 and not endpoint.body:
            self._action(endpoint, entity, maker)

    def _action(self, endpoint: Endpoint, entity: Entity, maker: str) -> None:
        path = path_of(endpoint, entity)
        call = f'client.{endpoint.method.lower()}(f"{path}").status_code'
        create = self._create(entity)
        if create is None or create.answer or create.result:
            return
        verb = words.code_name(endpoint.path.rpartition("/")[2])
        twice = next((guard for guard in endpoint.guards if guard.kind == "already"), None)
        if any(guard.kind != "already" for guard in endpoint.guards):
            return
        if twice and holds_at_first(entity, twice.code):
            self._add(endpoint.requirement, f"{verb}_is_refused_at_first", [f"made = {maker}(client)", f"assert {call} == {twice.status}"])
        else:
            lines = [f"made = {maker}(client)", f"assert {call} == {endpoint.status}"]
            lines += [f"assert {call} == {twice.status}"] if twice else []
            self._add(endpoint.requirement, f"{verb}_twice_is_refused" if twice else f"{verb}_works", lines)


def tests(app: App) -> str:
    """The module's text."""
    return Tests(app).text()
