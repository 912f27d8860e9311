"""What happens when a value is not sent: `4 if nothing is said`, `false unless told otherwise`, `may be left out, "" then`. Many wordings become `if missing`."""

import re

from shared.writing.ir import MISSING, Field

_ABSENT = (
    r"(?:missing|omitted|absent|unspecified|unset|unstated|skipped|left (?:out|away|off|empty|blank)|"
    r"(?:not|never) (?:there|given|provided|sent|present|set|specified|stated|said|named|mentioned|supplied|filled in|in the (?:body|request)|part of the (?:body|request)))"
)
_WHEN = r"(?:if|when|whenever|where|in case|as long as)"
_WHO = r"(?:I|we|you|they|one|the (?:client|caller|user|sender|body|request)|clients?|callers?|people|somebody|someone)"
_TELLS = r"(?:told|stated|specified|said|given|sent|set|named|noted|mentioned|provided|requested|asked(?: for)?|marked|chosen|supplied|entered|written)"
_TELL = r"(?:say|tell|write|state|specify|give|send|set|ask|mention|provide|supply|choose|name|fill|know|enter|pass|put|want)s?"
_MORE = r"(?: (?:otherwise|differently|explicitly|so|else|anything|something|it|one|that|this|them|us|you|me|in|about it|for it|different|another value|a value|any))*"

#: Wordings -> the one that the rest of the reading knows. In this order.
_REWRITES = tuple(
    (re.compile(pattern, re.IGNORECASE), to)
    for pattern, to in (
        (rf"\b(?:is|was|are|were|has been|have been|does|do)n't (?=(?:there|given|provided|sent|present|set|specified|stated|said|named|mentioned|supplied|{_TELL})\b)", "is not "),
        (r"\b(?P<may>may|can|might) be (?:left )?(?:empty|blank)(?=(?:,|;| and)? (?:then|in which case|in that case)\b)", r"\g<may> be missing"),
        (rf"\b{_WHEN} (?:(?:it|this|that|they|one|the (?:field|value)) ?)?(?:(?:is|are|was|were|has been|gets|'s|be) )?(?:simply |just )?{_ABSENT}\b", "if missing"),
        (rf"\b{_WHEN} (?:nothing|none|nobody|no one|no (?:value|other value|such value|one)|anything)(?: (?:else|other|different|otherwise))?(?: (?:is|was|are|has been|were))?(?: (?:{_TELLS}|{_TELL}|there))?{_MORE}(?![\w ]*\b(?:left|booked|found)\b)", "if missing"),
        (rf"\bunless (?:(?:it|they|one|this|something|anything|another(?: value)?)(?: (?:is|are|has been))? )?(?:otherwise |explicitly |else )?{_TELLS}\b{_MORE}", "if missing"),
        (rf"\bunless (?:{_WHO}|nobody|anybody|anyone) (?:explicitly |otherwise )?{_TELL}\b{_MORE}", "if missing"),
        (rf"\b{_WHEN} no ([a-z]+(?:[ _][a-z]+){{0,2}}) (?:is|are|was|were|has been) {_TELLS}\b(?! (?:to|for|by|out|back)\b)", r"if the \1 is missing"),
        (rf"\b{_WHEN} {_WHO} (?:(?:do|does|did|is|can) ?(?:not|n't) {_TELL}|leaves? (?:it|this|that)(?= (?:out|away|off|empty|blank))|left (?:it|this)(?= (?:out|away|off))|{_TELL} (?:nothing|none)|omits?|skips?|forgets?|leaves?)\b(?: (?:out|away|off|empty|blank))?{_MORE}", "if missing"),
        (rf"\b{_WHEN} (?:the |a )?(?:request|body|json|client|caller)(?:'s)?(?: body)? (?:does|do)(?: not|n't) (?:contain|include|carry|have|mention) (?:it|them|one|these|those|this|that|any|either)\b", "if missing"),
        (rf"\b(?:nothing|none|no value)(?: (?:is|was|being))? {_TELLS} (?:means|is|gives|makes|counts as|stands for)\b|\b(?:leaving|omitting|skipping) (?:it|this|that)(?: (?:out|away|off|empty))? (?:means|is|gives|makes|sets? it to|counts as)\b", "if missing it is"),
        (r"(?:^|(?<=[;:,.\-] ))(?:if you )?(?:leave|omit|skip) (?:it|this|that)(?: (?:out|away|off|empty))?,? and (?=it\b)", "if missing "),
        (r"\bwithout (?:it|one|them|these|a value|further notice)\b(?=[,;:.)]|$)|\bin (?:its|the) absence\b|\bfailing that\b", "if missing"),
        (r"(?:\bbeing|\bis|\bas|\bwith|\bare) (?:the|a|its) default(?: value)?\b(?! (?:of|is|being|value)\b)", "if missing"),
        (r"\bby default\b", "if missing"),
        (r"\b(?:otherwise|or else|else),? (\"[^\"]*\"|[\w\-]+) (?:is|will be) (?:used|assumed|taken|stored|chosen)\b(?! (?:for|by|as|to|in|on|from|off|away)\b)", r"\1 if missing"),
        (r"(\"[^\"]*\"|\b[\w\-]+) (?:is|are|will be|gets|shall be) (?:what (?:it|this|we) (?:is|takes?|uses?|means?)|assumed|used|taken|stored|meant|set|chosen|applied)(?: then)? if missing\b", r"\1 if missing"),
        (r"\b(?:when|whenever|where|as far as|once|as soon as)(?: (?:it is|they are))? (?=(?:known|applicable)\b)", "if "),
        (rf"\bif {_WHO} (?:(?:do|does) )?(?:wants?|likes?|wish(?:es)?|cares?|feels? like it|(?:have|has) (?:one|it|any)|knows? (?:it|one))(?: to(?: (?:add|give|send|have|write|enter|set|tell|note|store|leave|say)(?: (?:one|it|them|any|some))?)?)?(?: one| it| so)?(?=[,;.)]|$| and\b)", "if wanted"),
        (rf"\b(?:which|that) {_WHO} (?:may|can|might|could) (?:also )?(?:leave (?:out|away|off|empty|blank)|omit|skip)\b", "which is optional"),
        (r"(?:\b(?:(?:which|that) )?(?:is|are|starts as|begins as|=) |(?<=\()(?=[\"`]))(\"[^\"]*\"|`[^`]*`|'[^']*'|true|false|-?\d+) (?:when|once|as soon as|at the moment) (?:it|they|one|(?:the|an?) [a-z]+(?: [a-z]+)?) (?:is|are|gets?|was) (?:newly |first )?(?:created|added|made|registered|stored|entered|saved)\b", r"initially \1 set by the server"),
    )
)  # fmt: skip

