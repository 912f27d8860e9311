"""What a record has, told by who gives it: `organisers enter a title and a price`, `for each plot the office notes the size and the tenant`, `a form is handed in with …`."""

import re

from shared.reading.text.lexicon import wordset
from shared.writing import words

_PERSON = r"(?:i|we|you|they|one|he|she|people|staff|somebody|someone|anyone|everyone|(?:the|our|my|an?|every|each|any) (?!same\b|following\b)[a-z]+(?: (?!can\b|may\b|must\b|has\b|have\b)[a-z]+)?|(?:[a-z]+ )?[a-z]+s(?: and [a-z]+s)?)"
_MAY = r"(?: (?:can|may|must|should|will|shall|have to|has to|had to|needs? to|wants? to|(?:would|'d) like to|likes? to|also|then|just|only|always|usually|simply|please|are asked to|is asked to))*"
_GIVES = (
    r"(?:(?:enter|give|provide|type|write|note|state|specify|suppl(?:y|ie)|submit|indicate|record|leave|assign)(?:e?s)?(?: (?:down|in|us|me|them|it))?"
    r"|(?:hand|fill|key|put|jot)s? (?:in|out|down)(?: (?:an?|the|our|their) (?:[a-z]+ )?(?:form|sheet|card|slip)s? (?:with|giving|for|about|that asks for))?)"
)
#: What else one does to what a record has, where the record is named.
_KEEPS = rf"(?:{_GIVES}|(?:know|store|keep|save|list|choose|pick|track|remember|tell us|mention|want to know|set|add)s?)"
_NOUN = r"(?!(?:of|one|the|them|these|it|this|that|other)\b)[a-z]+(?: (?!(?:we|i|you|they|one|people|staff|the|our|my|an?|is|are|has|have)\b)[a-z]+)?"
_MAKING = r"(?:add|register|creat|record|enter|stor|sav|mak|logg?|book|submit|post|not|fil|list|announc|offer|publish|report)(?:e|es|s|ed|ing|ting|t)?"
#: Of which record: `for each wine`, `when adding a tool`, `to register a pet`, `whenever someone reports a pothole`.
_ABOUT = rf"(?:(?:for|of|about|with|per|on) (?:each|every|any|an?|one)|(?:(?:when|whenever|if|by|on|before|after|while) )?(?:{_PERSON}{_MAY} )?(?:to )?{_MAKING} (?:each|every|any|an?|one))(?: new| single)? (?P<one>{_NOUN})(?: (?:in|at|on|of) (?:the|our|my|a|an) [a-z]+)?"
_LIST = r"(?P<list>(?:(?:an?|the|its|their|his|her|my|our|whether|how many|optionally)\b|[a-z_]+(?=, | and | \()).*?)"
_BACK = rf"(?P<tail> (?:for|of) (?:each|every|any|an?) (?P<of>{_NOUN}))"
#: `a comment on a book` is a record of its own.
_ELSEWHERE = re.compile(r"(?i) (?:to|on|about|under|from|into|per) (?:each|every|any|an?|the|their|one) [a-z]+$")
_KEPT = r"(?:stored|kept|recorded|entered|saved|registered|collected|noted(?: down)?|written down|given|provided|filled in|specified|known|needed|asked for)"
_ARE_KEPT = rf"(?:is|are|gets?|(?:must|should|will|can|has to|have to|needs? to) be) (?:always |also |to be )?{_KEPT}"
#: `for each of my wines I enter the name and the year`, `for each bike the brand and the colour are recorded`, `organisers enter a title, a topic and a price`.
_GIVEN = tuple(
    re.compile(rf"(?i)^{pattern}[.\s]*$")
    for pattern in (
        rf"{_ABOUT}[,:]? {_PERSON}{_MAY} {_KEEPS} {_LIST}",
        rf"whoever {_MAKING} (?:one|it|(?:an?|any) (?P<one>{_NOUN})),?{_MAY} {_KEEPS} {_LIST}",
        rf"{_ABOUT},? {_LIST} {_ARE_KEPT}",
        rf"{_PERSON}{_MAY} {_KEEPS} {_LIST}{_BACK.replace('<of>', '<one>')}",
        rf"{_LIST}{_BACK.replace('<of>', '<one>')} {_ARE_KEPT}",
        rf"(?P<kept>{_LIST} {_ARE_KEPT}){_BACK.replace('<of>', '<one>')}",
        rf"(?:(?:each|every) (?P<who>[a-z]+)|{_PERSON}){_MAY} {_GIVES} {_LIST}",
    )
)
#: `…, and the office hands out a badge`: one more of what it has.
_ALSO_GIVEN = re.compile(
    rf"(?i)(?P<has>^(?:an?|each|every) [a-z]+(?: [a-z]+)? has [^;]*?),? (?:and|while|plus) (?:the|our|an?|some) (?!(?:price|total|sum|date|name|number|title|time)\b)[a-z]+{_MAY} {_GIVES} (?=(?:it |them |him |her |each |every one )?(?:an?|the|its|their) )"
)
#: What no record is called.
_NONE = wordset("list service app api system field value record entry form database change time day month year week copy")


