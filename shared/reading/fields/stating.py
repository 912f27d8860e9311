"""Sentences that state what values of fields must be: `Seconds must be a positive integer, title and artist must not be blank.`"""

import re

from shared.reading.fields.absence import absent
from shared.reading.fields.constraints import constrain
from shared.reading.fields.defaulting import defaulted, goes_on
from shared.reading.fields.dependent import of_some
from shared.reading.fields.duties import of_the_rest
from shared.reading.fields.excluding import limited, refuse, refuses
from shared.reading.fields.inserted import bracketed
from shared.reading.fields.limits import in_digits, permitted
from shared.reading.fields.present import in_full, where_present
from shared.reading.names.grounding import Ground, fields_in, plain
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import split
from shared.writing import words
from shared.writing.ir import App, Entity, Field

_VERB = "must|is|are|can|may|has|have|consists?|contains?|starts?|defaults?|go(?:es)? from|needs?|ranges?|counts?|exists?|looks?(?= like)|match(?:es)?|between|from|runs? from|takes?(?= (?:only |one of )*(?:the|these)\\b)|falls?(?= back)"
#: Kinds of characters are parts of a list: `letters, digits and dots`.
_NO_KIND = r"(?!(?:small |capital |(?:lower|upper)-?case )?(?:letters|digits|numbers(?! (?:are|must|may|can)\b)|hyphens|dashes|dots|periods|underscores)\b)"
#: The last of the values of a field, before what is said of it besides: `small, medium or large and defaults to medium`.
_NO_CHOICE = r"(?![\w\-]+ (?:or|and) [\w\-]+(?: _+)?(?:,|$| and (?:is|are|has|must|can|may|defaults?)\b))"
_SPLIT = (
    rf"\s*;\s*|, (?:and |but )?{_NO_KIND}{_NO_CHOICE}(?=(?:(?! (?:and|but) (?:the|its|an?|each|every)\b)[^,;])*\b(?:must|is|are|can|may|has|have|consists?|contains?|defaults?)\b)|, where |, (?:and |but )?(?=(?:the |its )?[\"`]?[a-z_]\w*[\"`]? [<>]=? ?-?\d)|\)\s*,?\s*|"
    rf"\s+(?:and|but|where|while) {_NO_KIND}(?=(?:the |its |each |every )?[\"`]?[a-z_][\w\-]*(?: (?!(?:and|or)\b)[a-z_][\w\-]*){{0,2}}[\"`]? (?:must|is|are|can|may|has|consists?|defaults?|between|from|>=|<=|>|<)(?: |\b))"
)
_NAMES = r"(?P<names><\w+>(?:(?:, | and | or |, and )(?:the |its |their |an? )*<\w+>)*)(?P<note> \([^)]*\)?| in (?:whole |full )?[a-z]+\b)?\s*(?:of (?:an?|the|each|every) \[\w+\] )?"
_STATED = re.compile(rf"{_NAMES}(?P<verb>(?:(?:{_VERB})\b|[<>]=? ?\d)(?:[^<]|<(?!\w+>))*|\((?:[^()<]|<(?!\w+>))*\))")


#: So many of something else: `may have at most three open tickets`.
_COUNTED = re.compile(r"[<>]=? ?\d+ (?:\S+ )?\[\w+\]")


#: `title is required, text optional`: the verb goes on.
_ELLIPSIS = re.compile(
    r"(\b(?:is|are) (?:required|mandatory|optional)[^.;]{0,24}?, (?:and |but )?(?!(?:an?|the|is|are|and|or|if|all|both|one|also)\b)[\"`]?[a-z]\w*[\"`]?) (?=(?:optional|required|mandatory)\b)"
)


