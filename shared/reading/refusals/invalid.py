"""Refusals of what is unknown or not valid."""

import re
from dataclasses import replace

from shared.reading.fields.constraints import constrain, written
from shared.reading.fields.excluding import chosen, malformed, refuse
from shared.reading.fields.membership import outside
from shared.reading.fields.stating import pieces, state
from shared.reading.names.grounding import fields_in
from shared.reading.refusals.cases import ORDER, Case
from shared.reading.refusals.comparing import WITH_NUMBER, compared
from shared.reading.text.outline import split
from shared.writing import words
from shared.writing.ir import Endpoint, Field

#: What a reference must not be: `must be the id of an existing grower`, `points to no grower`.
_UNKNOWN = re.compile(
    r"\bunknown\b|\bmust (?:exist|be (?:registered|known)|(?:be|refer|point|belong)\b[^.;,]*\b(?:existing|known)|be the id of)\b|"
    r"\b(?:points?|refers?|referring|pointing|belongs?) to (?:no|nothing|not)\b|\bis (?:no|not (?:an?|the)) (?:known |existing )?(?:id of |\[)"
)

#: `refers to another person (422 if there is none)`.
_NONE = re.compile(r"(?:if |when )?(?:there (?:is|are) (?:none|no such (?:one|thing|id|record|\[\w+\]))|(?:it|that) unknown|none exists)")


def unknown(case: Case) -> bool:
    """`unknown books are a 404`, `an unknown column_id in the body a 422`."""
    if case.status == 404:
        for name in fields_in(case.said):
            one = case.field(name)
            if one is not None and one.refers:
                one.missing = 404
        return True
    sole = [one for one in case.ground.fields.values() if one.refers and one.given] if _NONE.fullmatch(case.said) else []
    if not (_UNKNOWN.search(case.said) or _ANY.search(case.said)) and len(sole) != 1:
        return False
    referring = sole or [one for name in fields_in(case.said) if (one := case.field(name)) and one.refers]
    named = referring or _referring(case, list(case.ground.fields.values()))
    # `unknown owners are a 422`, said of the owners: what refers to them, whatever it is.
    everywhere = [one for each in case.app.entities.values() for one in each.fields.values()] if case.endpoint is None else []
    named = named or _referring(case, everywhere)
    for one in named:
        one.missing = case.status or one.missing
    return bool(named)


def _referring(case: Case, fields: list[Field]) -> list[Field]:
    """Those of the fields that refer to what a clause names."""
    return [one for one in fields if one.refers and one.given and (f"[{one.refers}]" in case.said or _ANY.search(case.said))]


#: `unknown references`, `if either does not exist`: whatever they refer to.
_ANY = re.compile(
    r"^\W*(?:(?:if|when|where|in case) )?(?:either|any|one|both|any one|at least one|(?:the )?(?:two|ids?|references?)|they|these)(?: (?:of (?:them|these|those|(?:the )?(?:two|both|ids|references|records))|id|reference|record|one))*(?: or (?:both|the other))? (?:is |are )?(?:unknown|not found)\b|"
    r"^\W*(?:unless )?(?:both|all|they|(?:the )?(?:two|ids|references))(?: (?:of (?:them|these|those)|ids|records|references))* (?:must )?exist\b|"
    r"^\W*(?:(?:if|when) )?one or (?:both|the other) (?:is |are )?unknown\b|^\W*unknown ids?\W*$|"
    r"\bunknown (?:references?|referenced \w+|related \w+)\b|\breferences? (?:to )?(?:that |which )?unknown\b"
)


