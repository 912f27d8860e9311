"""The values that a field is chosen from: `one of red, green and blue`, `"open" | "closed"`."""

import re

from shared.writing.ir import Field
from shared.writing.types import guess


def is_choice(text: str) -> bool:
    """`single, double or quad`: words to choose from, even where one of them also is a type."""
    listed = re.fullmatch(r"\W*(?:one of )?(?P<list>[A-Za-z][\w\-]*(?:, [A-Za-z][\w\-]*)+,? or [A-Za-z][\w\-]*)\W*", text)
    return listed is not None and not _no_choices(items_of(listed["list"]))


_VALUES = r"(?:values?|words?|states?|options?|names?|kinds?|terms?|texts?|strings?)"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d)"
_CHOICES = tuple(
    re.compile(said)
    for said in (
        rf"\b(?:(?:one|any|either|exactly one) of|(?:chosen|picked|selected|taken) from(?: among)?|is among|(?:takes?|has|have)(?= (?:only )?(?:one of )?(?:the|these) {_VALUES}))(?: only)?(?: one of)?:?(?: (?:(?:the|these) (?:(?:{_COUNT}|following|allowed|possible|fixed) )*{_VALUES}|the following))?:? (?P<list>[^.;)]+)",
        r"(?:^|[ (:])(?P<list>\"[\w .:\-]+\"(?:(?: ?[,|/] ?| or |, or | and |, and )\"[\w .:\-]+\")+)",
        r"\b(?:either|is|are|be|only|always|values?:?|of:|allowed:?|status:|can only be|must be) (?P<list>[a-z][\w\-]*(?:, (?:or )?[a-z][\w\-]*)+,? or [a-z][\w\-]*)\b",
        r"\b(?:either|is|be|always|only) (?P<list>[a-z][\w\-]*(?: (?!or\b|and\b|is\b|if\b)[a-z][\w\-]*)?(?:, [a-z][\w\-]*(?: (?!or\b|and\b|is\b|if\b)[a-z][\w\-]*)?)+,? or [a-z][\w\-]*(?: [a-z][\w\-]*)?)\W*$",
        r"\b(?:enum|choices|options|allowed)(?: values)?(?: of)?:? (?P<list>[A-Za-z][\w\-]*(?:, (?!or\b)[A-Za-z][\w\-]*)+(?:,? or [A-Za-z][\w\-]*)?)",
        r"(?:^|[ (:])(?P<list>[A-Za-z][\w\-]*(?: ?[|] ?[A-Za-z][\w\-]*)+)",
        r"\b(?:either|be|is) (?P<list>[a-z][\w\-]* or [a-z][\w\-]*)\s*(?:$|[,;)])",
        r"^\W*(?:of |from )?(?P<list>[A-Za-z][\w\-]*(?:, [A-Za-z][\w\-]*)*,? or [A-Za-z][\w\-]*)\W*$",
        r"^\W*(?P<list>[a-z][\w\-]*(?: ?/ ?[a-z][\w\-]*)+)\W*$",
        r"^\W*(?P<list>[A-Za-z][\w\-]*(?:, [A-Za-z][\w\-]*){2,})\W*$",
        r"\b(?:can only be|must be|only|either) (?P<list>[A-Z][\w\-]*(?:, [A-Z][\w\-]*)*,? or [A-Z][\w\-]*)\b",
    )
)
#: Choices that are written as code.
_IN_CODE = re.compile(r"`[\w .:\-]+`(?:(?:, ?| or |, or | ?[|/] ?)`[\w .:\-]+`)+")
#: What is said of the default is no choice.
_DEFAULTED = re.compile(
    r",? (?:and |which |that )?falls? back\b.*$|[,;.(]?\s*(?:and |it is |and is |with )?[\"`']?[\w\-]+[\"`']?(?: (?:is|being|then))?,? if missing.*$|\s+and is (?:optional|required)\b.*$|[,;.(]?\s*(?:and |with |the |an? )*default(?:s|ing)?\b.*$|[,;(] ?(?:starts?|begins?|initially|at first)\b.*$"
    r"|(?<=[\w\"'`])[,;] ?(?:and )?(?:is )?(?:always )?(?:required|optional)\W*$|(?<=[\w\"'`])[,;] ?(?:(?:and|but|which|that|it|this) )*(?:must|can not|can|may|is|are)\b.*$|[,;] ?(?:and )?(?:always )?[\"'`]?[\w\-]+[\"'`]? (?:at first|initially|by default|to (?:begin|start) with|in the beginning|at the (?:start|beginning)|(?:when|while) (?:it is )?(?:new|created))\b.*$",
    re.I,
)
#: `cow, goat or sheep and nothing else`, which goes without saying.
_NO_OTHERS = re.compile(
    r"(?i)(?:,| -)? (?:and |but )?(?:nothing (?:otherwise|else|more|other)|no (?:others?|more)(?: [a-z]+)?|none (?:otherwise|else|other)|never anything (?:otherwise|else)|only (?:these|those|that))(?=\W*$|[,;)])"
)
#: What a list may hold, among others.
_EXAMPLES = re.compile(r"(?i)\b(?:such as|like|e\.g\.?|for example|for instance|say|etc|and so on)\b")
_NO_CHOICE = {"true", "false", "optional", "required", "unique", "missing", "empty", "null", "blank", "more", "less", "none", "text", "string", "number", "integer", "positive", "negative", "zero", "and", "or", "a", "an", "the", "not", "date", "invalid", "unknown", "yes", "no", "json", "equal", "later", "earlier", "before", "after", "mandatory", "default", "list", "object", "email", "time", "boolean", "float", "read-only", "max", "min", "each", "every", "all"}  # fmt: skip


