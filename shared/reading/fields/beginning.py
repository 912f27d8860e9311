"""What a new record has that no request carries: `its balance starts at 0`, `a running number`, the time at which it was made."""

import re
from collections.abc import Iterable, Iterator

from shared.reading.fields.bodies import kind_of, type_of
from shared.reading.fields.constraints import constrain
from shared.reading.fields.numbering import counted
from shared.reading.fields.phrases import is_name
from shared.reading.text.lexicon import canonical, wordset
from shared.writing import words
from shared.writing.ir import MISSING, Endpoint, Entity, Field

_NAME = r"[`\"]?([a-z]+(?:_[a-z]+)*)[`\"]?"
_FIRST = r"(?:at first|initially|in the beginning|at the (?:start|beginning)|to begin with|to start with|when (?:it is )?(?:new|created)|from the start|by default|from the beginning|at the outset|(?:for|in|of) (?:an?|every|each|any|all)? ?(?:brand[- ])?new(?:ly [a-z]+)? [a-z]+|(?:on|upon|after|at) (?:its )?creation)"
_STARTS = r"(?:(?:always|initially|also|first) )?(?:starts?|begins?)(?: out| off)?(?: (?:at|with|from|as|on))?"
_NUMBER = r"(zero|-?\d{1,2}|-?\d{4,})(?![\w%:/-]|\.\d)(?! (?:if|when|for(?! (?:(?:an?|every|each|any|all) )?(?:brand[- ])?new)|or|to|and \d|more|less|times|characters?|per|by default)\b)"
#: `with copies 1`, `, balance 0`, `likes start at 0`, `points are 0 at first`.
_NUMBERED = (
    re.compile(rf"(?:\b(?:with|has|have|gets?|its|whose|the|a|an|and|then)\b|[,;:(]) {{0,2}}(?:its |the |an? )?{_NAME}(?:,? (?:which|that) (?:is|are))? (?:of |= ?|: ?|is |are |being )?(zero|0|1)(?![\w%:/-]|\.\d)(?= ?(?:[.,;)]|$| {_FIRST}| and\b| then\b|\(20\d\)))"),
    re.compile(rf"\b{_NAME},? (?:which |that |it |they )?(?:{_STARTS}|(?:is|are|at|of|=|,|being|counts) (?=-?\w+ {_FIRST})) ?{_NUMBER}"),
    re.compile(rf"\b{_NAME}(?:, {_NUMBER} {_FIRST}|,? \(?{_FIRST}(?: (?:at|is|=|with))? {_NUMBER})"),
    re.compile(rf"\b(?:with|and)\b[^.;()]*\b{_NAME} \((zero|0)\)"),
)  # fmt: skip
#: `right_count and wrong_count, both start at 0`, `whose counters opened and refilled are 0`, `its count and its reports both are 0 at first`.
_COUNTERS = r"(?:counters|counts|numbers|figures)"
_TOGETHER = re.compile(
    rf"(?P<kind>\b(?:(?:two|three|four|the|its|whose) )?{_COUNTERS}[,:]? )?(?<![\w\"`])(?P<names>{_NAME}(?:, (?:the |its )?{_NAME})*,? and (?:the |its )?{_NAME})(?P<after> {_COUNTERS})?,? ?\(?"
    rf"(?P<links>(?:(?:which|that|they|are|is|being|with|and|where|of which|(?:the )?(?:last|latter) (?:two|three|four)|both|all|each|{_COUNTERS}|of them) )*)(?P<starts>{_STARTS} ?|(?:at|=) )?(?:both |all )?{_NUMBER}(?P<first>\)? {_FIRST})?"
)
#: `active is true at first`, `open starts as false`, `done (false at first)`, `with an id and running true`.
_FLAGGED = re.compile(
    rf"\b{_NAME},? (?:which |that |it )?(?:{_STARTS}|(?:is|being|=|:) (?=\w+ {_FIRST})) ?(?:the value )?(true|false)\b"
    rf"|\b{_NAME} \((?:(?:is|boolean|initially|always|first|starts?|at first),? )*(true|false)(?:,? {_FIRST})?\)"
    rf"|(?:\b(?:with|and)|,) {_NAME} (?:= ?|: ?|is |of |set to )?(true|false)(?=\s*(?:[.,;)]|$|and\b|{_FIRST}))"
)
#: `a new clip has 0 likes`, `starts with zero points`.
_COUNT = re.compile(rf"\b(?:has|have|with|gets?|{_STARTS}) (?:with )?(?:zero|0) {_NAME}(?! \w+_)")
_NO_NAME = wordset(
    "it they this that which least most than and or with status code answer answers id page limit size between than from to by at in all "
    "there is are http answered error number of list body response day week month year page offset position_of one only first last "
    "a an the its their every each new default defaults minimum maximum counter counters counts numbers figures integer string text boolean float "
    "counting numbering starting beginning stands stays remains sits lies whole set flag next other another second former latter later previous"
)
#: Names that say how a value is computed from other records.
_COMPUTED = re.compile(r"(?:total|average|avg|mean|sum|remaining)(?:_|$)|.*_(?:count|total|left|sum|average)$|number_of_")
#: Where what a new record has is listed: `every player begins with …`, `creates a player with …`, `a new player has …`.
_NEW = re.compile(
    rf"(?i)\b(?:(?:a |the |every |each |all )?(?:new|newly \w+|fresh) (?:\w+ ){{1,2}}?(?:always |then |initially )?(?:gets?|has|have|{_STARTS}|comes? with|is (?:created|made|stored) with|is given)|"
    rf"(?:every|each|an?|all) (?:\w+ ){{1,2}}?{_STARTS}|(?:an?|every|each|the) \w+ (?:that|which|who) (?:is|was|has) (?:just |newly |only just )?(?:been )?(?:new|created|added|registered|made) (?:has|gets|{_STARTS})|"
    rf"(?:at first|initially|in the beginning|at the start|to begin with|on (?:its |their )?creation|when (?:an?|the|every|each) (?:new )?\w+ (?:is|was|has been) (?:first )?(?:created|added|registered|made|new)|when (?:first )?created),?(?: (?:an?|the|every|each|all) \w+ (?:has|have)| (?:it|they) (?:has|have))?(?: both)?|"
    rf"(?:creates?|makes?|adds?|opens?|registers?|starts?|stores?) (?:an?|the|it) ?(?:new )?(?:(?:\w+|\(20\d\)) ){{0,2}}?with|(?:it|they|which|that) (?:{_STARTS}|gets?)(?: with)?) (?=\S)"
)
_VALUE = r"(?P<value>-?\d+(?:\.\d+)?|zero|no|null|true|false|\"[\w \-]+\")"
_PAIR = re.compile(
    rf"(?:with |at |a |an |the |its )*(?:(?P<name>(?!(?:with|at|an?|the|its|no|zero|of|by|in|for)\b)[a-z]+(?:[_ ][a-z]+)??),? (?:of |is |are |= ?|: ?|being |at |set to |starting at )?{_VALUE}"
    r"|(?P<count>-?\d+|zero|no) (?P<counted>[a-z]+(?:_[a-z]+)*))(?![\w%/.:-]*\w)(?!,? (?:as (?:soon|long) as|once|while|only|if|when (?![^.;,]*\b(?:new|created|added|made|registered)\b))\b)(?: (?:then|at first|initially|in the beginning|to (?:start|begin) with))?"
)
_NEXT = re.compile(r",? and (?:with )?|, (?:with )?|\s+with ")
#: `occupied is false and tenant is null until somebody rents it`.
_AT_FIRST = re.compile(rf"(?:^|[.;:,] )(?P<pairs>[^.;:]*?),? (?:until\b|{_FIRST})")
#: `rating is 1000 for a new player`, `the rating of a new player is 1000; wins and losses are zero`.
_FOR_NEW = (
    re.compile(rf"(?i)\b(?:the )?{_NAME}(?: and {_NAME})? (?:is|are|starts? at|begins? at) {_VALUE} (?:for|of|on|in) (?:an?|every|each|all|the)? ?new\b"),
    re.compile(rf"(?i)\b(?:the )?{_NAME}(?: and {_NAME})? of (?:an?|every|each|all|the)? ?new \w+ (?:is|are|starts? (?:at|with)|begins? (?:at|with)|shall be) {_VALUE}"),
    re.compile(rf"\bnew\b[^.;]*\({_NAME}()(?:: ?| ?= ?| is ){_VALUE}\)"),
    re.compile(rf"(?:(?<=[;,] )|(?<=[;,] and ))(?:the )?{_NAME}(?: and {_NAME})? (?:is|are|(?:both )?starts? at|begins? at) {_VALUE}(?=\s*(?:$|[.,;]))"),
)  # fmt: skip
_TIMES = r"(?:current |exact )?(?:time(?:stamp)?|moment|date and time|now|date|day)"
#: `the server stores the time as came_at`, `created_at is set by the server`, `with the moment in started_at`.
_STAMPED = (
    re.compile(r"(?<![\w/])(created_(?:at|on))\b"),
    re.compile(rf"\b{_TIMES}\b[^.;,\"`]{{0,40}}? (?:as|in|into|under|called|named) [`\"]?([a-z]+_(?:at|on|time|date|since))\b"),
    re.compile(rf"\b([a-z]+_(?:at|on|time|since))\b[`\"]?,? (?:which |that )?(?:is |are |being |gets? |becomes? |holds |is set to |= ?|\()?[^.;,]{{0,24}}?\b(?:{_TIMES} (?:of (?:the )?(?:creation|request|call|server)|when|at which|it was|they)|(?:is|are|being|=|to) (?:the )?current (?:time(?:stamp)?|moment|date(?: and time)?|day)\b|now\b|set by the server|set by us|server[- ]side)"),
)  # fmt: skip


