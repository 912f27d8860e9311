"""Parameters that leave records out: `?without=milk`, `exclude_tag hides the notes with that tag`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import with_computed
from shared.writing import words
from shared.writing.ir import App, Entity, Field, Query

_NAMES = ("without", "exclude", "excluding", "excludes", "except", "not", "no", "avoid", "hide", "free_of")
_LEFT_OUT = (
    r"(?:leav(?:es?|ing) out|left out|exclud\w+|hid(?:es?|ing|den)|omit\w*|drops?|removes?|skips?|avoids?|free of|without|"
    r"(?:(?:do|does|must|may|can) )?not (?:contain|have|include|hold|carry)\w*|(?:is|are) not|lacks?|lacking|no)"
)


def omitted(app: App, entity: Entity, name: str, near: str) -> Query | None:
    """The parameter that leaves out what has its value; None where it is none of that kind."""
    low = words.code_name(name)
    head, _, tail = low.partition("_")
    told = re.search(rf"(?<!\w){re.escape(name)}(?!\w)[^.;]{{0,80}}?\b{_LEFT_OUT}(?!\w)", near)
    if low in entity.fields or not (low in _NAMES or (head in _NAMES and tail) or told):
        return None
    one = _named(entity, tail if head in _NAMES else "", fields_in(Ground(app, with_computed(entity))(near)), low in _NAMES)
    return Query(name, "lacks" if one.type == "list" else "differs", one.name) if one is not None else None


def _named(entity: Entity, tail: str, spoken: list[str], only: bool) -> Field | None:
    """The field of which a value is left out: that of the parameter's name, or a list that is spoken of, or another; else the `only` list."""
    for candidate in (tail, words.plural(tail), words.singular(tail)) if tail else ():
        if candidate in entity.fields:
            return entity.fields[candidate]
    lists = [one for one in entity.fields.values() if one.type == "list"]
    known = [entity.fields[name] for name in spoken if name in entity.fields]
    found = [one for one in known if one in lists] or (lists if only and len(lists) == 1 else [])
    return found[0] if found else known[-1] if only and known and (known[-1].choices or known[-1].type == "string") else None
