"""Refusals of what is there already, or may be there only so often."""

import re
from dataclasses import replace

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import PERSONS, Case, children
from shared.reading.refusals.rising import RISES
from shared.reading.refusals.spans import day_and_time
from shared.reading.text.outline import split
from shared.writing import words
from shared.writing.ir import MISSING, App, Endpoint, Entity, Field

DUPLICATE = re.compile(
    r"\bunique\w*|\balready exists\b|\bonly (?:be (?:\w+ )?)?(?:once|for (?:one|1))\b|\b(?:only|at most|<=|just) (?:once|one|1)\b|\b(?:one|1) \[?\w+\]? only\b|\bonce\b|"
    r"\btwice\b|\bsecond(?: time)?\b|\bsame\b|\bexist(?:s|ing)?\b|\bagain\b|\bbefore\b(?! (?:the |its )?(?:[<'\d]|(?:end|start|to|until|it (?:ends|starts|begins))\b))|\balready\b|\bre-?used?\b|\brepeat\w*|\bclash\w*|\bcollid\w*|\bshared?\b|"
    r"\b(?:an?|the|its|their) (?:<\w+>|\w+) of (?:its|their|one's) own\b|\bused (?:for|by|in|on) (?:two|2|several|> 1)\b|\bin use\b|\btaken\b|\bused by\b|\b(?:no|any|some) other\b|\ba different\b|\banother\b|\b(?:used|registered|known) <|\boccupied\b|"
    r"\b(?:someone|somebody|(?:nobody|no one|anyone|anybody) else)\b|\bnot (?:be )?(?:exist|registered|taken|known|stored|there|used) (?:yet|already)\b|\bno two\b|\bthere is (?:an?|another|one) (?:\[\w+\] )?with (?:this|that|the same|the given|such an?) <|\b(?:only|just) (?:used|given|taken) by\b|\b(?:by|belongs? to) (?:only |exactly )?(?:one|1) \[|\b(?:one|1|a single) \[\w+\] (?:per|for|in|an?|each|and|to|over)\b|\b(?:has|have|gets?) (?:one|1|a single) \["
)
_TOGETHER = re.compile(
    r"\b(?:per|for each|for every|with the same|share(?: (?:the|an?|both))?) <\w+>(?:,? and |, )(?:(?:the|an?) )?(?:same )?<\w+>|\bpair\b|\bcombination\b|\btogether\b|\b(?:shares?|have|has|with|same|in) both\b|\bboth (?:the )?same\b|<\w+> and <\w+> (?:are|is) those of\b|\b(?:if|when|that) (?:the |this |that |its )?<\w+> and (?:the |this |that )?<\w+> already exists|\bsame <\w+>[^<]* and (?:the )?(?:same )?<|\b(?:this|that|these|those) <\w+> and (?:this |that |the )?<|\bsame\b.*\bsame\b|"
    r"\b(?:in|on|at|for|of|within) (?:that|this|the same) <\w+>"
)
#: `the same bib is fine in another race`: what is allowed says no more than what the rule is about.
_ALLOWED = re.compile(
    r"\b(?:fine|ok|okay|allowed|no problem|welcome|harmless|all right|alright|can|may|possible|permitted|unproblematic|never (?:collides|clashes))\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:different|another|other|otherwise|own|itself|already has|keep\w*|unchanged|share|several|many|multiple|any number)\b"
)


def without_permissions(said: str) -> tuple[str, str]:
    """A clause without what it allows, and what it allows: `(409), but in another race the same bib is fine`."""
    parts = split(said, r"\s*[;,]\s*(?:but |while |whereas |and |yet )?|\s+(?:but|while|whereas) |(?<=\w): ")
    allowed = [
        part
        for part in parts
        if _ALLOWED.search(part)
        and _ELSEWHERE.search(part)
        and not re.search(r"\b(?:not|no|only|nobody|never|refused|<=|at most|once|if|when)\b", part)
    ]
    for part in allowed if len(allowed) < len(parts) else ():
        said = said.replace(part, " ")
    return said, " ; ".join(allowed)