#: `bags integer >= 0, default 0`: a name and its type, and nothing between.
_VERBLESS = re.compile(
    r"(?:^|(?<=[;,] )|(?<=\())(?P<name>(?!(?:an?|the|is|are|be|must|and|or|as|if|all|both|one|required|optional|positive|unique|valid|json|default|whole|empty|plain|short|long|single|free|arbitrary|nullable|with|in|to|of|not|no|any|each)\b)[`\"]?[a-z]\w*[`\"]?):? "
    r"(?=(?:(?:required|optional|positive|non-negative|unique) )*(?:integer|int|number|whole number|string|boolean|bool|date|float|decimal)\b(?! (?:of|and|or)\b))"
)
#: `adds a shelf (201; code unique, 409; bags is integer >= 0)`.
_IN_BRACKETS = re.compile(
    r" \((?:20\d[;,] )?(?P<told>(?:[^();]*; )*[a-z]\w* is (?:integer|int|number|string|boolean|bool|date|float|decimal|whole)\b[^()]*)\)"
)
#: `rooms is a whole number, rent a number`, `a headline has 3 to 10 characters, the text at most 20`.
_KIND_ALSO = re.compile(
    r"(\b(?:is|are|must be|has|have|must have|can be|can have|needs?|may be|may have) (?:(?! and (?!not |never |at |between |from |up to |no ))[^.;])*?(?:[,;] (?:and |but )?| and )(?:the |its )?(?!(?:an?|the|is|are|and|or|if|all|both|one|also|not|at|each|has|have|with|to)\b)[\"`]?[a-z]\w*[\"`]?) "
    r"(?=(?:an? (?:(?:positive|non-negative|whole|required|mandatory|obligatory|compulsory|optional|unique|non-empty|short|long|valid|ISO) )*(?:whole number|integer|number|decimal|float|text|string|date|time|timestamp|boolean|list|flag|email|url)\b|an? (?:max(?:imum)?|min(?:imum)?)?\.? ?length\b"
    r"|one of |true or false\b|(?:at least|at most|between|up to|no (?:more|longer|shorter) than|not (?:more|longer) than|max\.?|min\.?) -?\d))"
)


#: `name and email are required, the phone is not`.
_NOT_SO = re.compile(r"(\b(required|unique)\b[^.:]{0,48}?\b(?:is|are) not)(?=\s*(?:[.,;]|$))")


#: `the date is a real date`: the second time it is the kind of value, not the field.
_KIND = re.compile(
    r"(?P<before>\b(?:is|are|be|being|as) (?:(?:an?|the|always|real|valid|proper|correct|actual|existing|calendar|iso|current|present) )+)<(?P<kind>date|time|datetime|number|email|text|url|string|list)>"
)


#: What is unique is no field alone: `the combination of title and year is unique`.
_JOINT = re.compile(r"\b(?:combinations?|pairs?|together|mix|couple|triples?)\b|\bsame <\w+>(?:,? and|,) (?:the )?(?:same )?<")
#: `The same row`, before `and number cannot be given twice`.
_SAME = re.compile(r"(?i)(?:the|an?) same [`\"]?\w+(?: \w+)?[`\"]?")
_DETERMINER = r"(?:(?:the|its|a|an|also|each|every|both) )?"
_BARE = r"[\"`]?\w+(?: (?!and\b|or\b)\w+)?[\"`]?"


def pieces(text: str) -> list[str]:
    """The statements of a sentence that each are about other fields, in canonical wording; JSON left out."""
    found: list[str] = []
    text = with_verbs(bracketed(text))
    said = _NOT_SO.sub(r"\1 \2", permitted(absent(canonical(absent(re.sub(r"\{(?!\d+(?:,\d*)?\})[^{}/]*\}", " ", text))))))
    for part in split(said, _SPLIT):
        bare = (
            found
            and not _KEYED.fullmatch(found[-1])
            and re.fullmatch(
                rf"(?i)(?:[^.;]*[,;:] )?(?:where )?{_DETERMINER}[\"`]?\w+[\"`]?|{_DETERMINER}{_BARE}(?: and {_BARE})*", found[-1]
            )
        )
        named = bare and (found[-1].strip('"`').isalpha() or not re.search(rf"(?i)\b(?:{_VERB})\b", found[-1]))
        joint = found and (_JOINT.search(found[-1]) or _SAME.fullmatch(found[-1])) and not re.search(rf"(?i)\b(?:{_VERB})\b", found[-1])
        if found and (_LEADS.fullmatch(found[-1]) or _LISTING.search(found[-1]) or _told_absent(found[-1], part, said)):
            found[-1] += f"{';' if re.match('(?i)if missing', part) else ','} {part}"
        elif named or joint or (found and _GOES_ON.match(part)):
            found[-1] += f" and {part}"
        else:
            found.append(part)
    return found


