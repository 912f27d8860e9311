"""Where the sentences of a paragraph end."""

import re

from shared.writing import words

_ABBREVIATIONS = ("e.g", "i.e", "etc", "incl", "excl", "resp", "approx", "max", "min", "no", "vs", "ca", "bzw", "z.b")


#: What stands behind a quote that a sentence ends with.
_BEGINS = re.compile(r"\s+[A-Z`][\w/`']* ")


#: What tells what every record of a kind has, or what somebody wants to do.
_DECLARES = re.compile(
    r"(?i)(?:(?:each|every|an?|all|the) )?(?P<noun>[a-z][a-z\-]*(?: [a-z\-]+)??) (?:has|have|consists? of|carr(?:y|ies)|comes? with|needs? to|wants? to|can|must|should)\b"
)
_MODAL = r"(?:is|are|can|could|may|must|cannot|can't|should|will|has to|have to|needs? to)"
#: A subject and a verb of their own, behind what is told first: `…, and whoever adds one must …`, `…: the list of dogs can be filtered`.
_OF_ITS_OWN = re.compile(
    rf"(?i)(?:,? (?:and|but)|;) (?=(?:whoever|anyone|anybody|everyone|everybody|nobody|no one|somebody|someone|people|users) [a-z]+|[a-z]+s belong to (?:an?|the|exactly one|one) [a-z]+|(?P<many>[a-z]+) {_MODAL} )"
    rf"|: (?=the (?:list|overview)(?: of (?:the |all )?[a-z]+)? (?:{_MODAL}|always|only|shows?|gives?|contains?|should|comes?) )"
)
#: `I want to list dogs, each of which has a name`.
_EACH_OF_THEM = re.compile(r"(?i)\b(?P<many>[a-z]+s), each (?:of (?:which|them|these) )?(?:has|have|having|with) (?=(?:an?|the|its) )")
#: `A deck shows its count, and I want to list its cards`: a wish of its own.
_WISH_APART = re.compile(r"(?i)(?:,|;) and (?=(?:i|we) (?:also )?(?:want|need|would like|'d like|must be able) to )")
#: `Nobody can …, and nobody can …: both cases are a 409`: rules that share what is told of them.
_RULES_TOGETHER = re.compile(
    r"(?i)^(?:nobody|no one)\b|\b(?:both|either|all|any)(?: of (?:these|them|the two))?(?: cases?)? (?:is|are|gives?|means?|answers?) (?:an? )?4\d\d\b"
)
_WISHES = re.compile(
    r"(?i)(?:(?:i|we|you|they|[a-z]+s|everyone|people) )?(?:(?:'d|would) like|want|need|should|can|must|has to|have to)s?\b"
)


def _clauses(sentence: str) -> list[str]:
    """A sentence that declares something, and what it goes on to tell with a subject of its own."""
    each = _EACH_OF_THEM.search(sentence) if _WISHES.match(sentence) and "/" not in sentence else None
    if each:
        own = f"Each {words.singular(each['many'].lower())} has {sentence[each.end() :]}"
        return [*_clauses(sentence[: each.end("many")]), *_clauses(own)]
    if (wish := _WISH_APART.search(_hidden(sentence))) and "/" not in sentence:
        return [*_clauses(sentence[: wish.start()]), *_clauses(sentence[wish.end() :])]
    told = None if _RULES_TOGETHER.search(sentence) else _DECLARES.match(sentence)
    noun = words.singular(told["noun"].lower().split()[-1]) if told else ""
    for match in _OF_ITS_OWN.finditer(_hidden(sentence), told.end()) if told else ():
        if match["many"] and words.singular(match["many"].lower()) != noun:
            continue
        if not re.search(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b", sentence[: match.start()]):
            rest = sentence[match.end() :]
            return [sentence[: match.start()], *_clauses(rest[0].upper() + rest[1:])]
    return [sentence]


def _hidden(text: str) -> str:
    """The text with what stands in brackets or quotes blanked out."""
    return re.sub(r"\([^()]*\)|\"[^\"]*\"|\{[^{}]*\}", lambda match: "_" * len(match[0]), text)


#: What stands behind a semicolon and says what there is: `; a stake has a label (…) and a height (…)`.
_SAYS_WHAT = re.compile(
    r" (?:an?|each|every) (?!(?:new|json|fresh|entry|item|element|record|row|one|object|result|answer)\b)[a-z\-]+(?: (?!that\b|which\b|who\b|with\b|without\b)[a-z\-]+)? (?:has|have|consists of|is made up of|carries|is described by|comes with) "
    r"(?:(?:an?|the|its) )?[`\"]?[a-z]\w*[`\"]? \([^()]*\)(?:,| and)"
)


def sentences(text: str) -> list[str]:
    """A paragraph's sentences, each as one clause where it declares something; brackets and quotes stay whole."""
    found, depth, start, quoted = [], 0, 0, False
    for i, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char in "({[":
            depth += 1
        elif char in ")}]":
            depth = max(0, depth - 1)
        ends = char in ".!?" and depth == 0 and not quoted
        ends = ends or (char == '"' and not quoted and depth == 0 and text[i - 1] in ".!?" and _BEGINS.match(text[i + 1 :]) is not None)
        ends = ends or (char == ";" and depth == 0 and not quoted and _SAYS_WHAT.match(text[i + 1 :]) is not None)
        if ends and re.match(r"[\"')]*(?:\s+|$)", text[i + 1 :]) and not _abbreviated(text[start:i], text[i + 1 :]):
            found.append(text[start : i + 1].strip())
            start = i + 1
    found.append(text[start:].strip())
    return [part for one in found if one.strip(" .") for part in _clauses(one.strip().rstrip(".;").strip())]


def _abbreviated(before: str, after: str) -> bool:
    word = before.rsplit(" ", 1)[-1].lower().strip("(\"'")
    if word.endswith("..") or word == "." or before.endswith(".."):
        return True
    return word in _ABBREVIATIONS and not re.match(r"\s+[A-Z]\w+ \w+", after)
