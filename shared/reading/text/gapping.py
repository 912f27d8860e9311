"""Sentences that leave words to another: `Rooms can be listed by floor, and guests by city`, `Names are unique. Case does not matter.`, `… before it ends. If not: 422`."""

import re

from shared.reading.fields.absence import absent
from shared.reading.text.lexicon import canonical

#: What is only said of how texts are compared.
_COMPARED = re.compile(
    r"(?i)(?:here )?(?:(?:the|this|that|it|these|comparisons?|uniqueness|names?)\b[^.;:,<>]{0,30})?(?:[\s,]*\bcase-insensitive)+(?: (?:for|in|with|about|when|here)\b[^.;:<>]{0,40})?(?:: (?:e\.g\. |so |for example,? )?case-insensitive)?\W*"
)
#: A rule that compares.
_COMPARES = re.compile(r"(?i)\b(?:unique\w*|same|already|duplicates?|twice|taken|in use|two)\b")

#: `the same email, where case does not matter, or the same badge`: what may be such an aside, in the midst of a rule.
_ASIDE = re.compile(
    r"(?:,| ?\(| [-–—]+) ?(?P<said>(?:[^.;:,()\-–—]|(?<=[a-z])-(?=[a-z]))+)(?:\)| [-–—]+(?= )|,)(?=,? (?:and|or|but|nor|is|are|must|may|can|cannot|has|have|should)\b)"
)
_OF_CASE = re.compile(
    r"(?i)(?:(?:where|which|that|both|here|is|are|being|compared|checked|treated|seen|matched|taken|as) )*case-insensitive(?P<of> (?:for|in) (?:the )?\w+)?"
)

_GAPPED = re.compile(
    r"(?P<first>(?:[A-Z]\w+) (?P<verb>(?:(?:can|may) (?:also )?be|are) [a-z]+ed) (?P<by>by|with|on) [^.;:,/]+),? (?:and|while|but) (?P<second>(?:the )?[a-z]+s) (?P<rest>(?P=by) [^.;:,/]+)"
)
_DENIED = r"(?:cannot|can not|can't|must not|mustn't|may not) be [a-z]+(?:ed|n)"
#: What stands behind both halves: `(409)`, `; both are conflicts`.
_BEHIND = r"(?P<behind>(?: \([^()]*\)|[;:] [^/]*)?)"
_NOR = re.compile(
    rf"(?P<first>[^/]+? (?P<verb>{_DENIED})(?: \([^()]*\))?),? (?:and neither|neither|and nor|nor) (?:can|must|may) (?P<second>[^/;:()]+?){_BEHIND}"
)
_NEITHER = re.compile(
    rf"Neither (?P<one>[^/;:()]+?) nor (?P<second>[^/;:()]+?) (?:can|must|may) (?P<verb>be [a-z]+(?:ed|n)){_BEHIND}", re.IGNORECASE
)
#: `A driver has at most one ride, and so has a van`, `A room can be booked once (409), and a desk as well`.
_THE_OTHER = r"(?P<second>(?:(?:an?|the|each|every) )?[a-z][a-z\- ]*?)"
_SO = re.compile(
    rf"(?P<subject>(?:(?:An?|Each|Every|The|No) )?[A-Za-z][a-z\-]*) (?P<rest>(?:has|have|can|may|must|is|are)\b[^.;:/()]*?)(?P<code> \([^()]*\))?,? and "
    rf"(?:so (?:has|have|can|may|must|is|are|does|do) {_THE_OTHER}|{_THE_OTHER.replace('second', 'other')} (?:too|as well|likewise))(?P<behind>(?: \([^()]*\)|[;:,] [^/]*)?)"
)

#: `Entering a full hall is a 409, leaving an empty one too`.
_TOO = re.compile(
    r"(?P<first>(?:[A-Za-z]+ing|[Aa]n?|[Tt]he|[Aa]ny) [^.;:,/]+?)(?P<is> (?:is|are|gives?|means?|gets?|returns?|answers?|=>|->|→)(?: (?:an?|with|refused with|rejected with))* \(?4\d\d\)?),? (?:and )?(?P<second>(?:[a-z]+ing|an?|the|any) [^.;:,/]+?),? (?:too|as well|likewise)"
)


