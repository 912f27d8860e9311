"""One condition for several operations: `a closed ticket cannot be changed, deleted or closed again` says it of each."""

import re
from dataclasses import dataclass, replace

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.closing import verb_of
from shared.reading.refusals.conditions import state_of
from shared.reading.text.outline import split
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Guard

_KINDS = {
    "change": "update",
    "edit": "update",
    "update": "update",
    "modify": "update",
    "alter": "update",
    "delete": "delete",
    "remove": "delete",
}
_NOUNS = {"edits": "update", "changes": "update", "updates": "update", "deletion": "delete", "deletions": "delete", "removal": "delete"}
#: What may stand beside the comma or the `or` between two operations of a list.
_FILLS = r"(?:(?:be|being|been|it|them|an?|another|any|further|its|the|their|to|then|also|not|can|again|twice|(?:for )?a second time|once more|any ?more|any longer|both|either|requests?) ?)*"
_BETWEEN = re.compile(rf"`? ?{_FILLS}(?:,|/|\b(?:and|or|nor)\b)(?:,|/| |\b(?:and|or|nor)\b)*{_FILLS}`?")
#: What stands before a list of what is done; before other participles stands what was done.
_BEFORE = {
    "done": re.compile(r"\b(?:can|may|must|allowed|possible)\b[^.;]*\b(?:be|get) (?:[a-z]+ly |ever |still |even )?$|\bnot (?:to )?be $"),
    "doing": re.compile(r""),
    "do": re.compile(
        r"^\W*$|\b(?:to|can|may|not|no|any|further|for|on|by|every|each|neither|either|both|and|or|refuses?|rejects?|blocks?) $|, $|\($"
    ),
}
_NEUTRAL = {"done": "changed", "doing": "changing", "do": "changes"}
_AGAIN = re.compile(r" (?:again|twice|(?:for )?a second time|once more)\b")


@dataclass(frozen=True)
class _Named:
    """Operations where a clause names them, and the form of the name."""

    start: int
    end: int
    form: str
    endpoints: list[Endpoint]


def several(case: Case) -> bool:
    """Whether a clause refuses more than one operation on the resource in a state; each of them then does."""
    if case.entity is None or case.status not in {0, 400, 403, 409, 422, 423}:
        return False
    return any(_refused(case, case.entity, listed) for listed in _lists(_named(case, case.entity), case.plain))


#: How a sentence about several things that are done ends.
_ENDS = re.compile(
    r"(?i),? (?:(?:are|is|get|gets) )?(?:(?:all|each|both) )?(?:(?:are|is) )?(?:refused|rejected|conflicts?|not allowed|forbidden)\W*$"
)
_DOING = re.compile(
    r"(?i)\W*(?:(?:if|when|for|on|by|to) )*(?P<verb>[a-z\-]+) (?P<what>(?:an?|the|any|one|ones|something|somebody|it|them)\b.+)"
)
_DONE = re.compile(r"(?i)\W*(?:(?:if|when|for) )*(?P<what>.+?) (?:is|are|gets?) (?:to be |being )?(?!left\b)(?P<verb>[a-z\-]+)\W*")

#: What goes on about the thing before it.
_GOES_ON = re.compile(r"(?i)(?:already |is |are |not |has )?[a-z_\-]+\W*$")


def each_done(case: Case) -> list[tuple[Endpoint, str]]:
    """`lending one that is out, or returning one that is not`, `if one that is out is lent, or …`: each action with what it is refused for."""
    mine = [one for one in case.app.endpoints if case.entity and one.entity == case.entity.name and one.kind == "action"]
    forms = _forms(mine) if case.status == 409 and len(mine) > 1 else {}
    found: list[tuple[list[Endpoint], str]] = []
    open_, done = "", None
    for part in split(_ENDS.sub("", case.plain), r",? (?:and|or|nor) |, ") if forms else ():
        doing, done = _DOING.fullmatch(part), _DONE.fullmatch(f"{open_}{part}")
        if doing and forms.get(doing["verb"].lower(), ("", []))[0] in {"doing", "do"}:
            found.append((forms[doing["verb"].lower()][1], _whole(doing["what"], found[-1][1] if found else "")))
            done = doing
        elif done and forms.get(done["verb"].lower(), ("", []))[0] == "done":
            found.append((forms[done["verb"].lower()][1], done["what"]))
            open_ = ""
        elif found and not open_ and _GOES_ON.match(part):
            found[-1] = (found[-1][0], f"{found[-1][1]} or {part}")
        else:
            open_ += f"{part} or "
    acts = [(one, said) for endpoints, said in found for one in endpoints]
    elsewhere = len(acts) == 1 and done is not None and case.endpoint in mine and acts[0][0] is not case.endpoint
    return acts if (len(acts) > 1 or elsewhere) and not open_ and len({one.path for one, _ in acts}) == len(acts) else []


