"""Values for the generated tests: right ones for a field, and wrong ones with the reason."""

import re
from typing import Any

from shared.writing.ir import Field

_TEXT = {"isbn": "9780306406157", "phone": "+441234567890", "country": "Norway", "city": "Oslo", "currency": "EUR"}


def good(one: Field, turn: int = 1, later: bool = False) -> object:
    """A valid value; another one for each `turn` (1 to 9). `later`: the end of what begins with the other value of this turn."""
    value = _valid(one, turn, later)
    if not isinstance(value, str):
        return value
    return value.upper() if "upper" in one.kept else value.lower() if "lower" in one.kept else value


def _valid(one: Field, turn: int, later: bool) -> object:
    if one.choices:
        return one.choices[(turn - 1) % len(one.choices)]
    if one.among:
        return one.among[(turn - 1) % len(one.among)]
    if one.pattern:
        return _matching(one, turn)
    if one.type in {"integer", "number"}:
        value = _between(one, turn) + later
        return float(value) if one.type == "number" else value
    if one.type == "list":
        return _list(one, turn)
    if one.parts:
        return {part.name: good(part, turn) for part in one.parts}
    values: dict[str, object] = {
        "boolean": turn % 2 == 0,
        "date": f"{2020 if one.past else 2030}-{turn:02d}-{10 + later}",
        "datetime": f"{2020 if one.past else 2030}-{turn:02d}-10T{10 + later}:00:00",
        "time": f"{turn + 9:02d}:{30 + 15 * later}",
        "email": f"person{turn}@example.com",
        "url": f"https://example.com/{turn}",
        "uuid": f"00000000-0000-4000-8000-{turn:012d}",
        "object": {"turn": turn},
        "any": turn,
    }
    return values.get(one.type, _text(one, turn))


def little(one: Field) -> object:
    """A valid number that is not much: 1 where its limits allow that."""
    value = max(1, int(one.low) if one.low is not None else 1, int(one.above) + 1 if one.above is not None else 1)
    value = min(value, int(one.high)) if one.high is not None else value
    return float(value) if one.type == "number" else value


def ample(one: Field) -> object:
    """A valid number that is much: 100 where its limits allow that."""
    value = max(100, int(one.low or 0)) if one.high is None else int(one.high)
    return float(value) if one.type == "number" else value


#: What others take from: tests need enough of it.
_PLENTY = {"stock", "balance", "capacity", "seats", "inventory", "tickets", "copies", "max_students", "max_participants"}


def _between(one: Field, turn: int) -> int:
    low = one.low if one.low is not None else one.above + 1 if one.above is not None else None
    high = one.high if one.high is not None else one.below - 1 if one.below is not None else None
    if low is None:
        low = min(10.0, high) if high is not None else 10.0
    plenty = 50 if high is None and one.name in _PLENTY else 0
    value = int(low) + turn + plenty
    return int(high) if high is not None and value > high else value


def _list(one: Field, turn: int) -> list[Any]:
    count = min(max(2, one.shortest or 0), one.longest or 99)
    if one.items in {"integer", "number"}:
        return [turn + i for i in range(count)]
    if one.elements:
        return [one.elements[(turn + i) % len(one.elements)] for i in range(min(count, len(one.elements)))]
    if one.parts:
        return [{part.name: good(part, turn) for part in one.parts}]
    if one.items == "object":
        return [{"name": f"part {i}"} for i in range(count)]
    return [f"word{turn + i}" for i in range(count)]


def _text(one: Field, turn: int) -> str:
    text = f"{_TEXT.get(one.name, one.name.replace('_', ' ').capitalize())} {turn}"
    if one.longest is not None:
        text = f"{turn}{text}"[: one.longest]
    return text.ljust(one.shortest or 0, "x")


#: A sign or a class of signs, and how often it may come.
_PIECE = re.compile(r"(?P<signs>\[[^\]]+\]|\\.|[^\\{}+*?])(?P<times>\{\d+(?:,\d*)?\}|[+*?])?")


def _matching(one: Field, turn: int) -> str:
    """A text of signs and classes of signs, one behind the other; the last that can differs with each turn."""
    pieces = [*_PIECE.finditer(one.pattern.removeprefix("^").removesuffix("$"))]
    often = max(one.shortest or 1, min(3, one.longest or 3)) if len(pieces) == 1 else 1
    signs = [_signs(piece["signs"]) for piece in pieces for _ in range(_times(piece["times"], often))]
    open_to = [at for at, choice in enumerate(signs) if len(choice) > 1]
    return "".join(choice[turn % len(choice)] if open_to[-1:] == [at] else choice[0] for at, choice in enumerate(signs))


def _times(said: str | None, often: int) -> int:
    if said in ("+", "*"):
        return often
    return max(1, int(said.strip("{}").partition(",")[0])) if said and said != "?" else 1


def _signs(said: str) -> str:
    """The signs of a class, those of ranges in their order."""
    if not said.startswith("["):
        return {r"\d": "0123456789", r"\w": "abcdefghijklmnopqrstuvwxyz"}.get(said, said[-1])
    inside = said[1:-1].replace(r"\d", "0-9").replace("\\", "")
    ranges = re.findall(r"(.)-(.)|(.)", inside)
    return "".join(single or "".join(map(chr, range(ord(first), ord(last) + 1))) for first, last, single in ranges)


def bad(one: Field) -> tuple[Any, str] | None:
    """An invalid value and what is wrong with it; None when everything is right."""
    if one.elements:
        return ["no-such-choice"], "has an element that is none of the choices"
    if one.choices and one.type == "enum":
        return "no-such-choice", "is none of the choices"
    if one.among:
        return max(one.among) + 1, "is none of the numbers"
    if one.longest is not None and one.type == "string" and one.longest < 5000:
        return "x" * (one.longest + 1), "is too long"
    if one.type in {"integer", "number"}:
        return _outside(one)
    if one.shortest and one.type == "string":
        return "", "is empty"
    return {
        "email": ("nobody", "is no e-mail address"),
        "url": ("nothing", "is no address"),
        "date": ("soon", "is no date"),
        "boolean": ("perhaps", "is no boolean"),
    }.get(one.type)


def _outside(one: Field) -> tuple[Any, str]:
    limits = ((one.high, 1, "is too high"), (one.low, -1, "is too low"), (one.above, 0, "is too low"), (one.below, 0, "is too high"))
    for limit, step, reason in limits:
        if limit is not None:
            return int(limit) + step, reason
    return "many", "is no number"
