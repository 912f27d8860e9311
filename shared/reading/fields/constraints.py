"""What a phrase says about the value of a field: type, limits, choices, presence. Works on canonical wording (see `lexicon`)."""

import json
import re
from collections.abc import Callable, Iterable

from shared.reading.fields.absence import absent, default_in, time_in
from shared.reading.fields.choices import choose, is_choice, marked_default
from shared.reading.fields.forms import shape, spelled
from shared.reading.fields.kept import kept_so
from shared.reading.fields.limits import NUMBER, UNIT, with_limits, with_lists
from shared.reading.text.lexicon import canonical
from shared.writing.ir import MISSING, Field
from shared.writing.types import guess

_STATUS = re.compile(
    r"\((?:answers )?[1-5]\d\d\)|(?<!\d-)(?<!\d - )(?<!\d to )(?<!\d and )(?<!<= )(?<!\.\.)\b(?:answers |-> ?)?(?:400|401|402|403|404|409|410|422)\b(?!\.\d)"
)
#: `400.0`, which was told apart from a status (see `text.plain`).
_LIKE_STATUS = re.compile(r"(?<![\d.])(20[0-4]|4[0-2]\d)\.0(?![\d.])")
#: `otherwise it is a 409`.
_REFUSED = re.compile(
    r"[,;(]?\s*\botherwise,? (?:(?:it is|is|we want|you get|an?|the|answers?|error|status|refused|with) )*(?=\(?[1-5]\d\d\b)"
)

_TYPES: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(said, re.IGNORECASE), kind) for said, kind in (
    (r"\b(?:list|array)s? of (?:strings?|texts?|words|names|tags)\b", "list:string"),
    (r"\b(?:list|array)s? of (?:integer|ids)\b", "list:integer"),
    (r"\b(?:list|array)s? of numbers?\b", "list:number"),
    (r"\b(?:list|array)s? of objects?\b", "list:object"),
    (r"\b(?:list|array)\b(?! (?:all|them|it))", "list:"),
    (r"(?<![\w/])\d{4}-\d\d-\d\d(?:T| at )\d\d:\d\d", "datetime"),
    (r"\"\d\d:\d\d\"|\btimes? like\b", "time"),
    (r"\b(?:like|such as|for example|e\.g\.?,?) \"(?!\d{4}-)", "string"),
    (r"(?<![\w.:/-])\d+\.\d+(?![\w.:/-])", "number"),
    (r"\binteger\b|\bcounter\b|\bwhole(?=\W*$| ?[,;])|(?<!the )(?<!a )\bwhole [a-z]{1,12}\b|\bin (?:whole )?cents\b", "integer"),
    (r"\bnumber of [a-z]+", "integer"),
    (r"\b(?:date[- ]?times?|(?:date|day)s? (?:and|with(?: an?)?|plus) times?|timestamps?|iso(?: 8601)? (?:date-?)?times?)\b|\"\d{4}-\d\d-\d\dT", "datetime"),
    (r"\b(?:dates?|yyyy-mm-dd|iso dates?)\b|\"\d{4}-\d\d-\d\d\"|\bday like\b", "date"),
    (r"\b(?:hh:mm|time of day|24[- ]?h(?:our)? time)\b", "time"),
    (r"\b(?:numbers?|numeric|floats?|decimals?|doubles?(?! ?[,/|)]|,? or\b)|real(?= numbers?\b|\W*$))\b(?! of\b)|\b(?:in )?(?:euros?|dollars?)\b|\bin (?:usd|eur|gbp|chf|pounds)\b", "number"),
    (r"\b(?:true ?(?:/|or|\|) ?false|booleans?|bools?|flag|yes/no|yes or no)\b", "boolean"),
    (r"\b(?:valid |proper |real )?email(?: address(?:es)?)?\b|\b(?:contains?|contain|have|has|with) (?:an? |the )?(?:@|\"@\"|at[- ]sign)", "email"),
    (r"\bhttps?(?:://)?(?: (?:or|and) https(?:://)?)?(?: url| address| link)?|(?<!\bin )(?<!\bin the )(?<!\bin its )(?<!\bin all )(?<!\bin their )\b(?:valid |absolute )?urls?\b", "url"),
    (r"\b(?:text|strings?|str|free text)\b", "string"),
    (r"\b(?:object|dict(?:ionary)?|map)\b", "object"),
))  # fmt: skip


