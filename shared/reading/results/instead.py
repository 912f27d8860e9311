"""Lists of which a parameter shows the other part: `returns the published ones only; with drafts=true the unpublished ones instead`."""

import re

from shared.writing.ir import MISSING, Entity, Query

_OTHERS = re.compile(r"\b(?:the )?(?:others?|rest|remaining(?: ones)?|opposite)\b")


def shown(entity: Entity, said: str) -> str:
    """The condition over `row` of the flag that all records of a list have, as a grounded text tells; empty where it tells none."""
    noun = rf"(?:\[{entity.name}\]|ones)"
    pattern = (
        rf"\b(?:returns?|lists?|shows?|gives?)(?: only)?(?: the| all)?(?P<only> only)?(?: the)? (?P<not>not (?:yet )?|un|non-?)?<(?P<flag>\w+)> {noun}"
        rf"|\b(?:returns?|lists?|shows?|gives?)(?: only)? (?:the )?{noun}(?: of (?:the|an?|its) \[\w+\])? (?:that|which) (?:are|is) (?P<no>not (?:yet )?|un|non-?)?<(?P<told>\w+)>"
    )
    match = re.search(pattern, said)
    one = entity.fields.get(match["flag"] or match["told"]) if match else None
    if match is None or one is None or one.type != "boolean":
        return ""
    return f'{"not " if match["not"] or match["no"] else ""}row["{one.name}"]'


def other_part(entity: Entity, name: str, near: str, said: str, held: list[str]) -> Query | None:
    """The parameter that asks for the records that the list does not show otherwise, of which `held` holds where the text says so."""
    kept = shown(entity, said)
    other = kept.removeprefix("not ") if kept.startswith("not ") else f"not {kept}"
    if not kept or (held and held != [other]) or not (held or _OTHERS.search(near)):
        return None
    return Query(name, "code", f"bool({other}) == {name}", "boolean", default=False)


def splits(queries: list[Query], name: str) -> bool:
    """Whether one of the parameters chooses between the records with a flag and those without."""
    return any(one.how == "code" and one.default is not MISSING and f'row["{name}"]' in one.field for one in queries)
