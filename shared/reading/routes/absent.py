"""Paths that a text names and nothing is served at: `/stats shows how many there are`, where no operation is at /stats."""

import re
from collections.abc import Iterator, Mapping, Sequence

#: A path as it stands in prose: behind a space, a bracket or a backtick, and not in an example's quotes.
_PATH = re.compile(r"(?:^|(?<=[\s`(]))/[a-zA-Z](?:[\w\-./{}:<>]*[\w}>])?(?![\w-])", re.MULTILINE)
#: What is an example, a place elsewhere, or denied.
_NOT_MEANT = re.compile(r"(?i)(?:\b(?:like|such as|e\.g\.|for example|for instance|say|no|not|without|never|instead of)|->|=) *[`(]?$")
_SERVED = re.compile(r"[\"'](/[^\"'\s]*)[\"']")
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)|\n")
#: What every service answers at, without being asked for it.
_ALWAYS = ("/health", "/openapi.json")


def absent(text: str, code: Mapping[str, str]) -> Iterator[str]:
    """The sentences with such a path. `code`: file -> text."""
    served = [path.strip("/").split("/") for path in (*_SERVED.findall("\n".join(code.values())), *_ALWAYS)]
    for match in _PATH.finditer(text):
        if not _NOT_MEANT.search(text[: match.start()]) and not any(_leads_to(match[0].strip("/").split("/"), path) for path in served):
            yield _around(text, match.start(), match.end())


def _leads_to(named: Sequence[str], served: Sequence[str]) -> bool:
    """Whether it is where the path begins or, word for word, a part of it: `/resume` of `/subscriptions/{id}/resume`."""
    begins = len(named) <= len(served) and all(map(_alike, named, served))
    return begins or any(served[start : start + len(named)] == named for start in range(1, len(served)))


def _alike(named: str, served: str) -> bool:
    return named.lower() == served.lower() or served[:1] == "{" or named[:1] in ("{", ":", "<")


def _around(text: str, start: int, end: int) -> str:
    """The sentence in which this stands."""
    first = max((match.end() for match in _SENTENCE_ENDS.finditer(text, 0, start)), default=0)
    last = _SENTENCE_ENDS.search(text, end)
    return re.sub(r"\s+", " ", text[first : last.start() if last else len(text)]).strip(" -*\u2022")
