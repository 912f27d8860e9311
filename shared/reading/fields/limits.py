"""Limits of numbers and lengths, in the words that `constraints` reads them from."""

import re

from shared.reading.text.lexicon import NUMBERS

NUMBER = r"(-?\d+(?:[.,]\d+)?)"
UNIT = r"(?:characters?|chars?|letters?|signs?|symbols?|digits?|long|words)"
_FIRST = r"(?:least|earliest|lowest|smallest|shortest|soonest|minimum)"
_LAST = r"(?:most|latest|newest|highest|largest|longest|biggest|maximum)"
_FINE = r"(?:ok|okay|fine|allowed|possible|valid|permitted|accepted|good|all right)"
_NOT = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}
#: `nothing below 0`, `above 100 is not`: what there is not. In canonical wording.
_FORBIDDEN = re.compile(
    rf"(?i)\b(?:nothing|none|no (?:numbers?|values?|ones?)) (?P<none>[<>]=?) ?(?P<of>-?\d[\d.]*)"
    rf"|(?:^|(?<=[,;(])|(?<=[,;(] )|(?<=\band )|(?<=\bbut ))(?P<sign>[<>]=?) ?(?P<bound>-?\d[\d.]*),? (?:(?:is|are) (?:refused|not(?: {_FINE})?)|(?:(?:is|are) )?invalid)(?=\W*$|[,;)])"
)
#: `may be below 0`, `above 100 is fine`: no limit.
_FREE = re.compile(
    rf"(?i)\b(?:can|may|might) (?:also |even |well )*(?:be|go|get|become|fall|drop) < 0\b|[<>]=? ?-?\d[\d.]*,? (?:is|are) (?:also |still )?{_FINE}\b"
)
#: `0 is fine, less is not`.
_BEYOND = re.compile(
    rf"(?i)(?P<bound>-?\d[\d.]*) (?:(?:is|are|being) )?{_FINE},? ?(?:and |but )?(?:anything |everything )?(?P<way>less|lower|smaller|fewer|below|under|more|higher|larger|greater|bigger|above|over) (?:is |are )?(?:not|refused)\b"
)
#: `never below 0`.
_NEVER = re.compile(r"(?i)\bnever(?: be| go| get| fall| drop)? (?P<sign>[<>]=?) ?(?P<bound>-?\d[\d.]*)")
#: `may be 0 but never below`, `0 or anything above`.
_AND_NOT = re.compile(
    r"(?i)\b(?:(?:can|may|might) (?:also |even )?be )?(?P<bound>-?\d[\d.]*),? (?:(?:but|and) )?(?:not|never|nothing|no|can not)(?: be| go| get| fall| drop| anything)? (?P<way>less|lower|smaller|fewer|below|under|more|higher|larger|greater|bigger|above|over)\b(?! (?:than|-?\d))"
)
_OR_BEYOND = re.compile(
    r"(?i)(?<![\d.:-])(?P<bound>-?\d[\d.]*) (?:or|and) (?:anything|everything|any (?:number|value)) (?P<way>less|lower|smaller|fewer|below|under|more|higher|larger|greater|bigger|above|over)\b(?! (?:than|-?\d))"
)
#: `with up to two decimals`: how exact a number is, and no limit.
_PLACES = re.compile(
    r"(?i)(?:\bwith |\bof |\bin )?(?:(?:up to|exactly|maximum|at most|<=|no more than|max\.?) ?)?\b(?:\d|one|two|three|four) (?:decimals?|decimal (?:places|digits)|fraction(?:al)? digits|(?:digits|places) (?:after|behind) the (?:decimal )?(?:point|comma))\b"
)
#: `no negatives`, `negative values are not allowed`.
_NEGATIVE = re.compile(
    rf"(?i)\bno(?:t any)? negatives?(?: (?:numbers?|values?|amounts?|ones?))?\b(?! _*<)|\bnegatives?(?: (?:numbers?|values?|amounts?|ones?))? (?:is|are) (?:refused|invalid|not(?: {_FINE})?)\b"
)


def permitted(text: str) -> str:
    """The text with what is allowed left out, and what is not as a limit."""
    for beyond in (_BEYOND, _AND_NOT):
        text = beyond.sub(lambda match: f"{'>=' if match['way'].lower() in _LESS else '<='} {match['bound']}", text)
    text = _OR_BEYOND.sub(lambda match: f"{'<=' if match['way'].lower() in _LESS else '>='} {match['bound']}", text)
    text = _NEVER.sub(lambda match: f"{_NOT[match['sign']]} {match['bound']}", text)
    text = _FORBIDDEN.sub(lambda match: f"{_NOT[match['none'] or match['sign']]} {match['of'] or match['bound']}", text)
    return _NEGATIVE.sub("non-negative", _FREE.sub(" ", text))


