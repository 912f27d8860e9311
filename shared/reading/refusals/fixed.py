"""Refusals of changes to what stays as it was made: `an attempt to change the key is a 400`, `the serial number cannot be changed (409)`."""

import re
from dataclasses import replace

from shared.reading.names.grounding import states_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Guard

_CHANGES = r"(?:chang(?:e|es|ing)|updat(?:e|es|ing)|modif(?:y|ies|ying)|edit(?:s|ing)?|renam(?:e|es|ing)|alter(?:s|ing)?|overwrit(?:e|es|ing)|set(?:s|ting)?|send(?:s|ing)?|contain(?:s|ing)?)"
_OF = r"(?:the |its |an? |that |of |different |new |another |\[\w+\](?:'s?)? )*"
_CHANGED = r"(?:can not|may not|is not|never|is) (?:be )?(?:ever |later )?(?:changed|updated|modified|edited|renamed|altered|changeable|editable|read-only|fixed|immutable)"
_NAMED = re.compile(
    rf"\b(?:{_CHANGES}|(?:patch|put|change|update|bod(?:y|ies))(?: requests?| bod(?:y|ies))? with) {_OF}<(?P<name>\w+)>|<(?P<kept>\w+)> {_CHANGED}"
)
#: `PATCH returns 422 if the plate is sent`.
_SENT = re.compile(
    r"(?:if |when )?(?:an? |the )?<(?P<name>\w+)>(?P<kept>) (?:is|are) (?:sent|given|present|included|part of the body|in the body)"
)
#: Another rule: about some values, or about a state of the record.
_SOME = re.compile(
    r"\b(?:already exists|same|unique|if|when|while|once|after|unless|only|invalid|missing|empty|[<>]=?|to (?:an?|one|the))\b"
)


def fixed(case: Case) -> bool:
    """Whether a clause refuses that a field is changed."""
    endpoint = case.target(("update",)) or (case.app.of(case.entity.name, "update") if case.entity and _SENT.fullmatch(case.said) else None)
    entity = case.entity
    if endpoint is None or entity is None or endpoint.kind != "update" or case.status not in {400, 403, 409, 422}:
        return False
    match = _NAMED.search(case.said) or (_SENT.fullmatch(case.said) if case.endpoint is not endpoint else None)
    if match and match["name"] and case.unless:
        return False  # `sets the delay, 0 or more (422 otherwise)`: what the new value must be.
    one = entity.fields.get(match["name"] or match["kept"]) if match else None
    if one is None or match is None or states_in(case.said) or _SOME.search(re.sub(r"^(?:if|when) |<\w+>", "", case.said)):
        return False
    if all(field.name != one.name for field in endpoint.body):
        endpoint.body.append(replace(one, required=False, unique=False))
    code = f'row is not None and values.get("{one.name}", row["{one.name}"]) != row["{one.name}"]'
    if all(check.code != code for check in entity.checks):
        entity.checks.append(Guard(code, case.status, f"the {one.name.replace('_', ' ')} cannot be changed", "rule", fields=(one.name,)))
    return True