#: `a serial, which is unique, and litres`: what follows is the rest of the list.
_APPOSED = re.compile(r"(?i)(?:which|that) (?:is|are|must be|has to be) (?:always )?unique,? and (?:(?:an?|the|its) )?<\w+>")


def duplicate(case: Case) -> bool:
    """`names are unique (409)`, `the barcode exists`, `a second review by the same member`."""
    if (
        case.status not in {0, 400, 409, 422}
        or re.search(r"\boverlap|\bdouble-?book|\bwith (?:an? |the )?'[^']+' (?:\w+ )?(?:has|have) no other\b", case.said)
        or not DUPLICATE.search(case.said)
        or RISES.search(case.said)
    ):
        return False
    if _APPOSED.match(case.said) and any(one.unique for entity in _candidates(case) for one in entity.fields.values()):
        return True  # It is said in a list, of the field before it.
    case = replace(case, entity=_counted(case))
    endpoint = case.target(("create",))
    if endpoint is not None and (endpoint.kind == "action" or (case.entity and endpoint.entity != case.entity.name)):
        return False
    return any(_of(case, entity) for entity in _candidates(case)) or (not _of_another(case) and _own_key(case, endpoint))


#: `number (integer, unique within its podcast)`.
_WITHIN = re.compile(
    r"[`\"]?(?P<name>[a-z]\w*)[`\"]?(?: \(|: | - )[^();]*\bunique (?:within|per|in|for|inside|among|of)(?: (?:its|the|each|an?|one|every|their|that))* (?P<owner>[a-z]+)\b"
)


def within(app: App, entity: Entity, text: str) -> None:
    """A field whose values differ among what belongs to one resource."""
    for match in _WITHIN.finditer(text):
        owner = words.singular(match["owner"])
        column = next((one.name for one in entity.fields.values() if one.refers == owner), "")
        if match["name"] in entity.fields and column and not entity.fields[match["name"]].unique:
            demand(entity, (match["name"], column))


def _of_another(case: Case) -> bool:
    """`the code is taken`, where only something else has a code; `the same song is in a playlist once`, where only what belongs to it has songs."""
    if case.entity is None or fields_in(Ground(case.app, case.entity)(case.plain)):
        return False
    others = [one for one in case.app.entities.values() if one is not case.entity]
    if f"[{case.entity.name}]" in case.said:
        others = [child for child, _ in children(case.app, case.entity) if child is not case.entity]
    numbers = (
        {"boolean"} if _ONCE.search(case.said) and others and f"[{case.entity.name}]" in case.said else {"integer", "number", "boolean"}
    )
    return any(
        other.fields[name].type not in numbers
        for other in others
        for name in fields_in(Ground(case.app, other)(case.plain))
        if name in other.fields
    )


def _candidates(case: Case) -> list[Entity]:
    """The resource at hand, then those whose making the clause may speak of."""
    others = [one for one in case.app.entities.values() if case.app.of(one.name, "create") and one is not case.entity]
    own = [case.entity] if case.entity is not None else []
    return [*own, *(others if case.endpoint is not None and case.endpoint.kind not in {"create", "update", "upsert"} else [])]


#: Of which field case does not matter, which is not what it is unique within.
_OF_CASE = re.compile(r",? \(?case-insensitive(?: (?:for|in|of|with) (?:the )?(?:<\w+>|<?\w+>? <\w+>))?\)?")


