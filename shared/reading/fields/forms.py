"""The form that a text must have: `two capital letters and three digits`, `lowercase letters and hyphens only`, `starts with "https://"`."""

import re
from itertools import groupby

from shared.writing.ir import Field
from shared.writing.types import guess


def shape(one: Field, text: str) -> None:
    """Gives a field the pattern that a phrase in canonical wording describes."""
    if only := re.fullmatch(r"\^\[([^\]]+)\]\+\$", one.pattern):
        one.pattern = f"^{_first(only[1], text)}$"
    if one.pattern or one.type not in {"", "string", "url"}:
        return
    if opening := _opening(text):
        one.pattern, one.type = opening, one.type or "string"
    if one.pattern or one.type == "url":
        return
    if (so_many := _SO_MANY.search(text)) and (so_many["high"] or re.search(r"(?i),? or |/|alphanum", so_many["kinds"])):
        _made_of(one, text)
        return
    if whole := _by_example(text) or _single(text) or _parts(text) or _counted(text) or _styled(text):
        one.pattern, one.type = f"^{whole}$", "string"
        one.shortest = one.longest = None
        return
    _made_of(one, text)
    _begun(one, text)


def _opening(text: str) -> str:
    """The pattern of how a text begins: `must start with "https://"`, `starts with two letters`."""
    if begins := _BEGINS.search(text):
        return f"^{re.escape(begins[2])}".replace("\\-", "-")
    opens = _OPENS_WITH.search(text)
    run = _RUN.match(text, opens.end()) if opens else None
    return f"^{_run(run)}" if run else ""


def _made_of(one: Field, text: str) -> None:
    """`only letters and digits`, `no spaces`: what a text may consist of, however long it is."""
    if so_many := _SO_MANY.search(text):
        counts = [int(_COUNTS.get(count.lower(), count)) for count in (so_many["low"], so_many["high"]) if count]
        one.pattern, one.type = f"^[{_class(so_many['kinds'])}]{{{','.join(str(count) for count in counts)}}}$", "string"
        one.shortest = one.longest = None
        return
    only = (_ONLY.search(text) and _KINDS.search(text)) or _ALONE.search(text)
    if only and re.search(r"(?i)letter|hyphen|dash|underscore|alphanum|a-z|digits", only[1]):
        one.pattern, one.type = f"^{_leading(text)}{_first(_class(only[1]), text)}$", "string"
    elif re.search(r"(?i)\b(?:no|without(?: any)?|can not (?:have|contain)(?: any)?) (?:spaces|blanks|white-?space)\b", text):
        one.pattern, one.type = "^\\S+$", "string"


def _leading(text: str) -> str:
    """`digits and a leading plus`, `may start with a +`."""
    told = re.search(
        r"(?i)\bleading (?:plus|\+)|\b(?:can|may|optionally|optional) [^,;]{0,12}?(?:start|begin)(?:s|ning|ing)? with (?:an? )?[\"'`]?(?:plus|\+)",
        text,
    )
    return r"\+?" if told else ""


#: `matching ^[a-z]+$`.
_SPELLED = re.compile(r"(?:regex|regular expression|pattern|match(?:es|ing)?)\s*[:=]?\s*[`\"/]?(\^[^`\"\s]+\$)[`\"/]?")


def spelled(one: Field, text: str) -> str:
    """The text without the pattern that it spells out, which the field gets; with the limits of a number of so many digits."""
    if one.type in {"integer", "number"} or guess(one.name) in {"integer", "number"}:
        text = _DIGITS.sub(_between, text)
    if (match := _SPELLED.search(text)) and not one.pattern and one.type in {"", "string"}:
        one.pattern, one.type = match[1], "string"
    return _SPELLED.sub(" ", text)


#: `the year is a four-digit number`.
_DIGITS = re.compile(
    r"(?i)\b(?:(?:an? )?(?P<count>\d|two|three|four|five|six|seven|eight)[- ]digit(?: (?:whole )?(?:numbers?|integers?))?|(?:(?:whole )?(?:number|integer) )?(?:of|with|has|have|having|must have|consists of|exactly) (?:exactly )?(?P<so_many>\d|two|three|four|five|six|seven|eight) digits)\b"
)


def _between(match: re.Match[str]) -> str:
    told = (match["count"] or match["so_many"]).lower()
    digits = int(_COUNTS.get(told, told))
    return f"integer between {10 ** (digits - 1)} and {10**digits - 1}"


