"""Lists of fields in ordinary English (`a title (required, max 100 chars), an optional description and a due date`), and their constraints."""

import re
from typing import Any

from shared.adapters.offline import words
from shared.adapters.offline.calls import statuses
from shared.adapters.offline.ir import MISSING, Field
from shared.adapters.offline.text import Placeholder, Shape, split_outside, value_of
from shared.adapters.offline.types import WORD_TYPE, guess

_NUM = r"(-?[$€£]?\d[\d,]*(?:\.\d+)?k?|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|thousand)"
_LONG = r"\s*(characters?|chars?|letters?|symbols?|long|in length|digits?|items?|elements?|entries|words?)?"
_ADJECTIVES = {
    "optional",
    "required",
    "mandatory",
    "unique",
    "positive",
    "negative",
    "non-negative",
    "nonnegative",
    "non-empty",
    "nonempty",
    "valid",
    "short",
    "long",
    "free",
    "free-text",
    "plain",
    "numeric",
    "whole",
    "iso",
    "iso-8601",
    "json",
    "its",
    "their",
    "his",
    "her",
    "own",
    "simple",
    "brief",
    "new",
    "current",
    "given",
    "named",
    "nullable",
    "read-only",
    "readonly",
    "automatic",
    "automatically",
    "auto",
    "generated",
    "auto-generated",
    "single",
    "maximum",
    "minimum",
    "certain",
    "possibly",
    "maybe",
    "additionally",
    "initial",
    "following",
    "basic",
    "also",
    "both",
    "auto-incremented",
    "autoincrement",
    "server-generated",
    "list",
    "array",
    "non-blank",
    "case-insensitive",
    "multiple",
    "several",
    "many",
    "optionally",
}
_DETERMINERS = {
    "on",
    "for",
    "a",
    "an",
    "the",
    "some",
    "any",
    "one",
    "its",
    "their",
    "each",
    "of",
    "with",
    "and",
    "or",
    "as",
    "is",
    "has",
    "have",
    "plus",
    "including",
    "at",
    "least",
}
_VERBISH = re.compile(
    r"(?i)\b(must|should|shall|will|would|can|cannot|can't|may|returns?|creates?|lists?|adds?|gives?|answers?|responds?|is|are|be|was|has|have|does|do|shows?|gets?|set|that|which|who|when|if|"
    r"otherwise|unless|where|so|because|then|there|it|them|they|i|we|you)\b"
)


def field_list(text: str) -> list[Field]:
    """The fields that a noun phrase lists; stops at the first part that is no field."""
    text = re.sub(r"(?i)\b(both|the following|these)( fields?)?\b:?", "", text)
    found: list[Field] = []
    for part in _parts(text):
        field = one_field(part)
        if field is None:
            if found and _belongs(part):
                constrain(found[-1], part)
                continue
            break
        if all(other.name != field.name for other in found):
            _both(found, field, part)
            found.append(field)
    return found


def _both(found: list[Field], field: Field, part: str) -> None:
    """`sets and reps (positive integers)`: what a plural in brackets says is about both."""
    note = re.search(r"\(([^()]*\b(?:integers|numbers|strings|dates|booleans|texts|floats)\b[^()]*)\)", part)
    if note and found and not re.search(r"\b(list|array)\b", note[1]) and repr(found[-1]) == repr(Field(found[-1].name)):
        constrain(found[-1], note[1])


def _parts(text: str) -> list[str]:
    """The parts of a list, with a list of choices kept together: `priority (low, high)`, `status: open, closed or done`."""
    parts: list[str] = []
    for part in split_outside(
        text,
        r",\s*(?:and|plus|or|as well as)\s+|\s*,\s*|\s+(?:and|plus|as well as|along with|together with)\s+(?:an?\s+|the\s+|optionally\s+)?|\s*;\s*|\s+\+\s+|\s+&\s+",
    ):
        keep = (
            parts
            and re.search(
                r"(?i)(one of|either|among|from)\s*:?\s+['\"\w]+(, ['\"\w]+)*$|\bbetween -?\d+$|\bfrom -?\d+$|from [\w'\"]+$", parts[-1]
            )
            and re.fullmatch(r"(or )?['\"]?[\w\-]+['\"]?( or ['\"]?[\w\-]+['\"]?)?( \(.*\))?\.?", part)
        )
        if keep:
            parts[-1] = f"{parts[-1]}, {part}" if not re.search(r"(?i)(between|from) -?\d+$", parts[-1]) else f"{parts[-1]} and {part}"
        else:
            parts.append(part)
    return parts


def _belongs(part: str) -> bool:
    """Whether a part that names no field says more about the field before it (`required`, `max 100 chars`)."""
    return (
        bool(
            re.match(
                r"(?i)(optional|required|unique|mandatory|default\w*|max|min|at (least|most)|up to|between|\d|one of|positive|non-|not |must be|which is|which must|never|or )",
                part.strip(),
            )
        )
        and len(part) < 60
    )


