"""What belongs to one and is handed over to another by a path: `PUT /mushers/{id}/dogs/{dogId} (no body) hands an existing dog over to this musher`."""

import re
from collections.abc import Sequence

from shared.reading.refusals.cases import Case, reference
from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Entity, Guard

_GOES = r"(?:hand|giv|mov|transfer|re-?assign|assign|put|sell|bring|sign|shift|re-?hom|send|pass|relocat|switch|attach|allot)(?:s|es|ts|d|ed|ing|ting|e)?"
_NO_BODY = re.compile(r"(?i)\b(?:no|without (?:an?|any)|empty|needs no|takes no|has no)(?: request| json)? body\b")
_THERE = re.compile(
    r"\balready\b[^.;]*(?:\b(?:theirs|his|hers|its|there|here|so|own(?:s|ed)?|belongs?|has|have|same)\b|\[\w+\])|\b(?:its|their|the) own\b|\balready exists\b|\[\w+\] already\b"
)


def prepare(app: App, routed: Sequence[Routed]) -> None:
    """Lets such operations change the owner of a record, and be sent nothing."""
    for one in routed:
        endpoint = one.endpoint
        entity, owner = app.entities.get(endpoint.entity), app.entities.get(endpoint.parent)
        if entity is None or owner is None or one.route.method not in {"PUT", "POST"} or len(endpoint.params) != 2:
            continue
        column = reference(entity, owner.name)
        if endpoint.kind in {"update", "action"} and column in entity.fields and _hands(one, entity, owner):
            one.body, endpoint.body, endpoint.kind, endpoint.parent = [], [], "action", ""
            endpoint.sets = {column: f'find_{owner.name}({endpoint.params[0]})["{owner.key}"]'}
            endpoint.notes["handed"] = column


def _hands(one: Routed, entity: Entity, owner: Entity) -> bool:
    """Whether the words say that a record goes to this owner."""
    noun, whose = (each.name.replace("_", " ") for each in (entity, owner))
    goes = re.search(
        rf"(?i)\b{_GOES} (?:over )?(?:(?:an?|the|this|that|any|existing|other|another) )*(?:{noun}|it)\b(?:(?! with | by )[^.;:])*? (?:over )?(?:to|into|onto|on|in|under|at|for|from) (?:(?:this|that|the|an?|another|other|given|new) )*{whose}\b",
        f"{one.route.lead} {one.route.text}",
    )
    return (
        bool(goes)
        and "{" not in one.route.text
        and (one.route.method == "POST" or _NO_BODY.search(one.route.text) is not None or not one.body)
    )


def refuses(case: Case) -> bool:
    """Refuses to hand over what is there already: `409 if it is already theirs`."""
    column = case.endpoint.notes.get("handed") if case.endpoint is not None else None
    if case.endpoint is None or not column or not _THERE.search(case.said):
        return False
    code = f'row["{column}"] == {case.endpoint.params[0]}'
    case.endpoint.guards.append(Guard(code, case.status or 409, "it belongs there already", "rule"))
    return True
