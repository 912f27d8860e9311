"""Refusals by what belongs to a resource: it is full, or has too little."""

import re

from shared.reading.names.grounding import Ground, fields_in, state_field, states_in
from shared.reading.refusals.cases import Case, children
from shared.reading.refusals.loans import busy, still_open
from shared.reading.results.leftover import alike, counted_by, counting, heads, limit_of, takes
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Guard

#: `closed shifts accept no signups`: what is refused, not what there is.
_TAKES_NONE = re.compile(
    r"\b(?:accepts?|takes?|allows?|gets?|receives?|permits?|lets?)(?: in)? (?:[^.;,]* but )?(?:no|not any)(?: more| new| further)? \[\w+\]|"
    r"\bno(?: more| new| further)? \[\w+\] (?:is|are|will be|get|gets) (?:accepted|taken|added|allowed|possible|received)\b"
)


def childless(case: Case) -> bool:
    """`needs at least one entry, otherwise 409`: an action is refused as long as nothing belongs to the resource."""
    endpoint = case.target(("action",))
    if endpoint is None and case.endpoint is not None and case.endpoint.kind == "update" and _moved_to(case, case.endpoint):
        endpoint = case.endpoint
    if (
        case.entity is None
        or endpoint is None
        or endpoint.kind not in {"action", "update"}
        or endpoint.entity != case.entity.name
        or case.status == 404
    ):
        return False
    for child, column in children(case.app, case.entity):
        one = rf"\[{child.name}\]"
        needs = re.search(
            rf"\b(?:needs?|must (?:have|contain)|requires?|has|have|with|there (?:is|are|must be)|contains?)(?: >=)? (?:1|one|an?|some|any) (?:\w+ )?{one}",
            case.said,
        )
        without = re.search(
            rf"\b(?:without|with no)(?: any)? {one}|\b(?:no|not (?:have )?any|0|zero) {one}(?! (?:can|may|left|with|of|while|when|as long|once|after|any ?more|until|during)\b)",
            _TAKES_NONE.sub(" ", case.said),
        )
        few = _too_few(case, one)
        if (
            few
            or without
            or (needs and (case.unless or ">=" in needs[0] or re.search(r"\b(?:only|must|needs?|requires?|unless)\b", case.said)))
        ):
            rows = f'store.{child.plural}.find({column}=row["{case.entity.key}"])'
            guard = Guard(
                f"len({rows}) < {few}" if few > 1 else f"not {rows}",
                case.status or 409,
                f"it has {'too few' if few > 1 else 'no'} {child.several.replace('_', ' ')}",
                "childless",
            )
            if endpoint.kind == "update":
                guard.code = f"row is not None and {_moved_to(case, endpoint)} and {guard.code}"
                case.entity.checks.append(guard)
            else:
                endpoint.guards.append(guard)
            return True
    return False


def _too_few(case: Case, child: str) -> int:
    """`has < 2 [review]`, `must have >= 2 [review]`: how many there must be; 0 where a clause does not tell."""
    short = re.search(rf"(?<![<>=])< (\d+) (?:of (?:the |its )?)?{child}", case.said)
    enough = re.search(rf"(?:>= (\d+)|\b(\d+) or more) (?:of (?:the |its )?)?{child}", case.said)
    must = case.unless or re.search(r"\b(?:only|must|needs?|requires?|unless)\b", case.said)
    found = short or (enough if must else None)
    return int(next(number for number in found.groups() if number)) if found else 0


def _moved_to(case: Case, endpoint: Endpoint) -> str:
    """`moving an order without pieces to washing`: that the request tells this state; empty where it tells none."""
    told = [(one, value) for value in states_in(case.said) if case.entity and (one := state_field(case.entity, value))]
    moves = told and endpoint.kind == "update" and any(field.name == told[0][0].name for field in endpoint.body)
    return f'whole["{told[0][0].name}"] == "{told[0][1]}"' if moves else ""


