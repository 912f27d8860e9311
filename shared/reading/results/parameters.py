"""Which query parameters a text speaks of, and what the members of a list's envelope are."""

import re
from collections.abc import Iterable, Iterator

from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import split
from shared.reading.text.wrapped import PAGES, ROWS, TOTALS
from shared.writing import words
from shared.writing.ir import Entity

#: Names of parameters that are not named after fields.
USUAL = wordset(
    "limit offset skip page size per_page page_size pagesize perpage sort sort_by order order_by direction q search query since until before after from to"
)
_ENDED = re.compile(r"(?:min|max)_[a-z_]+|[a-z_]+_(?:min|max|from|to|after|before|gte|lte)|(?:min|max)[A-Z]\w+")
#: After these, names are parameters whatever they are called.
_LISTED = (
    re.compile(
        r"(?i)\b(?:takes?|accepts?|supports?|with|has|offers?|allows?)\s+(?=[^.;]*\bas (?:\w+ )?(?:filters?|parameters?|query parameters?)\b)"
    ),
    re.compile(r"(?i)\b(?:parameters?|params?|filters?|options|query)\b[^:.;?]{0,60}:\s+(?=[\"`?(]?\w)"),
    re.compile(
        r"(?i)\b(?:parameters?|params?|filters?)\b(?! (?:is|are) (?:given|set|missing|optional|invalid|ignored))[^:.;,\"`(?]{0,40}?(?:[:=]|\b(?:are|is|called|named|like|by|of|with))?\s+(?=[\"`?(]?\w)"
    ),
    re.compile(
        r"(?i)(?:\boptional(?:ly)?:?(?: by)?|\b(?:filter(?:s|ed|ing|able)?|narrow\w*|restrict\w*|limit(?:s|ed|ing))\b[^.;:,()]{0,32}?\b(?:by|on|with|using|via|to)|\bask(?:ed)? for|\b(?:supports?|understands?|accepts?)|"
        r"\b(?:may|can|could|might) (?:also )?(?:pass|give|send|use|add|set|be given|be called with))\s+(?=[\"`?(]?\w)"
    ),
    re.compile(
        r"(?i)(?:^|[.;,] |\b(?:it|which|that|this|list|and|also) )(?:also )?(?:accepts|supports|understands|takes)(?: the)?:?\s+(?=[\"`?(]?[a-z]\w*)"
    ),
)
_ONLY = re.compile(
    r"(?i)\b(?:also|only|or|just|optionally)(?: only| just)? (?:those |the ones |ones |(?:the )?[a-z]+s )?(?:for|of|in|on|at|under|from|with|by) (?:one|a single|a certain|a given|a particular|a specific) (?=[a-z])"
    r"|\b(?:only|just) (?:those|the ones|ones) (?:of|in|on|at|under|from|with|for|by) an? (?=[a-z]+(?:[.,;]|$| and\b| or\b))"
)
#: `list only one voice`, `see just a single category`: a field with few values.
_ONE_ONLY = re.compile(
    r"(?i)\b(?:list(?:ed|ing)?|shown?|see|seen|view(?:ed)?|browsed?|get|fetch|display|look at) (?:only |just )?(?:(?:all |all of )?(?:the |our |my |those )?[a-z]+ (?:of|in|with|having|that have|which have|that are in|that are of) )?(?:only |just )?(?:one|a single|a certain|a given|a particular|a specific) (?P<name>[a-z]+)(?: only| alone)?\b(?! [a-z]*(?:by|id)\b)"
)
#: As these, but for what is no list of parameters at all: `accepts JSON`.
_ACCEPTED = re.compile(
    r"(?i)\b(?:accepts?|supports?|understands?)\b:?(?: the| optional| query)* (?=[\"`?]?[a-z]\w*[\"`]?(?: \([^()]*\))?(?:,| and | or ))"
)
#: `sortable by price or rating via sort`: the parameter behind what it is for.
_VIA = re.compile(
    r"(?i)\b(?:sort|filter|search|order|pag|query|narrow)\w*\b[^.;]{0,60}? (?:via|through|using|by means of) (?:the |an? )?[`\"?]{0,2}(?P<name>[a-z]\w*)\b"
)
#: After these, only what is called like one.
_TAKEN = re.compile(
    r"(?i)\b(?:takes?|accepts?|supports?|understands?|knows|offers?|passing|sets?|pass|gives?|uses?|using|paged|pages?|paginated|with|by|and)\b:?\s+|;\s+|,\s+|:\s+|(?<= \.) |^"
)
#: `listed by level`: an order for numbers and names, a filter for what has few values or is another resource.
_LISTED_BY = re.compile(
    r"(?i)\b(?:list(?:ed|s|ing)?|shown?|browsed?|find|found|looked up|see|view|search(?:ed)?|fetched|queried)(?: (?:all|the|my|our|them|[a-z]+s)){0,3}(?: \((?:GET )?/[\w/{}\-]*\))?,? by\s+"
)
_NAME = re.compile(
    r"(?:(?:any combination of|any of|one or more of|one of|also|both|either|optional(?:ly)?|by|to|one|certain|given|particular|single|specific|an?|the|their|its|are|called|named|exact|and|or|with|query|parameters?|filters?) )*[\"`?&]?(?P<name>[a-z]\w*)[\"`]?(?:=\S*)?(?P<glossed>\s*\(.*?\))?(?P<rest>.*)"
)
#: `from and to limit the dates`: the names of the ends themselves.
_END_OF_RANGE = re.compile(
    r"(?:and |the )*[`\"]?(?P<name>from|to|until|since|before|after)[`\"]?(?P<glossed>\s*\(.*?\))?(?P<rest>(?: (?:limits?|narrows?|restricts?|filters?|selects?|bounds?|cuts?|sets?|gives?|keeps?|are|is|can|may)\b.*)?)"
)
_EQUALS = re.compile(r"[?&](\w+)=?\{?([\w.\-]*)|(?<![\w\"{/<>!=])(\w+)=([\w.\-]+|<\w+>|\.\.\.|(?=[,;)\s]|$))(?![\w\"}])")

