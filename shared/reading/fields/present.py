"""Sentences about values as the statements about them are: what one is where it is given (`the rating, if given, is from 1 to 5`), where it is not (`by default the kind is other`), and under its whole name."""

import re

from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import Entity

_GIVEN = r"(?:given|provided|specified|supplied|stated|set|entered|filled in|sent|known|present|there|included|recorded|noted|mentioned|not (?:left )?(?:empty|blank|out))"
_SOMEONE = r"(?:someone|somebody|anyone|people|we|you|they|i|one|the [a-z]+)"
_GIVE = r"(?:gives?|knows?|enters?|provides?|sends?|sets?|states?|supply|supplies|fills? (?:it|one) in|have|has|writes?|adds?|chooses?|picks?|leaves?)"
_IF = r"(?:(?:but |and |only )?(?:if|when|whenever|where|wherever|in case|as far as|once))"
#: `if there is one`, `when given`, `if someone gives one`, `where it exists`.
_THERE = rf"(?:{_IF} (?:there (?:is|are|happens to be) (?:one|any|some)(?: at all)?|(?:it|they|one|this|any|that|something)(?: (?:is|are|does|has been|gets))?(?: {_GIVEN}| exists?)?(?= *,|$)|(?:it|they|one|any|something) (?:is|are|has been|gets) {_GIVEN}|(?:it|one) exists|{_GIVEN}(?: at all)?|{_SOMEONE} {_GIVE} (?:it|one|them|any)|any)|if any)"
_NAME = r"(?P<name>(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Aa]ny) )?(?!(?:it|they|this|that|there|what|which|one|if|when|and|but|or|all|both|no|none|nothing|nobody|not|every|each)\b)[A-Za-z][\w\-]*(?: (?!(?:is|are|must|has|have|may|can|does|do|if|when|where|which|that|and|or|need|needs)\b)[a-z]\w*){0,2})"
_SAYS = r"(?=(?:must|is|are|has to|have to|needs? to|should|shall|can|may|cannot|lies|ranges|goes|runs|consists?|contains?|has|have|starts?|looks?|takes?)\b)"
_OPTIONAL = r"(?:(?:is|are) (?:optional|voluntary|not (?:required|mandatory|compulsory|obligatory|needed|necessary))|(?:(?:is|are) allowed to be|(?:can|may|might|could)(?: also)? be) (?:missing|empty|blank|omitted|absent|skipped|left (?:out|empty|blank|away))|(?:do|does)(?: not|n't) (?:have|need) to be (?:given|there|present|filled in|set|sent|provided|entered)|need(?: not|n't) be (?:given|there|present|filled in|set|sent|provided|entered))"
_START = r"(?P<start>^|(?<=[;.:] )|(?<=, )(?:and |but )?|(?<=\band )|(?<=\bbut ))"
_PRONOUN = r"(?:it|they|this|that|the value|the latter)"
_PRESENT = tuple(
    re.compile(rf"{_START}{pattern}")
    for pattern in (
        rf"{_NAME}(?:, | \(| - ){_THERE}(?:,|\)| -) {_SAYS}",
        rf"{_NAME},? (?:which|that) {_OPTIONAL},? {_SAYS}",
        rf"(?:(?:[Aa]n|[Tt]he) )?[Oo]ptional {_NAME},? {_SAYS}",
        rf"(?i:{_THERE}),? {_NAME} {_SAYS}",
        rf"(?i:{_IF}) (?:there is|there are|we have|{_SOMEONE} {_GIVE}) {_NAME},? (?:then )?(?:{_PRONOUN}|(?P=name)|the [a-z]+) {_SAYS}",
        rf"(?i:{_IF}) {_NAME} (?:(?:is|are|has been|gets) {_GIVEN}|exists?),? (?:then )?(?:{_PRONOUN}|the [a-z]+) {_SAYS}",
        rf"{_NAME} {_OPTIONAL}(?:,|;)? (?:and |but )?(?:{_THERE},? (?:then )?(?:{_PRONOUN} )?|otherwise,? (?:{_PRONOUN} )?){_SAYS}",
    )
)
#: `the name can be left empty if somebody wants to stay anonymous`.
_OPTIONAL_IF = re.compile(
    rf"{_START}{_NAME} {_OPTIONAL},? (?:if|when|in case|because|since|as|where|for those who) (?!missing\b|it is (?:not|missing)\b)[^.;,]*(?=[.;]|$)"
)
#: `the rating is a whole number from 1 to 5, if there is one`.
_AT_END = re.compile(rf"{_START}{_NAME} (?P<told>{_SAYS}[^.;]*?),? {_THERE}(?=\W*$|;)")

