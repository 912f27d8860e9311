"""Values told the other way round: what a field may not be (`negative prices are refused`), and what it only may be (`only red and rose are allowed as colour`)."""

import re

from shared.reading.fields.constraints import constrain, written
from shared.reading.names.grounding import Ground, entities_in, fields_in
from shared.reading.text.lexicon import canonical
from shared.writing.ir import Field

_ITEM = r"(?:'[^']+'|\"[^\"]+\"|[A-Za-z0-9][\w\-]*)"
_LIST = rf"(?P<list>{_ITEM}(?:, {_ITEM})*(?:,? (?:and|or) |, ){_ITEM})"
_FIELD = r"(?:the |an? |its |their )?<(?P<name>\w+)>"
_GOOD = r"(?:allowed|valid|possible|permitted|accepted|available|legal|supported|admissible|known)"
_BE = r"(?:is|are|can be|may be|must be)"
#: `the only kinds we use`, `the kinds that are allowed`.
_USE = r"(?:accepts?|allows?|uses?|knows?|supports?|takes?|offers?|distinguish(?:es)?|haves?|has)"
_VALUES = r"(?:values?|kinds?|sorts?|types?|levels?|options?|choices|possibilities|words?)"
_OURS = rf"(?: (?:that |which )?(?:(?:we|you|i|one|they|people) {_USE}|there (?:is|are)|{_BE} {_GOOD}))?"
_CHOSEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # `the only kinds are …`, `possible kinds: …`, `there are three kinds: …`
        rf"^(?:the )?(?:(?:only )?{_GOOD} |only |there (?:is|are) (?:only |exactly )?\w+ (?:{_GOOD} )?)(?:(?:{_VALUES} )?(?:of|for|as) )?{_FIELD}(?: values?)?{_OURS}(?:(?: are|:|,| can be)+ ){_LIST}$",
        rf"^{_FIELD}(?: values?)? that {_BE} {_GOOD}(?:(?: are|:)+ ){_LIST}$",
        # `only … are allowed as kind`
        rf"\bonly {_LIST} {_BE} (?:{_GOOD}|used|given|chosen|stored)(?: values?)? (?:as|for|in|of) {_FIELD}",
        # `as kind, only … are allowed`
        rf"^(?:as|for) {_FIELD},? (?:(?:we|you|i|one) (?:only )?{_USE} )?(?:only )?(?:(?:the |these )?(?:following )?(?:values?|words?|texts?|terms?|options?|names?):? )?{_LIST}(?: {_BE} {_GOOD})?(?: only)?$",
        # `we know the kinds …`, `kinds must all be among …`
        rf"^(?:we|i|it|the (?:service|system|api)) (?:only )?{_USE} (?:only )?(?:the )?(?:following )?{_FIELD}:? {_LIST}$",
        rf"^{_FIELD} (?:must|can|may) (?:all |only |each )*be (?:all |only )?(?:among|in|from|(?:chosen|taken|picked|drawn) from) {_LIST}$",
        # `a kind other than …`, `a kind that is not …`
        rf"<(?P<name>\w+)>,? (?:other than|different from|(?:(?:that|which) )?is (?:neither|not one of|not|none of)|outside(?: of)?|besides|except(?: for)?|not in|not among) {_LIST}",
        # `anything but … as the kind`
        rf"\b(?:anything|everything|any value|all) (?:but|besides|except(?: for)?|other than|else than) {_LIST} (?:as|for|in) {_FIELD}",
        rf"^(?:as|for) {_FIELD},? (?:anything|everything|any value) (?:but|besides|except(?: for)?|other than|else than) {_LIST}",
    )
)
#: What is said of a value that is not taken.
_REFUSED = r"(?:(?:is|are) refused|(?:can|must) not be (?:accepted|given|sent|stored|used)|(?:is|are) (?:invalid|wrong|not (?:accepted|allowed|permitted|possible|valid|added|saved|stored|created|entered|taken))|(?:is|are) (?:an )?errors?)"
_EXCLUDED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:an? |any |the )?(?P<what>(?:negative|empty|blank) )<(?P<name>\w+)> (?:value )?{_REFUSED}",
        rf"^(?:an? |any |the )?(?:\[\w+\] (?:with|of|for|having|whose|(?:that|which|who) (?:has|have)) (?:an? |the )?)?<(?P<name>\w+)> (?:of |is |are |that (?:is|are) |which (?:is|are) |longer |shorter )?(?P<what>[<>]=? ?-?\d[\d.]*(?: (?!or\b)\w+)?(?: or [<>]=? ?-?\d[\d.]*(?: \w+)?)?) {_REFUSED}",
        rf"^(?:an? |any |the )?\[\w+\] (?:with|of|for|having|(?:that|which|who) (?:has|have|needs?)) (?P<what>[<>]=? ?-?\d[\d.]*(?: or [<>]=? ?-?\d[\d.]*)?) <(?P<name>\w+)> {_REFUSED}",
        rf"^(?P<what>[<>]=? ?-?\d[\d.]*(?: or [<>]=? ?-?\d[\d.]*)?) <(?P<name>\w+)> (?:{_REFUSED}|(?:is|are) (?:not enough|too (?:few|many|little|much)))",
        r"\b(?:accepts?|allows?|takes?|there (?:is|are|can be|may be)) (?:no|not any) (?P<what>(?:negative |empty |blank )?)<(?P<name>\w+)>(?: of)?(?P<more> [<>]=? ?-?\d[\d.]*)?$",
        r"^no (?P<what>(?:negative |empty |blank ))<(?P<name>\w+)>$",
    )
)
_NOT_TAKEN = r"4\d\d\b|(?:refused|invalid|forbidden|wrong|an error|not (?:accepted|allowed|valid|permitted|possible|added|saved|stored|created|entered|taken))\b|(?:can|must) not be \w+ed\b"
#: `amount below 1: 422`, `whose amount is below 1 is refused` say what must not be.
_REFUSES = re.compile(
    r"(?:(?:is|are|of) )?[<>]=? ?-?\d[\d.]*(?:,? or (?:[<>]=? ?-?\d[\d.]*|(?:that |which )?(?:is )?(?:not an?|no) [a-z]+|(?:an? )?<?\w+>? (?:(?:is|are|of) )?(?:outside (?:of )?|[<>]=? ?)-?\d[\d.]*(?:(?: ?- ?| to | and )-?\d[\d.]*)?))*(?: [a-z]+)??\s*(?::|->|=|,? ?\b(?:is|are|answers?|gives?|means|causes?|leads? to|then|the (?:answer|request|response)(?: \w+)?)\b|(?= (?:can|must) not\b))"
    rf"[^.;<]{{0,24}}?(?:{_NOT_TAKEN})"
)
#: `422 for seats below 1`, `no guest has seats below 1`.
_REFUSES_BEFORE = re.compile(r"\b4\d\d (?:to|for|if|when|on|with) [^.;<]*$|^\W*no (?!more\b|less\b)[^.;<]*$", re.I)
#: Another status than that of invalid requests: a rule of its own.
_OWN_STATUS = re.compile(r"\b4(?!00|22)\d\d\b")


