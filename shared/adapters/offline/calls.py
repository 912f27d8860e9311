"""The endpoints that an intent names, each with the words that say what it does."""

import re
from dataclasses import dataclass, field

from shared.adapters.offline import words
from shared.adapters.offline.text import Mention, Shape, Statement, bare_paths, mask, shapes

_FOLLOWS = re.compile(
    r"(?i)^(it|this|the (?:response|answer|result|body|request|reply|code|endpoint|output)|returns?|answers?|responds?|if|otherwise|body|unknown|missing|an? (?:unknown|missing|invalid|empty|bad|second|repeated|duplicate)|both|on success|"
    r"when|for example|example|fails?|success|errors?|invalid|input|output|with|without|accepts?|optional|query|parameters?|requests? (?:with|without)|also|status|there|not found|\d{3}\b|response|request)\b"
)
_NO_STATUS_BEFORE = re.compile(
    r"(?i)(max(?:imum)?(?: of| length)?|most|least|to|than|limit(?:ed)?(?: of| to)?|up|between|and|exceeds?|=|:|[<>]=?|-|\bN|first|last|over|under|above|below|of|\d)\s*$"
)
_NO_STATUS_AFTER = re.compile(
    r"(?i)^\s*(characters?|chars|letters|items|words|pages|euros?|dollars|usd|eur|kg|km|grams|points|people|entries|seats|results|years|minutes|seconds|hours|days|%|[-.,/]\d|percent|units|bytes|calories)"
)
_STATUS_WORDS = {
    "created": 201,
    "no content": 204,
    "not found": 404,
    "conflict": 409,
    "bad request": 400,
    "unprocessable": 422,
    "gone": 410,
    "forbidden": 403,
    "unauthorized": 401,
    "payment required": 402,
}


