"""What a page shows in place of a value that is not there: `items without a place show "unknown"`."""

import re

from shared.reading.names.grounding import fields_in
from shared.reading.pages.clauses import QUOTE, Clause
from shared.writing.ir import MISSING, Entity, Page

_GONE = r"(?:missing|empty|blank|null|none|unset|absent|unknown|not (?:there|given|set|known|told)|optional)"
#: `no <place>`, `without a <place>`, `an empty <place>`, `if <place> is left empty`.
_LACKS = re.compile(
    rf"\b(?:no|without(?: (?:an?|the|any|its))?|with no|lack(?:s|ing)?(?: (?:an?|the))?|{_GONE}) <(?P<first>\w+)>|<(?P<second>\w+)>[^<>.;⟦]{{0,40}}?\b(?:{_GONE}|not have)\b"
)
#: `where it is missing`.
_POINTS = re.compile(rf"\b(?:it|this|that|there) (?:is |was )?(?:left )?(?:{_GONE})\b|\bif missing\b|\bif there is none\b")
_SHOWN = re.compile(
    r"\b(?:says?|saying|shows?|showing|shown|displays?|displayed|lists?|listed|appears?|reads?|prints?|printed|writes?|written|puts?|stands?|gives?|tells?|rendered|renders|called|instead|with|as|uses?|used|it is)\b|[:=(]"
)
_REFUSED = re.compile(r"\b4\d\d\b|\brefused\b|\binvalid\b|\berrors?\b")


def stand_in(page: Page, entity: Entity, clause: Clause) -> Clause:
    """Notes the words that stand for a missing value, which it then may be. The clause without what it says of that."""
    for part in re.split(r", (?:and|but) |(?<=⟧), |(?<=⟧) and ", clause.said):
        quotes = list(re.finditer(QUOTE, part))
        lacks = _LACKS.search(part)
        named = lacks["first"] or lacks["second"] if lacks else next(reversed(fields_in(clause.before)), "") if _POINTS.search(part) else ""
        one = entity.fields.get(named)
        if one is None or len(quotes) != 1 or _REFUSED.search(part) or not _SHOWN.search(re.sub(QUOTE, "", part)):
            continue
        words = clause.quoted(quotes[0][1])
        if words == page.title or one.default not in (MISSING, None, ""):
            continue
        value, quoted = f'row["{one.name}"]', re.sub(r'[\\"\n]', "", words)
        page.below[one.name] = f'{page.below.get(one.name, value)} if {value} not in (None, "") else "{quoted}"'
        if one.given:
            one.required, one.default = False, None
        return clause.part(clause.said.replace(part, ""))
    return clause
