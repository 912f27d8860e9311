"""Removing what is not there, where a text says that this is no error: `taking back a like that isn't there changes nothing`, `DELETE is idempotent`."""

import re
from collections.abc import Iterator

from shared.reading.routes.routing import Routed
from shared.reading.text.lexicon import canonical

_REMOVES = r"(?:remov\w+|delet\w+|DELETE|tak(?:e|es|ing) (?:\w+ ){0,3}(?:back|off|out|away)|un[a-z]{3,}ing|clear(?:s|ing)|drop(?:s|ping)|withdraw\w*|cancel\w*)"
_GONE = r"(?:(?:is|are|was) not (?:there|set|in it|on it|among)|isn't there|not (?:there|present|set)|unknown|missing|never|twice|again|already|a second time|no longer|none|nothing|does not (?:have|exist))"
_CALM = (
    r"(?:changes? nothing|does nothing|nothing (?:happens|changes)|(?:is|are) (?:no|not an) error|no error|(?:is|are) (?:fine|ok|okay|harmless|no problem|not a problem|simply ignored|ignored)|"
    r"(?:also|still|too|likewise)[^.;]{0,16} 204|204 (?:as well|too|all the same|anyway|either way|also)|just 204)"
)
_TOLD = (
    re.compile(rf"{_REMOVES}\b[^.;]*?\b{_GONE}\b[^.;]*?\b{_CALM}"),
    re.compile(rf"{_REMOVES}\b[^.;]{{0,30}}\b(?:is|are) (?:also |likewise )?idempotent|\b(?:[bB]oth|[aA]ll|[tT]hey)\b[^.;]{{0,40}}\bidempotent"),
    re.compile(rf"{_CALM}[^.;]{{0,30}}\b(?:if|when|even if|even when)\b[^.;]*\b{_GONE}"),
    re.compile(rf"\b(?:even|also) (?:if|when)\b[^.;]*\b{_GONE}\b"),
)  # fmt: skip


def calm(routed: list[Routed]) -> None:
    """Lets removals of what is not there answer like those of what is."""
    for one in routed:
        told = one.route.method == "DELETE" and any(_is_calm(text) for text in _said(one))
        if told and one.endpoint.kind == "delete":
            one.endpoint.calm = True
        elif told:
            _without_refusal(one.endpoint.lines)


def _said(one: Routed) -> Iterator[str]:
    yield from (canonical(text) for text in (one.route.text, *one.route.more))


def _is_calm(said: str) -> bool:
    own = re.sub(r"\b(?:404|409)\b[^.;]*", " ", said)
    return any(pattern.search(own) for pattern in _TOLD)


def _without_refusal(lines: list[str]) -> None:
    """Takes out of statements the last that refuses when nothing was removed."""
    for place in reversed(range(1, len(lines))):
        missing = "HTTPException(404" in lines[place]
        if missing and (tested := re.fullmatch(r"if not (store\.\w+\.remove\(.*\)):", lines[place - 1])):
            lines[place - 1 : place + 1] = [tested[1]]
            return
        if missing and re.fullmatch(r"if \w+ not in row\[\"\w+\"\]:", lines[place - 1]):
            del lines[place - 1 : place + 1]
            return