_OF_IT = r"(?:the|an?|any|its) (?P<name>[a-z]\w*(?: (?!(?:is|are|then|it|and|but)\b)[a-z]\w*){0,2})"
_VALUE = r"(?P<value>\"[^\"]*\"|'[^']*'|`[^`]*`|(?!(?:it|the|an?|not|required|optional|missing|refused|invalid|taken|used|in|up|to|then)\b)[\w\-]+(?:\.\d+)?)"
_THEN = rf",? (?:then )?(?:{_VALUE} is (?:taken|used|assumed|stored|set|meant)|(?:(?:it|that|the [a-z]+|this|(?P=name)) )?(?:is|becomes|will be|counts as|defaults to|is set to|is taken as|means|take|use|assume|shall be|should be) {_VALUE.replace('<value>', '<other>')})(?=[.,;]|$)"
#: `by default the kind is other`, `other is the default kind`, `if they give no kind, it is other`, `the kind may be left out, in which case it is other`.
_ABSENT = tuple(
    re.compile(rf"(?i){_START}{pattern}")
    for pattern in (
        rf"(?:by default|normally|usually|as a rule|initially|at first),? {_OF_IT} (?:is|will be) {_VALUE}(?=[.,;]|$)",
        rf"{_VALUE} (?:is|being) the (?:default|usual|standard|normal)(?: value)?(?: for the| of the)? (?P<name>[a-z]\w*)(?=[.,;]|$)",
        rf"the (?:default|usual|standard|normal) (?P<name>(?!value\b|case\b|order\b|way\b|list\b|for\b|of\b)[a-z]\w*(?: [a-z]\w*)?) is {_VALUE}(?=[.,;]|$)",
        rf"(?:if|when|whenever) {_SOMEONE} (?:(?:do|does|did)(?: not|n't) (?:give|enter|state|send|set|choose|pick|provide|fill in|name|say|specify|know)|leaves? out|omits?|skips?|forgets?|gives? no(?= )|enters? no(?= )|choos(?:e|es) no(?= )) (?:{_OF_IT}|(?<= no )(?P<none>[a-z]\w*)){_THEN}",
        rf"(?:if|when|where) (?:nothing|no value) is (?:said|given|entered|stated|known|chosen|set|sent) (?:about|for|as|of) {_OF_IT}{_THEN}",
        rf"{_OF_IT} (?:can|may|might|could)(?: also)? be (?:missing|empty|omitted|skipped|left (?:out|empty|blank|away))(?:,|;)? (?:and )?(?:in which case|in that case|then|and then|whereupon){_THEN.removeprefix(',?')}",
    )
)

_NAMES = r"(?P<names>(?:(?:the|an?|any|its) )[a-z]\w*(?: (?!(?:is|are|and|or|nor|has|have|may|can|must)\b)[a-z]\w*){0,2}(?:(?:,| and| or| nor|, nor|, or)(?: the| an?| any)? [a-z]\w*)*)"
_FILL = r"(?:give|enter|state|write|send|fill in|provide|add|supply|name|specify|have|set|leave|tell)"
_FILLED = r"(?:given|there|filled in|set|sent|provided|entered|stated|present|written|known|specified|supplied)"
_FREE = r"(?:fine|ok|okay|allowed|possible|permitted|all right|no problem|acceptable)"
#: `leaving out the note is fine`, `nobody has to write a note`, `there need not be a note`, `the note may stay empty`, `neither the note nor the city has to be given`.
_NO_DUTY = tuple(
    re.compile(rf"(?i){_START}{pattern}(?=[.,;]|$| and\b| but\b)")
    for pattern in (
        rf"(?:leaving (?:out|away)|omitting|skipping) {_NAMES} (?:is|are) (?:also )?{_FREE}",
        rf"(?:{_SOMEONE}|users?|[a-z]+s) (?:do|does)(?: not|n't) (?:have|need) to {_FILL} {_NAMES}",
        rf"(?:nobody|no one) (?:has|needs|is forced|is obliged) to {_FILL} {_NAMES}",
        rf"it is (?:not necessary|not required|not needed|unnecessary|{_FREE}) (?:to {_FILL}|to leave out|to omit|to skip|to leave away) {_NAMES}",
        rf"there (?:need not|needn't|does not (?:have|need) to|doesn't have to|may or may not) be {_NAMES}",
        rf"{_NAMES} (?:can|may|might|could) (?:stay|remain|be left) (?:empty|blank|open|unset|out)",
        r"(?P<names>(?:the )?[a-z]\w*(?:, [a-z]\w*)*(?:,? and (?:the )?[a-z]\w*)?) (?:is|are) not(?=;|[.\s]*$)",
        rf"neither {_NAMES} (?:has|have|needs?) to be {_FILLED}",
        rf"neither {_NAMES} (?:is|are) (?:required|mandatory|compulsory|needed|necessary|obligatory|a must)",
    )
)

