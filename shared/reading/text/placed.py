"""What can be done with records, told beside their path, spelled out as requests: `Members: create with a name, list, get by id. Path: /members`."""

import re

from shared.reading.text.gathered import ENDS, METHOD
from shared.writing import words

#: A path that is told apart: `… . Path: /members`, `Members (path /members): …`.
_TOLD_APART = re.compile(
    r"(?:\.\s+(?:(?:The |Its |Their )?[Pp]ath(?: (?:for|of) (?:this|that|these|them|it|all this))?(?: is)?:?|(?:They|These|It|This|All (?:of )?(?:this|these|them)) (?:are|is|can be|will be|lives?|sits?)(?: all)?(?: (?:found|reached|available|located|accessible|offered|served|placed))? (?:at|under|on|in|via)(?: the (?:path|url|route|address))?:?)|[ ,]\(?(?:path|route|url|endpoint)(?: is)?:?) `?(?P<path>/[a-z][\w\-]*)`?\)?(?=[\s:.,;]|$)"
)
#: A rule, and in brackets behind it what a request then answers: `a used language can't be deleted (DELETE /languages/{code} is 409)`.
_ANSWERED = re.compile(
    rf"(?P<rule>[^()/]*?)\s*\(`?(?P<request>(?:{METHOD}) /[\w\-/{{}}]+)`?(?: then)?(?:,|:| =>| ->| →| –| -| is| gives| answers(?: with)?| returns)? (?:a )?(?P<status>4\d\d)(?: then)?\)"
)
_PLACE = re.compile(r"(?<![\w/{}.\"'])`?(?P<path>/[a-z][\w\-]*)`?(?![\w/{?])")
#: What stands before the list: the records, and where they are.
_HEAD = re.compile(
    r"(?P<lead>[^\w/]*)(?:[Tt]he |[Oo]ur )?(?P<noun>[A-Za-z]+(?:[ \-][a-z]+)?)?(?: (?:live|are|sit|can be found|stand|go|resource|support|supports|is))*(?: ?\(?(?:(?:at|under|on|in|via) )?`?/[a-z][\w\-]*`?\)?)?(?: (?:supports?|allows?|offers?))?\s*"
)
_ONE = r"(?: (?:one|single|(?:a |by )(?:single one|single|id)|by (?:its|their) id|details?))*"
_VERBS = (
    ("POST", "", r"create|add|register|submit|enter|record", "creates a {noun}"),
    ("GET", "", r"(?:list|browse)(?: all| them| them all)?|(?:get|show|see|view) (?:all|every)(?: of them)?", "lists them"),
    ("GET", "/{id}", rf"(?:get|fetch|show|read|view|retrieve|look up){_ONE}", "shows one"),
    ("PUT", "/{id}", rf"(?:update|change|edit|modify){_ONE}", "and PATCH {path}/{{id}} change one"),
    ("DELETE", "/{id}", rf"(?:delete|remove){_ONE}", "removes one"),
)
#: `At /notices people see a page with …`, `On /guestbook there is a page that …`: the page that is there.
_PAGE_AT = re.compile(
    r"(?m)(?P<start>^\W*|(?<=[.;:] ))(?:At|On|Under|Behind|at|on|under) (?:the (?:path|url|address) )?[`\"]?(?P<path>/[\w\-]*(?:/[\w\-]+)*)[`\"]?,? "
    r"(?:there(?:'s| is| are| should be| shall be| must be| will be)|is|sits|lives|stands|(?:I|we|you|they|people|everyone|everybody|anyone|anybody|(?:(?:the|our|my|all|any|an?) )?[a-z]+)"
    r"(?:'d like| would like| wants?| needs?| have| has| sees?| finds?| gets?| opens?)(?: (?:to )?(?:see|find|get|have|open))?|(?:I|we|you|they|people|everyone|everybody|anyone|(?:(?:the|our|all) )?[a-z]+) (?:can|should|will|must) (?:see|find|get|have|open)) "
    r"(?P<page>(?:an?|the|one|our|my) (?:(?:simple|plain|public|small|little|single|html|HTML|web) )*(?:web ?)?page\b)"
)
_BETWEEN = r",\s*(?:and |or )?|;\s*(?:and )?|\s+and\s+|\s+/\s+"


