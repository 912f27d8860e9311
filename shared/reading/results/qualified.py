"""Members of answers that count or add up some of what belongs to a record: `open_loans`, `published_minutes`, `unpaid_invoice_count`."""

import re

from shared.reading.names.grounding import Ground, state_field
from shared.reading.refusals.loans import still_open
from shared.reading.results.holding import Held, traits
from shared.reading.results.numbers import numbers_of
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity

_OPEN = re.compile(r"(?:still_|currently_)?(?:open|active|current|outstanding|running|unreturned|ongoing|pending)")
_NOT = re.compile(r"(?:not_|un|non_|in(?=complete|active))(?P<rest>\w+)")


def qualified(app: App, child: Entity, name: str, rows: str) -> str:
    """The number of those children that are what stands before them in a name, or the sum of their number that it ends with; empty for other names."""
    parts = name.removeprefix("number_of_").removesuffix("_count").split("_")
    for cut in range(1, len(parts)):
        noun, test = "_".join(parts[cut:]), _test(app, child, "_".join(parts[:cut]))
        if test and noun in {child.plural, child.name}:
            return f"len([other for other in {rows} if {test}])"
        if test and noun in {one.name for one in numbers_of(child)}:
            return f'sum(other["{noun}"] or 0 for other in {rows} if {test})'
    return ""


def listed_values(child: Entity, name: str, gloss: str, rows: str) -> str:
    """`guests (the names of the guests in alphabetical order)`: one field of all that belongs to a record."""
    one = child.fields.get(words.singular(name))
    if (
        one is None
        or name in child.fields
        or one.type not in {"string", "email", "scalar", ""}
        or re.search(r"(?i)\b(?:number|count|how many)\b", gloss)
    ):
        return ""
    values = f'[other["{one.name}"] for other in {rows}]'
    return f"sorted({values}, key=str.casefold)" if re.search(r"(?i)\balphabet|\bsorted\b|\ba to z\b", gloss) else values


def dated(child: Entity, name: str, gloss: str, rows: str) -> str:
    """`last_day (the latest day, null without checks)`: the first or the last of the days of what belongs to a record."""
    days = [one.name for one in child.fields.values() if one.type in {"date", "datetime", "time"}]
    named = [day for day in days if day in name or re.search(rf"\b{day.replace('_', ' ')}\b", gloss)] or days
    last = re.search(r"\b(?:latest|last|newest|most recent)\b", f"{name.replace('_', ' ')} {gloss}")
    first = re.search(r"\b(?:earliest|first|oldest|next)\b", f"{name.replace('_', ' ')} {gloss}")
    if not named or not (last or first) or not re.match(r"(?:last|latest|newest|first|earliest|oldest|next|most_recent)(?:_|$)", name):
        return ""
    other = re.sub(r"^(?:last|latest|newest|first|earliest|oldest|next|most_recent)_", "", name)
    if other in child.fields and other not in days:
        return ""  # `last_celsius`, of the latest reading.
    return f'{"max" if last else "min"}((other["{named[0]}"] for other in {rows}), default=None)'


_USED = re.compile(r"(?:load|loaded|used|taken|occupied|current|filled|spent|booked|stored|contained|sold|reserved)_(?P<rest>\w+)")


def loaded(child: Entity, name: str, rows: str) -> str:
    """`load_kg`, `used_minutes`: the sum of the number that has its unit or its noun."""
    told = _USED.fullmatch(name)
    alike = [one.name for one in numbers_of(child) if told and set(one.name.split("_")) & set(told["rest"].split("_"))]
    return f'sum(other["{alike[0]}"] or 0 for other in {rows})' if len(alike) == 1 else ""


def narrowed(app: App, child: Entity, gloss: str, rows: str) -> tuple[str, str]:
    """`the sum of the minutes of the published episodes`: the rows of which a flag is said, and the gloss without it."""
    for one in child.fields.values():
        if one.type == "boolean" and re.search(rf"(?<!not )<{one.name}> \[{child.name}\]", Ground(app, child)(gloss)):
            plain = re.sub(rf"(?i)\b{one.name.replace('_', ' ')} (?={child.name}|{child.plural})", "", gloss)
            return f'[other for other in {rows} if other["{one.name}"]]', plain
    said = Ground(app, child)(gloss)
    if found := _computed(child, said):
        return f"[other for other in {rows} if {found[0]}]", said[: found[1]] + child.plural
    told = re.search(rf"\[{child.name}\](?P<trait> .*)|(?P<un>\b(?:un|non-?)\w+) \[{child.name}\]", said)
    tests = traits(Held(app, child, Endpoint("", ""), told[0], "")) if told else []
    tests = tests or ([_open(child)] if told and _STILL.search(said) and _open(child) else [])
    if not tests or told is None or not said[: told.start()].strip():  # `parcels on the way`: what is counted says it all.
        return rows, gloss
    return f"[other for other in {rows} if {' and '.join(tests).replace('row[', 'other[')}]", said[: told.start()] + child.plural


def _computed(child: Entity, said: str) -> tuple[str, int] | None:
    """`readings with an alarm`, where answers show an `alarm` that is computed: the condition over `other`, and where these words begin."""
    for one in child.computed:
        name = one.name.removeprefix("is_").replace("_", " ")
        told = re.search(
            rf"\[{child.name}\] (?:with(?P<out>out)?|that (?:have|raise|are)|which (?:have|raise|are)) (?P<no>no )?(?:an? |the )?{name}\b|\b(?P<un>not |un|non-)?{name} \[{child.name}\]",
            said,
        )
        if told and re.search(r"[<>=]=|[<>]|\bnot\b|\bany\(", one.code) and not one.is_list:
            code = f"({one.code.replace('row[', 'other[')})"
            return (f"not {code}" if told["out"] or told["no"] or told["un"] else code), told.start()
    return None


def unclear(child: Entity, said: str) -> bool:
    """Whether a count is of records with something that none of them is known to have: `the number of readings with an alarm`."""
    return re.search(rf"\[{child.name}\] with(?:out)? (?:an?|no|any) (?!(?:least|more|number)\b)[a-z]+\W*$", said) is not None


#: Not ended yet.
_STILL = re.compile(r"\b(?:still|open|pending|outstanding|unfinished|incomplete|left|remaining|to do)\b")


def _test(app: App, child: Entity, adjective: str) -> str:
    """The condition over `other` that an adjective stands for."""
    for choice in (adjective, adjective.replace("_", "-"), adjective.replace("_", " ")):
        if (state := state_field(child, choice)) is not None:
            return f'other["{state.name}"] == "{choice}"'
    for one in child.fields.values():
        there = app.entities.get(one.refers)
        if one.given and there is not None and (state := state_field(there, adjective)) is not None:
            return f'find_{there.name}(other["{one.name}"])["{state.name}"] == "{adjective}"'
    flags = {one.name.removeprefix("is_"): one.name for one in child.fields.values() if one.type == "boolean"}
    if adjective in flags:
        return f'other["{flags[adjective]}"]'
    opposite = _NOT.fullmatch(adjective)
    if opposite and opposite["rest"] in flags:
        return f'not other["{flags[opposite["rest"]]}"]'
    return _open(child) if _OPEN.fullmatch(adjective) else ""


def _open(child: Entity) -> str:
    """Not ended, or without the only flag that an action sets."""
    flags = [one.name for one in child.fields.values() if one.type == "boolean" and not one.given and one.default is False]
    return still_open(child) or (f'not other["{flags[0]}"]' if len(flags) == 1 else "")
