"""Refusals of steps that nothing allows: `other moves give 409`, `called in the wrong state they fail`."""

import re
from dataclasses import replace

from shared.reading.actions.moving import required
from shared.reading.fields.chains import NEXT, chained
from shared.reading.names.traces import is_fixed
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Entity, Field, Guard


def moves(case: Case) -> bool:
    """`Other moves give 409`: changes of state that are not in the order."""
    case = replace(case, said=_AS_NOUN.sub("transition", case.said))
    sent = case.endpoint is not None and any(guard.before for guard in case.endpoint.guards)
    told = sent or case.endpoint is None or case.endpoint.kind == "update"
    rest = told and re.fullmatch(_THE_REST, case.said) is not None
    alone = rest or (told and not re.search(r"[a-z]{3}", re.sub(r"\botherwise\b|\bif not\b|\bnothing\b", "", NEXT.sub("", case.said))))
    deleting = case.endpoint is not None and case.endpoint.kind == "delete"
    if case.entity is None or deleting or case.status not in {0, 409, 422, 400}:
        return False
    if _IN_TURN.search(case.said) and _in_order(case):
        return True
    actions = [
        guard
        for one in case.app.endpoints
        if one.entity == case.entity.name and (one.kind == "action" or (one is case.endpoint and sent))
        for guard in one.guards
        if guard.kind == "state"
    ]
    if _allowed(case):
        return True
    arrows = "->" in case.said or NEXT.search(case.said) is not None
    if actions and (_OTHER_MOVES.search(case.said) or (sent and (alone or arrows)) or _all_else(case)):
        for guard in actions:
            guard.status = case.status or guard.status
        return True
    vague = re.fullmatch(_THE_REST, case.said) is not None or _OTHER_MOVES.search(case.said) is not None
    status = case.status or 409
    if (
        not actions
        and vague
        and (_by_arrows(case) or any(lead(case.entity, _actions(case), status) for lead in (_there_and_back, _onward)))
    ):
        return True
    if not case.entity.transitions or not (alone or _OTHER_MOVES.search(case.said) or (told and arrows) or "->" in case.said):
        return False
    case.entity.transition_status = case.status or 409
    return True


#: Steps that follow each other: `steps out of turn`, `only in this order`.
_IN_TURN = re.compile(
    r"\bskip\w*\b|\bin (?:that|this|the (?:given|same|right|invalid)|exactly (?:that|this)|any other|(?:an?|some) (?:other|different|invalid)) order\b|\bout of (?:order|turn|sequence|line)\b|\b(?:too (?:early|soon)|prematurely|before (?:its|their) turn|one after (?:the other|another)|after the (?:one|step) before|jump\w* (?:ahead|over)|not follow(?: from)?"
    r"|(?:from|needs?|requires?|in) (?:the |its )?(?:previous|preceding) <?(?:status|state|stage|step)|(?:the|its) (?:<(?:status|state|stage|phase)>|step) (?:right |directly )?before"
    r"|the order is fixed|(?:these|them|(?:all|the) (?:three |four )?steps) in order)\b"
)
#: What the operation is called, and what it does: `other transitions`, of `POST /bugs/{id}/transition`.
_AS_NOUN = re.compile(r"!(?:transitions?|moves?|steps?|changes?)!")


def _all_else(case: Case) -> bool:
    """`Everything else is a 409`, behind actions that each need a state."""
    return case.status == 409 and (case.endpoint is None or case.endpoint.kind == "action") and bool(re.fullmatch(_THE_REST, case.said))


#: `only packed parcels can be shipped`, of a change that tells the new state: one of the steps that are known.
_STEP = re.compile(
    r"\bonly (?:an? )?'(?P<before>[\w \-]+)'(?: \[\w+\]| ones?)? (?:can|may) (?:then )?(?:be|become|go to|move to|change to) '(?P<after>[\w \-]+)'"
)


def _allowed(case: Case) -> bool:
    step = _STEP.search(case.said)
    told = {one.name for one in case.endpoint.body} if case.endpoint and case.endpoint.kind == "update" else set()
    known = (
        [name for name, moves in case.entity.transitions.items() if step and step["after"] in moves.get(step["before"], [])]
        if case.entity
        else []
    )
    if case.entity is None or not told & set(known):
        return False
    case.entity.transition_status = case.status or 409
    return True