#: `"on" is a boolean`, `with on true or false`: a flag that no request carries.
_FLAG = re.compile(
    r"[`\"]([a-z]\w*)[`\"],? (?:which )?(?:is |are |being |= ?|: ?)?(?:either )?(?:an? )?(?:boolean|flag|true or false|true/false)\b"
    r"|\b(?:with|and|a|its?|the) ([a-z]\w*) (?:is |being |= ?)?(?:either )?(?:true or false|true/false)\b|[`\"]([a-z]\w*)[`\"]: ?(?:true/false|true\|false)"
)


def flags(entity: Entity, text: str, sent: set[str]) -> None:
    """Flags that only answers show: false at first, unless the text says otherwise."""
    for match in _FLAG.finditer(canonical(text)):
        name = match[1] or match[2] or match[3]
        computed = re.search(rf"\b{name}\b is true (?:as soon as|once|when|if|while) [^.;]*(?:>|<|\bequal|\breach|\bat least\b)", text)
        if computed is None and name not in {*entity.fields, *sent, *_NO_NAME, "value"}:
            first = re.search(rf"\b{name}\b[^.;]{{0,40}}\btrue (?:at first|initially|in the beginning|from the start)", text)
            entity.fields[name] = Field(name, "boolean", required=False, default=bool(first), given=False)


