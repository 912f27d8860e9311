"""Several conditions that share one status: `409 in these cases: a; b; c`, `a, b and c: 409 in each case`, `409 if a, if b or if c`. Each gets the status."""

import re

from shared.reading.text.outline import mask, split

_STATUS = r"(?<![\w.-])(4[0-2]\d)(?![\w.-]*\d)"
_COUNT = r"(?:all|each|any|every|both|either|these|those|the|such|following|same|two|three|four|five|six|seven|several|some|\d)"
#: What stands with the status before a list says no more than that a list follows.
_HEADER = re.compile(
    rf"(?i)^(?:(?:we|i|you|it|they|the|an?|one|this|that|please|always|also|with|answers?|answered|respond\w*|return\w*|reply|replies|gives?|gets?|want\w*|expect\w*|use\w*|is|are|be|status|code|"
    rf"conflicts?|errors?|refus\w+|reject\w+|fail\w*|problems?|http|if|when|for|on|in|of|as|{_COUNT}|cases?|situations?|reasons?|occasions?|circumstances|things?|calls?|one of|4\d\d)\b|[\s,()\-=>])*$"
)
#: Behind the conditions: `409 in each case`, `all 409`, `409 for all of these`.
_SHARED = re.compile(
    rf"(?i)^(?P<list>.+?)\s*(?::|;| -|,|\(|->)\s*(?:and )?(?:(?:all|each|both|every one)(?: of (?:these|them|those|this))?(?: (?:is|are|gets?|gives?|means?|answers?|an?))*\s+{_STATUS}"
    rf"|(?:the answer is |it is |that is |answers? |with |an? )*{_STATUS}\s*(?:in|for|on) (?:each|all|both|either|every|any)\b(?: (?:of )?(?:the |these |those |them )?)?(?:(?:two|three|four) )?(?:cases?|situations?|of them)?)\)?[\s.]*$"
)
_ANSWER = re.compile(
    rf"{_STATUS} (?:is|should be|must be) (?:the (?:answer|status|response)|answered|returned|given|sent|expected)(?= (?:if|when|for|on|in)\b)"
)
_AGAIN = r",?\s+(?:and |or |and also |or also )?(?={word} )|,?\s*;\s*(?={word} )"
_PREDICATE = re.compile(
    r"(?i)\b(?:is|are|was|were|be|has|have|had|can|may|must|would|does|do|exists?|only|no|not|nobody|never|already|takes?|taken|full|\w+ing)\b"
)


def apart(text: str) -> str:
    """The text with a status for each of the conditions that share one."""
    text = _REJECT.sub(r"\1 for ", _ANSWER.sub(r"\1", text))
    for read in (_behind_noun, _listed, _followed_by_status, _leading, _repeated):
        text = read(text)
    return text


#: `a match of a team against itself, of an unknown team or with negative goals`: what follows a noun, more than once.
_SAID_OF = r"(?:of|with|without|from|against|between|whose|that|which|who|where)"
_BEHIND_NOUN = re.compile(
    rf"(?i)^(?P<code>{_STATUS} (?:for |if |when |on )?)?(?P<noun>(?:an?|any|each|every|all|the) [a-z]+|[a-z]+s) (?P<list>{_SAID_OF} [^,;:()]+(?:, {_SAID_OF} [^,;:()]+)*,? or {_SAID_OF} [^,;:()]+?)"
    rf"(?P<end>[:,;]? \(?(?:(?:is|are|gets?|gives?|means?|answers?|returns?|refused|with|an?|->) )*{_STATUS}\)?)?[\s.]*$"
)
#: `Reject with 422 a match …`.
_REJECT = re.compile(
    rf"(?i)^(?:please |always )*(?:reject|refuse|deny|decline|answer|respond|reply)s? (?:with |by )?(?:an? )?{_STATUS},?:? (?:to )?(?=(?:an?|any|every|all|the|[a-z]+s)\b)(?!if\b|when\b|for\b|unless\b)"
)


