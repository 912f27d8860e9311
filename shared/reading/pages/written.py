"""How a page writes values: `€3.50`, `12 steps`, `Title - Artist (3)`, and how many records there are."""

import re
from collections.abc import Iterable

from shared.reading.names.grounding import fields_in
from shared.reading.pages.clauses import QUOTE, Clause
from shared.reading.pages.kept import held
from shared.writing import words
from shared.writing.ir import App, Entity, Field, Note, Page

_SIGNS = {"euro": "€", "eur": "€", "dollar": "$", "usd": "$", "pound": "£", "gbp": "£", "franc": "CHF", "chf": "CHF", "yen": "¥"}
_SIGN = r"(?:€|\$|£|¥|EUR|USD|GBP|CHF|euros?|dollars?|pounds?|francs?)"
_MONEY = re.compile(
    rf"(?i)(?<![\w.])(?:(?P<before>{_SIGN} ?)(?P<first>\d+(?P<dot>[.,])\d\d)|(?P<second>\d+(?P<comma>[.,])\d\d)(?P<after> ?{_SIGN}))(?!\w)"
)
_DECIMALS = re.compile(
    r"\b(?P<many>one|1|two|2|three|3) (?:decimals?|decimal (?:places?|digits?)|digits? after the (?:decimal )?(?:point|comma)|places)\b"
)
_NAMED = re.compile(
    r"\bin (?:whole )?(?P<name>euros?|eur|dollars?|usd|pounds?|gbp|francs?|chf)\b|\b(?P<sign>euro|dollar|pound)[ -]sign\b|(?P<plain>[€$£])"
)
_BEFORE = re.compile(
    r"\bsign (?:in front|before|first|ahead)|\b(?:leading|preceded by)\b|\b(?:starts?|begins?|starting|beginning) with\b|\bin front\b"
)
_COUNTS = {"one": 1, "two": 2, "three": 3}
#: What announces an example of how something is written.
_LIKE = (
    r"(?:like|(?:written|shown|displayed|formatted|printed|given|appears?|reads?|says?) (?:as|like)?|as|in the (?:form|format|style)|of the form|(?:with|in) the format|"
    r"for example|e\.g\.|such as|followed by|plus|then|with|and|says|:|,|\()(?: (?:of|the text|the words?|for example|e\.g\.|like|as))*[ ,:(]*$"
)
_HOW_MANY = re.compile(
    r"\b(?:how many|numbers? of (?:them|those|these|all|shown|listed|\[\w+\]|the|entries|items)|(?:their|the|its) (?:total )?(?:number|count)|total|in total|altogether|counts?)\b"
)
_ABOVE = re.compile(r"\b(?:above|on top|at the top|over the|before the list|first)\b|\band then\b|\bthen the\b")
_SUMMED = re.compile(r"\b(?:sum|total|altogether)\b[^.⟦]{0,40}?<(?P<name>\w+)>|\ball <(?P<added>\w+)> (?:added|summed)")


def write(app: App, page: Page, entity: Entity, said: Iterable[Clause], *, counts: bool = True) -> None:
    """Gives a page the wordings that its sentences ask for; `counts`: also lines about all records."""
    for clause in said:
        if counts and _count(app, page, entity, clause):
            _money(page, entity, _each(clause))
            continue
        _line(page, entity, clause)
        _placed(page, entity, clause)
        _money(page, entity, clause)
        _with_noun(page, entity, clause)


def _each(clause: Clause) -> Clause:
    """What a clause says of each record, before it says what there is of all."""
    cues = [cue.start() for cue in (_SUMMED.search(clause.said), _HOW_MANY.search(clause.said)) if cue]
    return clause.part(clause.said[: min(cues, default=0)])


def _numbers(entity: Entity) -> list[str]:
    """What holds a number: fields, and computed members."""
    fields = [one.name for one in entity.fields.values() if one.type in {"integer", "number", "scalar"} and not one.refers]
    return [*fields, *(one.name for one in entity.computed if not one.is_list)]


