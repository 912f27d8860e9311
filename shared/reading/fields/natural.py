"""Resources that no path asks for by id, and that others name by a text of their own: `{"email", "plan": "basic"}` or `{"email", "plan_code"}`, of plans with a unique code."""

import re
from collections.abc import Iterable, Sequence

from shared.reading.text.lexicon import canonical
from shared.writing.ir import App, Entity, Field

_TEXTS = frozenset({"", "string", "scalar", "example:string"})


def identify(app: App, asked: Iterable[str], texts: Sequence[str]) -> None:
    """Lets a resource be identified by its only unique text where another has a field of its name. `asked`: those that paths ask for one of."""
    by_path, said = set(asked), [canonical(text) for text in texts]
    for entity in app.entities.values():
        if entity.key != "id" or entity.name in by_path:
            continue
        unique = [one for one in entity.fields.values() if one.given and one.type in _TEXTS and _is_unique(one, said)]
        named = [one for one in unique if _named(app, entity, f"{entity.name}_{one.name}")]
        unique = named or (unique if _named(app, entity, entity.name) else [])
        if len(unique) == 1:
            entity.key, entity.key_type = unique[0].name, "string"
            unique[0].unique, unique[0].required = True, True
            unique[0].type = unique[0].type or "string"


def _named(app: App, entity: Entity, name: str) -> bool:
    """Whether another resource has a text that is called so."""
    others = [one.fields.get(name) for one in app.entities.values() if one is not entity]
    return any(one is not None and one.given and one.type in _TEXTS and not one.choices for one in others)


def _is_unique(one: Field, said: Sequence[str]) -> bool:
    """Whether a text says of a field that no two records share it."""
    name = one.name.replace("_", "[ _]")
    told = rf"(?i)\b{name}s?\b[^.;,:{{}}()]*\bunique\b|\bunique\b[^.;,]{{0,16}}\b{name}\b|\bsame {name}\b|\b{name} (?:that |which )?(?:is )?(?:already exists|taken\b)"
    return one.unique or any(re.search(told, text) for text in said)
