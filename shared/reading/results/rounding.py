"""To how many decimals computed members are rounded: what one gloss says of its own, and what a clause says of all that stand beside it."""

import re
from collections.abc import Collection

from shared.reading.text.lexicon import NUMBERS
from shared.writing.ir import Entity

_PLACES = rf"(?P<places>\d|{'|'.join(NUMBERS)})[ -](?:decimals?|decimal (?:places|digits)|digits|places|fractional digits)(?: after the (?:decimal )?point)?"
_TO = rf"rounded (?:to|with) (?:{_PLACES}|(?:(?:the )?(?:nearest |full |whole )?(?P<cents>cents?|hundredths?)))\b"
_OWN = re.compile(_TO)
_WHAT = r"(?:number|amount|value|figure|total|sum|price|member|field|result)"
#: `these three numbers are rounded to 2 decimals`, `, all rounded to two decimals`.
_ALL = re.compile(
    rf"(?i)\b(?:(?:all|both|each|every|they|them)\b(?: (?:of|them|these|those|the|two|three|four|five|computed|money|monetary))*(?: {_WHAT}s?)?|(?:these|those|the|money)(?: (?:two|three|four|five|computed|money|monetary))* {_WHAT}s),?"
    rf" (?:(?:is|are|being|be|get|must|should|always|for) )*{_TO}"
)
_CALCULATED = re.compile(r"[*/]|\bsum\(")


def rounded(code: str, gloss: str) -> str:
    """The code of a member, rounded where its gloss says so."""
    told = _OWN.search(gloss)
    return _with(code, told) if told and _CALCULATED.search(code) else code


def round_all(entities: Collection[Entity], text: str) -> None:
    """Rounds the members that a text names, or all where it names none, where a clause is about them together."""
    told = _ALL.search(text)
    members = [one for entity in entities for one in entity.computed if _CALCULATED.search(one.code) and not one.is_list]
    named = [one for one in members if re.search(rf"\b{re.escape(one.name)}\b", text)]
    for one in (named or members) if told else ():
        one.code = _with(one.code, told) if told else one.code


def _with(code: str, told: re.Match[str]) -> str:
    if re.search(r"\bround\(|\baverage\(|\bint\(|//", code):
        return code
    places = 2 if told["cents"] else int(NUMBERS.get(told["places"].lower(), told["places"]))
    return f"round({code}, {places})"