#: `at least the last name has to be given`: nothing else has to.
_AT_LEAST = re.compile(
    rf"(?i){_START}at least {_NAMES} (?:(?:is|are) (?:required|needed|mandatory|necessary)|(?:has to|must|should|have to|needs to) be {_FILLED})(?=[.,;]|$)"
)


def _optional(match: re.Match[str]) -> str:
    names = re.split(r",? (?:and|or|nor) |, ", match["names"])
    return f"{match['start']}{words.join(names)} {'are' if len(names) > 1 else 'is'} optional"


def where_absent(text: str) -> str:
    """The sentence with one wording for what a value is that is not given."""
    text = _AT_LEAST.sub(r"\g<start>only \g<names> is required", text)
    for pattern in _ABSENT:
        text = pattern.sub(_told_absent, text)
    for pattern in _NO_DUTY:
        text = pattern.sub(_optional, text)
    return text


def _told_absent(match: re.Match[str]) -> str:
    told = match.groupdict()
    return f"{told['start']}if the {told['name'] or told.get('none')} is missing, it is {told['value'] or told.get('other')}"


def where_present(text: str) -> str:
    """The sentence with what it says of values that are there as two statements: that they are optional, and what they are."""
    text = where_absent(text)
    text = _OPTIONAL_IF.sub(r"\g<start>\g<name> is optional", text)
    for pattern in _PRESENT:
        text = pattern.sub(lambda match: f"{match['start']}{match['name']} is optional; {match['name']} ", text)
    return _AT_END.sub(lambda match: f"{match['start']}{match['name']} is optional; {match['name']} {match['told']}", text)


#: What stands for other things than the field that ends with it.
_OFTEN = wordset("number count id of name date type list time status code key address")


#: `styles are ale, lager and stout`, `possible kinds are …`.
_CHOICES = re.compile(
    r"(?i)^(?:the |possible |allowed |available |valid |our |permitted )*(?P<many>[a-z]+s)(?: are| can be|:)(?: only| one of| either)?:? (?P<list>(?!required\b|optional\b|unique\b|whole\b|not\b|all\b)[\w\-]+(?:, [\w\-]+)*,? (?:and|or) [\w\-]+)[.\s]*$"
)


def _chosen(entity: Entity, text: str) -> str:
    """The values of a field that a sentence with its plural lists, as such."""
    match = _CHOICES.match(text)
    name = words.singular(match["many"].lower()) if match else ""
    one = entity.fields.get(name)
    fits = one is not None and one.type in {"", "scalar"} and not one.choices
    return f"{name} is one of {match['list']}" if match and fits else text


#: `new pupils are beginners unless I say otherwise`.
_NEW = re.compile(
    r"(?i)(?:^|(?<=[;,] ))(?:an? |all |every |each )?(?P<new>new )?(?P<who>[a-z]+) (?:is|are)(?: always)? (?:an? )?(?P<value>[a-z][\w\-]*)(?P<at>,? (?:unless [^.;,]*|by default|at first|initially|if nothing (?:else )?is [a-z]+))?(?=[.;]|$)"
)


def _begun(entity: Entity, text: str) -> str:
    """The value that new records have, as what a field is that is not given."""
    match = _NEW.search(text)
    if match is None or not (match["new"] or match["at"]) or words.singular(match["who"].lower()) != entity.name:
        return text
    value = match["value"].lower()
    for one in entity.fields.values():
        if one.given and (found := next((each for each in one.choices if each.lower() in {value, words.singular(value)}), "")):
            return f"{text[: match.start()]}if the {one.name} is missing, it is {found}{text[match.end() :]}"
    return text


def in_full(entity: Entity, text: str) -> str:
    """The sentence with the whole name of a field that it calls by its last word: `the price must not be negative`, of a daily price."""
    text = _begun(entity, _chosen(entity, text))
    lasts = [name.rpartition("_")[2] for name in entity.fields]
    for name, last in zip(entity.fields, lasts, strict=True):
        whole = name.replace("_", " ")
        if name != last and lasts.count(last) == 1 and last not in _OFTEN and not re.search(rf"(?i)\b(?:{whole}|{name})\b", text):
            text = re.sub(
                rf"(?i)(^|[,;] |\band |\bor |\bbut )((?:the|its) )?{last}(?=,? (?:must|is|are|can|cannot|can't|may|has to|have to|should|lies|and|or)\b)",
                rf"\g<1>\g<2>{whole}",
                text,
            )
    return text
