"""Sentences of an intent without which the same would be built: they go without saying, or nothing was understood of them."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.adapters.offline.strange import shown, strange
from shared.errors import NotUnderstood
from shared.reading.text.gathered import METHOD

_BREAK = re.compile(r"(?<=[.;!?])\s+(?=[A-Z`/\"(])|(?<=;)\s+|\n+(?=\s*(?:[-*\u2022]|\d+[.)])\s|[A-Z])")
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
#: So many strange words make a sentence one about something else than the application.
_STRANGE = 2
#: Who can or should do something: that is nothing to be built.
_WHO = re.compile(
    r"^(?:(?:the|our|all|every|each|any|an?) )?[A-Za-z]+(?: (?:and|or) [a-z]+)? (?=(?:can|could|may|should|must|will|want|wants|need|needs|like|likes)\b)"
)
#: What is done with records everywhere.
_PLAIN = r"(?:add|create|enter|see|list|look (?:[a-z]+ )?(?:at|up)|find|browse|scroll|view|open|change|correct|edit|update|remove|delete)"
#: Who asks, what goes on there, what is fine, what everybody does: `We are a small club`, `Last year half the fleet was sold`.
_STORY = re.compile(
    r"(?i)^(?:(?:hi|hello|hey|dear|thanks|thank you|cheers|regards|greetings)\b|(?![^.]*\b(?:must|should|shall|can|could|may|has to|have to|needs? to|wants? to|would like|is to|are to)\b)"
    r"(?:(?:and|but|so|also|at the moment|currently|today|now|right now|until now|so far|last \w+|this \w+|every \w+|most \w+|some \w+|in \w+),? )?(?:we|i|our|my|us|you|this is|it's|there (?:is|are|was|were)|people|everybody|everyone)\b)"
    r"|\b(?:was|were|had|been|used to)\b|\b(?:could|can|would|will) you\b|\bplease (?:make|build|write|create)\b"
    r"|\b(?:may repeat|(?:is|are) (?:all |perfectly |quite )?(?:fine|okay|ok)|does(?:n't| not) matter)\b"
    rf"|\b{_PLAIN}\b.*\b{_PLAIN}\b"
    # What is refused with which status is looked at elsewhere.
    r"|(?<![\w.])[245]\d\d(?![\w.-]*\d)"
)
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s+")
_OPERATION = re.compile(rf"\b(?:{METHOD})\b")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A sentence that may change nothing, where it stands in the text, and its words (as stems) that neither the application nor other descriptions have."""

    sentence: str
    start: int
    end: int
    strange: frozenset[str]

    @property
    def is_demand(self) -> bool:
        """Whether it is plainly about something that the application does not have, and no story about who asks for it."""
        return len(self.strange) >= _STRANGE and not _STORY.search(self.sentence)


def suspects(text: str, files: Iterable[str]) -> Iterator[Suspect]:
    """The sentences after the first that name no operation and wish for something, or speak of something that the application's files do not."""
    marks = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    known = shown(files)
    for start, end in itertools.pairwise(marks[1:]):
        sentence = re.sub(r"\s+", " ", _BULLET.sub("", text[start:end]).strip())
        odd = strange(_WHO.sub("", sentence), known)
        wished = _WISH.search(sentence) and not _ANYWAY.search(sentence)
        if (odd or wished) and not _OPERATION.search(sentence):
            yield Suspect(sentence, start, end, frozenset(odd))


def idle(text: str, among: Sequence[Suspect], build: Callable[[str], Mapping[str, str]]) -> Iterator[Suspect]:
    """Those of the sentences whose absence changes nothing of what `build` makes of the text (file -> content). Raises NotUnderstood when it does, of the whole text."""
    whole = _bare(build(text)) if among else {}
    for one in among:
        try:
            without = _bare(build(_cut(text, one.start, one.end)))
        except NotUnderstood:
            continue  # The others need it.
        if without == whole:
            yield one


def _cut(text: str, start: int, end: int) -> str:
    """The text without a part; where that ended a sentence, the part before it does."""
    before, part = text[:start], text[start:end]
    if before.rstrip().endswith(";") and not part.rstrip().endswith(";"):
        before = re.sub(r";(\s*)$", r".\1", before)
    return before + text[end:]


def _bare(files: Mapping[str, str]) -> dict[str, list[str]]:
    """The parts of the files in any order, without the words of the intent that they carry in their comments."""
    told = {path: re.sub(r'""".*?"""|/\*.*?\*/|//[^\n]*', "", content, flags=re.DOTALL) for path, content in files.items()}
    return {path: sorted(part.strip() for part in re.split(r"\n\s*\n", content)) for path, content in told.items()}
