"""What requests carry, put as `POST /routes adds a route with name and grade`: fronted purposes, passives, and sentences that only go on about the list."""

import re

from shared.reading.text.fronted import third
from shared.reading.text.gathered import METHOD, PATH

_ROUTE = rf"(?P<route>`?(?:POST|PUT) `?{PATH}`?)(?![\w/{{?])"
_WHO = r"(?:(?:please|you|i|we|one|they|he|she|someone|users?|clients?|people|staff|members?|just|simply|must|have to|has to|need to|can|should|shall|will) )*"
#: `To add a route, send name and grade to POST /routes`, `you send …`, `a ballot is sent to …`.
_PURPOSE = r"(?:[Ii]n order to|[Tt]o|(?:[Ii]f|[Ww]hen) (?:you|we|they|one|someone|somebody|users?|clients?|I) (?:wants? to|would like to|have to|has to|)|[Ww]hoever wants to) ?(?P<verb>[a-z]+(?: up| in| down| out)?) (?P<what>(?:an?|the|one|another|some|new|your|its|my|our|it)\b[^,;:/]{0,60}?|[a-z]+(?<!s)s),? "
_LIST = rf"(?P<list>(?:\([^()]*\)|(?!\b(?:{METHOD}) `?/|\. |; ).)+?)"
_SENT = re.compile(
    rf"^{_PURPOSE}(?i:{_WHO}(?:sends?|posts?|submits?|gives?|provides?|passes|pass|enters?|supply|supplies|puts?) )(?:(?:us|me|it|a request with|a body with|json with|the fields|the) )?{_LIST} (?:to|with|via|by|through|using|in|at)(?: an?| the)? {_ROUTE}(?P<rest>.*)$",
    re.DOTALL,
)
#: `…, plus a manager_id if you want to`.
_PLUS = re.compile(
    r"^,? (?:plus|and|along with|together with|optionally)(?: also)?(?: optionally)? (?:an? |the |your )?(?:optional )?(?P<name>[`\"]?[a-z]\w*[`\"]?)(?: if (?:you|we|they|one|there|it|known|wanted|any)\b[^.,;]*)?(?=[.,;]|$)"
)
#: `name and grade are what you send to POST /routes`.
_PASSIVELY = re.compile(
    rf"^{_LIST} (?:is|are|must be|has to be|have to be|should be|shall be) (?:(?:what|all that) (?:you|we|they|I|one|clients?|users?) (?:have to |must |need to )?(?:sends?|posts?|gives?)|sent|posted|submitted|given|passed) (?:to|with|via|by|in|at)(?: an?| the)? {_ROUTE}(?: (?:in order )?to (?P<verb>[a-z]+) (?P<what>an? [a-z]+(?: [a-z]+)?))?(?P<rest>.*)$",
    re.DOTALL,
)
#: `, which answers 201 and requires a name`: what it takes before what it answers.
_ANSWERS_FIRST = re.compile(
    rf"^(?P<route>`?POST `?{PATH}`?(?![\w/{{?])(?: [^.;:,/{{}}]*?)?)(?:,? which|,? and)? (?P<answer>(?:answers|responds|returns|replies|gives)(?: with)?(?: an?)? 20\d)(?: too| also)?,? (?:and|but) (?:it )?(?P<takes>takes|requires|expects|needs|accepts|wants) (?P<list>[^;:]+|[^;:]*\bfields\b[^;:]*: [^;]*)(?P<more>;.*)?$",
    re.DOTALL,
)
#: `takes a result and answers 201 too: home and away`.
_LISTED_BEHIND = re.compile(
    rf"^(?P<route>`?POST `?{PATH}`?(?![\w/{{?])) (?P<takes>takes|expects|accepts|needs|receives) (?:an?|one|the) [a-z]+(?P<answer> and (?:also )?(?:answers|returns|responds|gives|replies)[^:;,/{{}}]*)?: (?P<list>[^;]+)(?P<more>)$",
    re.DOTALL,
)
#: `The fields are name and price`, behind a request.
_FIELDS = re.compile(
    r"^(?:(?:Just |Simply )?Send(?: along| in)? (?:with )?(?:it |its |the )?|(?:The|Its|These|Their)(?: (?:required|request|body|two|three|four|five|six|mandatory))? (?:fields?|body fields|members|data|attributes|properties)(?: (?:of|for|in) (?:the|its|this) [a-z]+)?(?: (?:are|is|shall be|must be)|:) )(?=[`\"]?[a-z]\w*[`\"]?(?:,| and| \())(?!(?:all|both|also|always|not|required|optional|mandatory|then|checked|validated|trimmed|stored|kept|missing|invalid)\b)"
)


