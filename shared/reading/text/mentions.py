"""Sentences about an operation that is called by its verb: `approve takes {"by"}`, `Only lend has a body`."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.reading.text.outline import Route, Statement

_CALLED = re.compile(
    r"(?:The )?(?i:only )?[`\"]?/?(?P<verb>[A-Za-z]+(?:-[a-z]+)*)[`\"]?,? (?:also |only )?(?:takes?|needs?|requires?|expects?|accepts?|carries|has|have|stores?|must be sent) (?:an? |the |with )?(?:json )?(?:body|[`\"{]|[a-z_]+\b)"
)


#: `On approval the memo remembers approved_by`: a noun of the verb.
_ON = re.compile(r"(?:On|Upon|After|With|At) (?:the |an? )?(?P<noun>[a-z]{5,})\b")
_GOES_ON = re.compile(r"(?:It|This|That|The value) (?:is|gets|must|has|can)\b")


def give(statements: "Sequence[Statement]", routes: "Sequence[Route]") -> None:
    """Gives such a sentence, and what goes on about it, to its operation alone."""
    last: Route | None = None
    for one in statements:
        meant = _meant(one.text, routes) if not one.routes else []
        last = meant[0] if len(meant) == 1 else last if last is not None and _GOES_ON.match(one.text) and not one.routes else None
        if last is not None:
            for route in routes:
                route.more = [text for text in route.more if text != one.text]
            last.more.append(one.text)


def _meant(text: str, routes: "Sequence[Route]") -> "list[Route]":
    """The routes whose verb a sentence begins with."""
    called, on = _CALLED.match(text), _ON.match(text)
    if called:
        return [route for route in routes if route.path.endswith(f"}}/{called['verb'].lower()}")]
    return [
        route for route in routes if on and re.search(r"\}/[a-z]{5,}$", route.path) and _alike(route.path.rpartition("/")[2], on["noun"])
    ]


def _alike(verb: str, noun: str) -> bool:
    """Whether a noun says what is done: `approval` of `approve`, `delivery` of `deliver`."""
    root = verb.removesuffix("e")
    return noun.startswith(root) and noun.removeprefix(root) in {"al", "y", "ion", "ment", "ing", "ation", "ance", "ence", "ture", "sal"}
