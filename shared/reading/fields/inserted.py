"""What stands between the fields of a list: conditions that make them optional (`and, if they like, an email`), clauses of two parts (`which is required and must be unique`)."""

import re

_COND = r"(?:if|where|when|whenever|in case|should|provided)\b(?! missing| (?:it|this|that) is (?:missing|not))[^,;:().]{2,40}"
_ADVERB = r"(?:(?<=and )optionally|possibly|perhaps|maybe|sometimes|occasionally|as an option|on request|in (?:some|certain) cases|for some(?: of them)?|if (?:any|known|wanted|needed|given|available|applicable|desired|they like|you like))"
_INSERTED = re.compile(
    rf"(?i)(?P<before>,|\band|\bplus|\bbut)(?: also)?(?:,? \((?:{_COND}|{_ADVERB})\),?|, (?:{_COND}|{_ADVERB}),| - (?:{_COND}|{_ADVERB}) -|,? {_ADVERB},?) (?=(?:(?P<article>an?|the|their|its|his|her) )?(?:also )?[`\"\w])"
)
#: `a name and a phone; an email if they like`.
_APPENDED = re.compile(
    r"(?i); (?=(?:an?|also an?|optionally) [^;.]{2,30}(?:\bif (?:they|you|we|one|there|known|wanted|any)\b[^;.,]*|\(optional\))\s*$)"
)


def optionally(text: str) -> str:
    """The list with `optional` in place of a condition on which a field is there, or `optionally` where it is the last but for what belongs with it."""
    text = _APPENDED.sub(", ", text)
    return _INSERTED.sub(lambda match: ", optional " if match["before"] == "," and match["article"] else ", optionally, ", text)


_BE = r"(?:is|are|must be|has to be|have to be|needs to be|should be|shall be|can be|may be|can ?not be|(?:must|may|should) not be)"
_CLAUSE = re.compile(
    rf"(?i),? (?P<first>(?:which|that) {_BE} [^,;.()]{{2,40}}?) (?:and|but) (?:which |that )?(?P<second>{_BE} (?:(?:either |one of )?[\w\-]+(?:, [\w\-]+)+,? or [\w\-]+|[^,;.()]{{2,60}}?))(?=\s*(?:[,;]|$| and (?:an? |the |its )))"
)


#: `a delta, a whole number other than 0`.
_BUT_ZERO = re.compile(
    r"(?i), (?P<said>an? (?:non-?zero (?:whole number|integer|number)|(?:whole number|integer|number),? (?:other than|but not|except|not) (?:0|zero)))(?=\s*(?:[,;.]|$|and\b))"
)


def bracketed(text: str) -> str:
    """The list with brackets around a clause whose second part would seem to end it."""

    def told(match: re.Match[str]) -> str:
        """The values first: what is said behind them does not end their list."""
        first, second = match["first"], match["second"]
        return f" ({second}, {first})" if ", " in second else f" ({first}, {second})"

    return _CLAUSE.sub(told, _BUT_ZERO.sub(r" (\g<said>)", text))
