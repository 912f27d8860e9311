"""Parts of paths that say what records are to others: `/guilds/{id}/members/{player_id}`, where a member is a player."""

import re
from collections.abc import Sequence

from shared.reading.text.outline import Route
from shared.writing import words

_PREFIX = re.compile(r"(?:api|rest|v\d+)$")


def segments(route: Route) -> list[str]:
    """The path without `/api`, `/v1` and the `.json` that tells it from a page."""
    parts = [part.removesuffix(".json") for part in route.segments]
    while parts and _PREFIX.fullmatch(parts[0]):
        parts = parts[1:]
    return parts


def roles(routes: Sequence[Route]) -> dict[tuple[str, str], str]:
    """The collection of whose records each role below another collection is: what requests put there and take away, and none makes."""
    ends = [(route, segments(route)) for route in routes]
    made = {parts[-1] for route, parts in ends if route.method == "POST" and parts and not parts[-1].startswith("{")}
    alone = {parts[0] for route, parts in ends if route.method == "POST" and len(parts) == 1}
    found: dict[tuple[str, str], str] = {}
    for route, parts in ends:
        joins = len(parts) == 4 and parts[1].startswith("{") and parts[3].startswith("{") and not parts[2].startswith("{")
        if joins and route.method in {"PUT", "POST", "DELETE"} and parts[0] in alone and parts[2] not in made:
            those = _those(route, parts, alone) or (parts[0] if _among_themselves(route, parts) else "")
            if those and those != parts[2]:
                found.setdefault((parts[0], parts[2]), those)
    return found


def _those(route: Route, parts: list[str], alone: set[str]) -> str:
    """The collection that the last parameter of a path names, or else the words about it; empty where none does."""
    stem = re.sub(r"_?(?:id|name|key|code)$", "", words.code_name(parts[3].strip("{}")))
    named = [one for one in alone if stem and words.singular(words.code_name(one)) == stem]
    if named or stem not in {"", words.singular(words.code_name(parts[2]))}:
        return named[0] if named else ""
    nouns = {one: rf"(?i)\b(?:{re.escape(words.singular(one))}|{re.escape(one)})\b" for one in alone if one != parts[0]}
    told = [one for one, noun in nouns.items() if re.search(noun, f"{route.lead} {route.text}")]
    return told[0] if len(told) == 1 else ""


#: Names of what records are to others of their kind.
_RELATION = re.compile(
    r"friends|dependencies|dependents|followers|followees|following|follows|blockers|blocks|related\w*|neighbou?rs|links|prerequisites|contacts|connections|peers|parents|children|partners|rivals|synonyms|siblings|subscriptions"
)


def _among_themselves(route: Route, parts: list[str]) -> bool:
    """Whether a path joins records of one collection: `/services/{name}/dependencies/{other}`."""
    one = words.singular(words.code_name(parts[0]))
    stem = re.sub(r"_?(?:id|name|key|code)$", "", words.code_name(parts[3].strip("{}")))
    other = stem in {"other", "another", "target", "second", "to", f"other_{one}", f"target_{one}", one, f"{one}_2", f"{one}2"}
    told = re.search(rf"(?i)\b(?:another|other|a second|each other|one) {one}", f"{route.lead} {route.text}") is not None
    return (other or stem == words.singular(words.code_name(parts[2]))) and (
        other or told or _RELATION.fullmatch(words.code_name(parts[2])) is not None
    )
