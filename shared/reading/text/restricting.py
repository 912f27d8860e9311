"""What sentences that declare something say of which ones they mean: `every employee in it has` means all, `every seat in a hall has` that seats belong to halls."""

import re

from shared.writing import words

_HAS = r"(?:also |always )?(?:ha(?:s|ve)(?= (?:an? |the |its |their |these |[`\"]|\w+ \(|[a-z]+_[a-z]))|consists? of\b|comes? with\b|(?:is|are) (?:described by|made up of)\b)"
_START = r"(?P<start>(?:^|(?<=[.;:] )|(?<=\n)))"
_RESTRICTED = re.compile(
    rf"{_START}(?P<noun>(?i:an?|each|every|all|the) (?P<name>[a-z]+)),? (?:(?:in|on|of|at|from) (?:it|them|ours|mine|(?:the|our|my|this) (?P<place>[a-z]+(?: [a-z]+)?))|"
    r"(?:(?:that|which|who) )?(?:we|i|you|they) (?:[a-z]+ )?[a-z]+|"
    r"(?P<done>(?:(?:that|which|who) (?:is|are|was|were|has been|have been) (?:[a-z]+ )?)?[a-z]{2,}(?:ed|en|un|nd)(?: (?:in|on|out|up|off|down|to us|by us))?))"
    rf",? (?P<has>{_HAS})"
)
_OWNED = re.compile(
    rf"{_START}(?i:an?|each|every|all|the(?= [a-z]+s )) (?P<name>[a-z]+) (?:in|on|of|at) (?:an?|the|each|every|its) (?P<owner>[a-z]+) (?P<has>{_HAS})"
)

#: `Each post is written by an author and has`: who made it, where that one is a record, too.
_MADE_BY = re.compile(
    rf"{_START}(?P<noun>(?i:an?|each|every|all) [a-z]+|[A-Z][a-z]+s) (?:is|are) (?:always )?[a-z]{{2,}}(?:ed|en|de|nt|ld|ught) by (?P<one>an?|one|exactly one|its) (?P<owner>[a-z]+)(?P<and>,? and|,) (?P<has>{_HAS})"
)
#: `Posts belong to authors`: each to one.
_MANY_TO_ONE = re.compile(rf"{_START}(?P<name>[A-Z][a-z]+s) belong to (?P<owner>[a-z]+s)(?=[.;]|,? and (?:also )?have\b)")

#: `Each bean has got a name. Its roast is one of light and dark, and its number of grams can't be below zero`: what it has as well.
_ITS = re.compile(
    rf"(?P<declared>{_START}(?i:an?|each|every) [a-z]+(?: [a-z]+)? (?:has|consists of|comes with) [^.;\n]+)[.;] Its (?P<rest>(?P<name>[a-z_]+(?: of [a-z]+)?) (?:is|are|must|can|can't|cannot|may|has to)\b[^.;\n]*)"
)
_AND_ITS = re.compile(r"(?P<and>^|,? and |, )(?:its )(?P<name>[a-z_]+(?: of [a-z]+)?) (?=(?:is|are|must|can|can't|cannot|may|has to)\b)")

_WHO = r"(?:i|we|you|they|one|people|users|everyone)"
_NOTE = r"(?:note(?: down)?|write down|record|store|keep|enter|save|need|want|register|track|collect|ask for|must know|have to know)"
#: `What I note down for a bean is the name, …`.
_WHAT = re.compile(
    rf"{_START}(?i:what {_WHO} (?:want to |need to |have to |must |should |would like to )?{_NOTE}(?: to know)? (?:for|of|about|on|with|from) (?P<each>an?|each|every|the) (?P<noun>[a-z]+) (?:is|are)(?: just| only)?:?) (?=the |its |an? |[a-z]\w*,)"
)
#: `A trip is created with a destination and a budget`: what it has, where no request says so.
_MADE_WITH = re.compile(
    rf"{_START}(?P<noun>(?i:an?|each|every) (?:new )?[a-z]+) is (?:always )?(?:created|made|added|recorded|entered|registered|stored|saved|set up|opened|put in) with (?P<fields>(?:an?|the|its) (?!request|call|form|button|click|post|link|single|status)[^.;/\n]+)(?=[.;\n]|$)"
)
#: `A booking shall state the room for which it is made`.
_STATES = re.compile(
    rf"{_START}(?P<noun>(?i:an?|each|every) [a-z]+) (?:shall|must|should|has to|needs to|will|is to) (?P<verb>state|name|say|tell|specify|mention|record|note)(?= (?:the|its|an?|which|who|how|when|where|what)\b)"
)
#: `where it goes (its destination)`, `how many grams there are`.
_WHERE = re.compile(
    r"\b(?:where|who|what|when|how|which [a-z]+) (?:it|they|he|she|the [a-z]+) [a-z ]{2,24} \((?P<its>its|the|their) (?P<name>[a-z_]+)\)"
)
_HOW_MANY = re.compile(r"(?<=[a-z)] )how many (?P<what>[a-z]+) there (?:are|is)(?= \((?!how)| and\b|[.,;]|$)")