#: `at most once per day`: which records are alike, and not how many there are.
#: `limit minus spent, but never less than 0`: what is shown, and no rule.
_AT_LEAST_NOTHING = re.compile(r"\bminus\b[^.;]*\bbut (?:>=|never|not) ")
_ONCE_A_DAY = re.compile(r"\b(?:once|1|one)(?: \[\w+\])? (?:per|a|each|every|on any) (?:time|hour|day|date|slot)\b")


#: That nothing more fits.
_FULL = re.compile(
    r"\b(?:push|bring|take|put|get|drive|raise|lift|send|tip|carr(?:y|ie)|make|come)(?:s|es|ing)?\b[^.;]{0,40}\b(?:over|above|past|beyond)\b|\bnot (?:that|so|as) many\b|\btoo few\b[^.;]{0,24}\b(?:left|available|free|remaining|there)\b|\bnot suffice\b|\bover-?(?:booked|filled|full|crowded|subscribed|sold)\b|\b(?:fewer|less)\b[^.;]{0,24}\b(?:left|available|free|remaining|there)\b|\bfull\b|\bnone\b|\bexhausted\b|\bmore \S+ than\b|\bnot enough\b|\bwithout (?:any )?(?:free|open|available|remaining|further)\b|\bnot have (?:that|so|as) many\b|\b(?:fewer|less) \S+ (?:left|free|available) than\b|\ball\b.{0,14}(?:already exists|out\b|on loan|on it)|\b(?:is|are|have|has)(?: all| now)? gone\b|\b(?:all|every)\b[^.;,]{0,24}\b(?:gone|used|lent|borrowed|taken|rented|sold|filled|occupied|claimed|assigned|spoken for|given (?:out|away)|handed out)\b|\bas many\b[^.;]* as\b|\bmore (?:\w+ )?it\b[^.;]{0,24} than\b|\b(?:no|none of the) (?:more )?(?:\S+ )?(?:(?:is|are) )?(?:left|available|places?|seats?|room|spots?|space)\b|>|<=|\bfully\b|\bcapacity\b|\breached\b|\bsold out\b|\bexceed\w*|\babove\b|\bfits?\b|\broom\b|\bthe limit\b|\bgo(?:es)? over\b|\bbeyond\b"
)


def _is_reached(said: str, owner: Entity, limit: str) -> bool:
    """Whether a clause says that there are as many as may be: `it is full`, `the guild already has max_members members`."""
    has = rf"\[{owner.name}\] (?:already |still )?(?:exists|has|have|holds|counts) (?:its |the |all |as many as )*<{limit}>"
    has += rf"|\b(?:when|once|if|after|as soon as) (?:there are |all |already )*<{limit}> (?:\[\w+\] )?(?:are|have)\b"
    return re.search(has, said) is not None or _FULL.search(re.sub(r"\[\w+\]", "it", re.sub(r"<\w+>", " ", said))) is not None


def full(case: Case) -> bool:
    """`a column that is full takes no more cards`, `more participants than max_participants`."""
    app = case.app
    if _ONCE_A_DAY.search(case.said) or _AT_LEAST_NOTHING.search(case.said):
        return False
    for owner in app.entities.values():
        for child, column in children(app, owner):
            limit = _limit(case, owner, child)
            if not limit or not _is_reached(case.said, owner, limit):
                continue
            if case.entity not in (owner, child) and f"[{child.name}]" not in case.said:
                continue
            if not _of_one(child, case.said):
                return _cap(case, owner, child, column, limit)
    return False


def _of_one(child: Entity, said: str) -> bool:
    """Whether a number of the new record itself is compared: `the number of guests must not exceed the capacity of the table`."""
    numbers = [
        one.name.replace("_", " ") for one in child.fields.values() if one.given and not one.refers and one.type in {"integer", "number"}
    ]
    return not re.search(r"\b(?:sum|total|altogether|together|in all|remaining|left|free|available|still)\b", said) and any(
        re.search(rf"\b{re.escape(name)}\b>? (?:can not|must not|may not|>|<=|exceed)", said) for name in numbers
    )


_FEWER = re.compile(
    r"(?:\b(?:fewer|smaller|less|below|under)\b|<(?![\w=]))[^.;]*(?:\b(?:already exists|taken|number of|booked|enrolled|registered|used|sold|reserved|occupied|filled|given out|lent|signed up)\b|\[\w+\])"
)


