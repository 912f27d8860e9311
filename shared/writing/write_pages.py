"""Writes the generated application's `pages.py`: HTML over its data, with forms that work."""

import html
import json
import re

from shared.writing.ir import MISSING, App, Endpoint, Entity, Field, Note, Page
from shared.writing.words import class_name
from shared.writing.write_operations import initial_values
from shared.writing.write_parts import needs_checks, needs_show
from shared.writing.write_queries import filter_lines, parameters

_HEAD = '''"""HTML pages over the data. Everything that is shown is escaped."""

from html import escape
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

import models
import store

router = APIRouter()

STYLE = """
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid #ddd; padding: .4rem; text-align: left }
form { display: grid; gap: .6rem; margin: 1.5rem 0; max-width: 24rem } input, select { padding: .4rem } .error { color: #b00020 }
"""


def page(title: str, body: str) -> str:
    """A whole page."""
    head = f'<meta charset="utf-8"><title>{escape(title, False)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{escape(title, False)}</h1>{body}</body></html>'


def cell(value: Any) -> str:
    """A value as text of a page."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return escape(", ".join(map(str, value)), False)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else escape(str(value), False)


def linked(row: store.Row, link: str, text: str) -> str:
    """A text that leads to a record's own page."""
    return f'<a href="{escape(link.format(**{name: quote(str(value), safe="") for name, value in row.items()}))}">{text}</a>' if link else text


def table(rows: list[store.Row], columns: list[str], link: str = "", empty: str = "Nothing here yet.") -> str:
    """A table with one line for each record."""
    head = "".join(f"<th>{escape(column.replace('_', ' '))}</th>" for column in columns)
    cells = [[cell(row[column]) for column in columns] for row in rows]
    for row, shown in zip(rows, cells, strict=True):
        shown[0] = linked(row, link, shown[0])
    lines = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in shown)}</tr>" for shown in cells)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>" if rows else f"<p>{escape(empty, False)}</p>"
'''
_SHEET = '''


def sheet(row: store.Row, columns: list[str]) -> str:
    """All that there is to say of one record."""
    return "<dl>" + "".join(f"<dt>{escape(column.replace('_', ' '))}</dt><dd>{cell(row[column])}</dd>" for column in columns) + "</dl>"
'''
_BUTTONS = '''


class Markup(str):
    """What is shown as it is: its parts are escaped already."""


def buttons(row: store.Row, posts: dict[str, str]) -> Markup:
    """What can be done to a record, each a button."""
    paths = {words: path.format(**{name: quote(str(value), safe="") for name, value in row.items()}) for words, path in posts.items()}
    return Markup("".join(f'<form method="post" action="{escape(path)}"><button>{escape(words)}</button></form>' for words, path in paths.items()))
'''
#: How a cell tells that it is made of those.
_MARKUP = ("    if isinstance(value, bool):", "    if isinstance(value, Markup):\n        return value\n    if isinstance(value, bool):")
_SECTIONS = '''


def sections(rows: list[store.Row], columns: list[str], headings: list[str], link: str = "", empty: str = "Nothing here yet.", vacant: bool = False) -> str:
    """The records in groups, each under its heading, if it has one."""
    parts = []
    for heading in headings or list(dict.fromkeys(row["§"] for row in rows)):
        found = [row for row in rows if row["§"] == heading]
        if found or vacant:
            parts.append((f"<h2>{cell(heading)}</h2>" if heading else "") + table(found, columns, link, empty))
    return "".join(parts) or table(rows, columns, link, empty)
'''


def pages(app: App) -> str:
    """The module's text."""
    parts = [_page(app, page) for page in app.pages]
    head = _imported(_HEAD, "\n".join(parts))
    return head.rstrip("\n") + "\n\n\n" + "\n\n\n".join(parts) + "\n"