_SEVERAL = r"(?:[`\"?]?[a-z]\w*[`\"]?(?:, and |, | and | or ))*[`\"?]?[a-z]\w*[`\"]?"
#: `if colour is given in the query`, `min_rooms and max_rent are query parameters`.
_CALLED_SO = re.compile(
    r"(?i)\b(?:if|when) (?:an? |the )?(?P<given>[`\"?]?[a-z]\w*[`\"]?) (?:is|are) (?:given|sent|set|present|passed|named) (?:(?:in|with|as part of) the (?:query|url|request's query)|as an? (?:(?:optional|query|url|search|filter) )*(?:parameter|param|filter))\b"
    r"|\b(?:an? |the )(?P<passed>[`\"?]?[a-z]\w*[`\"]?) (?:can|may|might) (?:also |optionally )?be (?:given|sent|set|passed|added|specified)\b[^.;]*\b(?:only|filter\w*|narrow\w*|restrict\w*|limit)\b"
    r"|\bunless (?:an? |the |another )?(?P<unless>[`\"?]?[a-z]\w*[`\"]?) (?:is|are) (?:given|sent|set|passed|named)\b"
    r"|\bunless (?:an? |the |another )?(?P<asking>[`\"?]?(?:limit|n|count|top|max)[`\"]?) (?:says|tells|asks|wants|allows) "
    r"|\b(?P<bounded>limit|offset|skip|per_page|page_size)[`\"]? (?:must|has to|can be|may be|is (?:at most|at least|between|an? )|defaults|ranges|is limited)\b"
    r"|\bas many as (?:the )?(?P<many>limit|count|top)\b|\b(?P<says>limit|count|top) (?:says|tells|sets) (?:how many|the number)\b"
    r"|\b(?P<chosen>sort|sort_by|order_by)[`\"]? (?:is|can be|may be|must be|takes?|accepts?) (?:one of |either |only |any of )?(?=[`\"]?-?[a-z])(?!an? |the |by |on |not )"
    rf"|(?P<narrowing>{_SEVERAL}) (?:can |may |could )?(?:also )?(?:(?:be used|serve|work|act)s? (?:to|as) )?(?:narrow|restrict|filter)s?\b(?! (?:for|out)\b)"
    r"|(?P<names>(?:[`\"?]?[a-z]\w*[`\"]?(?: \([^()]*\))?(?:, and |, | and | or ))*[`\"?]?[a-z]\w*[`\"]?)(?: \([^()]*\))? (?:are|is) (?:(?:an?|both|all|optional|query|url) )*(?:parameters?|filters?)\b"
)
#: What says of several parameters how they go together.
_COMBINED = re.compile(
    r"(?i)(?:all |each |both )?(?:of (?:them|which) )?(?:(?:are |is )?(?:optional|combinable)|(?:in|with) any (?:combination|order)(?: of them)?|alone or (?:together|combined)|(?:can|may) be combined)(?: freely)?"
)