#: `like "2024-05"`: a month, and no range from 5 to 2024.
_MONTH = re.compile(
    r"(?i)(?:\b(?:like|such as|for example|e\.g\.|form(?:at)?|as|is)\b,? ?)?[\"'`]?(?<![\d-])(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2])|YYYY-MM)(?!-?\d|-DD)[\"'`]?"
)


def constrain(one: Field, text: str) -> bool:
    """Applies what the phrase says. Whether it said anything."""
    text = re.sub(_STATUS, " ", re.sub(_REFUSED, " ", absent(canonical(absent(marked_default(text))))))
    text = with_limits(with_lists(_LIKE_STATUS.sub(r"\1", text)))
    before = repr(one)
    if not one.type and _MONTH.search(text):
        one.type = "string"
    text = spelled(one, _MONTH.sub(" ", text))
    for read in _READERS:
        read(one, text)
    if "{" in one.pattern and not re.search(r"[+*]", one.pattern):
        one.shortest = one.longest = None  # The pattern says how long each part is.
    return repr(one) != before


#: A counter that a record begins with, no request tells: `0 at first`, `initially 0`.
_AT_FIRST = re.compile(
    r"(?i)(?:(?:^|[\s,(])(?:0|zero) (?:at first|initially|in the beginning|at the (?:start|beginning|outset)|to (?:begin|start) with)"
    r"|\binitially(?: is| at)? (?:0|zero)\b|(?:^|[,;(] ?)(?:it )?(?:starts|begins) (?:at|with|as|out at) (?:0|zero)\b)(?![^;]*\bif missing\b)"
)


#: `that nobody else's hive has`, `which must not be used twice`, `of its own`: no two have the same.
_ITS_ALONE = (
    r"\bthat (?:nobody|no one|none|no|not any) (?:else|other)(?:'s)?(?: \w+)? (?:has|have|uses?|carries|may have|can have|bears?)\b"
    r"|\bno two (?:(?:of them|ones|may|can|are|be|must) )*(?:the same|alike|equal|identical)\b(?! [a-z])"
    r"|\b(?:can|must|may) (?:not|never) be (?:used|given|taken|chosen|entered|assigned|registered|stored|handed out) (?:twice|again|> once|more than once|a second time|to (?:another|a second|two))\b"
    r"|\b(?:never|not) (?:to be )?(?:used|given|assigned|handed out) (?:twice|again|> once|more than once)\b"
    r"|\bof (?:its|their|his|her) (?:very )?own\b\W*$|\bthat only (?:it|he|she|they|this one) (?:has|have)\b|\b(?:different|distinct) (?:for|from) (?:each|every|all)\b"
    r"|\b(?:that |which )?(?:nobody|no one|no other \w+) (?:else )?(?:has |have )?(?:yet )?(?:taken|used|chosen|(?:already )?(?:has|have|uses?))\b"
)


