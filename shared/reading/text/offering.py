"""The values that a field is chosen from, in prose, as lists know them: `a size, which is small, medium or large and counts as medium if not mentioned` is `a size (small, medium or large, default medium)`."""

import re

from shared.reading.fields.absence import absent

_NO_VALUE = "and or the an? it its is are not no null none true false more less optional required empty missing text string number integer date boolean list yes"
_PLAIN = rf"(?:\"[\w \-]+\"|(?!(?:{_NO_VALUE.replace(' ', '|')})\b)[a-z][a-z_\-]*|(?!(?:GET|POST|PUT|PATCH|DELETE|NULL|AND|OR|API|ID|URL|UUID|JSON|HTML|HTTP|UTC|ISO)\b)[A-Z][A-Z0-9]{{0,4}})(?![\w/])"
#: A value, and what says behind it that it is the one which need not be sent: `normal (the default)`, `normal - the default -`.
_VALUE = rf"{_PLAIN}(?: ?\([^()]*\)| - [^-,;.]* -)?"
_LIST = re.compile(
    rf"(?P<link>(?P<of>,? (?:that|which) (?:is|can be|may be|must be|has to be|should be)(?: (?:always|either|one of|any of))*| being(?: either| one of)?|,? either| of(?: either)?)|,? one of:?|: ?(?:either |one of )?| is(?: either| one of)?| ?\((?:either |one of )?) ?"
    rf"(?P<list>{_VALUE}(?:, {_VALUE})*,? or {_VALUE}|(?<=one of ){_VALUE}(?:, {_VALUE})+,? and {_VALUE}|(?<=\(){_PLAIN}(?:, {_PLAIN})+(?=; )|{_VALUE}(?: ?[|/] ?{_VALUE})+)(?=\s*(?:[.,;:()\n]|$|(?:and|but|where|with)\b| - ))"
)
#: What a list of fields begins with, and the last of them.
_FIELD = re.compile(
    r"(?i)(?:\b(?:with|has|have|takes?|taking|giv\w+|send\w*|accepts?|needs?|plus|by|from|of|enters?|names?|stat\w+)\b[^.;\n]*|[:({][^.;\n]*)(?:(?:^|[ ({])(?:an?|the|its|optional|optionally|and|with|giving|sending|takes) |, |[({] ?|: )[`\"]?[a-z]\w*[`\"]?$"
)
#: A sentence that tells of one field.
_ALONE = re.compile(r"(?:^|[.;\n] )(?:The |Its |Their |the |its )?[`\"]?[A-Za-z]\w*[`\"]?(?: of (?:an?|the|each) [a-z]+)?$")
_TAIL = re.compile(
    r"(?P<lead>,? (?:and|where|with|which|but) |[,;] ?| ?\(| - )(?P<said>[^.;()\n]{3,80}?)(?P<end>\)|(?=[.;)\n]|$|,? and [a-z ]*(?:returns?|answers?)\b))"
)


#: `; no other value is allowed`, which goes without saying.
_NO_OTHERS = re.compile(
    r"(?i)(?:[;,]|(?<=\.))(?: and| but)? no other values? (?:is|are) (?:allowed|valid|accepted|permitted|possible)(?=[.;\n]|$)"
)

#: `a status that is new when the order comes in`.
_WHEN_NEW = re.compile(
    r"(?P<is>\b(?:is|are|being) (?:always )?(?!(?:shown|sent|returned|used|refused|rejected|invalid|set|stored|answered|checked)\b)\"?[a-z_]+\"?) (?:when|once|as soon as|at the moment) (?:it|they|one|(?:an?|the|each) [a-z]+) (?:comes? in|arrives?|(?:is|are|gets?) (?:first |newly )?(?:created|added|made|registered|entered|placed|opened|reported|handed in|filed))(?=[.;)\n]|$| and\b)"
)
#: `a new article has views and likes set to 0`: with what several begin.
_NAMES = r"(?P<names>[a-z_]+(?:, [a-z_]+)*,? and [a-z_]+)"
_SET_TO = re.compile(
    rf"(?i)(?P<start>^|(?<=[.;:,] )|(?<=\band ))(?:(?:(?:every|each|an?|any|the) )?new [a-z]+|it) (?:has|gets|comes with|starts(?: out)? with|begins with|is (?:created|stored|made) with) (?:its )?{_NAMES},? (?:(?:both|all|each) )?(?:set to|at|being|equal to) (?P<value>zero|\d+)(?=[.;,)\n]|$| and\b)"
)


def offered(text: str) -> str:
    """The text with such values in brackets, and the one of them that need not be sent behind."""
    text = re.sub(r"\bto (?:begin|start) with(?=\s*(?:[.,;:)]|$))", "at first", _NO_OTHERS.sub("", text))
    text = _WHEN_NEW.sub(r"\g<is> at first", text)
    text = _SET_TO.sub(r"\g<start>\g<names> start at \g<value>", text)
    out, end = "", 0
    for match in _LIST.finditer(text):
        before = text[: match.start()]
        alone = _ALONE.search(before) is not None
        if match.start() < end or not (alone if match["link"].startswith(" is") else alone or _FIELD.search(before)):
            continue
        values = re.findall(_PLAIN, re.sub(r" ?\([^()]*\)| - [^-,;.]* -|\b(?:or|and)\b", " ", match["list"]))
        default, stop = _marked(match["list"], values), match.end()
        inside = match["link"].lstrip().startswith("(")
        if not default and (tail := _TAIL.match(text, stop)):
            default = _told(tail["said"], values)
            stop = tail.end() if default else stop
        if inside and default and text[stop - 1] != ")":
            stop = text.find(")", stop) + 1 or stop
        if default is None and not match["of"]:
            continue
        told = f"{', '.join(values[:-1])} or {values[-1]}{default or ''}"
        out += text[end : match.start()] + (f"{match['link']} {told}" if alone and match["link"].startswith(" is") else f" ({told})")
        end = stop
    return out + text[end:]


def _marked(listed: str, values: list[str]) -> str | None:
    """What is said of the value with a mark."""
    for value in values:
        mark = re.search(rf"{re.escape(value)}(?: ?\((?P<in>[^()]*)\)| - (?P<apart>[^-,;.]*) -)", listed)
        if mark and (said := mark["in"] or mark["apart"]) and (when := _when(said)):
            return _told(said, values) or when.format(value)
    return None


def _when(said: str) -> str:
    """When a value holds, as the words of a clause tell: where none is sent, or at first."""
    if re.search(r"\b(?:default\w*|if missing|otherwise|without (?:it|one|this|that))\b", absent(said)):
        return ", default {}"
    return (
        "; {} at first" if re.search(r"\b(?:new (?:ones?|[a-z]+s?)|at first|initial(?:ly)?|starts?|begins?|when created)\b", said) else ""
    )


def _told(said: str, values: list[str]) -> str | None:
    """The value of which a clause says when it holds."""
    named = [value for value in values if re.search(rf"(?<![\w\-]){re.escape(value.strip(chr(34)))}(?![\w\-])", said)]
    return _when(said).format(named[0]) if len(named) == 1 and _when(said) else None
