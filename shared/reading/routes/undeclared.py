"""Operations of resources that a text declares beside the paths it names: `Pets have a name and a species. POST /pets/{id}/applications applies for one.`"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.reading.routes.briefs import NO_RECORD, spelled_out
from shared.reading.routes.deeds import deeds
from shared.reading.routes.implied import USUAL, declared
from shared.reading.routes.memberships import memberships, routes_of
from shared.reading.routes.prosaic import plainly
from shared.reading.text.gathered import METHOD
from shared.reading.text.outline import Route, Statement
from shared.writing import words

#: `Books: title, author, isbn (13 digits, unique)`.
_LABELLED = re.compile(rf"(?P<name>[A-Z][a-z]+s|People): (?=[a-z][a-z_ ]*(?: \([^()]*\))?(?:(?:,| and) |\W*$))(?![^.;]*\b(?:{METHOD})\b)")
#: `A pet has a name`, and not `A swimmer has at most one result`.
_HAVING = re.compile(
    r"(?i)(?:(?:an?|each|every|all|the) )?(?P<name>[a-z]+(?: [a-z]+)??)(?: (?:always )?(?:belongs?|refers?) to (?:an?|the|one|exactly one|its|their) [a-z]+(?:,? and|,)(?: an?| the)?)? (?:has|have) (?!(?:to|one|only|at|no|two|three|exactly|up|been|not|many|several|more|fewer|less)\b|\d)"
)


def supplied(statements: Sequence[Statement], routes: Sequence[Route]) -> tuple[list[Statement], list[Route]]:
    """The statements and routes, with those that make, list, show, change and delete what is declared and what no named operation makes.

    Where there are such, what prose says is done to records is an operation, too, unless a path names it. Raises NotUnderstood for a
    sentence that puts records into others and says more of it than is known.
    """
    told = plainly([one for each in statements for one in _told(each)])
    prose = [one for one in told if not one.routes]
    places = {path.rpartition("/")[2]: path for path in declared(prose)}
    plurals = list(places)
    unmade = _unmade(plurals, prose, routes, ". ".join(one.text for one in statements))
    if not unmade:
        return list(statements), [*routes, *_deletions(statements, routes)]
    kinds = list(dict.fromkeys([*plurals, *_made(routes)]))
    known = {(route.method, route.path) for route in routes}
    found = [*routes, *(route for plural in unmade for route in _missing(places[plural], routes))]
    found += [route for one in memberships(prose, kinds) for route in routes_of(one) if (route.method, route.path) not in known]
    done = [route for plural in kinds for route in deeds(prose, plural) if not _is_named(route, found)]
    elsewhere = tuple(route.statement.text for route in done)
    for route in routes:
        route.more = [text for text in route.more if not text.startswith(elsewhere) and not _is_of_others(text, unmade)]
    return told, [*found, *_deletions(told, found), *done]


#: `A tool that is out cannot be deleted`, `only empty shelves can be removed`.
_DELETED = re.compile(
    r"(?i)(?:(?:an?|the|only|no|any|each) )?(?:[a-z\-]+ )??(?P<noun>[a-z]+)(?: (?:that|which|who|with|without|in|of|on|is|are|has|have|still)\b[^.;/]*?)? (?:can|may|must)(?:not|'t|n't| not| only| never)? be (?:deleted|removed)(?! from\b)(?: (?:if|when|while|as long as|once|unless)\b[^.;/]*)?[^.;/]*"
)


def _deletions(statements: Sequence[Statement], routes: Sequence[Route]) -> Iterator[Route]:
    """The deletions of which a rule tells, and which no route names."""
    told = (match for one in statements if not one.routes and (match := _DELETED.fullmatch(one.text)))
    for plural in dict.fromkeys(words.plural(words.singular(match["noun"].lower())) for match in told):
        base = f"/{plural}"
        named = any(route.method == "DELETE" and plural in route.segments for route in routes)
        own = any(route.path.startswith(f"{base}/{{") for route in routes)
        if not named and any(route.method == "POST" and (route.path == base or (own and route.path.endswith(base))) for route in routes):
            yield Route("DELETE", f"{base}/{{id}}", [], "", "", Statement(f"DELETE {base}/{{id}}", 0))


def _unmade(plurals: Sequence[str], prose: Sequence[Statement], routes: Sequence[Route], whole: str) -> list[str]:
    """The declared collections in which no named operation makes records."""
    put = {one.member for one in memberships(prose, plurals)}
    return [
        name
        for name in plurals
        if _of_its_own(name, prose)
        and not name.endswith(tuple(f"-{end}" for end in _made(routes)))  # `A fresh slot has no patient`, of slots.
        and (name in put or _is_spoken_of(name, whole) or any(one.text.endswith(f" there are {name.replace('-', ' ')}") for one in prose))
        and not _is_sent_within(name, prose, routes)
        and not _is_made(name, routes)
    ]


def _is_spoken_of(plural: str, whole: str) -> bool:
    """Whether the text speaks of one of them: what only heads a list (`Parameters: rock, min_mass`) or is a member of a body is none."""
    noun = re.escape(words.singular(plural).replace("-", " "))
    one = rf"(?i)\b{noun}_id\b|/{plural}\b|\b(?:an?|the|each|every|no|any|such|same|unknown|one|another|or|and) (?:[a-z]+ )?{noun}\b"
    return (
        (plural not in NO_RECORD or f"/{plural}/" in whole)
        and f'"{words.singular(plural)}"' not in whole
        and re.search(one, whole) is not None
    )


def _is_sent_within(plural: str, statements: Sequence[Statement], routes: Sequence[Route]) -> bool:
    """Whether they are a list of another record, and no path is about them: `An order has a customer and lines. Each line has …`."""
    listed = rf"(?i)(?:has|have|,|and) (?:(?:its|a list of|one or more|at least one|several|some|any number of) )*{plural}(?=\s*(?:[,.;(]|$|and\b))"
    others = (one.text for one in statements if (match := _HAVING.match(one.text)) and words.singular(plural) not in match["name"].lower())
    return not any(plural in route.segments for route in routes) and any(re.search(listed, text) for text in others)


def _made(routes: Sequence[Route]) -> list[str]:
    """The collections in which a named operation makes records."""
    ends = (route.segments[-1] for route in routes if route.method == "POST" and route.segments)
    return [end for end in ends if words.plural(words.singular(end)) == end]


def _is_named(deed: Route, routes: Sequence[Route]) -> bool:
    """Whether an operation of this name is there already."""
    verb = deed.segments[-1][:4]
    return any(route.segments[-1][:4] == verb and route.method == "POST" for route in routes if route.segments)


def _is_of_others(text: str, plurals: Sequence[str]) -> bool:
    """Whether a sentence behind an operation begins anew, with such records or with what is done to their list."""
    names = "|".join(form for plural in plurals for form in (plural.replace("-", " "), words.singular(plural).replace("-", " ")))
    begins = (
        rf"(?i)(?:(?:an?|each|every|all|only|no|[a-z_\-]+ed|[a-z]+) ){{0,2}}(?:{names}) (?:can|cannot|may|must|are|is|have|has|should)\b"
    )
    return (
        re.match(begins, text) is not None
        or re.match(rf"(?i)(?:(?:please|support|allow) )?[a-z]+ (?:an? |the |all )?(?:{names}) ", text) is not None
    )


def _told(statement: Statement) -> list[Statement]:
    """`Books: title, author`, `products with a sku and a name`: a sentence without paths, with what records have in sentences of their own."""
    text = _LABELLED.sub(r"\g<name> have a ", statement.text)
    if statement.routes or _HAVING.match(text):
        return [statement] if text == statement.text else [replace(statement, text=text)]
    return spelled_out([replace(statement, text=text)])


def _is_made(plural: str, routes: Sequence[Route]) -> bool:
    """Whether a named operation makes such records, or is called like them: `POST /rooms/{id}/book` a booking. What names one that is there makes none."""
    name = words.singular(plural)
    for route in routes:
        fixed = [part for part in route.segments if part[:1] not in "{:"]
        if (
            route.method in {"POST", "PUT"}
            and fixed
            and not (fixed[-1] == plural and f"{name.replace('-', '_')}_id" in route.text)
            and (fixed[-1] == plural or (len(fixed[-1]) > 3 and name.startswith(fixed[-1].removesuffix("e"))))
        ):
            return True
    return False


def _missing(place: str, routes: Sequence[Route]) -> Iterator[Route]:
    """The usual operations on them that no route names, with the key that the others use; those that are reached by what they belong to are made and listed there."""
    plural = place.rpartition("/")[2]
    mine = [route for route in routes if route.segments[:1] == [plural]]
    key = next((route.segments[1] for route in mine if route.segments[1:] and route.segments[1][:1] == "{"), "{id}")
    known = {
        (route.method, len(route.segments))
        for route in mine
        if len(route.segments) < 3 and all(part[:1] == "{" for part in route.segments[1:])
    }
    for method, rest in USUAL:
        path = f"/{plural}/{key}" if rest else f"/{place}"
        if (method, 1 + bool(rest)) not in known:
            yield Route(method, path, [], "", "", Statement(f"{method} {path}", 0))


def _of_its_own(plural: str, statements: Sequence[Statement]) -> bool:
    """Whether a sentence begins with what such records have: fields, and not so many of other records."""
    names = {words.singular(plural).replace("-", " "), plural.replace("-", " ")}
    return any((match := _HAVING.match(one.text)) is not None and match["name"].lower() in names for one in statements)
