"""Refusals that compare two values: `end before start`, `more than the balance`, `not enough stock`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.reading.names.grounding import fields_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.clauses import has_status
from shared.reading.refusals.spans import usual_span
from shared.reading.refusals.stock import refuse_once, taking
from shared.reading.refusals.uniqueness import without_permissions
from shared.writing.ir import Entity, Guard

#: `no two guests have the same room`: what two records have, and not two values of one.
_OF_TWO = re.compile(
    r"<\w+> (?:by|from|of|with|for|in|on|at|under) (?:the |an? )?same <|\bno (?:two|2) \[|\b(?:twice|again|a second time|> once)\b[^.;]*\b(?:same|one|1) <|\bsame <\w+>[^.;]*(?:\b(?:twice|again|a second time)\b|> once\b)|\balready (?:has|have|exists|there is)\b[^.;]*\bsame <|\b(?:has|have) (?:an?|another) \[\w+\][^.;]*\bsame <[^.;]*\balready\b|\b(?:two|2) \[\w+\][^.;]*\b(?:(?:the |an? )?same|share)(?: (?:the|an?|\w+))? [<\[]"
)


def compared(case: Case) -> bool:
    """`end must be after start`, `the amount is more than the balance`, `the two names must differ`."""
    case = replace(case, said=without_permissions(case.said)[0])
    if _BACKWARDS.search(case.said) and (ends := _ends(case)):
        return _guard_comparison(case, ends[1], "<", ends[0])
    names = fields_in(case.said)
    if _OF_TWO.search(case.said) or (
        len(names) < 2
        and not re.search(r"[<>] (?:the |its )?<|\b(?:two|both) (?:\[|<|\w+ must differ)|\bitself\b|\bthemselves\b", case.said)
    ):
        return False
    sent = (
        [one for one in case.endpoint.body if one.type in {"integer", "number"}] if case.endpoint and case.endpoint.kind == "action" else []
    )
    if (
        len(names) == 1
        and len(sent) == 1
        and names[0] != sent[0].name
        and re.search(r"(?:>|<|more|less) (?:than )?(?:the |its )?<", case.said)
    ):
        return _guard_comparison(case, sent[0].name, ">" if re.search(r">|more", case.said) else "<", names[0])
    names = names or [one.name for one in (case.endpoint.body if case.endpoint else ())][:2]
    if len(names) < 2:
        return False
    one, other = names[0], names[1]
    between = re.search(rf"<{one}>(.*?)<{other}>", case.said)
    told = between[1] if between and not re.match(r"\s*(?:and|or|,)\s*(?:the )?$", between[1]) else case.said
    told = WITH_NUMBER.sub(" ", told)
    joined = not between or told == WITH_NUMBER.sub(" ", case.said)
    sign = next((sign for pattern, sign in _SIGNS if re.search(pattern, told)), "")
    if joined and sign not in {"!=", "==", ""} and between:
        return False
    if not sign:
        return False
    if sign in "<>" and re.search(rf"<{other}>,? or (?:at |on )?(?:the same|equal)\b", case.said):
        sign += "="
    before = case.said.partition(f"<{one}>")[0]
    return _guard_comparison(case, one, _OPPOSITE[sign] if _holds(case, before, told) else sign, other)


#: What compares one field with a number: `years before 1900 or stars above 5`.
WITH_NUMBER = re.compile(r"(?:[<>]=?|\b(?:before|after|earlier than|later than)) ?-?\d+")
#: What begins a condition on which something is refused.
_CONDITION = re.compile(r"\b(?:if|when|where|whose|that|which|with|reject|rejects|refuse|refuses|unless)\b|\bis refused\b")


def _holds(case: Case, before: str, told: str) -> bool:
    """Whether a comparison, with what stands before it, is told as what must hold."""
    if re.search(r"\bmust(?! not)\b|\bhas to\b|\bcan not be (?:the )?(?:same|equal|identical)\b", told) or (
        case.unless and "can not" not in told
    ):
        return True
    if _CONDITION.search(before):
        return False
    return bool(re.search(r"\bmust(?! not)\W*$", before) or re.fullmatch(r"\W*[<>]=\W*(?:the |its )?", told))


#: `a stay that ends before it begins`.
_BACKWARDS = re.compile(
    r"\b(?:ends?|finish(?:es)?|leaves?|closes?|stops?) (?:before|earlier than) (?:it|they|the \[\w+\]) (?:starts?|begins?|opens?|arrives?)\b"
)


def _ends(case: Case) -> tuple[str, str] | None:
    """The two times between which a record lasts."""
    times = (
        [one.name for one in case.entity.fields.values() if one.given and one.type in {"date", "datetime", "time"}] if case.entity else []
    )
    return (times[0], times[1]) if len(times) == 2 else None


_SIGNS = (
    (r"(?<!not )(?:<|\bbefore|\bearlier)(?: than)? or (?:equal|the same|at the same|on the same)\b", "<="),
    (r"(?<!not )(?:>|\bafter|\blater)(?: than)? or (?:equal|the same|at the same|on the same)\b", ">="),
    (r"\bdiffer\w*|\bdifferent\b|\bnot (?:be )?(?:the same|equal|identical)\b", "!="),
    (r"\bcan not be (?:>|after|later|greater)", ">"),
    (r"\bcan not be (?:<|before|earlier)", "<"),
    (r"\b(?:not|no) (?:be )?(?:after|later)\b", "<="),
    (r"\b(?:not|no) (?:be )?(?:before|earlier)\b", ">="),
    (r">=|\b(?:on|(?:the same(?: as)?|equal(?: to)?)) or after\b", ">="),
    (r"<=|\b(?:on|(?:the same(?: as)?|equal(?: to)?)) or before\b", "<="),
    (r">|\bafter\b|\blater\b|\bgreater\b|\blarger\b|\bexceeds?\b", ">"),
    (r"<|\bbefore\b|\bearlier\b|\bless\b|\bsmaller\b", "<"),
    (r"\bsame\b|\bequals?\b|\bitself\b", "=="),
)


#: What can be compared with each other.
_KINDS = {"integer": "number", "number": "number", "date": "time", "datetime": "time", "time": "time"}


_OPPOSITE = {"!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!="}


def _guard_comparison(case: Case, one: str, sign: str, other: str) -> bool:
    entity, endpoint = case.entity, case.endpoint or case.target(("create",))
    # `the same title by the same author` compares two records, not two fields.
    if entity is None or (sign == "==" and re.search(r"\bsame <\w+>[^.;]*\bsame <", case.said)):
        return False
    sent = {field.name for field in endpoint.body} if endpoint else set()
    words_ = _words(entity, one, sign, other)
    if endpoint is not None and endpoint.kind == "action":
        endpoint = taking(case, endpoint)
        sent = {field.name for field in endpoint.body}
        left, right = (f'values["{name}"]' if name in sent else f'row["{name}"]' for name in (one, other))
        code = _nullable(f"{left} {sign} {right}", left, right, case, one, other)
        refuse_once(endpoint, Guard(code, case.status or 409, words_, "compare", fields=(one, other)))
        return True
    both = [entity.fields[name] for name in (one, other) if name in entity.fields]
    if (
        len(both) < 2
        or {_KINDS.get(each.type, "") for each in both} == {"number", "time"}
        or (sign[0] in "<>" and any(each.refers for each in both))
        or bool(both[0].choices) is not bool(both[1].choices)
    ):
        return False
    if usual_span(entity) == {"<": (one, other), ">": (other, one)}.get(sign[0], ()):
        sign = _OPPOSITE[sign]  # `start before end (422)` is what must hold.
        words_ = _words(entity, one, sign, other)
    left, right = f'whole["{one}"]', f'whole["{other}"]'
    code = f"{left} is not None and {right} is not None and {left} {sign} {right}"
    entity.checks.append(Guard(code, case.status or case.app.invalid, words_, "compare", fields=(one, other)))
    return True


def _nullable(code: str, left: str, right: str, case: Case, one: str, other: str) -> str:
    for text, name in ((right, other), (left, one)):
        field = case.field(name)
        if field is not None and field.required is False and field.default is None:
            code = f"{text} is not None and {code}"
    return code


_SAID = {
    "!=": "is not",
    ">": "is more than",
    "<": "is less than",
    ">=": "is not less than",
    "<=": "is not more than",
    "==": "is the same as",
}
_SAID_OF_TIMES = {"!=": "is not", ">": "is after", "<": "is before", ">=": "is not before", "<=": "is not after", "==": "is the same as"}


def _words(entity: Entity, one: str, sign: str, other: str) -> str:
    """`the end is not after the start`."""
    field = entity.field(one)
    said = _SAID_OF_TIMES if field is not None and _KINDS.get(field.type) == "time" else _SAID
    return f"{one.replace('_', ' ')} {said[sign]} {other.replace('_', ' ')}"


_ORDER = re.compile(
    r"(?<!if )(?:the )?<(?P<one>\w+)>(?: \((?:(?:[^()<]|<(?!\w+>))*? )?| )(?P<must>(?:must (?:be )?|is |being |always |must lie |must come |comes |lies |strictly )*)"
    r"(?P<not>(?:can )?(?:not|never) (?:be )?)?(?:(?P<sign>[<>]=?)|(?P<more>later|after|greater|larger|higher)|(?P<less>earlier|before|less|smaller|lower|below))(?: than)? (?:the |its )?<(?P<other>\w+)>"
)


#: `the maximum from the minimum upwards`.
_UPWARDS = re.compile(r"\bfrom ((?:the |its )?<\w+>) (?:up|on)(?:wards?)?\b")


#: `the two cities are required and must differ`.
_DIFFER = re.compile(
    r"<(?P<one>\w+)> and (?:the |its )?<(?P<other>\w+)>(?: [^.;<\[]*?)?,? (?:must (?:always )?(?:differ|be different|be distinct)|can not be (?:the )?(?:same|equal|identical))\b(?! [<\[])"
)


#: `a home_team and an away_team (a different team)`.
_DIFFERENT = re.compile(
    r"<(?P<one>\w+)>(?: \([^()]*\))?(?:,? and|,) (?:the |its |an? )?<(?P<other>\w+)>(?: \(|, (?:which (?:is|must be) )?)(?:must be )?(?:an?other|a different|not the same)\b(?! <)"
)


def orders(said: str, entity: Entity) -> Iterator[str]:
    """`the end later than the start`, `tare (integer, less than gross)`: comparisons that must hold, though no status is named."""
    said = _UPWARDS.sub(r">= \1", said)
    for match in (*_DIFFER.finditer(said), *_DIFFERENT.finditer(said)):
        if not has_status(said) and {match["one"], match["other"]} <= entity.fields.keys():
            yield f"{match['one']} must differ from {match['other']}"
    for match in _ORDER.finditer(said):
        beside = match["less"] and not match["must"] and not match["not"]  # `the day before the start` compares nothing.
        condition = "if|when|true|once|false|whether|only" + ("" if "must" in match["must"] else "|whose|where|those")
        if (
            beside
            or has_status(match[0] + re.split(r"[;.] ", said[match.end() : match.end() + 30])[0])
            or not {match["one"], match["other"]} <= entity.fields.keys()
            or re.search(rf"\b(?:{condition})\b[^.;,()]*$|\b(?:lists?|returns?|shows?|gives?)\b[^.;()]*\bwith an? $", said[: match.start()])
        ):
            continue
        sign = match["sign"] or (">" if match["more"] else "<")
        yield f"{match['one']} must be {_OPPOSITE[sign] if match['not'] else sign} {match['other']}"


def itself(case: Case) -> bool:
    """`nobody follows themselves`: two references of one resource must differ."""
    if not re.search(r"\bitself\b|\bthemselves\b|\bhimself\b|\boneself\b|\bdiffer\w*\b|\bsame\b", case.said) or case.entity is None:
        return False
    if re.search(r"\b(?:twice|second|again|already|no two|(?:only|just|<=) (?:one|1))\b", case.said):
        return False
    same = [one for one in case.entity.fields.values() if one.given]
    pairs = [(one, other) for one in same for other in same if one is not other and one.refers and one.refers == other.refers]
    owners = [one for one in case.entity.fields.values() if one.refers and not one.given]
    pairs = pairs or [(one, other) for one in same for other in owners if one.refers == other.refers]
    if not pairs:
        pairs = [
            (one, other)
            for one in same
            for other in same
            if (one.name, other.name)
            in {("from", "to"), ("home", "away"), ("first", "second"), ("sender", "recipient"), ("from_account", "to_account")}
        ]
    if not pairs:
        return False
    one, other = pairs[0]
    return _guard_comparison(case, one.name, "==", other.name)
