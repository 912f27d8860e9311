"""Refusals by who somebody is: `only its author may delete a note`, `nobody comments on their own recipe`."""

import re

from shared.reading.names.grounding import Ground, fields_in, states_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Entity, Guard

#: What ends like one who does something, and is a thing.
_THING = (
    r"(?:number|order|letter|paper|colou?r|floor|cover|layer|chapter|folder|answer|offer|corner|water|server|router|computer|printer|quarter|container|trailer|"
    r"power|header|footer|counter|timer|filter|shelter|carrier|sensor|motor|door|error|factor|sector|tower|meter|parameter|register|semester|theater|center|poster|transfer|flower|banner|ticker|sticker|locker)"
)
_PERSON = (
    rf"(?:.*_)?(?:by|user|username|who|name|person|cook|chef|guest|host|client|participant|student|fan|citizen|resident|applicant|tenant|patient|pupil|employee|"
    rf"nominee|artist|(?!{_THING}(?:_|$))[a-z]{{2,}}(?:er|or|ist))(?:_id|_name)?"
)
_OWN = re.compile(
    r"\b(?:their|one's|his|her|his or her|its|your|somebody's) own\b(?! (?:<\w+>))|\bof (?:their|one's|his|its) own\b|\bown \[|'s own\b|"
    r"\bthemselves\b|\boneself\b|\bhimself\b|\bherself\b|\bitself\b|\bself-"
)
#: That somebody must be the one, said of what is allowed or of all others.
_ONLY = re.compile(
    r"\bonly\b|\bnobody (?:but|except|other|else)|\bno one (?:but|except|other|else)|\b(?:anybody|anyone|somebody|someone|everybody|everyone|who|whoever) "
    r"(?:other than|but|except|else|is not)|\bother than\b|\bis not\b|\bare not\b|\bnot (?:the|its|their) |\bmust (?:be|match|equal)\b|\bhas to be\b|\bdiffer|\bunless\b|"
    r"\breserved (?:for|to)\b|\bnot by (?:the|its)\b"
)
_DENIED = re.compile(r"\b(?:can not|must not|may not|never|is not allowed|are not allowed|not be|none by|no \[\w+\] (?:by|from|of))\b")
_WROTE = re.compile(r"\bwho(?:ever)? (?!is\b|can\b|may\b|has\b|are\b)\w+\b")


#: `changes the owner and the note while …`.
_CHANGED = re.compile(r"\W*(?:it )?[a-z]+s (?:(?:the|its|only|either) )*<\w+>(?:(?:,|,? and|,? or) (?:the |its )?<\w+>)* ")
#: `only one member at a time`: how many, not who.
_NUMBER = re.compile(r"\b(?:one|a single|\d+) (?:\S+ )?\[\w+\]|\bat (?:a|the same|any one|one) time\b|\bat once\b|[<>]=? ?\d")


#: That it takes the owner: `only the author may change it`, `nobody but its owner`, `edited by its author only`.
_BY_OWNER = re.compile(
    r"\b(?:only|but|except|than|by|unless|not|is|equals?|matche?s?)(?: by)? (?:(?:the|its|their|an?|note's) )*(?:<\w+>|author|owner|creator)"
)


def owned(case: Case) -> bool:
    """What is refused to the owner of a record, or to everybody else."""
    if case.status not in {0, 400, 401, 403, 409, 422} or case.entity is None or re.search(r"\boverlap\w*", case.said):
        return False
    if case.endpoint is not None and case.endpoint.kind == "update" and _CHANGED.match(case.said) and states_in(case.said):
        return False  # The owner is what it changes, as long as a state holds.
    if _NUMBER.search(case.said):
        return False
    return any(_refuse(case, endpoint) for endpoint in _operations(case))


def _refuse(case: Case, endpoint: Endpoint) -> bool:
    """Refuses an operation to the owner of a record, or to everybody else. Whether a clause is about that."""
    if endpoint.kind == "update" and not (_OWN.search(case.said) or _BY_OWNER.search(case.said)):
        return False  # What a change sends is what the record gets.
    record = _record(case, endpoint)
    pair = _persons(case, endpoint, record) if record is not None else None
    if record is None or pair is None:
        return False
    if endpoint.sets.get(pair[0]) == f'values["{pair[1]}"]' and not _OWN.search(case.said):
        return False  # It is what makes somebody the owner.
    if case.endpoint is not endpoint and endpoint.kind != "update" and not _meant(case, record, endpoint, pair):
        return False
    sign = _sign(case, record, pair)
    if not sign or (sign == "!=" and case.endpoint is not endpoint and endpoint.kind == "create"):
        return False  # Where no operation is at hand, only what is denied to the owner is about what others make.
    _guard(case, endpoint, record, pair, sign)
    return True


