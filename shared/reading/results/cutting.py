"""How many records a list has at most: `the three newest`, `top 10`."""

import re

from shared.reading.results.ordering import SUPERLATIVE

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "twenty": 20}
_NUMBER = rf"(\d+|{'|'.join(_NUMBERS)})"
_ROWS = r"(?:\[\w+\]|<\w+>|of them|ones|entries|results|records|rows|lines|items|places|elements|objects)(?!\w)"
_FIRST_FEW = re.compile(
    rf"\b(?:top|first|last|{SUPERLATIVE})[ -]{_NUMBER}\b|\b{_NUMBER} (?:(?:\[\w+\]|<\w+>|of them|ones|[a-z]+s) (?:with|that have|having|of) the )?(?:most|top|{SUPERLATIVE})\b|"
    rf"(?<!with )(?<!has )(?<!have )(?<!having )(?:<=|\b(?:up to|at most|not more than|never more than)) {_NUMBER} {_ROWS}|"
    rf"\b(?:limited|cut(?: off)?|capped|shortened|restricted) (?:to|at|after) (?:the )?(?:first |top |best )?{_NUMBER}\b(?! <)(?= {_ROWS}|\W*$|[,;.)])|"
    rf"\b(?:only|just) (?:the )?(?:first |top |best )?{_NUMBER} {_ROWS}"
)


def few(said: str) -> int:
    """How many records there are at most: `the three newest`, `top 10`, `never more than five rows`; 0 where nothing limits them."""
    match = _FIRST_FEW.search(said)
    number = next(one for one in match.groups() if one) if match else "0"
    return _NUMBERS.get(number) or int(number)