def _told_absent(before: str, part: str, said: str) -> bool:
    """Whether a part tells of what was spoken of before what it is when it is missing: `notes is a text; if missing, it is empty`."""
    if not re.search(r"(?i)\bif missing,? (?:it|this|that|they|then)\b", said):
        return False
    begins = re.match(r"(?i)if missing\b", part) is not None and not re.search(r"(?i)\bif missing\b", before)
    return begins or before.endswith("; if missing")


def with_verbs(text: str) -> str:
    """The text with the verbs that it leaves out, each of which may lead to the next."""
    text = _PLACES.sub(lambda match: f"; {words.singular(match['places'].lower())} is between {match['low']} and {match['high']}; ", text)
    text = _IN_BRACKETS.sub(r"; \g<told>; ", _VERBLESS.sub(r"\g<name> is ", text))
    text = _ELLIPSIS.sub(r"\1 is ", text)
    while (longer := _KIND_ALSO.sub(r"\1 is ", text)) != text:
        text = longer
    return text


_UP_TO = r"(?P<low>\d+)(?: ?(?:to|until|through|-|–|and) ?|(?:, \d+)*,? and )(?P<high>\d+)\b"
#: `there are machines 1, 2 and 3 and slots numbered from 1 to 6 for each day`: which numbers there are of what.
_PLACES = re.compile(
    rf"(?i)(?:(?:^|(?<=[.;,] )|(?<=\band ))(?:there are|we have|(?:it|the [a-z]+) has|and|with)? ?(?:the )?(?P<places>[a-z]+s)(?: (?:of|in|for|on) (?:an?|the|each|every) [a-z]+)?(?:,? (?:which )?(?:(?:are|is) )?numbered)? (?:from )?{_UP_TO}(?: (?:of|in|for|on) (?:an?|the|each|every) [a-z]+)?(?! [a-z]+s\b))"
)
#: `family: required` is a statement.
_KEYED = re.compile(r"[`\"]?\w+[`\"]?: (?:required|optional|mandatory|unique|text|string|integer|number|boolean|date)")
#: A statement without a subject of its own goes on about the one before.
_GOES_ON = re.compile(
    r"(?:must|can|may) (?:not )?(?:be|have|start|begin|end|contain) |(?:(?:both|all|each|they)(?: of (?:them|these|which))? )?(?:defaults?|are|is|has|have|starts?|begins?|ends?|contains?|consists?) (?!\W*(?:4\d\d|refused|answered)|(?:must|is|are|can|may|has|should)\b)"
)


#: `If the size is small, …`: what follows holds only then.
_LEADS = re.compile(
    r"(?i)if missing|(?:without|in the absence of|with no) [^,;]*|(?:if|when|whenever|unless) (?:(?!\b(?:must|can|may|missing|invalid)\b)[^,;])* (?:is|are) [^,;]*"
)


#: `only road, …`, `other than red, …`: a list goes on.
_LISTING = re.compile(
    r"(?i)\b(?:only|but|besides|except(?: for)?|other than|else than|different from|not (?:in|one of)) [\"']?[\w\-]+[\"']?(?:, [\"']?[\w\-]+[\"']?)*$"
)


#: What a list can be asked for: `limit (default 50, max 500)`, `contains=… keeps those whose message contains the text`.
_ASKS = re.compile(r"\b(?:limit|offset|page|per_page|page_size|size)\b[`\"]? ?\(|\w=\.\.\.|(?<!\w)\?\w+=")