def _begun(one: Field, text: str) -> None:
    """`starts with #`."""
    if match := re.search(r"\bstarts? with (?:an? |the )?[\"`]?(#|[A-Z]{1,4}-)[\"`]?", text):
        one.pattern = one.pattern or f"^{match[1]}"


_BEGINS = re.compile(r"\b(?:must|always|only|has to|that|which) (?:start|begin)s? with (?:an? |the )?([\"'`])([^\"'`]+)\1")
_OPENS_WITH = re.compile(r"(?i)\b(?:starts?|begins?|starting|beginning) with (?=(?:two|three|four|five|\d) )")
_EXAMPLE = re.compile(r"(?:like|e\.g\.?,?|such as|form|format|for example|as in) [\"'`]([A-Za-z0-9\-/.]{3,20})[\"'`]")
_ONLY = re.compile(r"(?i)\b(?:only|consists? of|made (?:up )?of|just|contains? only)\b")
_KINDS = re.compile(
    r"(?i)(?:only |just |of )?((?:(?:small |capital |lower-?case |upper-?case |the )?(?:letters?|digits?|numbers?|hyphens?|dashes|dots?|periods?|underscores?|spaces|alphanumeric(?: characters)?|a(?: ?- ?| to )z\b|0(?: ?- ?| to )9\b)(?:, | and | or |, and |/)?)+)"
)
_KIND = (
    r"(?:(?:small |capital |lower-?case |upper-?case )?letters|digits|numbers|hyphens|dashes|underscores|alphanumeric characters|a-z|0-9)"
)
#: `uppercase letters and digits`, as all that is said of the characters.
_ALONE = re.compile(rf"(?i)(?:^|[,:;] ?|\bof )({_KIND}(?:(?:, | and | or |, and ){_KIND})+)(?=\W*$|[,;)])")


#: Ways to write names that have a name themselves.
_STYLES = {
    "kebab": "[a-z0-9]+(-[a-z0-9]+)*",
    "snake": "[a-z0-9]+(_[a-z0-9]+)*",
    "camel": "[a-z][A-Za-z0-9]*",
    "pascal": "[A-Z][A-Za-z0-9]*",
}
#: `a hex colour like #ff8800`.
_HEX = re.compile(r"(?i)\bhex(?:adecimal)?\b(?=.*#)|\bhex(?:adecimal)?[- ](?:colou?r|code)")
_STYLE = re.compile(rf"(?i)\b({'|'.join(_STYLES)})[-_ ]?case\b")
#: `lower-case letters and digits in groups joined by single hyphens`, `lower-case words separated by dashes`.
_GROUPS = re.compile(
    r"(?i)(?P<kinds>(?:(?:small |capital |lower-?case |upper-?case )?(?:letters|digits|numbers|words|alphanumerics?)(?:, | and | or |, and |/)?)+),? "
    r"(?:in (?:groups|parts|blocks|runs),? )?(?:that are |which are )?(?:separated|joined|connected|divided) by (?:an? )?(?:single |one )?(?P<sign>hyphen|dash|dot|period|underscore|slash)e?s?\b"
)


def _styled(text: str) -> str:
    """`kebab-case`, `words of small letters joined by single hyphens`."""
    if groups := _GROUPS.search(text):
        chars = _class(groups["kinds"].lower().replace("words", "letters"))
        sign = re.escape(_SIGNS[groups["sign"].lower()]).replace("\\-", "-")
        return f"[{chars}]+({sign}[{chars}]+)*"
    if _HEX.search(text):
        return "#[0-9A-Fa-f]{6}"
    style = _STYLE.search(text)
    return _STYLES[style[1].lower()] if style else ""


def _by_example(text: str) -> str:
    """`letters and digits like "AB-12"`."""
    example = _EXAMPLE.search(text)
    told = example and re.search(r"\b(?:letters?|digits?)\b", text) and not _ANY_LENGTH.search(text)
    return _shape(example[1]) if example and told else ""


#: `a single capital letter A to Z`, `one letter, A to F`, `A-D`.
_SINGLE = re.compile(
    r"(?:^\W*|\b(?:is|be|of|are(?= (?:just |always )?single )) )(?:(?:just|exactly|always|an?|one|single|1) )*(?P<case>(?i:upper-?case |capital |lower-?case |small ))?(?:letter|(?<=\bsingle )letters|(?<=\bsingle capital )letters|(?<=\bsingle uppercase )letters|(?<=\bsingle upper-case )letters|(?<=\bsingle lowercase )letters)\b(?P<caps> in capitals)?(?![^.;]*\b(?:and|followed|then|or)\b)"
    r"|^\W*(?:(?:from|between) )?(?!A to Z)(?=[A-Z] ?(?:-|to|through|until|and) ?[A-Z](?:\W*$|[,;] ))"
)
_FROM_TO = re.compile(r"\b(?P<low>[A-Za-z]) ?(?:-|to|through|until|and) ?(?P<high>[A-Za-z])\b")


