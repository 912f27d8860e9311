"""Refusals of a second place: `a player can be in one guild only`, `the player sits in a different guild`, where paths join the two; and of one too many."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import Case
from shared.reading.refusals.quotas import N, most
from shared.writing.ir import App, Endpoint, Entity, Guard

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
    deletes = case.endpoint is not None and case.endpoint.kind == "delete" and re.search(r"\b(?:delet|remov)\w*", case.said)
    if case.status not in {0, 400, 409, 422, 403} or deletes:
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
    links = f'any(link["{owner.name}"] != {{{owner.name}}} for link in store.{table.plural}.find({member.name}={{{member.name}}}))'
    return _before_links(case, table, links, f"it is in another {owner.name.replace('_', ' ')}")


def one_too_many(case: Case) -> bool:
    """`a team never has more than three people`, `nobody is on more than two projects`: at most so many links of one. Whether a clause is about that."""
    if case.status not in {0, 400, 409, 422, 403}:
        return False
    return any(_limit(case, *one) for one in _joins(case.app))


#: Those who are in something, without the name of what they are.
_THEM = re.compile(rf"({N}(?: \w+)?) (?:people|persons?|members?|participants?|of them|ones?)\b")


def _limit(case: Case, table: Entity, owner: Entity, member: Entity) -> bool:
    said = _THEM.sub(rf"\1 [{member.name}]", Ground(case.app, None)(case.plain))
    number = most(said)
    counted = re.search(rf"{N}(?: (?!(?:per|on|in|for)\b)\S+){{0,2}}? \[(?P<entity>\w+)\]", said)
    here = case.endpoint is not None and _adds(case.endpoint, table)
    mine = counted is not None and counted["entity"] in {owner.name, member.name}
    if counted is None or not mine or number < 1 or not (here or f"[{owner.name}]" in said):
        return False
    each = owner if counted["entity"] == member.name else member
    code = f"len(store.{table.plural}.find({each.name}={{{each.name}}})) >= {number}"
    return _before_links(case, table, code, f"there {'is one' if number == 1 else f'are {number}'} already")


def _before_links(case: Case, table: Entity, code: str, words_: str) -> bool:
    """Refuses to make links where a condition holds, with the ends of the new one in braces. Whether any operation makes them."""
    endpoints = [case.endpoint] if case.endpoint is not None and _adds(case.endpoint, table) else case.app.endpoints
    found = [one for one in endpoints if _adds(one, table)]
    for one in found:
        place = next(number for number, line in enumerate(one.lines) if f"store.{table.plural}.add(" in line)
        keys = dict(re.findall(r'"(\w+)": (values\["\w+"\]|\w+)', one.lines[place]))
        before = re.sub(r"\S.*", "", one.lines[place])
        line = f"{before}if {code.format_map(keys)}:"
        if line not in one.lines:
            one.lines[place:place] = [line, f'{before}    raise HTTPException({case.status or 409}, "{words_}")']
    return bool(found)


#: Another condition beside it.
_MORE = re.compile(
    r"\b(?:or|nor)\b.*\b(?:full|room|capacity|limit|places?|spots?)\b|(?:\bfull\b|\b(?:room|places?|spots?) left|<\w+>).*\bor\b"
)


def _adds(endpoint: Endpoint, table: Entity) -> bool:
    return any(f"store.{table.plural}.add(" in line for line in endpoint.lines)


def alike_owners(case: Case) -> bool:
    """`a volunteer cannot sign up for two shifts on the same day`: what the records of one person belong to must differ in a field."""
    create, entity = case.target(("create",)), case.entity
    if create is None or entity is None or create.kind != "create" or create.entity != entity.name:
        return False
    for column in (one for one in entity.fields.values() if one.refers and one.type != "list"):
        owner = case.app.entities[column.refers]
        said = Ground(case.app, entity, Endpoint("", "", parent=owner.name))(case.plain)
        two = (
            rf"\b(?:two|2|several|> (?:one|1)|another|other|further|second)(?: \w+)? \[{owner.name}\][^.;]*? (?:on|at|in|with|of) the same"
        )
        match = re.search(rf"{two} (?:<(?P<field>\w+)>|(?P<when>day|date|time|hour)\b)", said)
        times = [
            one.name
            for one in owner.fields.values()
            if one.type in ({"date"} if match and match["when"] in {"day", "date"} else {"datetime", "time"})
        ]
        alike = (match["field"] or (times[0] if len(times) == 1 else "")) if match else ""
        known = [one for one in entity.fields.values() if one is not column and one.given]
        persons = [one.name for one in known if f"<{one.name}>" in said or (one.refers and f"[{one.refers}]" in said)]
        if alike not in owner.fields or alike in entity.fields or len(persons) != 1:
            continue
        key = create.params[0] if create.parent == owner.name else f'values["{column.name}"]'
        own = f'find_{owner.name}(other["{column.name}"])["{alike}"]'
        code = f'any({own} == owner["{alike}"] for other in store.{entity.plural}.find({persons[0]}=values["{persons[0]}"]))'
        words_ = f"there is one with the same {alike.replace('_', ' ')}"
        create.guards.append(Guard(code, case.status or 409, words_, "alike", before=[f"owner = find_{owner.name}({key})"]))
        return True
    return False
