"""Reads choices among what an owner lists: votes for a poll's options, answers to a question's choices, and how they are counted."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Guard
from shared.adapters.offline.measures import children, kind_of

_TALLY = {"results", "result", "tally", "votes", "counts", "stats", "statistics", "summary", "outcome", "standings"}


def picked(app: App, owner: Entity) -> tuple[Entity, str, Field, Field] | None:
    """The resource that picks from a list of this one: it, its reference, its field and the list (`option` of `options`)."""
    for child, reference in children(app, owner):
        for one in child.fields.values():
            listed = owner.fields.get(words.plural(words.code_name(one.name)))
            if listed is not None and kind_of(listed) == "list" and kind_of(one) != "list":
                return child, reference, one, listed
    return None


def memberships(app: App) -> None:
    """A vote is for an option that the poll has."""
    for owner in app.entities.values():
        found = picked(app, owner)
        create = app.of(found[0].name, "create") if found else None
        if found is None or create is None:
            continue
        _, reference, one, listed = found
        create.guards.append(
            Guard(
                f'values["{one.name}"] not in {owner.name}["{listed.name}"]',
                422,
                f"the {owner.name.replace('_', ' ')} has no such {one.name.replace('_', ' ')}",
                "option",
                before=[f'{owner.name} = find_{owner.name}(values["{reference}"])'],
            )
        )


def tally(app: App, call: Call, endpoint: Endpoint, owner: Entity) -> Endpoint | None:
    """`GET /polls/{id}/results`: how often each option was picked, also those that never were."""
    found = picked(app, owner)
    shape = call.answer_shape()
    if found is None or not (
        words.code_name(call.last) in _TALLY or re.search(r"(?i)\b(per|for each|of each|by) \w*(option|choice)", call.all)
    ):
        return None
    child, reference, one, listed = found
    counts = f'{{option: sum(other["{one.name}"] == option for other in rows) for option in row["{listed.name}"]}}'
    members: list[str] = []
    for name, value in shape.members if shape else ():
        low = words.code_name(name)
        if isinstance(value, dict) or low in _TALLY | {"options", f"by_{one.name}"}:
            members.append(f'"{name}": {counts}')
        elif re.fullmatch(r"(total|count|number|votes)(_of)?(_\w+)?|\w+_(count|total)", low):
            members.append(f'"{name}": len(rows)')
        elif name in owner.fields or name in {"id", f"{owner.name}_id"}:
            members.append(f'"{name}": row["{name if name in owner.fields else owner.key}"]')
        elif low in {"winner", "leader", "leading", "best", "top"}:
            members.append(f'"{name}": max(row["{listed.name}"], key=lambda option: sum(other["{one.name}"] == option for other in rows))')
        else:
            members = []
            break
    endpoint.kind, endpoint.bare = "aggregate", "dict[str, Any]"
    answer = "{" + ", ".join(members) + "}" if members else counts
    endpoint.lines = [
        f"row = find_{owner.name}({endpoint.params[-1]})",
        f'rows = store.{child.plural}.find({reference}=row["{owner.key}"])',
        f"return {answer}",
    ]
    return endpoint
