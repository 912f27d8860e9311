"""Requests that a text names together, each spelled out with its path: `GET, PUT (both fields) and DELETE /stops/{id}`, `/stops/{id}: GET reads it, DELETE (204) removes it`."""

import itertools
import re

from shared.writing import words

METHOD = "GET|POST|PUT|PATCH|DELETE"
PATH = r"/(?:[\w\-~/]|\.(?=\w)|\{\w+\}|<\w+>|:(?=[a-z])\w+)*"

_AND = r"(?:,\s+(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s?/\s?)"
_METHODS_BEFORE = re.compile(
    rf"(?P<methods>[`\"]?\b(?:{METHOD})\b[`\"]?(?: ?\([^()\n]*\))?(?:{_AND}[`\"]?\b(?:{METHOD})\b[`\"]?(?: ?\([^()\n]*\))?)+)\s+(?:(?:to|on|at|for|of)\s+)?[`\"]?(?P<path>{PATH})[`\"]?"
)
_METHOD = re.compile(rf"[`\"]?\b(?P<method>{METHOD})\b[`\"]?")
_WITH_PATH = re.compile(
    rf"\b(?:{METHOD})\b[`\"]?(?: requests?)?(?:\s+(?:it|them|this|that|these|those|(?:an?|the|their|its)(?: \w+){{1,3}}))?(?:\s+(?:to|on|at|for|from))?\s*(?:\{{[^{{}}]*\}}\s*)?[`\"']?/"
)
_BARE_PATH = re.compile(rf"(?<![\w.\"'>/:}}`])[`\"]?(?P<path>{PATH})[`\"]?(?![\w?])")
_AFTER_METHOD = re.compile(
    rf"\b(?:{METHOD})\b[`\"]?(?: requests?)?(?:\s+(?:it|them|this|that|these|those|(?:an?|the|their|its)(?: \w+){{1,3}}))?(?:\s+(?:to|on|at|for|from))?\s*(?:\{{[^{{}}]*\}}\s*)?$"
)
#: A method that points at a path elsewhere.
_ELSEWHERE = re.compile(r"(?: requests?)?\s+(?:(?:on|at|to|for|with|of) (?:the same|that|this|its|it)\b|there\b)")
#: Where a block or a sentence ends.
ENDS = re.compile(rf"(\n\s*\n|\n(?=\s*(?:[-*+#|]|\d+[.)])\s)|\n(?=\s*`?(?:{METHOD})\b)|(?<=[.!?])\s+(?=[A-Z`\"/]))")


def gathered(text: str) -> str:
    """The text with a path for each of the methods that share one."""
    text = _ON_BOTH.sub(_of_both, text)
    text = _SLASHED.sub(r"\g<before>, ", _AS_A.sub(r"to \g<method> \g<path>", text))
    return _going_on("".join(_sentence(part) for part in ENDS.split(_METHODS_BEFORE.sub(_apart, text))))


#: `POST /a and POST /b create them, GET on both lists them`.
_ON_BOTH = re.compile(
    rf"(?P<before>\b(?P<known>{METHOD}) [`\"]?(?P<first>{PATH})[`\"]? (?:and|or) (?P=known) [`\"]?(?P<second>{PATH})[`\"]?[^.\n]*?)\b(?P<method>{METHOD}) (?:on|to|at) (?:both|each|either)(?: of (?:them|these))?\b"
)


def _of_both(match: re.Match[str]) -> str:
    return f"{match['before']}{match['method']} {match['first']} and {match['method']} {match['second']}"


#: `GET / PUT / DELETE`, where no path begins.
_SLASHED = re.compile(rf"\b(?P<before>{METHOD}) / (?=(?:{METHOD})\b)")
#: `is sent to /signs as a POST`.
_AS_A = re.compile(
    rf"\bto [`\"]?(?P<path>{PATH})[`\"]? (?:as|by|with|via|using|in) (?:an? )?(?:HTTP )?(?P<method>{METHOD})\b(?: requests?)?"
)
#: `GET /cabins/{id} reads one, DELETE gives 204`: a method that goes on about the record before it.
_GOES_ON = re.compile(
    rf"(?P<before>\b(?:{METHOD}) [`\"]?(?P<path>{PATH}\{{\w+\}})[`\"]?(?![\w/?])(?:(?!\b(?:{METHOD})\b)[^.;/\n]|\.\w)*[,;] (?:and |while )?[`\"]?)"
    r"(?P<method>DELETE|PUT|PATCH)(?=[`\"]? (?:gives?|answers?|returns?|responds?|removes?|deletes?|replaces?|changes?|updates?|does|is|->|\(20\d\)|20\d))"
)


