"""Refusals by the state of what something belongs to: `a closed event takes no more guests`, `only open lists can be added to`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.reading.names.grounding import Ground, state_field
from shared.reading.names.polarity import refuses_when
from shared.reading.names.traces import is_fixed, negated, trace
from shared.reading.refusals.cases import Case, children
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Guard


@dataclass(frozen=True)
class _Mention:
    """A state of a resource where a clause names it: at this place, a test over `owner`."""

    place: int
    test: str


#: What an action brings about: `after that no more answers are accepted`.
_FROM_THEN_ON = re.compile(
    r"\b(?:no more|no longer|no new|no further|not .*any ?(?:more|longer)|further|^then\b(?=.*\b(?:no|not|4\d\d)\b)|from (?:then|that (?:moment|point|time|day)|there)(?: on(?:wards)?)?|after(?: that| this|$)|afterwards|thereafter)\b"
)
#: What something is before it is the other, where only the other is a field.
_OPPOSITES = {"closed": "open", "archived": "active", "ended": "running", "finished": "running", "locked": "open", "cancelled": "active"}


def owner_state(case: Case) -> bool:
    """What is refused below a resource as long as that is in a state."""
    if case.status == 404 or (
        case.status in {400, 422} and re.search(r"\b(?:missing|invalid|empty|must be (?:an? )?(?:<=|>=))\b", case.said)
    ):
        return False
    for owner, child, column in _pairs(case):
        mentions = _alike(list(_mentions(case, owner, child)), Ground(case.app, owner)(case.plain))
        endpoints = [(one, _key(one, owner, column)) for one in _refused(case, owner, child)] if mentions else []
        endpoints += _further(case, owner, child, column) if mentions else []
        if not endpoints:
            continue
        said = Ground(case.app, owner)(case.plain)
        holds = refuses_when(said, mentions[0].place, case.unless)
        test = (" or " if holds else " and ").join(one.test if holds else negated(one.test) for one in mentions)
        for endpoint, key in endpoints:
            _guard(case, endpoint, owner, key, test)
        return True
    return _of_lines(case)


def _of_lines(case: Case) -> bool:
    """`a product that is not available gives 409`: what the records in a list of a request name may not be in a state, or must be."""
    for create, name, part in _listed(case):
        owner = case.app.entities[part.refers]
        said = Ground(case.app, owner)(case.plain)
        mentions = _alike(list(_mentions(case, owner, case.app.entities[create.entity])), said)
        meant = case.endpoint is create or f"[{create.entity}]" in said or does(create, said)
        if not mentions or f"[{owner.name}]" not in said or not meant:
            continue
        holds = refuses_when(said, mentions[0].place, case.unless)
        test = (" or " if holds else " and ").join(one.test if holds else negated(one.test) for one in mentions)
        each = test.replace("owner[", f'find_{owner.name}(line["{part.name}"])[')
        message = f"a {owner.name.replace('_', ' ')} does not allow it"
        create.guards.append(Guard(f'any({each} for line in values["{name}"])', case.status or 409, message, "rule", fields=(name,)))
        return True
    return False


def _listed(case: Case) -> Iterator[tuple[Endpoint, str, Field]]:
    """The lists of records that requests for a new one carry: the name of the list, and the part that names a record of another kind."""
    for create in case.app.endpoints:
        if create.kind == "create" and (case.endpoint is None or case.endpoint is create):
            for one in case.app.entities[create.entity].fields.values():
                yield from ((create, one.name, part) for part in one.parts if part.refers)


def _pairs(case: Case) -> Iterator[tuple[Entity, Entity, str]]:
    """A resource and what belongs to it, of which the operation or the clause speaks."""
    for owner in case.app.entities.values():
        for child, column in children(case.app, owner):
            taken = rf"\b(?:accepts?|takes?|allows?|gets?|receives?|permits?)\b[^.;]*\[{child.name}\][^.;\[]* but (?:no|not)\b"
            if case.entity in (owner, child) and owner is not child and not re.search(taken, case.said):
                yield owner, child, column


def _mentions(case: Case, owner: Entity, child: Entity) -> Iterator[_Mention]:
    said = Ground(case.app, owner)(case.plain)
    for match in re.finditer(r"'([\w \-]+)'|<(\w+)>|!([\w\-]+)!|\b([a-z]+)\b", said):
        if _of_child(said, match.start(), owner, child):
            continue
        state = state_field(owner, match[1]) if match[1] else None
        if state is not None:
            yield _Mention(match.start(), f'owner["{state.name}"] == "{match[1]}"')
        elif match[2] and match[2] in owner.fields and owner.fields[match[2]].type == "boolean":
            yield _Mention(match.start(), f'owner["{match[2]}"]')
        elif match[3] and (test := _left_by(case.app, owner, match[3])):
            yield _Mention(match.start(), test)
        elif match[4] and (flag := next((name for name, one in owner.fields.items() if denies(one, match[4])), "")):
            yield _Mention(match.start(), f'not owner["{flag}"]')
    one = case.endpoint
    if one is not None and one.entity == owner.name and one.kind == "action" and _FROM_THEN_ON.search(said):
        yield _Mention(0, _left_by(case.app, owner, one.path.rpartition("/")[2]))


def state_tests(case: Case, owner: Entity, child: Entity) -> list[str]:
    """The tests over `owner` for the states in which a clause names it, each once."""
    return list(dict.fromkeys(one.test for one in _mentions(case, owner, child)))


def denies(flag: Field, word: str) -> bool:
    """Whether a word says that a flag is not set: `inactive`, `unpublished`, `open` of what is not closed."""
    if _OPPOSITES.get(flag.name) == word or (word in {"gone", "unavailable"} and flag.name in {"in_stock", "available", "is_available"}):
        return True
    return flag.type == "boolean" and word in {f"in{flag.name}", f"un{flag.name}", f"non{flag.name}", re.sub(r"^en", "dis", flag.name)} - {
        flag.name
    }


def _of_child(said: str, place: int, owner: Entity, child: Entity) -> bool:
    """Whether a state is what the smaller thing is in: `cancelled bookings`."""
    after = re.match(r"\S+ \[(\w+)\]", said[place:])
    return bool(after and after[1] == child.name and child is not owner)


def _left_by(app: App, owner: Entity, verb: str) -> str:
    """The test for the state in which an action leaves a resource."""
    for endpoint in app.endpoints:
        if endpoint.kind == "action" and endpoint.entity == owner.name and endpoint.path.endswith(f"/{verb}"):
            for name, code in endpoint.sets.items():
                if is_fixed(code):
                    return trace(name, code, "owner")
                one = owner.fields.get(name)
                if one is not None and one.choices and code.startswith("values[") and isinstance(one.default, str):
                    return f'owner["{name}"] != "{one.default}"'
    return ""


#: How a clause says what is done.
WAYS = (
    ("create", re.compile(r"\b(?:add\w*|new|more|further|another|creat\w*|post\w*|put\w*|enter\w*|insert\w*|anything|nothing|accept\w*|takes?|join\w*|book\w*|sign\w*|receiv\w*|register\w*)\b")),
    ("update", re.compile(r"\b(?:chang\w*|edit\w*|updat\w*|modif\w*|alter\w*)\b")),
    ("delete", re.compile(r"\b(?:delet\w*|remov\w*)\b")),
)  # fmt: skip


def _refused(case: Case, owner: Entity, child: Entity) -> list[Endpoint]:
    """The operations on what belongs to it that a clause refuses."""
    mine = [one for one in case.app.endpoints if one.entity == child.name]
    said = Ground(case.app, owner)(case.plain)
    kinds = [kind for kind, spoken in WAYS if spoken.search(said)]
    meant = [one for one in mine if one.kind in kinds or (one.kind in {"update", "delete"} and does(one, said)) or _is_named(one, said)]
    if case.endpoint in mine and case.endpoint.kind not in {"get", "list"}:
        alone = {"create", "action"} if _ONLY_WHEN.match(said) else {"create"}
        return meant if case.endpoint in meant else [one for one in mine if one is case.endpoint and one.kind in alone]
    creates = [one for one in mine if one.kind == "create" and one.named]
    if f"[{child.name}]" in said or any(does(one, said) for one in (*creates, *meant)) or _verb_of(child, said):
        return meant or creates[:1]
    general = (
        kinds
        and len(children(case.app, owner)) == 1
        and re.search(r"\b(?:anything(?! that| which| but| other| else)|nothing|accept\w*)\b", said)
    )
    return meant if general else []


#: A clause that says when, and leaves it to its sentence what is refused then.
_ONLY_WHEN = re.compile(r"\W*(?:if|when|while|unless|as long as|once|only if|only when|only while|after)\b")


def _is_named(endpoint: Endpoint, said: str) -> bool:
    """Whether a clause speaks of an action by the last word of its path: `voting on options of a closed poll`."""
    verb = endpoint.path.rpartition("/")[2]
    return (
        endpoint.kind == "action" and verb.isalpha() and words.stem(verb) in {words.stem(word) for word in re.findall(r"[a-z]{4,}", said)}
    )


def _verb_of(child: Entity, said: str) -> bool:
    """`voting on it`, `can not be booked`, where votes and bookings are what is made."""
    done = {words.participle(child.name), words.participle(words.stem(child.name))}
    return any(word in done for word in re.findall(r"\bbe ([a-z]+ed)\b", said)) or any(
        words.stem(word) == words.stem(child.name).rstrip("e") for word in re.findall(r"\b[a-z]{3,}ing\b", said)
    )


def does(endpoint: Endpoint, said: str) -> bool:
    """Whether a clause uses the verb with which the intent says what an operation does: `votes`, `voting`."""
    own = verb_of(endpoint)
    return own != "" and words.stem(own) in {words.stem(word) for word in re.findall(r"[a-z]{4,}", said)}


def verb_of(endpoint: Endpoint) -> str:
    """The verb with which the intent says what an operation does; empty where it uses none."""
    said = re.sub(r"\{[^{}]*\}|\S*/\S*", " ", endpoint.source)
    own = re.search(r"(?i)\b(?:lets|allows) (?:(?:an?|the|every|each) )?[a-z]+ (?:to )?([a-z]{3,})\b|\b([a-z]{3,})(?:s|es)\b", said)
    return (own[1] or own[2]).lower() if own else ""


def _further(case: Case, owner: Entity, child: Entity, column: str) -> list[tuple[Endpoint, str]]:
    """As `_refused`, of what belongs to what belongs to it, with the expression of its key: the votes on the cards of a board."""
    return [
        (one, f'find_{child.name}({_key(one, child, through)})["{column}"]')
        for grand, through in children(case.app, child)
        if grand is not owner and all(other is not grand for other, _ in children(case.app, owner))
        for one in _refused(case, owner, grand)
    ]


def _key(endpoint: Endpoint, owner: Entity, column: str) -> str:
    """The expression of the key of what an operation's record belongs to."""
    if endpoint.kind != "create":
        return f'row["{column}"]'
    return endpoint.params[0] if endpoint.parent == owner.name else f'values["{column}"]'


def _guard(case: Case, endpoint: Endpoint, owner: Entity, key: str, test: str) -> None:
    known = Guard(
        test,
        case.status or 409,
        f"the {owner.name.replace('_', ' ')} does not allow it",
        "owner",
        before=[f"owner = find_{owner.name}({key})"],
    )
    if all((guard.code, guard.before) != (known.code, known.before) for guard in endpoint.guards):
        endpoint.guards.append(known)


def _alike(mentions: list[_Mention], said: str) -> list[_Mention]:
    """The first state, and those that are told with it: `'draft' or 'cancelled'`."""
    found = mentions[:1]
    for one in mentions[1:]:
        if not re.fullmatch(
            r"\S+\s*(?:,|or|and|nor|,? (?:or|and)(?: (?:already|is|are|an?|the|if|when|it|has been))*) ", said[found[-1].place : one.place]
        ):
            break
        found.append(one)
    return found
