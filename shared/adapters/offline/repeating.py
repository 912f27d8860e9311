"""Reads what a second request for the same thing gets: `the same url again gives back the same code`."""

import re

from shared.adapters.offline.ir import App
from shared.adapters.offline.refusal import Refusal, entity_of, named_in

_SAME = r"\b(?:(?:very |exact |exactly the )?same|identical|equal|existing|known|again|twice|already (?:known|stored|there|exists?|present|shortened|saved))\b"
_GIVES = r"\b(?:gives?|returns?|get|gets|getting|answers?|responds?|yields?|hands?|reuses?|keeps?|receive)\b[^.;]{0,30}\b(?:same|existing|old|first|original|previous|earlier|stored|that)\b"


def repeated(app: App, text: str) -> bool:
    """Makes a create answer what is there already instead of making another; whether the text says so."""
    low = text.lower()
    first = re.search(_SAME, low)
    gives = re.search(_GIVES, low[first.start() :] if first else "")
    if not first or not gives or re.search(r"\b4\d\d\b|\bnot\b|\bnever\b", low):
        return False
    entity = entity_of(app, Refusal(0, text, None, text), low)
    create = app.of(entity.name, "create") if entity else None
    own = [one for one in named_in(entity, low[: first.end() + 40]) if one.given] if entity else []
    if create is None or not own:
        return False
    create.answer["existing"] = own[0].name
    create.answer["existing_status"] = "200" if re.search(r"\b200\b", low) else ""
    return True