def _of(case: Case, entity: Entity) -> bool:
    ground = Ground(case.app, entity)
    whole, allowed = without_permissions(_own_part(entity, ground(case.plain)))
    said = _OF_CASE.sub("", whole)
    # `the same number may appear in several rows, but only once in a row` speaks of the number once.
    elided = re.findall(r"\bsame <(\w+)>", allowed) if re.search(r"\bonce\b", said) else []
    names = [name for name in dict.fromkeys((*elided, *fields_in(said))) if _identifies(entity, name, f"{said} {allowed}")]
    owners = [one.name for one in entity.fields.values() if one.refers and _scoped(one.name, one.refers, said, allowed)]
    if case.endpoint is not None and case.endpoint.kind == "create" and case.endpoint.entity == entity.name:
        owners = owners or ([] if names and _when(entity, said) else _nested(case.endpoint, entity, said))
    times = _when(entity, said)
    sole = _SOLE_OWNER.search(said)
    names = [name for name in names if sole is None or sole["who"] not in names or name == sole["who"]]
    names = [name for name in names if not re.search(rf"\b(?:second|third|another|further|next) <{name}>", said)] or names
    names = [name for name in names if name not in owners] or times[:1] or _so_many(entity, said)
    owners = [*owners, *(time for time in times if time not in names)]  # `a barber cannot have two appointments at the same time`
    if not names and len(owners) > 1:  # Both ends of what links two: `a player can be in many teams but only once in the same team`.
        names, owners = owners[:1], owners[1:]
    if not names and owners and not _of_another(case):
        names, owners = (owners, []) if _is_taken(entity, owners, said) else (_person(entity, owners, said), owners)
    if not names or (len(names) == 1 and not owners and _is_shared(entity.fields[names[0]], said)):
        return False
    for group in _groups(entity, names, owners, said, allowed):
        demand(entity, (*group, *owners))
    if "case-insensitive" in whole or re.search(r"\bcapitals?\b|\bcapitali[sz]", whole):
        for name in _folded(whole, names):
            entity.fields[name].lower = entity.fields[name].type in {"", "string", "email", "scalar"}
    entity.duplicate = case.status or entity.duplicate
    return True


#: `a member who has a locker already`: one of them is all that a member has, whichever it is.
_SOLE_OWNER = re.compile(
    r"\b(?:an?|the|each|every|any|no|that|this) <(?P<who>\w+)>,? (?:(?:who|that|which|may|can|already) )*(?:already exists|has|have|holds?|owns?|uses?|rents?|occupies|keeps?|drives?) (?:(?:already|got) )*(?:an?|any|some|another) (?:other )?<\w+>(?: already)?\W*$"
)


def _is_shared(one: Field, said: str) -> bool:
    """Whether many records have the same value of a field, there being only a few: `list only one voice` is no rule, unless a clause says plainly that it is there once."""
    plainly = rf"<{one.name}> (?:(?:that|which|is|must|be|has) )*(?:already exists|(?:exists|taken|used|there|stored|entered) already|unique)|<{one.name}> can (?:only be|be) [a-z!]+ (?:only )?once\b|\b(?:duplicate|existing) <{one.name}>"
    return (bool(one.choices) and re.search(plainly, said) is None) or one.type == "boolean"


#: `the same three again`.
_SAME_ONES = re.compile(r"\bsame (?P<many>2|3|4|two|three|four)\b(?! [<\[])|\ball (?P<all>three|four|3|4) (?:are )?the same\b")


def _so_many(entity: Entity, said: str) -> list[str]:
    """The fields of which a clause only tells how many they are: those that are unique together, or all that are required."""
    match = _SAME_ONES.search(said)
    if match is None:
        return []
    told = match["many"] or match["all"]
    many = {"two": 2, "three": 3, "four": 4}.get(told) or int(told)
    required = [one.name for one in entity.fields.values() if one.given and one.required is not False and one.default is MISSING]
    return next((list(group) for group in (*entity.together, tuple(required)) if len(group) == many), [])


def _groups(entity: Entity, names: list[str], owners: list[str], said: str, allowed: str) -> list[tuple[str, ...]]:
    """The fields that are unique together, each group of them by itself."""
    known = [one for one in entity.together if _ONE_MORE.search(said) and not owners and set(names) <= set(one)]
    found: list[tuple[str, ...]] = list(known)
    for part in [] if known else _rules(said, names):
        own = [name for name in names if part is said or f"<{name}>" in part]
        found += [tuple(own)] if _whole(own, part, allowed) or _SAME_ONES.search(said) else [(name,) for name in own]
    return found


#: `one result per event, so a second one for the same swimmer …`, `that moves onto an occupied spot`: one more of what was told before.
_ONE_MORE = re.compile(r"\b(?:second|third|further|another) one\b|\b(?:occupied|taken) <")
#: What a rule is told with, where a sentence tells several: `each bib is given out once and each email is entered once`.
_PREDICATE = re.compile(r"\b(?:is|are|can|may|must|has|have|be|so|occurs?|appears?|already exists)\b|\bno two\b")