def _single(text: str) -> str:
    """The class of the only letter that a text consists of."""
    told = _SINGLE.search(text)
    if told and re.search(r"(?i)\b(?:first|last|second) (?:\w+ )?$", text[: told.start()]):
        return ""
    ends = _FROM_TO.search(text, told.start()) if told else None
    if ends is not None:
        return f"[{ends['low']}-{ends['high']}]"
    return _class(f"{told['case'] or told['caps'] or ''}letter".lower()).join("[]") if told else ""


def _parts(text: str) -> str:
    parts = _PARTS.search(text)
    return re.escape(_MARKS[parts[2][:3].lower()]).join([r"\d+"] * int(_COUNTS.get(parts[1].lower(), parts[1]))) if parts else ""


#: `small letters and digits only`, of any length, whatever an example has.
_ANY_LENGTH = re.compile(
    r"(?i)(?:letters?|digits|numbers|hyphens?|dashes|underscores?|alphanumeric(?: characters)?) only\b|\b(?:only|just) (?:of |contains? )?(?:[\w\-]+ )?(?:letters|digits|numbers|hyphens?|dashes|underscores?|alphanumeric)"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}  # fmt: skip
_SIGNS = {"dash": "-", "hyphen": "-", "minus": "-", "slash": "/", "dot": ".", "period": ".", "point": ".", "full stop": ".", "space": " ", "blank": " ", "underscore": "_", "colon": ":", "hash": "#"}  # fmt: skip
#: `three numbers separated by dots`.
_PARTS = re.compile(
    r"\b(two|three|four|\d) (?:integer|numbers?|digits?)s?,? (?:(?:that|which) are |each )?(?:separated|divided|joined|split|connected) by (?:an? |single )?(dot|point|period|full stop|hyphen|dash|colon|slash|underscore)"
)
_MARKS = {"dot": ".", "poi": ".", "per": ".", "ful": ".", "hyp": "-", "das": "-", "col": ":", "sla": "/", "und": "_"}
_N = rf"(?:\d+|an?\b|{'|'.join(_COUNTS)})"
#: `two to four capital letters`.
_RUN = re.compile(
    rf"(?i)(?:(?:exactly|precisely) )?(?:between )?(?P<low>{_N})(?: ?(?:to|-|and|(?P<or>or)) ?(?P<high>{_N}))?[- ](?:(?P<case>upper-?case|capital|lower-?case|small) )?(?P<kind>letter|digit|number(?=s))s?\b"
)
_LETTER = r"(?:(?:capital |upper-?case )?letters? |prefix )"
_SIGN = re.compile(
    rf"(?i)(?:(?:an?|one|1|the) )?(?:{_LETTER}(?P<letter>(?-i:[A-Z]{{1,4}}))(?![\w-])|(?<![\w-])(?P<bare>(?-i:[A-Z]{{1,4}})[-/_]?)(?= (?:and )?(?:then|followed by) )|(?P<sign>{'|'.join(_SIGNS)})\b(?: sign)?|{_LETTER}?[\"'`](?P<literal>[^\"'`\w]|(?-i:[A-Z]{{1,4}}-?))[\"'`])"
)
_THEN = re.compile(r"(?i),? ?(?:and|then|plus|followed by)(?: then)? |, |(?= separated by )")
#: `6 to 12 uppercase letters or digits`.
_SO_MANY = re.compile(
    rf"(?i)\b(?:(?:exactly|precisely|between) )?(?P<low>{_N})(?: ?(?:to|-|and) ?(?P<high>{_N}))? (?P<kinds>(?:(?:small |capital |lower-?case |upper-?case )?(?:letters|digits|numbers|hyphens|dashes|underscores)(?:, | and | or |, and |, or |/))+(?:small |capital |lower-?case |upper-?case )?(?:letters|digits|numbers|hyphens|dashes|underscores)|alphanumeric(?: characters| chars| signs)?)"
    r"(?! (?:and|then|followed) \d)"
)
#: What shows that so many letters are all that there is.
_ALL = re.compile(
    r"(?i)(?:\b(?:of|consists? of|has|have|is|are|be|with|by|of the form|like|i\.e\.,?|that is,?)(?: always| just| only)?|^\W*(?:an? )?(?:(?:an? )?(?:required|optional|unique|string|text|code|always|only|just),? ?)*|[:(])[\s(]*$"
)
_EXACTLY = re.compile(r"(?i)exactly|precisely|an? \w+-|\w+-(?:digit|letter)")


