"""Where a text tells a member by cases: `300, but 0 if the subtotal is 2000 or more`, `"A" from 90 points, "B" from 75, otherwise "C"`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.reading.text.lexicon import canonical, wordset

NUMBER = r"\d+(?:\.\d+)?"
_VALUE = (
    rf"(?P<value>-?{NUMBER}(?: ?(?:%|per ?cent) of (?:the |its )?[a-z]\w*)?|[\"'`][\w \-]+[\"'`]|free|nothing|true|false|null|"
    r"(?:(?:an?|one) (?:half|third|quarter|fifth|tenth|twentieth) of|half(?: of)?|twice|double|the|its|all of) (?:the |its )?[a-z]\w*)"
)
_UNIT = r"(?: ?(?:euros?|eur|cents?|€|\$|%|points?))?"
_REST = r"(?:otherwise|in (?:all|any|every) other cases?|(?:for|to) (?:everybody|everyone|anyone|anybody|anything|everything|all|any|the)(?: the)? ?(?:else|rest|others?)(?: [a-z]+)?|by default|usually|normally)"
_WHEN = r"(?:if|when|whenever|where|once|while|as long as|for|from|with|below|under|above|over|beyond|until|[<>]=?)"
#: One case: its value and when it holds, in either order.
_CASE = re.compile(
    rf"(?i)(?:it is |is |becomes |costs? )?(?:{_REST},? (?P<first>it is |)?{_VALUE.replace('value', 'rest')}{_UNIT}|"
    rf"(?:it is )?{_VALUE}{_UNIT}(?: {_REST}|,? (?P<when>{_WHEN}(?: ?.+)?))?|(?P<before>(?:if|when|for|from|below|under|above|over|[<>]=?) .+?)(?:,| it is| is|:)? {_VALUE.replace('value', 'then')}{_UNIT})"
)
_BETWEEN = re.compile(
    r"(?:[;,] ?(?:but |and |or )?| (?:but|and|or) )(?:it is )?(?=(?:otherwise|from|below|under|above|over|if|when|for|in all|-?\d|[\"'`]|[<>]|an? |half|free|nothing|the |its |true|false|null))"
)
#: Where such a member is named, up to what it is.
_NAMED = re.compile(
    r"(?:(?<=^)|(?<=[ (,;:]))(?:[Tt]he |[Ii]ts |[Aa]n? )?[\"`]?(?P<name>[a-z]\w*)[\"`]?(?: (?:of|for) (?:an?|each|every|the|all) [a-z]+)?(?: \((?![^()]*\d)[^()]*\))?"
    r"(?: ?\((?![a-z]\w*\))|: | = | -> |,? (?:which|that) is |,? being |, | (?:is|costs?)(?: (?:then|always))?(?: (?:worked out|calculated|computed|set|determined|decided)(?: by the [a-z]+)?:?)? "
    r"| depends on (?:the |its )?(?P<subject>[a-z]\w*)[^:]*: )(?=[\"'`\d<>]|free|an? |half|below|under|from|above|over|for |if |when |the )"
)
#: What is no member: statuses are told by cases, too.
_NO_MEMBER = wordset("if when where while with of and or to from for the order answer answers response returns otherwise it")
_STATUS = re.compile(r"[1-5]0\d|4[0-4]\d")


@dataclass(frozen=True)
class Case:
    """One of the values, and when it is that; empty: in all other cases."""

    value: str
    when: str


def cases(text: str) -> list[Case]:
    """The values of which a text tells when each holds; empty where it is not made of such."""
    found: list[Case] = []
    for part in _pieces(re.sub(r"^by \w+: ", "", text)):
        match = _CASE.fullmatch(part.strip(" ,."))
        if match is None:
            if found and found[-1].when and " " in part and not re.match(r"[\"'`\d]", part):
                found[-1] = Case(found[-1].value, f"{found[-1].when}, {part}")
                continue
            return []
        found.append(Case(match["rest"] or match["value"] or match["then"], match["when"] or match["before"] or ""))
    flag = {one.value for one in found} <= {"true", "false"}  # When a flag is true is told otherwise.
    own = any(not one.value.startswith(("the ", "its ", "all of ")) for one in found)
    several = own and not flag and len(found) > 1 and any(one.when for one in found) and sum(1 for one in found if not one.when) < 2
    return found if several else []


def _pieces(text: str) -> list[str]:
    pieces, start = list[str](), 0
    for match in _BETWEEN.finditer(text):
        pieces.append(text[start : match.start()])
        start = match.end()
    return [*pieces, text[start:]]


def told(text: str) -> Iterator[tuple[str, str]]:
    """Names with the cases that a text tells of them, behind what these depend on where it says so."""
    text, end = canonical(text), 0
    for match in _NAMED.finditer(text):
        if match.start() < end or match["name"] in _NO_MEMBER:
            continue
        rest = re.split(r"\.(?:\s|$)", text[match.end() :])[0]
        closed = (
            _closing(rest)
            if "(" in match[0][len(match["name"]) :]
            else re.split(r",? and (?:the |its )?[a-z]+(?:_[a-z]+\b| = | \()|\)", rest)[0]
        )
        ends = [found.start() for found in re.finditer(r"[;,] (?:and )?", closed)]
        gloss = next((gloss for gloss in (closed, *(closed[:place] for place in reversed(ends))) if cases(gloss)), "")
        if gloss and not all(_STATUS.fullmatch(one.value) for one in cases(gloss)):
            end = match.end() + len(gloss)
            yield match["name"], f"by {match['subject']}: {gloss}" if match["subject"] else gloss


def _closing(text: str) -> str:
    depth = 1
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return text[:place]
    return text


def values(text: str) -> set[str]:
    """The texts that a member may be of which a text tells cases: no members of their own."""
    return {one.value.strip("\"'`") for _, gloss in told(text) for one in cases(gloss)}


def without(text: str) -> str:
    """The text without what it tells of members by cases, of which none is a state that something is brought to."""
    for name, gloss in told(text):
        text = re.sub(rf"\b{name}\b[^.]*{re.escape(gloss.partition(': ')[2] if gloss.startswith('by ') else gloss)}", name, canonical(text))
    return text