#: `When it is full it is a 409, when the plate is there already as well`.
_WHEN_TOO = re.compile(
    r"(?P<first>(?:[Ww]hen|[Ii]f) [^.;:/]+?,? (?:it|that|this|the answer)(?:'s)? (?:(?:is|gives|means|answers|returns) )?(?:an? )?(?P<code>4\d\d)),? (?:and )?(?P<second>(?:when|if) [^.;:/]+?),? (?:too|as well|likewise)"
)


_PREDICATE = r"(?:(?:is )?(?:required|optional|mandatory|unique)\b|(?:an? |any )?(?:(?:whole|positive|non-?negative|optional|required|unique|short|non-?empty|decimal) )*(?:integer|number|string|text|date|boolean|email|url|datetime|list)\b|one of\b|between \d|from \d|at least \d|at most \d|[<>]=? ?\d|\d+ to \d|\d+-\d)"
#: `(sku, name, price): sku and name required, price a number >= 0`: predicates without a verb, of names that are listed before.
_BARE = re.compile(
    rf"(?P<lead>[:;,] (?:and )?)(?P<names>[`\"]?(?P<one>[a-z]\w*)[`\"]?(?: and [`\"]?(?P<other>[a-z]\w*)[`\"]?)?) (?=(?P<what>{_PREDICATE}))"
)


#: `{"value": 1} or {"value": -1}`: one body with either value.
_EITHER_BODY = re.compile(
    r"\{ ?\"(?P<name>\w+)\": ?(?P<one>-?\d+|\"[\w \-]+\") ?\}(?P<more>(?:,? or |, )\{ ?\"(?P=name)\": ?(?:-?\d+|\"[\w \-]+\") ?\})+"
)


#: `the number of signups (signed_up) and of free places (free)`.
_OF_BOTH = re.compile(
    r"(?P<of>\b[Tt]he (?:total )?(?:number|count|sum)) of (?P<one>[a-z][a-z ]*? \([`\"]?[a-z]\w*[`\"]?\)),? and of (?=[a-z][a-z ]*? \()"
)


def _with_either(match: re.Match[str]) -> str:
    values = re.findall(r": ?(-?\d+|\"[^\"]+\")", match[0])
    return f'{{"{match["name"]}": {" | ".join(values)}}}'


def with_verbs(text: str) -> str:
    """The text with the verb in such predicates, and with the values of alternative bodies in one."""
    text = _OF_BOTH.sub(r"\g<of> of \g<one> and \g<of> of ", _EITHER_BODY.sub(_with_either, text))

    def told(match: re.Match[str]) -> str:
        before = text[: match.start() + 1]
        listed = all(
            re.search(rf"(?:[({{,]|\b(?:and|takes|with)) ?[`\"]?{name}[`\"]?(?= ?[,)}}:;]| and )", before)
            for name in (match["one"], match["other"])
            if name
        )
        apart = re.search(r"[:;]", before[before.rfind(match["one"], 0, len(before)) if match["one"] in before else 0 :])
        verb = "" if match["what"].startswith("is ") else "are " if match["other"] else "is "
        return f"{match['lead']}{match['names']} {verb}" if listed and apart else match[0]

    return _BARE.sub(told, text)


def with_asides(said: list[str]) -> list[str]:
    """The sentences; an aside of how texts are compared no longer parts what it stands in."""

    def told(match: re.Match[str]) -> str:
        case = _OF_CASE.fullmatch(canonical(match["said"]))
        return f" case-insensitively{case['of'] or ''}" if case else match[0]

    return [_ASIDE.sub(told, one) if _COMPARES.search(one) else one for one in said]


