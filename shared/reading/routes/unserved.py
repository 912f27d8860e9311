"""What prose without paths wishes for, and no operation does: `players can sign up for a tournament`, where nothing holds who signed up."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.routes.deeds import CAN
from shared.reading.text.outline import Route, Statement
from shared.writing import words

_WISHES = rf"(?:{CAN}|\b(?:want|wants|need|needs|would like|possible|able|,? and) to) (?:also |then )?"
_ONE = r"(?:an?|the|one|any|every)"


def unserved(statements: Sequence[Statement], routes: Sequence[Route]) -> Iterator[Statement]:
    """The sentences that wish for such things."""
    nouns = {words.singular(part).replace("-", " ") for route in routes for part in route.segments if part[:1] not in "{:"}
    known = "|".join(map(re.escape, sorted(nouns, key=len, reverse=True)))
    for one in statements:
        for match in re.finditer(rf"(?i){_WISHES}(?P<verb>[a-z]+)(?: up| out| in)? (?:for|in) {_ONE} (?:[a-z]+ )?(?:{known})\b", one.text):
            if not any(noun.startswith(match["verb"].lower()[:4]) for noun in nouns) and match["verb"].lower() not in {"look", "search"}:
                yield one
        for match in re.finditer(
            rf"(?i){_WISHES}(?:add|put|take|remove|book|move) (?:some )?(?P<what>[a-z]+) (?:to|into|from|out of|off) {_ONE} (?:{known})\b",
            one.text,
        ):
            if words.singular(match["what"].lower()) not in nouns | {"it", "them", "one", "those", "these"}:
                yield one
