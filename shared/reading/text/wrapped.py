"""Sentences about the object that lists come in, told apart from their operations: `Response shape: {"items": [...], "total": n}`."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.reading.text.shapes import shapes

if TYPE_CHECKING:
    from shared.reading.text.outline import Route, Statement

#: What the records are called in such an object, how many there are, and what else it tells.
ROWS = frozenset({"items", "results", "data", "records", "entries", "list", "rows"})
TOTALS = frozenset({"total", "count", "total_count", "number", "size_total", "total_items", "matches", "found"})
PAGES = frozenset({"pages", "page_count", "total_pages", "number_of_pages"})
#: The same in words: `an object with items and total`.
_TOLD = re.compile(
    rf"(?i)\b(?:object|envelope|wrapp\w+|format|shape|form|answers?|respon\w+|result|body|list)\b[^.;]*?[\"`(,:]? ?\b(?:{'|'.join(ROWS)})\b[\"`]?(?: \([^()]*\))?(?:,| and| plus| &) (?:an? |the )?[\"`]?(?:{'|'.join(TOTALS)})\b(?! (?:number )?of\b)"
)
#: It is about every list, not only about the one before it.
_ALL = re.compile(
    r"(?i)\b(?:all|each|every|both|any|the two) (?:of the |the )?(?:[a-z]+ )?(?:lists?|collections?|listings?)\b|\blists\b|\bcollections\b|\blist (?:endpoints|routes|operations)\b"
)


def give(statements: "Sequence[Statement]", routes: "Sequence[Route]") -> None:
    """Gives such a sentence to the list before it, or to all lists."""
    lists = [route for route in routes if route.method == "GET" and route.segments and not route.path.endswith("}")]
    for place, one in enumerate(statements):
        if one.routes or not lists or not _wraps(one.text) or any(one.text in route.more for route in lists):
            continue
        before = [route for route in lists if route.statement in statements[:place]] or lists
        for route in lists if _ALL.search(one.text) else before[-1:]:
            route.more.append(one.text)


def _wraps(text: str) -> bool:
    """Whether a sentence shows records and their number side by side."""
    shown = [set(shape.names) for shape in shapes(text)]
    return any(names & ROWS and names & {*TOTALS, *PAGES} for names in shown) or _TOLD.search(text) is not None
