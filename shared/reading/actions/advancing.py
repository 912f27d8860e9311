"""Actions that move a record on by one: `POST /cases/{id}/advance moves it to the next state`, `from new to review and from review to approved`."""

import itertools
import re

from shared.reading.actions.moving import required
from shared.reading.fields.chains import chained
from shared.reading.fields.states import STATE_NAMES
from shared.writing.ir import App, Endpoint, Entity, Field, Guard

_ON = re.compile(
    r"(?i)\b(?:the|its|their) next (?:one(?! '?waiting\b)|'?<?(?:state|status|stage|step|phase)>?|in (?:line|order|turn))"
    r"|\bone (?:step|<?(?:state|stage|status|phase)>?) (?:further|forward|ahead|on|onward|at a time)\b|\bone (?:further|forward|on)\b|\bstep by step\b"
)
_WORD = r"'?[a-z][a-z_\-]*'?"
#: `new -> review -> approved`, `the states are new, review and approved`.
_CHAIN = re.compile(
    rf"(?P<arrows>{_WORD}(?: -> {_WORD}){{2,}})|<(?:status|state|stage|phase)> are (?P<list>{_WORD}(?:, {_WORD})+,? and {_WORD})"
)
_PAIR = re.compile(r"\bfrom '([^']+)' (?:in)?to '([^']+)'")


def advanced(app: App, entity: Entity, endpoint: Endpoint, said: str) -> bool:
    """Whether the (grounded) words say that an action leads from each state to the next; then it does."""
    one = next((entity.fields[name] for name in STATE_NAMES if name in entity.fields), None)
    if one is None or endpoint.body or not one.choices:
        return False
    if _ON.search(said):
        _know(one, said)
    told = list(dict.fromkeys(_PAIR.findall(said)))
    steps = told if len({before for before, _ in told}) > 1 else _following(app, entity, one) if _ON.search(said) else []
    if len(steps) < 2 or len({before for before, _ in steps}) != len(steps) or not {*itertools.chain(*steps)} <= set(one.choices):
        return False
    code = f'"{steps[-1][1]}"'
    for before, after in reversed(steps[:-1]):
        code = f'"{after}" if row["{one.name}"] == "{before}" else {code}'
    endpoint.sets[one.name] = code
    states = [before for before, _ in steps]
    endpoint.guards.append(Guard(required(one, states), 409, f"{one.name} is not {' or '.join(states)}", "state", fields=(one.name,)))
    return True


def _know(one: Field, said: str) -> None:
    """The states that a sentence lists from the first one on, where no other does."""
    match = _CHAIN.search(said)
    told = [state.strip("'") for state in re.split(r" -> |, and |, | and ", match["arrows"] or match["list"])] if match else []
    if told[:1] == [one.default] and set(one.choices) <= set(told):
        one.choices = told


def _following(app: App, entity: Entity, one: Field) -> list[tuple[str, str]]:
    """Each state with the one that follows it, from the first on: in the order that the text tells, or that of the list."""
    known = dict(entity.transitions)
    chained(entity, app.statements)
    moves, entity.transitions = entity.transitions.get(one.name, {}), known
    moves = moves or {before: [after] for before, after in itertools.pairwise(one.choices)}
    state = one.default if isinstance(one.default, str) else one.choices[0]
    steps: list[tuple[str, str]] = []
    while moves.get(state) and len(steps) < len(one.choices):
        steps.append((state, moves[state][0]))
        state = moves[state][0]
    return steps
