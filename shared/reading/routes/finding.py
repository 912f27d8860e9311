"""What prose without paths says of searching and sorting, put as filters and orders of a list: `contacts can be searched by name`, `sort them by year or title`."""

import re

from shared.writing import words

_FIELD = r"(?!(?:delet|remov|creat|add|list|edit|updat|chang|mark|filter|sort|see|view|get|show|renam|open)[a-z]*\b)(?!part\b|the\b|their\b|its\b|any\b|both\b)[a-z_]+(?: (?!and\b|or\b|in\b|to\b|so\b|with\b|would\b|should\b|must\b|will\b|is\b)[a-z_]+)?"
_FIELDS = rf"(?P<fields>{_FIELD}(?:(?:, and |, or |, | and | or |/){_FIELD})*)(?=\W*$|[.;,)]| (?:and|or|so|in order|to|would|should|must|will|is)\b)"
_BY = r"by (?:(?:a |any )?(?:part|piece|substring)s? of )?(?:the |their |its |a |an |any )?"
_SUBJECT = r"(?P<many>(?!be\b|it\b|me\b|us\b)[a-z]+s|people|them|it|(?:an?|one|any|the right) (?:single )?[a-z]+)"
#: How a text says that records are looked for by what they have.
_SEARCHED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)\b(?:be |are |is )?(?:searched|found|looked up|searchable|findable)(?: for)? {_BY}{_FIELDS}",
        rf"(?i)\b(?:search(?:es)?|finds?|looks? up|looks?|searching|finding|looking up)(?: for| through| in| among)?(?: (?:all |the |my |our )*{_SUBJECT})?(?: up)? {_BY}{_FIELDS}",
    )
)
#: `sort them by year or title`.
_SORTED = re.compile(
    rf"(?i)\b(?P<how>(?:be |are )?(?:sorted|sortable|ordered)|sort(?: (?:all |the |my |our )*{_SUBJECT})?) by (?:the |their |its )?(?P<fields>{_FIELD}(?:, {_FIELD})*,? or (?:by )?(?:the |their )?{_FIELD})(?=\W*$|[.;,)]| and\b)"
)


#: `sort contacts by last name`.
_SORT = re.compile(
    rf"(?i)(?:^|(?<=[;,:] )|\band |\b(?:want|like|need) to |\b(?:can|may) )(?P<how>sort|order)(?: (?:all |the |my |our )*{_SUBJECT})? by (?:the |their |its )?(?P<fields>{_FIELD})(?P<first>,? [a-z]+ first)?(?=\W*$|[.;,)]| and\b)"
)
_SEE = r"(?:show|list|see|get|view|display|find|browse)s?"
#: `see only the open ones`, `list available pets`.
_STATED = re.compile(
    rf"(?i)\b{_SEE} (?:me |us )?(?:(?:just|only|all|the|my|any|which are) )*(?P<state>un[a-z]+|not [a-z]+ed|[a-z]+(?<!ne)ed|open|done|undone|finished|unfinished|incomplete|pending|remaining|available|free|active|inactive|overdue|expired|won|lost|sold|paid|lent|overdue)"
    rf" (?P<many>[a-z]+s|ones)(?: only)?(?=\W*$|[;,]| and\b| or\b)"
)
#: `list only the cats that are still missing`.
_THAT_ARE = re.compile(
    rf"(?i)\b{_SEE} (?:me |us )?(?:(?:just|only|all|the|my) )*(?:(?P<many>[a-z]+s)|those|ones) (?:that|which|who) (?:are|is|have been) (?:(?:still|currently|already|now|just) )*(?P<state>(?:not )?(?!(?:in|on|at|by|from|of|older|newer|more|less|under|over|called|named)\b)[a-z_]+)(?: only| already| yet)?(?=\W*$|[;,.])"
)
_ONE = r"(?:just |only )?(?:one(?: (?:particular|certain|specific|given|single))?|(?:a|any) (?:single|certain|given|particular|specific|chosen|selected)|any one) "
_ALONE = r"(?: (?:only|alone|at a time))?(?:,? (?:by|via|through) filter\w*(?: [a-z]+){0,5})?(?=\W*$|[.;,)]| (?:and|or|so|in order|to|must|should|is|can)\b)"
_NAME = r"[a-z_]+(?: (?!only\b|alone\b|at\b|by\b|via\b|through\b|and\b|or\b|in\b|to\b|so\b|with\b|must\b|should\b|is\b|can\b)[a-z_]+)?"
_WITH = r"(?:of|for|from|by|with|in|at|on|having)"
#: `…, or with one status, or both`, `… and status`: what else they are looked for by, at the same time or instead.
_MORE = rf"(?P<more>(?:,? (?:and |or )(?:(?:just|only|the|ones|those|all) )*(?:(?:{_WITH} (?:{_ONE}|an? |the )?|{_ONE}){_NAME}|{_FIELD}(?=\W*$|[.;]|,? or both)))*)(?:,? or (?:both|all)\b(?: (?:together|at once|of them|at the same time))?)?"
#: `list the proofs of one status only`, `see only one cabin's bookings`.
_OF_ONE = re.compile(
    rf"(?i)\b(?:{_SEE}|looking at|listing|seeing|look at) (?:me |us )?(?:(?:just|only|all|the|my|our|those|of) )*(?:(?P<many>[a-z]+s|people) (?:of|for|from|by|with|in|at|on) {_ONE}(?P<fields>{_NAME})|{_ONE}(?P<owner>{_NAME})'s (?P<owned>[a-z]+s)){_MORE}{_ALONE}"
    rf"|\bfilter(?:ing)? (?:the list|them|it|(?:all |the |our )?(?P<all>[a-z]+s)) (?:for|to|down to) (?:an?|one|some|the) (?P<what>{_NAME}){_ALONE}"
)
#: `the songs of one voice part can be listed on their own`.
_OF_ONE_LISTED = re.compile(
    rf"(?i)(?:\b(?:all|the) )*\b(?P<many>[a-z]+s|people) (?:of|for|from|by|with|in|at|on) {_ONE}(?P<fields>{_NAME}) (?:can|may|should|must|could) (?:also )?be (?:listed|shown|seen|viewed|looked at|displayed|found)(?: (?:on their own|separately|alone|by themselves|together|too))*(?=\W*$|[;,.])"
)
#: `list the articles of a department`, where a department is what each has.
_OF_A = re.compile(
    rf"(?i)\b{_SEE} (?:me |us )?(?:(?:just|only|all|the|my|our) )*(?P<many>[a-z]+s|people) (?:of|for|from|by|with|in|at) (?:an?|any|each|the same) (?P<fields>[a-z]+)(?=[.,;]|\W*$)"
)
_ENDED = r"open|done|undone|finished|unfinished|incomplete|pending|remaining|completed|uncompleted|active"


