"""The states that the words about actions lead to: `which makes it done`, `turns a loading kiln into a firing one`."""

import re
from collections.abc import Iterable, Iterator, Sequence

from shared.reading.text.lexicon import canonical

_END = r"(?=\s*(?:again\b|once more\b|[.,;:)(]|$|and\b|or\b|if\b|but\b))"
#: `which makes it done`, `and is then open again`: what an action leads to, in plain words.
_LEADS_TO = re.compile(
    r"\b(?:moves? (?:an?|the) [a-z_]+ (?:back )?(?:in)?to|(?:turns?|makes?|changes?) an? [a-z_]+ into|becomes|(?<=can )become|(?<=may )become|(?<=then )become|(?:is|are) (?:then|now)|goes (?:back )?to) "
    rf"(?:the (?:status|state) )?(?P<state>[a-z][a-z_\-]+){_END}"
)


def _of_record(nouns: Iterable[str]) -> re.Pattern[str]:
    """`moves an open ticket to in_progress`, `takes one that is in_progress back to open`: what leads a record called so to a state."""
    noun = "|".join(
        sorted(
            {re.escape(words) for noun in nouns for words in (noun.replace("_", " "), noun.rpartition("_")[2])}
            | {"ones?", "it", "them", "status", "state", "stage", "phase"}
        )
    )
    in_state = r"(?:(?:that|which|who) (?:is|are|was|has been|have been)|in|from|with)(?: (?:still|already|currently|in|the|status|state))* [a-z_]+"
    return re.compile(
        rf"\b(?:turn|make|change|convert|bring|move|take|put|send|switch|set|mark|flag|shift|push|promote)(?:e?s)? (?:(?:only|an?|the|any|every|each|this|that) )*(?:[a-z_]+ (?:or [a-z_]+ )?)?(?:{noun})(?: {in_state})?"
        rf"(?: (?:back|on|over|forward|straight))?(?: (?:in)?to| as| in)?(?: (?:the|an?|status|state|being))* (?P<state>(?!(?:off|on|up|down|out|over|away|back)\b)[a-z][a-z_\-]+)(?: (?:{noun}))?{_END}"
    )


#: `turns a loading kiln into a firing one`.
_INTO_ONE = re.compile(
    r"\b(?:turns?|makes?|changes?|converts?|brings?|moves?) an? (?P<from>[a-z_\-]+) (?:[a-z_]+) (?:in)?to an? (?P<to>[a-z_\-]+) (?:one|[a-z_]+)(?=\W|$)"
)
#: `turns idle into running`, both without a noun.
_BETWEEN = re.compile(
    r"\b(?:turns?|changes?|moves?|takes?|brings?|switch(?:es)?|sends?) (?!(?:it|them|one|all|this|that|back|an|the)\b)(?P<from>[a-z][a-z_\-]+) (?:in)?to (?P<to>[a-z][a-z_\-]+)(?=\s*(?:again\b|[.,;:)(]|$|and\b|or\b|if\b|but\b))"
)


def reached(acts: Sequence[str], nouns: Iterable[str], known: set[str]) -> Iterator[str]:
    """The states to which actions lead what is called so, none of which is a name that is `known` for something else."""
    patterns = (_LEADS_TO, _of_record(nouns))
    for text in map(canonical, acts):
        yield from (
            state
            for pattern in (_INTO_ONE, _BETWEEN)
            for match in pattern.finditer(text)
            for state in match.group("from", "to")
            if state not in known
        )
        yield from (match["state"] for pattern in patterns for match in pattern.finditer(text) if match["state"] not in known)