def _rules(said: str, names: list[str]) -> list[str]:
    """The parts of a clause that each are about fields of their own: `the name must be unique, and so must the slot within its rack`; the clause where it is one rule."""
    if len(names) < 2:
        return [said]
    for between in (r",? or (?:if )?", r",? and |;\s*"):
        parts = split(said, between)
        told = [set(fields_in(part)) & set(names) for part in parts]
        cues = all(DUPLICATE.search(part) or re.match(r"so\b", part) for part in parts)
        apart = len(parts) > 1 and all(told) and sum(map(len, told)) == len(set().union(*told)) and cues
        if apart and ("or" in between or all(map(_PREDICATE.search, parts))):
            return parts
    return [said]


_AND = r"(?:,? and |, |\+| ?/ ?|,? plus )(?:(?:the|its|an?|same|of|in|that|this|from) )*"
_LISTED = rf"<\w+>(?:{_AND}<\w+>)+"
#: `the same country, value and year`, `one stamp for a country, value and year`, `host+port`: what is unique together.
_AS_ONE = re.compile(
    rf"\b(?:same|shares?|shared|equal|identical|this|that|alike in|(?:match\w*|agree\w*)\b[^<;]*\bin)(?: (?:the|an?|its))* {_LISTED}"
    rf"|\b(?:one|1) \[\w+\] (?:per|for|with|of|in)(?: (?:an?|the|each|every|any|one|same))* {_LISTED}|<\w+>\+<\w+>"
)


def _whole(names: list[str], said: str, allowed: str) -> bool:
    """Whether fields are unique together, not each alone."""
    scopes = [name for name in names if len(names) > 1 and _scopes(name, said, allowed)]
    within = (
        [name for name in scopes if re.search(rf"\b(?:within|per|in|for|on|at) (?:\w+ )?<{name}>", said)] if len(scopes) > 1 else scopes
    )
    if len(names) < 2 or re.search(r"\bor\b", said):
        return False
    return len(within) == 1 or len(scopes) == len(names) - 1 or bool(_TOGETHER.search(said) or _AS_ONE.search(said))


def _counted(case: Case) -> Entity | None:
    """`a building cannot have two rooms with the same number`: the resource of which there are not two, where it belongs to the one at hand."""
    told = re.search(
        r"\b(?:two|2|several|multiple|> (?:one|1)|a second|another) (?:\w+ )?\[(\w+)\][^.;,]* (?:same|equal|identical)\b", case.said
    )
    child = case.app.entities.get(told[1]) if told and case.endpoint is None else None
    owner = case.entity.name if case.entity else ""
    return child if child and any(one.refers == owner for one in child.fields.values()) else case.entity


def _own_part(entity: Entity, said: str) -> str:
    """`two members can not share an email and two courses can not share a title`: the part about this resource, where each is about another."""
    parts = split(said, r",? and |, ")
    named = [set(re.findall(r"\[(\w+)\]", part)) for part in parts]
    apart = len(parts) > 1 and all(named) and all(DUPLICATE.search(part) for part in parts) and not _AS_ONE.search(said)
    return next((part for part, names in zip(parts, named, strict=True) if entity.name in names), said) if apart else said


def _when(entity: Entity, said: str) -> list[str]:
    """`two shows cannot start at the same time`: the only time that a record has."""
    times = [one.name for one in entity.fields.values() if one.given and one.type in {"date", "datetime", "time"}]
    if both := day_and_time(entity, said):
        return both
    same = re.search(
        r"\b(?:same(?: [<\[]\w+[>\]],? and(?: the same)?)?|(?:once|twice|1|one)(?: \[\w+\])? (?:per|a|for|on|each|in)(?: (?:any|one|the|same))*|again (?:for|on|at) (?:that|this|the same)|\balready (?:(?:exists|has|have) )?(?:an?|one|another) \[\w+\](?: (?:of|for|by|from) (?:that|this|the same|the) [<\[]\w+[>\]])? (?:for|on|at|in) (?:that|this|the same|the)) (?:time|moment|instant|hour|day|date|slot)\b",
        said,
    )
    named = f"[{entity.name}]" in said or re.search(r"\bsame <", said) or re.search(rf"\b!?{entity.name[:5]}", said)
    return times if same and len(times) == 1 and named else []


