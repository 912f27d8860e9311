"""An intent as statements, and the routes that they name with the words about each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.reading.text import mentions, wrapped
from shared.reading.text.broken import with_statuses
from shared.reading.text.following import goes_on, share
from shared.reading.text.gathered import METHOD, PATH
from shared.reading.text.led import is_site, led, rendered
from shared.reading.text.paths import joined, lead_of, path_of, query_of, tail
from shared.reading.text.plain import plain
from shared.reading.text.reach import Reach
from shared.reading.text.reworded import reworded
from shared.reading.text.tables import of_fields, row

_ROUTE = re.compile(
    rf"(?P<methods>\b(?:{METHOD})\b(?:\s*(?:,|/|and|or|&|\+)\s*(?:{METHOD})\b)*)\s*(?:requests?\s+)?(?P<body>\{{[^{{}}]*\}}\s*)?"
    rf"(?:(?:to|on|at|for|from)\s+)?[`\"']?(?P<path>{PATH})(?P<query>\?[^\s,;)`\"']*)?[`\"']?|(?<![\w.\"'`>/:])[`\"']?(?P<bare>{PATH})(?P<bare_query>\?[^\s,;)`\"']*)?[`\"']?"
)
_BULLET = re.compile(r"^\s*(?:[-*\u2022+]|\d+[.)])\s+")
_HEADING = re.compile(r"^\s*#+\s*(?P<text>.*?)\s*#*\s*$")
_LABEL = re.compile(r"^\s*(?:\*\*|__)?(?P<text>[A-Z][\w /\-]{0,40}?)(?:\*\*|__)?\s*:?\s*(?:\*\*|__)?$")
_LABELLED = re.compile(r"[A-Z][\w/\-]*(?: [\w/\-]+){0,2}(?:: | ?\{)")


@dataclass
class Statement:
    """A sentence, a bullet or a row of a table. `block` numbers paragraphs, lists and bullets; `heading` stands above, `under` is what a bullet is below of."""

    text: str
    block: int
    heading: str = ""
    under: str = ""
    routes: list["Route"] = field(default_factory=list)


@dataclass
class Route:
    """An operation as the text names it: the words before it in its clause (`lead`), after it (`text`), and sentences that go on about it (`more`)."""

    method: str
    path: str
    query: list[tuple[str, str]]
    lead: str
    text: str
    statement: Statement
    more: list[str] = field(default_factory=list)
    heading: str = ""

    @property
    def segments(self) -> list[str]:
        return [part for part in self.path.split("/") if part]

    @property
    def params(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def asked(self) -> str:
        """What is said after it, with the query that it is said of."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"?{query} {self.text}" if query else self.text

    @property
    def words(self) -> str:
        """All that is said about it."""
        return " . ".join(part for part in (self.lead, self.text, *self.more) if part)


def outline(text: str) -> tuple[list[Statement], list[Route]]:
    """The statements of an intent, and the routes in them."""
    statements = with_statuses(_with_examples([one for one in _statements(plain(text)) if one.text]))
    routes: list[Route] = []
    reach = Reach()
    site = is_site(statements)
    for one in statements:
        one.routes = list(_routes(one, site))
        share(one)
        goes_on(one, routes, reach)
        routes += one.routes
    routes += led(statements, routes, Route)
    rendered(statements, routes)
    mentions.give(statements, routes)
    wrapped.give(statements, routes)
    return statements, routes


def _with_examples(statements: list[Statement]) -> list[Statement]:
    """`POST /matches records a match:` and its JSON in the next paragraph become one statement."""
    found: list[Statement] = []
    for one in statements:
        if found and re.match(r"[{\[]\s*[{\"]", one.text) and found[-1].text.endswith(":"):
            found[-1].text += f" {one.text}"
        else:
            found.append(one)
    return found


def _statements(text: str) -> Iterator[Statement]:
    block, heading = 0, ""
    for kind, lines, under in _blocks(text):
        block += 1
        if kind == "heading":
            heading = f"{heading} {lines}".strip() if _OF_FIELDS.fullmatch(lines) else lines
            continue
        pages = False
        subject = _SUBJECT.match(lines) if under and kind == "text" else None
        for place, sentence in enumerate([lines] if kind == "row" else reworded(lines)):
            about = f"{subject[1]}: " if subject and place and not _SUBJECT.match(sentence) and "/" not in sentence else ""
            pages = pages or bool(_OF_PAGES.match(sentence))
            yield Statement(about + sentence, block, "Pages" if pages else heading, under)


