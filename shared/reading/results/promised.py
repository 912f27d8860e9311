"""The members that a text lists of an answer: what it promises must be answered; and in which order they are found."""

import re
from collections.abc import Iterable, Iterator

from shared.reading.text.outline import split
from shared.writing.ir import Endpoint, Entity

_OBJECT = r"(?:(?:an?|one|the) )?(?:json )?(?:object|entry|record|answer|response|result|body)s?"
_HAVING = r"(?:,? (?:with|that (?:has|have|contains?|holds?)|which (?:has|have|contains?|holds?)|holding|having|containing|of|consisting of|made of|made up of|including))"
_KINDS = r"(?:(?:exactly |at least )?(?:the |these |its |following )*(?:(?:two|three|four|five|six) )?(?:members?|fields?|keys?|properties|attributes|values?):? )?"
_LIST = re.compile(
    rf"(?i)\b(?:returns?|responds?|answers?|replies|gives?|shows?|response is|answer is)(?: back)?(?: with)?(?: status)?(?: 20\d)?(?:,? (?:with|and))?(?: {_OBJECT}{_HAVING})? {_KINDS}(?=[`\"]?[a-z]\w*[`\"]?(?: \([^()]*\))?(?:,| and ))"
    rf"|\b(?:returns?|responds? with|answers? with|shows?|gives?) (?:the|an?|each|every|one) (?:\w+ )?(?P<noun>[a-z]+)(?: (?:back|too))?(?:,)? (?:with|including|plus|together with|along with) {_KINDS}(?=[`\"]?[a-z]\w*[`\"]?(?: \([^()]*\))?(?:,| and ))"
)
_ITEM = re.compile(r"[`\"]?(?P<name>[a-z]\w*)[`\"]?(?P<gloss> \([^()]*\))?")
_NO_MEMBER = {
    "nothing",
    "nobody",
    "true",
    "false",
    "null",
    "success",
    "created",
    "it",
    "them",
    "status",
    "then",
    "so",
    "changes",
    "stores",
    "saves",
    "creates",
}

#: `an object whose items are … and whose total …`, however it is told.
_WRAPPED = re.compile(
    r"\b(?:object|envelope)\b[^.;]*\b(?:items|results|entries|data)\b[^.;]*\b(?P<total>total|count|per_page|page_size)\b(?! of\b)"
)


def promised(text: str) -> Iterator[tuple[list[str], bool]]:
    """Each list of members in a text, and whether brackets say of some what they are. It ends where something else than a name stands."""
    for start in _LIST.finditer(text):
        names, glossed = list[str](), False
        for part in split(
            re.split(r"[.;:](?:\s|$)|, (?:where|which|with|in|for|and (?:a|an|the|it|if|when)) ", text[start.end() :])[0],
            r",\s*(?:and )?|\s+and\s+|\s+(?:as well as|plus)\s+",
        ):
            item = _ITEM.fullmatch(part)
            if item is None or item["name"] in _NO_MEMBER:
                break
            names.append(item["name"])
            glossed = glossed or item["gloss"] is not None
        yield names, glossed


def unanswered(entity: Entity, endpoint: Endpoint, text: str) -> str:
    """A member that a text lists of an answer and that none shows; empty where all are there."""
    known = {
        "id",
        entity.key,
        entity.name,
        entity.plural,
        *entity.fields,
        *(one.name for one in entity.computed),
        *endpoint.params,
        *endpoint.envelope,
        endpoint.numbered,
        endpoint.count,
    }
    if endpoint.kind == "list" and not endpoint.envelope and (wrapped := _WRAPPED.search(text)):
        return wrapped["total"]
    made = " ".join([endpoint.result, *endpoint.lines])
    for names, glossed in promised(text):
        lacking = [name for name in names if name not in known and not re.search(rf"\b{name}\b", made)]
        if lacking and len(names) > 1 and (len(lacking) < len(names) or len(names) > 2 or glossed):
            return lacking[0]
    return ""


def in_order(told: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names with their glosses, each behind those that its gloss speaks of: `total (subtotal minus discount), subtotal (…)`."""
    waiting, found = list(told), list[tuple[str, str]]()
    while waiting:
        first, asked = waiting[0], set[str]()
        while needed := next(
            (
                one
                for one in waiting
                if one[1] and one[0] not in {first[0], *asked, *dict(found)} and one[0] in re.findall(r"\w+", first[1])
            ),
            None,
        ):
            asked.add(first[0])
            first = needed
        waiting.remove(first)
        found.append(first)
    return found
