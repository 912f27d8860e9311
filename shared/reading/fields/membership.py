"""Values that must be among those of a list: of the same resource, or of what it belongs to."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import PERSONS, Case, children
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Guard

_AMONG = re.compile(
    r"\b(?:one of|among|amongst|in|on|part of|contained|belong\w*|an?|any|from|of|only|offers?|has|have|lists?|listed|unknown|invalid|exists?)\b"
)


def member(app: App, entity: Entity, said: str) -> None:
    """`the answer must be one of the choices`: a value that is in a list of the same resource."""
    for match in re.finditer(
        r"<(\w+)> (?:must be|is|can only be|is always)(?: always)? (?:one of|among|in|contained in|part of) (?:the |its |these )*<(\w+)>",
        said,
    ):
        one, many = entity.fields.get(match[1]), entity.fields.get(match[2])
        if one is None or many is None or many.type != "list" or any(check.fields == (one.name, many.name) for check in entity.checks):
            continue
        code = f'whole["{one.name}"] is not None and whole["{one.name}"] not in (whole["{many.name}"] or [])'
        entity.checks.append(Guard(code, app.invalid, f"{one.name} is not one of the {many.name}", "compare", fields=(one.name, many.name)))


#: No element of a list is there twice.
_DISTINCT = re.compile(
    r"<(\w+)>(?:(?!<\w+>)[^.;])*?\b(?:(?:must|can not)\b[^.;<]*\bdiffer\w*|(?:be|are) (?:all )?(?:different|distinct|unique)|can not (?:repeat|be repeated|contain (?:an? )?already exists)|"
    r"(?:no|without) (?:already exists|repetitions?|repeats)|(?:can not|not) [^.;<]{0,30}\btwice|no two|(?<=[,(] )all (?:different|distinct|unique)|no <\1> [^.;<]{0,30}(?:\btwice|\bonce)\b|(?:none|no(?:thing| \w+)) (?:of them )?(?:[a-z]+ ){0,2}(?:twice|> once|repeated)|(?:list|array|set) of (?:\S+ ){0,4}?(?:different|distinct|unique))\b|\b(?:different|distinct|unique) <(\w+)>|\bno <(\w+)> (?:(?:can|may|must|be|appears?|occurs?|comes?|stands?|there|is|listed|named|given|used) )*(?:twice|> once)\b"
)


def distinct(app: App, entity: Entity, said: str) -> None:
    """`at least two options, which must differ`: a list whose elements all are different."""
    for match in _DISTINCT.finditer(said):
        one = entity.fields.get(match[1] or match[2] or match[3])
        if one is None or one.type != "list" or one.items == "record" or any(check.kind == "distinct" for check in entity.checks):
            continue
        _all_differ(app, entity, one)


def settle_lists(app: App) -> None:
    """Of a list, `unique` says that no element is there twice."""
    for entity in app.entities.values():
        for one in [one for one in entity.fields.values() if one.type == "list" and one.unique]:
            one.unique = False
            if one.items != "record" and not any(check.kind == "distinct" for check in entity.checks):
                _all_differ(app, entity, one)


def _all_differ(app: App, entity: Entity, one: Field) -> None:
    many = f'whole["{one.name}"]'
    code = f"{many} is not None and any({many}.count(one) > 1 for one in {many})"
    entity.checks.append(
        Guard(code, app.invalid, f"the {one.name.replace('_', ' ')} are not all different", "distinct", fields=(one.name,))
    )


def outside(case: Case) -> bool:
    """`a choice that is not among the poll's options is a 422`: of a list of what the new record belongs to."""
    if not _AMONG.search(case.said) or case.status == 404:
        return False
    for owner in case.app.entities.values():
        lists = [one for one in owner.fields.values() if one.type == "list" and one.items != "record"]
        for child, column in children(case.app, owner) if lists else ():
            create = case.app.of(child.name, "create")
            own = (
                case.endpoint is None or case.endpoint is create or (case.endpoint.kind == "update" and case.endpoint.entity == child.name)
            )
            if create is None or case.entity not in (owner, child) or not own:
                continue
            pair = _pair(case, create, child, lists)
            if pair is not None:
                _guard(case, create, owner, column, pair)
                return True
    return False


def _pair(case: Case, create: Endpoint, child: Entity, lists: list[Field]) -> tuple[str, str] | None:
    """The value of the new record and the list that a clause speaks of."""
    sent = [one for one in create.body if one.type in {"", "string", "scalar", "integer"} and not one.refers]
    said = Ground(case.app, child, create)(case.plain)
    named = [one.name for one in sent if f"<{one.name}>" in said]
    listed = [one for one in lists if re.search(rf"(?i)\b(?:{words.singular(one.name)}|{one.name})\b", said.replace("_", " "))]
    if (
        not listed
        and named
        and len(lists) == 1
        and re.search(rf"\b(?:unknown|invalid)\b[^.;,]*<{named[0]}>|<{named[0]}>[^.;,]*\bunknown\b", said)
    ):
        listed = lists
    values = [name for name in named if not listed or name != listed[0].name] or [
        one.name for one in sent if not PERSONS.fullmatch(one.name)
    ]
    if (
        not listed
        or len(values) != 1
        or len(set(fields_in(said)) - {listed[0].name, *values, *(one.name for one in child.fields.values() if one.refers)})
    ):
        return None
    return values[0], listed[0].name


def _guard(case: Case, create: Endpoint, owner: Entity, column: str, pair: tuple[str, str]) -> None:
    value, many = pair
    key = create.params[0] if create.parent == owner.name else f'values["{column}"]'
    code = f'values["{value}"] not in (owner["{many}"] or [])'
    words_ = f"{value.replace('_', ' ')} is not one of the {many.replace('_', ' ')}"
    if all(guard.code != code for guard in create.guards):
        create.guards.append(
            Guard(code, case.status or case.app.invalid, words_, "member", before=[f"owner = find_{owner.name}({key})"], fields=pair)
        )
        for other in case.app.endpoints:
            if other.kind == "update" and other.entity == create.entity and any(one.name == value for one in other.body):
                changed = f'body.{value} is not None and body.{value} not in (owner["{many}"] or [])'
                found = f'owner = find_{owner.name}(row["{column}"])'
                other.guards.append(Guard(changed, case.status or case.app.invalid, words_, "member", before=[found], fields=pair))


def offered(app: App, endpoint: Endpoint, entity: Entity) -> tuple[str, str] | None:
    """The value of a record that must be one of a list of the operation's owner, and the expression for that list. None where there is no such rule."""
    create = app.of(entity.name, "create")
    if create is None or not endpoint.params or create.parent != endpoint.entity:
        return None
    guard = next((one for one in create.guards if one.kind == "member"), None)
    lists = [one.name for one in app.entities[create.parent].fields.values() if one.type == "list"] if create.parent in app.entities else []
    alike = next(((words.singular(name), name) for name in lists if words.singular(name) in entity.fields), None)
    value, many = guard.fields if guard is not None else alike or ("", "")
    if not value:
        return None
    return value, f'find_{create.parent}({endpoint.params[0]})["{many}"]'


