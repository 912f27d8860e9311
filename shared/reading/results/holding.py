"""Conditions that records meet: `not returned yet`, `past their due date`, `with a stock of 0`, `without a booking in that time`."""

import re
from dataclasses import dataclass, replace

from shared.reading.names.grounding import state_field, states_in
from shared.reading.names.traces import is_fixed, negated, trace
from shared.reading.refusals.cases import children
from shared.reading.refusals.loans import still_open
from shared.reading.results.precedence import unplaced
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

_NOT = r"\b(?:not|never|no longer|nobody|without|except|other than|isn't|aren't|neither)\b[^'<!,;.]{0,24}$"


@dataclass(frozen=True)
class Held:
    """Words that narrow the records of a resource: grounded, with the last part of the path and the names of query parameters."""

    app: App
    entity: Entity
    endpoint: Endpoint
    said: str
    last: str
    asked: tuple[str, ...] = ()


def conditions(held: Held) -> list[str]:
    """The conditions over `row` that the words name."""
    held = replace(held, said=unplaced(held.said))
    found = [
        code
        for read in (
            _in_state,
            _marked,
            _acted,
            _in_time,
            _measured,
            _with_many,
            _in_units,
            _used_up,
            _some_left,
            _with_records,
            _not_out,
            _empty,
            having,
        )
        for code in read(held)
    ]
    return list(dict.fromkeys(found))


def traits(held: Held) -> list[str]:
    """As `conditions`, of states and flags alone."""
    return list(dict.fromkeys(code for read in (_in_state, _marked, _acted) for code in read(held)))


def _negated(held: Held, start: int) -> bool:
    return re.search(_NOT, held.said[:start]) is not None


def _in_state(held: Held) -> list[str]:
    """`the open ones`, `/orders/open`, `everything that is not "cancelled"`."""
    last = held.last.replace("-", " ")
    states = [value for value in states_in(held.said) if state_field(held.entity, value)]
    if not states and (opposed := _opposed(held)):
        return [opposed]
    states = states or [choice for one in held.entity.fields.values() for choice in one.choices if choice in {held.last, last}]
    if not states:
        return []
    one = state_field(held.entity, states[0])
    mine = [value for value in states if one is not None and value in one.choices]
    place = held.said.find(f"'{mine[0]}'")
    listed = ", ".join(f'"{value}"' for value in mine)
    no = place >= 0 and _negated(held, place)
    column = f'row["{one.name}"]' if one is not None else ""
    return [f"{column} {'!=' if no else '=='} {listed}" if len(mine) == 1 else f"{column} {'not in' if no else 'in'} ({listed})"]


def _opposed(held: Held) -> str:
    """`the unresolved ones`, of those that are `resolved` in the end."""
    for one in held.entity.fields.values():
        for value in one.choices:
            if re.search(rf"\bun{re.escape(value)}\b", held.said):
                return f'row["{one.name}"] != "{value}"'
    return ""


def _marked(held: Held) -> list[str]:
    """`tasks that are not done`, `/tasks/done`: a field that is true or false."""
    found = []
    for one in held.entity.fields.values():
        if one.type != "boolean":
            continue
        if value := re.search(rf"<{one.name}> (?:is |are |being |= ?|equals |still |set to )+(?P<value>true|false)\b", held.said):
            found.append(f'{"not " if value["value"] == "false" else ""}row["{one.name}"]')
            continue
        told = rf"\b(?:that|which|who|are|is|been|were|was|not|yet|already|still|currently|the|all|only|every|no longer)\b(?: \w+){{0,2}} <{one.name}>|<{one.name}> \[{held.entity.name}\]"
        match = re.search(told, held.said)
        un = re.search(
            rf"\b(?:un|non-?){one.name}\b|\b(?:still|yet|left|remain\w*|have|has) to be <{one.name}>|<{one.name}> (?:is |being |of |set to |= ?|: ?)+false\b",
            f"{held.said} {held.last}",
        )
        if un:
            found.append(f'not row["{one.name}"]')
        elif match or held.last == one.name:
            no = match is not None and _negated(held, held.said.index(f"<{one.name}>", match.start()))
            found.append(f'{"not " if no else ""}row["{one.name}"]')
    return found or _undone(held)


_UNDONE = re.compile(r"\b(?:unfinished|undone|incomplete|uncompleted|outstanding|unresolved|(?:still|are|is) open)\b")


_SOME_LEFT = re.compile(
    r"\b(?:with|have|has|having|there (?:is|are)) (?:still )?(?:>= (?:1|one) |any |some |an? |one )?(?:(?:free|available|open|remaining) )?(?:\w+|<\w+>|\[\w+\])(?: (?:left|free|available|remaining))?\b"
)