#: `A sensor without readings has count 0`: what is computed of nothing.
_OF_NOTHING = re.compile(
    r"(?i)(?:for |if |when )?(?:an?|the|every|each|there (?:is|are)) ?[a-z]* (?:without|with no|(?:that|which|who) (?:has|have) (?:no|not)|(?:has|have) no|that no)\b"
)


def begin(entity: Entity, text: str, sent: set[str], known: set[str], acts: str = "") -> None:
    """Fields of a new record, as the words about its creation tell them. `known`: names that mean something else; `acts`: what actions do to it."""
    said = canonical(f"{text[:1].lower()}{text[1:]}")
    if _OF_NOTHING.match(said):
        return
    for last, word in (*_numbers(said), *_listed(said)):
        name = _whole(entity, last, said)
        if name not in {*sent, *known} and _names(name) and (not _COMPUTED.match(name) or re.search(rf"\b{name}\b", acts)):
            _initially(entity, name, _told(name, word), later=bool(sent))
    _together(entity, said, {*sent, *known})
    _begun(entity, said, sent)
    _noted(entity, text, {*sent, *known})
    counted(entity, said, sent, known)
    _stamps(entity, said, {*sent, *known})


def _whole(entity: Entity, last: str, said: str) -> str:
    """The name of the field of which a text tells by its last word, or with what was done: `the stock level starts at 0`, `the lessons taken`."""
    spoken = (
        name
        for name in entity.fields
        if (name.endswith(f"_{last}") and re.search(rf"\b{name.replace('_', ' ')}\b", said))
        or (last.endswith(("ed", "en")) and re.search(rf"\b{name} {last}\b", said))
    )
    return last if last in entity.fields else next(spoken, last)


