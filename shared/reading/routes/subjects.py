"""What records have where only a sentence or a clause before it names them, with their name: `the service keeps tools: each has a name`, `We store tools. Each one has …`, `Store cars: make, model`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.fields.fieldlists import field_list
from shared.reading.routes.giving import continued, given, told_later
from shared.reading.text.lexicon import wordset
from shared.writing import words

_STORES = (
    r"(?:keeps?(?: track of)?|keeping(?: track of)?|stor(?:e|es|ing)|manag(?:e|es|ing)|track(?:s|ing)?|records?|recording|holds?|holding|registers?|registering|collects?|collecting|catalogues?|catalogs?|logs?|logging"
    r"|remembers?|maintains?|looks? after|looking after|owns?|runs?|lends?(?: out)?|sells?|rents?(?: out)?|notes?(?: down)?|saves?|saving|organi[sz]es?|organi[sz]ing|crud for|(?:list|register|registry|inventory|catalogue|catalog|collection|database|record|directory|overview|log|place|home|archive) (?:of|for)"
    r"|(?:api|app|application|service|backend|system|tool|database|program) (?:for|about|of)|about|has|have|contains?|consists? of|with|add|create)"
)
_MODIFIED = r"(?:(?:all|our|my|the|its|their|your|some|several|various|different|many|own|a lot of|lots of|new|used|old|these|those) )*"
_MANY = r"(?P<many>(?!(?:things|data|details|fields|records|items of|news)\b)[a-z]+(?<!s)s|people)"
#: `the wines in my cellar`.
_WHERE = r"(?: (?:in|at|of|on|from|for) (?:(?:my|our|the|a|an|your|their|each|every|this) )?[a-z]+(?: [a-z]+)?| (?:that|who|which) (?:are|we|i|they|people|our|come|live|stay|work|wait)\b(?: (?!with\b|has\b|have\b)[a-z]+){0,4})?"
_HAVING = r"(?:has|have|having|with|consists? of|(?:is|are) (?:described by|made (?:up )?of)|contains?|needs?|carr(?:y|ies)|comes? with|gets?)(?: got)?"
_EACH = rf"(?:(?:each|every|all)(?: (?:single )?(?:one|entry|item|record|of (?:them|these|those|which)|of the entries))?|they|these|which|that),? (?:(?:should|must|shall|will|all|each|always|also) )*(?:{_HAVING}|have)"
_FIELDS = r"(?:the )?(?:fields|attributes|properties|details|data|columns)(?: (?:are|to (?:store|keep)|per [a-z]+|i need|we need))?"
#: `… keeps instruments: each has a name`, `… about plants, which have a name`.
_COLON = re.compile(rf"(?i)^(?P<before>.*?\b{_STORES} {_MODIFIED}{_MANY}{_WHERE})(?::| -|,|;) (?:and )?{_EACH}:? (?P<list>\S.*)$")
#: `Store cars: make, model`, `… stores bikes - brand, colour - and …`.
_LIST = re.compile(
    rf"(?i)\b{_STORES} {_MODIFIED}{_MANY}{_WHERE}(?:(?::| -)(?: {_FIELDS}:?)?) (?P<list>(?!(?:i|we|you|they|it|one|users?|people|add|list|show|see|create|the usual|each|every|all)\b)[a-z\"`](?:[^.;]|\.\d)*)$"
)
#: `We store tools.`, before `Each one has …`.
_NAMED = re.compile(
    rf"(?i)\b{_STORES} {_MODIFIED}(?P<kind>(?!(?:and|or|with|the|an?|of|for|from)\b)[a-z]+ )??{_MANY}{_WHERE}(?=\W*$|[.,;:]| (?:and|so|where|which|that|who)\b)"
)
#: `Anyone can add a job offer.`
_ADDED = re.compile(
    r"(?i)\b(?:file|record|card|sheet|note|entry|page|folder)s? (?:on|of|for|about|per) (?:each|every|all|any)(?: of (?:our|the|my))? (?P<of>[a-z]+)(?=\W*$|[.,;])|\b(?:can|may|to|could|should|must) (?:add|enter|register|create|report|post|submit|offer|record|announce|publish|hand in) (?:an?|new) (?:new )?(?P<one>[a-z]+(?: [a-z]+)?)(?=\W*$|[.,;])"
)
_NEXT = re.compile(
    rf"(?i)^(?:(?:each|every|all)(?: (?:single )?(?:one|entry|item|record|of (?:them|these|those)))?|they|(?:it|this|the (?:file|record|card|entry|sheet|note)s?)(?= (?:contains?|holds?|has|includes?|consists?)\b)) (?:(?:should|must|shall|will|all|always|also) )*(?:{_HAVING}|have):? (?P<list>\S.*)$|^{_FIELDS}: (?P<fields>\S.*)$"
)
#: `We also note whether it is vaccinated.`
_ALSO = re.compile(
    r"(?i)^(?:and )?(?:(?:we|i|you|it|they|the (?:service|system|app)) (?:(?:should|must|want to|need to|would like to|'d like to) )?(?:also|additionally|further|furthermore|besides) (?:note|store|keep|record|save|remember|know|track|hold|have|has)s?(?: down| track of)?:?"
    r"|(?:also|additionally|besides|in addition|furthermore),? (?:(?:we|i) )?(?:note|store|keep|record|save|remember|track)(?: down)?|there (?:is|are) also) (?P<list>(?!an? (?:[a-z]+ )?(?:query|parameter|filter|endpoint|route|page|form|list|summary|report|overview|statistics?|button|way|limit|rule|search|total)\b)(?:an?|the|its|their|whether|how many|optional|some)\b.*)$"
)
#: `Each lesson needs a subject, a teacher and a room.`
_NEEDS = re.compile(
    r"(?i)^(?:an?|each|every) (?P<one>[a-z]+) (?:needs?|requires?|must have|should have|is stored with|is recorded with|comes with) (?P<list>(?!(?:an?|the|its|our) (?:[a-z\-]+ ){0,2}(?:service|app|application|api|system|tool|program|list|register|registry|database|backend|way|place|overview|site|website|page|catalogue|catalog|directory|log|book)\b)(?:an?|its|the)\b.*)$"
)
#: `Cheeses: name, country, milk`.
_LABELLED = re.compile(
    r"^(?P<many>(?!(?:Fields|Errors|Parameters|Rules|Columns|Details|Codes|Values|Routes|Endpoints|Notes|Examples|Operations|Requirements|Features|Actions|Properties|Attributes|Users|Statuses|Answers)\b)[A-Z][a-z]+)(?: (?:for|of|in|at) (?:the|our|my|an?) [a-z]+)?: (?P<list>[a-z_].*)$"
)
#: `A guest list: name, companions`; `An inventory: …` does not say of what.
_TOPIC = re.compile(
    r"(?i)^(?:(?:an?|the|my|our|simple|small|tiny|little|basic|new|please|build|make|create|write|i want|i need|we need|we want|me|us) )*+(?P<one>[a-z]+) (?:list|register|log|tracker|catalogue|catalog|collection|inventory|directory|diary|database)(?: (?:api|app|application|service|backend))?(?: with|:| -) (?P<list>[a-z_].*)$"
)
#: `For each plot: number, size`.
_FOR = re.compile(r"(?i)^(?:for|of|about) (?:each|every|any|an?|one) (?P<one>[a-z]+):? ?(?:-|:) ?(?P<list>\S.*)$")
#: `soil - clay, sand or loam - and …`: dashes for brackets.
_DASHED = re.compile(r" - (?P<inner>(?:[^-:;.()]|\.\d)+?)(?: -(?=,| and\b| or\b)|(?=$))")
_RECORD = re.compile(r"(?i)^(?:an?|each|every|the) (?P<one>[a-z]+) (?:also |always )?(?:has|needs|consists of|is described by)\b")
#: `What I want to store for a bike: brand, colour`, `what matters about a costume is its name and …`, `the details of a guest are …`.
_WHAT = re.compile(
    r"(?i)^(?:what|everything|all|the (?:things?|data|details|information|facts|particulars)|things)(?: (?!(?:is|are)\b(?! to\b))[a-z']+){0,7}? (?:per|for|of|about|on|with) (?:an?|each|every|one|the|any) (?P<one>[a-z]+)(?: (?:(?:i|we|you|they) [a-z]+ ))?(?: (?:is|are|includes?|consists? of|comprises?))?:? (?P<list>(?:an?|the|its|their|whether|how|[a-z_]+(?=, | and | \())\b.*)$"
)
_GOT = re.compile(r"(?i)^(?P<who>(?:an?|each|every|the) [a-z]+)(?:'s| has| have) got (?=\S)")
#: `… and within it units that have a label`, `inside each of them, units (label, floor)`: records of others.
_WITHIN = re.compile(
    rf"(?i)^(?P<before>.*?)(?:,? and,?|,|;)? ?\b(?:within|inside(?: of)?|in|under|below|beneath|for) (?P<it>it|them|each(?: of (?:them|these|those)| one)?|(?:an?|each|every) [a-z]+),? (?:(?:there (?:are|is)|(?:i|we|you) (?:keep|have|store|record|note|list|want)|(?:has|have)) )?"
    rf"(?:(?:its|the|their|several|some|many|our|any number of) )*{_MANY}(?:,? (?:each )?(?:that have|which have|with|having|described by)|(?= ?\()|:) ?(?P<list>\S.*)$"
)
_OWNER = re.compile(
    r"(?i)\b(?:record|stor|keep|manag|add|creat|track|register|enter|sav|hav)(?:e|s|es|ing)? (?:(?:an?|my|our|the|several|all|some|new) )*(?P<owner>[a-z]+)(?= \(| with\b|,|:| and\b|\W*$)|^(?:an?|each|every) (?P<subject>[a-z]+)\b"
)
#: `A playlist has a name and contains tracks`, before what those have.
_CONTAINS = re.compile(
    rf"(?i)^(?P<has>(?:an?|each|every) (?P<owner>[a-z]+) .+?),? and (?:(?:also )?(?:has|have|contains?|consists? of|holds?)) (?P<many>{_MODIFIED}[a-z]+s)$"
)
_KEPT = r"(?:stored|kept|recorded|entered|saved|registered|collected|tracked|managed|logged|noted(?: down)?|written down|put down|filed)"
#: `We want bookings with a guest and a date`, `I need proofs to be stored with a title and a client`, `please keep visits with …`.
_WISHES = (
    r"(?:(?:please )?(?:build|make|create|write|give) (?:(?:me|us|her|him|them) )?(?:something|an? [a-z]+(?: [a-z]+)?) (?:where|in which|with which|that lets|to) (?:(?:i|we|she|he|they|people|us|me|her|him|them) )?(?:can )?"
    r"|(?:(?:what|all) )?(?:(?:i|we|they|you|he|she|(?:our|my|the|his|her|their) [a-z]+) )?(?:(?:really|just|only|also|simply|now) )*(?:wants?|needs?|(?:would|'d) like|wish(?:es)? for|require)s?(?: (?:is|are))?(?: to)? )"
)
_STORING = (
    r"(?:(?:be able to )?(?:have|keep|store|record|note(?: down)?|write down|put down|collect|track|manage|enter|register|log|save) )"
)
_WANTED = re.compile(
    rf"(?i)^(?:please,? )?(?:{_WISHES}{_STORING}?|{_STORING}|(?=[a-z ]+ (?:are|can be|should be|must be|have to be|need to be|get) {_KEPT} with ))(?:an? (?:[a-z]+ )?(?:place|list|register|record|home|database|service|table) (?:for|of) )?"
    rf"{_MODIFIED}(?P<kind>(?!and\b|or\b|with\b)[a-z]+ )?{_MANY}{_WHERE}(?:,? (?:to be |(?:are|can be|should be|must be|have to be|need to be|get) )?{_KEPT})?,? (?:each )?(?:with|that have|which have|having) (?P<list>(?:an?|the|its|their|[a-z]+(?=,| and| \()) ?(?:[^;()]|\([^()]*\))*)$"
)
#: What a sentence goes on with that tells more than what records have.
_TELLS_MORE = re.compile(
    r"(?i)(?:,|\band|;) (?:then )?(?:i|we|you|they|users?|people|one|it)(?: also)? (?:can|may|want|need|should|must|would)\b|\b(?:so that|in order to|who can|to (?:add|list|see))\b"
)
#: What a list of fields does not begin with.
_DOING = wordset("add adds list lists show shows see create creates delete remove edit update change view let lets")


def subjected(texts: Sequence[str]) -> list[list[str]]:
    """For each sentence what it becomes."""
    found: list[list[str]] = []
    named = record = topic = ""
    whole = ". ".join(texts)
    for text in map(continued, texts):
        also = _also(text, whole) if record else ""
        told = (
            [_has(record, also)]
            if also
            else _of_itself(text, whole) or _wanted(text, whole) or _of_named(text, named) or _given(text, topic, whole)
        )
        known = [one["one"].lower() for each in told or [text] if (one := _RECORD.match(each))]
        record = known[-1] if known else record
        match = None if told else _last(_NAMED, text)
        named = _named(match["kind"] or "", match["many"], whole) if match else named if told else ""
        added = _ADDED.search(text)
        named = named or (added["of"] or "" if added else "")
        topic = topic or named or (added["one"] if added else "")
        found.append(told or [text])
    return found


def _also(text: str, whole: str) -> str:
    """What else the records of the sentence before it have."""
    match = _ALSO.match(text)
    return match["list"] if match else told_later(text, whole)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(list(pattern.finditer(text))[-1:]), None)


def _of_itself(text: str, whole: str) -> list[str]:
    """A sentence that names the records and says what they have."""
    text = _DASHED.sub(r" (\g<inner>)", text) if re.search(r" - (?:[^-:;.()]|\.\d)+ -,| - (?:never|not|at|between|from)\b", text) else text
    if got := _GOT.match(text):
        return [f"{got['who']} has {text[got.end() :]}"]
    if (what := _WHAT.match(text)) and _lists(what["list"]):
        return [_has(what["one"], what["list"])]
    if within := _of_others(text):
        return within
    if colon := _COLON.match(text):
        both = _CONTAINS.match(colon["before"])
        before = [both["has"], _has(both["owner"], both["many"])] if both else [colon["before"]]
        return [*before, _has(colon["many"], colon["list"])]
    for pattern in (_NEEDS, _FOR, _TOPIC):
        told = pattern.match(text)
        listed = _DASHED.sub(r" (\g<inner>)", told["list"]) if told else ""
        if told and _lists(listed):
            return [_has(told["one"], listed)]
    label = _LABELLED.match(text)
    spoken = label and re.search(
        rf"(?i)\b(?:{words.plural(words.singular(label['many']))}|an? {words.singular(label['many'])})\b", whole.replace(text, "")
    )
    match = label if label and (spoken or words.is_plural(label["many"])) else _LIST.search(text)
    if match is None or match["list"].split()[0].strip(",").lower() in _DOING or not _lists(match["list"]):
        return []
    members, _, rest = match["list"].partition(" - ")
    more = re.sub(r"(?i)^(?:and|which|that|,) ", "", rest.strip())
    return [_has(match["many"], members), *([f"I want to {_infinitive(more)}"] if more else [])]


def _wanted(text: str, whole: str) -> list[str]:
    """A sentence that wishes for records with what they have."""
    match = _WANTED.match(text)
    if match is None or _TELLS_MORE.search(match["list"]) or not _lists(match["list"]):
        return []
    return [_has(_named(match["kind"] or "", match["many"], whole), match["list"])]


def _named(kind: str, many: str, whole: str) -> str:
    """What records are called: `seed packets`, or `packets` where the text calls them so."""
    alone = re.search(rf"(?i)(?<!\b{kind})\b(?:{many}|{words.singular(many.lower())})\b", whole) if kind else None
    return many if alone or not kind else f"{kind}{many}"


def _of_others(text: str) -> list[str]:
    """The records that are within others, and what they have; empty where the text tells of no such."""
    match = _WITHIN.match(text)
    if match is None or (not match["before"] and match["it"].split()[0].lower() in {"it", "them"}):
        return []
    named = re.fullmatch(r"(?i)(?:an?|each|every) (?!of\b|one\b)([a-z]+)", match["it"])
    owner = _OWNER.search(match["before"])
    noun = named[1] if named else (owner["owner"] or owner["subject"]) if owner else ""
    if not noun or words.singular(noun.lower()) == words.singular(match["many"].lower()):
        return []
    members = match["list"].strip()
    members = members[1:-1] if members.startswith("(") and members.endswith(")") else members
    before = [match["before"].strip(" ,;:")] if " " in match["before"].strip() else []
    return [*before, _has(noun, match["many"]), _has(match["many"], members)]


def _infinitive(told: str) -> str:
    """`lets me list them` -> `list them`."""
    return re.sub(r"(?i)^(?:(?:it )?(?:lets?|allows?) (?:me|us|you|people|users)(?: to)? |(?:should|must|can) )", "", told)


#: `… rentals: a rental has a tool_id`: a sentence of its own.
_SAYS = re.compile(rf"(?i)(?:an?|each|every|all|the) [a-z]+ (?:{_HAVING}|is|are|can|belongs?)\b")


def _lists(told: str) -> bool:
    """Whether a text is a list of at least two fields."""
    members = told.partition(" - ")[0]
    names = [one.name for one in field_list(members)]
    if _SAYS.match(told):
        return False
    return (
        len(names) > 1
        and not _DOING & set(names)
        and not re.search(
            r"(?i)(?<!about)(?<!of)(?<!with)(?<!on)(?<!in)(?<!for)(?<!whether) (?:them|it)\b(?! (?:is|was|has|has been|can)\b)", members
        )
    )


def _of_named(text: str, named: str) -> list[str]:
    """A sentence that says what the records of the one before it have."""
    match = _NEXT.match(text) if named else None
    return [_has(named, match["list"] or match["fields"])] if match else []


def _given(text: str, topic: str, whole: str) -> list[str]:
    """A sentence that says what people give."""
    noun, listed = given(text, topic, whole)
    return [_has(noun, f"{listed[:1].lower()}{listed[1:]}")] if noun and _lists(listed) else []


def _has(noun: str, told: str) -> str:
    return f"Each {words.singular(noun.lower())} has {told}"


def told_of(texts: Sequence[str]) -> Iterator[str]:
    """The sentences, one after the other."""
    return (one for each in subjected(texts) for one in each)
