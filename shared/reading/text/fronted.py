"""Operations that their sentence names last, put first: `To vote, send {…} to POST /x`, `A vote is cast with POST /x`, `If it is open, DELETE /x must refuse with 409; otherwise it …`."""

import re

from shared.reading.text.gathered import METHOD, PATH
from shared.writing import words

_CHANGING = "POST|PUT|PATCH|DELETE"
#: A request, with what it carries right behind it.
REQUEST = rf"[`\"]?(?:{METHOD}) {PATH}[`\"]?"
CARRIED = r"(?: \{[^{}]*\}| \([^()]*\))*"
_ROUTE = rf"(?P<route>{REQUEST}{CARRIED})"
_CHANGE = rf"(?P<route>[`\"]?(?:{_CHANGING}) {PATH}[`\"]?{CARRIED})"
_NOUN = r"(?:(?:an?|the|one|all|each|every|new|its?|their|our|any|another|single) )*[a-z_\-]+(?:(?: of| for| to| on| in)? (?!is\b|are\b|with\b|by\b)[a-z_\-]+){0,3}"
PARTICIPLE = r"[a-z\-]+(?:ed|en)|made|left|put|given|sent|sold|lent|held|kept|paid|done|won|lost|set|cut|cast|drawn|withdrawn|thrown|read"
_PARTICLE = r"(?: (?:back|off|away|out|up|down|in|free|over|again|on))?"
_WITH = r"(?:with|by|via|through|using|by means of|by (?:sending|calling|using)|with the help of)(?: an?| the)?"
_WHO = r"(?:you|one|we|i|clients?|users?|people|they|someone|somebody|members?|the (?:app|client|user|caller|front ?end))"
#: `To book an expense, send the amount and, if wanted, a note to POST /x and get a 201 back`.
_TO = re.compile(
    rf"(?i:to|in order to) (?P<verb>(?!the\b|an?\b)[a-z\-]+)(?P<what>[^,;:/()]*?)(?:, |: ?)(?:{_WHO} (?:can |must |should |has to |have to |simply |just )?)?(?:please |simply |just )?"
    rf"(?:(?:(?:an?|the|your|their) )?(?:[a-z']+ ){{1,3}}(?:is|are) (?:sent|posted|submitted)|sends?|calls?|uses?|makes?|issues?|do|does|is|there is|it is|submits?|posts?)\b(?: (?:an? |the )?(?:request|call)s?)?(?P<body>[^/;]*?)(?: ?\b(?:to|on|at|of))?:? (?-i:{_ROUTE})(?P<rest>.*)",
    re.IGNORECASE,
)
#: `When somebody comes, the till sends their name to POST /x and gets the card back`.
_SENT = re.compile(
    rf"(?:(?:When|If|Whenever|Once|As soon as|Each time|Every time|For) [^:;/]*?, )?(?i:(?:the|an?|our|each|every|any) [a-z][a-z \-]*?|we|you|they|clients?|users?|people|members|somebody|someone) (?:sends?|submits?|posts?|passes|transmits?) "
    rf"(?P<body>\{{[^{{}}]*\}}|[^;:/{{}}]+?) to {_ROUTE}(?P<rest>.*)"
)
#: `An expense is booked with POST /x`, `For that, a vote can be taken back by DELETE /x`.
_PASSIVE = re.compile(
    rf"(?P<lead>(?:(?!(?:If|When|While|As|Only|Once|Unless|Until|After|Before|Whenever|So long) )[A-Z][^,;:/]{{2,30}}, )?)(?P<what>(?i:{_NOUN})) (?:is|are|gets?|can be|may be|must be|will be|shall be)(?: also| then)? (?P<verb>{PARTICIPLE})(?P<on>{_PARTICLE}(?: (?:as|to|from|for|in|on) [^,;:/()]{{2,40}}?)?),? {_WITH} {_CHANGE}(?P<rest>.*)"
)
#: `A draft becomes a published release by POST /x`.
_BECOMES = re.compile(
    rf"(?P<what>(?i:{_NOUN})) (?:becomes|turns into|goes to|changes to|is turned into) (?P<state>(?:an? |the )?\"?[a-z_\-]+\"?(?: [a-z_\-]+)?) {_WITH} {_CHANGE}(?P<rest>.*)"
)
#: `With DELETE /x`, `When I call POST /x,`.
_BY = re.compile(
    rf"(?:(?:With|By|Via|Through|Using|On|Upon)(?: an?| the)?|(?:When|If|Whenever|Each time|Every time|Once|As soon as) {_WHO} (?:calls?|sends?|uses?|makes?|does|do)(?: an?| the)?) {_ROUTE}[,:]? (?P<rest>(?!which\b|that\b|and\b|or\b|with\b|whose\b|where\b)[a-z].*)",
)
_REFUSES = r"(?:(?:must|shall|should|will|has to|is to|can|may)(?: then)? )?(?:refuses?|answers?|returns?|responds?|fails?|is refused|be refused|gives?|reply|replies)(?: with| by| as)?(?: an?)? \(?"
#: `If open_actions is greater than zero, DELETE /x must refuse with 409; otherwise it removes the meeting`.
_UNLESS = re.compile(
    rf"(?P<when>(?:If|When|While|As long as|Unless|Once) [^,;:/]*), {_ROUTE} {_REFUSES}(?P<code>4\d\d)\)?(?: \([^()]*\))?(?:[;,.] ?(?:and |but )?(?:otherwise|else|if not|in all other cases|in any other case),? (?:it (?:must |shall |should |will )?|the )?(?P<does>.*))?"
)
#: What the operation right before does: `This increases the plays by one`.
_IT_DOES = re.compile(
    r"(?:This|It|That|The (?:call|request|operation|endpoint|action)|Doing (?:so|this|that)|They|These)(?: (?:then|also|must|shall|should|will|has to))* (?P<does>(?!is\b|are\b|has\b|was\b|does\b|belongs\b)[a-z\-]+(?:s|es)?\b.*)"
)
#: `No bottles left? Then it's a 409`.
_ASKED = re.compile(r"(?P<when>(?!(?:[Cc]an|[Cc]ould|[Ww]ould|[Ww]ill|[Hh]ow|[Ww]hat|[Ww]hy|[Pp]lease|[Mm]ay) )[^?]{4,90})\?")
_THEN = re.compile(r"(?:(?:[Tt]hen|[Tt]hat|[Ii]n that case)(?:,| -|:)? )?(?P<then>(?=[^/]*\b4\d\d\b)[^/?]*)")
_BARE_VERB = re.compile(r"(?i)(?:was|is|has|does|did|had|already|not)(?:n't| not)?\b")
_ENDS_IN_ROUTE = re.compile(rf"{REQUEST}{CARRIED}$")
#: What only names the request's parts, and is read where it stands.
_TAKES = re.compile(
    r",?:? (?:\(20\d\):? )?(?:which |that |and |it |this |who |,)*(?:(?:must|has to|have to|should|will) )?(?:takes?|accepts?|needs?|expects?|wants?|requires?|has|have|carr(?:y|ies)|contains?|with(?! (?:an? )?(?:20\d|status))|carrying|taking|containing|giving|where|whose|in which|the body)\b"
)
#: What a request carries, told further on, and other requests.
_MORE = re.compile(rf"\b(?:requires?|needs?|takes|accepts?|expects?)\b|{REQUEST}")
_WHICH = re.compile(
    r"^,? (?:which|that|and|this|it)(?: (?:must|shall|should|will|has to|then|also))* (?P<does>(?!is\b|are\b|was\b|has\b)[a-z\-]+)\b"
)
#: ` and taken back with DELETE /x`.
_AND_DONE = re.compile(
    rf"(?P<sep>,? and|,) (?:is |are |can be )?(?P<verb>{PARTICIPLE})(?P<on>{_PARTICLE}(?: (?:in|on|as|to|from) [^,;:/()]{{2,40}}?)?),? {_WITH} (?P<route>[`\"]?(?:{METHOD}) {PATH}[`\"]?)"
)
_GETS = re.compile(
    r"^(?:,? and|:|,|;) (?:you |we |it |they |one |clients? |is )?(?:gets?|receives?|answered with)(?: back)? (?:an? )?(?=20\d\b|the )"
)