def one_field(part: str) -> Field | None:
    """The field that a part of a list names, with what it says about it; None when it names none."""
    part = part.strip().strip(".;:").strip()
    notes, bare = _brackets(part)
    if match := re.match(
        r"(?i)(?:whether|if) (?:or not )?(?:it|they|he|she|the \w+)?(?:'s| is| are| has been| was| has)? ?(?:already )?([a-z]\w+)", bare
    ):
        return Field(words.snake(match[1]), "boolean", required=False, default=any("true" in note.lower() for note in notes))
    name, colon, tail = bare.partition(":")
    if not colon:
        name, _dash, tail = _cut_dash(bare)
    head, more = _cut_constraint(name)
    optional_mark = head.rstrip().endswith("?")
    tokens = head.replace("?", "").replace("`", "").strip().split()
    field_name, hints = _name_and_hints(tokens)
    if not field_name:
        return None
    field = Field(field_name)
    if optional_mark:
        field.required = False
    for note in (" ".join(hints), more, tail, *notes):
        constrain(field, note)
    return field


def _cut_dash(text: str) -> tuple[str, str, str]:
    match = re.search(r"\s-\s", text)
    return (text[: match.start()], "-", text[match.end() :]) if match else (text, "", "")


def _brackets(text: str) -> tuple[list[str], str]:
    """What stands in brackets, and the text without it."""
    notes = re.findall(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)", text)
    return notes, re.sub(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)", " ", text).strip()


_CUT = re.compile(
    r"(?i)\s(as (?:an? )?(?=\w+)|of (?:up to|at least|at most|max|between|type)\b|of \d|between\b|from -?\d|>=?|<=?|=|in \[|one of\b|either\b|which (?:is|must|can|may|defaults)\b|that (?:is|must|can|may|defaults)\b|"
    r"defaulting\b|default\b|defaults\b|up to\b|at least\b|at most\b|must\b|max\b|no (?:more|longer)\b|being\b|in (?:the )?(?:format|range|form|iso|yyyy)|in (?:minutes|hours|cents|seconds|years|days|weeks|months|metres|meters|km|kilomet\w+|percent|ml|litres|liters|calories|kcal|mm|cm)\b|in (?:eur|usd|euros?|dollars|kg|km|grams?|meters?|metres?|celsius|pages|pounds)|"
    r"greater\b|less\b|more than\b|\d+\s*(?:-|to|\.\.)\s*\d+|initially\b|starting\b|like\b|such as\b|for example\b|can be\b|is\b|each\b|,)"
)


def _cut_constraint(text: str) -> tuple[str, str]:
    match = _CUT.search(text)
    return (text[: match.start()], text[match.start() :]) if match and match.start() > 0 else (text, "")


def _name_and_hints(tokens: list[str]) -> tuple[str, list[str]]:
    """The name among the words of a noun phrase, and the words around it that say what it is."""
    hints: list[str] = []
    names: list[str] = []
    quoted = [t for t in tokens if re.fullmatch(r"['\"][\w\-]+['\"],?", t)]
    if len(quoted) == 1:
        return words.snake(quoted[0]), [t for t in tokens if t not in quoted]
    if match := re.fullmatch(
        r"(?i)(?:an? |the |its )?(?:total |maximum |max )?(?:number|count) of ([a-z][\w\-]*s)(?: \w+)?", " ".join(tokens)
    ):
        return words.snake(match[1]), ["integer"]
    listed = _list_of(tokens) or _several(tokens)
    if listed:
        return listed
    for token in tokens:
        low = token.lower().strip("'\",")
        if low in _ADJECTIVES or (low in WORD_TYPE and len(tokens) > 1 and not _is_name(low, tokens)):
            hints.append(low)
        elif (low in _DETERMINERS and not (low in {"of", "at", "as"} and names)) or (
            low in {"field", "fields", "property", "value", "parameter", "attribute"} and len(tokens) > 1
        ):
            continue
        else:
            names.append(token.strip("'\","))
    if (
        not names
        or len(names) > 4
        or (_VERBISH.search(" ".join(names)) and guess(words.snake(" ".join(names))) == "scalar")
        or not all(re.fullmatch(r"[A-Za-z][\w\-]*|of|per", n) for n in names)
    ):
        return (
            ("", [])
            if not _type_as_name(tokens)
            else (words.snake(_type_as_name(tokens)), [h for h in hints if h != _type_as_name(tokens)])
        )
    return words.snake(names[0] if len(names) == 1 else " ".join(names)), hints


