"""The form that a text must have: `two capital letters and three digits`, `lowercase letters and hyphens only`, `starts with "https://"`."""

import re
from itertools import groupby

from shared.adapters.offline.ir import Field


def shape(one: Field, text: str) -> None:
    """Gives a field the pattern that a phrase in canonical wording describes."""
    if one.pattern or one.type not in {"", "string", "url"}:
        return
    if begins := _BEGINS.search(text):
        one.pattern, one.type = f"^{re.escape(begins[2])}".replace("\\-", "-"), one.type or "string"
    if one.pattern or one.type == "url":
        return
    if whole := _by_example(text) or _runs(text) or _parts(text) or _ranged(text):
        one.pattern, one.type = f"^{whole}$", "string"
        one.shortest = one.longest = None
        return
    only = (_ONLY.search(text) and _KINDS.search(text)) or _ALONE.search(text)
    if only and re.search(r"(?i)letter|hyphen|dash|underscore|alphanum", only[1]):
        one.pattern, one.type = f"^{_first(_class(only[1].lower()), text)}$", "string"
    exact = _EXACT.search(text)
    if exact and not only and _COUNTED.search(text) and not re.search(r"(?:>=|<=|\d ?(?:-|to)) ?\d+ (?:letters?|digits?)", text):
        one.pattern, one.type = f"^{_run(exact[1], exact[2] or '', exact[3])}$", "string"
        one.shortest = one.longest = None
    _spelled(one, text)


def _spelled(one: Field, text: str) -> None:
    """`matching ^[a-z]+$`, `starts with #`."""
    if match := re.search(r"(?:regex|regular expression|pattern|matching|matches?)\s*[:=]?\s*[`\"/]?(\^[^`\"\s]+\$)", text):
        one.pattern, one.type = match[1], "string"
    if match := re.search(r"\bstarts? with (?:an? |the )?[\"`]?(#|[A-Z]{1,4}-)[\"`]?", text):
        one.pattern = one.pattern or f"^{match[1]}"


_BEGINS = re.compile(r"\b(?:must|always|only|has to|that|which) (?:start|begin)s? with (?:an? |the )?([\"'`])([^\"'`]+)\1")
_EXAMPLE = re.compile(r"(?:like|e\.g\.?,?|such as|form|format|for example|as in) [\"'`]([A-Za-z0-9\-/.]{3,20})[\"'`]")
_ONLY = re.compile(r"(?i)\b(?:only|consists? of|made (?:up )?of|just|contains? only)\b")
_KINDS = re.compile(
    r"(?i)(?:only |just |of )?((?:(?:small |capital |lower-?case |upper-?case |the )?(?:letters?|digits?|numbers?|hyphens?|dashes|dots?|periods?|underscores?|alphanumeric(?: characters)?)(?:, | and | or |, and )?)+)"
)
_KIND = r"(?:(?:small |capital |lower-?case |upper-?case )?letters|digits|numbers|hyphens|dashes|underscores|alphanumeric characters)"
#: `uppercase letters and digits`, as all that is said of the characters.
_ALONE = re.compile(rf"(?i)(?:^|[,:;] ?|\bof )({_KIND}(?:(?:, | and | or |, and ){_KIND})+)(?=\W*$|[,;)])")
_EXACT = re.compile(
    r"(?i)(?<!\d to )(?<!\d-)(?<!\d - )\b(?:exactly |precisely )?(\d+|two|three|four|five|six)[- ]?(upper-?case |capital |lower-?case )?(letters?|digits?)\b(?! (?:long|or))"
)
#: What shows that so many letters are all that there is.
_COUNTED = re.compile(
    r"\b(?:exactly|precisely|of|consists?|code|like|has|have|must be)\b|-letter|-digit|^\W*(?:(?:an? )?(?:required|optional|unique|string|text),? )*(?:\d+|two|three|four|five|six) "
)


def _by_example(text: str) -> str:
    """`letters and digits like "AB-12"`."""
    example = _EXAMPLE.search(text)
    told = example and re.search(r"\b(?:letters?|digits?)\b", text) and not _ANY_LENGTH.search(text)
    return _shape(example[1]) if example and told else ""


