"""Limits of a value that depend on another: `humidity readings must be between 0 and 100`, `temp above the kiln's max_temp`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.reading.fields.constraints import constrain
from shared.reading.names.grounding import Ground, fields_in, state_field
from shared.reading.refusals.cases import Case, children
from shared.writing.ir import App, Endpoint, Entity, Field, Guard

_NUMBERS = {"integer", "number"}
#: A state that only says for which records something must hold: `'humidity' [reading] must`, `when <type> is 'video'`.
_WHEN = re.compile(
    r"(?:\b(?P<lead>if|when|whenever|for|whose|where|unless|in case)\b (?:(?:the|its|an?|it|all|any|every|they|of) )*(?:\[\w+\]'?s? )?(?P<field><\w+> )?(?P<is>(?:is|are) )?|"
    r"(?:^|[,:(] ?)(?:(?:an?|the|each|every|all|any) )?)(?P<not>not (?:an? )?|other than (?:an? )?)?'(?P<state>[\w .:\-]+)'(?P<noun>(?: \[\w+\]| ones?\b)?)"
)
_MUST = re.compile(r"\b(?:must|can not)\b(?P<what>[^.;]*?)(?=,? (?:\(?4\d\d|otherwise|if|when|for)\b|[;.(]|, (?!(?:or|and) )|$)")
_NEEDED = re.compile(
    r"<(?P<name>\w+)> (?:is|are|must be) (?:required|given|sent|present|set)\b|\b(?:must have|needs?|requires?) (?:an? |the )?<(?P<other>\w+)>(?! [<>\d])"
)
_COMPARED = re.compile(
    r"(?:<(?P<one>\w+)>(?: of (?:(?:an?|the|its|each|every|any|one|new|single) )*\[\w+\])?|\[(?P<whole>\w+)\](?! [a-z]+ing\b))"
    r"(?P<way>(?: (?:is|are|was|would|must|can|may|not|be|lie|lies|that|which|whose|with|worth))*) (?P<sign>>=|<=|>|<)(?: (?:than|the|its|their|an?|that|of|what|has|have|[a-z_]+'s|\[\w+\]'?s?'?))* ?<(?P<other>\w+)>"
)
#: `more people than the room has capacity for`.
_MORE_THAN = re.compile(
    r"\b(?:(?:if|when) )?(?:there (?:are|is|would be) )?more <(\w+)> than (?=(?:the |its )?(?:\[\w+\](?:'s?)? )?(?:has |have )?(?:the )?<)"
)
#: What is compared with all that is there is no limit of one record.
_TOGETHER = re.compile(r"\b(?:left|remain\w*|available|booked|taken|total|together|sum|all|already|free)\b|\bnumber of (?!<)")
_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


def dependent(case: Case) -> bool:
    """Whether a clause limits a value by another, which is then checked."""
    if _in_request(case):
        return True
    if (
        case.entity is None
        or case.status not in {0, 400, 409, 422}
        or (case.status == 409 and re.search(r"\bwould\b|\bnumber of\b", case.said))
        or (case.endpoint is not None and case.endpoint.kind not in {"create", "update", "upsert", "action"})
    ):
        return False
    acts = case.endpoint if case.endpoint is not None and case.endpoint.kind == "action" else None
    below = [child for child, _ in children(case.app, case.entity) if _is_about(case, child)] if case.endpoint is None else []
    for entity in dict.fromkeys([case.entity.name, *(child.name for child in below)]):
        one = case.app.entities[entity]
        by_state = () if acts else _by_state(case.app, one, case.plain, case.unless)
        found = next((guard for guard in (*by_state, *_by_owner(replace(case, entity=one), acts)) if guard), None)
        if found is not None:
            found.status = case.status or case.app.invalid
            _add(acts.guards if acts else one.checks, found)
            return True
    return False


def _is_about(case: Case, child: Entity) -> bool:
    """Whether a clause names what belongs to a resource, or compares what only that has: `more people than the room has capacity for`."""
    compared = re.search(r"\bmore <(\w+)> than\b", Ground(case.app, child)(case.plain)) if case.status in {400, 422} else None
    return f"[{child.name}]" in case.said or (compared is not None and compared[1] in child.fields)


def _in_request(case: Case) -> bool:
    """`the reason is required unless the status is approved`, of what an action is sent."""
    endpoint, said = case.endpoint, case.said
    if endpoint is None or endpoint.kind != "action" or case.status not in {0, 400, 422}:
        return False
    match, needed = _condition(said), _NEEDED.search(said)
    sent = {one.name: one for one in endpoint.body}
    one = next((one for one in sent.values() if match and match["state"] in one.choices), None)
    name = (needed["name"] or needed["other"]) if needed else ""
    if match is None or one is None or name not in sent or match["noun"]:
        return False
    sent[name].required, sent[name].default = False, None
    sign = "!=" if bool(match["not"]) is not (match["lead"] == "unless") else "=="
    code = f'values["{one.name}"] {sign} "{match["state"]}" and not values.get("{name}")'
    guard = Guard(code, case.status or case.app.invalid, f"{name.replace('_', ' ')} is missing", "depends", fields=(name, one.name))
    if all(known.code != code for known in endpoint.guards):
        endpoint.guards.append(guard)
    return True


def limit(app: App, entity: Entity, text: str) -> bool:
    """What a sentence demands of some records only. Whether it demands any such thing."""
    found = next(_by_state(app, entity, text, False), None)
    if found is not None:
        found.status = app.invalid
        _add(entity.checks, found)
    return found is not None


def of_some(said: str) -> bool:
    """Whether a grounded statement is about records in one state only."""
    return _condition(said) is not None


def _condition(said: str) -> re.Match[str] | None:
    """The words that name the state; those that only list one do not."""
    told = (one for one in _WHEN.finditer(said) if one["noun"] or (one["lead"] and (one["field"] or one["is"])))
    return next((one for one in told if not re.match(r" (?:or|and) '", said[one.end() :])), None)


def _add(known: list[Guard], guard: Guard) -> None:
    if all(one.code != guard.code for one in known):
        known.append(guard)


def _views(app: App, entity: Entity) -> Iterator[tuple[Ground, Entity | None, str]]:
    """How a clause reads beside the resource alone and beside each that it belongs to, with the field that refers to that."""
    yield Ground(app, entity), None, ""
    for one in entity.fields.values():
        owner = app.entities.get(one.refers)
        if owner is not None and owner is not entity and one.type != "list":
            yield Ground(app, entity, Endpoint("", "", parent=owner.name)), owner, one.name


def _by_state(app: App, entity: Entity, text: str, unless: bool) -> Iterator[Guard]:
    """`for 'express' parcels the weight must be at most 20`, `url is required when type is 'video'`."""
    for ground, owner, column in _views(app, entity):
        said = ground(text)
        match = _condition(said)
        own = state_field(entity, match["state"]) if match else None
        foreign = state_field(owner, match["state"]) if match and owner is not None and own is None else None
        one = own or foreign
        if (
            match is None
            or one is None
            or (own is not None and not own.given)  # A state that no request carries is not known before there is a record.
            or match["noun"] not in {"", " ones", " one", f" [{entity.name}]", f" [{owner.name if owner else ''}]"}
        ):
            continue
        value = f'whole["{one.name}"]' if own else f'find_{owner.name}(whole["{column}"])["{one.name}"]' if owner else ""
        holds = f'{value} {"!=" if bool(match["not"]) is not (match["lead"] == "unless") else "=="} "{match["state"]}"'
        rest = f"{said[: match.start()]} {said[match.end() :]}"
        if broken := _broken(entity, one, rest, unless):
            yield Guard(
                f"{holds} and {broken[1]}", 422, f"{broken[0].replace('_', ' ')} does not fit", "depends", fields=(broken[0], one.name)
            )
            return


def _broken(entity: Entity, state: Field, said: str, unless: bool) -> tuple[str, str] | None:
    """The field of which a clause demands something, and the condition under which that is not met."""
    sent = [one for one in entity.fields.values() if one.given and one is not state and not one.refers]
    needed = _NEEDED.search(said)
    name = (needed["name"] or needed["other"]) if needed else ""
    if name in {one.name for one in sent}:
        return name, f'whole["{name}"] is None'
    must = _MUST.search(said)
    named = [one for one in sent if f"<{one.name}>" in said] or [one for one in sent if one.type in _NUMBERS]
    if must is None or len(named) != 1 or re.search(r"[<\[']\w", must["what"]) or named[0].type not in _NUMBERS:
        return None
    trial, value = Field(named[0].name, named[0].type), f'whole["{named[0].name}"]'
    constrain(trial, must[0])
    limits = [
        f"{value} {sign} {bound:g}"
        for sign, bound in (("<", trial.low), (">", trial.high), ("<=", trial.above), (">=", trial.below))
        if bound is not None
    ]
    return (named[0].name, f"{value} is not None and ({' or '.join(limits)})") if limits else None


def _by_owner(case: Case, acts: Endpoint | None) -> Iterator[Guard]:
    """`temp is above the kiln's max_temp`: a value, which an action may carry, against one of what the record belongs to."""
    entity = case.entity
    for ground, owner, column in _views(case.app, entity) if entity is not None and not _TOGETHER.search(case.said) else ():
        said = _MORE_THAN.sub(r"<\1> > ", ground(case.plain)) if case.status in {400, 422} else ground(case.plain)
        match = (_WITHIN.search(said) or _COMPARED.search(said)) if owner is not None else None
        mine = _compared(entity, match) if entity is not None and match is not None else ""
        if match is None or owner is None or entity is None or not _comparable(entity, owner, mine, match["other"], acts):
            continue
        values, row = ("values", "row") if acts else ("whole", "whole")
        value, theirs = f'{values}["{mine}"]', f'find_{owner.name}({row}["{column}"])["{match["other"]}"]'
        for one in (entity.fields[mine], *(sent for sent in (acts.body if acts else ()) if sent.name == mine)):
            one.low = int(match["low"]) if match.re is _WITHIN and one.low is None else one.low
        yield Guard(
            f"{value} is not None and {theirs} is not None and {value} {_refused_sign(match, case.unless)} {theirs}",
            422,
            f"the {owner.name.replace('_', ' ')} does not allow that value of {mine.replace('_', ' ')}",
            "depends",
            fields=(mine,),
        )
        return
    if entity is not None and (unfit := _unfit(case, entity, acts)):
        yield unfit


#: `longer than the berth allows`, `too heavy for the lift`, `must fit into the box`, `more people than the room holds`.
_UNFIT = r"\b(?:more <\w+> than\b[^.;]*|too (?!many|much|few|little)[a-z]+|[a-z]{3,}er than|>)(?: (?:for|the|an?|its|that|this|what))* \[{owner}\]|\b(?:fits?|suits?|matche?s?)\b[^.;]*\[{owner}\]"
#: How much of something there can be in an owner.
_ROOM = ("capacity", "seats", "places", "size")


def _limits_of(mine: str, owner: Entity, told: bool) -> Iterator[tuple[str, str, str]]:
    """The limits that an owner has for a field by their names, each with how what is refused compares; its capacity, where the field is told."""
    names = {
        f"max_{mine}": ">",
        f"maximum_{mine}": ">",
        f"{mine}_limit": ">",
        f"max_{mine}s": ">",
        f"min_{mine}": "<",
        f"minimum_{mine}": "<",
    }
    named = [(mine, sign, theirs) for theirs, sign in names.items() if theirs in owner.fields]
    yield from named or ((mine, ">", theirs) for theirs in _ROOM if told and theirs in owner.fields)


def _unfit(case: Case, entity: Entity, acts: Endpoint | None) -> Guard | None:
    """What does not fit what it belongs to, where only one of its numbers has a `max_` or a `min_` there."""
    for ground, owner, column in _views(case.app, entity) if acts is None else ():
        if owner is None or not re.search(_UNFIT.replace("{owner}", owner.name), ground(case.plain)):
            continue
        told = [name for name in fields_in(ground(case.plain)) if name in entity.fields]
        pairs = [pair for mine in entity.fields for pair in _limits_of(mine, owner, case.status != 409 and told == [mine])]
        mine = {one for one, _, _ in pairs}
        if len(mine) == 1 and all(_comparable(entity, owner, one, theirs, acts) for one, _, theirs in pairs):
            (name,) = mine
            value = f'whole["{name}"]'
            limits = {theirs: (sign, f'find_{owner.name}(whole["{column}"])["{theirs}"]') for _, sign, theirs in pairs}
            code = " or ".join(f"({code} is not None and {value} {sign} {code})" for sign, code in limits.values())
            words = f"the {owner.name.replace('_', ' ')} does not allow that value of {name.replace('_', ' ')}"
            return Guard(f"{value} is not None and ({code})", 422, words, "depends", fields=(name,))
    return None


#: What limits all records of an owner together, and not each of them.
_FOR_ALL = r"capacity|(?:^|[ _])(?:max|places?|seats?|spots?|slots?|stock|quantity|available)(?:_|$)"


def _compared(entity: Entity, match: re.Match[str]) -> str:
    """The field whose value is limited: the one that is named, or the only number of a record, as in `an expense above the ceiling`."""
    if match["one"] or match["whole"] != entity.name:
        return match["one"] or ""
    if re.search(rf"\bwould\b|{_FOR_ALL}", f"{match['way']} {match['other']}"):
        return ""
    numbers = [one.name for one in entity.fields.values() if one.given and one.type in _NUMBERS and not one.refers]
    return numbers[0] if len(numbers) == 1 else ""


#: `points between 0 and the assignment's max_points`.
_WITHIN = re.compile(
    r"<(?P<one>\w+)>(?P<whole>)(?:,? (?:which|that|is|are|was|must|can|not|be|lie|lies|an?|integer|number|value|whole))* (?:between|from|outside|outside of) (?P<low>-?\d+) (?:and|to|up to|-|<=)(?: (?:the|its|their|an?|that|of|what|[a-z_]+'s|\[\w+\]'?s?'?))* ?<(?P<other>\w+)>"
)


def _refused_sign(match: re.Match[str], unless: bool) -> str:
    """How a value compares that is refused."""
    if match.re is _WITHIN:
        return ">"
    only = re.search(r"\bonly\b[^,;]*\b(?:if|when|while|as long as)\b[^,;]*$", match.string[: match.start()])
    demands = (re.search(r"\bmust\b", match["way"]) or unless or only) and "not" not in match["way"]
    return _OPPOSITE[match["sign"]] if demands else match["sign"]


def _comparable(entity: Entity, owner: Entity, mine: str, theirs: str, acts: Endpoint | None) -> bool:
    one, other = entity.fields.get(mine), owner.fields.get(theirs)
    if one is None or other is None or theirs in entity.fields:
        return False
    if mine not in {sent.name for sent in acts.body} if acts else not one.given:
        return False
    if one.type in _NUMBERS and other.type in {"", "scalar"}:
        other.type = one.type  # What limits a number is one.
    return one.type == other.type or {one.type, other.type} <= _NUMBERS
