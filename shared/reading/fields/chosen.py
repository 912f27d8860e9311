"""Keys that the server makes unless a request tells one: `a custom code can be given; if it is taken, 409`."""

import re
from collections.abc import Sequence

from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Entity, Field

_OWN = r"(?:custom|own|chosen|preferred|desired|personal|self-chosen)"
_GIVEN = r"(?:given|sent|passed|provided|supplied|specified|chosen|set|requested|used)"
_GIVES = r"(?:choose|pick|give|send|pass|supply|provide|set|request|specify|ask for)"
_TOLD = (
    r"\b{own}(?: short)? {key}s? (?:can|may|could|might) (?:also |optionally )*be {given}",
    r"\boptional(?:ly)?,? (?:an? |the |one's |their |its )?(?:{own} )?(?:short )?{key}\b",
    r"\b{key}\b[`\"]? (?:is|being) optional\b",
    r"\b{key} of (?:one's|their|your|its) own (?:can|may|could|might) (?:also |optionally )*be {given}",
    r"\b(?:can|may|could) (?:also |optionally )*{gives} (?:an?|the|their|your|its|one's) {own}(?: short)? {key}\b",
    r"\b(?:takes?|accepts?|allows?|supports?|with) (?:also )?(?:an? )?(?:optional )?{own}(?: short)? {key}\b",
)


def choose(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Lets requests that make a record tell its key, where the text says that they may and the server makes one otherwise."""
    for entity in app.entities.values():
        key = entity.fields.get(entity.key)
        made = [one for one in routed if one.endpoint.kind == "create" and one.endpoint.entity == entity.name]
        told = [text for text in texts if _tells(entity.key, text)]
        if key is None or not made or not told or not _is_made(entity, key, texts):
            continue
        key.given, key.unique, key.required, key.default, key.fill = True, True, False, None, "code"
        spare = [name for name in entity.fields if re.fullmatch(rf"{_OWN}_{re.escape(entity.key)}", name)]
        for name in spare:
            del entity.fields[name]
        for one in made:
            one.body = [field for field in one.body if field.name not in {*spare, entity.key}]
            one.body.append(Field(entity.key, "string", required=False, default=None, unique=True, fill="code"))


def _tells(key: str, text: str) -> bool:
    noun = re.escape(key.replace("_", " "))
    return any(re.search(told.format(own=_OWN, key=noun, given=_GIVEN, gives=_GIVES), text, re.IGNORECASE) for told in _TOLD)


def _is_made(entity: Entity, key: Field, texts: Sequence[str]) -> bool:
    """Whether the server makes the key: no request tells it, or the text says `without one, a code of 6 characters is generated`."""
    noun = re.escape(entity.key.replace("_", " "))
    made = rf"(?i)\b(?:short|random|generated) {noun}\b|\b(?:generates?|makes? up|is generated|is made up|gets generated)\b"
    return key.fill == "code" or (key.type in {"string", ""} and not key.refers and any(re.search(made, text) for text in texts))
