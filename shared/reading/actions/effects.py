"""What an action does to its resource: states, flags, amounts, times."""

import re
from dataclasses import replace

from shared.reading.actions import amounts, moving
from shared.reading.actions.advancing import advanced
from shared.reading.actions.deciding import aimed, decided, outvoted
from shared.reading.actions.flagging import turned
from shared.reading.actions.matching import counted
from shared.reading.actions.signed import by_signed
from shared.reading.actions.verbs import by_verb, choice_of, one_taken
from shared.reading.fields.chains import chained
from shared.reading.names.grounding import Ground, fields_in, state_field
from shared.reading.routes.routing import Routed
from shared.writing.ir import MISSING, App, Endpoint, Entity, Field


def act(app: App, routed: Routed, texts: list[str]) -> bool:
    """Fills in what the action changes. Whether anything was understood."""
    endpoint = routed.endpoint
    entity = app.entities[endpoint.entity]
    verb = endpoint.path.rpartition("/")[2]
    said = [amounts.usual(endpoint, _own(verb, Ground(app, entity, endpoint)(text))) for text in texts]
    if named := _together(app, entity, routed):
        endpoint.sets[named[0]] = named[1]
        return True
    if (
        counted(entity, endpoint, texts)
        or one_taken(entity, endpoint, texts)
        or outvoted(app, entity, endpoint, texts)
        or advanced(app, entity, endpoint, " . ".join(said))
        or _told_which(entity, endpoint, texts, " . ".join(said))
    ):
        return True
    if _flipped(entity, endpoint, verb, said) or by_signed(entity, endpoint, texts, " . ".join(said)):
        return True
    for text in said:
        for read in (_to_state, _by_stem, amounts.set_back, _to_value, turned, _cleared, amounts.by_amount, _time):
            read(entity, endpoint, text, verb)
    _one_step(app, entity, endpoint, said)
    amounts.by_verb(entity, endpoint, verb)
    _from_body(entity, endpoint, " . ".join(said))
    _called_like(entity, endpoint, verb)
    _given_back(app, entity, endpoint)
    amounts.against(app, entity, endpoint)
    if not endpoint.sets:
        _taken_back(app, entity, endpoint, " . ".join(said))
    if not endpoint.sets:
        by_verb(entity, endpoint, verb, " . ".join(texts))
    return bool(endpoint.sets)


def _one_step(app: App, entity: Entity, endpoint: Endpoint, said: list[str]) -> None:
    """`loaded -> firing -> cooling -> done`, and `POST /firings/{id}/unload (from cooling)`: to the only state that follows the one from which it is possible."""
    found = moving.sources(entity, endpoint, said, 2) if not endpoint.sets else None
    if found is None or len(found[1]) != 1:
        return
    ordered = replace(entity, transitions={})
    chained(ordered, app.statements)
    goals = ordered.transitions.get(found[0].name, {}).get(found[1][0], [])
    if len(goals) == 1:
        endpoint.sets[found[0].name] = f'"{goals[0]}"'


def _together(app: App, entity: Entity, routed: Routed) -> tuple[str, str] | None:
    """`POST /orders/{id}/ready, POST /orders/{id}/collect -> 200. Allowed: placed -> ready -> collected`: of actions that are told at once, each leads to the state that is called like it."""
    others = [one for one in routed.route.statement.routes if one.text == routed.route.text and one.method == routed.route.method]
    verbs = [one.path.rpartition("/")[2].replace("-", "_") for one in others if one.path.count("{") == 1 and not one.path.endswith("}")]
    if len(verbs) < 2 or len(verbs) != len(others) or routed.endpoint.body:
        return None
    states = [choice_of(entity, verb) for verb in verbs]
    own = choice_of(entity, routed.endpoint.path.rpartition("/")[2].replace("-", "_"))
    return own if all(states) and len({state[1] for state in states if state}) == len(verbs) else None


def _called_like(entity: Entity, endpoint: Endpoint, verb: str) -> None:
    """`POST /lockers/{id}/occupy {"member"}`: beside what the request carries, the state that is called like the action."""
    moves = any(entity.fields[name].choices for name in endpoint.sets if name in entity.fields)
    found = choice_of(entity, verb.replace("-", "_")) if endpoint.sets and not moves else None
    if found is not None and not entity.fields[found[0]].given:
        endpoint.sets[found[0]] = found[1]


