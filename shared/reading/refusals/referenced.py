"""Deletions that are refused as long as something refers to what would be deleted: `an author who still has books cannot be deleted`."""

import re

from shared.reading.names.grounding import Ground, fields_in, state_field, states_in
from shared.reading.refusals.cases import Case, children
from shared.reading.refusals.loans import still_open
from shared.reading.results.holding import Held, traits
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Guard
from shared.writing.kinds import GuardKind

#: `an employee who is somebody's manager`: what refers to another of its kind.
_ROLE = r"(?:body|one|\])'s {0}\b|\b(?:is|are|as) (?:an?|the) {0} (?:of|for|to)\b|\bis (?:still )?(?:an?|the) {0}\b"


def has_children(case: Case) -> bool:
    """`an author who still has books cannot be deleted`."""
    endpoint = case.target(("delete",)) or _emptied(case)
    if case.entity is None or endpoint is None or endpoint.kind != "delete" or case.status == 404:
        return False
    if amount := _amount_in(case):
        endpoint.guards.append(Guard(f'row["{amount}"] > 0', case.status or 409, f"some {amount.replace('_', ' ')} is left", "left"))
        return True
    held = _held(case)
    guards = [_guard(case, endpoint, child, columns, held) for child, columns in _meant(case, case.entity, held).items()]
    endpoint.guards += guards
    return bool(guards) or _joined(case, case.entity, endpoint)


#: What says that there is something, whatever it is: `an owner in use`, `nothing refers to it`.
_ANYTHING = re.compile(
    r"\bstill\b|\bin use\b|\balready exists\b|\bempty\b|\bhas any\b|\breferenced\b|\b(?:some|any|no)thing\b|\bcontents?\b|"
    r"\b(?:forbidden|refused|prohibited|prevented|blocked|such an?) (?:deletion|removal|delete)"
)


def _meant(case: Case, entity: Entity, held: bool) -> dict[str, list[str]]:
    """The resources of which a clause says that they keep the record, each with the fields by which it refers to it: those named, or all."""
    found: dict[str, list[str]] = {}
    for child, column in children(case.app, entity):
        if child is not entity or _of_own_kind(case, entity, column):
            found.setdefault(child.name, []).append(column)
    named = [name for name in found if name == entity.name or f"[{name}]" in case.said or _done_to(case.said, case.app.entities[name])]
    named = named or [name for name in found if _OUT.search(case.said) and still_open(case.app.entities[name])]
    if not named and not held and not _ANYTHING.search(case.said):
        return {}
    return {name: _roles(case, case.app.entities[name], columns) for name, columns in found.items() if not named or name in named}


#: `a tool that is out`, `while it is lent to somebody`: something that has begun with it has not ended.
_OUT = re.compile(
    r"\b(?:is|are|was|were|be)(?: (?:not|still|currently|already|just))* (?:out|away|lent|loaned|on loan|borrowed|rented|hired|leased|let|checked[- ]out|issued|taken|occupied|in use)\b"
    r"|(?:^|\b(?:an?|the|any|no) )!?(?:borrowed|lent|loaned|rented|hired|leased|issued|occupied)!? \["
)
#: What there is besides the record, of its kind: `somebody still reports to it`, `a comment with replies`.
_OTHERS = re.compile(
    r"\b(?:somebody|someone|anybody|anyone|others?|another|any|refers?|referred|referenced|referring|reports?|children|child|replies|subordinates|sub[a-z\-]+s|below|under|in use)\b"
)