#: `A fall is logged with POST /x and a severity (1 to 10)`.
_AND_A = re.compile(
    rf"(?P<route>[`\"]?(?:POST|PUT|PATCH) {PATH}[`\"]?) and (?=(?:an?|the|its|their) (?!(?:answer|response|result|server|list)\b)[a-z_]+(?:'s [a-z_]+)?(?: [a-z_]+)?(?: as [a-z_]+)?(?: \(|[,;]|$| as (?:the |its )?body| in (?:the|its) body))"
)


def fronted(said: list[str]) -> list[str]:
    """The sentences, with the operation before what is said of it."""
    found: list[str] = []
    for one in (_AND_A.sub(r"\g<route> with ", each) for each in said):
        if found and (asked := _ASKED.fullmatch(found[-1])) and (then := _THEN.fullmatch(one)):
            found[-1] = f"If {'it ' if _BARE_VERB.match(asked['when']) else ''}{_lower(asked['when'])}, {then['then']}"
            continue
        goes_on = _IT_DOES.fullmatch(one) if found and _ENDS_IN_ROUTE.search(found[-1]) else None
        if goes_on and not _TAKES.match(f" it {goes_on['does']}"):
            found[-1] = f"{found[-1]} {third(goes_on['does'])}"
        else:
            rule = _RULE_FIRST.fullmatch(one)
            found += [_put(_possible(part)) for part in (rule.groups() if rule else (one,))]
    return found