def _presence(one: Field, text: str) -> None:
    if re.search(
        r"\b(?:clients?|users?|callers?|requests?) (?:do|does|can|must) not (?:send|set|give|pass)\b|\b(?:set|assigned|filled|filled in|generated|chosen|added|given) (?:by the (?:server|service|system)|automatically)\b|\bthe (?:server|service|system) (?:sets|assigns|generates|fills|adds|stores|notes)\b|\b(?:automatically|server-?side|server) (?:set|assigned|generated|filled)\b|\bread-?only\b|\b(?:not|never) (?:be )?(?:sent|given|passed|set|settable|accepted) (?:by (?:the )?(?:clients?|users?|callers?|requests?)|(?:via|on|at|in|during|with) (?:POST|creation|create|creating))\b|"
        r"\bnull (?:when|while|until|as long as|before|at first|initially)\b|^[^,;]*\b(?:that|which) (?:starts?|begins?)(?: out| off)? (?:at|with|as) (?:\d|zero\b|\")(?![^;]*\bif missing\b)|\b(?:that|which) (?:is|are) \"[^\"]*\" (?:at first|initially|in the beginning|to (?:begin|start) with)\b",
        text,
        re.I,
    ) or _AT_FIRST.search(text):
        one.given = False
        if one.default is MISSING and re.search(r"\bnull\b", text):
            one.default, one.required = None, False
    if re.search(
        r"\boptional(?:ly)?\b|\b(?:can|may|might|could) (?:also |simply |just |well )?(?:be )?(?:null or |empty or |none or )?(?:missing|null|none|unknown)\b|\b(?:may|might) (?:also )?be empty\b|"
        r"\bif (?:any|known|given|wanted|desired|there (?:is|are)(?! (?:no|not|already|another|unknown)\b)|available|applicable|present|(?:they|you|we|one|it|he|she|i) (?:have|has|want|wants|like|know|knows)|needed)\b|\bvoluntary\b|\bcan (?:come|do|be made) without\b|\b(?:does|do) not must\b|\bneed not\b(?! be (?:whole|unique|an? |integer))|\bmissing is (?:fine|ok|okay|allowed)\b|"
        r"\bnot required\b|\bor null\b|\bnullable\b|\bnot must\b|\bmay missing\b|\b(?:or )?leave (?:it|this|that) (?:out|away)\b",
        text,
        re.I,
    ):
        one.required = False
    elif re.search(
        rf"\brequired\b|\bmust (?:{'be known' if one.refers else 'exist'}|be (?:given|sent|provided|there|present|set))\b|\bmust (?:have|contain)\b(?! (?:an? )?@)|\bcan not (?:be )?(?:missing|null)\b|\balways (?:given|there)\b",
        text,
        re.I,
    ):
        one.required = True
    if re.search(
        r"\bnon-?empty\b|\bnot (?:be )?(?:an? )?(?:empty|blank)\b|\bcan not (?:be )?(?:empty|blank)\b|\bnon-?blank\b|(?:>|\bmore than|\bnot (?:be )?(?:only|just|consist (?:only )?of)) (?:only )?(?:white-?space|spaces|blanks)\b",
        text,
        re.I,
    ):
        one.shortest = max(one.shortest or 0, 1)
    if not re.search(
        r"(?:^|\bunique\b[^,;]*|\bonce\b[^,;]*|exists?\b[^,;]*)\b(?:per|for each|for the same|within|in the same|of the same|for (?:an?|one|the)|in (?:an?|its|one|each))\b",
        text,
    ) and re.search(
        _ITS_ALONE
        + r"|\bunique\b|\bno (?:two|other|2) \w+ (?:can |may )?(?:shares?|has|have)\b(?! (?:the same|an?|the) \w)|\bdiffers? from (?:that|those|the \w+) of (?:every|any|all|each)(?: the)? others?\b|\bno other \w+ (?:has|have|uses?|can have|may have)\b|\bonly once\b|\balready exists\b|\bexists? (?:only )?once\b"
        + rf"|\btwo (?:\w+ )?(?:can not\b|with the same (?:one|value|{one.name})\b)",
        text,
        re.I,
    ):
        one.unique = True
    if re.search(r"\bcase-insensitive\b", text, re.I):
        one.lower = True


def _filled(one: Field, text: str) -> None:
    """What can be blank is a text, where nothing has told its type."""
    if one.shortest and re.search(r"\b(?:empty|blank|non-?(?:empty|blank)|white-?space|spaces)\b", text, re.I):
        one.type = written(one)


def written(one: Field) -> str:
    """The type of what can be blank: a text, where nothing says of which kind it is."""
    return "string" if one.type in {"", "scalar"} and guess(one.name) == "scalar" else one.type


#: A text that holds something which has a form of its own.
_OTHER_FORM = re.compile(r"(?i)\b(?:dates?|times?|datetime|timestamp|yyyy|iso|hh:mm|e-?mail|urls?|https?)\b|\"\d{4}-\d\d-\d\d|\"\d\d:\d\d")


#: A number that need not be whole: `2.5 and the like are allowed`, `half sizes are fine`.
_FRACTION = re.compile(
    r"\b(?:like|such as|for example|e\.g\.?),? -?\d+\.\d+(?!\d|\.\d)|(?:(?<![\d.\"])\d+\.\d+(?![\d.])|\b(?:halves|half|quarters|decimals|fractions|fractional|parts)\b)"
    r"[^.;()]*\b(?:allowed|fine|ok|okay|possible|valid|permitted)\b|\b(?:can|may) be (?:fractional|decimal|a fraction)\b|\b(?:need not|not necessarily|does not have to) be (?:whole|an integer)\b",
    re.I,
)


#: `a valid time`, and no more than that of its kind.
_CLOCK = re.compile(r"(?i)\W*(?:(?:is|are|must be|optional|required|an?|valid|iso),? )*times?\b(?=\W*$| ?[,;(])")


