"""Reads constraints of fields in sentences (`title must be 1 to 100 characters`, `end must be after start`)."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.constraining import constrain
from shared.adapters.offline.ir import App, Entity, Field, Guard
from shared.adapters.offline.measures import kind_of
from shared.adapters.offline.text import mask, split_outside

_MODAL = re.compile(
    r"(?i)\b(must(?: not)?|should(?: not)?|shall|has to|have to|needs? to|can(?:not|'t| not| only)?|may(?: not| only)?|cannot|is|are|isn't|defaults?|will|only)\b"
)
_CLAUSE = re.compile(
    r"\s*;\s*|,\s+(?=and\b|but\b|the\b|while\b|if\b|an?\b|with\b|\d{3}\b|otherwise\b|else\b|or\b|unknown\b|missing\b|invalid\b)|\s+but\s+|\.\s+|\s+ - \s+|\s+and\s+(?=(?:the |an? |its |their )?\w+ (?:must|should|is|are|has|have|cannot|can't|can)\b)|\s+and\s+(?=\d{3}\b)|,\s+(?=\w+ (?:must|should|is (?:required|optional)|defaults)\b)"
)


def sentences(text: str) -> list[str]:
    """The clauses of a text."""
    return split_outside(text, _CLAUSE)


def constraints(app: App, text: str, owner: Entity | None = None) -> bool:
    """Reads constraints of fields (`title must be 1 to 100 characters`); whether there were any."""
    found = False
    for inner in re.findall(r"\(([^()]{8,})\)", text):
        if re.match(r"(?i)(the |a )?[`'\"]?\w+[`'\"]? (is|are|must|should|has to|can|cannot|defaults)\b", inner):
            found = constraints(app, inner, owner) or found
    if _terse(app, text, owner) or _outside(app, text, owner):
        return True
    subject: list[Field] = []
    for clause in sentences(text):
        clause = re.sub(r"\(?\b(?:status |http )?4\d\d\b\)?", "", clause)
        modal = _MODAL.search(mask(clause))
        _empties(app, clause, owner)
        found = _several(app, clause, owner) or found
        if modal is None or re.search(r"(?i)\b(whose|lists?|returns?|shows?)\b", clause[: modal.start()]):
            continue
        subject = _subject(app, clause[: modal.start()], modal[0], owner, subject)
        found = _constrained(app, subject, clause[modal.start() :], owner) or found
    return found


def _terse(app: App, text: str, owner: Entity | None) -> bool:
    """`project not empty, minutes 1 to 1440, day is a date`: a list of fields, each with what it must be."""
    parts = [
        re.match(r"[`'\"]?([A-Za-z_]\w*)[`'\"]?:?\s+(.+)$", part) for part in split_outside(text.rstrip(". "), r"\s*[,;]\s*(?:and\s+)?")
    ]
    entities = [owner] if owner else list(app.entities.values())
    named = [(one, part[2]) for part in parts if part for entity in entities if (one := entity.fields.get(part[1]))]
    if len(parts) < 2 or len(named) < len(parts) or not all(re.match(_TERSE, said) for _, said in named):
        return False
    done = [constrain(one, said) for one, said in named]
    return all(done)


_OUTSIDE = re.compile(
    r"(?i)(?P<what>[\w ]+?) (?P<first>(?:below|under|less than|smaller than|lower than|above|over|greater than|more than|higher than|larger than) -?\d+(?:\.\d+)?)"
    r"(?: (?:or|and) (?P<second>(?:above|over|greater than|more than|higher than|larger than) -?\d+(?:\.\d+)?))?,? "
    r"(?:is|are|will be|must be|shall be|gets?|gives?|->)(?: answered with| an?| not)? ?(?:refused|rejected|invalid|allowed|accepted|error|4\d\d)"
)


def _outside(app: App, text: str, owner: Entity | None) -> bool:
    """`Values below -50 or above 150 are refused`."""
    match = _OUTSIDE.search(text)
    fields = [one for one in _fields_in(app, match["what"], owner) if kind_of(one) in {"integer", "number", "scalar"}] if match else []
    for one in fields[:1]:
        for said in (match["first"], match["second"]) if match else ():
            limit = re.search(r"-?\d+(?:\.\d+)?", said or "")
            if said and limit:
                low = re.match(r"(?i)below|under|less|smaller|lower", said) is not None
                constrain(one, f"{'at least' if low else 'at most'} {limit[0]}")
    return bool(fields)


_TERSE = (
    r"(?i)(?:not|non\S*|never|at|max\w*|min\w*|-?\d|between|from|up|optional|required|unique|[<>]=?|one|an?|positive|must|is|are|in)\b|[<>]"
)


def _subject(app: App, before: str, modal: str, owner: Entity | None, last: list[Field]) -> list[Field]:
    """The fields that a clause is about; `it` and `both` are those of the clause before."""
    if modal.lower().startswith("default") or re.search(r"(?i)\b(which|that|who)\s*$", before):
        before = re.split(r",|\band\b", before)[-1]
    fields = _fields_in(app, before, owner)
    if fields:
        return fields
    if re.match(r"(?i)\s*all( fields)?\s*$", before):
        return [one for entity in ([owner] if owner else app.entities.values()) for one in entity.fields.values() if one.given]
    return last if re.match(r"(?i)\s*(?:and\b|but\b)?\s*(it|they|these|those|which|both|each|all of them)?\s*$", before) else []


def _constrained(app: App, fields: list[Field], rest: str, owner: Entity | None) -> bool:
    rest = re.split(r"(?i)\bonly if\b|\b(?:if|when|unless)\b(?! (?:nothing|none|omitted|missing|left out|absent|it is not|not)\b)", rest)[0]
    comparing = re.search(r"(?i)\b(after|before|later|earlier|less|greater|smaller|larger|more|lower|higher|exceed)\b.*\b[a-z]", rest)
    if fields and comparing and not re.search(r"\d|zero|negative|positive", rest):
        return _compared(app, fields, rest, owner)
    if re.search(_DIFFERENT, rest) and fields and all(kind_of(one) == "list" for one in fields):
        return _different(app, fields)
    done = [constrain(one, re.sub(r"(?i)^(must|should|can|may) (not )?be\b", r"\2be", rest)) for one in fields]
    return any(done)


_DIFFERENT = r"(?i)\b(differ\w*|distinct|unique|no duplicates?|not repeat|duplicate-free|not (be )?(the same|equal|twice))\b"


def _different(app: App, fields: list[Field]) -> bool:
    """The items of a list differ from each other."""
    for entity in app.entities.values():
        for one in fields:
            if entity.fields.get(one.name) is one:
                code = f'len({{str(item) for item in values.get("{one.name}") or []}}) < len(values.get("{one.name}") or [])'
                entity.checks.append(Guard(code, 0, f"the {one.name.replace('_', ' ')} must differ", "distinct", fields=(one.name,)))
    return True


def _several(app: App, clause: str, owner: Entity | None) -> bool:
    """`At least two options are needed`: how many items a list has."""
    match = re.search(
        r"(?i)\b((?:at least|at most|no more than|no fewer than|up to|exactly|a? ?(?:maximum|minimum) of|\d+ to|\d+ or more)\s+)(\w+) (?:\w+ )?([a-z_]+s)\b",
        clause,
    )
    if not match or words.number(match[2]) is None:
        return False
    lists = [one for one in _fields_in(app, match[3], owner) if kind_of(one) == "list"]
    done = [constrain(one, f"{match[1]}{words.number(match[2])} items") for one in lists]
    return any(done)


def _fields_in(app: App, text: str, owner: Entity | None) -> list[Field]:
    low = f" {words_only(text)} "
    entities = (
        [owner]
        if owner
        else [
            *(e for e in app.entities.values() if re.search(rf"\b({e.name.replace('_', ' ')}|{e.plural.replace('_', ' ')})(?:'s)?\b", low)),
            *app.entities.values(),
        ]
    )
    for entity in entities:
        found = []
        rest = low
        for one in sorted(entity.fields.values(), key=lambda one: -len(one.name)):
            shown = rf"\b{re.escape(words.code_name(one.name).replace('_', ' '))}s?\b"
            if re.search(shown, rest):
                found.append(one)
                rest = re.sub(shown, " ", rest)
        if found:
            return found
    return []


def words_only(text: str) -> str:
    """Lower case words, with `_` and quotes as spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[`'\"_(){}]", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))).lower()


def _empties(app: App, clause: str, owner: Entity | None) -> None:
    """`missing or blank title`: the title must not be empty."""
    if not re.search(r"(?i)\b(empty|blank)\b", clause):
        return
    for one in _fields_in(app, clause, owner):
        if kind_of(one) in {"string", "scalar"}:
            one.shortest = max(one.shortest or 0, 1)
            one.required = True if one.required is None else one.required


def _compared(app: App, fields: list[Field], rest: str, owner: Entity | None) -> bool:
    """`end must be after start`."""
    match = re.search(
        r"(?i)\b(?P<way>not (?:be )?(?:before|earlier than|less than|lower than)|not (?:be )?(?:after|later than|greater than|more than|exceed)|after|later than|before|earlier than|less than|lower than|smaller than|greater than|more than|larger than|higher than|exceed)\b (?P<what>[\w ]+)",
        rest,
    )
    if not match:
        return False
    first = fields[0]
    second = next((one for one in _fields_in(app, match["what"], owner) if one is not first), None)
    entity = next((e for e in app.entities.values() if any(one is first for one in e.fields.values())), None)
    if second is None or entity is None or entity.fields.get(second.name) is not second:
        return False
    way = re.sub(r"\bbe ", "", match["way"].lower())
    low = (
        way.startswith(("not before", "not earlier", "not less", "not lower")),
        way.startswith(("after", "later", "greater", "more", "larger", "higher")),
    )
    sign = "<" if low[0] else "<=" if low[1] else ">" if way.startswith("not") or way == "exceed" else ">="
    if "cannot" in rest.lower() or "must not" in rest.lower() or "can't" in rest.lower():
        sign = (
            ">"
            if sign == "<=" and "exceed" not in way
            else {
                "after": ">",
                "later than": ">",
                "before": "<",
                "earlier than": "<",
                "exceed": ">",
                "greater than": ">",
                "more than": ">",
                "less than": "<",
            }.get(way, sign)
        )
    if re.search(r"(?i)or (equal|the same|on)", rest) and sign in {"<=", ">="}:
        sign = sign[0]
    add_comparison(app, entity, first, second, sign, 0)
    return True


def add_comparison(app: App, entity: Entity, first: Field, second: Field, sign: str, status: int) -> None:
    """Refuses values where `first SIGN second`."""
    if any(guard.kind == "order" and set(guard.fields) == {first.name, second.name} for guard in entity.checks):
        return
    time = kind_of(first) in {"date", "datetime", "time"}
    one, other = (
        f'moment(whole["{name}"])' if time and kind_of(first) != "date" else f'whole["{name}"]' for name in (first.name, second.name)
    )
    guard = Guard(
        f'whole.get("{first.name}") is not None and whole.get("{second.name}") is not None and {one} {sign} {other}',
        status,
        f"{first.name.replace('_', ' ')} does not fit {second.name.replace('_', ' ')}",
        "order",
        fields=(first.name, second.name),
    )
    entity.checks.append(guard)