def no_choice(case: Case) -> bool:
    """`an unknown status`, `a value that is no state`: what is not among the choices of a field, which every request is checked for."""
    choosing = {one.name: one for one in case.ground.fields.values() if one.choices or one.elements or None not in (one.low, one.high)}
    told = re.search(r"<(\w+)> unknown\b|\bunknown <(\w+)>", case.said)
    referring = case.field(told[1] or told[2]) if told else None
    if referring is not None and referring.refers:
        return False  # There is no such record, whatever else the clause names.
    if (
        case.status not in {400, 422}
        or not choosing
        or re.search(r"\b(?:moves?|steps?|transitions?|chang\w+)\b|(?<!\w)[<>]=?(?!\w)", case.said)
    ):
        return False
    named = any(f"<{name}>" in case.said for name in choosing) and re.search(
        r"\bunknown\b|\bno\b|\bnot (?:an?|one of|in|among)\b|\bother\b|\botherwise (?:as|in|for|among)\b", case.said
    )
    whole = re.search(
        r"\b(?:values?|anything|everything|words?|others?) (?:\S+ )?(?:other than|not|that (?:is|are) (?:no|not)|besides|but)\b|\bonly (?:accepts?|takes?|allows?|knows?)\b[^.;]*\bvalues?\b|\b(?:unknown|invalid|unlisted|other) (?:values?|words?)\b",
        case.said,
    )
    bounded = [name for name in fields_in(case.said) if name in choosing and choosing[name].low is not None]
    others = set(fields_in(case.said)) - choosing.keys() or "[" in case.said
    if (
        bounded
        and not others
        and re.fullmatch(
            r"\W*(?:(?:the|its|an?|each|every|where|and) )*<\w+> is (?:between|from) -?[\d.]+ (?:and|to) -?[\d.]+\W*", case.said
        )
    ):
        _answer(case)
        return True
    if bounded and (others or re.search(r"\bunknown\b", case.said) is None):
        return False  # Numbers within bounds are no choice, but where a clause says that there is no such one.
    if named or (whole and len(choosing) == 1):
        _answer(case)
    return bool(named or (whole and len(choosing) == 1))


_PARAMETER = r"(?:sort|sort_by|order|order_by|direction|filters?|query|parameters?|params?|limit|offset|page|page_size|search)"
#: `unknown sort values`, `the sort parameter may be …; other values`: what is told of the parameters of a list.
_OF_PARAMETER = re.compile(
    rf"\b(?:unknown|invalid|unsupported|other|otherwise)\b[^.;]{{0,24}}\b{_PARAMETER}\b(?! of)|\b{_PARAMETER}(?:ing)? (?:by |for |values? )?(?:otherwise|(?:anything|something) (?:else|other))\b|"
    rf"\b{_PARAMETER}(?: (?:parameters?|values?|fields?))? (?:must|may|can|only|is|accepts?|takes?|knows?|with|that|outside)\b|\b(?:other|otherwise|invalid|unknown)\b(?: values?)?\W*$|^\W*(?:(?:if|when|for|on|and|or) )?(?:sort|order|filter|search)ing (?:by|on|for|with|after) "
)


#: `a month that is not YYYY-MM`, of which no record has one of its own.
_PART_OF_DATE = re.compile(
    r"\b(?:month|year|week|day|date)\b[^.;]{0,40}\b(?:not|must|in (?:the|that|this)|has|have|looks?|is)\b[^.;]{0,24}\b(?:yyyy|forms?|formats?|valid|real|like)\b|"
    r"\binvalid (?:month|year|week|day|date)\b|\bform(?:at)? `?yyyy"
)


def of_parameter(case: Case) -> bool:
    """`unknown sort values are a 422`: each parameter is checked for its values, whatever else the words name."""
    lists = case.endpoint is not None and case.endpoint.method == "GET" and not case.endpoint.path.endswith("}")
    dated = not fields_in(case.said) and _PART_OF_DATE.search(case.said) is not None
    told = ((lists or _names_one(case)) and _OF_PARAMETER.search(case.said)) or (dated and (lists or case.endpoint is None))
    if case.status not in {400, 422} or not told:
        return False
    for one in [case.endpoint] if case.endpoint is not None else _lists(case):
        if case.status != case.app.invalid:
            case.app.invalid_on[f"GET {one.path}"] = case.status
    return True


def _lists(case: Case) -> list[Endpoint]:
    return [one for one in case.app.endpoints if one.kind == "list"]


def _names_one(case: Case) -> bool:
    """Whether a clause behind no operation names a parameter of lists, which are read later; the records have no field of that name."""
    named = re.search(rf"\b{_PARAMETER}(?:ing\b|s?\b)", case.said) if case.endpoint is None else None
    return named is not None and bool(_lists(case)) and not any(named[0] in entity.fields for entity in case.app.entities.values())


