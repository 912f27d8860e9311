"""Counters that fill up, in one wording: `on the eighth stamp, stamps jumps back to 0 and free_bowls grows by one` is `stamps wraps at 8 into free_bowls`."""

import re

_COUNT = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}
_NTH = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12,
}  # fmt: skip
_NUMBER = rf"(?:\d+|{'|'.join(_COUNT)})"
_ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|{'|'.join(_NTH)})"
_WORD = r"[`\"]?(?!(?:it|and|then|the|a|an|there|one|card)\b)[a-z]\w*[`\"]?"
#: `on the eighth stamp`, `every tenth visit`, `when stamps reaches 8`, `as soon as a card has 8 stamps`, `after 8 stamps`.
_WHEN = (
    rf"(?:(?:with|on|at|upon|after|by) (?:the|its|every|each) (?P<nth>{_ORDINAL}) [a-z_]+|(?:the|every|each) (?P<every>{_ORDINAL}) [a-z_]+|after (?:every )?(?P<after>{_NUMBER}) {_WORD}"
    rf"|(?:when(?:ever)?|once|if|as soon as) (?:(?:an?|the) [a-z]+ (?:has|gets?|reaches) (?P<has>{_NUMBER}) {_WORD}|there are (?P<are>{_NUMBER}) {_WORD}|(?:the )?(?P<counter>{_WORD}) (?:reach(?:es)?|is|are|gets? to|hits?|would reach) (?P<reaches>{_NUMBER})))"
)
_ZERO = r"(?:0|zero)"
_BEGINS_ANEW = (
    rf"(?:(?:the )?(?P<reset>{_WORD}|it|they) (?:jumps?|goes|go|falls?|drops?|is|are|gets?|starts?|begins?)(?: set| reset)?(?: back| again| over)*(?: to| at| from)? {_ZERO}"
    rf"|(?:resets|sets|puts) (?:the )?(?P<set>{_WORD})(?: back)?(?: to {_ZERO})?)"
)
_GAINS = (
    rf"(?:(?:the )?(?P<grows>{_WORD}) (?:grows?|goes up|go up|increases?|rises?|is (?:increased|raised)|are (?:increased|raised)) by (?:one|1)"
    rf"|(?:adds?|puts?) (?:one|1) to (?:the )?(?P<adds>{_WORD})|(?:one|1) is added to (?:the )?(?P<added>{_WORD})|increases (?:the )?(?P<raised>{_WORD}) by (?:one|1))"
)
_FILLS = re.compile(
    rf"(?i)(?:,? ?(?:- |; |\. |: )?(?:but |and )?)(?<![a-z]){_WHEN},? (?:then )?(?:{_BEGINS_ANEW},? (?:and|while) {_GAINS}|{_GAINS.replace('(?P<', '(?P<first_')},? (?:and|while) {_BEGINS_ANEW.replace('(?P<', '(?P<then_')})(?=\s*(?:[.;,]|$))"
)


def _number(told: str) -> int:
    told = told.lower()
    return _COUNT.get(told) or _NTH.get(told) or int(re.sub(r"\D", "", told))


def _as_wrap(match: re.Match[str]) -> str:
    found = {name: value.strip('`"') for name, value in match.groupdict().items() if value}
    reset = next((found[name] for name in ("reset", "set", "then_reset", "then_set") if name in found), "")
    counter = found.get("counter", "") if reset.lower() in {"it", "they"} else reset
    gains = next((value for name, value in found.items() if name.removeprefix("first_") in {"grows", "adds", "added", "raised"}), "")
    at = next(found[name] for name in ("nth", "every", "after", "has", "are", "reaches") if name in found)
    return f"; {counter} wraps at {_number(at)} into {gains}" if counter and gains else match[0]


def wrapping(text: str) -> str:
    """The text with each counter that fills up in that wording."""
    return _FILLS.sub(_as_wrap, text)