_LESS = ("less", "lower", "smaller", "fewer", "below", "under")
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
    (re.compile(rf"\bout of {NUMBER}(?![-:/\d])(?! [a-z])"), r"0 to \1"),
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

_SPELLED = re.compile(
    rf"(?i)\b(?:{'|'.join(NUMBERS)})\b(?= (?:to|or|and) (?:\d|{'|'.join(NUMBERS)}))|(?<=\bout of )(?:{'|'.join(NUMBERS)})\b"
)
_BETWEEN = re.compile(rf"(?i)\b(between|from) (\d+|{'|'.join(NUMBERS)}) (and|to) (\d+|{'|'.join(NUMBERS)})\b(?! [a-z]+s\b)")


#: `from 1 (bad) to 5 (good)`, `1 being the worst and 5 the best`.
_BEST = r"(?:best|worst|lowest|highest|easiest|hardest|weakest|strongest|mildest|hottest|top|bottom|least|most|poor|bad|good|great|excellent|terrible|awful|perfect|easy|hard|low|high|mild|hot)"
_SCALE = re.compile(
    rf"(?i)\b(?:from|between) (?P<low>-?\d+)(?: ?\([^()]*\)| ?= ?[a-z]+) (?:to|and) (?P<high>-?\d+)(?: ?\([^()]*\)| ?= ?[a-z]+)?"
    rf"|(?:,? (?:where|with|in which) |, |\()(?P<first>-?\d+) (?:is|being|means|meaning|for|stands for|as|=)(?: the)?(?: very)? {_BEST}(?: [a-z]+)?(?:,? and|,) (?P<last>-?\d+)(?: (?:is|being|means|meaning|for|stands for|as|=))?(?: the)?(?: very)? {_BEST}(?: [a-z]+)?\)?"
)
#: `1, 2, 3, 4 or 5`, `anywhere between 1 and 5`.
_COUNTED = re.compile(
    r"(?i)\b(?:(?:only |either |exactly )*(?:one of )?(?:the numbers )?)(?<![a-z]s )(?P<list>\d(?:, \d)+,? (?:or|and) \d+)(?![\d.]| [a-z]+s\b)"
)
_ANYWHERE = re.compile(r"(?i) (?:anywhere|somewhere|always)(?= (?:between|from)\b)")

#: `from 1 to 4 where 1 is the most urgent`.
_EXPLAINED = re.compile(
    rf"(?i),? (?:where|with|in which) -?\d+ (?:is|being|means|meaning|stands for) (?:the )?(?:(?:most|least|more|less|very) )?(?:{_BEST}|[a-z]+)(?: [a-z]+)?(?=[,;.)]|$| and (?:an?|the|its|whether)\b)"
)


def _in_a_row(match: re.Match[str]) -> str:
    """The range of numbers that follow each other."""
    numbers = [int(one) for one in re.findall(r"\d+", match["list"])]
    return f"a whole number from {numbers[0]} to {numbers[-1]}" if numbers == list(range(numbers[0], numbers[-1] + 1)) else match[0]


def in_digits(text: str) -> str:
    """The text with the ends of ranges in digits: `between one and five`."""
    text = _SCALE.sub(
        lambda match: f"{'' if match['low'] else ' '}from {match['low'] or match['first']} to {match['high'] or match['last']}", text
    )
    text = _COUNTED.sub(_in_a_row, _ANYWHERE.sub("", _EXPLAINED.sub("", text)))
    return _BETWEEN.sub(lambda match: f"{match[1]} {_digits(match[2])} {match[3]} {_digits(match[4])}", text)


def _digits(word: str) -> str:
    return str(NUMBERS.get(word.lower(), word))


def with_lists(text: str) -> str:
    """The text with `list of` before what there are several of."""
    text = _SPELLED.sub(lambda match: str(NUMBERS[match[0].lower()]), text)
    return _SEVERAL.sub(r"\g<before>list of \g<how>\g<kind>, \g<count> items", text)


def counts(text: str) -> bool:
    """Whether a text begins with how many there are: `2 to 4 texts`."""
    return _SEVERAL.match(text) is not None


def with_limits(text: str) -> str:
    """The text with one wording for limits of two ends and of lengths."""
    text = permitted(_PLACES.sub(" number ", text))
    for pattern, to in _LIMITS:
        text = pattern.sub(to, text)
    return text
