"""Refusals of what is there already, or may be there only so often."""

import re

from shared.adapters.offline.ir import Endpoint, Entity, Guard
from shared.adapters.reading.cases import Case, reference
from shared.adapters.reading.grounding import fields_in


def duplicate(case: Case) -> bool:
    """`names are unique (409)`, `the barcode exists`, `a second review by the same member`."""
    said = case.said
    entity = case.entity
    if (
        entity is None
        or re.search(r"\boverlap|\bdouble-?book", case.said)
        or case.status not in {0, 400, 409, 422}
        or not _DUPLICATE.search(said)
    ):
        return False
    endpoint = case.target(("create",))
    if (endpoint is not None and endpoint.kind == "action") or (endpoint is not None and endpoint.entity != entity.name):
        return False
    names = [name for name in fields_in(said) if name in entity.fields]
    owners = [one.name for one in entity.fields.values() if one.refers and f"[{one.refers}]" in said and one.name not in names]
    together = re.search(
        r"\b(?:that|this) <|\bsame\b.*\bsame\b|\bper\b|\bfor (?:the|one|each|a) same\b|\btogether\b|\bcombination\b|\bwithin\b|\bin (?:the|an?|its|one) (?:same )?\[|\bto the same \[|\bfor (?:an?|the|one|each) \[|\beach \[|\btwice\b|\bin that \[|\bof the same \[",
        said,
    )
    if len(names) > 1 and not re.search(r"\bor\b", said) and (together or re.search(r"\bsame\b", said)):
        entity.together.append(tuple(names))
    elif names and (
        (owners and together) or (endpoint and endpoint.parent and together and (owners := [reference(entity, endpoint.parent)]))
    ):
        entity.together.append((*names, owners[0]))
    elif names:
        for name in names:
            entity.fields[name].unique = True
            entity.fields[name].lower |= "case-insensitive" in said
    elif not _own_key(case, entity, endpoint, owners):
        return False
    entity.duplicate = case.status or entity.duplicate
    return True


def _own_key(case: Case, entity: Entity, endpoint: Endpoint | None, owners: list[str]) -> bool:
    """No field is named: what is unique already, the key, or the two resources that it joins."""
    if any(one.unique for one in entity.fields.values()) or entity.together:
        return True
    if entity.key != "id" and entity.key in entity.fields:
        entity.fields[entity.key].unique = True
        return True
    references = [one.name for one in entity.fields.values() if one.refers]
    sent = [one.name for one in entity.fields.values() if one.given and not one.refers]
    if len(references) > 1 or (references and len(sent) == 1):
        entity.together.append(tuple(references) if len(references) > 1 else (references[0], sent[0]))
        return True
    if f"[{entity.name}]" in case.said and len(sent) == 1:
        entity.fields[sent[0]].unique = True
        return True
    return False


_DUPLICATE = re.compile(
    r"\bunique\b|\balready exists\b|\bonly (?:be (?:\w+ )?)?(?:once|for one)\b|\b(?:only|at most|<=) (?:once|one)\b|\btwice\b|\bsecond(?: time)?\b|\bsame\b|\bexists?\b|\bagain\b|\balready (?:has|voted|rated|reviewed|signed|joined|entered|in the|been|on the|a )"
)


def per_group(case: Case) -> bool:
    """`a flat may have at most two bookings on one date`: so many that agree in these fields."""
    match = re.search(
        r"(?:<=|not >|only|>|more than|\bha(?:s|ve)(?= \w+ \[\w+\] (?:in all|in total|altogether)\b)) (\d+|one|two|three|four|five|ten) (?:\w+ )?\[(\w+)\]",
        case.said,
    )
    entity = case.app.entities.get(match[2]) if match else None
    names = [name for name in fields_in(case.said) if entity and name in entity.fields]
    owners = [one.name for one in entity.fields.values() if one.refers and f"[{one.refers}]" in case.said] if entity else []
    create = case.app.of(entity.name, "create") if entity else None
    if match is None or entity is None or create is None or not (names or owners):
        return False
    most = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}.get(match[1]) or int(match[1])
    where = ", ".join(f'{name}=values["{name}"]' for name in dict.fromkeys([*names, *owners]))
    create.guards.append(
        Guard(f"len(store.{entity.plural}.find({where})) >= {most}", case.status or 409, f"there are {most} already", "full")
    )
    return True


def replaces(case: Case) -> bool:
    """`if the same user rates the same route again, the new rating replaces the old one`."""
    endpoint, entity = case.target(("create",)), case.entity
    if (
        endpoint is None
        or entity is None
        or endpoint.kind != "create"
        or case.status
        or not re.search(r"\b(?:replac\w*|overwrit\w*|overrid\w*)\b", case.said)
    ):
        return False
    names = [name for name in fields_in(case.said) if name in {one.name for one in endpoint.body}]
    if not names or not re.search(r"\bagain\b|\bsame\b|\bsecond\b|\balready\b|\bnew\b", case.said):
        return False
    endpoint.answer["replaces"] = ",".join(names[:1])
    return True
