"""Where one field of a list ends and the next begins: what only goes on about a field stays with it."""

import re
from collections.abc import Iterator

from shared.reading.text.outline import mask, split
from shared.writing import words

#: `field name `duration``: how the field before is called.
_NAMED_SO = re.compile(
    r"(?i)(?:(?:in )?(?:the )?(?:json )?(?:field|key|member|property)(?: name)?(?: is)?:?|(?:called|named))(?: as)? [`\"'](?P<name>[a-z]\w*)[`\"']"
)


def _renamed(parts: list[str]) -> list[str]:
    """The parts of a list, each under the name that the next one gives it: `a duration in minutes, field name `minutes``."""
    found: list[str] = []
    for part in parts:
        if found and (named := _NAMED_SO.fullmatch(part)):
            found[-1] += f" (call it {named['name']})"
        else:
            found.append(part)
    return found


#: One field of a list, before what is said of it.
_KEYED = re.compile(
    r"(?:and )?(?P<name>[`\"]?[a-z]\w*[`\"]?)\s*[*?]?(?:: *|(?= ?\()|(?:,| -) (?=(?:(?:an?|is|also) )*(?:required|optional|mandatory|unique|integer|number|text|string|boolean|date|whole|positive|one of|at (?:least|most)|between|from|max|min|up to|default|list|not |non-|\d|[<>])))(?P<rest>.+)"
)


def with_commas(text: str) -> str:
    """`a title; a room; notes`, `sku: text, unique; name: text`, with a comma between two fields and none elsewhere."""
    keyed = [_KEYED.fullmatch(part) for part in split(text, r"\s*;\s*")]
    if len(keyed) > 1 and all(keyed):
        return ", ".join(f"{one['name']} ({one['rest'].strip('() ')})" if ")" not in one["rest"][:-1] else one[0] for one in keyed if one)
    return re.sub(r";(?![^(]*\))", ",", text) if re.match(r"(?:[^;,(]|\([^()]*\))+;(?:[^;]*;)", text) else text


#: `a state: draft`, of which `review or published` are the other choices.
_CHOICES_BEGIN = re.compile(r"(?i)(?:an? |the |its )?[\w\-]+: [\w\-]+")
_CHOICE = re.compile(r"[\w\-]+(?: or [\w\-]+)?")


def parts(text: str) -> list[str]:
    """The parts of a list, each under the name that the next one may give it."""
    return list(_headed(_renamed(_apposed([(last, _counted(part) if last else part) for last, part in _joined(text)]))))


#: `the required strings `, `the optional fields `: what is said of all the names that follow.
_HEAD = re.compile(
    r"(?i)(?:(?:the|these|its|two|three|four|five|following) )*(?P<said>(?:(?:required|mandatory|optional|non-?empty|positive|whole|decimal) )*)"
    r"(?:(?P<kind>string|text|integer|number|date|boolean)(?: (?:fields|members|properties|attributes|values)|s)|fields|members|properties|attributes|values):? (?=[`\"]?[a-z]\w*[`\"]?(?: \(|$))"
)
_NAME_ONLY = re.compile(r"(?P<name>[`\"]?[a-z]\w*[`\"]?)(?: \((?P<rest>.*)\))?(?P<end>\W*)")


def _headed(listed: list[str]) -> Iterator[str]:
    """The parts of a list, each with what stands before all of them: `the required strings name and city`."""
    told: list[str] = []
    for part in listed:
        if head := _HEAD.match(part):
            told = [word for word in (*head["said"].split(), head["kind"] or "") if word]
            part = part[head.end() :]
        one = _NAME_ONLY.fullmatch(part)
        told = told if one else []
        if one is None or not told:
            yield part
            continue
        rest = one["rest"] or ""
        kept = [word for word in told if not _CONTRARY[word in _DUTIES].search(rest)]
        yield f"{one['name']} ({', '.join(word for word in (*kept, rest) if word)}){one['end']}".replace(" ()", "")


_DUTIES = {"required", "mandatory", "optional"}
#: What a bracket says itself: a kind, or whether the field is needed.
_CONTRARY = (
    re.compile(r"(?i)\b(?:strings?|texts?|integers?|numbers?|dates?|booleans?)\b"),
    re.compile(r"(?i)\b(?:required|mandatory|optional|default\w*)\b"),
)


#: `a name and a whole number of seconds`: behind an `and` a field of its own.
_WHOLE_NUMBER_OF = re.compile(r"(?i)an? (?:whole|integer) (?:number|count|amount) of (?P<name>[a-z]\w*s)\b")


def _counted(part: str) -> str:
    """The part with the name of what it counts before its kind."""
    return _WHOLE_NUMBER_OF.sub(r"\g<name> (integer)", part, count=1) if _WHOLE_NUMBER_OF.match(part) else part


#: `a flavour and 4, 6 or 10 slices`.
_NUMBERS_OF = re.compile(
    r"(?P<before>^|,|\band) (?:either )?(?P<numbers>\d+(?:, \d+)*,? or \d+) (?P<name>(?!(?:characters|chars|letters|digits|signs)\b)[a-z]\w*s)\b"
)