def refuses(told: str, before: str = "") -> bool:
    """Whether what is told of a field, in canonical wording, is a limit beyond which it is refused. `before`: what stands before the field."""
    led = re.match(r"(?:(?:is|are|of) )?[<>]=? ?-?\d", told) and _REFUSES_BEFORE.search(before)
    return bool(led or _REFUSES.match(told))


def refuses_what_follows(rest: str, before: str) -> bool:
    """Whether a text begins with a field and a limit beyond which it is refused: `seats below 1 gets 422`."""
    named = re.match(r"(?i)(?:an? |the )?[`\"]?[a-z]\w*[`\"]? (?=\S)", rest)
    return named is not None and refuses(canonical(rest[named.end() :]), before)


def limited(ground: Ground, said: str) -> bool:
    """Reads a grounded statement that excludes values of a field, or lists the only ones. Whether it is one."""
    if _OWN_STATUS.search(said) or set(entities_in(said)) - {ground.entity.name if ground.entity else ""}:
        return False
    return chosen(ground, said.strip(" .")) or _excluded(ground, said.strip(" ."))


def chosen(ground: Ground, said: str) -> bool:
    """Reads a grounded clause that lists the only values of a field, or what is none of them. Whether it is one."""
    match = next((found for pattern in _CHOSEN if (found := pattern.search(said))), None)
    one = ground.fields.get(match["name"]) if match else None
    if match is None or one is None or one.refers or fields_in(match["list"]):
        return False
    if one.type not in {"", "string", "scalar", "enum", "list"} and not re.fullmatch(r"[\d., ]+(?:(?:or|and) \d+)?", match["list"]):
        return False
    return constrain(one, f"one of {match['list'].replace(chr(39), chr(34))}") or bool(one.choices or one.among or one.elements)


