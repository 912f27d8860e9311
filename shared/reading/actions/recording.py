"""What actions leave behind, listed below what they were done to: `GET /cards/{code}/redemptions`, `GET /orders/{id}/history`, each with from, to and at."""

import re

from shared.reading.names.grounding import Ground, entities_in
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

_EVERY = re.compile(
    r"^(?:history|transactions|movements|log|logs|events|bookings|changes|entries|operations|activity|transitions|timeline|journal|audit)$"
)


def keep_history(app: App, routed: list[Routed], parts_of: dict[int, list[str]]) -> None:
    """A nested list that nothing creates shows what actions did: each leaves a record."""
    for one in routed:
        parts = parts_of[id(one)]
        if one.route.method != "GET" or len(parts) != 3 or one.endpoint.kind:
            continue
        owner = app.entities.get(one.endpoint.entity)
        actions = [
            e
            for e in app.endpoints
            if owner
            and e.kind == "action"
            and e.entity == owner.name
            and (_EVERY.match(parts[2]) or _noun_of(parts[2], e.path.rpartition("/")[2]))
        ]
        made = _made_below(app, owner, one.route.words) if owner else []
        actions += made if len(made) > 1 or actions else []
        if owner is not None and actions:
            _record(app, owner, actions, one, parts[2])


def _made_below(app: App, owner: Entity, said: str) -> list[Endpoint]:
    """`the receipts and issues of a part`: what makes the records that a list of several kinds names."""
    named = set(entities_in(Ground(app, None)(said)))
    return [e for e in app.endpoints if e.kind == "create" and e.parent == owner.name and e.entity in named]


def _noun_of(noun: str, verb: str) -> bool:
    """`redemptions` of `redeem`, `deposits` of `deposit`."""
    stem = min(len(verb), 5) if len(verb) > 4 else len(verb)
    return words.singular(noun).startswith(verb[: max(3, stem - 1)])


def _record(app: App, owner: Entity, actions: list[Endpoint], one: Routed, name: str) -> None:
    made = app.entities[words.singular(words.code_name(name))] = Entity(words.singular(words.code_name(name)), words.code_name(name))
    made.fields[owner.name] = Field(
        owner.name, "string" if owner.key_type == "string" else "integer", given=False, refers=owner.name, required=True
    )
    several, moved = len(actions) > 1, _ends_of(one.route.words)
    if several and not moved:
        kind = next((name for name in ("type", "kind", "action", "operation") if name in one.route.words), "type")
        made.fields[kind] = Field(kind, "string", given=False)
    if moved:
        made.fields |= {name: Field(name, "string", given=False) for name in moved}
        actions = [action for action in actions if _state_set(owner, action)]
    at = _WHEN.search(one.route.words)
    if at:
        made.fields[at["name"]] = Field(at["name"], "datetime", given=False)
    for action in actions:
        sent = list(action.body)
        for field in sent:
            made.fields.setdefault(field.name, Field(field.name, field.type or "number", given=False))
        known = "row" if action.kind == "action" else f"find_{owner.name}({action.params[0]})"
        pairs = [f'"{owner.name}": {known}["{owner.key}"]', *(f'"{field.name}": values["{field.name}"]' for field in sent)]
        done = action.path.rpartition("/")[2] if action.kind == "action" else action.entity
        pairs += [f'"{kind}": "{done}"'] if several and not moved else []
        state = _state_set(owner, action)
        pairs += [f'"{name}": {row}["{state}"]' for name, row in zip(moved, ("before", "row"), strict=False)]
        pairs += [f'"{name}": before["{emptied}"]' for name, emptied in _emptied(actions, action)]
        pairs += [f'"{at["name"]}": now()'] if at else []
        action.after.append(f"store.{made.plural}.add({{{', '.join(pairs)}}})")
    if several and not moved:
        _both_ends(app, owner, made, kind, one.route.words)
    newest = re.search(r"(?i)\bnewest first\b|\blatest first\b|\bmost recent first\b", one.route.words)
    one.endpoint.kind, one.endpoint.parent, one.endpoint.entity = "list", owner.name, made.name
    one.endpoint.order = "rows.reverse()" if newest else ""


#: `each with from, to and at`, `{"old_status", "new_status"}`: what it was and what it became.
_MEMBER = r"[`\"]?"
_ENDS = re.compile(
    rf"(?:\b(?:with|as|of|has|have|shows?|lists?|each|has its)|[,{{(:])\s*(?:its |the |an? )*{_MEMBER}(?P<before>from|(?:old|previous|from|prior)_[a-z]+){_MEMBER}(?:: ?[^,}}]*)?(?:, | and |, and ){_MEMBER}(?P<after>to|(?:new|next|to)_[a-z]+)\b{_MEMBER}(?! (?:the|an?|its)\b)"
)
#: When it was done, as a member.
_WHEN = re.compile(
    r"(?:, |\band |\bwith |\{ ?)(?:the |an? |its )?[`\"]?(?P<name>at|timestamp|time|when|[a-z]+_at)[`\"]?(?=\s*(?:[.,;)}:]|$|\(| and\b))"
)


def _ends_of(said: str) -> tuple[str, ...]:
    """The names of the members that tell the state before and after; none where the text names none."""
    match = _ENDS.search(said)
    return (match["before"], match["after"]) if match else ()


def _state_set(owner: Entity, action: Endpoint) -> str:
    """The field with the state that an action changes; empty where it changes none."""
    return next((name for name in action.sets if name in owner.fields and owner.fields[name].choices), "")


def _emptied(actions: list[Endpoint], action: Endpoint) -> list[tuple[str, str]]:
    """What an action empties that another was sent: the name under which it was sent, and the field."""
    emptied = [name for name, code in action.sets.items() if code == "None"]
    sent = {
        name: match[1] for other in actions for name, code in other.sets.items() if (match := re.fullmatch(r"values\[\"(\w+)\"\]", code))
    }
    return [(sent[name], name) for name in emptied if name in sent and all(sent[name] != field.name for field in action.body)]


def _both_ends(app: App, owner: Entity, made: Entity, kind: str, told: str) -> None:
    """A transfer leaves a record with either end, if the text names a kind for each: `"transfer_out"` and `"transfer_in"`."""
    kinds = re.findall(r"\"(\w+)\"", told)
    for endpoint in app.endpoints:
        name, *ends = endpoint.notes.get("ends", "").split("|")
        mine = [each for each in kinds if each.startswith(endpoint.entity)]
        out = next((each for each in mine if re.search(r"out|from|sent|paid|debit", each)), "")
        into = next((each for each in mine if re.search(r"in|to|received|credit", each) and each != out), "")
        if name != owner.name or not out or not into:
            continue
        amount = re.sub(r"row\[\"(\w+)\"\]", r"\1", ends[2])
        for reference, called in ((ends[0], out), (ends[1], into)):
            pairs = f'"{owner.name}": row["{reference}"], "{amount}": {ends[2]}, "{kind}": "{called}"'
            endpoint.after.append(f"store.{made.plural}.add({{{pairs}}})")