def _type(one: Field, text: str) -> None:
    if one.type in {"", "integer"} and _FRACTION.search(text):
        one.type = "number"
    if one.type or is_choice(text):
        return
    if (named := guess(one.name)) in {"email", "url"} and re.search(r"\b(?:valid|proper|real|well-formed)\b", text):
        one.type = named
        return
    if guess(one.name) != "datetime" and _CLOCK.match(text):
        one.type = "time"
        return
    if re.match(
        r"\W*(?:(?:optional|required|unique|short|non-?empty|an?),? )*(?:strings?|texts?|str)\b(?! of\b|,? (?:an? )?(?:valid |iso |like \"|date|time|email|url|https?|yyyy|hh))",
        text,
    ) and not _OTHER_FORM.search(text):
        one.type = "string"
        return
    text = re.sub(r"\"[A-Za-z][\w \-]*\"(?:\s*(?:\||,|/|\bor\b)\s*(?:or )?\"[A-Za-z][\w \-]*\")+", " ", text)
    bare = re.sub(
        r"(?i)\b(?:phone|telephone|mobile|fax|serial|licen[cs]e|plate|tracking|passport|registration|account|card|reference|policy|vat)[ -]numbers?\b",
        " ",
        text,
    )
    bare = re.sub(r"\([^()]*(?:\b(?:if|must|4\d\d)\b[^()]*unique|unique[^()]*\b(?:if|must|4\d\d)\b)[^()]*\)", "", bare)
    words_only = re.sub(r"\"[^\"]*\"", '""', bare)
    for pattern, kind in _TYPES:
        if pattern.search(words_only if kind in {"integer", "number"} else bare):
            one.type, _, items = kind.partition(":")
            one.items = items or one.items
            return


#: What says between which numbers a number or a length lies, and which of the ends it tells.
_BOUNDS = tuple(
    (re.compile(said, re.IGNORECASE), ends)
    for said, ends in (
        (
            rf"(?:between|from|in the range(?: of| from)?|range) {NUMBER}(?: \([^)]*\)| +(?!and|to)[a-z]+)? *(?:and|to|-|through|until) ?{NUMBER}",
            "both",
        ),
        (
            rf"(?<![\w.:/-])(?<!\d, ){NUMBER} ?(?:-|to|\.\.\.?|through|and) ?{NUMBER}(?![\w:-])(?! (?:decimals|places|if|when|unless|by default|otherwise)\b)",
            "both",
        ),
        (
            rf">= ?{NUMBER}|{NUMBER} (?:{UNIT} )?>=(?! ?-?\d)|{NUMBER} (?:{UNIT} )?or more|(?:starting|counted|counts?) (?:from|at) {NUMBER}(?! \w)|from {NUMBER}(?! ?(?:to|until|through|and|-|\.\.) ?-?\d)",
            "low",
        ),
        (
            rf"<= ?{NUMBER}|{NUMBER} (?:{UNIT} )?<=(?! ?-?\d)|{NUMBER} (?:{UNIT} )?or (?:less|fewer)|not be > ?{NUMBER}|(?:limited to|can not be >) ?{NUMBER}",
            "high",
        ),
        (rf"(?<![-=])(?<!not be )> ?{NUMBER}", "above"),
        (rf"(?<![-=])(?<!not be )< ?{NUMBER}", "below"),
        (rf"(?:exactly|precisely) {NUMBER}(?: {UNIT})", "exact"),
    )
)


#: `a whole number other than 0`, `must not be zero`: any number but that.
_NONZERO = re.compile(
    r"(?i)\bnon-?zero\b|(?:\bnot|(?<=\bnumber )other than|(?<=\binteger )other than|(?<=\bvalue )other than|(?<=\bbe )other than|\bexcept(?: for)?|\bbesides|\bapart from|\bdiffers? from|\bdifferent from|\bexcluding)(?: (?:be|equal(?: to)?|exactly|the number))* (?:0|zero)\b(?!\.\d| or (?:less|below|negative|more)|[-:]| (?:at|to|and) )"
)


