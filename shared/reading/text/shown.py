"""Requests that show something, put before what they show: `The wishes are listed by GET /wishes`, `With GET /wishes we see them`, `To see them, use GET /wishes`."""

import re
from collections.abc import Callable

from shared.reading.text.gathered import ENDS, PATH
from shared.writing import words

_ROUTE = rf"(?P<route>[`\"]?GET [`\"]?{PATH}(?:\?[^\s,;)`\"']*)?[`\"]?)"
_START = r"(?P<start>\W*)"
_WHO = r"(?:we|you|i|one|they|people|everyone|everybody|anyone|somebody|someone|users?|clients?|(?:the |an? |our )?[a-z]+s?)"
_MODAL = r"(?:(?:can|may|must|shall|should|will|could|want to|wants to|need to|needs to|have to|would like to|(?:'d|'ll) like to|am able to|are able to|is able to) )"
#: By what a request is made.
_BY = r"(?:by|with|via|through|using|from|under|by means of|with the help of|by (?:calling|sending|using|requesting)|(?:on|at) (?=`?GET))(?: an?| the)?"
_SHOWN = r"listed|returned|shown|displayed|fetched|retrieved|read|obtained|found|viewed|looked up|seen|given|provided|served|delivered|available|accessible|opened|queried|requested|got|sent back|handed out|looked at"
_SEE = r"list|return|show|display|fetch|retrieve|read|obtain|find|view|look up|see|get|open|query|request|have|look at|check|access|browse|read out"
#: What is shown, without a clause of its own.
_WHAT = r"(?P<what>(?![^.;]*\b(?i:if|when|unless|only)\b)[^.;:]*?)"
_ACTIVE: tuple[tuple[str, str], ...] = (
    ("list", "lists"), ("browse", "lists"), ("show", "shows"), ("display", "shows"), ("view", "shows"), ("see", "shows"), ("look", "shows"),
)  # fmt: skip


def _does(verb: str) -> str:
    """What a request does that lets somebody see something."""
    return next(
        (does for word, does in _ACTIVE if verb.startswith(words.stem(word)[:4])), "shows" if verb.startswith("seen") else "returns"
    )


def _rest(rest: str) -> str:
    """What goes on about the answer, without the word that joins it."""
    return re.sub(r"^,? (?:where|in which|and there|and) (?=the |they |it |those |newe|olde)", ", ", rest)


def _passive(match: re.Match[str]) -> str:
    does = _does(match["done"])
    return f"{match['start']}{match['route']} {does} {_small(match['what'])}{_rest(match['rest'])}"


def _actively(match: re.Match[str]) -> str:
    does = _does(match["does"])
    return f"{match['start']}{match['route']} {does} {match['what']}{_rest(match['rest'])}"


def _given(match: re.Match[str]) -> str:
    return f"{match['start']}{match['route']} returns {_small(match['what'])}{_rest(match['rest'])}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


_REST = r"(?P<rest>.*)"
_OPEN = r"(?:open|call|request|look at|fetch|visit|read|get|use|view|query|load|ask for|go to|do)"
#: `When our team opens`, `Whoever opens`, `Opening`.
_OPENS = rf"(?:When|Whenever|If|Once|Each time|Every time) {_WHO} {_OPEN}(?:e?s)?|(?:Whoever|Anyone|Anybody|Everyone|Everybody|People|Users|Those)(?: who| that)? {_OPEN}(?:e?s|ing)?|(?:Opening|Visiting|Requesting|Looking at|Fetching|Viewing)"
_WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), does)
    for pattern, does in (
        (
            rf"{_START}{_WHAT} (?:(?:is|are)(?: to be)?|(?:can|may|must|shall|should|will)(?: always| also)? be|(?:has|have|needs?) to be|gets?)(?: then| also| all)? "
            rf"(?P<done>{_SHOWN}) {_BY} {_ROUTE}{_REST}",
            _passive,
        ),
        (
            rf"{_START}(?:With|Using|Via|Through|By calling|By|by|with|using|via|through|Calling|From|In|On|At|{_OPENS})(?: an?)? {_ROUTE},? (?:{_WHO} )?{_MODAL}?(?:also )?(?P<does>{_SEE})s? (?P<what>){_REST}",
            _actively,
        ),
        (
            rf"{_START}[Tt]o (?P<does>{_SEE}) {_WHAT},? (?:(?:{_WHO} )?{_MODAL}?(?:use|call|send|request|do|go to|make)s?|there(?: is|'s)|it is|it's|the (?:request|call|endpoint|route) is|is done (?:by|with|via)) (?:an? |the )?(?:request |call )?(?:to |for )?{_ROUTE}{_REST}",
            _actively,
        ),
        (rf"{_START}[Ff]or {_WHAT},? (?:there(?: is|'s)|{_WHO} (?:use|call)s?) {_ROUTE}{_REST}", _given),
        (rf"{_START}{_WHAT} (?:comes? (?:from|back from|with)|(?:is|are) what) {_ROUTE}(?: (?:gives(?: back)?|returns|shows|lists|answers(?: with)?|responds with|delivers|is (?:there )?for))?{_REST}", _given),
        (
            rf"{_START}(?:[^.;,]*, )?(?:I|i|we|We|{_WHO}) (?:{_MODAL}|'d like to |would like to )(?P<does>{_SEE}) {_WHAT} {_BY} {_ROUTE}{_REST}",
            _actively,
        ),
    )
)  # fmt: skip


