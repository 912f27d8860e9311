"""Limits of numbers and lengths, in the words that `constraints` reads them from."""

import re

NUMBER = r"(-?\d+(?:[.,]\d+)?)"
UNIT = r"(?:characters?|chars?|letters?|signs?|symbols?|digits?|long|words)"
#: `at least 3 and at most 10`, `a length of 3 to 10`, `min length 3`, `< 3 or > 10 characters`, in the words that the limits are read from.
_LIMITS = (
    (re.compile(rf">= ?{NUMBER},? (?:and|but|or) (?:(?:must|can|may) )?(?:be )?<= ?{NUMBER}"), r"\1 to \2"),
    (
        re.compile(rf"\blength(?: is|:)?(?: of| between| from)? ?{NUMBER} ?(?:to|-|and|\.\.\.?) ?{NUMBER}(?! ?{UNIT})"),
        r"\1 to \2 characters",
    ),
    (re.compile(rf"(?:\bmin(?:imum)?\.?|>=) length(?: of| is|:|=)? ?{NUMBER}"), r">= \1 characters"),
    (re.compile(rf"(?:\bmax(?:imum)?\.?|<=) length(?: of| is|:|=)? ?{NUMBER}"), r"<= \1 characters"),
    (re.compile(rf"\blength(?: is| of| must be)? ?([<>]=?) ?{NUMBER}(?! ?{UNIT})"), r"\1 \2 characters"),
    (re.compile(rf"([<>]=? ?\d+)(?= (?:or|and) [<>]=? ?\d+ ({UNIT}))"), r"\1 \2"),
)


def with_limits(text: str) -> str:
    """The text with one wording for limits of two ends and of lengths."""
    for pattern, to in _LIMITS:
        text = pattern.sub(to, text)
    return text