_VALUE = (
    r"(?P<value>\"[^\"]*\"|`[^`]*`|'[^']*'|\[\]|-?\d+(?:\.\d+)?|(?:an? |the )?empty (?:text|string|list|array)|\"\"|"
    r"(?!(?:if|the|a|an|it|is|are|be|and|or|then|that|this|which|may|can|must|optional|missing|required|used|given|sent|there|not|value|field|as|to|with|in|of|at|on|by|for|from|counts|stored|kept|set|left|show|shows|answer|answers|return|returns|give|gives|display|displays|respond|responds|reject|refuse|please|redirect|say|says|you|we|form|page|request|response|server|service|api|visitor|user|client|browser|caller|whole)\b)[a-zA-Z_][\w\-]*)"
)
_LITERAL = r"(?P<value>\"[^\"]*\"|`[^`]*`|\[\]|-?\d+(?:\.\d+)?|(?:an? |the )?empty (?:text|string|list|array)|true|false|null|none|empty)"
_AFTER = r"(?:,? ?(?:then )?(?:it |this |that |which |and )*(?:(?:is|are|becomes?|counts? as|means?|will be|stays?|be|reads?|shall be|gets?|assume|take|use|stored as|set to|defaults? to|treated as|taken as|equals) )*(?:then |simply |just |to be |as |the )*)"
_LINK = r"(?:is|are|it is|it's|then|be|as|to be)"
_DEFAULTS = tuple(
    re.compile(pattern)
    for pattern in (
        # The value stands before: `false if missing`, `"" then`, `false otherwise`.
        rf"(?:^|[\s,;:(]){_VALUE}(?: {_LINK})?(?:,| and that)? if missing",
        rf"(?:^|[\s,;:(]){_LITERAL}(?: {_LINK})? (?:otherwise|then|in that case)(?=[\s,;.)]*$)",
        # And after: `if missing, it is false`, `defaults to 3`, `missing means none`.
        rf"\bif missing{_AFTER}[:=]? ?{_VALUE}",
        rf"\b(?i:defaults?)(?: value)?(?: (?:is|to|of|being))?\s*[:=]?\s+{_VALUE}",
        rf"\b(?i:defaulting) to {_VALUE}",
        rf"(?i:\b(?:can|may) (?:also )?be missing\b)[^.;]*?(?:[,;:] ?(?:and |in which case )?| and )(?:it |that |this )?(?:{_LINK} )*(?:then |counts as |means ){_AFTER}{_VALUE}",
        rf"\bassum(?:e|ed|ing)(?: (?:to be|it is|as))? {_VALUE} if missing",
    )
)


