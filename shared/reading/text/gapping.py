"""Sentences that leave words to another: `Rooms can be listed by floor, and guests by city`, `Names are unique. Case does not matter.`."""

import re

from shared.reading.text.lexicon import canonical

#: What is only said of how texts are compared.
_COMPARED = re.compile(
    r"(?i)(?:here )?(?:(?:the|this|that|it|these|comparisons?|uniqueness|names?)\b[^.;:,<>]{0,30})?\bcase-insensitive\W*"
)
#: A rule that compares.
_COMPARES = re.compile(r"(?i)\b(?:unique\w*|same|already|duplicates?|twice|taken|in use|two)\b")

_GAPPED = re.compile(
    r"(?P<first>(?:[A-Z]\w+) (?P<verb>(?:(?:can|may) (?:also )?be|are) [a-z]+ed) (?P<by>by|with|on) [^.;:,/]+),? (?:and|while|but) (?P<second>(?:the )?[a-z]+s) (?P<rest>(?P=by) [^.;:,/]+)"
)


def ungapped(said: list[str]) -> list[str]:
    """The sentences, with one for each half of one whose second half leaves the verb to the first."""
    parts = [_GAPPED.fullmatch(one) for one in said]
    return [
        each
        for one, match in zip(said, parts, strict=True)
        for each in ([match["first"], f"{match['second'].capitalize()} {match['verb']} {match['rest']}"] if match else [one])
    ]


def joined_rules(said: list[str]) -> list[str]:
    """The sentences; what only says that case does not matter goes on about the rule before it."""
    found: list[str] = []
    for one in said:
        if found and _COMPARES.search(found[-1]) and _COMPARED.fullmatch(canonical(one)):
            found[-1] += ", case-insensitive"
        else:
            found.append(one)
    return found
