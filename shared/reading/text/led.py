"""Pages that are told of apart from their routes: `A site of plain HTML pages`, `Every title links to /shows/{id}, an HTML page with its blurb`."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shared.reading.text.paths import path_of, tail

if TYPE_CHECKING:
    from shared.reading.text.outline import Route, Statement

_LED = re.compile(
    r"(?i:\blink(?:s|ed|ing)?(?: (?!to\b)\w+){0,4}? (?:to|at)|\b(?:leads?|goes|points?|clicks? through) to|\bopens)(?i: (?:(?:its|their|the|an?) )?(?:own |detail |single )*pages?(?: at| on| under)?| the)? "
    r"[`\"']?(?P<path>/[\w\-/]*(?:\{\w+\}|<\w+>|:[a-z]\w*|/ID))[`\"']?(?![\w/{])"
)
_HTML = re.compile(r"(?i)\bhtml\b|\bweb ?(?:page|site|app)|\bpages?\b")


def led(statements: "Sequence[Statement]", routes: "Sequence[Route]", make: "type[Route]") -> "Iterator[Route]":
    """A route for each such page, about which the rest of its sentence tells."""
    known = {re.sub(r"\{\w+\}", "{}", route.path) for route in routes if route.method == "GET"}
    for one in statements:
        for match in _LED.finditer(one.text):
            path = path_of(match["path"])
            shape = re.sub(r"\{\w+\}", "{}", path)
            if shape in known or not any(_HTML.search(each.text) for each in statements):
                continue
            known.add(shape)
            made = make("GET", path, [], "", tail(one.text[match.end() :]), one, heading="Pages")
            one.routes.append(made)
            yield made


#: What says of all that it is seen in a browser.
_SITE = re.compile(
    r"(?i)\bserver[- ]?(?:side )?rendered\b|\brendered (?:on|by) the server\b|\b(?:plain|simple|classic|static|pure|as) (?:web ?pages|html)\b|\b(?:html|web) ?pages\b|\b(?:without|no) (?:any )?java ?script\b|\b(?:with|in|as|of) html\b|^(?:please )?(?:create|build|make|write|i(?:'d like| want| need)|we (?:want|need)) (?:me |us )?(?:an?|the|our) html [a-z]+"
)
_APART = re.compile(
    r"(?i)\bjson\b|\bapis?\b|\bback-?end\b|\b(?:one|an?|single) (?:simple |plain |public )?(?:html|web) ?page\b|\bfor (?:our|the|an?|my|their|its) (?:\w+ )?web ?site\b"
)
#: What a page does, and an operation of an API does not say of itself.
_SHOWS = re.compile(r"(?i)\b(?:shows?|displays?|lists?|pages?|forms?|renders?|see|home)\b")
_DATA = re.compile(r"(?i)\bjson\b|\barrays?\b|\bobjects?\b|\bapi\b|\bcsv\b|\bplain text\b|\{\s*\"|\bre(?:turns|sponds)\b")


def is_site(statements: "Sequence[Statement]") -> bool:
    """Whether a sentence says that what is told of is seen in a browser."""
    return any(_SITE.search(one.text) and not _APART.search(one.text) for one in statements)


#: What is for people to look at.
_SEEN = re.compile(r"(?i)\bweb ?(?:pages?|sites?)\b|\bhtml\b|\bbrowser\b|\bescap(?:ed?|ing)\b")


def _beside_api(statements: "Sequence[Statement]", routes: "Sequence[Route]") -> bool:
    """Whether what is for programs has paths of its own below `/api`, and a sentence about all speaks of pages."""
    apart = [route.path.startswith("/api/") for route in routes]
    changing = [route.path.startswith("/api/") for route in routes if route.method != "GET"]
    return any(apart) and not all(apart) and all(changing) and any(_SEEN.search(one.text) for one in statements if not one.routes)


def rendered(statements: "Sequence[Statement]", routes: "Sequence[Route]") -> None:
    """Makes pages of the routes that show something, where a sentence about all says that there is nothing but HTML."""
    if not is_site([one for one in statements if not one.routes]) and not _beside_api(statements, routes):
        return
    for route in routes:
        data = route.path.startswith("/api") or route.path.endswith(".json") or _DATA.search(f"{route.lead} {route.text}")
        if route.method == "GET" and not data and _SHOWS.search(f"{route.lead} {route.text}"):
            route.heading = "Pages"
