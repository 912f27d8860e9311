"""Places in a line, which are counted from 1 without gaps: who leaves lets those behind move up, and what is moved shifts the others."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.names.grounding import Ground, entities_in
from shared.reading.refusals.cases import children
from shared.reading.text.lexicon import canonical
from shared.writing.ir import App, Endpoint, Entity, Field, Guard

_NAME = re.compile(r"(?<![\w/])[`\"]?(?P<name>(?:queue_)?(?:position|place)(?:_in_(?:line|queue|list))?)[`\"]?(?![\w/])")
#: That there are no gaps: those behind move up, what is removed leaves no hole.
_CLOSES = re.compile(
    r"(?i)\bmov(?:e|es|ing) (?:up|forward|ahead)\b|\b(?:comes?|moves?|go(?:es)?|advances?|slides?|shifts?|steps?) (?:up |forward )?(?:by )?(?:one|1|an?)(?: (?:position|place|step|spot))?(?: (?:up|forward|ahead))?\b"
    r"|\bclos(?:e|es|ed|ing) (?:the |any |up )*(?:gaps?|holes?|ranks)\b|\b(?:without|no|never any) (?:any )?(?:gaps?|holes?)\b|\b1 (?:waits|is|being|has waited) (?:the )?(?:longest|first|front|head|next)\b"
    r"|\b(?:place|position) in (?:the |its |their )?(?:line|queue)\b|\bshifts? (?:the )?(?:others?|rest)\b|\b(?:others?|rest|those behind(?: (?:it|them))?) (?:are |is |get )?(?:shifted|renumbered|move up)\b"
)


def line_up(app: App, texts: Sequence[str]) -> None:
    """Gives the records of which a text tells the place in a line that place, and lets what is done to them keep it."""
    said = [canonical(text) for text in texts]
    if not any(map(_CLOSES.search, said)):
        return
    for text in said:
        for match in _NAME.finditer(text):
            entity = next(_in_line(app, text, match["name"]), None)
            if entity is not None:
                _forget_others(app, entity, match["name"], text)
                _line_up(app, entity, match["name"])
                return


def _forget_others(app: App, entity: Entity, name: str, text: str) -> None:
    """`a position, the place in the list`: what is taken for another member is the same place."""
    for same in _NAME.finditer(text):
        told = same["name"] != name and text[: same.start()].endswith(", the ")
        if (one := entity.fields.get(same["name"])) and (told or one.fill.startswith("expr:max(")):
            del entity.fields[same["name"]]
            for endpoint in app.endpoints:
                if endpoint.entity == entity.name and told:
                    endpoint.body = [field for field in endpoint.body if field.name != same["name"]]


def _in_line(app: App, text: str, name: str) -> Iterator[Entity]:
    """The records that may stand in a line: those that a text names, or the only ones that belong to something; none whose request tells the place."""
    made = {one.entity: one for one in app.endpoints if one.kind == "create"}
    free = {key: one for key, one in made.items() if key in app.entities and not (_is_sent(one, name) and name in one.source)}
    named = [key for key in entities_in(Ground(app, None)(text)) if key in free]
    below = [key for key, one in free.items() if one.parent]
    numbered = [key for key in free if name in app.entities[key].fields]
    for key in (*numbered, *(key for key in named if key in below), *(below if len(below) == 1 else ()), *(named if not below else ())):
        yield app.entities[key]


def _is_sent(endpoint: Endpoint, name: str) -> bool:
    return any(field.name == name for field in endpoint.body)


def _line_up(app: App, entity: Entity, name: str) -> None:
    column = next(
        (one for owner in app.entities.values() for child, one in children(app, owner) if child is entity and owner is not entity), ""
    )
    line = f"store.{entity.plural}.find({{}})".replace("{}", f'{column}={{}}["{column}"]' if column else "")
    entity.fields[name] = Field(name, "integer", required=False, given=False, fill=f"expr:len({line.format('values')}) + 1")
    ahead = [
        f"for other in {line.format('row')}:",
        f'    if other["{name}"] > row["{name}"]:',
        f'        store.{entity.plural}.change(other["{entity.key}"], {{"{name}": other["{name}"] - 1}})',
    ]
    for one in app.endpoints:
        if one.entity != entity.name:
            continue
        if one.kind == "delete":
            one.after += ahead
        elif one.notes.get("takes_first") == "-":
            place = next(number for number, each in enumerate(one.lines) if ".remove(" in each)
            one.lines = [*one.lines[: place + 1], *ahead, *one.lines[place + 1 :]]
        elif one.kind == "create":
            one.body = [field for field in one.body if field.name != name]
        elif one.kind in {"action", "update"} and _is_sent(one, name):
            _move(one, entity, name, line)


def _move(endpoint: Endpoint, entity: Entity, name: str, line: str) -> None:
    """`{"position": 1}` moves a record, and shifts those between."""
    if endpoint.kind == "action":
        endpoint.sets = {name: f'values["{name}"]'}
    for field in endpoint.body:
        if field.name == name:
            field.type, field.low = "integer", 1
    test = f'values.get("{name}", 1) > len({line.format("row")})'
    endpoint.guards.append(Guard(test, 422, f"there is no such {name.replace('_', ' ')}", "rule", fields=(name,)))
    other, key = f'other["{name}"]', entity.key
    endpoint.after += [
        f"for other in {line.format('row')}:",
        f'    if other["{key}"] != row["{key}"] and {other} > before["{name}"] and {other} <= row["{name}"]:',
        f'        store.{entity.plural}.change(other["{key}"], {{"{name}": {other} - 1}})',
        f'    if other["{key}"] != row["{key}"] and {other} < before["{name}"] and {other} >= row["{name}"]:',
        f'        store.{entity.plural}.change(other["{key}"], {{"{name}": {other} + 1}})',
    ]
