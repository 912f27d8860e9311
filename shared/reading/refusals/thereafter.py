"""What an action puts an end to: `from then on fixed is true and any further confirm, or a second fix, is a 409`, `once fixed, neither confirm nor fix works any more`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.reading.names.grounding import actions_in, entities_in, state_field, states_in
from shared.reading.names.traces import is_fixed, trace
from shared.reading.refusals.cases import Case
from shared.reading.refusals.meant import meant
from shared.writing.ir import Endpoint, Entity, Guard

_SINCE = re.compile(
    r"\b(?:from (?:then|that (?:moment|point|time)|there) on(?:wards)?|after (?:that|this|it)|afterwards|thereafter|then no|(?:any (?:further|other)|further)(?= !)|no (?:more|longer|further)|any ?(?:more|longer))\b"
)
#: `once it is fixed`, `after being fixed`: what was done, by its mark.
_ONCE = re.compile(
    r"^\W*(?:once|after|as soon as|when|if)(?: (?:it|this|that|one|(?:the|an?) (?:\[\w+\]|one)))?(?: (?:is|are|has|have|been|being|was|already))* (?:<(?P<flag>\w+)>|'(?P<state>[\w \-]+)'|!(?P<verb>[\w\-]+)!)"
)
_BOTH = re.compile(
    r"\bboth\b(?: (?:calls|actions|requests|operations|endpoints|of (?:them|these)))?\W*$|\bboth (?:calls|actions|requests|operations|endpoints)\b"
)


def thereafter(case: Case) -> bool:
    """Refuses the actions that a clause names once another, or the one at hand, was done. Whether this was such a clause."""
    entity = case.entity
    if entity is None or case.status in {400, 404, 422} or case.unless or re.search(r"\bonly\b|\bunless\b", case.said):
        return False
    once = _ONCE.match(case.said)
    said = case.said[once.end() :] if once else case.said
    test = next(_tests(case, entity, once), "")
    refused = _refused(case, entity, said) if test and (once or _SINCE.search(said)) else []
    left = [state for state in states_in(said) if state_field(entity, state) and f'"{state}"' not in test]
    if not refused or left or set(entities_in(said)) - {entity.name}:
        return False
    message = f"it is {(re.findall(r'"([^"]+)"', test) or [''])[-1].replace('_', ' ')} already"
    guard = Guard(test, case.status or 409, message, "state", fields=tuple(re.findall(r'row\["(\w+)"\]', test)))
    for endpoint in refused:
        if all(one.code != guard.code for one in endpoint.guards):
            endpoint.guards.append(guard)
    return True


def _tests(case: Case, entity: Entity, once: re.Match[str] | None) -> Iterator[str]:
    """What holds of a record from that moment on."""
    if once and once["flag"] in entity.fields and entity.fields[once["flag"]].type == "boolean":
        yield trace(once["flag"], "True")
    if once and once["state"] and (one := state_field(entity, once["state"])):
        yield trace(one.name, f'"{once["state"]}"')
    acts = [one for one in case.app.endpoints if one.kind == "action" and one.entity == entity.name]
    done = (
        [one for one in acts if once and once["verb"] == one.path.rpartition("/")[2]]
        if once
        else [one for one in acts if one is case.endpoint]
    )
    yield from (trace(name, code) for one in done for name, code in one.sets.items() if name in entity.fields and is_fixed(code))


def _refused(case: Case, entity: Entity, said: str) -> list[Endpoint]:
    """The actions of which the rest of a clause speaks, and the changes and removals."""
    acts = [one for one in case.app.endpoints if one.kind == "action" and one.entity == entity.name]
    named = [one for one in acts if one.path.rpartition("/")[2] in actions_in(said)]
    return acts if _BOTH.search(said) and len(acts) == 2 else [*named, *meant(replace(case, said=said.lstrip(" ,")))] if named else []