def _by_state(match: re.Match[str], whole: str) -> str:
    """The filter that finds the records in a state: the field that has the state as a choice, or the flag."""
    state = match["state"].lower()
    if re.search(rf"(?i)\bnew [a-z]+ (?:is|are|starts?|begins?)(?: out| off)?(?: as| in)? {state}\b", whole):
        return "filtered by status"
    positive = re.sub(r"^(?:un|not )", "", state)
    choice = re.search(
        rf"(?i)\b(status|state|stage|phase|type|kind|[a-z]+)(?:,? which)? (?:\(|is (?:either|one of)|can be|may be|:)[^.()]*\b{state}\b",
        whole,
    )
    if choice and choice[1].lower() not in {"which", "it", "they", "and"} and not words.is_plural(choice[1]):
        return f"filtered by {choice[1].lower()}"
    if re.search(
        rf"(?i)\bmark(?:ed|ing)? (?:(?!and\b)[a-z]+ ){{0,2}}{positive}\b|\b{positive} (?:flag|\()|\bcan be (?:[a-z]+ed(?:,| and| or) )*{positive}\b",
        whole,
    ):
        return f"filtered by {positive}"
    if re.fullmatch(_ENDED, state) and (
        ended := re.search(r"(?i)\b(?:mark|marked|marking)\b[^.;]*\b(done|completed?|finished)\b|\b(done|completed|finished) flag\b", whole)
    ):
        return f"filtered by {(ended[1] or ended[2]).lower()}"
    if state == "open" and re.search(r"(?i)\bcan be (?:[a-z]+ed(?:,| and| or) )*closed\b", whole):
        return "filtered by closed"
    return f"filtered by {state.replace(' ', '_')}"


def _of_one(match: re.Match[str], _: str) -> str:
    """The filter by a field of which one value is asked for."""
    first = (match["fields"] or match["owner"] or match["what"]).strip()
    further = re.split(r",? (?:and|or) ", match["more"] or "")[1:]
    names = [
        first,
        *(re.sub(rf"^(?:(?:just|only|the|ones|those|all) )*(?:{_WITH} )?(?:{_ONE}|an? |the )?", "", one).strip() for one in further),
    ]
    return f"filtered by {' and '.join(name.replace(' ', '_') for name in names)}"