def _nearest(entity: Entity, before: str, after: str) -> str:
    """The number that is named last before, or else first behind; the only sum of money where none is named."""
    numbers = _numbers(entity)
    named = [name for name in reversed(re.findall(r"<(\w+)>", before)) if name in numbers] or [
        name for name in fields_in(after) if name in numbers
    ]
    costs = [name for name in numbers if re.search(r"price|cost|fee|amount|cents|rent|balance|total|salary|budget", name)]
    return named[0] if named else costs[0] if len(costs) == 1 else ""


def _money(page: Page, entity: Entity, clause: Clause) -> None:
    """`prices with two decimals and the euro sign in front`, `the amount in euros, like "3.50 €"`."""
    plain = re.sub(QUOTE, lambda match: clause.quoted(match[1]), clause.said)
    example, places, named = _MONEY.search(plain), _DECIMALS.search(plain), _NAMED.search(plain)
    start = min((match.start() for match in (example, places, named) if match), default=0)
    name = _nearest(entity, plain[:start], plain[start:])
    cents = re.search(r"(?:^|_)cents?$", name) is not None
    if not name or not (example or places or (named and cents)):
        return
    value = f'row["{name}"] / 100' if cents and (example or named) else f'row["{name}"]'
    count = _COUNTS.get(places["many"], 0) or int(places["many"]) if places else 2
    text = f"{{{value}:.{count}f}}"
    if example:
        text = f"{(example['before'] or '').upper()}{text}{(example['after'] or '').upper()}"
    elif named:
        text = _with_sign(text, named, plain)
    code = f'f"{text}"'
    if example and (example["dot"] or example["comma"]) == ",":
        code += '.replace(".", ",")'
    page.below[_unmeasured(page, entity, name) if cents else name] = f'"" if row["{name}"] is None else {code}'


def _with_sign(text: str, named: re.Match[str], plain: str) -> str:
    """The number with the sign of its currency, which stands behind unless the words tell otherwise."""
    sign = named["plain"] or _SIGNS.get((named["name"] or named["sign"]).rstrip("s"), "")
    before = _BEFORE.search(plain) or (sign in {"$", "£"} and not re.search(r"\b(?:followed by|behind|after)\b", plain))
    return f"{sign}{text}" if before else f"{text} {sign}"


def _unmeasured(page: Page, entity: Entity, name: str) -> str:
    """The column of an amount that is kept in cents, called without them."""
    column = re.sub(r"_cents?$", "", name) or name
    if column in entity.fields:
        return name
    page.renamed[name] = column
    return column


def _with_noun(page: Page, entity: Entity, clause: Clause) -> None:
    """`its number of steps written like "12 steps"`."""
    for match in re.finditer(QUOTE, clause.said):
        text, before = clause.quoted(match[1]), clause.said[: match.start()]
        number = re.search(r"(?<![\w.,])\d+(?![\w.,]*\d)", text)
        if number is None or not re.search(r"[a-z]", text, re.IGNORECASE) or _MONEY.search(text):
            continue
        told = _BEHIND.match(clause.said[match.end() :])
        if not told and not re.search(_LIKE, before):
            continue
        for name in _told(entity, text, before, told):
            if name not in page.below and name not in page.lined:
                value = f'row["{name}"]'
                shown = f"{value}:.12g" if entity.fields.get(name, Field("")).type == "number" and "." not in number[0] else value
                code = _filled(text, number, shown, value)
                page.below[name] = f'{code} if row["{name}"] else ""' if _is_conditional(clause.said, name) else code


#: What tells behind an example of which number it is one.
_BEHIND = re.compile(
    r"[ (,]+(?:for|being|with|as|is|if|when|where|whenever)\b(?: (?!and\b)\w+){0,4}? (?:the |its |an? )?(?:number of )?<(?P<name>\w+)>"
)


def _told(entity: Entity, text: str, before: str, told: re.Match[str] | None) -> list[str]:
    """The numbers that are written like an example: those that its noun or unit names, or else the one that is spoken of."""
    if named := _of_example(entity, text) or _of_unit(entity, text):
        return named
    spoken = [name for name in _numbers(entity) if re.search(rf"\b{_is_so(name)}\b", before)]
    name = told["name"] if told else spoken[0] if spoken else _nearest(entity, before, "")
    return [name] if name in _numbers(entity) else []


def _is_so(name: str) -> str:
    """What a record is that has a number of that name: `delayed`."""
    return words.participle(name)


