"""Sentences and clauses that tell what a field is when no request carries it."""

import re

from shared.reading.fields.absence import default_in
from shared.reading.names.grounding import Ground, entities_in, fields_in, plain
from shared.writing.ir import MISSING, Field

#: `if the severity is missing, it is medium`, `without a severity medium is assumed`.
_NOT_SENT = re.compile(
    r"(?i)(?:^|[,;:] ?|\band )(?:(?:if|when|whenever|where) (?:an? |the |no |its )?<(?P<name>\w+)> (?:(?:is|are) )?missing|(?:without|in the absence of|with no) (?:an? |the |any )?<(?P<none>\w+)>(?: (?:given|sent|stated|set))?)"
    r",? (?P<then>[^;]+)|(?:^|\b(?:and|but) )(?:the )?default(?: value)? (?:for|of) (?:the |its )?<(?P<of>\w+)> (?=is\b)(?P<is>[^;]+)"
)
#: What then holds, as the value alone.
_TAKEN = (
    re.compile(r"(?i)^(?:(?:we|you|please|the (?:service|server|system)) )?(?:uses?|takes?|assumes?|stores?|chooses?|sets?(?: it to)?|defaults? to|falls? back to) (?:the (?:value|default) )?(?P<value>\S+)"),
    re.compile(r"(?i)^(?:the (?:value|default) )?(?P<value>\S+) (?:is|will be|gets|shall be|counts?)(?: (?:used|assumed|taken|stored|set|chosen|the default|meant|applied))"),
    re.compile(r"(?i)^(?:it|this|that|the value|<\w+>) (?:is|becomes|will be|shall be|counts as|means|defaults to|gets)(?: (?:set to|taken as|stored as|assumed to be|the value))? (?P<value>\S+)"),
    re.compile(r"(?i)^(?:the default (?:is|of) |it is )(?P<value>\S+)"),
)  # fmt: skip


def defaulted(ground: Ground, said: str) -> bool:
    """A sentence that tells what a field is when no request carries it. Whether this was one."""
    match = _NOT_SENT.search(said)
    one = ground.fields.get(match["name"] or match["none"] or match["of"]) if match else None
    then = (match["then"] or f"it {match['is']}").strip() if match else ""
    taken = next((found for pattern in _TAKEN if (found := pattern.match(then))), None)
    if one is None or taken is None:
        return False
    value = default_in(f"if missing it is {plain(taken['value']).rstrip('.,')}", one)
    if value is MISSING:
        return False
    one.default, one.required = value, False
    return True


#: `if missing it is half`, `half if missing`, and nothing else.
_ALONE = re.compile(
    r"(?i)\W*(?:(?:and|but|then) )?(?:[\"'\w.\-]+(?: is| then)?,? if missing|if missing,?:? (?:it |this |that |then )*(?:is |becomes |means |counts as |we (?:use|take|assume) )?[\"'\w.\-]+(?: (?:is|gets) (?:used|assumed|taken|stored|set|meant))?)\W*"
)


def goes_on(ground: Ground, piece: str, before: Field | None) -> bool:
    """A clause that names no field and tells what one is when it is missing: the only one that can have this value, or the one `before`."""
    said = ground.marked(piece)
    if not _ALONE.fullmatch(plain(said)) or entities_in(said) or fields_in(said):
        return False
    told = {
        one.name: value
        for one in ground.fields.values()
        if one.given and one.choices and (value := default_in(plain(said), one)) is not MISSING
    }
    if not told and before is not None and before.type in {"boolean", "integer", "number", "string"}:
        value = default_in(plain(said), before)
        told = {before.name: value} if value is not MISSING else {}
    for name, value in told.items() if len(told) == 1 else ():
        ground.fields[name].default, ground.fields[name].required = value, False
    return len(told) == 1
