"""Operations that a text names only to say that there are none: `DELETE /deeds/{id} is answered with 405`."""

import re
from collections.abc import Sequence

from shared.reading.text.outline import Route, Statement

_STATUS = re.compile(r"(?<![\w.\-/])[245]\d\d(?![\w\-])")


def offered(statements: Sequence[Statement], routes: Sequence[Route]) -> tuple[list[Statement], list[Route]]:
    """The statements and routes without those that a path with other operations answers with 405 anyway."""
    denied = [one for one in routes if _denies(f"{one.lead} {one.text}") or _denies(one.statement.text)]
    kept = [one for one in routes if one not in denied]
    paths = {one.path for one in kept}
    if any(one.path not in paths for one in denied):
        return list(statements), list(routes)
    for one in kept:
        one.more[:] = [text for text in one.more if not _denies(text)]
    served = {id(one.statement) for one in kept}
    return [one for one in statements if id(one) in served or not _denies(one.text)], kept


def _denies(said: str) -> bool:
    """Whether 405 is the only status that words name."""
    return set(_STATUS.findall(said)) == {"405"}