def _own(verb: str, said: str) -> str:
    """A grounded text without what it says of other actions: `lending sets the status to "lent"; returning sets it to "available"`."""
    pieces = re.split(r"(\s*;\s*|, (?:and |while |whereas )?|,? and (?=!))", said)
    about = [
        re.match(
            r"\W*!([\w\-]+)! (?:it |them |an? \S+ |the \S+ )?(?:sets?|makes?|changes?|adds?|takes?|clears?|puts?|turns?|increases?|decreases?|raises?|lowers?|empties|removes?)\b",
            piece,
        )
        for piece in pieces
    ]
    if not any(one and one[1] == verb for one in about) or all(one is None or one[1] == verb for one in about):
        return said
    kept, mine = "", True
    for piece, one in zip(pieces, about, strict=True):
        mine = one[1] == verb if one else mine
        kept += piece if mine else ""
    return kept


def _given_back(app: App, entity: Entity, endpoint: Endpoint) -> None:
    """`the borrower becomes null`, and no word about the state: what takes back a value that another action sets takes back the state too."""
    moved = any(entity.fields[name].choices for name in endpoint.sets if name in entity.fields)
    emptied = {name for name, code in endpoint.sets.items() if code == "None"}
    for other in app.endpoints if emptied and not moved else ():
        if other.kind == "action" and other is not endpoint and emptied & {name for name, code in other.sets.items() if code != "None"}:
            for name in other.sets:
                one = entity.fields.get(name)
                if one is not None and one.choices and isinstance(one.default, str) and not one.given:
                    endpoint.sets.setdefault(name, f'"{one.default}"')


def _told_which(entity: Entity, endpoint: Endpoint, texts: list[str], said: str) -> bool:
    """Whether the request carries the new state, by that name or another."""
    return (
        _told_the_state(entity, endpoint) or decided(entity, endpoint, said) or aimed(entity, endpoint, " . ".join((endpoint.path, *texts)))
    )


def _told_the_state(entity: Entity, endpoint: Endpoint) -> bool:
    """`PUT /orders/{id}/state {"state": …}`: the request carries the new state, whichever its words give as an example."""
    same = [one.name for one in endpoint.body if one.name in entity.fields and entity.fields[one.name].choices]
    if len(same) != 1 or endpoint.path.rpartition("/")[2] not in {same[0], same[0].replace("_", "-")}:
        return False
    endpoint.sets = {one.name: f'values["{one.name}"]' for one in endpoint.body if one.name in entity.fields}
    return True


def _flipped(entity: Entity, endpoint: Endpoint, verb: str, texts: list[str]) -> bool:
    """`/toggle`, `flips it`: a flag becomes what it was not; that may be counted."""
    said = " . ".join(texts)
    flags = [one.name for one in entity.fields.values() if one.type == "boolean" and not one.refers]
    named = [name for name in flags if f"<{name}>" in said]
    told = verb in {"toggle", "flip", "switch", "invert"} or re.search(r"\b(?:toggles?|flips?|inverts?|negates?)\b", said)
    if not told or endpoint.body or not flags:
        return False
    endpoint.sets[(named or flags)[0]] = f'not row["{(named or flags)[0]}"]'
    for text in texts:
        amounts.by_amount(entity, endpoint, text, verb)
    return True


#: What an action undoes, where its words name no state.
_UNDOES = {
    "release": "occupy reserve claim assign lock book hold take block", "vacate": "occupy", "free": "occupy reserve book block", "return": "borrow lend rent checkout take issue",
    "unassign": "assign", "unblock": "block", "unreserve": "reserve", "put-back": "take",
    "checkin": "checkout check-out", "check-in": "check-out checkout", "give-back": "take borrow lend checkout", "bring-back": "take borrow lend checkout", "hand-back": "hand-out take",
}  # fmt: skip


