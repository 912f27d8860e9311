"""Members that tell of which record a number is the highest or the lowest: `longest_track (the title of the longest track)`, `leader (who bid highest)`."""

import re

from shared.reading.results.numbers import numbers_of, numeric
from shared.writing.ir import Entity

_MOST = r"(?:highest|largest|biggest|longest|best|most|greatest|heaviest|top|maximum|furthest|dearest)"
_LEAST = r"(?:lowest|smallest|shortest|least|cheapest|minimum|fewest|lightest|fastest)"
_END = rf"(?P<end>{_MOST}|{_LEAST})"
_TOLD = (
    rf"<(?P<one>\w+)>(?:'s name| name)? (?:of|in|for|from|behind|with|who has|that has|having|who made|who gave) (?:the|its) {_END} (?:\[{{entity}}\]|<(?P<number>\w+)>|[a-z]+\b)",
    rf"<(?P<one>\w+)>(?:'s name| name)? of (?:the|its) \[{{entity}}\] (?:with|that has|which has|who has|having) the {_END} (?:number of )?<(?P<number>\w+)>",
    rf"\bwho (?:has |is |was )?(?:[a-z]+|\[\w+\]|<\w+>)(?: the)? {_END}\b",
    rf"\bof whoever [a-z]+(?: the)? {_END}\b",
)


def winner(entity: Entity, name: str, said: str, rows: str) -> str:
    """The expression for a text of the record whose number is the highest, or null where there is none; empty when the grounded words tell no such thing."""
    told = next((match for pattern in _TOLD if (match := re.search(pattern.replace("{entity}", entity.name), said))), None)
    if told is None or numeric(entity, name) or re.search(r"total|sum|count|number|average", name):
        return ""
    texts = [one.name for one in entity.fields.values() if one.given and one.type in {"string", "scalar", ""} and not one.choices]
    label = told.groupdict().get("one") or (texts[0] if len(texts) == 1 else "")
    numbers = [one.name for one in numbers_of(entity) if one.name != label]
    named = [one for one in numbers if f"<{one}>" in told[0]] or numbers
    if label not in entity.fields or len(named) != 1:
        return ""
    if re.search(r"\b(?:in all|in total|altogether|overall|all together)\b", said):  # What all records of the same one come to.
        each = f'sum(other["{named[0]}"] or 0 for other in {rows} if other["{label}"] == one["{label}"])'
        best = "max" if re.match(_MOST, told["end"]) else "min"
        return f'{best}({rows}, key=lambda one: {each}, default={{"{label}": None}})["{label}"]'
    best = "max" if re.match(_MOST, told["end"]) else "min"
    return f'{best}({rows}, key=lambda one: one["{named[0]}"], default={{"{label}": None}})["{label}"]'