def _of_own_kind(case: Case, entity: Entity, column: str) -> bool:
    """Whether a clause says that another of its kind refers to the record by this field, and nothing of its own state."""
    stem = column.removesuffix("_id").replace("_", " ")
    if re.search(_ROLE.format(stem), case.said):
        return True
    listed = {one.path.rpartition("/")[2] for one in case.app.endpoints if one.kind == "list" and one.entity == one.parent == entity.name}
    others = _OTHERS.search(case.said) or any(re.search(rf"\b{name}\b", case.said) for name in listed)
    own = states_in(case.said) or [name for name in fields_in(case.said) if name != column and not entity.fields[name].refers]
    return bool(
        not own
        and (others or re.search(rf"\b(?:an?|each|every|any) {stem} can not\b|^{stem}s can not\b|\bas (?:their |its )?{stem}\b", case.said))
    )


def _roles(case: Case, child: Entity, columns: list[str]) -> list[str]:
    """The fields that a clause names where it names one of several: `the destination of a flight`."""
    said = Ground(case.app, child)(case.plain)
    stems = {column: column.removesuffix("_id").replace("_", " ") for column in columns}
    named = [column for column, stem in stems.items() if f"<{column}>" in said or re.search(rf"\b{stem}\b", said)]
    return named or columns


def _guard(case: Case, endpoint: Endpoint, name: str, columns: list[str], held: bool) -> Guard:
    """Refuses a deletion as long as records refer to what would be deleted."""
    child, key = case.app.entities[name], case.entity.key if case.entity else "id"
    rows = [f'store.{child.plural}.find({column}=row["{key}"])' for column in columns]
    if counting := _in_the_way(case, child, endpoint, held):
        rows = [f"any({counting} for other in {one})" for one in rows]
    kind: GuardKind = "rule" if counting else "children"  # What may stay is removed with it.
    return Guard(" or ".join(rows), case.status or 409, f"it still has {child.several.replace('_', ' ')}", kind)


def _joined(case: Case, entity: Entity, endpoint: Endpoint) -> bool:
    """`409 as long as a line goes there`, `while a note has the tag`: what is joined with it by a table of links."""
    for child, column in children(case.app, entity):
        ends = [one.refers for one in child.fields.values() if one.refers and one.name != column]
        if len(ends) == 1 and f"[{ends[0]}]" in case.said and ends[0] != entity.name:
            code = f'store.{child.plural}.find({column}=row["{entity.key}"])'
            noun = case.app.entities[ends[0]].plural.replace("_", " ")
            endpoint.guards.append(Guard(code, case.status or 409, f"there are {noun} with it", "children"))
            return True
    return False


def _in_the_way(case: Case, child: Entity, endpoint: Endpoint, held: bool) -> str:
    """Which of the children matter: `open tasks`, `until all its loans have been returned`; empty where all do."""
    ended = rf"\b(?:all|every|each)(?: of)?(?: its| the| their)? \[{child.name}\] (?:have|has|are|is|were|was) "
    running = (
        rf"{_OUT.pattern}|\b(?:on|out on|under) \[{child.name}\]|\b(?:running|open|active|current|unreturned|outstanding|ongoing)\b|{ended}"
    )
    for one in child.fields.values():
        for choice in one.choices:
            if re.search(rf"{ended}[!<]?{re.escape(choice)}\b", case.said):
                return f'other["{one.name}"] != "{choice}"'
            if re.search(rf"(?<![\w!<]){re.escape(choice)} \[{child.name}\]", case.said):
                return f'other["{one.name}"] == "{choice}"'
    said = Ground(case.app, child)(case.plain)
    trait = traits(Held(case.app, child, endpoint, said, "")) if f"[{child.name}]" in said else []
    opened = still_open(child) if re.search(running, case.said) else ""
    if opened := opened or " and ".join(trait).replace("row[", "other[") or _unmarked(case.said, child):
        return opened
    state = next((value for value in states_in(case.said) if state_field(child, value)), "")
    told = state_field(child, state) if state else None
    if told is not None and not held:
        return f'other["{told.name}"] == "{state}"'
    return still_open(child) if held else ""


