"""Which records a page shows, and the words that stand beside some or in place of none."""

import re
from collections.abc import Iterable, Iterator

from shared.reading.pages.clauses import QUOTE, Clause
from shared.reading.pages.lacking import stand_in
from shared.reading.results.holding import Held, conditions
from shared.writing.ir import App, Endpoint, Entity, Page

_NOTHING = re.compile(
    r"(?<!\w)(?:none|nothing|nobody|no one|no (?:such )?(?:\w+ |<\w+> |'\w+' ){0,2}?(?:\[\w+\]|entry|entries|items?|records?|results?|posts?|data|content|one)|without (?:any |an? )?(?:\[\w+\]|entries|items|records)|"
    r"empty|(?:is|are) not (?:any|there)|not (?:any|a single) (?:\w+|\[\w+\]))(?!\w)"
)
#: `…, or the words "No reviews yet"`.
_NONE_YET = re.compile(r"(?i)(?:no|none|nothing|nobody|not|there (?:is|are)|empty|be the first)\b")
#: `an empty <title>`, `no <place>`: of a value, not of the list.
_OF_VALUE = re.compile(r"<\w+>[\"'`]? (?:\w+ ){0,3}$")
_SAYS = r"(?:says?|reads?|shows?|displays?|tells?|prints?|:)(?: the)?(?: (?:text|words?|message|line|note|sentence|hint))?"
_PLAIN = re.compile(rf"(?i)\b{_SAYS} (?P<text>(?-i:[A-Z])[\w' ]+?)\.?$")
_MARKED = re.compile(
    r"\b(?:marked|mark|marks|labell?ed|labels?|badges?|tagg?ed|flagged|notes?|remarks?|hint|next to|beside|behind|after (?:it|its|the|their)|words?|says?|shown (?:as|with)|shows?|carry|carries|gets?|followed by|displayed (?:as|with)|instead of|appended|prefixed|preceded)\b"
)
_EITHER = re.compile(rf"{QUOTE} (?:or {QUOTE}|if (?:it|they) (?:is|are)\b)")
_HIDDEN = re.compile(
    r"\b(?:(?:is|are|stay|stays|get|gets|be) (?:left out|missing|hidden|omitted|excluded|skipped|removed|invisible)|(?:is|are|do|does|can|must)(?: not|n't| never) (?:be )?(?:shown|listed|included|displayed|visible|appear\w*|there|on (?:it|the page)|show up)|"
    r"(?:not|never) (?:be )?(?:shown|listed|included|displayed|visible|on the page)|hid(?:es?|ing|den)|omit\w*|leav(?:es?|ing) out|exclud\w+|skip\w*|except\b|nothing of|none of|but not?|disappears?|leaves? (?:the|this) page)\b"
)
_ASKING = re.compile(
    r"\?|\bwhether\b|\bquery\b|\bparameters?\b|\bfilters?\b|\bforms?\b|\b4\d\d\b|\bif \w+ is sent\b|\bhow many\b|\bnumber of (?!<)"
)
#: What a form is refused with, which is no list.
_REFUSED = re.compile(r"\b4\d\d\b|\bnothing (?:is|gets) (?:stored|saved|added)\b|\berrors?\b")


def keep(app: App, page: Page, entity: Entity, said: Iterable[Clause]) -> None:
    """Gives a page its condition, the words beside some records, and those where there are none."""
    found: list[str] = []
    for clause in said:
        rest = mark(app, page, entity, without_empty(page, stand_in(page, entity, clause)))
        found += [code for part in _pieces(rest) for code in _condition(app, page, entity, part)]
    page.keep = " and ".join(dict.fromkeys(found))


def without_empty(page: Page, clause: Clause) -> Clause:
    """The clause without what it says where there is nothing."""
    for match in _NOTHING.finditer(clause.said) if not _REFUSED.search(clause.said) else ():
        if page.empty or _OF_VALUE.search(clause.said[: match.start()]) or re.match(r" <\w+>", clause.said[match.end() :]):
            continue
        quotes = [one for one in re.finditer(QUOTE, clause.said) if clause.quoted(one[1]) != page.title]
        if quotes:
            near = min(quotes, key=lambda one: abs(one.start() - match.start()))
            page.empty = clause.quoted(near[1])
        elif plain := _PLAIN.search(clause.text):
            page.empty = plain["text"]
        else:
            continue
        return clause.part(_without(clause.said, match.start()))
    instead = re.search(
        rf"[(,] ?or(?: else)?(?: (?:shows?|displays?|says?|prints?|reads?|contains?))?(?: (?:the|just))?(?: (?:text|words?|message|note|hint|sentence))? {QUOTE} ?(?P<end>\)|\W*$)",
        clause.said,
    )
    if instead and not page.empty and (instead["end"][:1] == ")" or _NONE_YET.match(clause.quoted(instead[1]))):
        page.empty = clause.quoted(instead[1])
        return clause.part(clause.said.replace(instead[0], ""))
    return clause


def _without(said: str, place: int) -> str:
    """A text without the part between commas in which something stands, and without what goes on about it."""
    start = max((said.rfind(sign, 0, place) for sign in (", ", "(", " - ")), default=0)
    return said[: max(start, 0)]


