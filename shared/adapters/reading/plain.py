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
    return _usual(re.sub(r"```\w*\n?", "\n", text))


_CRUD = re.compile(
    r"(?i)\b(?:full |the usual |standard |simple )?CRUD\b(?: (?:operations|endpoints|routes|api))?[^.;/]{0,40}?(?P<paths>[`\"]?/[a-z][\w\-]*[`\"]?(?:(?:,| and|, and) [`\"]?/[a-z][\w\-]*[`\"]?(?![\w/{]))*)"
)


def _usual(text: str) -> str:
    """`CRUD for rooms at /rooms`, `for both under /rooms and /guests`, spelled out."""

    def spelled(match: re.Match[str]) -> str:
        paths = re.findall(r"/[\w\-]+", match["paths"])
        return ", ".join(f"POST {path}, GET {path}, GET {path}/{{id}}, PUT {path}/{{id}}, DELETE {path}/{{id}}" for path in paths)

    return _CRUD.sub(spelled, text)
