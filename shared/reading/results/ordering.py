"""In which order a list comes: `highest total first, ties by name`, `sorted by author and then title`, `(by arrival)`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.reading.refusals.spans import ends_among
from shared.reading.results.parts import in_full, own
from shared.reading.results.precedence import precedence
from shared.writing.ir import Entity
from shared.writing.words import stem

_DOWN = (
    r"highest|largest|biggest|most(?! \w+ly\b)|best|longest|newest|latest|greatest|top|dearest|priciest|heaviest|tallest|deepest|strongest|busiest|"
    r"hardest|fastest|quickest|widest|thickest|furthest|farthest|hottest|warmest|loudest|spiciest|richest|roomiest|sharpest|rarest|steepest|last|more|higher|larger|bigger|longer|newer|later|better|greater"
)
_UP = (
    r"lowest|smallest|fewest|least|cheapest|shortest|earliest|soonest|oldest|next|nearest|youngest|lightest|easiest|slowest|narrowest|thinnest|closest|coldest|coolest|quietest|mildest|poorest|weakest|shallowest|softest|"
    r"fewer|lower|smaller|shorter|earlier|older|less|cheaper|worst|worse"
)
#: Words that pick one of several.
SUPERLATIVE = (
    r"most \w+|least \w+|highest|largest|biggest|most|best|longest|newest|latest|greatest|dearest|priciest|heaviest|tallest|deepest|strongest|"
    r"busiest|hardest|fastest|quickest|last|top|lowest|smallest|fewest|least|cheapest|shortest|earliest|soonest|oldest|next|nearest|youngest|lightest|"
    r"easiest|slowest|worst|widest|thickest|furthest|farthest|hottest|warmest|loudest|spiciest|richest|roomiest|sharpest|rarest|steepest|narrowest|thinnest|closest|coldest|coolest|quietest|mildest|poorest|weakest|shallowest|softest"
)
DESCENDING = (
    r"descending|decreasing|falling|(?:highest|newest|largest|most|latest|best|dearest|biggest|longest|greatest|last|priciest|heaviest|tallest|deepest|strongest|busiest|hardest|fastest|widest|thickest|furthest|farthest|hottest|warmest|loudest|richest)\b|"
    r"in reverse|reversed|from z to a|down(?:wards)?\b"
)
_SORTED = r"(?:[sS]orted|ordered|ranked|arranged|sort|sorts|[sS]orting|ordering|listed|order|come|comes|rank|ranks|grouped|go|goes)"
_POLITE = r"(?:the |its |their |of |value of |number of |most )*"
#: Words of measures -> the names of fields that they order by, where no field is named.
_IMPLIED = (
    (r"deepest|shallowest", r".*depth"), (r"youngest", r".*age|.*birth.*|.*year.*"), (r"oldest|newest|latest|earliest|soonest|next|nearest", ""),
    (r"heaviest|lightest|heavier|lighter", r".*weight.*|.*mass.*|.*kg|.*grams|.*_g|.*tons|.*tonnes"),
    (r"cheapest|dearest|priciest|most expensive|least expensive|cheaper", r".*(?:price|cost|rent|fee|rate).*"),
    (r"fastest|slowest|quickest", r".*(?:time|seconds|minutes|speed|duration|pace|hours).*|ms"),
    (r"longest|shortest|longer|shorter", r".*(?:length|duration|minutes|seconds|km|kilomet|distance|hours|pages|days|nights).*"),
    (r"widest|narrowest", r".*width.*"), (r"furthest|farthest|closest", r".*distance.*|.*km|.*miles|.*met(?:er|re)s.*"),
    (r"hottest|coldest|warmest|coolest", r".*temp.*|.*degrees.*"), (r"strongest|weakest", r".*strength.*|.*alcohol.*|.*abv.*|.*percent.*|.*power.*|.*force.*|.*magnitude.*"),
    (r"easiest|hardest|most difficult", r".*(?:difficulty|level).*"), (r"tallest", r".*(?:height|cm).*"),
    (r"biggest|largest|smallest", r".*(?:size|area|amount|capacity|total|count|number|sum).*"),
    (r"best|worst|better", r".*(?:rating|score|points|stars|average|grade|votes|severity|level|priority).*"), (r"busiest", r".*(?:visitors|count|number|total).*"),
    (r"highest|lowest|higher|lower|top", r".*(?:height|altitude|score|points|total|sum|count|amount|average|value).*"),
    (r"most|fewest|least|more", r".*(?:count|total|number|votes|points|sum).*"),
)  # fmt: skip
TIE = re.compile(
    r"\b(?:ties?|tied|a tie|equals?|equally|draws?|level on|otherwise|the same|same|identical)\b|\bwithin (?:(?:one|an?|each|every|the|both|all|either|any) )?(?:\w+|<\w+>)|\bif (?:two|several|some|they|these)\b"
)
_CHOSEN = re.compile(
    r"(?<!\w)(?:sort|order)(?:_?by)?=|'?\b(?<!al )(?<!ing )(?<!ed )(?<!> )(?:sort|order|sort_by|order_by)\b'?(?: parameter)? (?:can|may|must|is|are|accepts?|takes?|one of|=|with|to)\b|\bparameters?\b[^.;]*\bsort\b|\b(?:via|through|using|with) (?:the |an? )?[\"'`?]*(?:sort|order)(?:_?by)?\b(?! order)|\bsortable\b"
)


_ANY = rf"{_DOWN}|{_UP}|most \w+|least \w+"
#: `deepest first`, `the heaviest pieces come first`.
_FIRST = (
    rf"(?P<word>(?:most|least) \w+|{_DOWN}|{_UP})(?: (?!first)[^\s,;.<>()]+)?(?: (?:comes?|is|are|being|shown|listed|standing))? first\b"
)
#: Many ways to say it become few.
_REWRITES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (
            r"\b(?:the )?(?:most recent(?:ly (?:added|created|found|posted|written|entered|seen|made|reported))?|last (?:added|created)|freshest)\b",
            "newest",
        ),
        (
            r"\b(?:(?:come|comes|is|are|goes|go|stand|stands|being|shown|listed) )?(?:always )?(?:first )?(?:at the (?:very )?(?:top|beginning|start|front)|on top|up front)\b",
            "first",
        ),
        (r"\b(?:from )?(?:the )?old(?:est)? to (?:the )?young(?:est)?\b", "oldest first"),
        (r"\b(?:from )?(?:the )?young(?:est)? to (?:the )?old(?:est)?\b", "youngest first"),
        (r"\b(?:new|young) to old\b|\bnewest to oldest\b", "newest first"),
        (r"\bold to new\b|\boldest to newest\b", "oldest first"),
        (rf"\b(?:from )?(?:the )?({_ANY}) to (?:the )?(?:{_ANY}) (<\w+>)", r"\1 \2 first"),
        (rf"\b(?:from )?(?:the )?({_ANY})( <\w+>)? to (?:the )?(?:{_ANY})(?! \w+ first)\b", r"\1\2 first"),
        (
            rf"\b(?:starting|beginning|starts|begins|opens|leads) (?:with|off with) (?:the )?(?:(?:one|ones|those|\[\w+\]) (?:with|that has|that have|having|of) )?(?:the )?({_ANY})( <\w+>| average)?(?: ones?)?",
            r"\1\2 first",
        ),
        (r"\b(?:from )?(?:high|large|big|much|expensive|many) to (?:low|small|little|cheap|few)\b", "descending"),
        (r"\b(?:from )?(?:low|small|little|cheap|few) to (?:high|large|big|much|expensive|many)\b", "ascending"),
        (
            r"(<\w+>), (?:which is |being )?(?:the|its|their) (?:sum|total|number|average|count|mean) of [^.;,]*(?=, (?:from|in|the|high|low|most|few|least|desc|asc))",
            r"\1",
        ),
        (r"\b(?:longest|most) overdue(?: ones?)? first\b", "oldest first"),
        (r"\bby (ascending|descending) (<\w+>)", r"by \2 \1"),
        (r"\bin (ascending |descending )?(<\w+>) order\b", r"in \1order of \2"),
        (
            r"\b((?:lists?|returns?|gives?|shows?|->)(?: the| all| its| booked| taken| free)* (<\w+>)(?! \[)[^.;,]*?),? in (ascending|descending|increasing|decreasing) order\b",
            r"\1 sorted by \2 \3",
        ),
        (r"\bby (<\w+>),? (?:and )?then (?:by )?(<\w+>)", r"sorted by \1 and then \2"),
        (r"\b(?:that|which|who|what) (<\w+>) (?:first|earliest|soonest|next)\b|(<\w+>) (?:1|one) first\b", r"earliest \1\2 first"),
        (
            r"\b(?:where|if|when|with|for|among) (?:the |an? )?(?:(?:equal|same|identical) )?<\w+> (?:is|are) (?:equal|the same|identical)\b[^.;<]{0,12}(?:the )?(<\w+>) (?:decides|counts|comes first)",
            r"ties by \1",
        ),
        (r"\b(?:the )?(<\w+>) (?:decides|is decisive|breaks (?:the )?ties?|breaks it)\b", r"ties by \1"),
    )
)


@dataclass(frozen=True)
class Key:
    """A field (or computed member) to sort by; `down`: the highest first."""

    name: str
    down: bool = False


def keys(said: str, kinds: Mapping[str, str]) -> list[Key]:
    """The keys that a grounded text sorts by, the first counts most. `kinds`: name -> its type, of what can be sorted by."""
    first: list[tuple[int, Key]] = []
    after: list[tuple[int, Key]] = []
    said = _plain(said)
    for place, segment in enumerate(re.split(r"[;]|\s\.\s|\.$", said)):
        if segment := _unchosen(segment):
            tie = TIE.search(segment)
            cut = tie.start() if tie else len(segment)
            begun = max(segment.rfind(",", 0, cut), segment.rfind("(", 0, cut)) + 1 if tie else len(segment)
            first += [(place, key) for key in _keys(segment[:begun], kinds)]
            after += [(place, key) for key in _keys(segment[begun:], kinds, tied=True)]
    found: dict[str, Key] = {}
    for _, key in (*first, *after):
        found.setdefault(key.name, key)
    return list(found.values())[:3]


#: An order that holds where the request chooses none: `otherwise the list is sorted by name`.
_OTHERWISE = re.compile(
    r"\b(?:otherwise|by default|(?:if|when) (?:it|none|nothing|no \w+) is (?:missing|given|sent|set|chosen)|without it)\b.*"
)
_CHOICE = re.compile(r"\b(?:can|may|might|could|supports?|allows?|optional\w*|sortable|sort|or|either)\b|=")


def _unchosen(segment: str) -> str:
    """A part of a text without what it says of an order that the request chooses: `sorted by name, or by price with sort=price`."""
    choice = _CHOSEN.search(segment)
    if choice is None:
        return segment
    otherwise = _OTHERWISE.search(segment, choice.end())
    before = segment[: max(segment.rfind(mark, 0, choice.start()) for mark in ",(:") + 1]
    return otherwise[0] if otherwise else "" if _CHOICE.search(before) else before


def _plain(said: str) -> str:
    """The text in few wordings."""
    for pattern, to in _REWRITES:
        said = pattern.sub(to, said)
    return said


def _keys(text: str, kinds: Mapping[str, str], tied: bool = False) -> Iterable[Key]:
    """The keys of a part of a sentence, in its order."""
    found: list[tuple[int, list[Key]]] = []
    taken: list[tuple[int, int]] = []
    for read in (_flagged, _stated, _superlative, _directed, _implied, _alphabetical, _by):
        for start, end, key in read(text, kinds, tied):
            if key and not any(start < last and begun < end for begun, last in taken):
                taken.append((start, end))
                found.append((start, key))
    return [one for _, several in sorted(found, key=lambda pair: pair[0]) for one in several]


Read = Iterator[tuple[int, int, list[Key]]]


def _stated(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    """`sorted by author and then title, descending`."""
    listed = rf"<\w+>(?:[^<>.;?=]{{0,24}}?(?:,|\band\b|\bthen\b)[^<>.;?=]{{0,14}}?<\w+>)*[^<.;,]{{0,40}}(?:,? (?:- )?(?:(?:with|so|and|that|i\.e\.) )*(?:the )?(?:{_ANY}) (?:\S+ )?(?:(?:comes?|is|are|being) )?first|, (?:in )?(?:descending|ascending)\b(?! (?:if|when|with))| ?\([^()]*\))?"
    pattern = rf"\b{_SORTED}\b:?(?: (?!filter|search|narrow|limit|restrict|select|quer)\w+){{0,3}}? (?:by|after|of|on|according to)(?: first)? {_POLITE}({listed})|\bin (?P<way>\w+ )?order of {_POLITE}({listed})"
    for match in re.finditer(pattern, text):
        body = match[1] or match[3]
        every = re.search(r"\b(?:both|all) (?:descending|ascending)\b", body) is not None
        parts = [part for part in re.split(r"(?=<\w+>)", body) if part.startswith("<")]
        downs = [_falls(part) or (match["way"] or "").startswith(("desc", "decr")) for part in parts]
        if match[0].startswith("rank") and kinds.get(parts[0][1 : parts[0].index(">")]) in {"integer", "number"}:
            downs[0] = not re.search(rf"\b(?:{_UP}|ascending)\b", parts[0])
        down_all = every and "descending" in body
        found = [
            Key(part[1 : part.index(">")], down or down_all)
            for part, down in zip(parts, downs, strict=True)
            if part[1 : part.index(">")] in kinds
        ]
        yield match.start(), match.end(), found


def _falls(part: str) -> bool:
    """Whether a field with what is said behind it comes with the highest first: `<price>, descending`, `<age>, the oldest first`."""
    told = re.match(rf"<(?P<name>\w+)>.*?\b{_FIRST}", part)
    return _is_down(told["word"], told["name"]) if told else re.search(rf"\b(?:{DESCENDING})", part) is not None


def _superlative(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    """`most visitors first`, `with the lowest price on top`, `from the oldest year to the newest`, `more likes first`."""
    words = rf"(?P<word>{_DOWN}|{_UP})"
    pattern = (
        rf"\b{words}(?: \w+)?? <(?P<name>\w+)>(?![^,;.()]*\b(?:can|must|may)\b)[^<,;.()]{{0,30}}\b(?:first|on top|at the top|lead\w*|ahead|wins?|before)\b|"
        rf"\b(?:from )(?:the )?{words.replace('word', 'start')} <(?P<begin>\w+)> to\b|"
        rf"\b(?:starting|beginning) with (?:the )?{words.replace('word', 'opens')} <(?P<open>\w+)>"
    )
    for match in re.finditer(pattern, text):
        name = match["name"] or match["begin"] or match["open"]
        word = match["word"] or match["start"] or match["opens"]
        yield match.start(), match.end(), [Key(name, _is_down(word, name))] if name in kinds else []


def _flagged(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    """`pinned ones first`, `starred notes come before the others`: those of which something is true."""
    for match in re.finditer(
        r"(?<!not )(?:<\w+> \()?<(\w+)>(?: (?:ones?|\[\w+\]|those|entries|records))?(?: (?:always|must|should|are|is|be|come|comes|go|goes|stand|listed|shown|sorted))* (?:first\b|before (?:all )?(?:the )?(?:others?|rest)\b)",
        text,
    ):
        yield match.start(), match.end(), [Key(match[1], True)] if kinds.get(match[1]) == "boolean" else []


def _is_down(word: str, name: str) -> bool:
    """Whether the highest come first: the oldest have the highest age, the youngest the latest birthday."""
    if re.match("fast|slow|quick|best|worst|better", word) and lasts(name):
        return word.startswith(("slow", "worst"))
    turned = word in {"oldest", "youngest"} and (re.search(r"(?:^|_)age$", name) is not None) == (word == "oldest")
    return turned if word in {"oldest", "youngest"} else re.match(rf"(?:{_DOWN}|most \w+)(?!\w)", word) is not None


def lasts(name: str) -> bool:
    """Whether a field is called like what something takes: the least is the best."""
    return re.search(r"(?:^|_)(?:time|seconds?|minutes?|duration|pace|ms|secs?|mins?|hours?)(?:_|$)", name) is not None


#: Of what these speak is when a record was made, and no amount before them.
_WHEN_MADE = frozenset({"newest", "latest", "oldest", "earliest"})


def _directed(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    """`price descending`, `by date, newest first`."""
    pattern = rf"<(?P<name>\w+)>[^<.;]{{0,14}}?\b(?P<way>ascending|descending|alphabetical\w*|{_FIRST}|from a to z|a-z|from z to a)(?!\w)"
    for match in re.finditer(pattern, text):
        name, word = match["name"], match["word"]
        down = _is_down(word, name) if word else re.match(DESCENDING, match["way"]) is not None
        lettered = kinds.get(name) in {"string", "scalar", "enum", "boolean", ""}
        aged = word in _WHEN_MADE and kinds.get(name) in {"integer", "number"} and not re.search(r"year|vintage|age|day|date|time", name)
        if aged or (word and lettered) or (re.match("alphabetical|a-z|from", match["way"]) and kinds.get(name) in {"integer", "number"}):
            continue
        yield match.start(), match.end(), [Key(name, down)] if name in kinds else []


def _implied(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    """`cheapest first`, `the five best`, `newest first`."""
    words = rf"(?:most|least) recently \w+|most \w+|least \w+|{_DOWN}|{_UP}"
    for match in re.finditer(
        rf"\b(?P<word>{words})(?: [^\s,;.<>()]+){{0,3}}?(?: comes?| come| are| is| shown| listed)? (?:first|on top)\b", text
    ):
        name, start = _fitting(match["word"], kinds), (ends_among(kinds) or ("",))[0]
        named = (
            [name, *([start] if kinds.get(name) == "date" and kinds.get(start) not in {"date", "datetime", None} else [])] if name else []
        )
        yield match.start(), match.end(), [Key(one, _is_down(match["word"], name)) for one in named]


def _fitting(word: str, kinds: Mapping[str, str]) -> str:
    """The only name that a superlative without one can mean."""
    if lately := re.match(r"(?:most|least) recently (\w{5})", word):
        return next((name for name, kind in kinds.items() if kind in {"date", "datetime"} and name.startswith(lately[1])), _dated(kinds))
    own = re.match(r"(?:most|least) (\w{4,})", word)
    if own and (named := [name for name in kinds if name[:5] == own[1][:5] or _does(own[1], name)]):
        return named[0]
    for words, names in _IMPLIED:
        if re.match(rf"(?:{words})\b", word):
            if not names:
                aged = next((name for name in kinds if re.search(r"(?:^|_)age$", name)), "") if word == "oldest" else ""
                return _dated(kinds) or aged
            fitting = [
                name for name, kind in kinds.items() if re.fullmatch(names, name) and kind in {"integer", "number", "date", "datetime"}
            ]
            if fitting:
                return next((name for name in fitting if re.search(r"(?:^|_)(?:average|avg|mean)(?:_|$)", name)), fitting[0])
    numbers = [name for name, kind in kinds.items() if kind in {"integer", "number"} and name != "id" and not name.endswith("_id")]
    if len(numbers) == 1 and re.match(r"\w+est\b", word):
        return numbers[0]
    return (
        next(iter(numbers), "")
        if re.match(rf"(?:{_DOWN}|{_UP})\b", word) and re.match("most|high|low|few|larg|small|big|best|least|top|more", word)
        else ""
    )


def _does(participle: str, name: str) -> bool:
    """Whether a number counts what was done: `plays` or `play_count` of the most played, `times_viewed` of the most viewed."""
    done = stem(participle)
    return participle.endswith(("ed", "en", "ght")) and done in {stem(part) for part in name.split("_")}


def _dated(kinds: Mapping[str, str]) -> str:
    dates = [name for name, kind in kinds.items() if kind in {"date", "datetime", "time"}]
    years = [name for name, kind in kinds.items() if kind == "integer" and re.search(r"year|vintage", name)]
    return next(iter([*dates, *years, *(ends_among(kinds) or ())]), "")


def _alphabetical(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    for match in re.finditer(r"\b(?:in )?alphabetical\w*(?: order)?\b|\b(?:from )?a (?:to|-) z\b|\ba-z\b", text):
        near = re.match(r"[^.;]{0,6}\b(?:by|of) (?:the |their |its )?<(\w+)>", text[match.end() :])
        texts = [name for name, kind in kinds.items() if kind in {"string", "", "enum", "scalar"}]
        chosen = [near[1]] if near and near[1] in kinds else [name for name in ("name", "title") if name in kinds] + texts
        yield match.start(), match.end() + (near.end() if near else 0), [Key(chosen[0])] if chosen else []


def _by(text: str, kinds: Mapping[str, str], tied: bool) -> Read:
    """`lists all meters by label`, `its stays (by arrival)`, `ties by name`."""
    before = (
        r"^\W*|\b(?:list(?:s|ing)?|show(?:s|ing)?|gives?|returns?|all|of them|everything|answers?|with)\b[^.;?]*|\(|,\s*|\bthen "
        if not tied
        else ""
    )
    pattern = rf"(?:{before})(?P<by>(?<!followed )(?<!made )(?<!written )(?<!posted )(?<!added )(?<!given )\bby) (?:the |its |their )?<(\w+)>(?! ?=)(?P<after>[^<.;,]*)"
    text = re.split(r"\b(?:filter\w*|narrow\w*|search\w*|group\w*|restrict\w*)\b", text)[0]
    for match in re.finditer(pattern, text):
        if match[2] in kinds:
            yield match.start("by"), match.end(), [Key(match[2], re.search(rf"\b(?:{DESCENDING})", match["after"]) is not None)]


#: `best average first`, of records that show their best, too.
_EXTREME = re.compile(rf"<(?P<word>{SUPERLATIVE})>(?= (?:<\w+> )?(?:first|on top|at the top)\b)")


def order_of(entity: Entity, said: str) -> str:
    """The statements that sort `rows` as the (grounded) text asks for; empty when it asks for nothing."""
    kinds = {entity.key: entity.key_type} | {one.name: "number" for one in entity.computed if not one.code.startswith("{")}
    kinds |= {one.name: one.type for one in entity.fields.values() if one.type not in {"list", "object"}}
    found = keys(_started(own(entity, in_full(entity, said := _EXTREME.sub(r"\g<word>", said))), kinds), kinds)
    before = [placed] if (placed := precedence(entity, said)) else []
    if not found:
        return "\n    ".join([*(["rows.reverse()"] if _NEWEST.search(_plain(said)) else []), *before])
    lines = statements(found, kinds)
    newest = _NEWEST.search(_plain(said)) and all(kinds[one.name] == "boolean" for one in found)
    # Of the same day, the one that came last is the newest.
    if newest or (len(found) == 1 and found[0].down and kinds[found[0].name] in {"date", "datetime"}):
        lines.insert(0, "rows.reverse()")
    return "\n    ".join([*lines, *before])


def sorted_by(entity: Entity, said: str, code: str) -> str:
    """The expression of a list of records, sorted as the (grounded) text asks for."""
    kinds = {one.name: one.type for one in entity.fields.values() if one.type not in {"list", "object"}}
    lines = statements(keys(_started(own(entity, said), kinds), kinds), kinds)
    for line in lines:
        code = f"sorted({code}, {line.partition('(')[2]}"
    newest = not lines and entity.key == "id" and _NEWEST.search(_plain(said))
    return f'sorted({code}, key=lambda row: row["id"], reverse=True)' if newest else code


#: `by starting hour`, `in order of their beginning`; `chronologically`.
_BY_START = re.compile(
    r"(?P<by>\bby |\border of )(?P<the>(?:ascending |the |their |its )*)(?:start(?:ing)?|begin(?:ning)?)(?: (?:hour|time|date|day|moment|point))?s?\b(?! (?:with|at|from|<))"
    r"|(?P<when>\bby |\border of )(?:the |their |its )*(?:dates?|times?|days?)(?: and times?)?(?=\W*$|[.;,)]| first\b)"
    r"|\bin start(?:ing)? order\b|(?<!reverse )(?:\bin )?\bchronological(?:ly)?(?: order)?(?! (?:desc|rev|back))"
)


def _started(said: str, kinds: Mapping[str, str]) -> str:
    """The text with the name of the field for the start of what lasts, or for when it is."""
    span = ends_among(kinds)
    first = span[0] if span else _dated(kinds)
    return (
        _BY_START.sub(
            lambda match: f"{match['by']}{match['the']}<{first}>" if match["by"] else f"{match['when'] or 'sorted by '}<{first}>", said
        )
        if first
        else said
    )


_NEWEST = re.compile(
    r"\bnewest (?:\S+ )?(?:come |are )?(?:first|at the top|on top)\b|\bnewest to oldest\b|\blast (?:added|created|one) first\b|"
    r"\bin reverse (?:order|chronological)|\bmost recent first\b"
)


def statements(found: Iterable[Key], kinds: Mapping[str, str], rows: str = "rows") -> list[str]:
    """The statements that sort: the key that counts least comes first."""
    lines = []
    for key in reversed(list(found)):
        text = kinds.get(key.name) in {"string", "enum", ""}
        value = f'row["{key.name}"]'
        nothing = "is not None" if key.down else "is None"
        by = f"str({value}).casefold()" if text else f"{value} {nothing}, {value}"
        lines.append(f"{rows}.sort(key=lambda row: ({by}){', reverse=True' if key.down else ''})")
    return lines