def _bounds(one: Field, text: str) -> None:
    one.nonzero = one.nonzero or (one.type in {"", "scalar", "integer", "number"} and _NONZERO.search(text) is not None)
    for pattern, kind in () if one.among else _BOUNDS:
        for match in pattern.finditer(text):
            numbers = [float(part.replace(",", ".")) for part in match.groups() if part]
            alone = kind in {"high", "both"} and one.type == "string" and re.match(r"\W*(?:$|[,;)])", text[match.end() :])
            spoken = re.search(rf"\b{UNIT}\b|\blength\b", text) or len(text) < 24 or alone
            if one.type in {"string", "enum", "email", "url", "date", "datetime"} and not spoken:
                continue
            _bound(one, kind, numbers, text[match.end() : match.end() + 24])
            if kind == "both":
                return
    signs = re.search(
        r"\b(non-?negative|zero or more|>= 0|can not be (?:negative|< 0|< zero)|(?:not|never) (?:be )?(?:negative|< 0)|negative (?:is not|can not|is refused))\b",
        text,
        re.I,
    )
    if signs:
        one.low = 0 if one.low is None else one.low
    elif (
        re.search(
            r"(?<!negative or )\bpositive\b(?! (?:or|and) negative)|> ?(?:0|zero)\b|\bcan not be (?:zero|0|<= 0) or (?:less|negative)\b",
            text,
            re.I,
        )
        and one.low is None
    ):
        one.above = 0 if one.above is None else one.above
    if signs or one.above == 0:
        one.type = one.type or ("integer" if re.search(r"\binteger\b", text) else "number")


_ONE = r"[-+]?\d+(?:\.0)?"
_LIST = rf"(?P<list>{_ONE}(?: ?[,/|] ?{_ONE})*(?:,? (?:or|and) | ?[,/|] ?){_ONE})"
#: `15, 30 or 45`, alone or behind `one of`.
_NUMBERS = re.compile(
    r"(?:^\W*(?:(?:an? )?integer[,:]? )?(?:(?:which|that|is|are|either|only|always) )*|\b(?:(?:any|exactly )?one of:? |(?:must be|(?:can|may) (?:only )?be|may be|either|other than) |\b(?:allowed|valid|possible|permitted|accepted)(?: values?| numbers?| ones)?(?: are|:) ?))"
    rf"{_LIST}(?=(?: +[a-z]+)?\W*$|[,;.)]| +(?:default|\()|,? (?:and|but) (?:no|nothing)\b| (?:is|are) (?:allowed|possible|valid|accepted|okay|ok|refused)\b)"
)


def _counted(one: Field, text: str) -> None:
    """`1, 2 or 3`: a range; `15, 30 or 45`: these numbers and no others."""
    listed = _NUMBERS.search(text) if one.low is None and one.high is None and one.type in {"", "integer", "number", "scalar"} else None
    numbers = [int(float(number)) for number in re.findall(r"-?[\d.]+", listed["list"])] if listed else []
    if not listed or (len(numbers) < 3 and re.search(r"and|/", listed["list"]) and min(numbers) >= 0):
        return
    if numbers == [numbers[0] + place for place in range(len(numbers))]:
        one.type = "integer" if one.type in {"", "scalar"} else one.type
        _bound(one, "both", [float(number) for number in numbers], "")
    else:
        one.among, one.type = tuple(numbers), "integer"


def _bound(one: Field, kind: str, numbers: list[float], after: str) -> None:
    values = [int(number) if number == int(number) else number for number in numbers]
    named = guess(one.name) if not one.type else ""
    long = named == "string" and not one.name.endswith("_number") and kind in {"both", "high"} and values[-1] >= 20
    texts = long or one.type in {"string", "list", "email", "url", "enum"} or bool(re.match(rf" ?{UNIT}\b", after))
    if texts and one.pattern and re.match(r" ?(?:(?:small|capital|(?:upper|lower)-?case) )?(?:digit|letter)", after):
        return  # The pattern counts them.
    if texts:
        low, high = (values[0], values[-1]) if kind in {"both", "exact"} else (None, None)
        low = values[0] + (kind == "above") if kind in {"low", "above"} else low
        high = values[0] - (kind == "below") if kind in {"high", "below"} else high
        one.shortest = int(low) if low is not None else one.shortest
        one.longest = int(high) if high is not None else one.longest
        one.type = one.type or "string"
    elif kind == "both":
        one.low, one.high = min(values), max(values)
        if not one.type and guess(one.name) != "number" and all(isinstance(value, int) for value in values):
            one.type = "integer"  # Half a point from 1 to 5 would be told.
    elif kind != "exact":
        setattr(one, kind, values[0])
    if not texts and not one.type:
        one.type = named if named in {"integer", "number"} else "number"


