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


#: `the answers are not on that page`, `it shows everything except the answer`.
_OMITTED = re.compile(
    r"^(?:but |and |only )?(?:the |its |their )?<(?P<one>\w+)> (?:(?:must|can|may|is|are|does|do) )(?:not|never) (?:(?:be|appear|to) )*(?:on|in|there|shown|listed|displayed|visible|included|appear|part|revealed)\b"
    r"|\b(?:not|never) (?:be )?(?:show|list|includ|display|reveal)\w* (?:the |its |their |any )?<(?P<two>\w+)>|\b(?:leav\w+ out|omit\w*|hides?|but not|(?:everything|all|all fields|every field) (?:except|but|besides)(?: for)?) (?:the |its |their )?<(?P<three>\w+)>"
)


def omit(page: Page, entity: Entity, said: Sequence[Clause]) -> None:
    """Takes away the columns that the sentences of a page say are not on it."""
    found = [
        next(filter(None, match.groups()))
        for clause in said
        if (match := _OMITTED.search(clause.said)) and not _ON_CONDITION.search(clause.said)
    ]
    gone = {name for name in found if name in entity.fields and entity.fields[name].type != "boolean"}
    if gone:
        page.columns = [name for name in page.columns or known(entity) if name not in gone]


_ON_CONDITION = re.compile(r"\b(?:if|when|unless|until|whose|while|without)\b")


def known(entity: Entity) -> list[str]:
    """What can be shown of a record: fields, and computed members that are no lists."""
    return [*(one.name for one in entity.fields.values() if not one.secret), *(one.name for one in entity.computed if not one.is_list)]
