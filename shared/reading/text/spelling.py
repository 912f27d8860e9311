"""One spelling for a resource, whichever the text mixes: `a licence` and `/licenses`."""

import re

from shared.writing import words

#: The ways in which the ends and insides of British and American words differ.
_PAIRS = (
    (r"ce$", "se"), (r"se$", "ce"), (r"our", "or"), (r"or", "our"), (r"re$", "er"), (r"er$", "re"), (r"is(?=e$|ation$|er$)", "iz"), (r"iz(?=e$|ation$|er$)", "is"),
    (r"ogue$", "og"), (r"og$", "ogue"), (r"amme$", "am"), (r"am$", "amme"), (r"ll", "l"), (r"que$", "ck"), (r"ck$", "que"), (r"ae", "e"), (r"y(?=re$)", "i"), (r"i(?=re$)", "y"),
)  # fmt: skip
_SEGMENT = re.compile(r"/([a-z]{5,})(?![\w.])")


def as_in_paths(text: str) -> str:
    """The text with the nouns of its paths spelled as there."""
    for segment in dict.fromkeys(_SEGMENT.findall(text)):
        noun = words.singular(segment)
        text = _shortened(_joined(text, noun), noun) if noun != segment else text
        if re.search(rf"(?i)(?<![/\w]){noun}", text):
            continue
        for other in (re.sub(pattern, to, noun) for pattern, to in _PAIRS if re.search(pattern, noun)):
            text = re.sub(rf"(?<![/\w\"]){other}(?=s?\b)", noun, text)
            text = re.sub(rf"(?<![/\w\"]){other.capitalize()}(?=s?\b)", noun.capitalize(), text)
    return text


def _shortened(text: str, noun: str) -> str:
    """`stores shipwrecks with …`, where the path has `/wrecks`."""
    told = re.search(
        rf"(?i)\b(?:stores?|keeps?|manages?|saves?|each|every|an?) (?P<whole>[a-z]{{3,}}{noun})s? (?:with|has|have|consists?|is described)\b",
        text,
    )
    if told is None or f"/{told['whole']}" in text:
        return text
    return re.sub(rf"(?i)(?<![/\w\"]){told['whole']}(?=s?\b)", noun, text)


def _joined(text: str, noun: str) -> str:
    """`a top-up`, where the path has `/topups`."""
    apart = "-?".join(re.escape(letter) for letter in noun)
    return re.sub(rf"(?i)(?<![/\w\"\-])(?!{noun}){apart}(?=s?\b)(?!s?-)", lambda match: match[0].replace("-", ""), text)
