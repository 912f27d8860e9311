"""Records that move what they belong to from state to state: `POST /parcels/{id}/events {"type"}`, of which the type is the parcel's new status."""

import re

from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Entity, Field, Guard

_STATE = r"(?:status|state|stage|phase)"


def step_of(app: App, one: Routed) -> Field | None:
    """The value of a new record that is the new state of its owner."""
    owner = app.entities.get(one.endpoint.parent)
    if one.endpoint.kind != "create" or owner is None:
        return None
    noun = owner.name.replace("_", " ")
    whose = rf"(?:(?:the|its|their|this|that) )?(?:new |current |next )?(?:{noun}'?s? )?(?:new |current |next )?{_STATE}"
    said = " . ".join((one.route.lead, one.route.text, *one.route.more))
    for field in one.body:
        name = re.escape(field.name.replace("_", " "))
        becomes = rf"\b{name}\b[\"`]? (?:is|becomes|tells|gives|says|names|sets|will be|is then|is also) (?:then )?{whose}\b(?! (?:of|in|at) the (?:record|event))"
        turned = rf"\b{_STATE} (?:of (?:the |its )?{noun} )?(?:becomes|changes to|is set to|is then|is changed to|follows|moves to) (?:the |that |this |its )?[\"`]?{name}\b"
        if re.search(rf"(?i){becomes}|{turned}", said) and field.type not in {"integer", "number", "boolean"}:
            return field
    return None


def steps(app: App, routed: list[Routed], owner: Entity) -> list[str]:
    """What is said of the records that move a resource on: it tells the resource's states."""
    return [
        text
        for one in routed
        if one.endpoint.parent == owner.name and step_of(app, one) is not None
        for text in (one.route.lead, one.route.text, *one.route.more)
    ]


def build(app: App, one: Routed) -> None:
    """Makes a new record move its owner on, where that may follow."""
    field, owner, entity = step_of(app, one), app.entities.get(one.endpoint.parent), app.entities.get(one.endpoint.entity)
    state = next((each for each in owner.fields.values() if each.choices and not each.given), None) if owner is not None else None
    if field is None or owner is None or entity is None or state is None:
        return
    stored = entity.fields[field.name]
    stored.type, stored.choices, stored.required = "enum", list(state.choices), True
    param = one.endpoint.params[0]
    if moves := owner.transitions.get(state.name):
        listed = "{" + ", ".join(f'"{before}": {after!r}'.replace("'", '"') for before, after in moves.items()) + "}"
        code = f'values["{field.name}"] not in moves.get(owner["{state.name}"], [])'
        before = [f"owner = find_{owner.name}({param})", f"moves = {listed}"]
        one.endpoint.guards.append(Guard(code, owner.transition_status, f"this {state.name} may not follow", "state", before=before))
    one.endpoint.after.append(f'store.{owner.plural}.change({param}, {{"{state.name}": values["{field.name}"]}})')
