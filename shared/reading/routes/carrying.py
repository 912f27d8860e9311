"""What the request of a step carries, and which members a step empties, where prose tells it: `lent to a person, given as borrower`."""

import re
from collections.abc import Iterator

_ITS = r"(?:an?|the|its|their|his or her|his|her|some)"
_NAME = r"[\"'`]?(?P<name>[a-z][a-z_]*)[\"'`]?"
_CARRIED = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"\b(?:given|sent|passed|named|entered|told|stated)(?: [a-z]+){{0,3}}? as (?:{_ITS} )?{_NAME}",
        rf"\((?:the |as |in the )?(?:body )?(?:field|member|parameter|key):? (?:called )?{_NAME}\)",
        rf"\b(?:recorded|stored|kept|saved|noted|remembered) as (?:{_ITS} )?{_NAME}(?!')",
        rf"\b(?:needs?|requires?|takes?|(?:must|has to|have to|should|needs to) (?:always |also )?(?:give|name|state|send|carry|include|have|provide|supply|say|tell)|giving|stating|naming|providing|supplying|specifying|with|along with) (?:also )?{_ITS} {_NAME}(?=\s*(?:[.,;:)(]|$|and\b|or\b|which\b|that\b|is\b|in the\b))",
        rf"\b{_ITS} {_NAME} (?:must|has to|needs to|should) (?:always |also )?be (?:given|named|stated|sent|told|supplied|provided|recorded|entered)\b",
    )
)
#: What stands before the name of what is sent, in more words: `a reason (field reason)`.
_SAID_AGAIN = re.compile(r"(?i)\b[a-z_]+(?= \((?:the |as |in the )?(?:body )?(?:field|member|parameter|key)\b)")
_EMPTY = r"(?:null|none|empty|cleared|removed|erased|unset|forgotten|gone|blank)"
_LISTED = r"(?P<names>(?:its|their|the) [a-z][a-z_]*(?:(?:, | and |, and )(?:its |their |the )?[a-z][a-z_]*)*)"
_EMPTIED = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"\b{_LISTED} (?:(?:is|are|becomes?|gets?|set|both|then|again|back|to|all) )*{_EMPTY}\b",
        rf"\b(?:clears|removes|erases|empties|unsets|forgets|(?:and|then) clear) {_LISTED}",
        r"\b(?:has|have|with) (?P<names>no (?:more |longer an? )?[a-z][a-z_]*)",
        r"\b(?P<names>without (?:an?|any|its|the) [a-z][a-z_]*)",
    )
)
_SMALL = {"its", "their", "the", "and", "no", "more", "longer", "a", "an", "any", "without", "both"}


def carried(tail: str) -> list[str]:
    """The names of what the request carries, in the words behind a step's verb."""
    tail = _SAID_AGAIN.sub("value", tail)
    named = sorted((match.start("name"), match["name"].lower()) for pattern in _CARRIED for match in pattern.finditer(tail))
    return list(dict.fromkeys(name for _, name in named if name not in {"value", "status", "state", "body"}))


def emptied(tail: str) -> Iterator[str]:
    """The members that have no value after a step."""
    for pattern in _EMPTIED:
        for match in pattern.finditer(tail):
            yield from (word for word in re.findall(r"[a-z][a-z_]*", match["names"].lower()) if word not in _SMALL)
