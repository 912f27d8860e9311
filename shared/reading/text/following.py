"""Which operations a sentence goes on about: those that were named right before it, or that a list stands below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.reading.text.gathered import METHOD
from shared.reading.text.reach import Reach

if TYPE_CHECKING:
    from shared.reading.text.outline import Route, Statement


def goes_on(one: Statement, routes: list[Route], reach: Reach) -> None:
    """Gives a sentence that names no operation to those that it goes on about."""
    near = reach.of(one, routes[-1].statement.block if routes else 0, listing=bool(routes) and routes[-1].method == "GET")
    if one.routes:
        return
    before = [route for route in routes if route.statement.block in near]
    before = [route for route in before if route.path == "/" and _FRONT.match(one.text)][-1:] or before
    if before and not _DECLARES.match(one.text):
        last = before[-1].statement
        called = _CALLED.match(one.text)
        before = [route for route in before if called and route.method == called[1].upper()][-1:] or before
        if len(before) > 1 and _NEEDS.match(one.text):
            before = [route for route in before if not re.search(r"\}/[a-z][\w\-]*$", route.path)] or before
        both = _BOTH.match(one.text)
        for route in before[-_NUMBERS[both["number"] or both["so_many"]] :] if both else before:
            if route.statement is last or len(before) == 1 or both:
                route.more.append(one.text)
    elif one.under and _REFUSES.search(one.text):
        for route in _above(routes, one.under):
            route.more.append(one.text)


def share(one: Statement) -> None:
    """Gives all operations of a sentence what stands behind the last of them and is about all: `…, both answering 204`."""
    _respectively(one.routes)
    _by_verb(one.routes)
    _in_order(one.routes)
    told = _SHARED.search(one.routes[-1].text) if len(one.routes) > 1 else None
    if told is None or len(one.routes) != {"both": 2, "three": 3, "four": 4}.get(told["number"] or "", len(one.routes)):
        return
    for route in one.routes[:-1]:
        if told["said"] not in route.text:
            route.more.append(told["said"])


#: `GET … lists the skills, and GET … lists the gardeners, both ordered by name`.
_IN_ORDER = re.compile(
    r"(?:[,;(] ?(?:and )?|\band )(?:both|all|each)(?: of (?:them|these))?(?: lists)?,? (?P<said>(?:(?:are|is|come|comes|being) )?(?:always )?(?:sorted|ordered|listed|in (?:[a-z]+ ){0,2}order|alphabetical\w*|by (?:the |its |their )?[a-z_]+|(?:with )?(?:the )?(?:newest|oldest|latest|earliest|most recent) first|from [aA])\b[^;()]*)"
)


def _in_order(routes: list[Route]) -> None:
    """Gives all lists of a sentence the order that stands behind the last of them."""
    told = _IN_ORDER.search(routes[-1].text) if len(routes) > 1 else None
    for route in routes[:-1] if told else ():
        if told and route.method == "GET" and not route.path.endswith("}") and not re.search(r"\b(?:sorted|ordered|first)\b", route.text):
            route.text = f"{route.text.rstrip(' ,')}, {told['said']}"


#: `POST /a/{id}/damage marks it … and POST /a/{id}/repair undoes that; marking one that is damaged already is a 409`.
_DOING = re.compile(
    r"(?:; |,? and |, but )(?P<said>(?P<verb>[a-z]{2,}?)(?P<double>[bdgklmnprt])?ing (?:it|one|an?|the|them|those|such)\b[^;]*\b4\d\d\b[^;]*)$"
)


def _by_verb(routes: list[Route]) -> None:
    """Gives the refusal of what only an operation before the last one does to that."""
    told = _DOING.search(routes[-1].text) if len(routes) > 1 else None
    if told is None:
        return
    does = rf"\b{told['verb']}(?:{told['double'] or ''}|e)?e?s\b"
    doing = [route for route in routes if re.search(does, route.text[: told.start() if route is routes[-1] else None])]
    if len(doing) == 1 and doing[0] is not routes[-1]:
        routes[-1].text = routes[-1].text[: told.start()]
        doing[0].more.append(told["said"])


#: `GET /notes/{id} and DELETE /notes/{id} answer 200 and 204`.
_RESPECTIVE = re.compile(r"\b20[0-4](?:(?:,|/|,? and) ?20[0-4])+\b(?: respectively)?")


def _respectively(routes: list[Route]) -> None:
    """Gives each operation of a sentence its own of the statuses that stand together behind the last of them."""
    told = _RESPECTIVE.search(routes[-1].text) if len(routes) > 1 else None
    codes = re.findall(r"20\d", told[0]) if told else []
    apart = all(route.text == routes[-1].text or not re.search(r"\b20\d\b", route.text) for route in routes[:-1])
    for route, code in zip(routes, codes, strict=True) if told and apart and len(codes) == len(routes) else ():
        route.text = route.text.replace(told[0], code) if told and told[0] in route.text else f"({code}) {route.text}".strip()


#: What is said of all operations of a sentence, behind the last of them.
_SHARED = re.compile(
    r"(?:[,;(] ?(?:and )?|\band )(?P<said>(?:(?:all )?(?P<number>both|three|four)|all)(?: of (?:them|these))? "
    r"(?:(?:are )?(?:answer|return|respond|repl(?:y|ies)|giv)(?:s|ed|e|es|ing)?(?: with)?|with|are|->)? ?(?:20[0-4]\b|the [a-z]+\b)[^;()]*)"
)
_NUMBERS = {None: 2, "two": 2, "three": 3, "four": 4}
#: A sentence about the last operation of this method: `DELETE answers 409 while …`.
_CALLED = re.compile(rf"(?:The |A )?`?({METHOD})`?(?: request| call)? (?!/|`/)[a-z]")
#: A sentence about the page at `/`, be another page told of after it.
_FRONT = re.compile(
    r"(?i)(?:(?:on|if|when|once|whenever|also,?) )?(?:the|its|our|that) (?:front|home|main|start|landing|index|first)[ -]?page\b"
)
#: A sentence about the two, or so many, operations before it: `Both return 409 when …`, `These three only work on …`, `If it is closed, both answer 409`.
_WHICH = r"(?:calls|actions|operations|requests|endpoints|of (?:them|these))"
_SEVERAL = r"(?:both|(?:all|these|those|the) (?P<number>two|three|four))"
_BOTH = re.compile(
    rf"(?i:{_SEVERAL})\b(?! \w+s\b(?<!operations)(?<!actions)(?<!requests)(?<!calls)(?<!endpoints))(?! (?:are|must be) (?:\w+ )?(?:required|mandatory|obligatory|needed|optional|numbers|integers|texts|strings|dates|times)\b)"
    rf"|[^/]*\b(?:{_SEVERAL.replace('number', 'so_many')})(?: {_WHICH})? (?:then |will |must |should |also )*(?:answer|give|return|respond|fail|get|result|mean|are (?:refused|rejected|answered))\b[^/]*\b409\b"
)
#: A sentence that begins anew about a resource is not about the route before it.
_DECLARES = re.compile(
    r"(?i)^(?:each|every|all|an?) (?:new )?\w+(?: (?!that|which|who)\w+)? (?:has|have|consists?|belongs?|contains?|is made)\b"
)


#: What every record must have, and no step that is taken with one.
_NEEDS = re.compile(
    r"(?i)(?:each|every|an?|any) [a-z]+ (?:needs?|requires?|must (?:always )?have|has to have|may have|can have) (?:an?|its|the) [a-z]"
)
#: A rule of its own in a list below an operation.
_REFUSES = re.compile(r"(?<![\w.])4\d\d\b")


def _above(routes: list[Route], under: str) -> list[Route]:
    """The operation that a bullet is below of, where that line names no other and it changes something."""
    found = [route for route in routes if under.startswith(route.statement.text)]
    return found if len(found) == 1 and found[0].method != "GET" else []