def _imported(head: str, body: str) -> str:
    """The head with what the body needs, and no more."""
    head += _SHEET if "sheet(" in body else ""
    head += _BUTTONS if " buttons(" in body else ""
    head = head.replace(*_MARKUP) if " buttons(" in body else head
    head += _SECTIONS if " sections(" in body else ""
    names = ["APIRouter", *(name for name in ("HTTPException", "Query", "Request") if re.search(rf"\b{name}\b", body))]
    head = head.replace("APIRouter, HTTPException, Request", ", ".join(names))
    head = head if "RedirectResponse" in body else head.replace(", RedirectResponse", "")
    typing = [name for name in ("Annotated", "Any", "Literal") if name == "Any" or f"{name}[" in body]
    head = head.replace("import Any", f"import {', '.join(typing)}")
    head = head.replace("from html import", "from datetime import date\nfrom html import", 1) if re.search(r"\bdate\.", body) else head
    if "ValidationError" not in body:
        head = head.replace("from pydantic import ValidationError\n", "").replace("import models\n", "")
    return head


def name_of(app: App, page: Page) -> str:
    """What the function of a page is called."""
    entity = app.entities[page.entity]
    alone = len([one for one in app.pages if one.entity == page.entity]) == 1
    return f"{entity.name}_page" if alone else f"{entity.name}_page_{app.pages.index(page) + 1}"


def columns(entity: Entity, page: Page) -> list[str]:
    """What a page shows of each record."""
    listed = page.columns or [entity.key, *(one.name for one in entity.fields.values() if one.name != entity.key and not one.secret)]
    told = [
        name
        for name in listed
        if entity.fields.get(name, Field("")).type == "boolean" and f'row["{name}"]' in " ".join(page.marks.values())
    ]
    told += [page.sections.field] if page.sections else []
    return (
        [page.renamed.get(name, name) for name in listed if name not in told]
        + ([MARKS] if page.marks else [])
        + ([ACTIONS] if page.buttons else [])
    )


def is_newest_first(page: Page) -> bool:
    """Whether the page lists what was made last at its top."""
    return re.search(r"(?i)\bnewest|\blatest|\bmost recent", page.source) is not None


def is_form_first(page: Page) -> bool:
    """Whether the form stands above the records."""
    return re.search(r"(?i)\bform\b.*\b(?:below|under|followed by)\b", page.source) is not None


def _page(app: App, page: Page) -> str:
    entity, name = app.entities[page.entity], name_of(app, page)
    required, optional = parameters(Endpoint("GET", page.path, query=page.query))
    own = [f"{page.path.partition('{')[2].partition('}')[0]}: str"] if page.alone else []
    text = f'''@router.get("{page.path}", response_class=HTMLResponse)
async def {name}({", ".join([*own, *required, *optional])}) -> str:
    """{page.requirement}: {_about(entity, page)}."""
{_alone(app, entity, page) if page.alone else _body(entity, page)}'''
    parts = [_form(entity, page), text, _post(app, entity, page, name)] if page.form else [text]
    return "\n\n\n".join(parts)


#: The column of words that stand beside some records.
MARKS = " "
#: That of buttons.
ACTIONS = "  "


def _about(entity: Entity, page: Page) -> str:
    noun = (entity.name if page.alone else entity.plural).replace("_", " ")
    return f"one {noun} as a page; 404 when there is none" if page.alone else f"the {noun} as a page"


def _alone(app: App, entity: Entity, page: Page) -> str:
    """The statements of a page about one record."""
    param = page.path.partition("{")[2].partition("}")[0]
    same = f'str(row["{page.alone}"]) == {param}'
    shown = [name for name in columns(entity, page) if name != entity.key]
    head = next((name for name in ("title", "name", "headline", page.alone, *shown) if name in shown or name == page.alone), page.alone)
    lines = [
        *_rows(entity, page),
        f"row = next((row for row in rows if {same}), None)",
        "if row is None:",
        f'    raise HTTPException(404, "there is no such {entity.name.replace("_", " ")}")',
        *_inner(app, entity, page),
        *_forms_of_one(app, entity),
        f'return page(str(row["{head}"]), sheet(row, {_listed(shown)}){" + below" if page.inner else ""}{" + forms" if _sent_of(app, entity) else ""})',
    ]
    return "\n".join(f"    {line}" for line in lines)


def _sent_of(app: App, entity: Entity) -> list[Endpoint]:
    """What forms about one record send."""
    return [one for one in app.endpoints if one.form and (one.parent or one.entity) == entity.name and len(one.params) == 1]


