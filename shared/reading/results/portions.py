"""What part of the records something holds of: `progress, the percentage of its tasks that are done`, `percent_done`."""

import re

from shared.reading.names.grounding import state_field, states_in
from shared.writing import words
from shared.writing.ir import Entity

_HUNDREDTHS = r"percent(?:age)?s?|per cent|pct|%"
_PART = re.compile(rf"\b(?:{_HUNDREDTHS}|share|fraction|ratio|proportion|rate)(?:\b|(?<=%))")
#: Names of what is told in hundredths, be that said or not.
_NAMES = re.compile(rf"(?:.*_)?(?:{_HUNDREDTHS}|progress|completion|rate)(?:_.*)?")
_DIGITS = {"one": "1", "two": "2", "three": "3", "1": "1", "2": "2", "3": "3"}


def portion(entity: Entity, name: str, gloss: str, said: str, rows: str, counted: str = "") -> str:
    """The part of the rows that have a flag or are in a state, in hundredths unless it is a share of 1; empty where nothing says that.

    `said`: the gloss, grounded; `counted`: how many rows have a number that it names.
    """
    plain = words.code_name(name)
    told = _PART.search(said)
    if not (told or _NAMES.fullmatch(plain)) or name in entity.fields or re.search(r"<\w+> (?:/|divided by|of|times|\*) <", said):
        return ""
    test = _test(entity, plain, said)
    hits = f"sum(1 for other in {rows} if {test})" if test else counted if re.search(_HUNDREDTHS, plain) else ""
    if not hits:
        return ""
    whole = told is not None and re.fullmatch(r"share|fraction|ratio|proportion", told[0]) and not re.search(_HUNDREDTHS, f"{plain} {said}")
    value = f"{hits}{'' if whole else ' * 100'} / len({rows})"
    return f"{_rounded(value, gloss, bool(whole))} if {rows} else {_of_nothing(gloss)}"


def _test(entity: Entity, name: str, said: str) -> str:
    """What must hold of a row: a flag or a state that the words or else the name tell."""
    parts = name.split("_")
    flags = [one.name for one in entity.fields.values() if one.type == "boolean"]
    flag = next((one for one in flags if f"<{one}>" in said), "") or next((one for one in flags if one in parts), "")
    if flag:
        denied = re.search(rf"\b(?:not|un|non)[ -]?(?:yet |been )?<{flag}>", said)
        return f'{"not " if denied else ""}other["{flag}"]'
    states = [*states_in(said), *parts]
    for state in states:
        if one := state_field(entity, state):
            return f'other["{one.name}"] == "{state}"'
    return f'other["{flags[0]}"]' if len(flags) == 1 and re.fullmatch(r"progress|completion", name) else ""


def _rounded(value: str, gloss: str, whole: bool) -> str:
    digits = re.search(r"\b(one|two|three|[123]) (?:decimals?|decimal places?|digits?|places?)\b", gloss)
    if digits:
        return f"round({value}, {_DIGITS[digits[1]]})"
    if re.search(r"\b(?:whole|integer|full|nearest)\b|\brounded\b(?! to)", gloss):
        return f"round({value})"
    return f"round({value}, {4 if whole else 2})"


def _of_nothing(gloss: str) -> str:
    """What there is of no rows: null where the text says so, else 0."""
    return "None" if re.search(r"\bnull\b", gloss) else "0"
