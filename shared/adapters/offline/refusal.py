"""A refusal that the text names, and which resource it is about."""

import re
from dataclasses import dataclass

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Endpoint, Entity, Field
from shared.adapters.offline.measures import kind_of


@dataclass
class Refusal:
    """A status and the words of its condition."""

    status: int
    said: str
    endpoint: Endpoint | None
    sentence: str = ""


def entity_of(app: App, refusal: Refusal, low: str) -> Entity | None:
    if refusal.endpoint and refusal.endpoint.entity:
        return app.entities.get(refusal.endpoint.entity)
    places = [
        (match.start(), e.name)
        for e in app.entities.values()
        if e.stored and (match := re.search(rf"\b({e.name.replace('_', ' ')}|{e.plural.replace('_', ' ')})\b", low))
    ]
    named = [app.entities[name] for _, name in sorted(places)]
    return named[0] if named else next((e for e in app.entities.values() if e.stored), None)


def named_in(entity: Entity, low: str) -> list[Field]:
    """The fields that a sentence names; after `same` also by their last word (`slot` for `time_slot`)."""
    fields = [one for one in entity.fields.values() if kind_of(one) not in {"list", "boolean"}]
    own = [one for one in fields if re.search(rf"\b{re.escape(words.code_name(one.name).replace('_', ' '))}s?\b", low)]
    if re.search(r"\bsame\b", low):
        own += [
            one
            for one in fields
            if one not in own
            and "_" in one.name
            and not one.refers
            and re.search(rf"\b{words.code_name(one.name).rpartition('_')[2]}\b", low)
        ]
    return own