def _amount_in(case: Case) -> str:
    """`409 if there is still money in the goal`, `who owe something`: what is no record is the only amount that the resource keeps account of; empty where records are meant."""
    told = re.search(
        r"\b(?:owes?|owing|(?:in|with|have|has) (?:any |open |unpaid |outstanding )?(?P<what>debts?|dues))\b", case.said
    ) or re.search(
        r"\b(?:there is|has|have|holds?|contains?) (?:still )?(?:some |any )?(?P<what>[a-z]+)(?: left)? (?:in|on) (?:it|the \[\w+\])",
        case.said,
    )
    kept = (
        [one.name for one in case.entity.fields.values() if one.type in {"integer", "number"} and not one.given and not one.refers]
        if case.entity
        else []
    )
    if len(kept) != 1 or case.entity is None:
        return ""
    if not children(case.app, case.entity):  # Then `empty` is that of which it keeps account.
        return kept[0] if told or _CONTENTS.search(case.said) else ""
    what = told["what"] if told else ""
    counted = what in {None, "debts", "dues"} or not (words.is_plural(what) or what in {"something", "anything", "nothing"})
    return kept[0] if told and counted else ""


_CONTENTS = re.compile(
    r"\bempty\b|\b(?:some|any|no)thing (?:left |more )?(?:in|on|inside)\b|\bstill (?:some|any)thing\b|\b(?:holds?|contains?|has|have) (?:still )?(?:some|any)thing\b|\b(?:not|still) contents?\b|\bnot at (?:0|zero)\b"
)


_SOME = r"(?:(?:any|some|>= 1|an?|one) )?"


def _emptied(case: Case) -> Endpoint | None:
    """`409 if the room still has beds`, where nothing is read or made: what must have become empty first is deleted."""
    told = re.search(
        rf"\bstill (?:has|have|holds?|contains?) {_SOME}\[|^\W*(?:(?:if|when|while|as long as) )?(?:an?|the|this|that) \[{case.entity.name if case.entity else ''}\] (?:has|have|holds?|contains?) {_SOME}\[\w+\]\W*$",
        case.said,
    )
    return case.app.of(case.entity.name, "delete") if told and case.entity and case.status == 409 else None


def _held(case: Case) -> bool:
    """`a skill that is assigned to somebody`, `a tool somebody has`: something refers to it, and no state or field of its own is meant."""
    noun = rf"\[{case.entity.name}\]" if case.entity else "(?!)"
    somebody = r"(?:somebody|someone|anybody|anyone|people|(?:any|an?|some|another|>= 1) (?:\w+|\[\w+\])|\[\w+\])"
    told = rf"{noun}(?: (?:that|which|who))? (?:(?:is|are|was|were|has been|have been) (?:still |currently |already )?[a-z]+(?:ed|en|t|d) (?:to|by|in|with|on|at|for) {somebody}|{somebody} (?:still |currently |already )?(?:has|have|uses?|owns?|needs?|holds?))(?!\w)"
    return bool(re.search(told, case.said)) and not states_in(case.said) and not fields_in(case.said)


def _done_to(said: str, child: Entity) -> bool:
    """`a plot that is leased`, where there are leases; `a room that was booked`."""
    told = re.findall(r"\b(?:is|are|was|were|been|still|currently|already) ([a-z]+(?:ed|nt|ld|wn))\b", said)
    return any(words.stem(verb) == words.stem(child.name.rpartition("_")[2]) for verb in told)


def _unmarked(said: str, child: Entity) -> str:
    """`unfinished tasks`, `tasks that are not done`: those whose only flag is not set."""
    flags = [one.name for one in child.fields.values() if one.type == "boolean"]
    unset = r"(?:un[a-z]+ed|unpaid|incomplete|open|pending|outstanding|remaining)"
    told = re.search(rf"\b{unset} \[{child.name}\]|\[{child.name}\] (?:that|which|who) (?:is|are) (?:still |yet )?(?:not |{unset})", said)
    return f'not other["{flags[0]}"]' if told and len(flags) == 1 else ""