class Stating:
    """Applies what the sentences of an intent state, one after the other."""

    def __init__(self, app: App) -> None:
        self.app = app
        #: The only field that the last statement was about.
        self._before: Field | None = None

    def read(self, entities: list[Entity], text: str, read_only: bool, of_any: bool = False) -> None:
        """Constrains the fields of the first of these resources that each statement of a sentence is about. `read_only`: where it tells of operations that change nothing; `of_any`: where it tells of no operation alone."""
        text = in_full(entities[0], where_present(in_digits(text))) if of_any and entities else text
        _define(self.app, entities, text)
        text = of_the_rest(self.app, entities, text)
        for piece in pieces(text):
            if read_only and re.search(r"\b(?:parameters?|params?|filters?|query)\b", piece):
                continue
            if read_only and _ASKS.search(piece):
                continue
            if read_only and not re.search(r"\b(?:must|either|one of|optional|required|defaults?)\b", piece):
                continue  # `lists those with a stock of less than 5` says nothing of other records.
            any(self._state(Ground(self.app, entity), piece) for entity in (entities[:1] if begins(piece) else entities))

    def _state(self, ground: Ground, piece: str) -> bool:
        if not state(ground, piece):
            return goes_on(ground, piece, self._before)
        named = fields_in(ground.marked(piece))
        self._before = ground.fields.get(named[0]) if len(named) == 1 else None
        return True


def _define(app: App, entities: list[Entity], text: str) -> None:
    """`kcal: integer from 0 to 5000`: what stands behind a field's name is said of it; and what a field is that is not sent."""
    told = [(named, part) for part in split(text, r"\s*;\s*") if (named := re.match(r"[`\"]?(\w+)[`\"]?: (?=\S)", part))]
    if len(told) < 2 or not all(any(named[1] in one.fields for one in entities) for named, _ in told):
        told = [(named, text) for named, _ in told[:1] if text.startswith(named[0])]
    for named, part in told:
        entity = next((one for one in entities if named[1] in one.fields), None)
        if entity is not None:
            constrain(entity.fields[named[1]], part[named.end() :])
    any(defaulted(ground, ground.marked(absent(text))) for ground in (Ground(app, one) for one in entities))


#: `its status is "open" at first`: what is said of the records that a sentence is about, not of others with such a field.
_BEGINS = re.compile(
    r"(?i)\b(?:its|their) (?:status|state|stage|phase)\b[^.;]*\b(?:at first|initially|to (?:begin|start) with|in the beginning|starts?|begins?)\b"
)


def begins(piece: str) -> bool:
    """Whether a piece of a sentence tells the state in which the records that it is about begin."""
    return _BEGINS.search(piece) is not None


#: `(409 if it would fall below 0)`: what an operation refuses, and no limit of what is sent.
_WOULD = re.compile(r" \([^()]*\b(?:if|when) (?:it|this|that|they|the result) would [^()]*\)")


def state(ground: Ground, piece: str) -> bool:
    """Constrains the fields that a statement names. Whether it named any."""
    said = _KIND.sub(r"\g<before>\g<kind>", ground.marked(_WOULD.sub("", piece)))
    if of_some(said.lower()):
        return False
    return defaulted(ground, said) or _needed(ground, said) or _of_several(ground, said) or _stated(ground, said)


def _stated(ground: Ground, said: str) -> bool:
    """A sentence with the fields as its subject: `title and artist must not be blank`. Whether this was one."""
    _lengths(ground, said)
    _numbers(ground, said)
    if _EACH_NOTED.fullmatch(said):
        return _noted(ground, _NOTED.findall(said))
    limits = limited(ground, said)
    match = None if limits or _in_parts(ground, said) else _STATED.search(said)
    if match and (refuses(said[match.start("verb") :], said[: match.start()]) or _COUNTED.search(match["verb"])):
        return False
    if not match or re.search(
        r"\b(?:becomes?|counts? as|goes (?:up|down)|equals?|greater than the|later|if|when)\b(?! (?:missing|it is missing|none|new|created))",
        match["verb"],
    ):
        return limits
    if _JOINT.search(said) and re.search(r"\bunique\b|\bonce\b", match["verb"]):
        return False
    if _ON_CONDITION.search(said[: match.start()]) and "must" not in match["verb"]:
        return False
    return _noted(ground, _told(said, match))


def _noted(ground: Ground, told: list[tuple[str, str]]) -> bool:
    """Applies to each of the named fields what is said of it."""
    for name, said in told:
        if (one := ground.fields.get(name)) is not None:
            _apply(one, plain(_within(said)))
    return True


_ON_CONDITION = re.compile(r"(?i)\bif\b|\bwhen\b|\bonly \[|\bthat\b")
#: `name (max length 40), stars (1 to 5)`: several fields, each with what is said of it.
_NOTED = re.compile(r"<(\w+)> \(([^()]*)\)")
_EACH_NOTED = re.compile(r"\W*(?:<\w+> \([^()]*\)(?:, and |, | and |; |$)){2,}")