def _going_on(text: str) -> str:
    """The text with the path for a method that only its sentence tells of a record."""

    def spelled(match: re.Match[str]) -> str:
        known = re.search(rf"\b{match['method']}\b[`\"]? [`\"]?{re.escape(match['path'])}(?![\w/])", text)
        return match[0] if known else f"{match['before']}{match['method']} {match['path']}"

    return _GOES_ON.sub(spelled, text)


def _apart(match: re.Match[str]) -> str:
    """`GET, PUT (both fields) and DELETE /stops/{id}`; without brackets it is read as it stands."""
    if "(" not in match["methods"]:
        return match[0]
    return _METHOD.sub(lambda found: f"{found['method']} {match['path']}", match["methods"])


#: `/books (GET, POST)`, `/books/{id} supports GET`: where what a path takes begins.
_TAKES = r"(?:(?:which|that) )?(?:supports?|allows?|accepts?|offers?|has|takes?|handles?|understands?|knows|gets?|with|(?:responds?|answers?|listens?) to|works? with)"
_HEADS = re.compile(
    rf"(?<![\w.\"'>/:}}`])(?<!GET )(?<!POST )(?<!PUT )(?<!PATCH )(?<!DELETE )[`\"]?(?P<path>{PATH})[`\"]?\s*(?:\(|:|->?|=|\||{_TAKES})?:?\s*(?:the (?:methods?|verbs?)\s+)?[`\"]?\b(?:{METHOD})\b(?! [`\"]?/[a-z{{])"
)


def _sentence(text: str) -> str:
    """A sentence with the path that stands before at each of its methods that have none."""
    heads = [match for match in _HEADS.finditer(text) if re.match(r"/[a-z]{2}", match["path"])]
    if len({match["path"] for match in heads}) < 2:
        return _of_one(text)
    starts = [match.start() for match in heads]
    parts = (text[start:end] for start, end in itertools.pairwise([*starts, len(text)]))
    return text[: starts[0]] + "".join(map(_of_one, parts))


def _of_one(text: str) -> str:
    """A sentence with its one path at each of its methods that have none."""
    methods = [match for match in _METHOD.finditer(text) if not _WITH_PATH.match(text, match.start("method"))]
    bare = {match["path"] for match in _BARE_PATH.finditer(text) if not _AFTER_METHOD.search(text[: match.start()])}
    if not methods or len(bare) != 1 or any(_ELSEWHERE.match(text, match.end()) for match in methods):
        return text
    (path,) = bare
    others = [match["path"] for match in _BARE_PATH.finditer(text) if match["path"] != path]
    if not re.match(r"/[a-z]{2}", path) or any(not other.startswith(f"{path}/") for other in others):
        return text
    starts = {match.start() for match in methods}
    return _without(_METHOD.sub(lambda found: f"{found['method']} {_of(found, path)}" if found.start() in starts else found[0], text), path)


def _of(found: re.Match[str], path: str) -> str:
    """The path for a method: that of a single record, where the text names the collection."""
    last = path.rpartition("/")[2]
    if not words.is_plural(last) or ("POST" not in found.string and found["method"] != "PATCH"):
        return path
    return f"{path}/{{id}}" if _single(found["method"], found.string[: found.start()], found.string[found.end() :]) else path


_ONE = r"\b(?:one|single|individual|each|detail)\b|\bby (?:its |their )?id\b|/?\{\w+\}"


def _single(method: str, before: str, after: str) -> bool:
    """Whether a method of a collection is about one of its records: `GET by id`, `read one (GET)`, `DELETE`."""
    if method != "GET":
        return method != "POST"
    before, after = re.split(r"[,;:.)]|\band\b", before)[-1], re.split(r"[,;.]|\band\b", after)[0]
    return bool(re.search(_ONE, before) or re.search(_ONE, after))