def _counted(text: str) -> str:
    """`two capital letters, a dash and four digits`."""
    for first in sorted((*_RUN.finditer(text), *_SIGN.finditer(text)), key=lambda match: match.start()):
        before, found = text[: first.start()], _sequence(text, first)
        told = _ALL.search(before) or _EXACTLY.match(first[0])
        if found and told and not re.search(r"(?:[<>]=?|\bcontains?|\d ?(?:-|to)) ?$", before):
            return found
    return ""


def _sequence(text: str, first: re.Match[str]) -> str:
    """The pattern of what follows each other from here; empty without letters and digits, and where what follows is another alternative."""
    parts = [first]
    while (then := _THEN.match(text, parts[-1].end())) and (after := _RUN.match(text, then.end()) or _SIGN.match(text, then.end())):
        parts.append(after)
    if all(part.re is _SIGN or part["low"].lower() in {"a", "an"} for part in parts) or re.match(
        r"(?i) or\b|,? or (?:an?|\d|one)\b", text[parts[-1].end() :]
    ):
        return ""
    if len(parts) == 1 and not first["kind"].lower().startswith(
        "digit" if re.match(r" long\b", text[first.end() :]) else ("digit", "letter")
    ):
        return ""
    found = [_run(part) if part.re is _RUN else _sign(part) for part in parts]
    apart = re.match(r" (?:that are |which are )?(?:separated|divided|joined) by (?:an? |one |the )?(\w+)", text[parts[-1].end() :])
    return _escaped(_SIGNS[apart[1]]).join(found) if apart and apart[1] in _SIGNS else "".join(found)


def _run(part: re.Match[str]) -> str:
    """The pattern of some letters or digits."""
    low = (part["case"] or "").lower()
    chars = (
        "[A-Z]" if low.startswith(("upper", "capital")) else "[a-z]" if low else "[A-Za-z]" if part["kind"].lower() == "letter" else r"\d"
    )
    counts = [int(_COUNTS.get(count.lower(), count)) for count in (part["low"], part["high"]) if count]
    if part["or"] and counts[1] - counts[0] > 1:
        return f"({chars}{{{counts[0]}}}|{chars}{{{counts[1]}}})"
    return chars if counts == [1] else f"{chars}{{{','.join(str(count) for count in counts)}}}"


def _sign(part: re.Match[str]) -> str:
    return part["letter"] or part["bare"] or _escaped(_SIGNS[part["sign"].lower()] if part["sign"] else part["literal"])


def _escaped(sign: str) -> str:
    return sign if sign in "-_ /:#" else re.escape(sign)


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
    starts = _STARTS.search(text)
    if starts is None:
        return f"[{chars}]+"
    named = {"digit": "0-9", "number": "0-9", "letter": "".join(part for part in ("a-z", "A-Z") if part in chars)}.get(starts["kind"], "-")
    kept = "".join(part for part in re.findall(r"[a-zA-Z0-9]-[a-zA-Z0-9]|_|\.|-", chars) if part not in named) if starts["not"] else named
    return f"[{kept}][{chars}]*"


#: `must start with a letter`, `can not begin with a digit`.
_STARTS = re.compile(
    r"(?P<not>(?:\b(?:not|never|no) )?)\b(?:starts?|begins?|starting|beginning|first (?:character|sign|one)(?: is| must be)?)(?: (?:with|by))? (?:an? |one )?(?:(?!not\b)[a-z\-]+ )?(?P<kind>letter|digit|number|dash|hyphen)"
)


def _class(told: str) -> str:
    low = told.lower()
    small, capital = (
        re.search(r"small|lower|(?-i:\ba ?(?:-|to) ?z\b)", told),
        re.search(r"(?i)capital|upper|(?-i:\bA ?(?:-|to) ?Z\b)", told),
    )
    letters = ("a-z" if small else "") + ("A-Z" if capital else "") if small or capital else "A-Za-z"
    found = letters if small or capital or re.search(r"letter|alphanum", low) else ""
    found += "0-9" if re.search(r"digit|number|alphanum|\b0 ?(?:-|to) ?9\b", low) else ""
    found += "_" if "underscore" in low else ""
    found += "." if re.search(r"\bdots?\b|\bperiods?\b", low) else ""
    found += " " if "space" in low else ""
    return found + ("-" if re.search(r"hyphen|dash", low) else "")
