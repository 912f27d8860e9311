"""Records that are put into others and taken out again, where prose tells it: `songs can be added to a playlist and removed from it`."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.reading.refused import not_understood
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Route, Statement
from shared.writing import words

_ONE = r"(?:(?:an?|the|any|their|its|one|each|every|several|many|some|it|them) )?"
#: What a sentence may say besides.
_SMALL = wordset(
    "i we you one users user people members member customers anyone everyone it they them again later also then and or to can may want wants must should be able possible "
    "is are also both of course please support allow let out off from in into a an the"
)
#: `Teachers can add …`.
_WHO = re.compile(r"(?i)^(?:an? |the )?[a-z]+ (?=(?:can|may|should be able to) (?:add|put)\b)")


@dataclass(frozen=True, slots=True)
class Membership:
    """Records of the collection `member` that are kept in those of `owner`, and the sentence that says that they are put there."""

    member: str
    owner: str
    statement: Statement


def memberships(statements: Sequence[Statement], plurals: Sequence[str]) -> Iterator[Membership]:
    """What is added to records and removed from them. Raises NotUnderstood where the sentence says more of it."""
    prose = [one for one in statements if not one.routes]
    for member, owner in itertools.permutations(dict.fromkeys(plurals), 2):
        adds, takes = _patterns(member, owner)
        one = next((each for each in prose if re.search(adds, each.text)), None)
        if one is None or not any(re.search(takes, each.text) for each in prose):
            continue
        rest = re.sub(r"[^a-z\d]+", " ", re.sub(takes, " ", re.sub(adds, " ", _WHO.sub("", one.text))).lower()).split()
        if set(rest) - _SMALL:
            raise not_understood(one.text, "no operation does it")
        yield Membership(member, owner, one)


def _patterns(member: str, owner: str) -> tuple[str, str]:
    """How a sentence says that such records are put into others, and that they are taken out."""
    them, those = (
        rf"(?:{re.escape(name.replace('-', ' '))}|{re.escape(words.singular(name).replace('-', ' '))})" for name in (member, owner)
    )
    either = r"(?:,? (?:and|or) (?:removed|taken) (?:from|out of)|,? (?:and|or) removed)?"
    adds = rf"(?i)\b(?:(?:add|put)(?:s|ing|ting)? {_ONE}{them} (?:in)?to|{_ONE}{them} (?:can|may|must|should) (?:also |then )?be (?:added|put) (?:in)?to{either}) {_ONE}{those}\b"
    from_ = rf"(?:from|out of) (?:it|them|{_ONE}{those})\b"
    takes = rf"(?i)\b(?:(?:remov(?:es?|ing)|tak(?:es?|ing)) (?:(?:it|them)\b(?: (?:out|off))?|{_ONE}{them}(?= (?:from|out)))(?: {from_})?|(?:removed|taken) {from_})"
    return adds, takes


def routes_of(kept: Membership) -> Iterator[Route]:
    """The operations that put a record there, list those that are there and take one out."""
    one, of = words.singular(kept.member), words.singular(kept.owner)
    key = f"{one.replace('-', '_')}_id"
    path = f"/{kept.owner}/{{id}}/{kept.member}"
    for method, at, told in (
        ("POST", path, f'{{"{key}"}} adds a {one} to a {of}'),
        ("GET", path, ""),
        ("DELETE", f"{path}/{{{key}}}", f"removes a {one} from a {of}"),
    ):
        yield Route(method, at, [], "", told, kept.statement if method == "POST" else Statement(f"{method} {at}", 0))
