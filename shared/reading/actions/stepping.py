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
    said = " . ".join((one.route.lead, one.route.text, *one.route.more, *app.statements))
    entity = app.entities.get(one.endpoint.entity)
    for field in one.body or ([each for each in entity.fields.values() if each.given] if entity is not None else []):
        name = re.escape(field.name.replace("_", " "))
        becomes = rf"\b{name}\b[\"`]? (?:is|becomes|tells|gives|says|names|sets|will be|is then|is also) (?:then )?{whose}\b(?! (?:of|in|at) the (?:record|event))"
        turned = rf"\b{_STATE} (?:of (?:the |its )?{noun} )?(?:becomes|changes to|is set to|is then|is changed to|follows|moves to) (?:the |that |this |its )?[\"`]?{name}\b"
        set_so = rf"\b(?:sets?|changes?|updates?|moves?|puts?) (?:{whose}|{_STATE} of (?:the |its )?{noun}) to (?:the |that |this |its )?(?:[a-z]+'s |new )?[\"`]?{name}\b"
        if re.search(rf"(?i){becomes}|{turned}|{set_so}", said) and field.type not in {"integer", "number", "boolean"}:
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


def declare(app: App, routed: list[Routed]) -> None:
    """Gives what is moved on the states that the records may tell, beside the one in which it begins."""
    for one in routed:
        field, owner = step_of(app, one), app.entities.get(one.endpoint.parent)
        told = app.entities[one.endpoint.entity].fields.get(field.name) if field is not None else None
        choices = (told.choices if told is not None else []) or (field.choices if field is not None else [])
        if owner is None or not choices:
            continue
        said = " ".join(text for each in routed if each.endpoint.entity == owner.name for text in (each.route.text, *each.route.more))
        named = re.search(rf"\b{_STATE}\b", f"{one.route.text} {said}")
        known = next((name for name in ("status", "state", "stage", "phase") if name in owner.fields), named[0] if named else "status")
        state = owner.fields.setdefault(known, Field(known, given=False, required=False))
        first = [state.default] if isinstance(state.default, str) else []
        state.type, state.choices = "enum", list(dict.fromkeys([*first, *state.choices, *choices]))


def build(app: App, one: Routed) -> None:
    """Makes a new record move its owner on, where that may follow."""
    field, owner, entity = step_of(app, one), app.entities.get(one.endpoint.parent), app.entities.get(one.endpoint.entity)
    state = next((each for each in owner.fields.values() if each.choices and not each.given), None) if owner is not None else None
    if field is None or owner is None or entity is None or state is None:
        return
    stored = entity.fields[field.name]
    stored.type, stored.choices, stored.required = "enum", stored.choices or list(state.choices), True
    param = one.endpoint.params[0]
    if moves := owner.transitions.get(state.name):
        listed = "{" + ", ".join(f'"{before}": {after!r}'.replace("'", '"') for before, after in moves.items()) + "}"
        code = f'values["{field.name}"] not in moves.get(owner["{state.name}"], [])'
        before = [f"owner = find_{owner.name}({param})", f"moves = {listed}"]
        one.endpoint.guards.append(
            Guard(code, owner.transition_status, f"this {state.name} may not follow the present one", "state", before=before)
        )
    one.endpoint.after.append(f'store.{owner.plural}.change({param}, {{"{state.name}": values["{field.name}"]}})')
