"""What the page says on which a form is refused."""

import re
from collections.abc import Iterable

from shared.writing.ir import Page

_REFUSED = re.compile(
    r"(?i)\b4\d\d\b|\b(?:error|message|warning|hint)\b|\b(?:shown|displayed|comes?) (?:up )?again\b|\b(?:nothing|not|never) (?:is |be |gets )?(?:saved|stored|added)\b"
)
_QUOTED = re.compile(r"\"([^\"]{3,})\"")


def words_of_refusal(page: Page, pages: Iterable[Page], texts: Iterable[str]) -> dict[int, str]:
    """`the answer is a 400 with a page that contains the words "Please say what it is"`: status -> what it says, 0 where none is named.

    What other `pages` say, and this one where nothing is refused, is none of it.
    """
    said = {words for each in (page, *pages) for words in (each.title, each.empty)}
    found: dict[int, str] = {}
    for part in (part for text in texts for part in re.split(r";\s+", text) if _REFUSED.search(part)):
        quotes = [one for one in _QUOTED.finditer(part) if one[1] not in said and re.search(r"[a-z] ?[a-z]", one[1])]
        places = list(re.finditer(r"\b4\d\d\b", part))
        for place in places if quotes else ():
            found.setdefault(int(place[0]), min(quotes, key=lambda one: abs(one.start() - place.start()))[1])
        if quotes and not places:
            found.setdefault(0, quotes[-1][1])
    return found
