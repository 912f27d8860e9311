"""What is made again takes the place of what is there: `voting again in the same poll replaces the earlier vote (200)`."""

import re

from shared.reading.names.grounding import fields_in
from shared.reading.refusals.cases import PERSONS, Case
from shared.writing.ir import Endpoint, Entity

_REPLACES = r"(?:replac|overwrit|overrid|supersed)\w*"
_AGAIN = r"(?:again|anew|same|second|already|another|new|newer|later|existing|once more|repeat\w*|changes? (?:his|her|their) minds?)"
_OLD = r"(?:the|that|their|his|her|its|your|one's|an?) (?:existing|earlier|old|older|previous|first|former|last|own) "
#: That the old one gives way, or is changed.
TOLD = re.compile(
    rf"(?i)\b{_REPLACES}\b(?!\s*/)|\b{_AGAIN}\b[^.;]*\b(?:updat|chang)(?:es?|ed|ing)\b[^.;]*\b(?:existing|earlier|old|previous|first|instead)\b"
    rf"|\b{_AGAIN}\b[^.;]*\b{_OLD}\S+ (?:is|gets) (?:updat|chang)ed\b"
)


def replaces(case: Case) -> bool:
    """`if the same user rates the same route again, the new rating replaces the old one`."""
    endpoint, entity = case.target(("create",)), case.entity
    if endpoint is None or entity is None or endpoint.kind != "create" or case.status or not TOLD.search(case.said):
        return False
    names = _alike(endpoint, entity, case.said) if re.search(rf"\b(?:{_AGAIN}|earlier|old|previous)\b", case.said) else []
    if not names:
        return False
    endpoint.replaces = tuple(names)
    told = [case.said, *(text for text in case.app.statements if case.plain in text)]  # `…; the answer is then 200`
    if endpoint.status != 200 and any(re.search(r"\b200\b", text) for text in told):
        endpoint.known_status = 200
    return True


def _alike(endpoint: Endpoint, entity: Entity, said: str) -> list[str]:
    """The fields of the request in which both agree: who it is, and what it is about."""
    sent = [entity.fields.get(one.name, one) for one in endpoint.body]
    named = [name for name in fields_in(said) if name in {one.name for one in sent}]
    about = [one.name for one in sent if one.refers and one.type != "list"]
    persons = [one.name for one in sent if PERSONS.fullmatch(one.name) and not one.refers]
    who = [name for name in named if name in persons] or (persons if endpoint.parent or about else []) or named
    return [*about, *(name for name in who[:1] if name not in about)] if who or len(about) + bool(endpoint.parent) > 1 else []