#: From here on, a paragraph is about pages alone: `The pages: GET / shows …`.
_OF_PAGES = re.compile(
    r"(?i)(?:(?:there (?:are|is)|and|the|two|three|four|some|these|html|web|public) )*pages?:(?= (?:GET )?[`\"']?/| GET)"
)
#: A headline that says nothing of the resource: that above it does.
_OF_FIELDS = re.compile(r"(?i)(?:the )?(?:fields?|attributes|properties|data|data model|model|schema|columns|members|body|request body):?")
#: A line of an indented list without bullets: `  name: text, required`.
_KEYED = re.compile(r"^\s*[`\"]?[a-z]\w*[`\"]?[*?]?(?:\s*: +| +- +)\S|^\s+[a-z]\w*[*?]?\s{2,}[\w\"]")
#: `  name    text, required`.
_ALIGNED = re.compile(r"^\s+[a-z]\w*[*?]?(?: {2,}|\s*: +| +- +)[\w\"]")
#: A bullet about one field; its sentences all are about that.
_SUBJECT = re.compile(r"([`\"]?[a-z]\w*[`\"]?)\*?(?:: | - | ?\()")


@dataclass
class _Above:
    """The lines that what follows may be below of: indentation and text. A paragraph stands at -1."""

    lines: list[tuple[int, str]] = field(default_factory=list)

    def of(self, indent: int) -> str:
        """What a bullet of this indentation is below of."""
        while self.lines and self.lines[-1][0] >= indent:
            self.lines.pop()
        return self.lines[-1][1] if self.lines else ""

    def fields(self, head: list[str]) -> str:
        """What a row of a table with these titles is below of: fields, or nothing."""
        return " ".join([*(text for _, text in self.lines), "fields:"]) if of_fields(head) else ""

    def blank(self) -> None:
        """After an empty line, a list is only below of a paragraph that announces it."""
        self.lines = [one for one in self.lines if one[0] >= 0 or one[1].endswith(":")]