def _behind_noun(text: str) -> str:
    """`a match of a team against itself, of an unknown team or with negative goals is a 422`."""
    match = _BEHIND_NOUN.match(text)
    if match is None or bool(match["code"]) is bool(match["end"]):
        return text
    code = re.findall(_STATUS, match["code"] or match["end"])[0]
    listed = split(match["list"], rf"(?i),? or (?={_SAID_OF} )|, (?={_SAID_OF} )")
    related = {re.match("(?i)(?:whose|that|which|who|where)\\b", one) is not None for one in listed}
    return "; ".join(f"{code}: {match['noun']} {one}" for one in listed) if len(related) == 1 else text


def _listed(text: str) -> str:
    """`409 in all these cases: a, b, c`, also where the list is of invalid things."""
    colon = mask(text).find(": ")
    head, items = text[:colon], text[colon + 2 :]
    codes = re.findall(_STATUS, head)
    if colon < 0 or len(codes) != 1 or re.search(_STATUS, items):
        return text
    invalid = re.search(r"\binvalid\b", head)
    if not invalid and not _HEADER.match(head):
        return text
    listed = _items(items)
    if len(listed) < 2:
        return text
    return "; ".join([*([head] if invalid else []), *(f"{codes[0]}: {one}" for one in listed)])


def _followed_by_status(text: str) -> str:
    """`a, b and c: 409 in each case`."""
    match = _SHARED.match(text)
    listed = _items(match["list"]) if match and not re.search(_STATUS, match["list"]) else []
    if match is None or len(listed) < 2 or not all(_PREDICATE.search(one) for one in listed):
        return text
    return "; ".join(f"{one}: {match[2] or match[3]}" for one in listed)


#: `if a, or if b, the response is 409`.
_LED = re.compile(
    rf"(?i)^(?P<list>(?P<word>if|when|whenever) [^;]+?,? or (?P=word) [^;]+?),? (?:then |there is |you get |we answer )*(?:the (?:response|answer|status|result)(?: code)? (?:is|must be)|(?:it|this|that) (?:is|gives|means)|is|answers?|returns?|respond with)? ?(?:an? )?{_STATUS}[\s.)]*$"
)


def _leading(text: str) -> str:
    """`if a, or if b, the response is 409`."""
    match = _LED.match(text)
    if match is None or re.search(_STATUS, match["list"]):
        return text
    return "; ".join(f"{match[3]} {one}" for one in split(match["list"], rf"(?i),? or (?={match['word']} )"))


def _repeated(text: str) -> str:
    """`409 if a, if b or if c`: up to the next status."""
    match = re.search(rf"{_STATUS}[\s:()\-]*(?P<word>if|when|for)\b", text)
    if match is None:
        return text
    following = re.search(_STATUS, text[match.end() :])
    end = match.end() + following.start() if following else len(text)
    said = text[match.start("word") : end]
    listed = split(said, _AGAIN.format(word=match["word"]))
    if len(listed) < 2 or following:
        return text
    return text[: match.start("word")] + f"; {match[1]} ".join(listed)


def _items(text: str) -> list[str]:
    """The items of a list: between semicolons where there are any, else between commas and before the last `and` or `or`."""
    parts = split(text, r"\s*;\s*(?:and |or )?")
    if len(parts) > 1:
        return parts
    found: list[str] = []
    for part in split(text, r",\s*(?:and |or )?|\s+(?:and|or) (?=(?:if|when|the|an?|no|more|\w+ing)\b)"):
        if found and (len(part.split()) < 2 or not _PREDICATE.search(f"{found[-1]} {part}")):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


_NUMBER = r"(?:\d+|twice|one|two|three|four|five|six|seven|eight|nine|ten)\b"
#: Between two limits of one clause, and where the first of them begins.
_AND_MOST = re.compile(
    rf"(?:,? (?:and|or|but|nor)(?: also)?|,) (?=(?:has [a-z]+ed (?:(?:for|in|on|at) )?|(?:(?:for|in|on|at) )?(?:<=|>) ){_NUMBER})"
)
_FIRST_LIMIT = re.compile(
    r" (?:(?:only|just|exactly) )?(?:once|twice)\b| (?:for|in|on) (?:the same|one|an?|any|each|that)\b| (?:<=|>) | has already\b| (?:only|just|exactly) (?:one|1)\b| (?:one|1) (?=[a-z]+ (?:per|for each|on each)\b)"
)
_A_LIMIT = re.compile(rf"(?:(?:for|in|on|at) )?(?:<=|>) {_NUMBER}")


