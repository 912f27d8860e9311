"""Operations that no sentence names and that there must be: what is listed, shown or changed is made somewhere."""

import re
from collections.abc import Sequence

from shared.reading.routes.routing import Routed, Routing
from shared.reading.text.outline import Route, Statement
from shared.writing.ir import App, Field
from shared.writing.kinds import Kind


def complete(app: App, routing: Routing, routed: list[Routed]) -> list[Routed]:
    """What makes a resource whose fields the text tells and which nothing makes, at the path of its records; and what lists and shows it."""
    found: list[Routed] = []
    for entity in app.entities.values():
        mine = [one for one in routed if one.endpoint.entity == entity.name]
        base = _base(mine)
        given = [field for field in entity.fields.values() if field.given and field.name != entity.key]
        if not base or not given or _is_made(entity.name, mine, routed):
            continue
        kinds = {one.endpoint.kind for one in mine}
        usual: tuple[tuple[str, str, Kind], ...] = (
            ("POST", base, "create"),
            ("GET", base, "list"),
            ("GET", f"{base}/{{{entity.key}}}", "get"),
        )
        for method, path, kind in usual:
            if kind not in kinds:
                found.append(_assumed(method, path, routing))
                found[-1].endpoint.kind, found[-1].endpoint.entity, found[-1].endpoint.named = kind, entity.name, False
                app.assumptions.append(f"{method} {path} is there too.")
    return found


def name_at_least(app: App, routed: list[Routed], statements: Sequence[Statement]) -> None:
    """What is made has a name, which is said, where no sentence says how it is made and what it has."""
    for entity in app.entities.values():
        making = [one for one in routed if one.endpoint.kind == "create" and one.endpoint.entity == entity.name and not one.body]
        asked = any(one.route.statement in statements for one in making)
        if making and not asked and not any(field.given for field in entity.fields.values()):
            entity.fields["name"] = Field("name")
            app.assumptions.append(f"A {entity.name.replace('_', ' ')} has a name, since the intent names no fields.")


def _base(mine: list[Routed]) -> str:
    """The path of all records, where it stands for itself."""
    own = {
        re.sub(r"/\{\w+\}.*$", "", one.endpoint.path)
        for one in mine
        if one.endpoint.kind in {"list", "get", "update", "delete", "action"} and not one.endpoint.parent
    }
    return next(iter(own)) if len(own) == 1 and own != {""} else ""


def _is_made(name: str, mine: list[Routed], routed: list[Routed]) -> bool:
    """Whether an operation makes it: one of its own, or an action that is called like it."""
    verbs = [one.endpoint.path.rpartition("/")[2] for one in routed if one.endpoint.kind == "action"]
    called = any(len(verb) > 3 and name.rpartition("_")[2].startswith(verb.removesuffix("e")) for verb in verbs)
    puts = any(one.route.method == "PUT" and one.endpoint.kind in {"update", "upsert"} for one in mine) and all(
        one.endpoint.kind not in {"action", "list"} for one in mine
    )
    return called or puts or any(one.endpoint.kind in {"create", "upsert"} for one in mine)


def _assumed(method: str, path: str, routing: Routing) -> Routed:
    """An operation that nobody named."""
    route = Route(method, path, [], "", "", Statement(f"{method} {path}", 0))
    return Routed(route, routing.endpoint(route))
