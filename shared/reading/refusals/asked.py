"""Query parameters that a request must carry: `leaving the truck parameter out is 400`, `GET /summary?truck= (required)`."""

import re
from collections.abc import Callable, Iterable

from shared.reading.refusals.cases import Case
from shared.reading.text.lexicon import canonical
from shared.writing.ir import App, Endpoint

#: Where an operation keeps the names of the parameters that its address shows, and those that must be sent, each with its status.
_SHOWN, _NEEDED = "asked", "needed"
_PARAMETER = r"(?:(?:query|url|request|search)[ -]?)?(?:parameters?|params?|values?|string|filter)"
_ALL_OF_THEM = r"(?:them|these|those|either|(?:(?:query|url|request|search)[ -]?)?(?:parameters?|params?))"
_THE = r"(?:(?:the|an?|any|its|their|that|this|both|either|one|all|of|query|url|parameters?|params?) )*"
_GIVEN = r"(?:given|sent|passed|provided|specified|supplied|set|named|present|there|included|stated)"
_DROPS = r"(?:leav(?:es?|ing)(?: (?:out|off|away))?|omit(?:s|ting)?|forget(?:s|ting)?|skip(?:s|ping)?|lack(?:s|ing)?|drop(?:s|ping)?|miss(?:es|ing)?)"
_TELLS = r"(?:name|give|say|tell|send|contain|carry|pass|specify|have|has|include|provide|mention|set|supply)s?"


def _absent(name: str) -> re.Pattern[str]:
    """That a parameter is not there."""
    one = rf"{_THE}{name}\b(?: {_PARAMETER})?"
    return re.compile(
        rf"\b(?:without|with no|missing|{_DROPS}|(?:does|do|did) not {_TELLS}|(?:has|have|there is|if|when) no|not {_GIVEN}) {one}(?! (?:for|of|in)\b)"
        rf"|(?:^|, )\W*no {_THE}{name}(?: {_PARAMETER})?(?: (?:is |was )?{_GIVEN})?\W*$|\bno {one} (?:is|was|are) {_GIVEN}"
        rf"|\b{name}(?: {_PARAMETER})?(?: (?:is|are|was|were|being|both|if|when|it))* missing\b"
    )


def _demanded(name: str) -> re.Pattern[str]:
    """That it must be there."""
    one = rf"{_THE}{name}\b(?: {_PARAMETER})?"
    return re.compile(
        rf"\b(?:needs?|requires?|required|must (?:have|name|give|{_TELLS})) {one}(?! (?:for|of|in|is|to)\b)"
        rf"|\b{name}(?: {_PARAMETER})?(?:,? (?:which|that))?(?: (?:is|are|both|always|\(|a))*[ (:,]+(?:required|must (?:always )?(?:be )?{_GIVEN}|must not be missing|not optional)\b"
    )


def _told(names: Iterable[str], said: str, look: Callable[[str], re.Pattern[str]]) -> list[str]:
    """The parameters of which a text says that they are not there (or must be); all, where it only speaks of parameters."""
    said = re.sub(r"(?i)[<`\"?]+(\w+)=?[>`\"]+|\?(\w+)=?", r"\1\2", canonical(said).replace("_", " ").lower())
    known = [name.replace("_", " ") for name in names]
    found = [name for name in known if look(re.escape(name)).search(said)]
    if not found and look(_ALL_OF_THEM).search(said):
        found = known
    return [name.replace(" ", "_") for name in found if not re.search(rf"\b{name}\b[^.;,]*\boptional\b|\boptional {name}\b", said)]


def shown(endpoint: Endpoint, names: Iterable[str]) -> None:
    """Keeps the names of the parameters that an address shows, of which rules may speak."""
    if listed := ",".join(names):
        endpoint.notes[_SHOWN] = listed


def unasked(case: Case) -> bool:
    """A request without a parameter is refused."""
    endpoint = case.endpoint
    names = endpoint.notes.get(_SHOWN, "").split(",") if endpoint is not None and endpoint.method == "GET" else []
    if endpoint is None or not any(names) or case.status not in {400, 422}:
        return False
    told = _told(names, case.plain, _demanded if case.unless else _absent) or (names if len(names) == 1 and _BARE.match(case.said) else [])
    if told:
        _keep(endpoint, told, case.status)
    return bool(told)


#: `truck is required: 400 when it is missing`.
_BARE = re.compile(r"(?i)\W*(?:(?:if|when) )?(?:(?:it|one|that|this) )?(?:(?:is|was) )?missing\W*$|(?:.*\W)?without (?:it|one|them)\W*$")


def _keep(endpoint: Endpoint, names: Iterable[str], status: int) -> None:
    known = [one for one in endpoint.notes.get(_NEEDED, "").split(",") if one]
    endpoint.notes[_NEEDED] = ",".join(dict.fromkeys([*known, *(f"{name}:{status}" for name in names)]))


def demand(app: App, endpoint: Endpoint, texts: Iterable[str]) -> None:
    """Demands the parameters of which rules have spoken, or that the words about an operation call required."""
    names = [one for one in endpoint.notes.pop(_SHOWN, "").split(",") if one]
    for text in texts if names else ():
        _keep(endpoint, _told(names, text, _demanded), 0)
    for one in filter(None, endpoint.notes.pop(_NEEDED, "").split(",")):
        name, _, status = one.partition(":")
        for query in endpoint.query:
            if query.name == name:
                query.required = True
                if int(status) and int(status) != app.invalid:
                    app.invalid_on[f"GET {endpoint.path}"] = int(status)