#: `…; one more of either is refused`, `…; beyond that`: what is told by the limits.
_ONE_MORE = re.compile(
    r",? (?:(?:an?|one|any) (?:more|further|other)(?: one)?(?: (?:of|for) (?:either|any|each|both)(?: kind| of them)?)?|(?:beyond|above|over) (?:that|this|it)|beyond|(?:anything )?more(?: than that)?)\W*$"
)
#: `a flat may have one resident permit and two visitor permits`.
_SO_MANY = re.compile(
    rf"(?P<have>\b(?:can|may|must) (?:have|hold|get|take|own|book|keep|use)|\b(?:has|gets|holds|takes)) (?P<one>{_NUMBER}(?: [a-z_]+){{1,3}}?),? and (?={_NUMBER} [a-z])"
)
#: `a free account can have at most 2 projects, a pro account at most 10`.
_GAPPED = re.compile(
    rf"(?i)(?P<one>(?:an?|the|every|each) [a-z_ ]+?) (?P<can>(?:can|may|must) [a-z]+|has|gets|holds|takes) (?P<many>(?:<=|>) {_NUMBER})(?P<noun> [a-z_ ]+?),?(?: and| but|,|;) (?P<other>(?:an?|the|every|each) [a-z_ ]+?) (?P<most><= {_NUMBER}|> {_NUMBER})(?P<own> [a-z_]+)?(?: of them)?(?:,? otherwise)?"
)


def limits(said: str) -> list[str]:
    """`one can vote only once for the same film and for <= 2 films in all`: each limit of a clause, with its subject. Empty where it tells but one."""
    said = _ONE_MORE.sub("", said)
    if gapped := _GAPPED.fullmatch(said):
        return [
            f"{gapped['one']} {gapped['can']} {gapped['many']}{gapped['noun']}",
            f"{gapped['other']} {gapped['can']} {gapped['most']}{gapped['own'] or gapped['noun']}",
        ]
    parts = _AND_MOST.split(_SO_MANY.sub(r"\g<have> <= \g<one> and <= ", said), maxsplit=1)
    first = _FIRST_LIMIT.search(parts[0])
    if (
        len(parts) < 2
        or first is None
        or not re.search(r"\b(?:once|twice|has already|only one)\b|(?:<=|>) ", parts[0])
        or re.search(r"\d (?:characters|letters)", said)
    ):
        return []
    return [parts[0], f"{parts[0][: first.start()]} {parts[1]}"]


def continued(before: str, said: str) -> str:
    """`a game takes at most one referee (409) and at most two helpers (409)`: the second limit with what it is a limit of."""
    first = _FIRST_LIMIT.search(before) if _A_LIMIT.match(said) else None
    return f"{before[: first.start()]} {said}" if first else said


#: `both only work on a waiting parcel: for any other the answer is 409`, `…, and a 409 comes back for all others`: otherwise 409.
_OTHERS = (
    r"(?:(?:for|in|with|from|on) )?(?:any|all|every|each) ?(?:thing )?(?:others?|else)(?: (?:ones?|states?|status(?:es)?|cases?|[a-z]+))?"
)
_FOR_OTHERS = re.compile(
    rf"(?i)(?P<only>\bonly\b[^.;:]*?)(?:[:;,]| -)* ?(?:and |but |while )?\b(?:{_OTHERS},? (?:(?:the (?:answer|response|result)|it|this|that|is|are|gets?|gives?|means?|returns?|answers?|answered|refused|rejected|with|results? in|leads? to|an?) )*(?P<code>409)\b"
    rf"|(?:(?:an?|the|with) )*(?P<first>409)(?: (?:comes? back|is returned|is answered|is given|is sent|is the answer|goes out))? {_OTHERS})"
)


def otherwise(text: str) -> str:
    """A text with `otherwise 409` for what is told of any others."""
    return _FOR_OTHERS.sub(lambda match: f"{match['only']}, otherwise {match['code'] or match['first']}", text)
