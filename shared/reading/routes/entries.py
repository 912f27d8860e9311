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
_STORE = r"(?:add|log|record|create|enter|write|leave|post|make|save|track|register|give|submit|put|place|store)s?"
#: `I log a visit for a client with a date and a note`.
_LOG = re.compile(
    rf"(?i)(?:^|(?<=[;,:] )|(?<=\band ))(?:(?P<who>{_WHO}) {_MAY})?{_STORE} (?:an?|new|some) (?:new )?(?P<child>[a-z]+) (?:for|to|on|about|under) {_ONE} (?P<owner>[a-z]+) {_LISTS}(?=\W*$|; |, (?:nobody|no one|no \w+|but|everyone|each|an?|the|when|if)\b)"
)
_NO_RECORD = wordset("list page link form field tag label file image photo picture")


def entries(text: str, whole: str) -> list[str]:
    """The sentence without what is left with a record, and a sentence for it."""
    text = _by_email(text, whole)
    for pattern in (_ENTER, _LOG):
        match = pattern.search(text)
        if match and (told := _belonging(match, whole)):
            before, after = text[: match.start()].rstrip(" ,;:"), text[match.end() :].lstrip(" ,;")
            before = re.sub(r"(?i),? and$", "", before)
            return [*([before] if " " in before else []), told, *([f"{after[:1].upper()}{after[1:]}"] if after else [])]
    return [text]


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
    several = words.plural(record)
    told = re.search(
        rf"(?i)\b(?:an?|each|every) {record} (?:has|belongs|consists)|\b{several} (?:have|with|belong)\b|\b{several} \(", whole
    )
    owned = re.search(rf"(?i)\b(?:{owner}|{words.plural(owner)})\b", whole.replace(match[0], ""))
    if told or not owned or record in _NO_RECORD:
        return ""
    has = re.sub(r"(?i)\b(?:their|his|her|its|my|your|only|just) ", "a ", match["list"]).strip(" ,")
    return f"{_article(record).capitalize()} {record} belongs to {_article(owner)} {owner} and has {has}"


def _article(noun: str) -> str:
    return "an" if noun[0].lower() in "aeiou" else "a"
