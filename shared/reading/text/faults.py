"""What the body of an error looks like, told once or beside each status: `errors look like {"error": "..."}`, `404 with {"error": "not found"}`; that errors change nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_KEY = r"(?P<key>error|errors|message|detail|details|reason|msg)"
#: `{"error": "not found"}`, `{"error": <text>}`.
_SHAPE = rf"`?\{{\s*[\"']?{_KEY}[\"']?\s*:\s*(?P<value>\"[^\"{{}}]*\"|'[^'{{}}]*'|<[^<>{{}}]*>|\.\.\.|\u2026|[A-Za-z][\w \-]*)\s*\}}`?"
#: `an error message under "error"`, `a JSON object with an error key`.
_NAMED = (
    r"(?:\b(?:under|in|as|called|named|inside|at)(?: (?:the|an?|its))?(?: (?:key|field|member|property|attribute|name))? [\"'`](?P<quoted>error|message|detail|reason)[\"'`](?: (?:key|field|member|property|attribute))?"
    r"|(?:\b(?:an?|the|one|single|just|only) )+[\"'`]?(?P<noun>error|message|detail|reason)[\"'`]? (?:key|field|member|property|attribute)\b"
    r"|\b(?:an?|the|its) (?:(?:single|only|one) )?(?:key|field|member|property|attribute) (?:called |named )?[\"'`]?(?P<after>error|message|detail|reason)[\"'`]?)"
)
_WHY = r"(?: (?:that |which )?(?:explain(?:s|ing)|say(?:s|ing)|tell(?:s|ing)|describ(?:es|ing)|stat(?:es|ing)|hold(?:s|ing)|contain(?:s|ing)|with)\b[^.;,(){}]*?(?=[.;,()]|$| if\b| when\b| for\b))?"
#: What leads to it, as far as it says nothing else.
_LEAD = re.compile(
    r"(?:(?:,|\b(?:and|with|plus|as|in|of|the|an?|its|their|having|carrying|carry|carries|containing|whose|that|which|is|being|simply|just|always|also|has|have|holds?|contains?|looks?|like|shaped?|(?<!very )(?<!all )(?<!any )(?<!ach )(?<!\ban )error|readable|human-readable|short|helpful|json|JSON|body|bodies|response|object|payload|form|shape|format|message|text|description|explanation|(?:(?<=and )|(?<=, ))(?:answers?|returns?|says?|gives?)))(?:\s|(?=[,`{]))|\s)*$"
)
_STATUS = re.compile(r"(?<![\w.\-])4\d\d(?![\w\-])")
#: Whatever is wrong: a sentence that only says what all errors look like.
_ERRORS = re.compile(
    r"(?i)\b(?:errors?|failures?|refusals?|rejections?|problems?|(?:goes|went|is) wrong|mistakes?|fails?|failing|failed|refused|rejected|invalid|unknown|missing|not found)\b"
)
_SAME = re.compile(
    r"(?i),?\s+(?:also )?(?:in|with|of) (?:the|that) same (?:form|shape|format|body|kind of (?:body|answer)|error body|structure)\b"
)
#: What stands for a text that is not told.
_ANY = re.compile(
    r"(?i)\W*(?:(?:some|an?|the|short|human|readable|error|helpful|clear|your|any)[\s\-]*)*(?:\.+|\u2026|message|text|string|str|reason|description|explanation|problem|error|details?|why|what (?:is|went|was) wrong|something|msg|here|[\s\-])*\W*"
)
#: `is a 409 and leaves the firing as it was`, `409, status unchanged`: what goes without saying of what is refused.
_IT = r"(?:(?:(?:the|its|that|this|their|all|any|both|old) )*(?!(?:nothing|if|when|unless|where|for|who|which)\b)[a-z_]+(?: (?!(?:if|is|are|when)\b)[a-z_]+)?)"
_SAME_AS = r"(?:as (?:it|they) (?:was|were|is|are)(?: before)?|as before|unchanged|unaffected|untouched|unmodified|intact|alone|the same|put|where (?:it|they) (?:was|were|is|are))"
_NOTHING = (
    rf"(?:(?:(?:must|should|will|may) )?(?:also )?(?:changes?|does|do|alters?|modif(?:y|ies)|touch(?:es)?|stores?|saves?|moves?|has|have) (?:nothing|no effects?)(?: at all)?"
    rf"|nothing (?:(?:is|gets|will be|must be|may) )?(?:chang\w+|happens?|stored|saved|written|created|altered|touched|modified|moved|recorded|updated|reserved|booked|added|taken|sold|charged)"
    rf"|(?:must |should |will )?(?:leav(?:es?|ing)|keep(?:s|ing)?) (?:{_IT} {_SAME_AS}|(?:the |its |their )?(?:old |current |previous |present )?(?:status|state|stage|value|level|balance|stock|count)(?: as (?:it is|it was))?)"
    rf"|(?:{_IT} )?(?:(?:is|are|must|should|will|be) )*(?:(?:left|stays?|remains?|kept|keeps?)(?: (?:exactly|just|completely))? {_SAME_AS}|unchanged|untouched|unaffected)"
    rf"|(?:{_IT} )?(?:(?:does|do|must|should|will|may) not|doesn't|don't|mustn't) (?:be )?chang\w*(?: (?:the|its|that) [a-z]+(?: [a-z]+)?| it| anything)?"
    rf"|(?:with )?no (?:changes?(?: (?:is|are|gets?|will be))?(?: made| done)?|effects?)|nothing changed"
    rf"|{_IT} keeps? (?:its|their) (?:(?:old|current|previous|present) )?[a-z]+"
    rf"|without (?:any |a )?(?:chang(?:es?|ing)|effects?|touching|altering)(?: (?:to |of |on )?(?:(?:the|its) [a-z_]+|it|them|anything))?)"
)
_REFUSED = r"(?:4\d\d(?: [A-Z][a-z]+)?|refused|rejected|denied|an? conflict|an? error|fails)"
_UNSAID = rf"{_NOTHING}(?: (?:then|too|either|in that case))?"
_UNCHANGED = re.compile(
    rf"(?P<refused>\b{_REFUSED}\b(?:[^.;\n()]{{0,60}}?(?:\([^()\n]*\))?(?=(?:,|;| -)? (?:and|but|so) )|(?:(?!\b(?:if|when|unless|where|whose|that|which)\b)[^.;\n()]){{0,60}}?))"
    rf"(?:(?:,|;| -)? (?:and|but|so|so that|while|which|that)|,|;| -)? (?:\({_UNSAID}\)|{_UNSAID})(?=[.;)\n]|$|, (?!(?:if|when|unless|which|that|so|because|even|or)\b))"
)


@dataclass
class Faults:
    """The member of an error's body that holds its text, and the texts that are told of statuses."""

    key: str = ""
    words: dict[int, str] = field(default_factory=dict)
    #: Statuses of which several texts are told.
    several: set[int] = field(default_factory=set)


