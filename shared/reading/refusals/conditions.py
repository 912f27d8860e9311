"""Refusals by state: `only open tickets can be closed`, `it was stopped already`."""

import re
from dataclasses import replace

from shared.reading.names.grounding import actions_in, fields_in, state_field, states_in
from shared.reading.names.polarity import refuses_when
from shared.reading.names.traces import is_fixed, negated, trace
from shared.reading.refusals.cases import Case
from shared.reading.refusals.closing import denies, does
from shared.reading.refusals.meant import meant
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Field, Guard


def state_refuses(case: Case) -> bool:
    """`only waiting parcels can be assigned`, `409 from any other status`, `it was stopped already`."""
    if parts := _parts(case):
        understood = [state_refuses(one) for one in parts]  # Each of them, whatever is said of the others.
        return all(understood)
    if case.status in {404, 422, 400} and not re.search(r"\balready\b|'|<status>|<state>", case.said):
        return False
    if case.status in {400, 422} and _chosen(case):
        return True
    denied = re.search(r"\b(?:can not|may only|can only|only)\b", case.said) or _DOING.match(case.said)
    others = (
        [one for one in named_actions(case) if one is not case.endpoint]
        if denied and case.endpoint and case.endpoint.path.rpartition("/")[2] not in actions_in(case.said)
        else []
    )
    endpoints = meant(case) or (
        others or [case.endpoint] if case.endpoint and case.endpoint.kind in {"action", "update", "delete"} else named_actions(case)
    )
    endpoint = case.target(("action", "update", "delete"))
    endpoints = _decided(case) or _denied(case) or endpoints or ([endpoint] if endpoint else []) or _by_own_verb(case)
    understood = [state_of(case, one) for one in endpoints]
    return any(understood)


#: `closing a closed one`, which is about that, whichever action it stands next to.
_DOING = re.compile(r"^(?:(?:for|on|when|if|and|by|to) )*!\w+!")
#: `can not be edited`, `no longer be deleted`: an operation of a kind, be it told next to another.
_DENIED = re.compile(
    r"\b(?:can not|can no longer|can only|may only) (?:be |still |then |ever )*(?:(?P<update>edited|changed|updated|modified|altered)|(?P<delete>deleted|removed))\b"
)


def _denied(case: Case) -> list[Endpoint]:
    """The change or the deletion that a clause next to an action speaks of."""
    found = _DENIED.search(case.said)
    if not found or not found.lastgroup or case.entity is None or case.endpoint is None or case.endpoint.kind != "action":
        return []
    return [one for one in case.app.endpoints if one.entity == case.entity.name and one.kind == found.lastgroup]


def _parts(case: Case) -> list[Case]:
    """`closing a closed ticket or reopening an open one`: a part for each of the actions; else none."""
    parts = re.split(r"(?:,|,? (?:or|and)) (?:to )?(?=!)", case.said)
    return [replace(case, said=part) for part in parts] if len(parts) > 1 and all(actions_in(part) for part in parts) else []


def _chosen(case: Case) -> bool:
    """`takes a decision, which is "yes" or "no" (422 otherwise)`: what the request may tell, which its choices see to."""
    told = set(states_in(case.said))
    sent = case.endpoint.body if case.endpoint is not None else []
    return bool(told) and any(told == set(one.choices) and f"<{one.name}>" in case.said for one in sent)


def named_actions(case: Case) -> list[Endpoint]:
    """The actions that a clause speaks of: `can be approved or rejected`."""
    found = []
    for endpoint in case.app.endpoints:
        verb = endpoint.path.rpartition("/")[2]
        left = {code.strip("\"'") for code in endpoint.sets.values()}
        predicate = re.split(r"\b(?:can|may)\b", case.said)[-1]
        denied = re.search(r"\b(?:be|get|been)\b(.*)", predicate)
        set_ = {name for name, code in endpoint.sets.items() if code in {"True", "False"}}
        flagged = set_ & set(re.findall(r"\b(?:be|get|been|already) (?:only |just )?<(\w+)>", case.said))
        named = verb in actions_in(predicate) or bool(flagged) or bool(denied and left & set(states_in(_UNDER.split(denied[1])[0])))
        if endpoint.kind == "action" and named and case.entity and endpoint.entity == case.entity.name:
            found.append(endpoint)
    return found


