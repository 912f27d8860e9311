"""Short wishes without paths, put as sentences that say what there is: `a blog with posts (title, body) and comments (text)`, `a contact book with name and email`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.reading.fields.plausible import OF_VALUE
from shared.reading.routes.entries import entries
from shared.reading.routes.figures import figured
from shared.reading.routes.finding import found_apart
from shared.reading.routes.giving import apart
from shared.reading.routes.subjects import subjected
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Statement
from shared.writing import words

_KIND = (
    r"(?:list|book|tracker|manager|collection|catalog(?:ue)?|database|register|registry|log|journal|diary|directory|inventory|archive|organi[sz]er"
    r"|planner|board|store|system|service|api|app|application|backend|server|tool)"
)
_LEAD = r"(?:(?:please )?(?:(?:build|make|create|write|i need|i want|i would like|we need|we want|give me|set up) )?(?:me |us )?(?:an? |my |our |the )?(?:(?:new|simple|small|tiny|basic|little|rest|json|web|http|minimal) )*)"
_MANY = r"(?:[a-z]+s|people)"
#: `contacts with a name and …`: what these have follows.
_WITH = re.compile(
    rf"(?i)(?<!number of )(?<!amount of )\b(?P<many>{_MANY})(?P<on> (?:on|to|for|under|about) (?:an?|the|each|every|their|its) [a-z]+(?=, each with ))?,? (?:each )?(?:(?:are|can be|get|should be|must be|may be) (?:registered|stored|entered|recorded|kept|saved|added|created|tracked|collected|managed|logged|submitted|filed|offered|announced) )?(?:with|that have|which have|having|consisting of|(?:(?:that|which) are )?(?:made up of|made of|composed of|described by)|(?:that|which) consist of) (?!(?:the|that|this|these) same\b)(?=(?P<list>(?:[^.;:()]|\([^()]*\))+))"
)
#: `posts (title, body)`.
_IN_BRACKETS = re.compile(
    rf"(?i)(?:^|[:,] |\b(?:with|have|has|and|for|of|are|add|adds|manage|manages|store|stores|keep|keeps|track|tracks|record|records|list|lists|create|save) )(?P<many>{_MANY}) \((?P<list>[^()]+)\)"
)
#: `a contact book with name, email and phone number`, `contacts API: name, email, phone number`, `a service for my expenses: amount and date`.
_TOPIC = re.compile(
    rf"(?i)^{_LEAD}(?:(?P<noun>[a-z]+)(?: [a-z]+)? {_KIND}|(?:[a-z\-]+ ){{0,2}}{_KIND} for (?:(?:my|our|the|all|managing|keeping|tracking|storing) )*(?P<many>[a-z]+s))"
    r"(?: with|:| -) (?P<list>[^.;:]+)$"
)
#: What a service has, and no record.
_NO_MEMBER = re.compile(r"(?i)\b(?:(?:web|html|home) ?)?(?:page|site|website|frontend|ui|api|interface|database|login|form|button)\b")
#: `add messages with a text to a room`: what they are added to ends the list.
_TO_OWNER = r"(?P<owner> (?:to|for|on|in|under) (?:an?|the|each|every|any|their|its) [a-z]+)?$"
#: One of what a record has: `a name`, `an email (unique)`, `some stars from 1 to 5`.
_ARTICLED = re.compile(
    r"(?i)(?P<member>(?:an?|the|its|their|some|several|optional|one or more)\b(?! (?:same|total|list of all)\b)(?: (?!to\b|for\b|on\b)[a-z_\-]+){0,4}(?: \([^()]*\))?"
    rf"(?: (?:from|between) -?\d+ (?:to|and) -?\d+| of (?:at most|at least) \d+ \w+)?(?: (?:such as|like|for example|e\.g\.) [\w\"]+(?: or [\w\"]+)?)?|whether (?:it|he|she|they|we|i|one) [a-z]+(?: (?!to\b|for\b)[a-z]+){{0,3}}(?: \([^()]*\))?){_TO_OWNER}"
)
#: The same without an article: `name`, `stars from 1 to 5`.
_BARE = re.compile(
    rf"(?i)(?P<member>[a-z_\-]+(?: (?!to\b|for\b|on\b)[a-z_\-]+){{0,2}}(?: \([^()]*\))?(?: from -?\d+ to -?\d+)?){_TO_OWNER}"
)
#: `points (a whole number from 1 to 10)`: that is no member.
_ONLY_A_KIND = re.compile(
    r"(?i)(?:an? )?(?:(?:whole|positive|short|decimal|non-?negative|optional) )*(?:numbers?|integers?|texts?|strings?|decimals?) (?:from|between|of|above|greater|at|up)\b"
)
#: `stars (1 to 5)`, among others that have an article.
_DESCRIBED = re.compile(r"(?i)[a-z_]+ \(_+\)")
#: `a comment that may be omitted`.
_LEFT_OUT = re.compile(
    r"(?i)\b(?:an?|some|the|its|their) (?P<name>[a-z_]+(?: [a-z_]+)?),? (?:that|which) (?:may|can|might|could) (?:also )?be (?:omitted|left out|left away|left empty|missing|skipped|empty)\b"
)
#: What may follow a list that is complete: another record, a wish, what the records are added to.
_COMPLETE = re.compile(
    rf"(?i)\W*$|(?:,? and |, |; ?)(?:also |then )?(?:(?:i|we|you|they|users|people|one|it)\b|(?:add|list|see|show|search|filter|sort|delete|remove|edit|update|change|view|mark|find|browse|post)\b|{_MANY} (?:with|\()|(?:each|every|all|an?) [a-z]+ (?:has|have|can|may|collects?|contains?|gets?|receives?|belongs?|also)\b)| (?:to|for|on|in|under) (?:an?|the|each|every|any|their|its) [a-z]+"
)
#: `an author and a text, both required`.
_OF_ALL = re.compile(
    r"(?i),? (?:both|all|each|every one)(?: (?:of (?:them|which)|three|four))?(?: (?:is|are|being))? (?:needed|required|mandatory|obligatory|compulsory|necessary|a must|non-empty)(?=\W*$|; )"
)
#: What a segment holds that goes on with something else.
_GOES_ON = re.compile(
    r"(?i)\b(?:i|we|you|they|it|them|one|users?|can|may|is|are|will|should|must|want|wants|shows?|belongs?|has|have|with|where|who|which|that|to)\b"
)
_DOING = wordset(
    "list lists add adds see show shows search filter sort delete remove edit update change create get view read mark find browse let allow make return borrow look post"
)
#: `a to-do app: add to-dos, list them`: what one wants to do.
_IMPERATIVE = re.compile(
    rf"(?i)^(?![^.;]*\bform (?:to|that)\b){_LEAD}(?:[a-z\-]+ ){{0,3}}[a-z\-]+(?:: | - | to | that lets (?:me|you|us|people|users) | which lets (?:me|you|us|people|users) )(?=(?:add|create|record|store|save|track|manage|list|post|register|log|enter|keep|collect|open|start)\b (?!and\b))"
)
#: What is left where all was said: `a blog with posts and comments`, `manage departments and employees`.
_MERE = re.compile(
    rf"(?i){_LEAD}(?:manag(?:e|es|ing) |stor(?:e|es|ing) |keep(?:s|ing)? |track(?:s|ing)? )?(?:(?:[a-z\-]+ ){{0,3}}(?:for|with|of|about)|(?:[a-z\-]+ ){{0,2}}[a-z\-]+:)? ?{_MANY}(?:(?:, and |, | and ){_MANY})*$"
)
#: What every application or text may have, and no record.
NO_RECORD = wordset(
    "fields parameters things details values names users endpoints routes operations status rules limits records items ones requests answers lists pages words characters digits letters errors"
)
#: `people leave their name and a message`: a record that the text gives no name.
_NAMELESS = re.compile(
    r"(?i)(?:\bwhere |: ?|^)(?:people|visitors|users|guests|readers|customers|anyone|everyone|one|i|we|you) (?:(?:can|may|should|want to) )?(?:leaves?|enters?|submits?|writes?|adds?|signs? with) "
    r"(?P<list>(?:their|an?|my|your) [^.;]+)"
)
_NAMES = r"(?P<names>[a-z]+s(?:, [a-z]+s)*(?:,? and [a-z]+s)?)(?=\W*$)"
#: `a blog with posts and comments`, `a vet clinic: owners, pets and appointments`.
_SEVERAL = re.compile(
    rf"(?i)^{_LEAD}(?:[a-z\-]+ ){{0,3}}[a-z\-]+(?:(?<!start)(?<!begin)(?<!end) with| for| about|:) (?:(?:my|our|the|all) )?(?!https?\b){_NAMES}"
)
#: `a recipe collection`, `build a to-do list API`.
_COLLECTED = re.compile(
    rf"(?i)^{_LEAD}(?P<names>[a-z]+) (?:list|tracker|collection|catalog(?:ue)?|manager|register|registry|log|database|diary|directory)(?: (?:api|app|application|service|backend|server))?(?=\W*$)"
)
#: `with unique emails`.
_UNIQUE = re.compile(rf"(?i),? with unique (?P<many>{_MANY})\b")
#: `I want to see the total per category`.
_TOTAL = re.compile(
    r"(?i)(?:(?:^|,? and |, |: )(?:(?:also|then) )?(?:(?:i|we|you|one|users) (?:also )?(?:(?:want|need|would like|like|can|should be able) (?:to )?))?)(?:see|shows?|know|get|gives?|display) (?:me |us )?(?:how much (?:was|i|we|is) [a-z]+ |(?:the )?(?P<what>(?:total|sum|average|number)(?: (?:of )?[a-z]+){0,2}) )(?:per|by|for each|in each|of each) (?P<group>[a-z]+)(?=\W*$|,|;)"
)
#: `a rating has stars from 1 to 5 and belongs to a movie`: the owner first, for no list goes over it.
_BELONGS = re.compile(
    r"(?i)^(?P<who>(?:(?:an?|each|every|all) )?[a-z]+) (?P<has>(?:has|have) [^.;]+?),? and (?P<to>belongs? to (?:an?|one|exactly one|the) [a-z]+)(?=\W*$)"
)

#: `Animals live in an enclosure and have a name`, where enclosures are records, too.
_LIVES = re.compile(
    r"(?i)^(?P<who>(?:(?:an?|each|every|all) )?[a-z]+) (?:(?:live|sit|stand|stay|hang|grow|work|play|sleep|lie|take place|are? kept|is kept|(?:is|are) (?:always )?(?:stored|located|housed|parked|kept|placed|shelved|assigned|held|part))s?) (?:in|on|at|for|under|to|of) (?:an?|one|exactly one|the) (?P<owner>[a-z]+),? and (?P<has>(?:has|have) [^.;]+)"
)


def _belonging(text: str, whole: str) -> str:
    """Records that are in others as such that belong to them, where the text says what those have."""
    match = _LIVES.match(text)
    owner = words.singular(match["owner"].lower()) if match else ""
    if match is None or not re.search(
        rf"(?i)\b(?:(?:an?|each|every) {owner} (?:has|consists|is described)|{words.plural(owner)} (?:have|with|consist)|{words.plural(owner)} \()\b",
        whole,
    ):
        return text
    has = re.sub(r"(?i)^have ", "has ", match["has"])
    return f"Every {words.singular(match['who'].split()[-1].lower())} belongs to one {owner} and {has}{text[match.end() :]}"


#: `Ticket system: users can …`: what follows is a sentence of its own.
_HEADLINE = re.compile(
    rf"(?i)^{_LEAD}(?:[a-z\-]+ ){{0,4}}[a-z\-]+(?:: | - )(?=(?:users|people|customers|members|visitors|students|employees|guests|i|we|you|they|one|anyone|everyone|(?:an?|each|every) [a-z]+) (?:[a-z]+ )?(?:can|may|want|has|have|belongs?|should)\b)"
)


def spelled_out(statements: Sequence[Statement]) -> list[Statement]:
    """The sentences, with what short ones say that records have in sentences of their own."""
    statements = [one if part == one.text else replace(one, text=part) for one in statements for part in apart(one.text)]
    statements = [
        replace(one, text=text) for one, told in zip(statements, subjected([one.text for one in statements]), strict=True) for text in told
    ]
    whole = ". ".join(one.text for one in statements)
    statements = [one if (text := _by_head(one.text, whole)) == one.text else replace(one, text=text) for one in statements]
    whole = ". ".join(one.text for one in statements)
    nouns = _hyphenated(whole)
    whole = _joined(whole, nouns)
    return [
        replace(one, text=_BELONGS.sub(r"\g<who> \g<to> and \g<has>", _belonging(text, whole)))
        for one in statements
        for entry in entries(_HEADLINE.sub("", _joined(one.text, nouns)), whole)
        for part in found_apart(entry, whole)
        for sentence in _told(part, whole)
        for text in figured(sentence, whole)
    ]


#: `A meeting room has a name`, where the text speaks of `a room` as well.
_TWO_WORDS = re.compile(
    r"(?i)\b(?:an?|each|every) (?P<kind>(?!new\b|single\b|registered\b|recorded\b)[a-z]+) (?P<head>[a-z]+) (?:has|have|consists of|also has)\b"
)


def _by_head(text: str, whole: str) -> str:
    """The sentence with one name for records of two words that the text also calls by the second alone."""
    for kind, head in dict.fromkeys((one["kind"].lower(), one["head"].lower()) for one in _TWO_WORDS.finditer(whole)):
        many = words.plural(head)
        alone = rf"(?i)(?:^|[.;,] |\b(?:an?|the|each|every|all|new|and|add|list|of|one|no|two) )(?:{head}|{many}) (?:also |can |may |must |is |are |has |have |by\b|should )"
        others = {one["kind"].lower() for one in _TWO_WORDS.finditer(whole) if one["head"].lower() == head}
        if re.search(alone, whole) and others == {kind}:
            text = re.sub(
                rf"(?i)\b({kind[0]}){kind[1:]} ({head}|{many})\b",
                lambda match: match[2].capitalize() if match[1].isupper() else match[2],
                text,
            )
    return text


def _hyphenated(whole: str) -> set[str]:
    """The records whose name has a hyphen: `each check-in has …`, `list to-dos`."""
    told = re.findall(
        r"(?i)\b(?:an?|each|every) (?:simple |small |new |little |basic )?([a-z]+-[a-z]+) (?:has|can|is|belongs|list|tracker|collection|manager|log|register)\b|\b(?:add|log|record|create|enter|make)s? an? ([a-z]+-[a-z]+) (?:for|to|with)\b|\b(?:add|list|create|have|manage) ([a-z]+-[a-z]+s)\b",
        whole,
    )
    return {words.singular("".join(names).lower()) for names in told}


def _joined(text: str, nouns: set[str]) -> str:
    """The text with these names written as one word, as paths and tables need them."""
    for noun in sorted(nouns):
        text = re.sub(rf"(?i)\b{noun}(s?)\b", rf"{noun.replace('-', '')}\1", text)
    return text


def _told(text: str, whole: str) -> Iterator[str]:
    """What a sentence says, as sentences of one kind each: uniqueness, what the wish is about, what records have, totals."""
    if unique := _UNIQUE.search(text):
        yield f"{unique['many'].capitalize()} are unique"
        text = text[: unique.start()] + text[unique.end() :]
    text = _IMPERATIVE.sub("I want to ", text)
    if match := (None if re.match(r"(?i)[a-z ,]*\bpage\b", text) else _SEVERAL.match(text)) or (
        _COLLECTED.match(text) if not _declares(whole) else None
    ):
        names = [words.plural(words.singular(name)) for name in re.split(r",? and |, ", match["names"].lower())]
        yield f"I want to manage {words.join(names)}"
        return
    if asked := _asked(text, whole):
        yield from asked
        return
    if topic := _topic(text):
        yield topic
        return
    if (nameless := _nameless(text, whole)) or (total := _TOTAL.search(text)) is None:
        yield from nameless or _parted(text)
        return
    if rest := text[: total.start()].strip(" ,"):
        yield from _told(rest, whole)
    yield f"There is a summary with the {total['what'] or 'total'} per {total['group']}"
    if rest := text[total.end() :].strip(" ,;"):
        yield from _told(rest, whole)


def _declares(whole: str) -> bool:
    """Whether the text says anywhere what a record has."""
    return re.search(r"(?i)\b(?:has|have|with|consists? of|belongs?)\b|\(", whole) is not None


def _parted(text: str) -> Iterator[str]:
    """What each kind of record has as a sentence, then the rest of a sentence."""
    left = text = _LEFT_OUT.sub(r"an optional \g<name>", text)
    while found := next(_having(left), None):
        noun, members, start, end = found
        yield f"Each {words.singular(noun.partition(' ')[0].lower())} has {members}"
        left = f"{left[:start]}{noun}{left[end:]}"
    if left == text:
        yield text
    else:
        yield from (part for part in left.split("; ") if not _MERE.match(part))


def _nameless(text: str, whole: str) -> list[str]:
    """What a record has that only those who leave it are told of, and what else the sentence says; nothing where what they leave is a record of its own."""
    match = _NAMELESS.search(text)
    members, rest = _members(match["list"]) if match else ("", "")
    declared = members and re.search(rf"(?i)\b(?:an?|each|every) {members.split()[-1]} (?:has|belongs)\b", whole)
    if declared or not re.search(r",| and ", members):
        return []
    more = re.sub(r"(?i)^[,;]? ?(?:and )?", "", rest)
    return [f"Each entry has {re.sub(r'\b(?:their|my|your) ', 'a ', members)}", *([more] if more.strip() else [])]


#: `a web page with a form for name and message`.
_ASKED = re.compile(
    r"(?i)\bform (?:for|with|asking for|that asks for)(?: the fields| fields)? (?P<list>(?!(?:adding|entering|a new|new)\b)[^.;]+)"
)


def _asked(text: str, whole: str) -> list[str]:
    """What a form asks for, where the text says nowhere else what a record has, and the sentence."""
    match = None if _declares(whole.replace(text, "")) else _ASKED.search(text)
    members, rest = _members(match["list"]) if match else ("", "")
    if match is None or not re.search(r",| and ", members):
        return []
    named = re.search(
        r"(?i)(?:^|[.;] |\b(?:shows?|lists?|displays?) (?:all )?(?:the )?)(?P<many>[a-z]+s)\b(?= (?:are|is|newest|oldest|with)\b|\W*$|[.,;])",
        whole,
    )
    noun = words.singular(named["many"].lower()) if named else "entry"
    return [f"Each {noun} has {members}", f"{text[: match.start()]}form{rest}"]


def _topic(text: str) -> str:
    """What a record has, where the text names it by the service."""
    match = _TOPIC.match(text)
    if match is None or next(_having(text), None):
        return ""
    members, rest = _members(match["list"])
    several = [words.is_plural(part.split()[-1]) for part in re.split(r", (?:and )?| and ", members) if part]
    if not members or rest or all(several) or _NO_MEMBER.search(members):
        return ""
    return f"Each {words.singular((match['noun'] or match['many']).lower())} has {members}"


#: What a value is, and no list of what a record has: `packets (a whole number, at least 1)`.
_A_VALUE = re.compile(
    r"(?i)(?:an? )?(?:(?:optional|required|mandatory|unique|positive|non-negative|whole)\b|(?:integers?|decimals?|booleans?|at least|at most|up to|min|max|one of|from|between|true or|yes or|more than|less than|in)\b|-?\d|[<>])"
    r"|an? (?:number|text|string|date|time|list|amount|flag)\b"
)


#: `it always comes with …`: what stands behind is a verb.
_A_VERB = re.compile(r"(?i)\b(?:it|he|she|which|that|who|this|always|also) (?:always |also )?$")


def _having(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Each kind of record of a sentence with what it has, and where that stands."""
    for pattern in (_WITH, _IN_BRACKETS):
        for match in pattern.finditer(text):
            noun = match["many"].lower()
            members, rest = _members(match["list"])
            if members and (duty := _OF_ALL.match(rest)):
                members, rest = members + duty[0], rest[duty.end() :]
            inside = pattern is _IN_BRACKETS
            if inside and _A_VALUE.match(match["list"]):
                continue
            whole = not rest if inside else _COMPLETE.match(rest)
            if (
                members
                and whole
                and not re.match(rf"(?i){OF_VALUE}", members)
                and not _NO_MEMBER.search(members)
                and noun not in NO_RECORD
                and words.singular(noun) != noun
                and not _A_VERB.search(text[: match.start("many")])
            ):
                on = "" if inside else match["on"] or ""
                yield f"{match['many']}{on}", members, match.start("many"), match.end() if inside else match.end("list") - len(rest)


def _members(told: str) -> tuple[str, str]:
    """The beginning of some words that is a list of what a record has, and the rest."""
    hidden = re.sub(r"\([^()]*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", told)
    end = 0
    bare = False
    for place, match in enumerate(re.finditer(r"(?P<joint>, and |, | and |^)(?P<part>(?:(?!, | and ).)+)", hidden)):
        part = match["part"]
        if _ONLY_A_KIND.match(part):
            break
        bare = _ARTICLED.match(part) is None if place == 0 else bare
        plain = bare or (words.is_plural(part) and " " not in part) or _DESCRIBED.fullmatch(part)
        fits = _ARTICLED.match(part) or (_BARE.match(part) if plain else None)
        if (
            fits is None
            or _GOES_ON.search(re.sub(r"\(.*?\)|^whether .*| (?:from|between) -?\d+ (?:to|and) -?\d+", "", fits["member"]))
            or part.split()[0].lower() in _DOING
        ):
            break
        end = match.start("part") + fits.end("member")
        if fits["owner"]:
            break
    return told[:end], told[end:]