_INVALID = re.compile(
    r"[<>]=? ?-?\d|\b(?:of|is) (?:0|zero)\b(?! to\b)|\d or (?:more|less|fewer|later|earlier)\b|\b(?:before|after|earlier than|later than) -?\d|\bnot (?:be )?(?:from|between|within)\b|\b(?:other than|but|except|besides) -?\d|@|\b(?:invalid|missing|empty|blank|negative|malformed|required|validation|too (?:long|short|large|small|big|high|low)|must be|must (?:not )?contain|out of range|outside|not an? |is no |consists?|"
    r"non-numeric|not in the list|>=|<=|greater|positive|incomplete|wrong input|bad input|mistakes?|errors?|everything else|anything else|otherwise in the (?:body|request)|all other|problems?|inputs?|as usual|not one of|any other|other values?|can not be (?:empty|negative|blank|missing)|only https?:|is not (?:one of|valid|>=|>|a |an |positive)|>|<|integer|without|unsupported|break\w*|violat\w*|fails?|not (?:fit|match|meet|follow|obey|respect|satisfy|comply with|conform to|correspond to) (?:the |this |these |those |that |its |their |our |all )*(?:tables?|rules?|schema|descriptions?|limits?|types?|specification|requirements?|constraints?|formats?|shape|model|conditions?|above)|not as (?:described|specified|stated|above))|^\W*$"
)


#: What a general rule about invalid requests speaks of.
_GENERAL = re.compile(
    r"\b(?:invalid|validation|violations?|inputs?|data|bod(?:y|ies)|errors?|mistakes?|values?|fields?|requests?|incomplete|usual|rules?|something|anything)\b|^\W*$|^(?:if|when) (?:(?:it|one|any|either) is |they are )?missing$"
)


def invalid(case: Case) -> bool:
    """`a missing title or a negative price is a 422`, `amount must be positive, otherwise 422`."""
    if case.status not in {400, 422}:
        return False
    if not case.unless and (chosen(case.ground, case.said) or malformed(case.ground, case.said)):
        _answer(case)
        return True
    limited = _INVALID.search(re.sub(r"<\w+>", "it", case.said)) or (case.unless and _limits(case))
    if not limited or _between(case) or _bounded_elsewhere(case):
        return False
    if case.endpoint is None and not _meant(case, case.plain) and not _GENERAL.search(case.said):
        return False
    _constrained(case)
    _ordered(case)
    if _BLANK.search(case.said):
        _unblank(case)
    _answer(case)
    return True


def _constrained(case: Case) -> None:
    """What a clause says of fields: what they must be, or what they must not be."""
    before: list[Field] = []
    inner = _EXPLAINED.match(case.plain)
    case = replace(case, plain=inner["inner"] if inner else _NOT_TAKEN.sub("", case.plain))
    conditional = re.match(r"\W*(?:if|when|where)\b", case.plain, re.IGNORECASE)
    if case.unless or _MUST.search(case.said) or _STATED.search(case.said):
        for piece in pieces(case.plain):
            if not _among(case, piece) and not state(case.ground, piece):
                _constrain(case, piece)
    else:
        for part in split(
            case.plain,
            r",? (?:and|or)(?! (?:more|less|fewer|above|below|higher|lower|over|under|up)\b| \d)(?: an?| the)? |, (?!\d|or \d|and \d)",
        ):
            if _among(case, part):
                continue
            alone = (
                (conditional or re.match(r"(?:or )?of\b|[<>]|(?:is )?not an? |(?:is )?no [a-z]+$", part))
                and _NO_SUBJECT.match(part)
                and len(before) == 1
                and not _meant(case, part)
            )
            _constrain(case, f"{before[0].name.replace('_', ' ')} is {part}" if alone else part)
            before = _meant(case, part) or before


def _among(case: Case, part: str) -> bool:
    """`a colour that the box does not have`, beside `a missing owner`: whether a part is about a list of what the record belongs to."""
    return part.strip() != case.plain.strip() and outside(replace(case, said=case.ground(part), plain=part))


#: `if the price is zero, negative or more than 12`: the field was named before.
_NO_SUBJECT = re.compile(
    r"\W*(?:(?:or )?of )?(?:[<>] ?-?\d|negative\b|zero\b|empty\b|blank\b|missing\b|longer\b|shorter\b|outside\b|(?:is )?not an? |(?:is )?no (?:integer|number|date|time)\b)"
)
#: `bad input (no title, or a price below 0)`: what it consists of.
_EXPLAINED = re.compile(
    r"^\W*(?:(?:if|when) )?(?:an? |any |all |the )?invalid (?:input|data|values?|bod(?:y|ies)|requests?|forms?|submissions?|entr(?:y|ies)) \((?P<inner>[^()]+)\)?\W*$",
    re.IGNORECASE,
)
#: What becomes of it: `a price below 1 is not added`.
_NOT_TAKEN = re.compile(r",? (?:is|are) not (?:added|saved|stored|created|accepted|taken|entered|kept)\b\W*$")
#: What is said of texts, and of all that the clause names.
_BLANK = re.compile(r"\b(?:blank|empty|white-?space|only spaces)\b")


