"""How many different values there are: `how many different species`, of sightings that name a bird which has one."""

import re

from shared.writing import words
from shared.writing.ir import App, Entity

_DIFFERENT = re.compile(r"\b(?:number of|how many|counts?(?: of)?)(?: the)? (?:different|distinct|unique) [<\[]?(?P<of>\w+)")


def different(app: App, entity: Entity, name: str, said: str, rows: str) -> str:
    """The expression for how many different values of a field, records that are referred to, or values of theirs there are."""
    told = _DIFFERENT.search(said)
    if told is None or (words.singular(name) != words.singular(told["of"]) and len(said) >= 60):
        return ""
    stem = name.removesuffix("_count").removeprefix("number_of_")
    of = (told["of"], words.singular(told["of"]), stem, words.singular(stem))
    if column := next((one for one in entity.fields if one in {*of, *(f"{each}_id" for each in of)}), ""):
        return f'len({{other["{column}"] for other in {rows}}})'
    for one in entity.fields.values():
        owner = app.entities.get(one.refers)
        field = next((owner.fields[each] for each in of if each in owner.fields), None) if owner else None
        if owner is not None and field is not None:
            value = f'other["{one.name}"]' if field.unique else f'find_{owner.name}(other["{one.name}"])["{field.name}"]'
            return f"len({{{value} for other in {rows}}})"
    return ""