#: `a surface - road, trail or track - and …`.
_BETWEEN_DASHES = re.compile(r" - (?P<list>(?:[\w\-]+, )*[\w\-]+,? or [\w\-]+) -(?=,| and\b|$)")
#: `label, sunny true or false`.
_BARE_FLAG = re.compile(
    r"(?i)(?:(?<=^)|(?<=, )|(?<=and ))(?P<name>[`\"]?[a-z]\w*[`\"]?) (?:as )?(?:either )?(?:true or false|true/false|yes or no|yes/no)(?=,|;| and\b|$| (?:adds|creates|makes|registers|stores|saves)\b)"
)
#: `a size from 5 to 12 where halves are allowed`.
_FRACTIONS = re.compile(
    r"(?i),? (?:where|and|but|with) (?:also )?(?P<what>halves|half [a-z]+|quarters|decimals|fractions|decimal numbers) (?:(?:are|is) )?(?:also )?(?:allowed|fine|ok|okay|possible|permitted|welcome)(?=,|;| and\b|$)"
)
#: `a size out of S, M and XL`.
_OUT_OF = re.compile(
    r"(?i)\b(?:out of|chosen from|picked from|from among) (?:the (?:values|options|choices) )?(?P<list>[\w\-\"]+(?:, [\w\-\"]+)*),? (?:and|or) (?P<last>[\w\-\"]+)(?=[,;.)]|$| and\b)"
)
#: `a part, which can only be soprano, alto or bass`, `a size, where only S and M are allowed`.
_WORD = r"(?:[\"'`][\w \-]+[\"'`]|(?!(?:(?-i:an?)|the|its|their|it|they|not|never|no|optional|required|unique|empty|missing|null|none|blank|more|less|zero|positive|negative|true|false|above|below|later|earlier|higher|lower|longer|shorter|one|up)\b)[A-Za-z][\w\-]*)"
_CHOSEN = re.compile(
    rf"(?i),? (?:(?:which|that)(?: (?:is|are|can|may|must|has to|have to|should|will|comes?|be|only|always|either|just|one of|in|as|set to|picked from))+ (?P<list>{_WORD}(?:, {_WORD})*,? or (?:an? )?{_WORD})|(?:where|for which|of which) only (?P<only>{_WORD}(?:, {_WORD})*,? (?:and|or) {_WORD}) (?:is|are) (?:allowed|possible|valid|permitted|accepted))(?=[,;.)]|$| and\b)"
)
#: `a name and at least one phone number`.
_AT_LEAST_ONE = re.compile(
    r"(?i)(?P<before>,|\band|^) (?:at least (?:one|1)|one or more) (?!(?:characters?|letters?|digits?|words?|signs?|symbols?|of|capital|numbers?|upper|lower|more|and|or)\b)(?P<name>[a-z]+(?: (?!and\b|or\b|of\b|that\b|which\b|with\b|for\b)[a-z]+)?)(?=[,;.]|$| and\b)"
)


def _several(match: re.Match[str]) -> str:
    return f"{match['before']} {words.plural(words.singular(match['name'])).replace(' ', '_')} (list, at least 1)"


def with_numbers(text: str) -> str:
    """The text with the name of what there may be so many of before the numbers, and values of which one is chosen as such."""
    text = _FRACTIONS.sub(r" (\g<what> allowed)", _BARE_FLAG.sub(r"\g<name> (boolean)", text))
    text = _BETWEEN_DASHES.sub(r" (\g<list>)", text)
    text = _AT_LEAST_ONE.sub(_several, _CHOSEN.sub(lambda match: f" (one of {match['list'] or match['only']})", text))
    text = _OUT_OF.sub(lambda match: f"(one of {match['list']} or {match['last']})", text)
    return _NUMBERS_OF.sub(r"\g<before> \g<name> (one of \g<numbers>)", text)


def _split(text: str) -> Iterator[tuple[bool, str, str]]:
    """The parts: whether an `and` stands before each, and the text that begins with it."""
    start, last = 0, False
    for match in _BETWEEN.finditer(mask(text)):
        if part := text[start : match.start()].strip():
            yield last, part, text[start:].strip()
        start, last = match.end(), not re.fullmatch(r",\s*(?:or )?", match[0])
    if part := text[start:].strip():
        yield last, part, part


#: What stands between two fields.
_BETWEEN = re.compile(
    r",\s*(?:and |plus |as well as |or )?|\s+(?:and|plus|as well as|&)\s+(?!(?:\d+(?! ?(?:to|-) ?\d+ [a-z]+s\b)|more\b|above\b|under\b|(?:up to|at (?:least|most)|below|(?:no|not) more than|less than) \d+(?! [a-z]+s\b)))"
)