def _told(said: str, match: re.Match[str]) -> list[tuple[str, str]]:
    """The fields of a statement, each with what it says of that."""
    names = fields_in(match["names"])
    before = said[: match.start("verb")]
    inside = before.count("(") > before.count(")") and ")" in match["verb"]  # It is said in a bracket behind the last of them.
    both = match["verb"].startswith("(both")
    several = re.match(r"(?:must|is|are|can|may|has|have)\b|\(all", match["verb"]) if not inside else None
    note = [(names[-1], match["note"].strip(" ()"))] if match["note"] else []
    return [*note, *((name, match["verb"]) for name in (names[-2:] if both and not inside else names if several else names[-1:]))]


#: `{"guest", "arrives", "leaves"} …; both are dates`.
_SEVERAL = re.compile(
    r"(?i)^\W*(?P<which>(?:both|(?:the|these) two)(?: fields| of them| values| (?P<noun>[a-z]+s)(?= (?:are|must|being|[<>]=?)(?!\w)))?|the last two|all(?: of them| three| four| fields)?) (?P<told>(?:are|must|being|can not|[<>]=?) (?:[^<]|<=)+)$"
)


#: What is said of numbers alone.
_OF_A_NUMBER = re.compile(r"(?i)(?<!\w)[<>]=? ?-?\d|\b(?:integers?|whole numbers?|positive|non-negative|numbers?|negative)\b")
_NEEDED = re.compile(r"(?i)^are (?:\w+ )?(?:required|mandatory|obligatory|needed|optional)\b")


def _of_several(ground: Ground, said: str) -> bool:
    """A sentence about the last two fields or all that nothing else was said of. Whether this was one."""
    match = _SEVERAL.match(said)
    given = [one for one in ground.entity.fields.values() if one.given] if match and ground.entity else []
    if match and _NEEDED.search(match["told"]):  # That is said of what others are found by, too.
        for one in given[-2:] if match["which"].lower().startswith("both") else given:
            constrain(one, plain(match["told"]))
        return bool(given)
    own = [one for one in given if not one.refers]
    told = re.split(r" ?-> ?", plain(match["told"]))[0] if match else ""
    if match and match["noun"] and match["noun"] != "values":
        called = [one for one in own if one.name.endswith(f"_{words.singular(match['noun'])}")]
        own = called or (own if _OF_A_NUMBER.search(told) else [])
    kinds = {"", "scalar"} | ({"integer", "number", "example:integer", "example:number"} if _OF_A_NUMBER.search(told) else set())
    two = match is not None and not match["which"].lower().startswith("all")
    untold = (
        [one for one in own if one.type in kinds][-2:]
        if two and _OF_A_NUMBER.search(told)
        else [one for one in own[-2:] if one.type in kinds]
        if two
        else own
    )
    if two and match and match["which"].lower() != "the last two" and len(untold) < 2:
        return False
    for one in untold:
        constrain(one, told)
    return bool(untold)


#: `only the name is mandatory`, `only the nickname is sent`.
_ONLY = re.compile(
    r"(?i)\bonly (?:the |its |an? )?(?P<names><\w+>(?:(?:, | and |, and )(?:the |its )?<\w+>)*) (?:(?:is|are|must be) (?:(?P<required>required)|sent|given|passed|accepted|taken from|in the (?:body|request)|part of the (?:body|request)|set by (?:the )?clients?)|(?:can|may|must) (?:only )?be (?:sent|given|passed|set))"
    r"|(?i:\b(?:clients?|callers?|users?|requests?|the body|one|you|people)) (?:(?:can|may|must) )?(?:only (?:send|give|pass|provide|contain|carr(?:y|ie)|set)s?|(?:send|give|pass|provide|contain|carr(?:y|ie)|set)s? only) (?:the |its |an? )?(?P<sent><\w+>(?:(?:, | and |, and )(?:the |its )?<\w+>)*)"
)
_LEFT_OUT = re.compile(
    r"(?i)(?:clients?|callers?|users?|you|one|people|requests?) (?:can|may|might) (?:also )?(?:leave out|leave away|omit|skip) (?:the |its |an? )?<(?P<name>\w+)>"
)


