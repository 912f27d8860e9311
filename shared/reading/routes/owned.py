"""Records that belong to others and are reached by them, where no path is named."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.text.outline import Statement
from shared.writing import words

_ONE = r"(?:an?|the|each|every|any|one|its|their|that|this|a single|a given|a certain)"
_MANY = r"(?:(?:many|several|some|multiple|any number of|zero or more|one or more|its|their|the|own|all|(?:an? |its |their )?(?:own )?(?:list|set|collection|series) of|new) )*"
_DONE = r"(?:add|creat|record|list|post|regist|remov|delet|enter|stor|log|writ|attach|show|see|shown|get|look|submit|give|given|made|make)[a-z]*"

_LEFT = r"(?:leav|left|keep|kept|collect|not|pin|put|fil|hang|jot)[a-z]*"


def below(statements: Sequence[Statement], plurals: Sequence[str]) -> Iterator[str]:
    """`add waterings to a plant`, `a plant's waterings`, `every plant has waterings`: paths by the records that they belong to."""
    whole = " ".join(one.text for one in statements)
    for child in plurals:
        for owner in plurals:
            if (
                owner != child
                and f"{words.singular(owner)}_id" not in whole
                and any(re.search(pattern, one.text) for one in statements for pattern in _reaching(child, owner))
            ):
                yield f"{owner}/{{id}}/{child}"


def _under(many: str, of: str) -> str:
    """`puppets are added and removed below their maker`, `under each maker, puppets can be …`, `puppets (nested under makers)`."""
    place = rf"(?:below|under|beneath|underneath|inside|within) (?:{_ONE} )?{of}(?:s|_id)?"
    return rf"(?i)\b(?:{many}|{words.singular(many)} [^.]*; they)(?: \(| )(?:[^.;()]* )?{place}\b|\b{place},? (?:there (?:are|is) |[a-z]+ )?{_MANY}{many}\b"


def singly(statements: Sequence[Statement], path: str) -> str:
    """The path of a single record: `/makers/{id}/puppets/{puppet_id}`, where a sentence says that they are changed below their owner; else their own."""
    owner, _, child = path.replace("/{id}/", " ").partition(" ")
    told = _under(child.replace("-", " "), words.singular(owner).replace("-", " ")) if child and "{" not in child else ""
    nested = told and any(re.search(told, one.text) and re.search(_CHANGED, one.text) for one in statements)
    return f"/{path}/{{{words.singular(child).replace('-', '_')}_id}}" if nested else f"/{path.rpartition('/')[2]}/{{id}}"


_CHANGED = r"(?i)\b(?:edit|chang|updat|remov|delet|manag)\w*\b"


def _reaching(child: str, owner: str) -> Iterator[str]:
    """What a sentence says where records are reached by their owner."""
    many, one, of = child.replace("-", " "), words.singular(child).replace("-", " "), words.singular(owner).replace("-", " ")
    yield rf"(?i)\b(?:{_DONE}|{_LEFT}) (?:an? |one )?{_MANY}(?:{many}|{one}) (?:to|of|for|per|by|in|on|from|under|about|below|with) {_ONE} {of}\b"
    yield rf"(?i)\b(?:under|below|on|for|to|about|with|at) {_ONE} {of},? (?:(?:our|the|my|all|any) )?[a-z]+ (?:(?:can|may|should|must|will|also|then) )*(?:{_DONE}|{_LEFT}) (?:down )?(?:an? |one )?{_MANY}(?:{many}|{one})\b"
    yield rf"(?i)\b{many} (?:of|for|in|on) {_ONE} {of}\b[^.;]{{0,12}}\b(?:are|is|(?:can|may|should) be) (?:always |then )?{_DONE}"
    yield rf"(?i)\b(?:for|to|of) (?:each|every|any|an?) {of},? {_MANY}{many} (?:are|get|(?:can|may|should) be) {_DONE}"
    yield rf"(?i)\b{many} (?:can|may|should) be (?:[a-z]+(?:, | and |, and ))*{_DONE} (?:to|per|for|under) (?:{_ONE} )?{of}\b"
    yield rf"(?i)\b(?:{many}|{one}) (?:can(?:not)?|can't|may|must|should|has to|have to|is|are)(?: (?:not|only|never|always|also|then))* (?:be )?{_DONE} (?:to|for|under|inside|within) {_ONE} {of}\b"
    yield rf"(?i)\b(?:and|plus|with|,) for {_ONE} {of},? {_MANY}{many}\b"
    yield rf"(?i)\b(?:each|every|an?) {one} (?:of|in|for|on) {_ONE} {of} (?:has|have)\b"
    yield rf"(?i)\b{of}(?:'s|s') {_MANY}{many}\b"
    yield _under(many, of)
    yield rf"(?i)(?:^|: )(?:all )?{owner.replace('-', ' ')} (?:can |may )?(?:also )?(?:have|contain) {_MANY}{many}(?=\W*$)"
    yield rf"(?i)\b(?:each|every|an?|any) {of} (?:can |may )?(?:also )?(?:has|have|contains?|collects?|gets?|receives?|keeps?|holds?|owns?|comes? with) {_MANY}{many}\b(?! count)"