#: `GET /parcels must return the parcels`.
_MUST = re.compile(
    rf"(?P<route>\bGET `?{PATH}(?:\?[^\s,;)`\"']*)?`?,?) (?:must|shall|should|will|has to|is to|needs to)(?: also| always)? (?P<does>list|return|show|display|give|include|contain|answer|deliver|respond|provide|accept|take|support|sort|filter|find|limit|restrict)\b"
)
#: `"state" shall be included in the response to GET /assignments/{id}`, `make sure "state" is in what GET /x returns`.
_INCLUDED = re.compile(
    rf"(?P<start>[^\w\"`]*)(?:(?:and |also |please )*make sure (?:that )?)?(?P<what>[`\"]?[\w`\" ,]{{2,60}}?) (?:(?:must|shall|should|has to|have to|is to|are to|needs? to) (?:also )?be (?:included|contained|shown|part|present|given|returned|listed|there)|(?:is|are)(?: also)? (?:included|contained|shown|part|present|returned|in(?= (?:what|the))))(?: both| in both| of both)?(?: (?:in|by|of|with))? ?(?:what |the (?:response|answer|reply|body|result)s?(?: (?:body|to|of|from|for))* )?(?:both )?{_ROUTE}(?P<more>(?:,? and (?:in |by |also in )*{_ROUTE.replace('route', 'other')})?)(?: (?:returns|gives|shows|answers|responds)(?: back)?)?(?P<rest>(?:[;,] .*|\s*)|(?=\.).*)",
    re.DOTALL,
)


#: What is done with a record before it shows something, and what shows it.
_READ = r"(?:read|fetched|returned|shown|displayed|requested|retrieved|viewed|opened|looked up|asked for|queried|listed)"
_READING = r"(?:read|fetch|gett?|retriev|view|request|show|display|open|look)(?:e?s|ing|ing up)?"
_TELLS = r"(?:tells?|shows?|includes?|contains?|carr(?:y|ies)|reports?|gives?|returns?|displays?|holds?|has|have|gets?|sees?|finds?|says?|exposes?|comes? with|adds?|also)"
_OWN = r"(?:(?:next to|besides|beside|in addition to|on top of|along with|together with|apart from|plus|alongside|beyond) (?:(?:its|the|their|his) )?(?:(?:own|stored|usual|other|plain|basic) )*(?:fields?|data|values?|attributes?|properties|[a-z_]+(?:, [a-z_]+)* and [a-z_]+)|(?:its|the|their) (?:own |stored |usual )*(?:fields?|data|values?) (?:plus|and|as well as|together with|along with|followed by))"
_ALSO = r"(?:(?:must|should|shall|has to|have to|will|can|always|also|additionally|then|further|moreover|we|you|they|it|one|see) )*"
_EVERY = r"(?:an?|the|each|every|any|one|single)"
#: At least one of what is listed is computed, and none is what requests carry.
_COMPUTES = r"(?=[^.]*(?: \(| = |: )(?:(?:the|its|their) )?(?:(?:total|overall) )?(?:sum|total|number|count|average|mean|biggest|largest|highest|lowest|smallest|how many|true (?:if|when|once|as))\b)(?![^.]*\b(?:required|mandatory|string|integer|whole number|text)\b)"
#: `Whenever a campaign is read it should tell, next to its own fields, raised (…)`, `Fetching a campaign also gives …`, `Besides its own fields, a campaign carries …`, `every campaign comes with …`.
_TOLD_OF = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<start>^\W*)(?:[Ww]henever|[Ww]hen|[Ii]f|[Ww]herever) {_EVERY} (?P<noun>[a-z]+) is {_READ}(?: or {_READ})?,? {_ALSO}(?P<tells>{_TELLS}),? (?:{_OWN},? )?(?P<list>.*)",
        rf"(?P<start>^\W*)(?:[Ww]henever|[Ww]hen|[Ii]f) (?:some(?:one|body)|any(?:one|body)|you|we|one|users?|people|clients?) {_READING} {_EVERY} (?P<noun>[a-z]+),? {_ALSO}(?P<tells>{_TELLS}),? (?:{_OWN},? )?(?P<list>.*)",
        rf"(?P<start>^\W*)(?:[Rr]eading|[Ff]etching|[Gg]etting|[Rr]etrieving|[Vv]iewing|[Rr]equesting|[Oo]pening|[Ll]ooking at|[Ll]ooking up) {_EVERY} (?:single )?(?P<noun>[a-z]+) {_ALSO}(?P<tells>{_TELLS}),? (?:{_OWN},? )?(?P<list>.*)",
        rf"(?P<start>^\W*)(?i:{_OWN}),? {_EVERY} (?P<noun>[a-z]+) {_ALSO}(?P<tells>{_TELLS}),? (?P<list>.*)",
        rf"(?P<start>^\W*)(?:[Ee]ach|[Ee]very|[Aa]n?|[Tt]he) (?P<noun>[a-z]+)(?: (?:response|answer|representation|object))? {_ALSO}(?P<tells>comes? with(?={_COMPUTES})|is (?:{_READ}|answered) (?:together )?with(?={_COMPUTES})|{_TELLS}(?=,? {_OWN})),? (?:{_OWN},? )?(?P<list>.*)",
    )
)
#: What is listed is members, at least one of which says what it is.
_MEMBERS = re.compile(r"(?:the |an? |its |also )*[`\"]?[a-z]\w*[`\"]?(?: \(| = |: |,? (?:which|that) is |(?=,| and ))")