def _some_left(held: Held) -> list[str]:
    """`tours that have at least one seat left`, where it is computed how many are left."""
    match = _SOME_LEFT.search(held.said)
    told = match and re.search(r"left|free|available|remaining", match[0])
    own = held.app.entities.get(held.entity.name, held.entity)
    left = [one.code for one in own.computed if re.search(r"(?:^|_)(?:left|free|available|remaining)(?:_|$)", one.name)]
    return [f"({left[0]}) > 0"] if told and len(left) == 1 else []


def _undone(held: Held) -> list[str]:
    """`the unfinished jobs`, where the only flag says that something is done."""
    flags = [one.name for one in held.entity.fields.values() if one.type == "boolean"]
    done = len(flags) == 1 and re.search(r"done|complet|finish|closed|resolved", flags[0])
    return [f'not row["{flags[0]}"]'] if done and _UNDONE.search(held.said) else []


#: `returns the loans that …`: what the operation itself does.
_ANSWERS = re.compile(r"^\W*!returns?!(?= (?:the|all|those|only|every|each|an?)\b)")


def _acted(held: Held) -> list[str]:
    """`loans that were not returned yet`: what an action sets."""
    found = []
    own = _ANSWERS.match(held.said)
    for match in re.compile(r"!([\w\-]+)!").finditer(held.said, own.end() if own else 0):
        action = next(
            (
                one
                for one in held.app.endpoints
                if one.kind == "action" and one.entity == held.entity.name and one.path.endswith(f"/{match[1]}")
            ),
            None,
        )
        no = _negated(held, match.start())
        for name, code in list(action.sets.items())[:1] if action else ():
            if is_fixed(code) or held.entity.fields[name].default is None:
                left = trace(name, code)
                found.append(negated(left) if no else left)
    return found


_PAST = r"\b(?:overdue|expired|past (?:the |its |their )?(?:<\w+>|due)|out of date|late)\b|<\w+>[^.;,<]{0,24}(?:\bin the past\b|\bpast\b(?! the)|\bover\b|\bpassed\b|\bbefore today\b|\bgone by\b|< today\b|\bearlier than today\b|\bhas been\b)"
_AHEAD = r"\b(?:upcoming|in the future|still to come|from today on|yet to come|coming|not over yet|ahead|not (?:yet )?(?:started|begun|happened|taken place|departed|left)(?: yet)?)\b|<\w+>[^.;,<]{0,24}(?:>= today|\btoday or later\b|\bnot in the past\b)"


def _in_time(held: Held) -> list[str]:
    """`overdue`, `upcoming`, `today's`: against the present day."""
    text = f"{held.said} . {held.last.replace('-', ' ')}"
    days = [one for one in held.entity.fields.values() if one.type in {"date", "datetime"} and one.given]
    named = [one for one in days if f"<{one.name}>" in text]
    due = [one for one in days if re.search(r"due|deadline|until|expir|best_before|end|return|valid", one.name)]
    past, ahead = re.search(_PAST, text), re.search(_AHEAD, text)
    today = re.search(r"\btoday(?:'s)?\b", text)
    within = _SOON.search(held.said)
    if not (past or ahead or today or within) or not days:
        return []
    one = next(iter([*named, *due, *days]))
    if soon := _within(held, one):
        return [soon]
    clock = "now()" if one.type == "datetime" else "date.today().isoformat()"
    column = f'row["{one.name}"]'
    if past:
        opened = still_open(held.entity, "row") if "overdue" in text else ""
        return [f"{column} is not None and {column} < {clock}", *([opened] if opened else [])]
    if ahead:
        return [f"{column} is not None and {column} >= {clock}"]
    return [f"str({column}).startswith(date.today().isoformat())"]


_SOON = re.compile(
    r"\b(?:within|in|during|over) (?:the )?(?:next |coming |following )?(?P<many>that many|this many|so many|n|\d+|<\w+>|days|'\w+'|x) ?(?:days?)?\b(?! ago)|\bnext (?P<few>\d+|n|x|that many) days\b"
)


def _within(held: Held, one: Field) -> str:
    """`?days=7`, `within the next 30 days`, today included."""
    match = _SOON.search(held.said)
    number = (match["many"] or match["few"]) if match else ""
    asked = next((name for name in held.asked if name not in held.entity.fields), "")
    many = number if number.isdigit() else asked
    if not match or not many or not re.search(r"\bdays?\b", f"{match[0]} {asked} {held.said}"):
        return ""
    column = f'row["{one.name}"]'
    end = f"(date.today() + timedelta(days={many})).isoformat()"
    return f"{column} is not None and date.today().isoformat() <= str({column})[:10] <= {end}"