def _taken_back(app: App, entity: Entity, endpoint: Endpoint, said: str) -> None:
    """`DELETE /clips/{id}/like`, `does the opposite`: what the same path does with another method, or the action before, is undone."""
    told = re.search(
        r"\b(?:opposite|reverse|inverse|other way(?: round| around)?)\b|!?\b(?:undo(?:es)?|reverts?|reverses|takes back)!? (?:that|this|it)\b|\btakes (?:that|this|it) back\b"
        r"|\b(?:frees?|vacates?|empties)(?: up)? (?:it|them|this|that|(?:the|an?|that|this) (?:\[\w+\]|\w+))(?: up| again)?(?=\W*$|[.;,]| and\b)",
        said,
    )
    actions = [one for one in app.endpoints if one.kind == "action" and one.entity == entity.name and one is not endpoint and one.sets]
    same = [one for one in actions if one.path == endpoint.path and one.method in {"POST", "PUT"} and endpoint.method == "DELETE"]
    verb = endpoint.path.rpartition("/")[2]
    opposite = [*_UNDOES.get(verb, "").split(), *(verb.removeprefix(prefix) for prefix in ("un", "de", "dis") if verb.startswith(prefix))]
    undone = [one for one in actions if one.path.rpartition("/")[2] in opposite]
    other = next(iter([*same, *(actions[-1:] if told else []), *undone]), None)
    for name, code in other.sets.items() if other is not None else ():
        one = entity.fields[name]
        counted = re.fullmatch(r"(row\[\"\w+\"\]) \+ (.+)", code)
        if counted:
            endpoint.sets[name] = amounts.floored(f"{counted[1]} - {counted[2]}", said)
        elif code in {"True", "False"}:
            endpoint.sets[name] = "False" if code == "True" else "True"
        elif one.choices and isinstance(one.default, str):
            endpoint.sets[name] = f'"{one.default}"'
        elif not one.given:
            endpoint.sets[name] = "None"


def _as_told(entity: Entity, endpoint: Endpoint) -> None:
    """`POST /tasks/{id}/move {"status": …}`: the request tells the new state."""
    for field in endpoint.body:
        if field.choices and field.name in entity.fields:
            endpoint.sets.setdefault(field.name, f'values["{field.name}"]')


