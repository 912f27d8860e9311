"""What enters a resource and leaves it: `POST /garages/{id}/enter {"plate"}` and `/leave {"plate"}`. The resource keeps a list of what is in it."""

import re

from shared.reading.refusals.cases import Case
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Entity, Field, Guard
from shared.writing.types import guess

#: What undoes what, by the last part of a path.
_UNDONE_BY = {
    "enter": "leave exit", "join": "leave quit", "park": "leave unpark exit", "check-in": "check-out", "checkin": "checkout", "board": "leave exit",
    "subscribe": "unsubscribe", "register": "unregister deregister", "follow": "unfollow", "add": "remove", "invite": "uninvite", "attend": "leave unattend",
    "sign-up": "sign-off leave cancel", "signup": "signoff leave cancel", "enroll": "unenroll leave drop withdraw", "enrol": "unenrol leave drop withdraw", "admit": "discharge release",
}  # fmt: skip
#: As before, of what has several: a title with copies that are lent, a shed with spades.
_OF_SEVERAL = {
    "lend": "return give-back take-back", "loan": "return", "borrow": "return give-back bring-back", "checkout": "return checkin", "check-out": "return check-in",
    "rent": "return", "issue": "return", "take": "return put-back give-back", "reserve": "release cancel unreserve", "book": "cancel release unbook",
}  # fmt: skip
_LIMIT = re.compile(
    r"(?:.*_)?(?:capacity|limit|seats|places|spots|spaces|size|copies|quantity|stock|units|total|beds|desks|tickets)(?:_.*)?|^max.*"
)


def keep(app: App, routed: list[Routed]) -> None:
    """Gives a resource a list for each pair of actions that take the same single text."""
    actions = [one for one in routed if one.endpoint.kind == "action" and len(one.body) == 1 and one.endpoint.params]
    for one in actions:
        verb = one.endpoint.path.rpartition("/")[2]
        several = _OF_SEVERAL.get(verb, "") if _limit(app.entities.get(one.endpoint.entity)) else ""
        undone = f"{_UNDONE_BY.get(verb, '')} {several}".split()
        other = next((each for each in actions if each.endpoint.path.rpartition("/")[2] in undone and _alike(one, each)), None)
        entity = app.entities.get(one.endpoint.entity)
        if other is None or entity is None or one.body[0].name in entity.fields:
            continue
        name = words.plural(one.body[0].name)
        entity.fields.setdefault(name, Field(name, "list", items="string", required=False, default=[], given=False))
        for each in (one, other):
            each.endpoint.notes["list"] = name
        other.endpoint.notes["leaves"] = name


def _alike(one: Routed, other: Routed) -> bool:
    """Whether both act on the same resource, with the same text."""
    field, told = one.body[0], other.body[0]
    plain = field.type in {"", "string", "example:string", "scalar"} and guess(field.name) not in {"integer", "number", "boolean", "date"}
    return one.endpoint.entity == other.endpoint.entity and field.name == told.name and plain and not field.refers


def leave(one: Routed, name: str) -> None:
    """What leaving does."""
    sent = f'values["{one.endpoint.body[0].name}"]'
    one.endpoint.sets = {name: f'[one for one in row["{name}"] if one != {sent}]'}
    guard = Guard(f'{sent} not in row["{name}"]', 404, f"it is not among the {name.replace('_', ' ')}", "absent", fields=(name,))
    one.endpoint.guards.append(guard)


def absent(case: Case) -> bool:
    """`404 if it is not inside`: the status of leaving without being in."""
    if case.endpoint is None or "leaves" not in case.endpoint.notes or not re.search(r"\bnot\b|\bno\b|\bunknown\b", case.said):
        return False
    if re.search(rf"\[{case.endpoint.entity}\] unknown|\bunknown \[{case.endpoint.entity}\]", case.said):
        return False
    for guard in case.endpoint.guards:
        own = (
            guard.kind == "absent" and case.status and guard.status == 404
        )  # What is told first is about it, what is told last in general.
        guard.status = case.status if own else guard.status
    return True


def crowded(case: Case) -> bool:
    """`409 when the garage is full`: there are as many in it as its limit says."""
    endpoint, entity = case.endpoint, case.entity
    if endpoint is None or entity is None or "list" not in endpoint.notes or "leaves" in endpoint.notes or endpoint.kind != "action":
        return False
    limit = _limit(entity)
    if (
        not limit
        or re.search(rf"<{endpoint.body[0].name}> (?:already|has|have|had|can|may|is|holds?)\b|\balready (?!exists\b)|\btwice\b", case.said)
        or not re.search(
            r"\bfull\b|\b(?:no|none|all|every|nothing)\b.{0,24}\b(?:available|left|out|lent|gone|taken|borrowed|rented|in use|already exists)\b|\bno (?:more )?(?:free )?(?:\S+ )?(?:left|free|places?|seats?|spots?|room|space)\b|\breached\b|<\w+>",
            case.said,
        )
    ):
        return False
    code = f'len(row["{endpoint.notes["list"]}"]) >= row["{limit}"]'
    if all(guard.code != code for guard in endpoint.guards):
        endpoint.guards.append(Guard(code, case.status or 409, f"the {entity.name.replace('_', ' ')} is full", "full", fields=(limit,)))
    return True


def _limit(entity: Entity | None) -> str:
    return (
        ""
        if entity is None
        else next((one.name for one in entity.fields.values() if one.type == "integer" and _LIMIT.fullmatch(one.name)), "")
    )


def counted(entity: Entity, name: str, said: str) -> str:
    """The expression for `free_spots` or `plate_count` of a resource that keeps a list of what is in it; empty for another member."""
    kept = [one.name for one in entity.fields.values() if one.type == "list" and not one.given]
    if len(kept) != 1:
        return ""
    limit = _limit(entity)
    if limit and re.search(r"\b(?:free|left|available|remaining|open)\b", f"{name.replace('_', ' ')} {said}"):
        return f'row["{limit}"] - len(row["{kept[0]}"])'
    return f'len(row["{kept[0]}"])' if re.search(r"(?:^|_)count$|\bnumber of\b|\bhow many\b|^occupied|^taken", f"{name} {said}") else ""