#: `lending one that is out, or returning one that is not`: the second leaves out what it is not.
_ELIDED = re.compile(r"(?i)\b(?:is|are|was|has been)(?: not|n't)\W*$")
_IS_SO = re.compile(
    r"(?i)\b(?:is|are|was|has been) (?:already |currently |still )?(?P<state>(?!not\b)[a-z\-]+(?: out| on loan)?)(?: already| currently)?\W*$"
)


def _whole(what: str, before: str) -> str:
    """What something is done to, with what it leaves out."""
    state = _IS_SO.search(before) if _ELIDED.search(what) else None
    return f"{what} {state['state']}" if state else what


def _refused(case: Case, entity: Entity, listed: list[_Named]) -> bool:
    last = _AGAIN.match(case.plain, listed[-1].end)
    rest = f"{case.plain[: listed[0].start]}{_NEUTRAL[listed[0].form]}{case.plain[last.end() if last else listed[-1].end :]}"
    guards = _guards(case, entity, rest)
    for endpoint in (endpoint for one in listed for endpoint in one.endpoints) if guards else ():
        endpoint.guards += [replace(one) for one in guards if all(known.code != one.code for known in endpoint.guards)]
    return bool(guards)


def _guards(case: Case, entity: Entity, rest: str) -> list[Guard]:
    """What a change would refuse, of which alone the clause speaks then."""
    change = Endpoint("PUT", "", "update", entity.name)
    said = Ground(case.app, entity, change)(rest)
    others = [
        name
        for name in fields_in(said)
        if name in entity.fields and entity.fields[name].type != "boolean" and not entity.fields[name].choices
    ]
    alone = replace(case, endpoint=change, said=said, plain=rest)
    return change.guards if not others and state_of(alone, change) else []


def _named(case: Case, entity: Entity) -> list[_Named]:
    forms = _forms([one for one in case.app.endpoints if one.entity == entity.name])
    found = []
    for match in re.finditer(r"\b(?:re-)?([A-Za-z][A-Za-z\-]*)", case.plain):
        if known := forms.get(match[1]) or forms.get(match[1].lower()):
            found.append(_Named(match.start(), match.end(), *known))
    return found


def _forms(mine: list[Endpoint]) -> dict[str, tuple[str, list[Endpoint]]]:
    """How the operations are called -> the form of the name, and which they are."""
    of_kind = {kind: [one for one in mine if one.kind == kind] for kind in ("update", "delete")}
    verbs = {one.path.rpartition("/")[2]: [one] for one in mine if one.kind == "action" and not one.path.endswith("}")}
    found = {method: ("do", [one for one in mine if one.method == method and one.kind in of_kind]) for method in ("PUT", "PATCH", "DELETE")}
    found |= {noun: ("do", of_kind[kind]) for noun, kind in _NOUNS.items()}
    verbs |= {own: [one] for one in mine if one.kind in of_kind and (own := verb_of(one)) and own not in verbs}
    for verb, meant in [*((verb, of_kind[kind]) for verb, kind in _KINDS.items()), *verbs.items()]:
        base = verb.rstrip("e") if not verb.endswith("ee") else verb
        found |= {verb: ("do", meant), words.participle(verb): ("done", meant)}
        found |= {f"{base}ing": ("doing", meant), f"{verb}{verb[-1]}ing": ("doing", meant)}
    return found


def _lists(named: list[_Named], said: str) -> list[list[_Named]]:
    """The operations that a clause lists."""
    found: list[list[_Named]] = []
    for one in named:
        joined = found and _BETWEEN.fullmatch(said, found[-1][-1].end, one.start)
        if joined and (found[-1][-1].form == "done") is (one.form == "done") and _tells(found[-1][0], said):
            found[-1].append(one)
        else:
            found.append([one])
    return [listed for listed in found if len(listed) > 1 and any(one.endpoints for one in listed)]


def _tells(first: _Named, said: str) -> bool:
    """Whether a name begins a list of what is done."""
    return _BEFORE[first.form].search(said[: first.start].rstrip("`")) is not None
