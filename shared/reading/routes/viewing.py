"""Paths that hold no resource but the values of a field: `GET /runners/{runner}/totals`, where runs have a runner."""

from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Entity


def view(app: App, routed: list[Routed]) -> None:
    """Nothing makes runners: their operations are about the runs of one."""
    for name in list(app.entities):
        mine = [one for one in routed if one.endpoint.entity == name or one.endpoint.parent == name]
        params = {param for one in mine for param in one.endpoint.params}
        other, field = _having(app, name, params)
        valued = all(name in one.endpoint.params for one in mine)  # `/players/{player}`: what is said of players is about these paths.
        if other is None or (app.entities[name].fields.keys() - params and not valued) or any(one.route.method != "GET" for one in mine):
            continue
        del app.entities[name]
        for each in (each for entity in app.entities.values() for each in entity.fields.values() if each.refers == name):
            each.refers = ""
        for one in mine:
            _of(one, name, other, field)


def _having(app: App, name: str, params: set[str]) -> tuple[Entity | None, str]:
    """The resource with such a field: one that is called like the path says more than one that is called like its parameter."""
    for field in (name, *sorted(params)):
        for entity in app.entities.values():
            if entity.name != name and field in entity.fields:
                return entity, field
    return None, ""


def _of(one: Routed, name: str, other: Entity, field: str) -> None:
    """An operation on the values of a field becomes one on the records that have them."""
    one.endpoint.notes["view"] = field
    single, one.endpoint.parent = one.endpoint.entity == name, ""
    one.endpoint.entity, one.endpoint.kind = other.name, "" if single and one.endpoint.kind == "get" else one.endpoint.kind
    if one.endpoint.kind == "list" and single and not one.endpoint.params:
        one.endpoint.kind = ""  # `GET /runners`, of runs: what is computed for each.
        del one.endpoint.notes["view"]
    if one.endpoint.params:
        one.endpoint.param_types[one.endpoint.params[0]] = "int" if other.fields[field].type == "integer" else "str"
    if one.endpoint.kind == "list" and one.endpoint.params:
        one.endpoint.keep = f'row["{field}"] == {one.endpoint.params[0]}'