def shrinks(case: Case) -> bool:
    """`the seats can be changed, but never to fewer than are already taken`: a limit is not lowered below what counts against it."""
    owner = case.entity
    if owner is None or case.status not in {0, 400, 409, 422} or not _FEWER.search(case.said):
        return False
    if case.endpoint is not None and case.endpoint.entity != owner.name:
        return False
    named = [name for name in fields_in(case.said) if name in owner.fields and owner.fields[name].type in {"integer", "number"}]
    if not named or not children(case.app, owner) or not _changed(case, owner, named[0]):
        return False
    mentioned = [pair for pair in children(case.app, owner) if f"[{pair[0].name}]" in case.said]
    child, column = (mentioned or children(case.app, owner))[0]
    rows, summed = f'store.{child.plural}.find({column}=row["{owner.key}"])', _amount(case, child, named[0])
    taken = f'sum(other["{summed}"] for other in {rows})' if summed else f"len({rows})"
    code = f'row is not None and whole["{named[0]}"] < {taken}'
    owner.checks.append(Guard(code, case.status or 409, f"more of the {named[0].replace('_', ' ')} are taken than that", "full"))
    return True


def _changed(case: Case, owner: Entity, name: str) -> bool:
    """Whether a request changes this number of a record that is there."""
    changes = [one for one in case.app.endpoints if one.entity == owner.name and one.kind in {"update", "upsert", "action"}]
    return any(name in one.sets or any(field.name == name for field in one.body) for one in changes)


#: `if none are available`, `no tools are left`: without the name of the number.
_NONE_LEFT = re.compile(
    r"\b(?:none|no (?:more |further )?of them)(?: of them)?(?: (?:is|are|remains?))?(?: currently| still)? ?(?:left|available|free|remaining|in stock)?\b(?! (?:for|in|at|on)\b)|\ball of them (?:is |are )?(?:currently )?(?:already exists|lent|out|rented|borrowed|taken|in use)\b"
)


def _only_number(owner: Entity, numbers: list[str]) -> list[str]:
    """The only number of a resource of which there are several: `quantity`, `stock`."""
    found = [
        name for name in numbers if owner.fields[name].given and re.search(r"quantity|stock|copies|units|count|number_of|available", name)
    ]
    return found if len(found) == 1 else []


#: What is said of room for more, without the name of the number that limits it.
_OF_ROOM = re.compile(r"\bfull\b|\bfits?\b|\bover-?(?:booked|filled|full|crowded|subscribed|sold)\b|\bsuffice\b|\bno room\b|\bthat many\b")


def _limit(case: Case, owner: Entity, child: Entity) -> str:
    moved = {part.split("|")[1] for one in case.app.endpoints for part in one.notes.get("owner", "").split(";") if part}
    numbers = [name for name, one in owner.fields.items() if one.type in {"integer", "number"} and name not in moved]
    named = [name for name in fields_in(case.said) if name in numbers]
    named = named or [
        name
        for name in numbers
        if re.search(
            rf"\b(?:no|all|none of the|every)(?: (?:more|free|further|its|the|available))* (?:{words.singular(name)}|{name})\b", case.said
        )
    ]
    named = named or (_only_number(owner, numbers) if _NONE_LEFT.search(case.said.replace(f"[{owner.name}]", "of them")) else [])
    named = named or _by_last_word(numbers, case.said)
    usual = [name for name in owner.fields if re.search(r"capacity|limit|seats|places|spots|^max|size|budget|quota|allowance", name)]
    return next(iter([*named, *usual]), limit_of(owner) if _OF_ROOM.search(case.said) else "")


def _by_last_word(numbers: list[str], said: str) -> list[str]:
    """`not enough seats`, where only `passenger_seats` are seats."""
    found = [
        name
        for name in numbers
        if re.search(rf"(?i)\b(?:enough|few|no|free|more)(?: \w+)? {words.code_name(name).rpartition('_')[2]}\b", said)
    ]
    return found if len(found) == 1 else []