#: `opens (integer, set by the service, initially 0)`.
_NOTE = re.compile(rf"{_NAME} \(([^()]+)\)")
#: `done defaults to false and done_at to null; both are set by the service`.
_DEFAULTS = re.compile(rf"\b{_NAME}(?: (?:defaults )?to | ?= ?)(zero|-?\d+|true|false|null)\b")
_BY_SERVICE = re.compile(
    r"(?i)\b(?:set|assigned|managed|filled(?: in)?|kept) by (?:the |our )?(?:service|server|system|api|backend)\b|"
    r"\b(?:service|server|system|api|backend) (?:then |also |always |itself )?(?:sets|adds|fills in|assigns|stores|initiali[sz]es)\b"
)


def _noted(entity: Entity, text: str, taken: set[str]) -> None:
    """What a bracket behind a name, or all of a sentence, says that the service sets."""
    for match in _NOTE.finditer(text):
        one = Field(words.code_name(match[1]))
        if one.name not in {*entity.fields, *taken} and _names(one.name) and constrain(one, match[2]) and not one.given:
            one.required = False
            entity.fields[one.name] = one
    for match in _DEFAULTS.finditer(text) if _BY_SERVICE.search(text) else ():
        if match[1] not in taken and _names(match[1]):
            if (known := entity.fields.get(match[1])) is not None:
                known.given = False
            _initially(entity, match[1], _told(match[1], match[2]))


def _names(name: str) -> bool:
    """Whether a word can be a field of a new record."""
    return name not in _NO_NAME and is_name(name, "", "")


def _stamps(entity: Entity, said: str, taken: set[str]) -> None:
    """The times at which a record was made."""
    for pattern in _STAMPED:
        for match in pattern.finditer(said):
            if match[1] not in taken:
                one = entity.fields.setdefault(match[1], Field(match[1], required=False, given=False))
                one.type = "date" if re.search(r"_(?:on|date)$", one.name) else "datetime"
                one.given, one.required, one.fill = False, False, one.fill or ("today" if one.type == "date" else "now")


def _begun(entity: Entity, said: str, sent: set[str]) -> None:
    """`active, which is true at first`, `open starts as false`: what a flag is at first."""
    for match in _FLAGGED.finditer(said):
        found, told = (one for one in match.groups() if one)
        name, value = words.code_name(found), told == "true"
        one = entity.fields.get(name)
        if one is None and name not in {*sent, *_NO_NAME, "value"}:
            entity.fields[name] = Field(name, "boolean", required=False, default=value, given=False)
        elif one is not None and one.type in {"", "boolean"} and one.default is MISSING:
            one.type, one.required, one.default = "boolean", False, value


def _numbers(said: str) -> Iterator[tuple[str, str]]:
    """Names and numbers, wherever they stand side by side."""
    for pattern in _NUMBERED:
        yield from ((words.code_name(match[1]), next(filter(None, match.groups()[1:]))) for match in pattern.finditer(said))
    yield from ((words.code_name(match[1]), "zero") for match in _COUNT.finditer(said))


def _together(entity: Entity, said: str, taken: set[str]) -> None:
    """Numbers that begin alike: no request carries them, whatever else told of them."""
    for match in _TOGETHER.finditer(said):
        told = match["kind"] or match["after"] or match["first"] or re.search(rf"\b(?:both|all|each|{_COUNTERS})\b", match["links"])
        number = re.search(_NUMBER, match[0][len(match["names"]) :]) if told or re.match("start|begin", match["starts"] or "") else None
        names = _meant(
            re.findall(r"[a-z]+(?:_[a-z]+)*", re.sub(r"\b(?:and|the|its)\b", " ", match["names"])), f"{match['links']}{match[0]}"
        )
        for name in map(words.code_name, names) if number and not taken & {*names} else ():
            known = entity.fields.get(name)
            if known is not None and known.given and known.type in {"", "integer", "scalar"}:
                known.given, known.default = False, MISSING
            if _names(name):
                _initially(entity, name, _told(name, number[1]) if number else 0)


#: `where the last two begin at 0`, `both 0 at first`: so many of those that were listed.
_LAST = re.compile(r"\b(?:(?:last|latter) (?P<many>two|three|four)|both)\b")


