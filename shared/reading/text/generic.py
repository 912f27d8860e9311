"""The only resource by its name, where a text says what any record is: `a new entry`, at `/roadworks`, is a roadwork."""

import re

from shared.writing import words

#: What is made: `POST /roadworks`, and not `POST /roadworks/{id}/start`.
_MADE = re.compile(r"\bPOST\b[^/\n.]{0,24}/(?:api/)?(?:v\d+/)?(?P<root>[a-z][a-z\-]*)(?P<end>(?![\w/\-]))?")
#: What belongs to it has records, too.
_BELOW = re.compile(r"/[{<:]\w+[}>]?/(?:[a-z\-]+s|history|log)\b")
_GENERIC = (("entry", "entries"), ("record", "records"), ("item", "items"))
#: A resource is spoken of behind one of these, but for other words of the same group of words.
_SPOKEN = r"(?P<before>(?:^|(?<=[\s(]))(?:an?|the|every|each|all|any|no|new|existing|only|of|these|those|other|another|second|two|same|unknown|missing) (?:(?!entr|items?\b|records?\b)[a-z\-]+ )??)"
#: Where it has another meaning: it names a field, or what belongs to something.
_NAMED = (
    r"[\"`'{_/]%s\b|\b%s[\"`'\[_:=]|\b(?:ha(?:s|ve|ving)|with(?:out)?|contain\w*|includ\w*|consists? of|its|their|called|named|one or more|several|"
    r"list of|number of|array of|in|into|to|from) (?:(?!the |an? )\w+ ){0,2}?%s\b|(?:^|[,:(] ?)%s(?=,| and\b| \()|\ban? [a-z]+ of %s\b|"
    r"\b(?:takes?|accepts?|expects?|sends?|posts?|posting|needs?|asks? for|asking for|enters?|fields?:?|inputs?:?|for) %s(?=,| and\b| \(| or\b)|"
    r"\b(?:members?|fields|keys|properties|attributes):? %s\b|\b[a-z]\w*(?:, [a-z]\w*)+,? and %s(?=[.;,]|$)|"
    r"\b(?:has|have|having|consists? of) an? %s\b|\b%s(?:,| -|:)? \(?(?:which is |as )?an? (?:[a-z\-]+ )?(?:list|array)\b"
)  # fmt: skip


def by_name(text: str) -> str:
    """The text with the name of its only resource in place of what any record is."""
    text, noun = _without_entry(text)
    noun = noun or _only(text)
    for one, many in _GENERIC if noun else ():
        if not any(re.search(_NAMED.replace("%s", form), text) for form in (one, many)):
            text = _renamed(text, noun, one, many)
    return text


def _without_entry(text: str) -> tuple[str, str]:
    """`every workout entry has a day; the list of workouts …`: an entry of which the text speaks by its first word alone, too, and that word."""
    for one, many in _GENERIC if "/" not in text else ():
        for noun in dict.fromkeys(re.findall(rf"(?i)\b(?:an?|every|each) ([a-z]+) {one}\b", text)):
            plural = words.plural(noun.lower())
            alone = rf"(?i)\b(?:list of|all|the|my|our) {plural}\b(?! (?:{many}|list)\b)|\b{plural} (?:can|are|may|should)\b"
            if re.search(alone, text) and not re.search(
                rf"(?i)\b(?:an?|each|every) {noun} (?:has|have|consists?|with|can|belongs?)\b", text
            ):
                text = re.sub(rf"(?i)\b{noun} {one}\b", noun, re.sub(rf"(?i)\b({noun[0]}){noun[1:]} {many}\b", rf"\g<1>{plural[1:]}", text))
                return text, noun.lower()
    return text, ""


def _only(text: str) -> str:
    """The noun of the one kind of record that is made, as the text's paths call it; empty where there are several, or the noun is generic."""
    roots = {one["root"] for one in _MADE.finditer(text) if one["end"] is not None}
    if len(roots) != 1 or _BELOW.search(text):
        return ""
    name = words.singular(words.code_name(next(iter(roots))))
    if re.search(rf"(?i)\b(?:with|takes?|has|have|fields?:?) (?:an? |the |its )?[`\"]?{name}[`\"]?(?:,| and\b| \()", text):
        return ""  # It is what a field is called, too.
    return "" if {*name.split("_")} & {form for pair in _GENERIC for form in pair} else name.replace("_", " ")


def _renamed(text: str, noun: str, one: str, many: str) -> str:
    def named(match: re.Match[str]) -> str:
        before = match["before"]
        if match["form"].lower() == many:
            return f"{before}{words.plural(noun)}"
        return f"{_ARTICLE.sub(lambda article: f'{article[1]}{"n" if noun[0] in "aeiou" else ""} ', before)}{noun}"

    text = re.sub(
        rf"(?i){_SPOKEN}(?P<form>(?<!of ){one}|{many})\b(?![\-_]| (?:fee|form|point|ticket|price|date|time|level|charge|page|number|code|type|label|name)s?\b)",
        named,
        text,
    )
    return re.sub(rf"(?m)(?:^|(?<=[.;:] )){many.capitalize()}\b(?= (?!the |an? ))", words.plural(noun).capitalize(), text)


_ARTICLE = re.compile(r"(?i)^(a)n? $")
