"""Operations of an intent that names no routes: `I want to add chores, list them all, look at one`, `the caretaker can start an open ticket`."""

import re
from collections.abc import Iterable, Iterator

from shared.reading.fields.plausible import OF_VALUE
from shared.reading.results.ordering import SUPERLATIVE
from shared.reading.routes import owned
from shared.reading.routes.dealings import dealings
from shared.reading.routes.deeds import deeds
from shared.reading.routes.homepage import homepage, of_page
from shared.reading.routes.memberships import memberships, routes_of
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Route, Statement
from shared.writing import words

#: Programs of other kinds, which have records too.
_OTHER = re.compile(
    r"(?i)\b(?:command[- ]line|cli|console|terminal|python (?:library|package|module)|(?:library|package|module|function|script) (?:that|which|to|with a function)|calculators?|converters?)\b"
)
_NEW = r"(?:new |single |registered |recorded )?"
_NAME = r"(?P<name>[a-z]+(?: (?!(?:we|i|you|it|they|please|also|always|has|have|that|which|who|can|may|must|should|will|shall|is|are)\b)[a-z]+)?)"
_NAMES = r"(?P<name>(?:[a-z]+ )?[a-z]+s|people)"
_HAS = r"(?:(?:can|may|must|should|will|shall) )?(?:also )?(?:(?:has|have)(?! to\b)|consists? of|(?:is|are) made (?:up )?of|comes? with|contains?|includes?(?! the same\b)|comprises?|(?:is|are) described by|carr(?:y|ies)|stores?|(?:says|tells|states|notes|names)(?= (?:which|who|whom|what|how|when|where|whether)\b)|(?:names?|records?|notes?|holds?|states?|tells?|mentions?)(?= (?:the|its|an?) [a-z]+ \(\w+_id\)))\b"
_MAKE = "record|store|keep|save|manage|track|register|create|enter|add|write|post|leave|submit|hand in|hands in|send in|file|propose|offer|upload|share|publish|make|note|collect|log|give|maintain"
#: The verbs that make a record, and do nothing else to it.
MAKES = re.compile(rf"(?:{_MAKE})s?")
_STORE = rf"(?:{_MAKE}|book)s?"
#: Where a text says that there are such records: always with what they have.
_DECLARED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)(?:^|[.;:,] |\b(?:for|and|where) )(?:each|every|an?|one|the) {_NEW}{_NAME} (?:{_HAS}|,? ?(?:we|i|you|it) (?:(?:would|'d) like to |want to |need to |have to )?(?:keep|store|record|note|save|need|remember|write|track|know|enter)s?\b)",
        rf"(?i)(?:^|[.;:,] |\band |\bfor )(?:all |our |my |the )?{_NAMES},? {_HAS}",
        rf"(?i)\b{_STORE} (?:all |our |my |the |an? ){{0,2}}{_NEW}(?P<name>[a-z]+)(?: (?:of|for|about|on|to) (?:an?|the) [a-z]+(?: \([a-z_]+\))?)? (?:with|giving|consisting of) (?:an?|the|its|their)\b",
        r"(?i)\b(?:manag(?:e|es|ing)|maintain|stor(?:e|es|ing)|track(?:ing)?|keep) (?:all |our |my |the )?(?P<name>[a-z]+s) with [a-z]",
        rf"(?i)\b{_STORE} [a-z][^.;]*? and (?P<name>[a-z]+s) with (?:an?|the|its|their)\b",
        rf"(?i)(?:^|[.;:] )(?:an?|each|every) {_NAME} (?:is an? [^.;,]{{0,30}}\b(?:that|which) )?(?:connects|links|joins|assigns|ties|belongs to|refers to)\b",
        rf"(?i)(?:^|[.;:] )(?:an?|each|every) {_NAME} is (?:always )?(?:for|about|of|in|on) (?:an?|one) [a-z]+ (?:\(\w+_id\)|and {_HAS})",
        r"(?i)(?:^|[.;:,] |\band )(?P<name>(?:[a-z]+ )?[a-z]+s|people) (?:belong|refer) to an? [^.;,]{0,40}? and (?:have|carry|consist)\b",
        r"(?i)(?:^|[.;:,] |\b(?:and|has|have|stores?|keeps?|manages?|with|of) )(?:there (?:are|will be) )?(?:also )?(?P<name>(?:[a-z]+ )?[a-z]+s|people),? each (?:of (?:them|which) )?(?:with|having|has|belongs)\b",
        r"(?i)(?:^|[.;:,] )there (?:are|will be) (?:also )?(?P<name>[a-z]+s|people),? (?:with|which have|that have|having)\b",
        rf"(?i)\b(?:{_STORE}|and) (?:their |our |the )?(?P<name>[a-z]+s), each (?:of which |one )?(?:has|with|belong)",
        rf"(?i)\b(?:{_STORE}|and|of|has|have|for|are|:) (?:the |our |my |all )?(?P<name>[a-z]+s|people) ?\((?!{OF_VALUE})(?:(?:an?|the|with|each with|with an?|its|their|id|:)[ ,])*(?:[a-z]+ ){{0,3}}[a-z]+, [^()]*\)",
        rf"(?i)^(?:all |our |my |the )?(?P<name>[a-z]+s|people)(?: (?:of|in|at|for) [^:;,.]{{2,30}})?: (?:each|every)(?: one| of them)? {_HAS}",
        rf"(?i)\b(?:for|of|about) (?:each|every|any) {_NEW}{_NAME},? (?:please )?(?:we|i|you|it|they|store|keep|record|note|save|remember)\b",
    )
)
#: These are records, be their plural nowhere: `every bike has`, and what stands between others.
_SURELY = re.compile(
    rf"(?i)(?:^|[.;:,] |\band )(?:(?:each|every) {_NEW}{_NAME} {_HAS}|an? {_NEW}(?P<one>[a-z]+) (?:has|have) (?=an? (?!maximum|minimum|length|limit))|(?:an?|each|every) (?P<between>[a-z]+(?: (?!and\b)[a-z]+)?) (?:connects|links|joins|assigns|ties|(?:always )?belongs to)\b)"
)
#: `For every hive I want to add inspections: a date, …`: records that belong to others, and are reached by them.
_BELOW = re.compile(
    rf"(?i)\b(?:for|to|of|about) (?:each|every|any) (?P<owner>[a-z]+),? (?:we|i|you|they|people) (?:(?:(?:would|'d) )?(?:like to|want to|need to|have to|can|may|also) )*{_STORE} (?:its |the |some |several |all )?(?P<name>[a-z]+s)(?=:| \(| with | - )"
)
_TO = re.compile(
    rf"(?i)\b(?:{_STORE}) (?:an? |new |their )?(?P<name>[a-z]+s) (?:to|for|on|of|about|under) (?:an?|the|each|every|any|their|its) (?P<owner>[a-z]+)(?=:| with | - )"
)
_FOR = re.compile(
    r"(?i)\b(?:api|service|backend|server|keep track of|list of|register of|catalogue of)\b[^.;]*?\b(?:for|of|about|with) (?:(?:my|our|its|their|his|her|the|all|some|keeping|managing|tracking|a|list|of|to|manage) )*([a-z]+s)\b"
)
#: `Codes consist of three letters`: that is no record.
_OF_SIGNS = re.compile(r"(?i) (?:exactly )?(?:[a-z]+|\d+)(?: (?:to|-) (?:[a-z]+|\d+))? (?:[a-z\-]+ )?(?:letters?|digits?|characters?)\b")
#: `I want to manage books and authors.`
_MANAGED = re.compile(
    r"(?i)\b(?:manage|maintain|keep track of|track) (?:my |our |the |all )*(?P<names>[a-z]+s(?:, [a-z]+s)*(?:,? and [a-z]+s)?)(?=\s*(?:[.!?]|$))"
)
#: What shows something of all records at once.
_SUMMARY = re.compile(
    r"(?i)\b(?:an?|the) (?:[a-z]+ )?(?P<name>summary|statistics|stats|report|overview)\b,? (?=(?:endpoint |page |that |which )?(?:shows?|showing|gives?|giving|with|contains?|containing|tells?|of|returns?|lists?)\b)[^.;]*?\b(?:totals?|sums?|averages?|number|count|how many)\b"
)
#: What has something, and is no record of the service.
_NONE = wordset("api service app backend data everything everyone everybody body field of which one them these those such who")
#: What may be the service itself or a part of it, and is a record where the text speaks of several that are stored.
_SELDOM = wordset("application list answer response page request")
_CHANGED = r"chang\w*|edit\w*|renam\w*|updat\w*|adjust\w*|correct(?:ing|ed|ions?)?|amend\w*|modif\w*|replac\w*"
_VERBS = (
    ("POST", "", r"creat\w*|mak(?:e|ing)|add(?:s|ing)?|register\w*|record\w*|enter(?:ing)?|insert\w*|stor(?:e|ing)|sav(?:e|ing)|log(?:ging)?|post"),
    ("GET", "", r"list\w*|see (?:all|every)|see them|show all|brows\w*|overview|get all|all of them|them all"),
    ("GET", "/{id}", r"look(?:ing)? at|look(?:ing)? up|open(?:ing)?(?= (?:it|them|one|an?|the|any|each)\b)|read(?:ing)?|view\w*|fetch\w*|get one|see one|show one|a single one|retriev\w*|show(?:ing)?"),
    ("PUT", "/{id}", _CHANGED),
    ("PATCH", "/{id}", _CHANGED),
    ("DELETE", "/{id}", r"delet\w*|remov\w*|thr(?:ow\w*|ew)(?: \w+){0,3} (?:away|out)|throw(?:ing)? out|get(?:ting)? rid of|tak(?:e|en|ing) (?:it|them|one|those|these|ones|an? [a-z]+|any [a-z]+)(?: of (?:them|these))? (?:out|off)\b|discard\w*|dispos(?:e|ing) of|scrap(?:s|ping)?|drop(?:ping)?|eras\w*"),
)  # fmt: skip


#: `Create an API`: that makes no record.
_BUILT = re.compile(
    r"(?i)(?:^|[.;:] )(?:please )?(?:create|make|build) (?:me |us )?(?:an?|the|my|our) (?:[a-z\-]+ ){0,4}?(?:api|service|app|application|backend|server|system)\b"
)
#: What is usually done to records: method and what follows the path of all.
USUAL = tuple((method, rest) for method, rest, _ in _VERBS)


def declared(statements: list[Statement]) -> list[str]:
    """The collections of which the text says what their records have, and speaks of several such records."""
    whole = " ".join(one.text for one in statements)
    return [] if _OTHER.search(whole) else _resources(statements, whole, alone=False)


def implied(statements: list[Statement]) -> list[Route]:
    """The routes that the wish for a service implies, for each resource that the text declares: those that it asks for, all if it asks for none."""
    whole = " ".join(one.text for one in statements)
    if _OTHER.search(whole):
        return []
    found: list[Route] = []
    plurals = _resources(statements, whole)
    wished = _BUILT.sub("", whole)
    nouns = {plural.rpartition("/")[2] for plural in plurals}
    for plural in plurals:
        asked = [(method, rest) for method, rest, verbs in _VERBS if re.search(rf"(?i)\b(?:{verbs}|crud)\b", wished)]
        for method, rest in USUAL if len(asked) < 2 else [one for one in USUAL if one in asked or one in USUAL[:3]]:
            path = owned.singly(statements, plural) if rest else f"/{plural}"
            told = _ordered(statements, plural) if method == "GET" and not rest and "/" in plural else ""
            found.append(Route(method, path, [], "", told, Statement(f"{method} {path}", 0), _doing(statements, plural, method)))
        found += [route for route in deeds(statements, plural.rpartition("/")[2]) if not _leaves_record(route.segments[-1], nouns)]
    found += [route for kept in memberships(statements, plurals) for route in routes_of(kept)]
    dealt = list(dealings(statements, plurals))
    verbs = {route.segments[-1] for route in dealt}
    found = [*(route for route in found if route.segments[-1] not in verbs), *dealt]
    return [*found, *_summary(statements, plurals), *homepage(statements, plurals)] if found else []


_ADDING = r"(?:add|creat|record|logg?|register|enter|mak|post)ing|(?:adding|creation) of"
_REMOVING = r"(?:delet|remov)ing|(?:deletion|removal) of"


def _doing(statements: list[Statement], plural: str, method: str) -> list[str]:
    """The sentences that tell what else making or deleting such a record does: `adding a trip increases the mileage of its vehicle`."""
    noun = words.singular(plural.rpartition("/")[2]).replace("-", " ")
    verbs, done = {
        "POST": (_ADDING, "added|created|recorded|logged|registered|entered|made"),
        "DELETE": (_REMOVING, "deleted|removed"),
    }.get(method, ("", ""))
    told = rf"(?i)^(?:(?:{verbs}) (?:an?|the|every|each) (?:new )?{noun} (?!is\b|that\b|which\b|with\b)|(?:when|whenever|every time) an? (?:new )?{noun} is (?:{done}),? )[^;]*\b(?:increas|decreas|rais|lower|reduc|add|subtract|chang|set|remov|delet)[a-z]*\b"
    return [one.text for one in statements if verbs and re.search(told, one.text)]


def _ordered(statements: list[Statement], path: str) -> str:
    """What is said of the order of a list that belongs to a record: `the waterings of a plant can be listed, newest first`."""
    name = path.rpartition("/")[2].replace("-", " ")
    for one in statements:
        for part in re.split(r"[;.]|, (?=(?:and )?[a-z]+ [a-z]+s? (?:to|of) )", one.text):
            told = re.search(
                rf"(?i)\b{name}\b[^;.]*?(\b(?:with )?(?:the )?(?:(?:{SUPERLATIVE})(?: [a-z_]+)?|[a-z]+) first\b|\b(?:sorted|ordered) by [^;.,]*(?:,(?: and)? (?:(?:the )?[a-z]+(?: [a-z]+)? first|(?:in )?(?:de|a)scending(?: order)?|then by [^;.,]*))*)",
                part,
            )
            if told:
                return f"lists them, {told[1].removeprefix('with ')}"
    return ""


def _summary(statements: list[Statement], plurals: list[str]) -> Iterator[Route]:
    """`There should be a summary with the total amount per category`: what is computed of all records."""
    for one in statements:
        match = _SUMMARY.search(one.text)
        named = [each for each in plurals if re.search(rf"(?i)\b(?:{words.singular(each)}|{each})\b", one.text)]
        if match and plurals:
            yield Route("GET", f"/{(named or plurals)[0]}/{match['name'].lower()}", [], "", one.text[match.start() :], one)
            return


def _leaves_record(verb: str, resources: Iterable[str]) -> bool:
    """Whether what is done leaves a record that the text declares: `enroll` an `enrollment`."""
    return any(len(verb) > 3 and name.startswith(verb.removesuffix("e")) for name in resources)


def _resources(statements: list[Statement], whole: str, alone: bool = True) -> list[str]:
    """The collections: `A chore has …`, `an API for my beans`. `alone`: where there is nothing else, what a text only tells of one: `The chore has …`."""
    declared = [words.plural(words.singular(name).replace(" ", "-")) for one in statements for name in _declared(one.text, whole)]
    surely = [
        name
        for one in statements
        for match in _SURELY.finditer(one.text)
        if (name := _record(match["name"] or match["one"] or match["between"], whole))
    ]
    certain = [words.plural(name.replace(" ", "-")) for name in surely]
    spoken = [name for name in declared if name in certain or re.search(rf"(?i)\b{re.escape(name.replace('-', ' '))}\b", whole)]
    below = [
        f"{words.plural(words.singular(match['owner'].lower()))}/{{id}}/{match['name'].lower()}"
        for one in statements
        for match in (*_BELOW.finditer(one.text), *_TO.finditer(one.text))
    ]
    below += [path for path in owned.below(statements, list(dict.fromkeys([*spoken, *certain]))) if path not in below]
    kept = {one.member for one in memberships(statements, spoken)}
    below = [path for path in below if path.rpartition("/")[2] not in kept]
    reached = {path.rpartition("/")[2] for path in below}
    spoken, certain = ([name for name in names if name not in reached] for names in (spoken, certain))
    spoken += below
    found = list(dict.fromkeys([*spoken, *certain]))
    managed = [
        words.plural(words.singular(name.lower()))
        for one in statements
        for match in _MANAGED.finditer(one.text)
        for name in re.split(r",? and |, ", match["names"])
    ]
    found = [name for name in found if not _is_some(name, found, whole)]
    about = _FOR.search(whole)
    return (
        managed
        if managed and set(found) <= set(managed)
        else found or ([about[1].lower()] if about else []) or (declared[:1] if alone else []) or of_page(statements)
    )


def _is_some(plural: str, plurals: list[str], whole: str) -> bool:
    """`basic members can have …`, where members are basic or premium: some of them, and no records of another kind."""
    some, _, rest = plural.rpartition("/")[2].rpartition("-")
    choice = rf"(?i)\b{re.escape(some)}(?:,| or )|(?: or |, ){re.escape(some)}\b"
    return bool(some) and any(other.rpartition("/")[2] == rest for other in plurals) and re.search(choice, whole) is not None


def _declared(text: str, whole: str) -> Iterator[str]:
    for pattern in _DECLARED:
        for match in pattern.finditer(text):
            if (name := _record(match["name"], whole)) and not _OF_SIGNS.match(text, match.end()):
                yield name


def _record(told: str, whole: str) -> str:
    """The noun for a record; empty for what is none."""
    name = re.sub(r"^(?:new|single|our|my|the|all) | (?:also|always|then|usually|only|just)$", "", told.lower())
    parts = name.split()
    if _SELDOM & set(parts):
        several = (
            rf"(?i)\b(?:{_STORE}|delete|remove|edit|update|change|view|see|my|our|all|new|and|of) (?:[a-z]+ )?{words.plural(parts[-1])}\b"
        )
        return name if words.singular(parts[-1]) in _SELDOM and re.search(several, whole) else ""
    return "" if _NONE & set(parts) else name
