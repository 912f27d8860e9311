"""Refusals of values outside, or inside, of a range that the owner of a record has: `players must be between min_players and max_players of the room`."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import Case, children
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Guard

_RANGE = re.compile(r"\b(?:range|limits?|bounds)\b")
_ABOVE = r"(?:\babove|\bover|\bmore|\bgreater|\bhigher|>(?=[ =]))"
_BELOW = r"(?:\bbelow|\bunder|\bfewer|\bless|\blower|(?<![\w>])<(?=[ =]))"
#: `not below min_temp or above max_temp`.
_NEITHER = re.compile(
    rf"\b(?:not|neither|nor) (?:be )?{_BELOW}[^.;]*\b(?:or|nor)\b[^.;]*{_ABOVE}|\b(?:not|neither) (?:be )?{_ABOVE}[^.;]*\b(?:or|nor)\b[^.;]*{_BELOW}"
)
_OUTSIDE = re.compile(
    rf"\boutside\b|\bout of\b|\bbeyond\b|\bnot (?:be |lie |lies )?(?:within|between|inside|in)\b|{_BELOW}[^.;]*\bor\b[^.;]*{_ABOVE}|{_ABOVE}[^.;]*\bor\b[^.;]*{_BELOW}"
)
_INSIDE = re.compile(r"\b(?:within|inside|between|in)\b")


def ranged(case: Case) -> bool:
    """Whether a clause refuses a value by the range of the owner, which is then checked."""
    if case.entity is None or case.status not in {0, 400, 409, 422} or (case.endpoint is not None and case.endpoint.kind == "action"):
        return False
    for entity, owner, column in _owned(case, case.entity):
        said = Ground(case.app, entity, Endpoint("", "", parent=owner.name))(case.plain)
        for value, low, high in _pairs(entity, owner, said):
            named = {low, high} <= {*fields_in(said)}
            if (named or _RANGE.search(said)) and (outside := _refused(said, case.unless)) is not None:
                _refuse(case, entity, (value, *(f'find_{owner.name}(whole["{column}"])["{name}"]' for name in (low, high))), outside)
                return True
    return False


_UP_TO = re.compile(
    r"<(?P<name>\w+)>[^<.;\[]*\b(?P<how>outside|between|from|within) (?:of )?(?P<low>-?\d+) (?:and|to|until|through|-) (?:the )?<(?P<high>\w+)>"
)


def up_to(case: Case) -> bool:
    """`the number must lie between 1 and tickets_total`: a number of a record that goes up to one of its owner."""
    if case.entity is None or case.status not in {0, 400, 409, 422} or (case.endpoint is not None and case.endpoint.kind == "action"):
        return False
    for entity, owner, column in _owned(case, case.entity):
        said = Ground(case.app, entity, Endpoint("", "", parent=owner.name))(case.plain)
        told = _UP_TO.search(said)
        outside = told is not None and (
            told["how"] == "outside" or case.unless or re.search(r"\b(?:must|not|is|lies)\b", told[0]) is not None
        )
        if told and outside and told["name"] in entity.fields and told["high"] in owner.fields.keys() - entity.fields.keys():
            entity.fields[told["name"]].type = "integer"
            _refuse(case, entity, (told["name"], told["low"], f'find_{owner.name}(whole["{column}"])["{told["high"]}"]'), True)
            return True
    return False


_OVER = re.compile(r"<(?P<name>\w+)>,? (?:that |which )?(?:is |of )?(?P<sign>[<>]) (?:than )?(?:the |its )?<(?P<limit>\w+)>")
_SUMMED = re.compile(r"\b(?:sum|total|together|altogether|in all|all|left|free|available|remaining|still|already)\b")


def over(case: Case) -> bool:
    """Takes what a clause compares with a number of the owner for a number, `if the load exceeds the max_load of the crane`, and leaves it to others to refuse it."""
    if case.entity is None or _SUMMED.search(case.said):
        return False
    for entity, owner, _ in _owned(case, case.entity):
        told = _OVER.search(Ground(case.app, entity, Endpoint("", "", parent=owner.name))(case.plain))
        one = entity.fields.get(told["name"]) if told else None
        if (
            told
            and one is not None
            and one.given
            and one.type in {"", "scalar"}
            and told["limit"] in owner.fields.keys() - entity.fields.keys()
        ):
            one.type = "number"
    return False


def _owned(case: Case, entity: Entity) -> Iterator[tuple[Entity, Entity, str]]:
    """The resource of a clause with what it belongs to, and what belongs to it, each with the field that refers."""
    for one in entity.fields.values():
        owner = case.app.entities.get(one.refers)
        if owner is not None and one.type != "list":
            yield entity, owner, one.name
    yield from ((child, entity, column) for child, column in children(case.app, entity))


def _pairs(entity: Entity, owner: Entity, said: str) -> Iterator[tuple[str, str, str]]:
    """A number of a record with the two fields of its owner that tell how low and how high it may be."""
    numbers = [one.name for one in entity.fields.values() if one.given and not one.refers and one.type in {"integer", "number"}]
    for low in owner.fields:
        stem = re.sub(r"^(?:min|minimum|lowest)_", "", low)
        high = next((name for name in (f"max_{stem}", f"maximum_{stem}", f"highest_{stem}") if name in owner.fields), "")
        if stem == low or not high or {low, high} & entity.fields.keys():
            continue
        alike = [name for name in numbers if name.startswith(stem) or stem.startswith(name)]
        spoken = [name for name in numbers if f"<{name}>" in said]
        fitting = alike or spoken or (numbers if f"[{entity.name}]" in said else [])
        if len(fitting) == 1:
            yield fitting[0], low, high


def _refused(said: str, unless: bool) -> bool | None:
    """Whether what is outside is refused, or what is inside; None where the clause tells neither."""
    demands = unless or re.search(r"\bmust\b", said) is not None
    if _NEITHER.search(said):
        return demands
    if _OUTSIDE.search(said):
        return not demands
    return demands if _INSIDE.search(said) else None


def _refuse(case: Case, entity: Entity, names: tuple[str, ...], outside: bool) -> None:
    value, low, high = f'whole["{names[0]}"]', *names[1:]
    test = f"not ({low} <= {value} <= {high})" if outside else f"{low} <= {value} <= {high}"
    code = f"None not in ({', '.join(one for one in (value, low, high) if not one.lstrip('-').isdigit())}) and {test}"
    message = f"{names[0].replace('_', ' ')} is {'outside' if outside else 'within'} the range"
    if all(guard.code != code for guard in entity.checks):
        entity.checks.append(Guard(code, case.status or case.app.invalid, message, "depends", fields=names[:1]))


def suffices(case: Case) -> bool:
    """`the room must have enough seats for the students`: an action that brings a record to another refuses where a number of that is less than the record's own."""
    endpoint, entity = case.endpoint, case.entity
    if endpoint is None or endpoint.kind != "action" or entity is None or case.status not in {0, 400, 409, 422}:
        return False
    for name, code in endpoint.sets.items():
        one = entity.fields.get(name)
        owner = case.app.entities.get(one.refers) if one is not None and code.startswith("values[") else None
        enough = re.search(r"\b(?:enough|too few|sufficient) <(\w+)>", Ground(case.app, owner)(case.plain)) if owner else None
        own = [each for each in fields_in(case.said) if each in entity.fields and entity.fields[each].type in {"integer", "number"}]
        if owner is None or enough is None or len(own) != 1 or (owner.name == entity.name):
            continue
        sent = f'values["{own[0]}"]' if any(each.name == own[0] for each in endpoint.body) else f'row["{own[0]}"]'
        test = f'find_{owner.name}({code})["{enough[1]}"] < {sent}'
        message = f"the {owner.name.replace('_', ' ')} does not have enough {enough[1].replace('_', ' ')}"
        endpoint.guards.append(Guard(test, case.status or 409, message, "rule", fields=(name,)))
        return True
    return False