#: `plus author and published filters`, `the "zone" query parameter`, `if the zone parameter is given`.
_BEFORE_THE_WORD = re.compile(
    r"(?P<names>(?:[`\"?]?[a-z]\w*[`\"]?, )*[`\"?]?[a-z]\w*[`\"]?(?:,? (?:and|or|and/or) [`\"?]?[a-z]\w*[`\"]?)?) (?:as )?(?:optional )?(?:query |url |filter )?(?:filters?|parameters?|params?)\b"
)
#: What can only be a parameter, wherever it stands.
_PLAIN = re.compile(r"(?<![\w/.])(q|page_?[sS]ize|per_?[pP]age|(?:sort|order)_by)(?![\w/(]|\.\w)")
#: `the games for so many players (parameter: players)`.
_TOLD_SO = re.compile(
    r"(?i)\((?:(?:query|url|search|filter|get) )*(?:parameter|param)s?(?: is| named| called)?:? ?[`\"?]?([a-z]\w*)[`\"]?=?\)"
)
_PAIRED = re.compile(r"\b(limit|offset|page|skip)[`\"]? (?:and|and/or|/) [`\"?]*(limit|offset|size|page_size|per_page)\b")
_QUOTED = re.compile(r"[`\"](\w+)[`\"]")
#: `with farm_id only the fields of that farm`, `optionally only those of a given farm (farm_id)`.
_NARROWING = re.compile(
    r"\b(?:with|given) (?:an? |the )?[`\"]?(?P<name>[a-z]\w*)[`\"]?,? (?:it |the list |then )?(?:only|just)\b|"
    r"\b(?:only|restricted|limited|narrowed)\b[^.;()]*\b(?:an?|one|certain|single|given|particular|specific) [a-z]+ \([`\"]?(?P<told>[a-z]\w*)[`\"]?\)"
)


def is_named_so(name: str, entity: Entity) -> bool:
    """Whether it is a name that parameters have, or that of a field."""
    return name in USUAL or name in entity.fields or _ENDED.fullmatch(name) is not None


#: A sentence about the pages of a list, whatever begins or starts in it.
PAGED = re.compile(
    r"(?i)\b(?:paging|paginat\w+|page_?size|per_?page|limit and offset|query parameters?)\b|^\W*(?:page|limit|offset)\b\W* (?:starts?|begins?|counts?|defaults?|is|can|must)\b"
)