#: Where a clause goes on to the state that is needed: `can be paid only if it is issued`.
_UNDER = re.compile(r"\b(?:only )?(?:if|when|while|unless|once|after|as long as)\b")
#: `only pending requests can be decided`, in a word that no operation goes by.
_ALL_OF = re.compile(
    r"^\W*only (?:an? )?'[\w \-]+'(?: \[\w+\]| [a-z]+s?)? (?:can|may) be [a-z]+(?<!delet)(?<!remov)(?<!chang)(?<!edit)(?<!updat)(?<!modifi)ed\W*$"
)


def _decided(case: Case) -> list[Endpoint]:
    """All actions that lead on from the state that a clause demands without naming one of them."""
    told = states_in(case.said) if _ALL_OF.match(case.said) and not actions_in(case.said) else []
    one = state_field(case.entity, told[0]) if told and case.entity else None
    mine = [each for each in case.app.endpoints if case.entity and each.kind == "action" and each.entity == case.entity.name]
    return [each for each in mine if one is not None and each.sets.get(one.name, f'"{told[0]}"') != f'"{told[0]}"']


def _by_own_verb(case: Case) -> list[Endpoint]:
    """The operation in whose words a clause speaks: `moved`, where a change `moves it one step forward`."""
    predicate = re.split(r"\b(?:can|may) (?:only |not )?", case.said)[-1]
    mine = [
        one for one in case.app.endpoints if case.entity and one.entity == case.entity.name and one.kind in {"action", "update", "delete"}
    ]
    return [one for one in mine if does(one, predicate)][:1]


def state_of(case: Case, endpoint: Endpoint) -> bool:
    if case.entity is None:
        return False
    guarded = [guard for guard in endpoint.guards if guard.kind in {"state", "already"}]
    if guarded and re.search(
        r"\b(?:any|every|all|an?) other (?:<\w+>|state|status)?|\bfrom (?:any|every)thing else|^\W*(?:otherwise)?\W*$|\bfrom otherwise\b",
        case.said,
    ):
        for guard in guarded:
            guard.status = case.status or guard.status
        return True
    if not guarded and _ELSE.search(case.said) and (only := _told_of(case, endpoint)):
        endpoint.guards.append(only)
        return True
    verb = endpoint.path.rpartition("/")[2] if endpoint.kind == "action" else ""
    others = [name for name in actions_in(case.said) if name != verb]
    subject = re.split(r"\b(?:can|may) (?:only |not )?be\b", case.said)[0]
    states = [value for value in states_in(subject) if state_field(case.entity, value)] or [
        value for value in states_in(case.said) if state_field(case.entity, value)
    ]
    if _ONCE.search(case.said):  # `can be cancelled only once` names what is done, not what it is then.
        states = [value for value in states if f'"{value}"' not in endpoint.sets.values()]
    states += [value for name in others for value in [_left_by(case, name)] if value]
    found = (
        _by_state(case, endpoint, states) if states else _by_mark(case, others) or _by_effect(case, endpoint) or _by_flag(case, endpoint)
    )
    if found is None:
        return False
    if edited := _edited(case, case.entity, endpoint, found):
        case.entity.checks += [_unless_same(name, found) for name in edited]
    else:
        endpoint.guards += [found] if all(other.code != found.code for other in endpoint.guards) else []
    return True


def _edited(case: Case, entity: Entity, endpoint: Endpoint, found: Guard) -> list[str]:
    """`the serial can be changed only while it is open`: the fields that a change may not touch, where it may touch others, or lead on to another state."""
    sent = [one.name for one in endpoint.body if one.name not in found.fields]
    moved = len(sent) < len(endpoint.body)
    named = [name for name in fields_in(case.said) if name in sent]
    if endpoint.kind != "update" or found.kind != "state" or not (moved or len(named) < len(sent)):
        return []
    moves = [(state, goals) for name in found.fields for state, goals in entity.transitions.get(name, {}).items()]
    leads_on = any(goals and _refuses(found.code, state) for state, goals in moves)
    return named or (sent if moved and leads_on else [])


def _refuses(code: str, state: str) -> bool:
    """Whether a guard about states refuses this one."""
    return (f'"{state}"' in code.partition("]")[2]) is not ("!=" in code or " not in " in code)


def _unless_same(name: str, found: Guard) -> Guard:
    """A state's guard as one about a field alone, which may be sent again as it is."""
    code = f'row is not None and {found.code} and values.get("{name}", row["{name}"]) != row["{name}"]'
    return Guard(code, found.status, found.words, "rule", fields=(name, *found.fields))


