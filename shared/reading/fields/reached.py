"""The states that the words about actions lead to: `which makes it done`, `turns a loading kiln into a firing one`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.text.lexicon import canonical

#: `which makes it done`, `and is then open again`: what an action leads to, in plain words.
_LEADS_TO = re.compile(
    r"\b(?:(?:makes?|turns?|sets?|marks?|puts?|moves?|brings?|changes?|switch(?:es)?) (?:it|them)(?: back)?(?: (?:as|into|to|in))?|(?:turns?|makes?|changes?) an? [a-z_]+ into|moves? (?:an?|the) [a-z_]+ (?:back )?(?:in)?to|(?:sets?|moves?|turns?|changes?) an? [a-z_]+ [a-z_]+ (?:in)?to(?= [a-z_]*(?:ing|ed|done)\b)|(?:marks?|flags?) (?:an?|the|this|that) [a-z_]+ as|(?:makes?|marks?) (?:an?|the|any) (?:[a-z_]+ )?[a-z_]+(?= [a-z]+(?:ed|id|en|ne)\b)|becomes|(?<=can )become|(?<=may )become|(?<=then )become|(?:is|are) (?:then|now)|goes (?:back )?to) "
    r"(?:the (?:status|state) )?(?P<state>[a-z][a-z_\-]+)(?=\s*(?:again\b|[.,;:)(]|$|and\b|or\b|if\b|but\b))"
)


#: `turns a loading kiln into a firing one`.
_INTO_ONE = re.compile(
    r"\b(?:turns?|makes?|changes?|converts?|brings?|moves?) an? (?P<from>[a-z_\-]+) (?:[a-z_]+) (?:in)?to an? (?P<to>[a-z_\-]+) (?:one|[a-z_]+)(?=\W|$)"
)
#: `turns idle into running`, both without a noun.
_BETWEEN = re.compile(
    r"\b(?:turns?|changes?|moves?|takes?|brings?|switch(?:es)?|sends?) (?!(?:it|them|one|all|this|that|back|an|the)\b)(?P<from>[a-z][a-z_\-]+) (?:in)?to (?P<to>[a-z][a-z_\-]+)(?=\s*(?:again\b|[.,;:)(]|$|and\b|or\b|if\b|but\b))"
)


def reached(acts: Sequence[str], known: set[str]) -> Iterator[str]:
    """The states to which actions lead, none of which is a name that is `known` for something else."""
    for text in map(canonical, acts):
        yield from (
            state
            for pattern in (_INTO_ONE, _BETWEEN)
            for match in pattern.finditer(text)
            for state in match.group("from", "to")
            if state not in known
        )
        yield from (match["state"] for match in _LEADS_TO.finditer(text) if match["state"] not in known)