def _is_conditional(said: str, name: str) -> bool:
    """Whether a number is shown only where it is not zero: `if it has a delay`, `trains with a delay also show it`."""
    return bool(
        re.search(
            rf"\b(?:if|when|whenever|where|only|has|have) (?:[^,;.⟦]{{0,40}} )?(?:<{name}>|{_is_so(name)})(?! (?:<=|< |= 0|is 0))|"
            rf"\b(?:with|that ha(?:s|ve)|which ha(?:s|ve)) (?:an?|any|some) <{name}> (?:\w+ ){{0,2}}(?:shows?|displays?|says?|gets?|has|have|is|are|carr(?:y|ies))\b|"
            rf"\b{_is_so(name)} \[|(?:if|when) (?:it|that|this|they) (?:is|are) not (?:0|zero)\b|<{name}> (?:is )?(?:> 0|>= 1)(?! (?:or|and))",
            said,
        )
    )


def _of_example(entity: Entity, text: str) -> list[str]:
    """The number that an example names by its noun: `12 steps`."""
    told = set(re.findall(r"[a-z]+", text.lower()))
    return [name for name in _numbers(entity) if told & {name, f"{name}s", name.rstrip("s"), *name.split("_")[:1]}][:1]


def _of_unit(entity: Entity, text: str) -> list[str]:
    """The numbers that are measured as an example is: `10 min`, of `minutes` and of `total_minutes`."""
    unit = re.search(r"\d ?([a-z]{2,})\b\.?", text)
    parts = {name: [part for part in name.split("_") if unit and part.startswith(unit[1])] for name in _numbers(entity)}
    return [name for name, found in parts.items() if found]


def _filled(text: str, number: re.Match[str], value: str, count: str) -> str:
    """The expression of an example with a value in place of its number; one is told without the `s` of several."""
    before, after = (_escaped(part) for part in (text[: number.start()], text[number.end() :]))
    noun = re.match(r"( [a-z]{2,}[^s])s\b", after)
    if noun is None or number[0] == "1":
        return f'f"{before}{{{value}}}{after}"'
    return f'f"{before}{{{value}}}{noun[1]}{{"" if {count} == 1 else "s"}}{after[noun.end() :]}"'


def _escaped(text: str) -> str:
    return re.sub(r"[\\\"\n]", "", text).replace("{", "{{").replace("}", "}}")


def _count(app: App, page: Page, entity: Entity, clause: Clause) -> bool:
    """`Below the list it says how many songs there are, in the form "5 songs"`, `and the sum of the prices`."""
    summed = _SUMMED.search(clause.said)
    name = (summed["name"] or summed["added"]) if summed else _money_summed(entity, clause)
    if name in _numbers(entity):
        value = f'sum(row["{name}"] or 0 for row in rows)'
    elif cue := _HOW_MANY.search(clause.said):
        if re.match(r"[^.;,⟦]{0,16}<\w+>", clause.said[cue.end() :]):
            return False
        of = re.sub(QUOTE, "", re.split(r", (?:like|e\.g|for example|in the form|as)\b", clause.said[cue.start() :])[0])
        some = " and ".join(held(app, entity, of))
        value = f"len([row for row in rows if {some}])" if some else "len(rows)"
    else:
        return False
    for match in re.finditer(QUOTE, clause.said):
        text = clause.quoted(match[1])
        number = re.search(r"(?<![\w.,])(?:\d+(?:\.\d+)?|[NnXx])(?![\w.,]*\w)|\{\w+\}|<\w+>", text)
        if number is not None and not _of_example(entity, text):
            places = len(number[0].partition(".")[2])
            code = _filled(text, number, f"{value}:.{places}f" if places else value, value)
            page.notes.append(Note(code, _ABOVE.search(clause.said) is not None))
            return True
    return _total(page, entity, clause, name)


def _money_summed(entity: Entity, clause: Clause) -> str:
    """The only sum of money, of which a total is told like `Total: 12.50`."""
    told = re.search(r"\b(?:total|sum)\b", clause.said) and any(re.search(r"\d[.,]\d\d(?!\d)", quote) for quote in clause.own)
    return _nearest(entity, "", "") if told else ""


