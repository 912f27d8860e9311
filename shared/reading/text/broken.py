"""Rules whose status stands apart from them: `A is at most 2, and B is unique. Breaking one of these rules is a 409`. Each gets the status."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.reading.text.gapping import capital

if TYPE_CHECKING:
    from shared.reading.text.outline import Statement

_CODE = r"(?<![\w.-])4[0-2]\d(?![\w.-]*\d)"
_STATUS = rf"(?P<code>{_CODE})"
_RULES = r"(?:rules?|limits?|conditions?|constraints?|restrictions?|requirements?)"
_SOME = r"(?:(?:either|any|one|each|all|both|some|every|whichever)(?: one)?(?: of)? ?)?(?:(?:these|those|the|this|that|such an?|a|its|our) )?(?:(?:two|three|four|both) )?"
_THEM = rf"(?:{_SOME}{_RULES}(?: (?:above|here|mentioned))?|(?:(?:either|any|one|each|all|both|some) of )?(?:them|these|those|it|this|that)|either|both)"
_BREAKS = r"(?:break(?:s|ing)?|broke|violat(?:e|es|ing)|ignor(?:e|es|ing)|disregard(?:s|ing)?|(?:is|are|be|go|goes|going) against|(?:offend|fail|miss)(?:s|ing)?)"
#: What breaks rules, whatever it is: `breaking`, `a booking that violates`, `if a new booking would break`.
_WHO = rf"(?:(?:if|when|whenever|where)? ?(?:(?:an?|any|every|each|the|all|whoever|whatever|anything|everything|anyone|anybody|something)(?: [a-z]+){{0,2}} ?)?(?:(?:that|which|who) )?(?:(?:would|does|do|tries to) )?{_BREAKS} |(?:an? |any |all |every )?(?:violations?|breach(?:es)?|breaking) of )"
_IS_BROKEN = rf"(?:(?:if|when|whenever|where) )?{_THEM} (?:(?:is|are|gets|get|would be|has been) )?(?:broken|violated|not (?:met|kept|fulfilled|satisfied|respected|observed))"
#: What is said besides the status.
_ANSWERS = r"(?:(?:,|:|-|->|\(|it|this|that|they|an?|the|is|are|as|counts?|means?|gives?|gets?|leads?|to|be|must|should|will|and|with|by|results?|in|request|answer|answers|answered|answer's|status|code|error|conflicts?|refused|rejected|then|always|returns?|responds?|response|fails?|http|for|all|each|both|every|case|cases)(?: |(?=\W)|$))*"
_FITS = re.compile(rf"(?i)(?:{_WHO}{_THEM}|{_IS_BROKEN}),? ?{_ANSWERS}[\s(]*{_STATUS}[\s).]*(?:conflict)?\W*")
#: `Both are conflicts (409)`, `All of these are a 409`.
_ALL = re.compile(
    rf"(?i)(?:both|either|all(?: of)?|each of|these|those|any of) ?(?:of )?(?:these|them|those|which|such)? ?(?:rules|limits|cases|violations)? ?(?:is|are|counts?|means?|gives?|leads?|gets?|results?) {_ANSWERS}[\s(]*{_STATUS}[\s).]*"
)
#: `anything else is a conflict (409)`, behind what may be.
_ELSE = re.compile(
    rf"(?i)(?:(?:anything|everything) else|(?:any |one |some )?(?:more|further(?: ones?)?)(?: of (?:them|these))?),? {_ANSWERS}[\s(]*(?P<code>409)[\s).]*"
)
#: What leads a list of rules: `Rules (409 if broken)`, `Two rules apply, breaking them is a 409`.
_HEADS = re.compile(
    rf"(?i)(?:[^:]*\b{_RULES}\b[^:]*?(?:\b{_BREAKS} {_THEM}\b|\bbroken\b|\bviolat\w+)[^:]*?{_CODE}[^:]*|[^:]*\b{_RULES}\b[^:]*?{_CODE}[^:]*?\b(?:broken|violated|otherwise|(?:if|when) not|not (?:met|kept))\b[^:]*)"
)
#: The sentences that say no more than what answers where rules before them are broken.
_TELLS = (_FITS, _ALL, _ELSE)
#: A rule that something there is already, or how much there is, may break.
_RULE = re.compile(
    r"(?i)\b(?:at most|at a time|no more than|not more than|more than|up to|maximum|once|twice|cannot|can't|can not|may not|must not|no two|never|nobody|no one|no other|unique|only|(?:one|two|three|four|five|six|\d+) [a-z ]+ (?:per|for each|at most)|the same|own)\b"
)
#: What only tells a form of a value breaks otherwise.
_OF_FORM = re.compile(
    r"(?i)\b(?:characters?|letters|digits|whole number|integer|number between|from \d+ to|between \d+|required|mandatory|optional|YYYY)\b"
)
_VERB = re.compile(r"(?i)\b(?:can|cannot|can't|may|must|has|have|is|are|be|belongs?|holds?|takes?|gets?|shares?|there|uses?)\b")
_QUANTITY = re.compile(
    r"(?i)(?:only (?:one|\d+)|at most|no more than|not more than|up to|a maximum of)\b|\b(?:one|two|three|\d+)(?= [a-z ]+ (?:per|for each|for every) )"
)
_BARE = re.compile(r"(?i)(?:cannot|can't|can not|can only|may not|may only|must not|never|has|have|can|may) ")
_SUBJECT = re.compile(
    r"(?i)(?:an?|the|no|each|every|any|nobody|no one)\b(?: [a-z]+){0,3}? (?=(?:can|cannot|can't|may|must|has|have|never|is|are)\b)"
)
#: `(409 when adding or changing one)`: a status that only names the operations which are refused.
_DOING = r"(?:creating|adding|registering|entering|saving|storing|making|booking|inserting|posting|creations?|insertions?|updat(?:es?|ing)|chang(?:es?|ing)|edit(?:s|ing)|renam(?:es?|ing)|POST|PUT|PATCH)"
_WHEN_DOING = re.compile(
    rf"(?P<before>\b[^()]*)\(4(?P<code>\d\d) (?:when|on|for|if|while|in case of|at) (?:an? |the )?{_DOING}(?:(?:, | and | or |/)(?:when |on |for )?(?:[a-z]+ing|{_DOING}))*(?: (?:it|them|one|(?:an?|the|such an?) [a-z]+|[a-z]+s))?\)"
)


def with_statuses(statements: list[Statement]) -> list[Statement]:
    """The statements, each rule with its own status; those that only tell what breaking rules answers are gone."""
    found: list[Statement] = []
    for one in statements:
        one.text = _WHEN_DOING.sub(_plainly, one.text)
        head, code = _headed(one.text)
        if head:
            found += [replace(one, text=f"{rule} ({code})", routes=[]) for rule in rules(head)]
            continue
        kept: list[str] = []
        parts = _apart(one.text)
        for piece in parts:
            told = next((fits for each in _TELLS if (fits := each.fullmatch(piece))), None)
            before = [*found, *([replace(one, text="; ".join(kept))] if kept else [])] if told else []
            if told and (given := _given(before, piece, told["code"])) is not None:
                found, kept = given, []
            else:
                kept.append(piece)
        if kept:
            one.text = "; ".join(kept) if len(kept) < len(parts) else one.text
            found.append(one)
    return found


def _apart(text: str) -> list[str]:
    return re.split(r";\s*(?![^()]*\))|(?<=\d), (?:and )?(?=[^()]*4\d\d\W*$)|(?<=\d\)), (?:and )?(?=[^()]*4\d\d\W*$)", text)


def _plainly(match: re.Match[str]) -> str:
    return f"{match['before']}(4{match['code']})" if _RULE.search(match["before"]) else match[0]


def _headed(text: str) -> tuple[str, str]:
    """The rules that a text lists behind what breaking them answers, and that status; empty where it lists none."""
    said, colon, listed = text.partition(": ")
    head = _HEADS.fullmatch(said) if colon else None
    return (listed, re.findall(_CODE, said)[0]) if head and not re.search(rf"{_CODE}|/[a-z]", listed) else ("", "")


#: How many rules it speaks of.
_COUNT = re.compile(r"(?i)\b(two|both|either|three|four)\b")


def _given(before: list[Statement], said: str, code: str) -> list[Statement] | None:
    """The statements with the status at the rules that it is said of, which stand last; None where none do."""
    counted = _COUNT.search(said)
    most = {"three": 3, "four": 4}.get(counted[1].lower(), 2) if counted else 0
    found: list[Statement] = []
    rest = list(before)
    while rest and _is_rule(rest[-1]) and not (most and len(found) >= most):
        last = rest.pop()
        found = [*(replace(last, text=f"{rule} ({code})", routes=[]) for rule in rules(last.text)), *found]
    return [*rest, *found] if found else None


def _is_rule(one: Statement) -> bool:
    return bool(_RULE.search(one.text)) and not re.search(rf"{_CODE}|/[a-z]", one.text) and not _OF_FORM.search(one.text)


#: Between two rules of a sentence, outside of brackets.
_BETWEEN = re.compile(r"(?:;\s*(?:and )?|,? (?:and|but) |, )(?![^()]*\))")


def rules(text: str) -> list[str]:
    """The rules of a sentence, each a sentence of its own: `a mooring takes one boat, and a member has at most two`."""
    text = text.rstrip(". ")
    found: list[str] = []
    start = 0
    for between in [*_BETWEEN.finditer(text), None]:
        rest = text[between.end() :] if between else ""
        part = text[start : between.start() if between else len(text)]
        if between is None or (_RULE.search(part) and _begins(part, rest)):
            found.append(_whole(found[-1] if found else "", part))
            start = between.end() if between else start
    return [capital(one) for one in found]


def _begins(before: str, rest: str) -> bool:
    """Whether another rule begins behind one."""
    first = _BETWEEN.split(rest)[0]
    gapped = _QUANTITY.search(before) and _QUANTITY.match(rest)
    return bool(gapped or (_RULE.search(first) and _VERB.search(first)))


def _whole(before: str, part: str) -> str:
    """A rule with the words that it leaves to the one before it: `and at most two assistants`, `and cannot hold two`."""
    quantity, subject = _QUANTITY.search(before), _SUBJECT.match(before)
    if quantity and _QUANTITY.match(part):
        return f"{before[: quantity.start()]}{part}"
    return f"{subject[0]}{part}" if subject and _BARE.match(part) else part
