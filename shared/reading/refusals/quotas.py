"""At most so many records that agree in something: `a flat may have two bookings on one date`, `no more than 3 open loans per member`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.reading.names.grounding import Ground, state_field, states_in
from shared.reading.refusals.cases import PERSONS, Case, children, joining
from shared.reading.refusals.closing import does
from shared.reading.refusals.loans import still_open
from shared.reading.refusals.uniqueness import demand
from shared.writing import words
from shared.writing.ir import MISSING, Endpoint, Entity, Field, Guard

_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_ORDINALS = {
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "sixth": 5,
    "seventh": 6,
    "eighth": 7,
    "ninth": 8,
    "tenth": 9,
    "eleventh": 10,
}
N = rf"\b(?:\d+|{'|'.join(_NUMBERS)})\b"
_N = rf"\b(?P<number>\d+|{'|'.join(_NUMBERS)})"
#: What says that a number is the most there may be.
_MOST = re.compile(
    rf"(?:<=|(?<!\w)> |only|just|allowed|(?:may|can)(?: (?!not\b)\w+)|gets?|limit(?:ed)?(?: is| of| to)?|quota of|more than|up to|not more than|(?:has|have|had|exists?|exist|already|are|is)(?: already)?|\balready(?: [a-z]+(?:ed|en|t))? (?:in|on|at|part of)|\b(?:has|have|had)(?: already)? [a-z]+(?:ed|en|t)(?: for| on| in)?|\bwith(?=[^.;]*\bcan not\b))(?: the| a)? ?{_N}(?P<of>(?: (?!(?:per|on|in|can|may|must)\b)\S+){{0,2}}? (?:\[\w+\]|times)|(?= per\b))|"
    rf"(?:(?<!\w)> |more than |(?P<most><= ))(?P<times>twice)\b|\b(?:have|has|hold|holds|get|gets) (?:> |<= ){_N.replace('number', 'bare')}(?=\W*(?:$|at (?:a|the same|once)))|\b{_N.replace('number', 'sole')} (?:\S+ )?\[\w+\] (?:only|at most)\b|\b{_N.replace('number', 'first')}(?: (?!(?:can|may|must)\b)\S+)? \[\w+\][^.;,]{{0,40}}\b(?:in all|in total|altogether|per|each|every|already|at most|only|limit|full|enough)\b"
)
_NEXT = re.compile(
    rf"\b(?P<nth>{'|'.join(_ORDINALS)}|\d+(?:nd|rd|th)) (?:(?:\S+ ){{0,2}}?\[\w+\]|time|one\b)|\b(?P<noun>{'|'.join(list(_ORDINALS)[1:])}) \w+"
)
#: `nobody can take two`: one less is the most.
_DENIED = re.compile(r"\b(?:nobody|no one|no \S+|not|never) (?:can|may)\b|\bno \S+ (?:has|have)\b|\bcan not\b")
#: `a plot can only have one lease at a time`, `more than one`.
_ONE = re.compile(
    r"\b(?:one|1|a single) '[\w \-]+' \[\w+\] (?:per|for)\b|\b(?:only|just|<=|> ) ?(?:one|1) (?:\w+ )?\[\w+\] (?:of|for|per|in|on) (?:an?|the same|one|each|every|any) \[\w+\] (?:can|may) be\b|\bper \[\w+\] and (?:day|month|year)\b|\bper (?:day|month|year) and \[\w+\]|> 1\b|<\w+> (?:can|may|must|has|have|gets?)\b[^.;,]*\b(?:one|1) '[\w \-]+' \[\w+\]|\[\w+\] (?:can|may|must|has|have|gets?|holds?|takes?|already exists)\b(?:(?! per | each | same )[^.;,])*\b(?:one|1|a single) (?:\S+ )?\[\w+\](?! (?:per|for|in) )"
)
_AT_ONCE = re.compile(r"\bat (?:a|any|any one|the same|one) time\b|\bat once\b|\bsimultaneous|\bopen\b|\bactive\b|\bcurrent")
_PER = r"\b(?:per|an?|each|every|one|1|the same|same|that|this|any|single|any one|within an?|on one|in one)\b(?: (?:single|calendar|same|given|one))*"
_SPANS = {"day": "", "date": "", "month": "[:7]", "year": "[:4]"}


def per_group(case: Case, some: str = "") -> bool:
    """Refuses a new record when there are so many like it already; where `some` holds, if that is told."""
    case = replace(case, said=_of_choice(case.entity, case.said))
    limit = most(case.said)
    entity = _entity(case)
    create = case.app.of(entity.name, "create") or case.app.of(entity.name, "upsert") if entity else None
    if not limit or entity is None or create is None or case.status == 404 or re.search(r"\bper (?:week|hour|minute)\b", case.said):
        return False
    said = _of_choice(entity, Ground(case.app, entity)(case.plain))
    above = _above(case, entity, create, said)
    same = {name: how for name, how in _same(case, entity, said).items() if name not in above}
    if not same or (limit == 1 and not _ONE.search(said)):
        return False
    whole = {name: how for name, how in same.items() if not how}
    where = ", ".join(f'{name}=values["{name}"]' for name in whole)
    rows = f"store.{entity.plural}.find({where})"
    kept = [f'other["{name}"]{how} == values["{name}"]{how}' for name, how in same.items() if how]
    kept += [
        *above.values(),
        *_counted(case, entity, said),
        *(test for one in entity.fields.values() if (test := _owner_state(case, one, said))),
    ]
    if limit == 1 and not some and not kept and len(whole) == 1 and create.kind == "create":
        demand(entity, tuple(whole))
        entity.duplicate = case.status or entity.duplicate
        return True
    rows = f"[other for other in {rows} if {' and '.join(kept)}]" if kept else rows
    if given := [(endpoint, sent) for endpoint, name, sent in _handing(case, entity) if [name] == list(whole) and not create.parent]:
        for endpoint, sent in given:  # No request that makes a record says to whom it is given.
            code = f"len({rows.replace(f'values[{chr(34)}{next(iter(whole))}{chr(34)}]', f'values[{chr(34)}{sent}{chr(34)}]')}) >= {limit}"
            endpoint.guards.append(Guard(code, case.status or 409, _already(limit), "full", fields=(sent,)))
        return True
    new = "row is None and " if create.kind == "upsert" else ""
    new += "".join(f"{test.replace('other[', 'values[')} and " for test in _told_state(entity, said))
    none = [f'values["{name}"] is not None and ' for name in whole if entity.fields[name].given and entity.fields[name].required is False]
    create.guards.append(Guard(f"{new}{''.join(none)}{some}len({rows}) >= {limit}", case.status or 409, _already(limit), "full"))
    for action in _moving(case, entity, list(whole)) if not some and list(whole) == list(same) else ():
        others = [*kept, f'other["{entity.key}"] != row["{entity.key}"]']
        alike = ", ".join(f"{name}={action.sets.get(name, f'row[{chr(34)}{name}{chr(34)}]')}" for name in whole)
        rows = f"[other for other in store.{entity.plural}.find({alike}) if {' and '.join(others)}]"
        action.guards.append(Guard(f"len({rows}) >= {limit}", case.status or 409, _already(limit), "full"))
    return True


def _of_choice(entity: Entity | None, said: str) -> str:
    """`at most two assistants`, which are records with that role."""
    for one in entity.fields.values() if entity else ():
        listed = "|".join(map(re.escape, one.choices))
        said = (
            re.sub(rf"({N}) '({listed})'(?! [\[<])", rf"\1 '\2' [{entity.name if entity else ''}]", said) if one.given and listed else said
        )
    return said


def _above(case: Case, entity: Entity, create: Endpoint, said: str) -> dict[str, str]:
    """`three votes on one board`, where a vote is for an idea of a board: the field that leads there, and the test that another is on the same one."""
    direct = {one.refers for one in entity.fields.values()}
    for one in entity.fields.values():
        owner = case.app.entities.get(one.refers)
        for two in owner.fields.values() if owner and owner is not entity else ():
            scope = rf"\b(?:on|in|within|per|for|of|from|at|inside|each|to)(?: (?:one|an?|the|same|each|any|every|this|that|single|1))* \[{two.refers}\]"
            if owner and two.refers and two.refers not in direct and re.search(scope, said):
                key = create.params[0] if create.parent == owner.name else f'values["{one.name}"]'
                return {one.name: f'find_{owner.name}(other["{one.name}"])["{two.name}"] == find_{owner.name}({key})["{two.name}"]'}
    return {}


def _moving(case: Case, entity: Entity, names: list[str]) -> list[Endpoint]:
    """The actions that bring a record to where others are, of which there may be only so many."""
    return [
        one
        for one in case.app.endpoints
        if one.kind == "action" and one.entity == entity.name and any(one.sets.get(name, "").startswith("values[") for name in names)
    ]


def _already(limit: int) -> str:
    return f"there {'is one' if limit == 1 else f'are {limit}'} already"


#: `adding a sixth`: one more than a limit that was told before.
_ONE_MORE = re.compile(
    rf"\b(?:an?|the|any|every) (?P<nth>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))(?: one)?(?: (?:by|of|from|for) (?:the same|one|this|that) [^.;,\[]+?)?\W*(?:also\W*)?$|^(?:an?|one) (?:\S+ )?too many\W*$|^(?:when|if|once) (?:it|that|this|there|the limit|the maximum)\b[^<>\[]*\b(?:full|reached)\b|^(?:an attempt to )?exceed(?:ing)?(?: (?:it|that|this|the limit|the maximum))?$"
)


def one_more(case: Case) -> bool:
    """Whether a clause tells the status of a limit that is known already."""
    told = _ONE_MORE.search(case.said)
    if told is None:
        return False
    number = f">= {_ORDINALS.get(told['nth']) or int(re.sub(r'\D', '', told['nth'])) - 1}" if told["nth"] else ""
    known = [guard for one in case.app.endpoints for guard in one.guards if guard.kind == "full" and guard.code.endswith(number)]
    links = [
        (one.lines, at)
        for one in case.app.endpoints
        for at, line in enumerate(one.lines)
        if re.search(rf"if len\(.*{number or '>= '}\d*:$", line)
    ]
    if not number and len(known) + len(links) > 1:
        return False
    for guard in known if case.status else ():
        guard.status = case.status
    for lines, at in links if case.status else ():
        lines[at + 1] = re.sub(r"\(\d+,", f"({case.status},", lines[at + 1])
    once = "too many" in told[0] and any(one.together for one in case.app.entities.values())
    return bool(known or links or once) and case.status != 404


#: Who holds records: `nobody may have …`, `an employee can hold …`, `if the borrower has …`.
_HOLDS = (
    r"(?:(?:<(?P<who>\w+)>|\b(?:nobody|no one|anybody|anyone|everybody|everyone|somebody|someone|no (?:person|one|\w+)|(?:an?|each|every|any|the same|one) (?:person|\w+))) "
    r"(?:(?:can|may|must|has|have|already|also|ever|not|only|just) )*(?:(?:have|has|had|holds?|keeps?|owns?|borrows?|carr(?:y|ies)|takes?|uses?|occup(?:y|ies)|gets?|with|(?:have|has|hold|be) ![\w\-]+!|![\w\-]+!)(?: (?:out|already|only|just))?\b)?)"
)


def one_at_a_time(case: Case) -> bool:
    """`a member can occupy just one locker at a time`: an action is refused while as many records have the same value from such an action."""
    entity = case.entity
    holds = re.search(rf"{_HOLDS}[^.;]*?\[{entity.name if entity else ''}\]", case.said)
    denied = re.search(rf"\b(?:not|never|nobody|no)\b[^.;<>]*?{_N} \[", case.said)
    number = (_NUMBERS.get(denied["number"]) or int(denied["number"])) - 1 if denied else most(case.said)
    number = number or (1 if re.search(r"\b(?:just|only|a single|exactly)\b.*\[", case.said) else 0)
    if entity is None or holds is None or not number or case.status == 404:
        return False
    handing = list(_handing(case, entity))
    mine = [one for one in handing if one[0] is case.endpoint] or handing
    mine = [one for one in mine if holds["who"] in {None, one[1], one[2]}]
    for endpoint, name, sent in mine:
        code = f'len(store.{entity.plural}.find({name}=values["{sent}"])) >= {number}'
        words_ = f"the {sent.replace('_', ' ')} has {'one' if number == 1 else number} already"
        endpoint.guards.append(Guard(code, case.status or 409, words_, "full", fields=(sent,)))
    return bool(mine)


def _handing(case: Case, entity: Entity) -> Iterator[tuple[Endpoint, str, str]]:
    """The actions that give records of this kind to somebody: the field that tells to whom, and the value of the request that it is set to."""
    for endpoint in case.app.endpoints:
        for name, code in endpoint.sets.items() if endpoint.kind == "action" and endpoint.entity == entity.name else ():
            one = entity.fields.get(name)
            sent = re.fullmatch(r'values\["(\w+)"\]', code)
            if sent and one is not None and not one.given and not one.choices and one.default in (None, MISSING):
                yield endpoint, name, sent[1]


def most(said: str) -> int:
    """The number of records that there may be; 0: the clause tells none."""
    if following := _NEXT.search(said):
        nth = following["nth"] or following["noun"]
        return _ORDINALS.get(nth) or int(re.sub(r"\D", "", nth)) - 1
    match = _MOST.search(said)
    if match is None:
        return 0
    text = match["number"] or match["first"] or match["bare"] or match["sole"]
    if text in {"200", "201", "204"}:
        return 0  # What it answers.
    found = 2 if match["times"] else _NUMBERS.get(text) or int(text)
    denied = _DENIED.search(said[: match.end()])
    # `can not be added to a boat that has two` denies what is done, not the number.
    apart = denied and re.search(r"\b(?:that|which|who|if|when|once|with)\b", said[denied.end() : match.start()])
    return found - 1 if denied and not apart and not re.match(r"(?:\w+ )?(?:<=|> )", match[0]) else found


_NUMBERED = re.compile(
    rf"(?:{_N}|\b(?:{'|'.join(_ORDINALS)}|\d+(?:nd|rd|th)))(?: (?!(?:per|on|in|can|may|must|has|have)\b)\S+){{0,2}}? \[(?P<entity>\w+)\]"
)


#: `more than three times within one retro`: among which others are counted, and not what is.
_WITHIN_ONE = re.compile(r"\b(?:within|per|in|on|for|at|of|to|inside|from) (?:one|1|a single|any one) \[\w+\]")


def _entity(case: Case) -> Entity | None:
    """What is counted: the resource named after the number, that of the operation at hand, or what the clause's verb makes."""
    entities = case.app.entities
    named = _NUMBERED.search(_WITHIN_ONE.sub("", case.said) if most(case.said) > 1 else case.said)
    if named and named["entity"] in entities:
        joins = joining(case.app, case.plain) if case.entity is None or case.entity.name != named["entity"] else []
        kids = [one for one, _ in children(case.app, entities[named["entity"]])]
        joins = joins or [one.name for one in kids if _made(case, one)] or [one.name for one in kids if _of_whom(case, one)]
        return entities[joins[0] if joins else named["entity"]]
    has = re.search(r"\[(\w+)\] (?:can|may|must|has|have|can only) (?:only )?(?:have|has|hold)?", case.said)
    own = children(case.app, entities[has[1]]) if has else []
    if len(own) == 1 and (case.endpoint is None or case.endpoint.kind != "create"):
        return own[0][0]
    if case.endpoint is not None and case.endpoint.kind == "create":
        return entities.get(case.endpoint.entity)
    made = [one.entity for one in case.app.endpoints if one.kind == "create" and one.named and does(one, case.said)]
    return entities.get(made[0]) if made else case.entity