#: `shows all expenses and the total`.
_BARE_TOTAL = re.compile(
    r"(?:\band|\bwith|\bplus|,) (?:also )?(?:the |a )(?:overall )?(?:total|sum)(?: (?:amount|cost|price|value|of all|of the|of|<\w+>|\[\w+\]))*(?=\W*$|[.,;]| (?:below|above|at the)\b)"
)


def _total(page: Page, entity: Entity, clause: Clause, name: str) -> bool:
    """The sum below a list of which no wording is told: of the number that is named, or the only sum of money."""
    of = name if name in _numbers(entity) else _nearest(entity, "", "")
    if not of or not _BARE_TOTAL.search(clause.said) or re.search(QUOTE, clause.said):
        return False
    page.notes.append(Note(f'f"Total: {{sum(row["{of}"] or 0 for row in rows)}}"', _ABOVE.search(clause.said) is not None))
    return False


_PLACE = r"[<{{]?\b{}\b[>}}]?"


def _line(page: Page, entity: Entity, clause: Clause) -> None:
    """`as "Title - Artist (3)", the number being the votes`: one text of each record."""
    for text in clause.own:
        names = [*entity.fields, *(one.name for one in entity.computed)]
        known = [name for name in names if re.search(rf"(?i){_PLACE.format(name.replace('_', '[_ ]?'))}", text)]
        number = re.search(r"(?<![\w.])(?:\d+|[NnXx])(?![\w.])", text)
        beside = next((name for name in known if number and re.match(rf"(?i) {name.replace('_', ' ')}\b", text[number.end() :])), "")
        counted = beside if beside in _numbers(entity) else _glossed(entity, clause.said) if number else ""
        known = [name for name in known if name != counted]
        left = re.sub(r"(?i)\b(?:and|by|from|for|in|at|on|of|with|to)\b", "", text)
        for name in sorted(known, key=len, reverse=True):
            left = re.sub(rf"(?i){_PLACE.format(name.replace('_', '[_ ]?'))}", "", left)
        if len(known) + bool(counted) < 2 or len(re.findall(r"[A-Za-z]{2,}", left)) > 2:
            continue
        code = _escaped(text).replace("{{", "{").replace("}}", "}")
        if counted and number:
            code = code[: number.start()] + f"\x01{counted}\x02" + code[number.end() :]
        for name in sorted(known, key=len, reverse=True):
            code = re.sub(rf"(?i)(?<!\x01){_PLACE.format(name.replace('_', '[_ ]?'))}(?!\x02)", f"\x01{name}\x02", code, count=1)
        page.lined = [*known, *([counted] if counted else [])]
        page.below[page.entity] = 'f"' + re.sub(r"\x01(\w+)\x02", r'{"" if row["\1"] is None else row["\1"]}', code) + '"'
        page.columns = [page.entity]
        return


def _placed(page: Page, entity: Entity, clause: Clause) -> None:
    """`"by AUTHOR"`, `"Room <room>"`: a value in place of its name, where that stands in capitals or brackets."""
    for text in clause.own:
        marks = [
            (mark, name)
            for name in [*entity.fields, *(one.name for one in entity.computed if not one.is_list)]
            if name not in page.below and (mark := re.search(rf"\b{name.upper()}\b|[<{{\[]{name}[>}}\]]", text))
        ]
        if len(marks) == 1 and re.search(r"\w", text.replace(marks[0][0][0], "")):
            mark, name = marks[0]
            before, after = (_escaped(part) for part in (text[: mark.start()], text[mark.end() :]))
            page.below[name] = f'"" if row["{name}"] is None else f"{before}{{row["{name}"]}}{after}"'


def _glossed(entity: Entity, said: str) -> str:
    """What the number of an example is: `the number being the votes`, `with the minutes in brackets`."""
    told = re.search(
        r"\bnumbers? (?:in (?:brackets|parentheses) )?(?:being|is|are|stands for|means|shows)[^<.;]{0,20}<(?P<one>\w+)>|"
        r"<(?P<two>\w+)> (?:in|within) (?:brackets|parentheses)|(?:brackets|parentheses) (?:being|is|are|show|hold|contain)s? (?:the |its |their )?(?:number of )?<(?P<three>\w+)>",
        said,
    )
    name = next((found for found in told.groups() if found), "") if told else ""
    return name if name in _numbers(entity) else ""