def _measured(held: Held) -> list[str]:
    """`whose stock is at or below the minimum`, `with more than 3 pages`, `out of stock`."""
    found = []
    limit = r"(?P<sign>>=|<=|>|<|=|at or below|at or above|below|under|above|over|is|of|equals?) (?:than )?(?:the |its |their )?(?:<(?P<other>\w+)>|(?P<number>\d+(?:\.\d+)?|zero)\b)"
    signs = {
        "at or below": "<=",
        "at or above": ">=",
        "below": "<",
        "under": "<",
        "above": ">",
        "over": ">",
        "=": "==",
        "is": "==",
        "of": "==",
        "equal": "==",
        "equals": "==",
    }
    for match in re.finditer(rf"<(?P<name>\w+)> (?:sum |total |value |amount )?(?:is |are |has |lies |being )?{limit}", held.said):
        one = held.entity.fields.get(match["name"])
        if one is None or one.type not in {"integer", "number"} or (match["sign"] in {"is", "of"} and not match["number"]):
            continue
        right = f'row["{match["other"]}"]' if match["other"] else match["number"].replace("zero", "0")
        found.append(f'row["{one.name}"] is not None and row["{one.name}"] {signs.get(match["sign"], match["sign"])} {right}')
    return found + _compared(held)


#: `with fewer grams than their minimum`.
_THAN = re.compile(
    r"\b(?P<how>fewer|less|lower|smaller|more|higher|larger|greater)(?: of)?(?: an?| the)? <(?P<name>\w+)> than (?:the |its |their |an? )?<(?P<other>\w+)>"
)


def _compared(held: Held) -> list[str]:
    """`with fewer grams than their minimum`: two numbers of the same record."""
    return [
        f'row["{match["name"]}"] {"<" if match["how"] in {"fewer", "less", "lower", "smaller"} else ">"} row["{match["other"]}"]'
        for match in _THAN.finditer(held.said)
        if {match["name"], match["other"]} <= held.entity.fields.keys()
    ]


_MANY = re.compile(
    r"(?:\b(?:with|have|has|having|without) (?:still |currently )?(?P<sign>>=|<=|>|<|exactly)? ?|(?P<bare>>=|<=|>|<) )(?P<number>\d+|one|two|an?|any|some|no)?(?: more| further| single)?(?: left)?(?: in(?: the| its| their)?)? ?<(?P<name>\w+)>(?! (?:of|is|are|>|<|=|below|above|between|under|over|at|that|which|less|more|lower|higher|equal|smaller|greater|within))"
)


#: `a table of tickets with <number> and <name>`: what is shown of each.
_LISTED = re.compile(r"(?:,? and|,) (?:(?:the|its|their) )*<\w+>")


def _with_many(held: Held) -> list[str]:
    """`with at least one free place`, `with more than 300 pages`, `without copies`: the amount stands before what it is of."""
    found = []
    for match in _MANY.finditer(held.said):
        one = held.entity.fields.get(match["name"])
        if one is None or one.type not in {"integer", "number"} or one.refers:
            continue
        number = {"one": "1", "two": "2"}.get(match["number"] or "", match["number"] or "")
        if (match["bare"] and not number.isdigit()) or (match["number"] is None and _LISTED.match(held.said[match.end() :])):
            continue
        none = number == "no" or match[0].startswith("without") or _negated(held, match.start())
        sign = {"exactly": "==", None: "=="}.get(match["sign"] or match["bare"], match["sign"] or match["bare"])
        amount = f"{sign} {number}" if number.isdigit() else "== 0" if none else "> 0"
        found.append(f'(row["{one.name}"] or 0) {amount}')
    return found


#: `with fewer than 10 stems`: in a unit that no field is called after.
_IN_UNITS = re.compile(
    r"\b(?:with|have|has|having|hold|holds) (?:still )?(?P<sign>>=|<=|>|<) (?P<number>\d+) (?!of\b|or\b|and\b|characters|letters)[a-z]+\b(?! <)"
)
_STOCKED = re.compile(r"(?:^|.*_)(?:stock|quantity|inventory|available|remaining|left|level|balance)(?:_.*|$)")


def _in_units(held: Held) -> list[str]:
    """`just those with fewer than 10 stems`, of records with a stock."""
    match = _IN_UNITS.search(held.said)
    stock = [
        one.name for one in held.entity.fields.values() if one.type in {"integer", "number"} and not one.refers and _STOCKED.match(one.name)
    ]
    if match is None or len(stock) != 1 or f"<{stock[0]}>" in held.said:
        return []
    return [f'(row["{stock[0]}"] or 0) {match["sign"]} {match["number"]}']


