"""What is left of a limit: the places of an event less those that its bookings take."""

import re

from shared.reading.refusals.loans import unreturned
from shared.reading.results.numbers import numbers_of
from shared.writing import words
from shared.writing.ir import App, Entity


def counted_by(app: App, child: Entity, limit: str) -> str:
    """The number of a record of which the text says that it counts: `a capacity, the number of skaters`, `the capacity less the skaters`; empty where it says no such thing."""
    for one in numbers_of(child):
        noun, name = one.name.replace("_", " "), limit.replace("_", " ")
        told = (
            rf"(?i)\b{name}\b(?:(?! and | or )[^.;,]){{0,16}},?(?<! and)(?<! or) (?:which is |i\.e\. )?(?:the )?(?:(?:most|maximum|total|highest|largest|greatest) )*(?:number of )?{noun}\b(?! of)"
            rf"|\b{name} (?:less|minus|without) (?:all )?the (?:sum of (?:all |the )*)?{noun}\b"
        )
        if one.given and noun.endswith("s") and any(re.search(told, text) for text in app.statements):
            return one.name
    return ""


#: What tells by its name how many places a record takes, and how much of any other limit.
_HEADS = r"(?:.*_)?(?:seats|tickets|places|spots|spaces|persons|people|guests|passengers|participants|party|group|party_size|group_size|heads|headcount|pax|visitors|adults|children|kids|riders|attendees)"
_AMOUNT = r"(?:.*_)?(?:amount|cost|price|quantity|qty|hours|days|minutes|value|weight|size|sum|count|number|units)"


def heads(child: Entity) -> list[str]:
    """The numbers of a record that tell how many places it takes: by their names, or as what is 1 where it is left out (`skaters`)."""
    sent = [one for one in numbers_of(child) if one.given]
    return [
        one.name for one in sent if re.fullmatch(_HEADS, one.name) or (one.type == "integer" and one.default == 1 and (one.low or 0) >= 1)
    ]


def takes(child: Entity) -> list[str]:
    """The numbers of a record that may tell how much of a limit it takes."""
    return [*heads(child), *(one.name for one in numbers_of(child) if one.given and re.fullmatch(_AMOUNT, one.name))]


def left(app: App, entity: Entity, child: Entity, name: str, said: str, rows: str) -> str:
    """`the number of places left`: a limit less what is taken."""
    usual = r"capacity|seats|limit|places|spots|^max|total|budget|copies|stock|quantity|units|amount|goal|target|spaces"
    own = [one.name for one in entity.fields.values() if one.type in {"integer", "number", "scalar", ""} and not one.refers]
    named = [one for one in own if re.search(rf"\b{re.escape(one.replace('_', ' '))}\b|<{one}>", f"{said} {name.replace('_', ' ')}")]
    limits = [*named, *(one.name for one in numbers_of(entity) if re.search(usual, words.code_name(one.name)))]
    limit = max(limits, key=lambda one: alike(one, name), default="")
    used = USED_UP.fullmatch(name) and not re.search(r"\b(?:true|false|whether)\b", said)
    if not limit or not (used or re.search(rf"{_SPARE}|\b(?:missing|unspent|unused)\b", f"{name.replace('_', ' ')} {said}")):
        return ""
    told = counted_by(app, child, limit)
    taking = takes(child)
    spent = told or max((one.name for one in numbers_of(child)), key=lambda one: (alike(one, f"{limit}_{name}"), one in taking), default="")
    adds = bool(told) or alike(spent, f"{limit}_{name}") or spent in taking
    taken = f'sum(other["{spent}"] for other in {counting(child, rows)})' if adds else f"len({counting(child, rows)})"
    return taken if used else floored(f'row["{limit}"] - {taken}', said)


#: `taken`, `booked_seats`: how much of a limit is used, and not what is left of it.
USED_UP = re.compile(
    r"(?:(?:seats|places|spots|slots|tickets|beds|number|count)_)?(?:taken|booked|reserved|occupied|filled|enrolled|registered|signed_up|sold)(?:_(?:seats|places|spots|slots|tickets|beds|count))?"
)


def limit_of(entity: Entity) -> str:
    """The number that limits what a record takes: `capacity`, `max_members`, or the only one that requests tell; empty where none does."""
    given = [one.name for one in numbers_of(entity) if one.given and one.required is not False]
    usual = [name for name in given if LIMITS.search(name)]
    return usual[0] if usual else given[0] if len(given) == 1 else ""