def _unblank(case: Case) -> None:
    """`an empty or blank word or meaning`, `blank values`: the texts that a clause names, or all that requests must have, are not blank."""
    named = [one for name in fields_in(case.said) if (one := case.field(name))]
    needed = [one for one in case.ground.fields.values() if one.given and one.required and not one.refers]
    for one in named or (needed if _GENERAL.search(case.said) else []):
        if any(limit is not None for limit in (one.low, one.high, one.above, one.below)):
            continue  # `an empty title or a negative price`
        one.type = written(one)
        if one.type == "string":
            one.shortest = one.shortest or 1


def _limits(case: Case) -> bool:
    """Whether a condition that must hold says anything of a field: `the code is four digits`."""
    return any(constrain(Field(one.name, one.type), case.plain) for one in _meant(case, case.plain))


#: `must be positive`, `is never negative`: what must hold.
_MUST = re.compile(r"\bmust\b|\b(?:is|are) never\b")
#: `quantity at least 1 (422)`: what must hold, with the status behind it.
_STATED = re.compile(
    r"^(?!.*\b(?:if|when|for|on|whose|with|that)\b)[^.;]*(?:(?:>=|<=) ?-?\d|> ?0\b|\b(?:is|are)\b[^.;]*(?:[<>] ?-?\d|\d or (?:more|less)\b))"
)


def _ordered(case: Case) -> None:
    """`min_size at least 1 and max_size not less than min_size`: what compares two fields, beside limits."""
    for part in split(case.said, r",? and |, |; "):
        if len(fields_in(part)) == 2 and re.search(r"<\w+> (?:\w+ ){0,3}[<>]=? (?:the |its )?<\w+>", part):
            compared(replace(case, said=part))


_EVERYWHERE = re.compile(r"\b(?:everywhere|always|in general|generally|throughout|any|all|every|everything|anything|whatever|anywhere)\b")


def _answer(case: Case) -> None:
    """The status of invalid requests, in general or of one operation."""
    if case.endpoint is None or not (case.endpoint.body or case.endpoint.query) or _EVERYWHERE.search(case.said):
        case.app.invalid = case.status
    elif case.status != case.app.invalid:
        case.app.invalid_on[f"{case.endpoint.method} {case.endpoint.path}"] = case.status


def _bounded_elsewhere(case: Case) -> bool:
    """Whether a limit is another resource's: `not between 1 and the number of seats`."""
    return bool(
        re.search(
            r"\b(?:between|from) [^.;,]*\b(?:and|to) (?:the |its )?(?:number of |total )[<\[a-z]|\bthan (?:the |its )?(?:number of |total )[<\[a-z]",
            case.said,
        )
    )


def _between(case: Case) -> bool:
    """Whether it compares two fields: another reader's."""
    return (
        len(fields_in(case.said)) > 1
        and bool(re.search(ORDER, WITH_NUMBER.sub(" ", case.said)))
        and not re.search(r"\b(?:missing|empty)\b", case.said)
    )


def _constrain(case: Case, part: str) -> None:
    for one in _meant(case, part):
        if case.unless or _MUST.search(part) or _STATED.search(case.said):
            constrain(one, part)
        else:
            refuse(one, part)


def _meant(case: Case, part: str) -> list[Field]:
    """The fields of which a phrase speaks, also by the last word of their names (`goals`) or as `it`."""
    named = [one for name in fields_in(case.ground(part)) if (one := case.field(name))]
    long = [one for one in case.ground.fields.values() if "_" in words.code_name(one.name) and not one.refers]
    named = named or [one for one in long if re.search(rf"\b{words.code_name(one.name).rpartition('_')[2]}\b", part)]
    body = case.endpoint.body if case.endpoint else []
    sole = re.search(r"\bit\b|\bnumber\b|\bvalue\b", part) or _AFTER_SHAPE.match(case.said)
    return named or (body if len(body) == 1 and sole else [])


#: `takes {"delay": 5}, in whole minutes`: what is said right behind the JSON, which was taken out.
_AFTER_SHAPE = re.compile(r"(?:with|takes?|accepts?|expects?|needs?|sends?|sets?) ,")
