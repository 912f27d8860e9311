"""Refusals of an action on a record that lacks something: `a task without an assignee cannot be started`, `only if a driver is assigned`."""

import re

from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import Case
from shared.reading.refusals.conditions import named_actions
from shared.writing.ir import MISSING, Endpoint, Entity, Field, Guard

_WORDS = r"(?: (?:an?|any|the|its|some|yet|[a-z]+))?(?: [a-z]+)?"
_GIVEN = r"(?:set|given|entered|chosen|known|there|assigned|recorded|noted|registered|responsible|![a-z\-]+!|[a-z]+ed)"
#: What a record has not, where `{name}` is grounded.
_LACKS = (
    rf"\b(?:without|with no|lack(?:s|ing)?|has no|have no|having no|there is no|(?:does|do|did) not (?:yet )?have|has not(?: got)?){_WORDS} {{name}}"
    rf"|{{name}} (?:(?:that|which) )?(?:is|are|was|has been|=) (?:still |yet |not yet )?(?:null|missing|empty|unset|unknown|none)\b"
    rf"|{{name}} (?:is|was|has) not (?:yet |been )*{_GIVEN}|\b(?:no|not any) (?:[a-z]+ )?{{name}} (?:is|was|are|has been) (?:yet )?{_GIVEN}(?!\w)"
)
_HAS = rf"\b(?:with|has|have|having|has got|there is){_WORDS} {{name}}|{{name}} (?:is|was|has been) (?:{_GIVEN}|not (?:null|missing|empty))(?!\w)"
#: `nobody is responsible for it`.
_NOBODY = re.compile(r"\b(?:nobody|no one)(?: is| was| has been)? (?:yet )?(?:responsible|assigned|in charge|chosen|named)\b")
_SOMEBODY = re.compile(r"\b(?:somebody|someone) (?:is|was|has been) (?:responsible|assigned|in charge|chosen|named)\b")


def lacking(case: Case) -> bool:
    """Refuses the action while the record has no value in a field that may be empty."""
    entity = case.entity
    if entity is None or case.status not in {0, 400, 403, 409, 422}:
        return False
    if (found := _of_action(case, entity)) is None:
        return False
    guard, endpoints = found
    for endpoint in endpoints:
        if all(one.code != guard.code for one in endpoint.guards):
            endpoint.guards.append(guard)
    return True


def speaks_of_it(case: Case) -> bool:
    """Whether a clause refuses an action on what lacks something."""
    return case.entity is not None and _of_action(case, case.entity) is not None


def _of_action(case: Case, entity: Entity) -> tuple[Guard, list[Endpoint]] | None:
    """What a clause refuses, and which actions."""
    one = _lacked(case, entity)
    endpoints = [each for each in _meant(case, entity) if one and not _gives(each, one.name)]
    if one is None or not endpoints:
        return None
    empty = f'row["{one.name}"] is None' if one.type not in {"list", "string"} else f'not row["{one.name}"]'
    words = f"there is no {one.name.removesuffix('_id').replace('_', ' ')}"
    return Guard(empty, case.status or 409, words, "state", fields=(one.name,)), endpoints


def _gives(endpoint: Endpoint, name: str) -> bool:
    """Whether an action fills a field, and does not empty it."""
    return endpoint.sets.get(name, "None") != "None" or any(field.name == name for field in endpoint.body)


def _meant(case: Case, entity: Entity) -> list[Endpoint]:
    """The action at hand, or those of which a clause says that they can, or cannot, be done."""
    here = case.endpoint is not None and case.endpoint.kind == "action" and case.endpoint.entity == entity.name
    if case.endpoint is not None and not here:
        return []
    told = named_actions(case) if not here or re.search(r"\b(?:can|may)\b", case.said) else []
    return told or ([case.endpoint] if case.endpoint else [])


def _lacked(case: Case, entity: Entity) -> Field | None:
    """The field without which a clause refuses."""
    said = Ground(case.app, entity)(case.plain)
    open_ones = [one for one in entity.fields.values() if _may_lack(one)]
    demands = case.unless or re.search(r"\b(?:only|unless|until|before|must)\b", said) is not None
    for one in open_ones:
        name = rf"(?:<{one.name}>|\[{one.refers}\])" if one.refers else f"<{one.name}>"
        if re.search(_LACKS.replace("{name}", name), said) or (demands and re.search(_HAS.replace("{name}", name), said)):
            return one
    referring = [one for one in open_ones if one.refers]
    meant = _NOBODY.search(said) or (demands and _SOMEBODY.search(said))
    return referring[0] if meant and len(referring) == 1 else None


def _may_lack(one: Field) -> bool:
    """Whether a record may be without a value."""
    return one.required is False and one.default in (MISSING, None) and one.type != "boolean" and not one.choices