#: Names of what there may be at most.
LIMITS = re.compile(r"capacity|limit|seats|places|spots|spaces|^max|size|total|quota|goal|allowance|tickets")
_SPARE = r"\b(?:free|left|remaining|remains?|available|open|unsold|still)\b"


def spare(app: App, entity: Entity, name: str, said: str) -> str:
    """`remaining`, of a capacity and a number that actions raise towards it; whether there is none of it, of a flag: `true when nothing remains`."""
    limit = limit_of(entity)
    raised = [
        one.name
        for one in numbers_of(entity)
        if not one.given
        and any(re.match(rf'row\["{one.name}"\] \+ ', each.sets.get(one.name, "")) for each in app.endpoints if each.entity == entity.name)
    ]
    if not limit or len(raised) != 1:
        return ""
    rest = f'row["{limit}"] - row["{raised[0]}"]'
    if flag := re.match(r"\W*(?:is )?(?P<is>true|false|whether)\b(?P<when>.*)", said):
        none = re.search(rf"\b(?:nothing|none|no)\b[^.;]*{_SPARE}|\b(?:all|every|everything)\b|\bfull\b", flag["when"])
        some = re.search(_SPARE, flag["when"])
        return f"{rest} {'<=' if bool(none) is (flag['is'] != 'false') else '>'} 0" if none or some else ""
    return floored(rest, said) if re.search(_SPARE, f"{name.replace('_', ' ')} {said}") else ""


def several_of(entity: Entity) -> bool:
    """Whether a record stands for several of its kind: a book with copies, a tool with a quantity."""
    return any(one.given and re.search(r"(?:^|_)(?:quantity|copies|units|stock)(?:_|$)", one.name) for one in numbers_of(entity))


#: What is done with a sum: `spent`, `raised`, `sold`.
_DONE = re.compile(r"spent|paid|sold|given|taken|eaten|drunk|run|ridden|driven|lent|burnt|drawn|[a-z]{3,}(?<!e)ed")
_REST = re.compile(r"left|remaining|rest|unspent|remainder")


def untold(app: App, entity: Entity, name: str) -> str:
    """`spent and left`, of which nothing more is told: all that its records add up to, and what that leaves of its own number."""
    kids = [
        (child, field.name)
        for child in app.entities.values()
        if child is not entity
        for field in child.fields.values()
        if field.refers == entity.name
    ]
    numbers = [one.name for one in numbers_of(kids[0][0]) if one.given] if len(kids) == 1 else []
    own = [one.name for one in numbers_of(entity) if one.given]
    known = any(one.name == name for one in entity.computed)
    if known or len(numbers) != 1 or not (_DONE.fullmatch(name) or (_REST.fullmatch(name) and len(own) == 1)):
        return ""
    (child, column), spent = kids[0], numbers[0]
    taken = f'sum(other["{spent}"] or 0 for other in store.{child.plural}.find({column}=row["{entity.key}"]))'
    return taken if _DONE.fullmatch(name) else f'row["{own[0]}"] - {taken}'


#: `but never below 0`.
_FLOOR = re.compile(r"\b(?:never|not) (?:be |become |goes? |get |fall |drop )?(?:below|<|negative|less)|>= (?:0|zero)\b")


def floored(code: str, said: str) -> str:
    """A difference, never below zero where the text says so."""
    return f"max(0, {code})" if code and _FLOOR.search(said) else code


def alike(name: str, other: str) -> int:
    """How many words two names share: `cars` and `car_spaces` one."""
    one, two = ({words.singular(part) for part in words.code_name(text).split("_") if part} for text in (name, other))
    return len(one & two)


def counting(child: Entity, rows: str) -> str:
    """Those of the rows that still take something: neither cancelled nor given back, nor waiting for a place."""
    held = next((one for one in child.fields.values() if one.choices and one.fill.startswith(f'expr:"{one.default}" if len(')), None)
    if held is not None:
        return f'[other for other in {rows} if other["{held.name}"] == "{held.default}"]'
    cancelled = next(((one.name, choice) for one in child.fields.values() for choice in one.choices if choice.startswith("cancel")), None)
    kept = f'other["{cancelled[0]}"] != "{cancelled[1]}"' if cancelled else unreturned(child)
    return f"[other for other in {rows} if {kept}]" if kept else rows