def _runs(text: str) -> str:
    runs = _RUN.findall(text)
    return "".join(_run(*run) for run in runs) if len(runs) > 1 else ""


def _ranged(text: str) -> str:
    """`two to eight lowercase letters`."""
    found = re.search(
        rf"(?i)\b(\d+|{'|'.join(_COUNTS)}) ?(?:to|-) ?(\d+) ((?:upper-?case|capital|lower-?case|small) letters|digits)\b(?! (?:or|and)\b)",
        text,
    )
    return _run(f"{_COUNTS.get(found[1].lower(), found[1])},{found[2]}", found[3], found[3]) if found else ""


def _parts(text: str) -> str:
    parts = _PARTS.search(text)
    return re.escape(_MARKS[parts[2][:3].lower()]).join([r"\d+"] * int(_COUNTS.get(parts[1].lower(), parts[1]))) if parts else ""


#: `small letters and digits only`, of any length, whatever an example has.
_ANY_LENGTH = re.compile(
    r"(?i)(?:letters?|digits|numbers|hyphens?|dashes|underscores?|alphanumeric(?: characters)?) only\b|\b(?:only|just) (?:of |contains? )?(?:[\w\-]+ )?(?:letters|digits|numbers|hyphens?|dashes|underscores?|alphanumeric)"
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
#: `three numbers separated by dots`.
_PARTS = re.compile(
    r"\b(two|three|four|\d) (?:integer|numbers?|digits?)s?,? (?:(?:that|which) are |each )?(?:separated|divided|joined|split|connected) by (?:an? |single )?(dot|point|period|full stop|hyphen|dash|colon|slash|underscore)"
)
_MARKS = {"dot": ".", "poi": ".", "per": ".", "ful": ".", "hyp": "-", "das": "-", "col": ":", "sla": "/", "und": "_"}
#: `two capital letters`, of `two capital letters and three digits`.
_RUN = re.compile(
    rf"(?i)\b(\d+|{'|'.join(_COUNTS)})[- ]?(upper-?case |capital |lower-?case |small )?(letters?|digits?)\b(?= ?(?:,|and|then|followed|plus|$|\)|;|\.))"
)


def _run(count: str, case: str, kind: str) -> str:
    """The pattern of some letters or digits."""
    low = case.lower()
    chars = (
        r"\d" if kind.lower().startswith("digit") else "[A-Z]" if low.startswith(("upper", "capital")) else "[a-z]" if low else "[A-Za-z]"
    )
    return f"{chars}{{{_COUNTS.get(count.lower(), count)}}}"


def _shape(example: str) -> str:
    """The pattern of an example: `A-1024` -> `[A-Z]-\\d{4}`."""
    kinds = [r"\d" if char.isdigit() else "[A-Z]" if char.isupper() else "[a-z]" if char.islower() else re.escape(char) for char in example]
    found = ""
    for kind, same in groupby(kinds):
        count = len(list(same))
        found += kind if count == 1 else f"{kind}{{{count}}}"
    return found


def _first(chars: str, text: str) -> str:
    """Characters of a class, of which the first is a letter or a digit where the text says so."""
    starts = re.search(
        r"\b(?:starts?|begins?|starting|beginning|first (?:character|sign|one)(?: is| must be)?)(?: with)? (?:an? |one )?(?:[a-z\-]+ )?(letter|digit)",
        text,
    )
    if starts is None:
        return f"[{chars}]+"
    kept = "0-9" if starts[1] == "digit" else "".join(part for part in ("a-z", "A-Z") if part in chars)
    return f"[{kept}][{chars}]*"


def _class(low: str) -> str:
    small, capital = re.search(r"small|lower", low), re.search(r"capital|upper", low)
    letters = ("a-z" if small else "") + ("A-Z" if capital else "") if small or capital else "A-Za-z"
    found = letters if re.search(r"letter|alphanum", low) else ""
    found += "0-9" if re.search(r"digit|number|alphanum", low) else ""
    found += "_" if "underscore" in low else ""
    found += "." if re.search(r"\bdots?\b|\bperiods?\b", low) else ""
    return found + ("-" if re.search(r"hyphen|dash", low) else "")