def _its(match: re.Match[str]) -> str:
    told = [name for _, name in _AND_ITS.findall(f"its {match['rest']}")]
    if any(re.search(rf"\b{name.split()[-1]}\b", match["declared"]) for name in told):
        return match[0]
    parts = _AND_ITS.sub(
        lambda one: f"{one['and']}{'an' if one['name'][0] in 'aeiou' else 'a'} {one['name']}, which ", f"its {match['rest']}"
    )
    return f"{match['declared']}. It has {parts}"


#: `every new card is in box 1`, `a new player starts on level 1`: with what it begins.
_BEGINS_IN = re.compile(
    r"(?P<new>\b(?:[Ee]very|[Ee]ach|[Aa]ny|[Aa]|[Tt]he|[Aa]ll)? ?[Nn]ew (?P<noun>[a-z]+)) (?:is|are|lies?|starts?|begins?|goes?|sits?|stands?|belongs?|comes?|(?:is|are|gets?) put)(?: always| first| off| out)? (?:in|on|at|into|onto|with|to|from) (?:the )?(?P<name>(?!least\b|most\b|about\b)[a-z]+) (?P<number>\d+)(?![\w:.\-]*\d)"
    r"(?:,? (?:which is )?(?:given|shown|returned|stored|kept|known|called|told) (?:as|in|by) (?:(?:the|its|a) )?(?:field |member )?[`\"]?(?P=name)[`\"]?)?"
)


def _with_number(match: re.Match[str]) -> str:
    new, noun = match["new"], match["noun"]
    new = f"{'Every' if new[0].isupper() else 'every'} new {words.singular(noun)}" if words.is_plural(noun) else new
    return f"{new} has {match['name']} {match['number']}"


def unrestricted(text: str) -> str:
    """The text with declarations of all that there are, where it declares them nowhere else."""
    text = _BEGINS_IN.sub(_with_number, text)
    text = _HOW_MANY.sub(r"the number of \g<what>", _WHERE.sub(r"\g<its> \g<name>", text))
    text = _STATES.sub(
        lambda match: f"{match['start']}{match['noun']} {'specifies' if match['verb'] == 'specify' else match['verb'] + 's'}",
        _WHAT.sub(r"\g<start>Each \g<noun> has ", text),
    )
    text = _MADE_WITH.sub(r"\g<start>\g<noun> has \g<fields>", text)
    text = _ITS.sub(_its, re.sub(r"\b(ha(?:s|ve)) got (?=an?\b|the\b|its\b|\w+ and)", r"\1 ", text))
    text = _MANY_TO_ONE.sub(
        lambda match: f"{match['start']}Each {words.singular(match['name']).lower()} belongs to one {words.singular(match['owner'])}", text
    )
    text = re.sub(r"(?<= belongs to one )(\w+,? and (?:also )?)have\b", r"\1has", text)
    text = _MADE_BY.sub(
        lambda match: (
            f"{match['start']}{match['noun']} {_belongs(match)} to {match['one']} {match['owner']}{match['and']} {match['has']}"
            if _several(match["owner"], text)
            else match[0]
        ),
        text,
    )
    text = _OWNED.sub(lambda match: _belonging(match) if _several(match["owner"], text) else match[0], text)
    return _RESTRICTED.sub(lambda match: f"{match['start']}{match['noun']} {match['has']}" if _means_all(match, text) else match[0], text)


def _belonging(match: re.Match[str]) -> str:
    owner, has = words.singular(match["owner"]), re.sub(r"^have|(?<= )have", "has", match["has"])
    return f"{match['start']}Each {words.singular(match['name'])} belongs to one {owner} and {has}"


def _belongs(match: re.Match[str]) -> str:
    return "belong" if match["has"].startswith("have") else "belongs"


def _several(noun: str, text: str) -> bool:
    return bool(re.search(rf"(?i)\b{words.plural(words.singular(noun))}\b", text))


def _means_all(match: re.Match[str], text: str) -> bool:
    """Whether those are no kind of their own: they are at a place that there is only one of, or the same happened to all of them."""
    forms = f"{match['name']}|{words.plural(match['name'])}|{words.singular(match['name'])}"
    if match["place"] and _several(match["place"], text):
        return False
    elsewhere = re.search(rf"(?i)\b(?:an?|each|every|all|the) (?:{forms}) {_HAS}|/(?:{forms})\b", text)
    return match["done"] is None or elsewhere is None
