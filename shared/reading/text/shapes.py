"""Text apart: split outside of brackets and quotes, the JSON that it shows, a title."""

import re
from dataclasses import dataclass
from typing import Any

_PAIRS = {"(": ")", "{": "}", "[": "]"}


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


#: What goes on about the value before it: `{"amount": number, must be positive}`.
_MORE = re.compile(
    r"\s*(?:(?:must|should|has to|may|can|at least|at most|min|max|up to|between|from|default|not|never) [^:\"]+|[<>]=? ?-?\d[^:\"]*|(?:positive|non-?negative|optional|required|unique|non-?empty)\s*)$"
)


def _members(text: str) -> list[tuple[str, Any]]:
    members: list[tuple[str, Any]] = []
    for part in _top_level(text):
        match = re.fullmatch(
            r"\s*(?:\"(?P<double>[\w\- ]+)(?P<may>\?)?\"|'(?P<single>[\w\- ]+)'|(?P<bare>[A-Za-z_][\w\-]*))(?P<optional>\?)?\s*(?::\s*(?P<value>.*?)\s*)?",
            part,
            re.DOTALL,
        )
        told = members[-1][1] if members else None
        if isinstance(told, Placeholder) and _MORE.match(part):
            members[-1] = (members[-1][0], Placeholder(f"{told.text}, {part.strip()}"))
            continue
        if not match and isinstance(told, Placeholder) and " " in told.text and re.match(r"[^:\"{}\[\]]+$", part):
            members[-1] = (members[-1][0], Placeholder(f"{told.text}, {part.strip()}"))
            continue
        if not match:
            if part.strip(". ") == "" and members:
                continue
            return []
        value = value_of(match["value"]) if match["value"] else None
        if match["may"] or match["optional"]:
            value = Placeholder(f"optional {match['value'] or ''}".strip())
        members.append((match["double"] or match["single"] or match["bare"], value))
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
    sentences = re.split(r"(?<=[.!?:])\s|\n", text.strip().lstrip("# "))
    greets = len(sentences) > 1 and re.fullmatch(r"(?i)(?:hi|hello|hey|good (?:morning|day|evening)|dear)\b[\w ,]{0,20}[.!:]", sentences[0])
    first = sentences[1 if greets else 0].rstrip(".:!?")
    first = (
        re.sub(
            r"(?i)^((please|hi|hello|hey|could you|can you|would you|i'd like( you)?( to)?|i would like( you)?( to)?|i want( you)?( to)?|i need( you)?( to)?|we want|we need|let's|make me|build me|give me|there)[, ]+)*(?:build|create|make|write|develop|implement|design|have|generate|see|get)?\s+",
            "",
            " " + first,
        ).strip()
        or first
    )
    return (first[:1].upper() + first[1:90]) or "A service"