def _meant(names: list[str], said: str) -> list[str]:
    """The names of a list of which something is said: all, or so many of the last."""
    told = _LAST.search(said)
    return names[-{"three": 3, "four": 4}.get(told["many"] or "two", 2) :] if told else names


def _listed(said: str) -> Iterator[tuple[str, str]]:
    """Names and values of what a new record has."""
    for at in [*(one.end() for one in _NEW.finditer(said)), *(one.start("pairs") for one in _AT_FIRST.finditer(said))]:
        while pair := _PAIR.match(said, at):
            yield words.code_name(pair["name"] or pair["counted"]), pair["value"] or pair["count"]
            following = _NEXT.match(said, pair.end())
            if following is None:
                break
            at = following.end()
    anew = False
    for pattern in _FOR_NEW:
        for match in pattern.finditer(said) if anew or pattern is not _FOR_NEW[-1] else ():
            anew = True
            yield from ((words.code_name(name), match["value"]) for name in (match[1], match[2]) if name)


_TOLD: dict[str, object] = {"zero": 0, "null": None, "true": True, "false": False}


def _initially(entity: Entity, name: str, value: object, later: bool = False) -> None:
    """A member of a new record with its value; no request carries it, or only those that come `later`."""
    one = entity.fields.get(name)
    if one is not None and ((one.given and not later) or one.default not in (MISSING, None) or one.choices):
        return
    if one is None:
        one = entity.fields[name] = Field(name, given=False)
    one.type, one.required, one.default = one.type or type_of(name, value), False, value


def _told(name: str, word: str) -> object:
    """The value that a word stands for: `no worker` is none, `no wins` are 0."""
    if word == "no":
        return 0 if words.is_plural(name) else None
    if word in _TOLD:
        return _TOLD[word]
    return word.strip('"') if word[0] == '"' else float(word) if "." in word else int(word)


def constant(entity: Entity, name: str, value: object, endpoint: Endpoint) -> bool:
    """A member that the server sets at first: `{"name": "coffee", "value": 0}`. Whether it is one, or what any answer may have."""
    empty = isinstance(value, int | bool | float) and not value
    if endpoint.kind == "create" and (isinstance(value, str) or empty) and name not in {"error", "detail", "message"}:
        entity.fields[name] = Field(name, kind_of(value), required=False, default=value, given=False)
        return True
    return name in {"error", "detail", "message", "items", "total", "count"}


#: `status "open"`, `every new tool is "available"`, `adds a trip, which is "planned"`.
_BEGUN_IN = (
    r"\b{name}\b[^.;\"{}]{0,16}\"([\w \-]+)\"|(?i:\bnew \w+ (?:is|are|gets?|starts?|begins?))[^.;\"{}]{0,16}\"([\w \-]+)\""
    r"|^(?:\W*20\d[,;:]? (?:the|an?|every) [a-z]+ is|(?:\{\} )?(?:creates?|adds?|makes?|registers?|stores?|records?|opens?|files?|enters?|saves?|places?|books?|plans?|raises?) [^.;\"]*?"
    r"(?:,? (?:which|that|it|who) (?:is|are|starts?(?: out| off)?|begins?)|,? and (?:it )?(?:is|starts?|begins?)))(?: (?:as|then|at first|initially|first|always|now|still|in))* \"([\w \-]+)\""
    r"|^(?:\{\} )?[a-z]+s an? [a-z ]+ \(\"([\w \-]+)\"\)|, (?:at first|initially|to begin with|to start with),? \"([\w \-]+)\"|\"([\w \-]+)\" (?:at first|initially|to (?:begin|start) with)"
)


def begin_in(entity: Entity, texts: Iterable[str]) -> None:
    """`-> 201, status "open"`, `every new tool is "available"`: the state in which a resource begins."""
    state = next((field for field in entity.fields.values() if field.choices and not field.given), None)
    if state is None:
        return
    for text in texts:
        match = re.search(_BEGUN_IN.replace("{name}", state.name), re.sub(r"\{[^{}]*\}", "{}", text))
        if match:
            first = next(told for told in match.groups() if told)
            state.choices = list(dict.fromkeys([first, *state.choices]))
            state.default = first
            return
