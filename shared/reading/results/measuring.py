"""How long a text or a list of a record is: `word_count, the number of words in the text`, `length (how many characters it has)`."""

import re

from shared.writing.ir import Entity

_WORDS = re.compile(r"\b(?:number|count|amount) of (?:the |its |all )?words\b|\bhow many words\b")
_SIGNS = re.compile(
    r"\b(?:number|count|amount) of (?:the |its |all )?(?:characters|letters|signs)\b|\bhow many (?:characters|letters|signs)\b|\bthe length of (?:the |its )?<"
)


def measured(entity: Entity, said: str) -> str:
    """The expression over `row` for what a grounded text says of the length of one of its texts."""
    texts = [one.name for one in entity.fields.values() if one.type in {"string", ""} and not one.choices and one.given]
    named = [name for name in re.findall(r"<(\w+)>", said) if name in texts]
    other = re.search(
        r"\b(?:words|characters|letters|signs) (?:in|of) (?:the |its )?[a-z]|\b(?:the|its) [a-z]+ has\b|\b(?:they|them|together|altogether|in all)\b",
        said,
    )
    one = next(iter(named), texts[0] if len(texts) == 1 and not other else "")
    if not one:
        return ""
    if _WORDS.search(said):
        return f'len(str(row["{one}"] or "").split())'
    return f'len(row["{one}"] or "")' if _SIGNS.search(said) else ""