def _to_state(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`received -> in_analysis`, `status becomes "done"`, `marks it as paid`, `moves it from todo to doing`."""
    _as_told(entity, endpoint)
    if (goal := moving.reached(entity, said)) is not None:
        endpoint.sets.setdefault(goal[0].name, f'"{goal[1]}"')
    moved = re.search(
        r"\b(?:moves?|changes?|goes|turns?|switch(?:es)?|sends?|puts?|takes?|brings?)\b[^.;,]*? from '([\w \-]+)' (?:back )?to '([\w \-]+)'",
        said,
    )
    if moved and (one := state_field(entity, moved[2])) and state_field(entity, moved[1]) is one:
        endpoint.sets.setdefault(one.name, f'"{moved[2]}"')
    for pattern in (
        r"\b(?:makes?|turns?|changes?|sends?|moves?|puts?) (?:it |them |an? |the )?(?:'[\w \-]+' )?(?:(?:\[\w+\]|one) )?(?:back )?(?:into |to |in )?(?:an? |the )?'([\w \-]+)'",
        r"(?:->|\b(?:becomes?|to|as|into|is then|is now|set to|marked|marks? (?:it|them)(?: as)?|makes? (?:it|them)|turns? (?:it|them)(?: into)?|it is|=)) ?(?:the )?(?:status |state |<status> )?(?:to |of |is |as )?'([\w \-]+)'",
        r"<(?:status|state)>\s*(?:is|becomes?|changes?|goes|=|:|to|then|now|set|from '[\w \-]+')* ?(?:to )?'([\w \-]+)'",
    ):
        for match in re.finditer(pattern, said):
            before = said[: match.start()]
            goes_on = re.search(r"\band $", before) and _GOES_ON.match(match[0])
            if not goes_on and re.search(
                r"\b(?:if|only|when|while|unless|until|till|before|not|already|other|must|can|answers|40\d|42\d|from)\b[^.;,]*$", before
            ):
                continue
            if _no_goal(said[match.end() :], choice_of(entity, verb) is not None):
                continue
            if (one := state_field(entity, match[1])) and one.name not in endpoint.sets:
                endpoint.sets[one.name] = f'"{match[1]}"'


#: Behind a condition: `is possible only for approved loans and makes them "paid"`.
_GOES_ON = re.compile(r"(?:makes|turns|changes|sends|moves|puts|becomes?|marks|sets)\b")


def _no_goal(after: str, named: bool) -> bool:
    """Whether a state is none that an action leads to: `is then "accepted" or "rejected"`, of two whose verbs name theirs; what is so at first."""
    several = named and re.match(r"(?:,? (?:or|and) (?:else )?|, )'", after)
    return bool(several or re.match(r" (?:at first|initially|in the beginning|to (?:begin|start) with)\b", after))


def _by_stem(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`publishes a document`: the state that is called like what is done."""
    done = re.match(r"\W*([a-z]{4,}?)(?:es|s)\b (?:an?|the|it|one)\b", re.sub(r"[!\[\]<>']", "", said))
    for one in entity.fields.values() if done and not endpoint.sets else ():
        for choice in one.choices:
            if re.fullmatch(rf"{done[1]}(?:e?d)?" if done else "", choice):
                endpoint.sets[one.name] = f'"{choice}"'


#: `left_at is null before`: no effect, but what was.
_BEFORE = re.compile(r"\s*(?:before|until|at first|initially|so far|as long|while|till)\b")


def _to_value(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`sets done to true`, `resets the value to 0`; `sets it back to false`, where there is one flag."""
    flags = [one.name for one in entity.fields.values() if one.type == "boolean"]
    if len(flags) == 1:
        said = re.sub(r"\b(sets? )(?:it|this|that) ((?:back )?to (?:true|false)\b)", rf"\1<{flags[0]}> \2", said)
    said = re.sub(r"(?<=>), (?:which|that) (?:is|was|starts|begins)\b[^,;.]*, (?=to )", " ", said)
    for match in re.finditer(
        r"<(\w+)>[^.;<]{0,20}?(?:\b(?:to|becomes?|is|are|be|being|reads|back to)|:|->(?= '?(?:true|false|null))|(?<![<>+-])=|(?<=>)(?= (?:null|true|false)\b)) (?:then |now |set to )?'?(true|false|null|-?\d+)\b'?",
        said,
    ):
        one = entity.fields.get(match[1])
        if one is None or said.count("{", 0, match.start()) > said.count("}", 0, match.start()):
            continue
        if any(field.name == match[1] for field in endpoint.body) or (match[2] == "null" and _BEFORE.match(said[match.end() :])):
            continue  # The request tells it, or it says what was before.
        lasting = re.match(r"[^.;,]*\b(?:from then on|from now on|afterwards)\b", said[match.end() :])
        if (
            re.search(
                rf"\b(?:if|only|when|while|unless{'' if lasting else '|whose'}|where|already|starts?|initially|at first|(?:before|until|till|up to) (?:that|this|then)|as long as)\b[^.;,]*$",
                said[: match.start()],
            )
            or match[1] in endpoint.sets
        ):
            continue
        if re.match(r"\s*(?:at first|initially|(?:for|in|of|on) (?:an?|every|each|any|all)? ?new\b)", said[match.end() :]) or re.match(
            r"4\d\d", match[2]
        ):
            continue
        endpoint.sets[one.name] = {"true": "True", "false": "False", "null": "None"}.get(match[2], match[2])


def _cleared(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`clears the agent`, `removes the worker (null)`: there is no value any more."""
    for match in re.finditer(
        r"\b(?:clears?|empties|unsets?|erases?|removes?|forgets?|(?<!if it )(?<!when it )(?<!that )(?:then |and |it )has no|(?<=, )no) (?:the |its )?<(\w+)>(?! (?:from|of|and (?:adds|puts|takes)))",
        said,
    ):
        one = entity.fields.get(match[1])
        nothing = one is not None and one.default in (None, MISSING) and (not one.given or one.required is False)
        if (
            one is not None
            and nothing
            and one.type not in {"integer", "number", "list", "boolean"}
            and one.name not in {each.name for each in endpoint.body}
        ):
            one.default, one.required = None, False
            endpoint.sets.setdefault(one.name, "None")


def of_read(app: App, endpoint: Endpoint, entity: Entity, texts: list[str]) -> None:
    """`each such call counts as one view`: reading a resource counts."""
    for text in texts:
        said = Ground(app, entity, endpoint)(text)
        counted = re.search(
            r"\b(?:each|every)(?: such)? (?:call|time|request|read|get|visit|view|access|fetch|look)\b|\bcounts? (?:as )?(?:an?|one|each|every)\b|\b(?:goes up|increas\w*|increment\w*)(?: by)?\b"
            r"|\b(?:bumps?|raises?|lifts?|counts? up) (?:the |its )?<\w+>|\badds? (?:one|1|another(?: one)?) to (?:the |its )?<\w+>|<\w+>(?: \w+)? (?:grows?|rises?|(?:is|gets|are) (?:raised|bumped|counted up))\b",
            said,
        )
        named = [
            name
            for name in fields_in(said)
            if name in entity.fields and entity.fields[name].type == "integer" and not entity.fields[name].given
        ]
        named = named or [one.name for one in entity.fields.values() if one.type == "integer" and not one.given and not one.refers][:1]
        if counted and named:
            endpoint.sets = {named[0]: f'row["{named[0]}"] + 1'}


#: `increases version by one`, `the version goes up by 1`.
_RAISED = re.compile(
    r"\b(?:increas|rais|increment|bump|count)\w*(?: up)? (?:the |its )?<(?P<name>\w+)>(?: by (?P<by>\d+|one))?|<(?P<raised>\w+)> (?:is |goes |gets )?(?:increased|raised|incremented|bumped|up|counted up)(?: by (?P<much>\d+|one))?\b"
)


def of_change(app: App, endpoint: Endpoint, entity: Entity, texts: list[str]) -> None:
    """`PUT changes a template and increases version by one`: what a change counts."""
    for text in texts:
        for match in _RAISED.finditer(Ground(app, entity, endpoint)(text)):
            one = entity.fields.get(match["name"] or match["raised"])
            number = match["by"] or match["much"] or "1"
            if one is not None and not one.given and one.type == "integer":
                endpoint.sets[one.name] = f'row["{one.name}"] + {"1" if number == "one" else number}'


def _time(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`sets returned_at to now`."""
    for name in fields_in(said):
        one = entity.fields.get(name)
        if (
            one is not None
            and not one.given
            and one.type in {"date", "datetime"}
            and name not in {field.name for field in endpoint.body}
            and not one.fill
            and _is_set(name, said)
        ):
            endpoint.sets.setdefault(name, "date.today().isoformat()" if one.type == "date" or re.search(r"\btoday\b", said) else "now()")


def _is_set(name: str, said: str) -> bool:
    """Whether a sentence says that a time is noted, not what it was before."""
    now = r"(?:now|time|moment|timestamp|when|today|date|day)"
    noted = r"(?:sets?|set|stores?|records?|notes?|gets?|fills?|with|holds|is set|becomes?|says|tells|marks?|writes?|keeps?|remembers?|takes?|=)"
    said = re.sub(rf"(<{name}>),? (?:which |that )?(?:is|was) null(?: (?:before|until then|at first|so far))?,? ?", r"\1 ", said)
    return bool(re.search(rf"\b{noted}[^.;]*<{name}>|<{name}> [^.;]{{0,48}}\b{noted} [^.;]{{0,24}}\b{now}\b|<{name}> = ", said))


def _is_empty(entity: Entity, name: str) -> bool:
    """Whether a text is there only after an action: `borrowed_by`."""
    one = entity.fields.get(name)
    return (
        one is not None
        and not one.given
        and one.default is None
        and one.type in {"string", "scalar", ""}
        and not one.refers
        and not one.fill
    )


def _is_noted(entity: Entity, name: str, said: str) -> bool:
    """Whether an action is said to set a text that a new record need not have."""
    one = entity.fields.get(name)
    empty = one is not None and one.required is False and one.default is None and one.type in {"string", "scalar", ""} and not one.refers
    return (
        empty
        and re.search(rf"\b(?:sets|fills in|notes|records|stores) (?:the |its )?<{name}>(?= accordingly|\W*$|\s*[.;,(]| and\b)", said)
        is not None
    )


def _from_body(entity: Entity, endpoint: Endpoint, said: str) -> None:
    """What the request carries and the resource has is stored."""
    used = " ".join(endpoint.sets.values())
    for one in endpoint.body:
        if f'values["{one.name}"]' in used:
            continue
        field = re.search(r"\bin (?:the|its) (?:field|member|attribute) '?<?(\w+)", said) or re.search(
            r"\b(?:stores?|keeps?|saves?|notes?|records?|writes?|puts?|remembers?)\b[^.;<]{0,40}? (?:in|as|into|under) (?:the |its )?[\"'`<]?([a-z]+(?:_[a-z]+)+)",
            said,
        )
        if field and one.name not in entity.fields:
            entity.fields.setdefault(field[1], Field(field[1], one.type, required=False, default=None, given=False))
            endpoint.sets[field[1]] = f'values["{one.name}"]'
            continue
        kept = (
            [name for name in fields_in(said) if name not in endpoint.sets and (_is_empty(entity, name) or _is_noted(entity, name, said))]
            if one.name not in entity.fields
            else []
        )
        if len(kept) == 1 and one.type in {"string", "scalar", ""}:
            endpoint.sets[kept[0]] = f'values["{one.name}"]'
            continue
        if one.name in entity.fields:
            endpoint.sets.setdefault(one.name, f'values["{one.name}"]')
        else:
            entity.fields[one.name] = Field(one.name, one.type, required=False, default=None, given=False, choices=one.choices)
            endpoint.sets[one.name] = f'values["{one.name}"]'