_DEFAULT = r"(?:\"[^\"]*\"|'[^']*'|`[^`]*`|\[\]|-?\d+(?:\.\d+)?(?!\.?\d)|true|false|null|(?:an )?empty (?:text|string|list|array))"
_OF = r"(?:the |its )?[`\"]?(?!(?:and|or|for|as)\b)[A-Za-z]\w*[`\"]?"
_PAIR = rf"{_OF}(?:,? (?:is|are|being|becomes|as|to|at|of|defaults? to)|:| =)? {_DEFAULT}"
_PAIRS = rf"(?P<pairs>{_PAIR}(?:(?:, and |, | and |; ){_PAIR})+)"
_BACKWARDS = rf"(?P<pairs>{_DEFAULT} (?:for|as) {_OF}(?:(?:, and |, | and ){_DEFAULT} (?:for|as) {_OF})+)"
#: `stock is 0 and reorder_at 5 if missing`, `the defaults are 0 for stock and 5 for reorder_at`: what several fields are when they are not sent.
_SEVERAL_DEFAULTS = tuple(
    re.compile(rf"(?i)(?P<before>^|; |\(|,? (?:where|with) ){told}(?P<behind>\)|(?=[.;,]|$| \())")
    for told in (
        rf"(?:but |and )?{_PAIRS},? (?:both |all |each )?if missing",
        rf"if missing,? (?:then )?{_PAIRS}",
        rf"(?:the )?defaults?(?: values?)?(?: are| is|:) {_PAIRS}",
        rf"(?:the )?defaults?(?: values?)?(?: are| is|:) {_BACKWARDS}",
        rf"(?P<pairs>{_OF} defaults? to {_DEFAULT}(?:(?:, and |, | and ){_PAIR})+)",
    )
)
_ONE_DEFAULT = re.compile(
    rf"(?i)(?:the |its )?[`\"]?\b(?P<name>(?!(?:and|or|for|as)\b)[A-Za-z]\w*)[`\"]?(?:,? (?:is|are|being|becomes|as|to|at|of|defaults? to)|:| =)? (?P<value>{_DEFAULT})|(?P<first>{_DEFAULT}) (?:for|as) (?:the |its )?[`\"]?(?P<of>[A-Za-z]\w*)"
)


#: What lists are asked for, of which `parameters` reads it.
_OF_LISTS = re.compile(r"(?i)\b(?:limit|offset|page|per_?page|page_?size|size|skip|top|sort|order)\b")


def with_defaults(said: list[str]) -> list[str]:
    """The sentences, with one for each of several fields of which one tells what they are when they are not sent."""
    return [part for one in said for part in _defaults_apart(one)]


def _defaults_apart(one: str) -> list[str]:
    for pattern in _SEVERAL_DEFAULTS:
        if (told := pattern.search(absent(one))) and not _OF_LISTS.search(told["pairs"]):
            each = [
                capital(f"{pair['name'] or pair['of']} defaults to {pair['value'] or pair['first']}")
                for pair in _ONE_DEFAULT.finditer(told["pairs"])
            ]
            return [rest for rest in (told.string[: told.start()] + told.string[told.end() :],) if rest.strip(" .")] + each
    return [one]


def ungapped(said: list[str]) -> list[str]:
    """The sentences, with one for each half of one whose halves share a verb."""
    return [half for one in said for half in _halves(one)]


def _halves(one: str) -> list[str]:
    if gapped := _GAPPED.fullmatch(one):
        return [gapped["first"], f"{gapped['second'].capitalize()} {gapped['verb']} {gapped['rest']}"]
    if too := _TOO.fullmatch(one):
        return [f"{too['first']}{too['is']}", capital(f"{too['second']}{too['is']}")]
    if too := _WHEN_TOO.fullmatch(one):
        return [too["first"], capital(f"{too['second']} it is a {too['code']}")]
    if so := _SO.fullmatch(one):
        behind = so["behind"] or so["code"] or ""
        return [f"{so['subject']} {so['rest']}{so['code'] or behind}", capital(f"{so['second'] or so['other']} {so['rest']}{behind}")]
    if nor := _NOR.fullmatch(one):
        return [nor["first"], capital(f"{nor['second']} {nor['verb']}{nor['behind']}")]
    if neither := _NEITHER.fullmatch(one):
        return [capital(f"{neither[name]} cannot {neither['verb']}{neither['behind']}") for name in ("one", "second")]
    return [one]


def capital(text: str) -> str:
    """The text as the beginning of a sentence; a name in code stays as it is."""
    return text if re.match(r"[a-z]+_", text) else text[:1].upper() + text[1:]


