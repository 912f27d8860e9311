"""Limits of numbers and lengths, in the words that `constraints` reads them from."""

import re

from shared.reading.text.lexicon import NUMBERS

NUMBER = r"(-?\d+(?:[.,]\d+)?)"
UNIT = r"(?:characters?|chars?|letters?|signs?|symbols?|digits?|long|words)"
_FIRST = r"(?:earliest|lowest|smallest|shortest|soonest|minimum)"
_LAST = r"(?:latest|newest|highest|largest|longest|biggest|maximum)"
#: `at least 3 and at most 10`, `a length of 3 to 10`, `min length 3`, `< 3 or > 10 characters`, in the words that the limits are read from.
_LIMITS = (
    (
        re.compile(
            rf"(?<![-:\d./])(?<!< )(?<!> ){NUMBER}(?: {UNIT})? (?:or|and) (?:later|newer|upwards?|onwards?|bigger|larger|longer|over)\b(?! than)"
        ),
        r">= \1",
    ),
    (
        re.compile(rf"(?<![-:\d./])(?<!< )(?<!> ){NUMBER}(?: {UNIT})? (?:or|and) (?:earlier|smaller|shorter|lower|below|under)\b(?! than)"),
        r"<= \1",
    ),
    (re.compile(rf"(?<![-:\d./]){NUMBER} at (?:the |its )?(?:very )?{_FIRST}\b"), r">= \1"),
    (re.compile(rf"(?<![-:\d./]){NUMBER} at (?:the |its )?(?:very )?{_LAST}\b"), r"<= \1"),
    (re.compile(rf"\b{_FIRST}(?: (?:possible|allowed|valid|value|number|one))*(?: is|:| =| of)? {NUMBER}(?![-:/\d])"), r">= \1"),
    (re.compile(rf"\b{_LAST}(?: (?:possible|allowed|valid|value|number|one))*(?: is|:| =| of)? {NUMBER}(?![-:/\d])"), r"<= \1"),
    (
        re.compile(
            rf"\b(?:no|not|never) (?:be )?(?:earlier|sooner|before|older)(?: than)? {NUMBER}(?![-:/\d])|\bsince {NUMBER}(?![-:/\d])"
        ),
        r">= \1\2",
    ),
    (re.compile(rf"\b(?:no|not|never) (?:be )?(?:later|after|newer)(?: than)? {NUMBER}(?![-:/\d])"), r"<= \1"),
    (re.compile(rf"\b(?:before|earlier than) {NUMBER}(?![-:/\d])(?! [a-z]+s\b)"), r"< \1"),
    (re.compile(rf"\b(?:after|later than) {NUMBER}(?![-:/\d])(?! [a-z]+s\b)"), r"> \1"),
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

_COUNT = rf"(?:{NUMBER} ?(?:to|-|and|or) ?{NUMBER}|[<>]=? ?{NUMBER}(?:,? (?:and|but) [<>]=? ?{NUMBER})?|{NUMBER} or more)"
#: `2 to 4 different texts`: a list of so many.
_SEVERAL = re.compile(
    rf"^(?P<before>(?:[a-z_]\w* )?\W*(?:must (?:be|contain|have) |is |are |with |of |contains? |has |have )*)(?:between |from )?(?P<count>{_COUNT}) (?:non-?empty |short )?"
    r"(?P<how>(?:(?:different|distinct|unique) )?)(?P<kind>texts|strings|integers|whole numbers|numbers|ids|emails|dates|urls)\b"
)

_SPELLED = re.compile(rf"(?i)\b(?:{'|'.join(NUMBERS)})\b(?= (?:to|or|and) (?:\d|{'|'.join(NUMBERS)}))")


def with_lists(text: str) -> str:
    """The text with `list of` before what there are several of."""
    text = _SPELLED.sub(lambda match: str(NUMBERS[match[0].lower()]), text)
    return _SEVERAL.sub(r"\g<before>list of \g<how>\g<kind>, \g<count> items", text)


def counts(text: str) -> bool:
    """Whether a text begins with how many there are: `2 to 4 texts`."""
    return _SEVERAL.match(text) is not None


def with_limits(text: str) -> str:
    """The text with one wording for limits of two ends and of lengths."""
    for pattern, to in _LIMITS:
        text = pattern.sub(to, text)
    return text