_ONCE = re.compile(r"\bbe '[\w \-]+' (?:only |just )?(?:once|twice|again)\b|\b(?:only|just) be '[\w \-]+' once\b")
#: `in any other state`, of an operation whose own words name the only one.
_ELSE = re.compile(
    r"\b(?:in|from|of|has|have|with|is|are) (?:an?|any|every|all|some)? ?(?:another|other|different|otherwise) (?:<\w+>|states?|status(?:es)?|stages?)"
)


def _told_of(case: Case, endpoint: Endpoint) -> Guard | None:
    """`removes a draft`, with which all that is in another state is left alone."""
    told = case.ground(endpoint.source.partition(":")[2])
    match = re.search(r"^\W*(?:it )?!?[a-z\-]+s!? (?:an?|the|only|one) '([\w \-]+)'", told) or re.search(
        r"^\W*(?:an? |only |the )?'([\w \-]+)'(?: \[\w+\]| ones?)? (?:can|may) be |^\W*(?:only |from |for |an? |the )*'([\w \-]+)'(?: \[\w+\]| ones?)?(?: only)?\W*$",
        told,
    )
    state = next(filter(None, match.groups()), "") if match else ""
    one = state_field(case.entity, state) if state and case.entity else None
    if one is None or one.given:
        return None
    message = f"{one.name.replace('_', ' ')} is not {state}"
    return Guard(f'row["{one.name}"] != "{state}"', case.status or 409, message, "state", fields=(one.name,))


def _left_by(case: Case, verb: str) -> str:
    """The state in which another action leaves a resource."""
    for other in case.app.endpoints:
        if other.kind == "action" and other.path.endswith(f"/{verb}"):
            for name, code in other.sets.items():
                one = case.entity.fields.get(name) if case.entity else None
                if one is not None and one.choices and re.fullmatch(r"['\"][\w \-]+['\"]", code):
                    return code.strip("'\"")
    return ""


def _by_state(case: Case, endpoint: Endpoint, states: list[str]) -> Guard | None:
    assert_entity = case.entity
    one = state_field(assert_entity, states[0]) if assert_entity else None
    if one is None:
        return None
    own = set(endpoint.sets.get(one.name, "").strip("'\"").split())
    spoken = next((state for state in states if state not in own), states[0])
    positive = not refuses_when(case.said, max(case.said.rfind(f"'{spoken}'"), 0), case.unless)
    if "already" not in case.said and not (positive and re.search(r"'(?:, | or |, or | and )'", case.said)):
        states = [state for state in states if state not in own or state in _listed(case.said)] or states
    if not positive and set(states) == set(one.choices):
        states = [state for state in states if state in own] or states  # `already paused or already running, respectively`
    named = re.search(
        rf"'{states[0]}' (?:\[\w+\]|ones?\b)|\b(?:that|which|who) (?:is|was|are|has been|have been) '{states[0]}'|^\W*once '{states[0]}'|^\W*(?:if|when) (?:it|the \[\w+\]|this|that) (?:is|was|has been) '{states[0]}'\W*$",
        case.said,
    )
    if set(states) == own and (positive or ("already" not in case.said and not named)):
        return None  # No action needs the state that it leads to.
    column = f'row["{one.name}"]'
    listed = ", ".join(f'"{state}"' for state in states)
    if positive:
        code = f'{column} != "{states[0]}"' if len(states) == 1 else f"{column} not in ({listed})"
    else:
        code = f'{column} == "{states[0]}"' if len(states) == 1 else f"{column} in ({listed})"
    return Guard(code, case.status or 409, f"{one.name.replace('_', ' ')} does not allow it", "state", fields=(one.name,))


def _listed(said: str) -> set[str]:
    """The states of lists as in `done and cancelled ones cannot be cancelled`, which are no goals as those of `cannot be approved or rejected`."""
    found = re.findall(r"(?<!\bbe )(?<!\bbeen )(?<!\bto )'[\w \-]+'(?:(?:, | or |, or | and )'[\w \-]+')+", said)
    return {state for states in found for state in states_in(states)}


