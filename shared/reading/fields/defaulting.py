"""What a field is where no request carries it, as sentences and clauses tell: `if the severity is missing, it is medium`."""

import re

from shared.reading.fields.absence import default_in, time_in
from shared.reading.fields.constraints import constrain
from shared.reading.names.grounding import Ground, entities_in, fields_in, plain
from shared.writing.ir import MISSING, Field

_NONE = r"(?:missing|empty|blank|null|absent|unset)"
_GIVEN = r"(?:given|sent|stated|set|provided|entered|named|told|filled in|specified|supplied|typed in)"
#: `if the severity is missing, it is medium`, `without a severity medium is assumed`.
_NOT_SENT = re.compile(
    rf"(?i)(?:^|[,;:(] ?|\b(?:and|but) )(?:(?:if|when|whenever|where) (?:an? |the |no |its )?<(?P<name>\w+)> (?:(?:is|are|was) )?{_NONE}(?: or {_NONE})*"
    rf"|(?:without|in the absence of|with no) (?:an? |the |any )?<(?P<none>\w+)>(?: {_GIVEN})?),? (?P<then>[^;]+)"
    rf"|(?:^|\b(?:and|but) )(?:the )?default(?: value)? (?:for|of) (?:the |its )?<(?P<of>\w+)> (?=is\b)(?P<is>[^;]+)"
    rf"|(?:if|when) no <(?P<no>\w+)> (?:is|are|was) {_GIVEN},? (?P<so>[^;]+)"
    rf"|(?:an? |the |any )?(?:{_NONE} )(?:or {_NONE} )?<(?P<empty>\w+)> (?P<means>[^;]+)"
    rf"|(?:an? |the |any )?<(?P<which>\w+)> (?:that|which) (?:is|was) {_NONE}(?: or {_NONE})* (?P<counts>[^;]+)"
    rf"|<(?P<may>\w+)> (?:(?:can|may|might) (?:also )?be {_NONE}(?: or {_NONE})*|is optional)[,;.]? ?(?:and |but )?(?P<says>[^;]+)"
    rf"|(?:^|\[\w+\] )without (?:an? )?<(?P<those>\w+)> (?P<are>(?:is|are|get|gets|come|comes) [^;]+)"
)
_QUOTE = r"(?P<value>[\"'][^\"']*[\"'])"
_VALUE = r"(?P<value>[\"'][^\"']*[\"']|\S+)"
#: What then holds, as the value alone.
_TAKEN = (
    re.compile(rf"(?i)^(?:(?:we|you|please|the (?:service|server|system)) )?(?:uses?|takes?|assumes?|stores?|chooses?|sets?(?: it to)?|defaults? to|falls? back to) (?:the (?:value|default) )?{_VALUE}"),
    re.compile(rf"(?i)^(?:the (?:value|default) )?{_VALUE} (?:is|will be|gets|shall be|counts?)(?: (?:used|assumed|taken|stored|set|chosen|the default|meant|applied))"),
    re.compile(rf"(?i)^(?:it|this|that|the value|(?:the )?<\w+>) (?:is|becomes|will be|shall be|counts as|means|defaults to|gets)(?: (?:set to|taken as|stored as|assumed to be|the value))? {_VALUE}"),
    re.compile(rf"(?i)^(?:the default (?:is|of) |it is ){_VALUE}"),
    # Only what stands in quotes is a value behind words that may tell of other things.
    re.compile(rf"(?i)^(?:(?:it|this|that|the value|the page|(?:the )?<\w+>|there) )?(?:(?:is|are|be|will|then|simply|just|also|get|gets|come|comes) )*(?:says?|shows?|reads?|becomes?|means?|stored|saved|kept|counts?|shown|displayed|set|by|from|as|to|defaults?|put|used)(?: (?:then|as|to|be|the|name|text|value|words?))* {_QUOTE}"),
)  # fmt: skip
#: What only a page shows in place of it.
_ON_PAGE = re.compile(r"\b(?:page|html|shown|shows|displayed|displays)\b")
_REFUSED = re.compile(r"\b(?:4\d\d|error|refused|rejected|invalid)\b")
_STORED = re.compile(r"\b(?:json|api|stored|saved|kept|also|too)\b")


def defaulted(ground: Ground, said: str) -> bool:
    """A sentence that tells what a field is when no request carries it. Whether this was one."""
    found = _not_sent(ground, said)
    if found is None or _REFUSED.search(found[1]) or (_ON_PAGE.search(found[1]) and not _STORED.search(said)):
        return False
    one = ground.fields[found[0]]
    if time_in(told := f"if missing {plain(found[1])}"):
        return constrain(one, told)
    value: object = MISSING
    if taken := next((match for pattern in _TAKEN if (match := pattern.match(found[1]))), None):
        value = default_in(f"if missing it is {plain(taken['value']).rstrip('.,')}", one)
    if value is MISSING:
        return False
    one.default, one.required = value, False
    return True


def _not_sent(ground: Ground, said: str) -> tuple[str, str] | None:
    """The field that is not sent, and what then holds."""
    for match in _NOT_SENT.finditer(said):
        parts = {key: value for key, value in match.groupdict().items() if value is not None}
        name = next((value for value in parts.values() if value in ground.fields), "")
        if name:
            rest = next(value for key, value in parts.items() if key in {"then", "is", "so", "means", "counts", "says", "are"})
            return name, f"it {rest}".strip() if "is" in parts else rest.strip()
    return None


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
