"""Resources that are linked with others of their kind: `POST /tasks/{id}/blockers {"blocker_id"}`, `GET /people/{id}/friends`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.reading.fields.carried import body_of
from shared.reading.names.grounding import Ground, state_field, states_in
from shared.reading.refusals.cases import Case, with_computed
from shared.reading.results.ordering import order_of
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Entity, Field, Guard
from shared.writing.write_parts import needs_show


@dataclass(frozen=True)
class Link:
    """A table of links: which resource it links, and the fields for the two of them."""

    owner: Entity
    table: Entity
    column: str
    member: str


def declare(app: App, routed: list[Routed]) -> None:
    """Gives the tables of links their two references."""
    for one in routed:
        table, owner = app.entities.get(one.endpoint.entity), app.entities.get(one.endpoint.parent)
        if one.endpoint.kind != "create" or table is None or owner is None:
            continue
        mine = [each for each in routed if each.endpoint.entity == table.name]
        sent = body_of(one.route) or []
        if len(sent) == 1 and all(each.endpoint.parent == owner.name for each in mine) and _is_one(sent[0].name, table, owner, mine):
            kind = "integer" if owner.key_type == "integer" else "string"
            column = f"{owner.name}_id" if sent[0].name != f"{owner.name}_id" else owner.name
            table.fields = {
                column: Field(column, kind, required=True, given=False, refers=owner.name),
                sent[0].name: Field(sent[0].name, kind, required=True, refers=owner.name),
            }


def refer(entity: Entity, text: str) -> None:
    """`an employee can have a manager (manager_id), who is another employee`: a field that refers to a record of the same kind."""
    noun = rf"(?:{entity.name}|{entity.plural})".replace("_", " ")
    one = re.search(
        rf"(?i)\b(?P<name>[a-z]\w*_id)\b(?:(?!_id\b)[^.;]){{0,60}}?\b(?:another|other|a different) {noun}\b|\b(?:another|other|a different) {noun}\b[^.;]{{0,30}}?\b(?P<behind>[a-z]\w*_id)\b",
        text,
    )
    if one is None or not re.search(rf"(?i)\b(?:an?|each|every|{entity.plural})\b.*\b{noun}\b", text):
        return
    name = one["name"] or one["behind"]
    field = entity.fields.setdefault(name, Field(name))
    if not field.refers:
        field.refers, field.type = entity.name, "integer" if entity.key_type == "integer" else "string"
    if _MAY.search(text[: one.end() + 40]) or re.search(rf"\b{name}\b[^.;,]*\bnull\b", text):
        field.required, field.default = False, None


_MAY = re.compile(r"(?i)\b(?:can|may|might|optional(?:ly)?|if (?:any|there is)|where there is)\b")


def not_own(entity: Entity, text: str, status: int = 0) -> bool:
    """`nobody can be their own manager`, `manager_id must not be the own id`: such a field must not lead back to its record."""
    own = [one for one in entity.fields.values() if one.refers == entity.name and one.given and one.type != "list"]
    for match in _OWN.finditer(text) if own and (status or _NEVER.search(text)) else ():
        stem = (match["stem"] or "").lower()
        one = next(
            (
                one
                for one in own
                if not stem or stem in {one.name, one.name.removesuffix("_id")} or (stem == "id" and one.name in text.lower())
            ),
            None,
        )
        if one is not None:
            _refuse_own(entity, one.name, status)
            return True
    return False


def led_back(case: Case) -> bool:
    """`nobody can be their own manager (422)`."""
    return case.entity is not None and case.status in {0, 400, 409, 422} and not_own(case.entity, case.plain, case.status)


def _refuse_own(entity: Entity, name: str, status: int) -> None:
    """One check for all sentences about it, with the status that one of them tells."""
    code = f'row is not None and whole["{name}"] == row["{entity.key}"]'
    known = next((one for one in entity.checks if one.code == code), None)
    if known is None:
        known = Guard(code, 422, f"{name.removesuffix('_id')} is the {entity.name.replace('_', ' ')} itself", "compare", fields=(name,))
        entity.checks.append(known)
    known.status = status or known.status


_OWN = re.compile(
    r"(?i)\b(?:their|its|his|her|the|[a-z]+'s|\[[a-z_]+\]'s) own (?P<stem>\w+)|"
    r"\b(?P<self>themselves|themself|itself|himself|herself|oneself)\b"
)
_NEVER = re.compile(r"(?i)\b(?:nobody|no one|not|never|cannot|can't|no)\b")


def _is_one(name: str, table: Entity, owner: Entity, mine: list[Routed]) -> bool:
    """Whether the only value that makes a link is the key of another resource of its owner's kind."""
    stem = re.sub(r"(?:_id|Id)$", "", name)
    if stem == name:
        return False
    lists = " . ".join(each.route.text for each in mine if each.endpoint.kind == "list")
    noun = rf"(?:{owner.name}|{owner.plural})".replace("_", " ")
    spoken = re.search(rf"(?i)\b(?:lists?|shows?|returns?|gives?|all) (?:all |the |other |of the )*{noun}\b", lists)
    return stem == owner.name or (stem in {table.name, *table.name.split("_")} and bool(spoken))


