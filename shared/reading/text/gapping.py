"""Sentences of which the second half leaves its verb to the first: `Rooms can be listed by floor, and guests by city`."""

import re

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