def given(text: str, known: str, whole: str) -> tuple[str, str]:
    """The record that a sentence is about, and what it has; nothing where no one gives that. `known`: what records are told of before."""
    for match in filter(None, (pattern.match(text) for pattern in _GIVEN)):
        own = match.groupdict().get("one")
        noun = (own or known or match.groupdict().get("who") or "").lower()
        if noun and noun not in _NONE and (own or not (_ELSEWHERE.search(match["list"]) or _declared(noun, whole))):
            return noun, re.sub(r"\b(?:my|our|your) (?=[a-z])", "the ", match["list"])
    return "", ""


#: `every wine can have tastings, and for each tasting we record …`: another sentence.
_APART = re.compile(
    rf"(?i)(?:,|;) (?:and |where |while )*(?=for (?:each|every|an?) {_NOUN},? {_PERSON}{_MAY} {_KEEPS} (?:an?|the|its|their|who|when|how)\b)"
)


#: `…; both are needed`.
_OF_ALL = re.compile(r"(?i)(?:both|all|each|every|none|neither|not one|only|they|these|those|nothing|everything)\b")


def apart(text: str) -> list[str]:
    """A sentence, and what it goes on with about other records or other values."""
    head, _, rest = text.partition("; ")
    own = rest and "(" not in head.rpartition(")")[2] and not _OF_ALL.match(rest) and any(one.match(head) for one in _GIVEN)
    told = [head, *apart(rest)] if own else _APART.split(text)
    return [told[0], *(part if re.match(r"[a-z]+_", part) else f"{part[:1].upper()}{part[1:]}" for part in told[1:])]


def _declared(noun: str, whole: str) -> bool:
    """Whether the text says elsewhere what such a record has."""
    one = words.singular(noun)
    return (
        re.search(
            rf"(?i)\b(?:an?|each|every) {one} (?:has|have|consists?|is described)\b|\b{words.plural(one)} (?:have|with|consist)\b|\b{words.plural(one)} \(",
            whole,
        )
        is not None
    )


#: `The phone number and the email can be added later.`
_LATER = re.compile(
    r"(?i)^(?P<list>(?:(?:the|an?|its|their) [a-z]+(?: (?!and\b|or\b)[a-z]+){0,2}(?:, | and | or |, and )?)+?) (?:can|may|might|could)(?: also| then)? be (?:added|given|entered|noted|filled in|stored|provided|recorded|left out)(?: (?:later|as well|too|optionally|afterwards|if (?:known|wanted|needed)|voluntarily))+[.\s]*$"
)
#: `…; the date of death may be unknown`.
_UNKNOWN = re.compile(
    r"(?i)^(?P<list>(?:the|an?|its|their) [a-z]+(?: (?!and\b|or\b)[a-z]+){0,3}) (?:can|may|might|could)(?: also)? be (?:unknown|missing|left (?:out|empty|blank)|omitted|empty)[.\s]*$"
)
#: `A laptop is identified by an inventory number.`
_IDENTIFIED = re.compile(
    r"(?i)^(?P<who>(?:an?|each|every) [a-z]+(?: [a-z]+)?) (?:is|are) (?:uniquely )?(?:identified|recogni[sz]ed|known) by (?P<name>(?:an?|its|the) [a-z]+(?: [a-z]+)?)(?=[.,]|$| and\b)"
)


#: `Ideas get a status`.
_GETS = re.compile(
    r"(?i)^(?P<who>(?:(?:an?|each|every|all) )?(?:new )?[a-z]+) (?P<get>gets?)(?: also| always)? (?=(?:an?|the|its|their) (?:status|state|stage|priority|category|kind|type|level|label|code|number|rating|colou?r|date|name|size)\b)"
)


def told_later(text: str, whole: str) -> str:
    """What records may have, as it can be added later, or may be unknown and is told nowhere else."""
    match = _LATER.match(text) or _UNKNOWN.match(text)
    names = re.split(r",? (?:and|or) |, ", match["list"]) if match else []
    spoken = match is not None and match.re is _UNKNOWN and any(len(re.findall(rf"(?i)\b{_bare(name)}\b", whole)) > 1 for name in names)
    if spoken or any(words.is_plural(name.split()[-1]) for name in names):
        return ""
    return " and ".join(f"an optional {_bare(name)}" for name in names)


def _bare(name: str) -> str:
    return re.sub(r"(?i)^(?:the|an?|its|their) ", "", name)


def continued(text: str) -> str:
    """What a record has as one list, where others give a part of it."""
    text = _GETS.sub(lambda match: f"{match['who']} {'has' if match['get'].lower() == 'gets' else 'have'} ", text)
    return _ALSO_GIVEN.sub(r"\g<has> and ", _IDENTIFIED.sub(r"\g<who> has \g<name> (unique)", text))