#: Words that are about what may be there once, and not about how much there is.
_ONCE = re.compile(
    r"\b(?:one|1) \[\w+\] (?:per|for|with|of|in|at|on)\b|\bbelongs? to (?:only |exactly )?(?:one|1) \[|\bunique\w*|\balready exists\b|\bsame\b|\bno (?:two|other)\b|\btwice\b|\bonce\b|\btaken\b|\bin use\b|\bused by\b|\bre-?used?\b|\bshared?\b|\bclash\w*|\boccupied\b|\b(?:sold|booked|reserved|assigned|rented|given away) already\b|\balready (?:sold|booked|reserved|assigned|rented)\b|\b(?:somebody|someone|anybody|anyone) else\b|\bown\b|\banother\b"
)


def _identifies(entity: Entity, name: str, said: str) -> bool:
    """Whether a field can be what is unique: no flag, no list, and an amount only where nothing else can be meant."""
    one = entity.fields.get(name)
    if one is None or one.type in {"boolean", "list"} or not (one.given or name == entity.key):
        return False
    # `the name of a ward`, `the ward's name`: what another has, to which it does not belong.
    own = "|".join([entity.name, *(each.refers for each in entity.fields.values() if each.refers)])
    if re.search(rf"<{name}> of (?:an?|the|each|every) \[(?!(?:{own})\])|\[(?!(?:{own})\])\w+\]'s <{name}>", said):
        return False
    return (
        one.type not in {"integer", "number"}
        or bool(one.refers)
        or name == entity.key
        or bool(_ONCE.search(said) or _TOGETHER.search(said) or _AS_ONE.search(said))
    )


#: `in the whole show`, `over all shelves`: among all.
_ALL = re.compile(
    r"\b(?:overall|anywhere|globally|across|everywhere|altogether|throughout|in total|in all|in the system|(?:over|among) all|(?:system|company|world)-?wide)\b|> all\b|\b(?:whole|entire) (?!integer)"
)
#: `no two talks, of whatever track`.
_WHATEVER = r"\b(?:whatever|whichever|(?:regardless|irrespective|independent(?:ly)?) of|no matter (?:\w+ )?(?:which|what))"


def _among_all(name: str, owner: str, said: str) -> bool:
    """Whether a rule holds among all records, not among those of one owner: `not even for another quilt`."""
    one = rf"(?:<{name}>|\[{owner}\])"
    the = rf"(?:the |an? )?(?:\w+ )?{one}"
    return bool(
        _ALL.search(said)
        or re.search(rf"{_WHATEVER} {the}|\b(?:another|different|other|several) {the}", said)
        or re.search(
            rf"\balready\b.*\b(?:any|all|every|some) {one}|\b(?:any|all|every|some) (?:other )?{one}.*\b(?:too|as well|together|already)\b",
            said,
        )
    )


def _scoped(name: str, owner: str, said: str, allowed: str) -> bool:
    """Whether a rule holds among what belongs to one owner, not among all."""
    named = f"<{name}>" in said or f"[{owner}]" in said or f"[{owner}]" in allowed
    return named and not _among_all(name, owner, said)


def _nested(endpoint: Endpoint, entity: Entity, said: str) -> list[str]:
    """What is made under an owner is compared with what else is under it."""
    columns = [one.name for one in entity.fields.values() if endpoint.parent and one.refers == endpoint.parent]
    return [name for name in columns if not _among_all(name, endpoint.parent, said)]


def _scopes(name: str, said: str, allowed: str) -> bool:
    """`within one service`, `each service has`, `different services may`: the field within whose values another is unique."""
    before = (
        r"\b(?:within|per|in|inside|under|of|for|by|from|to|at|on)(?: (?:an?|one|1|the|each|every|any|same|its|that|this|single|given))*"
    )
    subject = rf"\b(?:one|1|each|every|no|an?|that|this|the same) <{name}> (?:can|may|has|have|must|already exists|already)\b"
    holder = rf"\b(?:the|an?|one|1|each|every|this|that) <{name}> (?:already exists (?:an?|one|1|this|the same)\b|(?:already )?(?:has|have|got|gets?|owns?|holds?|receives?|takes?)\b)[^;]*<(?!{name}>)"
    return any(re.search(one, said) for one in (rf"{before} <{name}>", subject, holder)) or f"<{name}>" in allowed


