"""Reads how many there can be of something in all, and the places that are given out: `exactly 5 spaces`, `the lowest free number`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import App, Entity, Field

_ROOM = r"spaces?|spots?|places?|seats?|slots?|lockers?|desks?|bays?|berths?|boxes|beds?|tables?|rooms?|shelves|shelf|units?|positions?|stalls?|pitches|hooks?|cells?"
_NUM = r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred)"
_IN_ALL = (
    rf"(?i)\b(?:exactly|only|of|with|has|have|holds|for|are|offers?|at most|up to|maximum of|limit of|capacity of|capacity is|capacity:?)\s+{_NUM}(?:\s+\w+)?\s+(?:{_ROOM})\b",
    rf"(?i)\bcapacity(?: of| is|:)?\s+{_NUM}\b",
    rf"(?i)\b(?:numbered|(?:free|available) numbers?)\s+(?:from\s+)?1\s*(?:to|-|through|\.\.)\s*{_NUM}\b",
)
_LOWEST = re.compile(
    r"(?i)\b(?:lowest|smallest|first|next) (?:free|available|unused|unoccupied|empty) (?:number|(?P<noun>[a-z]+))(?: (?:number|no))?\b"
)
_TAKEN_TEXT = "taken used occupied in_use parked inside filled busy assigned reserved count"
_TAKEN = frozenset(_TAKEN_TEXT.split())
_FREE_TEXT = "free available left remaining empty open vacant unoccupied"
_FREE = frozenset(_FREE_TEXT.split())


def in_all(app: App) -> int | None:
    """How many places there are, when the text says so for the whole service."""
    text = " . ".join(app.statements)
    for pattern in _IN_ALL:
        match = re.search(pattern, text)
        if match:
            return int(words.number(match[1]) or 0) or None
    return None


def given_out(app: App, call: Call, entity: Entity) -> None:
    """`gets the lowest free number from 1 to 5, as space`: a number that the server gives to each."""
    match = _LOWEST.search(call.all)
    if not match:
        return
    named = re.search(r"(?i)\b(?:as|called|named|in|field) [`'\"]?([a-z_]+)[`'\"]?\s*(?:[:,;.)]|$)", call.all)
    shape = call.answer_shape()
    shown = next((name for name in shape.names if name not in {"id", *entity.fields}), "") if shape else ""
    name = shown or (named[1] if named else "") or (match["noun"] or "number").lower()
    number = in_all(app)
    upto = str(number + 1) if number else f"len(store.{entity.plural}.find()) + 2"
    entity.fields[name] = Field(
        name,
        "integer",
        required=False,
        given=False,
        fill=f"expr:next(number for number in range(1, {upto}) if not store.{entity.plural}.find({name}=number))",
    )


def room(app: App, low: str) -> str:
    """The code of `capacity`, `taken` or `free` over `rows`; empty for other names."""
    number = in_all(app)
    if number is None:
        return ""
    parts = set(low.split("_"))
    if parts & {"capacity"}:
        return str(number)
    if low in _TAKEN or parts & _TAKEN:
        return "len(rows)"
    return f"{number} - len(rows)" if low in _FREE or parts & _FREE else ""
