"""Conditions on numbers that words tell: `scores of 9 or 10`, `a score of at most 6`."""

import re

_NUM = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(
    rf"<(?P<name>\w+)>(?: (?:of|is|are|was|were|with|value|values|at|being|between|from|that))*:? "
    rf"(?:(?P<least>{_NUM}) or more|(?P<most>{_NUM}) (?:or|and) (?:less|below|lower|fewer|under|smaller)|(?P<low>{_NUM}) ?(?:to|and|-|\.\.) ?(?P<high>{_NUM})|"
    rf"(?P<sign>[<>]=?) ?(?P<bound>{_NUM})|(?P<listed>{_NUM}(?:, {_NUM})*(?:,? or {_NUM})?)(?! ?(?:decimals?|digits|places)))"
)
#: `4 <stars> or more`, `>= 4 <stars>`, `have 4 <stars>`: the number before what it is of.
_BEFORE = re.compile(
    rf"(?:(?P<sign>[<>]=?) ?|(?P<have>\b(?:have|has|had|having|with|got) (?:exactly )?)|(?<![\w.,<>=-]) )(?P<number>{_NUM}) <(?P<name>\w+)>"
    r"(?: or (?:(?P<least>more|above|higher|better)|(?P<most>less|fewer|below|lower)))?"
)


def _behind(match: re.Match[str]) -> str:
    """`<stars> >= 4`, of `4 <stars> or more`; what tells no range stays as it is."""
    sign = match["sign"] or (">=" if match["least"] else "<=" if match["most"] else "")
    return f"{match['have'] or ''} <{match['name']}> {sign} {match['number']}".replace("  ", " ") if sign or match["have"] else match[0]


def in_range(said: str, row: str) -> str:
    """The condition of `scores of 9 or 10`, `a score of at most 6`, `score 7 to 8`; empty when a grounded text tells none."""
    match = _RANGE.search(said) or _RANGE.search(_BEFORE.sub(_behind, said))
    if match is None:
        return ""
    value = f'{row}["{match["name"]}"]'
    if match["listed"]:
        numbers = re.findall(_NUM, match["listed"])
        return f"{value} in ({', '.join(numbers)})" if len(numbers) > 1 else f"{value} == {numbers[0]}"
    if match["low"]:
        return f"{match['low']} <= {value} <= {match['high']}"
    sign = ">=" if match["least"] else "<=" if match["most"] else match["sign"]
    return f"{value} {sign} {match['least'] or match['most'] or match['bound']}"
