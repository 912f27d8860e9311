"""The verbs of words: `lending` -> `lend`, `reopened` -> `reopen`."""

import re

from shared.reading.routes.routing import is_verb
from shared.writing import words

#: `written`, `taken`, and no noun: `location`.
PARTICIPLE = r"[a-z]+ed|[a-z]{2,}[a-z](?<!io)n|lent|sent|sold|paid|kept|won|lost|done"


def of_gerund(gerund: str) -> str:
    """`lending` -> `lend`, `hiring` -> `hire`."""
    bare = gerund.removesuffix("ing")
    known = [verb for verb in (bare, f"{bare}e", bare[:-1]) if is_verb(verb)]
    if known:
        return known[0]
    if re.search(r"([bdgmnprt])\1$", bare):
        return bare[:-1]
    return f"{bare}e" if re.search(r"(?:^|[^aeiou])[aiou][bcdgklmprstvz]$|[cgsvz]$", bare) else bare


def of_participle(participle: str) -> str:
    """`reopened` -> `reopen`: the verb of which this is the participle."""
    bare = participle.removesuffix("ed")
    tries = [f"{participle[:-3]}y"] if participle.endswith("ied") else [bare, f"{bare}e", bare[:-1]]
    fitting = [verb for verb in tries if len(verb) > 2 and words.participle(verb) == participle]
    known = [verb for verb in fitting if is_verb(verb)]
    return next(iter([*known, *(fitting[1:] if re.search(r"[cgsuvz]$", bare) else fitting)]), words.stem(participle))