def faults(text: str) -> Faults:
    """What a text says of the bodies of errors."""
    found = Faults()
    for match, said in _told(text):
        groups = match.groupdict()
        found.key = found.key or next(filter(None, (groups.get(name) for name in ("key", "quoted", "noun", "after"))))
        value = (groups.get("value") or "").strip("\"'")
        near = _near(said, match)
        if near and value and not _ANY.fullmatch(value) and re.match(r"[\"']", groups["value"]) and not re.search(r"[\d<>{}]", value):
            found.several |= {near} if found.words.setdefault(near, value) != value else set()
    return found


def faultless(text: str) -> str:
    """The text without what it says of the bodies of errors, and that they change nothing."""
    text = _UNCHANGED.sub(r"\g<refused>", text)
    marks = list(_told(text))
    if not marks:
        return text
    for match, _ in reversed(marks):
        left, right, end = _begin(text, match.start()), _end(text, match.end()), match.end()
        start = left + len(_LEAD.sub("", text[left : match.start()]))
        rest = f"{text[left:start]} {text[end:right]}"
        if not _STATUS.search(rest) and not re.search(r"/[a-z]|\b(?:GET|POST|PUT|PATCH|DELETE)\b", rest):
            text = text[:left] + text[right:].lstrip(" .;")
        else:
            after = re.match(r"\s*(?=[\w(])", text[end:])
            text = text[:start].rstrip() + (" " if after else "") + text[end:].lstrip()
    return _SAME.sub("", text)


def _told(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The places that tell what errors look like, each with its sentence."""
    for pattern in (_SHAPE_OF, _NAMED_OF):
        for match in pattern.finditer(text):
            said = text[_begin(text, match.start()) : _end(text, match.end())]
            rest = said.replace(match[0], " ")
            sure = match.groupdict().get("key", "") in {"error", "errors"}
            if (_STATUS.search(rest) or _ERRORS.search(rest)) and (sure or _of_error(text, match)):
                yield match, said


_SHAPE_OF = re.compile(_SHAPE)
_NAMED_OF = re.compile(_NAMED + _WHY)


def _of_error(text: str, match: re.Match[str]) -> bool:
    """Whether the words right before are about an error: `422 with {"message": …}`, not `POST /notes {"message": …}`."""
    before = re.split(r"[;,.]\s", text[: match.start()])[-1]
    return bool(_STATUS.search(before) or re.search(r"(?i)\berrors?\b|\bfailures?\b", before)) and not re.search(r"/[\w{}/]*\W*$", before)


def _near(said: str, match: re.Match[str]) -> int:
    """The status that is told right before, or else right behind."""
    place = said.find(match[0])
    before, after = (
        _STATUS.findall(said[:place]),
        re.match(r"[\s`)]*(?:with|and|plus|\()\W*(?:an? |the |status |code |http )*(4\d\d)", said[place + len(match[0]) :]),
    )
    return int(after[1]) if after else int(before[-1]) if before else 0


def _begin(text: str, place: int) -> int:
    """Where the sentence begins, at which this place is."""
    return max((match.end() for match in re.finditer(r"(?<=[.!?;])\s+|\n\s*(?:[-*]\s+)?", text[:place])), default=0)


def _end(text: str, place: int) -> int:
    """Where it ends, without its point."""
    found = re.compile(r"[.!?;](?=\s|$)|\n|$").search(text, place)
    return found.start() if found else len(text)
