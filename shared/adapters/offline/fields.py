"""Lists of fields in ordinary English (`a title (required, max 100 chars), an optional description and a due date`), and their constraints."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.choosing import ADJECTIVES, VERBISH
from shared.adapters.offline.constraining import constrain
from shared.adapters.offline.ir import Field
from shared.adapters.offline.text import split_outside
from shared.adapters.offline.types import WORD_TYPE, guess

_DETERMINERS = {
    "my",
    "our",
    "your",
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


#: Words that no name of a field has: a sentence goes on.
_NO_NAME_TEXT = (
    "it them they he she been being doing making may can could must will would should might who whom if when while until unless not cannot another "
    "these those than then because so there nothing nobody somebody oldest newest latest twice again already yet"
)
_NO_NAME = frozenset(_NO_NAME_TEXT.split())


def field_list(text: str) -> list[Field]:
    """The fields that a noun phrase lists; stops at the first part that is no field."""
    text = re.sub(r"(?i)\b(both|the following|these)( fields?)?\b:?", "", text)
    found: list[Field] = []
    for part in _parts(text):
        field = one_field(part) or _typed(part)
        if field is None:
            if found and _belongs(part):
                constrain(found[-1], part)
                continue
            break
        if all(other.name != field.name for other in found):
            _both(found, field, part)
            found.append(field)
    return found


def _typed(part: str) -> Field | None:
    """`on (boolean, default false)`: a word of any kind is a field when brackets give it a type."""
    match = re.fullmatch(
        r"[`'\"]?([A-Za-z_]\w*)[`'\"]?\s*\(((?:[^()]*\W)?(?:boolean|bool|true|false|text|string|integer|int|number|float|date|list|array|whole number)\b[^()]*)\)",
        part.strip(" ."),
    )
    if match is None:
        return None
    field = Field(match[1])
    constrain(field, match[2])
    return field


def _both(found: list[Field], field: Field, part: str) -> None:
    """`sets and reps (positive integers)`: what a plural in brackets says is about both."""
    note = re.search(r"\(([^()]*\b(?:integers|numbers|strings|dates|booleans|texts|floats)\b[^()]*)\)", part)
    if note and found and not re.search(r"\b(list|array)\b", note[1]) and repr(found[-1]) == repr(Field(found[-1].name)):
        constrain(found[-1], note[1])


def _parts(text: str) -> list[str]:
    """The parts of a list, with a list of choices kept together: `priority (low, high)`, `status: open, closed or done`."""
    parts: list[str] = []
    for part in _enumerated(
        text,
        split_outside(
            text,
            r",\s*(?:and|plus|or|as well as)\s+|\s*,\s*|\s+(?:and|plus|as well as|along with|together with)\s+(?:an?\s+|the\s+|optionally\s+)?|\s*;\s*|\s+\+\s+|\s+&\s+",
        ),
    ):
        keep = (
            parts
            and re.search(
                r"(?i)(one of|either|among|from)\s*:?\s+['\"\w]+(, ['\"\w]+)*$|\bbetween -?\d+$|\bfrom -?\d+$|from [\w'\"]+$", parts[-1]
            )
            and re.fullmatch(r"(or )?['\"]?[\w\-]+['\"]?( or ['\"]?[\w\-]+['\"]?)?( \(.*\))?\.?", part)
        )
        if parts and re.match(r"(?i)(?:which|that|being)\b", part):
            parts[-1] = f"{parts[-1]} {part}"
        elif keep:
            parts[-1] = f"{parts[-1]}, {part}" if not re.search(r"(?i)(between|from) -?\d+$", parts[-1]) else f"{parts[-1]} and {part}"
        else:
            parts.append(part)
    return parts


_STATES = re.compile(r"(?i)\b(state|status|stage|phase|priority|severity|level|kind|type|category|role|genre|size|mood|condition)$")


def _enumerated(text: str, parts: list[str]) -> list[str]:
    """Keeps `a state: draft, review or published` in one part."""
    for i, part in enumerate(parts):
        opened = re.fullmatch(r"(?P<name>[\w ]+):\s*['\"]?[\w\-]+['\"]?", part)
        if not opened:
            continue
        end = i + 1
        while end < len(parts) and re.fullmatch(r"(?:or )?['\"]?[\w\-]+['\"]?(?: or ['\"]?[\w\-]+['\"]?)?(?: \([^()]*\))?\.?", parts[end]):
            end += 1
        listed = parts[i + 1 : end]
        chosen = [n for n, one in enumerate(listed) if re.search(r"\bor\b|['\"]", one) or f", or {one}" in text]
        last = len(listed) if _STATES.search(opened["name"]) else chosen[-1] + 1 if chosen else 0
        if last:
            whole = ", ".join([part, *listed[:last]])
            return [
                *parts[:i],
                whole if " or " in whole else re.sub(r", ([^,]*)$", r" or \1", whole),
                *_enumerated(text, parts[i + 1 + last :]),
            ]
    return parts


def _belongs(part: str) -> bool:
    """Whether a part that names no field says more about the field before it (`required`, `max 100 chars`)."""
    return (
        bool(
            re.match(
                r"(?i)(optional|required|unique|mandatory|default\w*|max|min|at (least|most)|up to|between|\d|one of|positive|non-|not |must be|which is|which must|never|or |(?:at|in) (?:the )?(?:begin|start|first)|initially|starts? )",
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
    clause = {token.lower().strip(",.'\"") for token in tokens} & _NO_NAME
    field_name, hints = ("", []) if clause else _name_and_hints(tokens)
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
    r"(?i)\s(as (?:an? )?(?=\w+)|of (?:up to|at least|at most|max|between|type)\b|of \d|between (?=-?\d|zero|one|two)|from -?\d|>=?|<=?|=|in \[|one of\b|either\b|(?:which|that) (?:is|are|must|can|may|shall|should|will|has|have|needs?|cannot|defaults)\b|"
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
        r"(?i)(?:an? |the |its )?(?:total |maximum |max )?(?:number|count) of ([a-z][\w\-]*s(?: (?:between|per|in|on|of) \w+)?)",
        " ".join(tokens),
    ):
        return words.snake(match[1]), ["integer"]
    listed = _list_of(tokens) or _several(tokens)
    if listed:
        return listed
    for token in tokens:
        low = token.lower().strip("'\",")
        if low in ADJECTIVES or (low in WORD_TYPE and len(tokens) > 1 and not _is_name(low, tokens)):
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
        or (VERBISH.search(" ".join(names)) and guess(words.snake(" ".join(names))) == "scalar")
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
        and before not in ADJECTIVES | _DETERMINERS | set(WORD_TYPE)
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
