"""Records that people leave with another, where no path is named: `people can register for an event with their name and email`, `I log a visit for a client with a date`."""

import re

from shared.reading.text.lexicon import wordset
from shared.writing import words

#: What is left by those who do this.
_LEAVES = {
    "register": "registration",
    "sign up": "signup",
    "signs up": "signup",
    "applie": "applicant",
    "apply": "applicant",
    "enroll": "enrollment",
    "enrol": "enrolment",
    "subscribe": "subscription",
    "rsvp": "rsvp",
    "check in": "checkin",
    "donate": "donation",
    "bid": "bid",
}
_WHO = r"(?:people|users|visitors|guests|customers|clients|anyone|anybody|everyone|somebody|someone|one|i|we|you|they|[a-z]+s|(?:an?|each|every|any) [a-z]+)"
_MAY = r"(?:(?:can|may|could|should be able to|want to|wants to|would like to|are able to|must be able to|also|then) )*"
_ONE = r"(?:an?|the|each|every|any|one|our)"
_LISTS = r"(?:with|by (?:giving|sending|entering|leaving)|giving|using|leaving|via) (?P<list>(?:an?|the|their|his|her|its|only|just|my|your|[a-z]+(?=,| and\b|\W*$))\b[^.;]*?)"
#: `people can register for an event with their name and email`.
_ENTER = re.compile(
    rf"(?i)(?:^|(?<=[;,:] )|(?<=\band ))(?P<who>{_WHO}) {_MAY}(?P<verb>{'|'.join(_LEAVES)})(?:s|es)? (?:for|to|in|at|on|into) {_ONE} (?P<owner>[a-z]+) {_LISTS}(?=\W*$|; |, (?:nobody|no one|no \w+|but|everyone|each|an?|the|when|if)\b)"
)
#: What those leave who are records themselves: `members can join classes`.
_JOINS = {
    **_LEAVES,
    "join": "participation",
    "attend": "attendance",
    "take part": "participation",
    "reserve": "reservation",
    "book": "booking",
}
_JOIN = re.compile(
    rf"(?i)(?:^|(?<=[;,:] )|(?<=\band ))(?:(?:an?|each|every|the) )?(?P<who>[a-z]+) {_MAY}(?P<verb>{'|'.join(_JOINS)})s?(?: (?:for|to|in|at|on|into))? (?:(?:an?|the|each|every|any|one|our|many|several|multiple|one or more) )?(?P<owner>[a-z]+)(?P<once>,? (?:but )?only once)?(?=\W*$|[;,.]|,? and\b|,? but\b)"
)
_STORE = r"(?:add|log|record|create|enter|write|leave|post|make|save|track|register|give|submit|put|place|store)s?"
#: `I log a visit for a client with a date and a note`.
_LOG = re.compile(
    rf"(?i)(?:^|(?<=[;,:] )|(?<=\band ))(?:(?P<who>{_WHO}) {_MAY})?{_STORE} (?:an?|new|some) (?:new )?(?P<child>[a-z]+) (?:for|to|on|about|under) {_ONE} (?P<owner>[a-z]+) {_LISTS}(?=\W*$|; |, (?:nobody|no one|no \w+|but|everyone|each|an?|the|when|if)\b)"
)
#: Where records are that are reached by others, and what is done with them there.
_PLACE = r"(?:under|below|beneath|underneath|inside|within)"
_OWNER = r"(?:(?:an?|the|each|every|any|one|its|their|exactly|single|given) )+(?P<owner>[a-z]+)"
_DONE = r"(?:are|get|live|sit|hang|come|stand) ?(?:[a-z]+ed|left|made|kept|there)?"
_DOES = rf"(?:{_WHO} {_MAY}(?:leave|add|make|post|log|record|create|enter|give|keep|store|write|file|place|collect|submit|put)s?|there (?:are|is|come)|(?:come|go|sit|live|belong|hang)s?)"
#: What a record has, behind its name.
_HAS_LIST = r"(?:(?:: | - |, (?:each )?(?:with|having|made (?:up )?of|consisting of) |,? (?:with|made (?:up )?of|consisting of|which have|that have) |,? and (?:have|has|carry|carries|consist of|hold) )(?P<list>[^.;]+)| \((?!\w+_id\b)(?P<in>[^()]*(?:\([^()]*\)[^()]*)*)\))"
#: `Under a campaign people leave donations: donor (text) and …`, `inspections belong to exactly one hive and are reached beneath it: date, …`, `a campaign receives donations, each with a donor`.
_BENEATH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)^(?:{_PLACE}|(?:for|to|in|on|with) (?=(?:each|every|an?) )) ?{_OWNER},? {_DOES} (?:its |their |some |the )?(?P<child>[a-z]+s){_HAS_LIST}\W*$",
        rf"(?i)^{_PLACE} {_OWNER},? (?:its |their |some |the )?(?P<child>[a-z]+s) {_DONE}{_HAS_LIST}\W*$",
        rf"(?i)^(?:the |all )?(?P<child>[a-z]+s) (?:belong to|are part of|go to|are made (?:to|for|on)|are (?:added|attached) to|are for) {_OWNER},? and (?:(?:are|is|can be|get) )?(?:only )?(?:[a-z]+ )?(?:{_PLACE}|through|via|by|from) (?:it|them|there|that|{_ONE} [a-z]+){_HAS_LIST}\W*$",
        rf"(?i)^(?:the |all )?(?P<child>[a-z]+s) (?:hang off|live {_PLACE}|sit {_PLACE}|are {_PLACE}|come {_PLACE}|(?:are )?(?:[a-z]+ed|kept|made) {_PLACE}) {_OWNER}{_HAS_LIST}\W*$",
        rf"(?i)^{_ONE} (?P<owner>[a-z]+) (?:receives?|collects?|gets?|takes?|has|holds?|contains?|gathers?) (?:many |several |its |any number of )?(?P<child>[a-z]+s)(?=,? each|: | \(|,? made|,? consisting){_HAS_LIST}\W*$",
        rf"(?i)^(?P<owners>[a-z]+s) (?:receive|collect|get|take|have|hold|contain|gather) (?:many |several |any number of )?(?P<child>[a-z]+s)(?=,? each|: | \(|,? made|,? consisting){_HAS_LIST}\W*$",
    )
)
_NO_RECORD = wordset("list page link form field tag label file image photo picture")


