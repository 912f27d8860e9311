"""Why something is wanted, which asks for nothing: `, because that is always a typo`, `so that nothing gets lost`, `since our shop is small`."""

import re

_WHO = r"(?:that|this|those|these|it|they|he|she|we|i|you|nobody|no one|none|people|everybody|everyone|somebody|someone|otherwise|there|most|some|many|(?:our|my|their|his|her|the|a|an|older|younger|old|new) [a-z]+)"
#: What tells a rule, or a state that something is in, or what is asked for: that is no mere reason.
_BINDS = re.compile(
    r"(?i)\b(?:must|may|can|cannot|can't|already|unless|until|if|when|refus\w+|reject\w+|status|required|optional|unique|same|twice|double|more than|less than|at least|at most|fewer|again"
    r"|empty|blank|missing|unknown|full|taken|gone|closed|sold|booked|reserved|lent|exists?|left|returns?|answers?|shows?|lists?|filter\w*|sort\w*|order(?:ed)?|first|total|sum|default|(?:was|were|is|are) (?:added|sent|given|created|told|written|stored|kept)"
    r"|lower(?:s|ed)|raise[sd]|reduce[sd]|(?:in|de)crease[sd]|(?:goes|go|went) (?:up|down)|rises?|falls?|drops?|subtracted|deducted"
    r"|becomes?|(?:goes|comes|moves|turns|changes|switches|falls|is|are) (?:back|(?:in)?to|on)|most|least|top|front|before|after|behind|in front|[a-z]{2,}est|true|false|null|per|each|every|until|between|not|no longer|isn't|aren't|wasn't|hasn't|doesn't)\b|[\d\"`{}/<>=]"
)
#: `…, because that is a typo`, `…, as we are few`.
_REASON = re.compile(
    rf"(?P<lead>,? -? ?because|, (?:since|as|for|seeing (?:that|as)|given that)|,? - (?:since|as)) (?P<why>(?i:{_WHO}) [^.;,()\n]+?)(?=[.;)\n]|$|, (?:and|but) (?:an?|the|it|they|each|every|no|nobody|all|we|i) )"
)
#: `…, so that nobody is left waiting`.
_PURPOSE = re.compile(
    rf"(?P<lead>,? so that|, so) (?P<why>(?i:{_WHO}|nothing|everything|things) [^.;,()\n]+?)(?=[.;)\n]|$|, (?:and|but) (?:an?|the|it|they|each|every|no|nobody|all|we|i) )"
)
#: `Because we are few, a plot …`.
_FRONTED = re.compile(
    rf"(?:^|(?<=[.!?] )|(?<=\n))(?:Because|Since|Given that|Seeing that) (?P<why>(?i:{_WHO}) [^.;,()\n]+), (?:so )?(?P<first>[a-z])"
)


def without_reasons(text: str) -> str:
    """The text without what only tells why."""
    text = _FRONTED.sub(lambda match: match[0] if _BINDS.search(match["why"]) else match["first"].upper(), text)
    for pattern in (_REASON, _PURPOSE):
        text = pattern.sub(lambda match: match[0] if _BINDS.search(match["why"]) else "", text)
    return text