#: `Only drafts may be edited: PATCH /x …`: a rule of its own, and the operation.
_RULE_FIRST = re.compile(rf"([A-Z][^/:;]*\b(?:can|may|must) (?:only )?be [a-z]+[^/:;]*)(?:: | - )({REQUEST}.*)")
_POSSIBLE = re.compile(
    r"(?P<start>^|(?<=[;,] )|\band )(?i:it (?:is|must be|should be|shall be|has to be)|there is) (?:also |then )?(?:possible|a way|allowed|permitted) (?:for [a-z ]+? )?to (?=[a-z])(?![^.;]* and to [a-z])"
)
_COND = r"(?:in|while|when|if|as long as)(?: it is| the [a-z]+ is)? (?P<state>(?:an? )?\"?[a-z_\-]+\"?)"
#: `Only in a draft is it possible to change the title`, `Only while it is a draft can the title be changed`.
_ONLY_IN = re.compile(
    rf"Only {_COND},? (?:(?:is it possible|is it allowed|can (?:you|one|we)) (?:to )?(?P<verb>[a-z]+) (?P<what>[^.;:/]*)|(?P<can>can|may) (?P<thing>[^.;:/]*?) be (?P<done>{PARTICIPLE}))(?P<rest>.*)"
)


def _possible(one: str) -> str:
    """`It is possible to submit a draft`: `You can submit a draft`."""
    if match := _ONLY_IN.fullmatch(one):
        what, done = (match["thing"], match["done"]) if match["can"] else (match["what"], words.participle(match["verb"]))
        return f"{what[:1].upper()}{what[1:]} can be {done} only while it is {match['state']}{match['rest']}"
    return _POSSIBLE.sub(lambda match: "You can " if match[0][:1].isupper() else "you can ", one)


def _put(one: str) -> str:
    """A sentence with its operation first."""
    for pattern, told in _TOLD:
        if match := pattern.fullmatch(one):
            return told(match)
    return one


