"""Refusals of a second place: `a player can be in one guild only`, `the player sits in a different guild`, where paths join the two."""

import re
from collections.abc import Iterator

from shared.reading.refusals.cases import Case
from shared.writing.ir import App, Endpoint, Entity

_IN = r"(?:in|into|to|of|with|at|on|for|by)"
_OTHER = r"(?:an?other|(?:a |any |some |the )?(?:different|other|second|further)|elsewhere)"
_SOLE = r"(?:only |just |exactly |at most |<= |no more than )?(?:one|1|a single)"


def elsewhere_told(owner: str, member: str = "") -> re.Pattern[str]:
    """How a (grounded) clause says that who is in one is in no other."""
    them = rf"\[{owner}\]"
    return re.compile(
        rf"\b{_IN} {_OTHER} {them}|\b{_OTHER} {them}(?:'s)?|\bmember elsewhere\b"
        rf"|\b(?:only|just|at most|<=|not|never|no|one|once)\b[^.;]*\b{_IN} (?:{_SOLE}|two|2|several|more than one|> 1|many) {them}"
        rf"|\b{_IN} {_SOLE} {them}(?: only| at a time| at once)|\b{_IN} (?:two|2|several|> 1|> one|multiple) {them}"
        rf"|\b(?:already|still|currently) (?:exists |a member )?{_IN} (?:an?|some|any) {them}"
        + (rf"|\[{member}\] (?:already )?(?:has|have) (?:an?|another|a different) {them}" if member else "")
    )


def exclusive(case: Case) -> bool:
    """Refuses to join what is joined elsewhere. Whether a clause is about that."""
    if case.status not in {0, 400, 409, 422, 403}:
        return False
    return any(_refuse(case, *one) for one in _joins(case.app))


def _joins(app: App) -> Iterator[tuple[Entity, Entity, Entity]]:
    """The tables that join two resources, each with the two."""
    for table in app.entities.values():
        ends = [one for one in table.fields.values() if one.refers]
        if len(ends) == 2 and table.name == f"{ends[0].name}_{ends[1].name}":
            yield table, app.entities[ends[0].refers], app.entities[ends[1].refers]


def _refuse(case: Case, table: Entity, owner: Entity, member: Entity) -> bool:
    told = elsewhere_told(owner.name, member.name).search(case.said)
    if told is None or _MORE.search(case.said[: told.start()] + case.said[told.end() :]):
        return False
    endpoints = [case.endpoint] if case.endpoint is not None and _adds(case.endpoint, table) else case.app.endpoints
    found = [one for one in endpoints if one is not None and _adds(one, table)]
    for one in found:
        place = next(number for number, line in enumerate(one.lines) if f"store.{table.plural}.add(" in line)
        keys = dict(re.findall(r'"(\w+)": (values\["\w+"\]|\w+)', one.lines[place]))
        indent = re.match(r" *", one.lines[place])
        before = indent[0] if indent else ""
        own, theirs = keys[owner.name], keys[member.name]
        one.lines[place:place] = [
            f'{before}if any(link["{owner.name}"] != {own} for link in store.{table.plural}.find({member.name}={theirs})):',
            f'{before}    raise HTTPException({case.status or 409}, "it is in another {owner.name.replace("_", " ")}")',
        ]
    return bool(found)


#: Another condition beside it.
_MORE = re.compile(
    r"\b(?:or|nor)\b.*\b(?:full|room|capacity|limit|places?|spots?)\b|(?:\bfull\b|\b(?:room|places?|spots?) left|<\w+>).*\bor\b"
)


def _adds(endpoint: Endpoint, table: Entity) -> bool:
    return any(f"store.{table.plural}.add(" in line for line in endpoint.lines)