def placed(text: str) -> str:
    """The text with such lists as requests."""
    text = _PAGE_AT.sub(r"\g<start>GET \g<path> is \g<page>", text)
    text = _listed(text)
    text = "".join(_resources(part, text) for part in re.split(r"((?<=[.!?])\s+)", text))
    return "".join(_sentence(part) for part in ENDS.split(_TOLD_APART.sub(r" at \g<path>", text)))


#: `Listing is by name`, `They are listed by name`, `The list is sorted by name`: where the only request that makes records has no such beside it.
_LISTING = re.compile(
    r"(?P<start>(?:^|(?<=[.;!?\n] ))\s*)(?P<said>(?:[Ll]isting(?: them)?|[Tt]he list(?:ing)?(?: of (?:all )?[a-z]+)?|(?:[Tt]hey|[Aa]ll of them) (?:are|can be|get) listed|(?:[Tt]he )?[A-Za-z]+s are listed)\b(?! (?:of|with|that|which)\b))"
)


def _listed(text: str) -> str:
    """The text with `GET` before what it says of a list that it names no request for."""
    made = {
        re.sub(r"[`\"]", "", path) for path in re.findall(r"\b(?:POST|post(?:ed)?)(?: to)? ([`\"]?/[a-z][\w\-]*[`\"]?)(?![\w/{])", text)
    }
    others = re.findall(rf"\b(?:{METHOD})\b", re.sub(r"\bPOST\b", "", text))
    path = made.pop() if len(made) == 1 else ""
    return text if not path or others or "<" in text else _LISTING.sub(rf"\g<start>GET {path}: \g<said>", text, count=1)


#: A resource at its path: `decks (a name) under /decks`, `/hives (name, location)`, `/hives with a name and a location`.
_RESOURCE = re.compile(
    r"(?:\((?P<before>[^()]*)\),? )?(?:(?:(?:which|that|they) )?(?:live|are|is|sit|go|stand|kept|stored|found) )*(?:\b(?:under|at|on|in|below|via|as) )?(?:the (?:path|url|route) )?"
    r"(?<![\w/{}.\"'])`?(?P<path>/[a-z][\w\-]*(?:/\{\w+\}/[a-z][\w\-]*)?)`?(?![\w/{?])(?: \((?P<behind>[^()]*)\)| with (?P<with>(?:(?!,? and (?:[a-z]+,? ){0,3}`?/)[^/;.])+))?"
)
#: What else a sentence says that only tells which resources there are.
_ONLY_THERE = re.compile(
    r"(?i)(?:(?:please|set|up|provide|build|create|make|offers?|expose|give|me|us|i|we|you|need|want|there|are|is|the|service|api|backend|it|has|have|provides|exposes|consists|manages|of|resources?|endpoints?|"
    r"collections?|and|under|at|on|below|beneath|inside|within|in|for|each|every|one|them|an?|with|also|plus|two|three|both|json|rest|simple|small|nested|following|these|should|shall|must)\b|[\s,.:;\-]|{nouns})*"
)
_CREATED = re.compile(
    r"(?i)\b(?:POST|creating|creation|create)s?\b(?: (?:gives|answers|returns|is|with|->|=))* ?\(?201\)?|\b201\b(?: (?:on|for) (?:POST|creation|creating))?"
)


def _resources(text: str, whole: str) -> str:
    """`Set up /hives (name, location) and, under each one, /hives/{hive_id}/inspections`: the usual requests for each, and what each has."""
    found = [
        match
        for match in _RESOURCE.finditer(text)
        if match["path"].rpartition("/")[2] == words.plural(words.singular(match["path"].rpartition("/")[2]))
    ]
    told = any(match["before"] or match["behind"] or match["with"] for match in found) or len(found) > 1
    rest = _RESOURCE.sub(" ", text)
    nouns = "|".join(
        form
        for match in found
        for part in re.findall(r"[a-z][\w\-]*", re.sub(r"\{\w+\}", "", match["path"]))
        for form in (part, words.singular(part))
    )
    if (
        not told
        or re.search(rf"\b(?:{METHOD})\b", rest)
        or not re.fullmatch(_ONLY_THERE.pattern.replace("{nouns}", rf"\b(?:{nouns})\b"), rest)
    ):
        return text
    return f"{' ' * text[:1].isspace()}{'. '.join(part for match in found for part in _told_of(match, whole))}."


