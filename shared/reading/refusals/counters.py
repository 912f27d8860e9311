"""Refusals of what would take a number that actions move out of its bounds: `sold may never exceed the capacity or fall below 0`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.reading.names.grounding import actions_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.stock import refuse_once
from shared.reading.results.leftover import limit_of
from shared.writing.ir import Endpoint, Entity, Field, Guard

_THE = r"(?:(?:the|its|their|of|than|what|own|total|number of|value of) )*"
_OVER = r"(?:(?<!\w)>(?!=)|<=|\b(?:exceed\w*|past|beyond|above|over|surpass\w*|pass|overshoot\w*|outgrow\w*|top|(?:more|higher|larger|greater|bigger) (?:[a-z]+ ){0,2}than))"
_UNDER = r"(?:(?<!\w)<(?!\w+>|=)|>=|\b(?:below|under|beneath|less than))"
#: A bound that a clause names: above a number, below one, between two, or nothing left.
_BOUNDS = re.compile(
    rf"\b(?:between|from|in|within|inside)? ?(?<!by )(?P<low>-?\d+|zero)(?:,? (?:and|to|through)|\.\.) {_THE}<(?P<high>\w+)>"
    rf"|{_OVER} (?:(?:been|was|were|are|is|have|has) )*{_THE}(?:<(?P<over>\w+)>|(?P<most>\d+)\b)"
    rf"|{_UNDER} {_THE}(?:<(?P<under>\w+)>|(?P<least>-?\d+|zero)\b)"
    rf"|\b(?P<negative>negative)\b"
    rf"|\b(?P<none>over(?:sell|sold|book|fill|load|subscrib|flow)\w*|sold out|fully booked|(?:is|are|be|already|becomes?) full|(?:not|no longer) fit|{_OVER} (?:(?:there|what|still|are|is|be|places|seats|tickets|it|can|would|[a-z]+s) )*(?:fits?|room|space|hold|take|left|remain\w*|available|free|open|exists?|possible|there)\b)"
    rf"|<(?P<met>\w+)> (?:(?:is|are|has|have|had|was|been|already|once) )*(?:reached|met|hit|attained|used up|exhausted)\b(?! {_THE}<)"
    rf"|\b(?:reach(?:ed|es|ing)?|hit(?:s|ting)?|attain\w*|arriv\w+ at) {_THE}<(?P<reached>\w+)>"
    rf"|(?P<taken>{_OVER} (?:(?:have|has|was|were|are|is|been|had|already|actually|it|they|there|currently|ever) )*(?:sold|booked|taken|issued|reserved|bought|used|given|out|in|there))\b"
)


@dataclass(frozen=True)
class _Counter:
    """A number that actions raise and lower, each by an expression."""

    field: Field
    up: list[tuple[Endpoint, str]]
    down: list[tuple[Endpoint, str]]


def bounded(case: Case) -> bool:
    """Refuses each action that would take a counter over or under what a clause says of it. Whether it was that."""
    entity = case.app.entities.get(case.endpoint.entity) if case.endpoint is not None else case.entity
    if entity is None or case.status not in {0, 400, 409, 422}:
        return False
    return any(_keep(case, entity, counter) for counter in _counters(case, entity))


#: `needs exactly 10 <stamps>`, `only possible with at least 10 <stamps>`, `has < 10 <stamps>`.
_NEEDS = re.compile(
    r"\b(?:needs?|requires?|takes|must have|has to have|costs?|only (?:possible |works |allowed )?(?:with|at|for|from|once it has|if it has|when it has)) (?P<how>exactly |>= )?(?P<least>\d+) (?:of (?:the |its )?)?<(?P<needed>\w+)>"
    r"|\b(?:has|have|are|is|with|holds?) (?P<short><|fewer than|less than) (?P<few>\d+) (?:of (?:the |its )?)?<(?P<lacked>\w+)>"
)


def needed(case: Case) -> bool:
    """Refuses an action as long as a number that others raise has not come to what it takes."""
    endpoint, told = case.endpoint, _NEEDS.search(case.said)
    entity = case.app.entities.get(endpoint.entity) if endpoint is not None else None
    if endpoint is None or entity is None or told is None or endpoint.kind != "action" or case.status not in {0, 400, 403, 409, 422}:
        return False
    name, many = told["needed"] or told["lacked"], told["least"] or told["few"]
    if all(counter.field.name != name for counter in _counters(case, entity)):
        return False
    sign = "!=" if told["how"] == "exactly " else "<"
    words = f"{name.replace('_', ' ')} is not what it takes"
    refuse_once(endpoint, Guard(f'row["{name}"] {sign} {many}', case.status or 409, words, "state", fields=(name,)))
    return True


def _counters(case: Case, entity: Entity) -> Iterator[_Counter]:
    """The numbers of a resource that some action raises."""
    for field in entity.fields.values():
        moved: dict[str, list[tuple[Endpoint, str]]] = {"+": [], "-": []}
        for one in case.app.endpoints:
            match = re.fullmatch(rf'row\["{field.name}"\] ([-+]) ((?:values|row)\["\w+"\]|\d+)', one.sets.get(field.name, ""))
            if match and one.kind == "action" and one.entity == entity.name and not any(each.signed for each in one.body):
                moved[match[1]].append((one, match[2]))
        if moved["+"]:
            yield _Counter(field, moved["+"], moved["-"])


def _keep(case: Case, entity: Entity, counter: _Counter) -> bool:
    said = case.ground(case.plain)
    verbs = {one.path.rpartition("/")[2] for one, _ in (*counter.up, *counter.down)}
    if re.search(r"\b(?:delet|remov|clos|edit)\w*", said):
        return False  # It is about what may become of the record.
    ours = case.endpoint in [one for one, _ in (*counter.up, *counter.down)]
    if not (ours or f"<{counter.field.name}>" in said or verbs & set(actions_in(said)) or re.search(r"\bover(?:sell|book)", said)):
        return False
    guards = [guard for match in _BOUNDS.finditer(said) for guard in _guards(case, entity, counter, said, match)]
    named = {one.path.rpartition("/")[2] for one, _ in counter.down} & set(actions_in(said))
    if not guards or not (f"<{counter.field.name}>" in said or named or any(up for _, _, up in guards)):
        return False  # What only falls is a matter of stock.
    name = counter.field.name.replace("_", " ")
    for endpoint, code, up in guards:
        words = f"the {name} would exceed the limit" if up else f"the {name} would fall below zero"
        refuse_once(endpoint, Guard(code, case.status or 409, words, "short", fields=(counter.field.name,)))
    return True


def _guards(case: Case, entity: Entity, counter: _Counter, said: str, match: re.Match[str]) -> Iterator[tuple[Endpoint, str, bool]]:
    """What one bound refuses: the operation, the condition, whether it is about too much."""
    before = re.findall(r"<(\w+)>", said[: match.start()])
    sent = {each.name for one, _ in (*counter.up, *counter.down) for each in one.body}
    if before and (before[-1] in sent or before[-1] not in entity.fields):
        return  # It is a limit of what is sent.
    high = match["high"] or match["over"] or match["most"] or (limit_of(entity) if match["none"] else "")
    low = match["low"] or match["least"] or match["under"] or ("0" if match["negative"] else "")
    met = match["met"] or match["reached"]
    if met and met != counter.field.name and case.status and _is_limit(entity, met):
        code = f'{_if_told(entity, met)}row["{counter.field.name}"] >= row["{met}"]'
        yield from ((one, code, True) for one, _ in counter.up)
    if match["taken"] or high == counter.field.name:
        high, low = "", "0"
    if high and (high.strip("0").isdigit() or _is_limit(entity, high)):
        yield from ((one, f'{_if_told(entity, high)}row["{counter.field.name}"] + {by} > {_value(high)}', True) for one, by in counter.up)
    if low and (low == "zero" or low.lstrip("-").isdigit() or _is_limit(entity, low)):
        yield from ((one, _sunk(counter.field.name, by, low), False) for one, by in counter.down)


def _sunk(name: str, by: str, low: str) -> str:
    return f'row["{name}"] < {by}' if low in {"0", "zero"} or _value(low) == by else f'row["{name}"] - {by} < {_value(low)}'


def _value(bound: str) -> str:
    return bound if bound.lstrip("-").isdigit() else f'row["{bound}"]'


def _is_limit(entity: Entity, name: str) -> bool:
    one = entity.fields.get(name)
    return one is not None and one.type in {"integer", "number"} and not one.refers


def _if_told(entity: Entity, bound: str) -> str:
    """The condition that there is a bound, where a record need not have one."""
    one = entity.fields.get(bound)
    return f'row["{bound}"] is not None and ' if one is not None and one.required is False and one.given else ""


_NOBODY = r"(?:nobody|no one|none|nothing|no [a-z]+)"
#: That a counter has come to its limit, or to nothing: `a full hall`, `when nobody is inside`.
_FULL = re.compile(
    r"\bfull\b|\bno (?:more )?(?:room|space|places?)\b|<\w+> (?:has |is |have |are )*(?:already )?(?:reach\w*|at|equals?|=|>=) (?:the |its )?<\w+>|\bexceed\w* (?:the |its )?<\w+>"
)
_EMPTY = re.compile(
    rf"\bempty\b|\b{_NOBODY} (?:is |are |was )?(?:still |currently |left )*(?:inside|present|there|left|in\b|<\w+>)|\bwith {_NOBODY}\b|<\w+> (?:is|are|has reached|=) (?:already |at )?(?:0|zero)\b"
)


def at_bound(case: Case) -> bool:
    """Refuses what raises a counter that has come to its limit, and what lowers one of which nothing is left: `entering a full hall, leaving an empty one`."""
    entity = case.app.entities.get(case.endpoint.entity) if case.endpoint is not None else case.entity
    if entity is None or case.unless or case.status not in {0, 400, 409, 422} or re.search(r"\b(?:delet|remov|clos|edit)\w*", case.said):
        return False
    kept = [one for one in _counters(case, entity) if one.down]
    named = [one for one in kept if f"<{one.field.name}>" in case.said] or kept
    limit, verbs = limit_of(entity), set(actions_in(case.said))
    if len(named) != 1 or not limit or not (_FULL.search(case.said) or _EMPTY.search(case.said)):
        return False
    name = named[0].field.name
    told = [
        (one, f'row["{name}"] + {by} > {_value(limit)}', f"the {name} would exceed the limit")
        for one, by in named[0].up
        if _FULL.search(case.said)
    ]
    told += [(one, _sunk(name, by, "0"), f"the {name} would fall below zero") for one, by in named[0].down if _EMPTY.search(case.said)]
    meant = [each for each in told if not verbs or each[0].path.rpartition("/")[2] in verbs]
    for endpoint, code, words in meant:
        refuse_once(endpoint, Guard(code, case.status or 409, words.replace("_", " "), "short", fields=(name,)))
    return bool(meant)