def _blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Paragraphs, bullets (with the lines that go on), rows of tables, headings; and what they are below of."""
    lines = [*text.split("\n"), ""]
    pending: list[str] = []
    head: list[str] = []
    above, indent = _Above(), -1
    for number, line in enumerate(lines):
        stripped = line.strip()
        kind = _kind(lines, number, bool(pending))
        kind = "label" if kind == "more" and len(line) - len(line.lstrip()) < indent and pending else kind
        if kind != "more" and pending:
            whole = " ".join(pending)
            yield "text", whole, above.of(indent) if indent >= 0 else ""
            above.lines = [*above.lines, (indent, whole)] if indent >= 0 else [(-1, whole)]
            pending = []
        if kind == "row":
            cells = [cell.strip() for cell in stripped.strip("|").split("|")]
            if not head and re.fullmatch(r"[\s|:\-]+", "".join(lines[number + 1 : number + 2]).strip() or "x"):
                head = cells
            else:
                yield "row", row(cells, head), above.fields(head)
        elif kind == "heading":
            above.lines = []
            yield "heading", _titled(lines, number, False), ""
        elif kind == "blank":
            above.blank()
        elif kind in {"bullet", "label", "more"}:
            indent = indent if pending else len(line) - len(line.lstrip()) if kind == "bullet" else -1
            pending.append(_BULLET.sub("", line).strip() if kind == "bullet" else stripped)
        head = head if kind in {"row", "rule"} else []


def _kind(lines: list[str], number: int, pending: bool) -> str:
    """What a line is: `row` or `rule` of a table, `heading`, `bullet`, `label`, `blank`, or `more` of what stands before."""
    line = lines[number]
    if not line.strip():
        return "blank"
    if line.strip().startswith("|"):
        return "rule" if re.fullmatch(r"[\s|:\-]+", line.strip()) else "row"
    if _titled(lines, number, pending):
        return "heading"
    before = lines[number - 1] if number else ""
    if _KEYED.match(line) and (before.rstrip().endswith(":") or _KEYED.match(before) or (number and _titled(lines, number - 1, False))):
        return "bullet"
    if _ALIGNED.match(line) and re.match(rf"`?(?:{METHOD})\s+`?/", before) and any(map(_ALIGNED.match, lines[number + 1 : number + 2])):
        return "bullet"
    if _BULLET.match(line) or re.match(rf"\s*`?(?:{METHOD})\s+`?/", line):
        return "bullet"
    apart = (
        _SENTENCE.match(line) and _LISTED_LINE.match(before) and not re.search(r"[,;:(]\s*$|\b(?:and|or|the|an?|to|of|with)\s*$", before)
    )
    return "label" if apart or (_LABELLED.match(line) and re.search(r"[.:;)\]}]\s*$", before)) else "more"


#: A sentence of its own below a list, without an empty line between.
_SENTENCE = re.compile(r"(?:[A-Z][a-z]+|[1-5]\d\d) [^|]*\.\s*$")
_LISTED_LINE = re.compile(rf"(?:\s*(?:[-*\u2022+]|\d+[.)])\s+\S|\s*`?(?:{METHOD})\s+`?/)")


def _titled(lines: list[str], number: int, pending: bool) -> str:
    """The text of a headline; empty when the line is none."""
    if re.match(rf"\s*`?(?:{METHOD})\s+`?/", lines[number]):
        return ""
    found = _HEADING.match(lines[number]) or (_LABEL.match(lines[number]) if not pending and _begins(lines, number + 1) else None)
    return found["text"] if found else ""


def _begins(lines: list[str], number: int) -> bool:
    """Whether a list or a route begins here: then the line before is its headline."""
    following = next((line for line in lines[number : number + 2] if line.strip()), "")
    keyed = _ALIGNED.match(following) and not lines[number - 1].rstrip().endswith(":")
    return bool(_BULLET.match(following) or keyed or re.match(rf"\s*`?(?:{METHOD})\s+`?/", following))


def split(text: str, pattern: str) -> list[str]:
    """The parts of a text between matches that stand outside of brackets, braces and quotes."""
    masked = mask(text)
    found, start = [], 0
    for match in re.finditer(pattern, masked):
        found.append(text[start : match.start()])
        start = match.end()
    return [part.strip() for part in [*found, text[start:]] if part.strip()]


def mask(text: str) -> str:
    """The text with what stands in brackets, braces or quotes blanked out, so that a search finds only what is outside. As long as before."""
    out, depth, quote = [], 0, ""
    for i, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
            out.append("_")
        elif char in '"`' or (char == "'" and (i == 0 or not text[i - 1].isalnum()) and "'" in text[i + 1 : i + 40]):
            quote = char
            out.append("_")
        elif char in "({[":
            depth += 1
            out.append("_")
        elif char in ")}]":
            depth = max(0, depth - 1)
            out.append("_")
        else:
            out.append("_" if depth else char)
    return "".join(out)


#: A bracket that is about the list before it, not about what creates its elements: `POST /a, GET /a (filter by colour)`.
_OF_LISTS = re.compile(
    r"(?i)[`\"']?\s*\((?:(?:with|optional|can be|may be|also|takes?|supports?) )*(?:filter|sort|search|order|narrow|paged|newest|oldest|\?)"
)

#: What only the last of several routes carries: `POST /stations and POST /bikes (with number and station_id) create them`.
_BODY_OF_LAST = re.compile(r"(?i)^[`\"']?\s*\((?:with|body|takes?|giving|having|fields?)\b[^()]*\)")


#: A success status right behind the last of several routes: `GET /a/{id}, DELETE /a/{id} (204)`.
_STATUS_OF_LAST = re.compile(r"^[`\"']?\s*\((?:->|answers |returns )?\s*20[0-4]\)")


#: `a form … that is submitted as POST /dishes`, `records are available as GET /records`: that is the operation itself.
_NO_CALL = r"(?! (?:submi|sen[dt]|post|goes|travel|arriv|hand|deliver|offer|available|reach|call|expos|provid|had)[a-z]*(?: (?:in|out|off|there|then|also))? as\s*[`\"']?$)"
#: What stands before an operation that only is referred to: `in the order of GET /ideas`, `each in the same form as GET /oils/{id}`.
_LIKE_ANOTHER = re.compile(
    r"(?i)(?:\b(?:order|ordering|ordered|sorted|sorting)(?: is)?(?: of| as| like| that of| the same as)(?: in| for| by| with)?"
    rf"|\b(?:same|identical|form|shape|format|structure|layout|representation|members|fields|entr(?:y|ies)|objects?|elements?|items?|each|every|records?|looks?|exactly|just)\b(?:{_NO_CALL}[^.;,:]){{0,40}}? (?:as|like)"
    r"(?: (?:in|by|for|with|of|from|what|that|those|it|they|returned|shown|described|answered|given|(?:the )?(?:answers?|responses?|results?|output|one|ones|form|shape|format|object)))*"
    r"|\b(?:form|shape|format|structure|layout|representation) (?:of|from|in)(?: the (?:answers?|responses?|results?) (?:of|from|to))?)\s*[`\"']?$"
)


def _routes(statement: Statement, site: bool) -> Iterator[Route]:
    text = statement.text
    marks = [
        match
        for match in _ROUTE.finditer(text)
        if (not _LIKE_ANOTHER.search(text[: match.start()]) if match["path"] else _is_path(match, text, site))
    ]
    method = before_path = ""
    ends = 0
    bracketed: list[Route] = []
    waiting: list[tuple[re.Match[str], list[str], str]] = []
    for i, match in enumerate(marks):
        posted = bool(match["bare"]) and _told(text[marks[i - 1].end() if i else 0 : match.start()]) == "POST"
        carried = ["POST"] if posted else waiting[-1][1] if waiting and method else [method or _told(text[: match.start()])]
        methods = re.findall(METHOD, match["methods"] or "") or carried
        method = methods[-1] if match["methods"] else method
        following = marks[i + 1] if i + 1 < len(marks) else None
        cut = _clause_start(text, match.end(), following.start()) if following else len(text)
        own = _OWN.match(text[match.end() : following.start()]) if following and cut < 0 else None
        waiting.append((match, methods, own[1] or "" if own else ""))
        if following and cut < 0:
            continue
        said = text[match.end() : cut]
        for place, (mark, names, given) in enumerate(waiting):
            lead = text[ends : mark.start()] if place == 0 else ""
            for name in names:
                body = f" {mark['body'].strip()}" if mark["body"] else given
                path = mark["path"] or joined(mark["bare"], before_path)
                before_path = path
                query = mark["query"] or mark["bare_query"] or ""
                last = place == len(waiting) - 1
                told = said if last else "" if _OF_LISTS.match(said) else _BODY_OF_LAST.sub("", _STATUS_OF_LAST.sub("", said))
                inside = _bracketed(text, mark, said) if len(waiting) == 1 else None
                told, cut = (inside, mark.end() + len(inside) + 1) if inside is not None else (told, cut)
                route = Route(
                    name, path_of(path), query_of(query), lead_of(lead), (body + tail(told)).strip(), statement, heading=statement.heading
                )
                bracketed += [route] if inside is not None else []
                yield route
        waiting, ends = [], cut
    if bracketed and len(bracketed) == len(marks):
        rest = text[ends:] if len(bracketed) > 1 else f"{bracketed[0].lead.rstrip(' (')} {text[ends:].strip()}"
        for route in bracketed:
            route.more += split(rest, r"\s*;\s*") if len(bracketed) > 1 else [rest]


def _bracketed(text: str, mark: re.Match[str], said: str) -> str | None:
    """The words about a route within its bracket: `Members (POST /members with name and email) and courses (…)`. None where what is outside is about it alone."""
    close = closing(said) if re.search(r"\([`\"']?$", text[: mark.start()]) else -1
    alone = close >= 0 and (
        re.search(r"[a-z]{2}", said[:close]) or re.match(r"\) (?:only|if|when|while|unless|is|are|must|can|may)\b", said[close:])
    )
    return said[:close] if alone else None


def closing(text: str) -> int:
    """Where the bracket closes that is open before the text; -1 where it does not."""
    depth = 0
    for place, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            return place
    return -1


_ANSWERS = (
    r"[`\"']?(?: (?:is|shows|lists|displays|has|gives)\b| \((?:HTML|(?:HTML |web )?page)\)|:(?= (?!(?:GET|POST|PUT|PATCH|DELETE)\b)))"
)


#: `At /items/new there is a form`, `entered at /items/new, a page with a form`.
_IS_PAGE = re.compile(r"(?i)[`\"']?,? (?:there is |there's |which is |is )?an? (?:[a-z]+ )?(?:page|form)\b")


#: A path that something leads to is an operation only where others tell of it.
_LEADS_TO = re.compile(
    r"(?i)(?:\b(?:browser|visitor|user|reader|customer|person|client|one|you|they|people)s? (?:(?:is|are|then|gets?) )*(?:goes|go|sent|led|ends? up|moves?|forwarded)(?: on| over)?|\blink\w*(?: \w+)?|\bredirect\w*(?: \w+){0,4}?|\bback|\bleads?|\breturns?|\blands?|\btaken|\bbrought)(?: \([^()]*\))? (?:to|on|at)\s*[`\"']?$"
)


def _is_path(match: re.Match[str], text: str, site: bool) -> bool:
    """Whether a bare path is an operation that is told, not a mention of one: `opens /go/CODE`, `POST {...} to /links`."""
    before = text[: match.start()]
    if _LEADS_TO.search(before):
        return False
    if re.search(r"(?:^|[.;:,] |\band )$", before) and re.match(_ANSWERS, text[match.end() :]):
        return bool(match["bare_query"] or site or re.search(r"(?i)\b(?:page|html|website|form)s?\b", text))
    if re.search(r"(?i)\b(?:at|on|under)\s*[`\"']?$", before) and _IS_PAGE.match(text[match.end() :]):
        return True
    if match["bare"] in {"/", ""} and not re.search(r"(?i)\b(?:page|at|on|opens?|visit\w*)\s*[`\"']?$", before):
        return False
    if match["bare"].count("/") == 1 and not re.fullmatch(r"/(?:[a-z][\w\-.]*)?", match["bare"]):
        return False
    told = r"(?i)\b(?:POST(?:s|ed|ing)?|submits?|submitted|sends?|sent|GETs?|opens?|open|visits?|visiting|page at|page on|list at|at|under|on|to|page|from|via|through|and|or|,)\s*[`\"']?$"
    where = text if match["bare"] == "/" else before
    return bool(re.search(told, before)) and bool(
        re.search(rf"\b(?:{METHOD})\b|(?i:\b(?:opens?|visits?|visiting|post(?:s|ed|ing)?|page|form|browser|html)\b)", where)
    )


def _told(before: str) -> str:
    return "POST" if re.search(r"(?i)\b(?:post(?:s|ed|ing)?|submit(?:s|ted)?|(?:is|are|being) sent|form sends)\b[^.;]*$", before) else "GET"


#: Nothing but a request between two routes: `POST /a/{id}/in {"amount"} and POST /a/{id}/out {"amount"} change …`.
_OWN = re.compile(r"[`\"']?(\s*\{[^{}]*\})?[\s,;`\"']*(?:and|or|as well as|&|plus)?[\s`\"']*")


def _clause_start(text: str, start: int, end: int) -> int:
    """Where the clause begins that names the next route; -1: nothing is said between the two, what follows is about both."""
    between = mask(text)[start:end]
    if _OWN.fullmatch(text[start:end]):
        return -1
    marks = list(re.finditer(r";\s*|,\s*(?:and |while |whereas |but |then )?|\s+(?:and|while|whereas|but)\s+|\.\s+", between))
    close = [match for match in marks if len(between) - match.end() <= 3]
    purpose = [match for match in marks if re.match(r"(?i)(?:and )?to \w+", between[match.end() :])]
    strong = [match for match in marks if match[0].strip()[:1] in {";", ".", ","}]
    near = purpose[-1:] or close[-1:] or strong[-1:] or marks[-1:]
    return start + near[0].end() if near else end
