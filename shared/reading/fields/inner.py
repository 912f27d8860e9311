"""What a text says of the fields within a field: of an object (`In the address, street is optional`), or of the records of a list (`every contact needs an email`)."""

import re
from collections.abc import Iterable, Iterator

from shared.reading.fields.bodies import example_types
from shared.reading.fields.fieldlists import field_list
from shared.reading.fields.stating import Stating, pieces
from shared.reading.text.outline import Statement
from shared.writing import words
from shared.writing.ir import App, Entity, Field
from shared.writing.types import merge, settle

_EVERY_OTHER = re.compile(
    r"(?i)\b(?:the|all) (?:other|remaining)(?: (?:two|three|four|five))?(?: (?:fields?|members?|ones?))? (?:is|are) (?P<duty>required|mandatory|optional)\b"
)


def tell(app: App, statements: list[Statement]) -> None:
    """Gives the fields within objects and lists what the sentences of an intent say of them; an object of which nothing is said may hold anything."""
    for entity in app.entities.values():
        for field in [one for one in entity.fields.values() if one.parts]:
            described = _describe(app, entity, field, statements)
            if field.type == "object" and not described:
                field.parts.clear()
            for part in field.parts:
                example_types(part)
                settle(part)
                part.required = part.required is not False


def _describe(app: App, entity: Entity, field: Field, statements: Iterable[Statement]) -> bool:
    """Constrains the fields within a field. Whether anything was said of them."""
    one = words.singular(field.name)
    inner = Entity(one, field.name if field.type == "list" else words.plural(one), {part.name: part for part in field.parts})
    stating, described = Stating(app), False
    for statement in statements if one not in app.entities else ():
        described = _listed(field, statement.text) or described
        for piece in _about(statement.text, entity, field):
            described = True
            if other := _EVERY_OTHER.search(piece):
                for part in field.parts:
                    part.required = other["duty"] != "optional" if part.required is None else part.required
            stating.read([inner], piece, False)
            _needed(field, piece)
    return described


def _listed(field: Field, text: str) -> bool:
    """`A size has a width and a height, both positive integers`: the fields within a field, told as those of a resource are."""
    having = re.search(
        rf"(?i)\b(?:{words.singular(field.name)}|{field.name}) (?:must |always )?(?:has|have|consists of|contains?) (?=(?:an?|the|its) |[`\"]?\w+[`\"]? \()",
        text,
    )
    told = {one.name: one for one in field_list(text[having.end() :])} if having else {}
    known = [part for part in field.parts if part.name in told]
    for part in known:
        part.type = told[part.name].type if part.type.startswith("example:") and told[part.name].type else part.type
        merge(part, told[part.name])
    return bool(known)


def _about(text: str, entity: Entity, field: Field) -> Iterator[str]:
    """The pieces of a sentence that are about the fields within a field: they name what it is, or fields that are nowhere else."""
    nouns = rf"(?i)\b(?:{words.singular(field.name)}|{words.plural(words.singular(field.name))}|{field.name})\b".replace("_", "[ _]")
    inside = False
    for piece in pieces(text):
        named = {
            part.name
            for part in field.parts
            if re.search(rf"(?i)\b{re.escape(part.name.replace('_', ' '))}\b|\b{re.escape(part.name)}\b", piece)
        }
        others = any(re.search(rf"\b{re.escape(name)}\b", piece) for name in entity.fields.keys() - named - {field.name})
        told = re.search(nouns, piece) is not None and not others
        inside = (told and bool(named)) or (inside and not others)
        if named and (told or (not named & entity.fields.keys() and not others)):
            inside = True
            yield piece
        elif inside and _EVERY_OTHER.search(piece):
            yield piece


#: `every contact needs a name and an email`.
_NEEDS = re.compile(r"(?i)\b(?:each|every|an?|all) \w+ (?:needs?|must have|requires?|has to have|must contain) (?P<names>[^.;]+)")


def _needed(field: Field, piece: str) -> None:
    needs = _NEEDS.search(piece)
    for part in field.parts if needs else ():
        if needs and re.search(rf"\b{re.escape(part.name)}\b", needs["names"]):
            part.required = True
