"""The order in which the states of a resource may follow each other."""

import itertools
import re

from shared.reading.fields.states import CHAIN, FOLLOWS, LEADS, STATE_NAMES, arrowed, ungapped
from shared.reading.names.grounding import Ground
from shared.reading.text.lexicon import canonical
from shared.writing.ir import App, Endpoint, Entity, Field, Guard


def chained(entity: Entity, texts: list[str]) -> None:
    """`open -> in_progress -> done`: the moves that a change of state may make, where the text speaks of a fixed order."""
    one = next((entity.fields[name] for name in STATE_NAMES if name in entity.fields), None)
    if one is None or not one.choices:
        return
    for text in texts:
        said = arrowed(canonical(text))
        _moves(entity, one, Ground(App(""), entity)(ungapped(text)))
        for match in CHAIN.finditer(said):
            chain = [part.strip("\"'` ") for part in re.split(r"\s*->\s*", match[0])]
            if len(chain) > 1 and set(chain) <= set(one.choices):
                moves = entity.transitions.setdefault(one.name, {})
                for before, after in itertools.pairwise(chain):
                    moves.setdefault(before, [])
                    if after not in moves[before]:
                        moves[before].append(after)
    _from_anywhere(entity, one, texts)
    _next_only(entity, one, texts)


#: A change of state goes to the next one of those that are listed.
NEXT = re.compile(
    r"(?i)\bone (?:step|state|stage|status|phase)\b|\bstep by step\b|\b(?:the|its) next (?:one|state|status|step|stage|phase|in)\b|"
    r"\bin (?:that|this|the given|exactly this|exactly that|just this) order\b|\b(?:skip\w*|leav\w+ out) (?:an?|any|one|no|a) ?(?:step|state|stage|status|phase)?"
)


def _next_only(entity: Entity, one: Field, texts: list[str]) -> None:
    """`always one step forward`: where no text shows which state follows which, each is followed by the next."""
    if entity.transitions.get(one.name) or len(one.choices) < 3 or not any(NEXT.search(text) for text in texts):
        return
    entity.transitions[one.name] = {before: [after] for before, after in itertools.pairwise(one.choices)}


def sent(entity: Entity, endpoint: Endpoint) -> None:
    """`PUT /orders/{id}/state {"state": …}`: an action that is told the new state refuses those which may not follow."""
    for name, moves in entity.transitions.items():
        told = endpoint.sets.get(name, "")
        if told.startswith("values[") and all(guard.kind != "state" for guard in endpoint.guards):
            listed = "{" + ", ".join(f'"{state}": {after!r}'.replace("'", '"') for state, after in moves.items()) + "}"
            code = f'{told} not in moves.get(row["{name}"], [])'
            endpoint.guards.append(
                Guard(code, entity.transition_status, f"this {name} may not follow the present one", "state", before=[f"moves = {listed}"])
            )


def _moves(entity: Entity, one: Field, said: str) -> None:
    """`received to interview, interview to offer, and from each of these also to rejected`."""
    moves = entity.transitions.get(one.name, {})
    listed = r"'[\w \-]+'(?:(?:, or | or | and |, )(?:(?:can |may )?(?:go |be |move |turn )?back to |become |to )?'[\w \-]+'(?! (?:back |\[\w+\] |it |[a-z]+s |one )*(?:(?:to|can|may|becomes?|goe?s?)\b|->)))*"
    step = rf"((?:(?<!-> )'[\w \-]+',? (?:and |or )(?:from )?)?'[\w \-]+'),? (?:(?:an? |the )?[a-z]+ )?{LEADS}{FOLLOWS}({listed})"
    for match in re.finditer(step, said):
        steps = itertools.product(re.findall(r"'([\w \-]+)'", match[1]), re.findall(r"'([\w \-]+)'", match[2]))
        for before, after in steps:
            if {before, after} <= set(one.choices) and before != after and after not in moves.setdefault(before, []):
                moves[before].append(after)
    if moves:
        entity.transitions[one.name] = moves


#: `from any except 'hired' to 'rejected'`.
_ANYWHERE = re.compile(r"\bfrom (?:each|any|every|all)\b(?P<except>[^.;]*?)\bto '(?P<goal>[\w \-]+)'")


def _from_anywhere(entity: Entity, one: Field, texts: list[str]) -> None:
    """`and from each of these also to rejected`: what follows each state, but for those that are excepted."""
    moves = entity.transitions.get(one.name, {})
    for text in texts if moves else ():
        for match in _ANYWHERE.finditer(Ground(App(""), entity)(ungapped(canonical(text)))):
            goal, excepted = match["goal"], {match["goal"], *re.findall(r"'([\w \-]+)'", match["except"])}
            for before in [state for state in one.choices if state not in excepted]:
                moves[before] = [*moves.get(before, []), *([goal] if goal not in moves.get(before, []) else [])]