def links(app: App) -> Iterator[Link]:
    """All tables of links."""
    for table in app.entities.values():
        ends = [one for one in table.fields.values() if one.refers]
        if len(ends) == 2 == len(table.fields) and ends[0].refers == ends[1].refers and not ends[0].given and ends[1].given:
            yield Link(app.entities[ends[0].refers], table, ends[0].name, ends[1].name)


def join(app: App, routed: list[Routed]) -> None:
    """Lists answer what is linked, and a link is found by its two ends."""
    for link in links(app):
        for one in routed:
            if one.endpoint.entity != link.table.name or one.endpoint.parent != link.owner.name:
                continue
            if one.endpoint.kind == "list":
                _list(app, link, one)
            elif one.endpoint.kind == "delete" and len(one.endpoint.params) == 2:
                first, second = one.endpoint.params
                one.endpoint.kind, one.endpoint.bare, one.endpoint.parent = "compute", "None", ""
                one.endpoint.lines = [
                    f"find_{link.owner.name}({first})",
                    f"if not store.{link.table.plural}.remove({link.column}={first}, {link.member}={second}):",
                    '    raise HTTPException(404, "there is no such link")',
                ]


def _list(app: App, link: Link, one: Routed) -> None:
    owner, param = link.owner, one.endpoint.params[0]
    shown = f'find_{owner.name}(link["{link.member}"])'
    shown = f"show_{owner.name}({shown})" if needs_show(owner) else shown
    ground = Ground(app, with_computed(owner))
    order = order_of(with_computed(owner), " . ".join(ground(text) for text in (one.route.text, *one.route.more)))
    one.endpoint.kind, one.endpoint.bare, one.endpoint.parent = "compute", "list[Row]", ""
    one.endpoint.lines = [
        f"find_{owner.name}({param})",
        f"rows = [{shown} for link in store.{link.table.plural}.find({link.column}={param})]",
        *(order.split("\n    ") if order else []),
        "return rows",
    ]


_TURNED = re.compile(
    r"\b(?:other way (?:round|around)|(?:opposite|reverse|other) (?:direction|way|link)|each other|mutual\w*|vice versa|in reverse|reversed)\b"
)


def mutual(case: Case) -> bool:
    """`409 if they block each other the other way round`: the link in the other direction is there."""
    link = next((one for one in links(case.app) if case.entity in (one.table, one.owner)), None)
    if link is None or case.status not in {0, 400, 409, 422} or not _TURNED.search(case.said):
        return False
    code = f'store.{link.table.plural}.find({link.column}=whole["{link.member}"], {link.member}=whole["{link.column}"])'
    link.table.checks.append(Guard(code, case.status or 409, "they are linked the other way round", "rule"))
    return True


def held_up(case: Case) -> bool:
    """`closing fails with 409 while an open task blocks it`, `with open blockers`: an action is refused while such a one is linked."""
    endpoint = case.target(("action", "delete"))
    link = next((one for one in links(case.app) if case.entity is one.owner), None)
    if link is None or endpoint is None or endpoint.entity != link.owner.name or case.status in {404, 422}:
        return False
    stem = words.singular(link.table.name)[:4]
    states = [value for value in states_in(case.said) if state_field(link.owner, value)]
    named = re.search(
        rf"\[{link.table.name}\]|\[{link.owner.name}\] [^.;,]*?\b{stem}\w*|\b{stem}\w* by [^.;,]*?\[{link.owner.name}\]", case.said
    )
    if not named or not re.search(r"\b(?:while|as long as|if|when|until|unless|with|has|have|without|can not)\b", case.said):
        return False
    held = f'store.{link.table.plural}.find({link.column}=row["{link.owner.key}"])'
    state = next((value for value in states if f"'{value}'" in case.said[: named.end()]), "")
    field = state_field(link.owner, state)
    if field is not None:
        held = f'any(find_{link.owner.name}(link["{link.member}"])["{field.name}"] == "{state}" for link in {held})'
    endpoint.guards.append(Guard(held, case.status or 409, f"it still has {link.table.several.replace('_', ' ')}", "held"))
    return True
