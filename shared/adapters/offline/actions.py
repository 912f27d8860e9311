"""Reads operations that change a resource: `POST /books/{id}/borrow`, `… increments likes`, `… adds the amount to the balance`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ballots import picked
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.counting import number_changes
from shared.adapters.offline.described import body_fields
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Guard
from shared.adapters.offline.machines import moved
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
    if moved(entity, endpoint, verb):
        return endpoint
    if _toggle(call, entity, endpoint) or (picked(app, entity) is None and _vote(call, entity, endpoint, body)):
        return endpoint
    if _once_each(call, entity, endpoint, body):
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


_ONCE = re.compile(
    r"(?i)\b(?:only once|once per|one vote|once only|just once|at most once|twice|second (?:vote|time)|already voted|more than once|again)\b"
)


def _once_each(call: Call, entity: Entity, endpoint: Endpoint, body: list[Field]) -> bool:
    """A vote or a like that everybody has only once: who did so is kept, and the number counts them."""
    counts = {"vote": "votes", "upvote": "votes", "like": "likes", "support": "supporters", "clap": "claps", "star": "stars"}
    number = counts.get(verb_of(call), "") or counts.get(words.singular(verb_of(call)), "")
    who = body[0] if len(body) == 1 and (body[0].type or guess(body[0].name)) in {"string", "scalar", "email", ""} else None
    if not number or who is None or not _ONCE.search(call.all):
        return False
    one = entity.fields.setdefault(number, Field(number))
    one.type, one.required, one.default, one.given = "integer", False, 0, False
    kept = f"{number}_by"
    entity.fields[kept] = Field(kept, "list", required=False, given=False, fill="expr:[]", items="string", secret=True)
    endpoint.body = [settle(Field(who.name, "string", required=True))]
    sent = f'values["{who.name}"]'
    endpoint.guards.append(Guard(f'{sent} in row["{kept}"]', 409, f"this {who.name.replace('_', ' ')} did so already", "once"))
    endpoint.sets = {number: f'row["{number}"] + 1', kept: f'[*row["{kept}"], {sent}]'}
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
