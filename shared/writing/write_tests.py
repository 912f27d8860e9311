"""Writes the generated application's tests: over HTTP only, from the requirements, one or more for each of them."""

import re

from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Page, Query
from shared.writing.makers import Makers
from shared.writing.requests_of_tests import as_code, at_first, path_of, unknown_path
from shared.writing.samples import bad, good

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
        self.makers = Makers(app)
        self.names: set[str] = set()

    def text(self) -> str:
        """The module's text."""
        for endpoint in self.app.endpoints:
            self._endpoint(endpoint)
        for page in self.app.pages:
            self._page(page)
        self._add("", "health", ['assert client.get("/health").status_code == 200'])
        body = "\n\n\n".join([*self.makers.functions.values(), *self.functions])
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
        maker = self.makers.of(entity)
        shown = {*page.columns, *page.renamed, *page.lined} or {*entity.fields}
        text = next((one for one in entity.fields.values() if one.name in shown and _may_be_marked_up(one)), None)
        marked = maker and text and not (page.keep and at_first(entity, page.keep) is None)
        lines = [f'{maker}(client, **{{"{text.name}": "<b>bold</b>"}})'] if marked and text else []
        lines += [
            f'answer = client.get("{page.path}")',
            "assert answer.status_code == 200",
            'assert "text/html" in answer.headers["content-type"]',
        ]
        if marked:
            seen = "not in" if page.keep and not at_first(entity, page.keep) else "in"
            lines += [f'assert "&lt;b&gt;bold" {seen} answer.text', 'assert "<b>bold" not in answer.text']
        self._add(page.requirement, f"page_{words.code_name(page.path) or 'home'}_shows_the_{entity.plural}", lines)

    def _add(self, requirement: str, name: str, lines: list[str]) -> None:
        full = f"test_{requirement.lower()}_{name}" if requirement else f"test_{name}"
        while full in self.names:
            full += "_too"
        self.names.add(full)
        body = "\n".join(f"    {line}" for line in lines)
        self.functions.append(f"def {full}(client: TestClient) -> None:\n{body}")

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
        maker = self.makers.of(entity)
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
        maker = self.makers.of(entity)
        sent = next((one for one in endpoint.body if one.required and self.makers.is_plain(endpoint, one)), None)
        lines = [f"made = {maker}(client)"]
        if endpoint.result:
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
            if one.unique and one.given and all(self.makers.is_plain(endpoint, other) for other in required):
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
        maker = self.makers.of(entity)
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
        create = self.makers.create(entity)
        if create and create.result:
            lines = [f"{maker}(client)", f'assert len(client.get("{endpoint.path}").json()) == 1']
        self._add(endpoint.requirement, f"lists_{entity.plural}", lines)
        for query in endpoint.query:
            one = entity.fields.get(query.field)
            if create and one and query.how == "equals" and not one.refers and not one.unique:
                self._filter(endpoint, entity, query, one, sent=any(one.name == part.name for part in create.body))

    def _filter(self, endpoint: Endpoint, entity: Entity, query: Query, one: Field, *, sent: bool) -> None:
        """Finds those with a value, and what no request sets by what it is at first."""
        maker, first, second = self.makers.of(entity), good(one, 1), good(one, 2)

        def found(value: object) -> str:
            return f'client.get("{endpoint.path}", params={{"{query.name}": {value!r}}}).json()'

        lines = []
        if sent and one.type in {"string", "enum", "integer"} and first != second:
            lines += [f"{maker}(client, {turn}, **{{{one.name!r}: {value!r}}})" for turn, value in ((1, first), (2, second))]
            lines.append(f'assert [row["{one.name}"] for row in {found(first)}] == [{first!r}]')
        elif not sent and one.default in one.choices and len(one.choices) > 1:
            other = next(choice for choice in one.choices if choice != one.default)
            lines += [
                f"{maker}(client)",
                f"assert len({found(one.default)}) == 1",
                f"assert {found(other)} == []",
            ]
        if lines:
            self._add(endpoint.requirement, f"filters_{entity.plural}_by_{query.name}", lines)

    def _test_get(self, endpoint: Endpoint, entity: Entity) -> None:
        create = self.makers.create(entity)
        if not (create and create.result) and not endpoint.bare and not endpoint.result:
            self._add(
                endpoint.requirement,
                f"gets_a_{entity.name}",
                [
                    f"made = {self.makers.of(entity)}(client)",
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
            fields = {one.name: self._as_made(endpoint, one) for one in endpoint.body if one.required} if not endpoint.partial else {}
            if endpoint.partial or all(not one.refers for one in endpoint.body if one.required):
                lines = [
                    f"made = {self.makers.of(entity)}(client)",
                    f'answer = client.{endpoint.method.lower()}(f"{path_of(endpoint, entity)}", json={as_code(fields | {simple.name: value})})',
                    f"assert answer.status_code == {endpoint.status}, answer.text",
                ]
                lines += [f'assert answer.json()["{simple.name}"] == {value!r}'] if endpoint.status != 204 else []
                self._add(endpoint.requirement, f"{endpoint.method.lower()}_changes_a_{entity.name}", lines)
        self._missing(endpoint, entity)

    def _as_made(self, update: Endpoint, one: Field) -> object:
        """What the field of a record that a test made holds."""
        only = self.makers.only_value(update, one)
        return good(one) if only is None else only

    def _test_delete(self, endpoint: Endpoint, entity: Entity) -> None:
        path = path_of(endpoint, entity)
        lines = [
            f"made = {self.makers.of(entity)}(client)",
            f'assert client.{endpoint.method.lower()}(f"{path}").status_code == {endpoint.status}',
            f'assert client.{endpoint.method.lower()}(f"{path}").status_code == 404',
        ]
        if not endpoint.guards:
            self._add(endpoint.requirement, f"deletes_a_{entity.name}", lines)
        self._missing(endpoint, entity)

    def _test_other(self, endpoint: Endpoint, entity: Entity, maker: str) -> None:
        owned = endpoint.parent or any(one.refers and not one.given for one in entity.fields.values())
        if endpoint.params and (owned or endpoint.kind not in {"list", "upsert"}):
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
        create = self.makers.create(entity)
        if create is None or create.result:
            return
        verb = words.code_name(endpoint.path.rpartition("/")[2])
        twice = next((guard for guard in endpoint.guards if guard.kind == "already"), None)
        if any(guard.kind != "already" for guard in endpoint.guards):
            return
        if twice and at_first(entity, twice.code):
            self._add(endpoint.requirement, f"{verb}_is_refused_at_first", [f"made = {maker}(client)", f"assert {call} == {twice.status}"])
        else:
            lines = [f"made = {maker}(client)", f"assert {call} == {endpoint.status}"]
            lines += [f"assert {call} == {twice.status}"] if twice else []
            self._add(endpoint.requirement, f"{verb}_twice_is_refused" if twice else f"{verb}_works", lines)


def _may_be_marked_up(one: Field) -> bool:
    """Whether it may hold any text."""
    return one.type == "string" and one.given and not one.pattern and (one.longest or 99) > 20


def tests(app: App) -> str:
    """The module's text."""
    return Tests(app).text()