def _default(one: Field, text: str) -> None:
    if one.type in {"", "date", "datetime"} and (time := time_in(text)):
        one.type = one.type or ("datetime" if time == "now" and guess(one.name) != "date" else "date")
        one.required, one.fill = False, "now" if one.type == "datetime" else "today"
        return
    if (value := default_in(text, one)) is not MISSING:
        one.default, one.required = value, False
        one.type = one.type or ("boolean" if isinstance(value, bool) else one.type)
        return
    match = re.search(
        r"\b(?:defaults? (?:is|to|=|:|of)?|falls? back (?:to|on)(?: the value)?|by default(?: it is| is)?|(?<!must )starts? (?:at|with|as|in|out as|off as)|(?:^\W*|\b(?:that|which|it|and),? )begins? (?:at|with|as)|(?:starting|beginning) (?:at|with|as|from)|initially(?: is| at)?|(?:is |are |be )?(?:then |automatically )?(?:(?:stored|saved|set|taken|counted) (?:as|to)|(?:recorded|kept|noted) as(?= [\"`'\d]| (?:true|false|null|zero)\b))|(?:is|at first) (?=\S+ (?:at first|initially|by default|in the beginning)))\s*(?!(?:an? |one |\w+ )?(?:[a-z\-]+ )?(?:letter|digit|character|prefix|number)s?\b)(?P<value>\"[^\"]*\"|`[^`]*`|'[^']*'|\[\]|-?\d+(?:\.\d+)?|[a-z_]+)(?! or (?:true|false)\b)"
        r"|(?P<first>\"[^\"]*\"|-?\d+(?:\.\d+)?|true|false) (?:at first|to (?:begin|start) with|initially|by default|in the beginning|for (?:all |every |each |any |an? )?new [a-z]+|when (?:it is )?(?:created|missing|new)|unless|if missing|at the start)",
        text,
    )
    if match:
        value = value_of(match["value"] or match["first"], one)
        if value is not MISSING and one.pattern != f"^{value}":
            one.default, one.required = value, False
            one.type = one.type or _kind_of(value, guess(one.name))


def _kind_of(value: object, named: str) -> str:
    """The type of what begins as `value`; empty for words, of which there are many kinds."""
    if isinstance(value, bool):
        return "boolean"
    return (named if named in {"integer", "number"} else "integer") if isinstance(value, int) else ""


def value_of(text: str, one: Field | None = None) -> object:
    """A value as it is written; MISSING where the word is none."""
    text = text.strip()
    if text[:1] in "\"`'":
        return text[1:-1]
    if text in {"true", "false", "null", "none", "on", "off"}:
        return {"true": True, "false": False, "null": None, "none": None, "on": True, "off": False}[text]
    if text in {"today", "now", "the", "a", "it", "its", "to", "with", "as", "and", "empty", "value", "values"}:
        return MISSING
    try:
        return json.loads(text)
    except ValueError:
        known = one is not None and (text in one.choices or one.type in {"string", "enum", ""})
        return text if known and re.fullmatch(r"[\w\-]+", text) else MISSING


def _refers(one: Field, text: str) -> None:
    match = re.search(
        r"\b(?:id of|refers? to|references?|must be the id of|belongs to) (?:an? |the |its |existing |another |other |different |some |one |any )*([a-z]+)\b",
        text,
    )
    if match and not one.refers:
        one.refers = match[1]


def _stamped(one: Field, text: str) -> None:
    """`entered_at (set by the server)`: a time that requests do not carry is that of the request, unless it is said to come later."""
    timed = one.type in {"date", "datetime"} or (not one.type and guess(one.name) in {"date", "datetime"})
    if (
        timed
        and not one.given
        and not one.fill
        and _SERVER.search(text)
        and not re.search(r"\b(?:null|later|until|when|once)\b(?! (?:it is )?(?:created|stored|added|made))", text)
    ):
        one.type = one.type or guess(one.name)
        one.fill, one.required = "today" if one.type == "date" else "now", False


_SERVER = re.compile(r"(?i)\bserver\b|\bservice\b|\bsystem\b|\bautomatic")
_READERS: Iterable[Callable[[Field, str], None]] = (
    _presence,
    _type,
    _filled,
    choose,
    shape,
    _counted,
    _bounds,
    _default,
    _refers,
    _stamped,
    kept_so,
)