def entries(text: str, whole: str) -> list[str]:
    """The sentence without what is left with a record, and a sentence for it."""
    if beneath := _beneath(text, whole):
        return beneath
    text = _full(_by_email(text, whole), whole)
    for pattern in (_ENTER, _LOG):
        match = pattern.search(text)
        if match and (told := _belonging(match, whole)):
            before, after = text[: match.start()].rstrip(" ,;:"), text[match.end() :].lstrip(" ,;")
            before = re.sub(r"(?i),? and$", "", before)
            return [*([before] if " " in before else []), told, *([f"{after[:1].upper()}{after[1:]}"] if after else [])]
    if (match := _JOIN.search(text)) and (told := _joining(match, whole)):
        before, after = text[: match.start()].rstrip(" ,;:"), re.sub(r"(?i)^[ ,;]*(?:(?:and|but) )?", "", text[match.end() :])
        once = [_once(match)] if match["once"] else []
        return [*([before] if " " in before else []), told, *once, *([f"{after[:1].upper()}{after[1:]}"] if after else [])]
    return [text]


def _beneath(text: str, whole: str) -> list[str]:
    """What is reached by the records that it belongs to: that they have such records, and what these have; nothing where the text says so elsewhere."""
    for match in filter(None, (pattern.search(text) for pattern in _BENEATH)):
        owner, child = words.singular((match.groupdict().get("owner") or match["owners"]).lower()), words.singular(match["child"].lower())
        rest = whole.replace(text, "")
        known = not rest.strip(" .") or re.search(rf"(?i)\b(?:{owner}|{words.plural(owner)})\b", rest)
        if owner != child and known and not _declared(child, rest) and {owner, child}.isdisjoint(_NO_RECORD):
            told = re.sub(r"(?i)^(?:each )?(?:with|has|have) ", "", re.sub(r"; ", ", ", match["list"] or match["in"]))
            return [
                f"{_article(owner).capitalize()} {owner} has {words.plural(child)}"
                if rest.strip(" .")
                else f"Under {_article(owner)} {owner} there are {words.plural(child)}",
                f"{_article(child).capitalize()} {child} has {told}",
            ]
    return []


