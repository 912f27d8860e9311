"""One answer with totals, a list of groups and which of these is ahead: `{"total": 3, "results": [{"option", "votes"}], "winner": …}`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.reading.results.glosses import gloss_of
from shared.reading.results.grouping import grouped
from shared.reading.results.statistics import sums
from shared.reading.text.shapes import Placeholder
from shared.writing.ir import App, Endpoint, Entity

_AHEAD = re.compile(
    r"winn(?:er|ing)(?:_\w+)?|leader|leading(?:_\w+)?|ahead|(?:most_)?(?:popular|favou?rite)(?:_\w+)?|(?:top|best)(?:_\w+)?"
)
_MOST = re.compile(r"\b(?:most|highest|largest|best|top|leading|first)\b")
#: Nobody is ahead of the others where several are equal.
_EQUAL = r"\b(?:tie[sd]?|draws?|shared?|sharing|equal(?:ly)?|several|more than one|two or more|two|both|same|clear|sole|single|alone)\b"
_NOBODY = re.compile(rf"\bnull\b.*{_EQUAL}|{_EQUAL}.*\bnull\b")


def outcome(app: App, endpoint: Endpoint, entity: Entity, members: Sequence[tuple[str, object]], said: str, source: str) -> bool:
    """Makes the operation answer an object of which one member lists groups. Whether there is one, and all others are understood."""
    nested = [(name, shape) for name, value in members if (shape := _shape(name, value, said))]
    if len(nested) != 1 or nested[0][0] == entity.plural:
        return False
    listed, shape = nested[0]
    inner = replace(endpoint, lines=[])
    if not grouped(app, inner, entity, shape, f"list of {said}", source):
        return False
    others = [(name, value) for name, value in members if name != listed]
    ahead = {name: code for name, value in others if (code := _ahead(inner.lines, (name, value), said, [one for one, _ in members]))}
    codes = sums(app, endpoint, entity, [one for one in others if one[0] not in ahead], said)
    if codes is None:
        return False
    codes |= ahead | {listed: inner.lines[-1].removeprefix("return ")}
    endpoint.lines = [*inner.lines[:-1], f"return {{{', '.join(f'{chr(34)}{name}{chr(34)}: {codes[name]}' for name, _ in members)}}}"]
    endpoint.kind = "compute"
    return True


#: `results (a list of objects with option and votes, …)`, `results: one entry for each option with option and votes`.
_TOLD = re.compile(
    r"(?: \(|: | is |, )(?:an? |the )?(?:(?:list|array) (?:of|with) )?(?:(?:one |an? )?(?:objects?|entry|entries|rows?|items?|elements?)\b(?: (?:per|for (?:each|every)) \w+)?|each)"
    r"(?: (?:with|of|having|showing|containing)|:| \() ?(?:its |the |their )*(?P<names>[a-z]\w*(?:(?:,| and|, and) (?:its |the |their )?[a-z]\w*)*? and (?:its |the |their )?[a-z]\w*)"
)


def _shape(name: str, value: object, said: str) -> list[str]:
    """The members of each of the groups that a member lists."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return list(value[0])
    told = value is None and re.search(rf"(?<![\w\"]){name}[\"`]?{_TOLD.pattern}", said)
    return [one for one in re.findall(r"\w+", told["names"]) if one not in {"and", "its", "the", "their"}] if told else []


def _ahead(lines: Sequence[str], member: tuple[str, object], said: str, members: Sequence[str]) -> str:
    """The expression for the group with the highest number; empty where a member is not that."""
    name, value = member
    gloss = " . ".join(
        [gloss_of(name, said, [one for one in members if one != name]), value.text if isinstance(value, Placeholder) else ""]
    )
    shown = re.search(r'= \[\{"(?P<key>\w+)": .*?, "(?P<value>\w+)": ', next((line for line in lines if line.startswith("found: ")), ""))
    if shown is None or not (_AHEAD.fullmatch(name) or (re.match(rf"\W*{name}\b.*\bnull\b", gloss) and _MOST.search(gloss))):
        return ""
    key, number = shown["key"], shown["value"]
    most = f'max((one["{number}"] for one in found), default=0)'
    first = f'next((one["{key}"] for one in found if one["{number}"] == {most} and one["{number}"]), None)'
    alone = f'sum(one["{number}"] == {most} for one in found) == 1'
    return f"{first} if {alone} else None" if _NOBODY.search(_near(name, gloss, said)) else first


def _near(name: str, gloss: str, said: str) -> str:
    """What is said of a member, with the rest of its sentence."""
    own = [part for part in re.split(r"[.;] ", said) if re.search(rf"(?<![\w\"]){name}(?![\w\"])", part)]
    return " ".join([gloss, *own])