#: All steps that nothing allows: `any other step`, `whatever the status does not permit`, `calls in the wrong state`.
_OTHER_MOVES = re.compile(
    r"\b(?:other|another|invalid|illegal|forbidden|prohibited|disallowed|impermissible|unsupported|impossible|different|else|further|refused|impossible|remaining|unlisted|unsuitable) (?:kind of )?"
    r"(?:moves?|changes?|transitions?|steps?|orders?|stages?|status(?:es)?|states?|actions?|calls?|attempts?|combinations?|moments?|times?|(?:<(?:status|state|stage)>(?: changes?| transitions?)?))(?!\w)"
    r"|^\W*(?:an? |any |all )?(?:moves?|changes?|steps?|transitions?|violations?(?: of (?:this|that|it|these|them|the [a-z ]+))?)\W*$|\b(?:any|every|all|an?|the) others?\W*$|\bskip\w*|\bbackwards?\b|\b(?:going|moving|stepping|jumping|turning) (?:back|ahead|over)\b|\bjump(?:s|ing)? (?:over|steps?|states?|stages?)\b|\bsteps? back\b|\bout of (?:order|turn|sequence)\b"
    r"|(?:\b(?:status|state|stage|rules?|order|table|columns?|lifecycle)|<status>|<state>|<stage>)[^.;,]{0,24}\b(?:not|can not|never|forbids?|prohibits?|rules? out)\b ?[^.;,]{0,20}?(?:allow\w*|permit\w*|fit|match\w*|suit\w*|in|right|that|it|this|the step)\b"
    r"|\b(?:whatever|everything|anything|what|steps?|moves?|calls?|transitions?|actions?|changes?|any)\b (?:that |which )?(?:[^.;,\d]{0,20} )?(?:is refused|(?:is|are) not (?:among|part of|listed|mentioned|described|named|in|on|foreseen|one of)|not (?:listed|mentioned|described|named|foreseen|allowed|permitted|possible)|are (?:refused|not listed))\b"
    r"|\b(?:not|never) (?:allowed|permitted|possible|foreseen) (?:in|from|with|at|by) (?:the|its|this|that|such an?) (?:current |present )?(?:status|state|stage|phase|<status>|<state>|<stage>)|(?:\b(?:state|status|stage)|<(?:status|state|stage)>) other than (?:those|the ones?|that|what)\b"
    r"|\bnot (?:fit|match|suit|agree with|go with|belong to|correspond to) (?:the |its |that |this )?(?:current |present )?(?:status|state|stage|<(?:status|state|stage)>)"
    r"|\b(?:requirements?|(?:pre)?conditions?|prerequisites?) (?:is|are) (?:not (?:met|fulfilled|satisfied|there)|missing|violated)\b"
    r"|\b(?:not|other than|invalid) (?:in )?(?:the |its |an? )?(?:right|required|expected|proper|necessary|needed|matching|suitable|correct)? ?(?:previous |starting |current )?(?:state|status|stage|<status>|<state>)(?! (?:is|must))"
)


_THE_REST = r"\W*nothing otherwise(?: is (?:allowed|possible|valid))?\W*|\W*(?:for |with |on )?(?:(?:all|any|every|the|an?|with)? ?(?:otherwise|others?|everything|anything))?(?: (?:is|are|gives?|means))?(?: an?)?\W*"


def _actions(case: Case) -> list[Endpoint]:
    return [one for one in case.app.endpoints if case.entity and one.kind == "action" and one.entity == case.entity.name]


def _there_and_back(entity: Entity, actions: list[Endpoint], status: int) -> bool:
    """`409 in the wrong state`, of actions that lead from one of two states to the other."""
    states = [one for one in entity.fields.values() if len(one.choices) == 2 and not one.given]
    moving = [(one, field) for one in actions for field in states if is_fixed(one.sets.get(field.name, ""))]
    for action, field in moving:
        action.guards.append(_other_than_goal(field, action.sets[field.name].strip("\"'"), status))
    return bool(moving)


#: A state that goes on until something ends it.
_ONGOING = re.compile(r"[a-z]{2,}ing|(?:in|on|under|at)[_\- ].+")


def _onward(entity: Entity, actions: list[Endpoint], status: int) -> bool:
    """`start` makes it `printing` and `finish` `done`: what goes on is between the first state and the last, so each needs the one before."""
    states = [one for one in entity.fields.values() if one.choices and not one.given and isinstance(one.default, str)]
    for field in states:
        moving = [(one, one.sets[field.name].strip("\"'")) for one in actions if is_fixed(one.sets.get(field.name, ""))]
        goals = [goal for _, goal in moving]
        if len(goals) < 2 or len({*goals, field.default}) <= len(goals) or not all(map(_ONGOING.fullmatch, goals[:-1])):
            continue
        for (action, _), before in zip(moving, [str(field.default), *goals], strict=False):
            action.guards.append(Guard(required(field, [before]), status, f"{field.name} is not {before}", "state", fields=(field.name,)))
        return True
    return False


def _other_than_goal(field: Field, goal: str, status: int) -> Guard:
    before = [state for state in field.choices if state != goal]
    return Guard(required(field, before), status, f"{field.name} is not {before[0]}", "state", fields=(field.name,))


def _by_arrows(case: Case) -> bool:
    """Actions of which arrows tell from where they may start: `placed -> ready -> collected`."""
    entity, actions = case.entity, _actions(case)
    if entity is None or not actions:
        return False
    chained(entity, case.app.statements)
    found = False
    for name, steps in entity.transitions.items():
        for action in actions:
            goal = action.sets.get(name, "").strip("\"'")
            before = [state for state, after in steps.items() if goal in after]
            if before:
                words_ = f"{name} is not {' or '.join(before)}"
                action.guards.append(Guard(required(entity.fields[name], before), case.status or 409, words_, "state", fields=(name,)))
                found = True
    return found


def _in_order(case: Case) -> bool:
    """Actions that must follow each other: each needs the state that the one before it left."""
    entity, actions = case.entity, _actions(case)
    state = next((one for one in entity.fields.values() if one.choices and not one.given), None) if entity else None
    before = state.default if state is not None else None
    for action in actions:
        after = action.sets.get(state.name, "").strip("\"'") if state is not None else ""
        if after and isinstance(before, str) and state is not None:
            if all(guard.kind != "state" for guard in action.guards):
                action.guards.append(
                    Guard(
                        f'row["{state.name}"] != "{before}"',
                        case.status or 409,
                        f"{state.name} is not {before}",
                        "state",
                        fields=(state.name,),
                    )
                )
            before = after
    return bool(actions and state is not None)
