"""Lists below a record of what refers to it by a field that is told: `GET /people/{id}/children`, `GET /ports/{id}/trips lists those from or to it`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity


def lists(app: App, routed: list[Routed]) -> None:
    """Gives each such list the fields that lead to the record."""
    for one in routed:
        owner = app.entities.get(one.endpoint.parent or one.endpoint.entity)
        if one.route.method != "GET" or len(one.endpoint.params) != 1 or owner is None or one.endpoint.path.endswith("}"):
            continue
        if one.endpoint.kind == "list" and one.endpoint.parent:
            _by_several(app, one, owner)
        elif one.endpoint.kind in {"", "list"} and one.endpoint.entity == owner.name:
            _of_own_kind(app, one, owner)


def _by_several(app: App, one: Routed, owner: Entity) -> None:
    """What refers to its owner by two fields, both of which requests carry."""
    listed = app.entities[one.endpoint.entity]
    columns = [field.name for field in listed.fields.values() if field.refers == owner.name and field.type != "list"]
    if listed is not owner and len(columns) > 1 and all(listed.fields[name].given for name in columns):
        _by(one.endpoint, _named(app, listed, columns, one.route.words) or columns)


#: What is more than one step away, or beside the record.
_FURTHER = re.compile(
    r"(?i)\b(?:indirect\w*|recursive\w*|transitive\w*|chain|ancestors?|descendants?|siblings?|all levels|every level|any level|any depth|whole tree|up to the (?:top|root)|share\w*|same|path|neighbou?rs?|grand\w+)\b"
)


def _of_own_kind(app: App, one: Routed, entity: Entity) -> None:
    """What refers to another of its kind: `lists the people whose manager is this employee`."""
    columns = [field.name for field in entity.fields.values() if field.refers == entity.name and field.given and field.type != "list"]
    named = _named(app, entity, columns, one.route.words)
    last = one.route.path.rpartition("/")[2]
    led = named or (columns if len(columns) == 1 or _BELOW.search(last) else [])
    other = _FURTHER.search(f"{one.route.text} {last}") or _COUNTS.search(one.route.text) or words.singular(last) in _stems(columns)
    if not led or other or not (named or words.is_plural(last) or _BELOW.search(last)):
        return
    one.endpoint.kind, one.endpoint.entity, one.endpoint.parent = "list", entity.name, entity.name
    _by(one.endpoint, led)


_BELOW = re.compile(r"(?i)^(?:children|kids|offspring|sub[a-z\-_]+|direct-reports|replies|parts)$")
#: What answers numbers, and no records.
_COUNTS = re.compile(r"(?i)\b(?:number of|how many|count|totals?|sum|average)\b")


def _stems(columns: list[str]) -> list[str]:
    return [name.removesuffix("_id") for name in columns]


def _named(app: App, listed: Entity, columns: list[str], said: str) -> list[str]:
    """Those of the fields that the words about a list name: `whose manager is this employee`, `with it as their origin`."""
    grounded = fields_in(Ground(app, listed)(said))
    stems = {name: rf"(?i)\b{words.singular(name.removesuffix('_id')).replace('_', '[ _]')}s?\b" for name in columns}
    named = [name for name in columns if name in grounded or re.search(stems[name], said)]
    # `that start or end there`: the other end, in whatever word.
    return columns if any(re.search(rf"{stems[name]} or (?!the )[a-z]+", said) for name in named) else named


def _by(endpoint: Endpoint, columns: list[str]) -> None:
    """Answers the records that refer to the one of the path by any of these fields."""
    param = endpoint.params[0]
    endpoint.column = columns[0] if len(columns) == 1 else ""
    if len(columns) > 1:
        endpoint.keep = " or ".join(f'row["{name}"] == {param}' for name in columns)