#: `a code that is not two letters and a digit`, `that does not look like …`, `not of the form …`.
_MALFORMED = re.compile(
    r"<(?P<name>\w+)>,? (?:(?:that|which) )?(?:is|are|has|have|does|do|consists?) not (?:(?:have|has|consist|look|match|follow|be|made|of|in|like|up|the|form|format|pattern|shape)\b ?)*(?P<form>.+)$"
)


def malformed(ground: Ground, said: str) -> bool:
    """Reads a grounded clause that refuses texts without a form. Whether it is one."""
    match = _MALFORMED.search(said)
    one = ground.fields.get(match["name"]) if match else None
    trial = Field(one.name, "string") if one is not None else None
    if match is None or one is None or trial is None or not constrain(trial, f"is {match['form']}") or not trial.pattern:
        return False
    one.pattern, one.type = trial.pattern, trial.type
    return True


def _excluded(ground: Ground, said: str) -> bool:
    match = next((found for pattern in _EXCLUDED if (found := pattern.search(said))), None)
    one = ground.fields.get(match["name"]) if match else None
    what = f"{match['what'] or ''}{match.groupdict().get('more') or ''}".strip() if match else ""
    if one is None or not what:
        return False
    refuse(one, what)
    return True


def _written(one: Field, part: str) -> None:
    """What a text must not be: `blank`, `without an @`."""
    if re.search(r"\bempty\b|\bblank\b", part):
        one.shortest, one.type = one.shortest or 1, written(one)
    if "@" in part:
        one.type = "email"


#: `is negative or no integer`.
_NO_KIND = re.compile(r"\b(?:(?:is|are) )?no (?:valid )?(?=(?:integer|number|date|time|positive)\b)")


def refuse(one: Field, part: str) -> None:
    """A value that the phrase describes is refused: `empty`, `negative`, `not a number`, `below 1`."""
    part = _NO_KIND.sub("is not a ", part)
    if re.search(r"\b(?:outside|out of|beyond|other than (?=\d))", part):
        constrain(one, part)
    elif not re.search(r"\bnot\b", part):
        _outside(one, part)
    _written(one, part)
    if re.search(r"\bmissing\b|\bwithout\b|^(?:there is |with )?no [a-z_]+$", part) and one.required is None:
        one.required = True
    if re.search(r"\b(?:is|be|of|a) (?:zero|0)\b(?! or more)|^zero\b", part) and one.low is None and one.above is None:
        one.above = 0
    if re.search(r"\bnegative\b", part) and one.low is None and one.above is None:
        one.low = 0
    if match := re.search(r"\b(?:is not|not) (?:be )?(an? .*|>=? .*|<=? .*|positive.*|one of .*|between .*|from .*|within .*|in .*)", part):
        told = Field(one.name)
        constrain(told, match[1])
        narrower = {"integer": {"number", "scalar"}, "number": {"scalar"}}.get(told.type, set())
        one.type = told.type if one.type in narrower else one.type
        constrain(one, match[1])


def _outside(one: Field, part: str) -> None:
    """`a limit below 1`: what is refused lies on the other side."""
    trial = Field(one.name, one.type)
    constrain(trial, part)
    if _is_usual(trial):
        constrain(one, part)
        return
    for refused, kept in (
        ("below", "low"),
        ("above", "high"),
        ("low", "below"),
        ("high", "above"),
        ("longest", "shortest"),
        ("shortest", "longest"),
    ):
        value = getattr(trial, refused)
        open_ = getattr(one, kept) is None or (kept == "shortest" and one.shortest == 1 and re.search(r"<(?!=)", part))
        if value is not None and open_ and not (refused == "shortest" and value <= 1):
            setattr(one, kept, value + {"longest": 1, "shortest": -1}.get(refused, 0))


def _is_usual(told: Field) -> bool:
    """Whether limits are those of what is taken, wherever they stand: nobody refuses what is from 1 to 5, nor all that is above 0."""
    low = next((value for value in (told.low, told.above) if value is not None), None)
    high = next((value for value in (told.high, told.below) if value is not None), None)
    if told.shortest is not None:
        return told.shortest <= 1 or (told.longest is not None and told.shortest < told.longest)
    return low is not None and (low <= 1 if high is None else low < high)
