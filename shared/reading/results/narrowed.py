"""Which parameters narrow what is added up: `understands the same from and to and returns {…}`, `(optionally from and to)`, `supports the same filters as the list`."""

import re
from collections.abc import Iterable
from dataclasses import replace

from shared.reading.results.listings import read_list
from shared.reading.results.parameters import is_named_so
from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Entity, Query

_GOES_ON = r"(?=[;.)]|: |$|,? (?:and|but) (?:then |it |which |that )?(?:returns?|answers?|responds?|tells?|sums?|counts?|adds?|totals?|can\b)|,? (?:returns|answers)\b| (?:it )?returns\b)"
_ALSO = r"(?:(?:can|may|could|might|is|are|be|also|optionally|likewise|too) )*"
#: What a part of the text begins with that is about parameters.
_TAKES = re.compile(
    rf"(?i)(?:^|[,;(.]|(?<=[}})])|\band\b|\bbut\b)\s*(?:and |but )?(?:(?:it|which|that|this one) )?{_ALSO}"
    r"(?:(?:takes?|accepts?|understands?|supports?|allows?|honou?rs?|respects?|obeys?|follows|has|knows)\b"
    r"|(?:narrow(?:ed|s)?|limit(?:ed|s)?|restrict(?:ed|s)?|filter(?:ed|s|able)?|select(?:ed)?)(?: down)?,? (?:(?:by|with|to|using|via|through|on|in|for)\b|(?=the same\b))"
    r"|(?:with|for|given|over|between|using|within|by) (?=(?:the |its |their )?(?:same|optional|optionally)\b)|(?=optional\b|(?:the )?same (?:optional |query )*(?:filters?|parameters?|params)\b))"
    rf"\s*(?P<what>[^;.{{}}]*?){_GOES_ON}"
)
#: What is said around the names of parameters.
_AROUND = re.compile(
    r"(?i)\b(?:the|its|an?|also|optional|optionally|same|two|both|query|url|date|dates|parameters?|params?|filters?|filtering|options|named|called|as well|too|here|in|by|way|ways|manner|fashion|range|period|limits|restrictions|them|"
    r"(?:as|like|that)(?: (?:with|in|for|on|of))?(?: the)? (?:(?:plain|whole|normal|full) )?(?:lists?|[a-z]+ lists?|list of [a-z]+|listing|above|before|GET [/\w{}\-]+|[a-z]+)|as)\b|\([^()]*\)"
)
_TOO = re.compile(r"(?i),?\s*\b(?:too|as well|also|likewise|here|optionally)\b\s*")
_SAME = re.compile(r"(?i)\b(?:same|(?:as|like) (?:with|in|for|on|the|GET|above))\b")
#: What can only be about parameters, so that it binds.
BINDS = re.compile(
    r"(?i)\b(?:the same|optional) (?:query )?(?:parameters?|params|filters?)\b|\b(?:by|optional|with|takes?|accepts?|supports?|understands?|same) [`\"]?from[`\"]?(?: and |/)[`\"]?to\b"
)
_NO_FILTERS = frozenset({"limit", "offset", "page", "size", "sort", "order"})


def apart(text: str, entity: Entity) -> tuple[str, list[str]]:
    """The text without its parts about parameters, and those: names of them, or that they are the same as others."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        names = _names(match["what"])
        if not all(is_named_so(name, entity) for name in names) or not (names or _SAME.search(match["what"])):
            return match[0]
        found.append(match["what"])
        return "(" if match[0].startswith("(") else ""

    rest = _TAKES.sub(take, text).replace("()", "")
    return re.sub(r"^\W*\b(?:and|but)\b ?|^[\s,;]+|\s+(?=[;,.])", "", rest) if found else text, found


def _names(what: str) -> list[str]:
    return re.findall(r"[a-z]\w*", re.sub(r"\b(?:and|or)\b|`|\"", " ", _AROUND.sub(" ", what)))


def narrow(app: App, one: Routed, entity: Entity, asked: Iterable[str], others: Iterable[Routed]) -> list[str]:
    """Gives what is added up its parameters, also those of the list that it shares them with. What of them is not understood."""
    lost: list[str] = []
    for what in asked:
        names = _names(what)
        same = _of_others(app, one, entity, others) if _SAME.search(what) else []
        shared = [query for query in same if query.name in names or not names]
        one.endpoint.query += [query for query in shared if query.name not in {each.name for each in one.endpoint.query}]
        if not same:
            lost += read_list(
                app, one.endpoint, entity, [(name, "?") for name in names], [f"the query parameters are {_TOO.sub('', what)}"]
            )
        lost += [what] if same and not shared else []
    return lost


def _of_others(app: App, one: Routed, entity: Entity, others: Iterable[Routed]) -> list[Query]:
    """The filters of the first list of the same records."""
    for other in others:
        if other is not one and other.endpoint.kind == "list" and other.endpoint.entity == entity.name:
            like = replace(other.endpoint, query=list(other.endpoint.query))
            read_list(app, like, entity, other.route.query, [other.route.asked, *other.route.more])
            return [query for query in like.query if query.how not in _NO_FILTERS]
    return []
