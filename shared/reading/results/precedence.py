"""Lists in which some values come before others: `urgent ones first`, `active before planned`, `high, then medium, then low`, `done ones at the bottom`."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import state_field, states_in
from shared.writing.ir import Entity, Field

_VALUE = r"'[\w \-]+'"
_NOUN = r"(?: (?:ones?|\[\w+\]|entries|records|those))?"
_COME = r"(?: (?:always|should|must|shall|will|all|then|also|come|comes|are|is|be|go|goes|move|moves|stand|stands|appear|appears|get|gets|listed|shown|sorted|put|placed|right))*"
#: `active ones come before planned ones`.
_BEFORE = re.compile(
    rf"{_VALUE}{_NOUN}{_COME} (?:before|above|ahead of|over)(?: (?:the|any|all|every))* {_VALUE}(?:{_NOUN}{_COME} (?:before|above|ahead of)(?: (?:the|any|all))* {_VALUE})*"
)
#: `the urgent ones first, then the normal ones`, `first the starters, then the mains`.
_FIRST = r"(?:first|on top|at the (?:very )?(?:top|beginning|start|front))\b"
_THEN = (
    rf"(?:{_NOUN},? (?:(?:and|then|followed by|finally|lastly|last|the|all|after (?:them|that|those)|next|below (?:them|that)) ?)+{_VALUE})"
)
_LEADS = re.compile(rf"{_VALUE}{_NOUN}{_COME} {_FIRST}{_THEN}*|\b(?:first|top)(?:,| come| are| the| all| are shown)* {_VALUE}{_THEN}+")
#: `high, medium, low`, of a list that is in this order.
_LISTED = re.compile(
    rf"(?:\border\b|\bsorted\b|\bordered\b|\bby <\w+>)[^.;']*?{_VALUE}(?:(?:, then |, and then | then |, |,? and | before | to | -> | > |/){_VALUE})+"
)
_LAST = r"(?:last|at the (?:very )?(?:bottom|end)|to the (?:bottom|end)|below(?: the (?:others?|rest))?|after (?:all )?the (?:others?|rest))\b(?! (?:of|name))"
_TRAILS = re.compile(
    rf"(?P<value>{_VALUE}|<\w+>){_NOUN}{_COME} {_LAST}|\b(?:last|at the bottom)(?: come| are)?(?: the| all)* (?P<named>{_VALUE})"
    rf"|\b(?:before|above) (?:the |all |any )*(?P<behind><\w+>) (?:ones?|\[\w+\])"
)
#: `in the order given`.
_GIVEN = r"\b(?:in (?:the|this|that) (?:given |listed |above |named |same )?order(?: (?:given|listed|named|above|as above)|(?=[.,;]|$))|as listed)"
_NO_LIST = re.compile(r"\b(?:can|may|cannot|only|must be|4\d\d|becomes?|turns?|sets?)\b")


def precedence(entity: Entity, said: str) -> str:
    """The statement that puts some values before others as the (grounded) text asks for; empty where it asks for nothing."""
    for part in re.split(r"\s\.\s|\.\s|;\s", said):
        found = next(_told(entity, part), "")
        if found:
            return found
    return ""


#: Words that stand before values that come first or last.
_WHOSE = re.compile(r"(?:,|\b(?:with|and|but|the|those|ones|items|that|which|where|all)\b| )+$")


def unplaced(said: str) -> str:
    """A grounded text without what only tells which values come before others."""
    for pattern in (_BEFORE, _LEADS, _TRAILS, _NOT_FIRST):
        while match := pattern.search(said):
            said = f"{_WHOSE.sub('', said[: match.start()])} {said[match.end() :]}"
    return said


#: `those that are not done first`.
_NOT_FIRST = re.compile(rf"\b(?:not|un-?|non-?) ?<(?P<flag>\w+)>{_NOUN}{_COME} {_FIRST}")


def _told(entity: Entity, part: str) -> Iterator[str]:
    if (match := _NOT_FIRST.search(part)) and match["flag"] in entity.fields:
        yield from _trailing(entity, f"<{match['flag']}>")
    for one in entity.fields.values() if not _NO_LIST.search(part) else ():
        places = {choice: found.start() for choice in one.choices if (found := re.search(rf"(?i)\b{re.escape(choice)}\b", part))}
        if len(one.choices) > 1 and len(places) == len(one.choices) and re.search(r"\bthen\b|\border\b|\bfrom\b", part):
            yield _in_order(one.name, sorted(places, key=lambda choice: places[choice]))
        elif one.choices and re.search(rf"<{one.name}>[^.;]*{_GIVEN}", part):
            yield _in_order(one.name, one.choices)
    for pattern in (_BEFORE, _LEADS, _LISTED) if not _NO_LIST.search(part) else ():
        if match := pattern.search(part):
            yield from _leading(entity, states_in(match[0]), part)
    if match := _TRAILS.search(part):
        yield from _trailing(entity, match["value"] or match["named"] or match["behind"])


def _leading(entity: Entity, values: list[str], part: str) -> Iterator[str]:
    one = state_field(entity, values[0])
    values = [value for value in values if one is not None and value in one.choices]
    if one is None:
        return
    if len(values) == 2 and set(values) == {one.choices[0], one.choices[-1]} and re.search(r"' to '", part):
        values = _through(one, values[0])
    if len(values) == 1 and re.search(rf"\bby (?:the |its |their )?<{one.name}>", part):
        values = _through(one, values[0])
    yield _in_order(one.name, [*values, *(choice for choice in one.choices if choice not in values)] if len(values) > 1 else values)


def _through(one: Field, first: str) -> list[str]:
    """All the values from one end to the other, where one of the ends is the first."""
    return one.choices if first == one.choices[0] else one.choices[::-1] if first == one.choices[-1] else [first]


def _trailing(entity: Entity, mark: str) -> Iterator[str]:
    name = mark[1:-1]
    flag, one = entity.fields.get(name), state_field(entity, name)
    if mark.startswith("<") and flag is not None and flag.type == "boolean":
        yield f'rows.sort(key=lambda row: bool(row["{name}"]))'
    elif one is not None and mark.startswith("'"):
        yield f'rows.sort(key=lambda row: row["{one.name}"] == "{name}")'


def _in_order(name: str, values: list[str]) -> str:
    if len(values) == 1:
        return f'rows.sort(key=lambda row: row["{name}"] != "{values[0]}")'
    return f'rows.sort(key=lambda row: {values!r}.index(row["{name}"]))'.replace("'", '"')