def spoken(text: str, entity: Entity) -> dict[str, str]:
    """`?q=`, `the query parameter "limit"`, `optional filters: genre and year`, `takes page (from 1) and size`: name -> what it shows as a value."""
    found: dict[str, str] = {}
    text = re.sub(r"(?i)\bpage by page\b", "in pages", text)
    for match in _EQUALS.finditer(text):
        found.setdefault(match[1] or match[3], (match[2] if match[1] else match[4]) or "")
    for cue in (*_LISTED, _ONLY, _ACCEPTED, _TAKEN):
        for name in _after(text, cue, entity, any_name=cue is not _TAKEN):
            found.setdefault(name, "?")
    narrowing = _with_few(entity, list(_after(text, _LISTED_BY, entity, any_name=True)))
    for name in _after(text, _LISTED_BY, entity, any_name=True):
        if (
            name in narrowing
            or _is_few(entity, name)
            or (name in entity.fields and entity.fields[name].type == "string" and name not in {"name", "title"})
        ):
            found.setdefault(name, "?")
    narrowed = [name for match in _ONE_ONLY.finditer(text) if _is_few(entity, name := words.code_name(match["name"]))]
    for name in (*narrowed, *_before_the_word(text, entity), *_unmistakable(text, entity)):
        found.setdefault(name, "?")
    for name in ("from", "to") if re.search(r"\bfrom ?(?:/|and|or) ?to\b", text) else ():
        found.setdefault(name, "?")
    return found


#: `limit and offset (default 20 and 0, limit at most 50)`, `page and size default to 1 and 10`.
_BOTH_DEFAULT = re.compile(
    r"(?P<one>\b\w+)(?P<end>=?[`\"]?)(?: \(optional\))? and (?P<mark>[`\"?&]*)(?P<other>\w+)=?[`\"]?(?:,? which|,? that|,? both| of which| (?:repeat|echo|mirror)[a-z]*[a-z ]*?)?(?P<open> \()?[,;]? ?(?:(?:both|they|these|are|is|with|optional|the|by|and|,) ?)*"
    r"default(?:s|ing)?(?: values?)?(?: to| are| is| of|:)? (?P<first>\d+) and (?P<second>\d+)(?P<more>, [^()]*)?(?(open)\))"
)


def with_defaults(text: str) -> str:
    """The text with the default of each of two parameters behind its name."""

    def apart(match: re.Match[str]) -> str:
        more = match["more"] or ""
        told = [
            f"{name}{match['end']} (default {value}{more if re.search(rf'{name}', more) else ''})"
            for name, value in ((match["one"], match["first"]), (match["other"], match["second"]))
        ]
        rest = "" if any(name in more for name in (match["one"], match["other"])) else more
        return f"{told[0]} and {match['mark']}{told[1]}{rest}"

    text = _GAPPED.sub(r"\g<one> (default \g<first>)\g<and>\g<other> (default \g<second>)", _BOTH_DEFAULT.sub(apart, text))
    text = _RANGED.sub(r"\g<name> (default \g<default>, between \g<low> and \g<high>)", text)
    told = [_each_default(match) for match in _DEFAULTS.finditer(text)]
    return " . ".join([*told, _DEFAULTS.sub("", text)]) if all(told) else text


#: `page defaults to 1, per_page to 5`.
_GAPPED = re.compile(
    r"(?P<one>\b[a-z_]+)[`\"]? (?:defaults to|is|=) (?P<first>\d+)(?: by default)?(?P<and>(?:,| and|, and) [`\"]?)(?P<other>[a-z_]+)[`\"]? to (?P<second>\d+)\b(?:,? and(?= (?:may|must|can|is|at) ))?"
)
#: `per_page defaults to 10 with a permitted range of 1 to 50`, `per_page (default 10) (1 to 50)`.
_RANGED = re.compile(
    r"\b(?P<name>page|per_page|page_size|size|limit|offset|skip|top)[`\"]? (?:defaults to |\(default )(?P<default>\d+)\)?,? ?\(?(?:(?:with|and|an?|the|its|permitted|allowed|valid|legal|range|values?|of|from|between|is|are|must|may|can|be|it|lie|in) )*"
    r"(?P<low>\d+) ?(?:to|-|and|through|\.\.) ?(?P<high>\d+)\)?(?![\w.])"
)
#: `Defaults: limit 10, offset 0`, `(defaults: page=1, size=20)`.
_DEFAULTS = re.compile(
    r"(?i)\bdefaults?(?: values?)?(?: are)?:? (?P<all>[`\"]?[a-z_]+[`\"]?(?: is|:| =|=)? ?\d+(?:(?:,| and|, and|;) [`\"]?[a-z_]+[`\"]?(?: is|:| =|=)? ?\d+)+)(?=[.;)]|$)"
)


