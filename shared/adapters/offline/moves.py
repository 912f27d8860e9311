"""Small readings of sentences about time stamps and chains of states."""

import itertools
import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import Entity, Field
from shared.adapters.offline.types import guess

STAMP = r"(created|creation|added|posted|submitted|registered|uploaded|recorded|published|signed|logged|borrowed|loaned|joined|ordered|booked|updated|modified|last_updated|last_modified|changed)(_at|_on|_date|_time|_timestamp)|timestamp"
LATER_STAMP = r"(returned|completed|closed|paid|finished|cancelled|resolved|archived|checked_out|checked_in|started|ended|shipped|delivered|approved)_(at|on|date)"
MADE_SLUG = r"\bslug\b.*\b(generated|derived|made|created|computed|from)\b|\b(generat|deriv)\w* .*\bslug\b"
_CREATION = r"\b(created_at|createdat|creation (time|date|timestamp)|time(stamp)? (of|when) (creation|it was created))\b"


def named_stamps(entity: Entity, text: str) -> None:
    """`created_at` and `updated_at`, wherever the text names them."""
    low = text.lower()
    if re.search(_CREATION, low):
        name = "createdAt" if "createdAt" in text else "created_at"
        entity.fields.setdefault(name, Field(name, "datetime", given=False, fill="now", required=False))
        for spelled in {"creation_time", "creation_date", "creation_timestamp"} & entity.fields.keys():
            del entity.fields[spelled]
    if re.search(r"\b(updated_at|updatedat)\b", low):
        name = "updatedAt" if "updatedAt" in text else "updated_at"
        entity.fields.setdefault(name, Field(name, "datetime", given=False, fill="now", required=False, touch=True))


_ADDED = (
    r"\b(?:server|service|system|api) (?:also )?(?:adds?|sets?|assigns?|fills? in|stamps?|generates?|notes?) (?:an? |the |its )?([\w, ]+)"
)


def added_stamps(entity: Entity, low: str) -> None:
    """`server adds id and time`: a time that the server notes."""
    added = re.search(_ADDED, low)
    for name in re.split(r",\s*(?:and )?| and ", added[1]) if added else ():
        stamp = words.snake(re.sub(r"^(an?|the|its) ", "", name.strip()))
        if stamp == "time" or guess(stamp) == "datetime":
            entity.fields[stamp] = Field(stamp, "datetime", required=False, given=False, fill="now")


def chains(text: str) -> list[list[str]]:
    """The chains of states in a sentence: `todo -> doing -> done`, `from open to closed`."""
    chain = re.search(r"(?i)((?:[`'\"]?[a-z_][\w\-]*[`'\"]?\s*(?:->|>)\s*)+[`'\"]?[a-z_][\w\-]*[`'\"]?)", text)
    if chain:
        return [re.split(r"\s*(?:->|>)\s*", re.sub(r"[`'\"]", "", chain[1]))]
    pairs = re.findall(
        r"(?i)from [`'\"]?(\w+)[`'\"]? (?:only )?(?:to|into) [`'\"]?(\w+)[`'\"]?(?: (?:and then|and|then)(?: from there)? to [`'\"]?(\w+)[`'\"]?)?",
        text,
    )
    return [[part for part in pair if part] for pair in pairs]


def allow_chain(entity: Entity, one: Field, states: list[str]) -> None:
    """Adds a chain of states to what may follow what."""
    known = [next((choice for choice in one.choices if choice.lower() == state.lower()), "") for state in states]
    if len(states) > 1 and all(known):
        table = entity.transitions.setdefault(one.name, {})
        for before, after in itertools.pairwise(known):
            if after not in table.setdefault(before, []):
                table[before].append(after)