def absent(text: str) -> str:
    """The text with one wording for what is not sent."""
    for pattern, to in _REWRITES:
        text = pattern.sub(to, text)
    return text


def default_in(text: str, one: Field) -> object:
    """The value that a field has when it is not sent; MISSING where the text tells none."""
    for pattern in _DEFAULTS:
        for match in pattern.finditer(text):
            value = _value(match["value"], one)
            if value is not MISSING:
                return value
    return MISSING


#: The time of the request, by what it is: a day or a moment.
_TIMES = (
    ("today", r"(?:today(?:'s date)?|the current (?:day|date)|the present day|the day of (?:the )?(?:creation|request|entry)|the day (?:on which )?it is (?:added|entered|created|recorded|made))"),
    ("now", r"(?:now|the (?:current|present) (?:date and )?(?:time|moment|timestamp)|the (?:time|moment) of (?:the )?(?:creation|request|entry|recording)|the (?:time|moment) (?:at which )?it is (?:added|entered|created|recorded|made))"),
)  # fmt: skip


def time_in(text: str) -> str:
    """Whether what is not sent is the time of the request: `today` or `now`; else empty."""
    for kind, time in _TIMES:
        if re.search(
            rf"(?i)\bdefaults?(?: is| to|:)? ?{time}\b|\b{time}(?: is)?,? (?:if missing|otherwise)|\bif missing{_AFTER} ?{time}\b", text
        ):
            return kind
    return ""


#: A word of the text that is a value whatever the type of the field is.
_WORDS = {"true": True, "false": False, "null": None, "none": None, "yes": True, "no": False, "on": True, "off": False}


def _value(text: str, one: Field) -> object:
    raw = text.strip()
    quoted = raw[:1] in "\"`'"
    bare = raw[1:-1] if quoted else raw
    low = bare.lower()
    if quoted and one.type not in {"list", "boolean", "integer", "number"}:
        return bare
    if low == one.name.replace("_", " ").lower() and one.type in {"", "boolean"}:
        return True  # `active, which they are by default`
    if low in {"empty", "blank", "[]", ""} or low.endswith(("empty text", "empty string", "empty list", "empty array")):
        return [] if one.type == "list" or low == "[]" or low.endswith(("list", "array")) else ""
    if low in {"none", "nothing"} and one.type == "list":
        return []
    if one.choices:
        return next((choice for choice in one.choices if choice.lower() == low), None if low in {"null", "none"} else MISSING)
    if low in _WORDS and (one.type in {"", "boolean"} or _WORDS[low] is None):
        return _WORDS[low]
    return _number_or_word(bare, low, one)


def _number_or_word(bare: str, low: str, one: Field) -> object:
    if re.fullmatch(r"-?\d+(?:\.\d+)?", bare):
        return bare if one.type == "string" else float(bare) if "." in bare else int(bare)
    counted = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
    if low in counted and one.type in {"integer", "number"}:
        return counted[low]
    plain = one.type in {"string", "enum", ""} and re.fullmatch(r"[\w\-]+", bare) and low not in {"nothing", "today", "now", *_WORDS}
    return bare if plain else MISSING
