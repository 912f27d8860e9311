"""What is out, lent, rented or occupied: a resource to which an open record refers, until an action ends that record."""

import re

from shared.writing.ir import App, Endpoint, Entity, Field, Guard

_BUSY = re.compile(
    r"\b(?:out|lent|borrowed|rented|on loan|checked out|in use|occupied|busy|away|already exists|taken|loaned|assigned|not (?:yet )?(?:been )?returned|not available|unavailable|(?:open|active|current|running) \[|(?:on|out on|under) \[\w+\])"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def still_open(record: Entity, row: str = "other") -> str:
    """The condition under which a record has not ended: not returned, without an end, in its first state. Empty: nothing ends it."""
    if marked := _unmarked(record, row, _ENDED, _UNTIL):
        return marked
    states = next((one for one in record.fields.values() if one.choices and not one.given), None)
    return f'{row}["{states.name}"] == "{states.default}"' if states is not None and isinstance(states.default, str) else ""


def unreturned(record: Entity) -> str:
    """The condition under which a record still takes what it refers to: neither given back nor cancelled. Empty: nothing gives it back."""
    return _unmarked(record, "other", _GIVEN_BACK, _GIVEN_BACK)


_ENDED = re.compile(r"returned|closed|ended|finished|completed|cancelled|done|released")
_UNTIL = re.compile(r"^(?:returned|closed|ended|finished|end|to|until|stopped|released|left|checked_out|exit)(?:_|$)")
_GIVEN_BACK = re.compile(r"^(?:is_)?(?:returned|released|cancell?ed|ended|vacated|checked_out)(?:_|$)")


def _unmarked(record: Entity, row: str, flag: re.Pattern[str], time: re.Pattern[str]) -> str:
    """The condition under which no such flag or time of a record tells its end."""
    for one in record.fields.values():
        if one.type == "boolean" and (not one.given or one.default is False) and flag.search(one.name):
            return f'not {row}["{one.name}"]'
    for one in record.fields.values():
        if not one.given and one.type in {"date", "datetime", "", "string", "scalar"} and time.search(one.name):
            return f'{row}["{one.name}"] is None'
    return ""


def busy(app: App, endpoint: Endpoint | None, entity: Entity | None, status: int, said: str) -> bool:
    """`if the tool is out already I get a 409`, `if the member has two tools out`: refuses new records. Whether it was that."""
    if endpoint is not None and endpoint.kind == "delete":
        return False
    create = endpoint if endpoint is not None and endpoint.kind == "create" else _record_of(app, entity, said)
    record = app.entities.get(create.entity) if create else None
    if create is None or record is None or not _BUSY.search(said):
        return False
    opened = still_open(record)
    named = [one for one in record.fields.values() if one.refers and f"[{one.refers}]" in said]
    subject = min(named, key=lambda one: said.index(f"[{one.refers}]"), default=None)
    counted = re.search(rf"(?:\b(?:{'|'.join(_NUMBERS)}|\d+)) (?:\w+ )?\[{subject.refers if subject else ''}\]", said)
    if not opened or subject is None or (counted and len(named) == 1):
        return False  # `a guest may have two boards out`: what is counted is not who has it.
    key = _key(create, subject)
    both = [f"{subject.name}={key}", *(f"{one.name}={_key(create, one)}" for one in named if _of_both(subject, one, said))]
    both += [f'{one.name}=values["{one.name}"]' for one in create.body if not one.refers and _who(one, said)]
    rows = f"store.{record.plural}.find({', '.join(both)})"
    several = re.search(rf"\b(?:has|have|had) (?:already |>= |<= )?({'|'.join(_NUMBERS)}|\d+)\b", said)
    if several:
        most = _NUMBERS.get(several[1]) or int(several[1])
        code = f"len([other for other in {rows} if {opened}]) >= {most}"
    else:
        code = f"any({opened} for other in {rows})"
    create.guards.append(Guard(code, status or 409, f"the {subject.refers.replace('_', ' ')} is not available", "busy"))
    return True


#: What somebody does, or has done, who is only told by a name.
_DOES = r"(?: (?:that|who|which|already|still|currently|exists|has|have|had|holds?|keeps?|owns?|borrow\w*|rent\w*|not)\b)"


def _who(one: Field, said: str) -> bool:
    """`if the family already has this toy on loan`, `a second loan of the same toy for the same family`, of a loan that tells its family."""
    return re.search(rf"<{one.name}>{_DOES}|\bsame (?:\[\w+\] (?:and|for|by|to) (?:the )?(?:same )?)?<{one.name}>", said) is not None


def _key(create: Endpoint, one: Field) -> str:
    """What a new record refers to: what its path names, or its request."""
    return create.params[0] if create.parent == one.refers else f'values["{one.name}"]'


def _of_both(subject: Field, other: Field, said: str) -> bool:
    """`if the member already has the book`: what two are about together, and not each by itself."""
    whose = rf"\[{subject.refers}\](?: (?:already|still|who|that|currently|is|exists))* (?:exists|has|have|had|holds?|keeps?|owns?|borrow\w*|rent\w*|[a-z]+ing|not [a-z]+ed)\b"
    return other is not subject and re.search(rf"{whose}[^.;]{{0,30}}\b(?:the|this|that|the same) \[{other.refers}\]", said) is not None


def _record_of(app: App, entity: Entity | None, said: str) -> Endpoint | None:
    """The operation that makes the records of which a rule speaks: they refer to what it names, and something ends them."""
    own = app.of(entity.name, "create") if entity else None
    for create in (own, *app.endpoints):
        record = app.entities.get(create.entity) if create is not None and create.kind == "create" else None
        if record is not None and still_open(record) and any(one.refers and f"[{one.refers}]" in said for one in record.fields.values()):
            return create
    return own


def availability(record: Entity, rows: str, name: str) -> str:
    """The member `available` (or `borrowed`) of what records refer to; empty when it is another."""
    opened = still_open(record)
    if not opened:
        return ""
    if re.fullmatch(r"(?:is_)?(?:available|free)", name):
        return f"not any({opened} for other in {rows})"
    return (
        f"any({opened} for other in {rows})"
        if re.fullmatch(r"(?:is_)?(?:borrowed|lent|out|rented|occupied|on_loan|checked_out|in_use|busy|taken)", name)
        else ""
    )