def _by_mark(case: Case, others: list[str]) -> Guard | None:
    """`a claimed plant cannot be removed`: another action left a mark, a value that was null or false before it."""
    required = case.unless or bool(re.search(r"\bonly\b|\bmust be\b", case.said))
    positive = required is not bool(re.search(r"\b(?:not|never) (?:yet )?(?:been |be )?!", case.said))
    for other in case.app.endpoints:
        if other.kind == "action" and case.entity and other.entity == case.entity.name and other.path.rpartition("/")[2] in others:
            for name, code in other.sets.items():
                one = case.entity.fields.get(name)
                if one is not None and _leaves(one, code):
                    left = trace(name, code)
                    done = words.participle(other.path.rpartition("/")[2]).replace("-", " ")
                    message = f"it is {'not ' if positive else ''}{done}"
                    return Guard(negated(left) if positive else left, case.status or 409, message, "state", fields=(name,))
    return None


def _leaves(one: Field, code: str) -> bool:
    """Whether what an action sets is another value than that at first."""
    if one.default is True:
        return code == "False"
    return (one.default is False and code == "True") or (not one.given and one.default in {None, False} and code not in {"None", "False"})


#: It is about which records there may be, not about what was done to one.
_IDENTITY = re.compile(r"\bunique\b|\bcombination\b|\bpair\b|\bsame <|<\w+> (?:and|plus) <\w+>")


def _again(case: Case) -> bool:
    """Whether a clause is about doing something once more."""
    if _IDENTITY.search(case.said):
        return False
    told = re.search(
        r"\b(?:nobody|no one|none) (?:has|have|had|holds?|took|is)\b|\b(?:somebody|someone|anybody|another \w+) (?:else )?(?:has|have|had|holds?|took)\b|\b(?:is|was|are) not (?:out|borrowed|lent|!|checked out|rented|open|taken)|\balready\b|\bagain\b|\bsecond\b|\btwice\b|\bonly once\b|\bnot (?:be )?! ?\w+! (?:twice|again)|\b(?:only|just) (?:be )?[!<]?\w+[!>]? once\b"
        r"|\b(?:was|were|has been|have been|had been|(?:has|had)(?= happened)) [!<'a-z]+[!>']?(?: [a-z]+)? (?:before|earlier|once)(?=\W*$|,| and\b| \()",
        case.said,
    )
    return bool(told) or (case.status == 409 and bool(actions_in(case.said)) and "only" not in case.said)


def _by_effect(case: Case, endpoint: Endpoint) -> Guard | None:
    """`a second return is a 409`, `409 when it was stopped already`: what the action sets is set."""
    if not _again(case):
        return None
    if shared := _by_either(case, endpoint):
        return shared
    for name, code in endpoint.sets.items():
        if is_fixed(code):
            return Guard(trace(name, code), case.status or 409, "it is so already", "already", fields=(name,))
    for name, code in endpoint.sets.items():
        one = case.entity.fields.get(name) if case.entity else None
        if one is not None and one.choices and code.startswith("values[") and isinstance(one.default, str):
            return Guard(f'row["{name}"] != "{one.default}"', case.status or 409, "it is so already", "already", fields=(name,))
        if (one is not None and not one.given and one.default is None) or (one and one.type in {"datetime", "date"}):
            return Guard(trace(name, code), case.status or 409, "it is so already", "already", fields=(name,))
    return None


def _by_either(case: Case, endpoint: Endpoint) -> Guard | None:
    """`has already been decided on`, of two actions that decide: either has left its state."""
    if "already" not in case.said or actions_in(case.said):
        return None
    told = endpoint.source.partition(":")[2]
    both = [
        one for one in case.app.endpoints if one.kind == "action" and one.entity == endpoint.entity and told and one.source.endswith(told)
    ]
    for name, code in endpoint.sets.items():
        left = sorted({one.sets.get(name, "") for one in both if is_fixed(one.sets.get(name, ""))})
        if is_fixed(code) and len(left) > 1 and len(left) == len(both):
            return Guard(f'row["{name}"] in ({", ".join(left)})', case.status or 409, "it is so already", "already", fields=(name,))
    return None


def _by_flag(case: Case, endpoint: Endpoint) -> Guard | None:
    """`an archived note cannot be changed`, `an inactive one`: a field that is true or false."""
    for match in re.finditer(r"<(\w+)>|\b([a-z]+)\b", case.said):
        for one in case.entity.fields.values() if case.entity else ():
            if one.type == "boolean" and (one.name == match[1] or (match[2] and denies(one, match[2]))):
                refuses = refuses_when(case.said, match.start(), case.unless) is bool(match[1])
                column = f'row["{one.name}"]'
                message = f"{one.name.replace('_', ' ')} does not allow it"
                return Guard(column if refuses else f"not {column}", case.status or 409, message, "state", fields=(one.name,))
    return None