def _each_default(match: re.Match[str]) -> str:
    told = re.findall(r"([a-zA-Z_]+)\W+(?:is )?(\d+)", re.sub(r"\band\b", " ", match["all"]))
    return ", ".join(f"{name} (default {value})" for name, value in told) if all(name in USUAL for name, _ in told) else ""


def _unmistakable(text: str, entity: Entity) -> Iterator[str]:
    """What is called as only parameters are: `q`, `page_size`, `min_rent` where there is a rent, and in quotes `"from"`."""
    known = {*entity.fields, *(one.name for one in entity.computed)}
    yield from (match["name"] for match in _VIA.finditer(text) if match["name"] in USUAL or match["name"] in entity.fields)
    yield from (name for name in _PLAIN.findall(text) if name not in known)
    yield from _TOLD_SO.findall(text)
    yield from (name for pair in _PAIRED.findall(text) for name in pair if name not in known)
    yield from (name for name in _QUOTED.findall(text) if name in USUAL - known)
    narrowing = (match["name"] or match["told"] for match in _NARROWING.finditer(text))
    yield from (name for name in narrowing if name in entity.fields)
    stems = {*entity.fields, *(field.partition("_")[0] for field in entity.fields)}  # `max_mass`, of `mass_kg`
    for name, after, before in re.findall(r"(?<![\w/\"])((?:min|max)_(\w+)|(\w+?)_(?:min|max|from|to|after|before))\b", text):
        if {after, before} & stems and name not in known:
            yield name


def _is_few(entity: Entity, name: str) -> bool:
    """Whether a field has few values, or tells who: by these one narrows a list down and does not sort it."""
    one = entity.fields.get(name)
    return one is not None and bool(one.choices or one.refers or one.type in {"boolean", "email"})


def _with_few(entity: Entity, names: list[str]) -> set[str]:
    """Those of the names by which one narrows a list down: a date, too, beside one that has few values, as in `by room_id and by date`."""
    few = {name for name in names if _is_few(entity, name)}
    return few | {name for name in names if few and name in entity.fields and entity.fields[name].type == "date"}


def unnarrowed(text: str, entity: Entity) -> str:
    """The text without what it says of a list `by status`, which is no order."""
    for match in reversed(list(_LISTED_BY.finditer(text))):
        names = list(_after(text[match.start() :], _LISTED_BY, entity, any_name=True))
        if names and {*names} == _with_few(entity, names):
            end = text.find(names[-1], match.end()) + len(names[-1])
            text = f"{text[: match.start()]}{text[end:]}"
    return text


def _before_the_word(text: str, entity: Entity) -> Iterator[str]:
    """The fields in `plus author and published filters`, and what is called a parameter."""
    for match in _BEFORE_THE_WORD.finditer(text):
        yield from (name for name in re.findall(r"[a-z]\w*", match["names"]) if name in entity.fields or name in USUAL)
    for match in _CALLED_SO.finditer(text):
        named = re.findall(r"\w+", re.sub(r"\([^()]*\)", " ", next(filter(None, match.groups()))))
        yield from (name for name in named if name in entity.fields or name in USUAL or _ENDED.fullmatch(name))


#: `filters: brand: exactly this one; kind: only this kind`.
_LINES = re.compile(r"(?:^|[;,] )[`\"?]?([a-z]\w*)[`\"]?: ")


#: `keeps those whose title or summary contains the given text`: the second is no parameter.
_EITHER = re.compile(
    r"(\b(?:whose|where|in which) (?:the |its )?\w+) or (?=(?:the |its )?\w+ (?:contains?|includes?|match(?:es)?|holds?|has|is|starts?|begins?)\b)"
)


