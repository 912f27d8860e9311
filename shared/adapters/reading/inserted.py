"""What stands between the words of a list of fields and makes what follows optional: `and, if they like, an email`, `and possibly a note`."""

import re

_COND = r"(?:if|where|when|whenever|in case|should|provided)\b(?! missing| (?:it|this|that) is (?:missing|not))[^,;:().]{2,40}"
_ADVERB = r"(?:possibly|perhaps|maybe|sometimes|occasionally|as an option|on request|in (?:some|certain) cases|for some(?: of them)?|if (?:any|known|wanted|needed|given|available|applicable|desired|they like|you like))"
_INSERTED = re.compile(
    rf"(?i)(?P<before>,|\band|\bplus|\bbut)(?: also)?(?:,? \((?:{_COND}|{_ADVERB})\),?|, (?:{_COND}|{_ADVERB}),|,? {_ADVERB},?) (?=(?:(?P<article>an?|the|their|its|his|her) )?(?:also )?[`\"\w])"
)
#: `a name and a phone; an email if they like`.
_APPENDED = re.compile(
    r"(?i); (?=(?:an?|also an?|optionally) [^;.]{2,30}(?:\bif (?:they|you|we|one|there|known|wanted|any)\b[^;.,]*|\(optional\))\s*$)"
)


def optionally(text: str) -> str:
    """The list with `optional` in place of a condition on which a field is there, or `optionally` where it is the last but for what belongs with it."""
    text = _APPENDED.sub(", ", text)
    return _INSERTED.sub(lambda match: ", optional " if match["before"] == "," and match["article"] else ", optionally, ", text)