#: `Both support POST (201), GET list, GET by id and DELETE (204)`, `All three are created by POST (201) and read by GET on the collection and on /{id}`.
_ALIKE = re.compile(
    r"(?P<before>^|[.:;,] |\n)\s*(?P<who>(?:for )?(?:both|all(?: two| three| four| five)?(?: of (?:them|these|which))?|each(?: of (?:them|these))?|they|these|it))(?: resources| collections)?,? "
    rf"(?:(?:\w+ )?(?:ha(?:s|ve)|(?:support|offer|allow|provide|need|expose)s?)\b|there (?:is|are)|with|(?:is|are|can be|get) (?=(?:\w+ ){{1,3}}(?:by|with|via|through|using) (?:an? )?(?-i:{METHOD})))(?: the)?:? ?"
    rf"(?P<asked>(?=[^.]*\b(?-i:{METHOD})\b)(?:[^./]|/\{{\w+\}}|\.\.\.)+)(?=\.|$|\n)",
    re.IGNORECASE,
)
#: A resource's path that no method stands before.
_PLACE = re.compile(
    r"(?:\((?:at |under )?|(?<!POST )(?<!GET )\b(?:at|under|in|on) |: |\s- |, |\band )[`\"]?(?P<path>/[a-z][\w\-]*)[`\"]?(?=[\s,.;:)]|$)"
)
_ASKED = re.compile(
    rf"(?P<with>[^,;()]*?)\b(?P<method>{METHOD})\b(?P<which>[^,(]*?)(?P<said>\([^()]*\))?\s*(?=,|\band (?!on\b|by id\b|for a single\b)|$)"
)
_HOW_MANY = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}


def of_several(text: str) -> str:
    """The requests that several resources take alike, spelled out for each."""

    def spelled(match: re.Match[str]) -> str:
        paths = _meant(text[: match.start("who")], match["who"].lower())
        routes = [route for path in paths for asked in _ASKED.finditer(match["asked"]) for route in _asked(asked, path)]
        before = ". " if match["before"].strip() in {";", ","} else match["before"]
        return f"{before}{', '.join(routes)}" if routes else match[0]

    told = _ALIKE.sub(spelled, text)
    return _IN_BRACKET.sub("(", _PATH_AS_NAME.sub(r"\g<before>\g<name>", told)) if told != text else told


#: `Two resources, /students (name) and /courses (title)`: the path in place of the name.
_PATH_AS_NAME = re.compile(r"(?P<before>(?:^|[,:] |\band |\n))(?<!(?:GET) )[`\"]?/(?P<name>[a-z][a-z\-]*)[`\"]?(?= \((?!20\d))")
#: `students (/students, with a name)`.
_IN_BRACKET = re.compile(r"\((?:at |under )?[`\"]?/[a-z][a-z\-]*[`\"]?[,;:] (?=[a-z])")


def _meant(before: str, who: str) -> list[str]:
    """The paths that `both`, `all three` or `they` means."""
    placed = list(dict.fromkeys(match["path"] for match in _PLACE.finditer(before)))
    number = next((number for word, number in _HOW_MANY.items() if word in who.split()), 0)
    if who in {"they", "these", "it"} or who.startswith("each"):
        last = next((part for part in reversed(re.split(r"[.;]\s", before)) if _PLACE.search(part)), "")
        near = [match["path"] for match in _PLACE.finditer(last)]
        return near[-1:] if who == "it" else placed if who.startswith("each") else near
    return placed[-number:] if number else placed


def _asked(asked: re.Match[str], path: str) -> list[str]:
    """`GET by id` of `/skills`: `GET /skills/{id}`."""
    many = re.search(r"\b(?:collection|list|all)\b", asked["which"]) is not None
    one = _single(asked["method"], asked["with"], asked["which"].replace(" and ", " "))
    said = f" {asked['said']}" if asked["said"] else ""
    paths = [path, f"{path}/{{id}}"] if many and one and asked["method"] == "GET" else [f"{path}/{{id}}" if one else path]
    return [f"{asked['method']} {each}{said}" for each in paths]


def _without(text: str, path: str) -> str:
    """The text without the mention of the path that no method stands before."""
    bare = rf"{''.join(rf'(?<!{method} )' for method in METHOD.split('|'))}[`\"]?{re.escape(path)}[`\"]?(?![\w/{{])"
    text = re.sub(rf"(?:\s(?:is|are|lives?|sits?|stands?|found))?\s(?:at|under|on|via|by|through) {bare}(?=\s?[:.,;]|$)", "", text)
    return re.sub(rf"{bare}\s*(?::|-(?=\s)|{_TAKES}\b)?\s*", "", text)
