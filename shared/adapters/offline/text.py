"""From an intent's text to statements: sentences, bullets and clauses, with the endpoints that they mention and the JSON that they show."""

import re
from dataclasses import dataclass, field
from typing import Any

_REPLACED = (
    (r"[\u2018\u2019\u02bc]", "'"),
    (r"[\u201c\u201d\u201e]", '"'),
    (r"[\u2013\u2014]", " - "),
    (r"\u2026", "..."),
    (r"\u2192|=>|->|\u27f6|\u21d2", " -> "),
    (r"\u2265", ">="),
    (r"\u2264", "<="),
    (r"[\u00a0\u2009]", " "),
    (r"\r\n?", "\n"),
    (r"\*\*|__(?=\S)", ""),
    (r"\be\.g\.,?", "for example"),
    (r"\bi\.e\.,?", "that is"),
    (r"\betc\.(?=\s+[A-Z]|\s*$)", "etc."),
    (r"\betc\.", "etc"),
    (r"\bapprox\.", "approximately"),
    (r"\bmax\.", "max"),
    (r"\bmin\.", "min"),
    (r"\bchars\.(?=\s+[a-z])", "chars"),
    (r"\bNo\. ", "number "),
    (r"(?i)\bto[ -]do\b", "todo"),
    (r"(?i)\bto[ -]dos\b", "todos"),
    (r"(?i)\be-mail", "email"),
    (r"(?i)\bcheck[ -]out\b", "checkout"),
    (r"(?i)\bcheck[ -]in\b", "checkin"),
    (r"```[a-z]*\n?", "\n"),
    (r"https?://(?:localhost|127\.0\.0\.1|example\.com|host)(?::\d+)?(?=/)", ""),
    (r"(?m)^\s*\|(?:[\s:|\-]+|[^|/]*\b(?:method|verb)\b[^/]*)\|?\s*$", ""),
    (r"(?m)^\s*\|\s*`?(GET|POST|PUT|PATCH|DELETE)`?\s*\|\s*`?(/[^|`\s]*)`?\s*\|\s*(.*?)\s*\|?\s*$", r"- \1 \2: \3"),
    (r"(?m)^#+\s*(.*?):?\s*$", r"\1:"),
)
_METHOD = r"(?:GET|POST|PUT|PATCH|DELETE)"
_PATH = r"/(?:[A-Za-z0-9_\-.~]|\{[\w:]+\}|:[A-Za-z]\w*|<[\w:]+>|\[\w+\]|/(?=[\w{:<\[]))*(?<![.])"
_QUERY = r"\?[\w\-=&{}<>.,%+*:\[\]|/]*[\w}>\]]"
_MENTION = re.compile(
    rf"`?\b(?P<methods>{_METHOD}(?:\s*(?:/|,|and|or|,\s*and|\|)\s*{_METHOD})*)(?:ing|s)?`?(?:\s+(?:requests?|calls?|endpoints?|method))?"
    rf"(?:\s+(?:a|the|JSON))*(?:\s+(?:to|on|at|for|from|against|of))?\s*:?\s*`?\"?(?P<path>{_PATH})(?P<query>{_QUERY})?[`\"]?(?!\w)"
)
_BARE = re.compile(
    rf"(?<![\w/<.:{{])[`\"]?(?P<path>/(?:[A-Za-z][\w\-]*|\{{\w+\}})(?:/(?:[\w\-]+|\{{\w+\}}|:\w+|<\w+>))*|/(?=[\s,.;`\")]|$))(?P<query>{_QUERY})?[`\"]?"
)
_SENTENCE = re.compile(
    r"(?<=\d\d\d\.)\s+(?=[a-z])|(?<=[.!?])[\"')]*\s+(?=[\"'`(\[{]*[A-Z/0-9])|\s*;\s+|(?<=\.)\s+(?=[a-z]+ing\b)|(?<=[}\]`_]\.)\s+(?=[a-z])|(?<=\.)\s+(?=[a-z]+:)"
)
_BULLET = re.compile(r"^\s*(?:[-*\u2022+]|\d+[.)]|\([a-z0-9]\)|[a-z]\))\s+")
#: A line of so many characters that ends without a stop was broken by an editor, not by its author.
_WRAPPED = 100
_PAIRS = {"(": ")", "{": "}", "[": "]"}