def _is_name(low: str, tokens: list[str]) -> bool:
    """`due date`, `email address`, `start time`: the word for a type belongs to the name."""
    clean = [t.lower().strip("'\",") for t in tokens]
    position = clean.index(low)
    before = clean[position - 1] if position else ""
    after = clean[position + 1] if position + 1 < len(clean) else ""
    if (
        low in {"date", "time", "number", "url", "link", "text", "timestamp", "email"}
        and before
        and before not in _ADJECTIVES | _DETERMINERS | set(WORD_TYPE)
    ):
        return guess(words.snake(before)) != "string" or low not in {"text"} or True
    return bool(low in {"email", "number", "text", "url", "time", "date"} and after and after not in {"field", "string"})


def _type_as_name(tokens: list[str]) -> str:
    """`a date`, `an email`, `a number`: the word for a type is the name."""
    return next(
        (
            t.lower().strip("'\",")
            for t in tokens
            if t.lower().strip("'\",") in WORD_TYPE
            and t.lower() not in {"string", "integer", "boolean", "json", "list", "array", "object", "whole", "float"}
        ),
        "",
    )


def _list_of(tokens: list[str]) -> tuple[str, list[str]] | None:
    """`a list of tags` -> tags (a list)."""
    text = " ".join(tokens).lower()
    if match := re.fullmatch(
        r"(?:an? |the |its )?(optional |required )?(?:list|array|set|collection)s? of (?:string |text |free |numeric |integer )?([a-z][\w\-]*(?: \w+)?)",
        text,
    ):
        if match[2] in WORD_TYPE and match[2] not in {"emails", "urls", "words", "numbers", "dates"}:
            return None
        return words.snake(match[2]), [(match[1] or "").strip(), "list of numbers" if match[2] in {"numbers", "integers"} else "list"]
    return None


def _several(tokens: list[str]) -> tuple[str, list[str]] | None:
    """`at least two options`, `2 to 10 tags` -> options (a list of so many)."""
    match = re.fullmatch(
        r"(?i)(at least|at most|up to|exactly|between)? ?(\d+|two|three|four|five|six|ten)( or more| to \d+| and \d+|-\d+)? ([a-z][\w\-]*s)",
        " ".join(tokens),
    )
    if not match:
        return None
    return words.snake(match[4]), [
        "list",
        f"{match[1] or ''} {words.number(match[2])}{match[3] or ''} items".strip()
        if match[1] or match[3]
        else f"exactly {words.number(match[2])} items",
    ]


# --- constraints ------------------------------------------------------------------------------------------------------


def constrain(field: Field, text: str) -> bool:
    """Reads constraints from words and puts them into the field; whether there were any."""
    text = text.strip().strip(".;")
    if not text:
        return False
    before = repr(field)
    if "|" in text or "/" in text or re.search(r"(?i)one of|either|\bor\b|:|,|values|enum", text):
        _choices(field, text)
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
        kind = WORD_TYPE.get(token)
        if (
            kind
            and token not in {"chars", "char", "words", "json", "link", "list", "map", "time", "flag", "text", "real"}
            and kind != "list"
            and field.type not in {"email", "url", "list", "enum"}
        ):
            field.type = "integer" if kind == "number" and field.type == "integer" else kind
        elif token in {"text", "time", "flag", "link"} and not field.type:
            field.type = WORD_TYPE[token]


def _presence(field: Field, text: str) -> None:
    low = text.lower()
    if re.search(
        r"\b(optional|optionally|nullable|may be (omitted|null|empty|missing)|not required|can be (omitted|null|left out|empty))\b", low
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
        r"\b(read-?only|auto(matic(ally)?)?[- ]?(generated|assigned|set|increment(ed)?)?|server-(generated|set|side)|generated|assigned by the server|set by the server|set automatically)\b",
        low,
    ):
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
    (rf"(?:greater than|more than|larger than|over|above|bigger than|longer than|(?<![<>=])>(?!=)|exceed)\s*{_NUM}{_LONG}", "above"),
    (rf"(?:less than|fewer than|smaller than|under|below|shorter than|(?<![<>=])<(?!=))\s*{_NUM}{_LONG}", "below"),
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
    if re.search(r"\balphanumeric\b|letters and (digits|numbers)", low):
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