#: `the number of people who fit in`, `a counter that starts at 0`.
_APPOSED = re.compile(
    r"(?i)(?:the (?:(?!called|named)[\w\-]+ ){2,}|an? (?:(?:whole|simple|plain|short|decimal) )?(?:counter|number|text|date|list|flag|string|boolean|code|count|amount|sum|integer)\b(?! (?:called|named)))"
)


#: `a taken_by, the person's name`, `places, the maximum number of dancers`: the one before in other words.
_GLOSS = re.compile(r"(?i)the (?:[a-z]+'s [a-z]+$|(?:maximum|largest|highest|greatest) (?:number|amount|size|length) of )")
_INDEFINITE = re.compile(r"(?i)(?!the )[`\"]?[a-z]")


def _apposed(told: list[tuple[bool, str]]) -> list[str]:
    """`a title and a capacity, the number of people who fit in (1 to 200)`: behind the last of a list only more about it can follow."""
    found: list[str] = []
    for place, (joined, part) in enumerate(told):
        over = any(last for last, _ in told[:place]) and not any(last for last, _ in told[place:])
        if found and not joined and "(" not in part and _GLOSS.match(part) and _INDEFINITE.match(told[place - 1][1]):
            found[-1] += f", {part}"
        elif over and not joined and "(" not in found[-1] and _APPOSED.match(part):
            kind = re.search(r"\(([^()]*\b(?:number|integer|decimal|text|string|date)\b[^()]*)\)", part)
            found[-1] += f", {kind[1] if kind else part}"
        else:
            found.append(part)
    return found


#: `three capital letters`, of which `and four digits` tells the rest.
_MORE_OF_FORM = re.compile(
    r"(?i)(?:(?:\d+|one|two|three|four|five|six) )?(?:(?:upper-?case|lower-?case|capital|small) )?(?:letters?|digits?|hyphens?|dashes|underscores?)\b"
)


def _joined(text: str) -> list[tuple[bool, str]]:
    """The parts of a list, in which no choice and no default stands apart from its field, and whether an `and` stands before each."""
    found: list[tuple[bool, str]] = []
    for last, part, rest in _split(text):
        before = found[-1][1] if found else ""
        if before and _CHOICES_BEGIN.fullmatch(before) and _CHOICE.fullmatch(part) and " or " in rest:
            found[-1] = (found[-1][0], f"{before.replace(': ', ' one of ', 1)}, {part}")
        elif before and (_DEFAULT.match(part) or _MORE_OF_FORM.match(part) or _is_choice(before, part, rest)):
            found[-1] = (found[-1][0], f"{before}, {part}")
        else:
            found.append((last, part))
    return found


def _is_choice(before: str, part: str, rest: str) -> bool:
    """Whether a part, with which the rest of a text begins, is one of the values that the field before it may have."""
    if re.match(r"either \S+ or ", part) or (re.search(r" -?\d+$", before) and re.fullmatch(r"-?\d+(?:,? or -?\d+)?", part)):
        return True
    if re.match(rf"(?:{_QUOTED}, )*{_QUOTED},? or {_QUOTED}", rest):
        return True
    if re.match(r"(?:an? )?[\"'`]?[\w\-]+[\"'`]? or (?!.*\()", part) and re.search(r" of\b|[\"'`]|\beither\b", before):
        return True
    if before.endswith(('"', "'", "`")) and not re.match(r"[\"'`]", part) and not re.search(r"\bor [\"'`]", rest.partition(",")[0]):
        return False
    if not re.match(r"(?:an?|the|its|their) ", part) and re.search(r"\bone of\b(?![^()]* or [\w\-\"']+$)[^()]*$", before):
        return True
    return bool(_VALUES_BEGIN.search(before) and _VALUES.match(rest))


_QUOTED = r"[\"'`][\w \-]+[\"'`]"
_VALUE = rf"(?:{_QUOTED}|(?!(?:an?|the|its|their)\b)[\w\-]+)"
#: `which is "read"`, `can be red`, of `which is "read", "write" or "admin"`.
_VALUES_BEGIN = re.compile(
    rf"(?:[ :\-] ?[\"'`][\w \-]+[\"'`]|\b(?:which|that|who) (?:is|are|can be|may be|must be)(?: either)? {_VALUE}(?:, {_VALUE})*)$"
)
_VALUES = re.compile(rf"{_VALUE}(?:, {_VALUE})*,? or {_VALUE}(?= ?\(|[\s,;.]|$)")
#: What a field is at first.
_DEFAULT = re.compile(
    r"(?!.*\bif (?:(?:they|you|we|one|i|people) (?:like|want|wish|have|know)s?|any|known|wanted|desired|available|applicable)\b)(?:(?:is|are) )?(?:then )?(?:\"[^\"]*\"|'[^']*'|`[^`]*`|(?:an? )?(?:empty )?[\w\-.\[\]]+)(?: being| is)? (?:if|when|by default|at first|otherwise|unless|initially|then|to (?:begin|start) with|(?:at|from|in) the (?:start|beginning|outset))\b|(?:is|are) then\b|if missing\b"
)
