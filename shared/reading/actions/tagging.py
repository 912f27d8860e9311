"""Lists of plain values that a resource carries and paths of their own change: `POST /stories/{id}/tags {"tag"}`, `PUT` and `DELETE /stories/{id}/tags/{tag}`."""

import re

from shared.reading.fields.carried import body_of
from shared.reading.refusals.cases import Case
from shared.reading.refusals.entering import leave
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Entity, Field, Guard
from shared.writing.write_parts import needs_show

_TWICE = re.compile(
    r"\b(?:has|have|holds?) (?:only |at most |<= |just |exactly )?(?:one|1|an?)\b|\bonly have (?:one|1)\b|\balready\b|\btwice\b|\bsecond\b|\bagain\b|\bduplicates?\b|\bsame\b|\bexists\b"
)


def tag(app: App, routed: list[Routed], texts: list[str]) -> None:
    """Makes fields of the collections that hold values, not records."""
    for entity in list(app.entities.values()):
        mine = [one for one in routed if one.endpoint.entity == entity.name]
        owner = app.entities.get(next((one.endpoint.parent for one in mine if one.endpoint.parent), ""))
        if owner is None or not mine or not _plain(entity, mine) or not _carried(entity, owner, mine, texts):
            continue
        del app.entities[entity.name]
        made = [one for one in routed if one.endpoint.entity == owner.name and one.endpoint.kind == "create"]
        sent = any(field.name == entity.plural for one in made for field in body_of(one.route) or ())
        owner.fields.setdefault(entity.plural, Field(entity.plural, "list", items="string", required=False, default=[], given=sent))
        for one in mine:
            one.endpoint.entity, one.endpoint.parent, one.endpoint.notes["list"] = owner.name, "", entity.plural
            one.endpoint.kind = "action" if one.route.method == "POST" else "compute"


def _plain(entity: Entity, mine: list[Routed]) -> bool:
    """Whether the collection is only reached below its owner, and holds single values."""
    made = [one for one in mine if one.endpoint.kind == "create" or one.route.method == "PUT"]
    if len(made) != 1 or any(not one.endpoint.parent or one.route.method not in {"POST", "PUT", "DELETE", "GET"} for one in mine):
        return False
    if any(
        (one.endpoint.kind == "get" and one.route.method != "PUT")
        or (re.fullmatch(r"id|\w+(?:_id|Id|ID)", one.endpoint.params[-1]) and len(one.endpoint.params) > 1)
        for one in mine
    ):
        return False
    sent = _sent(made[0])
    return len(sent) == 1 and sent[0] in {entity.name, words.singular(entity.plural), "name", "value"}


def _sent(one: Routed) -> list[str]:
    """What a request tells of the value: the member of its body, or the last part of its path."""
    body = [field.name for field in body_of(one.route) or []]
    return body if one.route.method != "PUT" else [] if body or len(one.endpoint.params) < 2 else one.endpoint.params[-1:]


def _carried(entity: Entity, owner: Entity, mine: list[Routed], texts: list[str]) -> bool:
    """Whether the text speaks of them as a member of their owner: `a list of strings`, `returns the story with its tags`, `has no tags`."""
    noun, whole, said = entity.plural.replace("_", " "), owner.name.replace("_", " "), " . ".join(texts)
    if re.search(rf"(?i)\b{noun}\b[^.;]{{0,40}}\blist of (?:strings|texts|words|names)\b|\b{noun} \((?:strings|names|texts|words)\)", said):
        return True
    sent = next(name for one in mine if one.endpoint.kind == "create" or one.route.method == "PUT" for name in _sent(one))
    if sent != entity.name and not any(len(one.endpoint.params) > 1 for one in mine):
        return False  # Guests of whom only a name is known are records all the same.
    member = rf"(?i)\blist of {noun}\b|\b(?:ha(?:s|ve)|with|gets?) no {noun}\b|\b(?:empty|its|incl\w*\.?) {noun}\b|\b{noun} \(?(?:is |are |starts? (?:as|out as|with) )?(?:an )?empty\b|\"{noun}\": ?\["
    shown = rf"(?i)\b(?:returns?|answers?|gives?|shows?)\b[^.;]*\b{whole}\b"
    return bool(re.search(member, said) or re.search(shown, " ".join(one.route.text for one in mine)))


def act(app: App, one: Routed, owner: Entity) -> None:
    """What such an operation does."""
    endpoint, name = one.endpoint, one.endpoint.notes["list"]
    if "leaves" in endpoint.notes:
        leave(one, name)
        return
    shown = f"show_{owner.name}(row)" if needs_show(owner) else "row"
    if endpoint.kind == "action":
        sent = f'values["{endpoint.body[0].name}"]'
        endpoint.sets = {name: f'row["{name}"] if {sent} in row["{name}"] else [*row["{name}"], {sent}]'}
        return
    lines = [f"row = find_{owner.name}({endpoint.params[0]})"]
    if one.route.method == "GET":
        ordered = re.search(r"\b(?:sorted|alphabetical\w*|ascending)\b", one.route.words)
        endpoint.lines, endpoint.bare = [*lines, f'return sorted(row["{name}"])' if ordered else f'return row["{name}"]'], "list[str]"
        return
    value = endpoint.params[-1]
    if one.route.method == "PUT":
        lines += [
            f'if {value} not in row["{name}"]:',
            f'    row = store.{owner.plural}.change(row["{owner.key}"], {{"{name}": [*row["{name}"], {value}]}})',
        ]
        _answer(one, lines, value, f"return {shown}")
        return
    lines += [f'if {value} not in row["{name}"]:', f'    raise HTTPException(404, "it is not among the {name}")']
    change = f'store.{owner.plural}.change(row["{owner.key}"], {{"{name}": [one for one in row["{name}"] if one != {value}]}})'
    lines += [change if endpoint.status == 204 else f"row = {change}"]
    _answer(one, lines, value, f"return {shown}")


def _answer(one: Routed, lines: list[str], value: str, returned: str) -> None:
    """What an operation does whose path tells the value, and with what it answers."""
    empty = one.endpoint.status == 204
    one.endpoint.param_types[value] = "str"
    one.endpoint.lines = lines if empty else [*lines, returned]
    one.endpoint.bare = "None" if empty else "Row"


def tagged_twice(case: Case) -> bool:
    """`409 if the story has the tag already`."""
    name = case.endpoint.notes.get("list") if case.endpoint and (case.endpoint.kind == "action" or case.endpoint.method == "PUT") else None
    if (
        case.endpoint is None
        or not name
        or case.status not in {0, 400, 409, 422}
        or re.search(r"\bfull\b", case.said)
        or not _TWICE.search(case.said)
    ):
        return False
    if not case.status:
        return True  # `a second time changes nothing`: as it is.
    if case.endpoint.method == "PUT":
        refused = [
            f'if {case.endpoint.params[-1]} in row["{name}"]:',
            f'    raise HTTPException({case.status}, "it is among the {name} already")',
        ]
        case.endpoint.lines[1:1] = refused
        return True
    sent = f'values["{case.endpoint.body[0].name}"]'
    case.endpoint.guards.append(
        Guard(f'{sent} in row["{name}"]', case.status, f"it is among the {name} already", "already", fields=(name,))
    )
    return True
