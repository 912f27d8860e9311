"""Lists that a link joins: `GET /films/{id}/credits lists writer_id, name and role`, `GET /writers/{id}/films`, where a credit has a writer and is made below a film."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.reading.actions.links import answer_rows
from shared.reading.refusals.cases import children
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.text.shapes import split_outside
from shared.writing import words
from shared.writing.ir import App, Entity
from shared.writing.write_parts import needs_show


@dataclass(frozen=True, slots=True)
class Joined:
    """A list below `owner`: each `link` that it has (found by `column`) with the record at its far end (`reference` -> `other`)."""

    one: Routed
    owner: Entity
    link: Entity
    column: str
    reference: str
    other: Entity
    #: The members of a row, where the text lists them.
    names: tuple[str, ...]


def between(app: App, routed: Sequence[Routed], owner: Entity, nested: Entity) -> list[Entity]:
    """The resources that link two others, neither of which is made below the other or refers to it."""
    apart = [nested.name, owner.name]
    if any(each.endpoint.kind == "create" and each.endpoint.entity == nested.name and each.endpoint.parent for each in routed):
        return []
    if any(field.refers in apart for entity in (owner, nested) for field in entity.fields.values()):
        return []
    return [link for link in app.entities.values() if link not in (owner, nested) and set(apart) <= _ends(routed, link)]


def _ends(routed: Sequence[Routed], link: Entity) -> set[str]:
    below = {each.endpoint.parent for each in routed if each.endpoint.kind == "create" and each.endpoint.entity == link.name}
    return {field.refers for field in link.fields.values()} | below


def joined(app: App, routed: Sequence[Routed]) -> Iterator[Joined]:
    """The lists of links that show what they lead to, and the lists of what links lead to."""
    for one in routed:
        nested, owner = app.entities.get(one.endpoint.entity), app.entities.get(one.endpoint.parent)
        if one.endpoint.kind != "list" or nested is None or owner is None or nested is owner or len(one.endpoint.params) != 1:
            continue
        found = _of_links(app, one, owner, nested) or _of_far_ends(app, routed, one, owner, nested)
        if found is not None:
            yield found


def _of_links(app: App, one: Routed, owner: Entity, link: Entity) -> Joined | None:
    """A list of links whose members are told, one of them kept by what the link leads to."""
    column = next((name for child, name in children(app, owner) if child is link), "")
    far = [field for field in link.fields.values() if field.refers and field.name != column and field.type != "list"]
    for field in far if column else ():
        other = app.entities[field.refers]
        both = Joined(one, owner, link, column, field.name, other, ())
        names = _told(one, [*_codes(both)])
        if other is not owner and any(name not in link.fields and name not in {"id", link.key} for name in names):
            return Joined(one, owner, link, column, field.name, other, names)
    return None


def _of_far_ends(app: App, routed: Sequence[Routed], one: Routed, owner: Entity, other: Entity) -> Joined | None:
    """A list of what links lead to."""
    links = between(app, routed, owner, other)
    named = [link for link in links if _spoken(link, one.route.words)]
    for link in named[:1] or links[:1]:
        columns = {field.refers: field.name for field in link.fields.values()}
        both = Joined(one, owner, link, columns[owner.name], columns[other.name], other, ())
        return Joined(one, owner, link, columns[owner.name], columns[other.name], other, _told(one, [*_codes(both)]))
    return None


def _spoken(link: Entity, said: str) -> bool:
    """Whether words speak of a link: `that the writer has a credit in`, `reviewed by the writer`."""
    return re.search(rf"(?i)\b{words.stem(link.name.rpartition('_')[2])}", said) is not None


def _codes(both: Joined) -> dict[str, str]:
    """Each name that a member of a row may have, with the code of its value."""
    far, whole = f'link["{both.reference}"]', _whole(both.other, f'link["{both.reference}"]')
    found = {name: f'link["{name}"]' for name, field in both.link.fields.items() if name != both.column}
    if both.one.endpoint.entity == both.link.name:
        found |= {"id": 'link["id"]', both.column: f'link["{both.column}"]'}
    else:
        found |= {both.other.key: far, f"{both.other.name}_id": far, f"{both.other.name}_{both.other.key}": far}
    theirs = [*both.other.fields, *(each.name for each in both.other.computed)]
    for name in theirs:
        found.setdefault(name, f'{whole}["{name}"]')
        found.setdefault(f"{both.other.name}_{name}", f'{whole}["{name}"]')
    return found


def _whole(other: Entity, key: str) -> str:
    return f"show_{other.name}(find_{other.name}({key}))" if needs_show(other) else f"find_{other.name}({key})"


_ITEM = (
    r"(?:(?:the|its|their|his|her|an?|with) )*(?:\w+'s )?[`\"]?(?P<name>[a-z]\w*)[`\"]?(?: \([^()]*\)| of (?:the|that|each|its|this) \w+)?"
)


def _told(one: Routed, known: Sequence[str]) -> tuple[str, ...]:
    """The members that an answer is said to have, where there are several and all are known."""
    shape = [name for name, _ in answer_shape(one.route)]
    if shape:
        return tuple(shape) if set(shape) <= set(known) else ()
    for text in (one.route.text, *one.route.more):
        for start in re.finditer(
            r"(?i)(?:\b(?:with|of|including|shows?|returns?|gives?|lists?|as|(?:each|every) \w+(?: of the \w+)?)\b|[:(\-])\s*", text
        ):
            names = list(_run(text[start.end() :].partition(")")[0] if start[0][0] == "(" else text[start.end() :], known))
            if len(names) > 1:
                return tuple(names)
    return ()


def _run(text: str, known: Sequence[str]) -> Iterator[str]:
    """The known names with which a text begins."""
    for part in split_outside(text, r"\s*[.;:].*$|,\s*(?:and )?|\s+and\s+"):
        item = re.fullmatch(_ITEM, part.strip())
        if item is None or item["name"] not in known:
            return
        yield item["name"]


def show(app: App, both: Joined) -> None:
    """Makes the operation answer the rows, filtered and sorted as its words ask for."""
    codes = _codes(both)
    links = f"store.{both.link.plural}.find({both.column}={both.one.endpoint.params[0]})"
    fields = {**both.other.fields, **{name: field for name, field in both.link.fields.items() if not field.refers}}
    shape = Entity(both.other.name, both.other.plural, fields, both.other.key)
    row = f"{{{', '.join(f'{chr(34)}{name}{chr(34)}: {codes[name]}' for name in both.names)}}}"
    rows = f"[{row} for link in {links}]"
    if not both.names:
        rows = f'[{_whole(both.other, "key")} for key in dict.fromkeys(link["{both.reference}"] for link in {links})]'
    answer_rows(app, both.one, both.owner, shape, rows)