def _of_whom(case: Case, child: Entity) -> bool:
    """`a guest may have two boards out`, where a rental of a board tells its guest."""
    who = re.match(r"\W*(?:(?:if|when|that) )?(?:an?|the|each|every|any|no|one) <(\w+)>", Ground(case.app, child)(case.plain))
    return who is not None and who[1] in child.fields and child.fields[who[1]].given and case.app.of(child.name, "create") is not None


#: The name of what is made, as a verb.
_MAKES = r"\b(?:can|may|must|nobody|no one) (?:not )?\[{0}\]|\[{0}\] (?:for|on|in) (?:(?:<=|>) |\d)"


def _made(case: Case, entity: Entity) -> bool:
    """Whether a clause about so many others is about what is made for each: `can vote for two films`."""
    create = case.app.of(entity.name, "create")
    return create is not None and (case.endpoint is create or re.search(_MAKES.format(entity.name), case.said) is not None)


def _same(case: Case, entity: Entity, said: str) -> dict[str, str]:
    """The fields in which the counted records agree, each with the part of its value that counts."""
    found: dict[str, str] = {}
    counted = _NUMBERED.search(said)
    for one in entity.fields.values():
        if not (one.given or one.refers) or one.type in {"boolean", "list"} or (counted and one.refers == counted["entity"]):
            continue
        if f"<{one.name}>" in said or (one.refers and f"[{one.refers}]" in said and not _owner_state(case, one, said)):
            found[one.name] = ""
    dates = [one.name for one in entity.fields.values() if one.type in {"date", "datetime"} and one.given]
    for span, how in _SPANS.items():
        if re.search(rf"(?:{_PER}|\bper \[\w+\] and) {span}\b", said) and len(dates) == 1:
            found[dates[0]] = how or ("[:10]" if entity.fields[dates[0]].type == "datetime" else "")
    if (not found or set(found) <= set(dates) or _SUBJECT.match(said)) and (person := _person(entity, said)):
        found = {person: "", **found}
    return found | _of_owner(case, entity, said, found)


