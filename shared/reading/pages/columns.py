"""Which columns a page has: what it lists of each record, and what else its sentences speak of."""

import re
from collections.abc import Sequence

from shared.reading.names.grounding import fields_in
from shared.reading.pages.clauses import Clause
from shared.writing.ir import Entity, Page

#: What a record is called by, which is shown with whatever else is.
_NAMES = ("title", "name")
_ALSO = re.compile(r"\b(?:also|additionally|in addition|besides|as well|too|moreover|further(?:more)?)\b")


def listed(entity: Entity, marked: str, below: list[str]) -> list[str]:
    """`shows title, director and number of votes`: what a page lists of each record, and no more; empty when it says nothing of that."""
    between = r"(?:,| and|, and|/|:| with) (?:the |its |their |number of )*"
    marked = _with_dates(entity, marked)
    found = re.search(rf"(?<!\bthat )(?<!\beach )(?<!\bper )(?<!\bevery )<\w+>(?:{between}<\w+>)+", marked) or (
        re.search(rf"<\w+>(?={between}\[)", marked) if below else None
    )
    known = {*entity.fields, *(one.name for one in entity.computed)}
    return [*(name for name in fields_in(found[0]) if name in known and name not in below), *below] if found else []


def _with_dates(entity: Entity, marked: str) -> str:
    """The text with the names of the dates that it speaks of together: `road and both dates`."""
    dates = [one.name for one in entity.fields.values() if one.type == "date"]
    named = " and ".join(f"<{name}>" for name in dates)
    return re.sub(r"\b(?:(?:both|all|two) (?:the |its |their )?)?dates\b", named, marked) if len(dates) > 1 else marked


def complete(page: Page, entity: Entity, said: Sequence[Clause]) -> None:
    """Adds to the columns what has a form of its own, what sentences speak of besides, and what each record is called by."""
    if page.lined:
        return
    named = [name for clause in said if not page.columns or _ALSO.search(clause.said) for name in fields_in(clause.said)]
    own = [name for name in named if name in known(entity) and (page.columns or name not in entity.fields)]
    more = list(dict.fromkeys([*page.below, *own]))
    if not page.columns:
        own = [
            name for name in known(entity) if name in entity.fields and name != entity.key and entity.fields[name].refers not in page.below
        ]
        page.columns = [entity.key, *own] if more else []
    elif not set(_NAMES) & set(page.columns):
        page.columns[:0] = [name for name in _NAMES if name in entity.fields][:1]
    shown = {*page.columns, *(page.renamed.get(name, name) for name in page.columns)}
    page.columns += [name for name in more if name not in shown]


def known(entity: Entity) -> list[str]:
    """What can be shown of a record: fields, and computed members that are no lists."""
    return [*(one.name for one in entity.fields.values() if not one.secret), *(one.name for one in entity.computed if not one.is_list)]
