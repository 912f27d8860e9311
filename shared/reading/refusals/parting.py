"""The parts of a condition that conflicts share: `if no copies are left or the member has the book`, `not enough seats or crates`, `closing or voting after that`."""

import re

from shared.reading.refusals.clauses import Refused
from shared.reading.text.outline import split

_VERB = r"(?:has|have|had|is|are|was|were|does|do|did|already|would|exceeds?|sits?|belongs?|plays?|holds?)\b"
#: Between two conditions of which each has its own subject and verb.
_OR_IT = re.compile(rf",? or (?:if|when|(?=(?:the|this|that|an?|all|no|it|they|he|she)(?: [a-z]+){{0,3}}? {_VERB}))\s*")


#: What two conditions say together: `is taken at that time or somebody is elsewhere then`.
_AS_A_WHOLE = re.compile(r"\b(?:only|unless|until|while|(?:that|the same|any|this) (?:time|slot|period)|overlap\w*|elsewhere|somewhere)\b")


#: `not enough seats or not enough car spaces`, `too few adult or child tickets`.
_OR_TOO_FEW = re.compile(r"(?i),? (?:n?or|and/or) (?=(?:there (?:are|is) )?(?:not enough|too few|not sufficient)\b)")
_TOO_FEW_OF = re.compile(
    r"(?i)(?P<few>.*\b(?:not enough|too few|not sufficient)(?: of)?) (?P<one>[\w ]+?),? or (?P<other>(?!not\b|too\b|the\b|if\b|when\b)[\w]+(?: [\w]+)?)(?P<rest> (?:left|free|available|are|is|remain)\b.*)?$"
)


def conflicting(refusal: Refused) -> list[str]:
    """`if no copies are available or the member already has the book`: each of several conditions, of which none may be passed over."""
    said = _TOO_FEW_OF.sub(r"\g<few> \g<one>\g<rest> or \g<few> \g<other>\g<rest>", refusal.said)
    few = _OR_TOO_FEW.split(said)
    left = re.search(r" (?:left|free|available|there|remaining)\W*$", said)
    few = [f"{one}{left[0]}" if left and one is not few[-1] else one for one in few]
    parts = few if len(few) > 1 else _OR_IT.split(refusal.said)
    if len(parts) < 2 or refusal.status not in {403, 409} or refusal.unless:
        return []
    whole = all(re.search(rf"\b{_VERB}", one) for one in parts) and not _AS_A_WHOLE.search(refusal.said)
    return parts if whole or few is parts else []


_CONFLICT = r"(?:an?|any|every|one|the same) [a-z]|[a-z\-]+ing (?:an?|the|any|one|it)\b"
_ARE = re.compile(
    r"(?i)(?:,? (?:(?:all|each|both) )?(?:are|is|get|gets|give|gives|count as|be)(?: (?:all|each|both))?(?: (?:an?|the|answered|refused|rejected|conflicts?|errors?|with|as))*)?\W*$"
)


def named_conflicts(refusal: Refused) -> list[str]:
    """`a duplicate name, a vote too many and deleting a film that has votes are conflicts`: each, where something is done among them."""
    said = _ARE.sub("", refusal.said)
    parts = split(said, rf",? and (?={_CONFLICT})|, (?={_CONFLICT})")
    alike = refusal.status == 409 and not refusal.unless and all(re.match(rf"(?i)(?:{_CONFLICT})", one) for one in parts)
    done = [one for one in parts if re.match(r"(?i)[a-z\-]+ing\b", one)]
    return parts if alike and len(parts) > 1 and done and done != parts else []


_SINCE = r"(?:after (?:that|this)|afterwards|thereafter|from then on|later|then)"
#: `closing it again, voting or switching after that`: several things that are done, from some moment on.
_DOINGS = re.compile(
    rf"(?i)^\W*(?:{_SINCE},? )?(?P<list>[a-z\-]+ing\b[^;.]*?(?:,| or| and|, or|, and) [a-z\-]+ing\b[^;.]*?)(?:,? {_SINCE}| after)?(?: (?:is|are)(?: all| both)?)?\W*$"
)


def doings(said: str) -> list[str]:
    """Each of several things that are done from some moment on, with that."""
    told = _DOINGS.match(said) if re.search(rf"(?i)\b{_SINCE}\b| after\W*$", said) else None
    parts = split(told["list"], r",? (?:or|and) (?=[a-z\-]+ing\b)|, (?=[a-z\-]+ing\b)") if told else []
    return [one if re.search(r"\bagain\b", one) else f"after that {one}" for one in parts]
