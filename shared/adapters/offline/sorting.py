"""Reads what the values of a sort parameter mean: `sort=title (A to Z) or sort=views (most viewed first)`."""

import re


def sort_values(name: str, text: str, fields: list[str]) -> dict[str, tuple[str, bool]]:
    """`sort=title (A to Z) or sort=views (most viewed first)`, `sort=price|-price`: what each value sorts by, and whether downwards."""
    found: dict[str, tuple[str, bool]] = {}
    noted = False
    for match in re.finditer(rf"\b{name}=([\w\-|]+)[`\"']?(?:\s*(?:\(([^()]*)\)|: ([^,;.]*)|-> ([^,;.]*)))?", text):
        note = (match[2] or match[3] or match[4] or "").lower()
        for value in match[1].split("|"):
            order = _sort_value(value, note, fields)
            if order is None:
                return {}
            found[value] = order
        noted = noted or bool(note)
    return found if noted or len(found) > 1 else {}


_DOWN = r"\b(most|highest|largest|biggest|best|newest|latest|recent|longest|desc\w*|down\w*|z (?:to|-) a|high(?:est)? (?:to|-) low\w*|reverse\w*)\b"


def _sort_value(value: str, note: str, fields: list[str]) -> tuple[str, bool] | None:
    bare = re.sub(r"^-|[_-](asc|desc|up|down)$", "", value)
    down = value.startswith("-") or bool(re.search(r"[_-](desc|down)$", value)) or bool(re.search(_DOWN, note))
    if bare in {"newest", "latest", "recent", "oldest"}:
        return next((name for name in ("created_at", "created", "id") if name in fields), fields[0]), bare != "oldest"
    if bare in {"best", "top", "highest", "worst", "lowest"}:
        rated = next((name for name in ("stars", "rating", "score", "points", "votes", "likes", "price") if name in fields), "")
        return (rated, bare not in {"worst", "lowest"}) if rated else None
    field = next((name for name in fields if name == bare), "") or next((name for name in fields if name in re.split(r"\W+", note)), "")
    return (field, down) if field else None