def _once(match: re.Match[str]) -> str:
    return (
        f"Only one {_JOINS[match['verb'].lower()]} per {words.singular(match['owner'].lower())} and {words.singular(match['who'].lower())}"
    )


def _joining(match: re.Match[str], whole: str) -> str:
    """What is left by a record with another, where the text declares both and nothing that holds both."""
    who, owner = words.singular(match["who"].lower()), words.singular(match["owner"].lower())
    record = _JOINS[match["verb"].lower()]
    if who == owner or not _declared(who, whole) or not _declared(owner, whole) or _declared(record, whole):
        return ""
    return f"{_article(record).capitalize()} {record} has {_article(owner)} {owner} and {_article(who)} {who}"


def _declared(noun: str, whole: str) -> bool:
    return (
        re.search(
            rf"(?i)\b(?:an?|each|every) {noun} (?:has|belongs|consists)|\b{words.plural(noun)} (?:have|with|belong)\b|\b{words.plural(noun)} \(",
            whole,
        )
        is not None
    )


def _full(text: str, whole: str) -> str:
    """`a full class can't be joined`, `nobody can join a full class`: what it takes no more."""
    match = next((match for one in whole.split(". ") if (match := _JOIN.search(one))), None)
    if match is None or not _joining(match, whole):
        return text
    owner, verb = words.singular(match["owner"].lower()), match["verb"].lower()
    done = rf"(?:{verb}|{words.participle(verb)})"
    said = re.compile(
        rf"(?i)(?:^|(?<=[;,] ))(?:(?:an?|the) full {owner} (?:cannot|can't|can not|may not) be {done}|(?:nobody|no one|{match['who']}) (?:can|may|cannot|can't)(?: not)? {verb} (?:an?|the) full {owner}|(?:when|if|once) (?:an?|the) {owner} is full,? (?:nobody|no one|it|no {words.singular(match['who'])}) [^.;]*?{done}(?: it)?)(?=\W*$)"
    )
    twice = rf"(?i)^(?:(?:nobody|no one) (?:can |may )?|(?:(?:an?|each|every|the|the same|no) )?(?:{match['who']}|{words.singular(match['who'])}) (?:can |may )?(?:cannot |can't |can not |may not |only |never )?){verb}s? [^.;]*?(?:twice|more than once|only once|once)\b[^.;]*$"
    text = text if _JOIN.search(text) else re.sub(twice, _once(match), text)
    return said.sub(f"A full {owner} takes no more {words.plural(_JOINS[verb])}", text)


#: `nobody can register twice`, `no one signs up twice`.
_TWICE = re.compile(
    r"(?i)\b(?:nobody|no one|no (?:user|person|visitor|customer|guest|student|member)) (?:can |may |must |should )?(?P<verb>[a-z]+?)(?:e?s)?(?P<up> up)? (?P<twice>twice|more than once)\b(?! with)"
)


def _by_email(text: str, whole: str) -> str:
    """Who does something twice is known by the email that they leave."""
    match = next((match for one in whole.split(". ") if (match := _ENTER.search(one))), None)
    if match is None or not re.search(r"(?i)\bemail\b", match["list"]):
        return text
    return _TWICE.sub(lambda told: f"the same email cannot {told['verb']}{told['up'] or ''} {told['twice']}", text)


def _belonging(match: re.Match[str], whole: str) -> str:
    """What is left as a record that belongs to another, unless the text declares such a record or knows no other."""
    parts, owner = match.groupdict(), match["owner"].lower()
    record = (parts.get("child") or _LEAVES[parts.get("verb", "").lower()]).lower()
    owned = re.search(rf"(?i)\b(?:{owner}|{words.plural(owner)})\b", whole.replace(match[0], ""))
    if _declared(record, whole) or not owned or record in _NO_RECORD:
        return ""
    has = re.sub(r"(?i)\b(?:their|his|her|its|my|your|only|just) ", "a ", match["list"]).strip(" ,")
    return f"{_article(record).capitalize()} {record} belongs to {_article(owner)} {owner} and has {has}"


def _article(noun: str) -> str:
    return "an" if noun[0].lower() in "aeiou" else "a"
