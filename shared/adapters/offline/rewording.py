"""Other ways of saying the same, brought into the one way that the reader reads. Works on a whole normalised text."""

import re

_JSON = r"\{[^{}]*\}|\{[^{}]*\[[^\[\]]*\][^{}]*\}"
_PATH = r"/[\w\-/{}.:]*[\w}]|/"


def reworded(text: str) -> str:
    """The text in the reader's way of speaking."""
    for rewrite in (
        _shared_method,
        _marks,
        _quoted_flags,
        _empty,
        _beginnings,
        _ranges,
        _sums_of_fields,
        _unchanged,
        _body_before_path,
        _places,
        _siblings,
        _placeholders,
    ):
        text = rewrite(text)
    return text


def _shared_method(text: str) -> str:
    """`all POST, all take {"text": string}` and then `/upper -> …`: what is said of all endpoints stands with each."""
    method = re.search(
        r"\b[Aa]ll(?: of (?:them|these))?(?: are| by| via| with| use)? (?:a )?(GET|POST|PUT)\b|\b(?:with|using|by) (GET|POST|PUT)(?= requests?| only|[:,])",
        text,
    )
    if method is None:
        return text
    body = re.search(rf"\b[Aa]ll(?: of (?:them|these))? (?:take|accept|expect|get|need|want)s? ({_JSON})", text)
    sent = f" {body[1]}" if body else ""
    return re.sub(
        r"(?m)^(\s*(?:[-*] |\d+[.)] )?)`?(/[a-z][\w\-/{}]*)`?(?=\s|:|$)",
        lambda match: f"{match[1]}{method[1] or method[2]} {match[2]}{sent}",
        text,
    )


def _quoted_flags(text: str) -> str:
    """`sets "finished" to true` -> `sets finished to true`; `has gone up by one` -> `increased by one`."""
    text = re.sub(
        r"(?i)\b(sets?|puts?|turns?|changes?|switch(?:es)?) (its |the )?[\"'`](\w+)[\"'`] (?:back )?to [\"'`]?(true|false)\b[\"'`]?",
        r"\1 \3 to \4",
        text,
    )
    return re.sub(r"(?i)\b(?:has|have) gone (up|down) by\b", lambda match: "increased by" if match[1] == "up" else "decreased by", text)


def _marks(text: str) -> str:
    """`punctuation . , ! ? ; :` -> `punctuation`: marks that are listed end no sentence."""
    return re.sub(r"(?i)\bpunctuation(?: marks)?\s*[(:]?(?:\s*[\"'`]?[.,!?;:\-][\"'`]?(?=\s)){2,}(?:\s*\))?", "punctuation", text)


def _sums_of_fields(text: str) -> str:
    """`each note = title + body (optional)` -> `each note has title, body (optional)`."""
    made = re.compile(
        r"(?im)(^|[.!?;:]\s+|\n\s*(?:[-*] )?)((?:each |every |an? |one |the )?[a-z]+) ?= ?([a-z_]+(?: ?\([^()]*\))?(?: ?\+ ?[a-z_]+(?: ?\([^()]*\))?)+)"
    )
    return made.sub(lambda match: f"{match[1]}{match[2]} has {re.sub(r' ?[+] ?', ', ', match[3])}", text)


def _beginnings(text: str) -> str:
    """`zero in the beginning` -> `zero at first`; `its status, "open" at first` -> `its status starts as "open"`."""
    text = re.sub(r"(?i)\b(?:in|at) the (?:very )?(?:beginning|outset)\b|\b(?:for a start|to start off|from the start)\b", "at first", text)
    text = re.sub(r"(?i)\b(\w+), (?:which is |being |it is )?(zero|0|\d+) at first\b", r"\1 (\2 at first)", text)
    text = re.sub(
        r"(?i)\(there (?:can|may|must|should|is|will) (?:only |be |at most |just )*(?:one|a single) \w+ (?:of|with|per|for) (?:each|every|a|an|any|the same) \w+,?([^()]*)\)",
        r"(unique\1)",
        text,
    )
    return re.sub(
        r"(?i)\b(status|state),? (?:which |it |that )?(?:is |being )?[\"'`](\w+)[\"'`] (?:at first|initially|to (?:begin|start) with)",
        r'\1 starts as "\2"',
        text,
    )


def _empty(text: str) -> str:
    """`Empty names are not accepted` -> `name must not be empty`."""
    refused = r"(?:not|never) (?:be )?(?:accepted|allowed|ok|okay|permitted|valid|possible|saved|stored)|refused|rejected|forbidden|invalid|disallowed"
    return re.sub(
        rf"(?i)\b(?:an? )?(?:empty|blank) (?:or blank |or empty )?([a-z_]+?)s? (?:is|are|will be|must|should|may)(?: be)? (?:{refused})",
        r"\1 must not be empty",
        text,
    )


