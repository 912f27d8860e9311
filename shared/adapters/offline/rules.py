"""Reads rules: constraints of fields in sentences, refusals with their statuses, relations and limits between resources."""

import re

from shared.adapters.offline.calls import Call, statuses
from shared.adapters.offline.constraints import words_only
from shared.adapters.offline.ir import App, Endpoint
from shared.adapters.offline.limits import beyond_owner, capacity, crowded, full, has_children, insufficient, used_up
from shared.adapters.offline.refusal import Refusal
from shared.adapters.offline.states import closed_owner, state_refuses, transition_refused
from shared.adapters.offline.text import split_outside
from shared.adapters.offline.uniqueness import duplicate, overlap


def refusals(text: str, endpoint: Endpoint | None) -> list[Refusal]:
    """The statuses of failure in a text, each with the words around it."""
    found = []
    text = re.sub(r"\{[^{}]*:[^{}]*\}", " ", text)
    for sentence in split_outside(text, r"\s*;\s*|\.\s+(?=[A-Z]|$)|\s+\.\s+"):
        named = [(code, position) for code, position in statuses(sentence) if code >= 400]
        for i, (code, position) in enumerate(named):
            start = named[i - 1][1] + 3 if i else 0
            end = named[i + 1][1] if i + 1 < len(named) else len(sentence)
            after = re.split(r"[,;]", sentence[position + 3 : end])[0]
            before = sentence[start:position]
            own = re.match(r"(?i)\W*(if|when|for|on|unless|in case|where|as(?! well| too)|because)\b", after)
            said = after if own and len(after.split()) > 1 else before + " " + (after if i + 1 == len(named) else "")
            if own and len(after.split()) > 1 and re.search(r"(?i)\bsame\b", after):
                said = before + after
            found.append(Refusal(code, said.strip(), endpoint, sentence))
            if also := re.search(r"(?i)\b(?:also|likewise|and|same) (?:when|if|for) (.+)", sentence[position + 3 : end]):
                found.append(Refusal(code, also[1].strip(), endpoint, also[1]))
        if not named and re.search(
            r"(?i)\b(cannot|can't|can not|may not|must not|not allowed|not possible|impossible|can only|may only|only \w+ \w+ can|never|rejected|refused|error|forbidden|at most|no more than|not exceed|exceed|prevent\w*|no two|once|disallow\w*|reject\w*|double|twice)\b",
            sentence,
        ):
            found.append(Refusal(0, sentence, endpoint, sentence))
    return found


def apply(app: App, refusal: Refusal) -> bool:
    """Puts a refusal where it belongs; whether its condition was understood."""
    low = words_only(refusal.said)
    halves = re.split(r"\s+or\s+(?:if |when )?", refusal.said)
    doing = all(re.match(r"(?i)\s*\w+ing (?:an?|the|it)\b", half) for half in halves)
    if len(halves) == 2 and (doing or all(re.search(r"(?i)\b(is|are|has|have|does|exists?)\b", half) for half in halves)):
        understood = [apply(app, Refusal(refusal.status, half, refusal.endpoint, half)) for half in halves]
        return all(understood)
    for reader in (
        transition_refused,
        beyond_owner,
        duplicate,
        overlap,
        has_children,
        insufficient,
        crowded,
        capacity,
        full,
        used_up,
        closed_owner,
        state_refuses,
        _missing,
        _invalid,
    ):
        if reader(app, refusal, low):
            return True
    return False


def _missing(app: App, refusal: Refusal, low: str) -> bool:
    if (
        not re.search(
            r"\b(unknown|missing|not found|(does not|doesn t|don t|do not|not) exist\w*|no such|otherwise|non existent|nonexistent|nonexisting|invalid id|not there|no \w+ with|isn t found|if it is not|if not|or|else|absent|unexisting|there is none|never existed|exist\w*)\b",
            low,
        )
        or refusal.status == 409
    ):
        return refusal.status == 404
    reference = next(
        (
            one
            for e in app.entities.values()
            for one in e.fields.values()
            if one.refers
            and re.search(rf"\b{one.refers.replace('_', ' ')}\b", low)
            and (refusal.endpoint is None or (refusal.endpoint.entity == e.name and refusal.endpoint.kind in {"create", "update"}))
        ),
        None,
    )
    if reference and refusal.status in {400, 422} and re.search(r"\b(unknown|exist\w*|no such|not found|invalid)\b", low):
        reference.missing = refusal.status
        return True
    return refusal.status == 404


def _invalid(app: App, refusal: Refusal, low: str) -> bool:
    if refusal.status not in {400, 422}:
        return False
    options = refusal.endpoint.guards if refusal.endpoint else [guard for e in app.endpoints for guard in e.guards]
    option = next((guard for guard in options if guard.kind == "option"), None)
    if option and re.search(r"\b(option|choice|candidate)\b", low):
        option.status = refusal.status
        return True
    if refusal.status == 400:
        app.invalid_on["*"] = 400
    return True


def match_call(calls: list[Call], endpoint: Endpoint) -> Call | None:
    """The call that an endpoint was read from."""
    return next((call for call in calls if call.method == endpoint.method and call.path == endpoint.path), None)