def _after(text: str, cue: re.Pattern[str], entity: Entity, any_name: bool) -> Iterator[str]:
    """The names that are listed behind a cue."""
    for match in (one for one in cue.finditer(text) if not _SORTS.search(text[: one.start()])):
        said = _EITHER.sub(r"\1/", re.split(r"[;.](?:\s|$)", text[match.end() :])[0])
        for part in split(said, r",\s*(?:and |or )?|\s+(?:and|or|plus)\s+"):
            if _COMBINED.fullmatch(part):
                continue
            named = _END_OF_RANGE.fullmatch(part) or _NAME.fullmatch(part)
            if named is None or not _plausible(named, entity, any_name):
                break
            yield named["name"]
        listed = text[match.end() :].split(" . ")[0] if any_name else ""
        yield from (name for name in _LINES.findall(listed) if name in entity.fields or name in USUAL or _ENDED.fullmatch(name))


#: `sort accepts price or -price`: its values are no parameters.
_SORTS = re.compile(
    r"(?i)\b(?:sort|sort_?by|order|order_?by|direction|dir)[`\"]?(?: (?:query )?(?:parameter|param))?(?: (?:can|may|must|only|also))* $"
)


#: Parameters whose names are words of other sentences, too.
_LEAVING_OUT = frozenset({"without", "exclude", "excluding", "except"})


#: `, in which case …`: what begins a clause.
_NO_NAME = frozenset({"in", "on", "at", "by", "with", "if", "when", "then", "where", "so", "only", "all", "otherwise"})


def _plausible(named: re.Match[str], entity: Entity, any_name: bool) -> bool:
    name, rest = named["name"], named["rest"].strip()
    behind = name in {"filters", "params", "parameters"} or (name in {"query", "filter"} and rest.startswith(":"))
    if behind or (name in _NO_NAME and name not in entity.fields):
        return False  # It is what the parameters stand behind, or goes on about them.
    if name == "to" and re.match(r"[a-z]+ (?:any|an?|the|it|them|one|all|each|every|its|their|my|our|single)\b", rest):
        return False  # `…, and to open any of them`
    known = name in USUAL or _ENDED.fullmatch(name) is not None
    if name in _LEAVING_OUT:
        return any_name and (
            named["glossed"] is not None
            or re.match(r"(?:$|[:=-]|(?:they|you|we|one|it|i|guests?|users?|clients?|to|for)\b|[a-z]+s\b)", rest) is not None
        )
    if not any_name:
        quoted = re.search(rf"[\"`]{name}[\"`=]", named[0])
        explained = named["glossed"] or re.match(
            rf"(?:[:=-]|changes|skips|sets|says|tells|limits|restricts|the direction|for|to{'|[a-z]{3,}s' if quoted else ''})(?: |$)", rest
        )
        return known and (not rest or bool(explained)) and ("_" in name or bool(explained) or name in {"limit", "offset", "page", "size"})
    return (
        known or name in entity.fields or not rest or bool(re.match(r"(?:[:=-]|which|that|to|for|if|as|is|are|case|exactly)(?: |$)", rest))
    )


_OTHERS = wordset("page size limit offset per_page page_size skip")
_ANSWER = re.compile(
    r"(?i)\b(?:answers?|responds?|response|result|reply|returns?|objects?|json|envelope|it)\b[^.;:]{0,24}?(?:\b(?:has|have|having|with|contain(?:s|ing)?|consist(?:s|ing)? of|compris(?:es|ing)|made (?:up )?of|hold(?:s|ing)|carr(?:ies|ying)|of|returns?|is)\b:?|:)\s+(?:(?:the|its|exactly|these|following|two|three|four|five) )*(?:(?:members?|fields?|keys?|properties|attributes),?:? )?"
)


#: `returns page, per_page, total and items`.
_AT_ONCE = re.compile(r"(?i)\b(?:returns?|answers?|responds|replies|gives?)(?: back)?(?: with)? (?=[`\"]?[a-z]\w*[`\"]?(?:,| and ))")


