"""What prose without paths wishes for, and no operation does: `players can sign up for a tournament`, where nothing holds who signed up."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.refusals.rejected import rejected
from shared.reading.routes.deeds import CAN, is_general
from shared.reading.routes.implied import MAKES
from shared.reading.routes.routing import is_verb
from shared.reading.text.outline import Route, Statement
from shared.writing import words
from shared.writing.ir import App, Field

_WISHES = rf"(?:{CAN}|\b(?:want|wants|need|needs|would like|possible|able|,? and) to) (?:also |then )?"
_ONE = r"(?:an?|the|one|any|every)"


def unserved(statements: Sequence[Statement], routes: Sequence[Route]) -> Iterator[Statement]:
    """The sentences that wish for such things."""
    nouns = {words.singular(part).replace("-", " ") for route in routes for part in route.segments if part[:1] not in "{:"}
    known = "|".join(map(re.escape, sorted(nouns, key=len, reverse=True)))
    for one in statements:
        for match in re.finditer(rf"(?i){_WISHES}(?P<verb>[a-z]+)(?: up| out| in)? (?:for|in) {_ONE} (?:[a-z]+ )?(?:{known})\b", one.text):
            if not any(noun.startswith(match["verb"].lower()[:4]) for noun in nouns) and match["verb"].lower() not in {"look", "search"}:
                yield one
        for match in re.finditer(
            rf"(?i){_WISHES}(?:add|put|take|remove|book|move) (?:some )?(?P<what>[a-z]+) (?:to|into|from|out of|off) {_ONE} (?:{known})\b",
            one.text,
        ):
            if words.singular(match["what"].lower()) not in nouns | {"it", "them", "one", "those", "these"}:
                yield one


_NAME = r"\b(?!(?:part|it|the|a|an|its|and|or|ignoring)\b)[a-z_]+"
_FILTERED = re.compile(
    rf"(?i)\bcan be filtered by (?P<names>{_NAME}(?: \(a part of it, ignoring case\))?(?:(?:, | and ){_NAME}(?: \(a part of it, ignoring case\))?)*)(?=\W*$)"
)
#: Where a verb stands that somebody can do: `and vote for an option`, `members borrow books`.
_DOES = re.compile(
    r"(?i)(?:(?:\b(?:can|may|(?:want|wants|able|possible|like|needs?) to|and|or|then|also|people|users|members|customers|students|visitors|i|we|you)|[:;,]) )(?P<verb>[a-z]+)(?= (?:it|them|for|on|an?|the|their|its|my|each|every|[a-z]+s)\b)"
)
#: `Transfer money between accounts`.
_MOVES = re.compile(r"(?i)(?:^|\b(?:can|may|to|and|or|then|also) )(?P<verb>[a-z]+)(?= (?:money|cash|funds|credits?|points|an? amount)\b)")
#: `customers can order products`: no order of a list.
_ORDERS = re.compile(
    r"(?i)\b(?:customers|people|users|guests|clients|members|anyone|one|they) (?:can|may|want to|should be able to) (?P<verb>order) (?!(?:[a-z]+ ){0,3}by\b)[a-z]+\b"
)
#: What a sentence says that restricts something, and wishes for nothing.
_RULE = re.compile(r"(?i)\b(?:nobody|no one|cannot|can not|can't|not|refused|4\d\d|only|twice)\b")
#: What no name of a record or a field begins or ends with: `change_quantities`, `order_cannot`.
_NO_NAME = re.compile(
    r"(?:let|allow|change|remove|leave|add|create|delete|edit|update|list|see|show|get|view|search|place|vote|people|users|customers|members|nobody|everyone|we|you|they|i)_[a-z_]+"
    r"|[a-z_]+_(?:can|cannot|may|must|should|will|who|which|that|for|with)"
)
#: What people do who want the service: `We sell plants`.
_INTRODUCES = re.compile(
    r"(?:We|I|My [a-z]+|Our [a-z]+) (?:also )?(?:sells?|runs?|have|has|owns?|rents?(?: out)?|lends?|grows?|makes?|organi[sz]es?|breeds?|repairs?|offers?|operates?|bakes?|brews?|hosts?|publish(?:es)?|plays?|collects?)"
    r"(?: (?!can\b|may\b|want|need|with\b|which\b|that\b)[a-z\-]+){1,6}\W*"
)
#: What asks for the service, after a sentence on what goes on: `Every Saturday there is a market and we assign stalls. Please make a service where …`.
_ASKS = re.compile(
    r"(?i)(?:please )?(?:make|build|create|write|set up|give) (?:me |us )?(?:an?|the) [^.;]*?\b(?:service|api|app|application|backend|server|program)\b"
    r"|(?:we|i) (?:(?:now )?(?:need|want)|(?:would|'d) like) (?:to have )?an? [^.;]*?\b(?:service|api|app|application|backend|server|program)\b"
)
_GOES_ON = re.compile(
    rf"(?:Every|Each|On|Once an?|In|At|Twice an?) (?![^.;]*(?:{CAN}|\b(?:wants?|needs?|would|must|should|has|have) to\b))[^.;]+"
)
_SEARCH = re.compile(r"(?i)\b(?:search|look) (?:for |through |in )?(?:it|them|(?:the |my |all )?[a-z]+s)(?=\W*$|,| and\b)")


def passed_by(statements: Sequence[Statement], app: App) -> Iterator[Statement]:
    """The sentences that wish for a filter that no list has, or for something to be done that no operation does, or that were taken for names."""
    whole = ". ".join(one.text for one in statements)
    filters = {query.name for endpoint in app.endpoints for query in endpoint.query}
    done = {words.stem(part) for endpoint in app.endpoints for part in re.split(r"[/_-]", endpoint.path)}
    named = {part for name in app.entities for part in name.split("_")}
    fields = [field.name for entity in app.entities.values() for field in entity.fields.values() if field.given]
    odd = [name for name in (*app.entities, *fields) if _NO_NAME.fullmatch(name) and name not in whole and not _is_noun(name, whole)]
    odd += [field.name for entity in app.entities.values() for field in entity.fields.values() if _is_kept(field)]
    for one in statements[1 if _introduced(statements) else 0 :]:
        wanted = _FILTERED.search(one.text)
        names = re.findall(_NAME, re.sub(r"\(.*?\)", "", wanted["names"])) if wanted else []
        missing = [name for name in names if not {name, words.singular(name), f"{name}_id"} & filters]
        wishes = (
            []
            if _RULE.search(one.text) or rejected(one.text)
            else [*_DOES.finditer(one.text), *_MOVES.finditer(one.text), *_ORDERS.finditer(one.text)]
        )
        undone = [verb["verb"].lower() for verb in wishes if not _served(verb["verb"].lower(), done | named, whole, verb.re is _ORDERS)]
        searched = _SEARCH.search(one.text) and not filters
        if missing or undone or searched or any(re.search(rf"(?i)\b{name.split('_')[0]}", one.text) for name in odd):
            yield one


def _is_noun(name: str, whole: str) -> bool:
    """Whether a text speaks of one that is called so: `a leave request`."""
    return re.search(rf"(?i)\b(?:an?|each|every) {name.replace('_', ' ')}\b", whole) is not None


def _introduced(statements: Sequence[Statement]) -> bool:
    """Whether the first sentence tells what people do who want the service."""
    told, *others = [*(one.text for one in statements), ""]
    return bool(_INTRODUCES.fullmatch(told) or (others and _GOES_ON.match(told) and _ASKS.match(others[0])))


def _is_kept(field: Field) -> bool:
    """`each account has a transaction history`: what is written with time, and no value that a request carries."""
    return field.given and field.type in {"scalar", ""} and re.fullmatch(r"(?:\w+_)?(?:history|log)", field.name) is not None


def _served(verb: str, known: set[str], whole: str, bought: bool) -> bool:
    """Whether it is nothing that a request does to one record, or an operation or a record is called like it."""
    if {verb, words.stem(verb)} & known or (not bought and (not is_verb(verb) or is_general(verb) or MAKES.fullmatch(verb))):
        return True
    noun = re.search(rf"(?i)\b(?:an?|the|its|their|each|every) (?:[a-z]+ )?{verb}\b", whole)
    return noun is not None or any(part.startswith(verb.removesuffix("e")) for part in known)
