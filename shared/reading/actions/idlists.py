"""Lists of ids in requests (`biome_ids`): each id is a link to another resource, kept in a table of links."""

import re

from shared.writing import words
from shared.writing.ir import App, Computed, Endpoint, Entity, Field, Guard


def refer(app: App, entity: Entity, field: Field) -> bool:
    """Makes a field refer to the resource whose ids it lists. False where it lists none."""
    stem = re.fullmatch(r"(\w+?)(?:_ids|Ids)", field.name)
    name = words.code_name(stem[1]) if stem else words.singular(field.name) if field.type == "list" and field.items == "integer" else ""
    owner = app.entities.get(words.singular(name))
    if owner is None or owner is entity or not field.given or field.type not in {"", "list", "scalar", "string", "example:string"}:
        return False
    field.type, field.items, field.refers = "list", "integer" if owner.key_type == "integer" else "string", owner.name
    return True


def of(entity: Entity) -> list[Field]:
    """The lists of ids of a resource."""
    return [field for field in entity.fields.values() if field.type == "list" and field.refers]


def show(entity: Entity, field: Field, other: Entity, table: Entity) -> None:
    """Shows the list of ids with the resource, as it is linked now."""
    entity.computed = [one for one in entity.computed if one.name != field.name]
    found = f'store.{table.plural}.find({entity.name}=row["{entity.key}"])'
    entity.computed.append(Computed(field.name, f'[link["{other.name}"] for link in {found}]', f"the ids of its {other.plural}"))


def settle(app: App) -> None:
    """Has requests make links of their lists of ids, once the rules have told what an unknown id answers."""
    for entity in list(app.entities.values()):
        for field in of(entity):
            other, table = app.entities[field.refers], app.entities.get(f"{entity.name}_{field.refers}")
            if table is None:
                continue
            for endpoint in app.endpoints:
                sent = next((one for one in endpoint.body if one.name == field.name), None)
                if endpoint.entity == entity.name and sent is not None and endpoint.kind in {"create", "update"}:
                    status = next((one.missing for one in (sent, field) if one.missing != 404), 404)
                    _link(endpoint, (entity, other, table), field.name, status)
            del entity.fields[field.name]


def _link(endpoint: Endpoint, joined: tuple[Entity, Entity, Entity], name: str, status: int) -> None:
    entity, other, table = joined
    endpoint.apart.append(name)
    unknown = f"any(store.{other.plural}.get(key) is None for key in {name} or [])"
    endpoint.guards.append(Guard(unknown, status, f"there is no such {other.name.replace('_', ' ')}", "apart", fields=(name,)))
    add = f'store.{table.plural}.add({{"{entity.name}": row["{entity.key}"], "{other.name}": key}})'
    again = [f"for key in dict.fromkeys({name}{'' if endpoint.kind == 'update' else ' or []'}):", f"    {add}"]
    if endpoint.kind == "update":
        again = [
            f"if {name} is not None:",
            f'    store.{table.plural}.remove({entity.name}=row["{entity.key}"])',
            *(f"    {line}" for line in again),
        ]
    endpoint.after += again
