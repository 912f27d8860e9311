"""What a second request for the same thing gets: `the same url again gives back the same code`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.text.lexicon import canonical
from shared.writing.ir import App

_SAME = re.compile(
    r"\b(?:(?:very |exact |exactly the )?same|identical|equal|existing|known|again|twice|already (?:exists|known|stored|there|present|shortened|saved))\b"
)
_GIVES = re.compile(
    r"\b(?:gives?|returns?|get(?! [`\"]?/)|gets|getting|answers?|responds?|yields?|hands?|reuses?|keeps?|receive)\b[^.;]{0,30}\b(?:same|existing|old|first|original|previous|earlier|stored)\b"
)


def repeat(app: App, text: str) -> None:
    """Where a text says so, a create answers what is there already instead of making another."""
    low = canonical(text).lower()
    first = _SAME.search(low)
    if first is None or not _GIVES.search(low[first.start() :]) or re.search(r"\b4\d\d\b|\bnot\b|\bnever\b", low):
        return
    for entity in app.entities.values():
        create = app.of(entity.name, "create")
        said = Ground(app, entity)(low[: first.end() + 40])
        own = [name for name in fields_in(said) if name in entity.fields and entity.fields[name].given]
        if create is not None and own:
            create.existing = own[0]
            create.known_status = 200 if re.search(r"\b200\b", low) else 0
            return