def _of_record(text: str) -> str:
    """A sentence about what reading a record shows, as one about the record."""
    for pattern in _TOLD_OF:
        match = pattern.fullmatch(text)
        if match and _MEMBERS.match(match["list"]) and not re.search(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b|\b[1-5]\d\d\b", text):
            return f"{match['start']}Each {match['noun']} is shown with {match['list']}"
    return text


#: `GET /playlists/{id} shows name and tracks in order`: how those that belong to one are sorted, behind their name.
_IN_ORDER = re.compile(
    r"(?P<told>GET `?/[\w/\-]*\{\w+\}`?(?=[\s,:])[^.;()\n]*?(?:,|\band|\bwith)\s+(?:its |the |all )*(?P<many>[a-z]+s)),? (?P<how>in (?:the )?(?:right |correct |their |its )?order(?: of (?:their |its )?(?P<by>[a-z_]+))?"
    r"|(?:sorted|ordered) by (?:their |its )?[a-z_]+(?: descending| ascending)?|(?:oldest|newest|latest|earliest|lowest|highest)(?: [a-z_]+)? first)(?=[.;,\n]|$| and )"
)


def _sorted(text: str) -> str:
    def put(match: re.Match[str]) -> str:
        if f"/{match['many']}" not in text:
            return match[0]
        how, by = match["how"], match["by"] or "position"
        is_name = re.search(rf"\b{by}\b", text.replace(how, ""))
        return f"{match['told']} ({f'sorted by {by}' if is_name and how.startswith('in ') else how})"

    return _IN_ORDER.sub(put, text)


def shown(text: str) -> str:
    """The text with such sentences begun by their request, or by the record that is shown."""
    text = "".join(map(_of_record, ENDS.split(text)))
    return _sorted(_MUST.sub(lambda match: f"{match['route']} {match['does']}s", "".join(_sentence(part) for part in ENDS.split(text))))


_CLAUSES = re.compile(rf"(; (?![^(]*\))|, and (?=[`\"]?GET [`\"]?{PATH})(?![^(]*\)))")


def _sentence(text: str) -> str:
    return "".join(_clause(part) for part in _CLAUSES.split(text))


def _clause(text: str) -> str:
    """A clause of one request, begun by it."""
    if match := _INCLUDED.fullmatch(text):
        routes, verb = (f"{match['route']} and {match['other']}", "include") if match["other"] else (match["route"], "includes")
        return f"{match['start']}{routes} {verb} {match['what']}{match['rest']}"
    found = re.findall(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b[`\"]? [`\"]?/", text)
    if len(found) != 1:
        return text
    return next((does(match) for way, does in _WAYS if (match := way.fullmatch(text))), text)