#: `POST /docks: must create a dock from a name`.
_MUST = re.compile(
    rf"^(?P<route>`?POST `?{PATH}`?)(?![\w/{{?]):? (?:must|should|shall|will|has to|is to|needs to) (?P<verb>[a-z]+) (?P<rest>(?:an?|the|one|it)\b.*)$",
    re.DOTALL,
)
#: `creates a dock from a name`.
_FROM = re.compile(
    rf"^(?P<does>`?POST `?{PATH}`?:? [a-z]+s (?:an?|one|the) [a-z]+(?: [a-z]+)?) (?:from|out of) (?=(?:an?|its|the) (?!(?:[a-z]+ )?(?:list|queue|line|stack)\b)[a-z]\w*(?:,| and| \(|\.|$))"
)
#: `the answer is 422 when the data are wrong and 201 when it worked`.
_WORKED = re.compile(
    r"(?:(?:the )?(?:answer|response|status|status code|result) is(?: an?)?|it (?:answers|returns|gives)(?: with)?(?: an?)?) (?P<bad>4\d\d (?:when|if|for|on) [^,;.]+?),? (?:and|or|but) (?:an? )?(?P<good>20[01]) (?:when|if|once|on|upon|after|for) (?:(?:it|that|this|all|everything|the (?:request|call))(?: has)? (?:works?|worked|succeeds?|succeeded|went (?:well|fine)|is (?:fine|ok|okay|valid|well|good|right|in order)|goes (?:well|fine|right))|success)\b"
)


def requests_first(said: list[str]) -> list[str]:
    """The sentences of a paragraph, with the request before what it carries."""
    return [_request_first(one) for one in said]


def lists_first(said: list[str]) -> list[str]:
    """The sentences of a paragraph, with what a request carries before what it answers, and what goes on about that as `It takes`."""
    found: list[str] = []
    for one in said:
        made = _list_first(one)
        if found and re.search(rf"\b(?:POST|PUT) `?{PATH}", found[-1]):
            made = _FIELDS.sub("It takes ", made)
        found.append(made)
    return found


def _list_first(one: str) -> str:
    """The sentence with what a request takes before what it answers."""
    match = _ANSWERS_FIRST.match(one) or _LISTED_BEHIND.match(one)
    if match is None:
        return one
    answer = re.sub(r"^ and (?:also )?", "", match["answer"] or "").strip()
    return f"{match['route']} {match['takes']} {match['list']}" + (f"; it {answer}" if answer else "") + (match["more"] or "")


def _request_first(one: str) -> str:
    one = _WORKED.sub(r"it answers \g<good>, \g<bad>", one)
    one = _FROM.sub(r"\g<does> with ", _MUST.sub(lambda match: f"{match['route']} {third(match['verb'])} {match['rest']}", one))
    if sent := _SENT.match(one):
        rest = sent["rest"]
        plus = _PLUS.match(rest)
        more = f", optional {plus['name']}" if plus else ""
        rest = rest[plus.end() :] if plus else rest
        return f"{sent['route']} {third(sent['verb'])} {sent['what']} with {sent['list']}{more}{rest}"
    if (listed := _PASSIVELY.match(one)) and re.match(r"(?:(?:[Aa]n?|[Tt]he) )?[A-Za-z`]\w*`?(?: [a-z]+)?(?:,| and| \()", listed["list"]):
        does = f" {third(listed['verb'])} {listed['what']}" if listed["verb"] else ""
        names = listed["list"][:1].lower() + listed["list"][1:]
        return f"{listed['route']}{does} with {names}{listed['rest']}"
    return one
