"""Pages of one record: what they show of it, and of what belongs to it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.pages.clauses import clauses
from shared.reading.pages.columns import known, omit
from shared.reading.pages.kept import mark, without_empty
from shared.reading.pages.lacking import stand_in
from shared.reading.pages.ranked import answered_of, as_answered
from shared.reading.pages.written import write
from shared.reading.refusals.cases import children, with_computed
from shared.reading.results.holding import Held, conditions
from shared.reading.results.ordering import order_of
from shared.writing.ir import App, Endpoint, Entity, Page


def show(app: App, page: Page, entity: Entity, text: str, told: Sequence[str]) -> None:
    """Gives a page about one record what its sentences (`text` is the first) speak of."""
    page.columns = [name for name in known(entity) if name != entity.key]
    page.inner = _inner(app, page, entity, text, told)
    numbers = replace(entity, computed=[one for one in entity.computed if not one.is_list])
    said = list(clauses(app, with_computed(numbers), told))
    for clause in said:
        mark(app, page, entity, without_empty(page.inner or page, stand_in(page, entity, clause)))
    write(app, page, entity, said, counts=False)
    omit(page, entity, said)


def _inner(app: App, whole: Page, entity: Entity, text: str, told: Sequence[str]) -> Page | None:
    """`with the titles of its published episodes, the highest number first`: what belongs to the record of a page, where the words name it."""
    sent = {one.entity for one in app.endpoints if one.form and one.parent == entity.name}
    own = [f"[{child.name}]" for child, _ in children(app, entity)]
    text = next((one for one in (text, *told) if any(name in Ground(app, None)(one) for name in own)), text)
    child = next((child for child, _ in children(app, entity) if f"[{child.name}]" in Ground(app, None)(text) or child.name in sent), None)
    child = child or answered_of(app, [one for one, _ in children(app, entity)], text)
    if child is None:
        return None
    shown = with_computed(child)
    marked = Ground(app, shown)(text)
    page = Page(whole.path, child.name, source=text)
    page.keep = " and ".join(code for code in conditions(Held(app, child, Endpoint("GET", whole.path), marked, "")) if " in (" not in code)
    page.order = order_of(shown, marked)
    named = [
        name
        for name in fields_in(marked)
        if name in child.fields and name not in {*entity.fields, *re.findall(r'row\["(\w+)"\]', page.keep)}
    ]
    usual = [name for name, one in child.fields.items() if (one.given if child.name in sent else name in {"title", "name", "text"})]
    page.columns = named or usual[: None if child.name in sent else 1]
    write(app, page, child, clauses(app, with_computed(child), told), counts=False)
    page.columns += [name for name in page.below if name not in page.columns]
    as_answered(app, page, child, text)
    return page
