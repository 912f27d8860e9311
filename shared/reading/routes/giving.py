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
            return noun, match["list"]
    return "", ""


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


def continued(text: str) -> str:
    """What a record has as one list, where others give a part of it."""
    return _ALSO_GIVEN.sub(r"\g<has> and ", text)