#: What is a kind of value, and among other words the name of something: `string, wind or percussion`.
_ALSO_WORDS = {"string", "text", "number", "date", "list", "object", "time", "none"}


def _no_choices(found: list[str]) -> set[str]:
    """The words of a list that are no values to choose from."""
    no_choice = {item if item.isupper() else item.lower() for item in found} & _NO_CHOICE
    return no_choice - _ALSO_WORDS if len(found) > 2 and len(no_choice) == 1 else no_choice


_SHOWN_DEFAULT = re.compile(
    r"(?P<value>[\"'`]?[\w\-]+[\"'`]?) ?\((?:(?:is|this is|which is|=|as) )?(?:the )?(?:default(?: value)?|if missing)\)(?= ?(?:,|\)|/|\||or\b|and\b|$|[.;]))"
)


def marked_default(text: str) -> str:
    """`low, half (the default) or full`: the list, and the default behind it."""
    match = _SHOWN_DEFAULT.search(text)
    if match is None or not re.search(r",|\bor\b|\band\b|\||/", text[: match.start()] + text[match.end() :]):
        return text
    plain = f"{text[: match.end('value')]}{text[match.end() :]}".rstrip(" .")
    return f"{plain}, default {match['value']}"


def choose(one: Field, text: str) -> None:
    """Gives a field the values that a phrase in canonical wording lists, and a list those that its elements are chosen from."""
    many = one.type == "list" or (not one.type and guess(one.name) == "list")
    if one.choices or one.elements or one.items not in {"", "string"} or one.type in {"integer", "number", "boolean", "date", "datetime"}:
        return
    if many and _EXAMPLES.search(text):
        return
    if named := _named(text):
        one.choices, one.type = named, "enum"
        return
    text = _IN_CODE.sub(lambda match: match[0].replace("`", '"'), text)
    text = re.sub(r"^\W*(?:required|optional)(?: and)?[:,;]? +(?=[\w\"])", "", _DEFAULTED.sub("", _NO_OTHERS.sub("", text)))
    for pattern in _CHOICES:
        match = pattern.search(text)
        found = items_of(match["list"]) if match else []
        quoted = bool(match and re.search(r"[\"`']", match["list"]))
        if (
            len(found) >= 2
            and (quoted or not all(re.fullmatch(r"[\d.]+", item) for item in found))
            and (quoted or all(len(item) == 1 for item in found) or not _no_choices(found))
            and all(re.fullmatch(r"[\w\-+/#.: ]{1,30}", item) for item in found)
        ):
            if many:
                one.elements, one.type, one.items = found, "list", "string"
            else:
                one.choices, one.type = found, "enum"
            return


#: `monday to friday`, `mon-sun`.
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FROM_DAY = re.compile(
    rf"(?i)(?:^|[\s(:])\"?(?P<first>{'|'.join(_DAYS)})\"? ?(?:to|-|through|until) ?\"?(?P<last>{'|'.join(_DAYS)})\"?(?=\W*$|[,;)])"
)


def _named(text: str) -> list[str]:
    """The days of the week of which a text names the first and the last."""
    match = _FROM_DAY.search(text)
    days = _DAYS[_DAYS.index(match["first"].lower()) : _DAYS.index(match["last"].lower()) + 1] if match else ()
    return [day.capitalize() if match and match["first"][0].isupper() else day for day in days]


def items_of(text: str) -> list[str]:
    """`"a", "b" or "c"`, `a|b`, `a/b`: the values."""
    quoted = re.findall(r"[\"`]([^\"`]+)[\"`]", text)
    if quoted:
        return list(dict.fromkeys(quoted))
    text = re.split(
        r"\s*(?:\(|->| - |: |, (?:otherwise|everything|anything|default)|\b(?:otherwise|is allowed|are allowed|default(?:s|ing)?)\b)", text
    )[0]
    found = [re.sub(r"^(?:an? |the |or |and |either )+", "", part.strip()) for part in re.split(r"\s*(?:,|\||/|\bor\b|\band\b)\s*", text)]
    return list(dict.fromkeys(part for part in found if part))
