"""Writes the operations of an application's pages in TypeScript, as `offline.write_pages` does in Python. Pure."""

import ast
from collections.abc import Collection, Iterator

from shared.errors import NotUnderstood
from shared.writing import write_pages, write_parts
from shared.writing.ir import App, Entity, Page
from shared.writing.typescript.expressions import Expressions
from shared.writing.typescript.names import camel, member, quoted, table
from shared.writing.typescript.statements import body
from shared.writing.words import class_name
from shared.writing.write_operations import initial_values


def operations(app: App, write: Expressions, functions: Collection[str]) -> list[str]:
    """One text for each form and operation; `functions`: those that the module has."""
    return [text for page in app.pages for text in _page(app, page, write, functions)]


def _page(app: App, page: Page, write: Expressions, functions: Collection[str]) -> Iterator[str]:
    entity = app.entities[page.entity]
    form = camel(f"{write_pages.name_of(app, page)}_form")
    if page.form:
        yield f"const {form} = {quoted(write_pages.form(entity, page))};"
    shown = "\n".join(f"  {line}" for line in _shown(entity, page, form, write))
    noun = entity.plural.replace("_", " ")
    yield f'// {page.requirement}: the {noun} as a page.\nservice.get({quoted(page.path)}, {{ type: "html" }}, () => {{\n{shown}\n}});'
    if page.form:
        yield _taking(app, entity, page, form, write, functions)


def _shown(entity: Entity, page: Page, form: str, write: Expressions) -> list[str]:
    """The statements that put a page together."""
    if page.alone or page.query:
        raise NotUnderstood(f"I cannot write {page.path} in TypeScript yet, only in Python: a page about one record, or with parameters")
    columns = f"[{', '.join(map(quoted, write_pages.columns(entity, page)))}]"
    groups = page.sections
    more = [f"[{', '.join(map(quoted, groups.headings))}]"] if groups else []
    more += [quoted(page.link), quoted(page.empty or "Nothing here yet.")] if page.link or page.empty or groups else []
    more += ["true"] if groups and groups.vacant else []
    listed = ", ".join([columns, *more])
    lines = body(write, ast.parse("\n".join(write_pages.rows(entity, page))).body, [], "").split("\n")
    lines.append(f"const body = pages.{'sections' if groups else 'table'}(rows, {listed});")
    return [*lines, f"return pages.page({quoted(page.title)}, {write_pages.whole(page, form, 'pages.note({})')});"]


def _taking(app: App, entity: Entity, page: Page, form: str, write: Expressions, functions: Collection[str]) -> str:
    """The operation that takes a form: back to the page, or what is wrong."""
    check = f"check_{entity.name}"
    checked = f", {camel(check)}" if write_parts.needs_checks(app, entity) and check in functions else ""
    first = initial_values(entity)
    filled = write(ast.parse(f"{{{', '.join([*first, '**values'])}}}", mode="eval").body) if first else "values"
    lines = [
        *_converted(entity),
        f"const values = pages.entered(form, models.New{class_name(entity.name)}{checked});",
        "if (values === null) {",
        f"  reply.status = {app.invalid};",
        f"  return pages.page({quoted(page.title)}, pages.refused({quoted(page.refusal or 'Please check what you entered.')}) + {form});",
        "}",
        f"store.{table(entity.plural)}.add({filled});",
        f"return new Redirect({quoted(page.path)}, 303);",
    ]
    text = "\n".join(f"  {line}" for line in lines)
    takes = '{ form: shapes.anything(), type: "html" }'
    return f"// Takes the form.\nservice.post({quoted(write_pages.form_action(page))}, {takes}, ({{ form }}, reply) => {{\n{text}\n}});"


def _converted(entity: Entity) -> Iterator[str]:
    """What a form says in its own way: a box that is not ticked is not sent, a list is one text."""
    for one in entity.fields.values():
        place = f"form{member(one.name)}"
        if one.given and one.type == "boolean":
            yield f'{place} = ["on", "true", "1", "yes"].includes({place});'
        elif one.given and one.type == "list":
            yield f'if ({place} !== undefined) {place} = {place}.split(",").map((part: string) => part.trim()).filter(Boolean);'
