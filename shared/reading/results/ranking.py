"""The rank of each record of a sorted list: `each with its rank, equal scores share one`."""

import re

from shared.reading.refusals.cases import children
from shared.reading.results.grouping import DENSE, SHARED
from shared.writing.ir import App, Computed, Endpoint, Entity

_TOLD = re.compile(
    r"\b(?:an?|the|its|their|his|her|with|and|field|one's|each) [\"'`]?(?P<name>rank|position|place)\b(?! (?:of|in|on|at|where|to|for) (?!the list|which|1\b))"
)
_NUMBERED = re.compile(
    r"\b(?:start|begin|count)\w* (?:with|at|from) (?:1|one)\b|\b1, ?(?:1|2)\b|\b1 (?:is|being|for) (?:the )?\w+|\b(?:same|share\w*|equal)\b|\btie[sd]?\b"
)
_SORTED = re.compile(r'row\["(?P<name>\w+)"\]\)(?P<down>, reverse=True)?\)$')


def rank_of(text: str) -> str:
    """What a text calls the place of a record in its list; empty where it speaks of none."""
    told = _TOLD.search(text)
    return told["name"] if told and (told["name"] == "rank" or _NUMBERED.search(text)) else ""


def ranked(app: App, endpoint: Endpoint, entity: Entity, name: str, said: str) -> bool:
    """Gives the records of a list the number at which they stand in it. Whether it is sorted by something that tells it."""
    key = _SORTED.search(endpoint.order.split("\n")[-1])
    stored = entity.fields.get(key["name"]) if key else None
    counted = next((one.code for one in entity.computed if key and one.name == key["name"]), "")
    if key is None or (stored is None and not counted) or (stored is not None and stored.required is False):
        return False
    column = next((one for owner in app.entities.values() for child, one in children(app, owner) if child is entity), "")
    where = f'{column}=row["{column}"]' if endpoint.parent and column else ""
    mine, other = (counted, counted.replace('row["', 'other["')) if counted else (f'row["{key["name"]}"]', f'other["{key["name"]}"]')
    better = f"{other} {'>' if key['down'] else '<'} {mine}"
    rows = f"for other in store.{entity.plural}.find({where}) if"
    if not SHARED.search(said):
        better += f' or ({other} == {mine} and other["{entity.key}"] < row["{entity.key}"])'
    code = f"1 + len({{{other} {rows} {better}}})" if DENSE.search(said) else f"1 + sum(1 {rows} {better})"
    entity.computed.append(Computed(name, code))
    return True


def numbered(app: App, endpoint: Endpoint, entity: Entity, name: str, said: str) -> bool:
    """As `ranked`; where places are counted among those that are asked for, or by what some records lack, the list is numbered as it is answered."""
    within = re.search(rf"\b{name}s?\b[^.;()]*\b(?:within|among|inside)\b", said) is not None
    if not within and ranked(app, endpoint, entity, name, said):
        return True
    if SHARED.search(said) or not endpoint.order:
        return False
    endpoint.numbered = name
    return True
