"""Which resource, field or operation of the application is meant."""

import re
from collections.abc import Iterator

from shared.reading.fields.states import STATE_NAMES
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

#: Before a resource: `to all of my tasks`.
OF = r"(?:(?:my|our|the|each|every|all|all of|a|an|of|its|their|existing) )*"
WHO = r"(?P<who>[\w-]+(?: [\w-]+)??)"
#: Who uses the application.
PEOPLE = r"(?:users?|people|members|customers|clients|me|us|them|everyone|anyone|somebody|someone|staff|one|you|we|i|they)"


def entity_of(app: App, who: str | None) -> Entity | None:
    """The resource that is spoken of; without a name the only one."""
    stored = [entity for entity in app.entities.values() if entity.stored]
    if who is None:
        return stored[0] if len(stored) == 1 else None
    return next((entity for entity in stored if _same(who, entity.name) or _same(who, entity.plural)), None)


def owner_of(app: App, who: str | None, name: str) -> Entity | None:
    """The resource that is spoken of and has the field; without a name the only one that has it."""
    chosen = [entity_of(app, who)] if who else [entity for entity in app.entities.values() if entity.stored]
    having = [entity for entity in chosen if entity is not None and field_of(entity, name)]
    return having[0] if len(having) == 1 else None


def field_of(entity: Entity, name: str) -> str | None:
    """The name of its field that is called so, in one or several."""
    plain = re.sub(rf"(?i)^{OF}|(?:'s?)$| (?:field|column|property|attribute|flag|member)s?$", "", name.strip().strip("`'\""))
    return next((one for one in entity.fields if _same(plain, one)), None)


def choosing(entity: Entity) -> Field | None:
    """Its field that is one of a few states; otherwise its only field of a few values."""
    chosen = [one for one in entity.fields.values() if one.choices]
    return next((one for one in chosen if one.name in STATE_NAMES), chosen[0] if len(chosen) == 1 else None)


def spoken(name: str) -> str:
    """`due_date` as it is said."""
    return name.replace("_", " ")


def with_article(said: str) -> str:
    """`an optional note`."""
    return f"{'an' if re.match('(?i)[aeiou]', said) else 'a'} {said}"


def called(app: App, said: str) -> Iterator[Endpoint]:
    """The operations of a text like `POST /tasks` or `PATCH /tasks/{id}`."""
    for method, path in re.findall(r"\b(GET|POST|PUT|PATCH|DELETE)\s+(/[\w/{}-]*)", said):
        yield from (one for one in app.endpoints if one.method == method and _shape(one.path) == _shape(path))


def path_of(app: App, entity: Entity) -> str:
    """Where its records are made and listed; empty when nowhere."""
    found = [one.path for one in app.endpoints if one.entity == entity.name and one.kind in {"create", "list"}]
    return found[0] if found else ""


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _same(one: str, other: str) -> bool:
    return words.singular(words.code_name(one)).replace("_", "") == words.singular(other).replace("_", "")
