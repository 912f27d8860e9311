"""Reads operations that change a resource: `POST /books/{id}/borrow`, `… increments likes`, `… adds the amount to the balance`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.counting import number_changes
from shared.adapters.offline.described import body_fields
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Guard
from shared.adapters.offline.reaching import flag, state_reached
from shared.adapters.offline.types import guess, settle


def verb_of(call: Call) -> str:
    """The verb of an action: the path's last word (`check-out` -> `check_out`)."""
    return words.code_name(call.last)


def action(app: App, call: Call, entity: Entity) -> Endpoint | None:
    """The operation that a call on a resource is, when it changes a state or a number; None when it is not understood."""
    endpoint = Endpoint(
        call.method, call.path, "action", entity.name, success(call, 200), call.statement, [words.code_name(p) for p in call.params]
    )
    body = list(body_fields(call))
    verb = verb_of(call)
    if _toggle(call, entity, endpoint) or _vote(call, entity, endpoint, body):
        return endpoint
    if number_changes(call, entity, endpoint, body, verb):
        return endpoint
    if _assigned(call, entity, endpoint, body, verb):
        return endpoint
    return endpoint if state_reached(call, entity, endpoint, verb, body) else None


def _toggle(call: Call, entity: Entity, endpoint: Endpoint) -> bool:
    if not re.search(r"(?i)\b(toggl\w+|flips?|invert\w*)\b", f"{call.last} {call.all}"):
        return False
    names = [one.name for one in entity.fields.values() if one.type == "boolean" or (not one.type and guess(one.name) == "boolean")]
    said = [name for name in names if re.search(rf"(?i)\b{name}\b", call.all)]
    match = re.search(r"(?i)\b(?:toggles?|flips?) (?:the |its |a |an )?(?:\w+'s )?[`'\"]?(\w+)[`'\"]?", call.all)
    name = (said or names or ([match[1]] if match and guess(match[1]) == "boolean" else []) or ["done"])[0]
    flag(entity, name)
    endpoint.sets = {name: f'not row["{name}"]'}
    return True


def _vote(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field]) -> bool:
    """A vote for one of a resource's options: counted for each option."""
    options = next((one for one in entity.fields.values() if one.name in {"options", "choices", "answers", "candidates"}), None)
    if options is None or not re.search(r"(?i)\bvot", f"{call.last} {call.all}"):
        return False
    name = next((one.name for one in body if re.search("(?i)option|choice|answer|candidate|vote", one.name)), "option")
    options.type = options.type or "list"
    options.shortest = options.shortest or None
    if "votes" not in entity.fields:
        entity.fields["votes"] = Field(
            "votes", "object", required=False, given=False, fill=f'expr:{{option: 0 for option in values["{options.name}"]}}'
        )
    endpoint.body = [settle(Field(name, "integer" if "index" in name or name.endswith("_id") else "string"))]
    pick = f'values["{name}"]'
    if "index" in name:
        endpoint.guards.append(Guard(f'not 0 <= {pick} < len(row["{options.name}"])', 422, "there is no such option", "option"))
        pick = f'row["{options.name}"][values["{name}"]]'
    else:
        endpoint.guards.append(Guard(f'{pick} not in row["{options.name}"]', 422, "there is no such option", "option"))
    endpoint.sets = {"votes": f'row["votes"] | {{{pick}: row["votes"][{pick}] + 1}}'}
    return True


def _assigned(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field], verb: str) -> bool:
    """`PATCH /tickets/{id}/status` with {"status": …}, `PUT …/assignee`: the body's fields are the resource's."""
    last = words.code_name(call.last)
    names = {one.name for one in body}
    if last in entity.fields and call.method in {"PATCH", "PUT", "POST"}:
        names.add(last)
    known = [entity.fields[name] for name in names if name in entity.fields]
    if (
        not known
        or len(known) < len(names)
        or (
            call.method == "POST"
            and verb not in entity.fields
            and verb not in {"assign", "move", "rename", "set", "update", "change", "transition", "rate"}
        )
    ):
        return False
    for one in body:
        if one.name in entity.fields and one.choices:
            entity.fields[one.name].choices = one.choices
    endpoint.kind, endpoint.partial = "update", True
    endpoint.answer["only"] = ",".join(one.name for one in known)
    endpoint.body = known
    return True