@dataclass(frozen=True)
class Mention:
    """An endpoint that a statement names, and where."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    start: int
    end: int
    sample: tuple[tuple[str, str], ...] = ()
    """Path parameter -> the example that stood in its place."""


@dataclass
class Statement:
    """A sentence or a bullet. `header` is the line above a list (`Each book has:`)."""

    text: str
    header: str = ""
    mentions: list[Mention] = field(default_factory=list)
    bullet: bool = False
    below: bool = False
    """A bullet that is indented below an endpoint's: it says more about that."""


def normalise(text: str) -> str:
    """The text with one spelling of quotes, dashes, arrows and abbreviations."""
    for pattern, replacement in _REPLACED:
        text = re.sub(pattern, replacement, text)
    return re.sub(r"(?<=\S)[ \t]+", " ", text.expandtabs()).strip()


def mask(text: str) -> str:
    """The text with what is in brackets or quotes replaced by `_`, of the same length: to split only outside of them."""
    out: list[str] = []
    stack: list[str] = []
    quote = ""
    for i, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
            out.append("_")
        elif char == '"' and '"' in text[i + 1 : i + 200] and not stack:
            quote = char
            out.append("_")
        elif char in _PAIRS and _PAIRS[char] in text[i:]:
            stack.append(_PAIRS[char])
            out.append("_")
        elif stack:
            if char == stack[-1]:
                stack.pop()
            out.append("_")
        else:
            out.append(char)
    return "".join(out)


def split_outside(text: str, pattern: str | re.Pattern[str]) -> list[str]:
    """Splits where the pattern matches outside of brackets and quotes; empty parts are dropped."""
    covered = mask(text)
    parts, start = [], 0
    for match in re.finditer(pattern, covered):
        parts.append(text[start : match.start()])
        start = match.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip(" ,.;:")]


def statements(text: str) -> list[Statement]:
    """The statements of a normalised text, in order, each with the endpoints that it mentions."""
    found: list[Statement] = []
    above: list[tuple[int, str, bool]] = []
    relaxed = not re.search(r"[.!?]\s+[A-Z]", text)
    for line in _lines(text):
        bullet = _BULLET.match(line)
        body = line[bullet.end() :] if bullet else line.strip()
        depth = len(line) - len(line.lstrip()) if bullet else -1
        while above and above[-1][0] >= depth:
            above.pop()
        header, called = above[-1][1:] if above else ("", False)
        for sentence in _sentences(body, relaxed):
            if found and re.match(r"(?i)(?:otherwise|else|(?:and )?also (?:when|if|for))\b", sentence) and not mentions(sentence):
                found[-1].text = f"{found[-1].text.rstrip('. ')}, {sentence}"
                continue
            found.append(Statement(sentence, header, mentions(sentence), bool(bullet), called))
            called = called or bool(bullet and found[-1].mentions)
        last = (_sentences(body, relaxed) or [""])[-1]
        if bullet or body.endswith(":"):
            above.append((depth, last.rstrip(":"), bool(bullet and mentions(body))))
    return _fold_lists(found)


def _lines(text: str) -> list[str]:
    """Lines, with those that only go on (a JSON example over several lines, a wrapped sentence) put together."""
    joined: list[str] = []
    depth = 0
    for line in text.split("\n"):
        stripped = line.strip()
        goes_on = joined and stripped and (depth > 0 or _continues(joined[-1], stripped))
        if goes_on:
            joined[-1] = f"{joined[-1]} {stripped}"
        elif stripped:
            joined.append(line.rstrip())
        depth = max(0, depth + stripped.count("{") - stripped.count("}"))
    return joined