def _told_of(match: re.Match[str], whole: str) -> list[str]:
    """The requests about a resource that the text names nowhere, and what one of them has."""
    path, noun = match["path"], words.singular(match["path"].rpartition("/")[2])
    one = f"{path}/{{{noun.replace('-', '_')}_id}}" if "{" in path else f"{path}/{{id}}"
    requests = (
        f"{method} {at}" for method, at in (("POST", path), ("GET", path), ("GET", one), ("PUT", one), ("PATCH", one), ("DELETE", one))
    )
    shape = re.sub(r"\{\w+\}", "{}", whole)
    asked = [request for request in requests if not re.search(rf"{re.escape(re.sub(r'{.*?}', '{}', request))}(?![\w/{{])", shape)]
    fields = "; ".join(
        filter(
            None,
            (_CREATED.sub("", part).strip(" ,") for part in re.split(r"; ?", match["before"] or match["behind"] or match["with"] or "")),
        )
    )
    has = [f"{'An' if noun[0] in 'aeiou' else 'A'} {noun.replace('-', ' ')} has {fields}"] if fields else []
    return [*([", ".join(asked)] if asked else []), *has]


def _sentence(text: str) -> str:
    """A sentence with a request for each thing that its list says can be done at its one path."""
    if answered := _ANSWERED.match(text):
        rule = answered["rule"].strip()
        return (
            f"{' ' * text[:1].isspace()}{answered['request']}: {rule[:1].lower()}{rule[1:]} ({answered['status']}){text[answered.end() :]}"
        )
    paths = {match["path"] for match in _PLACE.finditer(text)}
    colon = _masked(text).find(":")
    head = _HEAD.fullmatch(text[:colon]) if colon > 0 else None
    if len(paths) != 1 or head is None or re.search(rf"\b(?:{METHOD})\b|\{{", text):
        return text
    (path,) = paths
    told = _requests(re.sub(rf"(?: (?:at|under|on|in|via|of))? `?{re.escape(path)}`?(?=[\s.]*$)", "", text[colon + 1 :]), path)
    return f"{head['lead']}{told}" if told else text


def _requests(items: str, path: str) -> str:
    """The requests; empty where the list begins with nothing that can be done."""
    found: list[str] = []
    noun = words.singular(path.strip("/").replace("-", " "))
    end = re.search(r"[.!\s]*$", items)
    masked = _masked(items[: end.start()] if end else items)
    start = 0
    for match in [*re.finditer(_BETWEEN, masked), re.search(r"$", masked)]:
        if match is None:
            continue
        part = items[start : match.end() if match.end() < len(masked) else len(masked)]
        said = _request(part.strip(), path, noun)
        if not said and not found:
            return ""
        if said:
            found = [*(one.rstrip(" ,;/").removesuffix(" and") for one in found), said]
        else:
            found[-1] += f" {part.strip()}"
        start = match.end()
    return f"{'; '.join(found)}{end[0] if end else ''}"


def _request(part: str, path: str, noun: str) -> str:
    for method, below, verbs, does in _VERBS:
        if match := re.match(rf"(?i)(?:{verbs})(?=$|[,;/]| \(| with\b| from\b| taking\b| and$|: )", part):
            rest = part[match.end() :].lstrip(":")
            return f"{method} {path}{below} {does.format(noun=noun, path=path)}{rest if rest[:1] in {',', ';'} else f' {rest.strip()}'.rstrip()}"
    return ""


def _masked(text: str) -> str:
    """The text with what stands in brackets blanked out."""
    depth, out = 0, ""
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        out += "_" if depth else char
    return out
