"""Sentences of an intent without which the same would be built: they go without saying, or nothing was understood of them."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping

from shared.errors import NotUnderstood
from shared.reading.text.gathered import METHOD

_BREAK = re.compile(r"(?<=[.;!?])\s+(?=[A-Z`/\"(])|\n+(?=\s*(?:[-*\u2022]|\d+[.)])\s|[A-Z])")
#: What wishes that something is done or happens.
_WISH = re.compile(
    r"(?i)\b(?:can|could|should|want to|need to|when|whenever|once|as soon as|automatically|(?:each|every) time|earns?|gets?|receives?|notif\w+|sends?|awards?|expires?|reminds?)\b"
    r"|^(?:also )?(?:add|remove|sort|show|list|send|move|notify|track|record|calculate|compute|count|allow|let|support|include|mark|assign|limit|prevent|keep|store|log|group|rank|reorder|export|import|search|filter)\b"
)
#: What mostly goes without saying, be it said: rules that hold anyway, what every application does, what is said to people.
_ANYWAY = re.compile(
    r"(?i)\b(?:4\d\d|20\d|required|unique|escap\w+|must|valid|empty|same|else|other|different|still|again|answers?|appears?|thanks?|json|twice|only|never|not|no|nothing|nobody|cannot|program|service|server"
    r"|api|please|combined|together|created?|list(?:ed)?|conflict)\b"
)
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s+")
_OPERATION = re.compile(rf"\b(?:{METHOD})\b")


def idle(text: str, build: Callable[[str], Mapping[str, str]]) -> Iterator[str]:
    """The sentences after the first that wish for something, name no operation, and whose absence changes nothing of what `build` makes of the text (file -> content).

    Raises NotUnderstood when `build` does, of the whole text.
    """
    marks = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    whole = _bare(build(text))
    for start, end in itertools.pairwise(marks[1:]):
        sentence = re.sub(r"\s+", " ", _BULLET.sub("", text[start:end]).strip())
        if not _WISH.search(sentence) or _ANYWAY.search(sentence) or _OPERATION.search(sentence):
            continue
        try:
            without = _bare(build(text[:start] + text[end:]))
        except NotUnderstood:
            continue  # The others need it.
        if without == whole:
            yield sentence


def _bare(files: Mapping[str, str]) -> dict[str, list[str]]:
    """The parts of the files in any order, without the words of the intent that they carry in their comments."""
    told = {path: re.sub(r'""".*?"""|/\*.*?\*/|//[^\n]*', "", content, flags=re.DOTALL) for path, content in files.items()}
    return {path: sorted(part.strip() for part in re.split(r"\n\s*\n", content)) for path, content in told.items()}