def demand(entity: Entity, group: tuple[str, ...]) -> None:
    """Makes fields unique: one by itself, several together."""
    if len(group) == 1:
        entity.fields[group[0]].unique = True
        return
    for name in group:
        entity.fields[name].unique = False
    if all(set(group) != set(known) for known in entity.together):
        entity.together.append(group)


def _folded(said: str, names: list[str]) -> list[str]:
    """The fields of which case does not matter: the one that it is said of, those named after `for`, or all."""
    aside = re.findall(r"<(\w+)> \(?case-insensitive\)? (?:and|or|nor)\b", said)
    if aside:
        return [name for name in names if name in aside]
    only = re.search(r"case-insensitive (?:for|in|of|with) (.*)", said)
    return [name for name in names if only is None or f"<{name}>" in only[1] or not fields_in(only[1])]


def _is_taken(entity: Entity, owners: list[str], said: str) -> bool:
    """`if the slot is occupied`, where nothing tells when: there is one for each of these."""
    told = rf"\W*(?:(?:if|when|an?|the|that|this) )*\[{entity.fields[owners[0]].refers}\] (?:(?:that|which|is|are) )*(?:occupied|in use|taken|already exists)\W*"
    timed = any(one.given and one.type in {"date", "datetime", "time"} for one in entity.fields.values())
    return len(owners) == 1 and not timed and re.fullmatch(told, said) is not None


def _person(entity: Entity, owners: list[str], said: str) -> list[str]:
    """Who does something once: `nobody votes twice in the same poll`."""
    if not re.search(
        r"\b(?:nobody|no one|again|twice|once|second|already|before|one|1|voting|any(?:one|body)|everybody|every(?:one)?|each)\b", said
    ):
        return []
    sent = [one for one in entity.fields.values() if one.given and one.name not in owners and one.type not in {"boolean", "list"}]
    return next(
        (
            [one.name]
            for one in (*(one for one in sent if one.refers), *(one for one in sent if PERSONS.fullmatch(one.name)))
            if one.name not in owners
        ),
        [sent[0].name] if len(sent) == 1 else [],
    )


def _own_key(case: Case, endpoint: Endpoint | None) -> bool:
    """No field is named: what is unique already, the key, or the two resources that it joins."""
    entity = case.entity
    if entity is None:
        return False
    elsewhere = [name for name in case.app.entities if name != entity.name and f"[{name}]" in case.said]
    if any(one.unique for one in entity.fields.values()) or entity.together:
        if elsewhere and f"[{entity.name}]" not in case.said and (endpoint is None or case.endpoint is None):
            return False
        entity.duplicate = case.status or entity.duplicate
        return True
    references = [one.name for one in entity.fields.values() if one.refers]
    sent = [one.name for one in entity.fields.values() if one.given and not one.refers]
    if len(references) == 1 and re.search(rf"\bby (?:an(?: |)other|some other|any other|a different) \[{entity.name}\]", case.said):
        group: tuple[str, ...] = (references[0],)
    elif entity.key != "id" and entity.key in entity.fields:
        group = (entity.key,)
    elif len(references) > 1 or (references and len(sent) == 1):
        alone = len(references) == 1 and _among_all(references[0], entity.fields[references[0]].refers, case.said)
        group = tuple(references) if len(references) > 1 else (sent[0],) if alone else (references[0], sent[0])
    elif (
        len(sent) == 1
        and not elsewhere
        and (f"[{entity.name}]" in case.said or re.fullmatch(r"\W*(?:(?:if|when|an?|any|every|it) )*already exists\W*", case.said))
    ):
        group = (sent[0],)
    else:
        return False
    demand(entity, group)
    entity.duplicate = case.status or entity.duplicate
    return True
