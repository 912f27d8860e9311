"""Signs that a sentence was heeded: what it says must show in the code that was made of it, or it was passed over without a word.

A sign is no proof. It only has to be there wherever a sentence of its kind was understood.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.reading.refusals.clauses import INSTEAD, is_amount
from shared.reading.text.gathered import METHOD
from shared.reading.text.lexicon import SPELLED, canonical
from shared.reading.text.outline import Route, Statement


@dataclass(frozen=True, slots=True)
class Sign:
    """Where a sentence says `said`, the code of an operation that it is about has `shown`."""

    said: re.Pattern[str]
    shown: re.Pattern[str]


def _sign(said: str, shown: str) -> Sign:
    return Sign(re.compile(said, re.IGNORECASE), re.compile(shown, re.MULTILINE))


#: What an action does to the others: `rejects all other applications of the pet`, `the other offers are declined`.
_UNDONE = r"(?:reject|cancel|clos|declin|remov|delet|withdraw|archiv|discard|deactivat|releas)"
_ON_OTHERS = (
    rf"\b{_UNDONE}(?:e|l)?s (?:(?:automatically|also|all|every|any|each|of) ){{0,3}}(?:(?:the|its) )?(?:other|remaining) (?!\w+ (?:with|by|as) )[a-z]+s\b"
    rf"|\b(?:(?:all|any|every) (?:the |of the )?|the )(?:other|remaining) [a-z]+s?(?: (?:of|for|on|in) (?:the|that|this|its) (?:same )?[a-z]+)? (?:are|is|get|become)s? (?:then |automatically |also )*{_UNDONE}(?:l?ed|d)\b(?! (?:with|by))"
)
#: What becomes of those who wait: `the first one waiting is moved up`.
_MOVES_UP = r"\b(?:first|next|oldest|longest|earliest)\b[^.;]{0,40}\b(?:waiting|wait-?list(?:ed)?|queued?|line)\b[^.;]{0,30}\b(?:mov\w+ up|promoted|moves? (?:in|into)|moved (?:in|into)|(?:gets?|takes?|given) (?:the|that|a) (?:place|spot|seat))\b|\b(?:promot\w+|moves? up|takes? over) (?:the )?(?:first|next|oldest|longest|earliest)\b[^.;]{0,30}\b(?:wait\w*|queue|line)\b|\b(?:first|next|oldest)(?: one| person| of them)?\s+(?:(?:is|gets|are) )?(?:then |automatically )?(?:moved up|promoted|moves up)\b"


_SIGNS = (
    Sign(re.compile(r"(?<![\w/{'.-])q(?![\w}'-])"), re.compile(r"\bq\b")),
    _sign(
        r"\bdefault\w*\b|\bunless (?:(?:i|we|you|they)\b(?! (?:still |already )?(?:have|had|are|were|own|hold|use)\b)|given|sent|said|specified|stated|told|another)\b",
        r"^    \w+: .* = |values \|= |: .* = ",
    ),
    _sign(
        r"= ?[a-z_]+ [-+*/×] [a-z_]|\b(?:(?<!leading )(?<!a )minus(?! ?(?:=|(?:means|is|sign|stands|for|in|before|reverses|sorts)\b))|multiplied by|divided by|difference (?:of|between))\b",
        r"[\w)\]] [-+*/] [\w(]|-=|timedelta|\bsum\(",
    ),
    _sign(r"\b(?:sum|average|altogether|add(?:s|ed)? up)\b", r"\bsum\(|\w [+/] \w"),
    _sign(
        r"\bhow (?:many|much)\b",
        r"\bsum\(|\blen\(|\bcount\b|/ |\+ |_count|\bfor \w+ in\b|\.change\([^{]*\{\"\w+\": values\[|^    \w+: .*\bint\b|: Annotated\[int\b",
    ),
    _sign(
        r"\b(?:sorted|sorts|ordered by|alphabetical\w*|newest|ascending|descending|(?<!letter )(?<!letters )(?<!from )a to z)\b|\b(?:highest|lowest|cheapest|earliest|latest|longest|shortest|biggest|smallest|best|dearest|most \w+|(?:high|low|larg|small)er \w+) (?:ones? |come )?first\b",
        r"\bsort\w*\(|\breversed?\b|\bkey=|\bm(?:ax|in)\(\(|any\(other\[\"\w+\"\] is not None and",
    ),
    _sign(
        r"\b(?:be filtered|filters? (?:it |them |the list )?(?:by|on)|filter(?:able|ing) (?:by|on)|query parameters?)\b",
        r"\bis not None\b|\bQuery\(|\bquery\b|casefold\(\)|: (?:str|int|float|bool|Literal\[[^\]]*\])(?: \| None)?(?: = \S+)?[,)]",
    ),
    _sign(
        r"\b(?:stor|sav|keep|kept|convert|normali[sz])\w*\b[^.;()]*\b(?:upper|lower)[- ]?cased?\b(?! letters?\b)|^\W*(?:upper|lower)case the\b",
        r"to_(?:upper|lower)|\.(?:upper|lower)\(\)|kept: \[",
    ),
    _sign(r"\b(?:stored|kept|saved|normali[sz]ed)\b[^.;]*\bwithout (?:any |the )?(?:spaces|blanks|hyphens|dashes)\b", r"\.replace\("),
    _sign(r"\bthose first (?:who|that|which|with|whose)\b", r"\bsort\w*\(|\breversed?\b|\bkey="),
    _sign(r"\bcase-insensitive\b", r"(?:low|upp)er\(\)|casefold\(\)|(?i:nocase)|\bFold\b"),
    _sign(
        r"\b(?:raises?|(?:is|are|be|been|gets?|was) (?:raised|lowered)|lowers(?! ?-?case)|increas\w+|decreas\w+|goes (?:up|down)|reduc\w+|subtract\w*|deduct\w*|(?:takes?|taken) off|(?:puts?|gives?|given) back(?!\s*[,{]| (?:the |an? |all |its )?(?:\w+ ){0,2}(?:array|list|json|objects?)\b| (?:the|an?|all|its) \w+(?:,| with| and| as|\.|$))|restor\w+|resets?)\b",
        r"\bstore\.\w+\.(?:change|add|remove|delete)\(|\* \(100 [-+]",
    ),
    _sign(
        r"\b(?:replac|overwrit)(?:es?|ing) (?:the|his|her|their|its|that|one's|an?) (?:\w+'s? )?(?:earlier|old|older|existing|previous|first|former) ",
        r"\bstore\.\w+\.(?:change|put|remove)\(",
    ),
    # `min_step above the highest bid`, `beat it by min_step`: how much more it must be than what was there.
    _sign(
        r"\b[a-z]+_[a-z_]+[`\"]? (?:above|over|(?:higher|more|greater|larger) than) (?:the |its )?(?:current(?:ly)? )?(?:highest|last|previous|top|current)\b"
        r"|\b(?:highest|last|previous|top|current)(?: [a-z]+)? (?:\+|plus) [`\"]?[a-z]+_[a-z_]+|\b(?:beats?|exceeds?|tops?|outbids?|overbids?|surpass(?:es)?)\b[^.;]{0,60}? by (?:at least |>= )?[`\"]?[a-z]+_[a-z_]+\b",
        r"[+-] \w+\[",
    ),
    _sign(
        r"\bshift(?:s|ing)? (?:the |all (?:the )?)?(?:others?|rest|remaining)\b|\bclos(?:es?|ing) (?:the |that |any )?(?:holes?|gaps?)\b",
        r"\.change\((?:other|rows\[|first|next|each|one)|\benumerate\(|- 1|\+ 1\b.*for ",
    ),
    _sign(_ON_OTHERS, r"\.change\((?:other|rows\[|first|next)"),
    _sign(_MOVES_UP, r"\.change\((?:other|rows\[|first|next|waiting)"),
    _sign(r"\boverlap\w*", r"<=? .*\band\b.*[<>]=? |overlap|HTTPException\(409"),
)
_STATUS = re.compile(r"(?<![\w.$/-])(4\d\d)(?![\w.-]*\d)")
#: What stands before an operation's method may be about others.
_METHOD = re.compile(rf"\b(?:{METHOD})\b")
#: `400 or 422 is fine`: no status in particular.
_ANY_OF = re.compile(r"4\d\d(?: (?:or|and) 4\d\d)+ (?:are|is) (?:both |all )?fine")
#: A sentence about an operation that also tells what others refuse from then on.
_LATER = re.compile(r"(?i)\b(?:after|afterwards|from then on|from now on|no more|no longer|any ?more|later|once|until)\b")
#: An operation with a key in its path.
_KEYED = re.compile(r"@app\.[a-z]+\(\"[^\"]*\{")
#: Some records are not deleted.
_KEPT = re.compile(r"(?i)\bcan not be (?:deleted|removed)(?! from\b)|\b(?:deleting|removing) (?:an?|the) [^.;,]{1,60} is refused\b")
#: `9.5 shows as 9.50`, between the two.
_SHOWN_AS = r"(?:(?:is|are|being) )?(?:shown|shows?|displayed|displays|written|printed|appears?|reads?|becomes?|rendered|renders|->|=) (?:as |like )?"
#: Numbers that are no limits: prices, standards, versions, examples, paths, lists of them.
_NOT_HERE = re.compile(
    "|".join(
        (
            r"[€$£] ?\d+[.,]\d\d\b(?: (?:for|instead of) \d+)?",
            r"\b\d+[.,]\d\d ?[€$£](?: (?:for|instead of) \d+)?",
            rf"\b\d+(?:\.\d+)? {_SHOWN_AS}\d+[.,]\d+",
            rf"(?i:\b(?:decimals|decimal (?:places|digits))[ (,:-]{{1,3}}(?:(?:so|as in|i\.e\.|that is|written|shown|meaning) )?\d+[.,]\d+(?: {_SHOWN_AS}\d+[.,]\d+)?)",
            r"(?i:\b(?:ISO|RFC|UTF|HTTP)[- /]?\d[\d.]*)",
            r"\b\d+(?:\.\d+){2,}",
            r"\{(?:[^{}]|\{[^{}]*\})*\}",
            r"\"[^\"]*\"",
            r"\S*\d[-:]\d\S*",
            r"\b\d+-(?:inch|foot|year-old|seater?|man|person|story|storey|bed|room|acre|litre|mile|week-old|piece)\b",
            r"\b[A-Za-z]{1,6}[-_/.]\d[\w\-]*",
            r"/\S+",
            r"-?\d[\d.,]*(?: [a-z]+)? (?:here|above|in (?:this|that|the|our) (?:case|example))\b",
            r"\b(?:such as|like|for example|e\.g\.),? -?\d[\d.,:/T\-]*",
            r"-?\d[\d.]* (?:and|or) (?:the like|so on|similar|such)\b",
            r"\b\d+\.\d+(?= (?:is|are) (?:allowed|fine|ok|okay|possible|valid|permitted)\b)",
            r"\(e\.g\.[^()]*\)",
            r"\((?:\d+, ?)+\d+(?:, ?\.\.\.)?\)",
            r"\b(?:\d+, ?)*(\d+), ?\1\b(?:, ?\d+)*",
            r"\b1, 2(?:, \d+)*(?!\d|, ?\d| or\b| and \d)",
        )
    )
)

#: What goes on about the one operation before it.
_GOES_ON = re.compile(r"(?i)(?:it|this|that) (?:(?:also|then) )?(?:returns?|answers?|responds?|gives?|is answered|is refused|fails?)\b")
#: `minutes (required integer)`: what a bracket says the kind of is a name.
_TYPED = re.compile(
    r"(?:[,:;] |\b(?:and|with|takes?|accepts?|requires?|needs?|expects?|has|have|sends?|an?|the) )[`\"]?([a-z]\w*)[`\"]? \((?:(?:an?|required|mandatory|optional|non-?empty|positive|whole|unique|short),? )*(?:string|integer|number|boolean|decimal|text|date)s?(?=[,;) ])"
)


def unheeded(statements: Sequence[Statement], routes: Sequence[Route], code: Mapping[str, str]) -> Iterator[tuple[Statement, Route | None]]:
    """The sentences of which nothing shows in the code (file -> text), each with the operation of which it is missing, where it is about one.

    What a sentence that names operations says must show in the code of one of them, what another says anywhere.
    """
    shown = _Shown(code)
    for statement in statements:
        own = [route for route in routes if route.statement is statement]
        near = own or [route for route in routes if statement.text in route.more]
        goes_on = near if len(near) == 1 and _GOES_ON.match(statement.text) else []
        if shown.lacks(own or goes_on, statement.text) or shown.lacks_words(statement.text):
            lacking = [route for route in near if shown.lacks([route], f"{route.lead} {route.text}" if own else statement.text)] or near
            yield statement, lacking[0] if own or len(lacking) == 1 else None


#: `{"lanes": [...]}`: what is a list, and no number.
_LISTED = re.compile(r"(\w+)[\"'`]?: ?\[(?:\.\.\.|…)\]")


class _Shown:
    """What the code shows, as a whole and of each operation."""

    def __init__(self, code: Mapping[str, str]) -> None:
        # The words of the intent above each function and in the title are no sign that they were heeded.
        self._whole = re.sub(
            rf'"""(?:R\d+:|(?:{METHOD}) /).*?"""|\A""".*?"""',
            "",
            re.sub(r"\btitle=(?:\"[^\"]*\"|'[^']*')", "", "\n".join(code.values())),
            flags=re.DOTALL,
        )
        self._main, self._models = code.get("main.py", ""), code.get("models.py", "")
        #: Name -> a function, and the file that it stands in.
        self._functions = {
            node.name: (node, text)
            for text in (code.get("pages.py", ""), self._main)
            for node in ast.parse(text).body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def lacks_words(self, text: str) -> bool:
        """Whether a number or a name_like_this of a sentence is nowhere. What stands in braces or quotes is an example.

        A number that is a status, a date or a time is no limit.
        """
        plain = _NOT_HERE.sub(" ", text)
        found = re.findall(r"(?<![\w.$#])\d+(?:\.\d+)?(?![\w%])", plain)
        numbers = [re.sub(r"\.?0+$", "", number) if "." in number else number for number in found]
        examples = re.findall(r"=(\d+)", text)
        limits = [number for number in numbers if not re.fullmatch(r"[1-5]\d\d|[01]", number) and number not in examples]
        names = re.findall(r"(?<![\w?&=])[a-z]+(?:_[a-z]+)+\b", plain)
        names += re.findall(r"\b(?:counters?|fields?|members?|properties|attributes?) (?:`[a-z]\w*`(?:, | and |, and ))*`([a-z]\w*)`", text)
        typed = [name for name in _TYPED.findall(text) if not re.search(rf"(?<![a-z]){name}", self._whole)]
        return bool(typed) or any(not re.search(rf"(?<![\w.]){re.escape(word)}", self._whole) for word in (*limits, *names))

    def lacks(self, routes: Sequence[Route], said: str) -> bool:
        """Whether the code of these operations (of the application, when there are none) has no sign of what is said. Operations that are not there are not looked at."""
        own = "\n".join(filter(None, map(self._of, routes))) if routes else self._whole
        if not own:
            return False
        if any(re.search(rf'"{name}": (?:sum|len|max|min|round)\(', own) for name in _LISTED.findall(said)):
            return True
        names = "|".join(re.findall(r"[\"`](\w+)[\"`]", said))
        said = SPELLED.sub(" case-insensitive", said)
        plain = INSTEAD.sub("", canonical(_NOT_HERE.sub(" ", re.sub(rf"\b(?:{names})\b", " ", said) if names else said)))
        if any(sign.said.search(plain) and not sign.shown.search(own) for sign in _SIGNS) or self._deletes_all(plain):
            return True
        plain = _ANY_OF.sub(" ", plain)
        named = _METHOD.search(plain)
        before = named.start() if named else 0
        elsewhere = not routes or bool(_LATER.search(plain))
        return any(
            not self._refuses(match[1], self._main if elsewhere or match[1] != "409" or match.start() < before else own)
            for match in _STATUS.finditer(plain)
            if not is_amount(plain, match)
        )

    def _deletes_all(self, said: str) -> bool:
        """Whether a sentence forbids some deletions, and whatever deletes refuses none."""
        deleting = [
            ast.get_source_segment(text, node) or ""
            for node, text in self._functions.values()
            if any(re.match(r"(?:app|router)\.delete\(", ast.unparse(one)) for one in node.decorator_list)
        ]
        return bool(deleting and _KEPT.search(said)) and not any(re.search(r"HTTPException\((?!404)", code) for code in deleting)

    def _refuses(self, status: str, own: str) -> bool:
        general = re.search(r"JSONResponse\(\{[^}]*\}, (?:INVALID\.get\([^\n]*, )?(\d+)", self._main)
        return (
            f"HTTPException({status}" in own
            or (status == "404" and "HTTPException(404" in self._whole)
            or (status == "404" and "find_" in self._main)
            or (status == "404" and not _KEYED.search(self._main))  # Nothing is asked for that might not be there.
            or (general is not None and general[1] == status)
            or bool(re.search(rf": {status},$|, {status}\)", self._main, re.MULTILINE))
        )

    def _of(self, route: Route) -> str:
        """The operation's function with all that it calls, and its request."""
        found = next((node for node, _ in self._functions.values() if self._answers(node, route)), None)
        if found is None:
            return ""
        seen: dict[str, str] = {}
        waiting = [found.name]
        while waiting:
            name = waiting.pop()
            node, text = self._functions[name]
            seen[name] = ast.get_source_segment(text, node) or ""
            waiting += [other for other in re.findall(r"\b(\w+)\(", seen[name]) if other in self._functions and other not in seen]
        text = "\n".join(seen.values())
        shapes = [
            re.search(rf"^class {name}\(.*\n((?:    .*\n|\n(?=    ))*)", self._models, re.MULTILINE)
            for name in re.findall(r"models\.(\w+)", text)
        ]
        return "\n".join([text, *(shape[1] for shape in shapes if shape)])

    def _answers(self, node: ast.FunctionDef | ast.AsyncFunctionDef, route: Route) -> bool:
        wanted = (route.method.lower(), re.sub(r"\{\w+\}", "{}", route.path))
        written = [re.match(r"(?:app|router)\.(\w+)\('([^']*)'", ast.unparse(decorator)) for decorator in node.decorator_list]
        return any((found[1], re.sub(r"\{\w+\}", "{}", found[2])) == wanted for found in written if found)
