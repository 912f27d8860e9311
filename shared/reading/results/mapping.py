"""Objects that map values to numbers: `the total amount per category`, `maps every key to its value`, a number for each state."""

import re
from collections.abc import Sequence

from shared.reading.fields.membership import offered
from shared.reading.names.grounding import Ground
from shared.reading.results.totals import aggregate
from shared.writing.ir import App, Endpoint, Entity

#: What is mapped, and by which field: `the sum per <seller>`, `maps each <seller> to the sum`, `whose keys are the <seller> and whose values are the sums`.
_BY_VALUE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:maps?|mapping) (?:each|every|all|the)?(?: of the)? ?<(?P<key>\w+)> to (?P<what>[^.;]+)",
        r"\bobject with (?:one|an) (?:entry|member|key) (?:per|for each|for every) <(?P<key>\w+)>[:,]? (?P<what>[^.;]+)",
        r"\bkeys are (?:the |all )?<(?P<key>\w+)>(?:,? and| with)(?: (?:whose|the|its))* values (?:are |being )?(?P<what>[^.;]+)",
        r"\b(?:for|of) (?:each|every) <(?P<key>\w+)>,? (?P<what>(?:the|its|their|how) [^.;]+)",
        r"(?P<what>[^.;]*?)\b(?:per|by|(?:for|in|of|with|at) (?:each|every)|of (?:that|this)|grouped by|keyed by) <(?P<key>\w+)>(?P<behind>[^.;]*)",
    )
)

#: Another figure behind the mapped ones, which has no place among them: `in each status and the total number of pages`.
_ANOTHER = re.compile(r"^\W*(?:and|plus|as well as) (?:also )?(?:the|an?) (?:overall |grand )?(?:total|sum|average|number)\b")


def by_value(app: App, endpoint: Endpoint, entity: Entity, said: str, source: str, shown: Sequence[tuple[str, object]] = ()) -> bool:
    """`the total amount per category`: an object that maps each value of a field to a total. `shown`: what an example maps."""
    marked = re.sub(r"\{[^{}]*\}", " ", Ground(app, entity)(said))
    match = next((found for pattern in _BY_VALUE if (found := pattern.search(marked))), None)
    key = match["key"] if match else _chosen(entity, shown)
    if key not in entity.fields or re.search(r"\b(?:array|list of|objects|(?:one|an?) object (?:per|for))\b", marked):
        return False
    if match and _ANOTHER.search(match.groupdict().get("behind") or ""):
        return False
    told = (match["what"], match.groupdict().get("behind")) if match else (marked,)
    codes = (aggregate(app, entity, "value", re.sub("[<>]", "", what), "rows") for what in told if what and what.strip())
    code = next((code for code in codes if code), None)
    if code is None:
        return False
    values = entity.fields[key].choices or ([name for name, _ in shown] if 0 in [value for _, value in shown] else [])
    zeros = f"{{{', '.join(f'{chr(34)}{value}{chr(34)}: 0' for value in values)}}} | " if values else ""
    if (choosing := offered(app, endpoint, entity)) and choosing[0] == key:
        zeros = f"{{choice: 0 for choice in {choosing[1]}}} | "  # Of what may be chosen some may not have been yet.
    endpoint.lines = [
        source,
        "groups: dict[str, list[Row]] = {}",
        "for row in rows:",
        f'    groups.setdefault(str(row["{key}"]), []).append(row)',
        f"return {zeros}{{key: {code} for key, rows in groups.items()}}",
    ]
    endpoint.kind = "compute"
    return True


def exemplified(said: str) -> bool:
    """Whether the object that is shown is an example: `the sum for each category, e.g. {"food": 12.5}`."""
    return re.search(r"(?:\be\.g\.|\bfor (?:example|instance)|\bsuch as|\blike)[,:]? \{", said) is not None


def _chosen(entity: Entity, shown: Sequence[tuple[str, object]]) -> str:
    """The field of whose choices an example shows each."""
    return next((one.name for one in entity.fields.values() if one.choices and {name for name, _ in shown} == {*one.choices}), "")


_MAPS = re.compile(
    r"\b(?:maps?|mapping) (?:each|every|all|the)?(?: of)?(?: (?:its|the|their))* ?<(?P<key>\w+)>[^.;]*? to (?:its|the|their) <(?P<value>\w+)>"
)


def pairs(app: App, endpoint: Endpoint, entity: Entity, said: str, source: str) -> bool:
    """`an object that maps every key to its value`: one member for each record."""
    match = _MAPS.search(Ground(app, entity)(said))
    if match is None or not {match["key"], match["value"]} <= {*entity.fields, entity.key}:
        return False
    endpoint.lines = [source, f'return {{str(row["{match["key"]}"]): row["{match["value"]}"] for row in rows}}']
    endpoint.kind = "compute"
    return True


def by_states(app: App, endpoint: Endpoint, entity: Entity, said: str, source: str) -> bool:
    """`how many parties are waiting, seated and left`: a number for each state."""
    listed = r"(?P<states>(?:'[\w \-]+'(?:, and |, | and | or )?){2,})"
    marked = re.sub(r"(?<=')(,? and|,) how many (?:\[\w+\] |of them |ones )?(?:are |is )?(?=')", r"\1 ", Ground(app, entity)(said))
    match = re.search(rf"\b(?:how many|the number of) \[{entity.name}\] (?:that )?(?:are|is) {listed}", marked) or re.search(
        rf"^\W*(?:[a-z]+ )?(?:the )?(?:numbers?|counts?) of (?:the |all )?{listed} \[{entity.name}\]\W*$", marked
    )
    states = re.findall(r"'([\w \-]+)'", match["states"]) if match else []
    one = next((one for one in entity.fields.values() if states and set(states) <= set(one.choices)), None)
    if one is None:
        return False
    counted = (f'"{state}": len([other for other in rows if other["{one.name}"] == "{state}"])' for state in states)
    endpoint.lines, endpoint.kind = [source, f"return {{{', '.join(counted)}}}"], "compute"
    return True


def keyed(app: App, endpoint: Endpoint, entity: Entity, said: str, source: str, members: Sequence[tuple[str, object]]) -> bool:
    """`an object that maps each seller to the sum`: the same where the text calls it an object, whose members are values and no names of fields."""
    maps = re.search(r"\bobject\b|\bmaps?\b|\bdictionary\b", said) and not {name for name, _ in members} & entity.fields.keys()
    return bool(maps) and by_value(app, endpoint, entity, said, source, members)
