"""The changes and removals of which a clause speaks: `can neither be changed nor deleted`, `PUT and DELETE are refused`."""

import re

from shared.reading.refusals.cases import Case
from shared.reading.refusals.closing import WAYS, verb_of
from shared.writing import words
from shared.writing.ir import Endpoint

_METHOD = re.compile(r"\b(?:PUT|PATCH|DELETE)\b(?! /)")
#: What is done, rather than what was: `can not be …`, `changing …`, `no changes are accepted`, `refuses changes`.
_DONE = re.compile(
    r"\b(?:can|may)\b(?P<verb>.*)|^\W*(?:(?:for|on|and|by) )?(?:every |any |each |an? |the )?(?:attempts? to )?(?P<first>[a-z]+(?:(?:, | or | and )[a-z]+)*)\b|\bno (?:more |further |new )?(?P<noun>[a-z]+)|\b(?:tr(?:y|ies)|attempts?|wants?) to (?P<tried>.*)"
)


def meant(case: Case) -> list[Endpoint]:
    """The operations that change or remove the resource, as far as a clause names them."""
    methods = set(_METHOD.findall(case.plain))
    done = " ".join(part for match in _DONE.finditer(case.said) for part in match.groups() if part)
    kinds = {kind for kind, spoken in WAYS if kind != "create" and spoken.search(done)}
    said = {words.stem(word) for word in re.findall(r"[a-z]{4,}", done)}
    return [
        one
        for one in case.app.endpoints
        if case.entity
        and one.entity == case.entity.name
        and one.kind in {"update", "delete"}
        and (one.method in methods if methods else one.kind in kinds or words.stem(verb_of(one)) in said)
    ]