def _continues(before: str, line: str) -> bool:
    if _BULLET.match(line) or before.endswith((".", ":", "!", "?", ";")) or re.match(rf"`?{_METHOD}\b", line):
        return line.startswith("{") and before.endswith(":") and bool(re.search(_METHOD, before))
    wrapped = len(before) >= _WRAPPED
    return wrapped or line[:1].islower() or line[:1] in "({?[&\"'" or before.endswith((",", " and", " or", " with", " the", " a", " of"))


def _sentences(text: str, relaxed: bool = False) -> list[str]:
    """Sentences; `relaxed` for people who write all in lower case."""
    return split_outside(text, r"(?<=[a-z0-9_)}\]\"'][.!?])\s+|\s*;\s*" if relaxed else _SENTENCE) or []


def _fold_lists(found: list[Statement]) -> list[Statement]:
    """`Each book has:` and bullets that name no endpoint become one statement."""
    folded: list[Statement] = []
    for statement in found:
        if statement.bullet and _FIELDS_BELOW.search(statement.header) and not statement.mentions and folded:
            before = folded[-1]
            text = re.sub(_ONE_FIELD, r"\1 (\2)", statement.text.rstrip(".,; "))
            if before.text.rstrip(":") == statement.header:
                before.text = f"{_RESOURCE.sub(r'A \1 has', statement.header)}: {text}"
            else:
                before.text = f"{before.text}, {text}"
        else:
            folded.append(statement)
    return folded


_FIELDS_BELOW = re.compile(
    r"(?i)\b(has|have|fields?|properties|attributes|with|contains?|includes?|columns|consists? of|stores?)( the)?( following)?( \w+)?$"
    r"|^(?:resource|entity|model|object|record|type|table|schema|data model)\b\W*\w+$"
)
_RESOURCE = re.compile(r"(?i)^(?:resource|entity|model|object|record|type|table|schema|data model)\b\W*(\w+)$")
#: `species: string, required` in a list with one field a line.
_ONE_FIELD = r"^([`'\"]?[A-Za-z_]\w*[`'\"]?)\s*(?::| - )\s*([^()]+(?:\([^()]*\)[^()]*)*)$"


def mentions(text: str) -> list[Mention]:
    """The endpoints that a sentence names, in order. `GET and POST /todos` are two at one place."""
    found: list[Mention] = []
    for match in _MENTION.finditer(text):
        path, sample = _template(match["path"])
        query = _query(match["query"] or "")
        methods = re.findall(_METHOD, match["methods"])
        end, places = match.end(), [(path, sample)]
        while more := re.compile(rf"\s*(?:,|and|or|,\s*and)\s+`?({_PATH})`?(?![\w?])").match(text, end):
            places.append(_template(more[1]))
            end = more.end()
        for place, one_sample in places:
            found += [Mention(method, place, query, match.start(), end, one_sample) for method in methods]
    return found


def bare_paths(text: str) -> list[Mention]:
    """Paths that stand without a method (`a page at /`, `an endpoint /convert`)."""
    taken = [(m.start, m.end) for m in mentions(text)]
    found = []
    for match in _BARE.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        path, sample = _template(match["path"])
        found.append(Mention("", path, _query(match["query"] or ""), match.start(), match.end(), sample))
    return found