def _forms_of_one(app: App, entity: Entity) -> list[str]:
    """The statements that put together the forms about a record."""
    written = []
    for one in _sent_of(app, entity):
        path = re.sub(r"\{\w+\}", "KEY", one.path)
        written.append(f'<form method="post" action="{path}">{"".join(map(_input, one.body))}<button>Send</button></form>')
    key = f'quote(str(row["{entity.key}"]), safe="")'
    return ["forms = (", *(f"    '{part}'" for part in written), f').replace("KEY", {key})'] if written else []


def _inner(app: App, entity: Entity, page: Page) -> list[str]:
    """The statements that put together what belongs to the record of a page."""
    inner = page.inner
    if inner is None:
        return []
    child = app.entities[inner.entity]
    column = next(one.name for one in child.fields.values() if one.refers == entity.name)
    where = f'{column}=row["{entity.key}"]'
    found = [line.replace(f"store.{child.plural}.find()", f"store.{child.plural}.find({where})") for line in _rows(child, inner)]
    empty = f', empty="{_quoted(inner.empty)}"' if inner.empty else ""
    return [*found, f"below = table(rows, {_listed(columns(child, inner))}{empty})"]


def rows(entity: Entity, page: Page) -> list[str]:
    """The statements that find what a page shows."""
    newest = "[::-1]" if not page.order and is_newest_first(page) else ""
    lines = [f"rows = store.{entity.plural}.find(){newest}"]
    lines += [f"rows = [show_{entity.name}(row) for row in rows]"] if needs_show(entity) else []
    lines += [f"rows = [row for row in rows if {page.keep}]"] if page.keep else []
    for query in page.query:
        lines += filter_lines(query)
    lines += page.order.split("\n    ") if page.order else []
    if page.marks:
        says = " + ".join(f'("{_quoted(words)} " if {code} else "")' for words, code in page.marks.items())
        lines.append(f'rows = [row | {{"{MARKS}": {says}}} for row in rows]')
    if page.sections:
        lines.append(f'rows = [row | {{"§": {page.sections.code}}} for row in rows]')
    lines += [f"{name} = {note.code}" for name, note in _noted(page)]
    lines += [f'rows = [row | {{"{name}": {code}}} for row in rows]' for name, code in page.below.items()]
    if page.buttons:
        lines.append(f'rows = [row | {{"{ACTIONS}": buttons(row, {json.dumps(page.buttons)})}} for row in rows]')
    return lines


def _rows(entity: Entity, page: Page) -> list[str]:
    imported = [f"from main import show_{entity.name}", ""] if needs_show(entity) else []
    return [*imported, *rows(entity, page)]


def _listed(names: list[str]) -> str:
    return f"{names!r}".replace("'", '"')


def _body(entity: Entity, page: Page) -> str:
    """The statements that put a page together."""
    if page.words:
        return f'    return page("{_quoted(page.title)}", "<p>{html.escape(_quoted(page.words), False)}</p>")'
    if page.sole:
        return f'    return page("{_quoted(page.title)}", FORM_{entity.name.upper()})'
    shown = _listed(columns(entity, page))
    shown += f", {_listed(page.sections.headings)}" if page.sections else ""
    shown += f', link="{page.link}"' if page.link else ""
    shown += f', empty="{_quoted(page.empty)}"' if page.empty else ""
    shown += ", vacant=True" if page.sections and page.sections.vacant else ""
    form = f"FORM_{entity.name.upper()}"
    lines = [*_rows(entity, page), f"body = {'sections' if page.sections else 'table'}(rows, {shown})"]
    lines.append(f'return page("{_quoted(page.title)}", {whole(page, form)})')
    return "\n".join(f"    {line}" if line else "" for line in lines)


def _noted(page: Page) -> list[tuple[str, Note]]:
    """The lines about all records, each with a name."""
    return [(f"note_{number}" if number else "note", one) for number, one in enumerate(page.notes)]


def whole(page: Page, form: str, note: str = 'f"<p>{{escape({}, False)}}</p>"') -> str:
    """The expression of all that a page shows. `form`: the name of its form; `note`: how a line about all records is written."""
    above, below = ([note.format(name) for name, one in _noted(page) if one.above is place] for place in (True, False))
    body = [*above, "body", *below]
    return " + ".join(body if not page.form else [form, *body] if is_form_first(page) else [*body, form])


def _quoted(text: str) -> str:
    return re.sub(r'[\\"\n]', "", text)