#: Only what has not ended counts: `as many open loans as copies`, `all copies are lent out`.
_OPEN = re.compile(
    r"\b(?:open|active|current|running|unreturned|outstanding|lent|out|on loan|borrowed|rented|left|not (?:yet |been )*<?returned>?)\b|\bon \["
)


def _cap(case: Case, owner: Entity, child: Entity, column: str, limit: str) -> bool:
    creates = [
        one
        for one in case.app.endpoints
        if one.entity == child.name
        and one.kind in {"create", "action"}
        and (one.kind == "create" or column in {field.name for field in one.body})
    ]
    made = not creates and _cap_links(case, owner, child, column, limit)
    summed = _amount(case, child, limit)
    for endpoint in creates:
        if (
            endpoint.kind == "create"
            and any(one.kind == "action" and column in {f.name for f in one.body} for one in creates)
            and column not in {f.name for f in endpoint.body}
            and not endpoint.parent
        ):
            continue
        key = endpoint.params[0] if endpoint.parent == owner.name and endpoint.kind == "create" else f'values["{column}"]'
        alike = "".join(f', {name}=values["{name}"]' for name in _of_same(case, child, endpoint) if name != column)
        taken = f"store.{child.plural}.find({column}={key}{alike})"
        taken = _counted(case, child, endpoint, taken)
        before = [f"owner = find_{owner.name}({key})"]
        limited = _told(owner, limit, "owner")
        code = f'{limited}len({taken}) >= owner["{limit}"]'
        if endpoint.kind == "create" and column in {f.name for f in endpoint.body} and child.fields[column].required is False:
            before = [f'owner = store.{owner.plural}.get(values["{column}"])']
            code = f"owner is not None and {code}"
        if summed and summed in {field.name for field in endpoint.body}:
            all_of = (
                f'sum(other["{summed}"] for other in {taken}) + ' if owner.fields[limit].given and not _alone(case, child, summed) else ""
            )
            code = f'{limited}{_told(child, summed, "values")}{all_of}values["{summed}"] > owner["{limit}"]'
        elif endpoint.kind == "action" and set(summed.split("_")) & _nouns(limit):
            others = f'sum(other["{summed}"] for other in {taken} if other["{child.key}"] != row["{child.key}"])'
            code = f'{limited}{_told(child, summed, "row")}{others} + row["{summed}"] > owner["{limit}"]'
        lacks = "does not have enough left" if code.startswith("sum(") else "is full"
        endpoint.guards.append(Guard(code, case.status or 409, f"the {owner.name.replace('_', ' ')} {lacks}", "full", before=before))
        made = True
    return made


_PERSONS = re.compile(r"(?:.*_)?(?:persons?|people|guests?|party_size|participants?|passengers|heads|covers)(?:_.*)?")


def _alone(case: Case, child: Entity, number: str) -> bool:
    """Whether the persons of a new record are compared and not those of all: each has a day or a time of its own, as `a reservation for more people than the table has seats`."""
    dated = any(one.given and one.type in {"date", "datetime", "time"} for one in child.fields.values())
    together = re.search(r"\b(?:sum|total|altogether|together|in all|left|remaining|still|already|enough)\b", case.said)
    return dated and not together and _PERSONS.fullmatch(number) is not None


#: `the visits to a sauna on one day`, `bookings of a court for the same hour`: those that count against each other.
_SAME = re.compile(
    r"\b(?:on|per|for|in|at|within|during) (?:(?:the|that|this|any|each|every|an?|one|and|same|given|particular|single|specific|certain) )*(?:<(?P<name>\w+)>|(?P<day>day|date)\b)(?: and (?:(?:the|same|at|on|in) )*<(?P<other>\w+)>)?"
)