def tally(app: App, endpoint: Endpoint, entity: Entity) -> str | None:
    """How often each value of the owner's list is there among `rows`: `{"red": 2, "blue": 0}`."""
    found = offered(app, endpoint, entity)
    return f'{{choice: len([other for other in rows if other["{found[0]}"] == choice]) for choice in {found[1]}}}' if found else None


def by_choices(entity: Entity, name: str) -> str:
    """`by_status`: how many there are of each choice, also of those that there are none of."""
    match = re.fullmatch(r"(?:(?:count|number|totals?)_)?(?:by|per)_(\w+)", words.code_name(name))
    one = entity.fields.get(match[1]) if match else None
    if one is None or not one.choices:
        return ""
    listed = f"{one.choices!r}".replace("'", '"')
    return f'{{choice: sum(1 for other in rows if other["{one.name}"] == choice) for choice in {listed}}}'


def of_choices(entity: Entity, names: list[str]) -> str | None:
    """`"by_type": {"laptop": n, "phone": n}`: how many there are of each value of a field."""
    one = next((one for one in entity.fields.values() if names and set(names) <= set(one.choices)), None)
    if names and all(name.isdigit() for name in names):
        return _of_numbers(entity, [int(name) for name in names])
    counted = (f'"{name}": len([other for other in rows if other["{one.name}"] == "{name}"])' for name in names) if one else ()
    return f"{{{', '.join(counted)}}}" if one else None


#: `counts, an object with the number of answers for each of the three choices`.
_FOR_EACH = re.compile(
    r"\b(?:number|count|how many)\b[^.;]*?\b(?:for each|per|for every|of each)(?: of)?(?: (?:the|its|two|three|four|five|\d|possible|all))* <(?P<name>\w+)>"
)


def for_each(entity: Entity, said: str, rows: str) -> str:
    """How many there are of each choice of a field, also of those that there are none of."""
    told = _FOR_EACH.search(said)
    one = entity.fields.get(told["name"]) if told else None
    if one is None or not one.choices:
        return ""
    counted = (f'"{choice}": len([other for other in {rows} if other["{one.name}"] == "{choice}"])' for choice in one.choices)
    return f"{{{', '.join(counted)}}}"


def _of_numbers(entity: Entity, values: list[int]) -> str | None:
    """`"distribution": {"1": 0, "2": 3}`: how many there are of each value of the only whole number that goes so far."""
    fitting = [
        one.name
        for one in entity.fields.values()
        if one.type == "integer"
        and not one.refers
        and (one.among or (one.low is not None and one.high is not None and one.low <= min(values)))
    ]
    counted = (f'"{value}": sum(1 for other in rows if other["{fitting[0]}"] == {value})' for value in values) if fitting else ()
    return f"{{{', '.join(counted)}}}" if len(fitting) == 1 else None
