"""What a page shows of the records around each of its own: how many belong to it, and how that is called to which it belongs."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import children
from shared.writing.ir import App, Computed, Entity, Page

_CALLED = ("name", "title", "label", "code")


def counting(app: App, entity: Entity, texts: Sequence[str]) -> Entity:
    """The resource with the numbers of what belongs to it of which the texts of a page speak."""
    said = " . ".join(told(app, entity, text) for text in texts)
    found = [
        Computed(_number(child), f'len(store.{child.plural}.find({column}=row["{entity.key}"]))')
        for child, column in children(app, entity)
        if re.search(rf"\bnumber of {_spoken(child.plural)}\b", said)
    ]
    return replace(entity, computed=[*entity.computed, *found]) if found else entity


def told(app: App, entity: Entity, text: str) -> str:
    """A text with one wording for how many records belong to another: `the number of members`."""
    for child, _ in children(app, entity):
        several, single = _spoken(child.plural), _spoken(child.name)
        text = re.sub(
            rf"(?i)\b(?:the |its |their )*(?:how many {several}(?: (?:it|they|he|she|each(?: of them)?) (?:has|have))?|{single} counts?|"
            rf"number of (?:its |their |the )+{several}|(?<=most )number of {several}|(?<=fewest ){several}(?= first|,|\.|$)|(?<=most ){several})",
            f"number of {several}",
            text,
        )
    return text


def count(page: Page, entity: Entity) -> None:
    """Gives a page the numbers of its (`counting`) resource, before it is sorted by one."""
    own = [one for one in entity.computed if one.name.startswith("number_of_") and one.code.startswith("len(store.") and not one.words]
    for one in own:
        if f'"{one.name}"' in page.order:
            page.order = f'rows = [row | {{"{one.name}": {one.code}}} for row in rows]\n    {page.order}'
        else:
            page.below.setdefault(one.name, one.code)


def call(app: App, page: Page, entity: Entity, texts: Sequence[str]) -> None:
    """Shows what a record belongs to by its name, where the texts of a page speak of it."""
    said = Ground(app, None)(" . ".join(texts))
    for one in entity.fields.values():
        owner = app.entities.get(one.refers)
        label = next((name for name in _CALLED if owner and name in owner.fields), "")
        if owner is None or not label or owner.name in entity.fields or one.type == "list" or f"[{owner.name}]" not in said:
            continue
        page.below.setdefault(
            owner.name, f'next((other["{label}"] for other in store.{owner.plural}.find({owner.key}=row["{one.name}"])), "")'
        )
        page.columns = [name for name in page.columns if name != one.name]


def _number(child: Entity) -> str:
    return f"number_of_{child.plural}"


def _spoken(name: str) -> str:
    return name.replace("_", " ")
