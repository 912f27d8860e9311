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


def unrestricted(text: str) -> str:
    """The text with declarations of all that there are, where it declares them nowhere else."""
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