#: Who it is that may have no more: `nobody may hold more than 3 slots on one telescope`.
_SUBJECT = re.compile(r"\W*(?:that )?(?:nobody|no one|each person|every(?:one|body)|any(?:one|body)|a person|one person|no person)\b")


def _of_owner(case: Case, entity: Entity, said: str, found: dict[str, str]) -> dict[str, str]:
    """What the records belong to, where they are counted for each of that; else who made them, where `so many films` counts across these."""
    create = case.app.of(entity.name, "create")
    owner = next((one.name for one in entity.fields.values() if create and one.refers and one.refers == create.parent), "")
    counted = _NUMBERED.search(said)
    if counted is not None and create is not None and counted["entity"] == create.parent:
        person = "" if found else _sole_person(entity)
        return {person: ""} if person else {}
    return (
        {owner: ""}
        if owner
        and owner not in found
        and (not found or re.search(r"\b(?:it|there|here)\b", said) or all(entity.fields[name].choices for name in found))
        else {}
    )


def _owner_state(case: Case, one: Field, said: str) -> str:
    """`three votes on open ideas`: the condition that what a record refers to is in a state; empty when the clause names none."""
    owner = case.app.entities.get(one.refers)
    named = re.search(rf"'([\w \-]+)' \[{owner.name}\]", Ground(case.app, owner)(case.plain)) if owner else None
    field = state_field(owner, named[1]) if owner and named else None
    return f'find_{owner.name}(other["{one.name}"])["{field.name}"] == "{named[1]}"' if owner and named and field else ""


