"""What a request leaves out, in one wording: `a recipe that lacks a title` is one without a title, `leaving out the title` a missing title."""

import re

#: `A recipe that lacks a title or has no ingredients`.
_LACKS = re.compile(
    r"(?i)\b(?:that|which|who|whose) (?:lacks?|ha(?:s|ve) no(?! (?:[a-z]+ )?(?:left|free|available|remaining)\b)|(?:does|do)(?: not|n't) have(?= (?:an?|any|its)\b)(?! any (?:[a-z]+ )?(?:left|free|available|remaining)\b)|comes? without|(?:is|are) missing(?= (?:an?|its|the)\b)) (?:any )?|\blacking (?:any )?"
)
_NOR = re.compile(
    r"(?i)(?P<without>\bwithout [^.;,]*? n?or )ha(?:s|ve) no (?!(?:[a-z]+ )?(?:left|free|available|remaining)\b)(?=[^.;]*\b4\d\d)"
)
_GIVE = r"(?:send|giv|provid|suppl|includ|pass|stat|specif|mention|fill)"
#: `Leaving out the title or the author`, `whoever omits the title`, `if you do not send a title`.
_OMITS = re.compile(
    rf"(?i)\b(?:(?:(?:whoever|any(?:one|body) (?:who|that)|those who|(?:some|no) ?one who|(?P<when>if|when) (?:you|one|we|they|someone|somebody|anyone|the (?:client|caller|request|body))) (?:(?:leave|omit|forget|skip)s?|(?:does|do)(?: not|n't) {_GIVE}(?:e|y)?)"
    rf"|(?:leav|omitt?|forgett?|skipp?)ing|not {_GIVE}y?ing|(?:failing|forgetting|failure|fails|forgets) to {_GIVE}(?:e|y)?)(?: (?:out|off|away|in))?) "
    r"(?:the |an? |its |either (?:the )?)?(?=[`\"]?[a-z]\w*[`\"]?(?:,|:| (?:or|is|gives?|results?|leads?|means|and|are|gets?|->|yields?|returns?|answers?)\b|\W*$))(?!(?:it|one|them|this|that|any|invalid|unknown)\b)"
)


def as_missing(text: str) -> str:
    """The text with what is left out as `missing`, and what has none as `without`."""
    text = _OMITS.sub(lambda match: f"{match['when']} missing " if match["when"] else "missing ", text)
    return _NOR.sub(r"\g<without>without ", _LACKS.sub("without ", text))