def _purpose(match: re.Match[str]) -> str:
    body = re.sub(r"^ ?(?:an? |the )?(?:requests?|calls?)\b", "", match["body"]).strip(" ,")
    carried = f" with {body}" if body and body not in {"a", "an", "the"} else ""
    return f"{match['route']}{carried} {third(match['verb'] + match['what'])}{_rest(match['rest'])}"


def _done(match: re.Match[str]) -> str:
    which = re.match(r",? (?:which|that) (?:also )?(?:takes|needs|expects|requires|accepts|wants) ", match["rest"])
    carries = not which and (_TAKES.match(match["rest"]) or _MORE.search(match["rest"]))
    if (
        carries
        or match["verb"] in {"sent", "given", "put"}
        or re.search(REQUEST, match["rest"])
        or re.search(r"\b(?:what|that|which|who|it|this|they|these|both)\b", match["what"], re.IGNORECASE)
    ):
        return match[0]
    return f"{match['lead']}{match['route']} {person(match['verb'])} {_one(match['what'])}{match['on']}{_rest(match['rest'])}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _one(what: str) -> str:
    """`Drafts` -> `a draft`."""
    what = _lower(what)
    single = words.singular(what)
    return what if single == what or " " in what else f"an {single}" if single[0] in "aeiou" else f"a {single}"


def _turned(match: re.Match[str]) -> str:
    return f"{match['route']} turns {_one(match['what'])} into {match['state']}{_rest(match['rest'])}"


def _by(match: re.Match[str]) -> str:
    return f"{match['route']}: {match['rest']}"


def _refused(match: re.Match[str]) -> str:
    when = _lower(match["when"])
    return (
        f"{match['route']} {match['does']}; {match['code']} {when}" if match["does"] else f"{match['route']} answers {match['code']} {when}"
    )


def _sent(match: re.Match[str]) -> str:
    body = re.sub(r"\b(?:their|his|her|its) ", "the ", match["body"].strip())
    with_ = "" if body.startswith("{") else "with "
    return f"{match['route']} {with_}{body}{_rest(match['rest'])}"


_TOLD = ((_SENT, _sent), (_TO, _purpose), (_PASSIVE, _done), (_BECOMES, _turned), (_UNLESS, _refused), (_BY, _by))


def _rest(rest: str) -> str:
    """What goes on behind the operation, said of that, or of another one to which the same happens."""
    if re.match(r",? (?:which|that) (?:also )?(?:takes|needs|expects|requires|accepts|wants) ", rest):
        return rest
    rest = _AND_DONE.sub(lambda match: f"{match['sep']} {match['route']} {person(match['verb'])} it{match['on']}", rest)
    rest = _GETS.sub(" and returns ", rest)
    return _WHICH.sub(lambda match: f" and {third(match['does'])}", rest)


def third(clause: str) -> str:
    """`book an expense` -> `books an expense`."""
    verb, space, rest = clause.partition(" ")
    irregular = {"have": "has", "be": "is"}.get(verb, words.plural(verb))
    inflected = verb if verb.endswith("s") and not verb.endswith("ss") else irregular
    return f"{inflected}{space}{rest}"


def person(participle: str) -> str:
    """`booked` -> `books`, `removed` -> `removes`, `taken` -> `takes`."""
    if participle in {"set", "put", "cut", "cast", "read"}:
        return f"{participle}s"
    base = words.stem(participle)
    bare = participle.removesuffix("ed")
    if participle.endswith("ed") and base == bare.rstrip("e") and _SILENT.search(bare):
        base = f"{bare}e"
    return words.plural(base)


#: What has lost an `e` before `ed`.
_SILENT = re.compile(
    r"(?:creat|fre|[^aeiou]et(?<=let)|[^aeiou][aou][bcdgklmprtz]|[^aeiou]i(?:[bcdgklmprz]|n)|(?:^|[^ds])i?t?(?<=[cgsvzu])|[^aeiou]l)$"
)
