"""What a list says of several of its fields at once: `arrival and departure as dates`, `both required`, `{boat, from, to}, where the last two are dates`."""

import itertools
import re
from collections.abc import Iterator

from shared.reading.fields.constraints import constrain
from shared.reading.fields.limits import counts
from shared.reading.refusals.spans import TIMES
from shared.reading.text.lexicon import canonical
from shared.writing import words
from shared.writing.ir import Field
from shared.writing.types import guess

_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_ENDS = rf"the (?P<end>first|former|last|latter)(?: (?P<count>{'|'.join(_COUNTS)}))?"
_OF_THEM = r"(?: of (?:them|these|which|those))?"
_WHICH = re.compile(
    rf"(?i)\W*(?:where |of which |with )?(?:both|all|each|every|{_ENDS}){_OF_THEM}\b(?! (?:day|night|hour|name|character|letter|digit)s?\b)"
)
#: `integers greater than zero`, of more than one field.
KINDS = r"(?i:(?:(?:positive|non-?negative|whole|short|non-?empty|decimal|required|optional) )*(?:integers|numbers|strings|texts|date-times|datetimes|timestamps|dates(?: with times?)?|times|decimals))\b"
#: `{"boat", "arrival", "departure"}, where the last two are dates`.
_BEHIND = re.compile(
    r"(?P<before>\{(?P<names>[^{}:.]*)\}[^.;:{}]{0,40}?(?:[,;:(.]| -) ?)(?:(?:where|of which|with|and) )*"
    rf"(?:(?i:{_ENDS}){_OF_THEM} (?:(?P<verb>(?:are|is|must|can|may)\b)|(?:(?:being|as|both|all) )*(?={KINDS}))"
    rf"|[Bb]oth{_OF_THEM} (?:are|must be|being|as) (?=(?:an? )?(?:iso )?(?:{KINDS}|(?:required|optional|mandatory|needed|whole|positive)\b)))"
)
_PLURAL = re.compile(
    rf"(?P<how>\b(?:as|all|both|are|being|each|latter|former|last|first|two|three) )(?:iso )?(?P<kinds>{KINDS})|\((?P<bracketed>(?:dates|times|integers|numbers)\b)"
)
#: What fields may be by their names, and be called in the plural nevertheless.
_FITTING = {"date": {"scalar", "date", "datetime", "time"}, "number": {"scalar", "integer", "number"}, "string": {"scalar", "string"}}
#: `as times like 2031-05-20T10:00`.
_SHOWN = re.compile(r" ?\(?(?:like|such as|e\.g\.|for example|in the form)[^,;()]*")
_NAME = r"[`\"]?[a-z]\w*[`\"]?"
#: `two dates, arrival and departure`, `three whole numbers: rows, seats and floors`.
_SO_MANY = re.compile(
    rf"\b(?:the (?=(?:dates|times) )|(?:the )?(?:both|two|three|four) )(?:iso )?(?P<kinds>{KINDS})(?:,|:| -| called| named)? (?P<names>{_NAME}(?:, {_NAME})*,? and {_NAME})(?! \()"
)
#: `dates, all required`: what a bracket says of all, behind what it says of the last of them.
_AND_ALL = re.compile(
    r"(?i)[,;] ?(?:and )?(?:all|each|both)(?: (?:\w+ )?fields?| of them| \w+)?(?: (?:is|are))? (?=required|optional|mandatory)"
)


def apart(text: str) -> str:
    """The text with their kind behind each of the names of so many."""

    def each(match: re.Match[str]) -> str:
        kind = match["kinds"].removesuffix("s")
        return re.sub(_NAME, lambda name: name[0] if name[0] == "and" else f"{name[0]} ({kind})", match["names"])

    return _SO_MANY.sub(each, text)


def with_ends(text: str) -> str:
    """The text with the names of what `the last two` are, behind the list that a request carries."""

    def named(match: re.Match[str]) -> str:
        chosen = _some(
            re.findall(r"[A-Za-z]\w*", match["names"]), match["end"] or "last", match["count"] or ("" if match["end"] else "two")
        )
        names = " and ".join([", ".join(chosen[:-1]), chosen[-1]] if len(chosen) > 1 else chosen)
        return f"{match['before']}{'where ' if match['before'][-2:] == ', ' else ''}{names} {match['verb'] or 'are '}"

    return _BEHIND.sub(named, text)


def with_all(text: str) -> str:
    """`home_goals and away_goals … the goals are whole numbers`: the text with the names of all that a plural stands for."""
    several: dict[str, list[str]] = {}
    for name in dict.fromkeys(re.findall(r"(?<![\w/{])[a-z]+_[a-z]+(?![\w/}(])", text)):
        several.setdefault(words.plural(words.singular(name.rpartition("_")[2])), []).append(name)
    for plural, names in several.items():
        beside = len(names) == 2 and re.search(
            rf"\b{names[0]}[`\"]?(?:: ?[^,{{}}]{{1,12}})?(?: \([^()]*\))?(?:,| and|, and|/) ?[`\"]?{names[1]}\b", text
        )
        if beside:
            told = rf"(?i)(?P<before>^|[.;:,(] | - |\b(?:and|where|but|while|whereas) |\n)(?:(?:the|both|all) )?(?<!_){plural} (?=(?:are|must|may|can|cannot|should|have to|need to)\b)"
            text = re.sub(told, rf"\g<before>{names[0]} and {names[1]} ", text)
    return text


