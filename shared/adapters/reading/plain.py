"""An intent in plain characters: one kind of quotes and arrows, and `CRUD for rooms` spelled out."""

import re

#: `is refused as a conflict`: statuses by their names.
_NAMED_STATUS = re.compile(
    r"(?i)\b(?P<lead>as|with|is|be|means|gives|causes|in|to|gets?|counts as)(?: an?)?(?: http)? [\"']?(?P<status>conflict|not found|bad request)[\"']?(?: error)?(?! ?\(?4\d\d)(?=[.,;:) ]|$)(?! (?:with|between|if it|of))"
)
_CODES = {"conflict": 409, "not found": 404, "bad request": 400}


def plain(text: str) -> str:
    """The text in plain characters, with what it abbreviates spelled out."""
    for found, to in (
        ("\u201c", '"'), ("\u201d", '"'), ("\u201e", '"'), ("\u2019", "'"), ("\u2018", "'"), ("\u2013", "-"), ("\u2014", " - "),
        ("\u2192", "->"), ("\u21d2", "->"), ("=>", "->"), ("\u2026", "..."), ("\u00a0", " "), ("**", ""), ("\r", ""), ('`"', '"'), ('"`', '"'), ("\t", "    "),
    ):  # fmt: skip
        text = text.replace(found, to)
    text = _NAMED_STATUS.sub(lambda match: f"{match['lead']} a {_CODES[match['status'].lower()]}", text)
    text = re.sub(r"`(\w+): ?(true|false|null|-?\d+|\"[\w ]+\")`", r'"\1": \2', text)
    text = re.sub(
        r"`(\w+)\s*: ?([a-z][\w \[\]]*)`(?: \(([^()]*)\))?",
        lambda match: f"`{match[1]}` ({', '.join(filter(None, match.groups()[1:]))})",
        text,
    )
    return _usual(_again(_supported(re.sub(r"```\w*\n?", "\n", text))))


_CRUD = re.compile(
    r"(?i)\b(?:full |the usual |standard |simple )?CRUD\b(?: (?:operations|endpoints|routes|api))?[^.;/]{0,40}?(?P<paths>[`\"]?/[a-z][\w\-]*[`\"]?(?:(?:,| and|, and) [`\"]?/[a-z][\w\-]*[`\"]?(?![\w/{]))*)"
)


def _usual(text: str) -> str:
    """`CRUD for rooms at /rooms`, `for both under /rooms and /guests`, spelled out."""

    def spelled(match: re.Match[str]) -> str:
        paths = re.findall(r"/[\w\-]+", match["paths"])
        return ", ".join(f"POST {path}, GET {path}, GET {path}/{{id}}, PUT {path}/{{id}}, DELETE {path}/{{id}}" for path in paths)

    return _CRUD.sub(spelled, text)


#: `Both support POST (201), GET list, GET by id and DELETE (204)`.
_SUPPORTED = re.compile(
    r"(?P<before>^|[.:;] |\n) ?(?:both|all(?: three| four| of them)?|each(?: of them)?|they|these|it)\b(?: \w+)? (?:ha(?:s|ve)|(?:support|offer|allow|provide|need|expose)s?)(?: the)?:? "
    r"(?P<asked>(?=[^./]*\b(?:GET|POST|PUT|PATCH|DELETE)\b)[^./]+)(?=\.|$|\n)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\b[A-Za-z]\w+s? \((?:at |under )?[`\"]?(?P<path>/[a-z][\w\-]*)[`\"]?\)")
_ASKED = re.compile(r"\b(?P<method>(?-i:GET|POST|PUT|PATCH|DELETE))\b(?P<which>[^,(]*?)(?P<said>\([^()]*\))?(?=,|\band\b|$)", re.IGNORECASE)


def _supported(text: str) -> str:
    """The requests that several resources take alike, spelled out for each."""
    paths = list(dict.fromkeys(_PLACED.findall(text)))

    def spelled(match: re.Match[str]) -> str:
        routes = [_route(asked, path) for path in paths for asked in _ASKED.finditer(match["asked"])]
        return f"{match['before']}{', '.join(routes)}" if routes else match[0]

    return _SUPPORTED.sub(spelled, text)


def _route(asked: re.Match[str], path: str) -> str:
    """`GET by id` of `/skills`: `GET /skills/{id}`."""
    one = asked["method"] in {"PUT", "PATCH", "DELETE"} or re.search(r"\b(?:by|one|single|id|each|detail|individual)\b", asked["which"])
    return f"{asked['method']} {path}{'/{id}' if one else ''}{f' {asked["said"]}' if asked['said'] else ''}"


#: `DELETE on the same path`.
_SAME = re.compile(
    r"\b(?P<method>GET|POST|PUT|PATCH|DELETE)(?: requests?)? (?:on|to|at|for|of|with) (?:the same|that|this) (?:path|url|route|address|endpoint|resource)\b",
    re.IGNORECASE,
)


def _again(text: str) -> str:
    """The text with the path that stands before for `the same path`."""

    def named(match: re.Match[str]) -> str:
        before = re.findall(r"\b(?:GET|POST|PUT|PATCH|DELETE) [`\"]?(/[\w/{}:\-]+)", text[: match.start()])
        return f"{match['method'].upper()} {before[-1]}" if before else match[0]

    return _SAME.sub(named, text)
