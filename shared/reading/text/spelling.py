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
        if re.search(rf"(?i)(?<![/\w]){noun}", text):
            continue
        for other in (re.sub(pattern, to, noun) for pattern, to in _PAIRS if re.search(pattern, noun)):
            text = re.sub(rf"(?<![/\w\"]){other}(?=s?\b)", noun, text)
            text = re.sub(rf"(?<![/\w\"]){other.capitalize()}(?=s?\b)", noun.capitalize(), text)
    return text