def _ranges(text: str) -> str:
    """`1..100` -> `1-100`; `is in kg, more than 0` -> `is more than 0`: a unit is no choice."""
    text = re.sub(r"(?<=\d) ?\.{2,3} ?(?=\d)", "-", text)
    units = r"kg|kilos?|kilograms?|g|grams?|cm|mm|m|km|met(?:re|er)s?|cents?|euros?|eur|usd|dollars?|minutes?|hours?|seconds?|days?|weeks?|years?|percent|%|litres?|liters?|degrees(?: celsius)?|celsius|points?"
    return re.sub(
        rf"(?i)\b(is|are|measured|given|stated) in (?:{units})(?:,| and)+ (?=(?:must |has to |is |between |more |at |greater |from |\d))",
        r"\1 ",
        text,
    )


def _unchanged(text: str) -> str:
    """Without what goes without saying of a refusal: `409, and the stock stays the same`, `(422, nothing saved)`."""
    said = (
        r"(?:the |its |their |all )?(?:\w+ ){1,3}(?:stays?|remains?|keeps?|is left|are left|is kept|does not change|doesn't change)(?: \w+)? ?(?:as (?:it|they) (?:is|are|was|were)|(?:exactly )?the same|unchanged|untouched|as before)?"
        r"|(?:it |this |that |which )?(?:changes?|saves?|stores?|does|leaves?|adds?) (?:nothing|everything as it is|it unchanged)(?: else)?|nothing (?:is |gets |was |must be )?(?:\w+ed)|without (?:changing|saving|storing) anything"
    )
    return re.sub(
        rf"(?i)(\b[45]\d\d\)?|refused|rejected|conflict)(?:\s*,)?\s*(?:and|but|-)?\s*(?:then )?(?:{said})(?=\s*[.,;)\n]|\s*$)", r"\1", text
    )


def _body_before_path(text: str) -> str:
    """`POST {"url": "…"} to /links` -> `POST /links {"url": "…"}`; `sending {"a": 1} to POST /x` likewise."""
    text = re.sub(
        rf"\b(?P<method>POST|PUT|PATCH)(?P<ing>s|ing|ed)?\s+(?:a |an |the |some |JSON )*(?P<json>{_JSON})\s+(?:as JSON |as a body )?(?:to|at|on|against)\s+`?(?P<path>{_PATH})`?",
        r"\g<method> \g<path> \g<json>",
        text,
    )
    return re.sub(
        rf"(?i)\bsend(?:s|ing)?\s+(?:a |an |the |some |JSON )*(?P<json>{_JSON})\s+to\s+`?(?P<method>(?-i:POST|PUT|PATCH))\s+(?P<path>{_PATH})`?",
        r"\g<method> \g<path> \g<json>",
        text,
    )


def _places(text: str) -> str:
    """`/go/CODE`, `/users/NAME/posts`, `/links/<code>`: a word in capitals stands for a value."""
    return re.sub(
        r"(?<=[\s`\"'(/])(/[a-z][\w\-/{}]*?)/([A-Z][A-Z_]*)(?=[/\s`\"'.,;:)?]|$)", lambda match: f"{match[1]}/{{{match[2].lower()}}}", text
    )


def _siblings(text: str) -> str:
    """`/tickets/{id}/start, /resolve, /close or /reopen` -> each with the whole path."""
    listed = re.compile(
        r"(?P<method>\b(?:POST|PUT|PATCH|DELETE|GET)\b[^/\n.;]{0,20})(?P<base>(?:/[\w\-]+)+/\{\w+\})(?P<first>/[\w\-]+)(?P<more>(?:`?(?:\s*,\s*(?:and |or )?|\s+(?:and|or)\s+|\s*\|\s*)`?/[a-z][\w\-]*(?![\w/{]))+)"
    )

    def whole(match: re.Match[str]) -> str:
        names = [match["first"], *re.findall(r"/[a-z][\w\-]*", match["more"])]
        return match["method"] + " and ".join(f"{match['base']}{name}" for name in names)

    return listed.sub(whole, text)


def _placeholders(text: str) -> str:
    """`{"quantity": n} … n is at least 1` -> `… quantity is at least 1`."""
    for name, letter in dict.fromkeys(re.findall(r"[\"'](\w+)[\"']\s*:\s*([a-zA-Z])(?=\s*[,}])", text)):
        if len(set(re.findall(rf"[\"'](\w+)[\"']\s*:\s*{letter}(?=\s*[,}}])", text))) == 1:
            text = re.sub(
                rf"(?<![\w\"'{{<:=/])(?<![:=] ){letter}(?= (?:is|must|has to|should|may|can|defaults?|between|>=?|<=?)\b)", name, text
            )
    return text