def envelope(entity: Entity, names: Iterable[str]) -> dict[str, str]:
    """What each member of a list's envelope is; empty when these are no members of one."""
    found: dict[str, str] = {}
    for name in names:
        plain = words.code_name(name)
        if name in {*ROWS, entity.plural}:
            found[name] = "rows"
        elif plain in TOTALS:
            found[name] = "total"
        elif plain in PAGES:
            found[name] = "pages"
        elif plain in _OTHERS:
            found[name] = name
        else:
            return {}
    return found if list(found.values()).count("rows") == 1 and len(found) > 1 else {}


def in_rows(members: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    """The members of the records that an envelope shows: `{"items": [{"place": 1, "name": "…"}], "total": 2}`."""
    lists = [value[0] for _, value in members if isinstance(value, list) and value]
    return [pair for first in lists if isinstance(first, dict) for pair in first.items()]


def told_envelope(entity: Entity, text: str) -> dict[str, str]:
    """`an object with entries and count`, in words."""
    for match in (*_ANSWER.finditer(text), *_AT_ONCE.finditer(text)):
        names = []
        for part in split(re.split(r"[;.](?:\s|$)", text[match.end() :])[0], r",\s*(?:and )?|\s+and\s+"):
            named = re.match(r"(?:the |an? |its )*[\"`]?([a-z]\w*)[\"`]?(?:\s*\(.*\)|:.*| being .*)?$", part)
            if named is None:
                break
            names.append(named[1])
        for length in range(len(names), 1, -1):
            if found := envelope(entity, names[:length]):
                return found
    return _one_by_one(entity, text)


_REPEATED = r"(?:repeats?|echo(?:es)?|mirrors?|(?:is|are) (?:also )?(?:repeated|echoed|mirrored|returned|included))\b"


def _one_by_one(entity: Entity, text: str) -> dict[str, str]:
    """`items holds the page, total the number of all, limit and offset repeat what was asked`: the members, each with what it is."""
    rows, counts = (f"{'|'.join(names)}" for names in ({*ROWS, entity.plural}, {*TOTALS, *PAGES}))
    holds = r"(?:is|are|holds?|contains?|has|lists?|carries|being|=|:)(?!\w)"
    shown = re.search(rf"(?<![\w/])[\"`]?(?P<name>{rows})[\"`]?,? (?:which |that )?{holds} (?:the|all|an?|one|at most|up to)\b", text)
    counted = re.search(
        rf"(?<![\w/])[\"`]?(?P<name>{counts})[\"`]?,? (?:(?:which |that )?(?:{holds}|counts?|tells?|says|gives?) )?(?:the|how|all|every|over)\b",
        text,
    )
    repeated = re.search(
        rf"[\"`]?\b(?P<one>[a-z_]+)[\"`]?(?: \([^()]*\))?(?: and [\"`]?(?P<other>[a-z_]+)[\"`]?(?: \([^()]*\))?)? {_REPEATED}", text
    )
    more = [name for name in repeated.groups() if name in _OTHERS] if repeated else []
    return envelope(entity, [shown["name"], counted["name"], *more]) if shown and counted else {}


def unwrapped(entity: Entity, shape: list[tuple[str, object]], text: str) -> tuple[dict[str, str], set[str], str]:
    """The envelope of an answer, if it has one, the members of what is answered (a rank in an envelope is none), and the words about it without the envelope."""
    wrapped = envelope(entity, [name for name, _ in shape]) or ({} if shape else told_envelope(entity, text))
    numbers = {
        name
        for name, value in shape
        if isinstance(value, int) or (type(value).__name__ == "Placeholder" and re.fullmatch(r"[a-z]", str(value)))
    }
    if not wrapped or any(wrapped.get(name) == "rows" for name in numbers):
        return {}, {name for name, _ in shape}, text
    inner = {name for name, _ in in_rows(shape) if name not in {"rank", "place", "position"}}
    return wrapped, inner, re.sub(r"\{.*\}|\btotal\b[^,;.]*", " ", text)