_CHOICES = (
    r"(?i)\b(?:one of|either|any of|among|enum(?:eration)?(?: of)?|values?(?: are| is)?(?: one of)?|allowed(?: values)?(?: are)?|options?(?: are)?|in)\b\s*:?\s*[\[({]?\s*((?:['\"]?[A-Za-z][\w\- ]{0,20}?['\"]?\s*(?:,\s*or\s+|,\s*and\s+|,|/|\||\bor\b|\band\b)\s*)+['\"]?[A-Za-z][\w\-]*['\"]?)",
    r"(?i)(?:must be|can be|may be|is|are|be|:|=)\s*((?:['\"]?[A-Za-z][\w\-]*['\"]?\s*(?:,\s*or\s+|,|/|\||\bor\b)\s*)+['\"]?[A-Za-z][\w\-]*['\"]?)",
    r"(?i)^\W*((?:['\"]?[A-Za-z][\w\-]*['\"]?\s*(?:,\s*or\s+|,|/|\||\bor\b)\s*)+['\"]?[A-Za-z][\w\-]*['\"]?)",
)
_NO_CHOICE = {
    *WORD_TYPE,
    *_ADJECTIVES,
    "null",
    "none",
    "empty",
    "missing",
    "more",
    "less",
    "greater",
    "zero",
    "default",
    "defaults",
    "max",
    "min",
    "absent",
    "blank",
    "negative",
    "invalid",
    "true",
    "false",
    "unknown",
    "at",
    "up",
    "not",
    "only",
    "equal",
    "date-time",
    "iso",
    "http",
    "https",
    "must",
    "else",
    "otherwise",
    "characters",
    "chars",
    "utc",
    "omitted",
    "when",
    "if",
    "auto",
    "given",
    "unset",
    "the",
    "a",
    "an",
    "it",
    "longer",
    "shorter",
    "higher",
    "lower_bound",
    "between",
    "each",
}


def _choices(field: Field, text: str) -> None:
    for pattern in _CHOICES:
        for match in re.finditer(pattern, text):
            options = [o.strip().strip("'\"`") for o in re.split(r"\s*,\s*(?:or|and)\s+|\s*[,/|]\s*|\s+(?:or|and)\s+", match[1])]
            while options and (options[-1].lower() in _NO_CHOICE or options[-1].lower().startswith("default")):
                options.pop()
            options = [o for o in options if o]
            if len(options) >= 2 and not any(o.lower() in _NO_CHOICE or len(o.split()) > 3 or _VERBISH.search(o) for o in options):
                field.choices, field.type = list(dict.fromkeys(options)), "enum"
                return


def _default(field: Field, text: str) -> None:
    patterns = (
        r"(?i)\bdefault(?:s|ing|ed)?(?: value)?(?: to| is| of| as|:| =|=)?\s*(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\[\]|\w[\w\-]*)",
        r"(?i)(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\w+)\s*(?:\(?by default\)?|\(default\)|is the default|as (?:the )?default)",
        r"(?i)\b(?:initially|initial(?: value)?(?: of| is)?|starts? (?:at|as|with|out as)|starting (?:at|as|with)|(?:is )?set to)\s*(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|\w+)",
    )
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            value = match[1].strip("'\"`") if match[1][:1] in "'\"" else _plain(match[1])
            if value in {"to", "is", "the", "a", "an", "and", "value", "be", "optional", "required", "of", "it", "now", "today", "current"}:
                continue
            if field.choices and value not in field.choices:
                continue
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


def from_shape(shape: Shape) -> list[Field]:
    """The fields of a JSON example: types from the values or from the words that stand in their place."""
    found = []
    for name, value in shape.members:
        field = Field(name.strip())
        if isinstance(value, Placeholder):
            if value.text != "null":
                constrain(field, value.text)
        elif isinstance(value, str):
            _from_sample(field, value)
        elif value is not None:
            _from_value(field, value)
        found.append(field)
    return found


def _from_value(field: Field, value: object) -> None:
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", list: "list", dict: "object"}
    field.type = kinds[type(value)]
    if field.type == "integer" and guess(field.name) == "number":
        field.type = "number"
    if isinstance(value, list) and value:
        if all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
            field.items = "number"
        elif isinstance(value[0], dict):
            field.items = "object"


def _from_sample(field: Field, value: str) -> None:
    low = value.strip().lower()
    if low.split(" ")[0].rstrip(",;") in WORD_TYPE or low in {"yyyy-mm-dd", "iso date", "hh:mm"} or "|" in low:
        constrain(field, value)
        return
    if re.fullmatch(r"\d{4}-\d\d-\d\d", low):
        field.type = "date"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d.*", low):
        field.type = "datetime"
    elif re.match(r"https?://", low):
        field.type = "url"
    elif guess(field.name) in {"email", "date", "url", "datetime"}:
        field.type = guess(field.name)
    else:
        field.type = "string"


def merge(into: Field, other: Field) -> None:
    """Adds what another mention of the same field says."""
    for name in ("type", "items", "pattern", "refers", "fill"):
        if getattr(other, name) and not (name == "type" and getattr(into, name) and getattr(other, name) in {"scalar", "string"}):
            setattr(into, name, getattr(other, name))
    for name in ("low", "high", "above", "below", "shortest", "longest", "required"):
        if getattr(other, name) is not None:
            setattr(into, name, getattr(other, name))
    if other.choices:
        into.choices = other.choices
    if other.default is not MISSING:
        into.default = other.default
    into.unique = into.unique or other.unique
    into.lower = into.lower or other.lower
    into.given = into.given and other.given