def _meant(case: Case, record: Entity, endpoint: Endpoint, pair: tuple[str, str]) -> bool:
    """Whether a clause that stands at no operation is about who does this one: it names both, or what somebody made."""
    said = Ground(case.app, record, endpoint)(case.plain)
    both = len({f"<{pair[0]}>", f"<{pair[1]}>"} & set(re.findall(r"<\w+>", said))) == 2
    return (
        both
        or any(told.search(said) for told in (_OWN, _WROTE, _ONLY))
        or re.search(rf"<{pair[0]}> of (?:an?|the|that|this|its) \[|\b(?:by|from) (?:the|its) <{pair[0]}>", said) is not None
    )


def _operations(case: Case) -> list[Endpoint]:
    """The operation at hand, or those of which the clause speaks, or else all that could tell who asks."""
    if case.endpoint is not None and (case.endpoint.kind in {"update", "delete", "action"} or _record(case, case.endpoint) is not None):
        return [case.endpoint]
    named = case.target(("action", "delete", "update")) if case.endpoint is None else None
    mine = [one for one in case.app.endpoints if case.entity and case.entity.name in {one.entity, one.parent}]
    found = [one for one in mine if one.kind in {"action", "delete"}]
    below = [one for one in mine if one.kind == "create" and _record(case, one) is not None]
    return [named] if named is not None else [one for one in (*found, *below) if one.body or one.query]


def _record(case: Case, endpoint: Endpoint) -> Entity | None:
    """What has an owner already when the operation is asked for."""
    name = endpoint.parent if endpoint.kind == "create" else endpoint.entity
    return case.app.entities.get(name) if endpoint.kind not in {"get", "list", "compute"} else None


def _persons(case: Case, endpoint: Endpoint, record: Entity) -> tuple[str, str] | None:
    """The field of the record that tells whose it is, and the value of the request that tells who asks."""
    said = set(fields_in(Ground(case.app, record, endpoint)(case.plain)))
    sent = [*((one.name, one.type) for one in endpoint.body), *((one.name, one.type) for one in endpoint.query)]
    asking = [name for name, type_ in sent if type_ in {"", "string", "scalar", "integer"}]
    owners = [one.name for one in record.fields.values() if (one.given or one.refers) and re.fullmatch(_PERSON, one.name)]
    # A change sends a name to give it to the record, not to say who asks.
    called = {"name"} if endpoint.kind == "update" or case.endpoint is not endpoint else set()
    owners = [name for name in owners if name in said and name not in called] or [name for name in owners if name != "name"]
    same = [name for name in asking if name in owners]
    asking = same or [name for name in asking if re.fullmatch(_PERSON, name)]
    if not owners or not asking:
        return None
    return (same[0] if same else owners[0]), asking[0]


#: That it must be somebody else: `by must differ from the author`.
_ANOTHER = re.compile(
    r"\b(?:must|has to|needs to|should|only be \w+ by|need to)\b(?! not)[^.;]*\b(?:other than|else than|differ\w*|else but|another|not the same)\b"
)


def _sign(case: Case, record: Entity, pair: tuple[str, str]) -> str:
    """`==`: the owner is refused. `!=`: everybody else is. Empty: it is about something else."""
    said = Ground(case.app, record)(case.plain)
    subject = rf"(?:<{pair[0]}>s?|\b{pair[0].removesuffix('_id')}s?\b)"
    named = re.search(subject, said) is not None
    asker = rf"(?:<{pair[1]}>|\b{pair[1]}\b|\bthe (?:person|one|user|[a-z]+[eo]r)(?: who)?(?: (?:\S+(?:ing|s)|!\w+!))?(?: it)?|\bwhoever \S+ it)"
    if named and (_ANOTHER.search(said) or (case.unless and _DENIED.search(said))):
        return "=="
    if _ONLY.search(said) and (named or _WROTE.search(said) or _OWN.search(said)):
        return "!="
    if case.unless and named:
        return "!="
    same = rf"{asker} (?:is|equals|matches|is (?:also|the same as|equal to)) (?:the |its |an? |also )?(?:\[\w+\]'s )?{subject}"
    equal = r"(?:are|were|being) (?:both |all )?(?:one and )?(?:the same|equal|identical)"
    same += rf"|{asker} and (?:the )?{subject} {equal}|{subject} and (?:the )?{asker} {equal}"
    denied = _DENIED.search(said) or re.search(rf"{subject}[^.;,]* (?:is|equals|of) [^.;,]*{subject}", said)
    return "==" if _OWN.search(said) or (named and (re.search(same, said) or denied)) or (_WROTE.search(said) and denied) else ""


def _guard(case: Case, endpoint: Endpoint, record: Entity, pair: tuple[str, str], sign: str) -> None:
    owner, asking = pair
    sent = f'values["{asking}"]' if any(one.name == asking for one in endpoint.body) else asking
    before = [f"owner = find_{record.name}({endpoint.params[0]})"] if endpoint.kind == "create" else []
    row = "owner" if endpoint.kind == "create" else "row"
    whose = f"the {owner.removesuffix('_id').replace('_', ' ')} of the {record.name.replace('_', ' ')}"
    words = f"{whose} may not do that" if sign == "==" else f"only {whose} may do that"
    endpoint.guards.append(Guard(f'{row}["{owner}"] {sign} {sent}', case.status or 403, words, "owned", before=before))
