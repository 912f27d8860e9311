"""What identifies a resource: what its paths ask for, or a text of its own that others name it by, as `{"email", "plan": "basic"}` do, of plans with a unique code."""

import itertools
import re
from collections.abc import Iterable, Sequence

from shared.reading.routes.routing import Routed, Routing
from shared.reading.text.lexicon import canonical
from shared.writing import words
from shared.writing.ir import App, Entity, Field

_TEXTS = frozenset({"", "string", "scalar", "example:string"})


def keys(app: App, routing: Routing, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """A parameter that is called like a field identifies its resource."""
    for one in routed:
        parts = routing.parts(one.route)
        for before, part in itertools.pairwise(parts[:2] if parts[2:3] == parts[:1] else parts):
            entity = app.entities.get(routing.collections.get(before, ""))
            if entity is not None and part.startswith("{"):
                _key(app, entity, part.strip("{}"), before, one.endpoint.parent, texts)
    asked = [
        routing.collections.get(before, "")
        for one in routed
        for before, part in itertools.pairwise(routing.parts(one.route))
        if part.startswith("{")
    ]
    _identify(app, asked, texts)


def _key(app: App, entity: Entity, name: str, before: str, parent: str, texts: Sequence[str]) -> None:
    """Lets a resource be identified by what a path asks for it by, unless that is its id."""
    own = entity.fields.get(name)
    worded = own is not None and own.given and own.type not in {"integer", "number", "example:integer"}
    if re.fullmatch(rf"id|{entity.name}_?id|{entity.name}|{before}", _as_usual(app, entity, name, texts)) and not (
        name == entity.name and worded
    ):
        return
    nested = parent and (parent != entity.name or not worded)
    if (name.endswith("_id") and name[:-3] in entity.name) or nested or entity.together:
        return
    entity.key, entity.key_type = name, "string"
    field = entity.fields.setdefault(name, Field(name, "string", given=False, fill="code"))
    field.unique = field.given
    field.required = True if field.given else field.required


def _as_usual(app: App, entity: Entity, name: str, texts: Sequence[str]) -> str:
    """The name of a parameter, with `caveId` as `cave_id` where it is no member that the text tells of, but for what refers to it."""
    referring = any(name in other.fields for other in app.entities.values() if other is not entity)
    told = any(re.search(rf"(?<!\{{){name}\b|{name}\b(?!\}})", text) for text in texts)
    return name if told and not referring else words.code_name(name)


def _identify(app: App, asked: Iterable[str], texts: Sequence[str]) -> None:
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