def mark(app: App, page: Page, entity: Entity, clause: Clause) -> Clause:
    """The clause without the words that stand beside some of the records."""
    for match in re.finditer(QUOTE, clause.said):
        words = clause.quoted(match[1])
        if words == page.title or re.search(r"\d", words) or not (_MARKED.search(clause.said) or _EITHER.search(clause.said)):
            continue
        start, end = _around(clause.said, match.start())
        for said in (clause.said[start:end], clause.said):
            codes = _valued(entity, _beside(clause, match[1], said)) or held(app, entity, re.sub(QUOTE, "", said))
            if len(codes) == 1 and re.search(r"row\[", codes[0]):
                page.marks[words] = codes[0]
                _otherwise(page, clause, match.end(), codes[0])
                return clause.part(clause.said.replace(said, ""))
        if code := _flagged(entity, clause.said[start:end], words):
            page.marks[words] = code
            _otherwise(page, clause, match.end(), code)
            return clause.part("")
    return clause


#: `of grade '8a'`, `whose grade is not '8a'`.
_VALUE = re.compile(r"<(?P<name>\w+)>(?: (?:is|are|of|being|equals?|=|the|value|reads?))*(?P<no> (?:not|other than))? '(?P<value>[^']+)'")


def _valued(entity: Entity, said: str) -> list[str]:
    """The condition that a text has a value that stands in quotes."""
    match = _VALUE.search(said)
    one = entity.fields.get(match["name"]) if match else None
    if match is None or one is None or one.type not in {"", "string", "scalar", "enum"}:
        return []
    return [f'row["{one.name}"] {"!=" if match["no"] else "=="} "{match["value"]}"']


def _beside(clause: Clause, letter: str, said: str) -> str:
    """A part without the words that it is about; the others are values: `of grade "8a"`."""
    return re.sub(QUOTE, lambda other: "" if other[1] == letter else f"'{clause.quoted(other[1])}'", said)


def _flagged(entity: Entity, said: str, words: str) -> str:
    """The flag that a part names, or that is called like the words themselves: `waterproof ones have the note "dry"`."""
    flags = [one.name for one in entity.fields.values() if one.type == "boolean"]
    named = [name for name in flags if f"<{name}>" in said]
    if len(named) == 1:
        return f'{"not " if re.search(rf"(?:not|non-?|un-?) ?<{named[0]}>", said) else ""}row["{named[0]}"]'
    return next((f'row["{name}"]' for name in flags if name.replace("_", " ") == words.lower()), "")


def _otherwise(page: Page, clause: Clause, place: int, code: str) -> None:
    """The words beside all the others: `"open" if it is, otherwise "closed"`."""
    other = _ELSE.match(clause.said[place:])
    if other and not re.search(r"\d", clause.quoted(other[1])):
        page.marks[clause.quoted(other[1])] = _not(code)


#: What stands between the words for some records and those for the rest.
_ELSE = re.compile(
    rf"[^⟦.;]{{0,60}}?\b(?:or(?: else)?|otherwise|else|if not|(?:all )?(?:the )?(?:others?|rest)(?: \w+){{0,3}})[ ,:]+(?:with )?(?:the (?:words?|text|note) )?{QUOTE}"
)


def _around(said: str, place: int) -> tuple[int, int]:
    """Where the part between commas begins and ends in which something stands."""
    cuts = [0, *(match.end() for match in re.finditer(r", (?:and )?|: ", said)), len(said)]
    return max(cut for cut in cuts if cut <= place), min(cut for cut in cuts if cut > place)


#: `pinned ones come first`: all are shown, in an order.
_FIRST = re.compile(r"<\w+>(?: (?:\w+|\[\w+\])){0,4} (?:first|on top|at the top|before)\b")


#: Only of some records.
_SOME = re.compile(r"\b(?:if|when|whenever|where|has|have|also|additionally|with an?)\b")


def _pieces(clause: Clause) -> Iterator[tuple[str, bool]]:
    """What is said of what is shown, in one piece, and what of what is not; how a value is written is neither."""
    shown = ""
    for part in re.split(r", |\s-\s|(?= (?:and )?(?:hiding|leaving out|omitting|excluding|except|but not?)\b)", clause.said):
        written = _says_how(clause.part(part))
        waits = bool(re.match(r"(?:and )?(?:if|when|whenever|where)\b", part))
        if _ASKING.search(part) or _FIRST.search(part) or (written and _SOME.search(part)) or (waits and _says_how(clause)):
            continue
        if _HIDDEN.search(part):
            yield part, True
        else:
            shown += f", {part}"
    yield shown, False


def _says_how(clause: Clause) -> bool:
    """Whether it gives an example of how a number is written."""
    return any(re.search(r"\d", quote) for quote in clause.own)


def _condition(app: App, page: Page, entity: Entity, piece: tuple[str, bool]) -> list[str]:
    said, hidden = piece
    told = (
        re.sub(r"\b(?:not|never|n't) (?=(?:be )?(?:shown|listed|included|displayed|visible|on (?:it|the page)|appear))", "", said)
        if hidden
        else said
    )
    codes = held(app, entity, re.sub(QUOTE, "", told))
    return [_not(code) for code in codes] if hidden else codes


def held(app: App, entity: Entity, said: str) -> list[str]:
    """The conditions that words name, but for those that are all the values, in an order."""
    endpoint = Endpoint("GET", "")
    return [
        code
        for code in conditions(Held(app, entity, endpoint, said, ""))
        if " in (" not in code or not re.search(r"\bthen\b|\border\b", said)
    ]


def _not(code: str) -> str:
    """The contrary of a condition."""
    if re.fullmatch(r'not row\["\w+"\]', code):
        return code.removeprefix("not ")
    return f"not ({code})" if " " in code else f"not {code}"
