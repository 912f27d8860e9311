"""Reads relations between resources: `each comment belongs to a post`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.entities import entity_named
from shared.adapters.offline.ir import App, Entity, Field


def relations(app: App, text: str) -> bool:
    """`Each comment belongs to a post`, `a book has one author`, `an author has many books`: references between resources."""
    found = False
    patterns = (
        r"(?i)\b(?P<child>[\w-]+) (?:must |should |always |also )?(?:belongs?|is linked|are linked|is attached|are attached|is tied|is assigned|refers?|is associated|are associated|relates?|is related|is owned|is written|is placed|are placed|is made|is filed) (?:to|by|with|under|for|in)(?: exactly| only)?(?: an?| one| the| some)? (?P<owner>[\w-]+)",
        r"(?i)\b(?P<owner>[\w-]+) (?:can |may )?(?:has|have|contains?|holds?|owns?) (?:many|multiple|several|any number of|zero or more|one or more|a list of|lots of|some|its own|0 or more) (?P<child>[\w-]+)",
        r"(?i)\b(?P<child>[\w-]+) (?:of|for|on|about|in|per) (?:an?|each|the|one) (?P<owner>[\w-]+)\b",
    )
    for i, pattern in enumerate(patterns):
        for match in re.finditer(pattern, text):
            child, owner = entity_named(app.entities, match["child"]), entity_named(app.entities, match["owner"])
            if (
                child
                and owner
                and child is not owner
                and not any(one.refers == child.name for one in owner.fields.values())
                and child.stored
                and owner.stored
                and (i < 2 or words.singular(words.code_name(match["child"])) == child.name)
            ):
                refer(app, child, owner)
                found = True
    return found


def refer(app: App, child: Entity, owner: Entity) -> Field:
    """Gives the child a reference to its owner, if it has none."""
    known = next((one for one in child.fields.values() if one.refers == owner.name), None)
    if known:
        return known
    name = next(
        (
            name
            for name in child.fields
            if words.code_name(name) in {f"{owner.name}_id", f"{owner.name}_{owner.key}", f"{owner.name.rpartition('_')[2]}_id"}
        ),
        None,
    )
    plain = child.fields.pop(owner.name, None) if name is None else None
    name = name or f"{owner.name}_id"
    one = child.fields.setdefault(
        name, Field(name, "integer" if owner.key_type == "integer" else "string", required=plain.required if plain else None)
    )
    one.refers = owner.name
    one.type = "integer" if owner.key_type == "integer" else "string"
    return one
