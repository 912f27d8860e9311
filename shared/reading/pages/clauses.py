"""What is said of a page: its sentences in parts, with quotes kept apart from the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.reading.names.grounding import Ground
from shared.reading.routes.routing import Routed
from shared.reading.text.outline import Statement
from shared.writing.ir import App, Entity

_PAGE = re.compile(r"(?i)\b(?:page|website|web ?site|html)\b")
_FIRST = re.compile(r"(?i)\b(?:front|start|home|main|overview|list|landing|index)[ -]?page\b")
_HEADED = re.compile(r"(?i)\b(?:page|web|html|site|view|front)")
#: The page of one record.
_OF_ONE = re.compile(r"(?i)\b(?:detail|own|single|individual|its|their) pages?\b|\bpage of (?:an?|each|one|the)\b")
#: What is sent is not taken: of that, a page shows nothing.
_REFUSES = re.compile(r"\b4(?:00|22)\b")
#: What can only be seen on a page: `When no donor is given the list says "anonymous"`.
_SHOWS = re.compile(
    r"(?i)\b(?:list|table|overview|menu|board|an empty [a-z]+|(?:if|when|while|where|as long as) (?:there (?:is|are) )?(?:no(?:thing|ne)?|not any)\b(?: [a-z]+)?)\b[^.;\"]*\b(?:says?|shows?|reads?|displays?|prints?)\b[^.;\"]*\"|\b(?:(?:is|are) (?:then )?(?:shown|displayed|listed|printed|rendered)|shows?|appears?)\b[^.;\"]*\"|\"[^\"]*\" (?:is|are) (?:shown|displayed|printed)\b"
)
#: Where a quote was: `⟦a⟧` is the first.
QUOTE = r"⟦(\w)⟧"
_QUOTED = re.compile(r"\"([^\"]+)\"|(?<![\w'])'([^']{2,60}?)'(?![\w'])|(?<!\w)`([^`/?]+ [^`]+)`")


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: `said` with marks for names and for quotes, the quotes, and the part as it is written."""

    said: str
    quotes: tuple[str, ...]
    text: str
    before: str = ""
    """The part of its sentence before it, with marks."""

    def quoted(self, letter: str) -> str:
        """The quote that a mark stands for."""
        return self.quotes[ord(letter) - ord("a")]

    def part(self, said: str) -> "Clause":
        """Some of its words."""
        return replace(self, said=said)

    @property
    def own(self) -> list[str]:
        """The quotes that stand in it."""
        return [self.quoted(letter) for letter in re.findall(QUOTE, self.said)]


def told_of(one: Routed, pages: Sequence[Routed], statements: Sequence[Statement]) -> list[str]:
    """The sentences about a page: its own, and others that speak of the page."""
    own = [one.route.lead, _whole(one), *(text for text in one.route.more if not _REFUSES.search(text))]
    alone = [other for other in pages if bool(other.route.params) == bool(one.route.params)] == [one]
    if one.route.params:
        lists = any(not other.route.params for other in pages)
        return own + [
            other.text
            for other in statements
            if alone
            and not other.routes
            and other.text not in own
            and _PAGE.search(other.text)
            and (not lists or _OF_ONE.search(other.text))
        ]
    heading = one.route.statement.heading
    return own + [
        other.text
        for other in statements
        if not other.routes
        and other.text not in own
        and not _REFUSES.search(other.text)
        and (
            (_HEADED.search(heading) and other.heading == heading)
            or (_PAGE.search(other.text) and _is_meant(one, other.text, alone))
            or (alone and _SHOWS.search(other.text) is not None)
        )
    ]


def _whole(one: Routed) -> str:
    """What its sentence says behind its path, though it names where a form is sent."""
    routes, text = one.route.statement.routes, one.route.statement.text
    sends = len(routes) > 1 and all(other.method == "POST" or other.path == one.route.path for other in routes)
    return text.partition(one.route.path)[2].strip() if sends else one.route.text


def _is_meant(one: Routed, text: str, alone: bool) -> bool:
    """Whether a sentence that speaks of a page speaks of this one."""
    last = one.route.segments[-1] if one.route.segments else ""
    if _OF_ONE.search(text):
        return False
    named = re.search(rf"(?i)\b{re.escape(last)} page\b", text) if last else _FIRST.search(text)
    return bool(named) or alone


#: How texts are written, which every page does.
_ESCAPED = re.compile(r"(?i)\bescap(?:ed?|es|ing)\b|\bmark-?up\b|\bas plain text\b")


def clauses(app: App, entity: Entity, texts: Sequence[str]) -> Iterator[Clause]:
    """The sentences, cut at semicolons."""
    ground = Ground(app, entity)
    for text in texts:
        quotes: list[str] = []

        def kept(match: re.Match[str], quotes: list[str] = quotes) -> str:
            quotes.append(match[1] or match[2] or match[3])
            return f"⟦{chr(ord('a') + len(quotes) - 1)}⟧"

        before = ""
        for part in re.split(r";\s+|\s\.\s", _QUOTED.sub(kept, text)):
            if part.strip() and not (_ESCAPED.search(part) and not quotes):
                yield Clause(said := ground(part).strip(), tuple(quotes), part.strip(), before)
                before = said