_NOTHING = re.compile(
    r"\b(?:nothing|none|no (?:\w+|<\w+>|\[\w+\]))(?: (?:is|are|was|were))? (?:left|free|remaining|available)\b|\bsold out\b|\bfully booked\b|\bfull\b|\bused up\b"
)
_LEFT = re.compile(r"(?:^|.*_)(?:left|free|remaining|available)(?:_.*|$)")


def _used_up(held: Held) -> list[str]:
    """`of which nothing is left`, `that are sold out`: what tells how much is left says none."""
    match = _NOTHING.search(held.said)
    left = [
        one.name
        for one in held.entity.fields.values()
        if one.type in {"integer", "number"} and not one.refers and _LEFT.fullmatch(one.name)
    ]
    if match is None or len(left) != 1:
        return []
    return [f'(row["{left[0]}"] or 0) {">" if _negated(held, match.start()) else "<="} 0']


def _with_records(held: Held) -> list[str]:
    """`authors without books`, `members with at least one loan`."""
    found = []
    for child, column in children(held.app, held.entity):
        rows = f'store.{child.plural}.find({column}=row["{held.entity.key}"])'
        if re.search(
            rf"\b(?:without|with no|have no|has no|not have|no|never)(?: any| an?| single)? \[{child.name}\](?! (?:in|on|at|between|during|overlap))",
            held.said,
        ):
            found.append(f"not {rows}")
        elif re.search(rf"\b(?:with|have|has) (?:>= (?:one|1)|an?|any|some) \[{child.name}\]", held.said):
            found.append(rows)
        elif done := re.search(rf"\b(?P<un>un|not yet )?{words.participle(child.name)} \[{held.entity.name}\]", held.said):
            found.append(f"not {rows}" if done["un"] else rows)
    return found


_OUT = r"\b(?:lent|borrowed|out|rented|taken|occupied|in use|checked out|on loan|booked)\b"


def _not_out(held: Held) -> list[str]:
    """`the tools that nobody has at the moment`: no record about it is open."""
    free = re.search(
        r"\b(?:free|available|not (?:\w+ ){0,3}(?:lent|borrowed|out|rented|taken|occupied|in use))\b", f"{held.said} {held.last}"
    )
    out = re.search(_OUT, f"{held.said} {held.last}")
    computed = next((one for one in held.entity.computed if one.name in {held.last, f"is_{held.last}"}), None)
    if computed is not None:
        return [
            f"({computed.code})"
            if computed.name.startswith("is_") or not re.search(r" - |len\(", computed.code)
            else f"({computed.code}) > 0"
        ]
    for child, column in children(held.app, held.entity) if (free or out) else ():
        opened = still_open(child)
        if opened and len(held.asked) < 2:
            some = f'any({opened} for other in store.{child.plural}.find({column}=row["{held.entity.key}"]))'
            return [f"not {some}" if free else some]
    return []


def _empty(held: Held) -> list[str]:
    """`tickets without an assignee`, `/tickets/unassigned`: a field that may have no value has none."""
    found = []
    for one in held.entity.fields.values():
        if one.required is not False or one.default is not None or one.type == "boolean":
            continue
        told = rf"\b(?:without|with no|have no|has no|no|not have)(?: any| an?)? <{one.name}>|<{one.name}> (?:is|are) (?:null|empty|missing|not set)"
        if re.search(told, held.said) or held.last in {f"un{one.name}", f"un{words.participle(one.name)}", f"without-{one.name}"}:
            found.append(f'row["{one.name}"] is None')
    return found


#: Behind what is kept of a list: `with points`, `who have a time`.
_HAVING = r"(?P<only>\bonly (?:the |all |those )*)?(?:\[{entity}\]|\bones|\bthose)(?: (?:of them|with|that have|who have|which have|having|that has|already|a|an|any|some))+ (?:<(?P<name>\w+)>|!(?P<verb>[\w\-]+)!)(?! (?:of|between|from|in|and <|<|>|=|'|\d))(?!, <|,? and )"


def having(held: Held) -> list[str]:
    """`only drivers with points`, `runners who have a time`, of what has none at first."""
    told = re.search(_HAVING.format(entity=held.entity.name), held.said)
    if told is None:
        return []
    acts = [one for one in held.app.endpoints if one.entity == held.entity.name and one.path.endswith(f"/{told['verb']}")]
    names = [told["name"]] if told["name"] else [name for one in acts for name in one.sets]
    fields = [one for name in names if (one := held.entity.fields.get(name)) is not None]
    plain = told["only"] or re.search(r"\b(?:that|who|which) ha", told[0])
    return [
        f'row["{one.name}"] is not None'
        for one in fields
        if one.required is False and one.default is None and one.type != "boolean" and (plain or not one.given or told["verb"])
    ]