def found_apart(text: str, whole: str) -> list[str]:
    """The sentence without what it says of searching and of a choice of orders, and a sentence of its own for each."""
    apart: list[str] = []
    for pattern, said in (
        *((pattern, _filters) for pattern in _SEARCHED),
        (_SORTED, _orders),
        (_SORT, _order),
        (_OF_ONE, _of_one),
        (_OF_ONE_LISTED, lambda match, whole: f"filtered by {match['fields'].strip().replace(' ', '_')}"),
        (_OF_A, lambda match, whole: f"filtered by {match['fields']}"),
        (_STATED, _by_state),
        (_THAT_ARE, _by_state),
    ):
        while (match := pattern.search(text)) and not _owns(match, whole):
            before, after = text[: match.start()], text[match.end() :]
            apart.append(f"{_whose(match, before)} {'are' if pattern is _SORT else 'can be'} {said(match, whole)}")
            text = _without(before, after)
    return [*([text] if re.search(r"\w \w", text) else []), *apart]


def _owns(match: re.Match[str], whole: str) -> bool:
    """Whether it is a record that others belong to: no field is asked for."""
    if match.re is _OF_A and not re.search(
        rf"(?i)\b(?:has|have|with)\b[^.;]*(?:\b(?:an?|the|its|their)|,|\band) {match['fields']}(?: \(|,| and\b|[.;]|$)", whole
    ):
        return True
    noun = (
        match["fields"].strip()
        if match.re in (_OF_A, _OF_ONE_LISTED)
        else (match["fields"] or match["owner"] or match["what"])
        if match.re is _OF_ONE
        else ""
    )
    return (
        bool(noun)
        and re.search(
            rf"(?i)\b(?:(?:an?|each|every) {noun} (?:has|have|consists?|can(?!'t| not| only| never))\b|{words.plural(noun)} (?:have|with|\(|can(?!'t| not| only| never))\b)",
            whole,
        )
        is not None
    )


def _whose(match: re.Match[str], before: str) -> str:
    """What is searched, as the sentence names it."""
    named = match.groupdict().get("many") or match.groupdict().get("owned") or match.groupdict().get("all") or ""
    if " " in named:
        named = words.plural(named.split()[-1])
    subject = re.search(
        r"(?i)(?:^|[;,:] )(?:all |the )?([a-z]+s|people) (?:can|may|should|must)(?: (?:also|be|[a-z]+ed|and|or|,))* ?$", before
    )
    return (
        named.capitalize() if named and named.lower() not in {"them", "it", "ones"} else subject[1].capitalize() if subject else "The list"
    )


#: Who looks for something, where nothing else is left before it.
_SOMEBODY = re.compile(
    r"(?i)(?:(?:the|our|an?|my|any|every|each) )[a-z]+(?: [a-z]+)?(?: (?:can|may|should|must|wants?|needs?|would like|should be able)(?: to)?)?|(?:staff|management|everybody|everyone|anybody|anyone|somebody)"
)


def _without(before: str, after: str) -> str:
    """What is left of a sentence of which a wish in the middle was taken."""
    before = re.sub(
        r"(?i)(?:,? (?:and|or|then|also)|,|:)? ?(?:(?:i|we|you|users|one|people|visitors|it|they) )?(?:(?:also )?(?:can|may|should|must|want|would like|need|should be able)(?: to)?)?(?: also)?(?: be| to)? ?$",
        "",
        before,
    )
    before = re.sub(r"(?i)^(?:[a-z]+s|people|it is possible|please)$", "", before.strip())
    after = re.sub(r"(?i)^,? ?(?:and|or) |^[.,;] ?", "", after.strip())
    if _SOMEBODY.fullmatch(before):
        before, after = "", re.sub(r"(?i)^(?:(?:can|may|should|must|also|then|to) )*(?=[a-z]+)", "I want to ", after) if after else ""
    own = re.match(r"(?i)(?:an?|the|there|each|every|i|we|you|one|people|users|visitors)\b", after)
    return f"{before}{';' if own else ','} {after}" if before and after else before or after


def _names(told: str) -> list[str]:
    return [re.sub(r"^(?:the|their|its|by) ", "", name).strip().replace(" ", "_") for name in re.split(r",? and |,? or |, |/", told)]


def _filters(match: re.Match[str], whole: str) -> str:
    names = [name if re.search(rf"(?i)\b{name}s\b", whole) else f"{name} (a part of it, ignoring case)" for name in _names(match["fields"])]
    return f"filtered by {' and '.join(names)}"


def _order(match: re.Match[str], _: str) -> str:
    return f"listed sorted by {match['fields']}{match['first'] or ''}"


def _orders(match: re.Match[str], _: str) -> str:
    return f"sorted with {' or '.join(f'?sort={name}' for name in _names(match['fields']))}"
