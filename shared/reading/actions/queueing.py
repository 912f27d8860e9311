"""An operation that takes the first of a queue: `POST /jobs/next sets the oldest waiting job to "printing" and returns it`."""

import re

from shared.reading.actions import effects, moving
from shared.reading.names.grounding import Ground, entities_in, state_field, states_in
from shared.reading.refusals.cases import Case, children
from shared.reading.results import ordering
from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Entity
from shared.writing.write_parts import needs_show

_FIRST = re.compile(r"(?<!\bat )\b(?:first|next|oldest|longest|earliest|top|front|head)\b")
_REMOVED = re.compile(r"\b(?:remov\w+|delet\w+|pops?|dequeues?|(?:takes?|taken) (?:\S+ ){0,7}(?:off|out|away|from))\b")
_EMPTY = re.compile(r"\bempty\b|\bno\b|\bnone\b|\bnothing\b|\bnobody\b|\bno one\b|\bis not (?:any|one)\b|\bwithout\b|\bunknown\b")
_BUSY = re.compile(r"\b(?:another|other|still|already|one|any|some|currently|busy)\b")


def take_below(app: App, routed: list[Routed], one: Routed, owner: Entity) -> bool:
    """As `take`, of what belongs to a resource: `POST /desks/{id}/next takes the first ticket off the desk's list`."""
    if one.endpoint.kind not in {"action", ""} or len(one.endpoint.params) != 1 or one.endpoint.body:
        return False
    below = [(child, column) for child, column in children(app, owner) if child is not owner and app.of(child.name, "create")]
    said = Ground(app, owner, one.endpoint)(one.route.words)
    named = [pair for pair in below if pair[0].name in entities_in(said)] or (below if len(below) == 1 else [])
    if (
        not named
        or not _FIRST.search(f"{said} {one.endpoint.path.rpartition('/')[2]}")
        or not (_QUEUE.search(said) or named[0][0].name in entities_in(said))
    ):
        return False
    child, column = named[0]
    lists = [other.route.words for other in routed if other.endpoint.kind == "list" and other.endpoint.entity == child.name]
    return take(app, one, child, lists, (owner, column))


#: Where those who wait stand.
_QUEUE = re.compile(r"\b(?:lists?|queues?|lines?|stack|waits?|waiting|waited)\b")


def take(app: App, one: Routed, entity: Entity, lists: list[str], below: tuple[Entity, str] | None = None) -> bool:
    """Writes the operation. Whether the text asks for it. `lists`: what is said about the list of these resources, which may tell its order."""
    endpoint = one.endpoint
    texts = [part for part in (one.route.lead, one.route.text, *one.route.more) if part]
    ground = Ground(app, entity, endpoint)
    said = " . ".join(ground(text) for text in texts)
    if (
        (endpoint.params and not below)
        or one.route.method not in {"POST", "PUT", "DELETE"}
        or not _FIRST.search(said + " " + endpoint.path.rpartition("/")[2])
    ):
        return False
    endpoint.entity = entity.name
    if "{" not in one.route.text:
        endpoint.body = []  # `fetches the job that has waited longest`: what is taken, not what is sent.
    effects.act(app, one, texts)
    state = next((name for name, code in endpoint.sets.items() if entity.fields[name].choices and code.startswith(('"', "'"))), "")
    if not state and not _REMOVED.search(said):
        return False
    change = f'row = store.{entity.plural}.change(row["{entity.key}"], {_pairs(endpoint.sets)})'
    endpoint.kind = "compute"
    param = endpoint.params[0] if below else ""
    equal = [f"{below[1]}={param}"] if below else []
    endpoint.lines = [
        *([f"find_{below[0].name}({param})"] if below else []),
        f"rows = {_waiting(entity, one, [ground(text) for text in texts], state, equal)}",
        *_order(entity, said, [ground(text) for text in lists]),
        "if not rows:",
        '    raise HTTPException(404, "there is nothing left")',
        "row = rows[0]",
        change if state else f'store.{entity.plural}.remove({entity.key}=row["{entity.key}"])',
        f"return {f'show_{entity.name}(row)' if needs_show(entity) else 'row'}",
    ]
    endpoint.bare, endpoint.notes["takes_first"] = "Row", state or "-"
    return True


def _pairs(sets: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {code}' for name, code in sets.items()) + "}"


def _waiting(entity: Entity, one: Routed, said: list[str], state: str, equal: list[str]) -> str:
    """Those in the queue: in the state that the text names, or else in the first."""
    found = moving.sources(entity, one.endpoint, said, len(said))
    field = entity.fields.get(state)
    goal = one.endpoint.sets.get(state, "").strip("\"'")
    named = [value for text in said for value in states_in(text) if field and value in field.choices and value != goal]
    first = field.default if field and isinstance(field.default, str) else ""
    value = (found[1][0] if found else "") or (first if first in named or not named else named[0])
    told = [*equal, *([f'{state}="{value}"'] if state and value else [])]
    return f"store.{entity.plural}.find({', '.join(told)})"


def _order(entity: Entity, said: str, lists: list[str]) -> list[str]:
    """The oldest first, unless the operation's words or those about the list tell another order."""
    found = ordering.order_of(entity, said) or next((order for text in lists if (order := ordering.order_of(entity, text))), "")
    return [line.strip() for line in found.split("\n") if line.strip()] if "rows.reverse()" not in found else []


def refuses(case: Case) -> bool:
    """`404 if the queue is empty`, `409 if another job is still printing`."""
    endpoint = case.endpoint
    state = endpoint.notes.get("takes_first") if endpoint else None
    if endpoint is None or case.entity is None or not state:
        return False
    goals = [value for value in states_in(case.said) if state_field(case.entity, value)]
    taken = [value for value in goals if any(f'"{state}": "{value}"' in line for line in endpoint.lines)]
    if taken and _BUSY.search(case.said) and case.status != 404:
        busy = [
            f'if store.{case.entity.plural}.find({state}="{taken[0]}"):',
            f'    raise HTTPException({case.status or 409}, "another one is {taken[0]}")',
        ]
        endpoint.lines = [*busy, *endpoint.lines]
        return True
    if _EMPTY.search(case.said):
        endpoint.lines = [
            re.sub(r"HTTPException\(404, \"there is nothing", f'HTTPException({case.status or 404}, "there is nothing', line)
            for line in endpoint.lines
        ]
        return True
    return False
