"""Where the sentences of a paragraph end."""

import re

_ABBREVIATIONS = ("e.g", "i.e", "etc", "incl", "excl", "resp", "approx", "max", "min", "no", "vs", "ca", "bzw", "z.b")


#: What stands behind a quote that a sentence ends with.
_BEGINS = re.compile(r"\s+[A-Z`][\w/`']* ")


def sentences(text: str) -> list[str]:
    """A paragraph's sentences; brackets and quotes stay whole."""
    found, depth, start, quoted = [], 0, 0, False
    for i, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char in "({[":
            depth += 1
        elif char in ")}]":
            depth = max(0, depth - 1)
        ends = char in ".!?" and depth == 0 and not quoted
        ends = ends or (char == '"' and not quoted and depth == 0 and text[i - 1] in ".!?" and _BEGINS.match(text[i + 1 :]) is not None)
        if ends and re.match(r"[\"')]*(?:\s+|$)", text[i + 1 :]) and not _abbreviated(text[start:i], text[i + 1 :]):
            found.append(text[start : i + 1].strip())
            start = i + 1
    found.append(text[start:].strip())
    return [one.strip().rstrip(".").strip() for one in found if one.strip(" .")]


def _abbreviated(before: str, after: str) -> bool:
    word = before.rsplit(" ", 1)[-1].lower().strip("(\"'")
    if word.endswith("..") or word == "." or before.endswith(".."):
        return True
    return word in _ABBREVIATIONS and not re.match(r"\s+[A-Z]\w+ \w+", after)