def _some[T](listed: list[T], end: str, count: str) -> list[T]:
    number = _COUNTS.get(count.lower(), 1)
    return listed[:number] if end.lower() in {"first", "former"} else listed[-number:]


def _meant(listed: list[Field], said: str) -> list[Field]:
    """The fields that `both`, `all` or `the last two` stand for; none where no such words begin what is said."""
    match = _WHICH.match(said)
    if match is None:
        return []
    if match["end"] is None:
        return listed[-2:] if re.match(r"(?i)\W*both\b", said) else listed
    return _some(listed, match["end"], match["count"] or "")


def about(listed: list[Field], part: str) -> None:
    """`both required`, `all optional`: about several fields before; else about the last."""
    said = canonical(part)
    several = list(_before(listed, part)) if re.match(KINDS, part) else []
    for one in several or _meant(listed, said) or listed[-1:]:
        constrain(one, said)


def in_bracket(listed: list[Field], part: str) -> None:
    """`minimum and maximum (both whole numbers)`: what a bracket says of both, of all or in the plural counts for the fields before it, too."""
    for bracket in re.findall(r"\(([^()]*)\)", part):
        if _NAMES.match(bracket) and not listed[-1].type:
            listed[-1].type = "string"
        which = _WHICH.match(bracket)
        for one in [one for one in _meant(listed, bracket) if one is not listed[-1]] if which else ():
            constrain(one, bracket[which.end() :] if which else "")
        if re.match(rf"(?:both )?{KINDS}", bracket) and guess(listed[-1].name) != "list" and not counts(canonical(bracket)):
            last, *of_all = _AND_ALL.split(bracket)
            for one in _so_called(list(_before(listed[:-1], bracket)), last):
                constrain(one, last)
            for one in listed[:-1] if of_all else ():
                constrain(one, of_all[-1])


#: `home and away (team names)`: what is called by a name is a text.
_NAMES = re.compile(r"(?i)(?:(?:both|the|an?|existing|registered|of) )*(?!fields?\b)(?:[a-z]+(?:'s|s')? )?(?:names?(?: of [^,]*)?$|names,)")


def _so_called(before: list[Field], said: str) -> list[Field]:
    """Those that `(dates)` behind several may be about, of the fields before the last: what is called like a date."""
    if not re.search(r"(?i)\b(?:dates|times)\b", said):
        return before
    return [one for one in before if _is_time(one)]


#: `starts_on`, `closing_date`: names of times.
_OF_TIMES = re.compile(r"(?:^|.*_)(?:on|at|dates?|days?|times?|starts?|ends?|begins?|from|to|until|since)(?:_.*|$)")


def _is_time(one: Field) -> bool:
    """Whether a field is called like a date or a time."""
    return one.name in TIMES or guess(one.name) in {"date", "datetime", "time"} or _OF_TIMES.fullmatch(one.name) is not None


#: What a name may tell of a field that a plural is about.
_TIMELY = frozenset({"scalar", "date", "datetime", "time"})
_NUMERIC = frozenset({"scalar", "integer", "number"})


def untyped(listed: list[Field], kinds: frozenset[str] = _TIMELY) -> Iterator[Field]:
    """The last fields of a list of which nothing tells the type, and whose names tell one of these."""
    return itertools.takewhile(lambda one: not one.type and not one.choices and guess(one.name) in kinds, reversed(listed))


def _before(listed: list[Field], said: str) -> Iterator[Field]:
    """The last fields of a list that `dates` or `whole numbers` may be about."""
    return untyped(listed, _NUMERIC if re.match(r"(?i)[^,;]*(?:number|integer)", said) else _TIMELY)


def plural_types(listed: list[Field], text: str) -> None:
    """`check_in and check_out as dates`: of those that can be meant and have no type yet."""
    said = _PLURAL.search(text)
    kind = (said["kinds"] or said["bracketed"]).removesuffix("s") if said else ""
    fitting = _FITTING["date" if re.search(r"date|time", kind) else "number" if re.search(r"number|integer|decimal", kind) else "string"]
    shown = _SHOWN.match(text[said.end() :]) if said else None
    for one in _can_be(listed, text, said) if said else ():
        if not one.type and (guess(one.name) in fitting or (kind == "integer" and one.name in TIMES)):
            constrain(one, f"{kind}{shown[0] if shown else ''}")


def _can_be(listed: list[Field], text: str, said: re.Match[str]) -> list[Field]:
    """The fields that a plural is about: those that words before it count, the times among them, or all but those that a bracket describes."""
    before = text[: said.start()]
    if said[0].startswith(("all", "each")):
        return listed
    if said[0].startswith("both") or re.search(r"(?i)\bboth\W*$", before):
        return [one for one in listed if one.name in before.lower().replace(" ", "_")][-2:]
    if counted := re.search(rf"(?i)\b{_ENDS}{_OF_THEM}\W*(?:(?:are|being|as) ?)?$", before + (said["how"] or "")):
        return _some(listed, counted["end"], counted["count"] or "")
    times = [one for one in listed if _is_time(one)]
    if re.search(r"dates|times", said[0]):
        return times if len(times) > 1 else listed[-2:]
    named = [one for one in listed if re.search(rf"(?i)\b{one.name.replace('_', '[ _-]')}\b", before)] if said["bracketed"] else listed
    return [one for one in named if not re.search(rf"(?i)\b{one.name.replace('_', '[ _-]')}[`\"]? \(", before)]