def _template(path: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A path with parameters in braces: `:id`, `<int:id>`, `[id]` and a plain number mean the same."""
    parts, sample = [], []
    for part in path.strip("/").split("/"):
        match = re.fullmatch(r"\{(?:\w+:)?(\w+)(?::\w+)?\}|:(\w+)|<(?:\w+:)?(\w+)>|\[(\w+)\]", part)
        if match:
            parts.append("{" + next(group for group in match.groups() if group) + "}")
        elif re.fullmatch(r"\d+", part) and parts:
            parts.append("{id}")
            sample.append(("id", part))
        elif part:
            parts.append(part)
    return "/" + "/".join(parts), tuple(sample)


def _query(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in text.lstrip("?").split("&"):
        name, _, value = pair.strip("[]").partition("=")
        name = name.strip("{}<>[]")
        if re.fullmatch(r"[A-Za-z_]\w*", name):
            pairs.append((name, value.strip("<>[]")))
    return tuple(pairs)


@dataclass(frozen=True)
class Shape:
    """JSON that the text shows: names and what stands there (a value, the name of a type, or None)."""

    members: tuple[tuple[str, Any], ...]
    start: int
    end: int
    exact: bool = False
    """All members have real values: an example that can be checked."""

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.members]


def shapes(text: str) -> list[Shape]:
    """The JSON objects in a text that are not path parameters."""
    found = []
    position = 0
    while (start := text.find("{", position)) >= 0:
        end = _closing(text, start)
        position = start + 1
        if end < 0 or (start > 0 and text[start - 1] in "/=") or text[end : end + 1] == "/":
            continue
        members = _members(text[start + 1 : end - 1])
        if members:
            exact = all(value is not None and not isinstance(value, Placeholder) for _, value in members)
            found.append(Shape(tuple(members), start, end, exact))
            position = end
    return found


@dataclass(frozen=True)
class Placeholder:
    """What stands for a value in a shape: `<string>`, `...`, `number`."""

    text: str


def _closing(text: str, start: int) -> int:
    depth = 0
    quoted = False
    for i in range(start, len(text)):
        char = text[i]
        if char == '"' and text[i - 1] != "\\":
            quoted = not quoted
        elif not quoted and char in "{[":
            depth += 1
        elif not quoted and char in "}]":
            depth -= 1
            if depth == 0:
                return i + 1
    return -1


def _members(text: str) -> list[tuple[str, Any]]:
    members: list[tuple[str, Any]] = []
    for part in _top_level(text):
        match = re.fullmatch(r"\s*(?:\"([\w\- ]+)\"|'([\w\- ]+)'|([A-Za-z_][\w\-]*)(\?)?)\s*(?::\s*(.*?)\s*)?", part, re.DOTALL)
        if not match:
            if part.strip(". ") == "" and members:
                continue
            return []
        members.append((match[1] or match[2] or match[3], value_of(match[5]) if match[5] else None))
    return members


def _top_level(text: str) -> list[str]:
    parts, depth, quoted, current = [], 0, False, ""
    for i, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        if not quoted:
            depth += (char in "{[(") - (char in "}])")
            depth += (char == "<" and text[i + 1 : i + 2].isalpha() and ">" in text[i:]) - (char == ">" and depth > 0 and "<" in text[:i])
        if char == "," and depth == 0 and not quoted:
            parts.append(current)
            current = ""
        else:
            current += char
    return [part for part in [*parts, current] if part.strip()]


def value_of(text: str) -> object:
    """The value that a JSON-like text stands for; a Placeholder when it only describes one."""
    text = text.strip()
    if match := re.fullmatch(r"\"(.*)\"|'(.*)'", text, re.DOTALL):
        inner = match[1] if match[1] is not None else match[2]
        return Placeholder(inner) if re.fullmatch(r"\.{2,}|<.*>|", inner.strip()) else inner
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    if text in {"true", "false", "True", "False"}:
        return text.lower() == "true"
    if text in {"null", "None"}:
        return Placeholder("null")
    if text.startswith("["):
        return [value_of(part) for part in _top_level(text.strip("[]"))]
    if text.startswith("{"):
        return dict(_members(text[1:-1]))
    return Placeholder(text.strip("<>"))


def title_of(text: str) -> str:
    """A title from the first sentence, without its wishes."""
    first = re.split(r"(?<=[.!?:])\s|\n", text.strip())[0].rstrip(".:!?")
    first = (
        re.sub(
            r"(?i)^((please|hi|hello|hey|could you|can you|would you|i'd like( you)?( to)?|i would like( you)?( to)?|i want( you)?( to)?|i need( you)?( to)?|we want|we need|let's|make me|build me|give me|there)[, ]+)*(?:build|create|make|write|develop|implement|design|have|generate|see|get)?\s+",
            "",
            " " + first,
        ).strip()
        or first
    )
    return (first[:1].upper() + first[1:90]) or "A service"