def _of_same(case: Case, child: Entity, endpoint: Endpoint) -> list[str]:
    """The fields of a new record that must be the same for others to count: the day of a visit."""
    sent = {field.name: field for field in endpoint.body if endpoint.kind == "create"}
    days = [name for name, field in sent.items() if field.type == "date"]
    found: list[str] = []
    for match in _SAME.finditer(Ground(case.app, child)(case.plain)):
        found += days if match["day"] and len(days) == 1 else []
        found += [
            name for name in (match["name"], match["other"]) if name in sent and sent[name].type not in {"integer", "number"} | {"boolean"}
        ]
    return list(dict.fromkeys(found))


def _told(entity: Entity, name: str, row: str) -> str:
    """The condition that a record has this number, where it need not."""
    return f'{row}["{name}"] is not None and ' if entity.fields[name].required is False else ""


def _counted(case: Case, child: Entity, endpoint: Endpoint, rows: str) -> str:
    """Those of the rows that count: in the state that is told, or not ended, or not cancelled."""
    states = [value for value in states_in(case.said) if state_field(child, value)]
    left = [code.strip("\"'") for code in endpoint.sets.values() if state_field(child, code.strip("\"'"))]
    told = left if endpoint.kind == "action" and left else states
    one = state_field(child, told[0]) if told else None
    if one is not None:
        return f'[other for other in {rows} if other["{one.name}"] == "{told[0]}"]'
    opened = still_open(child) if _OPEN.search(case.said) else ""
    if opened:
        return f"[other for other in {rows} if {opened}]"
    return counting(child, rows)


def _cap_links(case: Case, owner: Entity, child: Entity, column: str, limit: str) -> bool:
    """`PUT /groups/{id}/members/{member_id}`: no further link is made to what is full. Whether any operation makes links."""
    made = False
    for endpoint in case.app.endpoints:
        place = next((number for number, line in enumerate(endpoint.lines) if f"store.{child.plural}.add(" in line), -1)
        key = re.search(rf'"{column}": (values\["\w+"\]|\w+)', endpoint.lines[place]) if place >= 0 else None
        if key is None:
            continue
        indent = re.match(r" *", endpoint.lines[place])
        before = indent[0] if indent else ""
        endpoint.lines[place:place] = [
            f'{before}if len(store.{child.plural}.find({column}={key[1]})) >= find_{owner.name}({key[1]})["{limit}"]:',
            f'{before}    raise HTTPException({case.status or 409}, "the {owner.name.replace("_", " ")} is full")',
        ]
        made = True
    return made


def _nouns(limit: str) -> set[str]:
    """What a limit is a limit of: `kg` of `max_kg`."""
    return set(words.code_name(limit).split("_")) - {"max", "maximum", "total", "available"}


def _amount(case: Case, child: Entity, limit: str) -> str:
    """The field that adds up to what is limited: `the envelope's spending above its limit`; empty where the number of children counts."""
    sent = [one.name for one in child.fields.values() if one.type in {"integer", "number"} and one.given and not one.refers]
    if told := counted_by(case.app, child, limit):
        return told
    usual = takes(child)
    found = sorted((name for name in sent if name in usual or _fits(name, limit)), key=lambda name: not _fits(name, limit))
    spoken = re.search(
        r"\b(?:spen\w+|sum|total|altogether|budget|together|above|would|left|enough|exceeds?|free|remaining|available)\b|(?<!\w)>",
        case.said,
    )
    named = [name for name in found if f"<{name}>" in Ground(case.app, child)(case.plain)]
    return next(iter([*named, *(found if spoken else filter(heads(child).__contains__, found))]), "")


def _fits(name: str, limit: str) -> bool:
    """Whether a number has its name from what is limited: `cars` and `car_spaces`."""
    return bool(_nouns(name) & _nouns(limit) or alike(name, limit))


#: A number of records against one that is told: the owner is not taken by the first of them.
_COUNTED = re.compile(r"\bas many\b[^.;]* as\b[^.;]*<\w+>|\bmore\b[^.;]* than\b[^.;]*<\w+>")


def taken(case: Case) -> bool:
    if re.search(r"\b(?:can not|never) be (?:delet|remov)\w+", case.said):
        return False  # What belongs to it keeps it there.
    return case.status in {0, 409} and not _COUNTED.search(case.said) and busy(case.app, case.endpoint, case.entity, case.status, case.said)
