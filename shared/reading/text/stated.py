"""States in prose, as the other steps know them: `goes from created to in_transit to delivered`, `Delivered shipments can't be deleted`."""

import itertools
import re

from shared.writing import words

_STATE = r"[\"']?[a-z][a-z_\-]+[\"']?"
#: `goes from created to in_transit to delivered`.
_CHAIN = re.compile(
    rf"(?<=\b(?:goes|oves|nges|sses|step) )(?P<chain>from {_STATE} to {_STATE}(?:,? (?:and |then |and then )?to {_STATE})+)(?=[.,;:)]|$| and\b| in\b)"
)
#: `and starts as open`, at the end of a list of states.
_STARTS = re.compile(r"(?<=[a-z\"]),? and (?=(?:starts|begins)(?: (?:out|off))? (?:as|in|at|with) \"?[a-z_]+\"?(?:[.;,]|$))")
#: `, initially open`, behind the values or the name of a field: the adverb before what it tells, which is no field.
_FIRST = re.compile(
    rf"(?P<start>[,;(] ?)(?P<first>initially|at first|to (?:begin|start) with|in the beginning|normally|usually|by default) (?P<value>(?!\"?(?:null|none|empty|unset|the|an?|it|they|all|no|not|set|each|every|zero)\b){_STATE}|\"[\w \-]+\")(?=[.;)\n]|$|,? and\b|, an? )"
)
#: `a paper size that is A4 or A3`, `a size of S, M or L`: values in capitals, which are no names of fields.
_SIGN = r"(?!(?:GET|POST|PUT|PATCH|DELETE|NULL|AND|OR|API|ID|URL|UUID|JSON|HTML|HTTP|UTC|ISO)\b)[A-Z][A-Z0-9]{0,4}(?![\w/])"
_SIGNS = re.compile(
    rf"(?<=[a-z])(?:,? (?:that|which) (?:is|can be|may be|must be) (?:one of |either )?|, (?:either |one of )?| of (?:either )?|: (?:either |one of )?)(?P<signs>{_SIGN}(?:, {_SIGN})*,? or {_SIGN})(?=[.,;)\n]|$| and\b)"
)
_ADVERBS = {"normally": "by default", "usually": "by default"}
_PARTICIPLE = r"[A-Z]?[a-z_\-]+(?:ed|en)|[A-Z]?[a-z_\-]*(?:sent|sold|paid|lent|done)"
#: `Delivered shipments can't be deleted`, `A closed ticket cannot be changed`: a conflict, where no status is told.
_KEPT = re.compile(
    rf"(?m)(?:^|(?<=[.;] ))(?:(?:An?|an?) (?P<one>{_PARTICIPLE}) (?P<noun>[a-z]+)|(?P<state>{_PARTICIPLE}) (?P<many>[a-z]+s)) (?:can't|cannot|can not|may not|must not) be (?P<verb>deleted|removed|changed|edited|updated)\b(?P<end>(?=\.(?:\s|$)))?"
)


def stated(text: str) -> str:
    """The text with a chain of states as its steps, and with the refusal of what is not done in a state for one record."""
    text = _SIGNS.sub(r" (\g<signs>)", text)
    text = _FIRST.sub(lambda match: f"{match['start']}{match['value']} {_ADVERBS.get(match['first'], match['first'])}", text)
    text = _CHAIN.sub(lambda match: " and ".join(_pairs(match["chain"])), text)
    return _KEPT.sub(_kept, _STARTS.sub("; it ", text))


def _kept(match: re.Match[str]) -> str:
    """The refusal of one record, with its status."""
    state, noun = (match["one"], match["noun"]) if match["one"] else (match["state"].lower(), words.singular(match["many"]))
    return f"A {state} {noun} cannot be {match['verb']}{' (409)' if match['end'] is not None else ''}"


def _pairs(chain: str) -> list[str]:
    """`from created to in_transit to delivered` -> each step."""
    states = re.findall(rf"(?:from|to) ({_STATE})", chain)
    return [f"from {before} to {after}" for before, after in itertools.pairwise(states)]