#: A sentence that says no more than what answers where the rule before it does not hold: `If not: 422`, or `If it does, …` behind one that forbids.
_IF_NOT = re.compile(
    r"(?i)(?:(?P<else>otherwise|else)|if (?:not|(?:it|this|that|they) (?:is|are|does|do|has|have|was)(?: not|n't)(?: so| the case)?|(?P<so>(?:it|this|that|they) (?:is|are|does|do|has|have))))[,:]? "
    r"(?:[a-z]+ ){0,6}(?P<code>4\d\d)(?: [a-z]+){0,3}"
)
#: `That is a 409`, behind what is forbidden.
_THAT_IS = re.compile(
    r"(?i)(?:that|this|it|trying(?: (?:it|that|so))?|doing (?:so|it|that)|(?:such )?an attempt) (?:is|gives|means|would be|results in|leads to|answers)(?: (?:an?|with|refused))* (?P<code>4\d\d)\W*"
)
_FORBIDS = re.compile(
    r"(?i)\b(?:must|may|can|should) ?(?:not|never|neither|no longer|be neither)\b|\bcan't\b|\bcannot\b|\bnever\b|\bnot allowed\b"
)
#: `Changing them later is refused with 409 as well`, behind what is only possible for a time.
_LATER = re.compile(
    r"(?i)(?:(?:[a-z]+ing (?:it|them|that|this|one|any of them)|(?:any )?(?:[a-z]+ )?(?:changes?|edits?|attempts?|requests?|updates?)|doing (?:so|it|that)|this|that|it) )?(?:later|afterwards?|after that|from then on|then)(?: on)?(?: changes?| edits?| updates?)? (?:is|are|gets?|answers?|gives?|means)\b[^/]*\b409\b[^/]*|(?:later|further) (?:changes?|edits?|updates?)\b[^/]*\b409\b[^/]*"
)
_ONLY_WHILE = re.compile(r"(?i)\bonly (?:while|when|if|in|as long as|before|until)\b|\b(?:as long as|so long as|until)\b")
#: What sets two things in relation, and is no limit of one field.
_RELATES = re.compile(r"(?i)\b(?:must|ha(?:s|ve) to|needs? to|should)\b[^.;]*\b(?:before|after|later|earlier|differ\w*|exist)\b")


#: What a refusal does anyway, at the end of a rule.
_NOT_KEPT = re.compile(
    r"(?i),? (?:and|but|then)?,? ?(?:it )?(?:(?:do|does|must|will) )?(?:not|nothing is|never) (?:be )?(?:sav|stor|add|kept|keep)\w*(?: (?:it|anything))?$"
)


#: `deleting one works only if it is empty`, and behind it `If there are still fish in it, return 409`: what that rule says already.
_ONLY_IF = re.compile(
    r"(?i)\bonly (?:(?:be )?[a-z]+ed )?(?:if|when|while|once|as long as)\b|^only (?:an? )?[a-z]+(?: [a-z]+)? (?:can|may) be\b|\b(?:can|may) only be [a-z]+ed (?:if|when|while|once|as long as)\b"
)
_CONTRARY = re.compile(
    r"(?i)(?:if|when|while|as long as) (?:there (?:is|are) (?:(?:still|any|some) )*[a-z]+(?: left)? (?:in|on|of|for|at|with) (?:it|them)|[a-z]+ (?:is|are) still (?:in|on|at) (?:it|them)|(?:it|they) (?:(?:is|are) not|isn't|aren't|still (?:has|have|holds?|contains?))\b[^,;.]*),? (?:[a-z]+ ){0,6}(?P<code>4\d\d)(?: [a-z]+){0,3}"
)


def joined_rules(said: list[str]) -> list[str]:
    """The sentences; what only goes on about the rule before it stands in that: that case does not matter, or what answers where it does not hold."""
    found: list[str] = []
    for one in said:
        if found and (more := _more(found[-1], one)):
            found[-1] = _NOT_KEPT.sub("", found[-1]) + more
        else:
            found.append(one)
    return found


def _more(rule: str, one: str) -> str:
    """What a sentence says of the rule before it, as a part of that; empty where it stands for itself."""
    if _COMPARES.search(rule) and _COMPARED.fullmatch(canonical(one)):
        return ", case-insensitive"
    if _LATER.fullmatch(one) and _ONLY_WHILE.search(rule) and not re.search(r"\b4\d\d\b", rule):
        return f"; {one[:1].lower()}{one[1:]}"
    if (contrary := _CONTRARY.fullmatch(one)) and _ONLY_IF.search(rule) and not re.search(r"\b4\d\d\b|/", rule):
        return f", otherwise {contrary['code']}"
    if (that := _THAT_IS.fullmatch(one)) and _FORBIDS.search(rule) and not re.search(r"\b4\d\d\b|/", rule):
        return f" ({that['code']})"
    told = _IF_NOT.fullmatch(one)
    needed = (_FORBIDS if told["so"] else _RELATES if told["else"] else None) if told else None
    holds = told is not None and not re.search(r"\b4\d\d\b", rule) and (needed is None or needed.search(rule) is not None)
    return f", otherwise {told['code']}" if told and holds else ""
