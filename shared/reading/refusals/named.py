"""Texts that name a record of another kind, be it not by its key: `both teams must be registered`, where a match has the names of two."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Entity, Field, Guard

#: What is said of a record that must be there.
_KNOWN = re.compile(
    r"\bunknown\b|\bmust (?:both |each |all )?(?:exist|be (?:\w+ )?(?:registered|known|existing|there|stored))\b|\b(?:existing|registered|known|stored) [\[<]|"
    r"\b(?:is|are|be) (?:the )?(?:<\w+>|name) of (?:\S+ ){0,2}[\[<]|\bno \[\w+\] (?:has|have|with|is called|exists?)\b|\bnot (?:be )?(?:there|exist\w*|registered)\b"
)
#: What a clause says besides, of values: then it is no rule of this kind alone.
_MORE = re.compile(r"[<>]=? ?-?\d|\b(?:itself|themselves|themself|negative|same|differ\w*|positive|zero|integer)\b")
#: The two ends of what is between two of a kind.
_PAIRS = (
    ("home", "away"),
    ("from", "to"),
    ("first", "second"),
    ("sender", "recipient"),
    ("sender", "receiver"),
    ("white", "black"),
    ("winner", "loser"),
)


def named(case: Case) -> bool:
    """Refuses records whose text names none that is there. Whether the clause is about such a text."""
    if case.status not in {0, 400, 409, 422} or not _KNOWN.search(case.said) or _MORE.search(case.said):
        return False
    if _unknown_key(case):
        return True
    for owner in case.app.entities.values():
        key = _name_of(owner)
        others = [one for one in case.app.entities.values() if one is not owner and case.app.of(one.name, "create")]
        for one in others if key and f"[{owner.name}]" in Ground(case.app, None)(case.plain) else ():
            if texts := _texts(case, owner, one, key):
                _require(case, owner, one, key, texts)
                return True
    return False


def _unknown_key(case: Case) -> bool:
    """Gives a text that is the key of another record the status of what is not there."""
    for entity in case.app.entities.values():
        said = Ground(case.app, entity)(case.plain)
        for one in entity.fields.values():
            owner = case.app.entities.get(one.refers)
            if owner is not None and one.given and owner.key != "id" and owner.key_type == "string" and f"<{one.name}>" in said:
                one.missing = case.status or one.missing
                return True
    return False


def _name_of(owner: Entity) -> str:
    """The only text that tells one record from another, besides its key; empty where there is none."""
    unique = [one.name for one in owner.fields.values() if one.unique and one.given and _is_text(one)]
    return unique[0] if len(unique) == 1 and owner.key not in unique else ""


def _is_text(one: Field) -> bool:
    return one.type in {"", "string", "scalar", "email", "example:string"} and not one.refers and not one.choices


def _texts(case: Case, owner: Entity, entity: Entity, key: str) -> list[str]:
    """The texts of a resource that name the owner: called like it, the ends of what is between two, or those that the clause names."""
    elsewhere = case.endpoint is not None and case.endpoint.entity != entity.name
    if elsewhere or any(one.refers == owner.name for one in entity.fields.values()):
        return []
    texts = [one.name for one in entity.fields.values() if one.given and _is_text(one)]
    like = re.compile(rf"(?:[a-z]+_)?{owner.name}(?:_{key})?")
    ends = next((list(pair) for pair in _PAIRS if set(pair) <= set(texts)), [])
    told = [name for name in fields_in(Ground(case.app, entity)(case.plain)) if name in texts and name not in owner.fields]
    return [name for name in texts if like.fullmatch(name)] or ends or told


def _require(case: Case, owner: Entity, entity: Entity, key: str, texts: list[str]) -> None:
    for name in texts:
        code = f'whole["{name}"] is not None and not store.{owner.plural}.find({key}=whole["{name}"])'
        entity.checks.append(Guard(code, case.status or 422, f"there is no such {owner.name.replace('_', ' ')}", "named", fields=(name,)))