def no_such_place(case: Case) -> bool:
    """`a seat that the bus does not have`, `if the row or the seat does not exist`: numbers of which the owner tells how many there are."""
    if case.entity is None or case.status not in {0, 400, 404, 409, 422} or (case.endpoint is not None and case.endpoint.kind != "create"):
        return False
    for entity, owner, column in _owned(case, case.entity):
        said = Ground(case.app, entity)(case.plain)
        places = {name: many for name in fields_in(said) if (many := _how_many(entity, owner, name))}
        if not places or not _NO_SUCH.search(said):
            continue
        for name, many in places.items():
            one = entity.fields[name]
            one.type = "integer"
            code = f'whole["{name}"] is not None and not 1 <= whole["{name}"] <= find_{owner.name}(whole["{column}"])["{many}"]'
            message = f"there is no such {name.replace('_', ' ')}"
            if all(guard.code != code for guard in entity.checks):
                entity.checks.append(Guard(code, case.status or case.app.invalid, message, "depends", fields=(name,)))
        return True
    return False


_NO_SUCH = re.compile(
    r"\bno such <\w+>|\bunknown <\w+>|<\w+>(?: number)?,? (?:that |which )?(?:is |are )?unknown\b|\bnot have (?:that|this|such an?|the|an?) <\w+>|<\w+>(?: number)? (?:(?:that|which) )?(?:the|its|this) \[\w+\] (?:does not have|has not|lacks)|\b(?:has|have|is) no <\w+>(?: number)? (?:with|like|of|such|that)"
)


def _how_many(entity: Entity, owner: Entity, name: str) -> str:
    """The number of an owner that tells how many there are of what a record names by a number: `seats` or `seats_per_row` of a `seat`; empty where none does."""
    one = entity.fields.get(name)
    if one is None or not one.given or one.refers or one.choices or one.type not in {"", "scalar", "integer", "number"}:
        return ""
    stem = name.removesuffix("_number").removesuffix("_no")
    called = re.compile(rf"(?:number_of_|total_|max_)?{re.escape(words.plural(stem))}(?:_per_\w+|_count|_total)?|{re.escape(stem)}_count")
    return next((many for many, field in owner.fields.items() if field.type in {"integer", "number"} and called.fullmatch(many)), "")