def _needed(ground: Ground, said: str) -> bool:
    """A sentence that tells which fields a request must have, or has, or may do without. Whether this was one."""
    if (match := _LEFT_OUT.search(said)) and match["name"] in ground.fields:
        ground.fields[match["name"]].required = False
        return True
    match = _ONLY.search(said)
    names = fields_in(match["names"] or match["sent"]) if match else []
    own = ground.entity.fields if ground.entity else {}
    if match is None or not set(names) <= own.keys():
        return False
    for one in own.values():
        if one.name in names:
            one.required = True
        elif match["required"]:
            one.required = False
        elif not one.refers:
            one.given, one.required = False, False
    return True


def _in_parts(ground: Ground, said: str) -> bool:
    """`halves of hours are allowed`: a number that need not be whole."""
    match = re.match(
        r"(?i)(?:halves|half|quarters?|fractions?|decimals?|parts) (?:of (?:an? |the )?)?<(\w+)>[^.;]*\b(?:allowed|possible|fine|ok|okay|permitted)\b",
        said,
    )
    if match is not None:
        ground.fields[match[1]].type = "number"
    return match is not None


def _within(said: str) -> str:
    """The text up to a bracket that it does not open: what follows is about something else."""
    depth = 0
    for place, char in enumerate(said):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            return said[:place]
    return said


def _lengths(ground: Ground, said: str) -> None:
    """`2 to 6 options`, `at least two options`: how many elements a list has."""
    for match in re.finditer(
        r"(?:(\d+) (?:to|-|and) |(?P<sign>>=|<=) ?)(?P<most>\d+) (?:different |distinct |further )?<(?P<name>\w+)>", said
    ):
        one = ground.fields.get(match["name"])
        if one is None or one.type != "list":
            continue
        if match["sign"] != "<=":
            one.shortest = int(match[1] or match["most"])
        if match["sign"] != ">=":
            one.longest = int(match["most"])


def _numbers(ground: Ground, said: str) -> None:
    """`a room has 1, 2 or 4 beds`, `a ride needs at least 2 riders`: the numbers that there can be of something."""
    for match in re.finditer(r"\b(?:has|have|with|of|for) (?:either )?(?P<list>\d+(?:, \d+)*,? or \d+) <(?P<name>\w+)>", said):
        if (one := ground.fields.get(match["name"])) is not None and one.type != "list":
            constrain(one, match["list"])
    entity = ground.entity.name if ground.entity else ""
    several = re.sub(r",? (?:and|but) (?=(?:can|must|may) not have )", f"; [{entity}] ", said)
    for match in _AMOUNT.finditer(several) if not _ON_CONDITION.search(said) else ():
        one = ground.fields.get(match["name"])
        if one is not None and one.given and one.type in _OF_NUMBERS and match["entity"] == entity:
            for limit in (match["limit"], match["more"] or ""):
                (refuse if match["no"] or match["not"] else constrain)(one, limit)


_OF_NUMBERS = {"", "scalar", "integer", "number", "example:integer"}
#: `a ride needs at least 2 riders`, `no ride has more than 8 riders`.
_AMOUNT = re.compile(
    r"(?i)(?:(?P<no>\bno )|(?<!\bno ))\[(?P<entity>\w+)\] (?:always |only )?(?P<not>(?:can|must|may|does|do|shall) not |never )?(?:(?:must|can|may|shall|will) )?"
    r"(?:has|have|needs?|requires?|takes?|holds?|consists? of|comes? with|(?(no)with|(?!))) (?:a number of )?(?P<limit>[<>]=? ?\d+(?: (?:and|or) [<>]=? ?\d+)?|between \d+ and \d+|(?:from )?\d+ (?:to|-) \d+) <(?P<name>\w+)>(?P<more> (?:and|or) [<>]=? ?\d+(?!\w| <))?"
)


def _apply(one: Field, text: str) -> None:
    """What is stated outdoes the type that only an example showed."""
    trial = Field(one.name)
    if one.type.startswith("example:") and constrain(trial, text) and trial.type:
        one.type = ""
    constrain(one, text)
