"""What a value is where there is one: `the rating, if given, is from 1 to 5`, `if there is a rating, it must be …`, `the phone may be left out, but otherwise it has …`: it is optional, and is so."""

import re

_GIVEN = r"(?:given|provided|specified|supplied|stated|set|entered|filled in|sent|known|present|there|included|recorded|noted|mentioned|not (?:left )?(?:empty|blank|out))"
_SOMEONE = r"(?:someone|somebody|anyone|people|we|you|they|i|one|the [a-z]+)"
_GIVE = r"(?:gives?|knows?|enters?|provides?|sends?|sets?|states?|supply|supplies|fills? (?:it|one) in|have|has|writes?|adds?|chooses?|picks?|leaves?)"
_IF = r"(?:(?:but |and |only )?(?:if|when|whenever|where|wherever|in case|as far as|once))"
#: `if there is one`, `when given`, `if someone gives one`, `where it exists`.
_THERE = rf"(?:{_IF} (?:there (?:is|are|happens to be) (?:one|any|some)(?: at all)?|(?:it|they|one|this|any|that|something)(?: (?:is|are|does|has been|gets))?(?: {_GIVEN}| exists?)?(?= *,|$)|(?:it|they|one|any|something) (?:is|are|has been|gets) {_GIVEN}|(?:it|one) exists|{_GIVEN}(?: at all)?|{_SOMEONE} {_GIVE} (?:it|one|them|any)|any)|if any)"
_NAME = r"(?P<name>(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Aa]ny) )?(?!(?:it|they|this|that|there|what|which|one|if|when|and|but|or|all|both)\b)[A-Za-z][\w\-]*(?: (?!(?:is|are|must|has|have|may|can|does|do|if|when|where|which|that|and|or|need|needs)\b)[a-z]\w*){0,2})"
_SAYS = r"(?=(?:must|is|are|has to|have to|needs? to|should|shall|can|may|cannot|lies|ranges|goes|runs|consists?|contains?|has|have|starts?|looks?|takes?)\b)"
_OPTIONAL = r"(?:(?:is|are) (?:optional|voluntary|not (?:required|mandatory|compulsory|obligatory|needed|necessary))|(?:(?:is|are) allowed to be|(?:can|may|might|could)(?: also)? be) (?:missing|empty|blank|omitted|absent|skipped|left (?:out|empty|blank|away))|(?:do|does)(?: not|n't) (?:have|need) to be (?:given|there|present|filled in|set|sent|provided|entered)|need(?: not|n't) be (?:given|there|present|filled in|set|sent|provided|entered))"
_START = r"(?P<start>^|(?<=[;.:] )|(?<=, )(?:and |but )?|(?<=\band )|(?<=\bbut ))"
_PRONOUN = r"(?:it|they|this|that|the value|the latter)"
_PRESENT = tuple(
    re.compile(rf"{_START}{pattern}")
    for pattern in (
        rf"{_NAME}(?:, | \(| - ){_THERE}(?:,|\)| -) {_SAYS}",
        rf"{_NAME},? (?:which|that) {_OPTIONAL},? {_SAYS}",
        rf"(?:(?:[Aa]n|[Tt]he) )?[Oo]ptional {_NAME} {_SAYS}",
        rf"(?i:{_THERE}),? {_NAME} {_SAYS}",
        rf"(?i:{_IF}) (?:there is|there are|we have|{_SOMEONE} {_GIVE}) {_NAME},? (?:then )?(?:{_PRONOUN}|(?P=name)|the [a-z]+) {_SAYS}",
        rf"(?i:{_IF}) {_NAME} (?:(?:is|are|has been|gets) {_GIVEN}|exists?),? (?:then )?(?:{_PRONOUN}|the [a-z]+) {_SAYS}",
        rf"{_NAME} {_OPTIONAL}(?:,|;)? (?:and |but )?(?:{_THERE},? (?:then )?(?:{_PRONOUN} )?|otherwise,? (?:{_PRONOUN} )?){_SAYS}",
    )
)
#: `the rating is a whole number from 1 to 5, if there is one`.
_AT_END = re.compile(rf"{_START}{_NAME} (?P<told>{_SAYS}[^.;]*?),? {_THERE}(?=\W*$|;)")


def where_present(text: str) -> str:
    """The sentence with what it says of values that are there as two statements: that they are optional, and what they are."""
    for pattern in _PRESENT:
        text = pattern.sub(lambda match: f"{match['start']}{match['name']} is optional; {match['name']} ", text)
    return _AT_END.sub(lambda match: f"{match['start']}{match['name']} is optional; {match['name']} {match['told']}", text)
