"""Actions that change an amount by a number with a sign: `POST /products/{sku}/adjust {"delta": -3}`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.reading.actions.amounts import numeric
from shared.reading.names.grounding import fields_in
from shared.writing.ir import Endpoint, Entity, Field

#: What a number is called that is added whatever its sign.
_NAMES = re.compile(r"delta|diff|difference|adjustment|(?:[a-z_]+_)?change|by")
_SIGNED = re.compile(
    r"(?i)\b(?:can|may|might) (?:also )?be negative\b|\bpositive or negative\b|\bnegative or positive\b|\bnegative (?:numbers?|values?|amounts?|ones?|deltas?)? ?(?:\w+ )?"
    r"(?:take|takes|reduce|reduces|lower|lowers|subtract|subtracts|remove|removes|decrease|decreases)\b|\bsigned\b|\bplus or minus\b"
)
_CHANGES = r"(?i)\b(?:chang|adjust|add|appl|correct|modif|alter|mov|shift|updat)\w*"


def by_signed(entity: Entity, endpoint: Endpoint, texts: Sequence[str], said: str) -> bool:
    """Adds the one number that is sent to the amount that the words name, where that number may be negative."""
    sent = endpoint.body[0] if len(endpoint.body) == 1 else None
    if (
        sent is None
        or sent.choices
        or max(-1 if sent.low is None else sent.low, -1 if sent.above is None else sent.above) >= 0
        or not _is_signed(sent, " . ".join(texts))
        or not re.search(_CHANGES, " . ".join([endpoint.path, *texts]))
    ):
        return False
    named = [
        name
        for name in fields_in(said)
        if name in entity.fields and name != sent.name and entity.fields[name].type in {"integer", "number"}
    ]
    known = entity.fields.get(sent.name)
    target = named[0] if named else "" if known is not None and known.given else _without(entity, sent.name, endpoint)
    if not target:
        return False
    if known is not None and not known.given:
        del entity.fields[sent.name]
    sent.type, sent.signed = entity.fields[target].type, True
    endpoint.sets[target] = f'row["{target}"] + values["{sent.name}"]'
    return True


def _is_signed(sent: Field, told: str) -> bool:
    example = re.search(rf'"{sent.name}"\s*:\s*-\s*\d', told)
    return example is not None or _SIGNED.search(told) is not None or _NAMES.fullmatch(sent.name) is not None


def _without(entity: Entity, name: str, endpoint: Endpoint) -> str:
    """The amount of a resource, which is not what is sent."""
    own = {key: one for key, one in entity.fields.items() if key != name}
    return numeric(replace(entity, fields=own), endpoint)
