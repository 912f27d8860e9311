"""Refusals of values that name no status: `anything with a negative price must be rejected`, `without a title I want an error`."""

import re

from shared.reading.refusals.clauses import Refused, has_status
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import split

_SOMEONE = r"(?:i|we|you|one|they|people|users?|clients?|callers?|the (?:caller|user|client|sender))"
_AN_ERROR = r"(?:an? |some kind of (?:an )?)?(?:(?:clear|proper|validation|helpful|useful|nice) )*errors?(?: messages?)?(?: back)?"
_SO = r"(?:(?:simply|always|also|then|just|please|all|both|clearly|immediately|therefore) )*"
_BE = r"(?:is|are|gets?|be|(?:must|can|will|shall) (?:be|get))"
_STORED = r"(?:accepted|stored|saved|taken|added|created|recorded|registered|let (?:through|in)|go(?:es)? through|permitted|allowed)"
#: What becomes of a request that is refused, in canonical wording.
_END = (
    rf"(?:(?:(?:it|that|this|they|these|those|the (?:request|entry|record)) )?(?:{_BE} {_SO}(?:refused|rejected|turned (?:down|away|back)|declined|denied|sent back|blocked|thrown out|bounced|{_AN_ERROR}|(?:treated|seen|counted|regarded) as (?:invalid|{_AN_ERROR}))|(?:(?:is|are|must be|counts? as) )?{_SO}invalid|(?:must )?fails?)"
    rf"|(?:(?:it|that|this|they|these|those) )?(?:(?:is|are|can|does|do|will) not|(?:is|are) never|can never) {_SO}(?:be )?{_STORED}"
    rf"|nothing (?:must|can|is|gets?|may|will)(?: to)? {_SO}(?:be )?{_STORED}"
    rf"|{_SOMEONE} (?:want|wants|must get|must see|gets?|expects?|(?:would|'d) like|receives?|must receive) (?:to (?:get|see) )?{_AN_ERROR}"
    rf"|(?:(?:it|that|this|they|the (?:service|api|system|app)) )?(?:must |will )?(?:gives?|causes?|leads? to|results? in|returns?|answers?(?: with)?|yields?|produces?|means) (?:me |us |you )?{_AN_ERROR})"
)
_ACT = r"(?:refuse|reject|decline|deny|block|forbid|disallow|turn down|(?:do not|never|can not|not) (?:accept|allow|store|save|take|permit|let (?:me|us|people|anyone|users|somebody) (?:add|store|save|enter|record|use))|complain|protest)"
_WHO = rf"(?:(?:please|so|and|but|it|the (?:service|api|system|app|server)|we|i|you) )*(?:(?:must|will|shall|(?:want|like) (?:it|you) to|expect (?:it|you) to) )?{_SO}"
_THAT = r"(?:it|that|this|them|these|those|such (?:a |an )?[a-z]+)"
#: `COND, so please do not accept that`, `COND is refused and nothing is stored`.
_AFTER = re.compile(
    rf"(?i)^(?P<cond>[^;]+?),? (?:(?:and|so|then|therefore) )*(?:{_END}|{_WHO}{_ACT} {_THAT})(?:(?:,| and| so|, and|, so) (?:then )?(?:{_END}|{_WHO}{_ACT} {_THAT}))*\W*$"
)
#: `refuse COND`, `it is refused if COND`.
_BEFORE = re.compile(
    rf"(?i)^(?:and |but |so )?(?:{_WHO}{_ACT}(?: {_THAT})?(?: (?:if|when|whenever|about|for|on))?|{_END}(?:,? and {_END})*,? (?:if|when|whenever|for|on|in case)) (?P<cond>[^;]+?)\W*$"
)
#: `COND, otherwise it is refused`.
_OTHERWISE = re.compile(rf"(?i)^(?P<cond>[^;]+?),? (?:or|otherwise),? (?:{_END}|{_WHO}{_ACT} {_THAT})\W*$")
#: What is refused is no value: there is one already, or something is done to a record.
_OF_OTHERS = re.compile(
    r"(?i)\b(?:already|twice|same|another|second|unique|exists?|once|again|while|until|unless|before|after|only|as long as|full|enough|available|overlap\w*|still|own|himself|itself|themselves|delet\w+|remov\w+|at a time|nobody|no one)\b"
    r"|^(?:if |when )?(?!(?:add|enter|creat|sav|stor|record|us|post|send|miss|noth|anyth|someth|everyth|str|rat)ing\b)[a-z]+ing (?:an?|the|it|more|any|them)\b"
)
#: Between two things that are refused: what follows begins anew.
_OR = (
    r"(?:,? (?:or|and)|,) (?=(?:if|when|with|without|an?|the|any|no|its|their|negative|empty|blank|missing|unknown|invalid|too)\b"
    r"|(?:[a-z_]+ ){1,2}(?:is|are|below|above|under|over|[<>]=?|of|outside|that|which|longer|shorter|other)\b(?! than or))(?!(?:or|and) )"
)


def rejected(text: str) -> Refused | None:
    """What a sentence refuses, in canonical wording; the status 0, and None where it names one, or refuses something else than values."""
    if has_status(text):
        return None
    said = canonical(text)
    if (match := _OTHERWISE.match(said)) and not _OF_OTHERS.search(match["cond"]):
        return Refused(0, match["cond"], unless=True)
    match = _AFTER.match(said) or _BEFORE.match(said)
    told = match["cond"].strip(" ,") if match else ""
    told = re.sub(r"(?i)^it (?:is )?invalid (?=if|when)", "", told)
    return Refused(0, told) if told and not _OF_OTHERS.search(told) else None


def faults(told: str) -> list[str]:
    """What is refused, each fault by itself."""
    return [part for part in split(told, _OR) if part]
