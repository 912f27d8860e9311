"""Sentences of an intent without which the same would be built: they go without saying, or nothing was understood of them."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping

from shared.errors import NotUnderstood

_BREAK = re.compile(r"(?<=[.;!?])\s+(?=[A-Z`/\"(])|\n+(?=\s*(?:[-*\u2022]|\d+[.)])\s|[A-Z])")
#: What every application does, and what is said to people.
_ANYWAY = re.compile(r"(?i)\b(?:400|404|422|201|thanks?|thank you|hello|hi|dear|regards|json)\b")
_OPERATION = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b")


def idle(text: str, build: Callable[[str], Mapping[str, str]]) -> Iterator[str]:
    """The sentences after the first that name no operation and whose absence changes nothing of what `build` makes of the text (file -> content)."""
    marks = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    whole = _bare(build(text))
    for start, end in itertools.pairwise(marks[1:]):
        sentence = text[start:end].strip()
        if len(sentence.split()) < 4 or _ANYWAY.search(sentence) or _OPERATION.search(sentence):
            continue
        try:
            without = _bare(build(text[:start] + text[end:]))
        except NotUnderstood:
            continue  # The others need it.
        if without == whole:
            yield re.sub(r"\s+", " ", re.sub(r"^(?:[-*\u2022]|\d+[.)])\s+", "", sentence))


def _bare(files: Mapping[str, str]) -> dict[str, list[str]]:
    """The parts of the files in any order, without the words of the intent that they carry in their comments."""
    told = {path: re.sub(r'""".*?"""|/\*.*?\*/|//[^\n]*', "", content, flags=re.DOTALL) for path, content in files.items()}
    return {path: sorted(part.strip() for part in re.split(r"\n\s*\n", content)) for path, content in told.items()}
