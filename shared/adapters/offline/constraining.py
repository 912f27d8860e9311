"""Reads constraints of one field: types, bounds, formats, choices, defaults."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import statuses
from shared.adapters.offline.choosing import read_choices
from shared.adapters.offline.ir import MISSING, Field
from shared.adapters.offline.text import Placeholder, value_of
from shared.adapters.offline.types import WORD_TYPE, guess

_NUM = r"(-?[$€£]?\d[\d,]*(?:\.\d+)?k?|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|thousand)"
_LONG = r"\s*(characters?|chars?|letters?|symbols?|long|in length|digits?|items?|elements?|entries|words?)?"


def constrain(field: Field, text: str) -> bool:
    """Reads constraints from words and puts them into the field; whether there were any."""
    text = text.strip().strip(".;")
    if not text:
        return False
    before = repr(field)
    if "|" in text or "/" in text or re.search(r"(?i)one of|either|\bor\b|:|,|values|enum", text):
        read_choices(field, text)
    _type(field, text)
    _presence(field, text)
    _bounds(field, text)
    _format(field, text)
    _default(field, text)
    return repr(field) != before


def _type(field: Field, text: str) -> None:
    low = re.sub(r"(?i)\b(number|list|array) of (characters|chars|digits|letters)\b", "", text.lower())
    if match := re.search(r"\b(?:list|array)s?(?: of (\w+)(?: (numbers|strings))?)?|\b(\w+)\[\]|\bmultiple\b", low):
        field.type = "list"
        kind = WORD_TYPE.get(match[2] or match[1] or match[3] or "", "")
        field.items = kind if kind in {"string", "integer", "number", "boolean"} else field.items
        return
    low = re.sub(r"(default\w*|initially|starts?|starting|one of|either)\b.*", "", low)
    if re.search(r"\bwhole numbers?\b", low):
        field.type = "integer"
        return
    for token in re.findall(r"[a-z][\w/\-]*(?::mm)?", low):
        kind = WORD_TYPE.get(token, "")
        if (
            kind
            and token not in {"chars", "char", "words", "json", "link", "list", "map", "time", "flag", "text", "real"}
            and kind != "list"
            and field.type not in {"email", "url", "list", "enum"}
        ):
            field.type = "integer" if kind == "number" and field.type == "integer" else kind
        elif token in {"text", "time", "flag", "link"} and not field.type:
            field.type = WORD_TYPE[token]


_NOT_SENT = (
    r"\b(?:clients?|callers?|users?|requests?|people|one|you) (?:do not|does not|don't|doesn't|cannot|can't|can not|must not|may not|should not|never|need not) "
    r"(?:have to )?(?:send|sends|set|sets|provide|pass|supply|change|choose|contain|include|give)\b|\b(?:is |are )?(?:not|never) (?:sent|given|provided|accepted|supplied|part of the request|in the request|set by)\b"
)


def _presence(field: Field, text: str) -> None:
    low = text.lower()
    if re.search(
        r"\b(optional|optionally|nullable|may be (omitted|null|empty|missing|left out)|not required|can be (omitted|null|left out|empty))\b",
        low,
    ):
        field.required = False
    elif re.search(r"\b(required|mandatory|must be (present|given|provided|set)|compulsory|obligatory|needed)\b", low):
        field.required = True
    if re.search(r"\bnon-?empty\b|\bnot (be )?(empty|blank)\b|\bnon-?blank\b|(?:can't|cannot|can not|never) be (empty|blank)", low):
        field.shortest = max(field.shortest or 0, 1)
        field.required = True if field.required is None else field.required
    if re.search(r"\bunique\b", low):
        field.unique = True
        field.lower = bool(re.search(r"case[- ]insensitive|ignoring case|regardless of case", low))
    if re.search(
        r"\b(read-?only|auto(matic(ally)?)?[- ]?(generated|assigned|set|increment(ed)?)?|server-(generated|set|side)|generated|(?:assigned|set|chosen|made|filled in|managed|maintained|counted|kept) (?:by|on) the (?:server|service|system|api|app)|(?:computed|calculated) by|set automatically)\b",
        low,
    ) or re.search(_NOT_SENT, low):
        field.given = False


_BOUNDS: tuple[tuple[str, str], ...] = (
    (rf"exactly {_NUM}{_LONG}", "exact"),
    (rf"(?:between|from)\s+{_NUM}(?:\s*characters?)?\s*(?:and|to|-|up to|through)\s*{_NUM}{_LONG}", "range"),
    (rf"{_NUM}\s*(?:-|to|\.\.+|through|<= ?\w+ ?<=)\s*{_NUM}{_LONG}", "range"),
    (
        rf"(?:at most|max(?:imum)?(?: (?:length|value|of))*(?: is)?:?|up to|no more than|not more than|no longer than|not exceed(?:ing)?|not be (?:more|longer|greater|larger) than|not longer than|limited to|<=|less than or equal to|cannot exceed|length <=)\s*{_NUM}{_LONG}",
        "high",
    ),
    (rf"{_NUM}{_LONG} (?:max(?:imum)?|at most|or (?:less|fewer|under|younger|lower|smaller))\b", "high"),
    (
        rf"(?:at least|min(?:imum)?(?: (?:length|value|of))*(?: is)?:?|no less than|not less than|no shorter than|not (?:be )?(?:under|below|less than|shorter than)|>=|greater than or equal to|length >=)\s*{_NUM}{_LONG}",
        "low",
    ),
    (rf"{_NUM}{_LONG} (?:min(?:imum)?|or (?:more|greater|above|longer|higher|older|over|up|larger))\b", "low"),
    (
        rf"(?:greater than|more than|larger than|over|above|bigger than|longer than|(?<![<>=])>(?!=)|exceed|after|later than|newer than)\s*{_NUM}{_LONG}",
        "above",
    ),
    (
        rf"(?:less than|fewer than|smaller than|under|below|shorter than|(?<![<>=])<(?!=)|before|earlier than|older than)\s*{_NUM}{_LONG}",
        "below",
    ),
)


def _bounds(field: Field, text: str) -> None:
    low = re.sub(r"(?i)default\w*( to| is| of|:|=)?\s*-?\d+(\.\d+)?", "", text.lower())
    low = re.sub(r"\b20\d\d-\d\d-\d\d\S*", "", low)
    for _, position in statuses(low):
        low = f"{low[:position]}   {low[position + 3 :]}"
    for pattern, kind in _BOUNDS:
        match = re.search(pattern, low)
        while match:
            numbers = [
                n for n in (words.number(group) for group in match.groups()[: 2 if kind == "range" else 1] if group) if n is not None
            ]
            if numbers:
                _bound(field, kind, numbers, match[match.lastindex or 0] if (match.lastindex or 0) > len(numbers) else "")
            low = low[: match.start()] + " ; " + low[match.end() :]
            match = re.search(pattern, low)
    if re.search(
        r"\b(non-?negative|not (be )?negative|never (be )?negative|zero or (more|greater|positive)|positive or zero|(?:can't|cannot|can not) be negative)\b",
        low,
    ):
        _bound(field, "low", [0], "")
    elif re.search(r"\bpositive\b", low):
        _bound(field, "above", [0], "")


#: Texts by their name, but numbers when a range stands beside them: `mood (1-10)`.
_RATED = {
    "mood",
    "priority",
    "severity",
    "level",
    "condition",
    "rank",
    "size",
    "grade",
    "status",
    "weather",
    "difficulty",
    "position",
    "version",
    "room",
    "slot",
}


def _bound(field: Field, kind: str, numbers: list[float | int], unit: str) -> None:
    unit = (unit or "").strip()
    kind_of = field.type or guess(field.name)
    by_length = unit in {
        "characters",
        "character",
        "chars",
        "char",
        "letters",
        "letter",
        "symbols",
        "long",
        "in length",
        "items",
        "item",
        "elements",
        "entries",
        "digits",
        "digit",
        "words",
    }
    if unit in {"digits", "digit"} and kind_of in {"string", "scalar", "integer"} and kind == "exact":
        field.pattern, field.type = rf"^\d{{{int(numbers[0])}}}$", "string"
        return
    if kind == "range" and not by_length and kind_of == "string" and not field.type and field.name.rpartition("_")[2] in _RATED:
        field.type = kind_of = "integer"
    if by_length or kind_of in {"string", "list", "email", "url"}:
        _bound_length(field, kind, [int(n) for n in numbers])
        return
    if kind_of in {"scalar", ""}:
        field.type = "integer" if all(isinstance(n, int) for n in numbers) and kind == "range" else "number"
    if kind == "range":
        field.low, field.high = min(numbers), max(numbers)
    elif kind == "exact":
        field.low = field.high = numbers[0]
    else:
        setattr(field, kind, numbers[0])


def _bound_length(field: Field, kind: str, numbers: list[int]) -> None:
    if kind in {"range", "exact"}:
        field.shortest, field.longest = min(numbers), max(numbers)
    elif kind in {"high", "below"}:
        field.longest = numbers[0] - (kind == "below")
    else:
        field.shortest = numbers[0] + (kind == "above")
    if not field.type or field.type == "scalar":
        field.type = "list" if guess(field.name) == "list" else "string"


def _format(field: Field, text: str) -> None:
    low = text.lower()
    pattern = _pattern(low, text)
    if pattern:
        field.pattern, field.type = pattern, "string"
    for said, kind in _FORMATS:
        if re.search(said, low):
            field.type = kind
            return


_FORMATS = (
    (r"\bvalid (http )?(url|link|uri)\b|start(s|ing)? with https?|http or https|https?:// ?url|http\(s\)", "url"),
    (r"\bvalid email|contain(s|ing)? (an )?(@|at sign)|email (address|format)", "email"),
    (r"yyyy-mm-dd(?!t)|\biso(-?8601)? date\b(?! ?-?time)", "date"),
    (r"\biso(-?8601)? (date-?time|timestamp)|yyyy-mm-ddthh|date and time|rfc ?3339", "datetime"),
    (r"\bhh:mm\b", "time"),
)


def _pattern(low: str, text: str) -> str:
    """The regular expression behind words (`letters and digits only`, `a 5-digit code`); empty without any."""
    if cased := re.search(r"\b(uppercase|upper-case|lowercase|lower-case|capital) letters(?: (?:and|or) (digits|numbers))?", low):
        return f"^[{'a-z' if cased[1].startswith('low') else 'A-Z'}{'0-9' if cased[2] else ''}]+$"
    if re.search(r"\balphanumeric\b|letters (?:and|or) (digits|numbers)", low):
        extra = ("_" if "underscore" in low else "") + ("-" if re.search("hyphen|dash", low) else "")
        return f"^[A-Za-z0-9{extra}]+$"
    if re.search(r"\b(only digits|digits only|numeric string)\b", low):
        return r"^\d+$"
    if re.search(r"#rrggbb|hex(adecimal)? colou?r", low):
        return r"^#[0-9A-Fa-f]{6}$"
    if match := re.search(rf"\b{_NUM}[- ](?:letter|character)\b(?! max)", low):
        return f"^[A-Za-z]{{{words.number(match[1])}}}$"
    if match := re.search(r"\b(\d+)-digit\b", low):
        return rf"^\d{{{match[1]}}}$"
    named = re.search(r"(?:match(?:es|ing)?|regex|pattern)[^\^]*(\^\S+\$)", text)
    return named[1] if named else ""


def _default(field: Field, text: str) -> None:
    patterns = (
        r"(?i)\bdefault(?:s|ing|ed)?(?: value)?(?: to| is| of| as|:| =|=)?\s*(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\[\]|\w[\w\-]*)",
        r"(?i)(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|true|false|zero)\s*(?:at first|to (?:begin|start) with|at the (?:start|beginning)|initially|(?:when|on|at|after|upon) (?:it is |they are |being |it's )?(?:new|first |just )?(?:creat|mak|made|regist|add|insert|open)\w*)",
        r"(?i)(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\w+)\s*(?:\(?by default\)?|\(default\)|is the default|as (?:the )?default)",
        r"(?i)\b(?:at|in) (?:the )?(?:begin\w*|start|first),? (?:it is |is |it's |they are )?(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\w+)",
        r"(?i)(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\w+) (?:if|when|unless) (?:nothing|none|it is not|it's not|not|omitted|missing|left out|absent)\b",
        r"(?i)\b(?:initially|initial(?: value)?(?: of| is)?|starts? (?:at|as|with|out as)|starting (?:at|as|with)|(?:is )?set to)\s*(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\w+)",
    )
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            value = match[1].strip("'\"`") if match[1][:1] in "'\"" else _plain(match[1])
            if value in {"to", "is", "the", "a", "an", "and", "value", "be", "optional", "required", "of", "it", "now", "today", "current"}:
                continue
            numeric = field.type in {"integer", "number"} or field.low is not None or field.high is not None
            if (field.choices and value not in field.choices) or (isinstance(value, bool) and numeric):
                continue
            if field.type == "list":
                value = []
            field.default = value if value != "null" else None
            field.required = False
            if isinstance(value, bool):
                field.type = "boolean"
            elif not field.type and isinstance(value, int | float) and guess(field.name) in {"scalar", "string"}:
                field.type = "integer" if isinstance(value, int) else "number"
            return


def _plain(text: str) -> object:
    value = value_of(text)
    if isinstance(value, Placeholder):
        number = words.number(text) if text.lower() not in {"one"} else None
        return value.text if number is None else number
    return value


def merge(into: Field, other: Field) -> None:
    """Adds what another mention of the same field says."""
    for name in ("type", "items", "pattern", "refers", "fill"):
        if getattr(other, name) and not (name == "type" and getattr(into, name) and getattr(other, name) in {"scalar", "string"}):
            setattr(into, name, getattr(other, name))
    for name in ("low", "high", "above", "below", "shortest", "longest", "required"):
        if getattr(other, name) is not None:
            setattr(into, name, getattr(other, name))
    into.choices, into.among = other.choices or into.choices, other.among or into.among
    if other.default is not MISSING:
        into.default = other.default
    into.unique = into.unique or other.unique
    into.lower = into.lower or other.lower
    into.given = into.given and other.given
