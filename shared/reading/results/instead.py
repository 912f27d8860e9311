"""Lists of which a parameter shows a part: `low=true keeps those below the minimum`, `with drafts=true the unpublished ones instead`."""

import re

from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import with_computed
from shared.reading.results.holding import Held, conditions
from shared.writing.ir import MISSING, App, Endpoint, Entity, Query

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


_SELECTS = re.compile(r"^\W*(?:true|false)?\W*(?:then )?(?:returns?|shows?|lists?|gives?|selects?|keeps?|picks?)? ")
_LEAVES_OUT = re.compile(r"(?:it )?(?:leaves? out|hides?|omits?|skips?|excludes?|ignores?|drops?|is without|without)\b")


def picked(app: App, entity: Entity, endpoint: Endpoint, name: str, value: str, near: str, said: str) -> Query | None:
    """`?low=true`, with which only those whose stock is below the minimum are returned."""
    if value not in {"true", "false"} and not re.search(rf"\b{re.escape(name)}=(?:true|false)\b", near):
        return None
    if own := next((one.code for one in entity.computed if one.name == name and re.match("(?:true|false) ", one.words)), ""):
        return Query(name, "code", f"({own}) == {name}", "boolean")
    shown = with_computed(entity)
    ground = Ground(app, shown, endpoint)
    told, held = "", list[str]()
    for part in re.split(rf"(?<!\w){re.escape(name)}(?!\w)", near)[1:]:
        told = _SELECTS.sub("", f"{part.partition('?')[0]} ?")
        if held := conditions(Held(app, shown, endpoint, ground(told), "", (name,))):
            break
    if query := other_part(entity, name, near, ground(said), held):
        return query
    if len(held) == 1 and _LEAVES_OUT.match(told):
        return Query(name, "code", f"(not ({held[0]})) == {name}", "boolean")
    return Query(name, "code", f"bool({' and '.join(held)}) == {name}", "boolean") if held else None
