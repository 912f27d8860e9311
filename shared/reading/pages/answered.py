"""What the page says on which a form is refused."""

import re
from collections.abc import Iterable

from shared.writing.ir import Page

_REFUSED = re.compile(
    r"(?i)\b4\d\d\b|\b(?:error|message|warning|hint)\b|\b(?:shown|displayed|comes?) (?:up )?again\b|\b(?:nothing|not|never) (?:is |be |gets )?(?:saved|stored|added)\b"
)
_QUOTED = re.compile(r"\"([^\"]{3,})\"")


def words_of_refusal(page: Page, texts: Iterable[str]) -> str:
    """`the answer is a 400 with a page that contains the words "Please say what it is"`; empty where nothing is said of that."""
    for text in texts:
        for part in re.split(r";\s+", text):
            quotes = [
                words for words in _QUOTED.findall(part) if words not in {page.title, page.empty} and re.search(r"[a-z] ?[a-z]", words)
            ]
            if quotes and _REFUSED.search(part):
                place = re.search(r"\b4\d\d\b", part)
                return str(min(quotes, key=lambda words: abs(part.find(words) - place.start())) if place else quotes[-1])
    return ""
