"""Writes the operations of an application's pages in TypeScript: what they show is decided by `write_pages`. Pure."""

import ast
import re
from collections.abc import Collection, Iterator

from shared.errors import NotUnderstood
from shared.writing import write_pages, write_parts
from shared.writing.ir import App, Endpoint, Entity, Page
from shared.writing.typescript.expressions import Expressions
from shared.writing.typescript.names import camel, member, quoted, table
from shared.writing.typescript.operations import operation
from shared.writing.words import class_name
from shared.writing.write_operations import initial_values


def operations(app: App, write: Expressions, functions: Collection[str]) -> list[str]:
    """One text for each form and operation; `functions`: those that the module has."""
    unwritten = [one.path for one in app.endpoints if one.form]
    if unwritten:
        raise NotUnderstood(f"I cannot write {unwritten[0]} in TypeScript yet, only in Python: a form about one record")
    tree = ast.parse(write_pages.pages(app)) if app.pages else ast.Module([], [])
    shown = {node.name: node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
    forms = {form_of(app.entities[page.entity]): write_pages.form(app.entities[page.entity], page) for page in app.pages if page.form}
    constants = [f"const {name} = {quoted(text)};" for name, text in forms.items()]
    return constants + [text for page in app.pages for text in _page(app, page, shown, write, functions)]


def form_of(entity: Entity) -> str:
    """What the form of a resource is called."""
    return f"FORM_{entity.name.upper()}"


def _page(app: App, page: Page, shown: dict[str, ast.AsyncFunctionDef], write: Expressions, functions: Collection[str]) -> Iterator[str]:
    entity = app.entities[page.entity]
    place = Endpoint("GET", page.path, params=re.findall(r"\{(\w+)\}", page.path), query=page.query, bare="HTMLResponse")
    yield operation(write, shown[write_pages.name_of(app, page)], place)
    if page.form:
        yield _taking(app, entity, page, form_of(entity), write, functions)


def _taking(app: App, entity: Entity, page: Page, form: str, write: Expressions, functions: Collection[str]) -> str:
    """The operation that takes a form: back to the page, or what is wrong."""
    check = f"check_{entity.name}"
    checked = f", {camel(check)}" if write_parts.needs_checks(entity) and check in functions else ""
    first = initial_values(entity)
    filled = write(ast.parse(f"{{{', '.join([*first, '**values'])}}}", mode="eval").body) if first else "values"
    lines = [
        *_converted(entity),
        f"const values = pages.entered(form, models.New{class_name(entity.name)}{checked});",
        "if (values === null) {",
        f"  reply.status = {app.invalid};",
        f"  return pages.page({quoted(page.title)}, pages.refused({quoted(page.refusal or page.conflict or 'Please check what you entered.')}) + {form});",
        "}",
        f"{'const row = ' if '{' in page.back else ''}store.{table(entity.plural)}.add({filled});",
        f"return new Redirect({_back(entity, page)}, 303);",
    ]
    text = "\n".join(f"  {line}" for line in lines)
    takes = '{ form: shapes.anything(), type: "html" }'
    return f"// Takes the form.\nservice.post({quoted(write_pages.form_action(page))}, {takes}, ({{ form }}, reply) => {{\n{text}\n}});"


def _back(entity: Entity, page: Page) -> str:
    """The expression of the path that a form leads to."""
    path = re.sub(r"\{\w+\}", f"${{row{member(entity.key)}}}", page.back or page.path)
    return f"`{path}`" if "${" in path else quoted(path)


def _converted(entity: Entity) -> Iterator[str]:
    """What a form says in its own way: a box that is not ticked is not sent, a list is one text."""
    for one in entity.fields.values():
        place = f"form{member(one.name)}"
        if one.given and one.type == "boolean":
            yield f'{place} = ["on", "true", "1", "yes"].includes({place});'
        elif one.given and one.type == "list":
            yield f'if ({place} !== undefined) {place} = {place}.split(",").map((part: string) => part.trim()).filter(Boolean);'