@dataclass
class Call:
    """An endpoint that is named, with its words: `lead` before it, `text` after it, `extra` the sentences that follow up on it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    text: str
    lead: str = ""
    extra: list[str] = field(default_factory=list)
    sample: tuple[tuple[str, str], ...] = ()
    statement: str = ""

    @property
    def all(self) -> str:
        """All of its words."""
        return " . ".join(part for part in (self.lead, self.text, *self.extra) if part.strip())

    @property
    def segments(self) -> list[str]:
        return [part for part in self.path.split("/") if part]

    @property
    def last(self) -> str:
        """The last segment that is no parameter."""
        return next((part for part in reversed(self.segments) if not part.startswith("{")), "")

    @property
    def params(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    def request_shape(self) -> Shape | None:
        """The JSON that is sent: what is shown before any word of answering."""
        return next((shape for shape, answer in _shapes(self) if not answer), None)

    def answer_shape(self) -> Shape | None:
        """The JSON that is answered."""
        return next((shape for shape, answer in _shapes(self) if answer), None)


_ANSWER = re.compile(
    r"(?i)\b(returns?|returning|responds?|responding|answers?|answering|gives?|giving|response|->|yields?|outputs?|result(?:s|ing)? (?:is|in)|produces?|replies|reply|like this back)|->"
)
_REQUEST = re.compile(
    r"(?i)\b(body|accepts?|takes?|with|given|sending|send|sends|request|payload|input|expects?|receives?|from|posting|post|of the form)\b"
)


def _shapes(call: Call) -> list[tuple[Shape, bool]]:
    found = []
    for text in (call.lead, call.text, *call.extra):
        position = 0
        answering = False
        for shape in shapes(text):
            between = text[position : shape.start]
            answer_at = max((m.end() for m in _ANSWER.finditer(between)), default=-1)
            request_at = max((m.end() for m in _REQUEST.finditer(between)), default=-1)
            if answer_at >= 0 or request_at >= 0:
                answering = answer_at > request_at or (
                    answer_at >= 0 and bool(re.search(r"(?i)(return|respon|answer|->)\S*\s+(\S+\s+){0,4}(with|body)?\s*:?\s*$", between))
                )
            elif position == 0:
                answering = call.method == "GET"
            found.append((shape, answering))
            position = shape.end
    return found


def calls(found: list[Statement]) -> tuple[list[Call], list[Statement]]:
    """The calls in order, and the statements that name no endpoint (also those that follow up on one)."""
    result: list[Call] = []
    rest: list[Statement] = []
    recent: list[Call] = []
    for statement in found:
        if statement.mentions:
            recent = _of(statement)
            result += recent
            continue
        bare = _bare(statement)
        if bare:
            recent = bare
            result += bare
            continue
        rest.append(statement)
        if recent and (statement.below or _PARAMETER.match(statement.text)):
            recent[-1].query += tuple(pair for pair in parameters_in(statement.text) if pair not in recent[-1].query)
            recent[-1].extra.append(statement.text)
            continue
        goes_on = statement.text[:1].islower() and not statement.bullet and len(recent) > 0 and not recent[-1].statement[:1].islower()
        if recent and (_FOLLOWS.match(statement.text) or goes_on) and not statement.header and len({c.path for c in recent}) <= 6:
            recent[-1].extra.append(statement.text)
        else:
            recent = [] if not statement.bullet else recent
    return _united(result), rest


_PARAMETER = re.compile(r"[`\"]?[?&][A-Za-z_]\w*|[`\"]?[a-z_]\w*=[\w<{\[.]")


def parameters_in(text: str) -> list[tuple[str, str]]:
    """The query parameters that a line lists: `q=text: …`, `?cuisine=italian (exact match) and ?max_minutes=30`, `limit (default 10)`."""
    found = [(name, value.strip("<>[]")) for name, value in re.findall(r"(?<![\w/.])[?&]?([A-Za-z_]\w*)=([\w<>\[\]\-|]*)", text)]
    found += [(name, "") for name in re.findall(r"(?<![\w/])[?&]([A-Za-z_]\w*)\b(?!=)", text)]
    return [(name, value) for i, (name, value) in enumerate(found) if name not in {one for one, _ in found[:i]}]


def _bare(statement: Statement) -> list[Call]:
    """Endpoints without a method: `a page at /`, `an endpoint /convert that …` (read: GET)."""
    result = []
    for mention in bare_paths(statement.text):
        before = statement.text[: mention.start]
        if re.search(
            r"(?i)\b(page|form|html|endpoints?|routes?|paths?|resources?|collections?|at|under|on|via|for|use|and|visit\w*|open\w*|from|posts?|posted|sends?|sent|submit\w*|post to)\b[^.]{0,40}$",
            before,
        ) or not before.strip(" `:"):
            if re.search(
                r"(?i)(below|prefix\w*|under|base path|start(s|ing)? with|all (endpoints|routes|paths)[^.]*) [`\"]?$", before
            ) and mention.path.startswith("/api"):
                continue
            if _only_place(statement.text, mention):
                result.append(Call("ANY", mention.path, (), "", "", statement=statement.text))
                continue
            method = "POST" if re.search(r"(?i)\b(posts?|posted|posting|submit\w*|sent|sends)\b[^./]{0,30}$", before) else "GET"
            result.append(Call(method, mention.path, mention.query, statement.text[mention.end :], before, statement=statement.text))
    return result


def _only_place(text: str, mention: Mention) -> bool:
    """Whether a path only says where a resource lives: `CRUD under /products`, `use /entries`."""
    last = mention.path.rstrip("/").rpartition("/")[2]
    said = re.search(
        r"(?i)\b(returns?|shows?|displays?|page|html|form|redirect\w*|responds?|answers?|takes|converts?|computes?|calculates?|opens?|visits?|(?:list|array|them|same \w+|all) as JSON|JSON at)\b",
        text,
    )
    return not mention.query and not said and (last.startswith("{") or words.is_plural(words.code_name(last)))


def _of(statement: Statement) -> list[Call]:
    """The calls of one statement, each with its own part of the words."""
    text = statement.text
    groups: list[list[Mention]] = []
    for mention in statement.mentions:
        if groups and groups[-1][0].start == mention.start:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    tails = [text[group[0].end : groups[i + 1][0].start if i + 1 < len(groups) else len(text)] for i, group in enumerate(groups)]
    lead = text[: groups[0][0].start]
    before = _comes_before(text, groups, tails, lead)
    result = []
    for i, group in enumerate(groups):
        own_lead = lead if i == 0 else ""
        tail = tails[i]
        if before:
            own_lead = re.sub(r"^\s*\([^()]*\)", "", text[groups[i - 1][0].end if i else 0 : group[0].start])
            inside = _to_bracket(text, group[0])
            cut = re.search(r",|;|\band\b(?=[^()]*$)", mask(tail)) if i + 1 < len(groups) and not inside else None
            tail, cut = (inside, re.search(r"$", inside)) if inside else (tail, cut)
            tail = tail[: cut.start()] if cut else ("" if i + 1 < len(groups) else tail)
        elif i + 1 < len(groups) and not re.search(r"[A-Za-z]{3}|\d{3}", tail.replace("and", "").replace("requests", "")):
            tail = tails[i + 1]
        for mention in group:
            result.append(Call(mention.method, mention.path, mention.query, _clean(tail), _clean(own_lead), [], mention.sample, text))
    return result


def _to_bracket(text: str, mention: Mention) -> str:
    """The rest of the brackets that the endpoint stands in: `(GET /pets, optionally only one species)`."""
    if text[: mention.start].rstrip("` ")[-1:] != "(":
        return ""
    depth = 1
    for i in range(mention.end, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return text[mention.end : i]
    return ""


def _comes_before(text: str, groups: list[list[Mention]], tails: list[str], lead: str) -> bool:
    """Whether the words stand before each endpoint: `create (POST /todos), list (GET /todos)`, `To add one, use POST /todos`."""
    first = groups[0][0]
    if text[max(0, first.start - 1) : first.start] == "(" or text[max(0, first.start - 2) : first.start] == "(`":
        return True
    said = re.search(r"[A-Za-z]{3,}", tails[-1])
    return not said and bool(re.search(r"(?i)\b(via|with|using|through|by|use|calls?|at|on|to)\s*:?\s*`?$", lead.strip()))


def _clean(text: str) -> str:
    return (
        re.sub(r"(?i)(\s*[,;]\s*)?(\b(and|while|plus|then|finally|also)\b)?[\s,;`:\-]*$", "", text)
        .strip(" `,;:")
        .removeprefix("- ")
        .strip()
    )


def _united(found: list[Call]) -> list[Call]:
    """One call per method and path; what is said about it in other places is added."""
    result: dict[tuple[str, str], Call] = {}
    for call in found:
        key = (call.method, re.sub(r"\{\w+\}", "{}", call.path))
        if key in result:
            first = result[key]
            first.extra += [part for part in (call.lead, call.text, *call.extra) if part]
            first.query = tuple(dict(first.query + call.query).items())
            if "{id}" in first.path and "{id}" not in call.path:
                first.path = call.path
        else:
            result[key] = call
    return list(result.values())


def statuses(text: str) -> list[tuple[int, int]]:
    """HTTP statuses in a text with their positions; limits and amounts (`max 200 characters`) are none."""
    found = []
    for match in re.finditer(r"(?<![\w.\-#$€£/])(20[0-6]|30[1-8]|40\d|41\d|42\d|451|50\d)(?![\w])", text):
        before, after = text[: match.start()], text[match.end() :]
        if _NO_STATUS_AFTER.match(after) or (
            _NO_STATUS_BEFORE.search(before)
            and not re.search(
                r"(?i)(status(?: code)?|http|return\w*|with|->|error|code)\s*(of|:|=|and|to|-)?\s*$|\d{3} (or|and|to) $|\) and $|(else|or|:|->|-|and) $",
                before,
            )
        ):
            continue
        found.append((int(match[1]), match.start()))
    if not found:
        for phrase, code in _STATUS_WORDS.items():
            spoken = re.search(
                rf"(?i)\b(?:returns?|answers?|responds?|gives?|with|status|is|an?|error|->|otherwise|else|or)\s+(?:an?\s+|http\s+)*{phrase}\b",
                text,
            )
            if spoken and (code >= 400 or "content" in phrase):
                found.append((code, spoken.start()))
    return found


def success(call: Call, default: int) -> int:
    """The status of success that the words name."""
    for text in (call.text, call.lead, *call.extra):
        named = [code for code, _ in statuses(re.sub(r"\{[^{}]*\}", " ", text)) if code < 400]
        if named:
            return named[0]
    return default


def noun_of(segment: str) -> str:
    """The singular name of what a path's segment names."""
    return words.singular(words.code_name(segment))
