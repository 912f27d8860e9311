"""Amounts that a percentage is taken off or put on: `the subtotal less discount_percent percent`, `the sum of the amounts reduced by the discount`."""

import re

from shared.reading.results.numbers import numbers_of
from shared.writing.ir import Entity

_IS_PERCENTAGE = re.compile(r"(?:^|_)(?:percent|percentage|pct|discount|rebate|markup|surcharge|vat|tax|tip)(?:_|$)")
_TAKEN_OFF = r"less|minus|-|(?:(?:is|then|and|are) )*(?:reduced|lowered|decreased|discounted) by|after (?:deducting|subtracting|taking off|applying|a|the)|with(?=[^.;]*\bdiscount\b)"
_PUT_ON = r"plus|\+|(?:(?:is|then|and|are) )*(?:raised|increased) by|including"


def reduced(entity: Entity, marked: str) -> tuple[str, str]:
    """The gloss of an amount without its percentage, and the code that stands behind that of the amount; empty where no percentage is told."""
    for one in numbers_of(entity):
        if not one.given or not _IS_PERCENTAGE.search(one.name):
            continue
        per_cent = r"(?: ?%| per ?cent)"
        told = re.search(
            rf"(?P<before>.+?),? (?:(?P<off>{_TAKEN_OFF})|(?:{_PUT_ON})) (?:(?:the|an?|its|that) )*(?:(?:discount|rebate|surcharge|markup|tax|vat|tip) (?:of |by )?(?:the )?)?<{one.name}>(?P<sign>{per_cent})?"
            rf"(?: (?:discount|rebate|surcharge|tax|thereof|of (?:it|that|the (?:sum|total|subtotal))))?(?=[\s,.;)]|$)",
            marked,
        )
        if (
            told
            and (told["sign"] or re.search(r"percent|pct", one.name))
            and not re.search(r"[*/x×]|\btimes\b|\bmultiplied\b", told["before"])
        ):
            return told["before"], f' * (100 {"-" if told["off"] else "+"} row["{one.name}"]) / 100'
    return "", ""