def _person(entity: Entity, said: str) -> str:
    """Who it is, where the clause only says `nobody` or `each person`."""
    if not re.search(
        r"\b(?:nobody|no one|each|every(?:one|body)?|any(?:one|body)|some(?:one|body)|per (?:person|head|user)|person|people|you|who)\b",
        said,
    ):
        return ""
    return _sole_person(entity)


def _sole_person(entity: Entity) -> str:
    named = [one.name for one in entity.fields.values() if one.given and PERSONS.fullmatch(one.name)]
    doing = [one.name for one in entity.fields.values() if one.given and one.type in {"string", "scalar"} and _DOER.fullmatch(one.name)]
    return next(iter([*named, *(doing if len(doing) == 1 else [])]), "")


#: Names that tell who does something, whatever it is: `observer`, `angler`.
_DOER = re.compile(
    r"(?!.*(?:number|order|paper|letter|colou?r|floor|chapter|container|layer|folder|cover|corner|offer|power|water|error|sector|poster|flower|river|tower|timer|meter|sticker|trailer|master|counter|filter)$)[a-z]{3,}(?:er|or|ist|ee)"
)


def _told_state(entity: Entity, said: str) -> list[str]:
    """`at most one headliner`: the test over `other` that it is one, where requests tell that."""
    named = re.search(rf"{N} '([\w \-]+)' \[\w+\]", said)
    one = state_field(entity, named[1]) if named else None
    return [f'other["{one.name}"] == "{named[1]}"'] if named and one is not None and one.given else []


def _counted(case: Case, entity: Entity, said: str) -> list[str]:
    """Which records count: those in the state that is named, or all but the cancelled ones."""
    if told := _told_state(entity, said):
        return told
    named = [(one, value) for value in states_in(said) if (one := state_field(entity, value))]
    if named:
        sign = (
            "!="
            if re.search(rf"\b(?:not|without|except)\b[^.;,]*'{re.escape(named[0][1])}'|'{re.escape(named[0][1])}'[^.;]*\bnot count", said)
            else "=="
        )
        return [f'other["{named[0][0].name}"] {sign} "{named[0][1]}"']
    for one in entity.fields.values():
        if one.type == "boolean" and re.search(rf"\bun{one.name}\b|\bnot (?:yet )?(?:been )?<{one.name}>", said):
            return [f'not other["{one.name}"]']
        if one.type == "boolean" and re.search(rf"(?<!not )<{one.name}> \[{entity.name}\]", said):
            return [f'other["{one.name}"]']
    if _AT_ONCE.search(said) and (opened := still_open(entity)):
        return [opened]
    return [
        f'other["{one.name}"] != "{choice}"' for one in entity.fields.values() for choice in one.choices if words.stem(choice) == "cancel"
    ]