def form(entity: Entity, page: Page) -> str:
    """The form of a page."""
    return "".join(_form_parts(entity, page))


def _form_parts(entity: Entity, page: Page) -> list[str]:
    inputs = [_input(one) for one in entity.fields.values() if one.given]
    return [f'<form method="post" action="{form_action(page)}">', *inputs, "<button>Add</button></form>"]


def _form(entity: Entity, page: Page) -> str:
    lines = "\n".join(f"    '{part}'" for part in _form_parts(entity, page))
    return f"FORM_{entity.name.upper()} = (\n{lines}\n)"


def form_action(page: Page) -> str:
    """Where a form is sent: to its page when that takes no other POST."""
    return page.action or page.path


def _input(one: Field) -> str:
    label = one.name.replace("_", " ").capitalize()
    needed = " required" if one.required and one.default is MISSING else ""
    if one.choices:
        options = "".join(
            f"<option{' selected' if choice == one.default else ''}>{html.escape(str(choice))}</option>" for choice in one.choices
        )
        return f'<label>{label} <select name="{one.name}">{options}</select></label>'
    kind = {
        "integer": "number",
        "number": 'number" step="any',
        "boolean": "checkbox",
        "date": "date",
        "datetime": "datetime-local",
        "email": "email",
        "url": "url",
    }.get(one.type, "text")
    return f'<label>{label} <input name="{one.name}" type="{kind}"{needed}></label>'


def _post(app: App, entity: Entity, page: Page, name: str) -> str:
    kinds = {one.name: one.type for one in entity.fields.values() if one.given}
    conversions = []
    for field, kind in kinds.items():
        if kind in {"integer", "number"}:
            conversions.append(
                f'    if "{field}" in sent:\n        sent["{field}"] = {"int" if kind == "integer" else "float"}(sent["{field}"])'
            )
        elif kind == "boolean":
            conversions.append(f'    sent["{field}"] = sent.get("{field}", "") in ("on", "true", "1", "yes")')
        elif kind == "list":
            conversions.append(
                f'    if "{field}" in sent:\n        sent["{field}"] = [part.strip() for part in sent["{field}"].split(",") if part.strip()]'
            )
    body = "\n".join("    " + line.replace("\n", "\n    ") for line in conversions)
    check = "\n        from main import check_" + entity.name + f"\n\n        check_{entity.name}(values)" if needs_checks(entity) else ""
    status = f'getattr(error, "status_code", {app.invalid})' if needs_checks(entity) else f"{app.invalid}"
    refused = "(ValidationError, ValueError, HTTPException)" if needs_checks(entity) else "(ValidationError, ValueError)"
    first = initial_values(entity)
    filled = f"\n    values = {{{', '.join(first)}}} | values" if first else ""
    return f'''@router.post("{form_action(page)}", include_in_schema=False)
async def add_from_{name}(request: Request) -> Any:
    """Takes the form: back to the page, or 422 with what is wrong."""
    sent: dict[str, Any] = {{name: value for name, value in (await request.form()).items() if value != ""}}
    try:
{body + chr(10) if body else ""}        values = models.New{class_name(entity.name)}(**sent).model_dump(){check}
    except {refused}{" as error" if needs_checks(entity) else ""}:
        return HTMLResponse(page("{page.title}", {_told(page, needs_checks(entity))} + FORM_{entity.name.upper()}), {status}){filled}
    {"row = " if "{" in page.back else ""}store.{entity.plural}.add(values)
    return RedirectResponse({_back(entity, page)}, 303)'''


def _told(page: Page, collides: bool) -> str:
    """The expression of what a page says on which its form is refused, also when what is sent `collides` with what is there."""
    usual, other = (
        f"""'<p class="error">{html.escape(_quoted(words or "Please check what you entered."), False).replace("'", "&#x27;")}</p>'"""
        for words in (page.refusal, page.conflict)
    )
    apart = collides and page.conflict not in ("", page.refusal)
    return f'({other} if getattr(error, "status_code", 0) == 409 else {usual})' if apart else usual


def _back(entity: Entity, page: Page) -> str:
    """The expression of the path that a form leads to."""
    path = re.sub(r"\{\w+\}", f"{{row['{entity.key}']}}", page.back or page.path)
    return f'f"{path}"' if "{" in path else f'"{path}"'
