"""Names that a text tells only in part: `highest average first`, of records that show `average_points`."""

import re

from shared.writing.ir import Entity
from shared.writing.words import singular

#: `highest average first`, `equal averages by name`, `by their average`: a part of a name where something is sorted.
_PART = re.compile(
    r"(?P<lead>\b(?:highest|lowest|best|worst|largest|biggest|greatest|smallest|longest|shortest|most|least|fewest|top|equal|same|equally|identical) |\b(?:(?:sorted|ordered|ranked|sort|sorts|arranged) by|order of) (?:the |their |its )?)(?P<word>[a-z]{4,})\b(?=[^.;<]*\bfirst\b|[^.;]*(?:\bby\b|ordered|sorted)|$|[.;,)]| (?:ascending|descending))"
)


def in_full(entity: Entity, said: str) -> str:
    """The text with the whole names of the computed numbers of which it names a part that no other has."""

    def full(match: re.Match[str]) -> str:
        word = singular(match["word"])
        known = {*entity.fields, *(one.name for one in entity.computed)}
        fitting = [name for name in known if "_" in name and word in name.split("_")]
        return f"{match['lead']}<{fitting[0]}>" if len(fitting) == 1 and word not in known else match[0]

    return _PART.sub(full, said)


def own(entity: Entity, said: str) -> str:
    """`ordered by puppet name`, of puppets: by their name."""
    return re.sub(rf"\[{entity.name}\](?:'s)? (?=<)", "", said)
